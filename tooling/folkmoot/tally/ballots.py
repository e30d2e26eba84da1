"""Which ballots count: one a voter, bound to this vote, recorded in time; every other one with its reason."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Sequence

from folkmoot.records.ballot import (
    FOR_AGAINST_ABSTAIN,
    Ballot,
    BallotBatch,
    ChoiceKind,
    Choices,
    CountedTotals,
    Discarded,
    DiscardReason,
    Marks,
    Vote,
)
from folkmoot.records.tally import MajorityCount, RankedCount, Ranking

_NOT_OFFERED = "its choice is not one the vote offers"

Verdict = tuple[DiscardReason, str]
"""The reason in a word and in a sentence that begins with `it` or tells of the voter."""


def accept(
    ballots: Iterable[Ballot], vote: Vote, electorate: Container[str]
) -> tuple[tuple[Ballot, ...], tuple[Discarded, ...]]:
    """Judge each ballot; `electorate` holds the entries that may vote.

    Of a voter's good ballots the highest sequence number counts, so a bad one never pushes out a good one.
    Two that share a number count once if they say the same, and not at all if they differ: nobody can tell
    which was meant. The accepted come by voter, the discarded by path; the order of the ballots given
    changes nothing.
    """
    good: list[Ballot] = []
    discarded: list[Discarded] = []
    for ballot in ballots:
        verdict = refusal(ballot, vote, electorate)
        if verdict is None:
            good.append(ballot)
        else:
            discarded.append(Discarded(ballot, *verdict))
    accepted, others = one_a_voter(good)
    return accepted, in_order((*discarded, *others))


def one_a_voter(good: Iterable[Ballot]) -> tuple[tuple[Ballot, ...], tuple[Discarded, ...]]:
    """Of ballots that would each count by themselves, the one of each voter that does, and the others with their reasons."""
    by_voter: defaultdict[str, list[Ballot]] = defaultdict(list)
    for ballot in good:
        by_voter[ballot.voter].append(ballot)
    accepted: list[Ballot] = []
    discarded: list[Discarded] = []
    for voter in sorted(by_voter):
        if len(by_voter[voter]) == 1:
            accepted += by_voter[voter]
            continue
        last, others = _last(by_voter[voter])
        accepted += last
        discarded += others
    return tuple(accepted), in_order(discarded)


def in_order(discarded: Iterable[Discarded]) -> tuple[Discarded, ...]:
    """Discarded ballots by path, and those of one batch by voter."""
    return tuple(sorted(discarded, key=lambda one: _place(one.ballot)))


def misbound(paper: Ballot | BallotBatch | CountedTotals, vote: Vote) -> Verdict | None:
    """Why what was handed in belongs to another vote than this one; None when it belongs here."""
    if paper.proposal != vote.proposal:
        return DiscardReason.WRONG_PROPOSAL, "it names another proposal"
    if paper.text != vote.text:
        return DiscardReason.WRONG_TEXT, "it names another text than the one put to the vote"
    if paper.electorate != vote.electorate:
        return DiscardReason.WRONG_ELECTORATE, "it names another electorate"
    return None


def is_choice(choice: object, choices: Choices) -> bool:
    """Whether the choice is one the vote offers; no method asks for a word on every option, and none takes two on one."""
    return choice_fault(choice, choices) is None


def choice_fault(choice: object, choices: Choices) -> str | None:
    """What is wrong with a choice, in words that begin with `it` or with its mark; None when the vote offers it."""
    match choices.kind:
        case ChoiceKind.VOTE | ChoiceKind.CONSENT:
            return None if isinstance(choice, str) and choice in choices.options else _NOT_OFFERED
        case ChoiceKind.RANKING:
            return _fault_of_levels(choice, choices.options)
        case ChoiceKind.APPROVAL:
            return _fault_of_approval(choice, choices)
        case ChoiceKind.SCORES | ChoiceKind.ITEMS:
            return _fault_of_marks(choice, choices)


def _fault_of_levels(choice: object, options: tuple[str, ...]) -> str | None:
    if not isinstance(choice, tuple) or not all(isinstance(level, tuple) and level for level in choice):
        return _NOT_OFFERED
    named = [option for level in choice for option in level]
    return None if len(set(named)) == len(named) and set(named) <= set(options) else _NOT_OFFERED


def _fault_of_approval(choice: object, choices: Choices) -> str | None:
    fault = _fault_of_levels(choice, choices.options)
    if fault is not None or not isinstance(choice, tuple):
        return fault
    if len(choice) > 1:
        return "its choice ranks options where they are only approved"
    approved = len(choice[0]) if choice else 0
    if choices.max_approvals is not None and approved > choices.max_approvals:
        return f"it approves {approved} options, and {choices.max_approvals} are the most"
    return None


def _fault_of_marks(choice: object, choices: Choices) -> str | None:
    if choices.whole and isinstance(choice, str):
        return None if choice in FOR_AGAINST_ABSTAIN.options else _NOT_OFFERED
    if not isinstance(choice, Marks):
        return _NOT_OFFERED
    named = [option for option, _ in choice.items]
    if named != sorted(set(named)) or not set(named) <= set(choices.options):
        return "it marks something that is not on the ballot"
    for _, mark in choice.items:
        if choices.kind is ChoiceKind.ITEMS:
            if mark not in FOR_AGAINST_ABSTAIN.options:
                return "a mark of it is none of for, against and abstain"
        elif type(mark) is not int or mark < 0 or choices.highest is None or mark > choices.highest:
            return f"a score of it is no whole number from 0 to {choices.highest}"
    return None


def count_of(ballots: Iterable[Ballot], eligible: int, seats: int | None) -> MajorityCount:
    """The numbers of a vote for or against, from ballots accepted; ValueError for ballots of another kind."""
    votes = Counter(ballot.choice for ballot in ballots)
    if not set(votes) <= set(FOR_AGAINST_ABSTAIN.options):
        raise ValueError("a ballot says something else than for, against or abstain")
    return MajorityCount(eligible, seats, votes["for"], votes["against"], votes["abstain"])


def totals_fault(totals: CountedTotals, choices: Choices) -> str | None:
    """What keeps totals from being those of such a vote, in a sentence; None when nothing does."""
    kinds = {ChoiceKind.VOTE: totals.ballots is None, ChoiceKind.APPROVAL: bool(totals.options), ChoiceKind.ITEMS: bool(totals.items)}
    if choices.kind not in kinds:
        return "rankings, scores and consent are collected as ballots, never as totals"
    if not kinds[choices.kind]:
        return "the totals are of another kind of vote"
    named = {name for name, _ in totals.options} | {name for name, _ in totals.items}
    unknown = sorted(named - set(choices.options))
    return f"the totals count '{unknown[0]}', which is not on the ballot" if unknown else None


def count_of_totals(totals: CountedTotals, eligible: int, seats: int | None) -> MajorityCount:
    """The numbers of a vote that tellers counted."""
    return MajorityCount(eligible, seats, totals.for_, totals.against, totals.abstain)


def rankings_of(
    ballots: Iterable[Ballot], options: Sequence[str], eligible: int, seats: int | None
) -> RankedCount:
    """The rankings of a ranked vote, from ballots accepted; an option left out is a blank.

    Raises ValueError for ballots of another kind.
    """
    profile: Counter[Ranking] = Counter()
    for choice, papers in Counter(ballot.choice for ballot in ballots).items():
        if not isinstance(choice, tuple):
            raise ValueError("a ballot of a ranked vote holds no ranking")
        ranks = {option: rank for rank, level in enumerate(choice, start=1) for option in level}
        profile[tuple(ranks.get(option) for option in options)] += papers
    return RankedCount(eligible, seats, tuple(options), profile)


def refusal(ballot: Ballot, vote: Vote, electorate: Container[str]) -> Verdict | None:
    """Why a ballot by itself does not count, whoever else voted; None when it does. Signatures are judged elsewhere."""
    elsewhere = misbound(ballot, vote)
    if elsewhere is not None:
        return elsewhere
    if ballot.voter not in electorate:
        return DiscardReason.OFF_ROSTER, "its voter is not in the electorate"
    fault = choice_fault(ballot.choice, vote.choices)
    if fault is not None:
        return DiscardReason.MALFORMED_CHOICE, fault
    if ballot.sequence < 1:
        return DiscardReason.BAD_SEQUENCE, "its sequence number is below 1"
    return _judge_time(ballot, vote)


def _judge_time(ballot: Ballot, vote: Vote) -> Verdict | None:
    if vote.opens is None and vote.closes is None:
        return None
    if ballot.at is None:
        return DiscardReason.UNDATED, "nobody can tell when it was recorded"
    if vote.opens is not None and ballot.at < vote.opens:
        return DiscardReason.EARLY, "it was recorded before the vote opened"
    if vote.closes is not None and ballot.at >= vote.closes:
        return DiscardReason.LATE, "it was recorded after the vote had closed"
    return None


def _last(ballots: list[Ballot]) -> tuple[list[Ballot], list[Discarded]]:
    """The one ballot of a voter that counts, if any, and the others with their reasons."""
    numbered: defaultdict[int, list[Ballot]] = defaultdict(list)
    for ballot in sorted(ballots, key=_place):
        numbered[ballot.sequence].append(ballot)
    last: list[Ballot] = []
    others: list[Discarded] = []
    for sequence in sorted(numbered, reverse=True):
        first, *again = numbered[sequence]
        if any(ballot.choice != first.choice for ballot in again):
            words = f"two ballots of this voter under number {sequence} differ, so neither counts"
            others += [Discarded(ballot, DiscardReason.DOUBLE, words) for ballot in numbered[sequence]]
            continue
        words = f"it repeats this voter's ballot number {sequence}"
        others += [Discarded(ballot, DiscardReason.DOUBLE, words) for ballot in again]
        if last:
            others.append(_overtaken(first, last[0]))
        else:
            last.append(first)
    return last, others


def _overtaken(ballot: Ballot, last: Ballot) -> Discarded:
    dated = ballot.at is not None and last.at is not None and ballot.at > last.at
    if dated or (ballot.merge is not None and last.merge is not None and ballot.merge > last.merge):
        words = f"it was recorded after this voter's ballot number {last.sequence}, under a lower number"
        return Discarded(ballot, DiscardReason.OUT_OF_ORDER, words)
    words = f"this voter's ballot number {last.sequence} takes its place"
    return Discarded(ballot, DiscardReason.SUPERSEDED, words)


def _place(ballot: Ballot) -> tuple[str, str, int, str]:
    return ballot.path, ballot.voter, ballot.sequence, repr(ballot)
