"""Everything beside the pages of the records: feeds and calendars, open data, permalinks, and the pages that explain them."""

from collections.abc import Mapping, Sequence

from folkmoot.publish.api.files import data_files
from folkmoot.publish.api.pages import pages_file
from folkmoot.publish.atlas import Atlas
from folkmoot.publish.follow.calendars import calendar_files
from folkmoot.publish.follow.feeds import feed_files
from folkmoot.publish.follow.happenings import happenings
from folkmoot.publish.follow.page import feeds_page
from folkmoot.publish.follow.place import place_of
from folkmoot.publish.permalinks import permalinks
from folkmoot.records.verification import Verified


def open_files(atlas: Atlas, rendered: Mapping[str, bytes], verified: Sequence[Verified], address: str) -> Mapping[str, bytes]:
    """All of them; `rendered` are the pages made so far, which one document describes."""
    place, news = place_of(atlas.course.archive, address), happenings(atlas)
    made = {
        **feeds_page(atlas, place),
        **feed_files(atlas, news, place),
        **calendar_files(atlas, place),
        **data_files(atlas, news, verified, place),
        **permalinks(atlas, place),
    }
    return {**made, **pages_file(atlas, {**rendered, **made}, news, place)}
