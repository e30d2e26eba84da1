"""The catalogues of the interface, one file of messages a language: what the site can be read in, besides English."""

from datetime import date
from functools import cache
from gettext import GNUTranslations
from importlib import resources
from importlib.resources.abc import Traversable
from io import BytesIO

from folkmoot.records.error import FolkmootError
from folkmoot.records.speech import ENGLISH, Catalogue


def languages() -> tuple[str, ...]:
    """The tags of all languages there are, English first."""
    return (ENGLISH, *sorted(each.name.removesuffix(".po") for each in _room().iterdir() if each.name.endswith(".po")))


@cache
def catalogue(tag: str) -> Catalogue:
    """The catalogue of a language; FolkmootError when there is none."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po
    from babel.numbers import get_group_symbol

    if tag not in languages():
        raise FolkmootError(f"there is no catalogue for the language '{tag}'", f"choose one of {', '.join(languages())}")
    if tag == ENGLISH:
        return Catalogue()
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO((_room() / f"{tag}.po").read_bytes()), locale=tag, abort_invalid=True))
    found = GNUTranslations(BytesIO(compiled.getvalue()))
    return Catalogue(tag, found.gettext, found.ngettext, get_group_symbol(tag))


def day_in(tag: str, value: date) -> str:
    """A day in full as a language writes it (CLDR's long form): `3. März 2026`."""
    from babel.dates import format_date

    return format_date(value, "long", locale=tag)


def month_in(tag: str, value: date) -> str:
    """A month with its year in a language."""
    from babel.dates import format_date

    return format_date(value, "LLLL y", locale=tag)


def weekday_in(tag: str, value: date) -> str:
    """The day of the week in a language."""
    from babel.dates import format_date

    return format_date(value, "EEEE", locale=tag)


def numeral_in(tag: str, text: str) -> str:
    """Numbers written in English with the marks that a language has for them: `1,200.5 %` as `1.200,5 %`."""
    from babel.numbers import get_decimal_symbol, get_group_symbol

    return text.translate(str.maketrans(",.", get_group_symbol(tag) + get_decimal_symbol(tag)))


def _room() -> Traversable:
    return resources.files("folkmoot") / "publish" / "languages"
