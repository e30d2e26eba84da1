"""Approvals counted: every voter approves as many options as the rule allows, and the most approved are elected.

S. J. Brams and P. C. Fishburn, "Approval Voting", American Political Science Review 72 (1978).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from folkmoot.records.election import ApprovalRule, ElectionTally, Round
from folkmoot.records.tally import QuorumCounts
from folkmoot.tally.contest import Contest, conclude, only_participation, open_contest, opening_steps, round_step
from folkmoot.tally.ladder import Evidence, fill
from folkmoot.tally.preferences import Levels
from folkmoot.tally.quorum import put
from folkmoot.tally.words import counted, listed, number, out_of, percent


def count_approval(
    profile: Mapping[Levels, int],
    options: Sequence[str],
    seats: int,
    rule: ApprovalRule,
    lot: str | None,
    *,
    eligible: int | None = None,
    body_seats: int | None = None,
) -> ElectionTally:
    """Count approvals; `seats` of the options are elected, each with at least one approval.

    Raises ValueError for a ballot with more than one level, more approvals than the rule allows or an option that is not there, and
    where `open_contest` does.
    """
    contest = open_contest("approval", profile.values(), options, seats, rule, lot, eligible, body_seats)
    votes = _approvals(profile, contest.options, rule.max_approvals)
    least = 1
    if rule.quorum is not None and rule.quorum.counts is QuorumCounts.APPROVAL:
        best = max((held for option, held in votes.items() if option != rule.default_option), default=0)
        contest = replace(contest, test=put(rule.quorum, best, eligible, body_seats))
        least = max(least, contest.test.needed if contest.test else 0)
    only_participation(contest)
    steps = opening_steps(contest, _how(rule))
    able, short = electable(votes, votes, contest, rule.min_share, rule.default_option, least)
    found = fill(able, seats, "tied for the last seat", rule.ladder, Evidence(contest.options), lot)
    words = f"{listed(found.chosen)} elected." if found.chosen else "Nobody is elected yet." if found.undecided else "Nobody is elected."
    held = tuple((option, Fraction(votes[option])) for option in contest.options)
    round_ = Round("Approvals", held, Fraction(0), elected=found.chosen, words=words)
    steps += [*short, round_step(round_), *(tie.words for tie in found.ties)]
    return conclude(contest, found.chosen, found.undecided, (round_,), found.ties, steps)


def electable(
    values: Mapping[str, int | Fraction],
    supporters: Mapping[str, int],
    contest: Contest,
    min_share: Fraction | None,
    default: str | None,
    least: int = 1,
) -> tuple[dict[str, int | Fraction], list[str]]:
    """The options that may be elected with their values, and a sentence for each of the others.

    Out are those with fewer supporters than `least` or than the least share of the ballots, and those whose value is not above that of
    the default option.
    """
    able: dict[str, int | Fraction] = {}
    short = []
    for option in contest.options:
        if option == default:
            continue
        if supporters[option] < least:
            short.append(f"{option} cannot be elected: {number(supporters[option])} of at least {number(least)} needed.")
        elif min_share is not None and supporters[option] < min_share * contest.ballots:
            share = out_of(supporters[option], contest.ballots, "ballots")
            short.append(f"{option} cannot be elected: {share}, and at least {percent(min_share)} are needed.")
        elif default is not None and values[option] <= values[default]:
            short.append(f"{option} cannot be elected: it does not beat {default}.")
        else:
            able[option] = values[option]
    return able, short


def _approvals(profile: Mapping[Levels, int], options: Sequence[str], most: int | None) -> dict[str, int]:
    votes = dict.fromkeys(options, 0)
    for levels, ballots in profile.items():
        if len(levels) > 1:
            raise ValueError("an approval ballot has no second level")
        approved = levels[0] if levels else ()
        if len(set(approved)) != len(approved) or not votes.keys() >= set(approved):
            raise ValueError("a ballot approves an option twice, or one that is not on the ballot")
        if most is not None and len(approved) > most:
            raise ValueError(f"a ballot approves {counted(len(approved), 'option')}, and {number(most)} may be approved")
        for option in approved:
            votes[option] += ballots
    return votes


def _how(rule: ApprovalRule) -> str:
    parts = ["the most approved are elected"]
    parts.append("any number may be approved" if rule.max_approvals is None else f"at most {number(rule.max_approvals)} may be approved")
    if rule.min_share is not None:
        parts.append(f"by at least {percent(rule.min_share)} of the ballots")
    if rule.default_option is not None:
        parts.append(f"with more approvals than {rule.default_option}")
    return "; ".join(parts)
