"""Run by a Python that has pref_voting: elections as JSON lines on standard input, sets of winners as JSON lines on standard output."""

import json
import random  # noqa: TID251 - elections to compare, with a fixed seed
import sys

from pref_voting.grade_methods import approval, score_voting, star
from pref_voting.grade_profiles import GradeProfile
from pref_voting.iterative_methods import instant_runoff_put
from pref_voting.margin_based_methods import beat_path
from pref_voting.profiles_with_ties import ProfileWithTies
from pref_voting.proportional_methods import stv_meek, stv_scottish


def winners(case):
    options, counts = range(case["options"]), case["counts"]
    if case["method"] in ("winning", "margins"):
        rankings = [{option: rank for option, rank in enumerate(ranking) if rank is not None} for ranking in case["ballots"]]
        profile = ProfileWithTies(rankings, counts, candidates=list(options))
        profile.use_extended_strict_preference()
        return beat_path(profile, strength_function=profile.support if case["method"] == "winning" else profile.margin)
    if case["method"] in ("irv", "scottish", "meek"):
        profile = ProfileWithTies([{o: r for r, o in enumerate(order)} for order in case["ballots"]], counts, candidates=list(options))
        if case["method"] == "irv":
            return instant_runoff_put(profile)
        if case["method"] == "scottish":
            return stv_scottish(profile, num_seats=case["seats"], rng=random.Random(0))
        return stv_meek(profile, num_seats=case["seats"])
    highest = 1 if case["method"] == "approval" else 5
    profile = GradeProfile([dict(enumerate(grades)) for grades in case["ballots"]], list(range(highest + 1)), counts, candidates=list(options))
    return {"approval": approval, "score": score_voting, "star": star}[case["method"]](profile)


for line in sys.stdin:
    print(json.dumps(sorted(int(option) for option in winners(json.loads(line)))))
