"""Elections among options as methods: the ballots of a vote and the rule of the charter, handed to the count that the rule names."""

from collections.abc import Mapping
from dataclasses import replace

from folkmoot.records.ballot import CountedTotals, Marks
from folkmoot.records.decision_rule import DecisionRule
from folkmoot.records.election import ApprovalRule, ElectionTally, Rung
from folkmoot.rulebook.book import RuleBook
from folkmoot.tally.approval import count_approval
from folkmoot.tally.circumstances import Circumstances, Profile
from folkmoot.tally.irv import count_irv
from folkmoot.tally.rule import approval_rule, irv_rule, score_rule, star_rule, stv_rule
from folkmoot.tally.score import count_score
from folkmoot.tally.star import count_star
from folkmoot.tally.stv import count_stv

Levels = tuple[tuple[str, ...], ...]


def approval(name: str, rule: DecisionRule, book: RuleBook, profile: Profile, around: Circumstances) -> ElectionTally:
    """Approvals, from ballots or from what tellers counted; raises as every count does."""
    exact, ballots = approval_rule(name, rule), _levels(profile)
    if around.totals is not None:
        exact, ballots = _nested(exact, around.totals)
    return count_approval(
        ballots, around.options, rule.winners or 1, exact, around.lot, eligible=around.eligible, body_seats=around.seats
    )


def score(name: str, rule: DecisionRule, book: RuleBook, profile: Profile, around: Circumstances) -> ElectionTally:
    """Scores; raises as every count does."""
    exact, ballots = score_rule(name, rule), _marks(profile)
    return count_score(
        ballots, around.options, rule.winners or 1, exact, around.lot, eligible=around.eligible, body_seats=around.seats
    )


def star(name: str, rule: DecisionRule, book: RuleBook, profile: Profile, around: Circumstances) -> ElectionTally:
    """Scores with a runoff of the two best; raises as every count does."""
    exact, ballots = star_rule(name, rule), _marks(profile)
    return count_star(
        ballots, around.options, rule.winners or 1, exact, around.lot, eligible=around.eligible, body_seats=around.seats
    )


def irv(name: str, rule: DecisionRule, book: RuleBook, profile: Profile, around: Circumstances) -> ElectionTally:
    """Rankings by instant runoff; raises as every count does."""
    exact, ballots = irv_rule(name, rule), _levels(profile)
    return count_irv(
        ballots, around.options, rule.winners or 1, exact, around.lot, eligible=around.eligible, body_seats=around.seats
    )


def stv(name: str, rule: DecisionRule, book: RuleBook, profile: Profile, around: Circumstances) -> ElectionTally:
    """Rankings by single transferable vote; raises as every count does."""
    exact, ballots = stv_rule(name, rule), _levels(profile)
    return count_stv(
        ballots, around.options, rule.winners or 1, exact, around.lot, eligible=around.eligible, body_seats=around.seats
    )


def _levels(profile: Profile) -> Mapping[Levels, int]:
    found = {choice: ballots for choice, ballots in profile.items() if isinstance(choice, tuple)}
    if sum(found.values()) != sum(profile.values()):
        raise ValueError("a ballot of this vote holds no options")
    return found


def _marks(profile: Profile) -> Mapping[Marks, int]:
    found = {choice: ballots for choice, ballots in profile.items() if isinstance(choice, Marks)}
    if len(found) != len(profile):
        raise ValueError("a ballot of this vote holds no scores")
    return found


def _nested(rule: ApprovalRule, totals: CountedTotals) -> tuple[ApprovalRule, Mapping[Levels, int]]:
    """Ballots with the same approvals and the same number as the tellers counted: an option that n approve stands on the first n.

    Who approved what together is not known, so a ladder that looks at pairs is refused with a ValueError.
    """
    if {Rung.MARGINS, Rung.COPELAND} & set(rule.ladder):
        raise ValueError("tellers counted approvals, and the rule's ladder looks at pairs of options")
    approvals, whole = dict(totals.options), totals.ballots or 0
    if max(approvals.values(), default=0) > whole:
        raise ValueError("an option has more approvals than there are ballots")
    if rule.max_approvals is not None and sum(approvals.values()) > rule.max_approvals * whole:
        raise ValueError("there are more approvals than the ballots may hold")
    found: dict[Levels, int] = {}
    above = 0
    for least in sorted({0, *approvals.values(), whole} - {0}):
        level = tuple(option for option, count in totals.options if count >= least)
        found[(level,) if level else ()] = least - above
        above = least
    return replace(rule, max_approvals=None), found
