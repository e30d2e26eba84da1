"""Bylaws in Markdown: an organisation's present rules become the articles that a genesis proposal brings.

Every section under a heading of the second level becomes one article, its words untouched. Nobody's rules change by being
imported: the articles stand in a proposal, and the founders adopt them, or not, by a vote of their own.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from folkmoot.formats.canonical import write_document
from folkmoot.formats.document import decode
from folkmoot.formats.importers.interface import Imported
from folkmoot.records.finding import Fault, Place

GENESIS = "genesis"
_TITLE = re.compile(r"#[ \t]+(.+?)[ \t]*#*")
_SECTION = re.compile(r"##[ \t]+(.+?)[ \t]*#*")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_NUMBER = re.compile(r"(?:(?:article|section|part)\s+)?(?:[0-9]{1,3}|[ivxlc]{1,7})[.:)]\s+", re.IGNORECASE)
_LONGEST_SUMMARY = 280
_MOST_ARTICLES = 98

ADOPTING: dict[str, object] = {
    "id": "00-taking-over",
    "type": "article",
    "title": "How these bylaws were taken over",
    "summary": "The bylaws stay as they are. This article says only how the founders' meeting puts them under folkmoot.",
    "class": "rule",
    "rules": {
        "decisions": {
            "founders-majority": {
                "method": "majority", "threshold": "1/2", "strict": "true", "base": "cast", "abstain": "quorum-only",
                "quorum": {"fraction": "1/2", "of": "eligible", "counts": "participation"}, "ties": "rejected", "secrecy": "counted",
            }
        },
        "procedures": {
            "genesis": {
                "sphere": "deliberative", "introduce": {"who": "founders-meeting", "seconds": "0"},
                "discuss": {"min": "7d", "max": "180d"}, "decide": {"by": "members", "rule": "founders-majority", "open": "1d"},
                "execute": {"by": "maintainers", "within": "14d"}, "paths": ["charter/*"],
            }
        },
    },
}  # fmt: skip
_ADOPTING_PROSE = """
The bylaws were discussed here for at least {{ rules.procedures.genesis.discuss.min }}, and taken over by more than
{{ rules.decisions.founders-majority.threshold }} of the votes cast. What they say about later changes holds from then on. It is
still prose, and the members can put it into rules article by article.
"""


@dataclass(frozen=True, slots=True)
class _Section:
    """One section of the bylaws: its heading, its prose, the line it begins on."""

    heading: str
    prose: str
    line: int


class BylawsImporter:
    """Turns one Markdown file of bylaws into a genesis proposal with an article a section."""

    name = "bylaws"
    suffixes = (".md",)

    def takes(self, name: str) -> bool:
        """Say whether a file is Markdown and not a page about the folder."""
        last = name.replace("\\", "/").rpartition("/")[2].lower()
        return last.endswith(".md") and last not in ("readme.md", "license.md", "contributing.md", "changelog.md")

    def read(self, name: str, data: bytes) -> tuple[tuple[Imported, ...], tuple[Fault, ...]]:
        """Read one file of bylaws."""
        return self.read_all({name: data})

    def read_all(self, sources: Mapping[str, bytes]) -> tuple[tuple[Imported, ...], tuple[Fault, ...]]:
        """Read the files in the order of their names; together they are one set of bylaws."""
        faults: list[Fault] = []
        sections: list[_Section] = []
        title = ""
        for name, data in sorted(sources.items()):
            text, wrong = decode(name, data)
            faults += [fault for fault in wrong if text is None]
            if text is None:
                continue
            found, parts = _split(text)
            title = title or found
            if not parts:
                mend = "put each article under a heading that begins with '## '"
                faults.append(Fault(Place(name), "no heading of the second level divides this file", mend, "missing-head"))
            sections += parts
        if len(sections) > _MOST_ARTICLES:
            what = f"{len(sections)} sections stand here; {_MOST_ARTICLES} articles can be numbered"
            faults.append(Fault(Place(min(sources)), what, "import them in parts", "too-large"))
            return (), tuple(faults)
        return (tuple(_genesis(title or "Bylaws", sections)) if sections else ()), tuple(faults)


def _split(text: str) -> tuple[str, list[_Section]]:
    """Find the title and the sections; a heading inside fenced code is none, and what stands before the first section joins it."""
    title, heading, start, fenced = "", "", 0, False
    lines, kept, sections = text.split("\n"), list[str](), list[_Section]()
    for number, line in enumerate(lines):
        if _FENCE.match(line):
            fenced = not fenced
        section = None if fenced else _SECTION.fullmatch(line)
        if section:
            if heading:
                sections.append(_Section(heading, "\n".join(kept), start + 1))
                kept = []
            heading, start = section[1], number
        elif not fenced and not title and (match := _TITLE.fullmatch(line)):
            title = match[1]
        else:
            kept.append(line)
    if heading:
        sections.append(_Section(heading, "\n".join(kept), start + 1))
    return title, sections


def _genesis(title: str, sections: list[_Section]) -> Iterator[Imported]:
    name = (
        re.sub(r"^(the\s+)?(by-?laws|constitution|charter|statutes|rules)\s+of\s+(the\s+)?", "", title, flags=re.IGNORECASE).strip()
        or title
    )
    folder = f"proposals/{GENESIS}-{_slug(name)}"
    yield Imported(
        f"{folder}/proposal.md", write_document(_proposal_head(folder.rpartition("/")[2], name, title), _proposal_prose(title, sections))
    )
    changes = f"{folder}/changes/charter"
    yield Imported(f"{changes}/{ADOPTING['id']}.md", write_document(ADOPTING, _ADOPTING_PROSE))
    for number, section in enumerate(sections, start=1):
        heading = _NUMBER.sub("", section.heading, count=1) or section.heading
        identity = f"{number:02}-{_slug(heading)}"
        head = {
            "id": identity, "type": "article", "title": heading, "summary": _summary(section.prose, heading), "class": "rule",
            "legal": {"registered": "true"},
        }  # fmt: skip
        yield Imported(f"{changes}/{identity}.md", write_document(head, f"\n{section.prose.strip()}\n"))


def _proposal_head(identity: str, name: str, title: str) -> dict[str, object]:
    return {
        "id": identity, "type": "proposal", "kind": GENESIS, "title": f"{name} under folkmoot",
        "summary": f"{title}, word for word, become the charter that this repository keeps.",
        "introduced_by": "founders-meeting", "asks": f"Shall {title}, as they stand here, be kept in this repository from now on?",
        "coop": {"id": f"{_slug(name)}.example", "name": name, "zone": "UTC"},
    }  # fmt: skip


def _proposal_prose(title: str, sections: list[_Section]) -> str:
    listed = "".join(f"- {section.heading}\n" for section in sections)
    return (
        f"\n{title} were brought here section by section, with nothing left out and nothing put in:\n\n{listed}\n"
        "Before this is opened, put the co-op's own web name and time zone into `coop`.\n"
    )


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48].strip("-")
    return slug if len(slug) > 1 else f"part-{slug}".strip("-")


def _summary(prose: str, heading: str) -> str:
    """The first sentence of the prose without its marks, cut at a word if it is long."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", prose)
    rows = (re.sub(r"^(?:[-*+]|[0-9]+[.)]|#+|>)\s+", "", row.strip()) for row in plain.splitlines())
    words = " ".join(row.replace("*", "").replace("`", "") for row in rows if row)
    match = re.match(r".{20,}?[.;:](?=\s|$)", words)
    text = " ".join((match[0] if match else words or heading).split())
    return text if len(text) <= _LONGEST_SUMMARY else f"{text[: _LONGEST_SUMMARY - 3].rpartition(' ')[0]}..."
