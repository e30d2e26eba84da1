"""A checkpoint as a signed note: its text, and one line a signature.

The forms are C2SP's signed-note and tlog-checkpoint: origin, size and root on a line each, an empty line, then lines of an
em dash, a name, and the base64 of a key id of 4 bytes and a signature. Lines below the root extend a checkpoint; they
are covered by the signatures and otherwise passed over.
"""

import re
from base64 import b64decode, b64encode

from folkmoot.records.checkpoint import Checkpoint, Note, NoteSignature

LARGEST = 64 * 1024
"""Bytes that a note may have."""
_MOST_SIGNATURES = 100
_MOST_LEAVES = 2**63 - 1
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_DASH = "\N{EM DASH}"
_ROOT_LENGTH = 32
_KEY_ID_LENGTH = 4


def read_note(data: bytes) -> Note:
    """Read a checkpoint with its signatures, or its bare text; ValueError with a sentence when it is neither."""
    if len(data) > LARGEST:
        raise ValueError(f"the file holds {len(data)} bytes, and a checkpoint at most {LARGEST}")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise ValueError("the file is not UTF-8") from None
    if any(mark < " " and mark != "\n" for mark in text):
        raise ValueError("the file holds a control character; a checkpoint has line feeds only")
    if not text.endswith("\n"):
        raise ValueError("the last line does not end with a line feed")
    body, blank, below = text.rpartition("\n\n")
    if not blank:
        return Note(_checkpoint(text), data)
    lines = below.split("\n")[:-1]
    if not 1 <= len(lines) <= _MOST_SIGNATURES:
        raise ValueError(f"{len(lines)} signature lines follow the empty line; there are 1 to {_MOST_SIGNATURES}")
    return Note(_checkpoint(f"{body}\n"), f"{body}\n".encode(), tuple(_signature(line) for line in lines))


def write_body(checkpoint: Checkpoint) -> bytes:
    """Write the text of a checkpoint, which is what is signed."""
    return f"{checkpoint.origin}\n{checkpoint.size}\n{b64encode(checkpoint.root).decode()}\n".encode()


def write_note(note: Note) -> bytes:
    """Write a checkpoint and its signature lines; without any, its bare text."""
    lines = [f"{_DASH} {each.name} {b64encode(each.key_id + each.data).decode()}\n" for each in note.signatures]
    return note.body + "".join(["\n", *lines] if lines else []).encode()


def is_key_name(name: str) -> bool:
    """Whether a name may stand in a signature line: it is not empty and has neither spaces nor '+'."""
    return bool(name) and "+" not in name and not any(mark.isspace() or mark < " " for mark in name)


def _checkpoint(text: str) -> Checkpoint:
    lines = text.split("\n")[:-1]
    if len(lines) < 3:
        raise ValueError("a checkpoint has a line each for origin, size and root")
    if not all(lines):
        raise ValueError("an empty line stands inside the checkpoint")
    origin, size, root = lines[:3]
    if not _SIZE.fullmatch(size) or int(size) > _MOST_LEAVES:
        raise ValueError("the second line is not a size, a plain decimal number")
    return Checkpoint(origin, int(size), _bytes(root, "the third line", _ROOT_LENGTH, _ROOT_LENGTH))


def _signature(line: str) -> NoteSignature:
    words = line.split(" ")
    if len(words) != 3 or words[0] != _DASH or not is_key_name(words[1]):
        raise ValueError("a line below the empty one is not a signature: an em dash, a name and base64")
    data = _bytes(words[2], f"the signature of {words[1]}", _KEY_ID_LENGTH + 1, LARGEST)
    return NoteSignature(words[1], data[:_KEY_ID_LENGTH], data[_KEY_ID_LENGTH:])


def _bytes(text: str, what: str, least: int, most: int) -> bytes:
    try:
        data = b64decode(text, validate=True)
    except ValueError:
        raise ValueError(f"{what} is not base64") from None
    if b64encode(data).decode() != text or not least <= len(data) <= most:
        raise ValueError(f"{what} is not the base64 of {least if least == most else f'{least} or more'} bytes")
    return data
