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
