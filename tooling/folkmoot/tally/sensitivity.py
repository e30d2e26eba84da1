"""The same ballots under other readings a charter could have chosen; not binding, but hidden choices become visible.

An outcome that every reading shares is robust. One that a single word of the rule decides is as valid, and members should know
which word it was before they write the next rule.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from folkmoot.records.ballot import Marks
from folkmoot.records.decision_rule import DecisionRule
from folkmoot.records.error import FolkmootError
from folkmoot.records.reading import Reading
from folkmoot.rulebook.book import RuleBook
from folkmoot.tally.circumstances import Circumstances, Profile, votes_of
from folkmoot.tally.methods import METHODS
from folkmoot.tally.standing import reading, standing, unreadable


@dataclass(frozen=True, slots=True)
class Supposition:
    """Another reading of a rule: its name, what it supposes, and what it changes in the rule."""

    name: str
    words: str
    change: dict[str, Any]


_WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "blank": {
        "last": ("blank-last", "if an unranked option were ranked below every ranked one"),
        "no-opinion": ("blank-no-opinion", "if an unranked option said nothing about its pairs"),
    },
    "strength": {
        "winning": ("winning-votes", "if a victory were as strong as the number of its voters"),
        "margins": ("margins", "if a victory were as strong as its margin"),
    },
    "ratio_test": {
        "strict": ("ratio-strict", "if the ratio over the default option had to be exceeded"),
        "at-least": ("ratio-at-least", "if reaching the ratio over the default option were enough"),
    },
    "overvote": {
        "exhaust": ("overvote-exhaust", "if two options on one rank ended the ballot there"),
        "skip": ("overvote-skip", "if two options on one rank were passed over"),
    },
    "skipped": {
        "next": ("skipped-next", "if an empty rank were passed over"),
        "exhaust": ("skipped-exhaust", "if an empty rank ended the ballot"),
    },
    "elimination": {
        "one": ("one-by-one", "if options left the count one by one"),
        "batch": ("batch", "if all options that cannot catch up left the count together"),
    },
    "exhausted": {
        "in-base": ("exhausted-in-base", "if ballots that name nobody any more stayed in the base"),
        "out": ("exhausted-out", "if ballots that name nobody any more left the base"),
    },
    "quota": {
        "droop": ("quota-droop", "if the quota were the whole number above votes / (seats + 1)"),
        "droop-exact": ("quota-exact", "if the quota were votes / (seats + 1) exactly"),
    },
    "transfer": {
        "scottish": ("scottish", "if a surplus were passed on once, as in Scotland"),
        "meek": ("meek", "if what each elected option keeps were found anew in every round, as Meek does"),
    },
    "unscored": {
        "zero": ("unscored-zero", "if an option without a score had 0"),
        "excluded": ("unscored-excluded", "if an option without a score were left out of its average"),
    },
}
"""For each word of a rule that has one other reading: the reading's name and what it supposes, by the word."""
_TURNED = {
    "schulze": ("blank", "strength"),
    "irv": ("overvote", "skipped", "elimination", "exhausted"),
    "stv": ("transfer", "quota", "overvote", "skipped"),
    "score": ("unscored",),
    "star": ("unscored",),
}
_NARROW = {"base": "cast", "abstain": "quorum-only"}
_AS_SCHULZE = {
    "method": "schulze", "strength": "winning", "blank": "last", "levels": "unbeaten", "ratio_test": "strict",
}  # fmt: skip
_AS_RUNOFF = {"method": "irv", "overvote": "exhaust", "skipped": "next", "elimination": "one", "exhausted": "out", "ladder": ("lot",)}
_AS_STV = _AS_RUNOFF | {"method": "stv", "quota": "droop", "transfer": "scottish"}


def sensitivity(name: str, rule: DecisionRule, book: RuleBook, profile: Profile, circumstances: Circumstances) -> tuple[Reading, ...]:
    """Count the ballots under every other reading of the rule; empty for a method that has none.

    Raises what the count by the rule itself raises. A reading that these ballots do not allow says so.
    """
    suppositions = tuple(_suppositions(rule, profile, circumstances))
    if not suppositions:
        return ()
    counted = standing(METHODS[rule.method].count(name, rule, book, profile, circumstances))
    readings = []
    for each in suppositions:
        other = rule.model_copy(update=each.change)
        try:
            found = standing(METHODS[other.method].count(name, other, book, profile, circumstances))
        except (ValueError, FolkmootError) as error:
            readings.append(unreadable(each.name, each.words, error.what if isinstance(error, FolkmootError) else str(error)))
            continue
        readings.append(reading(each.name, each.words, counted, found))
    return tuple(readings)


def _suppositions(rule: DecisionRule, profile: Profile, circumstances: Circumstances) -> Iterator[Supposition]:
    if rule.method == "majority":
        yield from _majorities(rule, profile, circumstances)
        return
    for parameter in _TURNED.get(rule.method, ()):
        if _matters(parameter, profile, circumstances):
            yield from _turned(rule, parameter)
    if rule.method == "schulze":
        if rule.ratio is not None and (rule.ratio != 1 or circumstances.ratios):
            yield from _turned(rule, "ratio_test")
        if rule.default_option is None and (rule.winners or 1) == 1:
            words = "if the last went out round by round, shared ranks ending a ballot (instant runoff)"
            yield Supposition("irv", words, _AS_RUNOFF)
        elif rule.default_option is None:
            words = "if seats were shared in proportion, shared ranks ending a ballot (single transferable vote)"
            yield Supposition("stv", words, _AS_STV)
    if rule.method in ("irv", "stv"):
        yield Supposition("schulze", "if every two options were compared by all ballots (Schulze)", _AS_SCHULZE)
    if rule.method == "score":
        yield Supposition("star", "if the two highest went into a runoff (STAR)", {"method": "star"})
    if rule.method == "star":
        yield Supposition("score", "if the highest total won without a runoff", {"method": "score", "winners": 1})


def _matters(parameter: str, profile: Profile, circumstances: Circumstances) -> bool:
    """Whether any ballot raises the question that the parameter answers."""
    rankings = [choice for choice in profile if isinstance(choice, tuple)]
    match parameter:
        case "overvote":
            return any(len(level) > 1 for ranking in rankings for level in ranking)
        case "skipped":
            return any(not level for ranking in rankings for level in ranking)
        case "blank" | "exhausted":
            return any(sum(map(len, ranking)) < len(circumstances.options) for ranking in rankings)
        case "unscored":
            return any(len(choice.items) < len(circumstances.options) for choice in profile if isinstance(choice, Marks))
    return True


def _turned(rule: DecisionRule, parameter: str) -> Iterator[Supposition]:
    """The other words that a parameter of the rule could have been."""
    for word, (name, words) in _WORDS[parameter].items():
        if getattr(rule, parameter) not in (None, word):
            yield Supposition(name, words, {parameter: word})


def _majorities(rule: DecisionRule, profile: Profile, circumstances: Circumstances) -> Iterator[Supposition]:
    """Each reading once: abstentions and a tie are no question where there are none."""
    count = votes_of(profile, circumstances.eligible, circumstances.seats)
    cast = rule.base in ("cast", "present")
    widened = rule.base == "present" or (rule.base == "cast" and rule.abstain == "in-base")
    if count.abstain and widened:
        yield Supposition("votes-cast", "if abstentions did not belong to the base", _NARROW)
    elif count.abstain and cast:
        yield Supposition("present", "if abstentions belonged to the base", {"base": "present"})
    if not cast:
        yield Supposition("votes-cast", "if the base were the votes for and against", _NARROW)
        if count.abstain:
            yield Supposition("present", "if the base were all who voted, abstentions included", {"base": "present"})
    if rule.strict:
        yield Supposition("not-strict", f"if {rule.threshold} itself were enough", {"strict": False})
    else:
        yield Supposition("strict", f"if more than {rule.threshold} were needed", {"strict": True})
    if count.for_ == count.against:
        if rule.ties == "rejected":
            yield Supposition("tie-by-threshold", "if a tie were judged by the threshold alone", {"ties": "by-threshold"})
        else:
            yield Supposition("tie-rejected", "if a tie rejected", {"ties": "rejected"})
