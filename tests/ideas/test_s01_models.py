"""S1, learn from existing models: a model becomes a charter, and where the charter leaves it, it says so and why."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from co_op import commit, event, log
from folkmoot.formats.library import library
from folkmoot.procedure.chronicle import chronicle
from folkmoot.records.value import parse_instant
from folkmoot.repository.reader import read_work_tree
from folkmoot.rulebook.compare import Standing
from founded import ADOPTED, FOLDER, GENESIS, begun, founded, run, tokens

WANTED = {
    "apache", "bouricius-multi-body-sortition", "consumer-co-op", "coop-juries", "debian", "exit-to-community", "ietf-nomcom",
    "multi-stakeholder-co-op", "oecd-principles", "open-source-stewardship", "ostbelgien", "sociocratic-consent",
}  # fmt: skip
ARTICLE = "charter/02-how-we-decide.md"


def test_the_library_holds_each_model_with_its_source_and_its_failures() -> None:
    assert set(library()) == WANTED
    for model in library().values():
        head = model.head
        assert head.address
        assert head.year
        assert head.license
        assert head.known_failures
        assert head.parameters
        assert head.not_transferable_because
        assert len(model.body.split()) > 40, "what it is, in our own words"


def test_s1_ostbelgien_becomes_a_valid_charter_that_says_where_it_deviates_and_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = founded(tmp_path / "brook", "ostbelgien")
    capsys.readouterr()
    assert run("check", "--root", root, "--as-of", ADOPTED) == 0
    assert "are sound" in "".join(capsys.readouterr())
    assert run("charter", "compare", "ostbelgien", "--root", root, "--at", ADOPTED, "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["cited_by"] == ["02-how-we-decide"]
    rules = {rule["rule"]: rule for rule in told["rules"]}
    assert rules["bodies.agenda-council.term"]["standing"] == Standing.EQUAL
    seats = rules["bodies.agenda-council.seats.target"]
    assert (seats["model"], seats["charter"], seats["standing"]) == ("24", "6", Standing.DIFFERENT)
    assert seats["why"].startswith("We begin with few members.")
    assert rules["bodies.agenda-council.select.alumni_of"]["standing"] == Standing.MISSING
    assert all(rule["why"] for rule in told["rules"] if rule["standing"] in (Standing.DIFFERENT, Standing.MISSING))


def test_a_change_that_leaves_the_model_without_a_reason_is_asked_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = founded(tmp_path / "brook", "ostbelgien")
    one, two, three = tokens(root)[:3]
    text = (root / ARTICLE).read_text().replace("      term: 18m\n", "      term: 36m\n")
    commit(root, {
        "proposals/2026-longer/proposal.md": (
            "---\nid: 2026-longer\ntype: proposal\nkind: amendment\ntitle: Longer\nsummary: The council sits longer.\n"
            f"introduced_by: {one}\nseconds: [{two}, {three}]\nasks: Shall the council sit for three years?\n---\n\nBecause.\n"
        ).encode(),
        f"proposals/2026-longer/changes/{ARTICLE}": text.encode(),
        "proposals/2026-longer/log.yml": log(event("2026-12-10T12:00:00Z", "opened", by=one)),
    })  # fmt: skip
    capsys.readouterr()
    assert run("check", "--root", root, "--as-of", "2026-12-11", "--format", "json") == 0, "a warning stops nobody"
    [finding] = json.loads(capsys.readouterr().out)["findings"]
    assert finding["code"] == "C018"
    assert "'bodies.agenda-council.term' is '18m' in the model 'ostbelgien' that this article cites; here it says '36m'" in finding["what"]


def test_founders_hold_their_vote_with_the_commands_of_the_readme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = begun(tmp_path / "brook", "coop-juries")
    monkeypatch.chdir(root)
    (tmp_path / "hands.csv").write_text("entry,choice\n" + "".join(f"{token},for\n" for token in tokens(root)))
    readme = (root / "README.md").read_text().replace("TOKEN", tokens(root)[0])
    commands = [line.strip().partition("  #")[0] for line in readme.splitlines() if line.startswith("       folkmoot ")]
    days = ("2026-11-23T12:00:00Z", "2026-11-27T12:00:00Z", "2026-11-29T12:00:00Z", "2026-11-30T12:00:00Z", "2026-12-02T12:00:00Z", "2026-12-02T13:00:00Z", "2026-12-03T12:00:00Z")
    enact = f"folkmoot enact {GENESIS}"
    assert f"`{enact}`" in readme
    for line, day in zip((*commands, enact), days, strict=True):
        assert run(*shlex.split(line)[1:], "--as-of", day) == 0, f"{line}\n{''.join(capsys.readouterr())}"
        commit(root, {})
    course = chronicle(read_work_tree(root), parse_instant(ADOPTED))
    assert course.matters[GENESIS].status == "in-force"
    assert sorted(course.charter.articles) == [
        f"charter/{name}.md" for name in ("00-bootstrap", "01-members", "02-how-we-decide", "03-keeping-it-going", "04-how-we-relate")
    ]
    assert all((root / path).read_bytes() == (root / FOLDER / "changes" / path).read_bytes() for path in course.charter.articles)
    assert run("verify", "--root", root, "--as-of", ADOPTED) == 0


def test_the_digest_of_the_readme_is_the_one_that_binds_the_text(tmp_path: Path) -> None:
    root = begun(tmp_path / "brook", "coop-juries")
    lines = [line.strip() for line in (root / "README.md").read_text().splitlines()]
    [sums] = [line for line in lines if "sha256sum $(find" in line]
    said = subprocess.run(["bash", "-c", sums], cwd=root, capture_output=True, text=True, check=True).stdout
    assert said.split()[0] == read_work_tree(root).proposals[0].text_digest


def test_the_library_and_one_model_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("models") == 0
    said = capsys.readouterr().out
    assert all(name in said for name in WANTED)
    assert run("models", "debian") == 0
    said = capsys.readouterr().out
    assert "square-root-quorum" in said
    assert "Known failures:" in said
    assert "general knowledge" in said
    assert run("models", "debian", "--parameters") == 0
    assert "none-of-the-above" in capsys.readouterr().out
    assert run("models", "debain") == 2
    assert "did you mean 'debian'?" in capsys.readouterr().err


def test_the_site_shows_the_library_and_why_our_charter_departs_from_a_model(tmp_path: Path) -> None:
    root = founded(tmp_path / "brook", "ostbelgien")
    assert run("stage", tmp_path / "out", "--root", root, "--as-of", ADOPTED) == 0
    index = (tmp_path / "out/models/index.md").read_text()
    assert all(model.head.title.replace("'", "&#x27;") in index for model in library().values())
    assert index.index("Our charter cites it.") < index.index("Apache voting"), "what we live by comes first"
    page = (tmp_path / "out/models/ostbelgien/index.md").read_text()
    assert "24 in the model, 6 here. We begin with few members." in page
    article = (tmp_path / "out/charter/02-how-we-decide/index.md").read_text()
    assert "## What it learned from" in article
    assert "99 in the model, 3 here. A hundred signatures would be more than all of us." in article


@pytest.mark.slow
@pytest.mark.parametrize("model", sorted(WANTED))
def test_the_site_of_a_co_op_after_each_model_builds(tmp_path: Path, model: str) -> None:
    root = founded(tmp_path / "brook", model)
    _build(root)
    assert (root / "public/models" / model / "index.html").is_file()
    assert (root / "public/charter/02-how-we-decide/index.html").is_file()


@pytest.mark.slow
def test_the_site_builds_on_the_first_day_before_anything_was_decided(tmp_path: Path) -> None:
    root = begun(tmp_path / "brook", "coop-juries")
    _build(root)
    assert (root / "public/models/coop-juries/index.html").is_file()
    assert (root / "public/proposals" / GENESIS / "index.html").is_file()


def _build(root: Path) -> None:
    line = [Path(sys.executable).parent / "mkdocs", "build", "--strict", "--quiet"]
    built = subprocess.run(line, cwd=root, capture_output=True, text=True, check=False, env={**os.environ, "SOURCE_DATE_EPOCH": "1796300000"})
    assert built.returncode == 0, built.stdout + built.stderr
