"""Make the computed records of Rookery again: its rosters, calls, ballots, logs, draws, signatures and decisions.

    python tests/rookery/make.py           write them into this repository
    python tests/rookery/make.py --check   only compare, and say what differs

The texts of Rookery (articles, proposals, calls, sessions, reports) are written by people and only read here. What follows
from them is made by the commands a co-op would use: `roster freeze`, `draw call`, `draw seed`, `draw run`, `keys init`, `tally
--write`; a file a chapter of its life says which, in the order of their days.
Rookery is invented, so its members and their choices come from SHA-256 of plain texts: the same bytes come out on every
machine. No person stands behind a token.
"""

import re
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import chapter_2023
import chapter_2025
import chapter_2026
from invented import write

ROOT = Path(__file__).parents[2]
STEPS = (*chapter_2023.STEPS, *chapter_2025.STEPS, *chapter_2026.STEPS)
"""In this order: each reads what those before it made."""
FOLDERS = ("proposals", "juries")
MADE = (
    "rosters", "log.yml", "draw.json", "decision.md", "counted-1.json", "batch-1.json", "acts", "*.sig.d",
)  # fmt: skip
"""The names of the files and folders made here; everything else is written by people, but for what a call takes from the records."""
_FILLED = re.compile(r"^(?:roster_digest: |ties: |lottery: |sources: \[|exclude: \[).*\n", re.MULTILINE)
"""The lines that `draw call` adds to a call."""


def make(root: Path, steps: int | None = None) -> dict[str, bytes]:
    """Make every computed record from the texts below `root`, in a folder of its own; return them by path."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch)
        for folder in FOLDERS:
            shutil.copytree(root / folder, copy / folder, ignore=shutil.ignore_patterns(*MADE))
        texts = standing(copy)
        for path in sorted((copy / "juries").glob("*/call.md")):
            if path.parent.name == chapter_2023.FIRST_JURY:
                continue  # it was finished by hand, in the year before there was a command for it
            path.write_text(_FILLED.sub("", path.read_text()))
        for step in STEPS[:steps]:
            step(copy)
        made = standing(copy)
        return {path: data for path, data in made.items() if path not in texts or path.endswith(("/call.md", "/lottery.json"))}


def standing(root: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path there."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def differing(made: Mapping[str, bytes], root: Path) -> list[str]:
    """The made files that do not stand below `root` in the same bytes."""
    return [path for path, data in sorted(made.items()) if not (root / path).is_file() or (root / path).read_bytes() != data]


def left_over(made: Mapping[str, bytes], root: Path) -> list[str]:
    """Files of the sorts made here that stand below `root` and are not made any more."""
    names = re.compile(r"/rosters/|/acts/|\.sig\.d/|/(?:log\.yml|draw\.json|decision\.md|counted-1\.json|batch-1\.json)$")
    found = (
        path.relative_to(root).as_posix() for folder in (*FOLDERS, "charter/keys") for path in (root / folder).rglob("*") if path.is_file()
    )
    return sorted(path for path in found if path not in made and names.search(f"/{path}"))


def main(arguments: list[str]) -> int:
    """Write what differs, or with `--check` only name it."""
    steps = next((int(each) for each in arguments if each.isdigit()), None)
    made = make(ROOT, steps)
    changed = [*differing(made, ROOT), *(left_over(made, ROOT) if steps is None else [])]
    for path in changed:
        if "--check" not in arguments and path in made:
            write(ROOT, path, made[path])
        elif "--check" not in arguments:
            (ROOT / path).unlink()
        print(path)
    print(f"{len(made)} records made, {len(changed)} differ{'' if '--check' in arguments else 'ed and are written'}")
    return 1 if changed and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
