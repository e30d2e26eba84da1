"""Whether power is lent for a time and answered for, whether reviewers are free, and whether quorums can be met."""

from datetime import date
from typing import Any

import pytest

from folkmoot.rulebook.quorums import Turnout
from folkmoot.rulebook.weakness import Kind
from rulebook.small_charter import Charter, body, by, chain, found, rule, the_one, with_rules


@pytest.mark.parametrize(("missing", "kind"), [("term", Kind.NO_TERM), ("removal", Kind.NO_REMOVAL), ("reports", Kind.NO_REPORT)])
@pytest.mark.parametrize("power", ["decide", "elect", "adjudicate", "review"])
def test_power_is_lent_for_a_time_and_answered_for(missing: str, kind: Kind, power: str) -> None:
    fields = {key: value for key, value in body(power).items() if key != missing}
    weakness = the_one(with_rules("03-bodies", "bodies", board=fields))
    assert (weakness.kind, chain(weakness)) == (kind, [("03-bodies", "bodies.board")])
    harmless = {**fields, "powers": ["operate"]}
    assert found(with_rules("03-bodies", "bodies", board=harmless)) == ()


def test_a_body_that_alone_can_remove_from_itself() -> None:
    removal = {"by": "board", "rule": "simple"}
    assert the_one(with_rules("03-bodies", "bodies", board=body("decide", removal=removal))).kind is Kind.NO_REMOVAL
    through = {"board": body("decide", removal={"by": "desk", "rule": "simple"}), "desk": body("operate", select=by("board"))}
    weakness = the_one(with_rules("03-bodies", "bodies", **through))
    assert chain(weakness) == [("03-bodies", "bodies.board.removal.by"), ("03-bodies", "bodies.desk.select.by")]


def test_a_remover_and_a_reader_that_end_first() -> None:
    crew = body("operate", expires="2026-12-31")
    board = body("decide", removal={"by": "crew", "rule": "simple"}, reports={"every": "6m", "to": "crew"})
    assert {each.kind for each in found(with_rules("03-bodies", "bodies", crew=crew, board=board))} == {Kind.NO_REMOVAL, Kind.NO_REPORT}


def _reviewed(board: dict[str, Any], watch: dict[str, Any], **more: Any) -> Charter:
    return with_rules("03-bodies", "bodies", board=board, watch=watch, **more)


def test_a_reviewer_filled_by_the_reviewed() -> None:
    board = body("operate", reports={"every": "6m", "to": "watch"})
    weakness = the_one(_reviewed(board, body("review veto", select=by("board"))))
    assert weakness.kind is Kind.REVIEWER_FILLED
    assert chain(weakness) == [("03-bodies", "bodies.watch.select.by"), ("03-bodies", "bodies.board.reports.to")]


@pytest.mark.parametrize(
    ("watch", "kind", "key"),
    [
        ({"select": by("board")}, Kind.REVIEWER_FILLED, "bodies.watch.select.by"),
        ({"removal": {"by": "board", "rule": "simple"}}, Kind.REVIEWER_FILLED, "bodies.watch.removal.by"),
        ({"reports": {"every": "6m", "to": "board"}}, Kind.REVIEWER_BOUND, "bodies.watch.reports.to"),
    ],
)
def test_a_body_that_the_charter_tells_to_watch_another_is_not_bound_to_it(watch: dict[str, Any], kind: Kind, key: str) -> None:
    weakness = the_one(_reviewed(body("operate"), body("review", reviews=["board"], **watch)))
    assert (weakness.kind, chain(weakness)) == (kind, [("03-bodies", key), ("03-bodies", "bodies.watch.reviews")])
    assert found(_reviewed(body("operate"), body("review", **watch))) == (), "without 'reviews' it watches nobody"


def test_a_drawn_body_cannot_remove_those_who_watch_it() -> None:
    jury = body("decide", select={"method": "sortition"})
    watch = body("review", reviews=["jury"], removal={"by": "jury", "rule": "simple"})
    assert the_one(with_rules("03-bodies", "bodies", jury=jury, watch=watch)).kind is Kind.REVIEWER_FILLED


def test_a_reviewer_filled_by_the_reviewed_through_another() -> None:
    board = body("operate", reports={"every": "6m", "to": "watch"})
    desk = body("operate", select=by("board"))
    weakness = the_one(_reviewed(board, body("review veto", select=by("desk")), desk=desk))
    assert weakness.kind is Kind.REVIEWER_BOUND
    assert chain(weakness) == [
        ("03-bodies", "bodies.watch.select.by"), ("03-bodies", "bodies.desk.select.by"), ("03-bodies", "bodies.board.reports.to"),
    ]  # fmt: skip
    assert weakness.what == ("'watch' reviews 'board'; 'watch' is filled by 'desk', 'desk' is filled by 'board'")


def test_a_veto_is_a_review_and_a_drawn_body_may_remove_its_brake() -> None:
    watch = body("review veto", removal={"by": "jury", "rule": "simple"})
    assert found(with_rules("03-bodies", "bodies", watch=watch)) == ()
    elected = {"jury": body("decide", select=by("members"), seats={"min": "36", "target": "48"}), "watch": watch}
    weakness = the_one(with_rules("03-bodies", "bodies", **elected))
    assert weakness.kind is Kind.REVIEWER_BOUND
    assert chain(weakness) == [("03-bodies", "bodies.watch.removal.by"), ("02-decide", "procedures.amendment.veto.by")]


def test_a_reviewer_that_reports_to_the_reviewed_alone() -> None:
    watch = body("review veto", reports={"every": "6m", "to": "board"})
    board = body("operate", reports={"every": "6m", "to": "watch"})
    assert the_one(_reviewed(board, watch)).kind is Kind.REVIEWER_BOUND


def test_an_elector_filled_by_the_nominator() -> None:
    charter = with_rules("03-bodies", "bodies", search=body("nominate"), choice=body("elect", select=by("search")))
    weakness = the_one(charter)
    assert weakness.kind is Kind.SLATE_AND_ELECTOR
    assert chain(weakness) == [("03-bodies", "bodies.choice.select.by"), ("03-bodies", "bodies.search.powers")]


QUORUM = {"of": "eligible", "counts": "participation"}


@pytest.mark.parametrize(
    ("quorum", "is_above"),
    [
        ({"count": "48", "counts": "participation"}, False), ({"count": "49", "counts": "participation"}, True),
        ({"sqrt": "6", **QUORUM}, False), ({"sqrt": "7", **QUORUM}, True), ({"fraction": "1", **QUORUM}, False),
    ],
)  # fmt: skip
def test_a_quorum_above_the_seats(quorum: dict[str, str], is_above: bool) -> None:
    charter = with_rules("07-counting", "decisions", **{"amend-jury": rule("3/4", quorum=quorum)})
    kinds = [each.kind for each in found(charter)]
    assert kinds == ([Kind.QUORUM_ABOVE_SEATS] if is_above else [])


def turnout(day: str, took_part: int, by: str = "jury", in_favour: int | None = None) -> Turnout:
    return Turnout(date.fromisoformat(day), "2025-x", by, took_part, in_favour, 48)


def _asking(fraction: str, counts: str = "participation") -> Charter:
    quorum = {"fraction": fraction, "of": "seats", "counts": counts}
    return with_rules("07-counting", "decisions", **{"amend-jury": rule("3/4", quorum=quorum)})


def test_a_quorum_that_the_last_votes_would_not_have_met() -> None:
    past = tuple(turnout(f"2025-0{month}-01", 30 + month) for month in range(1, 8))
    weakness = the_one(_asking("5/6"), turnouts=past)
    assert weakness.kind is Kind.QUORUM_OUT_OF_REACH
    assert chain(weakness) == [("07-counting", "decisions.amend-jury.quorum"), ("02-decide", "procedures.amendment.decide.rule")]
    assert weakness.what.endswith("of the last 5 votes there none had more than 37 of 48")
    assert weakness.mend == "ask for no more than people give, such as fraction: 3/4"


def test_one_of_the_last_five_that_met_it_is_enough() -> None:
    low = tuple(turnout(f"2025-0{month}-01", 30) for month in range(1, 5))
    assert found(_asking("5/6"), turnouts=(*low, turnout("2025-06-01", 40))) == ()
    assert found(_asking("5/6"), turnouts=(turnout("2024-06-01", 40), *low)) == ()
    assert the_one(_asking("5/6"), turnouts=(turnout("2024-06-01", 40), *low, turnout("2025-09-01", 39)))


def test_votes_of_others_of_later_and_of_unknown_approval_prove_nothing() -> None:
    for other in (turnout("2025-06-01", 1, by="others"), turnout("2026-01-02", 1)):
        assert found(_asking("5/6"), turnouts=(other,)) == ()
    assert found(_asking("5/6", "approval"), turnouts=(turnout("2025-06-01", 40),)) == ()
    assert the_one(_asking("5/6", "approval"), turnouts=(turnout("2025-06-01", 48, in_favour=39),))
    assert found(_asking("5/6", "approval"), turnouts=(turnout("2025-06-01", 48, in_favour=40),)) == ()
