"""acts/<by>-<act>.json: what somebody signs to make an act in a log their own; one byte form, read only when it is those bytes."""

import re
from typing import Any

from folkmoot.formats.canonical import write_json
from folkmoot.formats.strict_json import load
from folkmoot.records.statement import Statement
from folkmoot.records.value import SLUG, parse_instant, shown, write_instant

MOST_BYTES = 4096
_SCHEMA = "act/1"
_RECORD = re.compile(r"(?:proposals|juries)/[a-z0-9][a-z0-9-]{1,79}")
_SLUG = re.compile(SLUG)
_NEEDED = ("schema", "coop", "record", "act", "by")


def write_act(statement: Statement) -> bytes:
    """The bytes of a statement."""
    fields = {"schema": _SCHEMA, "coop": statement.coop, "record": statement.record, "act": statement.act, "by": statement.by}
    return write_json(fields | ({"at": write_instant(statement.at)} if statement.at else {}))


def read_act(data: bytes) -> Statement:
    """Read a statement; ValueError, in a plain sentence, for what `write_act` does not write."""
    fields = load(data, MOST_BYTES)
    if not isinstance(fields, dict):
        raise ValueError("the file holds no JSON object")
    for key in _NEEDED:
        if key not in fields:
            raise ValueError(f"the key '{key}' is missing")
    for key, value in fields.items():
        if key not in (*_NEEDED, "at"):
            raise ValueError(f"the key '{shown(key)}' does not belong here")
        if not isinstance(value, str) or not value:
            raise ValueError(f"'{key}' is not a text")
    statement = _statement(fields)
    if write_act(statement) != data:
        raise ValueError("it is not in canonical form: sorted keys, each once, two spaces a level, a final newline")
    return statement


def _statement(fields: dict[str, Any]) -> Statement:
    if fields["schema"] != _SCHEMA:
        raise ValueError(f"the schema is '{shown(fields['schema'])}', not '{_SCHEMA}'")
    if not _RECORD.fullmatch(fields["record"]):
        raise ValueError(f"'{shown(fields['record'])}' is not the folder of a proposal or a jury")
    for key in ("act", "by"):
        if not _SLUG.fullmatch(fields[key]):
            raise ValueError(f"'{shown(fields[key])}' is not what a log has as '{key}'")
    try:
        at = parse_instant(fields["at"]) if "at" in fields else None
    except ValueError:
        raise ValueError(f"'{shown(fields['at'])}' is not an instant like 2026-03-01T12:00:00Z") from None
    return Statement(fields["coop"], fields["record"], fields["act"], fields["by"], at)
