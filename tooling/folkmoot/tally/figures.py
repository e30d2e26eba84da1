"""What the head of a decision says of a count, whatever its method: numbers, quorum, threshold, winners, a summary."""

from collections.abc import Mapping
from fractions import Fraction

from folkmoot.records.decision_rule import DecisionRule
from folkmoot.records.deliberation import AnyTally, CappedTally, ConsentTally, ItemsTally
from folkmoot.records.election import ElectionTally
from folkmoot.records.tally import ClassTally, MajorityCount, MajorityTally, QuorumTest, RankedTally
from folkmoot.rulebook.objections import standing
from folkmoot.tally.words import counted, exact, listed, number, percent


def counts_of(tally: AnyTally, ballots: int) -> Mapping[str, int]:
    """The whole numbers a reader is shown: words, or ballots and what each option or item has."""
    match tally:
        case MajorityTally() | CappedTally():
            return _words(tally.count)
        case ClassTally():
            return _words(summed(tally))
        case ConsentTally(method="consent"):
            said = tally.count
            ledger = {"objections": len(tally.objections), "standing": len(tuple(standing(tally.objections)))}
            return {"consent": said.for_, "object": said.against, "abstain": said.abstain, **ledger}
        case ConsentTally():
            return {**_words(tally.count), "objections": len(tally.objections), "standing": len(tuple(standing(tally.objections)))}
        case ItemsTally():
            return {"ballots": tally.ballots, **{each.item: each.tally.count.for_ for each in tally.items}}
        case ElectionTally(rounds=(first, *_)):
            return {"ballots": ballots, **{option: int(votes) for option, votes in first.votes if votes.denominator == 1}}
    return {"ballots": ballots}


def _words(count: MajorityCount) -> Mapping[str, int]:
    return {"for": count.for_, "against": count.against, "abstain": count.abstain}


def summed(tally: ClassTally) -> MajorityCount:
    """The votes of all classes together."""
    counts = [each.count for _, each in tally.classes]
    return MajorityCount(
        sum(each.eligible for each in counts), None, sum(each.for_ for each in counts), sum(each.against for each in counts),
        sum(each.abstain for each in counts),
    )  # fmt: skip


def quorum_of(tally: AnyTally) -> str | None:
    """How many took part and how many had to; None where no quorum is of the whole vote."""
    if isinstance(tally, ConsentTally):
        return quorum_of(tally.fallback) if tally.fallback else None
    if isinstance(tally, ItemsTally | ClassTally) or tally.quorum is None:
        return None
    return _took_part(tally.quorum)


def _took_part(test: QuorumTest) -> str:
    return f"{number(test.reached)} took part, {number(test.needed)} needed"


def threshold_of(tally: AnyTally, rule: DecisionRule) -> str | None:
    """What was reached beside what was asked for; None where options compete."""
    match tally:
        case MajorityTally():
            return _majority(tally, rule)
        case CappedTally():
            share = f" ({percent(Fraction(tally.for_, tally.base))})" if tally.base else ""
            return f"a weight of {exact(tally.for_)} of {exact(tally.base)}{share} for, {_bound(rule)} {rule.threshold} needed"
        case ClassTally():
            each = listed(tuple(f"{name} {of.outcome} with {number(of.count.for_)} of {number(of.base)}" for name, of in tally.classes))
            return f"{_bound(rule)} {rule.threshold} needed in every class: {each}"
        case ConsentTally():
            return f"no objection may stand, {number(len(tuple(standing(tally.objections))))} {_stand(tally)}{_fallen_back(tally)}"
    return None


def _fallen_back(tally: ConsentTally) -> str:
    if not isinstance(tally.fallback, MajorityTally):
        return ""
    last = tally.fallback
    return f"; by the fall-back rule {number(last.count.for_)} of {number(last.base)} for, {number(last.needed)} needed"


def _stand(tally: ConsentTally) -> str:
    return "stands" if len(tuple(standing(tally.objections))) == 1 else "stand"


def _bound(rule: DecisionRule) -> str:
    return "more than" if rule.strict else "at least"


def _majority(tally: MajorityTally, rule: DecisionRule) -> str:
    share = "" if tally.share is None else f" ({percent(tally.share)})"
    return (
        f"{tally.count.for_}/{tally.base}{share} for, {_bound(rule)} {rule.threshold} needed, "
        f"that is {number(tally.needed)} of {number(tally.base)}"
    )


def winner_of(tally: AnyTally) -> str | None:
    """The one option that a vote for one option comes to, the default option among them; None otherwise."""
    match tally:
        case RankedTally(elected=(_, _, *_)):
            return None
        case RankedTally():
            return tally.elected[0] if tally.elected else tally.winners[0] if len(tally.winners) == 1 else None
        case ElectionTally(seats=1, winners=(only,)):
            return only
    return None


def winners_of(tally: AnyTally) -> tuple[str, ...]:
    """Those adopted by a vote that can adopt several; empty otherwise."""
    match tally:
        case RankedTally(elected=(_, _, *_)):
            return tally.elected
        case ElectionTally() if tally.seats > 1:
            return tally.winners
        case ItemsTally():
            return tally.winners
    return ()


def adopted_options(tally: AnyTally) -> frozenset[str]:
    """Every option, finding, remedy or person that the decision adopts."""
    only = winner_of(tally) if tally.outcome == "adopted" else None
    return frozenset((*winners_of(tally), *((only,) if only else ())))


def open_between(tally: AnyTally) -> tuple[str, ...]:
    """Between whom a tie is open; empty when none is."""
    match tally:
        case RankedTally(outcome=None):
            return tally.tied or tally.winners
        case ElectionTally(outcome=None):
            return tally.tied
    return ()


def summary_of(tally: AnyTally, ballots: int) -> str:
    """One or two sentences."""
    match tally:
        case MajorityTally():
            return f"{_said(tally.count)}. {number(tally.needed)} votes for were needed."
        case ClassTally():
            return f"{_said(summed(tally))}. It had to be adopted in each of {number(len(tally.classes))} classes."
        case CappedTally():
            return f"{_said(tally.count)}. No class of members weighs more than its cap."
        case ConsentTally():
            left = tuple(standing(tally.objections))
            how = "Another rule decided." if tally.fallback else "Nobody stands in the way." if not left else "Nothing is decided yet."
            return f"{counted(len(tally.objections), 'objection')}, {number(len(left))} of them standing. {how}"
        case ItemsTally():
            what = "confirmed" if tally.method == "slate" else "adopted"
            return f"{counted(ballots, 'ballot')} counted; {what}: {listed(tally.winners)}."
        case ElectionTally(method="lot"):
            return f"Drawn by lot: {listed(tally.winners)}."
        case ElectionTally():
            return f"{counted(ballots, 'ballot')} counted; elected: {listed(tally.winners)}."
        case RankedTally(elected=(_, _, *_)):
            return f"{counted(ballots, 'ballot')} counted; elected: {listed(tally.elected)}."
    first = tally.elected or tally.winners
    return f"{counted(ballots, 'ballot')} counted; {listed(first)} came first."


def _said(count: MajorityCount) -> str:
    return f"{number(count.for_)} for, {number(count.against)} against, {number(count.abstain)} abstained"
