"""The process that judges signatures for another one: questions come on standard input, answers go to standard output.

A question is a part of signatures with what they sign: how many, the lengths of all, and their bytes one after the other. An answer
has a line for each: fingerprint, a space and namespace where it holds, and nothing where it does not.
"""

import sys
from array import array
from collections.abc import Sequence
from queue import Queue
from threading import Thread
from typing import IO

from folkmoot.trust.signature import holding

Pair = tuple[bytes, bytes]
_LENGTH = 4


def answer(part: Sequence[Pair]) -> list[str]:
    """Judge each armour with its message: the fingerprint of the key, a space and the namespace where it holds, else nothing."""
    return [f"{held[0]} {held[1]}" if (held := holding(armour, message)) else "" for armour, message in part]


def write_questions(part: Sequence[Pair]) -> bytes:
    """Write a part for the process."""
    files = [data for pair in part for data in pair]
    return b"".join((len(part).to_bytes(_LENGTH, "big"), array("Q", map(len, files)).tobytes(), *files))


def read_questions(stream: IO[bytes]) -> list[Pair] | None:
    """Read a part; None at the end of the stream, also in the middle of one."""
    head = stream.read(_LENGTH)
    sizes = array("Q")
    lengths = stream.read(2 * sizes.itemsize * int.from_bytes(head, "big"))
    sizes.frombytes(lengths[: len(lengths) // sizes.itemsize * sizes.itemsize])
    data = stream.read(sum(sizes))
    if not head or len(data) < sum(sizes):
        return None
    files, at = [], 0
    for size in sizes:
        files.append(data[at : at + size])
        at += size
    return list(zip(files[::2], files[1::2], strict=True))


def write_answers(answers: Sequence[str]) -> bytes:
    """Write the answers to a part."""
    lines = "".join(f"{line}\n" for line in answers).encode()
    return len(lines).to_bytes(_LENGTH, "big") + lines


def read_answers(stream: IO[bytes], count: int) -> list[str]:
    """Read the answers to a part of `count`; ValueError when they are cut off or of something else."""
    size = int.from_bytes(stream.read(_LENGTH), "big")
    lines = stream.read(size).decode().split("\n")
    if len(lines) != count + 1 or lines.pop():
        raise ValueError("the process that judges signatures ended early")
    return lines


def serve() -> None:
    """Answer until the questions end; the next part is read while one is judged, so that neither side waits for the other."""
    parts: Queue[list[Pair] | None] = Queue(1)

    def read() -> None:
        part: list[Pair] | None = []
        while part is not None:
            part = read_questions(sys.stdin.buffer)
            parts.put(part)

    Thread(target=read, daemon=True).start()
    while (part := parts.get()) is not None:
        sys.stdout.buffer.write(write_answers(answer(part)))
        sys.stdout.buffer.flush()
