# Two commands set everything up: make site, make test.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
REQUIREMENTS := tooling/requirements
ORACLE := $(VENV)/oracle

.PHONY: site serve test browser test-all bench lint lock catalogues clean
.DELETE_ON_ERROR:

$(VENV)/run.stamp: $(REQUIREMENTS)/run.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "folkmoot needs Python 3.11 or later: install it, or say which one with make PYTHON=python3"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "On Debian the module venv is a package of its own: apt-get install python3-venv"; exit 2; }
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(REQUIREMENTS)/run.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp $(REQUIREMENTS)/dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(REQUIREMENTS)/dev.txt
	@touch $@

$(VENV)/spark.stamp: $(VENV)/dev.stamp $(REQUIREMENTS)/spark.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(REQUIREMENTS)/spark.txt
	@command -v java >/dev/null || echo "No Java here: the tests on Spark are left out. On Debian: apt-get install openjdk-17-jre-headless"
	@touch $@

$(VENV)/oracle.stamp: $(VENV)/dev.stamp $(REQUIREMENTS)/oracle.txt
	@test -x $(ORACLE)/bin/python || $(PYTHON) -m venv $(ORACLE)
	$(ORACLE)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r $(REQUIREMENTS)/oracle.txt
	@touch $@

site: $(VENV)/run.stamp  ## check, verify and build the site into public/
	$(BIN)/folkmoot check
	$(BIN)/folkmoot verify
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet -f mkdocs.de.yml
	@echo
	@echo "The site is in public/. Read it with: make serve (live), or: $(BIN)/python -m http.server -d public 8000"

serve: $(VENV)/run.stamp  ## build the site anew at every change of a record and serve it
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs serve

test: $(VENV)/dev.stamp lint browser  ## everything a change must pass
	$(BIN)/python -m pytest -m "not slow" -n auto --dist loadfile

browser:  ## Debian's Chromium for the tests in a browser, fetched where this user may; those tests are left out where there is none
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null \
	  && apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } \
	  || echo "No Chromium here: the tests in a browser are left out. On Debian: apt-get install chromium"

test-all: test $(VENV)/spark.stamp $(VENV)/oracle.stamp  ## the slower suites too
	PREF_VOTING_PYTHON=$(CURDIR)/$(ORACLE)/bin/python $(BIN)/python -m pytest -m slow -n auto --dist loadfile

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check -q
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: $(VENV)/dev.stamp  ## measure ratios side by side
	$(BIN)/python tests/bench/run.py

COMPILE := $(BIN)/pip-compile -q --upgrade --strip-extras --allow-unsafe --generate-hashes \
  --no-emit-index-url --no-emit-trusted-host --no-emit-find-links

lock: $(VENV)/dev.stamp  ## pin the newest versions again, with hashes
	$(COMPILE) -o $(REQUIREMENTS)/run.txt pyproject.toml $(REQUIREMENTS)/run.in
	$(COMPILE) -o $(REQUIREMENTS)/dev.txt -c $(REQUIREMENTS)/run.txt $(REQUIREMENTS)/dev.in
	$(COMPILE) -o $(REQUIREMENTS)/spark.txt -c $(REQUIREMENTS)/run.txt $(REQUIREMENTS)/spark.in
	$(COMPILE) -o $(REQUIREMENTS)/oracle.txt $(REQUIREMENTS)/oracle.in

catalogues: $(VENV)/dev.stamp  ## bring the catalogues of other languages up to the messages in the code
	$(BIN)/python tests/catalogues.py

clean:
	rm -rf $(VENV) public
