"""A poll of a few ballots, every kind of discarded one among them, that an engine must count as it stands here before it counts others."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from folkmoot.engine.counts import Box, Counts, Engine, count
from folkmoot.engine.shards import Shards
from folkmoot.formats.ballot_shards import COLUMNS
from folkmoot.formats.canonical import write_json
from folkmoot.formats.shards import shard_of
from folkmoot.formats.table import join_lines
from folkmoot.records.ballot import FOR_AGAINST_ABSTAIN, ChoiceKind, Choices, Vote
from folkmoot.records.error import FolkmootError
from folkmoot.records.tally import Blank

_MEMBERS = tuple(f"g-{number:03},{('north', 'south', '')[number % 3]}" for number in range(40))
_RANKING = Choices(("ash", "birch", "cedar"), ChoiceKind.RANKING)
_BALLOTS = (
    "g-001,1,ash>birch>cedar", "g-002,1,birch=cedar>ash", "g-003,1,cedar", "g-004,1,", "g-005,1,ash=birch=cedar",
    "g-006,1,ash>birch", "g-006,2,birch>ash",  # changed their mind
    "g-007,1,ash", "g-007,2,birch", "g-007,10,cedar>birch",  # by number, not by text
    "g-008,3,ash>cedar", "g-008,3,ash>cedar",  # the same twice
    "g-009,4,ash", "g-009,4,birch", "g-009,1,cedar>ash",  # nobody can tell which was meant; the earlier one stands
    "g-010,1,ash", "g-010,1,cedar",  # and here none is left
    "g-011,1,cedar>birch>ash", "g-011,2,ash>oak",  # a bad one pushes out no good one
    "g-012,1,ash>ash", "g-013,0,birch", "g-014,999999999999999,cedar>ash=birch", "stranger,1,ash", "G-001,1,birch",
)  # fmt: skip
_WORDS = (
    "g-001,1,for", "g-002,1,against", "g-003,1,abstain", "g-004,1,for", "g-004,2,against", "g-005,1,for", "g-005,1,for",
    "g-006,1,perhaps", "g-007,7,for", "stranger,1,for",
)  # fmt: skip
_EXPECTED = {
    "ranking": {
        "eligible": 40,
        "kinds": {
            "": 1, "ash=birch=cedar": 1, "ash>birch>cedar": 1, "ash>cedar": 1, "birch=cedar>ash": 1, "birch>ash": 1, "cedar": 1,
            "cedar>ash": 1, "cedar>ash=birch": 1, "cedar>birch": 1, "cedar>birch>ash": 1,
        },
        "discarded": {"bad-sequence": 1, "double": 5, "malformed-choice": 2, "off-roster": 2, "superseded": 3},
    },
    "pairs": [[0, 3, 3], [4, 0, 2], [6, 6, 0]],
    "words": {
        "eligible": 40,
        "classes": {"": {"against": 1, "for": 1}, "north": {"abstain": 1}, "south": {"against": 1, "for": 2}},
        "discarded": {"double": 1, "malformed-choice": 1, "off-roster": 1, "superseded": 1},
    },
}  # fmt: skip


def reproduce(engine: Engine, name: str) -> str:
    """Let an engine count the poll; FolkmootError when it counts anything else than the rest of us. The digest of what it must give."""
    with _folder() as folder:
        ranking, words = (_box(folder, rows, choices) for rows, choices in ((_BALLOTS, _RANKING), (_WORDS, FOR_AGAINST_ABSTAIN)))
        asked = (
            (ranking, None, None, 100), (ranking, None, Blank.LAST, 3), (words, "region", None, 100),
        )  # fmt: skip
        whole, paired, classed = (
            count(Box(box.vote, box.ballots, box.roster, column, blank=blank, kinds=kinds), engine, len(_MEMBERS), len(rows))
            for (box, column, blank, kinds), rows in zip(asked, (_BALLOTS, _BALLOTS, _WORDS), strict=True)
        )
    found = {"ranking": _told(whole), "pairs": [list(row) for row in paired.pairs.matrix] if paired.pairs else [], "words": _told(classed)}
    if found != _EXPECTED:
        part = next(part for part, said in _EXPECTED.items() if found[part] != said)
        raise FolkmootError(f"the engine {name} does not reproduce the test poll ({part})", "nothing was counted; use another engine")
    return sha256(write_json(_EXPECTED)).hexdigest()


def _told(counts: Counts) -> dict[str, object]:
    from folkmoot.formats.ballot_text import write_choice

    told: dict[str, object] = {"eligible": counts.eligible}
    if counts.classes:
        told["classes"] = {each.name: {write_choice(choice): papers for choice, papers in each.profile.items()} for each in counts.classes}
    else:
        told["kinds"] = {write_choice(choice): papers for choice, papers in sorted(counts.profile.items(), key=repr)}
    told["discarded"] = {str(reason): number for reason, number in sorted(counts.discarded.items())}
    return told


@contextmanager
def _folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="folkmoot-poll-") as folder:
        yield Path(folder)


def _box(folder: Path, rows: tuple[str, ...], choices: Choices) -> Box:
    """The poll on disk, in shards named by one digit; only those that hold something."""
    roster = _shards(folder / f"roster-{choices.kind}", ("entry", "region"), _MEMBERS)
    ballots = _shards(folder / f"ballots-{choices.kind}", COLUMNS, rows)
    return Box(Vote("golden", "0" * 64, roster.digest, choices, None, None), ballots, roster)


def _shards(folder: Path, columns: tuple[str, ...], rows: tuple[str, ...]) -> Shards:
    found: dict[str, list[bytes]] = {}
    for row in rows:
        found.setdefault(shard_of(row.partition(",")[0].encode(), 1), []).append(row.encode())
    (folder / "shards").mkdir(parents=True)
    sums: dict[str, str] = {}
    for name in sorted(found):
        data = join_lines(columns, sorted(found[name]))
        (folder / name).write_bytes(data)
        sums[name] = sha256(data).hexdigest()
    return Shards(folder, columns, sums, sha256(repr(sums).encode()).hexdigest(), 1)
