"""What folkmoot writes it reads again unchanged, and no bytes whatever make a reader raise."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.brook import GENESIS, LOG, OPEN, ROSTER, TEXT
from folkmoot.checks.example import base
from folkmoot.formats.ballot_json import read_votes
from folkmoot.formats.canonical import write_document, write_log
from folkmoot.formats.document import decode, read_document
from folkmoot.formats.draw_json import read_draw
from folkmoot.formats.layout import read_archive
from folkmoot.formats.log import read_log
from folkmoot.formats.paths import unsafe_path
from folkmoot.formats.schema import HEADS, read_head
from folkmoot.formats.table import read_entries, write_entries
from folkmoot.formats.yaml import read_yaml
from folkmoot.records.event import ProposalEvent
from folkmoot.records.value import SLUG, TOKEN, parse_instant, write_instant

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\u2028\u2029\x85"), min_size=1)
TEXTS = WORDS.filter(lambda text: text.strip() != "")
KEYS = st.from_regex(r"[a-z][a-z_]{0,20}", fullmatch=True)
VALUES = st.recursive(TEXTS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12)
BODIES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\0\r"))
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=6), BODIES)
def test_a_document_is_read_as_it_was_written(head: dict[str, Any], body: str) -> None:
    document, faults = read_document("x.md", write_document(head, body))
    assert faults == []
    assert document is not None
    assert (document.head, document.body) == (head, body)


@QUICK
@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=6), BODIES)
def test_every_value_of_a_document_has_its_place(head: dict[str, Any], body: str) -> None:
    data = write_document(head, body)
    document, _ = read_document("x.md", data)
    assert document is not None
    lines = data.decode().split("\n")
    for name in head:
        place = document.places[("#key", name)]
        assert lines[place.line - 1][place.column - 1 : place.end_column - 1].strip("\"'") == name
    assert document.body_line == len(lines) - body.count("\n")


INSTANTS = st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2999, 12, 31)).map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%SZ}")
EVENTS = st.fixed_dictionaries(
    {"at": INSTANTS, "act": st.sampled_from(["opened", "revised", "frozen", "withdrawn"]), "by": st.from_regex(SLUG, fullmatch=True)},
    optional={"ref": TEXTS, "reason": TEXTS, "text": st.from_regex(r"[0-9a-f]{64}", fullmatch=True)},
)


@QUICK
@given(st.lists(EVENTS, max_size=5))
def test_a_log_is_read_as_it_was_written(events: list[dict[str, str]]) -> None:
    read, places, faults = read_log("log.yml", write_log(events), ProposalEvent)
    assert faults == []
    assert [event.model_dump(mode="json", exclude_none=True, exclude_defaults=True) for event in read] == events
    assert [places[(index,)].line for index in range(len(events))] == list(range(1, len(events) + 1))


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters=',"'), max_size=12)
TABLES = st.lists(st.from_regex(SLUG, fullmatch=True).filter(lambda name: name != "entry"), unique=True, max_size=3).flatmap(
    lambda columns: st.tuples(
        st.just(["entry", *columns]),
        st.dictionaries(st.from_regex(TOKEN, fullmatch=True), st.tuples(*[CELLS] * len(columns)), max_size=20),
    )
)


@QUICK
@given(TABLES)
def test_a_table_is_read_as_it_was_written(table: tuple[list[str], dict[str, tuple[str, ...]]]) -> None:
    columns, rows = table
    data = write_entries(columns, [(entry, *cells) for entry, cells in rows.items()])
    entries, faults = read_entries("entries.csv", data)
    assert faults == []
    assert entries is not None
    assert entries.columns == tuple(columns)
    assert {row["entry"]: tuple(row[name] for name in columns[1:]) for row in entries.rows()} == rows
    assert entries.tokens == sorted(entry.encode() for entry in rows)


@QUICK
@given(st.datetimes(min_value=datetime(1900, 1, 2), max_value=datetime(2999, 12, 30), timezones=st.timezones()))
def test_an_instant_is_read_as_it_was_written(moment: datetime) -> None:
    whole = moment.replace(microsecond=0).astimezone(UTC)
    assert parse_instant(write_instant(whole)) == whole


READERS = {
    "decode": lambda data: decode("x.md", data),
    "document": lambda data: read_document("x.md", data),
    "log": lambda data: read_log("log.yml", data, ProposalEvent),
    "table": lambda data: read_entries("entries.csv", data),
    "head": lambda data: [read_head(model, "x.md", _yaml(data), {}) for model in HEADS.values()],
    "archive": lambda data: read_archive(dict.fromkeys(base(), data)),
}


def _yaml(data: bytes) -> Any:
    return read_yaml("x.md", data.decode("utf-8", "replace")).value


def _cut(data: bytes, start: int, length: int, patch: bytes) -> bytes:
    start %= len(data)
    return data[:start] + patch + data[start + length :]


SOURCES = (TEXT, LOG, f"{GENESIS}/proposal.md", f"{ROSTER}/entries.csv", "charter/02-how-we-decide.md")
MARKS = [b"---\n", b"\n", b": ", b"- ", b"[", b"{", b"\t", b"&a ", b"*a", b"!!x ", b"? ", b"|\n", b">\n", b"\xff"]
MUTANTS = st.builds(
    _cut,
    st.sampled_from([base()[path] for path in SOURCES]),
    st.integers(0, 5000),
    st.integers(0, 40),
    st.binary(max_size=12) | st.sampled_from(MARKS),
)
ODD = st.sampled_from(
    [
        b"", b"\0", b"---", b"---\n---", b"\xef\xbb\xbf---\n---\n", b"---\n- - - -\n---\n", b"---\n? \n---\n", b"---\n: \n---\n",
        b"entry", b"entry,\n", b"- ", b"{", b"%",
    ]
)


@pytest.mark.parametrize("reader", READERS)
def test_no_bytes_make_a_reader_raise(reader: str) -> None:
    @settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.binary(max_size=400) | ODD | MUTANTS)
    def try_it(data: bytes) -> None:
        READERS[reader](data)

    try_it()


@QUICK
@given(st.binary(max_size=400) | MUTANTS)
def test_json_readers_raise_nothing_but_value_errors(data: bytes) -> None:
    for read in (read_votes, read_draw):
        with suppress(ValueError):
            read(data)


@QUICK
@given(st.text())
def test_a_path_that_is_no_path_is_named_in_one_line(path: str) -> None:
    reason = unsafe_path(path)
    assert reason.isprintable()
    assert reason == "" or "/" not in path or len(reason) > 10


@settings(QUICK, max_examples=40)
@given(MUTANTS)
def test_a_mutated_record_never_stops_the_checks(data: bytes) -> None:
    from folkmoot.checks.example import AS_OF
    from folkmoot.checks.registry import run_checks
    from folkmoot.formats.report import FORMATS, render
    from folkmoot.procedure.chronicle import chronicle

    for path in (TEXT, LOG, f"{ROSTER}/roster.md", f"{OPEN}/changes/charter/02-how-we-decide.md"):
        archive = read_archive({**base(), path: data})
        findings = run_checks(chronicle(archive, AS_OF))
        for form in FORMATS:
            render(findings, archive.files, form)
