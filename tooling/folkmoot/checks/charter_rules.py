"""C: the rules of the charter, the part of the family that asks whether bodies and decision rules fit together."""

from collections.abc import Iterator
from typing import Any

from folkmoot.checks.names import charters, listed, named_groups, nearest
from folkmoot.checks.registry import check
from folkmoot.formats.yaml import KEY
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.records.archive import Archive, Article, Keys
from folkmoot.records.finding import Fault
from folkmoot.records.rules import Rules
from folkmoot.records.transition import Plan

_APART = {
    "C010": ("draft", "decide"),
    "C011": ("nominate", "elect"),
    "C013": ("operate", "adjudicate"),
}
"""Powers that one body may not hold together, by the check that says so."""


@check("C002", "rule-owned-twice")
def rule_owned_twice(course: Chronicle) -> Iterator[Fault]:
    """Two articles carry a rule of the same name.

    ## Why
    If two articles say what a majority is, each side of a quarrel has one to show.

    ## Mend
    Keep the rule in one article and quote it in the other with a placeholder.
    """
    for book, _, new in charters(course):
        for key, first, second in book.clashes:
            if second in new or first in new:
                keys = tuple(key.split("."))
                what = f"'{key}' is a rule of {first.path} already"
                place = course.archive.place(second.path, KEY, "rules", *keys)
                yield Fault(place, what, "keep one of the two")


@check("C005", "unknown-body")
def unknown_body(course: Chronicle) -> Iterator[Fault]:
    """A rule names a body that no article defines.

    ## Why
    A decision by nobody cannot be taken, a report to nobody is never read, and a removal by nobody never comes.

    ## Mend
    Correct the spelling, or define the body under `rules.bodies` of an article. Beside bodies and classes of members
    a rule may name members, maintainers, secretary, clerk, registrar, tellers, staff, parties, volunteers, public,
    introducer, facilitator and founders-meeting.
    """
    for book, _, new in charters(course):
        known = named_groups(book)
        for article in new:
            for keys, name in _bodies_named(article.head.rules):
                if name not in known | set(book.phases if keys[0] == "plan" else ()):
                    mend = nearest(name, known, f"name one of {listed(book.bodies)}, or members")
                    place = course.archive.place(article.path, "rules", *keys)
                    yield Fault(place, f"no article defines the body '{name}'", mend)


def _bodies_named(rules: Rules | None) -> Iterator[tuple[Keys, str]]:
    if rules is None:
        return
    for name, body in rules.bodies.items():
        at: Keys = ("bodies", name)
        if body.select.by:
            yield (*at, "select", "by"), body.select.by
        if body.select.alumni_of:
            yield (*at, "select", "alumni_of"), body.select.alumni_of
        if body.removal:
            yield (*at, "removal", "by"), body.removal.by
        if body.reports:
            yield (*at, "reports", "to"), body.reports.to
        for key, others in (("incompatible", body.incompatible), ("reviews", body.reviews)):
            yield from (((*at, key, index), other) for index, other in enumerate(others))
        for other in body.cool_off_from:
            yield (*at, "cool_off_from", other), other
    for name, procedure in rules.procedures.items():
        at = ("procedures", name)
        yield (*at, "introduce", "who"), procedure.introduce.who
        for act in ("decide", "veto", "execute", "reply", "editorial"):
            step: Any = getattr(procedure, act)
            if step is not None:
                yield (*at, act, "by"), step.by
    for name, decision in rules.decisions.items():
        if decision.objectors:
            yield ("decisions", name, "objectors"), decision.objectors
    for name, duty in rules.duties.items():
        yield ("duties", name, "who"), duty.who
        yield ("duties", name, "to"), duty.to
        if duty.overdue:
            yield ("duties", name, "overdue", "escalate"), duty.overdue.escalate
        if duty.replies:
            yield ("duties", name, "replies", "escalate"), duty.replies.escalate
        yield from ((("duties", name, "apart_from", index), body) for index, body in enumerate(duty.apart_from))
    if rules.plan:
        yield from _bodies_planned(rules.plan)


def _bodies_planned(plan: Plan) -> Iterator[tuple[Keys, str]]:
    """Those whom a plan names; the successor of a phase is a phase."""
    for name, phase in plan.phases.items():
        yield from ((("plan", "phases", name, "bodies", index), body) for index, body in enumerate(phase.bodies))
        yield from ((("plan", "phases", name, "seated", index), body) for index, body in enumerate(phase.seated))
        if phase.fallback:
            yield ("plan", "phases", name, "fallback", "draw"), phase.fallback.draw
            yield ("plan", "phases", name, "fallback", "by"), phase.fallback.by
        if phase.successor:
            yield ("plan", "phases", name, "successor"), phase.successor
    for name, milestone in plan.milestones.items():
        yield ("plan", "milestones", name, "by"), milestone.by
        yield from ((("plan", "milestones", name, "gates", gate, "judged_by"), rule.judged_by) for gate, rule in milestone.gates.items())
    for name, duty in plan.continuity.items():
        yield from ((("plan", "continuity", name, "by", index), body) for index, body in enumerate(duty.by))


@check("C006", "unknown-decision-rule")
def unknown_decision_rule(course: Chronicle) -> Iterator[Fault]:
    """A rule names a decision rule or a draw rule that no article defines.

    ## Why
    Votes that no rule counts come to nothing, and it would be seen only when the ballots are in.

    ## Mend
    Correct the spelling, or define the rule under `rules.decisions` or `rules.draws` of an article.
    """
    for book, _, new in charters(course):
        kinds = {"decision": book.decisions, "draw": book.draws}
        for article in new:
            for kind, keys, name in _rules_named(article.head.rules):
                if name not in kinds[kind]:
                    known = kinds[kind]
                    otherwise = f"name one of {listed(known)}" if known else f"define a {kind} rule first"
                    mend = nearest(name, known, otherwise)
                    place = course.archive.place(article.path, "rules", *keys)
                    yield Fault(place, f"no article defines the {kind} rule '{name}'", mend)


def _rules_named(rules: Rules | None) -> Iterator[tuple[str, Keys, str]]:
    if rules is None:
        return
    for name, body in rules.bodies.items():
        at: Keys = ("bodies", name)
        if body.select.decision_rule:
            yield "decision", (*at, "select", "decision_rule"), body.select.decision_rule
        if body.select.draw_rule:
            yield "draw", (*at, "select", "draw_rule"), body.select.draw_rule
        if body.decides_by:
            yield "decision", (*at, "decides_by"), body.decides_by
        if body.removal:
            yield "decision", (*at, "removal", "rule"), body.removal.rule
    for name, procedure in rules.procedures.items():
        yield "decision", ("procedures", name, "decide", "rule"), procedure.decide.rule
        if procedure.veto:
            yield "decision", ("procedures", name, "veto", "rule"), procedure.veto.rule
    for name, decision in rules.decisions.items():
        for field in ("fallback", "finding", "remedy"):
            if getattr(decision, field) is not None:
                yield "decision", ("decisions", name, field), getattr(decision, field)


def _held_together(course: Chronicle, code: str) -> Iterator[Fault]:
    one, other = _APART[code]
    for _, _, new in charters(course):
        for article in new:
            yield from _clashing(course.archive, article, one, other)


def _clashing(archive: Archive, article: Article, one: str, other: str) -> Iterator[Fault]:
    for name, body in article.head.rules.bodies.items() if article.head.rules else ():
        if {one, other} <= set(body.powers):
            place = archive.place(article.path, "rules", "bodies", name, "powers")
            yield Fault(place, f"'{name}' may both {one} and {other}", f"give {one} or {other} to another body")


@check("C010", "drafts-and-decides")
def drafts_and_decides(course: Chronicle) -> Iterator[Fault]:
    """One body may both draft and decide.

    ## Why
    Those who wrote a text defend it. The final word belongs to people who come to it fresh.

    ## Mend
    Let another body decide: a jury drawn by lot, or all members.
    """
    return _held_together(course, "C010")


@check("C011", "nominates-and-elects")
def nominates_and_elects(course: Chronicle) -> Iterator[Fault]:
    """One body may both nominate and elect.

    ## Why
    Whoever chooses the candidates and then chooses among them chooses alone.

    ## Mend
    Let one body nominate and another elect or confirm.
    """
    return _held_together(course, "C011")


@check("C012", "reviewer-filled-by-reviewed")
def reviewer_filled_by_reviewed(course: Chronicle) -> Iterator[Fault]:
    """A body that reviews another is filled or removed by the one it reviews.

    ## Why
    Nobody reports freely on those who gave them their seat or can take it away.

    ## Mend
    Fill the reviewing body by lot or by election of all members, and let members or a jury remove from it.
    """
    for book, _, new in charters(course):
        for article in new:
            for name, body in article.head.rules.bodies.items() if article.head.rules else ():
                watched = {other for other, each in book.bodies.items() if each.reports and each.reports.to == name} | set(body.reviews)
                if "review" not in body.powers and not body.reviews:
                    continue
                if body.select.by in watched - {name}:
                    what = f"'{name}' reviews '{body.select.by}', which fills its seats"
                    place = course.archive.place(article.path, "rules", "bodies", name, "select", "by")
                    yield Fault(place, what, "fill it by lot, or by: members")
                if body.removal and body.removal.by in watched - {name}:
                    what = f"'{name}' reviews '{body.removal.by}', which can remove its members"
                    place = course.archive.place(article.path, "rules", "bodies", name, "removal", "by")
                    yield Fault(place, what, "let members or a jury remove from it")


@check("C013", "operates-and-adjudicates")
def operates_and_adjudicates(course: Chronicle) -> Iterator[Fault]:
    """One body may both run things and judge complaints.

    ## Why
    Complaints are about how things are run. Nobody is judge in their own case.

    ## Mend
    Let a jury drawn by lot judge.
    """
    return _held_together(course, "C013")
