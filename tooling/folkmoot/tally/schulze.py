"""Rankings counted by Schulze's method: an option wins if no other has a stronger path of victories over it.

M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner
election method", Social Choice and Welfare 36 (2011), section 2. Dropping by default option comes first
(`drop.py`).
"""

from collections.abc import Sequence
from dataclasses import replace

from folkmoot.records.tally import (
    Blank,
    Dropped,
    DropReason,
    Levels,
    Matrix,
    Outcome,
    Pairs,
    QuorumCounts,
    QuorumTest,
    RankedCount,
    RankedRule,
    RankedTally,
    RankedTies,
    Strength,
)
from folkmoot.tally.drop import drop
from folkmoot.tally.pairwise import compare
from folkmoot.tally.quorum import put, quorum_words
from folkmoot.tally.words import counted, listed, number

_STRENGTH = {Strength.WINNING: "winning votes", Strength.MARGINS: "margins"}


def count_schulze(count: RankedCount, rule: RankedRule) -> RankedTally:
    """Count rankings under the rule: pairs, quorum and ratio, strongest paths, winners, order.

    Raises ValueError for a vote without options or with an option twice, for more ballots than voters, for
    rankings of another length, and for a rule that contradicts itself or asks for a number that the vote does
    not have.
    """
    pairs = Pairs(compare(count.profile, len(count.options), rule.blank), sum(count.profile.values()), rule.blank)
    return count_pairs(count, pairs, rule)


def count_pairs(count: RankedCount, pairs: Pairs, rule: RankedRule) -> RankedTally:
    """Count as `count_schulze` does, from pairs that were added up before; the profile of `count` is not looked at."""
    _refuse_impossible(count, pairs, rule)
    matrix = pairs.matrix
    quorum = _quorum(count, pairs.ballots, rule)
    dropped = drop(count, matrix, rule)
    out = {fallen.option for fallen in dropped}
    left = [place for place, option in enumerate(count.options) if option not in out]
    strengths = strongest_paths(matrix, left, rule.strength)
    winners = _names(count, unbeaten(strengths, left))
    order = tuple(_names(count, level) for level in order_levels(strengths, left, rule.levels))
    outcome = _outcome(rule, quorum, dropped, winners, only=len(left) == 1)
    tally = RankedTally(outcome, count.options, matrix, quorum, dropped, strengths, winners, order, steps=())
    return replace(tally, steps=_steps(tally, rule, pairs.ballots))


def strongest_paths(matrix: Matrix, left: Sequence[int], strength: Strength) -> Matrix:
    """The strength of the strongest path between every two options left, which is that of its weakest pair.

    Floyd and Warshall's algorithm on bottlenecks, n^3 steps.
    """
    size = len(matrix)
    paths = [[0] * size for _ in range(size)]
    for one in left:
        for other in left:
            support, opposition = matrix[one][other], matrix[other][one]
            if support > opposition:
                paths[one][other] = support if strength is Strength.WINNING else support - opposition
    for via in left:
        onward = paths[via]
        for start in left:
            row, reach = paths[start], paths[start][via]
            if start == via or reach == 0:
                continue
            for end in left:
                if end != start and row[end] < reach and row[end] < onward[end]:
                    row[end] = min(reach, onward[end])
    return tuple(tuple(row) for row in paths)


def unbeaten(strengths: Matrix, left: Sequence[int]) -> tuple[int, ...]:
    """The options over which no other has the stronger path; never empty while an option is left."""
    return tuple(one for one in left if all(strengths[other][one] <= strengths[one][other] for other in left))


def order_levels(strengths: Matrix, left: Sequence[int], levels: Levels) -> tuple[tuple[int, ...], ...]:
    """Every option left, from first to last; either way an option stands above all those it beats."""
    if levels is Levels.UNBEATEN:
        order = []
        while left:
            first = unbeaten(strengths, left)
            order.append(first)
            left = [option for option in left if option not in first]
        return tuple(order)
    wins = {one: sum(strengths[one][other] > strengths[other][one] for other in left) for one in left}
    falling = sorted(set(wins.values()), reverse=True)
    return tuple(tuple(one for one in left if wins[one] == level) for level in falling)


def _refuse_impossible(count: RankedCount, pairs: Pairs, rule: RankedRule) -> None:
    if not count.options or len(set(count.options)) != len(count.options):
        raise ValueError("a ranked vote needs at least one option, and each of them once")
    if pairs.blank is not rule.blank:
        raise ValueError("the pairs were added up with another word on unranked options than the rule's")
    if count.eligible is not None and pairs.ballots > count.eligible:
        raise ValueError(f"{counted(pairs.ballots, 'ballot')} cannot come from {number(count.eligible)} eligible")


def _names(count: RankedCount, places: Sequence[int]) -> tuple[str, ...]:
    return tuple(count.options[place] for place in places)


def _quorum(count: RankedCount, ballots: int, rule: RankedRule) -> QuorumTest | None:
    if rule.quorum is None or rule.quorum.counts is QuorumCounts.ABOVE_DEFAULT:
        return None
    if rule.quorum.counts is QuorumCounts.APPROVAL:
        raise ValueError("a ranking has no votes for; its quorum is of participation or above the default")
    return put(rule.quorum, ballots, count.eligible, count.seats)


def _outcome(
    rule: RankedRule,
    quorum: QuorumTest | None,
    dropped: Sequence[Dropped],
    winners: Sequence[str],
    *,
    only: bool,
) -> Outcome | None:
    """`only` says that a single option is left: the default, if the others lacked their quorum."""
    if quorum is not None and not quorum.met:
        return Outcome.NO_QUORUM
    if len(winners) > 1:
        return None
    if winners[0] != rule.default_option:
        return Outcome.ADOPTED
    starved = only and dropped and all(fallen.reason is DropReason.QUORUM for fallen in dropped)
    return Outcome.NO_QUORUM if starved else Outcome.REJECTED


def _steps(tally: RankedTally, rule: RankedRule, ballots: int) -> tuple[str, ...]:
    meaning = "is ranked last" if rule.blank is Blank.LAST else "says nothing about its pairs"
    over = counted(len(tally.options), "option")
    steps = [f"Ballots: {counted(ballots, 'ballot')} over {over}; an unranked option {meaning}."]
    if rule.quorum is not None and tally.quorum is not None:
        verdict = "met" if tally.quorum.met else "not met"
        numbers = f"{number(tally.quorum.reached)} took part, needed {number(tally.quorum.needed)}"
        steps.append(f"Quorum ({quorum_words(rule.quorum)}): {numbers}: {verdict}.")
    steps += [f"Dropped for its {out.reason}: {out.option}; {out.words}." for out in tally.dropped]
    levels = ", then ".join(listed(level) for level in tally.order)
    steps.append(f"Order by strongest paths, victories by {_STRENGTH[rule.strength]}: {levels}.")
    if len(tally.winners) > 1:
        settled = "a published lot" if rule.ties is RankedTies.LOT else "the casting vote"
        steps.append(f"Tied: {listed(tally.winners)}; no option beats any of them, and {settled} decides.")
    else:
        steps.append(f"Winner: {tally.winners[0]}; no option beats it.")
    steps.append(f"Outcome: {tally.outcome or 'open until the tie is settled'}.")
    return tuple(steps)
