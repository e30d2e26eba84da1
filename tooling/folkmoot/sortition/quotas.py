"""Quotas: whether they are stated soundly, and the ones that follow from a roster's own counts by declared rounding."""

from collections.abc import Collection, Mapping

from folkmoot.records.error import FolkmootError
from folkmoot.records.lottery import Quota, Quotas
from folkmoot.sortition.panel import apportion


def misstated(quotas: Quotas, seats: int) -> tuple[str, ...]:
    """What is wrong with quotas whatever the pool, a sentence each: a least above its most, sums that miss the seats."""
    said = []
    if seats < 1:
        said.append("quotas for no seats are none")
    for column, values in quotas.items():
        said += [
            f"the quota of '{value}' in '{column}' asks for {quota.least} at least and {quota.most} at most"
            for value, quota in values.items()
            if not 0 <= quota.least <= quota.most
        ]
        least, most = sum(quota.least for quota in values.values()), sum(quota.most for quota in values.values())
        if least > seats:
            said.append(f"the least numbers of '{column}' add up to {least}, more than the {seats} seats")
        if most < seats:
            said.append(f"the greatest numbers of '{column}' add up to {most}, fewer than the {seats} seats")
    return tuple(said)


def proportional(counts: Mapping[str, int], seats: int, slack: int, unbound: Collection[str] = ()) -> dict[str, tuple[int, int]]:
    """The least and most seats of each value: its share of the seats by the roster's counts, `slack` either way.

    Shares follow Hamilton's method of largest remainders (`panel.apportion`). Nothing falls below 0 or rises above the number
    of people or of seats; a value in `unbound`, such as "prefer not to say", has no least. Raises FolkmootError for a slack
    below 0 and for more seats than people.
    """
    if slack < 0:
        raise FolkmootError(f"a slack of {slack} is none", "write 0 for shares to be met exactly")
    shares = apportion(counts, seats)
    return {
        value: (0 if value in unbound else max(0, share - slack), min(share + slack, counts[value], seats))
        for value, share in shares.items()
    }


def departures(
    quotas: Quotas, counts: Mapping[str, Mapping[str, int]], seats: int, slack: int, unbound: Collection[str] = ()
) -> tuple[str, ...]:
    """Where quotas differ from those that the roster's counts (column to value to count) give, a sentence each.

    A value that nobody has may stand among the quotas with a least of 0. Raises FolkmootError as `proportional` does.
    """
    said = []
    for column, values in quotas.items():
        if column not in counts:
            said.append(f"the roster counts no column '{column}'")
            continue
        due = proportional(counts[column], seats, slack, unbound)
        for value in sorted(due.keys() | values.keys()):
            share, stated = due.get(value), values.get(value)
            if stated is None:
                said.append(f"'{value}' in '{column}' has no quota, the roster's counts give {_words(*due[value])}")
            elif share is None and stated.least:
                said.append(f"'{value}' in '{column}' asks for {stated.least} at least, and nobody on the roster has it")
            elif share is not None and (stated.least, stated.most) != share:
                said.append(f"'{value}' in '{column}' has {_words(stated.least, stated.most)}, the roster's counts give {_words(*share)}")
    return tuple(said)


def slack_of(quotas: Quotas, counts: Mapping[str, Mapping[str, int]], seats: int, unbound: Collection[str] = ()) -> int | None:
    """The smallest slack under which the roster's counts give just these quotas; None when none does.

    Raises FolkmootError as `proportional` does.
    """
    tried = (slack for slack in range(seats + 1) if not departures(quotas, counts, seats, slack, unbound))
    return next(tried, None)


def as_quotas(pairs: Mapping[str, Mapping[str, tuple[int, int]]]) -> dict[str, dict[str, Quota]]:
    """Quotas as a call writes them, as records: columns and values in ascending order."""
    return {column: {value: Quota(*pairs[column][value]) for value in sorted(pairs[column])} for column in sorted(pairs)}


def _words(least: int, most: int) -> str:
    return f"{least} to {most}" if least != most else f"exactly {least}"
