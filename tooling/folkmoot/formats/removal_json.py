"""`removals/<number>.json`: the one byte form of a removal."""

import re
from dataclasses import replace

from folkmoot.formats.canonical import digest, write_json
from folkmoot.formats.strict_json import load
from folkmoot.records.removal import Removal
from folkmoot.records.value import DIGEST, SLUG, TOKEN, shown

SCHEMA = "removal/1"
_MOST = 64 * 1024
_REASON = r"\S[^\n]*"
_WANTED = {SLUG: "an id", DIGEST: "a digest of 64 digits", TOKEN: "a token", _REASON: "one line of text"}
_KEYS = frozenset({"beacon", "entries", "jury", "number", "reason", "schema", "seed"})


def write_removal(removal: Removal) -> bytes:
    """The bytes of a removal."""
    return write_json({
        "schema": SCHEMA,
        "jury": removal.jury,
        "number": removal.number,
        "seed": removal.seed,
        "entries": list(removal.entries),
        "reason": removal.reason,
        "beacon": {"chain": removal.chain, "round": removal.round},
    })  # fmt: skip


def read_removal(path: str, data: bytes) -> Removal:
    """Read a removal. Raises ValueError, in a plain sentence, for what `write_removal` does not write."""
    value = load(data, _MOST)
    if not isinstance(value, dict) or value.keys() != _KEYS or value["schema"] != SCHEMA:
        raise ValueError(f"a removal has the fields {', '.join(sorted(_KEYS))} and the schema {SCHEMA}")
    beacon, entries = value["beacon"], value["entries"]
    if not isinstance(beacon, dict) or beacon.keys() != {"chain", "round"}:
        raise ValueError("'beacon' does not have a chain and a round, and nothing else")
    if not isinstance(entries, list) or not entries or len(set(map(str, entries))) < len(entries):
        raise ValueError("'entries' is not a list of those who leave, each once")
    number, round_ = _count("number", value["number"]), _count("beacon.round", beacon["round"])
    made = Removal(
        _matching("jury", value["jury"], SLUG), number, _matching("seed", value["seed"], DIGEST),
        tuple(_matching("entries", entry, TOKEN) for entry in entries), _matching("reason", value["reason"], _REASON),
        _matching("beacon.chain", beacon["chain"], DIGEST), round_,
    )  # fmt: skip
    if write_removal(made) != data:
        raise ValueError("it is not in canonical form: sorted keys, two spaces a level, a final newline")
    if not path.endswith(f"{made.jury}/removals/{number}.json"):
        raise ValueError(f"it says that it is removal {number} of {made.jury}, which stands at juries/{made.jury}/removals/{number}.json")
    return replace(made, path=path, digest=digest(data))


def _count(name: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"'{name}' is {shown(repr(value))}, not a whole number from 1")
    return value


def _matching(name: str, value: object, pattern: str) -> str:
    if not isinstance(value, str) or not re.fullmatch(pattern, value):
        raise ValueError(f"'{name}' is {shown(repr(value))}, and {_WANTED[pattern]} belongs there")
    return value
