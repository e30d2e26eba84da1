"""Ballots, batches and totals as JSON: what goes out comes back, and nothing else comes in."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.formats.ballot_json import (
    read_ballot,
    read_batch,
    read_totals,
    read_votes,
    write_ballot,
    write_batch,
    write_totals,
)
from folkmoot.records.ballot import Ballot, BallotBatch, CountedTotals, Marks

BOUND = {"proposal": "2026-cool-off", "text": "a" * 64, "electorate": "b" * 64}
BALLOT = {"schema": "ballot/1", **BOUND, "voter": "m-0a22", "sequence": 1, "choice": "for"}
BATCH = {"schema": "batch/1", **BOUND, "clerk": "c-1f00", "ballots": {"m-0a22": "for", "m-19c0": "abstain"}}
TOTALS = {
    "schema": "counted/1",
    **BOUND,
    "counts": {"for": 60, "against": 30, "abstain": 5},
    "tellers": ["t-01aa", "t-02bb"],
}

entries = st.from_regex(r"[a-z0-9][a-z0-9-]{2,53}", fullmatch=True)
digests = st.from_regex(r"[0-9a-f]{64}", fullmatch=True)
slugs = st.from_regex(r"[0-9]{4}-[a-z0-9][a-z0-9-]{0,20}", fullmatch=True)
levels = st.lists(st.sampled_from(["a", "plan-b", "none"]), min_size=1, max_size=3).map(tuple)
marks = st.dictionaries(st.sampled_from(["a", "m-0a22", "plan-b"]), st.integers(0, 99) | st.sampled_from(["for", "against", "abstain"]))
choices = (
    st.sampled_from(["for", "against", "abstain", "consent", "object"])
    | st.lists(levels, max_size=4).map(tuple)
    | marks.map(lambda said: Marks(tuple(sorted(said.items()))))
)
bound = st.tuples(slugs, digests, digests)


def encoded(value: object) -> bytes:
    return json.dumps(value).encode()


def test_a_ballot_is_read() -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    ballot = read_ballot(encoded(BALLOT), path="ballots/m-0a22-1.json", at=at)
    assert ballot == Ballot(
        "2026-cool-off", "a" * 64, "b" * 64, "m-0a22", 1, "for", at, "ballots/m-0a22-1.json"
    )


def test_a_ranking_is_read_as_levels() -> None:
    assert read_ballot(encoded(BALLOT | {"choice": [["a"], ["b", "c"]]})).choice == (("a",), ("b", "c"))


def test_a_batch_is_read_as_ballots_in_the_order_of_their_voters() -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    batch = read_batch(
        encoded(BATCH | {"ballots": {"m-19c0": "abstain", "m-0a22": "for"}}), path="batch.json", at=at
    )
    assert batch.clerk == "c-1f00"
    assert [(ballot.voter, ballot.choice, ballot.sequence) for ballot in batch.ballots] == [
        ("m-0a22", "for", 1),
        ("m-19c0", "abstain", 1),
    ]
    assert {(ballot.path, ballot.at) for ballot in batch.ballots} == {("batch.json", at)}


def test_totals_are_read() -> None:
    assert read_totals(encoded(TOTALS)) == CountedTotals(
        "2026-cool-off", "a" * 64, "b" * 64, 60, 30, 5, ("t-01aa", "t-02bb")
    )


@given(bound, entries, st.integers(1, 10**12), choices)
def test_a_written_ballot_reads_back(
    bound: tuple[str, str, str], voter: str, sequence: int, choice: Any
) -> None:
    ballot = Ballot(*bound, voter, sequence, choice)
    assert read_votes(write_ballot(ballot)) == ballot
    assert write_ballot(read_ballot(write_ballot(ballot))) == write_ballot(ballot)


@given(bound, entries, st.dictionaries(entries, choices, max_size=5))
def test_a_written_batch_reads_back(bound: tuple[str, str, str], clerk: str, said: dict[str, Any]) -> None:
    ballots = tuple(Ballot(*bound, voter, 1, said[voter]) for voter in sorted(said))
    batch = BallotBatch(*bound, clerk, ballots)
    assert read_votes(write_batch(batch)) == batch


@given(bound, st.tuples(*[st.integers(0, 10**9)] * 3), st.lists(entries, min_size=1, max_size=4, unique=True))
def test_written_totals_read_back(
    bound: tuple[str, str, str], counts: tuple[int, int, int], tellers: list[str]
) -> None:
    totals = CountedTotals(*bound, *counts, tuple(tellers))
    assert read_votes(write_totals(totals)) == totals


@pytest.mark.parametrize(
    "counts",
    [
        {"options": (("none", 0), ("plan-a", 7))},
        {"items": (("finding-1", (5, 2, 0)), ("remedy-1", (0, 0, 0)))},
    ],
)
def test_written_totals_of_options_and_of_items_read_back(counts: dict[str, Any]) -> None:
    totals = CountedTotals("2026-cool-off", "a" * 64, "b" * 64, 0, 0, 0, ("t-01aa",), ballots=7, **counts)
    assert read_votes(write_totals(totals)) == totals


def test_marks_are_read_in_the_order_of_their_options() -> None:
    assert read_ballot(encoded(BALLOT | {"choice": {"b": 0, "a": 5}})).choice == Marks((("a", 5), ("b", 0)))


def test_there_is_one_way_to_write() -> None:
    assert write_ballot(read_ballot(encoded(BALLOT))).decode() == (
        '{\n  "choice": "for",\n  "electorate": "' + "b" * 64 + '",\n  "proposal": "2026-cool-off",\n'
        '  "schema": "ballot/1",\n  "sequence": 1,\n  "text": "' + "a" * 64 + '",\n  "voter": "m-0a22"\n}\n'
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"schema": "ballot/2"}, "the schema is one of ballot/1, batch/1, belenios/1, counted/1"),
        ({"schema": ["ballot/1"]}, "the schema is one of"),
        ({"weight": 2}, "'weight' does not belong here"),
        ({"sequence": 0}, "'sequence' is not a whole number from 1 up"),
        ({"sequence": True}, "'sequence' is not a whole number"),
        ({"sequence": "1"}, "'sequence' is not a whole number"),
        ({"voter": "M-0A22"}, "the voter is no entry"),
        ({"voter": "m-0a22\n"}, "the voter is no entry"),
        ({"voter": "m-\uff10a22"}, "the voter is no entry"),
        ({"voter": None}, "the voter is no entry"),
        ({"text": "A" * 64}, "the text is not a SHA-256 digest"),
        ({"electorate": "b" * 63}, "the electorate is not a SHA-256 digest"),
        ({"proposal": "../etc"}, "the proposal is not written"),
        ({"choice": "yes"}, "'yes' is none of for, against, abstain, consent, object"),
        ({"choice": True}, "the choice is a word, a list of levels of options, or an object"),
        ({"choice": {"plan a": 1}}, "an option is not written"),
        ({"choice": {"plan-a": -1}}, "a mark is a whole number from 0 up"),
        ({"choice": {"plan-a": True}}, "a mark is a whole number from 0 up"),
        ({"choice": {"plan-a": "consent"}}, "a mark is a whole number from 0 up, or one of for, against and abstain"),
        ({"choice": {"plan-a": None}}, "a mark is a whole number from 0 up"),
        ({"choice": ["a"]}, "a level of a ranking"),
        ({"choice": [[]]}, "a level of a ranking"),
        ({"choice": [["A b"]]}, "an option is not written"),
        ({"choice": [[1]]}, "an option is not written"),
    ],
)
def test_a_malformed_ballot_is_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_ballot(encoded(BALLOT | change))


@pytest.mark.parametrize("key", BALLOT)
def test_a_ballot_without_one_of_its_keys_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match=r"missing|the schema"):
        read_ballot(encoded({other: value for other, value in BALLOT.items() if other != key}))


def test_a_ballot_of_more_than_4096_bytes_is_refused() -> None:
    data = encoded(BALLOT)
    assert read_ballot(data + b" " * (4096 - len(data)))
    for read in (read_ballot, read_votes):
        with pytest.raises(ValueError, match="4097 bytes, and 4096 are the most"):
            read(data + b" " * (4097 - len(data)))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ballots": ["m-0a22"]}, "'ballots' is not an object"),
        ({"ballots": {"M": "for"}}, "'M' is no entry"),
        ({"ballots": {"m-0a22": "maybe"}}, "'maybe' is none of for"),
        ({"clerk": ""}, "the clerk is no entry"),
    ],
)
def test_a_malformed_batch_is_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_batch(encoded(BATCH | change))


def test_a_voter_who_stands_twice_in_a_batch_is_refused() -> None:
    data = encoded(BATCH).replace(b'"m-19c0"', b'"m-0a22"')
    with pytest.raises(ValueError, match="'m-0a22' stands twice"):
        read_batch(data)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"counts": {"for": 1, "against": 2}}, "'abstain' is missing"),
        ({"counts": {"for": 1, "against": 2, "abstain": 0, "spoilt": 1}}, "'spoilt' does not belong"),
        ({"counts": {"for": -1, "against": 2, "abstain": 0}}, "'for' is not a whole number from 0 up"),
        ({"counts": [1, 2, 3]}, "'counts' is not an object"),
        ({"counts": {"plan-a": 3}}, "the key 'for' is missing"),
        ({"counts": {"plan-a": 3}, "ballots": 2}, "3 votes were counted on one option or item, from 2 ballots"),
        ({"counts": {"plan-a": {"for": 2, "against": 1, "abstain": 0}}, "ballots": 2}, "3 votes were counted"),
        ({"counts": {"plan-a": {"for": 2, "against": 1}}, "ballots": 3}, "'abstain' is missing"),
        ({"counts": {"a": 1, "b": {"for": 1, "against": 0, "abstain": 0}}, "ballots": 2}, "a number for each option, or for"),
        ({"counts": {}, "ballots": 2}, "a number for each option, or for"),
        ({"counts": {"plan a": 1}, "ballots": 2}, "an option is not written"),
        ({"counts": {"a": 1}, "ballots": -1}, "'ballots' is not a whole number"),
        ({"tellers": []}, "one entry or more"),
        ({"tellers": "t-01aa"}, "one entry or more"),
        ({"tellers": ["t-01aa", "t-01aa"]}, "stands twice"),
        ({"tellers": ["t-01aa", 5]}, "teller 2 is no entry"),
    ],
)
def test_malformed_totals_are_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_totals(encoded(TOTALS | change))


@pytest.mark.parametrize(
    ("read", "other"), [(read_ballot, BATCH), (read_batch, TOTALS), (read_totals, BALLOT)]
)
def test_one_kind_is_not_taken_for_another(read: Callable[[bytes], object], other: object) -> None:
    with pytest.raises(ValueError, match="the file"):
        read(encoded(other))


@pytest.mark.parametrize("data", [b"[]", b'"ballot/1"', b"null", b"{}"])
def test_what_is_no_object_with_a_schema_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"object|schema"):
        read_votes(data)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_bytes_do_worse_than_a_value_error(data: bytes) -> None:
    try:
        read_votes(data)
    except ValueError as error:
        sentence = str(error).encode("utf-8")
    else:
        pytest.fail("arbitrary bytes were read as a ballot")
    assert sentence
