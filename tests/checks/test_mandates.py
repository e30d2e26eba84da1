"""A mandate is a proposal, a duty, or of a standing body the body itself: what the checks of references and of draws make of it."""

import pytest

from checks.brook import changed, said
from checks.draw_pairs import CIRCLE, JURY, MEMBERS, Files, call, called, members, second_circle
from co_op import event, log
from folkmoot.checks.example import base
from folkmoot.formats.canonical import digest

CALL = f"{CIRCLE}/call.md"
SECOND = "juries/2026-care-circle-2"
DUTY = "accounts"


@pytest.mark.parametrize(
    ("mandate", "told"),
    [
        ("2026-late-shift", None),
        ("care-circle", None),
        (DUTY, None),
        ("shop-table", "'shop-table' is a body, and a mandate should be named here"),
        ("2026-01-members", "'2026-01-members' is a roster, and a mandate should be named here"),
        ("simple-majority", "there is no mandate 'simple-majority'"),
        ("account", "there is no mandate 'account'"),
    ],
)
def test_a_mandate_is_a_proposal_a_duty_or_the_body_itself(mandate: str, told: str | None) -> None:
    lines = said("F022", changed(CALL, "mandate: 2026-genesis", f"mandate: {mandate}"))
    assert lines == ([] if told is None else [f"{CALL}:7:10 {told}"])


def _again(first: str, second: str, **more: str) -> Files:
    """The care circle drawn for one mandate, and called again on 10 March for another."""
    text = call(SECOND, MEMBERS, members(), "2026-03-24T12:00:00Z", seats="5", mandate=second, **more)
    entries = digest(members())
    return {**changed(CALL, "mandate: 2026-genesis", f"mandate: {first}"), **called(SECOND, text, entries, "2026-03-10T10:00:00Z")}


@pytest.mark.parametrize(
    ("files", "is_told"),
    [
        (_again("2026-late-shift", "2026-late-shift"), True),
        (_again(DUTY, DUTY), True),
        (_again("care-circle", "care-circle"), False),
        (_again("2026-late-shift", DUTY), False),
        (_again(DUTY, DUTY, body="shop-table"), False),
        (_again(DUTY, DUTY, stage="invitation"), False),
        (_again("care-circle", "care-circle", body="shop-table"), False),
    ],
    ids=["one question", "one duty", "the body", "two mandates", "two bodies", "two stages", "the body of others"],
)
def test_for_one_question_or_duty_a_panel_is_drawn_once_and_seats_of_a_standing_body_as_often_as_they_fall_vacant(
    files: Files, is_told: bool
) -> None:
    lines = said("D020", files)
    assert [line.partition(" ")[2] for line in lines] == (
        ["2026-care-circle-1 was drawn for the same purpose and had not ended when this jury was called"] if is_told else []
    )
    assert all(line.startswith(f"{SECOND}/log.yml:") for line in lines)


def test_a_call_before_the_seed_of_another_is_no_second_draw() -> None:
    lines = base()[f"{CIRCLE}/log.yml"].decode().splitlines(keepends=True)
    unseeded = "".join(line for line in lines if "act: seed" not in line and "sources" not in line).encode()
    assert said("D020", {**second_circle(), f"{CIRCLE}/log.yml": unseeded}) == []
    assert len(said("D020", second_circle())) == 1


def test_a_jury_that_nobody_called_is_no_second_draw() -> None:
    text = call(JURY, MEMBERS, members(), "2026-03-24T12:00:00Z", seats="5", mandate="2026-genesis")
    frozen = log(event("2026-03-10T10:00:00Z", "pool-frozen", "registrar", roster=digest(members())))
    assert said("D020", {f"{JURY}/call.md": text, f"{JURY}/log.yml": frozen}) == []
