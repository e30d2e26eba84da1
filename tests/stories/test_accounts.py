"""The accounts of real texts on the site: what they quote stands in the source, and what they say folkmoot says, it says."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from co_op import commit, write_tree
from folkmoot.checks.registry import run_checks
from folkmoot.cli import main
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import chronicle
from folkmoot.publish.site import render_site
from folkmoot.records.value import parse_instant
from foreign import ACCOUNTS, VECTORS, account, adopted, imported, quotes_of, rules_of, said_of

TEXTS = {"hive13": ("bylaws", ()), "openpolitics": ("manifesto", ("contributing.md",))}
AS_OF = parse_instant("2024-03-01T00:00:00Z")
MKDOCS = "site_name: Brought\ndocs_dir: site/pages\nsite_dir: public\ntheme: {name: material}\nplugins: [folkmoot]\n"


def _files(name: str) -> dict[str, bytes]:
    folder, rules = TEXTS[name]
    return adopted(imported(folder, *rules), rules_of(account(name)))


def _source(name: str, section: str) -> str:
    """The section of a source that an account names: of the bylaws by its number, of the manifesto a file."""
    if name == "openpolitics":
        return (VECTORS / "manifesto" / section).read_text("utf-8")
    text = (VECTORS / "bylaws/hive13.md").read_text("utf-8")
    [found] = re.findall(rf"^#+ {re.escape(section)}\.? .*?(?=^##|\Z)", text, re.MULTILINE | re.DOTALL)
    return str(found)


def _flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("name", TEXTS)
def test_every_quotation_stands_in_its_section(name: str) -> None:
    quotes = quotes_of(account(name))
    assert len(quotes) >= 7
    for section, words in quotes:
        assert _flat(words).rstrip() in _flat(_source(name, section)), (section, words)


@pytest.mark.parametrize("name", TEXTS)
def test_the_rules_are_valid_and_check_says_what_the_account_says(name: str) -> None:
    files = _files(name)
    archive = read_archive(files)
    assert archive.faults == ()
    course = chronicle(archive, AS_OF)
    assert set(course.charter.articles) == {path for path in files if path.startswith("charter/")}, "the founding was adopted"
    warned = {finding: " (warning)" if finding.severity == "warning" else "" for finding in run_checks(course)}
    told = {f"{each.place.path}: {each.code} {each.name}{mark}: {each.what}" for each, mark in warned.items()}
    assert told == {line for line in "\n".join(said_of(account(name))).splitlines() if line.startswith("charter/")}


@pytest.mark.parametrize("name", TEXTS)
def test_what_no_rule_answers_is_what_the_account_says(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tmp_path, _files(name))
    with pytest.raises(SystemExit, match="0"):
        main(["charter", "complete", "--root", str(tmp_path), "--at", "2024-03-01"])
    [said] = [line for line in "\n".join(said_of(account(name))).splitlines() if line.startswith("nothing answers")]
    assert capsys.readouterr().out.splitlines()[-1] == said


def test_the_accounts_count_their_articles_right() -> None:
    charter = [path for path in imported("bylaws") if "/charter/" in path]
    assert (len(charter), "twelve articles" in account("hive13")) == (12 + 1, True), "and one on how they were taken over"
    manifesto = imported("manifesto", "contributing.md")
    classes = [re.search(rb"^class: (\w+)$", data, re.MULTILINE) for path, data in manifesto.items() if "/charter/" in path]
    assert [found[1] for found in classes if found].count(b"value") == 24
    assert len(classes) == 25 + 1
    index = (ACCOUNTS / "index.md").read_text("utf-8")
    assert all(f"({name}.md)" in index for name in TEXTS)


def test_links_between_the_pages_of_the_manifesto_lead_to_the_articles() -> None:
    pages = render_site(chronicle(read_archive(_files("openpolitics")), AS_OF))
    links = {
        found for path, data in pages.items() if path.startswith("charter/") for found in re.findall(r'href="\.\./([0-9]{2}-[a-z-]+)/', data.decode())
    }  # fmt: skip
    assert links
    assert all(f"charter/{name}/index.md" in pages for name in links)


@pytest.mark.slow
@pytest.mark.parametrize("name", TEXTS)
def test_a_site_is_built_of_each(name: str, tmp_path: Path) -> None:
    commit(tmp_path, {"site/pages/about.md": b"# About\n\nWe do things.\n", "mkdocs.yml": MKDOCS.encode(), **_files(name)})
    line = [Path(sys.executable).parent / "mkdocs", "build", "--strict", "--quiet"]
    ran = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert len(list((tmp_path / "public/charter").iterdir())) > (12 if name == "hive13" else 25)
