"""`folkmoot charter` as a member meets it, on a small co-op and on the records of this repository."""

import io
import json
import shutil
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from co_op import write_tree
from folkmoot.cli import main
from meadow import DECIDE, MEMBERS, SECOND, adopted, founded, lived, members, opened

TOP = Path(__file__).parent.parent.parent
AT = ("--at", "2026-06-01")


@dataclass
class Ran:
    """What a command did."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


def folkmoot(root: Path, *arguments: str) -> Ran:
    """Run the command line in this process, in a repository."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    code = 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main(["charter", *arguments, "--root", str(root)])
        except SystemExit as stop:
            code = int(stop.code or 0)
    return Ran(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))  # type: ignore[attr-defined]


def said(root: Path, *arguments: str) -> str:
    """What a command prints when it can answer."""
    ran = folkmoot(root, *arguments)
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout


@pytest.fixture
def meadow(tmp_path: Path) -> Path:
    files = opened(lived(), "2026-weeds", {MEMBERS: members(SECOND.replace("waters", "weeds"))}, "2026-02-01")
    write_tree(tmp_path, files)
    return tmp_path


@pytest.fixture(scope="module")
def rookery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The records of this repository, without its charter/."""
    root = tmp_path_factory.mktemp("rookery")
    for folder in ("proposals", "juries"):
        shutil.copytree(TOP / folder, root / folder)
    return root


def test_an_article_is_shown_with_its_numbers_and_its_decision(meadow: Path) -> None:
    text = said(meadow, "show", "01", *AT)
    assert text.startswith(
        "Members\n=======\ncharter/01-members.md\n"
        'Made by 2026-leaving, "The leaving amendment", in force since 10 March 2026.\n'
        "3 for, 0 against, 0 abstained. 2 votes for were needed.\n\n## c1-1 Who belongs\n"
    )
    assert "at least 14 days. Then members vote." in text
    assert "at least 7 days. Then members vote." in said(meadow, "show", "charter/01-members.md", "--at", "2025-03-09")


def test_a_day_ends_at_midnight_of_the_co_ops_zone(tmp_path: Path) -> None:
    write_tree(tmp_path, adopted(founded(notice="1d"), "2024-unpaid", {MEMBERS: members(SECOND)}, "2024-03-10"))
    assert "nobody is paid" not in said(tmp_path, "show", "01", "--at", "2024-03-11")
    assert "nobody is paid" in said(tmp_path, "show", "01", "--at", "2024-03-12")
    assert "nobody is paid" in said(tmp_path, "show", "01", "--at", "2024-03-11T23:00:00Z")
    told = said(tmp_path, "show", "--at", "2024-03-11")
    assert told.endswith("From 12 March 2024 2024-unpaid changes 01-members. It is decided.\n")
    assert "2024-unpaid" not in said(tmp_path, "show", "--at", "2024-03-09")


def test_the_raw_file_is_what_was_decided(meadow: Path) -> None:
    assert said(meadow, "show", "01", "--raw", "--at", "2024-06-01").encode() == members(SECOND)
    assert folkmoot(meadow, "show", "--raw").returncode == 2


def test_an_article_that_is_not_there_yet_is_told_with_its_day(meadow: Path) -> None:
    ran = folkmoot(meadow, "show", "01", "--at", "2023-01-01")
    assert ran.returncode == 2
    assert ran.stderr == (
        "folkmoot: on 1 January 2023 the charter had no article '01'\n  mend: it holds from 20 January 2023; 2023-genesis made it\n"
    )
    assert "did you mean '01-members'?" in folkmoot(meadow, "show", "01-membres").stderr


def test_why_names_decisions_counts_dates_and_sentences(meadow: Path) -> None:
    assert said(meadow, "why", "c1-2", *AT) == (
        'c1-2 How long one waits\ncharter/01-members.md, line 27, in "Members"\n\n'
        "  A text is discussed for at least 14 days. Then members vote.\n\n"
        "2 decisions made this clause what it is.\n\n"
        "2023-genesis: A question\n"
        "  Decided on 20 January 2023 by members under the rule simple.\n"
        "  In force since 20 January 2023.\n"
        "  3 for, 0 against, 0 abstained. 2 votes for were needed.\n"
        "  The clause was new.\n\n"
        "2025-patience: The patience amendment\n"
        "  Decided on 10 March 2025 by members under the rule simple.\n"
        "  In force since 10 March 2025.\n"
        "  3 for, 0 against, 0 abstained. 2 votes for were needed.\n"
        "  A value it quotes changed: procedures.policy.discuss.min 7 days -> 14 days\n"
        "  What changed:\n"
        "    A text is discussed for at least [-7-] {+14+} days. Then members vote.\n\n"
        "Sentence by sentence\n\n"
        "  2025-patience, since 10 March 2025\n"
        "    A text is discussed for at least 14 days.\n\n"
        "  2023-genesis, since 20 January 2023\n"
        "    Then members vote.\n"
    )


def test_why_takes_a_rule_and_words_of_a_sentence(meadow: Path) -> None:
    assert "\n  procedures.policy.discuss.min: 7 days -> 14 days\n" in said(meadow, "why", "rules.procedures.policy.discuss.min", *AT)
    found = said(meadow, "why", "is paid", *AT)
    assert found.startswith('"Nobody pays to belong, and nobody is paid to."\ncharter/01-members.md, c1-1 Who belongs\n\n2024-unpaid: ')
    data = json.loads(said(meadow, "why", "c1-1", *AT, "--format", "json"))
    assert [(one["proposal"], one["counts"]["for"], one["since"]) for one in data["decisions"]] == [
        ("2023-genesis", 3, "2023-01-20T12:00:00Z"), ("2024-unpaid", 3, "2024-03-10T12:00:00Z"),
    ]  # fmt: skip


def test_why_says_what_it_cannot_find_and_what_is_meant_twice(meadow: Path) -> None:
    assert folkmoot(meadow, "why", "c1-22").stderr.endswith("mend: did you mean 'c1-2'?\n")
    ran = folkmoot(meadow, "why", "opening")
    assert (ran.returncode, ran.stderr) == (
        2, "folkmoot: 2 articles have a clause 'opening'\n  mend: name one of 01-members#opening, 02-how-we-decide#opening\n"
    )  # fmt: skip
    assert said(meadow, "why", "02#opening", *AT).startswith("opening\ncharter/02-how-we-decide.md")
    assert folkmoot(meadow, "why", "c1-3", "--at", "2024-01-01").returncode == 2


def test_why_asks_for_more_words_when_too_many_sentences_have_them(rookery: Path) -> None:
    ran = folkmoot(rookery, "why", "the", "--at", "2024-01-01")
    assert ran.returncode == 2
    assert ran.stderr.endswith("mend: give more words of the one you mean\n")


def test_why_speaks_of_a_clause_that_is_gone(tmp_path: Path) -> None:
    shorter = SECOND[: SECOND.index("## c1-2")]
    files = adopted(lived(), "2026-shorter", {MEMBERS: members(shorter, [{"id": "c1-1", "title": "Who belongs"}])}, "2026-04-10")
    write_tree(tmp_path, files)
    text = said(tmp_path, "why", "c1-3", *AT)
    assert "It is no longer part of the charter since 10 April 2026. It read:\n\n  By saying so.\n" in text
    assert text.endswith("  It removed the clause.\n")


def test_history_lists_every_version_with_what_changed(meadow: Path) -> None:
    assert said(meadow, "history", "01", *AT) == (
        "2026-leaving: The leaving amendment\n"
        "  Decided on 10 March 2026 by members under the rule simple.\n"
        "  In force since 10 March 2026.\n"
        "  3 for, 0 against, 0 abstained. 2 votes for were needed.\n"
        "  charter/01-members.md: 1 clause new (c1-3)\n\n"
        "2024-unpaid: The unpaid amendment\n"
        "  Decided on 10 March 2024 by members under the rule simple.\n"
        "  In force since 10 March 2024.\n"
        "  3 for, 0 against, 0 abstained. 2 votes for were needed.\n"
        "  charter/01-members.md: 1 clause changed (c1-1)\n\n"
        "2023-genesis: A question\n"
        "  Decided on 20 January 2023 by members under the rule simple.\n"
        "  In force since 20 January 2023.\n"
        "  3 for, 0 against, 0 abstained. 2 votes for were needed.\n"
        "  charter/01-members.md: new, 3 clauses\n"
    )
    assert said(meadow, "history", "--at", "2022-01-01") == "No decision has touched the charter yet.\n"
    data = json.loads(said(meadow, "history", *AT, "--format", "json"))
    assert [one["proposal"] for one in data] == ["2026-leaving", "2025-patience", "2024-unpaid", "2023-genesis"]


def test_a_redline_against_what_it_found_and_against_today(meadow: Path) -> None:
    text = said(meadow, "redline", "2026-weeds", *AT)
    assert text == (
        "2026-weeds: The weeds amendment\n"
        "Compared with the charter of 10 March 2025, after 2025-patience.\n"
        "Since it opened, 2026-leaving changed the same article. See what it would change now with: --against now\n\n"
        "charter/01-members.md: 1 clause changed (c1-1)\n\n"
        "  c1-1 Who belongs: changed\n"
        "      Everyone who [-waters-] {+weeds+} the meadow is a member. Nobody pays to belong, and nobody is\n"
        "      paid to.\n\n"
        "  2 other clauses stay as they are.\n"
    )
    assert "c1-3 How one leaves: removed" in said(meadow, "redline", "proposals/2026-weeds/", "--against", "now", *AT)


def test_a_redline_as_html_and_as_data(meadow: Path) -> None:
    page = said(meadow, "redline", "2026-weeds", "--format", "html")
    assert page.startswith("<!DOCTYPE html>")
    assert '<del><span class="fm-hidden">[removed: </span>waters<' in page
    data = json.loads(said(meadow, "redline", "2025-patience", "--format", "json"))
    assert data["files"][0]["path"] == DECIDE
    assert {"path": "procedures.policy.discuss.min", "before": "7d", "after": "14d"} in data["files"][0]["rules"]
    assert folkmoot(meadow, "redline", "2026-weed").stderr.endswith("mend: did you mean '2026-weeds'?\n")


def test_the_genesis_is_compared_with_nothing(meadow: Path) -> None:
    text = said(meadow, "redline", "2023-genesis")
    assert text.startswith("2023-genesis: A question\nThere was no charter before it.\n\ncharter/01-members.md: new, 3 clauses\n")


def test_rookery_at_three_dates_is_rebuilt_from_its_decisions_alone(rookery: Path) -> None:
    assert not (rookery / "charter").exists()
    before, after, today = (said(rookery, "show", "--at", day) for day in ("2023-06-30", "2023-07-01", "2026-11-20"))
    assert before.startswith("The charter of Rookery on 30 June 2023: 1 article\n\n\nHow we begin, and when the beginning ends\n")
    assert "\n01-purpose" not in before
    assert before.endswith(
        "From 1 July 2023 2023-ratification changes 00-bootstrap, 01-purpose-and-membership,\n"
        "02-how-we-decide, 03-bodies, 04-how-we-relate. It is decided.\n"
    )
    assert after.startswith("The charter of Rookery on 1 July 2023: 5 articles\n")
    assert 'Made by 2023-ratification, "A charter for Rookery", in force since 1 July 2023.\n1,214 for, 131 against' in after
    assert "The wait is not a test." in after
    assert today.startswith("The charter of Rookery on 20 November 2026: ")
    assert "charter/00-bootstrap.md, How we begin, and when the beginning ends, ended on 31 December 2025.\n" in today
    assert "{{" not in before + after + today
    assert said(rookery, "show", "--at", "2023-02-01") == (
        'On 1 February 2023 there was no charter.\nThe first one holds from 4 February 2023: 2023-genesis, "Rookery begins".\n'
    )


def test_every_article_of_this_repository_is_the_raw_replay(rookery: Path) -> None:
    for path in sorted((TOP / "charter").glob("*.md")):
        assert said(rookery, "show", path.name, "--raw").encode() == path.read_bytes()


def test_why_a_clause_of_rookery(rookery: Path) -> None:
    text = said(rookery, "why", "c4-2", "--at", "2024-01-01")
    assert "2023-ratification: A charter for Rookery\n  Decided on 20 June 2023 by members under the rule ratification-vote.\n" in text
    assert "1,214 for, 131 against, 61 abstained. 897 votes for were needed.\n" in text


def test_lines_fit_the_terminal(rookery: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    text = said(rookery, "show", "02", "--at", "2024-01-01")
    assert max(len(line) for line in text.split("\n") if not line.startswith("#")) <= 60


def test_an_unknown_article_is_answered_with_those_there_are(meadow: Path) -> None:
    assert folkmoot(meadow, "show", "zzz").stderr.endswith("mend: name one of 01-members, 02-how-we-decide\n")
