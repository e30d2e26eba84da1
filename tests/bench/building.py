"""A co-op of thousands of records and the site of it, for what the site claims of its speed.

By hand: `python tests/bench/building.py 5000 [20000]` prints every ratio of one size, and of a second one how the cost of a page grows.

Every fiftieth record amends the charter, four of a hundred are open (a draft, a discussion, a fixed text, a vote), the rest is
decided; a record is about 3 kB (text, log, decision), its ballots aside. The repository has a merge for every record.

There are two yardsticks, both plain MkDocs with Material and its search, with no page in the navigation and no extension but
those of MkDocs itself, which ours has too.

- The same pages: those that `folkmoot stage` writes, so that each holds what ours holds. Plain Material is given for nothing what
  ours reads, checks and recounts.
- Plain pages: what somebody gets who has no folkmoot, one page for every record in which the same files stand: the text with its
  front matter, the log and the head of the decision as code, the decision's prose. Such a page says no more than its sources.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent.parent))

AS_OF = datetime.fromisoformat("2060-03-01T00:00:00+00:00")
EDITED = "2023-x0003"
"""The draft whose title and text are changed."""
ROUNDS = 3
_PAGES = "site_name: Brook\ndocs_dir: docs\nsite_dir: public\ntheme: {name: material, font: false}\nplugins: [search]\n"
_OURS = """site_name: Brook
docs_dir: site/pages
site_dir: public
theme: {name: material}
plugins:
  - search
  - folkmoot: {as_of: '2060-03-01T00:00:00Z'}
"""
_WORDS = [
    "the",
    "gate",
    "of",
    "the",
    "yard",
    "stays",
    "open",
    "until",
    "the",
    "last",
    "member",
    "has",
    "left",
    "and",
    "whoever",
    "closes",
    "it",
    "writes",
    "the",
    "hour",
    "into",
    "the",
    "book",
    "by",
    "the",
    "door",
    "because",
    "in",
    "winter",
    "nobody",
    "could",
    "say",
    "afterwards",
    "who",
    "had",
    "been",
    "there",
    "and",
    "the",
    "two",
    "who",
    "keep",
    "the",
    "shop",
    "had",
    "to",
    "ask",
    "everybody",
    "in",
    "turn",
]


@dataclass(frozen=True, slots=True)
class Spent:
    """What one build took."""

    seconds: float
    """Of processor time, user and system, children included."""
    most: float
    """The most memory held at a time, in MB."""


def build(root: Path, count: int) -> None:
    """Make the repository of the co-op in `root/ours` and the plain pages in `root/plain`."""
    ours, plain = root / "ours", root / "plain"
    subprocess.run(["git", "init", "-q", "-b", "main", ours], check=True)
    subprocess.run(["git", "fast-import", "--quiet"], cwd=ours, input=b"".join(_stream(count)), check=True)
    subprocess.run(["git", "reset", "-q", "--hard", "main"], cwd=ours, check=True)
    (ours / "mkdocs.yml").write_text(_OURS)
    (ours / "site/pages").mkdir(parents=True)
    (ours / "site/pages/about.md").write_text("# About\n\nA co-op for measuring.\n")
    (plain / "docs").mkdir(parents=True)
    (plain / "docs/index.md").write_text("# Brook\n\nA co-op for measuring.\n")
    names = sorted(path.name for path in (ours / "proposals").iterdir())
    for name in names:
        (plain / f"docs/{name}.md").write_text(_plain(ours / "proposals" / name))
    (plain / "mkdocs.yml").write_text(f"{_PAGES}nav: [index.md]\nnot_in_nav: '/20*'\n")


def stage(root: Path) -> None:
    """Write the pages of `root/ours` as Markdown to `root/same/docs`."""
    same = root / "same"
    line = [sys.executable, "-m", "folkmoot", "stage", same / "docs", "--root", root / "ours", "--as-of", AS_OF.date().isoformat()]
    subprocess.run(line, check=True, stdout=subprocess.DEVNULL)
    (same / "mkdocs.yml").write_text(f"{_PAGES}nav: [index.md]\nnot_in_nav: '/*'\n")


def _plain(folder: Path) -> str:
    """One record as a page that a person would write by hand."""
    parts = [(folder / "proposal.md").read_text()]
    if (folder / "log.yml").exists():
        parts.append(f"## Log\n\n```yaml\n{(folder / 'log.yml').read_text()}```\n")
    if (folder / "decision.md").exists():
        head, _, body = (folder / "decision.md").read_text().removeprefix("---\n").partition("\n---\n")
        parts.append(f"## Decision\n\n```yaml\n{head}\n```\n{body}")
    return re.sub(r"\(\.\./([^)/]+)/proposal\.md\)", r"(\1.md)", "\n".join(parts))


def _stream(count: int) -> Iterator[bytes]:
    for number, files in enumerate(_merges(count)):
        yield f"commit refs/heads/main\ncommitter Bench <bench@localhost> {1_700_000_000 + number} +0000\ndata 5\nMerge\n".encode()
        for path, data in files.items():
            yield f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n"


def _merges(count: int) -> Iterator[dict[str, bytes]]:
    from co_op import genesis
    from folkmoot.formats.layout import read_archive
    from folkmoot.tally.decision import decision_document, recount
    from lived import CONDUCT, charter, conduct, course_of

    founding = genesis(charter())
    made = {f"2023-x{number:04d}": _record(founding, number) for number in range(1, count)}
    archive = read_archive({**founding, **{path: data for files in made.values() for path, data in files.items()}})
    book = course_of(founding).charter.book
    yield founding
    for number, (name, files) in enumerate(made.items(), start=1):
        found = archive.proposal(name)
        assert found is not None
        if _stage(number) != "ballots-closed":
            yield files
            continue
        yield {**files, f"{found.folder}/decision.md": decision_document(recount(archive, found, book))}
        if number % 50 == 0:
            yield {CONDUCT: conduct("gong", "dog", "lamp", f"key {number}")}


def _stage(number: int) -> str:
    return {3: "draft", 28: "opened", 53: "frozen", 78: "voting-opened"}.get(number % 100, "ballots-closed")


def _record(founding: dict[str, bytes], number: int) -> dict[str, bytes]:
    from lived import CONDUCT, conduct, matter

    stage, first = _stage(number), datetime.fromisoformat("2023-03-01")
    opened = first + timedelta(days=number // 50 * 25 if number % 50 == 0 else number % 4000)
    if stage != "ballots-closed":
        opened = AS_OF - timedelta(days=14 if stage == "voting-opened" else 12 if stage == "frozen" else 5)
    changes = {CONDUCT: conduct("gong", "dog", "lamp", f"key {number}")} if number % 50 == 0 else {}
    return matter(
        founding, f"2023-x{number:04d}", stage, kind="quick", opened=opened.date().isoformat(), changes=changes,
        choice="against" if number % 7 == 1 and number % 50 else "for", title=f"The gate and the yard, question {number}",
        summary=f"Whether what was agreed on day {number} is written down.", asks=f"Shall rule {number} be written down?", body=_body(number),
    )  # fmt: skip


def _body(number: int) -> str:
    """About 1.5 kB of prose as members write it: paragraphs, a list, a table, a link to another record, a clause."""

    def words(start: int, count: int) -> str:
        said = " ".join(_WORDS[(start + at * (1 + start % 5)) % len(_WORDS)] for at in range(count))
        return f"{said[0].upper()}{said[1:]} ({number})."

    other = max(1, number - 7)
    return (
        f"\n## What it is about\n\n{words(number, 60)} Clause c2-1 says so.\n\n{words(number + 3, 50)}\n\n"
        f"- {words(number + 5, 12)}\n- {words(number + 9, 14)}\n- See [what came before](../2023-x{other:04d}/proposal.md).\n\n"
        f"| Year | Hours | Cost |\n| --- | --- | ---: |\n| 2023 | {number} | {number * 3} |\n| 2024 | {number + 1} | {number * 4} |\n\n"
        f"## Why now\n\n{words(number + 11, 70)} It **matters** to `m-0001`.\n"
    )


def built(folder: Path, *, cold: bool) -> Spent:
    """Build a site in a process of its own; `cold` takes away what an earlier build kept."""
    if cold:
        shutil.rmtree(folder / ".cache", ignore_errors=True)
    told = {**os.environ, "SOURCE_DATE_EPOCH": "2845929600", "NO_MKDOCS_2_WARNING": "1", "PYTHONHASHSEED": "random"}
    process = subprocess.Popen([sys.executable, "-m", "mkdocs", "build", "-q"], cwd=folder, env=told)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return Spent(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def edit(root: Path, number: int) -> None:
    """Change the title and the text of one record, as its author would."""
    path = root / "ours/proposals" / EDITED / "proposal.md"
    text = re.sub(r"^title: .*$", f"title: Another title {number}", path.read_text(), flags=re.MULTILINE)
    path.write_text(f"{text}\nOne more sentence, the {number}th.\n")


def weight(root: Path) -> float:
    """Kilobytes of HTML a record."""
    found = sum(path.stat().st_size for path in (root / "ours/public").rglob("*.html"))
    return found / len(list((root / "ours/proposals").iterdir())) / 1000


def measure(root: Path, rounds: int = ROUNDS) -> tuple[list[Spent], ...]:
    """Our cold builds, our builds after an edit, and the plain ones of the same pages and of plain pages, alternately."""
    cold, edited, same, plain = (list[Spent]() for _ in range(4))
    for number in range(rounds):
        cold.append(built(root / "ours", cold=True))
        edit(root, number)
        edited.append(built(root / "ours", cold=False))
        same.append(built(root / "same", cold=True))
        plain.append(built(root / "plain", cold=True))
    return cold, edited, same, plain


def _report(root: Path, count: int, rounds: int) -> float:
    """Print what one size took; the seconds of a cold build a record."""
    build(root, count)
    stage(root)
    sides = measure(root, rounds)
    names, seconds = ("cold", "after an edit", "the same pages", "plain pages"), [median(each.seconds for each in side) for side in sides]
    print(f"{count:,} records: " + ", ".join(f"{name} {spent:.1f} s" for name, spent in zip(names, seconds, strict=True)))
    to_same, to_plain = (_ratio(sides[0], other) for other in sides[2:])
    print(f"  cold / the same pages {to_same:.2f}, cold / plain pages {to_plain:.2f}, after an edit / cold {_ratio(sides[1], sides[0]):.2f}")
    memory = (f"{name} {max(each.most for each in side):.0f} MB" for name, side in zip(names, sides, strict=True))
    print(f"  {weight(root):.1f} kB of HTML a record; memory: {', '.join(memory)}", flush=True)
    return seconds[0] / count


def _ratio(some: list[Spent], others: list[Spent]) -> float:
    return median(one.seconds / other.seconds for one, other in zip(some, others, strict=True))


def main(sizes: list[int]) -> int:
    """Measure each size, the first with all rounds, and tell how the cost of a record grows."""
    costs = []
    for place, count in enumerate(sizes):
        with tempfile.TemporaryDirectory() as folder:
            costs.append(_report(Path(folder), count, 1 if place or count > 2000 else ROUNDS))
    for count, cost in list(zip(sizes, costs, strict=True))[1:]:
        print(f"a record of {count:,} costs {cost / costs[0]:.2f} of a record of {sizes[0]:,}")
    return 0


if __name__ == "__main__":
    sys.exit(main([int(each) for each in sys.argv[1:]] or [1000]))
