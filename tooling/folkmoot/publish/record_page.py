"""The page of a record as MkDocs holds it: made from finished HTML without going through it again, and kept for the next build.

This is beside `plugin` the one file that knows MkDocs, since a page is one of its classes.
"""

import json
import posixpath
import re
from collections.abc import Iterable, Mapping
from typing import Any

from jinja2 import Environment, Template
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from folkmoot.publish.composing import Heading, composed
from folkmoot.publish.lifting import anchors_of, lifted, lowered
from folkmoot.publish.moulds import Moulds
from folkmoot.publish.page_key import digest_of, targets
from folkmoot.records.recall import Memory

_HEAD = re.compile(r'---\ntitle: "([^"\\\n]*)"\ndescription: "([^"\\\n]*)"\n---\n')
_KIND = "pages"


class Finishing:
    """How the pages of one build are finished: from `memory` where it has them, under what all of them follow from."""

    def __init__(self, config: MkDocsConfig, files: Files, env: Environment, memory: Memory, common: str) -> None:
        self.config, self.files, self.env, self.memory, self.common = config, files, env, memory, common
        self.moulds = Moulds(env, config.extra["folkmoot"]["words"]) if not config.theme.custom_dir else None
        """A theme of the co-op's own may show of a page what it likes."""
        self.template: Template = env.from_string("{{ page.finished() }}")

    def take_over(self) -> None:
        """Put itself in the place of the theme's template for every page of a record."""
        for file in self.files.documentation_pages():
            if isinstance(file.page, RecordPage):
                file.page.finishing, file.page.meta["template"] = self, self.template


class LaidFile(File):
    """A file that stands in the site already: MkDocs has nothing to copy, and nobody holds its bytes."""

    def copy_file(self, dirty: bool = False) -> None:
        """Leave it where it is."""


class RecordPage(Page):
    """A generated page that is not in the navigation."""

    is_deferred = False
    """Whether its HTML is made by `finished`, if it must be made at all."""
    is_read_again = False
    """Whether its Markdown can be had from its file once more."""
    finishing: Finishing | None = None
    context: Mapping[str, Any] | None = None

    def read_source(self, config: MkDocsConfig) -> None:
        """Read the head that all our pages have without a reader of YAML; any other as MkDocs does."""
        source = config.plugins.on_page_read_source(page=self, config=config)
        text = self.file.content_string if source is None else source
        head = _HEAD.match(text)
        if head is None:
            super().read_source(config)
            return
        self.meta = {"title": head[1], "description": head[2]}
        self.markdown, self.is_read_again = text[head.end() :].lstrip("\n"), source is None

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Make the page's HTML; where pages are kept, later and only if it is needed."""
        if self.is_deferred:
            self.content, self.toc = "", TableOfContents([])
            self._let_go()
            return
        whole = self.markdown or ""
        self.markdown, blocks = lifted(whole, sentences=_leaves_words(config))
        if not self._composed(config, files):
            super().render(config, files)
        self.markdown = whole
        self.content = lowered(self.content or "", blocks)
        self.present_anchor_ids = (self.present_anchor_ids or set()) | anchors_of(blocks)

    def _composed(self, config: MkDocsConfig, files: Files) -> bool:
        """Make the HTML without a Markdown reader, where that is sure to make the same; False where it is not."""
        if not _leaves_words(config) or not set(config.mdx_configs) <= {"tables"} or "title" not in self.meta:
            return False
        links: dict[File, dict[str, str]] = {}

        def lead(path: str, anchor: str) -> str | None:
            file = files.get_file_from_path(posixpath.normpath(posixpath.join(posixpath.dirname(self.file.src_uri), path)))
            if file is None or file.inclusion is InclusionLevel.EXCLUDED:
                return None
            if anchor:
                links.setdefault(file, {}).setdefault(anchor[1:], path + anchor)
            return file.url_relative_to(self.file) + anchor

        made = composed(self.markdown or "", lead)
        if made is None:
            return False
        self.content, self.links_to_anchors, self.present_anchor_ids = made.html, links, {each.id for each in made.headings}
        self.toc = contents(made.headings)
        return True

    def finished(self) -> str:
        """The whole page: the one that was kept, or made now and kept."""
        by = self.finishing
        assert by is not None
        if self.markdown is None:
            self.markdown = _HEAD.sub("", self.file.content_string, 1).lstrip("\n")
        found = targets(self.markdown, self._address)
        key = digest_of(by.common, *self._follows_from(), found)
        kept = by.memory.get(_KIND, key)
        page = self._taken(kept, by) if kept is not None else self._made(by, key, all(there for _, there in found))
        self._let_go()
        self.context = None
        return page

    def _let_go(self) -> None:
        """Hold no second copy of the text, which its file has; there are thousands of these pages."""
        if self.is_read_again:
            self.markdown = None

    def _follows_from(self) -> tuple[Any, ...]:
        meta = {name: value for name, value in self.meta.items() if name not in ("template", "folkmoot")}
        head = self.meta.get("folkmoot")
        addresses = (self.url, self.canonical_url, self.abs_url, self.edit_url, self.file.src_uri)
        return (self.markdown, self.title, meta, repr(head), addresses, str(self.update_date), self.is_homepage)

    def _address(self, link: str) -> str | None:
        assert self.finishing is not None
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self.file.src_uri), link))
        file = self.finishing.files.get_file_from_path(path)
        return file.url if file is not None else None

    def _taken(self, kept: bytes, by: Finishing) -> str:
        head, _, page = kept.decode().partition("\n")
        told = json.loads(head)
        self.present_anchor_ids = set(told["anchors"])
        self.links_to_anchors = {}
        for path, links in told["links"].items():
            file = by.files.get_file_from_path(path)
            if file is not None:
                self.links_to_anchors[file] = links
        return page

    def _made(self, by: Finishing, key: str, is_whole: bool) -> str:
        """A page with a link that leads nowhere is not kept: MkDocs has to warn of it each time."""
        template, self.is_deferred = self.meta.pop("template"), False
        self.render(by.config, by.files)
        self.content = by.config.plugins.on_page_content(self.content or "", page=self, config=by.config, files=by.files)
        context = self.context or {}
        page = by.moulds.shown(self, context) if by.moulds else by.env.get_template(self.meta.get("template", "main.html")).render(context)
        self.meta["template"], self.is_deferred = template, True
        if is_whole:
            links: dict[File, dict[str, str]] = self.links_to_anchors or {}
            head = {"anchors": sorted(self.present_anchor_ids or ()), "links": {file.src_uri: found for file, found in links.items()}}
            by.memory.put(_KIND, key, f"{json.dumps(head, sort_keys=True)}\n{page}".encode())
        self.content = None
        return page


def contents(headings: Iterable[Heading]) -> TableOfContents:
    """The headings as MkDocs hands them to a theme: each under the last one above it."""
    top, above = list[AnchorLink](), list[AnchorLink]()
    for each in headings:
        found = AnchorLink(each.words, each.id, each.level)
        while above and above[-1].level >= each.level:
            above.pop()
        (above[-1].children if above else top).append(found)
        above.append(found)
    if top:
        top[0].active = True  # type: ignore[attr-defined]
    return TableOfContents(top)


def lighten(page: Page, markdown: str, config: MkDocsConfig) -> str:
    """The Markdown of a generated page of the navigation without its finished HTML, which `complete` puts back."""
    thin, runs = lifted(markdown, sentences=_leaves_words(config))
    page.__dict__["lifted_runs"] = runs
    return thin


def _leaves_words(config: MkDocsConfig) -> bool:
    """Whether no extension is on but MkDocs's own three: others replace quotes, abbreviations and signs inside sentences."""
    return {str(name).removeprefix("markdown.extensions.") for name in config.markdown_extensions} <= {"toc", "tables", "fenced_code"}


def complete(page: Page, html: str) -> str:
    """The HTML of such a page, whole again; that of any other as it is."""
    runs: tuple[str, ...] = getattr(page, "lifted_runs", ())
    page.present_anchor_ids = (page.present_anchor_ids or set()) | anchors_of(runs)
    return lowered(html, runs)


def named_in(nav: Any) -> frozenset[str]:
    """The paths that a navigation names; MkDocs makes their pages, with the titles given there."""
    if isinstance(nav, str):
        return frozenset({nav})
    inner = nav.values() if isinstance(nav, dict) else nav or ()
    return frozenset().union(*map(named_in, inner))
