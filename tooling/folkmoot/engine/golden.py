"""Golden vectors: a small roster whose draw is known, which every engine must reproduce before it is trusted with a real one."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from folkmoot.engine.progress import silent
from folkmoot.engine.ranked import Engine, Ranked, settle
from folkmoot.engine.shards import ENTRIES, open_shards
from folkmoot.records.error import FolkmootError
from folkmoot.records.jury_heads import Exclusion
from folkmoot.sortition.wish import Wish

SEED = "5f0c2f6ab51a7a4c2a1d9e41e8b3f1c70d9e6c3b8a2745f6e1d0c9b8a7f6e5d4"
_LONG = "l-" + "0123456789abcdef" * 3 + "wxyz"
_SOUTH = "s\u00fcd \\ ost"
_REGIONS, _ROLES = ("north", _SOUTH, "", "NULL"), ("", "staff", "chair")
ROSTER = (
    f"entry,region,role\n0-0,north,\na--,{_SOUTH},staff\nabc,north,staff\n{_LONG},north,\n"
    + "".join(f"m-{place:02d}{'x' * (place % 13)},{_REGIONS[place % 4]},{_ROLES[place % 3]}\n" for place in range(40))
    + "zzz,north,chair\n"
)
"""Entries of 3 to 54 characters; values that are empty, that are no ASCII, and that look like nothing or like an escape."""
_STAFF = Exclusion(reason="staff", column="role", values=("staff", "chair's"))
_NAMED = Exclusion(reason="asked", entries=("m-04xxxx", "0-0", "m-03xxx", "not-there"))
WISHES: Mapping[str, Wish] = {
    "simple": Wish(SEED, {"": 7}),
    "skips": Wish(SEED, {"": 12}, rules=(_NAMED, _STAFF)),
    "strata": Wish(SEED, {"north": 5, _SOUTH: 3, "NULL": 0, "nowhere": 2}, "region", (_STAFF, _NAMED)),
    "all": Wish(SEED, {"": 100}),
}
CHECK_SUM = "efb3c43a2c6c4fc1c3ec29e3ef13829dac8eca80d4a86d025a52a3447c915c71"
"""SHA-256 of what the four draws give, as `told` writes it."""


def told(answers: Mapping[str, Ranked]) -> bytes:
    """Answers as lines: the name of the draw, then a cell with its count, or a stratum with a ticket, its entry and its rule."""
    lines = list[str]()
    for name, ranked in answers.items():
        lines += (f"{name} count '{stratum}' {rule} {count}" for (stratum, rule), count in sorted(ranked.counts.items()))
        for stratum, found in sorted(ranked.lowest.items()):
            lines += (f"{name} ticket '{stratum}' {digest.hex()} {entry.decode()} {rule}" for digest, entry, rule in found)
    return "".join(f"{line}\n" for line in lines).encode()


def prove(engine: Engine) -> None:
    """Let an engine draw the golden vectors; FolkmootError when it gives anything but what is known."""
    with TemporaryDirectory(prefix="folkmoot-") as folder:
        (Path(folder) / ENTRIES).write_bytes(ROSTER.encode())
        shards = open_shards(Path(folder))
        answers = {name: engine.rank(shards, wish, silent) for name, wish in WISHES.items()}
    for name, wish in WISHES.items():
        settle(wish, answers[name], engine.name)
    if sha256(told(answers)).hexdigest() != CHECK_SUM:
        raise FolkmootError(
            f"the engine {engine.name} ({engine.version}) does not reproduce the golden vectors",
            "it is not used: nothing was drawn; use another engine, and report this",
        )
