"""Real elections come out as published, and a published figure that is wrong is noticed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from folkmoot.formats.election_vector import read_election
from folkmoot.tally.conform import reproduce

VECTORS = sorted((Path(__file__).parents[1] / "vectors" / "elections").glob("*.json"))


def altered(name: str, change: Callable[[Any], object]) -> str | None:
    election = json.loads(next(path for path in VECTORS if path.stem == name).read_bytes())
    change(election)
    return reproduce(read_election(json.dumps(election).encode()))


def test_the_elections_are_there() -> None:
    assert len([path for path in VECTORS if path.stem.startswith("debian-")]) >= 20
    assert len([path for path in VECTORS if path.stem.startswith("kubernetes-")]) >= 4


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_a_real_election_comes_out_as_published(path: Path) -> None:
    assert reproduce(read_election(path.read_bytes())) is None


def test_a_wrong_pair_is_named() -> None:
    found = altered(
        "debian-2004-gr_editorial",
        lambda it: it["published"]["pairwise_without_diagonal"][1].__setitem__(0, 40),
    )
    assert found == "39 prefer 2 to 1, and 40 were published"


def test_a_wrong_list_of_dropped_options_is_named() -> None:
    found = altered("debian-2004-gr_non_free", lambda it: it["published"].update(dropped=[1, 2]))
    assert found == "dropped by our count: 1; published: 1 and 2"


def test_a_wrong_winner_is_named() -> None:
    found = altered("debian-2004-gr_non_free", lambda it: it["published"].update(winner=3))
    assert found == "won by our count: 2; published: 3"


def test_a_wrong_place_is_named() -> None:
    def swap(election: Any) -> None:
        order = election["published"]["order"]
        order[4], order[5] = order[5], order[4]

    assert altered("kubernetes-steering-2020", swap) == "place 5 by our count: 5; published: 7"


def test_an_order_that_stops_early_is_noticed() -> None:
    found = altered("kubernetes-steering-2020", lambda it: it["published"]["order"].pop())
    assert found == "our count orders 10 places, and 9 were published"


def test_ballots_gone_missing_are_noticed() -> None:
    found = altered("kubernetes-steering-2020", lambda it: it.update(ballots_cast=313))
    assert found == "the rankings make 312 ballots, and 313 were published"


def test_the_reading_of_blanks_decides_the_order_of_a_real_election() -> None:
    assert altered("kubernetes-steering-2017", lambda it: it.update(blank="last")) is not None


def test_without_its_ratios_an_option_that_was_dropped_comes_back() -> None:
    found = altered("debian-2006-vote_007", lambda it: it.pop("majority_ratio"))
    assert found == "dropped by our count: none; published: 2"


ORCHARD: dict[str, Any] = {
    "id": "orchard", "method": "irv", "options": [1, 2, 3, 4], "overvote": "exhaust", "skipped": "next", "elimination": "one",
    "exhausted": "out",
    "ballots": {"1 2 - -": 5, "2 1 - -": 4, "- 2 1 -": 4, "- 3 2 1": 1, "- - - 1": 1, "1 1 2 -": 1},
    "published": {
        "rounds": [
            {"votes": {"1": 5, "2": 4, "3": 4, "4": 2}, "exhausted": 1, "eliminated": [4]},
            {"votes": {"1": 5, "2": 4, "3": 5}, "exhausted": 2, "eliminated": [2]},
            {"votes": {"1": 9, "3": 5}, "exhausted": 2},
        ],
        "winner": 1,
    },
}  # fmt: skip
"""An invented runoff in three rounds, with a ballot that ends and one that puts two on a rank."""


def bent(change: Callable[[dict[str, Any]], object]) -> str | None:
    """What comes of the orchard's election after a change."""
    case: dict[str, Any] = json.loads(json.dumps(ORCHARD))
    change(case)
    return reproduce(read_election(json.dumps(case).encode()))


def test_a_runoff_comes_out_round_by_round() -> None:
    assert bent(lambda it: None) is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda it: it["published"]["rounds"][1]["votes"].update({"2": 5}), "round 2: 2 holds 4 by our count, and 5 were published"),
        (lambda it: it["published"]["rounds"][1].update(exhausted=1), "round 2: 2 are exhausted by our count, and 1 were published"),
        (lambda it: it["published"]["rounds"][0].update(eliminated=[3]), "round 1: eliminated by our count: 4; published: 3"),
        (lambda it: it["published"]["rounds"].append({"votes": {}}), "our count has 3 rounds, and 4 were published"),
        (lambda it: it.update(overvote="skip"), "round 1: 3 holds 5 by our count, and 4 were published"),
    ],
)
def test_what_was_published_otherwise_is_named(change: Callable[[dict[str, Any]], object], said: str) -> None:
    assert bent(change) == said


def test_a_wrong_member_of_a_committee_is_named() -> None:
    stv = {"method": "stv", "seats": 2, "quota": "droop", "transfer": "scottish", "options": [1, 2, 3], "ballots": {"1 2 -": 5, "- - 1": 3, "- 1 -": 1}}
    found = reproduce(read_election(json.dumps(stv | {"published": {"winners": [1, 2]}}).encode()))
    assert found == "elected by our count: 1 and 3; published: 1 and 2"


def test_what_a_method_does_not_have_cannot_be_published_of_it() -> None:
    with pytest.raises(ValueError, match="this method has none"):
        bent(lambda it: it["published"].update(order=[1]))
    with pytest.raises(ValueError, match="this method has none"):
        altered("kubernetes-steering-2020", lambda it: it["published"].update(rounds=[{"votes": {}}]))


@pytest.mark.parametrize(
    ("method", "rule", "ballots", "winner"),
    [
        ("approval", {}, {"1-1": 3, "-1-": 2, "--1": 1}, 3),
        ("score", {"highest": 5, "unscored": "zero"}, {"5-4": 3, "-51": 2}, 1),
        ("star", {"highest": 5, "unscored": "zero"}, {"545": 3, "-55": 2}, 3),
        ("stv", {"quota": "droop", "transfer": "scottish"}, {"123": 3, "-12": 2}, 1),
    ],
)
def test_an_election_of_every_method_is_counted_again(method: str, rule: Any, ballots: Any, winner: int) -> None:
    election = {"method": method, "options": [1, 2, 3], "ballots": ballots, **rule}
    assert reproduce(read_election(json.dumps(election | {"published": {"winner": winner}}).encode())) is None
    other = election | {"published": {"winner": 2}}
    assert reproduce(read_election(json.dumps(other).encode())) == f"elected by our count: {winner}; published: 2"
