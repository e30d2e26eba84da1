"""J: verdicts, whether their reasons answer every clause in the tension and say what was voted."""

from collections.abc import Iterator

from folkmoot.checks.cases import running
from folkmoot.checks.registry import check
from folkmoot.procedure.cases import Case
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.records.case import VIOLATED, ClauseFinding
from folkmoot.records.finding import Fault
from folkmoot.records.heads import Option
from folkmoot.rulebook.tension import name_of
from folkmoot.tally.verdict import FINDING


def _decided(course: Chronicle) -> Iterator[Case]:
    """The cases with a verdict that something was decided in."""
    for case in running(course):
        if case.matter.decision and case.matter.decision.head.outcome != "no-quorum":
            yield case


@check("J007", "one-sided-verdict")
def one_sided_verdict(course: Chronicle) -> Iterator[Fault]:
    """The reasons of a verdict say nothing of a clause that is held in balance with one they judge by.

    ## Why
    Our promises pull against each other, and we have left it so. A verdict on harassment that is silent on free expression, or
    the other way round, has weighed nothing. Such a verdict is not merged.

    ## Mend
    Add to `findings` of the jury's report an entry for each clause: what was found of it in `holds`, and the reasons in `why`.
    """
    for case in _decided(course):
        report = case.reasons
        told = {each.clause for each in report.head.findings} if report else set()
        for clause in case.tension if report else ():
            if clause not in told:
                assert report is not None
                what = f"the verdict on {case.id} says nothing of {name_of(case.clauses, clause)}"
                mend = f"add to findings: {{clause: {clause}, holds: ..., why: ...}}"
                yield Fault(course.archive.place(report.path, "findings"), what, mend)


@check("J008", "reasons-against-vote")
def reasons_against_vote(course: Chronicle) -> Iterator[Fault]:
    """The reasons of a verdict find something else of a clause than the jury voted.

    ## Why
    The vote decides and the reasons explain it. If they say two things, the parties cannot tell what was found, and later juries will
    pick the one that suits them.

    ## Mend
    Let `findings` say what was adopted. Who voted otherwise writes a minority's reasons into the text of the report.
    """
    for case in _decided(course):
        report, adopted = case.reasons, {option.id for option in case.adopted}
        for place, each in enumerate(report.head.findings if report else ()):
            assert report is not None
            offered = [option for option in case.head.options if option.id.startswith(FINDING) and option.clause == each.clause]
            is_voted = any(_agrees(option, each) for option in offered if option.id in adopted)
            for option in offered:
                if (option.id in adopted) is not _agrees(option, each) and not (is_voted and option.id not in adopted):
                    said = "adopted" if option.id in adopted else "did not adopt"
                    what = f"the jury {said} '{option.id}', and the reasons find {each.clause} {each.holds}"
                    yield Fault(course.archive.place(report.path, "findings", place, "holds"), what, "write what was voted")


def _agrees(option: Option, finding: ClauseFinding) -> bool:
    """Whether the reasons say of a clause what a finding says: that very word, or without one, that the clause was not kept."""
    return finding.holds == option.holds if option.holds else finding.holds in VIOLATED
