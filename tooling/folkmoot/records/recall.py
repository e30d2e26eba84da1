"""Work that need not be done twice: what a pure function made of the same words before, where somebody remembers it.

A function that takes long and gives text from text alone asks `recall` for it. Without a memory it is made each time; with one
that outlives the process, a build after a small change makes what changed. The result is the same either way: the key is the
digest of everything that goes in, and whoever opens a memory sees that it was filled by the same version.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from typing import Protocol


class Memory(Protocol):
    """What was made before, by kind and key."""

    def get(self, kind: str, key: str) -> bytes | None:
        """What was kept; None when nothing was."""

    def put(self, kind: str, key: str, data: bytes) -> None:
        """Keep it."""


_memory: ContextVar[Memory | None] = ContextVar("_memory", default=None)


def recall(kind: str, words: Callable[[], Iterable[str]], make: Callable[[], str]) -> str:
    """What `make` gives, which must follow from what `words` gives alone; nobody asks for the words where there is no memory."""
    memory = _memory.get()
    if memory is None:
        return make()
    key = key_of(*words())
    found = memory.get(kind, key)
    if found is not None:
        return found.decode()
    made = make()
    memory.put(kind, key, made.encode())
    return made


def key_of(*words: str) -> str:
    """The digest of several texts, hexadecimal; where one ends and the next begins counts."""
    told = sha256()
    for word in words:
        data = word.encode("utf-8", "surrogatepass")
        told.update(b"%d:" % len(data))
        told.update(data)
    return told.hexdigest()


@contextmanager
def remembering(memory: Memory | None) -> Iterator[None]:
    """Within it, `recall` asks this memory."""
    before = _memory.set(memory)
    try:
        yield
    finally:
        _memory.reset(before)
