"""The reader's browser, where there is one (`make browser` fetches it), and the site of this repository."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium; without one on the machine the test is left out, and `make test` has said so."""
    api = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("no Chromium here: make browser")
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def rookery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of this repository as it was on 24 November 2026, built once for all tests that read it."""
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    out = tmp_path_factory.mktemp("rookery") / "public"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1795478400")
        patch.setenv("NO_MKDOCS_2_WARNING", "1")
        loaded = load_config(str(Path(__file__).parents[2] / "mkdocs.yml"), site_dir=str(out))
        loaded.plugins.on_startup(command="build", dirty=False)
        build(loaded)
        loaded.plugins.on_shutdown()
    return out
