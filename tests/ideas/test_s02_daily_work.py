"""S2: daily work is decided without a vote of all, is told in a digest, and waits as soon as enough members call it up."""

import json
import shutil
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from co_op import commit, git, proposal, write_tree
from folkmoot.cli.shell import cli
from folkmoot.formats.ballot_json import write_ballot
from folkmoot.formats.canonical import digest
from folkmoot.formats.layout import read_archive
from folkmoot.publish.site import render_site
from folkmoot.records.ballot import Ballot
from ideas.modules import BOOKS, Run, euro, founded, runner, tree, work
from lived import course_of, matter

NAME, ASKED = "2023-oven", "2023-which-oven"
DECIDED = "2023-02-12T12:00:00Z"
IN_TIME, TOO_LATE = "2023-02-20T12:00:00Z", "2023-02-26T23:00:00Z"
"""The window of 14 days is over at the midnight after 26 February in Berlin."""


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(capsys)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A co-op whose finance module has decided by lazy consensus, with the commands of a co-op and nothing else."""
    root = tmp_path_factory.mktemp("bakery") / "co-op"
    root.mkdir()
    text = proposal(
        NAME, "finance-work", title="A new oven", summary="The old oven is mended no more; a used one is bought.", subject="finance",
        seconds=[], cost=euro(300),
    )  # fmt: skip
    commit(root, {**founded(), f"proposals/{NAME}/proposal.md": text, f"proposals/{NAME}/changes/{BOOKS}": b"An oven.\n"})
    _run(root, "log", NAME, "opened", as_of="2023-01-31T12:00:00Z")
    _run(root, "log", NAME, "frozen", as_of="2023-02-07T23:00:00Z")
    _run(root, "vote", "open", NAME, "--electorate", "roster:2023-founders", as_of="2023-02-07T23:30:00Z")
    for voter in ("m-0001", "m-0002"):
        bound, roster = read_archive(tree(root)).proposals[-1].text_digest, tree(root)["juries/rosters/2023-founders/entries.csv"]
        paper = write_ballot(Ballot(NAME, bound, digest(roster), voter, 1, "for"))
        write_tree(root, {f"proposals/{NAME}/ballots/{voter}-1.json": paper})
    _run(root, "vote", "close", NAME, as_of=DECIDED)
    assert "lazy consensus" in _run(root, "tally", NAME, "--explain", "--write", as_of=DECIDED)
    commit(root, {}, "Decided")
    return root


def _run(root: Path, *arguments: str, as_of: str) -> str:
    with redirect_stdout(StringIO()) as said, redirect_stderr(StringIO()):
        cli.main(args=[*arguments, "--root", str(root), "--as-of", as_of], prog_name="folkmoot", standalone_mode=False)
    return said.getvalue()


@pytest.fixture
def bakery(original: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(original, tmp_path / "bakery")


def _question(root: Path, *, opened: str = "2023-02-19", stage: str = "opened", **fields: Any) -> None:
    made = matter(tree(root), ASKED, stage, opened=opened, **{"kind": "call-up", "responds_to": NAME, **fields})
    write_tree(root, made)


def _call_up(root: Path, run: Run, *, as_of: str = IN_TIME, exits: int = 0) -> str:
    return run(root, "log", NAME, "called-up", "--by", "m-0003", "--ref", ASKED, as_of=as_of, exits=exits)


def test_s2_a_called_up_decision_cannot_take_effect(bakery: Path, run: Run) -> None:
    assert f"{NAME}  in-force" in " ".join(run(bakery, "status", as_of="2023-02-19T00:00:00Z").split("\n")).replace("     ", "  ")
    _question(bakery)
    assert "2023-oven is now suspended: Members called it up. It waits until that question is decided." in _call_up(bakery, run)
    run(bakery, "check", as_of="2023-02-21T00:00:00Z")
    said = run(bakery, "enact", NAME, as_of="2023-02-21T00:00:00Z", exits=2)
    assert f"'{NAME}' was called up, and waits until '{ASKED}' is decided" in said
    assert not (bakery / BOOKS).exists()


def test_the_gate_refuses_the_file_of_a_decision_that_was_called_up(bakery: Path, run: Run) -> None:
    git(bakery, "checkout", "-q", "-b", "change")
    commit(bakery, {BOOKS: b"An oven.\n"}, "Enact")
    run(bakery, "gate", "main", "change", as_of="2023-02-19T00:00:00Z")
    git(bakery, "checkout", "-q", "main")
    _question(bakery)
    _call_up(bakery, run)
    commit(bakery, {}, "Called up")
    git(bakery, "checkout", "-q", "-b", "later")
    commit(bakery, {BOOKS: b"An oven.\n"}, "Enact")
    said = run(bakery, "gate", "main", "later", as_of="2023-02-21T00:00:00Z", exits=1)
    assert f"MAY NOT  {BOOKS}: '{NAME}' was called up, and waits until '{ASKED}' is decided" in said


@pytest.mark.parametrize(("choice", "status"), [("for", "in-force"), ("against", "repealed")])
def test_the_question_settles_whether_it_holds(bakery: Path, run: Run, choice: str, status: str) -> None:
    _question(bakery)
    _call_up(bakery, run)
    _question(bakery, stage="decided", choice=choice)
    facts = json.loads(run(bakery, "status", NAME, "--format", "json", as_of="2023-03-15T00:00:00Z"))
    assert facts["status"] == status
    if choice == "against":
        assert "is not adopted: it is repealed" in run(bakery, "enact", NAME, as_of="2023-03-15T00:00:00Z", exits=2)
    else:
        commit(bakery, {}, "Upheld")
        run(bakery, "enact", NAME, as_of="2023-03-15T00:00:00Z")
        assert (bakery / BOOKS).read_bytes() == b"An oven.\n"


def test_a_question_that_falls_away_lets_the_decision_go(bakery: Path, run: Run) -> None:
    _question(bakery)
    _call_up(bakery, run)
    run(bakery, "log", ASKED, "withdrawn", as_of="2023-02-22T12:00:00Z")
    assert "in-force" in run(bakery, "status", NAME, as_of="2023-02-22T13:00:00Z")
    commit(bakery, {}, "Withdrawn")
    run(bakery, "enact", NAME, as_of="2023-02-22T13:00:00Z")


def test_a_question_that_nobody_opens_holds_nothing_back_for_ever(bakery: Path, run: Run) -> None:
    _question(bakery, stage="draft")
    _call_up(bakery, run)
    assert "suspended" in run(bakery, "status", NAME, as_of="2023-03-06T22:59:00Z")
    assert "in-force" in run(bakery, "status", NAME, as_of="2023-03-06T23:00:00Z")


@pytest.mark.parametrize(
    ("fields", "as_of", "told"),
    [
        ({}, TOO_LATE, "'called-up' on 2023-02-26T23:00:00Z is too late"),
        ({"seconds": ["m-0002"]}, IN_TIME, "2 members ask for it, 3 are needed"),
        ({"responds_to": "2023-genesis"}, IN_TIME, f"'ref' names no proposal that responds to {NAME}"),
        ({"kind": "branding-work", "subject": "branding"}, IN_TIME, "'branding-work' is no kind of question that is deliberated"),
    ],
)
def test_a_call_up_that_does_not_count_is_not_recorded(bakery: Path, run: Run, fields: dict[str, Any], as_of: str, told: str) -> None:
    _question(bakery, **fields)
    before = tree(bakery)
    assert told in _call_up(bakery, run, as_of=as_of, exits=2)
    assert tree(bakery) == before


def test_the_digest_tells_each_decision_in_a_sentence(bakery: Path, run: Run) -> None:
    said = run(bakery, "digest", as_of="2023-02-15T12:00:00Z")
    assert said == (
        "decided by bodies on their own word in the last 30 days:\n"
        "  2023-02-12  finance: 2023-oven, 300 EUR\n"
        "    The old oven is mended no more; a used one is bought.\n"
        "    3 members can call it up until the end of Sunday 26 February 2023 (Europe/Berlin)\n"
        "to call one up, 3 members put a question that responds to it, and one of them records it:\n"
        "  folkmoot log 2023-oven called-up --by TOKEN --ref ID-OF-THE-QUESTION\n"
        "left to spend on their own word:\n"
        "  branding: 500 of 500 EUR within 30 days\n"
        "  finance: 200 of 500 EUR within 30 days; 300 come free on 2023-03-14\n"
    )
    assert "nothing" not in said
    assert "no body decided anything" in run(bakery, "digest", "--module", "branding", as_of="2023-02-15T12:00:00Z")
    assert "no body decided anything" in run(bakery, "digest", "--since", "2d", as_of="2023-02-15T12:00:00Z")
    assert "2023-oven" in run(bakery, "digest", "--since", "2023-02-12", as_of="2023-05-15T12:00:00Z")
    assert "the charter has no body 'baking'" in run(bakery, "digest", "--module", "baking", as_of="2023-02-15T12:00:00Z", exits=2)
    assert "neither a span of time nor a day" in run(bakery, "digest", "--since", "lately", as_of="2023-02-15T12:00:00Z", exits=2)


def test_the_digest_gives_back_the_money_of_what_was_called_up(bakery: Path, run: Run) -> None:
    _question(bakery)
    _call_up(bakery, run)
    found = json.loads(run(bakery, "digest", "--format", "json", "--module", "finance", as_of="2023-02-21T00:00:00Z"))
    assert [(each["id"], each["status"], each["call_up"]["open"]) for each in found["decided"]] == [(NAME, "suspended", False)]
    assert [(each["spent"], each["left"], each["comes_free"]) for each in found["budgets"]] == [(0, 500, None)]


def test_the_site_tells_what_was_done_without_asking(bakery: Path) -> None:
    files = tree(bakery)
    site = render_site(course_of(files, "2023-02-15T12:00:00Z"))
    page, brief = site["work/index.md"].decode(), site["two-minutes/index.md"].decode()
    assert "The old oven is mended no more; a used one is bought." in page
    assert "By 3 members, until the end of Sunday 26 February 2023 (Europe/Berlin)." in page
    assert "The finance, 12 February 2023, 300 EUR." in page
    assert "folkmoot log 2023-oven called-up --by YOUR-TOKEN" in page
    assert "1 decision by those who do the daily work in the last 90 days; members can still call up 1 of them" in brief
    later = render_site(course_of({**files, **work(files, "2023-rent", "2023-03-01")}, "2023-06-01T00:00:00Z"))["work/index.md"].decode()
    assert "Nobody called it up in time." in later
    assert "1 earlier decision" in later
    assert "You do not agree?" not in later
