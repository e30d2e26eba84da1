"""Writing a roster at size: the same bytes whatever the order and the workers, whole or not at all, and going on after a kill."""

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folkmoot.engine.generated import Recipe, generate, rows
from folkmoot.engine.shard_faults import inspect
from folkmoot.engine.shard_writer import Target, write_rows
from folkmoot.engine.shards import open_shards
from folkmoot.formats.shards import write_shards
from folkmoot.formats.table import join_lines
from folkmoot.records.error import FolkmootError
from folkmoot.records.value import TOKEN

COLUMNS = ("entry", "region")
PEOPLE = sorted(b"m-%05d,%s" % (number, (b"north", b"south")[number % 3 == 0]) for number in range(20_000))
SHARDS = write_shards(COLUMNS, PEOPLE, 2)
SHUFFLED = sorted(PEOPLE, key=lambda row: sha256(row).digest())


def _target(folder: Path, identity: str = "members of 1 March", **changed: int) -> Target:
    return Target(folder, COLUMNS, changed.get("digits", 2), identity, changed.get("rows_a_run", 3000))


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("workers", [1, 2])
def test_rows_in_any_order_give_the_bytes_that_smaller_rosters_have(workers: int, tmp_path: Path) -> None:
    made = write_rows(_target(tmp_path / "out"), SHUFFLED, workers=workers)
    assert _files(tmp_path / "out") == SHARDS
    assert made == open_shards(tmp_path / "out")


def test_one_file_is_written_too(tmp_path: Path) -> None:
    write_rows(_target(tmp_path / "one", digits=0), SHUFFLED)
    assert _files(tmp_path / "one") == {"entries.csv": join_lines(COLUMNS, PEOPLE)}


@pytest.mark.slow
def test_three_digits_are_written_too(tmp_path: Path) -> None:
    write_rows(_target(tmp_path / "three", digits=3), SHUFFLED[:500])
    assert _files(tmp_path / "three") == write_shards(COLUMNS, sorted(SHUFFLED[:500]), 3)


ROWS = st.lists(st.from_regex(TOKEN, fullmatch=True), unique=True, max_size=40).map(
    lambda entries: [f"{entry},{('a', 'Ä', '')[len(entry) % 3]}".encode() for entry in entries]
)


@settings(max_examples=6, deadline=None)
@given(ROWS.flatmap(st.permutations), st.integers(1, 50))
def test_whatever_the_rows_and_the_runs(lines: list[bytes], rows_a_run: int) -> None:
    with TemporaryDirectory() as name:
        write_rows(_target(Path(name) / "out", rows_a_run=rows_a_run), lines)
        assert _files(Path(name) / "out") == write_shards(COLUMNS, sorted(lines), 2)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (PEOPLE[7], "the row 'm-00007,north' cannot stand in a roster: the entry 'm-00007' stands here a second time"),
        (b"m-00007,west", "the row 'm-00007,west' cannot stand in a roster: the entry 'm-00007' stands here a second time"),
        (b"M-1,north", "the row 'M-1,north' cannot stand in a roster: 'M-1' is not an entry"),
        (b"m-1x,north,x", "the row 'm-1x,north,x' cannot stand in a roster: 3 values stand here, the header names 2"),
        (b"m-1x,\xff", "the row 'm-1x,\N{REPLACEMENT CHARACTER}' cannot stand in a roster: these bytes are not UTF-8 text"),
    ],
)
def test_a_row_that_does_not_fit_is_named(row: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(FolkmootError) as refused:
        write_rows(_target(tmp_path / "out"), [*SHUFFLED, row])
    assert refused.value.what == said
    assert not (tmp_path / "out/SHA256SUMS").exists()


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("mine")
    with pytest.raises(FolkmootError, match="holds something already"):
        write_rows(_target(tmp_path), PEOPLE)
    assert _files(tmp_path) == {"kept.txt": b"mine"}


def test_what_else_is_written_comes_before_the_end(tmp_path: Path) -> None:
    write_rows(_target(tmp_path / "out"), PEOPLE[:10], also=lambda shards: {"roster.md": shards.digest.encode()})
    assert (tmp_path / "out/roster.md").read_text() == open_shards(tmp_path / "out").digest


# Runs that are killed.

_WRITING = """
import sys
from pathlib import Path
from test_shards_written import SHUFFLED, _target
from folkmoot.engine.shard_writer import write_rows

def stop(what, done, total):
    if (what, done) == ({what!r}, {done}):
        print("here", flush=True)
        sys.stdin.read()

write_rows(_target(Path({folder!r})), SHUFFLED, workers={workers}, progress=stop)
"""


def _killed(folder: Path, what: str, done: int, workers: int = 1) -> None:
    """Begin to write in a process of its own, and kill it when so much is done."""
    code = _WRITING.format(what=what, done=done, folder=str(folder), workers=workers)
    script = folder.parent / "writing.py"
    script.write_text("if __name__ == '__main__':\n" + "".join(f"    {line}\n" for line in code.strip().splitlines()))
    paths = os.pathsep.join(map(str, (Path(__file__).parent, *filter(None, sys.path))))
    with subprocess.Popen(
        [sys.executable, script], env={**os.environ, "PYTHONPATH": paths}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL


@pytest.mark.parametrize("workers", [1, 2])
def test_a_killed_run_leaves_whole_shards_and_the_next_goes_on(workers: int, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    _killed(folder, "Shards sorted and written", 50, workers)
    left = {name: data for name, data in _files(folder).items() if name.startswith("shards/")}
    assert 50 <= len(left) < 256
    assert all(SHARDS[name] == data for name, data in left.items()), "what is finished is valid"
    assert not (folder / "SHA256SUMS").exists(), "and nothing says that all is here"
    before = {name: (folder / name).stat().st_ino for name in left}
    write_rows(_target(folder), SHUFFLED)
    assert _files(folder) == SHARDS
    assert {name: (folder / name).stat().st_ino for name in left} == before, "finished shards are not written again"


def test_runs_that_were_spilled_are_not_spilled_again(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    _killed(folder, "Rows distributed to shards", 9000)
    runs = {path.name: path.stat().st_ino for path in (folder / ".unfinished").glob("*.run")}
    assert len(runs) == 3
    seen = dict[str, int]()

    def look(what: str, done: int, total: int) -> None:
        seen.update({path.name: path.stat().st_ino for path in (folder / ".unfinished").glob("*.run")})

    write_rows(_target(folder), SHUFFLED, progress=look)
    assert _files(folder) == SHARDS
    assert {name: seen[name] for name in runs} == runs


def test_an_unfinished_roster_goes_on_only_with_the_same_input(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    _killed(folder, "Shards sorted and written", 50)
    before = _files(folder)
    with pytest.raises(FolkmootError) as refused:
        write_rows(_target(folder, "members of 2 March"), SHUFFLED)
    assert refused.value.what == f"{folder} holds a roster that was left unfinished, of another input"
    assert refused.value.mend == "give the same input and options as before, or remove that folder"
    assert _files(folder) == before


def test_a_killed_worker_names_its_shard_and_the_next_run_goes_on(tmp_path: Path) -> None:
    def kill(what: str, done: int, total: int) -> None:
        if (what, done) == ("Shards sorted and written", 40):
            os.kill(multiprocessing.active_children()[0].pid or 0, signal.SIGKILL)

    with pytest.raises(FolkmootError, match=r"the process at work on shards/[0-9a-f]{2}\.csv was killed \(SIGKILL\)"):
        write_rows(_target(tmp_path / "out"), SHUFFLED, workers=2, progress=kill)
    write_rows(_target(tmp_path / "out"), SHUFFLED, workers=2)
    assert _files(tmp_path / "out") == SHARDS


# A full disk, for which a limit on the size of files stands: the system refuses to write in the same way.

_FULL = """
import resource, sys
from pathlib import Path
from test_shards_written import SHUFFLED, _target
from folkmoot.engine.shard_writer import write_rows
from folkmoot.records.error import FolkmootError

if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
    try:
        write_rows(_target(Path(sys.argv[1]), digits=0), SHUFFLED, workers=int(sys.argv[3]))
    except FolkmootError as error:
        print(error.what, error.mend, sep="|")
"""


@pytest.mark.parametrize(("room", "refused"), [(10, "state.json"), (20_000, "000000.run"), (100_000, "entries.csv")])
def test_a_full_disk_is_told_and_nothing_half_written_stays(room: int, refused: str, tmp_path: Path) -> None:
    script, folder = tmp_path / "full.py", tmp_path / "out"
    script.write_text(_FULL)
    paths = os.pathsep.join(map(str, (Path(__file__).parent, *filter(None, sys.path))))
    ran = subprocess.run(
        [sys.executable, script, folder, str(room), "1"],
        env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    what, _, mend = ran.stdout.strip().partition("|")
    assert what.startswith(str(folder))
    assert what.endswith(f"{refused} cannot be written: File too large")
    assert mend == f"make room and run the same command again, which goes on from there; or remove {folder}"
    assert [name for name in _files(folder) if name.endswith((".part", ".csv")) or "SHA256SUMS" in name] == []
    write_rows(_target(folder, digits=0), SHUFFLED)
    assert _files(folder) == {"entries.csv": join_lines(COLUMNS, PEOPLE)}


# Generated rosters.


def test_a_generated_entry_can_be_made_by_hand(tmp_path: Path) -> None:
    recipe = Recipe(1200, "any text", (("region", (("north", 3), ("south", 1))), ("age", (("old", 1), ("young", 2)))))
    generate(recipe, tmp_path / "out")
    made = (tmp_path / "out/entries.csv").read_text().splitlines()
    assert made[0] == "entry,region,age"
    by_hand = subprocess.run("printf '%s:%s' 'any text' 17 | sha256sum", shell=True, capture_output=True, text=True, check=True).stdout
    assert [line for line in made if line.startswith(f"t-{by_hand[:18]},")] == [f"t-{by_hand[:18]},north,young"]
    assert inspect(tmp_path / "out", ("region", "age")).strata == recipe.strata
    assert recipe.strata == {"age": {"old": 400, "young": 800}, "region": {"north": 900, "south": 300}}


def test_a_larger_generated_roster_holds_the_smaller_one() -> None:
    small, large = (set(rows(Recipe(size, "x", (("region", (("a", 1), ("b", 1))),)), 0)) for size in (50, 80))
    assert small < large


@pytest.mark.slow
def test_above_a_million_shards_are_generated_the_same_with_any_workers(tmp_path: Path) -> None:
    recipe = Recipe(1_000_001, "any text", (("region", (("north", 3), ("south", 1))),))
    one, two = (generate(recipe, tmp_path / str(workers), workers=workers) for workers in (1, 2))
    assert (one.digest, one.digits) == (two.digest, 2)
    found = inspect(tmp_path / "2", ("region",), workers=2)
    assert (found.faults, found.count, found.strata) == ((), 1_000_001, recipe.strata)
    ran = subprocess.run(["sha256sum", "-c", "--quiet", "--strict", "SHA256SUMS"], cwd=tmp_path / "1", capture_output=True, check=False)
    assert ran.returncode == 0
    assert sha256((tmp_path / "1/SHA256SUMS").read_bytes()).hexdigest() == one.digest
    shutil.rmtree(tmp_path / "1")


_PEAK = """
import re, sys
from itertools import chain
from pathlib import Path
from folkmoot.engine.generated import Recipe, rows
from folkmoot.engine.shard_faults import inspect
from folkmoot.engine.shard_writer import Target, write_rows

if __name__ == "__main__":
    size, folder = int(sys.argv[1]), Path(sys.argv[2])
    recipe = Recipe(size, "x", (("region", (("north", 3), ("south", 1))),))
    parts = chain.from_iterable(rows(recipe, part) for part in range(-(-size // (1 << 19))))
    write_rows(Target(folder, recipe.names, 2, "x", 50_000), parts)
    assert inspect(folder, ("region",)).count == size
    print(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from /proc")
def test_ten_times_the_entries_take_no_more_memory(tmp_path: Path) -> None:
    script = tmp_path / "peak.py"
    script.write_text(_PEAK)
    peaks = [
        int(subprocess.run([sys.executable, script, str(size), tmp_path / str(size)], capture_output=True, text=True, check=True).stdout)
        for size in (200_000, 2_000_000)
    ]
    assert peaks[1] < 1.3 * peaks[0], peaks
