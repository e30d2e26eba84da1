"""The calendar as a page: the same dates as the files for calendars, in the co-op's zone."""

import re

import icalendar

from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import Chronicle, chronicle
from folkmoot.publish.site import render_site
from folkmoot.records.value import parse_instant
from meadow import MEMBERS, SECOND, course, founded, members, opened
from publish.hostile_coop import MARK, hostile_files


def _page(held: Chronicle) -> str:
    return render_site(held)["calendar/index.md"].decode()


def _open() -> dict[str, bytes]:
    return opened(founded(), "2024-unpaid", {MEMBERS: members(SECOND, expires="2024-12-31")}, "2024-03-10")


def test_dates_stand_under_their_month_with_the_day_of_the_week_and_how_far_they_are() -> None:
    text = _page(course(_open(), "2024-03-20"))
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["April 2024", "See it yourself"]
    assert '<time datetime="2024-04-09">Tuesday, 9 April 2024</time> <span>20 days left</span>' in text
    assert '<a href="../proposals/2024-unpaid/">Discussion ends: The unpaid amendment</a>' in text
    assert "in the time of Europe/Berlin" in text


def test_a_deadline_at_midnight_stands_on_the_day_that_it_ends() -> None:
    text = _page(course(_open(), "2024-03-11"))
    # discussed for seven days after 10 March, so until midnight between the 17th and the 18th
    assert '<time datetime="2024-03-17">Sunday, 17 March 2024</time>' in text
    assert '"2024-03-18"' not in text


def test_what_is_over_is_not_shown_and_what_ends_at_this_very_instant_is_over() -> None:
    last = parse_instant("2024-03-17T22:59:59Z")
    assert "Discussion lasts at least until" in _page(chronicle(read_archive(_open()), last))
    assert "Discussion lasts at least until" not in _page(chronicle(read_archive(_open()), parse_instant("2024-03-17T23:00:00Z")))


def test_an_article_that_ends_by_itself_has_its_last_day_in_the_calendar_and_in_its_file() -> None:
    held = course({**founded(), **_ending()}, "2023-06-01")
    site = render_site(held)
    assert "Last day of an article: How we begin" in site["calendar/index.md"].decode()
    assert '<time datetime="2023-12-31">Sunday, 31 December 2023</time>' in site["calendar/index.md"].decode()
    events = icalendar.Calendar.from_ical(site["feeds/calendar.ics"]).walk("VEVENT")
    assert "Last day of an article: How we begin" in {str(each["SUMMARY"]) for each in events}


def _ending() -> dict[str, bytes]:
    """The genesis with an article for the beginning, which ends on the last day of the year."""
    from co_op import article, genesis

    begin = article(**{"id": "00-begin", "title": "How we begin", "class": "transitional", "expires": "2023-12-31", "rules": {}})
    return genesis(
        {
            MEMBERS: members(),
            "charter/00-begin.md": begin,
            **{path: data for path, data in founded().items() if "02-how" in path and path.startswith("charter/")},
        }
    )


def test_every_date_of_the_page_is_in_the_calendar_file_too() -> None:
    site = render_site(course(_open(), "2024-03-11"))
    shown = set(re.findall(r'<li><a href="[^"]*">([^<]*)</a>', site["calendar/index.md"].decode()))
    assert shown
    assert shown <= {str(each["SUMMARY"]) for each in icalendar.Calendar.from_ical(site["feeds/calendar.ics"]).walk("VEVENT")}


def test_a_co_op_without_dates_says_so() -> None:
    text = _page(chronicle(read_archive({}), parse_instant("2026-01-01T00:00:00Z")))
    assert "Nothing is dated in the next 18 months." in text
    assert "fm-dates" not in text


def test_nothing_that_a_contributor_wrote_becomes_markup() -> None:
    text = _page(chronicle(read_archive(hostile_files()), parse_instant("2024-01-10T00:00:00Z")))
    assert f"<script>{MARK}" not in text
    assert "<img" not in text
    assert "Discussion ends: " in text
