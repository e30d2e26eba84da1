"""`folkmoot conform`: lotteries of pools whose best is known reach it, and figures that are wrong do not pass."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from folkmoot.cli.conform import outcomes

POOLS = Path(__file__).parent.parent / "vectors" / "selection"


def one_pool(beside: Path, **changes: Any) -> Path:
    """The smallest of the pools beside figures that may have been changed."""
    shutil.copytree(POOLS / "alternate_200_20", beside / "alternate_200_20")
    value = json.loads((POOLS / "expected.json").read_bytes())
    known = next(known for known in value["pools"] if known["folder"] == "alternate_200_20")
    (beside / "expected.json").write_text(json.dumps({"tickets": 100, "pools": [known | changes]}))
    return beside / "expected.json"


def test_a_known_bound_is_reached(tmp_path: Path) -> None:
    assert list(outcomes(one_pool(tmp_path))) == [("alternate_200_20", None)]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"bound": "1/9"}, "bound: ours is 1/10, published is 1/9"),
        ({"least": "11/100"}, "least chance: ours is 1/10, known is 11/100"),
        ({"kinds": 4}, "kinds: ours is 3, published is 4"),
        ({"people": 199}, "people: ours is 200, published is 199"),
        ({"seats": 300}, "no panel of 300"),
        ({"bound": "much"}, "this file cannot be read: Invalid literal for Fraction: 'much'"),
        ({"folder": "none"}, "cannot be read"),
    ],
)
def test_a_wrong_figure_does_not_pass(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    ((_, difference),) = outcomes(one_pool(tmp_path, **changes))
    assert difference is not None
    assert said in difference


def test_the_output_as_json_is_nothing_but_json(tmp_path: Path) -> None:
    """In a process of its own, because a solver greets at most once a process."""
    ran = subprocess.run(
        [sys.executable, "-m", "folkmoot", "conform", one_pool(tmp_path), "--format", "json"], capture_output=True, check=True
    )
    assert json.loads(ran.stdout)["reproduced"] is True


@pytest.mark.slow
def test_every_known_bound_is_reached_and_every_least_chance_matched() -> None:
    assert dict(outcomes(POOLS / "expected.json")) == {"alternate_200_20": None, "syn_hd_239_30_c7": None, "syn_mass_70_24_c5": None}
