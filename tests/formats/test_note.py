"""Checkpoints as signed notes: read strictly, written byte for byte."""

from base64 import b64encode

import pytest

from folkmoot.formats.note import is_key_name, read_note, write_body, write_note
from folkmoot.records.checkpoint import Checkpoint, NoteSignature

ROOT = bytes(range(32))
BODY = b"brook.example/log\n71\n" + b64encode(ROOT) + b"\n"
LINE = "— brook.example/log " + b64encode(b"abcd" + bytes(64)).decode() + "\n"
NOTE = BODY + b"\n" + LINE.encode()


def test_a_note_is_read_and_written_again_to_the_byte() -> None:
    note = read_note(NOTE)
    assert note.checkpoint == Checkpoint("brook.example/log", 71, ROOT)
    assert note.body == BODY
    assert note.signatures == (NoteSignature("brook.example/log", b"abcd", bytes(64)),)
    assert write_note(note) == NOTE
    assert write_body(note.checkpoint) == BODY


def test_a_checkpoint_without_signatures_is_its_bare_text() -> None:
    note = read_note(BODY)
    assert note.signatures == ()
    assert write_note(note) == BODY


def test_lines_of_others_stay_and_extensions_belong_to_what_is_signed() -> None:
    other = "— elsewhere+x".replace("+x", "") + " " + b64encode(b"efgh" + b"x").decode() + "\n"
    assert [line.name for line in read_note(NOTE + other.encode()).signatures] == ["brook.example/log", "elsewhere"]
    extended = read_note(BODY + b"more\n\n" + LINE.encode())
    assert extended.checkpoint.size == 71
    assert extended.body == BODY + b"more\n"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "line feed"),
        (BODY[:-1], "line feed"),
        (b"\xff" + NOTE, "UTF-8"),
        (NOTE.replace(b"\n", b"\r\n"), "control character"),
        (b"brook.example/log\n71\n", "a line each"),
        (b"brook.example/log\n071\n" + BODY[21:], "not a size"),
        (b"brook.example/log\n-1\n" + BODY[21:], "not a size"),
        (b"brook.example/log\n7 1\n" + BODY[21:], "not a size"),
        (b"brook.example/log\n9223372036854775808\n" + BODY[21:], "not a size"),
        ("brook.example/log\n٧\n".encode() + BODY[21:], "not a size"),
        (b"brook.example/log\n71\nAAAA\n", "32 bytes"),
        (b"brook.example/log\n71\n" + b64encode(ROOT)[:-2] + b"9=\n", "32 bytes"),
        (b"brook.example/log\n71\n!" + b64encode(ROOT) + b"\n", "not base64"),
        (b"\n71\n" + b64encode(ROOT) + b"\n", "empty line"),
        (BODY + b"\n", "signature lines"),
        (BODY + b"\n\n" + LINE.encode(), "empty line"),
        (BODY + b"\n" + LINE.replace("—", "-").encode(), "not a signature"),
        (BODY + b"\n" + LINE.replace("brook.example", "brook example").encode(), "not a signature"),
        (BODY + b"\n" + LINE.replace("brook.example", "brook+example").encode(), "not a signature"),
        (BODY + "\n—  YWJjZGU=\n".encode(), "not a signature"),
        (BODY + "\n— a YWJjZA==\n".encode(), "5 or more"),
        (BODY + "\n— a YWJjZGV\n".encode(), "not base64"),
        (NOTE + b"words\n", "not a signature"),
        (BODY + b"\n" + LINE.encode() * 101, "signature lines"),
        (BODY + b"x" * 70_000, "at most"),
    ],
)
def test_what_is_malformed_is_refused_with_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_note(data)


def test_names_that_would_break_a_line_are_none() -> None:
    assert is_key_name("brook.example/log")
    assert not any(map(is_key_name, ("", "a b", "a+b", "a\u00a0b", "a\nb", "a\u2028b", "a\x7f b")))
