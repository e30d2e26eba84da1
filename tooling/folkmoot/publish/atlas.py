"""Which page shows which record, and how one page points at another.

Every page is an `index.md` in a folder of its own, so its finished address is the folder under any site generator: links
in Markdown name the file, which generators check and rewrite; links inside HTML name the folder.
"""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from folkmoot.checks.recounts import recounted
from folkmoot.formats.library import library
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.procedure.clauses import Why, clause_reasons
from folkmoot.procedure.editions import ChangeDay, change_days
from folkmoot.procedure.ledger import Ledger, ledger_of
from folkmoot.procedure.obligations import Obligation, State, obligations
from folkmoot.procedure.phases import has_plan
from folkmoot.procedure.reviews import has_reviews
from folkmoot.procedure.terms import Edition, editions
from folkmoot.publish.forges import Ways, forge_of
from folkmoot.publish.markup import block, html, inline
from folkmoot.publish.prose import prose
from folkmoot.records.archive import Archive, Article
from folkmoot.records.error import FolkmootError
from folkmoot.records.recall import key_of
from folkmoot.records.speech import language
from folkmoot.records.text import TextRecord
from folkmoot.tally.decision import Recount

HOME = "index.md"
BRIEF = "two-minutes/index.md"
CHARTER = "charter/index.md"
VERSIONS = "charter/at/index.md"
CALENDAR = "calendar/index.md"
PROPOSALS = "proposals/index.md"
NEXT = "next/index.md"
IMPORTED = "proposals/imported/index.md"
JURIES = "juries/index.md"
ROSTERS = "juries/rosters/index.md"
BODIES = "bodies/index.md"
CHECKS = "checks/index.md"
VERIFICATION = "verification/index.md"
WORK = "work/index.md"
TRUST = "trust/index.md"
REVIEWS = "reviews/index.md"
TERMS = "terms/index.md"
CONVERSION = "conversion/index.md"
MODELS = "models/index.md"
FORMS = "forms/index.md"
FEEDS = "feeds/index.md"
DATA = "data/index.md"
_TAG = re.compile(r"(<[^>]*>)")
_CLOSED = ("<a>", "<a ", "<code>", "<pre>")
_CLOSING = ("</a>", "</code>", "</pre>")
SECTIONS = (HOME, BRIEF, NEXT, CHARTER, PROPOSALS, IMPORTED, JURIES, ROSTERS, CHECKS, VERIFICATION, TRUST, WORK, FORMS, CALENDAR)


def articles_of(course: Chronicle) -> dict[str, Article]:
    """The articles in force by path; before any decision has made them, those that stand in `charter/`."""
    return dict(course.charter.articles) or {article.path: article for article in course.archive.articles}


def cites_models(course: Chronicle) -> bool:
    """Whether an article, one that is proposed, or a proposal names a model it learned from."""
    archive = course.archive
    articles = (*articles_of(course).values(), *archive.drafts.values())
    return any(article.head.models for article in articles) or any(proposal.text.head.models for proposal in archive.proposals)


@dataclass(frozen=True)
class Atlas:
    """The pages of one site."""

    course: Chronicle
    codes: tuple[str, ...] = ()
    """The checks that have a page."""
    records: Mapping[str, str] = field(default_factory=dict)
    """The page of each record, by the record's path."""
    ways: Ways = field(default_factory=Ways)

    @cached_property
    def pages(self) -> frozenset[str]:
        """Every page there is."""
        return frozenset({*SECTIONS, FEEDS, DATA, *self.records.values(), *(check_page(code) for code in self.codes), *self._optional})

    @cached_property
    def beside(self) -> str:
        """The digest of which pages there are that are not those of proposals."""
        return key_of(*sorted(page for page in self.pages if not page.startswith("proposals/")))

    @cached_property
    def _optional(self) -> tuple[str, ...]:
        """The pages that only some co-ops have."""
        terms = (TERMS, *map(terms_page, self.editions)) if self.editions else ()
        plan = (CONVERSION,) if has_plan(self.course) else ()
        models = (MODELS, *map(model_page, library())) if cites_models(self.course) else ()
        bodies = (BODIES, *map(body_page, self.bodies)) if self.bodies else ()
        versions = (VERSIONS, *(version_page(each.day) for each in self.change_days)) if self.change_days else ()
        clauses = (clause_page(name) for name, why in self.reasons.items() if why.is_rich)
        return (*((REVIEWS,) if has_reviews(self.course) else ()), *plan, *terms, *models, *bodies, *versions, *clauses)

    @cached_property
    def change_days(self) -> tuple[ChangeDay, ...]:
        """Every day on which the charter changed, oldest first."""
        return change_days(self.course)

    @cached_property
    def reasons(self) -> Mapping[str, Why]:
        """Why each clause in force says what it says."""
        return clause_reasons(self.course)

    @cached_property
    def bodies(self) -> tuple[str, ...]:
        """The bodies of today's charter in its order, then by name those that have ended and in which somebody sat."""
        living = tuple(self.course.charter.book.bodies)
        return (*living, *sorted({seat.body for seat in self.ledger.seats} - set(living)))

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        """Every version of the Terms of Service, oldest first."""
        return editions(self.course)

    @cached_property
    def ledger(self) -> Ledger:
        """Where every jury stands and what obligations are read from, computed once for all pages."""
        return ledger_of(self.course)

    @cached_property
    def promised(self) -> Mapping[str, tuple[Obligation, ...]]:
        """What was ever owed once, done or not, by the proposal or jury it comes from, the earliest due first."""
        found: dict[str, list[Obligation]] = {}
        for each in obligations(self.ledger):
            found.setdefault(each.source, []).append(each)
        return {name: tuple(each) for name, each in found.items()}

    @cached_property
    def owed(self) -> Mapping[str, tuple[Obligation, ...]]:
        """What is still owed once, by the proposal or jury it comes from, the earliest due first."""
        left = (
            (name, tuple(one for one in each if one.state(self.course.as_of) is not State.DONE)) for name, each in self.promised.items()
        )
        return {name: each for name, each in left if each}

    @cached_property
    def recounts(self) -> Mapping[str, Recount]:
        """Every vote whose ballots can be counted again, by the proposal's id."""
        found = {}
        for name, matter in self.course.matters.items():
            if "ballots-closed" in matter.events:
                try:
                    found[name] = recounted(self.course, matter.proposal)
                except FolkmootError:
                    continue
        return found

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The title of each text, by its path."""
        return {text.path: text.head.title for text in self.course.archive.texts()}

    @cached_property
    def clauses(self) -> Mapping[str, str]:
        """The page of each clause in force."""
        articles = articles_of(self.course).items()
        return {clause.id: article_page(path) for path, article in articles for clause in article.head.clauses}

    @cached_property
    def _clauses(self) -> Mapping[str, str]:
        """The page of each clause whose id no common word is taken for: one with a digit in it."""
        return {name: there for name, there in self.clauses.items() if any(mark.isdigit() for mark in name)}

    def link(self, here: str, there: str, label: str, anchor: str = "") -> str:
        """A link for a line of Markdown; the bare label when there is no such page."""
        if there not in self.pages:
            return inline(label)
        target = "" if here == there and anchor else _relative(here, there)
        return f"[{inline(label)}]({target}{anchor and '#' + anchor})"

    def tie(self, here: str, there: str, label: str, anchor: str = "") -> str:
        """A link for the inside of an HTML block; the bare label when there is no such page."""
        if there not in self.pages:
            return html(label)
        return f'<a href="{self.address(here, there, anchor)}">{html(label)}</a>'

    def address(self, here: str, there: str, anchor: str = "") -> str:
        """The finished address of a page, as seen from another page."""
        folder = posixpath.relpath(posixpath.dirname(there) or ".", posixpath.dirname(here) or ".")
        return f"{folder}/{anchor and '#' + anchor}"

    def find(self, record: str, reference: str, here: str) -> str | None:
        """What a relative link in a record's prose points at on the site, as seen from `here`; None when nothing."""
        path, _, anchor = reference.partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(record), path))
        there = self.records.get(target)
        return self.address(here, there, anchor) if there else None

    def prose(self, here: str, text: TextRecord[Any], prefix: str) -> str:
        """The prose of a record as one HTML block; empty when it has none."""
        if not text.body.strip():
            return ""
        made = prose(text.body, prefix, lambda reference: self.find(text.path, reference, here), text.head.title)
        return block(f'<div class="fm-prose"{told(text.head.lang)}>\n{self.cited(here, made)}\n</div>')

    def cited(self, here: str, made: str) -> str:
        """Sanitised HTML in which each mention of a clause leads to the clause; links and code stay as they are."""
        if not self._clauses:
            return made
        mention = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, sorted(self._clauses, key=len, reverse=True)))})(?![\w-])")
        parts, closed = _TAG.split(made), 0
        for at, part in enumerate(parts):
            if at % 2:
                closed += (part.startswith(_CLOSED)) - (part.startswith(_CLOSING))
            elif not closed:
                parts[at] = mention.sub(lambda found: self.tie(here, self._clauses[found[1]], found[1], found[1]), part)
        return "".join(parts)


def atlas(course: Chronicle, codes: tuple[str, ...], ways: Ways | None = None) -> Atlas:
    """Give every record its page; without `ways`, the forge is the one that the genesis names, if its host is known."""
    coop = course.archive.coop
    return Atlas(course, codes, _records(course, course.archive), ways or Ways(forge_of(coop.forge if coop else None)))


def _records(course: Chronicle, archive: Archive) -> dict[str, str]:
    records = {path: article_page(path) for path in articles_of(course)}
    for proposal in archive.proposals:
        shown = (proposal.text, proposal.decision, *proposal.reports)
        records |= {text.path: proposal_page(proposal.id) for text in shown if text}
    for jury in archive.juries:
        records |= {text.path: jury_page(jury.id) for text in (jury.call, jury.decision, *jury.sessions, *jury.reports) if text}
    for roster in archive.rosters:
        records[roster.manifest.path] = roster_page(roster.id)
    return records


def told(written: str) -> str:
    """The attribute that says in which language something was written, where the page speaks another."""
    return "" if written == language() else f' lang="{html(written)}"'


def article_page(path: str) -> str:
    """The page of an article of the charter, by the path of its file."""
    return f"{path.removesuffix('.md')}/index.md"


def proposal_page(name: str) -> str:
    """The page of a proposal."""
    return f"proposals/{name}/index.md"


def jury_page(name: str) -> str:
    """The page of a jury."""
    return f"juries/{name}/index.md"


def model_page(name: str) -> str:
    """The page of a model of the library."""
    return f"models/{name}/index.md"


def body_page(name: str) -> str:
    """The page of a body."""
    return f"bodies/{name}/index.md"


def roster_page(name: str) -> str:
    """The page of a roster."""
    return f"juries/rosters/{name}/index.md"


def terms_page(edition: Edition) -> str:
    """The page of one version of the Terms of Service."""
    return f"terms/{edition.annex.since.isoformat()}/index.md"


def version_page(day: date) -> str:
    """The page of the charter as it stood at the end of a day on which it changed."""
    return f"charter/at/{day.isoformat()}/index.md"


def clause_page(name: str) -> str:
    """The page that says why a clause says what it says."""
    return f"charter/clause/{name}/index.md"


def check_page(code: str) -> str:
    """The page of a check."""
    return f"checks/{code.lower()}/index.md"


def _relative(here: str, there: str) -> str:
    return posixpath.relpath(there, posixpath.dirname(here) or ".")
