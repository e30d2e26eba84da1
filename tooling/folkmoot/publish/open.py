"""Everything beside the pages of the records: feeds and calendars, open data, permalinks, and the pages that explain them."""

from collections.abc import Iterator, Mapping, Sequence

from folkmoot.publish.api.files import data_files, present
from folkmoot.publish.api.pages import pages_file
from folkmoot.publish.api.schemas import dictionary_page
from folkmoot.publish.atlas import Atlas
from folkmoot.publish.follow.calendars import calendar_files
from folkmoot.publish.follow.feeds import feed_files
from folkmoot.publish.follow.happenings import Happening, happenings
from folkmoot.publish.follow.page import feeds_page
from folkmoot.publish.follow.place import Place, place_of
from folkmoot.publish.permalinks import permalinks
from folkmoot.records.speech import ENGLISH, Catalogue, language, speaking
from folkmoot.records.verification import Verified


def open_files(
    atlas: Atlas, rendered: Mapping[str, bytes], verified: Sequence[Verified], address: str, english: Mapping[str, bytes] | None = None
) -> tuple[Mapping[str, bytes], Iterator[tuple[str, bytes]]]:
    """All of them, the documents of single proposals apart, each made when its turn comes.

    `rendered` are the pages made so far, which one document describes, and `english` the same pages in English: the open data is
    the same in whatever language the pages are.
    """
    place, news = place_of(atlas.course.archive, address), happenings(atlas)
    pages = _pages(atlas, place)
    made = {**pages, **feed_files(atlas, news, place), **calendar_files(atlas, place)}
    if language() == ENGLISH:
        data, documents = _data(atlas, {**rendered, **pages}, news, verified, place)
        return {**made, **data}, documents
    with speaking(Catalogue()):
        data, documents = _data(atlas, {**(english or rendered), **_pages(atlas, place)}, happenings(atlas), verified, place)
    return {**made, **data, **dictionary_page(present(atlas))}, documents


def _pages(atlas: Atlas, place: Place) -> Mapping[str, bytes]:
    return {**feeds_page(atlas, place), **permalinks(atlas, place)}


def _data(
    atlas: Atlas, rendered: Mapping[str, bytes], news: Sequence[Happening], verified: Sequence[Verified], place: Place
) -> tuple[Mapping[str, bytes], Iterator[tuple[str, bytes]]]:
    data, documents = data_files(atlas, news, verified, place)
    return {**data, **pages_file(atlas, {**rendered, **data}, news, place)}, documents
