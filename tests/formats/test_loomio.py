"""Polls of Loomio: the CSV of one poll and both forms of JSON, each type of poll with its own meaning of a score."""

import json
from typing import Any

import pytest

from folkmoot.formats.importers.loomio import LoomioImporter
from folkmoot.records.profile import BallotMarks, ElectionProfile

CSV = """poll
id,title,author_name,decided_voters_count
7,Which way?,Some Body,3
poll_options
id,poll_id,name,rank,score
1,7,North,1,5
2,7,South,2,4
votes
id,poll_id,voter_id,voter_name,member_title,delegate,created_at,updated_at,reason,reason_format,North,South
11,7,101,Secret Person,,false,2024-01-01T00:00:00Z,2024-01-01T00:00:00Z,"Because, you
know",html,2,1
12,7,102,Other Person,,false,2024-01-01T00:00:00Z,2024-01-01T00:00:00Z,,html,2,1
13,7,103,Third Person,,false,2024-01-01T00:00:00Z,2024-01-01T00:00:00Z,,html,,1
"""
POLL: dict[str, Any] = {
    "polls": [{"id": 7, "title": "Which way?", "poll_type": "ranked_choice", "author_name": "Some Body"}],
    "poll_options": [{"id": 2, "poll_id": 7, "name": "South", "priority": 1}, {"id": 1, "poll_id": 7, "name": "North", "priority": 0}],
    "stances": [
        {"id": 11, "poll_id": 7, "latest": True, "cast_at": "2024-01-01", "option_scores": {"1": 2, "2": 1}, "reason": "Secret"},
        {"id": 12, "poll_id": 7, "latest": True, "cast_at": "2024-01-01", "option_scores": {"1": 2, "2": 1}},
        {"id": 13, "poll_id": 7, "latest": True, "cast_at": "2024-01-01", "option_scores": {"2": 1}},
        {"id": 14, "poll_id": 7, "latest": False, "cast_at": "2024-01-01", "option_scores": {"2": 2, "1": 1}},
        {"id": 15, "poll_id": 7, "latest": True, "cast_at": None, "option_scores": {}},
    ],
    "users": [{"id": 101, "name": "Secret Person"}],
}  # fmt: skip


def read(name: str, text: str, poll_type: str | None = None) -> ElectionProfile:
    (profile,), faults = LoomioImporter().read({name: text.encode()}, poll_type)
    assert faults == ()
    return profile


@pytest.mark.parametrize(
    ("poll_type", "marks", "ballots"),
    [
        ("ranked_choice", BallotMarks.RANKS, {(1, 2): 2, (None, 1): 1}),
        ("stv", BallotMarks.RANKS, {(2, 1): 2, (None, 1): 1}),
        ("score", BallotMarks.SCORES, {(2, 1): 2, (None, 1): 1}),
        ("poll", BallotMarks.APPROVALS, {(1, 1): 2, (None, 1): 1}),
    ],
)
def test_each_type_of_poll_has_its_own_scores(poll_type: str, marks: BallotMarks, ballots: dict[Any, int]) -> None:
    profile = read("poll.csv", CSV, poll_type)
    assert (profile.options, profile.title) == (("North", "South"), "Which way?")
    assert (profile.marks, dict(profile.ballots)) == (marks, ballots)


def test_json_names_its_type_and_only_the_latest_votes_cast_count() -> None:
    profile = read("poll.json", json.dumps(POLL))
    assert profile.options == ("North", "South")
    assert dict(profile.ballots) == {(1, 2): 2, (None, 1): 1}


def test_a_groups_export_is_read_line_by_line_and_gives_each_poll() -> None:
    rows = [{"table": table, "record": record} for table, records in POLL.items() for record in records]
    second = [{"table": "polls", "record": {"id": 8, "title": "Two", "poll_type": "count"}},
              {"table": "poll_options", "record": {"id": 9, "poll_id": 8, "name": "Yes"}},
              {"table": "stances", "record": {"id": 20, "poll_id": 8, "cast_at": "x"}},
              {"table": "stance_choices", "record": {"stance_id": 20, "poll_option_id": 9, "score": 1}}]  # fmt: skip
    text = "\n".join(json.dumps(row) for row in rows + second)
    profiles, faults = LoomioImporter().read({"export.json": text.encode()}, None)
    assert faults == ()
    assert [(profile.title, dict(profile.ballots)) for profile in profiles] == [
        ("Which way?", {(1, 2): 2, (None, 1): 1}), ("Two", {(1,): 1}),
    ]  # fmt: skip


def test_no_name_and_no_reason_comes_through() -> None:
    for profile in (read("poll.csv", CSV, "stv"), read("poll.json", json.dumps(POLL))):
        assert not any(word in repr(profile) for word in ("Secret", "Person", "101", "Because", "Body"))


@pytest.mark.parametrize(
    ("name", "text", "line", "words"),
    [
        ("p.csv", CSV, 9, "does not say the type"),
        ("p.csv", "a,b\n1,2\n", 1, "in no table of a Loomio export"),
        ("p.csv", "poll\nid\n7\n", 4, "no table 'votes'"),
        ("p.csv", CSV.replace("html,,1", "html,1"), 13, "the header of the votes names 12"),
        ("p.csv", CSV.replace("html,,1", "html,x,1"), 13, "'x' is not a score"),
        ("p.json", "{", 1, "not JSON"),
        ("p.json", "[]", 1, "no JSON object"),
        ("p.json", "{}", 1, "no poll stands"),
        ("p.json", '{"polls": 3}', 1, "not a list of objects"),
        ("p.json", json.dumps(POLL | {"polls": [{"id": "7"}]}), 1, "without the number 'id'"),
        ("p.json", json.dumps(POLL | {"polls": [{"id": 7, "poll_type": "meeting"}]}), 1, "the type 'meeting' is not counted"),
        ("p.json", json.dumps(POLL | {"poll_options": []}), 1, "0 options"),
        ("p.json", json.dumps(POLL | {"stances": [{"option_scores": {"1": -1}}]}), 1, "a score is not"),
        ("p.json", json.dumps(POLL | {"stances": [{"option_scores": [1]}]}), 1, "not an object"),
    ],
)
def test_a_broken_export_is_told(name: str, text: str, line: int, words: str) -> None:
    said = None if "does not say" in words else "stv"
    profiles, (fault,) = LoomioImporter().read({name: text.encode()}, said)
    assert profiles == ()
    assert words in fault.what
    assert fault.place.line == line
