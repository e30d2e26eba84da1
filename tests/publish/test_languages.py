"""Every message of the interface is said in every language, with the same places, and nothing that is decided depends on it."""

import ast
import re
import string
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from catalogues import PACKAGE, messages, read
from folkmoot.checks.example import AS_OF, base
from folkmoot.checks.registry import all_checks, run_checks
from folkmoot.checks.verification import verify
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import chronicle
from folkmoot.publish.languages import catalogue, languages
from folkmoot.publish.site import render_site
from folkmoot.publish.words import NOUNS, counted, day, left, listed
from folkmoot.records.error import FolkmootError
from folkmoot.records.speech import ENGLISH, language, number, say, say_of, speaking
from folkmoot.records.value import parse_instant
from publish.test_plugin import CONFIG, EPOCH, build_site, pages

OTHERS = [tag for tag in languages() if tag != ENGLISH]
SPEAKING = ("say", "say_of", "phrase", "phrase_of", "counted")


def calls() -> Iterator[tuple[Path, ast.Call]]:
    """Every call of a function that speaks."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SPEAKING:
                yield path, node


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def forms(message: str | tuple[str, ...]) -> tuple[str, ...]:
    return message if isinstance(message, tuple) else (message,)


def said(catalog: Catalog) -> Iterator[Message]:
    yield from (message for message in catalog if message.id)


def test_there_is_a_second_language() -> None:
    assert languages() == (ENGLISH, "de")


@pytest.mark.parametrize("tag", OTHERS)
def test_every_message_of_the_code_is_in_the_catalogue(tag: str) -> None:
    known = {forms(message.id)[0] for message in said(read(tag)) if all(forms(message.string))}
    missing = sorted({forms(message)[0] for _, message in messages()} - known)
    assert not missing, f"say these in publish/languages/{tag}.po (make catalogues puts them there): {missing[:10]}"


@pytest.mark.parametrize("tag", OTHERS)
def test_no_message_is_in_the_catalogue_that_the_code_does_not_say(tag: str) -> None:
    spoken = {forms(message)[0] for _, message in messages()}
    assert sorted(forms(message.id)[0] for message in said(read(tag)) if forms(message.id)[0] not in spoken) == []


@pytest.mark.parametrize("tag", OTHERS)
def test_a_translation_has_the_places_of_its_message(tag: str) -> None:
    for message in said(read(tag)):
        wanted = set().union(*map(places, forms(message.id)))
        for form in forms(message.string):
            assert places(form) <= wanted, message.id
            assert wanted - places(form) <= {"count"}, message.id
        assert not message.fuzzy, message.id


@pytest.mark.parametrize("tag", OTHERS)
def test_a_translation_has_the_markup_of_its_message(tag: str) -> None:
    mark = re.compile(r"<[^>]*>|`|\*\*|&[a-z]+;")
    for message in said(read(tag)):
        for form in forms(message.string):
            assert sorted(mark.findall(form)) == sorted(mark.findall(forms(message.id)[-1])), message.id


def test_a_message_is_written_where_it_is_said_and_never_put_together() -> None:
    glued = [
        f"{path.name}:{node.lineno}"
        for path, node in calls()
        if node.func.id != "counted"  # type: ignore[attr-defined]
        for argument in (node.args[1:3] if node.func.id == "say_of" else node.args[:1])  # type: ignore[attr-defined]
        if isinstance(argument, ast.JoinedStr | ast.BinOp | ast.IfExp)
    ]
    assert glued == []


def test_every_noun_that_is_counted_is_known() -> None:
    for path, node in calls():
        if node.func.id == "counted" and path.parent.name != "tally" and "publish" in path.parts:  # type: ignore[attr-defined]
            noun = node.args[1]
            assert not isinstance(noun, ast.Constant) or noun.value in NOUNS, f"{path.name}:{node.lineno}"


def test_numbers_days_and_nouns_are_spoken_as_the_language_does() -> None:
    with speaking(catalogue("de")):
        assert language() == "de"
        assert number(12046) == "12.046"
        assert day(date(2026, 3, 3)) == "3. März 2026"
        assert counted(1, "seat") == "1 Sitz"
        assert counted(12046, "seat") == "12.046 Sitze"
        assert left(parse_instant("2026-03-05T12:00:00Z"), parse_instant("2026-03-03T12:00:00Z")) == "noch 2 Tage"
        assert listed(("a", "b", "c")) == "a, b und c"
    assert (language(), counted(12046, "seat")) == (ENGLISH, "12,046 seats")


def test_what_no_catalogue_knows_is_said_in_english() -> None:
    with speaking(catalogue("de")):
        assert say("Nobody says {what} here.", what="this") == "Nobody says this here."
        assert say_of(2, "{count} unicorn", "{count} unicorns") == "2 unicorns"


def test_a_language_without_a_catalogue_is_refused() -> None:
    with pytest.raises(FolkmootError) as told:
        catalogue("tlh")
    assert (told.value.what, told.value.mend) == ("there is no catalogue for the language 'tlh'", "choose one of en, de")


def rendered(tag: str) -> dict[str, bytes]:
    course = chronicle(read_archive(base()), AS_OF)
    return render_site(course, checks=all_checks(), findings=run_checks(course), verified=verify(course), language=tag)


def test_the_same_pages_are_there_in_every_language_and_data_is_the_same() -> None:
    english, german = rendered(ENGLISH), rendered("de")
    assert sorted(english) == sorted(german)
    data = [path for path in english if path.endswith((".json", ".csv", ".yml", "SHA256SUMS")) and path.startswith(("api/", "juries/"))]
    assert data
    for path in data:
        assert english[path] == german[path], path
    assert "Anträge" in german["proposals/index.md"].decode()


def test_a_site_is_built_in_german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    site = build_site(tmp_path, base(), CONFIG.replace("plugins: [folkmoot, search]", "plugins: [{folkmoot: {language: de}}, search]"))
    for path, text in pages(site).items():
        if 'http-equiv="refresh"' not in text:
            assert '<html lang="de"' in text, path
    home = (site / "index.html").read_text("utf-8")
    assert "Zum Inhalt" in home
    assert '<div class="fm-prose" lang="en">' in (site / "proposals/2026-late-shift/index.html").read_text("utf-8")
