"""D: who can be drawn: everybody alike, the silent as the loud."""

from collections.abc import Iterator

from folkmoot.checks.names import charters
from folkmoot.checks.registry import check
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.records.archive import Jury, Keys
from folkmoot.records.bodies import Selection
from folkmoot.records.finding import Fault
from folkmoot.rulebook.equal_chance import told


@check("D024", "drawn-by-activity")
def drawn_by_activity(course: Chronicle) -> Iterator[Fault]:
    """A draw depends on how active members are or on what they think.

    ## Why
    Most members only use what they own together, and that is enough: they have the same chance to be drawn as those who
    speak every day. What members want to be told of is a setting of their letters, and no door to a jury.

    ## Mend
    Leave the column, the value or the reason out. Shares by region, age or shop are fine; members are excluded for a seat
    or a role they hold, never for what they do or think.
    """
    for jury in course.archive.juries:
        for keys, name, use in _of_call(jury):
            if word := told(name):
                yield Fault(course.archive.place(jury.call.path, *keys), f"'{name}' {use} by {word}", "leave it out")
    for _, _, new in charters(course):
        for article in new:
            for body, rule in (article.head.rules.bodies if article.head.rules else {}).items():
                for keys, name, use in _of_rule(rule.select):
                    if word := told(name):
                        place = course.archive.place(article.path, "rules", "bodies", body, "select", *keys)
                        yield Fault(place, f"'{name}' {use} by {word}", "leave it out")


def _of_call(jury: Jury) -> Iterator[tuple[Keys, str, str]]:
    """Every word of a call that who is drawn depends on, with its place and what it does."""
    head = jury.call.head
    for place, rule in enumerate(head.exclude):
        yield ("exclude", place, "reason"), rule.reason, "shuts members out"
        if rule.column:
            yield ("exclude", place, "column"), rule.column, "shuts members out"
            yield from ((("exclude", place, "values", at), value, "shuts members out") for at, value in enumerate(rule.values))
    if head.strata:
        yield ("strata", "column"), head.strata.column, "shares the seats"
    yield from ((("quotas", column), column, "shares the seats") for column in head.quotas)
    yield from ((("max_per", column), column, "keeps members apart") for column in head.max_per)
    if head.household:
        yield ("household",), head.household, "keeps members apart"


def _of_rule(rule: Selection) -> Iterator[tuple[Keys, str, str]]:
    yield from ((("quotas", place), column, "shares the seats") for place, column in enumerate(rule.quotas))
    yield from ((("max_per", column), column, "keeps members apart") for column in rule.max_per)
    if rule.source:
        yield ("source",), rule.source, "says who can be drawn,"
