"""S13: free expression and safety from harassment are both promised, and a verdict must answer both."""

from pathlib import Path

import pytest

from co_op import git
from fern import BROKEN, FIRST, OPTIONS, Fern

VOTES = {"finding-speech": (1, 4, 0), "finding-pursuit": (5, 0, 0), "remedy-unmute": (0, 5, 0), "remedy-erase": (4, 1, 0)}
SHOWN = ("--as-of", "2023-03-20")


@pytest.fixture
def fern(tmp_path: Path) -> Fern:
    """A case on harassment whose jury is drawn."""
    made = Fern(tmp_path)
    made.filed(FIRST, "2023-02-12", "2023-02-20")
    made.drawn(FIRST, "2023-02-21")
    return made


def test_s13_a_verdict_on_harassment_without_a_finding_on_free_expression_is_rejected(fern: Fern) -> None:
    base = fern.heard(FIRST, "2023-03-14", VOTES, BROKEN[1:])
    said = fern.run("check", *SHOWN, code=1)
    assert f"J007 one-sided-verdict: the verdict on {FIRST} says nothing of c4-1 Free expression" in said
    refused = fern.run("gate", base, git(fern.root, "rev-parse", "HEAD"), *SHOWN, code=1)
    assert "J007" in refused


def test_s13_a_verdict_that_answers_both_is_merged(fern: Fern) -> None:
    base = fern.heard(FIRST, "2023-03-14", VOTES, BROKEN)
    assert "sound" in fern.run("check", *SHOWN)
    fern.run("gate", base, git(fern.root, "rev-parse", "HEAD"), *SHOWN)


def test_a_case_that_asks_about_one_side_only_is_refused_before_anybody_votes(tmp_path: Path) -> None:
    made = Fern(tmp_path)
    made.filed(FIRST, "2023-02-12", "2023-02-20", options=OPTIONS[1:], effects=())
    said = made.run("check", "--as-of", "2023-02-22", code=1)
    assert "J005 tension-not-asked: the jury is not asked about c4-1 Free expression, which is held in balance with what it cites" in said
