"""Votes in which no class of members may weigh more than its cap: each capped class is scaled down, exactly and no further than needed."""

from collections.abc import Mapping
from fractions import Fraction

from folkmoot.records.deliberation import CappedTally, ClassWeight
from folkmoot.records.tally import Abstain, Base, EqualVotes, MajorityCount, MajorityRule, Outcome, Quorum, QuorumCounts, QuorumTest
from folkmoot.tally.majority import count_majority
from folkmoot.tally.quorum import put, quorum_words
from folkmoot.tally.words import listed, number, percent


def factors(weights: Mapping[str, int], caps: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """What one vote of each class weighs, so that no class has more than its cap of the whole and every other vote weighs 1.

    With the classes K capped, the whole is what the others weigh divided by 1 - (sum of the caps of K), and each class of K weighs
    its cap of that. K starts empty and takes in whoever is above the cap until nobody is. Where only classes above their caps
    voted, no weights keep the caps but 0.
    """
    capped: set[str] = set()
    while True:
        others = sum(weight for name, weight in weights.items() if name not in capped)
        whole = Fraction(others, 1 - sum((caps[name] for name in capped), Fraction(0)))
        above = {name for name, weight in weights.items() if name in caps and name not in capped and weight > caps[name] * whole}
        if not above:
            heavy = {name: Fraction(caps[name] * whole, weights[name]) for name in capped}
            return {name: heavy.get(name, Fraction(1)) for name in sorted(weights)}
        capped |= above


def count_capped(counts: Mapping[str, MajorityCount], caps: Mapping[str, Fraction], rule: MajorityRule) -> CappedTally:
    """Count for and against with capped classes; a quorum counts people and not weights.

    The cap is put to what the rule's base holds of each class. Raises ValueError where `count_majority` does and for a base of seats.
    """
    if rule.base is Base.SEATS:
        raise ValueError("a cap on classes is of members, and the majority is taken of seats")
    whole = MajorityCount(
        sum(each.eligible for each in counts.values()), None, sum(each.for_ for each in counts.values()),
        sum(each.against for each in counts.values()), sum(each.abstain for each in counts.values()),
    )  # fmt: skip
    count_majority(whole, rule)  # refuses what cannot be
    bases = {name: _base(each, rule) for name, each in counts.items()}
    weighs = factors(bases, caps)
    base = sum((weighs[name] * bases[name] for name in weighs), Fraction(0))
    in_favour = sum((weighs[name] * counts[name].for_ for name in weighs), Fraction(0))
    opposed = sum((weighs[name] * counts[name].against for name in weighs), Fraction(0))
    quorum = _quorum(whole, rule.quorum)
    bar = rule.threshold * base
    enough = in_favour > 0 and (in_favour > bar if rule.strict else in_favour >= bar)
    tied = in_favour == opposed and rule.ties is EqualVotes.REJECTED
    outcome = Outcome.ADOPTED if enough and not tied else Outcome.REJECTED
    if quorum is not None and not quorum.met:
        outcome = Outcome.NO_QUORUM
    classes = tuple(ClassWeight(name, counts[name], weighs[name]) for name in weighs)
    steps = _steps(whole, classes, caps, rule, quorum, in_favour, base)
    return CappedTally(outcome, whole, classes, base, in_favour, quorum, (*steps, f"Outcome: {outcome}."))


def _base(count: MajorityCount, rule: MajorityRule) -> int:
    if rule.base is Base.ELIGIBLE:
        return count.eligible
    abstentions = rule.base is Base.PRESENT or rule.abstain is Abstain.IN_BASE
    return count.for_ + count.against + (count.abstain if abstentions else 0)


def _quorum(count: MajorityCount, quorum: Quorum | None) -> QuorumTest | None:
    if quorum is None:
        return None
    reached = count.for_ if quorum.counts is QuorumCounts.APPROVAL else count.for_ + count.against + count.abstain
    return put(quorum, reached, count.eligible, None)


def _steps(
    whole: MajorityCount, classes: tuple[ClassWeight, ...], caps: Mapping[str, Fraction], rule: MajorityRule,
    quorum: QuorumTest | None, in_favour: Fraction, base: Fraction,
) -> list[str]:  # fmt: skip
    steps = [f"Votes: {number(whole.for_)} for, {number(whole.against)} against, {number(whole.abstain)} abstained."]
    if rule.quorum is not None and quorum is not None:
        who = "voted for" if rule.quorum.counts is QuorumCounts.APPROVAL else "took part"
        verdict = "met" if quorum.met else "not met"
        steps.append(f"Quorum ({quorum_words(rule.quorum)}): {number(quorum.reached)} {who}, needed {number(quorum.needed)}: {verdict}.")
        if not quorum.met:
            return steps
    for each in classes:
        cast = each.count
        sides = f"{number(cast.for_)} for, {number(cast.against)} against, {number(cast.abstain)} abstained"
        weight = f"above its cap of {caps[each.name]}, so each vote weighs {each.factor}" if each.factor != 1 else "each vote weighs 1"
        steps.append(f"{each.name}: {sides}; {weight}.")
    within = tuple(each.name for each in classes if each.factor != 1)
    share = f" ({percent(Fraction(in_favour, base))})" if base else ""
    bound = "more than" if rule.strict else "at least"
    capped = f", with {listed(within)} at the cap" if within else ", no class above its cap"
    steps.append(f"For: a weight of {in_favour} of {base}{share}{capped}; needed {bound} {rule.threshold}.")
    return steps
