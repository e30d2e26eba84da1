"""The document about the charter in force, with every clause and its words."""

from collections.abc import Iterator, Mapping

from folkmoot.publish.api.charter_form import Article, Charter, Clause
from folkmoot.publish.api.stamp import FOLDER, address, stamp, when, written
from folkmoot.publish.atlas import Atlas, article_page, articles_of
from folkmoot.publish.permalinks import clause_permalink
from folkmoot.records import archive
from folkmoot.rulebook.book import resolved
from folkmoot.rulebook.clauses import article_passages


def charter_files(atlas: Atlas) -> Mapping[str, bytes]:
    """`charter.json`."""
    version = atlas.course.charter
    document = Charter(
        **stamp(atlas, "charter"), since=when(version.since) if version.proposal else None, rules_digest=version.book.digest,
        rules=version.book.plain, charter=tuple(_article(atlas, path, article) for path, article in articles_of(atlas.course).items()),
    )  # fmt: skip
    return {f"{FOLDER}/charter.json": written(document)}


def _article(atlas: Atlas, path: str, article: archive.Article) -> Article:
    head = article.head
    return Article(
        id=head.id, title=head.title, summary=head.summary, kind=head.class_, expires=head.expires.isoformat() if head.expires else None,
        path=path, digest=article.digest, clauses=tuple(_clauses(atlas, article)), page=address(article_page(path)),
    )  # fmt: skip


def _clauses(atlas: Atlas, article: archive.Article) -> Iterator[Clause]:
    book = atlas.course.charter.book
    words = {each.id: resolved(each.content, article, book) for each in article_passages(article) if each.is_declared}
    for clause in article.head.clauses:
        yield Clause(
            id=clause.id, title=clause.title, terms=clause.tos, balances_with=clause.balances_with, text=words.get(clause.id),
            page=address(clause_permalink(clause.id)),
        )  # fmt: skip
