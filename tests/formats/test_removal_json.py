"""removals/<number>.json: one removal, one file, to the byte, and a plain sentence for everything else."""

import json
import re
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from folkmoot.formats.layout import read_archive
from folkmoot.formats.removal_json import read_removal, write_removal
from folkmoot.records.removal import Removal

digests = some.text("0123456789abcdef", min_size=64, max_size=64)
tokens = some.from_regex(r"[a-z0-9][a-z0-9-]{2,53}", fullmatch=True)
counts = some.integers(1, 10**15 - 1)
reasons = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\n"), min_size=1, max_size=40).filter(
    lambda text: not text[0].isspace()
)
removals = some.builds(
    Removal,
    some.from_regex(r"[a-z0-9][a-z0-9-]{1,79}", fullmatch=True),
    counts,
    digests,
    some.lists(tokens, min_size=1, max_size=5, unique=True).map(tuple),
    reasons,
    digests,
    counts,
)
SMALL = Removal("2026-jury", 2, "a" * 64, ("m-0a22", "m-19c0"), "moved away", "b" * 64, 4711)
PATH = "juries/2026-jury/removals/2.json"


@given(removals)
def test_what_is_written_is_read_again(removal: Removal) -> None:
    data, path = write_removal(removal), f"juries/{removal.jury}/removals/{removal.number}.json"
    assert read_removal(path, data) == replace(removal, path=path, digest=sha256(data).hexdigest())


def _changed(**fields: Any) -> bytes:
    value = json.loads(write_removal(SMALL)) | fields
    return (json.dumps({name: each for name, each in value.items() if each is not ...}, indent=2, sort_keys=True) + "\n").encode()


FIELDS = "a removal has the fields beacon, entries, jury, number, reason, schema, seed and the schema removal/1"
BEACON = "'beacon' does not have a chain and a round, and nothing else"
LEAVE = "'entries' is not a list of those who leave, each once"
REFUSED: dict[str, tuple[bytes, str]] = {
    "no JSON": (b"{", "the file is not JSON: line 1, column 2"),
    "no object": (b"[]\n", FIELDS),
    "a field missing": (_changed(reason=...), FIELDS),
    "a field more": (_changed(why="so"), FIELDS),
    "another schema": (_changed(schema="removal/2"), FIELDS),
    "a beacon that is text": (_changed(beacon="b"), BEACON),
    "a beacon with more": (_changed(beacon={"chain": "b" * 64, "round": 1, "when": "soon"}), BEACON),
    "nobody leaves": (_changed(entries=[]), LEAVE),
    "somebody leaves twice": (_changed(entries=["m-0a22", "m-0a22"]), LEAVE),
    "one who is no list": (_changed(entries="m-0a22"), LEAVE),
    "no token": (_changed(entries=["M 1"]), "'entries' is 'M 1', and a token belongs there"),
    "an entry that is a number": (_changed(entries=[7]), "'entries' is 7, and a token belongs there"),
    "number 0": (_changed(number=0), "'number' is 0, not a whole number from 1"),
    "number true": (_changed(number=True), "'number' is True, not a whole number from 1"),
    "a round as text": (_changed(beacon={"chain": "b" * 64, "round": "7"}), "'beacon.round' is '7', not a whole number from 1"),
    "a short chain": (_changed(beacon={"chain": "b", "round": 1}), "'beacon.chain' is 'b', and a digest of 64 digits belongs there"),
    "no seed": (_changed(seed=None), "'seed' is None, and a digest of 64 digits belongs there"),
    "no reason": (_changed(reason=""), "'reason' is '', and one line of text belongs there"),
    "a blank reason": (_changed(reason=" "), "'reason' is ' ', and one line of text belongs there"),
    "two lines of reason": (_changed(reason="a\nb"), "and one line of text belongs there"),
    "a jury that is a path": (_changed(jury="../x"), "'jury' is '../x', and an id belongs there"),
    "another number than its file": (_changed(number=3), "which stands at juries/2026-jury/removals/3.json"),
    "another jury than its folder": (_changed(jury="2026-other"), "it says that it is removal 2 of 2026-other"),
    "another form": (write_removal(SMALL)[:-1], "it is not in canonical form"),
    "too long": (_changed(reason="a" * 70_000), "65536 are the most"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_anything_else_is_refused_with_a_sentence(name: str) -> None:
    data, sentence = REFUSED[name]
    with pytest.raises(ValueError, match=re.escape(sentence)):
        read_removal(PATH, data)


def test_an_archive_tells_of_a_removal_that_it_cannot_read_and_reads_the_others_by_number() -> None:
    ten = replace(SMALL, number=10)
    files = {f"juries/2026-jury/removals/{each.number}.json": write_removal(each) for each in (ten, SMALL)}
    call = {
        "juries/2026-jury/call.md": b"---\nid: 2026-jury\ntype: jury\ntitle: T\nsummary: S.\nbody: b1\nmandate: m1\nquestion: Q\nseats: 2\n"
        b"roster: r1\nroster_digest: " + b"0" * 64 + b"\nsources: [{kind: dice}]\nhours: 1\ncompensation: {amount: 1, currency: EUR, per: hour}\n"
        b"facilitator: F\nrespond_by: 2026-01-01\nevaluation_due: 2026-01-01\n---\n\nCome.\n"
    }
    archive = read_archive({**files, **call, "juries/2026-jury/removals/3.json": b"{}\n"})
    assert [removal.number for removal in archive.juries[0].removals] == [2, 10]
    assert [(fault.name, fault.place.path) for fault in archive.faults] == [("broken-removal", "juries/2026-jury/removals/3.json")]
