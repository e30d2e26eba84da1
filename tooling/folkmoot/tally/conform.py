"""Real elections counted again: where our count first differs from what was published."""

from fractions import Fraction

from folkmoot.formats.election_vector import ElectionCase, Published, PublishedRound
from folkmoot.records.ballot import Marks
from folkmoot.records.election import ApprovalRule, ElectionTally, IrvRule, Round, ScoreRule, StarRule
from folkmoot.records.tally import Matrix, RankedRule, RankedTally, Ranking
from folkmoot.tally.approval import count_approval
from folkmoot.tally.irv import count_irv
from folkmoot.tally.schulze import count_schulze
from folkmoot.tally.score import count_score
from folkmoot.tally.star import count_star
from folkmoot.tally.stv import count_stv
from folkmoot.tally.words import counted, exact, listed, number

Levels = tuple[tuple[str, ...], ...]


def reproduce(case: ElectionCase) -> str | None:
    """Count the election again and say the first difference in a sentence; None when all published agrees.

    Raises ValueError for a case whose rule does not fit its ballots, or whose method has nothing of the kind that was published.
    """
    cast = sum(case.count.profile.values())
    if case.ballots_cast is not None and cast != case.ballots_cast:
        return f"the rankings make {counted(cast, 'ballot')}, and {number(case.ballots_cast)} were published"
    published = case.published
    if published.is_nothing:
        return "no result was published with these ballots, so there is nothing to compare"
    if isinstance(case.rule, RankedRule):
        _no_more_than(published, rounds=False)
        tally = count_schulze(case.count, case.rule)
        return _pairs(tally, published.pairwise) or _result(tally, published)
    _no_more_than(published, rounds=True)
    found = count_election(case)
    return _rounds(found.rounds, published.rounds or ()) or _elected(found, published)


def count_election(case: ElectionCase) -> ElectionTally:
    """Count an election whose method is not by pairs; ValueError as the count of its method."""
    options, seats, profile = case.count.options, case.seats, case.count.profile
    match case.rule:
        case RankedRule():
            raise ValueError("an election by pairs has no rounds")
        case ApprovalRule():
            approvals: dict[Levels, int] = {}
            for marks, papers in profile.items():
                chosen = tuple(option for option, mark in zip(options, marks, strict=True) if mark is not None)
                level = (chosen,) if chosen else ()
                approvals[level] = approvals.get(level, 0) + papers
            return count_approval(approvals, options, seats, case.rule, None)
        case ScoreRule() | StarRule():
            scores = {scores_of(options, marks): papers for marks, papers in profile.items()}
            if isinstance(case.rule, StarRule):
                return count_star(scores, options, seats, case.rule, None)
            return count_score(scores, options, seats, case.rule, None)
        case _:
            rankings: dict[Levels, int] = {}
            for ranks, papers in profile.items():
                levels = levels_of(options, ranks)
                rankings[levels] = rankings.get(levels, 0) + papers
            if isinstance(case.rule, IrvRule):
                return count_irv(rankings, options, seats, case.rule, None)
            return count_stv(rankings, options, seats, case.rule, None)


def levels_of(options: tuple[str, ...], ranks: Ranking) -> Levels:
    """A ballot of ranks as levels of options, with an empty level for a rank that was skipped."""
    last = max((rank for rank in ranks if rank is not None), default=0)
    beside = tuple(zip(options, ranks, strict=True))
    # A rank far beyond the number of options says no more than that something was skipped before it.
    stops = sorted({rank for rank in ranks if rank is not None} | set(range(1, min(last, len(options) + 1) + 1)))
    return tuple(tuple(option for option, rank in beside if rank == stop) for stop in stops)


def scores_of(options: tuple[str, ...], scores: Ranking) -> Marks:
    """A ballot of scores as marks in the order of the options' names; a blank is no mark."""
    return Marks(tuple(sorted((option, score) for option, score in zip(options, scores, strict=True) if score is not None)))


def _no_more_than(published: Published, *, rounds: bool) -> None:
    if rounds and any(found is not None for found in (published.pairwise, published.dropped, published.order)):
        raise ValueError("pairs, dropped options or an order were published, and this method has none")
    if not rounds and published.rounds is not None:
        raise ValueError("rounds were published, and this method has none")


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


def _result(tally: RankedTally, published: Published) -> str | None:
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


def _rounds(ours: tuple[Round, ...], theirs: tuple[PublishedRound, ...]) -> str | None:
    if len(theirs) > len(ours):
        return f"our count has {counted(len(ours), 'round')}, and {len(theirs)} were published"
    for place, (found, expected) in enumerate(zip(ours, theirs, strict=False), start=1):
        after = ours[place].eliminated if place < len(ours) else ()
        if difference := _round(found, after, expected):
            return f"round {place}: {difference}"
    return None


def _round(found: Round, after: tuple[str, ...], expected: PublishedRound) -> str | None:
    held = dict(found.votes)
    for option, votes in expected.votes.items():
        if held.get(option, Fraction(0)) != votes:
            return f"{option} holds {exact(held.get(option, Fraction(0)))} by our count, and {exact(votes)} were published"
    if expected.exhausted is not None and found.exhausted != expected.exhausted:
        return f"{exact(found.exhausted)} are exhausted by our count, and {exact(expected.exhausted)} were published"
    if expected.elected is not None and set(found.elected) != set(expected.elected):
        return f"elected by our count: {listed(found.elected)}; published: {listed(expected.elected)}"
    # Officers announce who goes with the votes that put them last or with the votes that they leave; both say the same.
    if expected.eliminated is not None and set(expected.eliminated) not in (set(found.eliminated), set(after)):
        return f"eliminated by our count: {listed(after)}; published: {listed(expected.eliminated)}"
    return None


def _elected(tally: ElectionTally, published: Published) -> str | None:
    ours = tuple(sorted(tally.winners, key=tally.options.index))
    if published.winners is not None and ours != published.winners:
        return f"elected by our count: {listed(ours)}; published: {listed(published.winners)}"
    return None
