"""A weakness of a charter: what its rules allow that nobody should be able to do, and the chain of rules that allows it."""

from dataclasses import dataclass
from enum import StrEnum

from folkmoot.records.archive import Article, Keys


class Kind(StrEnum):
    """What is weak."""

    SELF_PERPETUATING = "self-perpetuating"
    ORPHAN = "orphan"
    FILLER_ENDS = "filler-ends"
    DECIDER_ENDS = "decider-ends"
    SUNSET_WITHOUT_DAY = "sunset-without-day"
    SUNSET_BY_CONDITION = "sunset-by-condition"
    TRANSITIONAL_WITHOUT_END = "transitional-without-end"
    SELF_EXTENSION = "self-extension"
    NO_TERM = "no-term"
    NO_REMOVAL = "no-removal"
    NO_REPORT = "no-report"
    REVIEWER_BOUND = "reviewer-bound"
    """Bound to those it reviews by more than one step, or by its reports."""
    REVIEWER_FILLED = "reviewer-filled"
    """Filled or removed by the very body that reports to it."""
    SLATE_AND_ELECTOR = "slate-and-elector"
    QUORUM_ABOVE_SEATS = "quorum-above-seats"
    QUORUM_OUT_OF_REACH = "quorum-out-of-reach"
    WEAKER_ROUTE = "weaker-route"
    OPEN_ROUTE = "open-route"


@dataclass(frozen=True, slots=True)
class Link:
    """One rule in a chain: the article it stands in, the keys that lead to it in the head, and what it says."""

    path: str
    keys: Keys
    says: str


@dataclass(frozen=True, slots=True)
class Weakness:
    """One weakness; the first link of the chain is where it is mended."""

    kind: Kind
    chain: tuple[Link, ...]
    what: str
    mend: str


def home(article: Article) -> str:
    """The path at which an article holds once it is in force, also while it is still a proposal's draft."""
    return home_of(article.path)


def home_of(path: str) -> str:
    """The same, of a path: `charter/<name>.md`."""
    return path.rpartition("/changes/")[2]


def elsewhere(link: Link, here: Link) -> str:
    """Name the article of a link when it is another than that of `here`: ` (charter/02-bodies.md)`."""
    return f" ({home_of(link.path)})" if link.path != here.path else ""


def by_place(weakness: Weakness) -> tuple[str, tuple[str, ...], str]:
    """The order in which weaknesses are told: by article, by key, by words."""
    first = weakness.chain[0]
    return home_of(first.path), tuple(str(key) for key in first.keys), weakness.what
