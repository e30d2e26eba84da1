"""The founding is the first merge of the genesis; only records invented for a demonstration can be founded anew."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from co_op import COOP, proposal
from folkmoot.formats.layout import read_archive
from folkmoot.records.archive import Archive
from folkmoot.records.change import Change
from folkmoot.records.history import Merge
from folkmoot.trust.founding import founding
from folkmoot.trust.position import positions

FOLDER = "proposals/2023-genesis"
TEXT, LOG, DECIDED = f"{FOLDER}/proposal.md", f"{FOLDER}/log.yml", f"{FOLDER}/decision.md"
KEYS = "charter/keys/0001.json"
DAY = datetime(2023, 1, 2, tzinfo=UTC)


def archive(*merges: tuple[str, ...], demonstration: str = "true") -> Archive:
    """An archive with this history; a path that begins with '-' was removed."""
    files = {TEXT: proposal("2023-genesis", "genesis", coop={**COOP, "demonstration": demonstration})}
    changes = [
        tuple(Change("M", path.removeprefix("-"), "1" * 40, "" if path.startswith("-") else "2" * 40) for path in paths) for paths in merges
    ]
    history = tuple(Merge(f"{number:040x}", DAY, each) for number, each in enumerate(changes))
    return replace(read_archive(files), history=history)


@pytest.mark.parametrize(
    ("merges", "demonstration", "place"),
    [
        ((("README.md",),), "true", None),
        ((("README.md",), (TEXT,), (LOG, DECIDED)), "false", 1),
        (((TEXT, LOG, DECIDED), ("charter/01-rules.md",), (LOG, DECIDED)), "true", 2),
        (((TEXT, LOG, DECIDED), ("charter/01-rules.md",), (LOG, DECIDED)), "false", 0),
        (((TEXT, LOG, DECIDED), (LOG,), (DECIDED,)), "true", 0),
    ],
)
def test_the_founding_is_the_first_merge_or_a_demonstrations_last_whole_one(
    merges: tuple[tuple[str, ...], ...], demonstration: str, place: int | None
) -> None:
    assert founding(archive(*merges, demonstration=demonstration)) == place


def test_a_later_proposal_that_calls_itself_the_genesis_founds_nothing() -> None:
    other = "proposals/2024-genesis"
    files = {TEXT: proposal("2023-genesis", "genesis", coop=COOP), f"{other}/proposal.md": proposal("2024-genesis", "genesis", coop=COOP)}
    paths = ((TEXT,), (f"{other}/log.yml", f"{other}/decision.md"))
    history = tuple(
        Merge(f"{number:040x}", DAY, tuple(Change("A", path, "", "2" * 40) for path in each)) for number, each in enumerate(paths)
    )
    assert founding(replace(read_archive(files), history=history)) == 0


def test_keys_begin_anew_only_where_a_demonstration_was_founded_anew() -> None:
    merges = ((TEXT, LOG, DECIDED, KEYS), (f"-{KEYS}", LOG, DECIDED), (KEYS,))
    assert [len(positions(archive(*merges, demonstration=word)).keys[KEYS]) for word in ("true", "false")] == [1, 3]
