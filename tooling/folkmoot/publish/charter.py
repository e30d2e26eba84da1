"""The charter's pages: its articles, each with the prose, the rules beside it in plain sentences, and where it came from."""

import re
from collections.abc import Mapping

from folkmoot.procedure.charter import Version
from folkmoot.publish.atlas import CHARTER, TERMS, Atlas, article_page, articles_of, proposal_page
from folkmoot.publish.markup import badge, block, code, commands, html, inline, note, page, table
from folkmoot.publish.models import cited_section
from folkmoot.publish.precedents import balance_section, expected, precedent_section
from folkmoot.publish.prose import prose
from folkmoot.publish.rule_words import rule_sentences
from folkmoot.publish.words import day
from folkmoot.records.archive import Article
from folkmoot.rulebook.book import prose as quoted_prose

_CLASSES = {
    "value": ("What we hold", "a value: what the co-op is for"),
    "conduct": ("How we treat each other", "conduct: what members may expect of one another"),
    "body": ("Who does what", "a body: who does what, inside which bounds"),
    "rule": ("How we decide", "a rule: how something is decided or done"),
    "transitional": ("For the time being", "transitional: it ends by itself on a fixed day"),
}
_TAG = re.compile(r"(<[^>]*>)")


def charter_pages(atlas: Atlas) -> Mapping[str, bytes]:
    """The index and one page an article."""
    articles = articles_of(atlas.course)
    pages = {article_page(path): _article(atlas, path, article) for path, article in articles.items()}
    return {CHARTER: _index(atlas, articles), **pages}


def _index(atlas: Atlas, articles: Mapping[str, Article]) -> bytes:
    parts = [
        "# The charter",
        "These are the rules in force, word for word. Every number in them stands in the rule that the tooling applies, so "
        "text and rule cannot drift apart; every article names the decision that made it.",
    ]
    if not articles:
        parts.append("There is no article yet.")
    for kind, (heading, _) in _CLASSES.items():
        chosen = [(path, article) for path, article in articles.items() if article.head.class_ == kind]
        if not chosen:
            continue
        parts.append(f"## {heading}")
        parts.append("\n".join(
            f"- **{atlas.link(CHARTER, article_page(path), article.head.title)}** <br>{inline(article.head.summary)}"
            for path, article in chosen
        ))  # fmt: skip
    parts.append(_history(atlas))
    return page("The charter", "The rules in force, word for word, and the decisions that made them.", *parts)


def _history(atlas: Atlas) -> str:
    versions = [version for version in atlas.course.versions if version.since <= atlas.course.as_of]
    if not versions:
        return ""
    zone = atlas.course.zone
    rows = []
    for version in reversed(versions):
        proposal = atlas.course.archive.proposal(version.proposal)
        title = proposal.text.head.title if proposal else version.proposal
        rows.append((day(version.since.astimezone(zone).date()), atlas.tie(CHARTER, proposal_page(version.proposal), title)))
    rule = "The charter is the sum of its decisions: anyone can rebuild it, at any day, from the adopted changes alone."
    return f"## Every change so far\n\n{rule}\n\n{table(('In force from', 'Decision'), rows)}"


def _article(atlas: Atlas, path: str, article: Article) -> bytes:
    head, here = article.head, article_page(path)
    marks = [badge(f"class-{head.class_}", head.class_)]
    sentence = f"This article is {_CLASSES[head.class_][1]}."
    if head.expires:
        sentence += f" It ends on {day(head.expires)}."
    parts = [
        f"# {inline(head.title)}",
        f'<p class="fm-lead">{html(head.summary)}</p>',
        f"{''.join(marks)} {sentence} {_made_by(atlas, path, here)}",
        _contents(article),
        _prose(atlas, path, article, here),
        _rules(article),
        _clauses(atlas, article, here),
        balance_section(atlas, article, here),
        precedent_section(atlas, article, here),
        cited_section(atlas, article, here),
        _provenance(atlas, path, article, here),
    ]
    return page(head.title, head.summary, *parts)


def _contents(article: Article) -> str:
    """The clauses by name, as a way into a long article."""
    items = "".join(
        f'<li><a href="#{clause.id}">{clause.id}</a> {html(clause.title)}</li>' for clause in article.head.clauses if clause.title
    )
    return block(f'<nav class="fm-contents" aria-label="Clauses"><ul>{items}</ul></nav>') if items else ""


def _changes(atlas: Atlas, path: str) -> list[Version]:
    """The versions of the charter that touched a file, oldest first."""
    past = (version for version in atlas.course.versions if version.since <= atlas.course.as_of)
    found = []
    for version in past:
        proposal = atlas.course.archive.proposal(version.proposal)
        if proposal and f"{proposal.folder}/changes/{path}" in proposal.changes:
            found.append(version)
    return found


def _made_by(atlas: Atlas, path: str, here: str) -> str:
    changes = _changes(atlas, path)
    if not changes:
        return "No decision in the records has made it yet."
    last = changes[-1]
    since = day(last.since.astimezone(atlas.course.zone).date())
    return f"It stands as decided in {_title(atlas, here, last.proposal)}, in force since {since}."


def _title(atlas: Atlas, here: str, name: str) -> str:
    proposal = atlas.course.archive.proposal(name)
    return atlas.link(here, proposal_page(name), proposal.text.head.title if proposal else name)


def _prose(atlas: Atlas, path: str, article: Article, here: str) -> str:
    body = quoted_prose(article, atlas.course.charter.book)
    text = prose(body, "text", lambda reference: atlas.find(path, reference, here), article.head.title, highest=2)
    for clause in article.head.clauses:
        text = _anchored(text, clause.id)
    return block(f'<div class="fm-prose fm-article">\n{text}\n</div>')


def _anchored(text: str, clause: str) -> str:
    """Make the first mention of a clause's id the place that links to the clause lead to."""
    parts = _TAG.split(text)
    mention = re.compile(rf"(?<![\w-]){re.escape(clause)}(?![\w-])")
    for at in range(0, len(parts), 2):
        parts[at], count = mention.subn(f'<a class="fm-clause" id="{clause}" href="#{clause}">{clause}</a>', parts[at], count=1)
        if count:
            return "".join(parts)
    return f'<a id="{clause}"></a>{text}'


def _rules(article: Article) -> str:
    rows = [(code(key), html(sentence)) for key, sentence in rule_sentences(article.head.rules)]
    if not rows:
        return ""
    words = "What the tooling applies, in sentences made from the rules themselves."
    return f"## The rules it carries\n\n{words}\n\n{table(('Rule', 'In words'), rows)}"


def _clauses(atlas: Atlas, article: Article, here: str) -> str:
    rows, says = [], any(clause.expects for clause in article.head.clauses)
    for clause in article.head.clauses:
        balance = ", ".join(f'<a href="#{other}">{other}</a>' for other in clause.balances_with) or "none"
        terms = atlas.tie(here, TERMS, "part of the Terms of Service", clause.id) if clause.tos else "not part of the Terms of Service"
        spoken = [html(expected(clause))] if says else []
        rows.append((f'<a href="#{clause.id}">{clause.id}</a>', html(clause.title or ""), balance, terms, *spoken))
    if not rows:
        return ""
    names = ("Clause", "Title", "Held in balance with", "Terms of Service", *(["It says"] if says else []))
    return f"## Its clauses\n\n{table(names, rows)}"


def _provenance(atlas: Atlas, path: str, article: Article, here: str) -> str:
    changes = _changes(atlas, path)
    history = "\n".join(
        f"1. {day(version.since.astimezone(atlas.course.zone).date())}: {_title(atlas, here, version.proposal)}" for version in changes
    )
    parts = ["## Where it comes from", history, f"The file is {code(path)}; its SHA-256 is:", f"{code(article.digest)}"]
    if changes:
        source = f"proposals/{changes[-1].proposal}/changes/{path}"
        parts.append("It is byte for byte what was adopted. Check it with:")
        parts.append(commands(f"sha256sum {path} {source}"))
    if article.head.legal and article.head.legal.registered:
        parts.append(note(f"A registrar holds this text too: {html(article.head.legal.ref or 'registered')}."))
    return "\n\n".join(part for part in parts if part)
