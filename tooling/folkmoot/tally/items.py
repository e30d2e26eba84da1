"""Ballots with a word an item: how many are for, against and abstain on each."""

from collections.abc import Callable, Mapping, Sequence

from folkmoot.records.ballot import Choice, Marks
from folkmoot.records.tally import MajorityCount
from folkmoot.tally.circumstances import Circumstances, Profile

_WORDS = ("for", "against", "abstain")


def count_items(
    profile: Profile, items: Sequence[str], circumstances: Circumstances, whole: Callable[[str, str], str] | None = None
) -> Mapping[str, MajorityCount]:
    """The numbers of each item, from ballots or from what tellers counted. An item that a ballot leaves out is an abstention.

    `whole` says what one word for everything means for an item; None where a ballot holds no such word. Raises ValueError for
    ballots of another kind, and for totals that lack an item.
    """
    eligible, seats = circumstances.eligible, circumstances.seats
    if circumstances.totals is not None:
        said = dict(circumstances.totals.items)
        if set(said) != set(items):
            raise ValueError("the counted totals do not tell the numbers of every item")
        return {item: MajorityCount(eligible, seats, *said[item]) for item in items}
    found = {item: dict.fromkeys(_WORDS, 0) for item in items}
    for choice, papers in profile.items():
        for item in items:
            found[item][_word(choice, item, whole)] += papers
    return {item: MajorityCount(eligible, seats, *(said[word] for word in _WORDS)) for item, said in found.items()}


def ballots_in(profile: Profile, circumstances: Circumstances) -> int:
    """How many took part."""
    totals = circumstances.totals
    return totals.ballots or 0 if totals is not None else sum(profile.values())


def _word(choice: Choice, item: str, whole: Callable[[str, str], str] | None) -> str:
    if isinstance(choice, str) and whole is not None and choice in _WORDS:
        return whole(choice, item)
    if not isinstance(choice, Marks):
        raise ValueError("a ballot holds something else than a word for each item")
    word = dict(choice.items).get(item, "abstain")
    if word not in _WORDS:
        raise ValueError("a ballot says something else than for, against or abstain")
    return str(word)
