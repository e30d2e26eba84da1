"""Twenty thousand random elections have the winners that pref_voting finds: another team's code, another reading of the same papers."""

import json
import os
import random  # noqa: TID251 - elections to compare, with a fixed seed
import subprocess
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from folkmoot.records.ballot import Marks
from folkmoot.records.election import (
    ApprovalRule,
    Elimination,
    Exhausted,
    IrvRule,
    Overvote,
    Rung,
    ScoreRule,
    Skipped,
    StarRule,
    StvRule,
    Transfer,
    Unscored,
    VoteQuota,
)
from folkmoot.records.tally import Blank, Levels, RankedCount, RankedRule, RankedTies, RatioTest, Strength
from folkmoot.tally.approval import count_approval
from folkmoot.tally.irv import count_irv
from folkmoot.tally.lot import by_lot
from folkmoot.tally.schulze import count_schulze
from folkmoot.tally.score import count_score
from folkmoot.tally.star import count_star
from folkmoot.tally.stv import count_stv

PYTHON = os.environ.get("PREF_VOTING_PYTHON", "")
ELECTIONS = {"winning": 6000, "margins": 4000, "irv": 4000, "approval": 1500, "score": 1500, "star": 1500, "scottish": 1000, "meek": 500}
LADDER = (Rung.PRIOR_ROUNDS, Rung.LOT)


def elections(method: str, number: int) -> list[dict[str, Any]]:
    chance = random.Random(f"{method} 1")
    found = []
    for _ in range(number):
        size = chance.randint(2, 4 if method == "irv" else 6)
        different = chance.randint(1, 8)
        if method in ("winning", "margins"):
            ballots = [[chance.choice([None, 1, 2, 3, 4]) for _ in range(size)] for _ in range(different)]
        elif method in ("irv", "scottish", "meek"):
            ballots = [chance.sample(range(size), chance.choice([size, chance.randint(1, size)])) for _ in range(different)]
        else:
            ballots = [[chance.randint(0, 1 if method == "approval" else 5) for _ in range(size)] for _ in range(different)]
        most = 60 if method in ("scottish", "meek") else 5
        counts = [chance.randint(1, most) for _ in ballots]
        found.append({"method": method, "options": size, "ballots": ballots, "counts": counts, "seats": chance.randint(1, max(1, size - 1))})
    return found


def profile_of(case: dict[str, Any], choice: Any) -> dict[Any, int]:
    profile: dict[Any, int] = {}
    for ballot, number in zip(case["ballots"], case["counts"], strict=True):
        profile[choice(ballot)] = profile.get(choice(ballot), 0) + number
    return profile


def seeds(options: tuple[str, ...]) -> list[str]:
    """A seed for each order that the lot can give."""
    found: dict[tuple[str, ...], str] = {}
    number = 0
    while len(found) < len(list(permutations(options))):
        found.setdefault(by_lot(str(number), options), str(number))
        number += 1
    return list(found.values())


SEEDS = {size: seeds(tuple(str(place) for place in range(size))) for size in range(2, 5)}


def ours(case: dict[str, Any]) -> set[str] | None:
    """Our winners, those of every possible lot; None where the ballots leave the winners to a lot and pref_voting chooses for itself."""
    options, method = tuple(str(place) for place in range(case["options"])), case["method"]
    ranked = Overvote.EXHAUST, Skipped.NEXT
    if method in ("winning", "margins"):
        rule = RankedRule(Strength(method), Blank.LAST, None, None, (), RatioTest.STRICT, None, Levels.UNBEATEN, RankedTies.LOT)
        return set(count_schulze(RankedCount(None, None, options, profile_of(case, tuple)), rule).winners)
    if method in ("irv", "scottish", "meek"):
        profile = profile_of(case, lambda order: tuple((str(option),) for option in order))
        if method == "irv":
            irv = IrvRule(*ranked, Elimination.ONE, Exhausted.OUT, None, None, (Rung.LOT,))
            once = count_irv(profile, options, 1, irv, None)
            lots = SEEDS[len(options)] if once.tied else []
            return set(once.winners) | {count_irv(profile, options, 1, irv, lot).winners[0] for lot in lots}
        quota = VoteQuota.DROOP if method == "scottish" else VoteQuota.DROOP_EXACT
        ladder = LADDER if method == "scottish" else (Rung.LOT,)
        stv = count_stv(profile, options, case["seats"], StvRule(quota, Transfer(method), *ranked, None, ladder), None)
        return None if stv.tied else set(stv.winners)
    if method == "approval":
        cast = profile_of(case, lambda marks: (tuple(str(place) for place, mark in enumerate(marks) if mark),) if any(marks) else ())
        tally = count_approval(cast, options, 1, ApprovalRule(None, None, None, None, ()), None)
    else:
        scored = profile_of(case, lambda marks: Marks(tuple((str(place), mark) for place, mark in enumerate(marks))))
        if method == "score":
            tally = count_score(scored, options, 1, ScoreRule(5, Unscored.ZERO, None, None, None, ()), None)
        else:
            tally = count_star(scored, options, 1, StarRule(5, Unscored.ZERO, None, None, ()), None)
            if tally.tied and len(tally.rounds) == 1:
                return None  # a tie for the runoff: pref_voting sends more than two there
    return (set(tally.winners) or set(tally.tied)) or None


@pytest.mark.slow
@pytest.mark.skipif(not PYTHON, reason="PREF_VOTING_PYTHON names no Python that has pref_voting (make test-all prepares one)")
@pytest.mark.parametrize("method", ELECTIONS)
def test_the_winners_are_those_of_pref_voting(method: str) -> None:
    cases = elections(method, ELECTIONS[method])
    lines = "".join(json.dumps(case) + "\n" for case in cases)
    oracle = Path(__file__).parent / "pref_voting_winners.py"
    run = subprocess.run([PYTHON, oracle], input=lines, capture_output=True, text=True, check=True)
    theirs = [{str(option) for option in json.loads(line)} for line in run.stdout.splitlines()]
    compared = [(case, mine, other) for case, other in zip(cases, theirs, strict=True) if (mine := ours(case)) is not None]
    assert len(compared) > len(cases) / 2
    assert [(case, mine, other) for case, mine, other in compared if mine != other] == []
