"""Draws with quotas: the composition that the seed picks, the people of each kind, and what is refused."""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import pytest

from folkmoot.checks.verification import verify
from folkmoot.formats.draw_json import read_draw, write_draw
from folkmoot.formats.lottery_json import read_lottery, write_lottery
from folkmoot.procedure.chronicle import chronicle
from folkmoot.records.error import FolkmootError
from folkmoot.records.lottery import Certificate, Composition, Kind, Leaf, Lottery, Pool, Quota
from folkmoot.sortition.certificate import chances
from folkmoot.sortition.composition import composition_at, draw_quota, pick
from folkmoot.sortition.conform_quota import reproduce_quota
from folkmoot.sortition.pool import Placed, kinds_of
from folkmoot.sortition.replay import redraw, skips
from folkmoot.sortition.ticket import ticket
from sortition.small_draws import JURY, SmallDraw, archive_of, some_draw

VECTOR = json.loads((Path(__file__).parents[1] / "vectors/draws/quota1.json").read_text(encoding="utf-8"))
SEED = "9be7a408" * 8


def test_the_published_vector_comes_out_the_same_and_a_changed_one_does_not() -> None:
    assert reproduce_quota(VECTOR) is None
    assert reproduce_quota(VECTOR | {"ticket": 4}) == "ticket: ours is 3, published is 4"
    assert sha256(VECTOR["pick_preimage"].encode()).hexdigest() == VECTOR["pick_sha256"]
    assert int(VECTOR["pick_sha256"][:16], 16) % VECTOR["tickets"] == VECTOR["ticket"]


def test_a_number_from_the_last_incomplete_round_is_passed_over() -> None:
    tickets = 2**63 + 1
    drawn = [int(sha256(f"{SEED}:panel:{number}".encode()).hexdigest()[:16], 16) for number in range(64)]
    wanted = next(number for number in drawn if number < tickets)
    assert pick(SEED, tickets) == wanted
    assert {pick(SEED[:-2] + f"{number:02x}", tickets) == int(
        sha256(f"{SEED[:-2]}{number:02x}:panel:0".encode()).hexdigest()[:16], 16) for number in range(64)} == {True, False}  # fmt: skip


@pytest.mark.parametrize("tickets", [0, -1, 2**64 + 1])
def test_there_is_no_ticket_among_none_or_too_many(tickets: int) -> None:
    with pytest.raises(ValueError, match="cannot be drawn from"):
        pick(SEED, tickets)


def test_the_whole_of_a_round_counts_when_the_tickets_divide_it() -> None:
    first = int(sha256(f"{SEED}:panel:0".encode()).hexdigest()[:16], 16)
    assert [pick(SEED, tickets) for tickets in (1, 2**64)] == [0, first]


def vector_parts() -> tuple:  # type: ignore[type-arg]
    archive, jury = archive_of({path: text.encode() for path, text in VECTOR["files"].items()})
    entries = archive.rosters[0].entries
    assert entries is not None
    lottery = read_lottery(archive.files[f"{JURY}/lottery.json"]).lottery
    return entries, kinds_of(lottery.pool, entries, skips(jury.call.head, entries)), lottery


def test_over_many_seeds_everybody_sits_as_often_as_the_lottery_says_and_no_two_of_a_household() -> None:
    entries, placed, lottery = vector_parts()
    seated: Counter[str] = Counter()
    runs = 4000
    homes = dict(zip((token.decode() for token in entries.tokens), placed.households, strict=True))
    for number in range(runs):
        panel, ticket = draw_quota(sha256(f"{number}".encode()).hexdigest(), entries.tokens, placed, lottery, 3)
        seated.update(seat.entry for seat in panel.seats)
        taken = [homes[seat.entry] for seat in panel.seats + panel.alternates if homes[seat.entry]]
        assert len(set(taken)) == len(taken)
        composition = lottery.compositions[composition_at(lottery, ticket)]
        labels = Counter({" / ".join(lottery.pool.kinds[place].values): 0 for place, _ in composition.seats})
        for place, seats in composition.seats:
            labels[" / ".join(lottery.pool.kinds[place].values)] += seats
        assert Counter(seat.stratum for seat in panel.seats) == labels
    for token, place in zip(entries.tokens, placed.kinds, strict=True):
        chance = float(chances(lottery)[place])
        deviation = (runs * chance * (1 - chance)) ** 0.5
        assert abs(seated[token.decode()] - runs * chance) <= 4.5 * max(deviation, 0.01)


def test_alternates_follow_the_seated_by_ticket_round_by_round_until_their_kinds_are_exhausted() -> None:
    kinds = (Kind(("a",), 5), Kind(("b",), 2))
    pool = Pool(("letter",), kinds, 3, {"letter": {"a": Quota(2, 2), "b": Quota(1, 1)}})
    proof = Certificate((Fraction(1), Fraction(1)), Leaf(Fraction(0), {}, {}), Fraction(1), {})
    lottery = Lottery(pool, 1, (Composition(1, ((0, 2), (1, 1))),), proof, Fraction(2, 5))
    entries = [f"m-{number}".encode() for number in range(7)]
    placed = Placed([0, 0, 0, 0, 0, 1, 1], [""] * 7)
    orders = set()
    for number in range(12):
        seed = sha256(f"{number}".encode()).hexdigest()
        ranked = {kind: [entry for _, entry in sorted((ticket(seed, one), one) for one in names)]
                  for kind, names in (("a", ["m-0", "m-1", "m-2", "m-3", "m-4"]), ("b", ["m-5", "m-6"]))}  # fmt: skip
        panel, _ = draw_quota(seed, entries, placed, lottery, 9)
        assert [seat.entry for seat in panel.seats] == [*ranked["a"][:2], ranked["b"][0]]
        walk = [seat.stratum for seat in sorted(panel.seats, key=lambda seat: seat.ticket)]
        orders.add(tuple(walk))
        coming = {"a": iter(ranked["a"][2:]), "b": iter(ranked["b"][1:])}
        assert [seat.entry for seat in panel.alternates] == [*(next(coming[kind]) for kind in walk), next(coming["a"])]
        fewer, _ = draw_quota(seed, entries, placed, lottery, 2)
        assert fewer.alternates == panel.alternates[:2]
    assert len(orders) > 1


def test_the_draw_names_the_lottery_its_ticket_and_its_composition_and_is_read_again() -> None:
    data = VECTOR["files"][f"{JURY}/draw.json"].encode()
    draw = read_draw(data)
    assert write_draw(draw) == data
    assert draw.chosen is not None
    assert (draw.chosen.lottery, draw.chosen.tickets, draw.chosen.ticket, draw.chosen.composition) == (VECTOR["lottery_sha256"], 18, 3, 2)
    assert draw.chosen.columns == ("age", "gender")
    for old, new in (('"ticket": 3,', '"ticket": 18,'), ('"composition": 2', '"composition": 0'), ('"age",\n      "gender"', "")):
        with pytest.raises(ValueError, match=r"lottery has no columns|canonical"):
            read_draw(data.replace(old.encode(), new.encode(), 1))


def refused(files: dict[str, bytes]) -> str:
    with pytest.raises(FolkmootError) as caught:
        redraw(*archive_of(files))
    assert caught.value.mend
    return caught.value.what


def with_lottery(draw: SmallDraw, files: dict[str, bytes], data: bytes) -> dict[str, bytes]:
    """The files with another lottery that the call names."""
    call = draw.call_text(lottery=sha256(data).hexdigest())
    return {path: one for path, one in files.items() if not path.endswith("draw.json")} | {f"{JURY}/lottery.json": data, f"{JURY}/call.md": call}


def test_a_lottery_that_is_missing_or_is_not_the_one_of_the_call_is_refused() -> None:
    draw = some_draw(6)
    files = draw.files()
    path = f"{JURY}/lottery.json"
    assert "has no published lottery" in refused({name: data for name, data in files.items() if name != path})
    assert "has no published lottery" in refused(files | {f"{JURY}/call.md": draw.call_text()})
    assert "not the lottery that the call names" in refused(files | {path: files[path].replace(b"tickets", b"tickest")})
    assert "is not a lottery: the file is not JSON" in refused(with_lottery(draw, files, b"{"))
    other = some_draw(10).files()[path]
    assert "not over the people and the quotas of the call" in refused(with_lottery(draw, files, other))
    ties = files[path].replace(b'"ties": ""', b'"ties": "dice 1"')
    assert "settles ties by another source" in refused(with_lottery(draw, files, ties))


def test_a_lottery_that_is_not_sound_is_refused_even_where_the_call_names_it() -> None:
    draw = some_draw(6)
    files = draw.files()
    published = read_lottery(files[f"{JURY}/lottery.json"])
    unfair = replace(published, lottery=replace(published.lottery, least=published.lottery.least / 2))
    assert "is not sound: the least likely person has the chance" in refused(with_lottery(draw, files, write_lottery(unfair)))


def test_the_quotas_of_an_invitation_do_not_bind_it() -> None:
    draw = some_draw(6)
    files = draw.files()
    call = draw.call_text(stage="invitation")
    again = redraw(*archive_of({path: data for path, data in files.items() if not path.endswith("draw.json")} | {f"{JURY}/call.md": call}))
    assert again.chosen is None
    assert len(again.panel.seats) == draw.call["seats"]


def test_verify_says_what_the_lottery_of_a_draw_promises_and_that_the_draw_follows() -> None:
    archive, _ = archive_of({path: text.encode() for path, text in VECTOR["files"].items()})
    found = {one.kind: one for one in verify(chronicle(archive, datetime(2026, 6, 1, tzinfo=UTC)))}
    assert found["draw"].holds
    assert found["lottery"].holds
    assert "18 tickets, each within the quotas; the least likely person has a chance of" in found["lottery"].detail


def test_a_number_that_would_favour_the_low_tickets_is_passed_over() -> None:
    """With a little more than half of 2^64 tickets about half of all numbers are passed over, and nothing else is drawn."""
    tickets, passed = 2**63 + 1, 0
    for place in range(40):
        seed = sha256(f"seed {place}".encode()).hexdigest()
        numbers = [int(sha256(f"{seed}:panel:{turn}".encode()).hexdigest()[:16], 16) for turn in range(64)]
        drawn = next(number for number in numbers if number < tickets)
        passed += numbers.index(drawn) > 0
        assert pick(seed, tickets) == drawn
    assert 10 < passed < 30
