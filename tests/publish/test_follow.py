"""Feeds and calendars, read by programs that know nothing of folkmoot."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import icalendar
import jsonschema
import pytest
import vobject

from co_op import COOP, event, genesis, log, proposal
from folkmoot.checks.example import AS_OF, base
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import chronicle
from folkmoot.publish.follow.topic import ACTS, INTEREST, JURY_ACTS, Topic
from folkmoot.publish.site import render_site
from folkmoot.records.error import FolkmootError
from folkmoot.records.event import ProposalAct
from folkmoot.records.value import parse_instant
from lived import course_of as lived_course
from lived import lived
from publish.hostile_coop import hostile_files

SITE = "https://records.brook.example/open/"
JSON_FEED: dict[str, Any] = {
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string", "minLength": 1},
        "home_page_url": {"type": "string", "pattern": "^https?://"},
        "feed_url": {"type": "string", "pattern": "^https?://"},
        "description": {"type": "string"},
        "language": {"type": "string"},
        "authors": {"type": "array", "items": {"type": "object", "required": ["name"]}},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "content_text"],
                "properties": {
                    "id": {"type": "string", "pattern": "^tag:"},
                    "url": {"type": "string", "pattern": "^https?://"},
                    "title": {"type": "string"},
                    "content_text": {"type": "string", "minLength": 1},
                    "date_published": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z$"},
                    "tags": {"type": "array", "items": {"type": "string"}},
                },
                "patternProperties": {"^_": {"type": "object"}},
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
"""JSON Feed 1.1 as its specification tells it, as far as it is used here."""


def shown(files: Mapping[str, bytes], address: str = SITE, as_of: datetime = AS_OF) -> dict[str, bytes]:
    return render_site(chronicle(read_archive(files), as_of), address=address)


@pytest.fixture(scope="module")
def brook() -> dict[str, bytes]:
    return shown(base())


@pytest.fixture(scope="module")
def past() -> dict[str, bytes]:
    """A co-op with a vote, a veto, a jury and reports."""
    files: dict[str, bytes] = {}
    for step in lived():
        files |= step
    course = lived_course(files)
    return render_site(course, address=SITE)


def read(data: bytes) -> Any:
    found = feedparser.parse(data)
    assert not found.bozo, found.bozo_exception
    assert found.version == "atom10"
    return found


@pytest.mark.parametrize("address", [SITE, ""])
def test_every_atom_feed_is_one_to_an_independent_reader(address: str) -> None:
    site = shown(base(), address)
    feeds = [path for path in site if path.startswith("feeds/") and path.endswith(".xml")]
    assert {"feeds/all.xml", *(f"feeds/{topic}.xml" for topic in Topic)} <= set(feeds)
    for path in feeds:
        found = read(site[path])
        assert found.feed.id.startswith("tag:brook.invalid,")
        assert found.feed.updated_parsed
        for entry in found.entries:
            assert re.match(r"tag:brook\.invalid,\d{4}-\d\d-\d\d:", entry.id)
            assert all((entry.updated_parsed, entry.title, entry.link))


def test_a_link_is_whole_where_the_address_is_known_and_leads_to_a_page_all_the_same_where_not(brook: Mapping[str, bytes]) -> None:
    with_address = read(brook["feeds/all.xml"])
    assert all(entry.link.startswith(SITE) for entry in with_address.entries)
    assert [each.href for each in with_address.feed.links if each.rel == "self"] == [f"{SITE}feeds/all.xml"]
    without = read(shown(base(), "")["feeds/all.xml"])
    assert {entry.link for entry in without.entries} <= {
        f"../{path.removesuffix('index.md')}" for path in brook if path.endswith("index.md")
    }
    assert [entry.id for entry in without.entries] == [entry.id for entry in with_address.entries]


def test_an_address_that_is_none_is_refused() -> None:
    for address in ("javascript:alert(1)", "https://x.example/<b>", 'https://x.example/"', "records.example"):
        with pytest.raises(FolkmootError):
            shown(genesis(), address)


def test_every_json_feed_keeps_to_the_specification(brook: Mapping[str, bytes], past: Mapping[str, bytes]) -> None:
    for site in (brook, past, shown(base(), "")):
        for path in [path for path in site if path.startswith("feeds/") and path.endswith(".json")]:
            jsonschema.validate(json.loads(site[path]), JSON_FEED)
            assert [each["id"] for each in json.loads(site[path])["items"]] == [
                entry.id for entry in read(site[f"{path[:-5]}.xml"]).entries
            ]


def test_a_topic_holds_its_own_kind_and_a_body_its_own_business(past: Mapping[str, bytes]) -> None:
    everything = json.loads(past["feeds/all.json"])["items"]
    assert len(everything) > 10
    for topic in Topic:
        items = json.loads(past[f"feeds/{topic}.json"])["items"]
        assert items == [each for each in everything if each["tags"][0] == topic]
    for path in [path for path in past if path.startswith("feeds/bodies/") and path.endswith(".json")]:
        body = path.removeprefix("feeds/bodies/").removesuffix(".json")
        assert json.loads(past[path])["items"] == [each for each in everything if body in each["tags"][1:]]


def test_every_act_of_a_log_has_a_topic() -> None:
    assert set(ProposalAct.__args__) <= ACTS.keys()
    assert (
        {topic for topic, _ in (*ACTS.values(), *JURY_ACTS.values())} | {Topic.REPORTED, Topic.OVERDUE, Topic.MILESTONE, Topic.TERMS}
        == set(Topic)
        == INTEREST.keys()
    )


def test_what_a_contributor_wrote_is_plain_text_in_feeds_and_calendars() -> None:
    site = shown(hostile_files(), as_of=parse_instant("2024-01-10T12:00:00Z"))
    entry = next(each for each in read(site["feeds/opened.xml"]).entries if "hostile" in each.id)
    assert entry.title_detail.type == "text/plain"
    assert entry.summary_detail.type == "text/plain"
    assert "</title><script>fmpwned()</script>" in entry.title
    assert b"<script" not in site["feeds/opened.xml"]
    event = next(each for each in icalendar.Calendar.from_ical(site["feeds/calendar.ics"]).walk("VEVENT") if "hostile" in each["UID"])
    assert "<script>fmpwned()</script>" in event["SUMMARY"]
    assert event["UID"].endswith("@brook.example")


def test_a_line_break_in_a_title_starts_no_property_of_its_own() -> None:
    files = genesis()
    text = proposal("2024-x", title="Tea\nX-EVIL:1\r\nATTACH:https://evil.example/", summary="a\u0085b\u2028c")
    site = shown({**files, "proposals/2024-x/proposal.md": text, "proposals/2024-x/log.yml": log(event("2026-03-20T12:00:00Z", "opened"))})
    unfolded = site["feeds/calendar.ics"].replace(b"\r\n ", b"")
    assert not re.search(rb"^(X-EVIL|ATTACH)", unfolded, re.MULTILINE)
    assert b"X-EVIL:1" in unfolded or b"X-EVIL\\:1" in unfolded


def test_a_calendar_is_one_to_two_independent_readers(brook: Mapping[str, bytes], past: Mapping[str, bytes]) -> None:
    seen = 0
    for site in (brook, past):
        for path in [path for path in site if path.endswith(".ics")]:
            data = site[path]
            assert data.replace(b"\r\n", b"").count(b"\n") == 0
            assert max(len(line) for line in data.split(b"\r\n")) <= 75
            first = icalendar.Calendar.from_ical(data)
            assert first.to_ical() == data
            events = first.walk("VEVENT")
            second = vobject.readOne(data.decode())
            others = list(second.contents.get("vevent", ()))
            assert [str(each["UID"]) for each in events] == [each.uid.value for each in others]
            assert [each["DTSTART"].dt for each in events] == [each.dtstart.value.astimezone(UTC) for each in others]
            assert len({each.uid.value for each in others}) == len(others)
            assert not first.walk("VALARM")
            for each in events:
                assert each["DTSTART"].dt.utcoffset() == timedelta(0)
                assert each["DTEND"].dt - each["DTSTART"].dt == timedelta(hours=1)
            seen += len(events)
    assert seen > 5


def dated(site: Mapping[str, bytes], end: str) -> Any:
    return next(
        each for each in icalendar.Calendar.from_ical(site["feeds/calendar.ics"]).walk("VEVENT") if str(each["UID"]).startswith(end)
    )


def test_a_deadline_that_moves_keeps_its_uid_and_counts_its_changes_without_a_clock() -> None:
    files = {**genesis(), "proposals/2024-x/proposal.md": proposal("2024-x")}
    opened, revised = event("2024-03-01T12:00:00Z", "opened"), event("2024-03-05T12:00:00Z", "revised")
    path, as_of = "proposals/2024-x/log.yml", parse_instant("2024-03-10T12:00:00Z")
    early = dated(shown({**files, path: log(opened)}, as_of=as_of), "proposals/2024-x/lapse@")
    again = dated(shown({**files, path: log(opened)}, as_of=as_of + timedelta(days=1)), "proposals/2024-x/lapse@")
    late = dated(shown({**files, path: log(opened, revised)}, as_of=as_of), "proposals/2024-x/lapse@")
    assert early.to_ical() == again.to_ical()
    assert early["UID"] == late["UID"]
    assert late["SEQUENCE"] > early["SEQUENCE"]
    assert (early["DTSTAMP"].dt, late["DTSTAMP"].dt) == (parse_instant(opened["at"]), parse_instant(revised["at"]))
    # Counted from 5 March; its thirtieth day, the 4th of April, ends in Berlin's summer time.
    assert late["DTEND"].dt == parse_instant("2024-04-04T22:00:00Z")
    assert "the end of Thursday 4 April 2024 (Europe/Berlin)" in late["DESCRIPTION"]


def test_an_item_keeps_its_id_when_more_happens() -> None:
    files = {**genesis(), "proposals/2024-x/proposal.md": proposal("2024-x")}
    acts = [event("2024-03-01T12:00:00Z", "opened"), event("2024-03-05T12:00:00Z", "revised"), event("2024-03-05T12:00:00Z", "revised")]
    as_of = parse_instant("2024-03-10T12:00:00Z")
    sites = [shown({**files, "proposals/2024-x/log.yml": log(*acts[:count])}, as_of=as_of) for count in (1, 3)]
    first, second = ({each["id"] for each in json.loads(site["feeds/all.json"])["items"]} for site in sites)
    assert first < second
    assert "tag:brook.example,2024-03-05:proposals/2024-x/revised/2024-03-05T12:00:00Z/2" in second


def test_an_act_that_does_not_count_is_no_news() -> None:
    acts = [event("2024-03-01T12:00:00Z", "opened"), event("2024-03-02T12:00:00Z", "ballots-closed")]
    site = shown({**genesis(), "proposals/2024-x/proposal.md": proposal("2024-x"), "proposals/2024-x/log.yml": log(*acts)})
    assert not [each for each in json.loads(site["feeds/vote-closed.json"])["items"] if "2024-x" in each["id"]]
    told = json.loads(site["api/v1/proposals/2024-x.json"])["log"]
    assert [each["counts"] for each in told] == [True, False]


def test_a_co_op_whose_id_is_no_domain_name_names_things_under_one_that_belongs_to_nobody() -> None:
    text = proposal("2023-genesis", "genesis", coop={**COOP, "id": 'Our "co-op"\n<x>'}, seconds=[])
    site = shown({**genesis(), "proposals/2023-genesis/proposal.md": text})
    assert re.match(r"tag:[0-9a-f]{16}\.invalid,", read(site["feeds/all.xml"]).feed.id)


def test_before_there_is_anything_the_feeds_are_there_and_empty() -> None:
    site = shown({}, as_of=parse_instant("2026-01-01T00:00:00Z"))
    assert read(site["feeds/all.xml"]).entries == []
    assert icalendar.Calendar.from_ical(site["feeds/calendar.ics"]).walk("VEVENT") == []
    assert "You need no account" in site["feeds/index.md"].decode()


def test_the_page_leads_to_every_feed_and_calendar(past: Mapping[str, bytes]) -> None:
    text = past["feeds/index.md"].decode()
    for path in past:
        if path.startswith("feeds/") and not path.endswith(".md"):
            assert f'href="../{path}"' in text, path
    assert f"<code>{SITE}feeds/calendar.ics</code>" in text
