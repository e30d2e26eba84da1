"""A co-op with two thousand decided proposals in a real repository, for what `check` and `gate` claim of their speed."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

PROPOSALS = 2001
AS_OF = "2040-03-01T00:00:00Z"


def build(root: Path) -> None:
    """Make the repository: a merge a proposal, and for every tenth another one that changes the charter as decided."""
    subprocess.run(["git", "init", "-q", "-b", "main", root], check=True)
    subprocess.run(["git", "fast-import", "--quiet"], cwd=root, input=b"".join(_stream()), check=True)
    subprocess.run(["git", "reset", "-q", "--hard", "main"], cwd=root, check=True)


def _stream() -> Iterator[bytes]:
    for number, files in enumerate(_merges()):
        yield f"commit refs/heads/main\ncommitter Bench <bench@localhost> {1_700_000_000 + number} +0000\ndata 5\nMerge\n".encode()
        for path, data in files.items():
            yield f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n"


def _merges() -> Iterator[dict[str, bytes]]:
    from co_op import genesis
    from folkmoot.formats.layout import read_archive
    from folkmoot.tally.decision import decision_document, recount
    from lived import CONDUCT, charter, conduct, course_of, matter

    founding = genesis(charter())
    voted: dict[str, dict[str, bytes]] = {}
    for number in range(1, PROPOSALS):
        changes = {CONDUCT: conduct("gong", "dog", "lamp", f"key {number}")} if number % 10 == 0 else {}
        opened = date(2023, 3, 1) + timedelta(days=number // 10 * 25)  # each amendment is decided before the next is written
        name = f"2023-x{number:04d}"
        voted[name] = matter(founding, name, "ballots-closed", kind="quick", opened=opened.isoformat(), changes=changes)
    archive = read_archive({**founding, **{path: data for files in voted.values() for path, data in files.items()}})
    book = course_of(founding).charter.book
    yield founding
    for name, files in voted.items():
        found = archive.proposal(name)
        assert found is not None
        yield {**files, f"{found.folder}/decision.md": decision_document(recount(archive, found, book))}
        changed = files.get(f"{found.folder}/changes/{CONDUCT}")
        if changed is not None:
            yield {CONDUCT: changed}


def parsed(root: Path) -> None:
    """Read and parse the same files, and nothing else: no history, no replay, no check."""
    from folkmoot.formats.layout import read_archive
    from folkmoot.formats.paths import FOLDERS

    paths = (path for folder in FOLDERS for path in (root / folder).rglob("*") if path.is_file())
    assert read_archive({path.relative_to(root).as_posix(): path.read_bytes() for path in paths}).faults == ()


def checked(root: Path) -> None:
    """What `folkmoot check` does between its start and its output; nothing may be found."""
    from folkmoot.checks.registry import run_checks
    from folkmoot.procedure.chronicle import chronicle
    from folkmoot.records.value import parse_instant
    from folkmoot.repository.reader import read_work_tree

    assert run_checks(chronicle(read_work_tree(root), parse_instant(AS_OF))) == ()


def gated(root: Path) -> None:
    """What `folkmoot gate` does for the last merge; it may be merged."""
    from folkmoot.checks.gate import judge
    from folkmoot.cli.gate import sides

    verdicts = judge(*sides(root, "HEAD~1", "HEAD", AS_OF))
    assert verdicts
    assert all(verdict.allowed for verdict in verdicts)
