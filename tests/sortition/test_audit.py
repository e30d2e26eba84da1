"""Ghost members: which entries are opened, what that finds, and how many entries the lowest tickets tell of."""

import hashlib
import subprocess
from fractions import Fraction
from itertools import combinations
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folkmoot.records.draw import Ticket
from folkmoot.records.error import FolkmootError
from folkmoot.sortition.audit import audit_ticket, choose, detection, ghosts_of
from folkmoot.sortition.sketch import Estimate, bottom, estimate, rank
from folkmoot.sortition.ticket import ticket

SEED = hashlib.sha256(b"audit").hexdigest()
ENTRIES = [f"m-{number:05}".encode() for number in range(500)]


def test_printf_gives_the_same_ticket() -> None:
    said = subprocess.run(f"printf 'audit/1\\n%s:%s' {SEED} m-00007 | sha256sum", shell=True, capture_output=True, text=True, check=True)
    assert said.stdout.split()[0] == audit_ticket(SEED, "m-00007")
    assert audit_ticket(SEED, "m-00007") != ticket(SEED, "m-00007"), "an audit with a draw's seed opens others than the draw took"


def test_the_lowest_audit_tickets_are_chosen_whatever_the_order() -> None:
    expected = sorted((audit_ticket(SEED, entry.decode()), entry.decode()) for entry in ENTRIES)[:40]
    for entries in (ENTRIES, ENTRIES[::-1]):
        assert [(each.ticket, each.entry) for each in choose(SEED, entries, 40)] == expected
    assert len(choose(SEED, ENTRIES, 1000)) == 500


@pytest.mark.parametrize("seed", ["", "x" * 64, "A" * 64, "0" * 63])
def test_a_seed_that_is_none_is_refused(seed: str) -> None:
    with pytest.raises(FolkmootError, match="is not a seed"):
        choose(seed, ENTRIES, 1)


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 60), st.data())
def test_the_chance_is_that_of_counting(count: int, data: st.DataObject) -> None:
    ghosts, sample = data.draw(st.integers(0, count)), data.draw(st.integers(0, count))
    assert detection(count, ghosts, sample) == 1 - Fraction(comb(count - ghosts, sample), comb(count, sample))


def test_the_chance_is_that_of_trying_all() -> None:
    samples = list(combinations(range(8), 3))
    assert detection(8, 2, 3) == Fraction(sum(min(sample) < 2 for sample in samples), len(samples))


def test_what_the_notes_claim_holds() -> None:
    assert detection(1_000_000, ghosts_of(1_000_000, Fraction(1, 20)), 59) > Fraction(95, 100)
    assert detection(1_000_000, ghosts_of(1_000_000, Fraction(1, 100)), 299) > Fraction(95, 100)
    assert detection(1_000_000, ghosts_of(1_000_000, Fraction(1, 100)), 297) < Fraction(95, 100)


def test_a_share_of_ghosts_is_rounded_up_and_numbers_that_do_not_fit_are_refused() -> None:
    assert (ghosts_of(101, Fraction(1, 100)), ghosts_of(100, Fraction(1, 100)), ghosts_of(9, Fraction(1))) == (2, 1, 9)
    for ghosts, sample in ((-1, 1), (11, 1), (1, 11)):
        with pytest.raises(FolkmootError, match="do not fit"):
            detection(10, ghosts, sample)


@pytest.mark.parametrize("count", [1024, 3000, 20_000])
def test_the_lowest_tickets_tell_how_many_there_are(count: int) -> None:
    entries = [f"m-{number:06}".encode() for number in range(count)]
    found = estimate(bottom(SEED, entries))
    assert abs(found.count - count) < 4 * found.error
    assert found.error * 33 > found.count > found.error * 31, "one in the square root of 1022"


def test_the_estimate_is_the_one_of_the_formula_in_whole_numbers() -> None:
    tickets = [Ticket(f"{value:064x}", f"m-{value}") for value in (5, 6, 7, 1 << 250)]
    assert estimate(tickets, 4) == Estimate(3 * 64, 135)  # 192 and the root of 192 * 192 / 2


def test_fewer_tickets_than_kept_are_counted() -> None:
    assert estimate(bottom(SEED, ENTRIES)) == Estimate(500, 0)


def test_tickets_out_of_order_estimate_nothing() -> None:
    with pytest.raises(FolkmootError, match="lowest tickets"):
        estimate(bottom(SEED, ENTRIES)[::-1])
    with pytest.raises(FolkmootError, match="estimate nothing"):
        estimate((), 2)


def test_a_rank_is_the_place_in_the_sorted_tickets() -> None:
    ordered = [drawn.entry for drawn in bottom(SEED, ENTRIES)]
    assert [rank(SEED, ENTRIES, entry) for entry in (ordered[0], ordered[7], ordered[-1])] == [1, 8, 500]
