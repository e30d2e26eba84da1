"""Replacements: who takes an empty seat, by a later round, in the package and in the independent check."""

import contextlib
import importlib.util
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from folkmoot.formats.canonical import write_log
from folkmoot.formats.removal_json import write_removal
from folkmoot.records.draw import Seat
from folkmoot.records.error import FolkmootError
from folkmoot.records.jury_heads import JuryHead
from folkmoot.records.removal import Removal
from folkmoot.sortition.beacon import DEMONSTRATION, demonstration_round
from folkmoot.sortition.replacement import Bench, fill, reference
from folkmoot.sortition.replay import lottery_of, redraw, replacements, roster_of, skips
from folkmoot.sortition.seed import replacement_seed
from folkmoot.sortition.ticket import ticket
from sortition.small_draws import JURY, archive_of, some_draw

spec = importlib.util.spec_from_file_location("verify_draw", Path(__file__).parents[2] / "tooling/verify_draw.py")
assert spec is not None
assert spec.loader is not None
VERIFY: Any = importlib.util.module_from_spec(spec)
spec.loader.exec_module(VERIFY)

Files = dict[str, bytes]
ROUND = 9000


def leave(files: Files, number: int, *entries: str) -> Files:
    """The files with a removal of some who sit."""
    draw = redraw(*archive_of(files))
    removal = Removal(draw.jury, number, draw.seed, entries, "cannot come", DEMONSTRATION.hash, ROUND + number)
    return {**files, f"{JURY}/{reference(removal)}": write_removal(removal)}


def come(files: Files, number: int) -> tuple[Files, list[tuple[str, Seat]]]:
    """The files with the seats of a removal filled, as the log records it, and who came for whom."""
    archive, jury = archive_of(files)
    removal = jury.removals[number - 1]
    round_ = demonstration_round(removal.round)
    source = {"kind": "beacon", "chain": round_.chain, "round": round_.round, "signature": round_.signature}
    filled = list(replacements(archive, jury, removal, round_))
    events: list[dict[str, Any]] = [
        {"at": "2026-06-01T10:00:00Z", "act": "replaced", "by": "core-team", "ref": reference(removal), "entry": seat.entry,
         "instead": left, "sources": [source]}
        for left, seat in filled
    ]  # fmt: skip
    return {**files, f"{JURY}/log.yml": files[f"{JURY}/log.yml"] + write_log(events)}, filled


def by_script(files: Files, root: Path) -> tuple[int, str]:
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = int(VERIFY.main([str(root / JURY)]))
    return code, said.getvalue()


def seats_of(files: Files) -> tuple[Seat, ...]:
    return redraw(*archive_of(files)).panel.seats


def test_package_and_script_agree_on_replacements_in_every_kind_of_draw(tmp_path: Path) -> None:
    done = 0
    for number in range(28):
        files = some_draw(number).files()
        leaving = [seat.entry for seat in seats_of(files)][:2]
        with contextlib.suppress(FolkmootError):
            files, first = come(leave(files, 1, *leaving), 1)
            files, second = come(leave(files, 2, first[0][1].entry), 2)
        if f"{JURY}/removals/2.json" not in files:
            continue
        done += 1
        code, said = by_script(files, tmp_path / str(number))
        assert code == 0, said
        assert f"{second[0][1].entry} takes the seat of {first[0][1].entry}, by removals/2.json" in said
        log = f"{JURY}/log.yml"
        for other in (entry for entry in (seat.entry for seat in redraw(*archive_of(files)).panel.alternates) if entry != second[0][1].entry):
            cheat = files[log].replace(f"entry: {second[0][1].entry}".encode(), f"entry: {other}".encode())
            assert by_script({**files, log: cheat}, tmp_path / str(number))[0] == 1
    assert done > 8


def test_the_seat_goes_to_the_lowest_ticket_of_the_new_seed_and_to_nobody_who_sat() -> None:
    files = some_draw(4).files()
    left = seats_of(files)[0]
    files = leave(files, 1, left.entry)
    archive, jury = archive_of(files)
    (removal,) = jury.removals
    _, ((gone, seat),) = come(files, 1)
    seed = replacement_seed(redraw(archive, jury).seed, removal.digest, demonstration_round(removal.round))
    skipped = skips(jury.call.head, roster_of(archive, jury))
    sat = {one.entry for one in seats_of(files)}
    free = [token.decode() for token in roster_of(archive, jury).tokens if token not in skipped and token.decode() not in sat]
    assert (gone, seat.number) == (left.entry, left.number)
    assert (seat.ticket, seat.entry) == min((ticket(seed, entry), entry) for entry in free)


def test_another_round_another_seed_and_somebody_without_a_seat_are_refused() -> None:
    files = leave(some_draw(4).files(), 1, seats_of(some_draw(4).files())[0].entry)
    archive, jury = archive_of(files)
    (removal,) = jury.removals
    with pytest.raises(FolkmootError, match="another seed or another round"):
        replacements(archive, jury, removal, demonstration_round(removal.round + 1))
    with pytest.raises(FolkmootError, match="another seed or another round"):
        replacements(archive, jury, replace(removal, seed="0" * 64), demonstration_round(removal.round))
    with pytest.raises(FolkmootError, match="holds no seat"):
        replacements(archive, jury, replace(removal, entries=("m-nobody",)), demonstration_round(removal.round))


def bench_of(relax: tuple[str, ...] = (), number: int = 3) -> tuple[Bench, tuple[Seat, ...]]:
    """A draw with quotas and households, and who sits."""
    files = some_draw(number).files()
    archive, jury = archive_of(files)
    entries = roster_of(archive, jury)
    skipped = skips(jury.call.head, entries)
    head: JuryHead = jury.call.head.model_copy(update={"relax": relax})
    return Bench(head, entries, skipped, lottery_of(archive, jury, entries, skipped)), seats_of(files)


SEED = "ab" * 32


def test_an_exhausted_kind_lets_the_columns_of_the_call_give_way_one_after_another() -> None:
    steps = 0
    for number in range(2, 60):
        if number % 4 < 2:
            continue
        strict, seats = bench_of((), number)
        free = {row["entry"]: row for row in strict.entries.rows() if row["entry"].encode() not in strict.skipped}
        left = seats[0]
        own = free[left.entry]
        exhausted = {entry for entry, row in free.items() if (row["age"], row["gender"]) == (own["age"], own["gender"])}
        had = exhausted | {seat.entry for seat in seats}
        with pytest.raises(FolkmootError, match="nobody is left who may take the seat"):
            fill(strict, SEED, left, (), had)
        loose, looser = replace_relax(strict, ("age",)), replace_relax(strict, ("age", "gender"))
        same_gender = [entry for entry, row in free.items() if row["gender"] == own["gender"] and entry not in had]
        if same_gender:
            steps += 1
            for bench in (loose, looser):
                seat = fill(bench, SEED, left, (), had)
                assert (seat.ticket, seat.entry) == min((ticket(SEED, entry), entry) for entry in same_gender)
                assert seat.stratum == f"{free[seat.entry]['age']} / {own['gender']}"
        elif rest := [entry for entry in free if entry not in had]:
            steps += 1
            with pytest.raises(FolkmootError, match="nobody is left"):
                fill(loose, SEED, left, (), had)
            assert fill(looser, SEED, left, (), had).entry == min((ticket(SEED, entry), entry) for entry in rest)[1]
    assert steps > 10


def replace_relax(bench: Bench, relax: tuple[str, ...]) -> Bench:
    return replace(bench, head=bench.head.model_copy(update={"relax": relax}))


def test_nobody_comes_from_a_household_that_has_a_seat() -> None:
    checked = 0
    for number in range(3, 140, 4):
        bench, seats = bench_of(("age", "gender"), number)
        homes = {row["entry"]: row["house"] for row in bench.entries.rows()}
        left, *stay = (seat.entry for seat in seats)
        full = {homes[entry] for entry in stay if homes[entry]}
        had = {seat.entry for seat in seats}
        while True:
            try:
                taken = fill(bench, SEED, seats[0], stay, had)
            except FolkmootError:
                break
            assert homes[taken.entry] not in full
            had.add(taken.entry)
        free = {entry for entry in homes if entry.encode() not in bench.skipped}
        checked += sum(homes[entry] in full for entry in free - had)
        assert all(homes[entry] in full for entry in free - had), left
    assert checked > 5


def test_somebody_admitted_later_is_replaced_from_the_kind_that_the_log_names() -> None:
    bench, seats = bench_of(("age", "gender"), 6)
    label = seats[0].stratum
    taken = fill(bench, SEED, Seat(9, "m-admitted", "", label), [seat.entry for seat in seats], {seat.entry for seat in seats})
    assert taken.number == 9
    with pytest.raises(FolkmootError, match="is of no kind of the lottery"):
        fill(bench, SEED, Seat(9, "m-admitted", "", "nothing"), (), set())
