"""What happened as feeds: Atom (RFC 4287) and JSON Feed 1.1, one of everything, one a topic, one a body."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from folkmoot.publish.atlas import HOME, Atlas
from folkmoot.publish.follow.happenings import Happening
from folkmoot.publish.follow.place import Place
from folkmoot.publish.follow.topic import INTEREST, Topic
from folkmoot.publish.markup import plain
from folkmoot.publish.words import begun, spoken
from folkmoot.records.speech import language, say
from folkmoot.records.value import write_instant

ALL = "feeds/all"
LENGTH = 100
"""How many items a feed holds, the newest ones; everything there ever was stands in the data."""
_ATOM = "http://www.w3.org/2005/Atom"
_JSON_FEED = "https://jsonfeed.org/version/1.1"
_NOT_XML = dict.fromkeys((0xFFFE, 0xFFFF))


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed, before it is written in either form."""

    name: str
    """Its path without the ending."""
    title: str
    says: str
    items: tuple[Happening, ...]
    """The newest first."""
    updated: datetime


def topic_feed(topic: Topic) -> str:
    """The feed of a topic, by its path without the ending."""
    return f"feeds/{topic}"


def body_feed(body: str) -> str:
    """The feed of a body, by its path without the ending."""
    return f"feeds/bodies/{body}"


def feed_files(atlas: Atlas, news: Sequence[Happening], place: Place) -> Mapping[str, bytes]:
    """Every feed in both forms."""
    name = co_op_name(atlas)
    made: dict[str, bytes] = {}
    for feed in _feeds(atlas, news, name):
        made[f"{feed.name}.xml"] = _atom(feed, place, name)
        made[f"{feed.name}.json"] = _json_feed(feed, place, name)
    return made


def co_op_name(atlas: Atlas) -> str:
    """What the co-op calls itself, on one line."""
    coop = atlas.course.archive.coop
    return plain(coop.name) if coop else say("The co-op")


def _feeds(atlas: Atlas, news: Sequence[Happening], name: str) -> Iterator[Feed]:
    begin = news[0].at if news else atlas.course.as_of
    topics: dict[str, list[Happening]] = {}
    bodies: dict[str, list[Happening]] = {}
    for each in reversed(news):
        _put(topics, each.topic, each)
        for body in each.bodies:
            _put(bodies, body, each)

    def feed(path: str, title: str, says: str, items: Iterable[Happening]) -> Feed:
        kept = tuple(items)
        return Feed(path, title, says, kept, kept[0].at if kept else begin)

    yield feed(ALL, name, say("Everything that happens at {co_op}.", co_op=name), reversed(news[-LENGTH:]))
    for topic, words in INTEREST.items():
        yield feed(topic_feed(topic), f"{name}: {say(words)}", f"{say(words)}.", topics.get(topic, ()))
    for body in atlas.bodies:
        yield feed(body_feed(body), f"{name}: {spoken(body)}", say("What concerns the {body}.", body=spoken(body)), bodies.get(body, ()))


def _put(feeds: dict[str, list[Happening]], name: str, item: Happening) -> None:
    kept = feeds.setdefault(name, [])
    if len(kept) < LENGTH:
        kept.append(item)


def _atom(feed: Feed, place: Place, name: str) -> bytes:
    """The feed in Atom; all its texts are plain, so nothing in them is markup to a reader."""
    here = f"{feed.name}.xml"
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": language()})
    _child(root, "id", place.tag(place.born, feed.name))
    _child(root, "title", feed.title)
    _child(root, "subtitle", feed.says)
    _child(root, "updated", write_instant(feed.updated))
    _child(_child(root, "author"), "name", name)
    if place.url:
        _child(root, "link", rel="self", type="application/atom+xml", href=place.address(here))
    _child(root, "link", rel="alternate", type="text/html", href=place.link(here, HOME))
    for each in feed.items:
        entry = _child(root, "entry")
        _child(entry, "id", place.tag(each.at, each.key))
        _child(entry, "title", each.title)
        _child(entry, "updated", write_instant(each.at))
        _child(entry, "published", write_instant(each.at))
        _child(entry, "link", rel="alternate", type="text/html", href=place.link(here, each.page))
        _child(entry, "category", term=each.topic, label=say(INTEREST[each.topic]))
        for body in each.bodies:
            _child(entry, "category", term=body, label=begun(spoken(body)))
        _child(entry, "summary", each.says)
    ET.indent(root)
    text: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _child(parent: ET.Element, tag: str, text: str = "", **given: str) -> ET.Element:
    made = ET.SubElement(parent, tag, {name: value.translate(_NOT_XML) for name, value in given.items()})
    made.text = text.translate(_NOT_XML) or None
    return made


def _json_feed(feed: Feed, place: Place, name: str) -> bytes:
    """The feed as JSON Feed, which knows whole addresses only: where the site's own is unknown, each item names its page."""
    made = {
        "version": _JSON_FEED,
        "title": feed.title,
        "description": feed.says,
        "language": language(),
        "authors": [{"name": name}],
        **({"home_page_url": place.url, "feed_url": place.address(f"{feed.name}.json")} if place.url else {}),
        "items": [_item(each, place) for each in feed.items],
    }
    return (json.dumps(made, indent=2, ensure_ascii=False) + "\n").encode()


def _item(each: Happening, place: Place) -> dict[str, object]:
    return {
        "id": place.tag(each.at, each.key),
        **({"url": place.address(each.page)} if place.url else {}),
        "title": each.title,
        "content_text": each.says or each.title,
        "date_published": write_instant(each.at),
        "tags": [each.topic, *each.bodies],
        "_folkmoot": {"about": "feeds/index.html", "act": each.act, "by": each.by or None, "source": each.source,
                      "page": each.page.removesuffix("index.md")},
    }  # fmt: skip
