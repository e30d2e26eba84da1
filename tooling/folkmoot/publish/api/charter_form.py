"""The documents about the charter: its articles and clauses, the Terms of Service, and how clauses were read."""

from typing import Any

from folkmoot.publish.api.form import Document, Plain, Stamp


class Clause(Plain):
    """One sentence or paragraph that others can point at."""

    id: str
    """Its id, which stays with it when it moves to another article."""
    title: str | None
    """Its title."""
    terms: bool
    """Whether it is part of the Terms of Service."""
    balances_with: tuple[str, ...]
    """The clauses it is held in balance with."""
    text: str | None
    """Its words, with every number they quote; null where the article's prose does not carry the clause."""
    page: str
    """Its permalink, from the home page of the site."""


class Article(Plain):
    """An article in force."""

    id: str
    """Its id."""
    title: str
    """Its title."""
    summary: str
    """What it says, in a sentence or two."""
    kind: str
    """Its class: value, conduct, rule, body or transitional."""
    expires: str | None
    """Its last day; null where it has none."""
    path: str
    """Its file in the repository."""
    digest: str
    """`sha256sum` of that file."""
    clauses: tuple[Clause, ...]
    """Its clauses in order."""
    page: str
    """Its page, from the home page of the site."""


class Charter(Document):
    """The charter in force."""

    since: str | None
    """From when it has read like this; null before the genesis."""
    rules_digest: str
    """The digest of its rules, which every decision names."""
    rules: dict[str, Any]
    """Its rules, as the articles carry them, in the charter's own vocabulary."""
    charter: tuple[Article, ...]
    """Its articles in order."""


class TermsClause(Plain):
    """A clause of one version of the Terms of Service."""

    id: str
    """Its id in the charter."""
    title: str | None
    """Its title."""
    text: str
    """Its words."""


class Edition(Plain):
    """One version of the Terms of Service."""

    since: str
    """The day from which it holds."""
    digest: str
    """`sha256sum` of its file."""
    proposal: str
    """The decision that made it, by its proposal; or the one whose article expired."""
    changed: tuple[str, ...]
    """The clauses in which it differs from the version before it."""
    clauses: tuple[TermsClause, ...]
    """Its clauses in order."""
    bytes: str
    """Its file, from the home page of the site."""
    page: str
    """Its page, from the home page of the site."""


class Terms(Stamp):
    """Every version of the Terms of Service."""

    in_force: str | None
    """The digest of the version in force; null where no clause is part of the terms."""
    terms: tuple[Edition, ...]
    """The versions, the oldest first."""


class Reading(Plain):
    """What one decision found of one clause."""

    proposal: str
    """The case or proposal."""
    title: str
    """Its title."""
    verdict: bool
    """Whether a jury judged a case by it; otherwise a policy says how it is kept."""
    holds: str | None
    """What was found of the clause; null where that is not said in a word."""
    why: str
    """Why."""
    decided: str
    """When it was decided."""
    reasons: str
    """The file of the reasons in the repository."""
    set_aside_by: str | None
    """The appeal that put another verdict in its place."""
    page: str
    """Its page, from the home page of the site."""


class Precedents(Stamp):
    """How clauses of the charter were read so far."""

    precedents: dict[str, tuple[Reading, ...]]
    """By the id of a clause: what was found of it."""
