"""Beacon rounds: real ones hold, and everything that is almost one is refused."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from folkmoot.records.draw import BeaconRound
from folkmoot.records.error import FolkmootError
from folkmoot.sortition.beacon import (
    CHAINS,
    DEFAULT,
    DEMONSTRATION,
    QUICKNET,
    Chain,
    chain_hash,
    chain_named,
    demonstration_round,
    randomness,
    round_at,
    round_time,
    verify_round,
)

VECTORS = json.loads((Path(__file__).parents[1] / "vectors/draws/drand_rounds.json").read_text())
MODULUS = 0x1A0111EA397FE69A4B1BA7B6434BACD764774B84F38512BF6730D2A0F6B0F6241EABFFFEB153FFFFB9FEFFFFFFFFAAAB
REAL = [(QUICKNET, known) for known in VECTORS["quicknet_rounds"]]
REAL += [(DEFAULT, known) for known in VECTORS["default_rounds"]]


def beacon_of(chain: Chain, known: dict[str, Any]) -> BeaconRound:
    return BeaconRound(chain.hash, known["round"], known["signature"], known.get("previous_signature", ""))


GENUINE = beacon_of(QUICKNET, VECTORS["quicknet_rounds"][2])
CHAINED = beacon_of(DEFAULT, VECTORS["default_rounds"][1])


@pytest.mark.parametrize(("chain", "known"), REAL, ids=lambda value: str(getattr(value, "name", "")))
def test_a_real_round_holds_with_its_randomness_and_its_time(chain: Chain, known: dict[str, Any]) -> None:
    assert verify_round(beacon_of(chain, known)) is None
    assert randomness(known["signature"]) == known["randomness"]
    assert round_time(chain, known["round"]) == datetime.fromisoformat(known["round_time_utc"])
    assert round_time(chain, known["round"]).timestamp() == known["round_time_unix"]


@pytest.mark.parametrize("chain", CHAINS.values(), ids=lambda chain: chain.name)
def test_the_hash_of_a_chain_is_that_of_its_parameters(chain: Chain) -> None:
    assert chain_hash(chain) == chain.hash
    assert chain_named(chain.hash) is chain
    for changed in (replace(chain, period=5), replace(chain, genesis=1), replace(chain, public_key="00")):
        assert chain_hash(changed) != chain.hash


@pytest.mark.parametrize("name", ["quicknet", "default"])
def test_the_pinned_chains_are_those_of_the_league_of_entropy(name: str) -> None:
    published, chain = VECTORS["networks"][name], {"quicknet": QUICKNET, "default": DEFAULT}[name]
    assert (chain.hash, chain.public_key, chain.period) == (
        published["chain_hash"],
        published["public_key"],
        published["period"],
    )
    assert (chain.genesis, chain.genesis_seed) == (published["genesis_time"], published["genesis_seed"])
    assert chain.scheme == published["scheme"]
    assert not chain.proves_nothing


def test_a_signature_moved_out_of_the_group_is_refused() -> None:
    (moved,) = VECTORS["negative_vectors"]
    assert randomness(moved["signature"]) == moved["false_randomness"] != randomness(GENUINE.signature)
    reason = verify_round(BeaconRound(QUICKNET.hash, moved["round"], moved["signature"]))
    assert reason == "the signature of round 12040883 is not a point of the group that quicknet signs in"


@pytest.mark.parametrize("genuine", [GENUINE, CHAINED], ids=["quicknet", "default"])
def test_the_point_at_infinity_is_refused_in_every_spelling(genuine: BeaconRound) -> None:
    rest = len(genuine.signature) - 2
    for signature in ("c0" + "0" * rest, "00" + "0" * rest, "40" + "0" * rest, "c0" + "0" * (rest - 1) + "1"):
        assert verify_round(replace(genuine, signature=signature)) is not None


def test_the_negated_signature_is_refused() -> None:
    flipped = f"{int(GENUINE.signature[:2], 16) ^ 0x20:02x}{GENUINE.signature[2:]}"
    reason = verify_round(replace(GENUINE, signature=flipped))
    assert reason == "the signature is not that of round 12040883 of quicknet"


def test_a_coordinate_written_beyond_the_field_is_refused() -> None:
    flags, limit = 0b111 << 381, 1 << 381
    for number in range(1, 100):
        genuine = demonstration_round(number)
        value = int(genuine.signature, 16)
        if (value & ~flags) + MODULUS < limit:
            again = f"{(value & flags) | ((value & ~flags) + MODULUS):096x}"
            assert verify_round(genuine) is None
            assert verify_round(replace(genuine, signature=again)) is not None
            return
    raise AssertionError("no round had a small coordinate")


@pytest.mark.parametrize(
    "signature",
    [
        "",
        GENUINE.signature.upper(),
        GENUINE.signature[:-2],
        GENUINE.signature + "00",
        GENUINE.signature[:-1] + "g",
        GENUINE.signature + "\n",
        " " + GENUINE.signature[1:],
        CHAINED.signature,
    ],
)
def test_a_signature_has_one_spelling(signature: str) -> None:
    expected = "a signature of quicknet is 96 digits of lower-case hex"
    assert verify_round(replace(GENUINE, signature=signature)) == expected


@pytest.mark.parametrize("genuine", [GENUINE, CHAINED], ids=["quicknet", "default"])
@pytest.mark.parametrize("shift", [-1, 1])
def test_the_signature_of_another_round_is_refused(genuine: BeaconRound, shift: int) -> None:
    reason = verify_round(replace(genuine, round=genuine.round + shift))
    assert reason is not None
    assert reason.startswith(f"the signature is not that of round {genuine.round + shift}")


@pytest.mark.parametrize("number", [0, -1, 2**64])
def test_a_round_that_does_not_exist_is_refused(number: int) -> None:
    assert verify_round(replace(GENUINE, round=number)) == f"quicknet has no round {number}"


@pytest.mark.parametrize("chain", ["", QUICKNET.hash.upper(), "0" * 64])
def test_an_unknown_chain_is_refused(chain: str) -> None:
    assert verify_round(replace(GENUINE, chain=chain)) == f"no drand chain '{chain}' is known"
    with pytest.raises(FolkmootError, match="no drand chain"):
        chain_named(chain)


def test_a_round_of_one_chain_is_none_of_another() -> None:
    assert verify_round(replace(GENUINE, chain=DEMONSTRATION.hash)) is not None
    assert verify_round(replace(demonstration_round(7), chain=QUICKNET.hash)) is not None


def test_the_previous_signature_belongs_to_a_chained_round_and_only_there() -> None:
    assert verify_round(replace(GENUINE, previous_signature="00")) is not None
    cut, upper = CHAINED.previous_signature[:-2], CHAINED.previous_signature.upper()
    for previous in ("", cut, upper, CHAINED.signature):
        assert verify_round(replace(CHAINED, previous_signature=previous)) is not None


def test_the_first_chained_round_follows_the_genesis_seed() -> None:
    first = beacon_of(DEFAULT, VECTORS["default_rounds"][0])
    assert first.previous_signature == DEFAULT.genesis_seed
    reason = verify_round(replace(first, previous_signature=CHAINED.signature))
    assert reason == "round 1 of default follows its genesis seed"


@given(some.integers(1, 2**64 - 1))
def test_anybody_makes_rounds_of_the_demonstration_chain_and_they_hold(number: int) -> None:
    made = demonstration_round(number)
    assert verify_round(made) is None
    assert demonstration_round(number) == made
    assert verify_round(replace(made, round=number % (2**64 - 1) + 1)) is not None


def test_only_the_demonstration_chain_says_that_it_proves_nothing() -> None:
    assert [chain.name for chain in CHAINS.values() if chain.proves_nothing] == ["folkmoot-demonstration"]


def test_the_rounds_of_known_instants() -> None:
    noon = datetime(2026, 12, 1, 12, tzinfo=UTC)
    assert round_at(QUICKNET, noon) == 34441012
    assert round_time(QUICKNET, 34441012) == noon
    assert round_at(QUICKNET, noon.astimezone(timezone(timedelta(hours=5, minutes=45)))) == 34441012
    assert round_time(DEMONSTRATION, 1) == datetime(2023, 1, 1, tzinfo=UTC)
    assert round_at(DEFAULT, datetime(1999, 1, 1, tzinfo=UTC)) == 1


instants = some.datetimes(datetime(2023, 9, 1), datetime(2200, 1, 1), timezones=some.just(UTC))


@given(some.sampled_from([QUICKNET, DEFAULT, DEMONSTRATION]), instants)
def test_the_round_at_an_instant_is_the_first_not_before_it(chain: Chain, instant: datetime) -> None:
    number = round_at(chain, instant)
    assert round_time(chain, number - 1) < instant <= round_time(chain, number)


@pytest.mark.parametrize("number", [0, -3, 2**63])
def test_a_round_that_never_comes_out_has_no_time(number: int) -> None:
    with pytest.raises(FolkmootError, match="never comes out"):
        round_time(QUICKNET, number)


def test_an_instant_without_a_zone_has_no_round() -> None:
    with pytest.raises(FolkmootError, match="no time zone"):
        round_at(QUICKNET, datetime(2026, 12, 1, 12))
