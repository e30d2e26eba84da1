"""Other methods' published draws come out the same, and a draw that was tampered with does not."""

import json
from pathlib import Path
from typing import Any

import pytest

from folkmoot.sortition.conform import reproduce
from folkmoot.sortition.methods import block, consistent_sample, counted_sample

VECTORS = Path(__file__).parent.parent / "vectors" / "draws"


def read(name: str) -> Any:
    return json.loads((VECTORS / name).read_bytes())


def outcomes(value: Any) -> dict[str, str | None]:
    found = reproduce(value)
    assert found is not None
    return dict(found)


def test_every_published_draw_by_another_method_comes_out_the_same() -> None:
    found = outcomes(read("other_anchors.json")) | outcomes(read("colorado_rla.json"))
    assert len(found) == 10
    assert set(found.values()) == {None}


def moved(value: Any) -> Any:
    """The value with its first text, hash or number changed."""
    if isinstance(value, list):
        return [moved(value[0]), *value[1:]]
    if isinstance(value, dict):
        first = next(iter(value))
        return {**value, first: moved(value[first])}
    return value + 1 if isinstance(value, int) else ("0" if value[0] != "0" else "1") + value[1:]


@pytest.mark.parametrize(
    ("file", "group", "field"),
    [
        ("other_anchors.json", "arlo_draw_sample", "expected"),
        ("other_anchors.json", "draft_hoffman", "hashes"),
        ("other_anchors.json", "octo41", "D"),
        ("other_anchors.json", "draft_thomson_vrs", "prk"),
        ("other_anchors.json", "draft_thomson_vrs", "positions"),
        ("other_anchors.json", "cryptorandom", "block1_hex"),
        ("other_anchors.json", "cryptorandom", "randint_trunc_1_1001"),
        ("colorado_rla.json", "vector", "seed"),
    ],
)
def test_a_published_draw_that_was_changed_does_not(file: str, group: str, field: str) -> None:
    value = read(file)
    value[group] = {**value[group], field: moved(value[group][field])}
    changed = [name for name, difference in outcomes(value).items() if difference]
    assert len(changed) == 1


def test_a_file_of_something_else_is_not_taken_for_draws() -> None:
    assert reproduce({"vector": {}, "ballots": {}}) is None
    assert reproduce({"algorithm": "none"}) is None


def test_a_leading_zero_of_a_seed_counts() -> None:
    assert counted_sample("08772473296991897540", 1, 1000, 5) != counted_sample("8772473296991897540", 1, 1000, 5)
    assert block("012", 0) != block("12", 0)


def test_what_is_put_back_gets_a_higher_ticket_and_without_it_nobody_comes_twice() -> None:
    drawn = list(consistent_sample(["a", "b", "c"], "dice", 40, 20, replace=True))
    assert [number for number, _, _ in drawn] == sorted(number for number, _, _ in drawn)
    assert {name for _, name, generation in drawn if generation > 1} == {"a", "b", "c"}
    assert sorted(name for _, name, _ in consistent_sample(["a", "b", "c"], "dice", 40, 20, replace=False)) == ["a", "b", "c"]


def test_more_numbers_than_there_are_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        counted_sample("1", 1, 3, 4)
