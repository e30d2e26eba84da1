"""Ten million packed ballots beside a roster of ten million, for what the count at size claims of its speed and of its memory.

One member in fifty does not vote, one in fifty changes their mind, and so there are as many ballots as members.
"""

import resource
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import duckdb

MEMBERS = 10_000_000
MOST_MEGABYTES = 2000
_WORDS = (b"for", b"against", b"abstain")


def build(folder: Path, members: int = MEMBERS) -> None:
    """Write the roster and the ballots into `roster/` and `ballots/`."""
    from folkmoot.engine.generated import Recipe, generate
    from folkmoot.engine.shards import pieces
    from folkmoot.formats.ballot_shards import COLUMNS, FILE, Packed, write_packed
    from folkmoot.formats.shards import SUMS
    from folkmoot.formats.table import join_lines

    folder.mkdir()
    (folder / "members").write_text(str(members))
    recipe = Recipe(members, "bench", (("region", (("north", 2), ("south", 1))),))
    roster = generate(recipe, folder / "roster")
    target = folder / "ballots"
    (target / "shards").mkdir(parents=True)
    sums, count = [], 0
    assert roster.digits, "so few members stand in one file"
    for name in roster.sums:
        rows: list[bytes] = []
        lines = b"".join(pieces(roster, name)).split(b"\n")[:-1]
        for place, line in enumerate(lines):
            voter = line[: line.index(b",")]
            if place % 50:
                rows.append(b"%b,1,%b" % (voter, _WORDS[voter[5] % 3]))
            if place % 50 == 7:
                rows.append(b"%b,2,against" % voter)
        data = join_lines(COLUMNS, rows)
        (target / name).write_bytes(data)
        sums.append(f"{sha256(data).hexdigest()}  {name}\n")
        count += len(rows)
    (target / SUMS).write_text("".join(sums))
    digest = sha256("".join(sums).encode()).hexdigest()
    (target / FILE).write_bytes(write_packed(Packed("2026-bench", "1" * 64, roster.digest, digest, count, {})))


def ours(folder: Path, engine: str = "duckdb") -> None:
    """Open, compare all digests, judge all rows, count, and look for the first discarded ballots."""
    from folkmoot.engine.count_run import count_engine, run_count, the_ballots
    from folkmoot.engine.counts import Box
    from folkmoot.engine.shards import open_shards
    from folkmoot.records.ballot import FOR_AGAINST_ABSTAIN, Vote

    roster = open_shards(folder / "roster")
    vote = Vote("2026-bench", "1" * 64, roster.digest, FOR_AGAINST_ABSTAIN, None, None)
    packed, ballots = the_ballots(folder / "ballots", vote)
    with count_engine(engine) as ready:
        found, _ = run_count(Box(vote, ballots, roster), packed, int((folder / "members").read_text()), ready)
    print(sorted((str(choice), votes) for choice, votes in found.profile.items()))


def bare(folder: Path) -> None:
    """The one query that somebody would write by hand: the last ballot of each voter who is on the roster, counted by choice."""
    options = "header = true, auto_detect = false, delim = ',', quote = '', escape = ''"
    ballots = (
        f"read_csv('{folder}/ballots/shards/*.csv', columns = {{'voter': 'VARCHAR', 'sequence': 'BIGINT', 'choice': 'VARCHAR'}}, {options})"
    )
    roster = f"read_csv('{folder}/roster/shards/*.csv', columns = {{'entry': 'VARCHAR', 'region': 'VARCHAR'}}, {options})"
    last = f"SELECT voter, arg_max(choice, sequence) AS choice FROM {ballots} b SEMI JOIN {roster} r ON voter = entry GROUP BY voter"
    print(sorted(duckdb.sql(f"SELECT choice, count(*) FROM ({last}) GROUP BY choice").fetchall()))


def sides(folder: Path) -> tuple[Callable[[], object], Callable[[], object]]:
    """Our count and the bare query, each in a process of its own; the first fails when it takes too much memory."""

    def run(which: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, __file__, which, str(folder)], check=True, capture_output=True)

    return run("ours"), run("bare")


if __name__ == "__main__":
    which, where = sys.argv[1], Path(sys.argv[2])
    if which == "build":
        build(where, int(sys.argv[3]))
    elif which == "bare":
        bare(where)
    else:
        ours(where, *sys.argv[3:])
        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{used} MB", file=sys.stderr)
        sys.exit(used > MOST_MEGABYTES)
