"""The prose of an article as a page shows it: placeholders resolved, and each clause at an anchor of its own."""

import re
from collections.abc import Mapping

from folkmoot.publish.atlas import Atlas
from folkmoot.publish.markup import block, html
from folkmoot.publish.prose import prose
from folkmoot.records.archive import Article
from folkmoot.rulebook.book import RuleBook
from folkmoot.rulebook.book import prose as quoted_prose

_TAG = re.compile(r"(<[^>]*>)")


def article_prose(
    atlas: Atlas, path: str, article: Article, here: str, book: RuleBook, *, prefix: str = "text", highest: int = 2,
    ways: Mapping[str, str] | None = None,
) -> str:  # fmt: skip
    """The prose as one HTML block; `ways` are finished addresses by clause, where its id leads instead of to itself."""
    body = quoted_prose(article, book)
    text = prose(body, prefix, lambda reference: atlas.find(path, reference, here), article.head.title, highest=highest)
    for clause in article.head.clauses:
        text = _anchored(text, clause.id, (ways or {}).get(clause.id, ""))
    return block(f'<div class="fm-prose fm-article">\n{text}\n</div>')


def _anchored(text: str, clause: str, way: str) -> str:
    """Make the first mention of a clause's id the place that links to the clause lead to."""
    parts = _TAG.split(text)
    mention = re.compile(rf"(?<![\w-]){re.escape(clause)}(?![\w-])")
    leads = html(way) if way else f"#{clause}"
    for at in range(0, len(parts), 2):
        parts[at], count = mention.subn(f'<a class="fm-clause" id="{clause}" href="{leads}">{clause}</a>', parts[at], count=1)
        if count:
            return "".join(parts)
    return f'<a id="{clause}"></a>{text}'
