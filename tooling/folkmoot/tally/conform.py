"""Real elections counted again: where our count first differs from what was published."""

from folkmoot.formats.election_vector import ElectionCase
from folkmoot.records.tally import Matrix, RankedTally
from folkmoot.tally.schulze import count_schulze
from folkmoot.tally.words import counted, listed, number


def reproduce(case: ElectionCase) -> str | None:
    """Count the election again and say the first difference in a sentence; None when all published agrees.

    Raises ValueError for a case whose rule does not fit its ballots.
    """
    cast = sum(case.count.profile.values())
    if case.ballots_cast is not None and cast != case.ballots_cast:
        return f"the rankings make {counted(cast, 'ballot')}, and {number(case.ballots_cast)} were published"
    tally = count_schulze(case.count, case.rule)
    return _pairs(tally, case.published.pairwise) or _result(tally, case)


def _pairs(tally: RankedTally, published: Matrix | None) -> str | None:
    if published is None:
        return None
    for row, option in enumerate(tally.options):
        others = [column for column in range(len(tally.options)) if column != row]
        for column, expected in zip(others, published[row], strict=True):
            found = tally.matrix[row][column]
            if found != expected:
                return f"{found} prefer {option} to {tally.options[column]}, and {expected} were published"
    return None


def _result(tally: RankedTally, case: ElectionCase) -> str | None:
    published = case.published
    dropped = tuple(fallen.option for fallen in tally.dropped)
    if published.dropped is not None and dropped != published.dropped:
        return f"dropped by our count: {listed(dropped)}; published: {listed(published.dropped)}"
    if published.winners is not None and tally.winners != published.winners:
        return f"won by our count: {listed(tally.winners)}; published: {listed(published.winners)}"
    if published.order is None:
        return None
    for place, (ours, theirs) in enumerate(zip(tally.order, published.order, strict=False), start=1):
        if ours != theirs:
            return f"place {place} by our count: {listed(ours)}; published: {listed(theirs)}"
    if len(tally.order) != len(published.order):
        return f"our count orders {len(tally.order)} places, and {len(published.order)} were published"
    return None
