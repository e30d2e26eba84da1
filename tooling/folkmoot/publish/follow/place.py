"""Where the site stands on the web, if that is known, and names for things that stay when the site moves."""

import posixpath
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from folkmoot.formats.canonical import digest
from folkmoot.records.archive import Archive
from folkmoot.records.error import FolkmootError

_URL = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_DOMAIN = re.compile(rf"{_LABEL.pattern}(\.{_LABEL.pattern})+")


@dataclass(frozen=True, slots=True)
class Place:
    """The address of the home page, and the domain name under which the co-op names things."""

    url: str
    """With a slash at its end; empty when nobody said it. The forge is no substitute: it shows the records, and not these pages."""
    authority: str
    born: datetime
    """When the genesis was opened: a day on which the co-op had its name."""

    def address(self, page: str) -> str:
        """The whole address of a page or file; empty when the site's own is not known."""
        return self.url + quote(page.removesuffix("index.md")) if self.url else ""

    def link(self, here: str, page: str) -> str:
        """The whole address where it is known, and otherwise the way from the file `here`, which readers resolve by its own address."""
        if self.url:
            return self.address(page)
        target = page.removesuffix("index.md")
        way = posixpath.relpath(target or ".", posixpath.dirname(here) or ".")
        return quote(f"{way}/" if not target or target.endswith("/") else way)

    def tag(self, at: datetime, key: str) -> str:
        """A name for ever, a `tag:` URI (RFC 4151): the co-op's domain, the day on which the thing happened, and its key."""
        return f"tag:{self.authority},{at.astimezone(UTC):%Y-%m-%d}:{quote(key, safe='/:-._~')}"


def place_of(archive: Archive, url: str) -> Place:
    """Read the site's address; FolkmootError when it is none.

    Names stand under the id of the co-op, which the genesis fixed for ever. An id that is no domain name gets one that
    belongs to nobody (`.invalid`, RFC 2606).
    """
    if url and not _URL.fullmatch(url):
        raise FolkmootError(f"the site's address '{url}' fits no feed", "write it like https://records.example/ here")
    name = archive.coop.id if archive.coop else ""
    own = f"{name if _LABEL.fullmatch(name) else digest(name.encode())[:16]}.invalid"
    authority = name if _DOMAIN.fullmatch(name) else own
    acts = (event.at for proposal in archive.proposals if proposal.text.head.coop == archive.coop for event in proposal.log)
    born = min(acts, default=datetime(1970, 1, 1, tzinfo=UTC)) if archive.coop else datetime(1970, 1, 1, tzinfo=UTC)
    return Place(url if not url or url.endswith("/") else f"{url}/", authority, born)
