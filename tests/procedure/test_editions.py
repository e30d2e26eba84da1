"""The days on which the charter changed, at the edges of days and of the co-op's zone."""

from datetime import date

from folkmoot.procedure.editions import ChangeDay, change_days
from meadow import DECIDE, MEMBERS, SECOND, adopted, course, deciding, founded, lived, members


def _told(files: dict[str, bytes], as_of: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.day.isoformat(), tuple(one.proposal.id for one in each.decisions)) for each in change_days(course(files, as_of))]


def test_each_change_makes_a_day_with_the_decision_that_made_it() -> None:
    assert _told(lived(), "2026-06-01") == [
        ("2023-01-20", ("2023-genesis",)),
        ("2024-03-10", ("2024-unpaid",)),
        ("2025-03-10", ("2025-patience",)),
        ("2026-03-10", ("2026-leaving",)),
    ]


def test_a_change_of_the_future_makes_no_day_until_its_instant() -> None:
    assert _told(lived(), "2024-03-10T11:59:59Z")[-1][0] == "2023-01-20"
    assert _told(lived(), "2024-03-10T12:00:00Z")[-1][0] == "2024-03-10"


def test_the_day_is_that_of_the_co_ops_zone() -> None:
    late = adopted(founded(notice="3d"), "2024-unpaid", {MEMBERS: members(SECOND)}, "2024-03-10")
    last = change_days(course(late, "2024-06-01"))[-1]
    assert last.begins.isoformat() == "2024-03-13T23:00:00+00:00"
    assert last.day == date(2024, 3, 14)


def test_two_decisions_of_one_day_are_one_version_that_names_both() -> None:
    files = adopted(founded(), "2024-patience", {DECIDE: deciding(shortest="14d")}, "2024-03-10", "2024-03-01")
    last = change_days(course(adopted(files, "2024-unpaid", {MEMBERS: members(SECOND)}, "2024-03-10"), "2024-06-01"))[-1]
    assert [one.proposal.id for one in last.decisions] == ["2024-patience", "2024-unpaid"]
    assert last.changed == (MEMBERS, DECIDE)


def test_a_decision_that_adopts_the_words_that_stand_there_makes_no_day() -> None:
    same = adopted(founded(), "2024-same", {MEMBERS: members()}, "2024-03-10")
    assert [each[0] for each in _told(same, "2024-06-01")] == ["2023-01-20"]


def test_an_article_that_ends_by_itself_makes_the_day_after_its_last_one() -> None:
    files = adopted(founded(), "2024-trial", {MEMBERS: members(expires="2024-12-31")}, "2024-03-10")
    days = change_days(course(files, "2025-01-01T11:00:00Z"))
    assert days[-1].day == date(2025, 1, 1)
    assert days[-1].ended == (MEMBERS,)
    assert days[-1].changed == ()
    assert MEMBERS in days[-2].after.articles
    assert MEMBERS not in days[-1].after.articles
    before = change_days(course(files, "2024-12-31T22:59:59Z"))
    assert before[-1].day == date(2024, 3, 10)


def test_before_the_genesis_there_is_no_day() -> None:
    assert _days("2023-01-19") == ()


def _days(as_of: str) -> tuple[ChangeDay, ...]:
    return change_days(course(lived(), as_of))
