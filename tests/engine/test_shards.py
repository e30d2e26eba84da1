"""A roster too large to hold, read as a stream: what is sound passes, and each fault is told with its file, row and column."""

import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from co_op import write_tree
from folkmoot.engine.roster_check import check_roster
from folkmoot.engine.shard_faults import inspect
from folkmoot.engine.shards import LONGEST_ROW, open_shards, pieces
from folkmoot.engine.workers import each
from folkmoot.formats.canonical import digest, manifest, write_document
from folkmoot.formats.shards import SUMS, shard_of, write_shards
from folkmoot.formats.table import join_lines
from folkmoot.records.error import FolkmootError

Files = dict[str, bytes]
COLUMNS = ("entry", "region")
PEOPLE = sorted(f"m-{number:05},{('north', 'south')[number % 3 == 0]}".encode() for number in range(2000))
SOUND = write_shards(COLUMNS, PEOPLE, 2)
A, B = "shards/3f.csv", "shards/40.csv"
ROWS = SOUND[A].split(b"\n")[1:-1]


def _resummed(files: Files) -> Files:
    return {**files, SUMS: manifest({name: data for name, data in files.items() if name not in (SUMS, "roster.md")})}


def _with(files: Files, name: str, rows: list[bytes]) -> Files:
    return _resummed({**files, name: join_lines(COLUMNS, rows)})


def _told(folder: Path, files: Files, **options: int) -> list[str]:
    """The faults, as `file:line:column: what`."""
    write_tree(folder, files)
    manifest_file = folder / "roster.md" if "roster.md" in files else None
    faults = check_roster(folder, manifest_file, **options).faults
    assert all(fault.mend for fault in faults)
    places = [fault.place for fault in faults]
    return [
        f"{place.path.removeprefix(f'{folder}/')}:{place.line}:{place.column}: {fault.what}"
        for place, fault in zip(places, faults, strict=True)
    ]


def test_a_sound_roster_is_read_whole(tmp_path: Path) -> None:
    write_tree(tmp_path, SOUND)
    found = inspect(tmp_path, ("region",))
    assert (found.faults, found.count) == ((), 2000)
    assert found.strata == {"region": Counter(line.split(b",")[1].decode() for line in PEOPLE)}
    shards = open_shards(tmp_path)
    assert found.shards == shards
    assert (shards.columns, shards.digits, shards.digest) == (COLUMNS, 2, digest(SOUND[SUMS]))
    read = b"".join(piece for name in shards.sums for piece in pieces(shards, name, 64))
    assert sorted(read.splitlines()) == PEOPLE


def test_every_piece_holds_whole_rows_however_small_it_is(tmp_path: Path) -> None:
    write_tree(tmp_path, {"entries.csv": join_lines(COLUMNS, PEOPLE)})
    shards = open_shards(tmp_path)
    assert (shards.digits, shards.digest) == (0, sha256(join_lines(COLUMNS, PEOPLE)).hexdigest())
    for size in (1, 7, 100, 1 << 20):
        found = list(pieces(shards, "entries.csv", size))
        assert all(piece.endswith(b"\n") for piece in found)
        assert b"".join(found).splitlines() == PEOPLE


def test_two_workers_tell_what_one_tells(tmp_path: Path) -> None:
    write_tree(tmp_path, _with(_with(SOUND, A, [*ROWS, ROWS[-1]]), B, [b"x,north"]))
    assert inspect(tmp_path, ("region",), workers=2) == inspect(tmp_path, ("region",))


def _changed(name: str, files: Files, cut: str = "") -> str:
    found, said = digest(files[name]), digest(SOUND[name])
    return f"{name}:1:1: sha256sum {name} says {found[:12]}..., SHA256SUMS says {said[:12]}...{cut}"


def _without(files: Files, name: str) -> Files:
    return {path: data for path, data in files.items() if path != name}


CUT = {**SOUND, A: SOUND[A][:-3]}
SHORT = {**SOUND, A: join_lines(COLUMNS, ROWS[:-1])}
UNSORTED = {**SOUND, A: join_lines(COLUMNS, [ROWS[1], ROWS[0], *ROWS[2:]])}
FIRST, SECOND = ROWS[0].split(b",")[0].decode(), ROWS[1].split(b",")[0].decode()
LINES = SOUND[SUMS].splitlines(keepends=True)
MOVED = sorted([*SOUND[B].split(b"\n")[1:-1], ROWS[0]])
AT = MOVED.index(ROWS[0]) + 2
SPOILT: dict[str, tuple[Files, list[str]]] = {
    "a shard missing": (_without(SOUND, A), [f"{A}:1:1: {A} is listed in SHA256SUMS and is not here"]),
    "every shard missing": ({SUMS: SOUND[SUMS]}, ["SHA256SUMS:1:1: none of the 256 shards that are listed is here"]),
    "SHA256SUMS missing": (_without(SOUND, SUMS), ["shards/00.csv:1:1: a shard stands here without SHA256SUMS"]),
    "both forms": ({**SOUND, "entries.csv": join_lines(COLUMNS, PEOPLE)}, ["SHA256SUMS:1:1: entries.csv and shards stand here both"]),
    "a shard more": ({**SOUND, "shards/xy.csv": b""}, ["shards/xy.csv:1:1: SHA256SUMS does not list this shard"]),
    "a shard cut off": (CUT, [_changed(A, CUT, "; the file is cut off")]),
    "a row less": (SHORT, [_changed(A, SHORT)]),
    "an empty file": ({**SOUND, A: b""}, [_changed(A, {A: b""}), f"{A}:1:1: the first column is called '', not 'entry'"]),
    "rows in another order": (UNSORTED, [_changed(A, UNSORTED), f"{A}:3:1: '{FIRST}' stands after '{SECOND}'"]),
    "rows in another order from the start": (_resummed(UNSORTED), [f"{A}:3:1: '{FIRST}' stands after '{SECOND}'"]),
    "two shards swapped": (
        {**SOUND, A: SOUND[B], B: SOUND[A]}, [f"{A}:1:1: this is {B}, in the place of {A}", f"{B}:1:1: this is {A}, in the place of {B}"],
    ),
    "a duplicate in one shard": (_with(SOUND, A, [ROWS[0], *ROWS]), [f"{A}:3:1: the entry '{FIRST}' stands here a second time"]),
    "a duplicate across shards": (_with(SOUND, B, MOVED), [f"{B}:{AT}:1: '{FIRST}' belongs in {A}, where it stands on line 2 too"]),
    "an entry in the wrong shard": (_with(_with(SOUND, B, MOVED), A, ROWS[1:]), [f"{B}:{AT}:1: '{FIRST}' belongs in {A}"]),
    "a NUL": (
        _with(SOUND, A, [ROWS[0], ROWS[1].replace(b"th", b"\x00h"), *ROWS[2:]]),
        [f"{A}:3:12: a quote or control character stands in the value of 'region'"],
    ),
    "no UTF-8": (
        _with(SOUND, A, [ROWS[0], ROWS[1].replace(b"th", b"\xc3\xa9\xff"), *ROWS[2:]]), [f"{A}:3:13: these bytes are not UTF-8 text"],
    ),
    "a value too many": (_with(SOUND, A, [ROWS[0] + b",x", *ROWS[1:]]), [f"{A}:2:1: 3 values stand here, the header names 2"]),
    "no entry": (_with(SOUND, A, [b"M_1,north", *ROWS]), [f"{A}:2:1: 'M_1' is not an entry"]),
    "a last line without end": (_resummed({**SOUND, A: SOUND[A][:-1]}), [f"{A}:{len(ROWS) + 1}:1: the last line does not end"]),
    "a header alone without end": (_resummed({**SOUND, A: b"entry,region"}), [f"{A}:1:1: the file has no line end"]),
    "Windows line ends": (
        _resummed({**SOUND, A: SOUND[A].replace(b"\n", b"\r\n")}), [f"{A}:1:1: the column 'region' has no proper name"],
    ),
    "another header": (
        _resummed({**SOUND, B: SOUND[B].replace(b"region", b"age")}), [f"{B}:1:1: this shard has other columns than the first"],
    ),
    "an endless row": (
        _with(SOUND, A, [*ROWS, b"z-01," + b"x" * (3 << 20)]), [f"{A}:{len(ROWS) + 2}:1: a row of more than {LONGEST_ROW:,} bytes stands here"],
    ),
    "a digest that is none": (
        {**SOUND, SUMS: SOUND[SUMS].replace(b"  shards/00.csv", b" shards/00.csv")},
        ["SHA256SUMS:1:1: this is not a digest, two spaces and the name of a shard"],
    ),
    "SHA256SUMS in another order": (
        {**SOUND, SUMS: b"".join([LINES[1], LINES[0], *LINES[2:]])},
        ["SHA256SUMS:1:1: the shards are not listed once each, in order, a line each"],
    ),
    "SHA256SUMS cut off": ({**SOUND, SUMS: b"".join(LINES[:-1])}, ["SHA256SUMS:1:1: shards/ff.csv is not listed"]),
    "another digest in SHA256SUMS": (
        {**SOUND, SUMS: b"".join([b"0" * 64 + LINES[0][64:], *LINES[1:]])},
        [f"shards/00.csv:1:1: sha256sum shards/00.csv says {digest(SOUND['shards/00.csv'])[:12]}..., SHA256SUMS says 000000000000..."],
    ),
    "three faults in three shards": (
        _without(_with(_with(SOUND, A, [ROWS[0], *ROWS]), B, [b"x,north"]), "shards/00.csv"),
        ["shards/00.csv:1:1: shards/00.csv is listed in SHA256SUMS and is not here",
         f"{A}:3:1: the entry '{FIRST}' stands here a second time", f"{B}:2:1: 'x' is not an entry"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILT)
def test_a_fault_is_told_with_its_file_row_and_column(name: str, tmp_path: Path) -> None:
    files, said = SPOILT[name]
    if name == "three faults in three shards":
        files = {**files, SUMS: _with(_with(SOUND, A, [ROWS[0], *ROWS]), B, [b"x,north"])[SUMS]}
    assert _told(tmp_path, files) == said


@pytest.mark.parametrize(
    ("bad", "said"),
    [(b"\x00", "a quote or control character stands in the value of 'region'"), (b"\xff", "these bytes are not UTF-8 text")],
)
def test_the_row_is_told_in_a_file_of_many_pieces(tmp_path: Path, bad: bytes, said: str) -> None:
    rows = [b"m-%07d,north" % number for number in range(200_000)]
    rows[199_998] = b"m-0199998,n" + bad
    assert _told(tmp_path, {"entries.csv": join_lines(COLUMNS, rows)}) == [f"entries.csv:200000:12: {said}"]
    rows[199_998] = rows[0]
    [order] = _told(tmp_path, {"entries.csv": join_lines(COLUMNS, rows)})
    assert order == "entries.csv:200000:1: 'm-0000000' stands after 'm-0199997'"


def test_rows_are_compared_across_pieces(tmp_path: Path) -> None:
    rows = [b"m-%07d,north" % number for number in range(200_000)]
    size = len(b"m-0000000,north\n")
    at = ((1 << 20) - len(b"entry,region\n")) // size  # the first row of the second piece
    rows[at] = rows[at - 1]
    assert _told(tmp_path, {"entries.csv": join_lines(COLUMNS, rows)}) == [
        f"entries.csv:{at + 2}:1: the entry 'm-{at - 1:07}' stands here a second time"
    ]


def _head(**changed: object) -> bytes:
    head = {
        "id": "2026-all", "type": "roster", "title": "All", "summary": "All.", "as_of": "2026-01-01", "rules_at": "2026-01-01", "count": 2000,
        "columns": ["entry", "region"], "digest": digest(SOUND[SUMS]), "strata": {"region": {"north": 1333, "south": 667}}, "storage": "public",
    }  # fmt: skip
    return write_document(head | changed, "\n")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, []),
        ({"count": 1999}, ["roster.md:8:8: the manifest counts 1999 entries, the shards have 2000"]),
        ({"digest": "0" * 64}, [f"roster.md:12:9: the manifest says 000000000000..., sha256sum SHA256SUMS says {digest(SOUND[SUMS])[:12]}..."]),
        ({"columns": ["entry"]}, ["roster.md:10:1: the manifest names entry; the shards have entry, region"]),
        ({"strata": {"region": {"north": 1333, "west": 667}}}, [
            "roster.md:15:5: region: 'south' has 667 entries, the manifest says 0",
            "roster.md:16:11: region: 'west' has 0 entries, the manifest says 667",
        ]),
        ({"strata": {"age": {"old": 1}}}, ["roster.md:15:5: the shards have no column 'age'"]),
        ({"count": "many"}, ["roster.md:8:8: count: 'many' is not a whole number"]),
    ],
)  # fmt: skip
def test_the_manifest_is_held_against_the_shards(changed: dict[str, object], said: list[str], tmp_path: Path) -> None:
    assert _told(tmp_path, {**SOUND, "roster.md": _head(**changed)}) == said


def test_a_column_with_very_many_values_does_not_fill_memory(tmp_path: Path) -> None:
    rows = [b"m-%06d,h-%06d" % (number, number) for number in range(25_000)]
    write_tree(tmp_path, {"entries.csv": join_lines(COLUMNS, rows)})
    assert len(inspect(tmp_path, ("region",)).strata["region"]) <= 10_000


# What is refused when rows are only read.


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda files: _without(files, A), f"{A} is listed in .*SHA256SUMS and is not here"),
        (lambda files: {**files, SUMS: b"x\n"}, "line 1: this is not a digest, two spaces and the name of a shard"),
        (lambda files: {**files, "entries.csv": b"entry\n"}, "entries.csv and SHA256SUMS both"),
        (lambda files: {"other": b""}, "there is no SHA256SUMS and no entries.csv in"),
        (lambda files: {**files, "shards/00.csv": b"token\n"}, "line 1: the first column is called 'token', not 'entry'"),
    ],
)
def test_a_folder_that_is_no_roster_is_refused(spoil: Callable[[Files], Files], said: str, tmp_path: Path) -> None:
    write_tree(tmp_path, spoil(SOUND))
    with pytest.raises(FolkmootError, match=said) as refused:
        open_shards(tmp_path)
    assert refused.value.mend


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (SHORT, f"{A}: sha256sum says {digest(SHORT[A])[:12]}..., listed is {digest(SOUND[A])[:12]}..."),
        (CUT, f"{A}: sha256sum says {digest(CUT[A])[:12]}..., listed is {digest(SOUND[A])[:12]}..."),
        (_resummed(CUT), f"{A}: the last line does not end"),
        (
            _resummed({**SOUND, A: SOUND[A].replace(b"region", b"age")}),
            f"{A} does not begin with the header entry,region of the other shards",
        ),
    ],
)
def test_a_shard_that_is_not_the_frozen_one_is_refused_at_its_end(files: Files, said: str, tmp_path: Path) -> None:
    write_tree(tmp_path, files)
    with pytest.raises(FolkmootError) as refused:
        list(pieces(open_shards(tmp_path), A))
    assert refused.value.what == f"{tmp_path}/{said}"
    assert refused.value.mend == f"put the frozen file back; see what is wrong with: folkmoot roster check {tmp_path}"


def test_a_link_or_a_pipe_in_the_place_of_a_shard_is_not_waited_for(tmp_path: Path) -> None:
    write_tree(tmp_path, SOUND)
    (tmp_path / A).unlink()
    os.mkfifo(tmp_path / A)
    assert [fault.place.path for fault in inspect(tmp_path).faults] == [f"{tmp_path}/{A}"]
    with pytest.raises(FolkmootError, match="is not here"):
        open_shards(tmp_path)


# Workers that are killed.


def test_a_killed_worker_names_its_shard(tmp_path: Path) -> None:
    write_tree(tmp_path, SOUND)

    def kill(what: str, done: int, total: int) -> None:
        if done == 20:
            os.kill(multiprocessing.active_children()[0].pid or 0, signal.SIGKILL)

    with pytest.raises(FolkmootError) as refused:
        check_roster(tmp_path, workers=2, progress=kill)
    named, _, how = refused.value.what.rpartition(".csv ")
    assert named.startswith(f"the process at work on {tmp_path}/shards/")
    assert how == "was killed (SIGKILL)"
    assert refused.value.mend == "see that there is enough memory, and run the same command again; fewer workers take less"
    assert multiprocessing.active_children() == [], "no process is left behind"


def test_a_worker_that_ends_by_itself_is_told_too() -> None:
    with pytest.raises(FolkmootError, match="the process at work on task 3 ended with exit code 3"):
        list(each(os._exit, [3], 2, lambda task: f"task {task}"))


@pytest.mark.slow
def test_an_entry_stands_where_three_digits_of_its_digest_say(tmp_path: Path) -> None:
    files = write_shards(COLUMNS, PEOPLE, 3)
    write_tree(tmp_path, files)
    found = inspect(tmp_path)
    assert (found.faults, found.count) == ((), 2000)
    entry = PEOPLE[0].split(b",")[0]
    name = shard_of(entry, 3)
    write_tree(tmp_path, _with(files, "shards/000.csv", [*files["shards/000.csv"].split(b"\n")[1:-1], PEOPLE[0]]))
    [fault] = inspect(tmp_path).faults
    assert fault.what == f"'{entry.decode()}' belongs in {name}, where it stands on line 2 too"
