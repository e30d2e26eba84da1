"""Links between files that become articles: each leads to the article that its target became, and to the place in it."""

import posixpath
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from folkmoot.formats.importers.md_sections import headings, plain
from folkmoot.formats.importers.md_tools import outside_code

_LINK = re.compile(r"(\]\(\s*<?)([^()\s<>]+(?:\([^()\s]*\)[^()\s<>]*)?)(>?(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\))")
_DEFINED = re.compile(r"^( {0,3}\[[^\]\n]+\]:[ \t]*<?)([^\s<>]+)", re.MULTILINE)
_SUFFIXES = ("", ".md", ".markdown", "/index.md", "/index.markdown", "/README.md", "/readme.md")
_FOREIGN = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|/")


@dataclass(frozen=True, slots=True)
class Target:
    """One article on its way: the file it comes from, its own name without `.md`, its heading and its prose."""

    file: str
    name: str
    heading: str
    prose: str


def linked(targets: Iterable[Target]) -> tuple[str, ...]:
    """The prose of each article, in order, with its links led to the articles; what leads elsewhere stays as it is."""
    known = tuple(targets)
    files: dict[str, list[Target]] = {}
    for target in known:
        files.setdefault(target.file, []).append(target)
    return tuple(_relinked(target, files) for target in known)


def _relinked(here: Target, files: dict[str, list[Target]]) -> str:
    def lead(found: re.Match[str]) -> str:
        after = found[3] if found.re is _LINK else ""
        return f"{found[1]}{_there(here, found[2], files)}{after}"

    change: Callable[[str], str] = lambda part: _DEFINED.sub(lead, _LINK.sub(lead, part))  # noqa: E731
    return outside_code(here.prose, change)


def _there(here: Target, reference: str, files: dict[str, list[Target]]) -> str:
    if _FOREIGN.match(reference):
        return reference
    path, _, anchor = reference.partition("#")
    wanted = posixpath.normpath(posixpath.join(posixpath.dirname(here.file), _written_out(path))) if path else here.file
    bare = re.sub(r"\.(html?|md|markdown)$", "", wanted)
    parts = next((files[bare + suffix] for suffix in _SUFFIXES if bare + suffix in files), files.get(wanted))
    if parts is None:
        return reference
    for part in parts:
        place = _place(part, _written_out(anchor)) if anchor else None
        if place is not None:
            return place if part is here and place.startswith("#") else f"{part.name}.md{place}"
    return reference if not path else f"{parts[0].name}.md"


def _written_out(reference: str) -> str:
    """A reference with the characters that `%20` and the like stand for; bytes that are no text stay as they are."""
    plain_bytes = re.sub(rb"%([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), reference.encode())
    return plain_bytes.decode("utf-8", "replace")


def _place(part: Target, anchor: str) -> str | None:
    """Where an anchor of a forge leads in an article: empty for the article itself; None when nowhere."""
    if forge_anchor(part.heading) == anchor.lower():
        return ""
    inside = (plain(heading.words) for heading in headings(part.prose.split("\n")))
    return next((f"#{_site_anchor(words)}" for words in inside if forge_anchor(words) == anchor.lower()), None)


def forge_anchor(words: str) -> str:
    """The anchor that the forges give a heading: small letters, no marks, a hyphen for each space."""
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", words.strip().lower()))


def _site_anchor(words: str) -> str:
    """The anchor that it has on a page here."""
    ascii_only = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", ascii_only).strip().lower())
