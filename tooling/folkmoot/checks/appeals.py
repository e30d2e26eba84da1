"""J: appeals and the juries of cases: one look more, by other people, drawn when there was nothing left to add."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from fractions import Fraction

from folkmoot.checks.cases import running
from folkmoot.checks.names import charters, listed, nearest
from folkmoot.checks.registry import check
from folkmoot.procedure.cases import Case, appeals, cases, window
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.procedure.seats import Tenure, tenures
from folkmoot.records.archive import Jury
from folkmoot.records.error import FolkmootError
from folkmoot.records.finding import Fault
from folkmoot.records.jury_heads import SeedSource
from folkmoot.records.rules import Procedure
from folkmoot.records.value import write_instant
from folkmoot.rulebook.book import RuleBook
from folkmoot.rulebook.remedies import EXCLUSION
from folkmoot.sortition.beacon import CHAINS, round_time
from folkmoot.tally.electorate import recused, seated


@check("J009", "appeal-out-of-turn")
def appeal_out_of_turn(course: Chronicle) -> Iterator[Fault]:
    """An appeal is not the one that is allowed: against a first verdict, of the kind and in the time the charter names, and only once.

    ## Why
    Everybody gets a second look by other people. Whoever gets a third wears the other side out, and whoever can appeal at any time keeps
    them waiting for ever.

    ## Mend
    Let `responds_to` name a first verdict that nobody has appealed against, use the kind that its procedure names in `appeal`, and
    open it in time.
    """
    known = cases(course)
    for case in running(course):
        path, kind = case.matter.proposal.text.path, case.head.kind
        for_appeals = {rule.appeal.kind for rule in case.matter.book.procedures.values() if rule.appeal}
        if case.head.stage == "first" and kind in for_appeals:
            mend = "write stage: appeal, or use the kind of a first case"
            yield Fault(course.archive.place(path, "stage"), f"'{kind}' is for appeals", mend)
        if case.head.stage == "appeal" and (wrong := _out_of_turn(case, known)):
            yield Fault(course.archive.place(path, "responds_to"), *wrong)


def _out_of_turn(case: Case, known: Mapping[str, Case]) -> tuple[str, str] | None:
    """Why an appeal is none, and how to mend it."""
    first = known.get(case.answers or "")
    if first is None:
        return "the appeal does not say against which verdict it is", "let responds_to name the first case"
    if first.head.stage == "appeal":
        return f"'{first.id}' is an appeal itself, and there is no other after it", "accept it; new facts make a new case"
    rule = first.matter.procedure.appeal if first.matter.procedure else None
    if rule is None:
        return f"against a verdict on a matter of kind '{first.head.kind}' no appeal is foreseen", "change the charter first"
    if case.head.kind != rule.kind:
        return f"the appeal is of kind '{case.head.kind}'; the charter names '{rule.kind}'", f"write kind: {rule.kind}"
    if left := sorted(set(first.head.clauses) - set(case.head.clauses)):
        return f"the appeal leaves out {listed(left, 'and')}, which the first verdict is about", "cite the same clauses"
    opened, ends = case.matter.opened, window(first)
    if opened is None:
        return None
    decision = first.matter.decision
    if decision is None or opened < decision.head.closed:
        return f"there was no verdict on '{first.id}' yet", "wait for the verdict"
    if ends and ends <= opened:
        return f"the appeal comes too late; it was possible before {write_instant(ends)}", "accept the verdict; new facts make a new case"
    earlier = next((each for each in appeals(first, known) if each.id != case.id and _before(each, case)), None)
    return (f"'{earlier.id}' appeals against this verdict already", "bring it forward there") if earlier else None


def _before(one: Case, other: Case) -> bool:
    return (one.matter.opened, one.id) < (other.matter.opened, other.id) if one.matter.opened and other.matter.opened else False


@check("J010", "juror-not-apart")
def juror_not_apart(course: Chronicle) -> Iterator[Fault]:
    """Somebody sits on a case's jury who judged it before, who did what is complained of, or who brought it.

    ## Why
    Nobody judges their own act, and nobody hears an appeal against themselves. Whatever they decide, half of those who read it will
    not believe it.

    ## Mend
    Leave them out in the call. Once drawn, they stand aside: record `recused` with the case, and fill the seat.
    """
    known = cases(course)
    seats = tenures(course)
    for case in running(course):
        apart = _apart(case, known, seats)
        for jury in case.juries:
            biased: dict[str, list[str]] = {}
            for entry in sorted(_sitting(jury, case) & apart.keys()):
                biased.setdefault(apart[entry], []).append(entry)
            for why, entries in biased.items():
                what = f"{listed(entries, 'and')} {'sits' if len(entries) == 1 else 'sit'} on {case.id} and {why}"
                aside = "record recused for them in this case, and fill the seats"
                mend = aside if len(entries) < jury.call.head.seats else "call another jury"
                yield Fault(course.archive.place(jury.call.path, "exclude"), what, mend)


def _sitting(jury: Jury, case: Case) -> frozenset[str]:
    """Those who sit in a case: seated when the vote opened, or now, without those who stand aside."""
    voted = case.matter.events.get("voting-opened")
    until = voted.at if voted else case.course.as_of
    return seated(jury, case.id, until) - recused(jury, case.id, until)


def _apart(case: Case, known: Mapping[str, Case], seats: tuple[Tenure, ...]) -> dict[str, str]:
    """Those who may not sit, each with the reason."""
    found = dict.fromkeys((case.head.introduced_by, *case.head.seconds), "brought it")
    action, began = case.head.original_action, case.conduct
    voted = case.matter.events.get("voting-opened")
    until = voted.at if voted else case.course.as_of
    for seat in seats if action and began else ():
        if action and began and seat.body == action.by and seat.since <= until and (seat.until is None or began < seat.until):
            found[seat.holder] = f"held a seat of {action.by}, which acted"
    first = known.get(case.answers or "")
    for jury in first.juries if first else ():
        assert first is not None
        found |= dict.fromkeys(_sitting(jury, first), f"judged {first.id}")
    return found


@check("J011", "jury-before-evidence")
def jury_before_evidence(course: Chronicle) -> Iterator[Fault]:
    """A case's jury was drawn before the text of the case and its evidence were fixed.

    ## Why
    Whoever knows the jurors can choose what to tell them. So the case is complete first, and only then does anybody learn who
    hears it. One jury may hear several cases, when all of them were fixed before its seed was known.

    ## Mend
    Freeze the case, then let the round come out that draws its jury. A jury drawn earlier cannot hear this case: call another.
    """
    for case in running(course):
        frozen = case.matter.events.get("frozen")
        for jury in case.juries:
            for place, event in enumerate(jury.log):
                known = min([event.at, *filter(None, map(_out, jury.call.head.sources))])
                if event.act == "seed" and event.at <= course.as_of and (frozen is None or known < frozen.at):
                    when = f"on {write_instant(frozen.at)}" if frozen else "not at all"
                    what = f"the seed was known on {write_instant(known)}, and {case.id} was frozen {when}"
                    yield Fault(course.archive.place(f"{jury.folder}/log.yml", place, "at"), what, "call another jury for it")


def _out(source: SeedSource) -> datetime | None:
    """When an announced source could be known."""
    chain = CHAINS.get(source.chain or "")
    try:
        return round_time(chain, source.round or 0) if chain else source.when
    except FolkmootError:
        return None


@check("J012", "parties-in-pool")
def parties_in_pool(course: Chronicle) -> Iterator[Fault]:
    """The roster of a case's jury does not say that the parties were left out.

    ## Why
    Only the registrar knows which members the parties are. If nobody says that they were left out, they may sit in their own case.

    ## Mend
    Leave them out when the roster is frozen, with a reason that begins with `party`; its manifest then counts them and names nobody.
    """
    for case in running(course):
        for jury in case.juries if case.head.parties else ():
            roster = course.archive.roster(jury.call.head.roster)
            reasons = {*(roster.manifest.head.excluded if roster else ()), *(rule.reason for rule in jury.call.head.exclude)}
            if roster and not any(reason.startswith("party") for reason in reasons):
                what = f"nothing says that the parties of {case.id} were left out"
                mend = "freeze the roster with --exclude and a reason such as party"
                yield Fault(course.archive.place(jury.call.path, "roster"), what, mend)


@check("J013", "appeal-rule-unfit")
def appeal_rule_unfit(course: Chronicle) -> Iterator[Fault]:
    """A rule on appeals or remedies cannot work, or lets too few exclude somebody.

    ## Why
    An appeal to a procedure that there is not, or that allows another appeal, is none or has no end. And exclusion takes away a
    person's vote: fewer than two thirds must never be enough.

    ## Mend
    Let `appeal.kind` name a procedure that a verdict decides and that has no `appeal` itself, and give `exclude` a threshold of 2/3
    or more.
    """
    for book, _, new in charters(course):
        paths = {article.path for article in new}
        for name, rule in book.procedures.items():
            owner = book.owners[f"procedures.{name}"].path
            if owner in paths and rule.appeal and (wrong := _no_appeal(name, rule, book)):
                yield Fault(course.archive.place(owner, "rules", "procedures", name, "appeal"), *wrong)
        exclude = book.remedies.get("exclude")
        if exclude and exclude.threshold is not None and exclude.threshold < EXCLUSION:
            owner = book.owners["remedies.exclude"].path
            if owner in paths:
                at = course.archive.place(owner, "rules", "remedies", "exclude", "threshold")
                yield Fault(at, f"{Fraction(exclude.threshold)} of the votes would exclude somebody", "write threshold: 2/3, or more")


def _no_appeal(name: str, rule: Procedure, book: RuleBook) -> tuple[str, str] | None:
    assert rule.appeal is not None
    onward = book.procedures.get(rule.appeal.kind)
    if onward is None:
        return f"there is no procedure '{rule.appeal.kind}'", nearest(rule.appeal.kind, book.procedures, "add it")
    if rule.appeal.kind == name or onward.appeal:
        return f"'{rule.appeal.kind}' allows an appeal itself, so there is no last word", "take appeal out of it"
    decides = book.decisions.get(onward.decide.rule)
    if decides and decides.method != "verdict":
        return f"'{rule.appeal.kind}' is decided by {decides.method}, not by a verdict", "let a verdict decide it"
    return None
