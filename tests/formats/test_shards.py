"""Sharded rosters, small cells and private lists: round trips, and each fault told with its place."""

import re
import subprocess
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from co_op import write_tree
from folkmoot.formats.canonical import digest, manifest, write_document
from folkmoot.formats.cells import WITHHELD, merge_cells, rewritten, small_cells, strata
from folkmoot.formats.layout import read_archive
from folkmoot.formats.members import Wanted, read_members
from folkmoot.formats.shards import SUMS, digits_for, read_shards, shard_of, write_shards
from folkmoot.formats.table import join_lines, read_entries
from folkmoot.records.archive import Archive
from folkmoot.records.value import TOKEN
from folkmoot.sortition.panel import draw_simple, draw_stratified

FOLDER = "juries/rosters/2026-all"
QUICK = settings(max_examples=30, deadline=None)
ENTRIES = st.sets(st.from_regex(TOKEN, fullmatch=True), max_size=40)
PEOPLE = [f"m-{number:04},{('north', 'south')[number % 2]}".encode() for number in range(600)]


def _placed(files: dict[str, bytes]) -> dict[str, bytes]:
    return {f"{FOLDER}/{name}": data for name, data in files.items()}


@QUICK
@given(ENTRIES, st.sampled_from(["north", "south", "30-44", ""]))
def test_shards_are_read_as_they_were_written_and_hold_what_one_file_holds(entries: set[str], value: str) -> None:
    lines = sorted(f"{entry},{value}".encode() for entry in entries)
    whole, faults = read_entries("entries.csv", join_lines(("entry", "region"), lines))
    assert whole is not None, faults
    files = write_shards(("entry", "region"), lines, 2)
    read, faults = read_shards(FOLDER, _placed(files))
    assert faults == []
    assert read is not None
    assert (read.columns, read.lines, read.tokens, read.digits) == (whole.columns, whole.lines, whole.tokens, 2)
    assert read.digest == sha256(files[SUMS]).hexdigest()
    assert (read.file, whole.file) == ("SHA256SUMS", "entries.csv")


@QUICK
@given(ENTRIES, st.integers(0, 3))
def test_lines_sort_as_their_entries_do(entries: set[str], columns: int) -> None:
    lines = [",".join((entry, *("x" * columns))).encode() for entry in entries]
    assert [line.split(b",")[0] for line in sorted(lines)] == sorted(entry.encode() for entry in entries)


def test_three_digits_are_read_too() -> None:
    files = write_shards(("entry", "region"), PEOPLE, 3)
    assert len(files) == 4097
    read, faults = read_shards(FOLDER, _placed(files))
    assert faults == []
    assert read is not None
    assert (read.lines, read.digits) == (tuple(PEOPLE), 3)


def test_how_many_digits_name_a_shard() -> None:
    assert [digits_for(count) for count in (0, 1_000_001, 64_000_000, 64_000_001, 330_000_000)] == [2, 2, 2, 3, 3]
    assert shard_of(b"m-0001", 2) == f"shards/{sha256(b'm-0001').hexdigest()[:2]}.csv"


def test_coreutils_confirm_the_shards(tmp_path: Path) -> None:
    files = write_shards(("entry", "region"), PEOPLE, 2)
    write_tree(tmp_path, files)
    ran = subprocess.run(["sha256sum", "-c", "--quiet", "--strict", SUMS], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout + ran.stderr) == (0, "")
    made = subprocess.run("LC_ALL=C sha256sum shards/*.csv", shell=True, cwd=tmp_path, capture_output=True, check=True).stdout
    assert made == files[SUMS]
    (tmp_path / "shards/3f.csv").write_bytes(files["shards/3f.csv"][:-1])
    assert subprocess.run(["sha256sum", "-c", "--quiet", SUMS], cwd=tmp_path, capture_output=True, check=False).returncode == 1


def _resummed(files: dict[str, bytes]) -> dict[str, bytes]:
    return {**files, SUMS: manifest({name: data for name, data in files.items() if name != SUMS})}


def _without(name: str) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    return lambda files: {path: data for path, data in files.items() if path != name}


def _moved(files: dict[str, bytes]) -> dict[str, bytes]:
    line = files["shards/3f.csv"].split(b"\n")[1]
    other = files["shards/40.csv"].split(b"\n")
    moved = b"\n".join([other[0], *sorted([line, *other[1:-1]]), b""])
    return _resummed({**files, "shards/3f.csv": files["shards/3f.csv"].replace(line + b"\n", b""), "shards/40.csv": moved})


def _twice(files: dict[str, bytes]) -> dict[str, bytes]:
    header, line, *rest = files["shards/3f.csv"].split(b"\n")
    return _resummed({**files, "shards/3f.csv": b"\n".join([header, line, line, *rest])})


SPOILT: dict[str, tuple[Callable[[dict[str, bytes]], dict[str, bytes]], str, str]] = {
    "a shard missing": (_without("shards/3f.csv"), "shards/3f.csv", "is not here"),
    "a shard cut off": (lambda files: {**files, "shards/3f.csv": files["shards/3f.csv"][:-3]}, "shards/3f.csv", "the file is cut off"),
    "a row less": (lambda files: {**files, "shards/3f.csv": b"entry,region\n"}, "shards/3f.csv", "SHA256SUMS says"),
    "two shards swapped": (
        lambda files: {**files, "shards/3f.csv": files["shards/40.csv"], "shards/40.csv": files["shards/3f.csv"]},
        "shards/3f.csv", "this is shards/40.csv, in the place of shards/3f.csv",
    ),
    "an entry in another shard": (_moved, "shards/40.csv", "belongs in shards/3f.csv"),
    "an entry twice": (_twice, "shards/3f.csv", "stands here a second time"),
    "another header": (
        lambda files: _resummed({**files, "shards/40.csv": files["shards/40.csv"].replace(b"region", b"age")}),
        "shards/40.csv", "other columns",
    ),
    "a shard more": (lambda files: {**files, "shards/000.csv": b"entry,region\n"}, "shards/000.csv", "does not list this shard"),
    "a short entry": (
        lambda files: _resummed({**files, "shards/3f.csv": files["shards/3f.csv"] + b"x,north\n"}), "shards/3f.csv", "'x' is not an entry"
    ),
    "the list unsorted": (
        lambda files: {**files, SUMS: b"".join(sorted(files[SUMS].splitlines(keepends=True)))}, SUMS, "once each, in order"
    ),
    "a shard not listed": (
        lambda files: {**files, SUMS: b"".join(line for line in files[SUMS].splitlines(keepends=True) if b"/3f." not in line)},
        SUMS, "shards/3f.csv is not listed",
    ),
    "a binary mark in the list": (lambda files: {**files, SUMS: files[SUMS].replace(b"  ", b" *", 1)}, SUMS, "two spaces"),
    "an empty list": (lambda files: {**files, SUMS: b""}, SUMS, "not a digest"),
    "a list not ended": (lambda files: {**files, SUMS: files[SUMS][:-1]}, SUMS, "a line each"),
    "no list": (_without(SUMS), "shards/00.csv", "without SHA256SUMS"),
}  # fmt: skip


def _archive(files: dict[str, bytes], count: int = 600) -> Archive:
    head = {
        "id": "2026-all", "type": "roster", "title": "All", "summary": "All.", "as_of": "2026-01-01", "rules_at": "2026-01-01",
        "count": count, "columns": ["entry", "region"], "digest": digest(files.get(SUMS, files.get("entries.csv", b""))), "storage": "public",
    }  # fmt: skip
    return read_archive({**_placed(files), f"{FOLDER}/roster.md": write_document(head, "\n")})


@pytest.mark.parametrize("name", SPOILT)
def test_a_fault_of_the_shards_is_told_with_its_file(name: str) -> None:
    spoil, path, said = SPOILT[name]
    archive = _archive(spoil(write_shards(("entry", "region"), PEOPLE, 2)))
    assert archive.rosters[0].entries is None
    assert {fault.name for fault in archive.faults} == {"broken-entries"}
    fault = archive.faults[0]
    assert fault.place.path == f"{FOLDER}/{path}"
    assert said in fault.what
    assert fault.mend


def test_no_two_forms_stand_side_by_side() -> None:
    files = write_shards(("entry", "region"), PEOPLE, 2)
    [fault] = _archive({**files, "entries.csv": join_lines(("entry", "region"), PEOPLE)}).faults
    assert fault.what == "entries.csv and shards stand here both"


def test_shards_kept_elsewhere_are_no_fault() -> None:
    archive = _archive({SUMS: write_shards(("entry", "region"), PEOPLE, 2)[SUMS]})
    assert (archive.faults, archive.rosters[0].entries) == ((), None)


def test_a_draw_from_shards_is_the_draw_from_one_file() -> None:
    sharded = _archive(write_shards(("entry", "region"), PEOPLE, 2)).rosters[0].entries
    whole = _archive({"entries.csv": join_lines(("entry", "region"), PEOPLE)}).rosters[0].entries
    assert sharded is not None
    assert whole is not None
    assert sharded.digest != whole.digest, "so the call differs, and with it the seed"
    seed = digest(b"one seed")
    assert draw_simple(seed, sharded.tokens, seats=20) == draw_simple(seed, whole.tokens, seats=20)
    seats = {"north": 5, "south": 7}
    panels = [draw_stratified(seed, each.tokens, each.column("region"), seats=seats) for each in (sharded, whole)]
    assert panels[0] == panels[1]


CELLS = st.dictionaries(
    st.tuples(st.sampled_from(["north", "south", "west"]), st.sampled_from(["16-29", "30-44", "45-59", WITHHELD])),
    st.integers(1, 12),
    min_size=1,
)


@settings(max_examples=120, deadline=None)
@given(CELLS, st.integers(1, 10), st.booleans())
def test_after_merging_no_cell_is_small_and_nobody_is_lost(counts: dict[tuple[str, ...], int], least: int, cross: bool) -> None:
    if sum(counts.values()) < least:
        with pytest.raises(ValueError, match="people in all"):
            merge_cells(counts, least, cross=cross)
        return
    merged = merge_cells(counts, least, cross=cross)
    after = Counter[tuple[str, ...]]()
    for cell, count in counts.items():
        after[merged[cell]] += count
    assert list(small_cells(after, least, cross=cross)) == []
    assert sum(after.values()) == sum(counts.values())
    assert all(new in (old, WITHHELD) for cell in counts for old, new in zip(cell, merged[cell], strict=True))
    if not list(small_cells(counts, least, cross=cross)):
        assert all(merged[cell] == cell for cell in counts), "what is large enough stays"
    assert merged == merge_cells(dict(reversed(counts.items())), least, cross=cross), "whatever the order"


def test_the_next_smallest_value_joins_until_the_withheld_are_enough() -> None:
    counts = {("north",): 30, ("south",): 6, ("west",): 3, ("east",): 6}
    merged = merge_cells(counts, 5)
    assert merged == {("north",): ("north",), ("south",): ("south",), ("west",): (WITHHELD,), ("east",): (WITHHELD,)}
    assert rewritten(counts, merged, ("region",)) == {("region", "east"): 6, ("region", "west"): 3}
    assert strata(counts, ("region",)) == {"region": {"east": 6, "north": 30, "south": 6, "west": 3}}


def test_a_combination_can_be_small_where_no_value_is() -> None:
    counts = dict.fromkeys(product(("north", "south"), ("young", "old")), 10) | {("north", "old"): 1}
    assert list(small_cells(counts, 5)) == []
    assert list(small_cells(counts, 5, cross=True)) == [(("north", "old"), 1)]


LIST = "entry,name,region,age\nm-001,Ada,north,30-44\nm-002,Bob,south,30-44\nm-003,Cyd,north,16-29\n"


def _read(text: str, **wanted: object) -> tuple[object, str]:
    fields = {"counted": ("region",), **wanted}
    members, faults = read_members("list.csv", text.splitlines(keepends=True), Wanted("entry", TOKEN, **fields))  # type: ignore[arg-type]
    return members, f"{faults[0].place.line}: {faults[0].what}" if faults else ""


def test_only_what_is_asked_for_is_kept() -> None:
    members, said = _read(LIST)
    assert said == ""
    assert "Ada" not in repr(members)
    assert not re.search("30-44", repr(members))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LIST + "m-002,Dov,north,30-44\n", "5: the entry 'm-002' stands on line 3 too"),
        (LIST + 'm-004,"Dov\nSon",north,30-44\nm-001,Eve,north,30-44\n', "7: the entry 'm-001' stands on line 2 too"),
        (LIST + "M4,Dov,north,30-44\n", "5: 'M4' is not an entry"),
        (LIST + "m-004,Dov,north\n", "5: the row has 3 values, the header 4 names"),
        (LIST + "m-004,Dov,,30-44\n", "5: the column 'region' is empty"),
        (LIST + 'm-004,Dov,"north, far",30-44\n', "5: region: 'north, far' holds a comma, quote or control character"),
        (LIST + 'm-004,"Dov,north,30-44\n', "5: unexpected end of data"),
        (LIST.replace("entry,", "token,"), "1: there is no column 'entry'"),
        (LIST.replace("region", "place"), "1: there is no column 'region'"),
        (LIST.replace("age", "region"), "1: two columns are called 'region'"),
        ("", "1: there is no column 'entry'"),
    ],
)
def test_a_list_that_cannot_be_used_is_told_with_its_line(text: str, said: str) -> None:
    members, found = _read(text)
    assert (members, found) == (None, said)


def test_a_member_who_is_left_out_is_not_in_a_second_row() -> None:
    text = LIST + "m-001,Ada,gone,30-44\n"
    assert _read(text, leave_out=(("region", "gone", "left"),))[1] == "5: the entry 'm-001' stands on line 2 too"


def test_keys_are_fingerprints_and_each_is_one_members() -> None:
    good, text = "SHA256:" + "a" * 43, "entry,key,region\nm-001,{},north\nm-002,{},north\nm-003,,north\nm-004,,north\n"
    assert _read(text.format(good, good.upper().replace("SHA256", "SHA256")), further=("key",))[1] == ""
    assert _read(text.format(good, good), further=("key",))[1] == "3: this key stands on line 2 too"
    assert _read(text.format(good, "ssh-ed25519 AAAA"), further=("key",))[1] == "3: 'ssh-ed25519 AAAA' is not the fingerprint of a key"
