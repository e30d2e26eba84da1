"""The charter as of a date: a list of the days on which it changed, and for each the whole charter of that day."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time

from folkmoot.procedure.editions import ChangeDay
from folkmoot.procedure.provenance import Amendment, amendments, redlines
from folkmoot.publish.article import article_prose
from folkmoot.publish.atlas import CHARTER, VERSIONS, Atlas, article_page, articles_of, proposal_page, version_page
from folkmoot.publish.count_words import told
from folkmoot.publish.markup import badge, block, code, commands, folded, html, inline, note, page
from folkmoot.publish.redlines import as_html, headline
from folkmoot.publish.words import day, instant, listed
from folkmoot.records.archive import Article
from folkmoot.records.speech import say
from folkmoot.rulebook.redline import FileRedline

WHOLE_MOST = 100
"""So many versions are shown with every word, the newest ones; of an older one its page tells what changed, and how to read the rest."""


def version_pages(atlas: Atlas) -> Mapping[str, bytes]:
    """The list and one page a day; none where the charter has no article yet."""
    days = atlas.change_days
    if not days:
        return {}
    return {VERSIONS: _index(atlas), **{version_page(each.day): _page(atlas, at) for at, each in enumerate(days)}}


def changes_list(atlas: Atlas, here: str) -> str:
    """Every day on which the charter changed, the newest first, with what made the change and which articles it touched."""
    items = []
    for each in reversed(atlas.change_days):
        told = " ".join((*_causes(atlas, here, each), html(_extent(each))))
        title = atlas.tie(here, version_page(each.day), day(each.day))
        items.append(f'<li><p class="fm-card__title">{title}</p><p>{told}</p></li>')
    return block('<ul class="fm-cards fm-cards--close">\n' + "\n".join(items) + "\n</ul>")


def _causes(atlas: Atlas, here: str, each: ChangeDay) -> Iterator[str]:
    for one in each.decisions:
        yield say("By {title}.", title=atlas.tie(here, proposal_page(one.proposal.id), one.proposal.text.head.title))
    yield from (html(line) for line in _ended(each))


def _extent(each: ChangeDay) -> str:
    """The articles that came, changed or went."""
    old, new = each.before.articles, each.after.articles
    fresh = [path for path in each.changed if path not in old]
    gone = [path for path in each.changed if path not in new]
    kept = [path for path in each.changed if path in old and path in new]
    parts = [say("New: {articles}.", articles=_named(new, fresh))] if fresh else []
    parts += [say("Changed: {articles}.", articles=_named(new, kept))] if kept else []
    parts += [say("Taken out: {articles}.", articles=_named(old, gone))] if gone else []
    return " ".join(parts)


def _named(articles: Mapping[str, Article], paths: Iterable[str]) -> str:
    return "; ".join(articles[path].head.title for path in paths)


def _index(atlas: Atlas) -> bytes:
    title = say("The charter on any day")
    lead = say("Every version of the charter, the newest first. A version holds until the one above it takes its place.")
    parts = [
        f"# {inline(title)}",
        inline(lead),
        changes_list(atlas, VERSIONS),
        *_coming(atlas),
        f"## {inline(say('A day between two versions'))}",
        inline(say("Look for the newest day in the list that is not after yours: that version held. Or ask for your day:")),
        commands(f"folkmoot charter show --at {atlas.change_days[-1].day.isoformat()}", "folkmoot charter history"),
        atlas.link(VERSIONS, CHARTER, say("The charter in force")),
    ]
    return page(title, lead, *parts)


def _coming(atlas: Atlas) -> Iterator[str]:
    """What is decided and does not hold yet, and which articles end by themselves."""
    course, lines = atlas.course, []
    for one in amendments(course):
        if one.since > course.as_of and one.decision.head.closed <= course.as_of:
            title = atlas.link(VERSIONS, proposal_page(one.proposal.id), one.proposal.text.head.title)
            lines.append(say("From {instant}: {title}. It is decided.", instant=inline(instant(one.since, course.zone)), title=title))
    for path, article in sorted(articles_of(course).items()):
        if article.head.expires:
            name = atlas.link(VERSIONS, article_page(path), article.head.title)
            lines.append(say("After {day}: {title} ends by itself.", day=inline(day(article.head.expires)), title=name))
    if lines:
        yield f"## {inline(say('What is to come'))}"
        yield "\n".join(f"- {line}" for line in lines)


def _page(atlas: Atlas, at: int) -> bytes:
    days = atlas.change_days
    each, later = days[at], days[at + 1] if at + 1 < len(days) else None
    here, title = version_page(each.day), say("The charter on {day}", day=day(each.day))
    parts = [
        f"# {inline(title)}",
        _standing(atlas, here, each, later),
        _turns(atlas, here, days[at - 1] if at else None, later),
        f"## {inline(say('What changed then'))}",
        *_changed(atlas, here, each),
        *(_whole(atlas, here, each) if at >= len(days) - WHOLE_MOST else _elsewhere(each)),
        f"## {inline(say('See it yourself'))}",
        commands(f"folkmoot charter show --at {each.day.isoformat()}"),
    ]
    said = say("The whole charter as it stood on {day}, and what changed then.", day=day(each.day))
    return page(title, said, *parts, unsearched=True)


def _standing(atlas: Atlas, here: str, each: ChangeDay, later: ChangeDay | None) -> str:
    """From when until when it held; an old version says first that it is no longer in force."""
    since = _moment(atlas, each.since)
    if later is None:
        words = say("This is the charter in force. It reads so since {since}.", since=since)
        return f"{badge('in-force', say('In force'))} {inline(words)}"
    words = say("It held from {since} until {until}.", since=since, until=_moment(atlas, later.begins))
    today = atlas.tie(here, CHARTER, say("Read the charter in force."))
    return note(f"{badge('expired', say('No longer in force'))} {html(words)} {today}")


def _moment(atlas: Atlas, at: datetime) -> str:
    """A day, with the minute where it is not the day's first."""
    here = at.astimezone(atlas.course.zone)
    return day(here.date()) if here.timetz().replace(tzinfo=None) == time() else instant(at, atlas.course.zone)


def _turns(atlas: Atlas, here: str, earlier: ChangeDay | None, later: ChangeDay | None) -> str:
    """The way to the version before, to all of them and to the one after."""
    items = [atlas.tie(here, version_page(earlier.day), say("The version before: {day}", day=day(earlier.day)))] if earlier else []
    items.append(atlas.tie(here, VERSIONS, say("All versions")))
    items += [atlas.tie(here, version_page(later.day), say("The version after: {day}", day=day(later.day)))] if later else []
    listing = "".join(f"<li>{item}</li>" for item in items)
    return block(f'<nav class="fm-turns" aria-label="{html(say("Versions of the charter"))}"><ul>{listing}</ul></nav>')


def _changed(atlas: Atlas, here: str, each: ChangeDay) -> Iterator[str]:
    yield "\n".join((*(f"- {_decision(atlas, here, one)}" for one in each.decisions), *(f"- {inline(line)}" for line in _ended(each))))
    found = redlines(each.before, each.after, each.changed, in_words=True)
    fresh = [redline.title for redline in found if redline.is_new]
    if fresh:
        yield inline(say("New in the charter: {articles}.", articles=listed(fresh)))
    for redline in found:
        if not redline.is_new:
            yield _redline(redline)


def _ended(each: ChangeDay) -> Iterator[str]:
    for path in each.ended:
        head = each.before.articles[path].head
        if head.expires:
            yield say("{article} ended by itself: its last day was {day}.", article=head.title, day=day(head.expires))


def _redline(redline: FileRedline) -> str:
    return folded(f"{html(redline.title)}: {html(headline(redline))}", as_html((redline,)))


def _decision(atlas: Atlas, here: str, one: Amendment) -> str:
    title = atlas.link(here, proposal_page(one.proposal.id), one.proposal.text.head.title)
    return f"{title}. {inline(told(one.decision.head.summary))}"


def _whole(atlas: Atlas, here: str, each: ChangeDay) -> Iterator[str]:
    for number, (path, article) in enumerate(sorted(each.after.articles.items())):
        yield f"## {inline(article.head.title)}"
        yield _today(atlas, here, path, article)
        yield article_prose(atlas, path, article, here, each.after.book, prefix=f"a{number}", highest=3)


def _today(atlas: Atlas, here: str, path: str, article: Article) -> str:
    """What has become of an article since: the same words, other ones, or none."""
    now = articles_of(atlas.course).get(path)
    if now is None:
        return inline(say("It is no longer part of the charter."))
    link = atlas.link(here, article_page(path), say("as it reads today"))
    if now.digest == article.digest:
        return say("It reads today as it did then: see it {link}.", link=link)
    return say("Its words have changed since: see it {link}.", link=link)


def _elsewhere(each: ChangeDay) -> Iterator[str]:
    yield f"## {inline(say('Its articles'))}"
    yield "\n".join(f"- {inline(article.head.title)} ({code(path)})" for path, article in sorted(each.after.articles.items()))
    yield inline(
        say("This version is older than the last {count}, whose every word is shown here. The command below prints it.", count=WHOLE_MOST)
    )
