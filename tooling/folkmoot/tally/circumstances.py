"""What a count must know beside the rule and the ballots: options, electorate, the lot, objections, classes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from folkmoot.records.ballot import Choice, CountedTotals
from folkmoot.records.deliberation import Objection
from folkmoot.records.tally import MajorityCount, Pairs, RankedCount, Ranking

Profile = Mapping[Choice, int]
"""How many ballots hold each choice."""
_FOR, _AGAINST = ("for", "consent"), ("against", "object")
_WORDS = frozenset((*_FOR, *_AGAINST, "abstain"))


@dataclass(frozen=True, slots=True)
class ClassPapers:
    """The part of the electorate in one class, and its ballots."""

    name: str
    eligible: int
    profile: Profile


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Everything about one vote that is neither its rule nor its ballots."""

    options: tuple[str, ...]
    """In the order of the ballot."""
    eligible: int
    seats: int | None
    """Seats of the deciding body; None of a vote of members."""
    lot: str | None = None
    """The seed that settles ties; None when none is known."""
    ratios: tuple[tuple[str, Fraction], ...] = ()
    """Options that must defeat the default option by another ratio than the rule's."""
    objections: tuple[Objection, ...] = ()
    round: int = 1
    classes: tuple[ClassPapers, ...] = ()
    """By name, where the rule looks at classes."""
    caps: Mapping[str, Fraction] | None = None
    """The largest share of the weight of each class; None where no cap is in force."""
    totals: CountedTotals | None = None
    """What tellers counted, where no single ballots are known."""
    shares: Mapping[str, Fraction] = field(default_factory=dict)
    """Of a verdict: the remedies for which the charter asks a share of its own, and that share."""
    grounds: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Of a verdict: the remedies that follow some findings only, and those findings; any other follows every finding."""
    pairs: Pairs | None = None
    """What rankings add up to, where they were too many to keep."""


def votes_of(profile: Profile, eligible: int, seats: int | None) -> MajorityCount:
    """The numbers of a vote for or against, consent counting as for; ValueError for ballots of another kind."""
    if not set(profile) <= _WORDS:
        raise ValueError("a ballot says something else than the words of this vote")

    def said(*words: str) -> int:
        return sum(profile.get(word, 0) for word in words)

    return MajorityCount(eligible, seats, said(*_FOR), said(*_AGAINST), said("abstain"))


def rankings(profile: Profile, circumstances: Circumstances) -> RankedCount:
    """The rankings of a ranked vote; an option left out is a blank. ValueError for ballots of another kind."""
    if circumstances.pairs is not None:
        raise ValueError("the rankings were added up to pairs of options, and this count needs the rankings themselves")
    found = rankings_by_place(profile, circumstances.options)
    return RankedCount(circumstances.eligible, circumstances.seats, circumstances.options, found)


def rankings_by_place(profile: Profile, options: Sequence[str]) -> dict[Ranking, int]:
    """Rankings as ranks in the order of the options; ValueError for ballots of another kind."""
    found: dict[Ranking, int] = {}
    for choice, papers in profile.items():
        if not isinstance(choice, tuple):
            raise ValueError("a ballot of a ranked vote holds no ranking")
        ranks = {option: rank for rank, level in enumerate(choice, start=1) for option in level}
        ranking = tuple(ranks.get(option) for option in options)
        found[ranking] = found.get(ranking, 0) + papers
    return found


def profile_of(choices: Iterable[Choice]) -> Profile:
    """How many hold each choice."""
    found: dict[Choice, int] = {}
    for choice in choices:
        found[choice] = found.get(choice, 0) + 1
    return found
