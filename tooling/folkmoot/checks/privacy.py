"""V, continued: what ballots give away about those who cast them."""

from collections.abc import Iterator

from folkmoot.checks.registry import check
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.records.error import FolkmootError
from folkmoot.records.finding import Fault, Severity
from folkmoot.tally.electorate import voters
from folkmoot.tally.methods import METHODS, options_of
from folkmoot.tally.privacy import LEAST_ALIKE, too_few


@check("V020", "ballots-that-tell", Severity.WARNING)
def ballots_that_tell(course: Chronicle) -> Iterator[Fault]:
    """So few people vote openly on so many options that their ballots will be one of a kind.

    ## Why
    Whoever is told to fill in a ballot in an agreed, odd way can be checked on, and what is once in Git stays there for ever.

    ## Mend
    Let the vote be `counted` or `attested` where the rule may say so, put fewer options, or tell voters before they vote that their
    ballots will be read. A vote for or against raises no such question.
    """
    for matter in course.matters.values():
        event = matter.events.get("voting-opened")
        if event is None or event.electorate is None or matter.procedure is None or "ballots-closed" in matter.events:
            continue
        rule = matter.book.decisions.get(matter.procedure.decide.rule)
        kind = METHODS[rule.method].choices if rule and rule.secrecy == "open" else None
        if rule is None or kind is None:
            continue
        try:
            eligible = len(voters(course.archive, event.electorate, matter.proposal).entries)
        except FolkmootError:
            continue
        options = len(options_of(rule, tuple(option.id for option in matter.proposal.text.head.options)))
        if too_few(kind, eligible, options):
            log = f"{matter.proposal.folder}/log.yml"
            yield Fault(
                course.archive.place(log, matter.proposal.log.index(event), "electorate"),
                f"{eligible:,} people vote openly on {options} options by '{rule.method}': "
                f"fewer than {LEAST_ALIKE} for each way to fill in a ballot",
                "tell voters that their ballots can be recognised, or let tellers or a clerk count them",
            )
