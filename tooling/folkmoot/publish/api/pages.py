"""The document about the pages themselves: what each is called, what it is about, and when it last changed."""

import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any

from folkmoot.publish.api.form import PageLine, Pages
from folkmoot.publish.api.stamp import FOLDER, address, stamp, written
from folkmoot.publish.atlas import Atlas, jury_page, proposal_page, roster_page
from folkmoot.publish.changed import changed
from folkmoot.publish.follow.feeds import co_op_name
from folkmoot.publish.follow.happenings import Happening
from folkmoot.publish.follow.place import Place
from folkmoot.publish.markup import plain
from folkmoot.publish.words import begun, spoken

PAGES = f"{FOLDER}/pages.json"
_HEAD = re.compile(rb'---\ntitle: "([^"]*)"\ndescription: "([^"]*)"\n')


def pages_file(atlas: Atlas, rendered: Mapping[str, bytes], news: Sequence[Happening], place: Place) -> Mapping[str, bytes]:
    """Describe every rendered page by its own head."""
    days, lines = changed(atlas, news), []
    for path in sorted(rendered):
        found = _HEAD.match(rendered[path]) if path.endswith(".md") else None
        if found:
            title, says = (plain(unescape(part.decode())) for part in found.groups())
            about = _about(atlas, place, path)
            lines.append(PageLine(page=address(path), title=title, description=says, changed=days.get(path), about=about))
    document = Pages(**stamp(atlas, "pages"), site=co_op_name(atlas), url=place.url or None, pages=tuple(lines))
    return {PAGES: written(document)}


def _about(atlas: Atlas, place: Place, path: str) -> dict[str, Any] | None:
    """What the page is mainly about, in the words of schema.org; None for a page that is about no record."""
    archive, folder = atlas.course.archive, path.removesuffix("/index.md")
    name = folder.rpartition("/")[2]
    if path == roster_page(name) and (roster := archive.roster(name)):
        return _named(roster.id, roster.manifest.head.title, "Dataset", description="A frozen roster, as tokens that name nobody")
    if path == jury_page(name) and (jury := archive.jury(name)):
        return _named(jury.id, jury.call.head.title, "CreativeWork", abstract=plain(jury.call.head.question))
    if path == proposal_page(name) and (matter := atlas.course.matters.get(name)):
        head = matter.proposal.text.head
        opened = {"datePublished": f"{matter.opened:%Y-%m-%d}"} if matter.opened else {}
        before = head.supersedes or head.corrects
        based = {"isBasedOn": place.link(path, proposal_page(before))} if before and before in atlas.course.matters else {}
        status = begun(spoken(matter.status))
        return _named(name, head.title, "CreativeWork", abstract=plain(head.asks), creativeWorkStatus=status, **opened, **based)
    if article := atlas.course.charter.articles.get(f"{folder}.md"):
        head_ = article.head
        return _named(head_.id, head_.title, "Legislation", legislationIdentifier=head_.id, legislationLegalForce="InForce")
    return None


def _named(identifier: str, title: str, kind: str, **more: str) -> dict[str, Any]:
    return {"@type": kind, "identifier": identifier, "name": plain(title), **more}
