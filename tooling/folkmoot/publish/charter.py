"""The charter's pages: its articles, each with the prose, the rules beside it in plain sentences, and where it came from."""

from collections.abc import Mapping

from folkmoot.procedure.charter import Version
from folkmoot.publish.article import article_prose
from folkmoot.publish.atlas import CHARTER, TERMS, VERSIONS, Atlas, article_page, articles_of, clause_page, proposal_page
from folkmoot.publish.clause import clause_line
from folkmoot.publish.markup import badge, block, code, commands, html, inline, note, page, table
from folkmoot.publish.models import cited_section
from folkmoot.publish.precedents import balance_section, expected, precedent_section
from folkmoot.publish.rule_words import rule_sentences
from folkmoot.publish.versions import changes_list
from folkmoot.publish.words import day
from folkmoot.records.archive import Article
from folkmoot.records.speech import phrase, say

_NAMES = {
    "value": phrase("value"),
    "conduct": phrase("conduct"),
    "body": phrase("body"),
    "rule": phrase("rule"),
    "transitional": phrase("transitional"),
}
_CLASSES = {
    "value": (phrase("What we hold"), phrase("This article is a value: what the co-op is for.")),
    "conduct": (phrase("How we treat each other"), phrase("This article is conduct: what members may expect of one another.")),
    "body": (phrase("Who does what"), phrase("This article is a body: who does what, inside which bounds.")),
    "rule": (phrase("How we decide"), phrase("This article is a rule: how something is decided or done.")),
    "transitional": (phrase("For the time being"), phrase("This article is transitional: it ends by itself on a fixed day.")),
}


def charter_pages(atlas: Atlas) -> Mapping[str, bytes]:
    """The index and one page an article."""
    articles = articles_of(atlas.course)
    pages = {article_page(path): _article(atlas, path, article) for path, article in articles.items()}
    return {CHARTER: _index(atlas, articles), **pages}


def _index(atlas: Atlas, articles: Mapping[str, Article]) -> bytes:
    title = say("The charter")
    parts = [
        f"# {inline(title)}",
        inline(
            say(
                "These are the rules in force, word for word. Every number in them stands in the rule that the tooling applies, so "
                "text and rule cannot drift apart; every article names the decision that made it."
            )
        ),
    ]
    if not articles:
        parts.append(inline(say("There is no article yet.")))
    for kind, (heading, _) in _CLASSES.items():
        chosen = [(path, article) for path, article in articles.items() if article.head.class_ == kind]
        if not chosen:
            continue
        parts.append(f"## {inline(say(heading))}")
        parts.append("\n".join(
            f"- **{atlas.link(CHARTER, article_page(path), article.head.title)}** <br>{inline(article.head.summary)}"
            for path, article in chosen
        ))  # fmt: skip
    parts.append(_history(atlas))
    return page(title, say("The rules in force, word for word, and the decisions that made them."), *parts)


def _history(atlas: Atlas) -> str:
    if not atlas.change_days:
        return ""
    rule = say("The charter is the sum of its decisions: anyone can rebuild it, at any day, from the adopted changes alone.")
    ways = say("Each day leads to the whole charter as it stood then; see {link}.", link=atlas.link(CHARTER, VERSIONS, say("all versions")))
    return f"## {inline(say('Every change so far'))}\n\n{inline(rule)} {ways}\n\n{changes_list(atlas, CHARTER)}"


def _article(atlas: Atlas, path: str, article: Article) -> bytes:
    head, here = article.head, article_page(path)
    marks = [badge(f"class-{head.class_}", say(_NAMES[head.class_]))]
    sentence = say(_CLASSES[head.class_][1])
    if head.expires:
        sentence += " " + say("It ends on {day}.", day=day(head.expires))
    parts = [
        f"# {inline(head.title)}",
        f'<p class="fm-lead">{html(head.summary)}</p>',
        f"{''.join(marks)} {sentence} {_made_by(atlas, path, here)}",
        _contents(article),
        article_prose(atlas, path, article, here, atlas.course.charter.book, ways=_ways(atlas, article, here)),
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
    return block(f'<nav class="fm-contents" aria-label="{html(say("Clauses"))}"><ul>{items}</ul></nav>') if items else ""


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
        return inline(say("No decision in the records has made it yet."))
    last = changes[-1]
    since = day(last.since.astimezone(atlas.course.zone).date())
    return say("It stands as decided in {title}, in force since {day}.", title=_title(atlas, here, last.proposal), day=since)


def _title(atlas: Atlas, here: str, name: str) -> str:
    proposal = atlas.course.archive.proposal(name)
    return atlas.link(here, proposal_page(name), proposal.text.head.title if proposal else name)


def _rules(article: Article) -> str:
    rows = [(code(key), html(sentence)) for key, sentence in rule_sentences(article.head.rules)]
    if not rows:
        return ""
    words = inline(say("What the tooling applies, in sentences made from the rules themselves."))
    return f"## {inline(say('The rules it carries'))}\n\n{words}\n\n{table((say('Rule'), say('In words')), rows)}"


def _ways(atlas: Atlas, article: Article, here: str) -> dict[str, str]:
    """Where the id of each clause leads that has a page of its own."""
    pages = {clause.id: clause_page(clause.id) for clause in article.head.clauses}
    return {name: atlas.address(here, there) for name, there in pages.items() if there in atlas.pages}


def _clauses(atlas: Atlas, article: Article, here: str) -> str:
    items = []
    for clause in article.head.clauses:
        told = [clause_line(atlas, here, clause.id)]
        told += [html(say("It speaks of {what}.", what=expected(clause)))] if clause.expects else []
        told += [atlas.tie(here, TERMS, say("It is part of the Terms of Service."), clause.id)] if clause.tos else []
        title = f'<a href="#{clause.id}">{clause.id}</a> {html(clause.title or "")}'
        items.append(f'<li><p class="fm-card__title">{title}</p><p>{" ".join(told)}</p></li>')
    if not items:
        return ""
    made = block('<ul class="fm-cards fm-cards--close">\n' + "\n".join(items) + "\n</ul>")
    return f"## {inline(say('Why its clauses say what they say'))}\n\n{made}"


def _provenance(atlas: Atlas, path: str, article: Article, here: str) -> str:
    changes = _changes(atlas, path)
    history = "\n".join(
        f"1. {day(version.since.astimezone(atlas.course.zone).date())}: {_title(atlas, here, version.proposal)}" for version in changes
    )
    file = say("The file is {path}; its SHA-256 is:", path=code(path))
    parts = [f"## {inline(say('Where it comes from'))}", history, file, f"{code(article.digest)}"]
    if changes:
        source = f"proposals/{changes[-1].proposal}/changes/{path}"
        parts.append(inline(say("It is byte for byte what was adopted. Check it with:")))
        parts.append(commands(f"sha256sum {path} {source}"))
    if article.head.legal and article.head.legal.registered:
        held = html(article.head.legal.ref or say("registered"))
        parts.append(note(say("A registrar holds this text too: {reference}.", reference=held)))
    return "\n\n".join(part for part in parts if part)
