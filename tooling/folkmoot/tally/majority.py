"""Votes for or against: quorum, base, threshold, and nothing left to rounding."""

from fractions import Fraction
from math import ceil, floor

from folkmoot.records.tally import (
    Abstain,
    Base,
    EqualVotes,
    MajorityCount,
    MajorityRule,
    MajorityTally,
    Outcome,
    Quorum,
    QuorumCounts,
    QuorumTest,
)
from folkmoot.tally.quorum import put, quorum_words
from folkmoot.tally.words import counted, number, out_of

_NOUN = {Base.CAST: "votes cast", Base.PRESENT: "present", Base.ELIGIBLE: "eligible", Base.SEATS: "seats"}
_WITH_ABSTENTIONS = "votes cast, abstentions among them"


def count_majority(count: MajorityCount, rule: MajorityRule) -> MajorityTally:
    """Count votes for and against under the rule.

    No vote for is never enough, so an empty ballot box adopts nothing. Raises ValueError for numbers that
    cannot be (less than none, more votes than voters) and for a rule that contradicts itself or asks for a
    number that the vote does not have.
    """
    _refuse_impossible(count, rule)
    base = _base(count, rule)
    needed = max(1, floor(rule.threshold * base) + 1 if rule.strict else ceil(rule.threshold * base))
    quorum = _quorum(count, rule.quorum)
    enough = count.for_ >= needed
    tied = count.for_ == count.against and rule.ties is EqualVotes.REJECTED
    outcome = Outcome.ADOPTED if enough and not tied else Outcome.REJECTED
    steps = [_cast_step(count)]
    if rule.quorum is not None and quorum is not None:
        steps.append(_quorum_step(rule.quorum, quorum))
        if not quorum.met:
            outcome = Outcome.NO_QUORUM
    if quorum is None or quorum.met:
        steps.append(_share_step(count, rule, base, needed))
        if tied and enough:
            steps.append("As many are for as against, and under the rule a tie is rejected.")
    steps.append(f"Outcome: {outcome}.")
    share = Fraction(count.for_, base) if base else None
    return MajorityTally(outcome, count, base, needed, share, quorum, tuple(steps))


def _refuse_impossible(count: MajorityCount, rule: MajorityRule) -> None:
    numbers = (count.eligible, count.seats or 0, count.for_, count.against, count.abstain)
    if min(numbers) < 0:
        raise ValueError("a count cannot be less than nothing")
    voted = count.for_ + count.against + count.abstain
    if voted > count.eligible:
        raise ValueError(f"{counted(voted, 'vote')} cannot come from {number(count.eligible)} eligible")
    if count.seats is not None and voted > count.seats:
        raise ValueError(f"{counted(voted, 'vote')} cannot come from {counted(count.seats, 'seat')}")
    if not 0 < rule.threshold <= 1:
        raise ValueError(f"a threshold lies above 0 and is at most 1, and this one is {rule.threshold}")


def _base(count: MajorityCount, rule: MajorityRule) -> int:
    if rule.base is Base.ELIGIBLE:
        return count.eligible
    if rule.base is Base.SEATS:
        if count.seats is None:
            raise ValueError("the majority is taken of seats, and the electorate has none")
        return count.seats
    abstentions = rule.base is Base.PRESENT or rule.abstain is Abstain.IN_BASE
    return count.for_ + count.against + (count.abstain if abstentions else 0)


def _quorum(count: MajorityCount, quorum: Quorum | None) -> QuorumTest | None:
    if quorum is None:
        return None
    if quorum.counts is QuorumCounts.ABOVE_DEFAULT:
        raise ValueError("a vote for or against has no default option for a quorum to be above")
    voted = count.for_ + count.against + count.abstain
    reached = count.for_ if quorum.counts is QuorumCounts.APPROVAL else voted
    return put(quorum, reached, count.eligible, count.seats)


def _cast_step(count: MajorityCount) -> str:
    sides = f"{number(count.for_)} for, {number(count.against)} against"
    return f"Votes: {sides}, {number(count.abstain)} abstained."


def _quorum_step(rule: Quorum, test: QuorumTest) -> str:
    who = "voted for" if rule.counts is QuorumCounts.APPROVAL else "took part"
    numbers = f"{number(test.reached)} {who}, needed {number(test.needed)}"
    return f"Quorum ({quorum_words(rule)}): {numbers}: {'met' if test.met else 'not met'}."


def _share_step(count: MajorityCount, rule: MajorityRule, base: int, needed: int) -> str:
    bound = "more than" if rule.strict else "at least"
    widened = rule.base is Base.CAST and rule.abstain is Abstain.IN_BASE
    share = out_of(count.for_, base, _WITH_ABSTENTIONS if widened else _NOUN[rule.base])
    return f"For: {share}, needed {number(needed)} ({bound} {rule.threshold})."
