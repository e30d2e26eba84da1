"""Single transferable vote: several seats in proportion, by the Scottish rules or by Meek's method."""

from collections.abc import Mapping, Sequence

from folkmoot.records.election import ElectionTally, StvRule, Transfer, VoteQuota
from folkmoot.tally.contest import only_participation, open_contest, opening_steps
from folkmoot.tally.irv import rank_words
from folkmoot.tally.ladder import Evidence
from folkmoot.tally.meek import MeekCount
from folkmoot.tally.preferences import Levels, pairs_of, ranked_at_all, read_preferences
from folkmoot.tally.scottish import ScottishCount
from folkmoot.tally.words import counted


def count_stv(
    profile: Mapping[Levels, int],
    options: Sequence[str],
    seats: int,
    rule: StvRule,
    lot: str | None,
    *,
    eligible: int | None = None,
    body_seats: int | None = None,
) -> ElectionTally:
    """Count rankings by single transferable vote; with fewer options than seats, seats stay empty.

    Ballots that name no option belong to no quota. Raises ValueError for an option that is not there or twice on a ballot, and where
    `open_contest` does.
    """
    contest = open_contest("stv", profile.values(), options, seats, rule, lot, eligible, body_seats)
    only_participation(contest)
    papers, blank = read_preferences(profile, contest.options, rule.overvote, rule.skipped)
    steps = opening_steps(contest, _how(rule))
    if blank:
        steps.append(f"{counted(blank, 'ballot')} without any option in no quota.")
    evidence = Evidence(
        contest.options, pairs=lambda: pairs_of(profile, contest.options), approvals=ranked_at_all(profile, contest.options)
    )
    if rule.transfer is Transfer.SCOTTISH:
        return ScottishCount(contest, rule.quota, papers, evidence, steps).run()
    return MeekCount(contest, rule.quota, papers, evidence, steps).run()


def _how(rule: StvRule) -> str:
    if rule.transfer is Transfer.SCOTTISH:
        how = "Scottish Local Government Elections Order 2007, rules 45 to 52; transfer values have five decimals and the rest is dropped"
    else:
        how = (
            "meek/1, that is Meek's method in nine decimals: what a ballot gives an option and every keep value is rounded up, "
            "the quota is counted anew from the votes in use, and a round ends when the surplus is below 0.000001 or falls no more"
        )
    quota = "the whole number above votes / (seats + 1)" if rule.quota is VoteQuota.DROOP else "more than votes / (seats + 1)"
    return f"{how}; {quota} elects; {rank_words(rule.overvote, rule.skipped)}"
