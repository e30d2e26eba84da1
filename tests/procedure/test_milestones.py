"""A milestone is passed by every gate's evidence, judged by others, with enough people; nothing else moves it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folkmoot.procedure.milestones import Act, Exhibit, Flaw, GateState, Machine, MilestoneState, Progress, Ruling
from folkmoot.procedure.staffing import Staff
from folkmoot.records.heads import Claim
from folkmoot.records.transition import Milestone

START = datetime(2026, 1, 1, tzinfo=UTC)
ZONE = ZoneInfo("UTC")
GATES = {name: {"claim": f"{name} is shown", "judged_by": "council"} for name in ("g1", "g2")}
ROLLBACK = {"text": "Go back.", "until": "2026-06-30"}
PLAN = {
    "one": Milestone.model_validate({"title": "One", "by": "crew", "due": "2026-03-31", "gates": GATES, "rollback": ROLLBACK}),
    "two": Milestone.model_validate(
        {"title": "Two", "by": "crew", "due": "2026-05-31", "after": ["one"], "gates": {"g3": {"claim": "C", "judged_by": "council"}},
         "rollback": ROLLBACK, "continuity": ["watch"]}
    ),
}  # fmt: skip
FULL = Staff("crew", ("m-0001", "m-0002", "m-0003"), 3)
WATCH = Staff("watch", ("m-0001", "m-0002"), 2, is_duty=True)


def _at(number: int) -> datetime:
    return START + timedelta(days=number)


def shown(number: int, gate: str, milestone: str = "one", **fields: Any) -> Exhibit:
    """Evidence for a gate, so many days on."""
    claim = fields.pop("claim", Claim(claim="seen", gate=gate, digest="0" * 64))
    return replace(Exhibit(_at(number), milestone, gate, "crew", claim, f"r{number}.md", 0), **fields)


def ruled(number: int, do: str, aim: str, by: str = "council", due: date | None = None, closed: int | None = None) -> Ruling:
    """A decision's effect, so many days on; opened before everything."""
    milestone, _, gate = aim.partition("/")
    decided = _at(number if closed is None else closed)
    return Ruling(_at(number), START, decided, do, milestone, gate, due, by, f"p{number}", f"p{number}.md", 0)


def run(*acts: Act, crew: Callable[[datetime], Staff] = lambda at: FULL, watch: Staff = WATCH) -> tuple[dict[str, Progress], list[Flaw]]:
    """Where the milestones stand after some acts, and why what was void was."""

    def people(name: str, milestone: Milestone, at: datetime) -> tuple[Staff, ...]:
        return (crew(at), *(watch for _ in milestone.continuity))

    machine = Machine(lambda at: PLAN, people, ZONE).run(acts)
    return machine.progress(_at(170)), [void.flaw for void in machine.void]


PASSED = (shown(1, "g1"), shown(2, "g2"), ruled(3, "pass-gate", "one/g1"), ruled(4, "pass-gate", "one/g2"))


def test_a_milestone_goes_from_planned_through_its_gates_to_passed() -> None:
    states = [run(*PASSED[:count])[0]["one"] for count in range(5)]
    assert [progress.state for progress in states] == [
        MilestoneState.PLANNED, MilestoneState.FILED, MilestoneState.FILED, MilestoneState.FILED, MilestoneState.PASSED,
    ]  # fmt: skip
    assert [progress.gates["g1"].state for progress in states] == [GateState.OPEN, *[GateState.FILED] * 2, *[GateState.PASSED] * 2]
    assert states[4].passed == _at(4)
    assert states[1].awaits == ("g2",)
    assert run(*PASSED)[1] == []


@pytest.mark.parametrize(
    ("acts", "flaw"),
    [
        ([ruled(3, "pass-gate", "one/g1")], Flaw.EVIDENCE),
        ([shown(3, "g1"), ruled(5, "pass-gate", "one/g1", closed=2)], Flaw.EVIDENCE),
        ([shown(1, "g1", claim=Claim(claim="it went well", gate="g1"))], Flaw.EVIDENCE),
        ([shown(1, "g1", by="council")], Flaw.EVIDENCE),
        ([shown(1, "g9")], Flaw.UNKNOWN),
        ([shown(1, "g1"), ruled(3, "pass-gate", "one/g1", by="crew")], Flaw.JUDGE),
        ([shown(1, "g1"), ruled(3, "pass-gate", "one/g1", by="members")], Flaw.JUDGE),
        ([ruled(3, "fail-gate", "one/g1", by="members")], Flaw.JUDGE),
        ([ruled(3, "pass-gate", "one/g9")], Flaw.UNKNOWN),
        ([ruled(3, "roll-back", "nine")], Flaw.UNKNOWN),
        ([shown(1, "g3", "two"), ruled(3, "pass-gate", "two/g3")], Flaw.ORDER),
        ([*PASSED, ruled(9, "fail-gate", "one/g1")], Flaw.ORDER),
        ([ruled(3, "roll-back", "one")], Flaw.ORDER),
        ([*PASSED, ruled(9, "roll-back", "one"), ruled(10, "pass-gate", "one/g1")], Flaw.ORDER),
        ([*PASSED, shown(5, "g3", "two"), ruled(6, "pass-gate", "two/g3"), ruled(9, "roll-back", "one")], Flaw.ORDER),
        ([ruled(3, "extend", "one")], Flaw.UNKNOWN),
        ([ruled(3, "extend", "one", due=date(2026, 3, 31))], Flaw.EXTENSION),
        ([ruled(3, "extend", "one", by="crew", due=date(2026, 4, 30))], Flaw.EXTENSION),
        ([ruled(3, "extend", "one", due=date(2026, 4, 30)), ruled(4, "extend", "one", due=date(2026, 5, 30))], Flaw.EXTENSION),
        ([*PASSED, ruled(9, "extend", "one", due=date(2026, 4, 30))], Flaw.EXTENSION),
        ([shown(1, "g1"), ruled(181, "roll-back", "one")], Flaw.ROLLBACK),
    ],
)
def test_what_the_plan_does_not_allow_moves_nothing(acts: list[Act], flaw: Flaw) -> None:
    before, _ = run(*acts[:-1])
    after, void = run(*acts)
    assert void == [flaw]
    assert after == before


def test_too_few_people_stop_a_gate_and_a_new_step_and_not_one_under_way() -> None:
    two = Staff("crew", ("m-0001", "m-0002"), 3)
    left = lambda at: FULL if at < _at(3) else two  # noqa: E731
    found, void = run(*PASSED, crew=left)
    assert void == [Flaw.STAFF, Flaw.STAFF]
    assert found["one"].state is MilestoneState.FILED
    assert run(shown(1, "g1"), shown(5, "g2"), crew=left)[1] == [], "what is under way can still be shown"
    assert run(shown(5, "g3", "two"), crew=left)[1] == [Flaw.STAFF], "nothing new is begun"
    gone = lambda at: FULL if at < _at(3) else Staff("crew", (), 3)  # noqa: E731
    assert run(shown(1, "g1"), shown(5, "g2"), crew=gone)[1] == [Flaw.STAFF], "nobody is left to show anything"
    back = lambda at: two if _at(3) <= at < _at(20) else FULL  # noqa: E731
    found, void = run(*PASSED, ruled(21, "pass-gate", "one/g1"), ruled(22, "pass-gate", "one/g2"), crew=back)
    assert (found["one"].passed, void) == (_at(22), [Flaw.STAFF, Flaw.STAFF])


def test_a_duty_on_one_person_stops_the_gate_of_the_step_that_needs_it() -> None:
    acts = (*PASSED, shown(5, "g3", "two"), ruled(6, "pass-gate", "two/g3"))
    assert run(*acts)[0]["two"].state is MilestoneState.PASSED
    found, void = run(*acts, watch=Staff("watch", ("m-0001",), 2, is_duty=True))
    assert (found["one"].state, found["two"].state, void) == (MilestoneState.PASSED, MilestoneState.FILED, [Flaw.STAFF])


def test_a_failed_gate_passes_only_with_something_new() -> None:
    failed = (shown(1, "g1"), ruled(3, "fail-gate", "one/g1"))
    assert run(*failed)[0]["one"].state is MilestoneState.FAILED
    assert run(*failed, ruled(5, "pass-gate", "one/g1"))[1] == [Flaw.EVIDENCE]
    found, void = run(*failed, shown(4, "g1"), ruled(5, "pass-gate", "one/g1"))
    assert (found["one"].gates["g1"].state, void) == (GateState.PASSED, [])


def test_what_was_rolled_back_is_tried_again_under_a_new_day_with_new_evidence() -> None:
    back = (*PASSED, ruled(9, "roll-back", "one"))
    found, _ = run(*back)
    assert (found["one"].state, found["one"].passed, found["one"].gates["g1"].exhibits) == (MilestoneState.ROLLED_BACK, None, ())
    assert not found["one"].overdue(_at(300), ZONE), "it has no day until it is given one"
    again = (*back, ruled(12, "extend", "one", due=date(2026, 4, 30)))
    found, void = run(*again)
    assert (found["one"].state, found["one"].due, void) == (MilestoneState.PLANNED, date(2026, 4, 30), [])
    assert run(*again, ruled(14, "pass-gate", "one/g1"))[1] == [Flaw.EVIDENCE], "the old evidence is of the old attempt"
    assert run(*again, ruled(13, "extend", "one", due=date(2026, 5, 30)))[1] == [Flaw.EXTENSION]
    retried = [shown(14, "g1"), shown(14, "g2"), ruled(15, "pass-gate", "one/g1"), ruled(16, "pass-gate", "one/g2")]
    assert run(*again, *retried)[0]["one"].passed == _at(16)


def test_one_decision_rolls_back_and_gives_the_new_day() -> None:
    new_day = replace(ruled(9, "extend", "one", due=date(2026, 4, 30)), place=1)
    found, void = run(*PASSED, new_day, ruled(9, "roll-back", "one"))
    assert (found["one"].state, found["one"].due, void) == (MilestoneState.PLANNED, date(2026, 4, 30), [])


def test_a_milestone_is_overdue_after_its_last_day_and_an_extension_moves_that() -> None:
    planned = run()[0]["one"]
    ends = datetime(2026, 4, 1, tzinfo=UTC)
    assert (planned.overdue(ends - timedelta(seconds=1), ZONE), planned.overdue(ends, ZONE)) == (False, True)
    assert not run(ruled(3, "extend", "one", due=date(2026, 4, 30)))[0]["one"].overdue(ends, ZONE)
    assert not run(*PASSED)[0]["one"].overdue(ends, ZONE)


ACTS = st.one_of(
    st.builds(shown, st.integers(0, 60), st.sampled_from(("g1", "g2", "g3")), st.sampled_from(("one", "two"))),
    st.builds(
        ruled, st.integers(0, 60), st.sampled_from(("pass-gate", "fail-gate", "extend", "roll-back")),
        st.sampled_from(("one/g1", "one/g2", "two/g3", "one", "two")), st.sampled_from(("council", "council", "crew", "members")),
        st.sampled_from((None, date(2026, 4, 30), date(2026, 6, 30))),
    ),
)  # fmt: skip
NEEDED: tuple[Callable[[int], Act], ...] = (
    lambda day: shown(day, "g1"), lambda day: shown(day, "g2"), lambda day: shown(day, "g3", "two"),
    lambda day: ruled(day, "pass-gate", "one/g1"), lambda day: ruled(day, "pass-gate", "one/g2"),
    lambda day: ruled(day, "pass-gate", "two/g3"),
)  # fmt: skip


@st.composite
def lives(draw: st.DrawFn) -> list[Act]:
    """What passes both milestones, in any order, some of it left out or decided by others, with anything else in between."""
    order = draw(st.one_of(st.just(NEEDED), st.permutations(NEEDED)))
    left_out = draw(st.sampled_from((*range(6), 6, 6, 6)))
    acts = [make(day * 10) for day, make in enumerate(order) if day != left_out]
    judge = draw(st.sampled_from(("council", "council", "members", "crew")))
    return [replace(act, by=judge) if isinstance(act, Ruling) else act for act in acts] + draw(st.lists(ACTS, max_size=3))


@settings(max_examples=250, deadline=None)
@given(lives(), st.integers(0, 90), st.integers(0, 30))
def test_no_order_of_acts_passes_a_milestone_without_all_its_gates(acts: list[Act], leaves: int, days: int) -> None:
    def crew(at: datetime) -> Staff:
        return FULL if not _at(leaves) <= at < _at(leaves + days) else replace(FULL, holders=FULL.holders[:2])

    found, void = run(*acts, crew=crew)
    for name, progress in found.items():
        counted = [act for act in progress.history if isinstance(act, Ruling)]
        last = max((place for place, act in enumerate(counted) if act.do == "roll-back"), default=-1)
        attempt = counted[last + 1 :]
        assert len([act for act in attempt if act.do == "extend"]) <= 1
        if progress.passed is None:
            continue
        for gate, stand in progress.gates.items():
            assert stand.state is GateState.PASSED
            assert stand.ruling is not None
            assert (stand.ruling.do, stand.ruling.by) == ("pass-gate", progress.milestone.gates[gate].judged_by)
            assert any(each.at <= stand.ruling.closed for each in stand.exhibits)
            assert not crew(stand.ruling.at).lacks
        for other in PLAN[name].after:
            assert found[other].passed is not None
            assert found[other].passed <= progress.passed  # type: ignore[operator]
    assert len(void) + sum(len(progress.history) for progress in found.values()) <= len(acts)
