"""Draws of five hundred from ten million, for what is claimed of the engines: DuckDB beside the bare query, machine code beside hashlib."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from heapq import nsmallest
from itertools import chain
from pathlib import Path
from statistics import median
from time import perf_counter

ENTRIES = 10_000_000
SEATS = 500
MOST_MEMORY = 300
"""MiB that the fast engine may take in all, the compiler in it included."""
SEED = sha256(b"bench").hexdigest()
_PEAK = """
import json, pathlib, re, sys
from folkmoot.engine.draws import draw_lowest, engine_named
from folkmoot.engine.shards import open_shards
if __name__ == "__main__":
    with engine_named(sys.argv[1]) as engine:
        draw_lowest(sys.argv[3], 500, open_shards(pathlib.Path(sys.argv[2])), engine)
    # Not ru_maxrss: the kernel lets a process begin with that of the one which started it.
    print(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1])
"""


def build(folder: Path, entries: int = ENTRIES) -> None:
    """Write the roster."""
    line = [Path(sys.executable).parent / "folkmoot", "roster", "generate", "--size", str(entries)]
    subprocess.run([*line, "--column", "region=north:5,south:3,isles:2", "--out", folder], check=True, capture_output=True)


def drawn_by(engine: str, folder: Path) -> Callable[[], bytes]:
    """A draw by an engine that has begun: digests compared, tickets taken anew, the answer written."""
    from folkmoot.engine.draws import draw_lowest, engine_named
    from folkmoot.engine.shards import open_shards

    with engine_named(engine) as begun:
        return lambda: draw_lowest(SEED, SEATS, open_shards(folder), begun).data


def bare_query(folder: Path) -> Callable[[], bytes]:
    """The query alone, as one would type it: no digest, no count, no check."""
    import duckdb

    sql = f"""
        SELECT sha256('{SEED}:' || entry) AS ticket, entry
        FROM read_csv('{folder}/shards/*.csv', columns = {{'entry': 'VARCHAR', 'region': 'VARCHAR'}}, header = true, delim = ',',
            quote = '', escape = '', auto_detect = false)
        ORDER BY ticket, entry LIMIT {SEATS}
    """
    return lambda: written(duckdb.connect().execute(sql).fetchall())


def two_processes(folder: Path) -> Callable[[], bytes]:
    """Two processes with hashlib and nothing else: half of the shards each, the tickets of all entries, the lowest of them."""

    def run() -> bytes:
        line = [sys.executable, __file__, "half", str(folder)]
        halves = [subprocess.Popen([*line, str(half)], stdout=subprocess.PIPE) for half in (0, 1)]
        found = [json.loads(process.communicate()[0]) for process in halves]
        return written(sorted(chain(*found))[:SEATS])

    return run


def half_of(folder: Path, half: int) -> list[tuple[str, str]]:
    """One process's part: each shard is read whole, its digest taken, and the lowest tickets kept."""
    start = sha256(f"{SEED}:".encode())
    lowest: list[tuple[bytes, bytes]] = []
    for path in sorted((folder / "shards").iterdir())[half::2]:
        data = path.read_bytes()
        sha256(data).hexdigest()
        tickets = list[tuple[bytes, bytes]]()
        for line in data.split(b"\n")[1:-1]:
            entry = line[: line.index(b",")]
            state = start.copy()
            state.update(entry)
            tickets.append((state.digest(), entry))
        lowest = nsmallest(SEATS, lowest + tickets)
    return [(digest.hex(), entry.decode()) for digest, entry in lowest]


def written(rows: list[tuple[str, str]]) -> bytes:
    """Tickets as `folkmoot draw lowest` writes them."""
    from folkmoot.formats.canonical import write_json

    return write_json({"seed": SEED, "of": SEATS, "tickets": [{"entry": entry, "ticket": ticket} for ticket, entry in rows]})


def memory(engine: str, folder: Path) -> int:
    """MiB that a process takes at most, from its start to the end of a draw."""
    ran = subprocess.run([sys.executable, "-c", _PEAK, engine, folder, SEED], check=True, capture_output=True, text=True)
    return int(re.findall(r"\d+", ran.stdout)[-1]) // 1024


def main() -> int:
    """Measure alone, over a roster that is there or is made: ratios of processor time, the median of three, and peaks of memory."""
    import tempfile

    from run import measure, spent

    broken = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(name) / "roster"
        if not folder.exists():
            build(folder)
        duck, fast, query, hashes = drawn_by("duckdb", folder), drawn_by("fast", folder), bare_query(folder), two_processes(folder)
        assert duck() == fast() == query() == hashes()
        for what, ours, bare, most in (("duckdb / bare query", duck, query, 1.3), ("fast / two hashlib processes", fast, hashes, 0.125)):
            pairs = [(measure(ours, spent), measure(bare, spent), measure(ours, perf_counter)) for _ in range(3)]
            ratio = median(one / other for one, other, _ in pairs)
            broken += ratio > most
            print(f"{what}: {ratio:.3f} (claim {most}), {pairs}")
        peak = memory("fast", folder)
        broken += peak >= MOST_MEMORY
        print(f"fast: {peak} MiB (claim {MOST_MEMORY})")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    if sys.argv[1:2] == ["half"]:
        print(json.dumps(half_of(Path(sys.argv[2]), int(sys.argv[3]))))
    else:
        sys.exit(main())
