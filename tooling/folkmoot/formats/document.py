"""Markdown with a head: bytes to text, head and prose, with the place of every value."""

from collections.abc import Mapping
from dataclasses import dataclass

from folkmoot.formats.paths import LONGEST_TEXT
from folkmoot.formats.yaml import Value, read_yaml
from folkmoot.records.archive import Places
from folkmoot.records.finding import Fault, Place

_FENCE = "---"


@dataclass(frozen=True, slots=True)
class Document:
    """One Markdown file, split."""

    head: Value
    body: str
    body_line: int
    places: Places


def decode(path: str, data: bytes) -> tuple[str | None, list[Fault]]:
    """Turn bytes into text with LF line ends; None when they are no text or too many."""
    if len(data) > LONGEST_TEXT:
        size, most = f"{len(data):,}", f"{LONGEST_TEXT:,}"
        return None, [Fault(Place(path), f"the file has {size} bytes; {most} are read at most", "shorten or split it", "too-large")]
    faults: list[Fault] = []
    if data.startswith(b"\xef\xbb\xbf"):
        faults.append(
            Fault(Place(path, 1, 1, 2), "the file begins with a byte order mark",
                  "save it as UTF-8 without a byte order mark", "byte-order-mark")
        )  # fmt: skip
        data = data[3:]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        return None, [*faults, Fault(Place(path, line, column), "these bytes are not UTF-8 text", "save the file as UTF-8", "not-text")]
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return None, [
            *faults,
            Fault(Place(path, line), "a NUL byte stands here: this is not a text", "replace the file by a text", "not-text"),
        ]
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        faults.append(
            Fault(Place(path, line), "the line ends with a carriage return", "save the file with Unix line ends (LF)", "carriage-return")
        )
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text, faults


def read_document(path: str, data: bytes) -> tuple[Document | None, list[Fault]]:
    """Split one Markdown file into its head and prose; None when there is no readable head."""
    text, faults = decode(path, data)
    if text is None:
        return None, faults
    if not (text.startswith(_FENCE + "\n") or text == _FENCE):
        mend = "begin the file with a line '---', the fields, and another line '---'"
        return None, [*faults, Fault(Place(path), "the file does not begin with a head", mend, "missing-head")]
    end = text.find(f"\n{_FENCE}\n", len(_FENCE))
    if end < 0 and text.endswith(f"\n{_FENCE}"):
        end = len(text) - len(_FENCE) - 1
    if end < 0:
        fault = Fault(
            Place(path, 1, 1, 4), "the head that begins here does not end", "put a line '---' after the last field", "missing-head"
        )
        return None, [*faults, fault]
    head_text = text[len(_FENCE) + 1 : end + 1]
    body = text[end + len(_FENCE) + 2 :]
    reading = read_yaml(path, head_text, 2, Place(path, 1, 1, 4))
    body_line = 3 + head_text.count("\n")
    is_read = reading.value is not None or not reading.faults
    return Document(reading.value, body, body_line, reading.places) if is_read else None, [*faults, *reading.faults]


def with_fields(data: bytes, fields: Mapping[str, str]) -> bytes:
    """Set fields of one line each in the head of a text that has one, and leave every other byte as it is.

    A field that stands there on one line is set anew, one that does not comes last; ValueError when the head does not end.
    """
    lines = data.decode("utf-8").split("\n")
    end = lines.index(_FENCE, 1)
    for name, value in fields.items():
        found = next((at for at in range(1, end) if lines[at].startswith(f"{name}:")), None)
        if found is None:
            lines.insert(end, f"{name}: {value}")
            end += 1
        else:
            lines[found] = f"{name}: {value}"
    return "\n".join(lines).encode()
