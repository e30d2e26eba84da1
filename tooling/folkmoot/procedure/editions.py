"""The days on which the charter changed: what stood before, what stands after, by which decisions, and what ended by itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from folkmoot.procedure.charter import BEFORE_ALL, Version
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.procedure.provenance import CHARTER, Amendment, amendments


@dataclass(frozen=True, slots=True)
class ChangeDay:
    """A day of the co-op's zone on which the words of the charter changed, and the charter as it stood at the end of that day."""

    day: date
    before: Version
    """The charter before the first change of the day; an empty one before the genesis."""
    after: Version
    begins: datetime
    """The instant of the first change of the day: until then the version before held."""
    since: datetime
    """The instant of the last change of the day, from which `after` holds."""
    decisions: tuple[Amendment, ...]
    """Those that took effect on this day and changed an article, in their order."""
    ended: tuple[str, ...]
    """The articles whose last day was the one before, by path."""

    @property
    def changed(self) -> tuple[str, ...]:
        """The articles that are new or read otherwise than before, or that a decision took out, by path."""
        old, new = self.before.articles, self.after.articles
        shared = {path for path in old.keys() & new.keys() if old[path].digest == new[path].digest}
        return tuple(sorted({*old, *new} - shared - {*self.ended}))


def change_days(course: Chronicle) -> tuple[ChangeDay, ...]:
    """Every day up to the chronicle's instant on which an article came, changed or went, oldest first.

    A decision that changes no word of the charter makes no day; neither does one that is undone on the same day.
    """
    steps = amendments(course)
    days: dict[date, list[Version]] = {}
    for version in course.living:
        if version.since <= course.as_of:
            days.setdefault(version.since.astimezone(course.zone).date(), []).append(version)
    return tuple(_days(course, steps, days))


def _days(course: Chronicle, steps: tuple[Amendment, ...], days: dict[date, list[Version]]) -> Iterator[ChangeDay]:
    before = BEFORE_ALL
    for day, versions in days.items():
        after, last, moments = versions[-1], before, list[datetime]()
        for version in versions:
            moments += [version.since] if _words(version) != _words(last) else []
            last = version
        if _words(before) != _words(after):
            mine = tuple(
                one for one in steps if one.since.astimezone(course.zone).date() == day and _words(one.before) != _words(one.after)
            )
            yield ChangeDay(day, before, after, moments[0], moments[-1], mine, _ended(before, after, day))
        before = after


def _ended(before: Version, after: Version, day: date) -> tuple[str, ...]:
    """The articles of the version before that expired; one that a decision took out or put off is none of them."""
    gone = {path: article for path, article in before.articles.items() if path not in after.articles}
    return tuple(sorted(path for path, article in gone.items() if article.head.expires and article.head.expires < day))


def _words(version: Version) -> dict[str, str]:
    return {path: article.digest for path, article in version.articles.items() if path.startswith(CHARTER)}
