"""Links that lead out of the site are marked: for the eye, for a screen reader, and for the browser."""

import re

_REL = "noopener noreferrer nofollow"
_LINK = re.compile(r"<a\b([^>]*?\bhref=\"https?://[^\"]*\"[^>]*)>(.*?)</a>", re.DOTALL | re.IGNORECASE)
_ITS_REL = re.compile(r"\s+rel=\"[^\"]*\"", re.IGNORECASE)
_MARK = '<span class="fm-outside"> (another site)</span>'


def mark_outside(markup: str) -> str:
    """Finished HTML in which each link to another site says so; one that says so already stays as it is."""
    return _LINK.sub(_marked, markup) if "://" in markup else markup


def _marked(link: re.Match[str]) -> str:
    if _MARK in link[2]:
        return link[0]
    return f'<a{_ITS_REL.sub("", link[1])} rel="{_REL}">{link[2]}{_MARK}</a>'
