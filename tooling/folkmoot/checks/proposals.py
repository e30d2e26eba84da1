"""P: proposals, their heads, their logs and their changes."""

from collections.abc import Iterator

from folkmoot.checks import proposal_logs
from folkmoot.checks.names import listed, nearest
from folkmoot.checks.registry import check
from folkmoot.procedure.chronicle import GENESIS, IMPORTED, Chronicle
from folkmoot.records.finding import Fault, Place
from folkmoot.records.value import shown
from folkmoot.rulebook.paths import matches

PARTS = (proposal_logs,)
"""The other module of the family; importing it declares its checks."""
_QUESTION_MARKS = ("?", "\N{FULLWIDTH QUESTION MARK}", "\N{ARABIC QUESTION MARK}", "\N{GREEK QUESTION MARK}")


@check("P001", "unknown-kind")
def unknown_kind(course: Chronicle) -> Iterator[Fault]:
    """A proposal is of a kind for which the charter has no procedure.

    ## Why
    The kind says who decides, by which majority and after how long. Without a procedure a proposal cannot go anywhere.

    ## Mend
    Write one of the kinds under `rules.procedures` of the charter that was in force when the proposal opened.
    """
    for matter in course.matters.values():
        head, known = matter.proposal.text.head, {*matter.book.procedures, GENESIS, IMPORTED}
        if head.kind not in known and course.versions:
            place = course.archive.place(matter.proposal.text.path, "kind")
            mend = nearest(head.kind, known, f"write one of {listed(matter.book.procedures)}")
            yield Fault(place, f"the charter has no procedure '{head.kind}'", mend)


@check("P002", "not-a-question")
def not_a_question(course: Chronicle) -> Iterator[Fault]:
    """What a proposal asks does not end with a question mark.

    ## Why
    Members answer for or against. A statement can be agreed with and still leave open what was decided.

    ## Mend
    Ask what everybody can answer with for or against, or with one of the options, such as "Shall the shop close on
    Mondays?".
    """
    for proposal in course.archive.proposals:
        head = proposal.text.head
        if head.kind != IMPORTED and not head.asks.rstrip().endswith(_QUESTION_MARKS):
            place = course.archive.place(proposal.text.path, "asks")
            yield Fault(place, f"'{shown(head.asks)}' is not a question", "ask one, and end it with '?'")


@check("P003", "second-repeated")
def second_repeated(course: Chronicle) -> Iterator[Fault]:
    """A member seconds a proposal twice.

    ## Why
    Seconds are counted by head. One person is one second.

    ## Mend
    Name every member once.
    """
    for proposal in course.archive.proposals:
        seconds = proposal.text.head.seconds
        for index, second in enumerate(seconds):
            if second in seconds[:index]:
                place = course.archive.place(proposal.text.path, "seconds", index)
                yield Fault(place, f"'{second}' seconds this proposal already", "remove one of the two")


@check("P004", "introducer-seconds")
def introducer_seconds(course: Chronicle) -> Iterator[Fault]:
    """A member seconds a proposal that the same member introduced.

    ## Why
    A second says that somebody else wants the question asked too.

    ## Mend
    Take the introducer out of `seconds`, and find another member.
    """
    for proposal in course.archive.proposals:
        head = proposal.text.head
        if head.introduced_by in head.seconds:
            place = course.archive.place(proposal.text.path, "seconds", head.seconds.index(head.introduced_by))
            yield Fault(place, f"'{head.introduced_by}' introduced this proposal", "name another member")


@check("P009", "changes-outside-scope")
def changes_outside_scope(course: Chronicle) -> Iterator[Fault]:
    """A proposal changes a file that its procedure may not touch.

    ## Why
    Each procedure is as hard as what it may change is weighty. A light one that could change the charter would make
    every other needless.

    ## Mend
    Take the file out of `changes/`, or write the kind whose `paths` hold it.
    """
    for matter in course.matters.values():
        if matter.procedure is None:
            continue
        proposal, allowed = matter.proposal, matter.procedure.paths
        for path in proposal.changes:
            target = path.removeprefix(f"{proposal.folder}/changes/")
            if not any(matches(target, pattern) for pattern in allowed):
                kind = proposal.text.head.kind
                may = f"may change {listed(allowed, 'and')}" if allowed else "may change no file"
                what = f"the procedure '{kind}' {may}"
                yield Fault(Place(path), what, "remove this file from changes/, or write another kind")


@check("P012", "too-few-seconds")
def too_few_seconds(course: Chronicle) -> Iterator[Fault]:
    """A proposal was opened with fewer seconds than its procedure asks for.

    ## Why
    The charter asks for seconds so that a question reaches everybody only when several members want it asked.

    ## Mend
    Add members who second the proposal to `seconds` before it is opened, or take the `opened` event back out of the
    pull request until there are enough.
    """
    for matter in course.matters.values():
        if matter.procedure is None or matter.opened is None:
            continue
        proposal, wanted = matter.proposal, matter.procedure.introduce.seconds
        given = len(set(proposal.text.head.seconds) - {proposal.text.head.introduced_by})
        if given < wanted:
            kind, lacking = proposal.text.head.kind, wanted - given
            yield Fault(
                course.archive.place(proposal.text.path, "seconds"),
                f"{given} second{'' if given == 1 else 's'}, the procedure '{kind}' asks for {wanted}",
                f"add {lacking} more member{'' if lacking == 1 else 's'} to seconds",
            )
