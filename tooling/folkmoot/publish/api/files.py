"""All files of the open data: documents, schemas, tables, and the page that explains them."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from folkmoot.procedure.precedents import precedents
from folkmoot.publish.api.bodies import answers, bodies, body_files
from folkmoot.publish.api.charter import charter_files
from folkmoot.publish.api.form import Claim, Event, Events, Index, Listed, Verification
from folkmoot.publish.api.matters import decisions, matter_files
from folkmoot.publish.api.schemas import DOCUMENTS, dictionary_page, schema_files
from folkmoot.publish.api.stamp import FOLDER, address, stamp, written
from folkmoot.publish.api.tables import TABLES, table_files
from folkmoot.publish.atlas import Atlas
from folkmoot.publish.follow.calendars import ALL_DATES
from folkmoot.publish.follow.feeds import ALL, body_feed, topic_feed
from folkmoot.publish.follow.happenings import Happening
from folkmoot.publish.follow.place import Place
from folkmoot.publish.follow.topic import INTEREST
from folkmoot.publish.words import spoken
from folkmoot.records.value import write_instant
from folkmoot.records.verification import Verified


def data_files(
    atlas: Atlas, news: Sequence[Happening], verified: Sequence[Verified], place: Place
) -> tuple[Mapping[str, bytes], Iterator[tuple[str, bytes]]]:
    """Everything below `api/v1/`, and the data dictionary; the documents of single proposals apart, each made when its turn comes."""
    names = present(atlas)
    decided, answered, seats = decisions(atlas), answers(atlas), bodies(atlas)
    claims = tuple(Claim(kind=one.kind, id=one.id, holds=one.holds, detail=one.detail) for one in verified)
    lists, documents = matter_files(atlas, decided)
    made = {
        f"{FOLDER}/index.json": written(_index(atlas, names, news)),
        **lists,
        **body_files(atlas, seats, answered),
        **charter_files(atlas),
        **_events(atlas, news, place),
        f"{FOLDER}/verification.json": written(Verification(**stamp(atlas, "verification"), verification=claims)),
        **table_files(atlas, decided, seats, answered),
        **schema_files(names, place),
        **dictionary_page(names),
    }
    return made, documents


def present(atlas: Atlas) -> tuple[str, ...]:
    """The documents there are: terms and precedents only where the co-op has some."""
    absent = {*(() if atlas.editions else ("terms",)), *(() if precedents(atlas.course) else ("precedents",))}
    return tuple(name for name in DOCUMENTS if name not in absent)


def _events(atlas: Atlas, news: Sequence[Happening], place: Place) -> Mapping[str, bytes]:
    """What happened, a document a year."""
    years = _years(news)
    return {
        f"{FOLDER}/events/{year}.json": written(
            Events(**stamp(atlas, "events"), year=year, years=years, events=tuple(_event(each, place) for each in found))
        )
        for year, found in groupby(news, key=lambda each: each.at.year)
    }


def _years(news: Sequence[Happening]) -> tuple[int, ...]:
    return tuple(sorted({each.at.year for each in news}))


def _event(each: Happening, place: Place) -> Event:
    return Event(
        id=place.tag(each.at, each.key), at=write_instant(each.at), topic=each.topic, act=each.act, source=each.source,
        by=each.by or None, title=each.title, says=each.says, bodies=each.bodies, page=address(each.page),
    )  # fmt: skip


def _index(atlas: Atlas, names: Sequence[str], news: Sequence[Happening]) -> Index:
    coop, archive = atlas.course.archive.coop, atlas.course.archive
    return Index(
        **stamp(atlas, "index"), id=coop.id if coop else None, name=coop.name if coop else None, zone=atlas.course.zone.key,
        commit=archive.commit or None, files=tuple(_listed(atlas, names, news)),
    )  # fmt: skip


def _listed(atlas: Atlas, names: Sequence[str], news: Sequence[Happening]) -> Iterator[Listed]:
    for name in names:
        path, model = DOCUMENTS[name]
        says, about = (model.__doc__ or "").strip(), f"schema/{name}.json"
        paths = [path.format(year=year) for year in _years(news)] if "{year}" in path else [path]
        yield from (Listed(path=f"{FOLDER}/{each}", form="json", says=says, about=about) for each in paths)
    for name, (words, _) in TABLES.items():
        yield Listed(path=f"{FOLDER}/{name}.csv", form="csv", says=f"{words}.", about=None)
    feeds = {ALL: "Everything that happens."}
    feeds |= {topic_feed(topic): f"{words}." for topic, words in INTEREST.items()}
    feeds |= {body_feed(body): f"What concerns the {spoken(body)}." for body in atlas.bodies}
    for feed, words in feeds.items():
        yield Listed(path=f"{feed}.xml", form="atom", says=words, about=None)
        yield Listed(path=f"{feed}.json", form="json-feed", says=words, about=None)
    yield Listed(path=ALL_DATES, form="icalendar", says="The dates: votes, deadlines, seats that end.", about=None)
    for body in atlas.bodies:
        yield Listed(path=f"{body_feed(body)}.ics", form="icalendar", says=f"The dates of the {spoken(body)}.", about=None)
