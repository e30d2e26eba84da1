"""Precedents: what verdicts found of each clause, and what the reasons of other decisions say of it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from folkmoot.procedure.cases import Case, cases, replaced_by
from folkmoot.procedure.chronicle import Chronicle, Matter
from folkmoot.records.archive import Report
from folkmoot.rulebook.tension import clauses_of
from folkmoot.rulebook.wording import sentences

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t].*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Precedent:
    """What was once found or said of a clause, and why."""

    clause: str
    holds: str
    """What was found of it; empty where reasons only speak of it."""
    why: str
    """One sentence."""
    at: datetime
    """When it was decided."""
    matter: Matter
    is_verdict: bool
    report: Report
    set_aside: str = ""
    """The appeal whose verdict took the place of this one."""


def precedents(course: Chronicle) -> Mapping[str, tuple[Precedent, ...]]:
    """Every verdict that read a clause, and every other decision whose reasons speak of it, by clause, the latest first."""
    known = cases(course)
    found: dict[str, list[Precedent]] = {}
    for name, matter in course.matters.items():
        for each in _of_verdict(known[name], known) if name in known else _of_policy(course, matter):
            found.setdefault(each.clause, []).append(each)
    for read in found.values():
        read.sort(key=lambda each: (each.at, each.matter.proposal.id), reverse=True)
    return {clause: tuple(read) for clause, read in found.items()}


def _of_verdict(case: Case, known: Mapping[str, Case]) -> Iterator[Precedent]:
    report, decision = case.reasons, case.matter.decision
    if report is None or decision is None or decision.head.outcome == "no-quorum":
        return
    aside = replaced_by(case, known)
    for each in report.head.findings:
        why, at = _first(each.why), decision.head.closed
        yield Precedent(each.clause, each.holds, why, at, case.matter, True, report, aside.id if aside else "")


def _of_policy(course: Chronicle, matter: Matter) -> Iterator[Precedent]:
    decision = matter.decision
    named = decision.head.reasons if decision and decision.head.outcome != "no-quorum" else None
    report = next((each for jury in course.archive.juries for each in jury.reports if each.path == named), None)
    if report is None or decision is None:
        return
    told: dict[str, tuple[str, str]] = {each.clause: (each.holds, _first(each.why)) for each in report.head.findings}
    for clause in clauses_of(course.version_at(decision.head.closed).articles.values()):
        if clause not in told and (said := _said_of(clause, report)):
            told[clause] = "", said
    for clause, (holds, why) in told.items():
        yield Precedent(clause, holds, why, decision.head.closed, matter, False, report)


def _said_of(clause: str, report: Report) -> str:
    """What a report says of a clause: the answer or sentence that names it, else the first sentence below a heading that does."""
    mention = re.compile(rf"(?<![\w-]){re.escape(clause)}(?![\w-])")
    for text in (*report.head.answers.values(), *sentences(report.body)):
        if mention.search(text):
            return _first(text)
    for heading in _HEADING.finditer(report.body):
        if mention.search(heading[0]):
            return next(iter(sentences(report.body[heading.end() :])), "")
    return ""


def _first(text: str) -> str:
    return next(iter(sentences(text)), text)
