"""J: cases, what they must say before anybody judges: by which clauses, about whom, and what is asked of the jury."""

import re
from collections.abc import Iterator

from folkmoot.checks.names import listed, named_groups, nearest
from folkmoot.checks.registry import check
from folkmoot.procedure.calendar import end_of
from folkmoot.procedure.cases import Case, appeal_of, cases, window
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.procedure.seats import holders, tenures
from folkmoot.procedure.status import Status
from folkmoot.records.archive import Archive
from folkmoot.records.finding import Fault, Place
from folkmoot.records.heads import Option
from folkmoot.records.value import TOKEN, shown
from folkmoot.rulebook.remedies import EXCLUSION, grounds, needed
from folkmoot.rulebook.tension import name_of
from folkmoot.tally.verdict import FINDING, REMEDY

_WORD = re.compile(rf"(?<![\w-]){TOKEN}(?![\w-])")
_INTRODUCING = ("opened", "revised", "withdrawn", "returned")
_OVER = (Status.WITHDRAWN, Status.LAPSED)


def running(course: Chronicle) -> Iterator[Case]:
    """Every case that was neither withdrawn nor left to lapse."""
    return (case for case in cases(course).values() if case.matter.status not in _OVER)


@check("J001", "case-incomplete")
def case_incomplete(course: Chronicle) -> Iterator[Fault]:
    """A case does not say by which clauses it is judged, whom it concerns, what was done, or whether it is an appeal.

    ## Why
    Whoever is judged must know of what, and by which words. A verdict that cites no clause is somebody's taste, and nobody after it
    can lean on it.

    ## Mend
    Write into the head: `clauses`, the ids of at least one clause of the charter; `parties`, as pseudonyms; `original_action`, with
    its day and who did it; and `stage: first` or `stage: appeal`.
    """
    lacks = {
        "clauses": ("cites no clause of the charter", "add a line such as clauses: [c4-1]"),
        "parties": ("does not say whom it concerns", "add a line such as parties: [party-a, party-b]"),
        "original_action": ("does not say what was done, when and by whom", "add original_action with id, at and by"),
        "stage": ("does not say whether it is the first look or an appeal", "add a line: stage: first"),
    }
    for case in running(course):
        for field, (what, mend) in lacks.items():
            if not getattr(case.head, field):
                yield Fault(course.archive.place(case.matter.proposal.text.path, "kind"), f"the case {what}", mend)


@check("J002", "clause-not-in-force")
def clause_not_in_force(course: Chronicle) -> Iterator[Fault]:
    """A case cites a clause that the charter did not have on the day of what it is about.

    ## Why
    Nobody can keep a rule that is made afterwards. People are judged by the words that held when they acted.

    ## Mend
    Cite the clauses of the charter on that day: `folkmoot charter show --at DAY`.
    """
    for case in running(course):
        for place, name in enumerate(case.head.clauses):
            if name not in case.clauses and case.conduct:
                day = case.conduct.astimezone(course.zone).date()
                at = course.archive.place(case.matter.proposal.text.path, "clauses", place)
                otherwise = f"see: folkmoot charter show --at {day}"
                yield Fault(at, f"on {day} the charter had no clause '{name}'", nearest(name, case.clauses, otherwise))


@check("J003", "party-named")
def party_named(course: Chronicle) -> Iterator[Fault]:
    """A case, its log or a report about it names a member.

    ## Why
    What is once in Git stays there for ever. A complaint, a sanction and a vindication follow a person long after they are settled,
    and a token leads to every jury and every vote of the same member.

    ## Mend
    Write a pseudonym that holds for this case alone, such as party-a, or the office that files it, such as clerk. Only who holds
    the office that introduces cases may be named for filing it, and jurors in their own report.
    """
    for case in running(course):
        record = case.matter.proposal
        filing = _filing(case)
        yield from _named(course.archive, record.text.path, filing.union(record.text.head.seconds))
        for place, event in enumerate(record.log):
            if event.act in _INTRODUCING and event.by not in filing and _members(course.archive, {event.by}):
                at = course.archive.place(f"{record.folder}/log.yml", place, "by")
                yield Fault(at, f"'{event.by}' is a member on a roster", "write the pseudonym or the office that acts")
        for report in record.reports:
            yield from _named(course.archive, report.path, frozenset())
        for jury in course.archive.juries:
            panel = jury.draw.panel if jury.draw else None
            drawn = frozenset(seat.entry for seat in (*panel.seats, *panel.alternates)) if panel else frozenset()
            for report in jury.reports:
                if report.head.about == case.id:
                    yield from _named(course.archive, report.path, drawn)
    for case in running(course):
        for jury in case.juries:
            for place, rule in enumerate(jury.call.head.exclude):
                if rule.reason.startswith("party") and rule.entries:
                    at = course.archive.place(jury.call.path, "exclude", place, "entries")
                    mend = "leave them out of the roster, and count them in its `excluded`"
                    yield Fault(at, "the call names the parties it leaves out", mend)


def _filing(case: Case) -> frozenset[str]:
    """Those who hold the office that introduces such cases, where the charter makes it a body."""
    who = case.matter.procedure.introduce.who if case.matter.procedure else ""
    if who not in case.matter.book.bodies:
        return frozenset()
    return frozenset(holders(tenures(case.course), who, case.matter.opened or case.course.as_of))


def _members(archive: Archive, words: set[str]) -> set[str]:
    """Those of some words that stand on a roster."""
    wanted = {word.encode() for word in words}
    return {token.decode() for roster in archive.rosters if roster.entries for token in roster.entries.tokens if token in wanted}


def _named(archive: Archive, path: str, spared: frozenset[str]) -> Iterator[Fault]:
    lines = archive.files[path].decode("utf-8", "replace").split("\n")
    known = _members(archive, {word for line in lines for word in _WORD.findall(line)} - spared)
    for number, line in enumerate(lines if known else (), start=1):
        for found in _WORD.finditer(line):
            if found[0] in known:
                at = Place(path, number, found.start() + 1, found.end() + 1)
                yield Fault(at, f"'{found[0]}' is a member on a roster", "write a pseudonym such as party-a, or the office that acts")


@check("J004", "purged-too-early")
def purged_too_early(course: Chronicle) -> Iterator[Fault]:
    """The restricted material of a case is destroyed before everybody who judges could see it, or is held by nobody known.

    ## Why
    Only those who judge may see it, and they must. Afterwards it must go, and somebody must answer for that.

    ## Mend
    Set a day after the verdict and after the time to appeal, and name a body or an office that holds it.
    """
    known = cases(course)
    for case in running(course):
        material, path = case.head.restricted, case.matter.proposal.text.path
        if material is None:
            continue
        if material.held_by not in (groups := named_groups(case.matter.book)):
            at = course.archive.place(path, "restricted", "held_by")
            mend = nearest(material.held_by, groups, f"name one of {listed(groups)}")
            yield Fault(at, f"the charter knows no '{material.held_by}'", mend)
        appeal = appeal_of(case, known)
        seen = [case.matter.decision, appeal.matter.decision if appeal else None]
        needed_until = max([*(each.head.closed for each in seen if each), *filter(None, (window(case), case.matter.opened))], default=None)
        if needed_until and end_of(material.purge_on, course.zone) < needed_until:
            at = course.archive.place(path, "restricted", "purge_on")
            day = needed_until.astimezone(course.zone).date()
            yield Fault(at, f"the material is destroyed on {material.purge_on}, and needed until {day}", f"name a day after {day}")


@check("J005", "tension-not-asked")
def tension_not_asked(course: Chronicle) -> Iterator[Fault]:
    """A case does not ask its jury about every clause that is held in balance with one it cites.

    ## Why
    Where two promises pull against each other, an answer to one of them is half an answer. A jury that is asked about safety alone
    cannot say what its verdict does to free expression, and the other way round.

    ## Mend
    Give every such clause an option `finding-...` of its own, with `clause` and, where it is not plain, with `holds`.
    """
    for case in running(course):
        path = case.matter.proposal.text.path
        findings = [(place, option) for place, option in enumerate(case.head.options) if option.id.startswith(FINDING)]
        asked = {option.clause for _, option in findings}
        for clause in case.tension:
            if clause not in asked:
                name = name_of(case.clauses, clause)
                why = "which it cites" if clause in case.head.clauses else "which is held in balance with what it cites"
                mend = f"add an option such as {{id: {FINDING}{clause}, clause: {clause}, title: ...}}"
                yield Fault(course.archive.place(path, "options"), f"the jury is not asked about {name}, {why}", mend)
        for place, option in findings:
            if option.clause is None and case.head.clauses:
                at = course.archive.place(path, "options", place)
                yield Fault(at, f"'{option.id}' does not say of which clause", "add clause: and its id")
            elif option.clause and option.clause not in case.tension:
                at = course.archive.place(path, "options", place, "clause")
                mend = f"cite {option.clause} in clauses, or leave the finding out"
                yield Fault(at, f"'{option.id}' is about {option.clause}, which the case does not cite", mend)


@check("J006", "remedy-not-open")
def remedy_not_open(course: Chronicle) -> Iterator[Fault]:
    """A case offers a remedy before the findings, or one that the charter does not know for it.

    ## Why
    First it is asked what happened, then what follows. A remedy that comes first colours the finding, and one that nobody foresaw is a
    punishment made up for one person. Nobody is excluded by fewer than two thirds.

    ## Mend
    Put the findings first. Say of each remedy of what sort it is, and offer those that `rules.remedies` has for such a harm and
    such a finding.
    """
    for case in running(course):
        offered = case.head.options
        last = max((place for place, option in enumerate(offered) if option.id.startswith(FINDING)), default=-1)
        for place, option in enumerate(offered):
            if option.id.startswith(REMEDY):
                at = course.archive.place(case.matter.proposal.text.path, "options", place)
                early = ("stands before a finding", "put the findings first") if place < last else None
                for what, mend in filter(None, (early, _unfit(case, option))):
                    yield Fault(at, f"the remedy '{option.id}' {what}", mend)


def _unfit(case: Case, option: Option) -> tuple[str, str] | None:
    """What is wrong with offering a remedy in a case, and how to mend it."""
    ruled = case.matter.book.remedies
    if option.remedy is None:
        return "does not say of what sort it is", "add remedy: with one of the sorts, such as restore"
    rule = ruled.get(option.remedy)
    if ruled and rule is None:
        return f"is of the sort '{option.remedy}', which the charter does not know", f"offer one of {listed(ruled)}"
    if rule and rule.harms and case.head.harm not in rule.harms:
        return f"is for {listed(rule.harms)}, not for {case.head.harm or 'an unnamed harm'}", "offer another one, or name the harm"
    if rule and not any(grounds(finding, rule) for finding in case.head.options):
        return f"follows a finding of {shown(listed(rule.after))}, and none is asked for", "add such a finding, or offer another remedy"
    share = needed(option.remedy, case.matter.procedure.decide.rule, case.matter.book) if case.matter.procedure else None
    if option.remedy == "exclude" and share is not None and share < EXCLUSION:
        what = f"would be ordered by {share} of the votes, and an exclusion needs {EXCLUSION}"
        return what, "let rules.remedies ask for exclude: {threshold: 2/3}"
    return None
