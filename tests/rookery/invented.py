"""What Rookery's makers share: invented members and choices, and the commands a co-op would use.

Members and what they choose come from SHA-256 of plain texts: the same bytes come out on every machine. No person stands
behind a token.
"""

import csv
import sys
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

from folkmoot.cli.shell import cli
from folkmoot.formats.canonical import digest, write_log
from folkmoot.formats.layout import read_archive
from folkmoot.formats.paths import FOLDERS
from folkmoot.records.archive import Archive

sys.path.insert(0, str(Path(__file__).parents[1]))  # the throw-away keys stand among the tests of trust


def number(text: str) -> int:
    """A number that a text gives, the same for ever."""
    return int(sha256(f"rookery {text}".encode()).hexdigest(), 16)


@cache
def named(count: int) -> tuple[str, ...]:
    """The tokens of the first members, in the order of joining; a token says nothing of that order."""
    found: dict[str, None] = {}
    draft = 0
    while len(found) < count:
        found.setdefault(f"m-{number(f'token {draft}') % 65536:04x}")
        draft += 1
    return tuple(found)


def share(weights: Mapping[str, int], text: str) -> str:
    """One of the names, as often as its weight says."""
    place = number(text) % sum(weights.values())
    for name, weight in weights.items():
        place -= weight
        if place < 0:
            return name
    raise AssertionError("the weights are used up")


def folkmoot(root: Path, *arguments: str) -> None:
    """Run one command in a repository."""
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        cli.main(args=[*arguments, "--root", str(root)], prog_name="folkmoot", standalone_mode=False)


def freeze(root: Path, name: str, day: str, title: str, rows: Iterable[Mapping[str, str]], *options: str) -> None:
    """Freeze a roster from a list that stays outside the repository."""
    with tempfile.TemporaryDirectory() as outside:
        path = Path(outside) / "members.csv"
        table = list(rows)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, table[0])
            writer.writeheader()
            writer.writerows(table)
        folkmoot(root, "roster", "freeze", str(path), "--id", name, "--day", day, "--title", title, *options)


def archive(root: Path) -> Archive:
    """Read what stands in a folder so far."""
    paths = (path for folder in FOLDERS for path in (root / folder).rglob("*") if path.is_file())
    return read_archive({path.relative_to(root).as_posix(): path.read_bytes() for path in paths})


def write(root: Path, path: str, data: bytes) -> None:
    """Put one made file in its place."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(data)


def life(root: Path, name: str, electorate: dict[str, str], acts: Iterable[tuple[str, str, str]]) -> str:
    """Write a proposal's log, an act `(instant, act, by)` a line; return the digest of its text."""
    found = archive(root).proposal(name)
    assert found is not None
    events = []
    bound: dict[str, dict[str, Any]] = {"frozen": {"text": found.text_digest}, "voting-opened": {"electorate": electorate}}
    for at, act, by in acts:
        events.append({"at": at, "act": act, "by": by, **bound.get(act, {})})
    write(root, f"proposals/{name}/log.yml", write_log(events))
    return found.text_digest


def roster_electorate(root: Path, name: str) -> dict[str, str]:
    """A roster, as the event that opens a vote names it."""
    return {"kind": "roster", "id": name, "digest": digest((root / f"juries/rosters/{name}/entries.csv").read_bytes())}
