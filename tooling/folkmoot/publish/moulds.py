"""A theme's page made once for many records: where only words, addresses and contents differ, they are put into a finished form.

A theme writes a page in thousands of small steps that come out the same for every record in one folder. A mould is such a page
with stands where the page's own texts go. It is used only if each stand comes back whole from the theme (it holds the signs that
a filter would change), if the theme asked for nothing else of the page, and if the first page put into it is, to the letter,
what the theme makes of that page.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from jinja2 import Environment

Page = Any
"""A page as the site generator holds it."""
_TOLD = ("title", "description", "url", "changed", "json_ld")
_SIGNS = "(edit/raw/blob aA&amp;&\"'  )"
_STAND = re.compile(f"\x02<h1 ([a-z._]+) {re.escape(_SIGNS)}>\x03")
_SAME = frozenset({
    "active", "ancestors", "children", "is_homepage", "is_index", "is_link", "is_page", "is_section", "is_top_level", "next_page", "parent",
    "previous_page",
})  # fmt: skip
"""What every page that is not in the navigation says alike."""
_PLAIN = 2
"""Pages of one kind that are made by the theme before a mould is worth its making."""


class Moulds:
    """The moulds of one build; `words` are those of the frame."""

    def __init__(self, env: Environment, words: Mapping[str, str]) -> None:
        self._env, self._words = env, words
        self._seen: dict[str, int] = {}
        self._made: dict[str, tuple[str, ...]] = {}

    def shown(self, page: Page, context: Mapping[str, Any]) -> str:
        """The whole page, as its theme makes it."""
        kind = _kind(page)
        if kind is None or self._made.get(kind) == ():
            return self._plain(page, context)
        if kind in self._made:
            return self._filled(self._made[kind], page)
        self._seen[kind] = self._seen.get(kind, 0) + 1
        whole = self._plain(page, context)
        if self._seen[kind] > _PLAIN:
            mould = self._mould(page, context)
            self._made[kind] = mould if mould and self._filled(mould, page) == whole else ()
        return whole

    def _plain(self, page: Page, context: Mapping[str, Any]) -> str:
        return self._env.get_template(page.meta.get("template", "main.html")).render(context)

    def _mould(self, page: Page, context: Mapping[str, Any]) -> tuple[str, ...]:
        """The page in parts, every second one the name of what stands there; empty when there is no mould for such pages."""
        model = _Model(page)
        made = self._plain(page, {**context, "page": model})
        parts = tuple(_STAND.split(made))
        is_whole = "\x02" not in "".join(parts) and {"content", "contents"} <= set(parts[1::2])
        return parts if is_whole and model.asked <= _SAME else ()

    def _filled(self, mould: tuple[str, ...], page: Page) -> str:
        texts = dict(_texts(page))
        texts["contents"] = self._env.get_template("folkmoot/contents.html").render(page=page, words=self._words)
        return "".join(texts[part] if at % 2 else part for at, part in enumerate(mould))


def _texts(page: Page) -> Iterator[tuple[str, str]]:
    """What is a page's own, by the names of the stands; empty for what it lacks."""
    told, first = page.meta.get("folkmoot"), next(iter(page.toc), None)
    yield from ((f"meta.{name}", page.meta.get(name) or "") for name in ("title", "description"))
    yield from ((f"told.{name}", getattr(told, name, None) or "") for name in _TOLD)
    yield from (("title", str(page.title or "")), ("content", page.content or ""), ("edit", page.edit_url or ""))
    yield from (("canonical", page.canonical_url or ""), ("url", page.url), ("skip", first.id if first else ""))


def _kind(page: Page) -> str | None:
    """What pages have in common that come out of one mould; None for a page that is made by itself.

    Addresses in a page are relative, so it is the folder above it, and which of its texts there are.
    """
    above = page.url.rstrip("/").rpartition("/")[0]
    if not above or not page.url.endswith("/") or "<h1" not in (page.content or "") or not page.meta.get("title"):
        return None
    told = page.meta.get("folkmoot")
    others = {name: value for name, value in page.meta.items() if name not in ("title", "description", "folkmoot")}
    common = replace(told, **dict.fromkeys(_TOLD, "")) if told is not None else None
    return repr((above, others, common, [name for name, text in _texts(page) if not text]))


class _Address(str):
    """A page's address: itself for whoever reckons with it, a stand where it is shown."""

    __slots__ = ()

    def __str__(self) -> str:
        return _stand("url")


class _Model:
    """A page with stands for its own texts; `asked` is what else was asked of it."""

    def __init__(self, page: Page) -> None:
        self._page, self.asked, has = page, set[str](), {name for name, text in _texts(page) if text}
        self.meta = {**page.meta, **{name: _stand(f"meta.{name}") for name in ("title", "description") if f"meta.{name}" in has}}
        told = page.meta.get("folkmoot")
        if told is not None:
            self.meta["folkmoot"] = replace(told, **{name: _stand(f"told.{name}") for name in _TOLD if f"told.{name}" in has})
        self.title, self.content, self.contents_stand = _stand("title"), _stand("content"), _stand("contents")
        self.edit_url = _stand("edit") if "edit" in has else None
        self.canonical_url = _stand("canonical") if "canonical" in has else page.canonical_url
        self.url = _Address(page.url)
        self.toc = ({"url": f"#{_stand('skip')}"},) if "skip" in has else ()

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("__"):
            self.asked.add(name)
        return getattr(self._page, name)


def _stand(name: str) -> str:
    return f"\x02<h1 {name} {_SIGNS}>\x03"
