"""Whether the pages of a build may be kept for the next one, and what all of them follow from beside their own words."""

import gc
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from platform import python_version
from typing import Any

from folkmoot.publish.page_key import READERS, asks_for_more, digest_of
from folkmoot.repository.kept import Kept, open_kept

FOLDER = ".cache/folkmoot"
_OWN = "folkmoot"
_MADE_WITH = ("jinja2", "markdown", "markdown-it-py", "mdit-py-plugins", "mkdocs", "mkdocs-material", "nh3", "pymdown-extensions", "pyyaml")
_ELSEWHERE = frozenset({
    "config_file_path", "dev_addr", "docs_dir", "hooks", "nav", "plugins", "remote_branch", "remote_name", "site_dir", "strict", "theme",
    "watch",
})  # fmt: skip
"""Settings that no page shows, or that `common` takes from where they are finished."""


def seldom_collect() -> None:
    """Let Python look for circles of garbage seldom while a site is built: what is read stays to the end, and does not refer back."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def kept_for(config: Any, root: Path, wanted: Any) -> Kept | None:
    """The cache of a co-op in `root`; None where it is not wanted, or where a page may follow from more than we can know.

    Another plugin, a hook, an extension that reads files and a template that lists all pages are such reasons.
    """
    if wanted is False or set(config.plugins) != {_OWN} or config.hooks:
        return None
    if not {str(name).removeprefix("markdown.extensions.") for name in config.markdown_extensions} <= READERS:
        return None
    if config.theme.custom_dir and asks_for_more(_templates([config.theme.custom_dir]).values()):
        return None
    try:
        digest_of(_settings(config))
    except ValueError:
        return None
    return open_kept(root / (FOLDER if wanted is True else str(wanted)), _version()[:16])


def common(config: Any, nav: Iterable[Any]) -> str:
    """The digest of everything that all pages follow from: versions, settings, templates, navigation."""
    templates = sorted((path, sha256(data).hexdigest()) for path, data in _templates(config.theme.dirs).items())
    return digest_of(_version(), _settings(config), templates, _entries(nav))


def _settings(config: Any) -> Any:
    plain = {name: _patterns(value) for name, value in config.items() if name not in _ELSEWHERE}
    theme = {name: str(value) if name == "locale" else value for name, value in dict(config.theme).items()}
    return (plain, theme, config.theme.name, sorted(config.plugins))


def _patterns(value: Any) -> Any:
    """A setting that names files by patterns, such as `not_in_nav`, as what it matches and whether to take or to leave it."""
    if not hasattr(value, "patterns"):
        return value
    return [(each.include, each.regex.pattern if each.regex else None) for each in value.patterns]


def _templates(folders: Iterable[str]) -> Mapping[str, bytes]:
    """The templates of a theme by place and path; of the co-op's own folder every file, since a template may show any."""
    found: dict[str, bytes] = {}
    for place, folder in enumerate(map(Path, folders)):
        for path in sorted(folder.rglob("*.html")):
            found[f"{place}/{path.relative_to(folder).as_posix()}"] = path.read_bytes()
    return found


def _entries(items: Iterable[Any]) -> list[Any]:
    return [[type(item).__name__, item.title, getattr(item, "url", None), _entries(item.children or ())] for item in items]


@cache
def _version() -> str:
    """The digest of what makes the pages: our own code and data to the letter, the others by their versions."""
    told = sha256("\n".join((python_version(), *(f"{name} {version(name)}" for name in _MADE_WITH))).encode())
    _walk(files(_OWN), lambda name, data: told.update(f"{name} {sha256(data).hexdigest()}\n".encode()))
    return told.hexdigest()


def _walk(folder: Traversable, take: Callable[[str, bytes], object]) -> None:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir() and item.name not in ("__pycache__", "pairs"):
            _walk(item, take)
        elif item.is_file() and item.name.endswith((".py", ".po", ".html")):
            take(item.name, item.read_bytes())
