"""The index as files: a small root, and leaves that a browser asks for when what is typed leads there.

Words stand in sorted order, cut into leaves of about `_LEAF` bytes; the root says the first word of each leaf (a B+ tree of
two levels: Bayer and McCreight 1972, as Comer tells it in 1979). So a word, and every beginning of one, is found with
the root and mostly one leaf, whatever the size of the co-op. There are two such trees: titles, names and summaries first, then
the texts. A leaf is named by its digest: what a browser kept of an older build is never read for a newer one.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from folkmoot.publish.search.words import joined, words

FOLDER = "search"
ROOT = f"{FOLDER}/index.json"
_LEAF = 16 * 1024
_PAGES_A_LEAF = 48
Numbers = list[int]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is found: a page, or a place on a page."""

    address: str
    """From the home page: `proposals/2026-tea/`, `charter/01-rules/#c1`."""
    title: str
    kind: str
    """What it is, in a word or two: `Proposal, adopted`."""
    summary: str
    names: tuple[str, ...] = ()
    """Ids and other words by which somebody looks for it."""
    texts: tuple[str, ...] = ()
    """What it says."""


def index_files(entries: Sequence[Entry], told: Mapping[str, Any]) -> dict[str, bytes]:
    """The root and every leaf; earlier entries stand first among equals. `told` is what the root says beside.

    The root: `{"entries", "first", "text"}`; `entries` names leaves of `per` entries each, [address, title, kind, summary];
    the trees are lists of [first word, leaf]. A leaf of `first` holds {word: [in titles and names, in summaries]}, one of `text`
    {word: in texts}; the numbers of entries are written as the distance from the one before.
    """
    first: dict[str, tuple[Numbers, Numbers]] = {}
    text: dict[str, Numbers] = {}
    for number, entry in enumerate(entries):
        names = " ".join(entry.names)
        title = words(f"{entry.title} {names}") | joined(names)
        says = words(f"{entry.kind} {entry.summary}") - title
        for at, found in enumerate((title, says)):
            for word in found:
                first.setdefault(word, ([], []))[at].append(number)
        for word in words("\n".join(entry.texts)).difference(title, says):
            text.setdefault(word, []).append(number)
    files: dict[str, bytes] = {}
    shown = [[entry.address, entry.title, entry.kind, entry.summary] for entry in entries]
    leaves = [_kept(files, _json(shown[at : at + _PAGES_A_LEAF])) for at in range(0, len(shown), _PAGES_A_LEAF)]
    trees = {
        "first": _tree(files, ((word, [_apart(one) for one in both]) for word, both in sorted(first.items()))),
        "text": _tree(files, ((word, _apart(one)) for word, one in sorted(text.items()))),
    }
    files[ROOT] = _json({**told, "count": len(entries), "per": _PAGES_A_LEAF, "entries": leaves, **trees})
    return files


def _apart(numbers: Numbers) -> Numbers:
    return [later - earlier for earlier, later in zip((0, *numbers), numbers, strict=False)]


def _tree(files: dict[str, bytes], found: Iterable[tuple[str, Any]]) -> list[list[str]]:
    """Write the leaves of sorted words; return what the root says of them."""
    return [[first, _kept(files, data)] for first, data in _leaves(found)]


def _leaves(found: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, bytes]]:
    first, lines, size = "", list[str](), 0
    for word, numbers in found:
        line = f'"{word}":{json.dumps(numbers, separators=(",", ":"))}'
        if lines and size + len(line) > _LEAF:
            yield first, _leaf(lines)
            lines, size = [], 0
        first = first if lines else word
        lines.append(line)
        size += len(line)
    if lines:
        yield first, _leaf(lines)


def _leaf(lines: list[str]) -> bytes:
    return f"{{{','.join(lines)}}}\n".encode()


def _kept(files: dict[str, bytes], data: bytes) -> str:
    name = sha256(data).hexdigest()[:12]
    files[f"{FOLDER}/{name}.json"] = data
    return name


def _json(value: Any) -> bytes:
    """Compact JSON in which no mark can be taken for markup."""
    made = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return (made.replace("<", "\\u003c") + "\n").encode()
