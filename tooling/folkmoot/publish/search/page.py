"""The page on which something is looked for, and the files that it reads."""

from collections.abc import Mapping

from folkmoot.publish.atlas import PROPOSALS, Atlas
from folkmoot.publish.markup import block, html, page
from folkmoot.publish.search.entries import entries
from folkmoot.publish.search.index import FOLDER, index_files
from folkmoot.records.speech import say

SEARCH = f"{FOLDER}/index.md"


def search_files(atlas: Atlas, rendered: Mapping[str, bytes], written: Mapping[str, str]) -> dict[str, bytes]:
    """The page and its index; `written` are the texts of the pages that the co-op wrote by hand, by their paths."""
    return {**index_files(entries(atlas, rendered, written), {"words": _spoken()}), SEARCH: _page(atlas)}


def _spoken() -> dict[str, str]:
    """What the script says, in the language of the interface; `{count}` is how many, `{words}` what was typed."""
    return {
        "some": say("{count} found for “{words}”.", count="{count}", words="{words}"),
        "one": say("1 found for “{words}”.", words="{words}"),
        "none": say("Nothing is found for “{words}”. Try fewer words, or the beginning of one.", words="{words}"),
        "searching": say("Searching …"),
        "all": say("Show all that is found"),
        "more": say("Show more"),
    }


def _page(atlas: Atlas) -> bytes:
    asks = html(say("Words, the beginning of a word, or a number such as 2026-cool-storage"))
    failed = html(say("The search could not be read. Try again, or look in the list of all proposals."))
    form = (
        '<form class="fm-search fm-search--page" role="search" action="./" method="get" data-search data-search-page '
        f'data-failed="{failed}">'
        f'<label class="fm-search__label" for="fm-search-words">{asks}</label>'
        '<input class="fm-search__input" id="fm-search-words" type="search" name="q" autocomplete="off" spellcheck="false">'
        f'<button class="md-button fm-search__button" type="submit">{html(say("Search"))}</button></form>'
    )
    without = atlas.tie(SEARCH, PROPOSALS, say("Read the list of all proposals instead."))
    noscript = f"<noscript><p>{html(say('The search needs JavaScript.'))} {without}</p></noscript>"
    title, says = say("Search"), say("Find a proposal, a clause, a jury or any other page by its words.")
    return page(title, says, f"# {html(title)}", html(says), block(f"<div>{form}{noscript}</div>"))
