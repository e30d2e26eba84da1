"""draw.json: one draw, one file, to the byte."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from folkmoot.formats.draw_json import read_draw, write_draw
from folkmoot.records.draw import BeaconRound, Dice, Draw, Panel, Passed, Seat

TICKET = "03868d0c4857432e3981bbfc4fb35e0fec92cc7a8c0356d52989b2b836245276"
CHAIN = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
DRAW = Draw(
    method="draw/1",
    jury="2026-jury",
    call_digest=TICKET,
    roster="2026-members",
    roster_digest=CHAIN,
    roster_count=30,
    sources=(Dice("0042"), BeaconRound(CHAIN, 12040883, "92ab")),
    seed=CHAIN,
    eligible=29,
    strata_by="",
    panel=Panel((Seat(1, "m-0004", TICKET),), (Seat(1, "m-0002", TICKET),), (Passed(TICKET, "m-0003", "staff"),)),
)
WRITTEN = f"""{{
  "alternates": [
    {{
      "entry": "m-0002",
      "number": 1,
      "ticket": "{TICKET}"
    }}
  ],
  "call": "{TICKET}",
  "eligible": 29,
  "jury": "2026-jury",
  "method": "draw/1",
  "panel": [
    {{
      "entry": "m-0004",
      "number": 1,
      "ticket": "{TICKET}"
    }}
  ],
  "passed_over": [
    {{
      "entry": "m-0003",
      "reason": "staff",
      "ticket": "{TICKET}"
    }}
  ],
  "roster": {{
    "count": 30,
    "digest": "{CHAIN}",
    "id": "2026-members"
  }},
  "seed": "{CHAIN}",
  "sources": [
    {{
      "digits": "0042",
      "kind": "dice"
    }},
    {{
      "chain": "{CHAIN}",
      "kind": "beacon",
      "round": 12040883,
      "signature": "92ab"
    }}
  ],
  "strata": null
}}
"""

digests = some.text("0123456789abcdef", min_size=64, max_size=64)
texts = some.text(some.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
entries = some.from_regex(r"[a-z0-9][a-z0-9-]{2,53}", fullmatch=True)
octets = some.binary(min_size=1, max_size=48).map(bytes.hex)
rounds = some.builds(BeaconRound, digests, some.integers(0, 2**64), octets, previous_signature=some.just("") | octets)
dice = some.builds(Dice, some.text("0123456789", min_size=1, max_size=20))


@some.composite
def draws(pick: some.DrawFn) -> Draw:
    names = pick(some.lists(entries, unique=True, max_size=12))
    column = pick(some.just("") | texts)
    places = [(name, pick(digests), pick(texts)) for name in names]
    cut, end = sorted(pick(some.tuples(some.integers(0, len(names)), some.integers(0, len(names)))))
    seated, waiting = (
        tuple(Seat(number, name, drawn, text if column else "") for number, (name, drawn, text) in enumerate(part, 1))
        for part in (places[:cut], places[cut:end])
    )
    passed = tuple(Passed(drawn, name, text) for name, drawn, text in places[end:])
    count = pick(some.integers(0, 10**12))
    return Draw(
        method=pick(some.sampled_from(["draw/1", "draw/2"])),
        jury=pick(texts),
        call_digest=pick(digests),
        roster=pick(texts),
        roster_digest=pick(digests),
        roster_count=count,
        sources=tuple(pick(some.lists(dice | rounds, max_size=3))),
        seed=pick(digests),
        eligible=pick(some.integers(0, count)),
        strata_by=column,
        panel=Panel(seated, waiting, passed),
    )


def test_a_draw_is_written_in_its_one_form() -> None:
    assert write_draw(DRAW).decode() == WRITTEN


@given(draws())
def test_what_is_written_is_read_again(draw: Draw) -> None:
    assert read_draw(write_draw(draw)) == draw


@given(some.integers(0, len(WRITTEN) - 1), some.integers(0, 255))
def test_a_changed_byte_gives_another_draw_or_none(place: int, byte: int) -> None:
    changed = WRITTEN.encode()[:place] + bytes([byte]) + WRITTEN.encode()[place + 1 :]
    try:
        draw = read_draw(changed)
    except ValueError:
        return
    assert (draw == DRAW) == (changed == WRITTEN.encode())


def with_fields(**fields: object) -> bytes:
    value: dict[str, Any] = json.loads(WRITTEN) | fields
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode("utf-8", "surrogatepass")


SEAT = {"entry": "m-0004", "number": 1, "ticket": TICKET}
BEACON = {"chain": CHAIN, "kind": "beacon", "round": 1, "signature": "92ab"}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "it is not JSON in UTF-8"),
        (b"\xff", "it is not JSON in UTF-8"),
        (b"[" * 100_000, "it is not JSON in UTF-8"),
        (b"[]\n", r"the draw is \[\], not an object"),
        (WRITTEN.encode() + b"\n", "not in canonical form"),
        (WRITTEN.encode()[:-1], "not in canonical form"),
        (WRITTEN.replace("\n", "\r\n").encode(), "not in canonical form"),
        (
            WRITTEN.replace('"eligible": 29', '"eligible": 28,\n  "eligible": 29').encode(),
            "not in canonical form",
        ),
        (WRITTEN.replace("12040883", "12040883.0").encode(), "round is 12040883.0, not a whole number"),
        (with_fields(extra=1), "the draw has an unknown key 'extra'"),
        (with_fields(seed=TICKET.upper()), "seed is .* not 64 digits of lower-case hex"),
        (with_fields(call=f"sha256:{TICKET}"), "call is .* not 64 digits"),
        (with_fields(method="draw"), "method is 'draw', not a name and a version"),
        (with_fields(jury=""), "jury is empty"),
        (with_fields(jury=7), "jury is 7, not a text"),
        (WRITTEN.replace("2026-jury", "\\ud800").encode(), "jury is .*, not a text"),
        (with_fields(eligible=True), "eligible is True, not a whole number"),
        (with_fields(eligible=-1), "eligible is -1, not a whole number"),
        (with_fields(eligible=31), "31 entries cannot be eligible in a roster of 30"),
        (with_fields(strata={"column": ""}), "strata.column is empty"),
        (with_fields(strata={"column": "region"}), "panel 1 lacks stratum"),
        (with_fields(roster=[]), r"roster is \[\], not an object"),
        (with_fields(panel={}), "panel is {}, not a list"),
        (with_fields(panel=[SEAT | {"number": 2}]), "panel does not count its numbers"),
        (with_fields(panel=[SEAT | {"stratum": "north"}]), "panel 1 has an unknown key 'stratum'"),
        (with_fields(panel=[SEAT | {"entry": "M-1"}]), "entry is 'M-1', not an entry"),
        (with_fields(panel=[SEAT | {"entry": "m-0002"}]), "an entry stands twice"),
        (with_fields(passed_over=[{"entry": "m-0009", "reason": "", "ticket": TICKET}]), "reason is empty"),
        (with_fields(sources=[BEACON | {"kind": "lots"}]), "a source is of kind 'lots'"),
        (with_fields(sources=["beacon"]), "a source is of kind None"),
        (with_fields(sources=[{"kind": "dice", "digits": 42}]), "digits is 42, not a text"),
        (with_fields(sources=[{"kind": "dice", "digits": "4 2"}]), "digits is '4 2', not a text of digits"),
        (with_fields(sources=[BEACON | {"signature": "AA"}]), "signature is 'AA', not lower-case hex"),
        (
            with_fields(sources=[BEACON | {"previous_signature": ""}]),
            "previous_signature is '', not lower-case hex",
        ),
        (with_fields(sources=[BEACON | {"time": "noon"}]), "a beacon source has an unknown key 'time'"),
    ],
)
def test_a_malformed_file_is_refused_in_a_plain_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence) as caught:
        read_draw(data)
    assert type(caught.value) is ValueError
    assert "\n" not in str(caught.value)


def test_strata_and_a_previous_signature_are_kept() -> None:
    draw = replace(
        DRAW,
        strata_by="region",
        sources=(BeaconRound(CHAIN, 7, "92ab", "11"),),
        panel=Panel((Seat(1, "m-0004", TICKET, "north"),)),
    )
    written = write_draw(draw)
    assert b'"stratum": "north"' in written
    assert b'"previous_signature": "11"' in written
    assert read_draw(written) == draw
