"""Budgets of bodies that decide on their own word: what weighs, how long, and from when a further matter fits."""

from datetime import date
from typing import Any

import pytest

from co_op import event, log
from folkmoot.procedure.spending import accounts, excesses
from ideas.modules import euro, founded, rules, work
from lived import course_of, matter

AS_OF = "2023-12-01T00:00:00Z"
FILES = founded()


def _excesses(files: dict[str, bytes], as_of: str = AS_OF) -> list[tuple[str, tuple[str, ...], int, date]]:
    found = excesses(course_of(files, as_of))
    return [(each.own.proposal, tuple(one.proposal for one in each.beside), each.total, each.fits) for each in found]


def _spent(*matters: tuple[str, int], files: dict[str, bytes] | None = None, **fields: Any) -> dict[str, bytes]:
    """Matters opened on a day at a cost; each is decided 19 days later."""
    made = dict(FILES if files is None else files)
    for number, (opened, cost) in enumerate(matters, start=1):
        made = work(made, f"2023-{number}", opened, cost=euro(cost), **fields)
    return made


def test_what_adds_up_to_the_limit_fits_and_one_more_does_not() -> None:
    assert _excesses(_spent(("2023-02-01", 200), ("2023-02-05", 300))) == []
    found = _excesses(_spent(("2023-02-01", 200), ("2023-02-05", 301)))
    assert found == [("2023-2", ("2023-1",), 501, date(2023, 3, 22))]


def test_a_matter_weighs_until_the_day_that_is_the_span_later() -> None:
    # Decided on 20 February; 30 days later is 22 March, on which it weighs no more.
    assert [each[0] for each in _excesses(_spent(("2023-02-01", 300), ("2023-03-02", 300)))] == ["2023-2"], "decided on 21 March"
    assert _excesses(_spent(("2023-02-01", 300), ("2023-03-03", 300))) == [], "decided on 22 March"


def test_slices_are_added_up_over_every_window_and_not_over_months() -> None:
    slices = [("2023-02-01", 200), ("2023-02-11", 200), ("2023-02-21", 200), ("2023-03-13", 200)]
    found = _excesses(_spent(*slices))
    assert found == [("2023-3", ("2023-1", "2023-2"), 600, date(2023, 3, 22))]


def test_the_named_day_waits_for_as_many_as_are_needed() -> None:
    found = _excesses(_spent(("2023-02-01", 100), ("2023-02-11", 400), ("2023-02-21", 450)))
    assert found == [("2023-3", ("2023-1", "2023-2"), 950, date(2023, 4, 1))]


def test_a_span_of_months_ends_on_the_same_day_of_a_month() -> None:
    bodies = rules()["bodies"]
    bodies["finance"]["scope"]["spend"]["per"] = "1m"
    files = founded(bodies=bodies)
    assert _excesses(_spent(("2023-02-01", 300), ("2023-03-01", 300), files=files)) == [], "20 February and 20 March"
    assert len(_excesses(_spent(("2023-02-01", 300), ("2023-02-28", 300), files=files))) == 1, "20 February and 19 March"


def test_another_module_has_a_budget_of_its_own() -> None:
    files = work(_spent(("2023-02-01", 400)), "2023-sign", "2023-02-02", kind="branding-work", subject="branding", cost=euro(400))
    assert _excesses(files) == []


def test_what_members_decide_is_nobodys_own_word() -> None:
    files = {**_spent(("2023-02-01", 400)), **matter(FILES, "2023-big", "decided", kind="policy", opened="2023-02-02", cost=euro(9000))}
    assert _excesses(files) == []


def test_a_cost_that_is_over_the_limit_by_itself_is_another_fault() -> None:
    assert _excesses(_spent(("2023-02-01", 501))) == []


@pytest.mark.parametrize("stage", ["vetoed", "rejected", "void"])
def test_what_has_no_effect_takes_no_room(stage: str) -> None:
    procedures, bodies = rules()["procedures"], rules()["bodies"]
    procedures["finance-work"]["veto"] = {"by": "members", "rule": "simple", "within": "7d"}
    if stage == "void":
        bodies["finance"]["expires"] = "2023-02-10"
    files = founded(procedures=procedures, bodies=bodies)
    first = {"vetoed": {"stage": "vetoed"}, "rejected": {"choice": "against"}, "void": {}}[stage]
    files = work(files, "2023-1", "2023-02-01", cost=euro(400), **first)
    assert _excesses(work(files, "2023-2", "2023-02-05", cost=euro(400))) == []


def _called_up(outcome: str) -> dict[str, bytes]:
    """400 decided on 20 February, called up on the 25th, and the question of it as far as it came by the end of March."""
    files = work(FILES, "2023-1", "2023-02-01", cost=euro(400))
    path = "proposals/2023-1/log.yml"
    stage, choice = {"open": ("opened", "for"), "upheld": ("decided", "for"), "repealed": ("decided", "against")}[outcome]
    files |= matter(files, "2023-call", stage, kind="call-up", opened="2023-02-24", choice=choice, responds_to="2023-1")
    files[path] += log(event("2023-02-25T12:00:00Z", "called-up", by="m-0002", ref="2023-call"))
    return files


@pytest.mark.parametrize("outcome", ["open", "upheld", "repealed"])
def test_what_was_called_up_takes_no_room(outcome: str) -> None:
    files = work(_called_up(outcome), "2023-2", "2023-02-12", cost=euro(400))
    as_of = "2023-03-15T00:00:00Z" if outcome == "open" else "2023-03-20T00:00:00Z"
    assert course_of(files, as_of).matters["2023-1"].status == {"open": "suspended", "upheld": "in-force", "repealed": "repealed"}[outcome]
    assert _excesses(files, as_of) == []


def test_an_undecided_matter_is_judged_on_the_first_day_on_which_it_can_be_decided() -> None:
    files = work(_spent(("2023-02-01", 300)), "2023-2", "2023-03-08", "opened", cost=euro(300))
    # A week of discussion and three days of vote: not before 19 March, which is inside the window.
    assert _excesses(files, "2023-03-09T00:00:00Z") == [("2023-2", ("2023-1",), 600, date(2023, 3, 22))]
    later = work(_spent(("2023-02-01", 300)), "2023-2", "2023-03-11", "opened", cost=euro(300))
    assert _excesses(later, "2023-03-12T00:00:00Z") == []


def test_of_two_undecided_matters_the_one_opened_first_comes_first() -> None:
    files = work(work(FILES, "2023-b", "2023-03-08", "opened", cost=euro(300)), "2023-a", "2023-03-10", "opened", cost=euro(300))
    assert [each[:2] for each in _excesses(files, "2023-03-11T00:00:00Z")] == [("2023-a", ("2023-b",))]
    # Time alone makes no fault: the discussion of the first goes on, and it is still the first.
    assert [each[:2] for each in _excesses(files, "2023-03-25T00:00:00Z")] == [("2023-a", ("2023-b",))]


def test_a_draft_takes_no_room_from_what_is_open() -> None:
    files = work(work(FILES, "2023-a", "2023-03-08", "draft", cost=euro(300)), "2023-b", "2023-03-10", "opened", cost=euro(300))
    files = work(files, "2023-0", "2023-03-10", "draft", cost=euro(300))
    assert [each[:2] for each in _excesses(files, "2023-03-11T00:00:00Z")] == [("2023-0", ("2023-b",)), ("2023-a", ("2023-b",))]
    alone = work(work(FILES, "2023-a", "2023-03-08", "draft", cost=euro(300)), "2023-b", "2023-03-10", "draft", cost=euro(300))
    assert _excesses(alone, "2023-03-11T00:00:00Z") == []


def test_an_account_says_what_is_left_and_what_comes_free() -> None:
    files = _spent(("2023-02-01", 100), ("2023-02-05", 150))
    [branding, finance] = accounts(course_of(files, "2023-03-01T00:00:00Z"))
    assert (branding.body, branding.left, branding.next_free) == ("branding", 500, None)
    assert (finance.spent, finance.left, finance.next_free) == (250, 250, (date(2023, 3, 22), 100))
    assert accounts(course_of(files, "2023-03-22T12:00:00Z"))[1].spent == 150
    assert accounts(course_of(files, "2023-02-20T11:59:59Z"))[1].spent == 0, "it was not decided then"


def test_work_that_costs_nothing_or_says_no_cost_takes_no_room() -> None:
    files = work(work(_spent(("2023-02-01", 500)), "2023-free", "2023-02-02", cost=euro(0)), "2023-plain", "2023-02-03")
    assert _excesses(files) == []
