"""One build's gate: it learns which scripts are the theme's from a page with nothing on it, and judges every file by that."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256

from folkmoot.publish.safety.files import JUDGED, ending, inspect_file
from folkmoot.publish.safety.inspection import Ours, inspect_markup
from folkmoot.publish.safety.policy import headers, inline_scripts, policy, with_policy
from folkmoot.records.finding import Fault

_SHOWN = 20
"""Faults that one message names."""
OWN_SCRIPTS = ("assets/folkmoot/check-draw.js",)
"""The script files that our pages name; a theme brings their bytes."""


class Gatekeeper:
    """Knows what is ours; `shell` makes the theme's page with nothing on it, for a way up to the home page such as `../..`.

    A script of the theme can name that way, so there is a list for every depth of folders; nothing that a record says ever
    stands in a shell.
    """

    def __init__(self, shell: Callable[[str], str], files: Mapping[str, str], base: str = "/") -> None:
        self._shell, self._files, self._base = shell, files, base
        self._scripts: dict[str, frozenset[str]] = {}
        self._policies: dict[str, str] = {}

    def policed(self, page: str, up: str) -> str:
        """The page with the policy of its depth."""
        if up not in self._policies:
            self._scripts[up] = inline_scripts(self._shell(up))
            self._policies[up] = policy(self._scripts[up])
        return with_policy(page, self._policies[up])

    @property
    def _all(self) -> frozenset[str]:
        return frozenset().union(*self._scripts.values())

    def headers(self) -> bytes:
        """The `_headers` file of this site."""
        return headers(self._all)

    def judge(self, files: Iterable[tuple[str, bytes]], known: frozenset[str] = frozenset()) -> Iterator[Fault]:
        """Judge the files of the built site; a file whose digest is among the `known` ones was found sound by this very gate."""
        ours = Ours(frozenset(sha256(script.encode()).hexdigest() for script in self._all), self._files, self._base)
        self.sound = set[str]()
        for path, data in files:
            digest = sha256(f"{path}\n".encode() + data).hexdigest()
            faults = () if digest in known else inspect_file(path, data, ours)
            yield from faults
            if not faults:
                self.sound.add(digest)

    def key(self) -> str:
        """The digest of everything by which it judges, beside its own code: what is ours, and where the site stands."""
        return sha256(repr((sorted(self._all), sorted(self._files.items()), self._base)).encode()).hexdigest()


def inspect_staged(tree: Mapping[str, bytes], scripts: Mapping[str, bytes] | None = None) -> Iterator[Fault]:
    """Judge a tree of plain Markdown that another generator will build: its HTML blocks by the same list; `scripts` are the theme's own.

    A link in Markdown itself is not judged here: `markup.inline` leaves a contributor none, and the built page is judged again.
    """
    files = {path: sha256((scripts or {}).get(path, b"")).hexdigest() for path in OWN_SCRIPTS}
    for path, data in tree.items():
        if path.endswith(".md"):
            head = data.find(b"\n---\n", 4) + 5 if data.startswith(b"---\n") else 0
            shift = data.count(b"\n", 0, head)
            for fault in inspect_markup(path, data[head:], Ours(files=files)):
                yield replace(fault, place=replace(fault.place, line=fault.place.line + shift))
        elif is_judged(path):
            yield from inspect_file(path, data, Ours(files=files))


def is_judged(path: str) -> bool:
    """Whether the bytes of a file are judged."""
    return ending(path) in JUDGED


def refusal(faults: Iterable[Fault]) -> str:
    """One message that names them, a line each with how to mend it; empty when there are none."""
    told = list(faults)
    lines = [f"{fault.place.path}:{fault.place.line}: {fault.what}\n  mend: {fault.mend}" for fault in told[:_SHOWN]]
    more = [f"and {len(told) - _SHOWN:,} more"] if len(told) > _SHOWN else []
    return "\n".join(("what the built site holds is not all ours:", *lines, *more)) if told else ""
