"""A lot for a standing body: the seats begin together, and the reports that the charter asks of the body stand for answers to a call."""

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from co_op import event
from folkmoot.procedure.jury_status import JuryStatus
from folkmoot.procedure.ledger import ledger_of
from folkmoot.procedure.obligations import obligations
from folkmoot.procedure.seats import holders, tenures
from folkmoot.records.value import parse_instant, write_instant
from ideas.glade import add, at_end, call, draw, founded

BODY, QUESTION = "review-committee", "2023-genesis"
DAYS = (11, 13, 16)
"""The days of April on which one seat after the other is accepted."""


@pytest.fixture(scope="module")
def panels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, tuple[str, ...]]]:
    """By mandate, that of the body itself and that of one question: a panel of three with an alternate, called on 1 April, and its seats."""
    found = {}
    for mandate in (BODY, QUESTION):
        root = founded(tmp_path_factory.mktemp(mandate))
        call(root, "2023-watch", BODY, 3, "2023-04-01", mandate=mandate, alternates="1")
        found[mandate] = (root, draw(root, "2023-watch", "2023-04-10"))
    return found


Panel = Callable[..., tuple[Path, tuple[str, ...]]]


@pytest.fixture
def answered(tmp_path: Path, panels: dict[str, tuple[Path, tuple[str, ...]]]) -> Panel:
    """Gives a copy of a panel of whom the first few say yes on the days above."""

    def answer(mandate: str, answers: int = 3) -> tuple[Path, tuple[str, ...]]:
        made, drawn = panels[mandate]
        root = Path(copytree(made, tmp_path / "co-op"))
        yes = zip(DAYS[:answers], drawn[:answers], strict=True)
        add(root, "2023-watch", *(event(f"2023-04-{day}T13:00:00Z", "accepted", entry, entry=entry) for day, entry in yes))
        return root, drawn

    return answer


@pytest.mark.parametrize(("mandate", "days"), [(BODY, (16, 16, 16)), (QUESTION, DAYS)])
def test_the_seats_of_a_standing_body_begin_together_and_those_of_a_jury_one_by_one(
    answered: Panel, mandate: str, days: tuple[int, ...]
) -> None:
    root, drawn = answered(mandate)
    seats = {seat.holder: write_instant(seat.since) for seat in tenures(at_end(root, "2023-05-01"))}
    assert [seats[entry] for entry in drawn] == [f"2023-04-{day}T13:00:00Z" for day in days]
    early = at_end(root, "2023-04-14T12:00:00Z")
    assert set(holders(tenures(early), BODY, early.as_of)) == (set() if mandate == BODY else set(drawn[:2])), (
        "those before them sit till then"
    )


@pytest.mark.parametrize("mandate", [BODY, QUESTION])
def test_with_one_answer_out_a_standing_body_sits_when_the_time_to_answer_is_over(answered: Panel, mandate: str) -> None:
    root, drawn = answered(mandate, answers=2)
    course = at_end(root, "2023-05-01")
    jury = ledger_of(course).juries["2023-watch"]
    assert (jury.status, jury.seated) == (JuryStatus.DRAWN, None), "the charter wants four of them at the least, so of three every one"
    assert holders(tenures(course), BODY, course.as_of) == (() if mandate == BODY else tuple(sorted(drawn[:2])))


def test_who_takes_a_seat_of_a_standing_body_later_sits_from_that_day(answered: Panel) -> None:
    root, drawn = answered(BODY)
    found = at_end(root, "2023-05-01").archive.jury("2023-watch")
    assert found is not None
    assert found.draw is not None
    [comes] = (seat.entry for seat in found.draw.panel.alternates)
    add(
        root, "2023-watch",
        event("2023-06-01T12:00:00Z", "withdrawn", drawn[0], entry=drawn[0]),
        event("2023-06-02T12:00:00Z", "replaced", "secretary", entry=comes, instead=drawn[0]),
        event("2023-06-03T12:00:00Z", "accepted", comes, entry=comes),
    )  # fmt: skip
    seats = {seat.holder: seat.since for seat in tenures(at_end(root, "2023-07-01"))}
    assert seats == {**dict.fromkeys(drawn, parse_instant("2023-04-16T13:00:00Z")), comes: parse_instant("2023-06-03T12:00:00Z")}


@pytest.mark.parametrize(
    ("mandate", "end", "owed"),
    [
        (QUESTION, "", ["respond", "evaluate"]),
        (QUESTION, "annulled", []),
        (QUESTION, "failed", []),
        (QUESTION, "discharged", ["respond", "evaluate"]),
        (BODY, "", []),
    ],
)
def test_what_is_owed_to_a_jury_is_not_owed_to_a_standing_body_or_to_a_lot_that_came_to_nothing(
    answered: Panel, mandate: str, end: str, owed: list[str]
) -> None:
    root, _ = answered(mandate, answers=2 if end in ("annulled", "failed") else 3)
    if end:
        add(root, "2023-watch", event("2023-04-20T12:00:00Z", end, "secretary", reason="so"))
    course = at_end(root, "2023-05-01")
    if end:
        assert str(ledger_of(course).juries["2023-watch"].status) == end
    assert [str(each.kind) for each in obligations(ledger_of(course)) if each.source == "2023-watch"] == owed
