"""The one byte form of what folkmoot computes, and the digests that bind it; `sha256sum` confirms every one of them."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import yaml

from folkmoot.records.recall import recall

_LINE = "\n"
_WORDS = {None: "null", True: "true", False: "false"}
_quoted = json.encoder.encode_basestring
_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def digest(data: bytes) -> str:
    """`sha256sum` of the bytes, 64 lower-case hexadecimal digits."""
    return sha256(data).hexdigest()


def manifest(files: Mapping[str, bytes]) -> bytes:
    """List files as `sha256sum` does: a line `<digest>  <path>` each, sorted by path."""
    return b"".join(f"{digest(files[path])}  {path}\n".encode() for path in sorted(files))


def manifest_digest(files: Mapping[str, bytes]) -> str:
    """Bind several files at once: `sha256sum` of their manifest, paths as given."""
    return digest(manifest(files))


def write_json(value: Any) -> bytes:
    """Write JSON the one way results hold it: sorted keys, two spaces, final newline."""
    return f"{_pretty(value, _LINE)}\n".encode()


def _pretty(value: Any, line: str) -> str:
    """As `json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False)`, which takes thrice the time; `line` begins a line."""
    kind, inner = type(value), f"{line}  "
    if kind is str:
        return _quoted(value)
    if kind in (dict, list, tuple) and not value:
        return "{}" if kind is dict else "[]"
    if kind is dict and all(type(key) is str for key in value):
        return f"{{{inner}{f',{inner}'.join([f'{_quoted(key)}: {_pretty(value[key], inner)}' for key in sorted(value)])}{line}}}"
    if kind in (list, tuple):
        return f"[{inner}{f',{inner}'.join([_pretty(each, inner) for each in value])}{line}]"
    if value is None or kind is bool:
        return _WORDS[value]
    return str(value) if kind is int else json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False).replace("\n", line)


def write_document(head: Mapping[str, Any], body: str) -> bytes:
    """Write a Markdown record: the head in the given order, then the prose."""
    text = recall("heads", lambda: (repr(head),), lambda: _yaml(head))
    return f"---\n{text}---\n{body}".encode()


def _yaml(head: Mapping[str, Any]) -> str:
    text: str = yaml.dump(dict(head), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=4096)
    return text


def write_log(events: list[dict[str, Any]]) -> bytes:
    """Write a log: one event a line, fields in the given order."""
    lines = (
        yaml.dump(event, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100_000, default_flow_style=True) for event in events
    )
    return "".join(f"- {line}" for line in lines).encode()
