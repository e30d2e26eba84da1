"""The calendar as a page: what opens, ends and falls due, month by month in the co-op's zone; the same dates as the files for calendars."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby

from folkmoot.procedure.calendar import add_days, start_of
from folkmoot.publish.atlas import CALENDAR, FEEDS, NEXT, Atlas
from folkmoot.publish.follow.calendars import ALL_DATES
from folkmoot.publish.follow.dates import Date, dates
from folkmoot.publish.markup import block, commands, html, inline, page
from folkmoot.publish.words import counted, day, left, month, weekday
from folkmoot.records.speech import say
from folkmoot.records.value import Span, write_instant

_AHEAD = Span(18, "m")
_MOST = 150
"""So many dates are on the page, the earliest; the files hold more."""


def calendar_page(atlas: Atlas) -> Mapping[str, bytes]:
    """`calendar/index.md`."""
    course, title = atlas.course, say("Calendar")
    today = course.as_of.astimezone(course.zone).date()
    end = start_of(add_days(today, _AHEAD), course.zone)
    ahead = [each for each in dates(atlas) if each.at > course.as_of]
    shown = [each for each in ahead if each.at <= end][:_MOST]
    lead = say("What opens, ends and falls due, in the time of {zone}. What has no hour beside it ends with its day.", zone=course.zone.key)
    parts = [f"# {inline(title)}", inline(lead), _ways(atlas), *_months(atlas, shown)]
    if not shown:
        parts.append(inline(say("Nothing is dated in the next {span}.", span=counted(_AHEAD.count, "month"))))
    if len(ahead) > len(shown):
        parts.append(inline(say("{dates} come later. The calendar file holds them too.", dates=counted(len(ahead) - len(shown), "date"))))
    parts += [f"## {inline(say('See it yourself'))}", commands("folkmoot next", "folkmoot seats --lapsing 60d")]
    return {CALENDAR: page(title, say("What opens, ends and falls due in the coming weeks and months."), *parts)}


def _ways(atlas: Atlas) -> str:
    """How to have the same in a calendar of one's own, and where what is late stands."""
    own = f'<a href="../{html(ALL_DATES)}">{html(say("every date as a calendar file"))}</a>'
    subscribe = say("In your own calendar: {file}, or one body's alone under {follow}.", file=own,
                    follow=atlas.tie(CALENDAR, FEEDS, say("Follow what happens")))  # fmt: skip
    late = say("What is overdue stands under {due}.", due=atlas.tie(CALENDAR, NEXT, say("What is due")))
    return block(f"<p>{subscribe} {late}</p>")


def _months(atlas: Atlas, found: Sequence[Date]) -> Iterator[str]:
    dated = sorted(((shown_day(each, atlas), each) for each in found), key=lambda pair: (pair[0], pair[1].at, pair[1].key))
    for (year, number), group in groupby(dated, key=lambda pair: (pair[0].year, pair[0].month)):
        yield f"## {inline(month(date(year, number, 1)))}"
        days = "\n".join(_day(atlas, when, [each for _, each in its]) for when, its in groupby(group, key=lambda pair: pair[0]))
        yield block(f'<ol class="fm-dates">\n{days}\n</ol>')


def shown_day(each: Date, atlas: Atlas) -> date:
    """The day of the co-op's zone on which a date stands: a time that ends at midnight ends with the day before."""
    here = each.at.astimezone(atlas.course.zone)
    return here.date() - timedelta(days=1) if _is_midnight(here) and not each.begins else here.date()


def _is_midnight(here: datetime) -> bool:
    return here.timetz().replace(tzinfo=None) == time()


def _day(atlas: Atlas, when: date, its: Sequence[Date]) -> str:
    name = say("{weekday}, {day}", weekday=weekday(when), day=day(when))
    away = left(its[0].at, atlas.course.as_of)
    items = "\n".join(f"<li>{_item(atlas, each)}</li>" for each in its)
    head = f'<p class="fm-dates__day"><time datetime="{when.isoformat()}">{html(name)}</time> <span>{html(away)}</span></p>'
    return f"<li>{head}\n<ul>\n{items}\n</ul></li>"


def _item(atlas: Atlas, each: Date) -> str:
    says = f"<br>{html(' '.join(filter(None, (each.says, _about(atlas, each)))))}" if each.says else ""
    hour = _hour(atlas, each)
    return f"{atlas.tie(CALENDAR, each.page, each.title)}{hour and f' {hour}'}{says}"


def _about(atlas: Atlas, each: Date) -> str:
    """What a thing that is owed comes from, by its title."""
    folder = each.page.removesuffix("/index.md")
    title = atlas.titles.get(f"{folder}/proposal.md") or atlas.titles.get(f"{folder}/call.md")
    return say("It comes from “{title}”.", title=title) if title and each.key.startswith("owed/") else ""


def _hour(atlas: Atlas, each: Date) -> str:
    """The time of day; nothing for what begins or ends with the day itself."""
    here = each.at.astimezone(atlas.course.zone)
    if _is_midnight(here):
        return ""
    shown = f'<time datetime="{write_instant(each.at)}">{here:%H:%M}</time>'
    words = say("from {time}", time=shown) if each.begins else say("until {time}", time=shown)
    return f'<span class="fm-dates__hour">{words}</span>'
