"""Scores counted: the options with the highest totals, or averages, are elected."""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

from folkmoot.records.ballot import Marks
from folkmoot.records.election import ElectionTally, Round, ScoreRule, Unscored
from folkmoot.records.tally import Blank
from folkmoot.tally.approval import electable
from folkmoot.tally.contest import conclude, only_participation, open_contest, opening_steps, round_step
from folkmoot.tally.ladder import Evidence, fill
from folkmoot.tally.pairwise import compare
from folkmoot.tally.words import listed, number, percent

Scores = tuple[int | None, ...]
"""A score an option, in ballot order; None for an option without one."""


def count_score(
    profile: Mapping[Marks, int],
    options: Sequence[str],
    seats: int,
    rule: ScoreRule,
    lot: str | None,
    *,
    eligible: int | None = None,
    body_seats: int | None = None,
) -> ElectionTally:
    """Count scores; `seats` of the options are elected, each scored above 0 by somebody.

    Raises ValueError for a score out of range or an option that is not there, and where `open_contest` does.
    """
    contest = open_contest("score", profile.values(), options, seats, rule, lot, eligible, body_seats)
    only_participation(contest)
    scores = read_scores(profile, contest.options, rule.highest)
    values = worths(scores, contest.options, rule.unscored)
    evidence = score_evidence(scores, contest.options, rule.highest, rule.unscored)
    able, short = electable(values, evidence.approvals, contest, rule.min_share, rule.default_option)
    found = fill(able, seats, "tied for the last seat", rule.ladder, evidence, lot)
    words = f"{listed(found.chosen)} elected." if found.chosen else "Nobody is elected yet." if found.undecided else "Nobody is elected."
    round_ = Round(worth_title(rule.unscored), tuple(values.items()), Fraction(0), elected=found.chosen, words=words)
    steps = [*opening_steps(contest, _how(rule)), *short, round_step(round_), *(tie.words for tie in found.ties)]
    return conclude(contest, found.chosen, found.undecided, (round_,), found.ties, steps)


def read_scores(profile: Mapping[Marks, int], options: Sequence[str], highest: int) -> Counter[Scores]:
    """How many ballots give which scores; ValueError for a mark that is no whole number from 0 to `highest`."""
    known = set(options)
    found: Counter[Scores] = Counter()
    for marks, ballots in profile.items():
        given: dict[str, int] = {}
        for option, mark in marks.items:
            if option not in known or option in given:
                raise ValueError("a ballot scores an option twice, or one that is not on the ballot")
            if isinstance(mark, bool) or not isinstance(mark, int) or not 0 <= mark <= highest:
                raise ValueError(f"a score is a whole number from 0 to {highest}")
            given[option] = mark
        found[tuple(map(given.get, options))] += ballots
    return found


def worths(scores: Mapping[Scores, int], options: Sequence[str], unscored: Unscored) -> dict[str, Fraction]:
    """What each option competes with: its total, or the exact average of those who scored it (0 where nobody did)."""
    totals, voices = [0] * len(options), [0] * len(options)
    for row, ballots in scores.items():
        for place, score in enumerate(row):
            if score is not None:
                totals[place] += score * ballots
                voices[place] += ballots
    if unscored is Unscored.ZERO:
        return {option: Fraction(total) for option, total in zip(options, totals, strict=True)}
    return {option: Fraction(total, max(1, heard)) for option, total, heard in zip(options, totals, voices, strict=True)}


def worth_title(unscored: Unscored) -> str:
    """The title of the round in which options compete by what they are worth."""
    return "Total scores" if unscored is Unscored.ZERO else "Average scores"


def score_evidence(
    scores: Mapping[Scores, int], options: tuple[str, ...], highest: int, unscored: Unscored
) -> Evidence:
    """What the rungs see in scores: an option is preferred to another that has a lower score.

    The first preferences of an option are the ballots that give it the highest possible score, its approvals those above 0.
    """
    tops, above = [0] * len(options), [0] * len(options)
    for row, ballots in scores.items():
        for place, score in enumerate(row):
            if score:
                above[place] += ballots
                tops[place] += ballots if score == highest else 0
    return Evidence(
        options, (), lambda: pairs_of_scores(scores, len(options), highest, unscored),
        dict(zip(options, tops, strict=True)), dict(zip(options, above, strict=True)),
    )  # fmt: skip


def pairs_of_scores(scores: Mapping[Scores, int], size: int, highest: int, unscored: Unscored) -> tuple[tuple[int, ...], ...]:
    """For each pair of options how many ballots score the row above the column; without a score, 0 or silence."""
    lowest = highest if unscored is Unscored.ZERO else None
    rankings: Counter[tuple[int | None, ...]] = Counter()
    for row, ballots in scores.items():
        rankings[tuple(lowest if score is None else highest - score for score in row)] += ballots
    return compare(rankings, size, Blank.NO_OPINION)


def _how(rule: ScoreRule) -> str:
    what = "total" if rule.unscored is Unscored.ZERO else "average of those who scored it"
    parts = [f"scores from 0 to {number(rule.highest)}; the highest {what} is elected"]
    if rule.unscored is Unscored.ZERO:
        parts.append("an option without a score has 0")
    if rule.min_share is not None:
        parts.append(f"if at least {percent(rule.min_share)} of the ballots give more than 0")
    if rule.default_option is not None:
        parts.append(f"and if it is above {rule.default_option}")
    return "; ".join(parts)
