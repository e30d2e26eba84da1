"""V: votes, ballots and decisions."""

from collections.abc import Iterator

from folkmoot.checks.recounts import recounted, redecided
from folkmoot.checks.registry import check
from folkmoot.formats.ballot_json import read_votes
from folkmoot.procedure.chronicle import Chronicle, Matter
from folkmoot.records.ballot import CountedTotals, Discarded
from folkmoot.records.deliberation import ConsentTally
from folkmoot.records.error import FolkmootError
from folkmoot.records.finding import Fault, Place, Severity
from folkmoot.tally.decision import Recount
from folkmoot.tally.electorate import electorate_digest, voters


def _voted(course: Chronicle) -> Iterator[tuple[Matter, Recount]]:
    """Every matter whose ballots can be counted, with the count."""
    for matter in course.matters.values():
        if "ballots-closed" in matter.events:
            try:
                yield matter, recounted(course, matter.proposal)
            except FolkmootError:
                continue


@check("V001", "broken-ballot")
def broken_ballot(course: Chronicle) -> Iterator[Fault]:
    """A file of ballots cannot be read.

    ## Why
    A ballot that cannot be read cannot be counted, and a voter must be able to see why theirs was not.

    ## Mend
    Write the ballot again in the form of `ballot/1`, `batch/1` or `counted/1`; ask the voter, never guess.
    """
    for proposal in course.archive.proposals:
        for path in proposal.ballots:
            try:
                read_votes(course.archive.files[path], path=path)
            except ValueError as error:
                yield Fault(Place(path), f"this is not a ballot: {error}", "write it again, in the form that 'folkmoot tally' reads")


@check("V002", "decision-differs")
def decision_differs(course: Chronicle) -> Iterator[Fault]:
    """A decision is not what the ballots and the rule give.

    ## Why
    Everybody must be able to count again and find the same result.

    ## Mend
    Delete decision.md and write it again with `folkmoot tally --write`; never edit it.
    """
    for matter in course.matters.values():
        decision = matter.proposal.decision
        if decision is None:
            continue
        mend = f"delete it and run: folkmoot tally {matter.proposal.id} --write"
        try:
            again = redecided(course, matter.proposal)
        except FolkmootError as error:
            yield Fault(Place(decision.path), f"this decision cannot be counted again: {error.what}", error.mend)
            continue
        stated = course.archive.files[decision.path]
        if stated != again:
            line = _first_line(stated, again)
            found = again.split(b"\n")[line - 1].decode() if line <= again.count(b"\n") else "nothing more"
            yield Fault(Place(decision.path, line), f"counting again gives here: {found.strip()[:100]}", mend)


def _first_line(stated: bytes, again: bytes) -> int:
    pairs = zip(stated.split(b"\n"), again.split(b"\n"), strict=False)
    return next((number for number, (one, other) in enumerate(pairs, start=1) if one != other), 1)


@check("V003", "electorate-moved")
def electorate_moved(course: Chronicle) -> Iterator[Fault]:
    """The electorate of a vote is not the one it was opened for.

    ## Why
    Who may vote is fixed when the vote opens; otherwise voters could be added until the result pleases.

    ## Mend
    Put the roster or the panel back as it was when the vote opened.
    """
    for matter in course.matters.values():
        event = matter.events.get("voting-opened")
        if event is None:
            continue
        path = f"{matter.proposal.folder}/log.yml"
        position = matter.proposal.log.index(event)
        if event.electorate is None:
            mend = "add electorate: {kind: roster, id: ..., digest: ...}"
            yield Fault(course.archive.place(path, position, "act"), "the vote opens for no electorate", mend)
            continue
        try:
            found = electorate_digest(course.archive, named := event.electorate)
        except FolkmootError as error:
            yield Fault(course.archive.place(path, position, "electorate", "id"), error.what, error.mend)
            continue
        if found != named.digest:
            yield Fault(
                course.archive.place(path, position, "electorate", "digest"),
                f"the {named.kind} {named.id} has sha256 {found[:12]}..., the vote was opened for {named.digest[:12]}...",
                f"put the {named.kind} back as it was when the vote opened",
            )


@check("V004", "ballot-discarded", Severity.WARNING)
def ballot_discarded(course: Chronicle) -> Iterator[Fault]:
    """A ballot is not counted.

    ## Why
    A voter whose ballot does not count must be able to see it, and why.

    ## Mend
    Nothing, if the reason is right: the decision lists it. Otherwise mend what the reason says before the vote closes.
    """
    for _, found in _voted(course):
        for gone in found.discarded:
            yield Fault(
                Place(gone.ballot.path),
                f"{_named(gone)} does not count: {gone.words}",
                "leave it: a discarded ballot stays in the record with its reason",
            )


def _named(gone: Discarded) -> str:
    ballot = gone.ballot
    return f"the ballot of {ballot.voter}, number {ballot.sequence}," if ballot.sequence else f"the file {ballot.voter}"


@check("V005", "vote-too-short")
def vote_too_short(course: Chronicle) -> Iterator[Fault]:
    """A vote was closed before its window had passed.

    ## Why
    Members plan by the day the charter gives them; a vote that ends earlier shuts some of them out.

    ## Mend
    Record the closing at or after the end of the window.
    """
    for matter in course.matters.values():
        opened, closed = matter.events.get("voting-opened"), matter.events.get("ballots-closed")
        if opened is None or closed is None or matter.procedure is None or closed.at < opened.at:
            continue
        window = matter.procedure.decide.open
        ends = course.deadline(opened.at, window, matter.book)
        if closed.at < ends:
            yield Fault(
                course.archive.place(f"{matter.proposal.folder}/log.yml", matter.proposal.log.index(closed), "at"),
                f"the vote closed at {closed.at:%Y-%m-%dT%H:%M:%SZ}, its window of {window.words} ends at {ends:%Y-%m-%dT%H:%M:%SZ}",
                f"close it at {ends:%Y-%m-%dT%H:%M:%SZ} or later",
            )


@check("V006", "wrong-electorate")
def wrong_electorate(course: Chronicle) -> Iterator[Fault]:
    """A vote was opened for a jury of another body than the one that decides.

    ## Why
    The charter says who decides a kind of proposal; nobody else can do it in their place.

    ## Mend
    Open the vote for a jury that was called for the deciding body and for this proposal.
    """
    for matter in course.matters.values():
        event = matter.events.get("voting-opened")
        if event is None or event.electorate is None or matter.procedure is None or event.electorate.kind != "jury":
            continue
        jury = course.archive.jury(event.electorate.id)
        if jury is None:
            continue
        place = course.archive.place(f"{matter.proposal.folder}/log.yml", matter.proposal.log.index(event), "electorate", "id")
        if jury.call.head.body != matter.procedure.decide.by:
            what = f"{jury.id} is a {jury.call.head.body}; a {matter.proposal.text.head.kind} is decided by {matter.procedure.decide.by}"
            decider = matter.procedure.decide.by
            yield Fault(place, what, "name a roster of members" if decider == "members" else f"name a jury of the body {decider}")
        elif jury.call.head.mandate != matter.proposal.id:
            what = f"{jury.id} was called for {jury.call.head.mandate}, not for {matter.proposal.id}"
            yield Fault(place, what, f"name the jury whose mandate is {matter.proposal.id}")


@check("V007", "more-votes-than-voters")
def more_votes_than_voters(course: Chronicle) -> Iterator[Fault]:
    """More votes were counted than there are voters.

    ## Why
    Somebody voted twice, or somebody voted who may not.

    ## Mend
    Have the tellers count again and sign new totals.
    """
    for matter in course.matters.values():
        event = matter.events.get("voting-opened")
        if event is None or event.electorate is None:
            continue
        try:
            entitled = len(voters(course.archive, event.electorate).entries)
            papers = [(path, read_votes(course.archive.files[path])) for path in matter.proposal.ballots]
        except (FolkmootError, ValueError):
            continue
        for path, paper in papers:
            if not isinstance(paper, CountedTotals):
                continue
            votes = paper.for_ + paper.against + paper.abstain
            if votes > entitled:
                yield Fault(
                    Place(path), f"{votes:,} votes were counted, {entitled:,} people could vote", "count again, and sign the new totals"
                )


@check("V008", "vote-of-another-text")
def vote_of_another_text(course: Chronicle) -> Iterator[Fault]:
    """Ballots name another text, electorate or proposal than the vote they lie in.

    ## Why
    A vote binds the exact text that was frozen; a vote on other words is not a vote on these.

    ## Mend
    Put the ballots where they belong, or let the voters vote again on this text.
    """
    for matter in course.matters.values():
        binding, voting = matter.proposal.binding(matter.procedure), matter.events.get("voting-opened")
        if binding is None or "frozen" not in matter.events or voting is None or voting.electorate is None:
            continue
        bound = {"proposal": matter.proposal.id, "text": binding.text, "electorate": voting.electorate.digest}
        for path in matter.proposal.ballots:
            try:
                paper = read_votes(course.archive.files[path], path=path)
            except ValueError:
                continue
            if paper.text != binding.text and paper.text in _earlier(matter):
                continue
            for name, wanted in bound.items():
                if getattr(paper, name) != wanted:
                    yield Fault(
                        Place(path),
                        f"'{name}' is {getattr(paper, name)[:24]}, this vote has {(wanted or 'none')[:24]}",
                        "vote again on this text",
                    )


def _earlier(matter: Matter) -> set[str]:
    """The texts that were put to the vote in earlier rounds."""
    log = matter.proposal.log
    last = max(place for place, event in enumerate(log) if event.act == "voting-opened")
    before = max((place for place, event in enumerate(log[:last]) if event.act == "voting-opened"), default=0)
    return {event.text for event in log[:before] if event.text}


@check("V009", "decision-missing")
def decision_missing(course: Chronicle) -> Iterator[Fault]:
    """A vote is closed and its decision is not published a week later.

    ## Why
    A result that is known and not published can be dropped if it does not please.

    ## Mend
    Run `folkmoot tally --write` and publish what it gives.
    """
    for matter in course.matters.values():
        closed = matter.events.get("ballots-closed")
        if closed is None or matter.proposal.decision is not None or f"{matter.proposal.folder}/decision.md" in course.archive.files:
            continue
        if matter.walk.last("returned", "ballots-closed") is not closed or _waits(course, matter):
            continue
        if (course.as_of - closed.at).days >= _DAYS_TO_DECIDE:
            yield Fault(
                course.archive.place(f"{matter.proposal.folder}/log.yml", matter.proposal.log.index(closed), "act"),
                f"the vote closed at {closed.at:%Y-%m-%dT%H:%M:%SZ} and there is no decision.md",
                f"run: folkmoot tally {matter.proposal.id} --write",
            )


def _waits(course: Chronicle, matter: Matter) -> bool:
    """Whether objections stand and a further round is left, so that there is nothing to publish."""
    try:
        found = recounted(course, matter.proposal)
    except FolkmootError:
        return False
    return isinstance(found.tally, ConsentTally) and found.tally.outcome is None


_DAYS_TO_DECIDE = 7
