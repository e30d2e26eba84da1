"""V: counts of ballots that are kept elsewhere, the part of the family that asks whether they are counts of the vote they stand in."""

from collections.abc import Iterator

from folkmoot.checks.registry import check
from folkmoot.formats.packed_json import FILE
from folkmoot.procedure.chronicle import Chronicle, Matter
from folkmoot.records.error import FolkmootError
from folkmoot.records.finding import Fault, Place
from folkmoot.records.packed import PackedCount
from folkmoot.tally.packed import beside_files, packed_faults, unsigned
from folkmoot.tally.question import question_of


def _packed(course: Chronicle) -> Iterator[tuple[Matter, PackedCount, Place]]:
    """Every matter with a count of packed ballots, and where that stands."""
    for matter in course.matters.values():
        if matter.proposal.packed is not None:
            yield matter, matter.proposal.packed, Place(f"{matter.proposal.folder}/{FILE}")


@check("V010", "packed-count-unfit")
def packed_count_unfit(course: Chronicle) -> Iterator[Fault]:
    """A count of packed ballots is not one of the vote that it stands in.

    ## Why
    The decision follows from these numbers. If they are of another text, another roster or another vote, it follows from what
    nobody was asked here. That they are the numbers of the ballots themselves, whoever has those can see by counting them again.

    ## Mend
    Count the packed ballots of this vote again: `folkmoot tally ID --engine duckdb --ballots DIR --shards DIR --write`.
    """
    for matter, count, place in _packed(course):
        try:
            faults = tuple(packed_faults(course.archive, question_of(matter.proposal, matter.book), count))
        except FolkmootError as error:
            faults = ((error.what, error.mend),)
        for what, mend in faults:
            yield Fault(place, what, mend)


@check("V011", "counted-two-ways")
def counted_two_ways(course: Chronicle) -> Iterator[Fault]:
    """A count of packed ballots stands beside ballots in files.

    ## Why
    A vote has one set of ballots. With two, whoever writes the decision could choose the one that pleases.

    ## Mend
    Keep the one that members voted by, and take the other out before it is merged.
    """
    for matter, _, place in _packed(course):
        fault = beside_files(matter.proposal)
        if fault is not None:
            yield Fault(place, *fault)


@check("V012", "packed-count-unsigned")
def packed_count_unsigned(course: Chronicle) -> Iterator[Fault]:
    """A count of packed ballots is not signed by enough tellers.

    ## Why
    The ballots are not here, so the records alone cannot show that the numbers are theirs. Somebody known must answer for them,
    and for the signatures of the voters, which were judged before the ballots were packed.

    ## Mend
    Each teller counts the packed ballots again and then signs: `folkmoot sign` with the path of ballots.json.
    """
    for matter, _, place in _packed(course):
        fault = unsigned(course.archive, matter.proposal)
        if fault is not None:
            yield Fault(place, *fault)
