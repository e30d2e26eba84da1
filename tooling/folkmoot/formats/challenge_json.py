"""A reader's part of a draw as JSON: strict to read, one way to write."""

import re
from typing import Any

from folkmoot.formats.canonical import write_json
from folkmoot.formats.strict_json import load
from folkmoot.records.challenge import ChallengePart, LowTicket, PieceChecked, PieceDealt
from folkmoot.records.value import DIGEST, SLUG, TOKEN, shown

_SCHEMA = "challenge/1"
_MOST = 16_777_216
_KEYS = ("schema", "jury", "draw", "roster", "reader", "of", "checked", "faults")
_PIECE = ("shard", "part", "of", "rows", "first", "last", "counts", "lowest")
_SHARD = r"entries\.csv|shards/[0-9a-f]{2,3}\.csv"
_MOST_READERS = 1_000_000_000


def write_part(part: ChallengePart) -> bytes:
    """Write a part the one way."""
    return write_json(
        {
            "schema": _SCHEMA, "jury": part.jury, "draw": part.draw, "roster": part.roster, "reader": part.reader, "of": part.of,
            "checked": [_piece(each) for each in part.checked], "faults": list(part.faults),
        }
    )  # fmt: skip


def read_part(data: bytes) -> ChallengePart:
    """Read a part; ValueError with a sentence when it is none."""
    fields = load(data, _MOST)
    _has(fields, _KEYS, "the part")
    if fields["schema"] != _SCHEMA:
        raise ValueError(f"its schema is not {_SCHEMA}")
    faults = _list(fields, "faults")
    return ChallengePart(
        _text(fields, "jury", SLUG), _text(fields, "draw", DIGEST), _text(fields, "roster", DIGEST), _whole(fields, "reader", 1),
        _whole(fields, "of", 1), tuple(map(_read_piece, _list(fields, "checked"))), tuple(shown(str(fault)) for fault in faults),
    )  # fmt: skip


def _piece(checked: PieceChecked) -> dict[str, Any]:
    return {
        "shard": checked.piece.shard, "part": checked.piece.part, "of": checked.piece.of, "rows": checked.rows,
        "first": checked.first, "last": checked.last,
        "counts": [{"stratum": stratum, "rule": rule, "entries": entries} for stratum, rule, entries in checked.counts],
        "lowest": [{"stratum": low.stratum, "ticket": low.ticket, "entry": low.entry, "rule": low.rule} for low in checked.lowest],
    }  # fmt: skip


def _read_piece(fields: Any) -> PieceChecked:
    _has(fields, _PIECE, "a piece")
    piece = PieceDealt(_text(fields, "shard", _SHARD), _whole(fields, "part", 1), _whole(fields, "of", 1))
    counts, lowest = [], []
    for each in _list(fields, "counts"):
        _has(each, ("stratum", "rule", "entries"), "a count")
        counts.append((_text(each, "stratum", r'[^,"\x00-\x1f]*'), _whole(each, "rule", -1), _whole(each, "entries", 0)))
    for each in _list(fields, "lowest"):
        _has(each, ("stratum", "ticket", "entry", "rule"), "a ticket")
        entry, ticket = _text(each, "entry", TOKEN), _text(each, "ticket", DIGEST)
        lowest.append(LowTicket(_text(each, "stratum", r'[^,"\x00-\x1f]*'), ticket, entry, _whole(each, "rule", -1)))
    numbers = (_whole(fields, "rows", 0), _whole(fields, "first", 1), _whole(fields, "last", 0))
    return PieceChecked(piece, *numbers, tuple(counts), tuple(lowest))


def _has(fields: Any, keys: tuple[str, ...], what: str) -> None:
    if not isinstance(fields, dict) or set(fields) != set(keys):
        raise ValueError(f"{what} holds {', '.join(keys)}")


def _list(fields: dict[str, Any], key: str) -> list[Any]:
    if not isinstance(fields[key], list):
        raise ValueError(f"'{key}' is not a list")
    return list(fields[key])


def _text(fields: dict[str, Any], key: str, pattern: str) -> str:
    value = fields[key]
    if not isinstance(value, str) or not re.fullmatch(pattern, value):
        raise ValueError(f"'{key}' is not written as it should be")
    return value


def _whole(fields: dict[str, Any], key: str, least: int) -> int:
    value = fields[key]
    if type(value) is not int or not least <= value <= _MOST_READERS:
        raise ValueError(f"'{key}' is not a whole number from {least} up")
    return value
