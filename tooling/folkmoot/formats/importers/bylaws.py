"""Rules in Markdown: an organisation's present texts become the articles that a genesis proposal brings.

One file is divided into its articles; of several each becomes one, unless its own articles are numbered. The words stay as
they are. Nobody's rules change by being imported: the articles stand in a proposal, and the founders adopt them, or not, by a vote of
their own.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from folkmoot.formats.canonical import write_document
from folkmoot.formats.document import decode
from folkmoot.formats.importers.interface import LONGEST_SUMMARY, Imported
from folkmoot.formats.importers.md_links import Target, linked
from folkmoot.formats.importers.md_sections import Parts, divide, plain
from folkmoot.formats.importers.md_tools import plain_markdown, without_head
from folkmoot.formats.unfit import HIDDEN, personal
from folkmoot.records.finding import Fault, Place

GENESIS = "genesis"
_NUMBER = re.compile(r"(?:(?:article|section|part)\s+)?(?:[0-9]{1,3}|[ivxlc]{1,7})[.:)]\s+", re.IGNORECASE)
_ABOUT_THE_FOLDER = ("readme.md", "readme.markdown")
_NO_RULES = re.compile(
    r"(?:^|/)(?:\.[^/]+/|node_modules/|(?:licen[cs]e|copying|changelog|pull_request_template|issue_template|authors|credits|agents|claude)[^/]*$)"
)
_GOVERNING = tuple(
    re.compile(word, re.IGNORECASE) for word in ("by-?laws?", "constitution", "statut", "manifesto", "charter", "governance")
)
_WHAT_IT_IS = re.compile(r"^(the\s+)?(by-?laws|constitution|charter|statutes|rules)\s+(of|for)\s+(the\s+)?", re.IGNORECASE)
_FENCED = re.compile(r"```.*?```", re.DOTALL)
_NO_SENTENCE = re.compile(r"^ {0,3}(#{1,6} .*|\|.*|[-=*_]{3,}\s*|\[[^\]]+\]:.*)$", re.MULTILINE)
"""Headings, rows of tables, rules and definitions of links."""
_MOST_ARTICLES = 998
_LEAST_NUMBERED = 3
_LONGEST_WHOLE = 24 * 1024
"""Characters that one of several files may have to become one article; what is longer nobody would read, redline or amend."""

ADOPTING: dict[str, object] = {
    "id": "00-taking-over",
    "type": "article",
    "title": "How these texts were taken over",
    "summary": "The texts stay as they are. This article says only how the founders' meeting puts them under folkmoot.",
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
The texts were discussed here for at least {{ rules.procedures.genesis.discuss.min }}, and taken over by more than
{{ rules.decisions.founders-majority.threshold }} of the votes cast. What they say about later changes holds from then on. What
is still prose the members can put into rules article by article.
"""


@dataclass(frozen=True, slots=True)
class _Text:
    """One file, made plain and divided."""

    file: str
    parts: Parts
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Article:
    """One article on its way."""

    file: str
    heading: str
    prose: str
    is_before: bool = False
    """Whether it is what stands before the first section, which has no number of its own."""


@dataclass(frozen=True, slots=True)
class BylawsImporter:
    """Turns the Markdown files of an organisation into a genesis proposal; files that `rules` does not match say what it stands for."""

    rules: tuple[str, ...] = ("*",)
    name: str = "bylaws"
    suffixes: tuple[str, ...] = field(default=(".md", ".markdown"))

    def takes(self, name: str) -> bool:
        """Say whether a file is Markdown that may hold rules, and not a licence or a form to fill in."""
        plain_name = name.replace("\\", "/").lower()
        return plain_name.endswith(self.suffixes) and not _NO_RULES.search(plain_name)

    def read(self, name: str, data: bytes) -> tuple[tuple[Imported, ...], tuple[Fault, ...]]:
        """Read one file of rules."""
        return self.read_all({name: data})

    def read_all(self, sources: Mapping[str, bytes]) -> tuple[tuple[Imported, ...], tuple[Fault, ...]]:
        """Read the files in the order of their names, numbers by size; together they are one set of rules."""
        faults: list[Fault] = []
        texts: list[_Text] = []
        for name in sorted(sources, key=_order):
            text, wrong = _read(name, sources[name])
            faults += wrong
            texts += [text] if text else []
        rest = [text for text in texts if text.file.lower().rpartition("/")[2] not in _ABOUT_THE_FOLDER]
        articles = _articles(rest or texts)
        if len(articles) > _MOST_ARTICLES:
            what = f"{len(articles)} texts stand here; {_MOST_ARTICLES} articles can be numbered"
            return (), (*faults, Fault(Place(min(sources)), what, "import them in parts", "too-large"))
        made = tuple(self._genesis(_title(texts, rest), rest or texts, articles)) if articles else ()
        return made, tuple(faults)

    def _genesis(self, title: str, texts: list[_Text], articles: list[_Article]) -> Iterator[Imported]:
        name = _WHAT_IT_IS.sub("", title).strip() or title
        folder = f"proposals/{GENESIS}-{_slug(name)}"
        head = _proposal_head(folder.rpartition("/")[2], name, title)
        yield Imported(f"{folder}/proposal.md", write_document(head, _proposal_prose(title, texts, articles)))
        changes = f"{folder}/changes/charter"
        yield Imported(f"{changes}/{ADOPTING['id']}.md", write_document(ADOPTING, _ADOPTING_PROSE))
        names = _names(articles)
        led = linked(Target(article.file, name, article.heading, article.prose) for article, name in zip(articles, names, strict=True))
        for article, identity, prose in zip(articles, names, led, strict=True):
            is_rule = any(fnmatchcase(article.file, pattern) for pattern in self.rules)
            made = {
                "id": identity, "type": "article", "title": article.heading, "summary": _summary(prose, article.heading),
                "class": "rule" if is_rule else "value",
            }  # fmt: skip
            yield Imported(f"{changes}/{identity}.md", write_document(made, f"\n{prose.strip(chr(10)).rstrip()}\n"))


def _order(name: str) -> tuple[object, ...]:
    """Front pages first, then by name with numbers by their size, so that `ARTICLE-10` comes after `ARTICLE-2`."""
    folder, _, last = name.lower().rpartition("/")
    is_front = last.partition(".")[0] in ("index", "readme", "preamble")
    parts = tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"([0-9]+)", f"{folder}/{last}") if part)
    return (folder.count("/") + bool(folder), not is_front, parts)


def _read(name: str, data: bytes) -> tuple[_Text | None, list[Fault]]:
    """Make one file plain: line ends, marks of other tools and what may stand in no record are told, never kept in silence."""
    text, wrong = decode(name, data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
    if text is None:
        return None, wrong
    text, title = without_head(HIDDEN.sub("", text))
    text, unseen = plain_markdown(text)
    text, addresses = _without_addresses(text)
    left_out = [*(["comments and marks that no reader saw"] if unseen else []), *(["addresses or numbers of people"] if addresses else [])]
    parts = divide(text.replace("{{", "&#123;&#123;"), plain(title))
    return (_Text(name, parts, tuple(left_out)) if parts.body.strip() or parts.sections else None), wrong


def _without_addresses(text: str) -> tuple[str, int]:
    """Put words in the place of what betrays a person: the records are public and are never deleted."""
    data, found = text.encode(), 0
    for match in sorted(personal(data, is_prose=True), key=lambda match: match.start(), reverse=True):
        words = b"(address left out)" if b"@" in match[0] else b" (number left out)"
        if match.end() <= len(data):
            data, found = data[: match.start()] + words + data[match.end() :], found + 1
    text = re.sub(r"\[([^\]\n]*)\]\(<?mailto:\(address left out\)[^)\n]*\)", r"\1 (address left out)", data.decode())
    return re.sub(r"<mailto:\(address left out\)>", "(address left out)", text), found


def _articles(texts: list[_Text]) -> list[_Article]:
    made = [article for text in texts for article in _of(text, len(texts) == 1)]
    return made if len(made) <= _MOST_ARTICLES else [_whole(text) for text in texts]


def _of(text: _Text, is_alone: bool) -> Iterator[_Article]:
    parts = text.parts
    is_many = is_alone or len(parts.body) > _LONGEST_WHOLE or (parts.is_numbered and len(parts.sections) >= _LEAST_NUMBERED)
    if len(parts.sections) < 2 or not is_many:
        yield _whole(text)
        return
    if any(mark.isalnum() for mark in parts.before):
        yield _Article(text.file, parts.title or "Before the first section", parts.before, is_before=True)
    for section in parts.sections:
        yield _Article(text.file, section.heading, section.prose)


def _whole(text: _Text) -> _Article:
    return _Article(text.file, text.parts.title or _spoken(text.file), text.parts.body)


def _spoken(file: str) -> str:
    """The name of a file in words."""
    words = re.sub(r"[-_\s]+", " ", file.rpartition("/")[2].rpartition(".")[0]).strip(" !#")
    return words[:1].upper() + words[1:] or "Rules"


def _title(texts: list[_Text], rest: list[_Text]) -> str:
    """The title of all: that of the only text, of the front page, of the one called bylaws or the like, or of the first."""
    if len(rest) == 1 and rest[0].parts.title:
        return rest[0].parts.title
    named = [text for text in texts if text.parts.title]
    fronts = [text for text in named if text.file.lower().partition(".")[0] in ("index", "readme")]
    governing = sorted(named, key=lambda text: (text.file.count("/"), _rank(text)))
    ruling = [text for text in governing if _rank(text) < len(_GOVERNING)]
    return next((text.parts.title for text in (*fronts, *ruling, *named)), "Bylaws")


def _rank(text: _Text) -> int:
    """How surely a text is the one that rules, by its title or the name of its file; the least is the surest."""
    said = f"{text.parts.title} {text.file.rpartition('/')[2]}"
    return next((place for place, word in enumerate(_GOVERNING) if word.search(said)), len(_GOVERNING))


def _names(articles: list[_Article]) -> list[str]:
    """The id of each article: its place, and the words of its heading; what stands before the first section has no place."""
    width, number, names = 2 if len(articles) < 99 else 3, 0, list[str]()
    for article in articles:
        heading = _NUMBER.sub("", article.heading, count=1) or article.heading
        is_first = article.is_before and number == 0
        number += not is_first
        names.append(f"{'0' * width if is_first else f'{number:0{width}}'}-{'preamble' if is_first else _slug(heading)}")
    return names


def _proposal_head(identity: str, name: str, title: str) -> dict[str, object]:
    return {
        "id": identity, "type": "proposal", "kind": GENESIS, "title": f"{name} under folkmoot",
        "summary": _cut(f"{title}: word for word the charter that this repository keeps from now on."),
        "introduced_by": "founders-meeting", "asks": f"Shall this be kept in this repository from now on, word for word: {title}?",
        "coop": {"id": f"{_slug(name)}.example", "name": name, "zone": "UTC"},
    }  # fmt: skip


def _proposal_prose(title: str, texts: list[_Text], articles: list[_Article]) -> str:
    listed = "".join(f"- {_flat(article.heading)}\n" for article in articles)
    gone = "".join(f"- of {_flat(text.file)}: {' and '.join(text.left_out)}\n" for text in texts if text.left_out)
    told = f"What was left out:\n\n{gone}\n" if gone else ""
    kept = "little" if gone else "nothing"
    return (
        f"\n{_flat(title)}: brought here text by text, with nothing put in and {kept} left out.\n\n{listed}\n{told}"
        "Before this is opened, put the co-op's own web name and time zone into `coop`. Then put the rule by which these texts change "
        "into the article that says it, as `procedures.amendment`: there is one founding, and without that rule nothing could be changed "
        "after it.\n"
    )


def _flat(words: str) -> str:
    """Words as they stand, on a line of Markdown."""
    return re.sub(r"([\\`*_\[\]<>{}])", r"\\\1", words)


def _slug(text: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:48].strip("-")
    return slug if len(slug) > 1 else f"part-{slug}".strip("-")


def _summary(prose: str, heading: str) -> str:
    """The first sentence of the prose without its marks, cut at a word if it is long."""
    bare = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", _NO_SENTENCE.sub("", _FENCED.sub("", prose)))
    rows = (re.sub(r"^(?:(?:[-*+]|[0-9]+[.)]|>)\s+)+", "", row.strip()) for row in bare.splitlines())
    words = " ".join(re.sub(r"\*+|`|__", "", row) for row in rows if row)
    match = re.match(r".{20,}?[.;:](?=\s|$)", words)
    return _cut(" ".join((match[0] if match else words or heading).split()))


def _cut(text: str) -> str:
    if len(text) <= LONGEST_SUMMARY:
        return text
    return f"{text[: LONGEST_SUMMARY - 3].rpartition(' ')[0] or text[: LONGEST_SUMMARY - 3]}..."
