"""The head of an imported text, written as the plain YAML that the strict reader takes back unchanged."""

import re
from collections.abc import Mapping

Field = str | Mapping[str, "Field"]

_PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9_./()+-]|,(?= )| (?=[A-Za-z0-9(+/.]))*|[0-9]{4}-[a-z][a-z0-9-]*")
_NOT_TEXT_ELSEWHERE = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "none"})


def write_head(fields: Mapping[str, Field]) -> str:
    """Write the fields in their order between two lines `---`."""
    return f"---\n{_mapping(fields, '')}---\n"


def _mapping(fields: Mapping[str, Field], indent: str) -> str:
    lines: list[str] = []
    for name, value in fields.items():
        if isinstance(value, str):
            lines.append(f"{indent}{_scalar(name)}: {_scalar(value)}\n")
        elif value:
            lines.append(f"{indent}{_scalar(name)}:\n{_mapping(value, indent + '  ')}")
        else:
            lines.append(f"{indent}{_scalar(name)}: {{}}\n")
    return "".join(lines)


def _scalar(value: str) -> str:
    """Leave a value bare only where no YAML reader could take it for anything but this text."""
    if _PLAIN.fullmatch(value) and value.lower() not in _NOT_TEXT_ELSEWHERE:
        return value
    return '"' + "".join(_quoted(mark) for mark in value) + '"'


def _quoted(mark: str) -> str:
    if mark in '"\\':
        return "\\" + mark
    if mark == " " or mark.isprintable():
        return mark
    code = ord(mark)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
