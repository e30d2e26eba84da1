"""V: grounds, the part of the family that asks for reasons: of objections and of verdicts."""

from collections.abc import Iterator

from folkmoot.checks.registry import check
from folkmoot.formats.ballot_json import read_votes
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.records.ballot import Ballot, BallotBatch
from folkmoot.records.error import FolkmootError
from folkmoot.records.finding import Fault, Place, Severity
from folkmoot.rulebook.objections import KNOWING_OBJECTIONS, objections, this_vote
from folkmoot.tally.electorate import voters


@check("V040", "objection-without-grounds", Severity.WARNING)
def objection_without_grounds(course: Chronicle) -> Iterator[Fault]:
    """Somebody objects on a ballot, and no objection of theirs with a reason stands in the log.

    ## Why
    Consent rests on reasons: what nobody can read nobody can meet. Such a ballot blocks nothing, and its voter should know.

    ## Mend
    Record an event `objected` by the voter while the vote is open, with `reason` and with the clause or aim in `ref`.
    """
    for matter in course.matters.values():
        opened = matter.events.get("voting-opened")
        rule = matter.book.decisions.get(matter.procedure.decide.rule) if matter.procedure else None
        if opened is None or opened.electorate is None or rule is None or rule.method != "consent" or matter.procedure is None:
            continue
        try:
            electorate = voters(course.archive, opened.electorate, matter.proposal).entries
        except FolkmootError:
            continue
        ledger = objections(matter.proposal.log, rule, matter.procedure.decide.by, electorate)
        grounded = {each.by for each in ledger}
        bound = matter.proposal.binding(matter.procedure)
        for path in matter.proposal.ballots:
            for ballot in _ballots(course, path):
                is_ours = bound is not None and ballot.text == bound.text
                if is_ours and ballot.choice == "object" and ballot.voter in electorate and ballot.voter not in grounded:
                    what = f"{ballot.voter} objects and gives no reason in the log, so nothing is blocked"
                    log = f"{matter.proposal.folder}/log.yml"
                    yield Fault(Place(path), what, f"add an event to {log}: objected, by {ballot.voter}, ref, reason")


def _ballots(course: Chronicle, path: str) -> tuple[Ballot, ...]:
    try:
        paper = read_votes(course.archive.files[path], path=path)
    except ValueError:
        return ()
    return paper.ballots if isinstance(paper, BallotBatch) else (paper,) if isinstance(paper, Ballot) else ()


@check("V041", "objection-by-stranger")
def objection_by_stranger(course: Chronicle) -> Iterator[Fault]:
    """An objection, or a word on one, comes from somebody who does not vote here, and counts for nothing.

    ## Why
    An objection stops a decision. So the rule says who may raise one, and nobody else can say that it is not paramount.

    ## Mend
    Let somebody who may object raise it. What a stranger says belongs into the discussion.
    """
    for matter in course.matters.values():
        opened = matter.events.get("voting-opened")
        rule = matter.book.decisions.get(matter.procedure.decide.rule) if matter.procedure else None
        if opened is None or opened.electorate is None or rule is None or matter.procedure is None or rule.method not in KNOWING_OBJECTIONS:
            continue
        try:
            electorate = voters(course.archive, opened.electorate, matter.proposal).entries
        except FolkmootError:
            continue
        decider = matter.procedure.decide.by
        raised = {(each.by, each.at) for each in objections(matter.proposal.log, rule, decider, electorate)}
        for event in this_vote(matter.proposal.log):
            is_lost = (event.act == "objected" and event.reason and event.ref and (event.by, event.at) not in raised) or (
                event.act == "overruled" and event.by not in electorate
            )
            if is_lost:
                place = course.archive.place(f"{matter.proposal.folder}/log.yml", matter.proposal.log.index(event), "by")
                yield Fault(place, f"{event.by} has no word in this vote on objections", "leave it out, or let a voter say it")


@check("V042", "verdict-without-reasons")
def verdict_without_reasons(course: Chronicle) -> Iterator[Fault]:
    """A verdict gives no reasons.

    ## Why
    Those it concerns must be able to see why, to accept it or to appeal. What later juries may lean on are its reasons.

    ## Mend
    Publish the jury's report about the proposal, then count again with `folkmoot tally --write`.
    """
    for matter in course.matters.values():
        decision = matter.proposal.decision
        rule = matter.book.decisions.get(decision.head.rule) if decision else None
        if decision is None or rule is None or rule.method != "verdict" or decision.head.reasons:
            continue
        place = course.archive.place(decision.path, "outcome")
        yield Fault(place, "no report of the jury tells the reasons", f"add a report about {matter.proposal.id} to the folder of the jury")
