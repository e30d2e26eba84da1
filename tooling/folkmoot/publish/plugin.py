"""The MkDocs plugin: it puts the rendered site and the theme before MkDocs, and holds no page logic of its own.

A co-op's `mkdocs.yml` needs a name, `theme: {name: material}`, `docs_dir`, `site_dir` and this plugin. Everything else has
a default here that the file may overrule, but two: no font is fetched from elsewhere, and neither folder is called `site`,
because MkDocs empties the folder it builds into. The search is ours too, whether `plugins` lists `search` or not: it finds
titles, summaries and clauses first, is ready at once at any size, and costs a build little.
"""

import posixpath
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment
from mkdocs.commands.build import get_context
from mkdocs.config.base import Config
from mkdocs.config.config_options import Optional, Type
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_build_timestamp, get_relative_url, is_markdown_file

from folkmoot.checks.registry import all_checks, run_checks
from folkmoot.checks.verification import verify
from folkmoot.formats.paths import FOLDERS
from folkmoot.procedure.chronicle import Chronicle, chronicle
from folkmoot.publish.atlas import HOME, IMPORTED, SECTIONS
from folkmoot.publish.forges import Forge, ForgeKind, Ways, forge_of
from folkmoot.publish.frame import frame_words, state_style
from folkmoot.publish.keeping import common, kept_for, seldom_collect
from folkmoot.publish.languages import catalogue, languages
from folkmoot.publish.markup import html
from folkmoot.publish.metadata import Described
from folkmoot.publish.navigation import navigation
from folkmoot.publish.record_page import Finishing, LaidFile, RecordPage, complete, lighten, named_in
from folkmoot.publish.safety.gatekeeper import Gatekeeper, is_judged, refusal
from folkmoot.publish.safety.outside import mark_outside
from folkmoot.publish.search.engine import put_to_rest
from folkmoot.publish.site import Telling, rendering, sources
from folkmoot.records.checkpoint import Checkpoint
from folkmoot.records.error import FolkmootError
from folkmoot.records.recall import remembering
from folkmoot.records.speech import ENGLISH, speaking
from folkmoot.records.value import parse_instant
from folkmoot.repository.built import built_files, lay
from folkmoot.repository.git import Git
from folkmoot.repository.kept import Kept
from folkmoot.repository.leaves import leaves_of
from folkmoot.repository.reader import read_work_tree
from folkmoot.trust.checkpoint import checkpoint_of, leaf_hashes

_THEME = Path(__file__).parent / "theme"
_STYLES = tuple(f"assets/folkmoot/{name}.css" for name in ("folkmoot", "frame", "parts", "figures", "records"))
_STATE = "assets/folkmoot/state.css"
_SEARCH_STYLE = "assets/folkmoot/search.css"
_MARK = "assets/folkmoot/mark.svg"
_GUESSED_EDITS = ("edit/master/docs/", "src/default/docs/")
_FORGE = re.compile(r"https://[A-Za-z0-9][A-Za-z0-9.-]+(?:/[A-Za-z0-9._-]+)*/?")
_FEATURES = ("toc.follow",)
_PALETTE = (
    {"media": "(prefers-color-scheme)", "scheme": "default", "primary": "custom", "accent": "custom",
     "toggle": {"icon": "material/brightness-auto", "name": "Switch to light"}},
    {"media": "(prefers-color-scheme: light)", "scheme": "default", "primary": "custom", "accent": "custom",
     "toggle": {"icon": "material/weather-sunny", "name": "Switch to dark"}},
    {"media": "(prefers-color-scheme: dark)", "scheme": "slate", "primary": "custom", "accent": "custom",
     "toggle": {"icon": "material/weather-night", "name": "Switch to the system's colours"}},
)  # fmt: skip


class FolkmootConfig(Config):  # type: ignore[no-untyped-call]
    """What `mkdocs.yml` may say of the plugin."""

    root = Type(str, default=".")
    """The co-op's repository, from the folder of `mkdocs.yml`."""
    as_of = Optional(Type(str))
    """The instant to judge by; SOURCE_DATE_EPOCH or now when left out."""
    forge = Type(dict, default={})
    """Where the records are kept: `kind` (github, gitlab or forgejo), `url`, `branch`; each is guessed when left out."""
    clerk = Type(str, default="")
    """Where forms are sent: the address of an office, never a person's."""
    cache = Type((bool, str), default=True)
    """Whether finished pages are kept for the next build, in `.cache/folkmoot/` or the folder named; it may be deleted at any time."""
    language = Type(str, default="")
    """What the interface speaks, such as `de`; the theme's language, or English, when left out. Records keep theirs."""


class FolkmootPlugin(BasePlugin[FolkmootConfig]):  # type: ignore[no-untyped-call]
    """Adds a page for every record, without an entry in the navigation."""

    _kept: Kept | None = None

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the records, and put theme, styles and navigation in place."""
        seldom_collect()
        self._root = (Path(config.config_file_path or "mkdocs.yml").parent / self.config.root).resolve()
        self._refuse(config)
        self._course, self._language = self._read(), self._spoken(config)
        config.watch += [str(self._root / folder) for folder in FOLDERS if (self._root / folder).is_dir()]
        self._dress(config)
        coop = self._course.archive.coop
        if not config.repo_url and coop and coop.forge and _FORGE.fullmatch(coop.forge):
            config.repo_url, config.repo_name = coop.forge, "Records"
        forge = self._forge(config)
        if config.repo_url and config.edit_uri in (None, *_GUESSED_EDITS):
            config.edit_uri = forge.edit_folder if forge else "edit/main/"
        self._ways = Ways(forge, self.config.clerk)
        with speaking(catalogue(self._language)):
            config.extra.setdefault("folkmoot", {"demonstration": self._course.archive.is_demonstration, "words": frame_words()})
            if config.nav is None:
                config.nav = [*navigation(), *sorted(page.name for page in Path(config.docs_dir).glob("*.md") if page.name != HOME)]
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add every generated page and data file that nobody wrote by hand."""
        if self._kept:
            self._kept.leave()  # of a build before this one, under `mkdocs serve`, that failed
        self._kept = kept_for(config, self._root, self.config.cache)
        docs = posixpath.relpath(Path(config.docs_dir).resolve().as_posix(), self._root.as_posix())
        for file in files:
            file.edit_uri = f"{docs}/{file.src_uri}"
        try:
            with remembering(self._kept):
                rendered, documents = rendering(self._course, self._telling(files, config))
                self._described = Described(rendered, self._language)
                self._add(((path, rendered.pop(path)) for path in list(rendered)), files, config)
                self._add(documents, files, config)
        except FolkmootError as error:
            raise PluginError(f"folkmoot: {error.what}; {error.mend}") from None
        files.append(File.generated(config, _STATE, content=state_style(self._course.archive.commit, self._course.as_of)))
        return files

    def _telling(self, files: Files, config: MkDocsConfig) -> Telling:
        return Telling(
            checks=all_checks(),
            findings=run_checks(self._course),
            verified=verify(self._course),
            checkpoint=self._checkpoint(),
            address=config.site_url or "",
            ways=self._ways,
            language=self._language,
            written={file.src_uri: file.content_string for file in files.documentation_pages()},
        )

    def _add(self, made: Iterable[tuple[str, bytes]], files: Files, config: MkDocsConfig) -> None:
        """Hand MkDocs the pages, and put the data straight into the site; what was written by hand comes before either."""
        shown, named, site = sources(self._course), named_in(config.nav), Path(config.site_dir)
        for path, data in made:
            if files.get_file_from_path(path) is not None:
                continue
            level = InclusionLevel.INCLUDED if path in SECTIONS and path != IMPORTED else InclusionLevel.NOT_IN_NAV
            if is_markdown_file(path):
                file = File.generated(config, path, content=data, inclusion=level)
            else:
                file = LaidFile.generated(config, path, abs_src_path=str(lay(site, path, data)), inclusion=level)
            file.edit_uri = shown.get(path)
            files.append(file)
            if level is InclusionLevel.NOT_IN_NAV and file.is_documentation_page() and path not in named:
                RecordPage(None, file, config).is_deferred = self._kept is not None

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Date a page by what its records say, put what it tells machines of itself beside it, and show no column of one entry."""
        if page.parent is None:
            page.meta.setdefault("hide", ["navigation"])
        key, says = page.file.src_uri.removesuffix("index.md"), str(page.meta.get("description") or "")
        told = self._described.of(key, str(page.title or ""), says, page.canonical_url or "")
        page.meta["folkmoot"], page.update_date = told, told.changed
        return lighten(page, markdown, config) if page.file.generated_by and not isinstance(page, RecordPage) else markdown

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Mark the links to elsewhere, also on pages that were written by hand."""
        return mark_outside(complete(page, html))

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Keep what the theme's page with nothing on it is made from."""
        self._nav = nav
        return nav

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Learn which scripts are the theme's own; lines of a template that only steer it leave no blank ones in a page."""
        env.trim_blocks = env.lstrip_blocks = True

        def shell(up: str) -> str:
            return env.get_template("main.html").render(get_context(self._nav, files, config, base_url=up))

        base = urlsplit(config.site_url or "/").path or "/"
        self._gate = Gatekeeper(shell, _scripts(config), base)
        if self._kept is not None:
            Finishing(config, files, env, self._kept, common(config, self._nav.items)).take_over()
        return env

    def on_page_context(self, context: Any, *, page: Page, config: MkDocsConfig, nav: Navigation) -> Any:
        """Keep what the theme makes the page of a record from, for when it must be made."""
        if isinstance(page, RecordPage):
            page.context = context
        return context

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Say in the page what a browser may run in it."""
        return self._gate.policed(output, get_relative_url(".", page.url))

    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Say it in the page for what is not found too, which names everything from the top of its host."""
        if not template_name.endswith(".html"):
            return output_content
        return self._gate.policed(output_content, urlsplit(config.site_url or "/").path.rstrip("/") or "/")

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Let nothing out that could run in a reader's browser and is not ours."""
        site = Path(config.site_dir)
        (site / "_headers").write_bytes(self._gate.headers())
        key = self._gate.key()
        known = (self._kept.get("sound", key) if self._kept else None) or b""
        try:
            told = refusal(self._gate.judge(built_files(site, is_judged), frozenset(known.decode().split())))
        except FolkmootError as error:
            raise PluginError(f"folkmoot: {error.what}; {error.mend}") from None
        if told:
            raise PluginError(f"folkmoot: {told}")
        if self._kept:
            self._kept.put("sound", key, "\n".join(sorted(self._gate.sound)).encode())
            self._kept.close()
            self._kept = None

    def _refuse(self, config: MkDocsConfig) -> None:
        site, docs = Path(config.site_dir).resolve(), Path(config.docs_dir).resolve()
        if site == self._root / "site" or site == docs or site in docs.parents or site in (self._root, *self._root.parents):
            raise PluginError(f"MkDocs empties the folder it builds into, and site_dir is {site}. Write 'site_dir: public' in mkdocs.yml.")
        if any(site == self._root / folder for folder in FOLDERS):
            raise PluginError("site_dir is a folder of records. Write 'site_dir: public' in mkdocs.yml.")

    def _read(self) -> Chronicle:
        try:
            as_of = parse_instant(self.config.as_of) if self.config.as_of else datetime.fromtimestamp(get_build_timestamp(), UTC)
            return chronicle(read_work_tree(self._root), as_of)
        except ValueError:
            raise PluginError(f"folkmoot: as_of is '{self.config.as_of}'; write it as 2026-03-01T12:00:00Z") from None
        except FolkmootError as error:
            raise PluginError(f"folkmoot: {error.what}; {error.mend}") from None

    def _spoken(self, config: MkDocsConfig) -> str:
        """What the interface speaks; the theme then speaks it too."""
        theme, said = str(config.theme.get("language") or ""), self.config.language
        if said and said not in languages():
            raise PluginError(f"folkmoot: there is no catalogue for the language '{said}'; choose one of {', '.join(languages())}")
        if said:
            config.theme["language"] = said
        return said or (theme if theme in languages() else ENGLISH)

    def _forge(self, config: MkDocsConfig) -> Forge | None:
        said, coop = self.config.forge, self._course.archive.coop
        strange = {str(key) for key in said} - {"kind", "url", "branch"} or {str(said.get("kind") or ForgeKind.GITHUB)} - set(ForgeKind)
        if strange:
            raise PluginError(f"folkmoot: forge says '{min(strange)}'; it has kind (github, gitlab or forgejo), url and branch")
        return forge_of(said.get("url") or (coop.forge if coop else None) or config.repo_url, said.get("kind"), said.get("branch"))

    def _checkpoint(self) -> Checkpoint | None:
        """The state of the committed history; None where there is none, or not the whole one."""
        coop = self._course.archive.coop
        if coop is None or not self._course.archive.history:
            return None
        leaves = leaves_of(Git(self._root), self._course.archive.history)
        return checkpoint_of(coop.id, leaf_hashes(leaves))

    def _dress(self, config: MkDocsConfig) -> None:
        """Put our theme between the co-op's own overrides and Material."""
        theme = config.theme
        theme.dirs.insert(1 if theme.custom_dir else 0, str(_THEME))
        theme["font"] = False
        _default(theme, "palette", [dict(scheme) for scheme in _PALETTE])
        _default(theme, "features", list(_FEATURES))
        _default(theme, "logo", _MARK)
        if theme["favicon"] == "assets/images/favicon.png":
            theme["favicon"] = _MARK
        config.extra_css[:0] = [*_STYLES, _SEARCH_STYLE]
        put_to_rest(config.plugins)
        config.extra.setdefault("generator", False)
        config.mdx_configs.setdefault("tables", {}).setdefault("use_align_attribute", True)  # a style in a page is refused
        coop = self._course.archive.coop
        if coop and not config.site_description:
            config.site_description = html(f"The open records of {coop.name}")


def _scripts(config: MkDocsConfig) -> dict[str, str]:
    """The digests of the script files that are ours by their paths in the site: the theme's, and those that `mkdocs.yml` names."""
    found: dict[str, str] = {}
    for folder in map(Path, reversed(config.theme.dirs)):
        found |= {script.relative_to(folder).as_posix(): sha256(script.read_bytes()).hexdigest() for script in folder.rglob("*.js")}
    named = {str(script): Path(config.docs_dir) / str(script) for script in config.extra_javascript}
    found |= {path: sha256(script.read_bytes()).hexdigest() for path, script in named.items() if script.is_file()}
    return found


def _default(theme: Any, name: str, value: Any) -> None:
    if name not in theme or not theme[name]:
        theme[name] = value
