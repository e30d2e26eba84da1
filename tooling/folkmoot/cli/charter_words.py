"""What `folkmoot charter` prints: lines of text for a terminal, in the words of a member."""

import os
from collections.abc import Iterator
from datetime import datetime
from shutil import get_terminal_size

import click

from folkmoot.procedure.charter import Version
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.procedure.provenance import (
    CHARTER,
    Amendment,
    Origin,
    Place,
    amendments,
    by_sentence,
    changes_of,
    decided,
    last_held,
    made_by,
    reading,
)
from folkmoot.publish.words import counted, day
from folkmoot.records.archive import Article
from folkmoot.rulebook.book import in_words
from folkmoot.rulebook.redline import ValueChange
from folkmoot.rulebook.redline_outline import arrow, headline
from folkmoot.rulebook.redline_text import as_words
from folkmoot.rulebook.wording import Mark, flowed, visible

_WIDEST = 100
_NARROWEST = 40


def line_width() -> int:
    """How many characters a line may have."""
    return max(_NARROWEST, min(_WIDEST, get_terminal_size((_WIDEST, 24)).columns))


def painted(mark: Mark, text: str) -> str:
    """Colour removed and added words, where colours are wanted; the signs around them are there anyway."""
    if mark is Mark.KEPT or os.environ.get("NO_COLOR"):
        return text
    return click.style(text, fg="red" if mark is Mark.REMOVED else "green")


def strong(text: str) -> str:
    """Make a heading stand out in a terminal."""
    return text if os.environ.get("NO_COLOR") else click.style(text, bold=True)


def date_of(course: Chronicle, instant: datetime) -> str:
    """The day of an instant in the co-op's zone."""
    return day(instant.astimezone(course.zone).date())


def is_over(course: Chronicle, article: Article) -> bool:
    """Whether an article's last day has passed."""
    return article.head.expires is not None and article.head.expires < course.as_of.astimezone(course.zone).date()


def charter_lines(course: Chronicle) -> Iterator[str]:
    """The whole charter in force, then what is over, then what is decided and still to come."""
    version, here = course.charter, date_of(course, course.as_of)
    held = dict(sorted(version.articles.items()))
    name = course.archive.coop.name if course.archive.coop else "the co-op"
    if not held:
        yield f"On {here} there was no charter."
    else:
        yield strong(visible(f"The charter of {name} on {here}: {counted(len(held), 'article')}"))
    for path, article in held.items():
        yield from ("", "", *article_lines(course, path, article))
    yield from _endings(course, held)


def _endings(course: Chronicle, held: dict[str, Article]) -> Iterator[str]:
    over = [(path, article) for path, article in sorted(decided(course).articles.items()) if path not in held]
    coming = [one for one in amendments(course) if one.since > course.as_of and one.decision.head.closed <= course.as_of]
    if held and (over or coming):
        yield ""
        yield ""
    for path, article in over:
        if article.head.expires:
            yield flowed(f"{path}, {article.head.title}, ended on {day(article.head.expires)}.", line_width())
    for one in coming:
        changed = ", ".join(path.removeprefix(CHARTER).removesuffix(".md") for path in one.paths)
        yield flowed(f"From {date_of(course, one.since)} {one.proposal.id} changes {changed}. It is decided.", line_width())
    if not decided(course).articles:
        yield from (f"The first one holds from {date_of(course, one.since)}: {_named(one)}." for one in amendments(course)[:1])


def article_lines(course: Chronicle, path: str, article: Article) -> Iterator[str]:
    """One article: its title, the decision that made it, its prose with the numbers in force."""
    head, width = article.head, line_width()
    yield strong(visible(head.title))
    yield "=" * min(width, len(head.title))
    yield path
    made = made_by(course, path, course.as_of)
    if made is not None:
        yield from flowed(f"Made by {_named(made)}, in force since {date_of(course, made.since)}.", width).split("\n")
        yield from flowed(made.decision.head.summary, width).split("\n")
    if head.expires:
        yield f"It {'ended' if is_over(course, article) else 'ends'} on {day(head.expires)}."
    yield ""
    yield flowed(_untitled(reading(article.body, article, last_held(course, path)), head.title), width)


def _untitled(body: str, title: str) -> str:
    first, _, rest = body.lstrip("\n").partition("\n")
    return rest if first.startswith("# ") and first[2:].strip(" #") == title else body


def _named(amendment: Amendment) -> str:
    return visible(f"{amendment.proposal.id}, \"{amendment.proposal.text.head.title}\"")


def decision_lines(course: Chronicle, amendment: Amendment) -> Iterator[str]:
    """One decision: what it was called, who decided, how the votes fell, since when it holds."""
    head, width = amendment.decision.head, line_width()
    yield strong(visible(f"{amendment.proposal.id}: {amendment.proposal.text.head.title}"))
    holds = "It holds from" if amendment.since > course.as_of else "In force since"
    by = f"Decided on {date_of(course, head.closed)} by {head.by} under the rule {head.rule}."
    for words in (by, f"{holds} {date_of(course, amendment.since)}.", head.summary):
        yield from (f"  {line}" for line in flowed(words, width - 2).split("\n"))


def clause_lines(course: Chronicle, place: Place, version: Version, found: tuple[Origin, ...]) -> Iterator[str]:
    """A clause as it reads, the decisions that made it so, and each sentence's own decision when there were several."""
    width = line_width()
    article = version.articles[place.path]
    yield strong(visible(place.passage.name))
    yield f"{place.path}, line {article.body_line + place.passage.line}, in \"{visible(article.head.title)}\""
    past = [origin for origin in found if origin.amendment.since <= course.as_of]
    yield from _standing(course, article, past)
    yield ""
    yield from _indented(flowed(_unheaded(place.text), width - 2))
    yield ""
    if past:
        yield f"{counted(len(past), 'decision')} made this clause what it is."
    for origin in found:
        yield ""
        yield from decision_lines(course, origin.amendment)
        yield from _origin_lines(origin, width)
    if len(past) > 1 and past[-1].after is not None:
        yield from _sentence_lines(course, found, width)


def _standing(course: Chronicle, article: Article, past: list[Origin]) -> Iterator[str]:
    """Whether the clause holds, when it does not."""
    if not past:
        yield "It does not hold yet."
    elif past[-1].after is None:
        yield f"It is no longer part of the charter since {date_of(course, past[-1].amendment.since)}. It read:"
    elif is_over(course, article) and article.head.expires:
        yield f"It no longer holds: its article ended on {day(article.head.expires)}."


def _origin_lines(origin: Origin, width: int) -> Iterator[str]:
    before, after = origin.before, origin.after
    if before is None:
        yield "  The clause was new."
        return
    if after is None:
        yield "  It removed the clause."
        return
    if before.passage.id != after.passage.id:
        yield f"  Until then it was {before.passage.id}; it became {after.passage.id}."
    if before.path != after.path:
        yield f"  It came from {before.path}."
    for value in origin.quoted:
        yield f"  A value it quotes changed: {visible(value.path.removeprefix('rules.'))} {visible(arrow(value))}"
    words = as_words(before.text, after.text, width, "    ", painted)
    if words:
        yield "  What changed:"
        yield words


def _sentence_lines(course: Chronicle, found: tuple[Origin, ...], width: int) -> Iterator[str]:
    yield ""
    yield "Sentence by sentence"
    last = ""
    for sentence, origin in by_sentence(found, course.as_of):
        name = origin.amendment.proposal.id
        if name != last:
            yield ""
            yield f"  {name}, since {date_of(course, origin.amendment.since)}"
            last = name
        yield from _indented(flowed(sentence, width - 4), "    ")


def sentence_lines(course: Chronicle, place: Place, sentence: str, origin: Origin | None) -> Iterator[str]:
    """One sentence, where it stands, and the decision since which it has read so."""
    yield from flowed(f"\"{sentence}\"", line_width()).split("\n")
    yield f"{place.path}, {visible(place.passage.name)}"
    if origin is not None:
        yield ""
        yield from decision_lines(course, origin.amendment)


def rule_lines(course: Chronicle, path: str, found: tuple[tuple[Amendment, tuple[ValueChange, ...]], ...]) -> Iterator[str]:
    """A rule, the article that carries it, and the decisions that set it."""
    book = course.charter.book
    value = in_words(book.lookup(path))
    owner = next((article for key, article in book.owners.items() if f"{path}.".startswith(f"{key}.")), None)
    yield strong(f"{path}{f': {value}' if value else ''}")
    if owner is not None:
        yield f"A rule of \"{visible(owner.head.title)}\""
    for amendment, values in found:
        yield ""
        yield from decision_lines(course, amendment)
        for one in values:
            yield visible(f"  {one.path}: {arrow(one) if one.before is not None else in_words(one.after)}")


def history_lines(course: Chronicle, found: tuple[Amendment, ...], path: str) -> Iterator[str]:
    """Every version of the charter or of one file, the newest first, and in a line what changed."""
    for amendment in reversed(found):
        if amendment is not found[-1]:
            yield ""
        yield from decision_lines(course, amendment)
        for redline in changes_of(amendment):
            if not path or redline.path == path:
                for at, line in enumerate(flowed(f"{redline.path}: {headline(redline)}", line_width() - 4).split("\n")):
                    yield f"  {'  ' if at else ''}{line}"


def _unheaded(text: str) -> str:
    """A clause without the heading that its name has shown already."""
    first, _, rest = text.lstrip("\n").partition("\n")
    return rest if first.startswith("#") and rest.strip() else text


def _indented(text: str, indent: str = "  ") -> list[str]:
    return [f"{indent}{line}".rstrip() for line in text.split("\n")]
