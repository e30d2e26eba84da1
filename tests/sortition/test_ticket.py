"""Tickets: published vectors, and the quick ranking against sorting everything."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from folkmoot.records.draw import Passed, Ticket
from folkmoot.records.error import FolkmootError
from folkmoot.sortition.ticket import first, lowest, ticket

VECTOR = json.loads((Path(__file__).parents[1] / "vectors/draws/draw1.json").read_text())
SEED = VECTOR["seed"]
ROSTER = [entry.encode() for entry in VECTOR["roster"]]

entries_of_a_roster = some.sets(some.from_regex(rb"[a-z0-9][a-z0-9-]{2,8}", fullmatch=True), max_size=60)
seeds = some.binary(max_size=8).map(lambda salt: sha256(salt).hexdigest())


def everything_sorted(seed: str, entries: set[bytes], count: int, skip: dict[bytes, str]) -> tuple[list[Ticket], list[Passed]]:
    """The method as the design states it, without any shortcut."""
    taken, passed = list[Ticket](), list[Passed]()
    for drawn, entry in sorted((sha256(f"{seed}:{entry.decode()}".encode()).hexdigest(), entry) for entry in entries):
        if len(taken) == count:
            break
        if entry in skip:
            passed.append(Passed(drawn, entry.decode(), skip[entry]))
        else:
            taken.append(Ticket(drawn, entry.decode()))
    return taken, passed


def test_the_published_tickets_come_out_in_the_published_order() -> None:
    expected = tuple(Ticket(row["ticket"], row["id"]) for row in VECTOR["order"])
    assert lowest(SEED, ROSTER, 30).taken == expected
    assert all(ticket(SEED, drawn.entry) == drawn.ticket for drawn in expected)


def test_the_published_replacement_comes_out() -> None:
    gone = {row["id"].encode() for row in VECTOR["order"][:5]}
    remainder = [entry for entry in ROSTER if entry not in gone]
    replacement = VECTOR["replacement"]
    drawn = lowest(VECTOR["replace_seed"], remainder, 1).taken
    assert drawn == (Ticket(replacement["ticket"], replacement["id"]),)


@given(seeds, entries_of_a_roster, some.integers(0, 70))
def test_the_ranking_is_that_of_sorting_everything(seed: str, entries: set[bytes], count: int) -> None:
    skip = {entry: "staff" for entry in entries if entry[-1] % 3 == 0}
    taken, passed = everything_sorted(seed, entries, count, skip)
    ranking = lowest(seed, iter(entries), count, skip)
    assert list(ranking.taken) == taken
    assert list(ranking.passed_over) == passed


@pytest.mark.parametrize("excluded", [0, 3, 97, 100])
def test_the_ranking_is_exact_over_many_batches(excluded: int) -> None:
    entries = {f"m-{number:06d}".encode() for number in range(50_000)}
    skip = {entry: "staff" for number, entry in enumerate(sorted(entries)) if number % 100 < excluded}
    taken, passed = everything_sorted(SEED, entries, 700, skip)
    ranking = lowest(SEED, entries, 700, skip)
    assert (list(ranking.taken), list(ranking.passed_over)) == (taken, passed)


def test_a_whole_roster_is_ranked_even_when_its_rows_come_in_the_order_of_their_tickets() -> None:
    entries = {f"m-{number:06d}".encode() for number in range(40_000)}
    for count in (39_999, 40_000, 40_001):
        taken, _ = everything_sorted(SEED, entries, count, {})
        rows = [drawn.entry.encode() for drawn in taken]
        assert list(lowest(SEED, rows, count).taken) == taken
        assert list(lowest(SEED, reversed(rows), count).taken) == taken


def test_a_tie_goes_to_the_lower_entry() -> None:
    tied = [(b"\x07" * 32, b"m-2"), (b"\x07" * 32, b"m-1"), (b"\x09" * 32, b"m-0")]
    assert first(tied, 1, {}) == [(b"\x07" * 32, b"m-1")]
    assert first(tied, 2, {b"m-1": "staff"}) == [tied[1], tied[0], tied[2]]


def test_an_entry_that_would_be_taken_twice_stops_the_draw() -> None:
    with pytest.raises(FolkmootError, match="'m-0004' stands twice"):
        lowest(SEED, [*ROSTER, b"m-0004"], 3)


@pytest.mark.parametrize("entry", [b"", b"m-", b"M-0001", b"-m1", b"m 0001", b"m-\xc3\xa9", b"m" * 55, b"m-0001\n"])
def test_what_is_no_entry_is_not_drawn(entry: bytes) -> None:
    with pytest.raises(FolkmootError, match="is not an entry"):
        lowest(SEED, [entry], 1)


@pytest.mark.parametrize("seed", ["", SEED.upper(), SEED[:-1], f"{SEED}:"])
def test_a_seed_has_one_spelling(seed: str) -> None:
    with pytest.raises(FolkmootError, match="is not a seed"):
        ticket(seed, "m-0001")
    with pytest.raises(FolkmootError, match="is not a seed"):
        lowest(seed, ROSTER, 1)
