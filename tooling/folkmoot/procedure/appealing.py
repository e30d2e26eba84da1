"""When a matter is the appeal against another one's verdict, and takes its place: read from walks alone."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from folkmoot.procedure.calendar import deadline
from folkmoot.procedure.walk import Walk
from folkmoot.records.heads import ProposalHead


def window(head: ProposalHead, course: Walk, zone: ZoneInfo) -> datetime | None:
    """When the time to appeal against a verdict ends; None where there is no verdict or no appeal is allowed."""
    rule = course.procedure.appeal if course.procedure else None
    if rule is None or course.decision is None or head.stage == "appeal":
        return None
    return deadline(course.decision.head.closed, rule.within, zone, course.book.recess)


def appeals_against(head: ProposalHead, course: Walk, first: ProposalHead, judged: Walk, zone: ZoneInfo) -> bool:
    """Whether a matter asks to look again at a verdict: of the kind that its procedure names, after it and in time."""
    opened, ends = course.last("opened"), window(first, judged, zone)
    if head.stage != "appeal" or head.responds_to != first.id or opened is None or ends is None:
        return False
    assert judged.decision is not None
    assert judged.procedure is not None
    assert judged.procedure.appeal is not None
    return head.kind == judged.procedure.appeal.kind and judged.decision.head.closed <= opened.at < ends


def replaced(heads: Mapping[str, ProposalHead], walks: Mapping[str, Walk], zone: ZoneInfo) -> dict[str, datetime]:
    """The verdicts whose place the verdict on appeal took, and when.

    An appeal asks the same question anew: once its jury has decided, whatever it found is the verdict, also where it found
    nothing. Where too few took part nothing was decided, and the first verdict stands.
    """
    found: dict[str, datetime] = {}
    for name, course in walks.items():
        head, decision = heads[name], course.decision
        first = head.responds_to or ""
        if decision is None or decision.head.outcome == "no-quorum" or first not in walks or first == name:
            continue
        if appeals_against(head, course, heads[first], walks[first], zone):
            found[first] = min(found.get(first, decision.head.closed), decision.head.closed)
    return found
