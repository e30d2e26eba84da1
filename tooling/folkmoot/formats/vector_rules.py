"""The rule of a published election, whichever its method; what makes no difference to its ballots may be left out."""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from folkmoot.formats.vector_fields import Fields, exact, known, need, whole, word
from folkmoot.records.election import (
    ApprovalRule,
    ElectionRule,
    Elimination,
    Exhausted,
    IrvRule,
    Overvote,
    Rung,
    ScoreRule,
    Skipped,
    StarRule,
    StvRule,
    Transfer,
    Unscored,
    VoteQuota,
)
from folkmoot.records.tally import (
    Blank,
    Levels,
    Quorum,
    QuorumCounts,
    QuorumKind,
    RankedRule,
    RankedTies,
    Ranking,
    RatioTest,
    Strength,
)

Profile = Mapping[Ranking, int]
W = TypeVar("W", bound=StrEnum)


def read_rule(fields: Fields, options: tuple[str, ...], profile: Profile) -> RankedRule | ElectionRule:
    """Read the rule; ValueError for a word that is none, and for one that is missing although these ballots need it.

    A file that does not name `ratio_test` means the strict one (Debian's until 2015), one without `levels` orders by wins, as Elekto
    does, one without `elimination` eliminates one at a time, one without `exhausted` takes the majority of those who still count,
    and one without `ladder` leaves a tie open.
    """
    method = need(fields, "method")
    reader = _RULES.get(method) if isinstance(method, str) else None
    if reader is None:
        raise ValueError(f"the method is one of {', '.join(_RULES)}")
    return reader(fields, options, profile)


def _immaterial(fields: Fields, key: str, words: type[W], matters: bool) -> W:
    """A word that may be left out where it cannot matter."""
    if fields.get(key) is None and not matters:
        return next(iter(words))
    return words(word(fields, key, tuple(words)))


def _default(fields: Fields, options: tuple[str, ...]) -> str | None:
    value = fields.get("default_option")
    return None if value is None else known(value, options)


def _ladder(fields: Fields) -> tuple[Rung, ...]:
    value = fields.get("ladder", [])
    if not isinstance(value, list) or not all(rung in tuple(Rung) for rung in value):
        raise ValueError(f"'ladder' is a list of {', '.join(Rung)}")
    return tuple(Rung(rung) for rung in value)


def _share(fields: Fields, key: str) -> Fraction | None:
    value = fields.get(key)
    return None if value is None else exact(value, f"'{key}'")


def _has_blanks(profile: Profile) -> bool:
    return any(None in ranking for ranking in profile)


def _has_equals(profile: Profile) -> bool:
    return any(len(set(ranks)) < len(ranks) for ranks in _given(profile))


def _has_gaps(profile: Profile) -> bool:
    return any(len(set(ranks)) < max(ranks, default=0) for ranks in _given(profile))


def _given(profile: Profile) -> Iterator[list[int]]:
    """The ranks that stand on each ballot."""
    return ([rank for rank in ranking if rank is not None] for ranking in profile)


def _schulze(fields: Fields, options: tuple[str, ...], profile: Profile) -> RankedRule:
    default = _default(fields, options)
    quorum, ratios = fields.get("quorum_above_default"), fields.get("majority_ratio")
    if default is None and (quorum is not None or ratios):
        raise ValueError("a quorum or ratio against a default option needs a default option")
    figure = None if quorum is None else exact(quorum, "the quorum")
    return RankedRule(
        strength=Strength(word(fields, "strength", tuple(Strength))),
        blank=_immaterial(fields, "blank", Blank, _has_blanks(profile)),
        default_option=default,
        ratio=None if default is None else _common_ratio(ratios),
        ratios=_ratios(ratios, options),
        ratio_test=RatioTest(word({"ratio_test": "strict"} | fields, "ratio_test", tuple(RatioTest))),
        quorum=None if figure is None else Quorum(QuorumKind.COUNT, figure, None, QuorumCounts.ABOVE_DEFAULT),
        levels=Levels(word({"levels": "wins"} | fields, "levels", tuple(Levels))),
        ties=RankedTies.CASTING_VOTE,
    )


def _common_ratio(value: Any) -> Fraction:
    return Fraction(1) if value is None or isinstance(value, dict) else exact(value, "the majority ratio")


def _ratios(value: Any, options: tuple[str, ...]) -> tuple[tuple[str, Fraction], ...]:
    if not isinstance(value, dict):
        return ()
    return tuple((known(name, options), exact(ratio, "a majority ratio")) for name, ratio in value.items())


def _irv(fields: Fields, options: tuple[str, ...], profile: Profile) -> IrvRule:
    return IrvRule(
        _immaterial(fields, "overvote", Overvote, _has_equals(profile)),
        _immaterial(fields, "skipped", Skipped, _has_gaps(profile)),
        Elimination(word({"elimination": "one"} | fields, "elimination", tuple(Elimination))),
        Exhausted(word({"exhausted": "out"} | fields, "exhausted", tuple(Exhausted))),
        _default(fields, options), None, _ladder(fields),
    )  # fmt: skip


def _stv(fields: Fields, options: tuple[str, ...], profile: Profile) -> StvRule:
    return StvRule(
        VoteQuota(word(fields, "quota", tuple(VoteQuota))),
        Transfer(word(fields, "transfer", tuple(Transfer))),
        _immaterial(fields, "overvote", Overvote, _has_equals(profile)),
        _immaterial(fields, "skipped", Skipped, _has_gaps(profile)),
        None, _ladder(fields),
    )  # fmt: skip


def _approval(fields: Fields, options: tuple[str, ...], profile: Profile) -> ApprovalRule:
    most = whole(fields, "max_approvals", 1)
    return ApprovalRule(most, _share(fields, "min_share"), _default(fields, options), None, _ladder(fields))


def _score(fields: Fields, options: tuple[str, ...], profile: Profile) -> ScoreRule:
    highest, unscored = _scores(fields, profile)
    return ScoreRule(highest, unscored, _share(fields, "min_share"), _default(fields, options), None, _ladder(fields))


def _star(fields: Fields, options: tuple[str, ...], profile: Profile) -> StarRule:
    highest, unscored = _scores(fields, profile)
    return StarRule(highest, unscored, _default(fields, options), None, _ladder(fields))


def _scores(fields: Fields, profile: Profile) -> tuple[int, Unscored]:
    highest = whole(fields, "highest", 1)
    if highest is None:
        raise ValueError("the key 'highest' is missing")
    if any(score is not None and score > highest for scores in profile for score in scores):
        raise ValueError(f"a score is higher than {highest}")
    return highest, _immaterial(fields, "unscored", Unscored, _has_blanks(profile))


_RULES: dict[str, Callable[[Fields, tuple[str, ...], Profile], RankedRule | ElectionRule]] = {
    "schulze": _schulze, "irv": _irv, "stv": _stv, "approval": _approval, "score": _score, "star": _star,
}  # fmt: skip
