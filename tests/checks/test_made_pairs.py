"""The examples that a script makes are those that stand in the package."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from checks import case_pairs, draw_pairs, seat_pairs, sign_pairs, transition_pairs, vote_pairs
from checks.made_pairs import PAIRS
from folkmoot.checks.registry import find_check

MAKERS: dict[str, tuple[Callable[[], dict[Path, bytes]], Mapping[str, object]]] = {
    "draws": (draw_pairs.made, draw_pairs.EXAMPLES),
    "signatures": (sign_pairs.made, sign_pairs.BAD),
    "cases": (case_pairs.made, case_pairs.BAD),
    "transitions": (transition_pairs.made, transition_pairs.BAD),
    "seats": (seat_pairs.made, seat_pairs.EXAMPLES),
    "votes": (vote_pairs.made, vote_pairs.BAD),
}


@pytest.mark.parametrize("name", MAKERS)
def test_the_pairs_that_stand_here_are_those_that_the_script_makes(name: str) -> None:
    make, codes = MAKERS[name]
    found = (find_check(code) for code in codes)
    folders = [PAIRS / f"{check.code}-{check.name}" for check in found]
    standing = {path.relative_to(PAIRS): path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}
    made = make()
    assert standing.keys() == made.keys(), f"run: python tests/checks/{make.__module__.rpartition('.')[2]}.py"
    assert [path for path in made if made[path] != standing[path]] == []
