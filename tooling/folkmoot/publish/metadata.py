"""What a page tells machines of itself: Open Graph for those who share it, JSON-LD for those who index it, and its feeds.

JSON-LD stands in a `script` element of the type `application/ld+json`. That is data: no browser runs it, and a policy for
scripts (CSP) does not ask about it. Every mark that could end the element is written as an escape.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from folkmoot.publish.api.pages import PAGES
from folkmoot.publish.follow.calendars import ALL_DATES
from folkmoot.publish.follow.feeds import ALL, body_feed
from folkmoot.publish.languages import catalogue
from folkmoot.publish.markup import html, plain
from folkmoot.publish.words import spoken
from folkmoot.records.speech import ENGLISH, say, speaking

_ESCAPES = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}
_TEMPLATE = re.compile(r"\{(?=[{%#])")
"""Where a site generator would read its own marks; such a brace stands only inside a text of JSON."""
_ATOM, _JSON_FEED, _DATES = "application/atom+xml", "application/feed+json", "text/calendar"


@dataclass(frozen=True, slots=True)
class Link:
    """One way of following, for the head of a page."""

    type: str
    title: str
    path: str
    """From the home page of the site."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What stands in the head of one page, finished: its texts are escaped for a quoted attribute, `json_ld` for its element."""

    title: str
    description: str
    site: str
    kind: str
    """What Open Graph calls the page: `website` for the home page, `article` for the others."""
    url: str
    """Its whole address; empty where the site's own is not known."""
    changed: str
    """The day on which what it shows last changed; empty where nothing says so."""
    feeds: tuple[Link, ...]
    json_ld: str


class Described:
    """What the rendered site says of its pages, in the language of the interface."""

    def __init__(self, rendered: Mapping[str, bytes], language: str = ENGLISH) -> None:
        self._language = language
        found: dict[str, Any] = json.loads(rendered[PAGES])
        self._site: str = found["site"]
        self._url: str = found["url"] or ""
        self._lines: dict[str, dict[str, Any]] = {line["page"]: line for line in found["pages"]}
        self._bodies = frozenset(name for name in rendered if name.startswith("feeds/bodies/"))

    def of(self, page: str, title: str, description: str, url: str = "") -> Metadata:
        """Describe a page of this address from the home page and this whole one; one written by hand by its title and description."""
        line = self._lines.get(page, {"title": title, "description": description, "changed": None, "about": None})
        if self._language != ENGLISH and page in self._lines:  # which are in English; the head of the page itself is escaped
            line = {**line, "title": plain(unescape(title)), "description": plain(unescape(description))}
        kind = "article" if page else "website"
        with speaking(catalogue(self._language)):
            feeds, made = tuple(self._feeds(page)), self._json_ld(line, url)
        title, says = html(line["title"]), html(line["description"])
        return Metadata(title, says, html(self._site), kind, html(url), line["changed"] or "", feeds, made)

    def _json_ld(self, line: Mapping[str, Any], url: str) -> str:
        site = {"@type": "WebSite", "name": self._site, **({"url": self._url} if self._url else {})}
        told = {
            "@context": "https://schema.org", "@type": "WebPage", "name": line["title"], "description": line["description"],
            "inLanguage": self._language, "isPartOf": site, "url": url, "dateModified": line["changed"], "mainEntity": line["about"],
        }  # fmt: skip
        kept = {key: value for key, value in told.items() if value}
        made = json.dumps(kept, ensure_ascii=False, sort_keys=True).translate(_ESCAPES)
        return _TEMPLATE.sub(r"\\u007b", made)

    def _feeds(self, page: str) -> list[Link]:
        name = html(self._site)
        everything = say("{site}: everything", site=name)
        found = [
            Link(_ATOM, everything, f"{ALL}.xml"),
            Link(_JSON_FEED, everything, f"{ALL}.json"),
            Link(_DATES, say("{site}: every date", site=name), ALL_DATES),
        ]
        body = page.removeprefix("bodies/").removesuffix("/")
        if page.startswith("bodies/") and f"{body_feed(body)}.xml" in self._bodies:
            words = f"{name}: {html(spoken(body))}"
            found += [Link(_ATOM, words, f"{body_feed(body)}.xml"), Link(_DATES, words, f"{body_feed(body)}.ics")]
        return found
