"""The seed: published vectors to the letter, and every spelling that could give two seeds for one draw."""

import hashlib
import json
from hashlib import sha256
from pathlib import Path

import pytest

from folkmoot.records.draw import BeaconRound, Dice
from folkmoot.records.error import FolkmootError
from folkmoot.sortition.seed import replacement_seed, replacement_text, seed, seed_text

VECTOR = json.loads((Path(__file__).parents[1] / "vectors/draws/draw1.json").read_text())
ROUNDS = json.loads((Path(__file__).parents[1] / "vectors/draws/drand_rounds.json").read_text())
CHAIN = ROUNDS["networks"]["quicknet"]["chain_hash"]
BEACONS = {known["round"]: BeaconRound(CHAIN, known["round"], known["signature"]) for known in ROUNDS["quicknet_rounds"]}
CALL = VECTOR["call_sha256"]


def test_the_published_seed_comes_out() -> None:
    assert sha256(VECTOR["call_jcs"].encode()).hexdigest() == CALL
    assert seed_text(CALL, [BEACONS[12040883]]) == VECTOR["seed_preimage"]
    assert seed(CALL, [BEACONS[12040883]]) == VECTOR["seed"]


def test_the_published_seed_of_the_replacement_comes_out() -> None:
    given = (VECTOR["seed"], VECTOR["removal_sha256"], BEACONS[657413])
    assert replacement_text(*given) == VECTOR["replace_preimage"]
    assert replacement_seed(*given) == VECTOR["replace_seed"]


def test_each_source_has_its_line_in_the_announced_order() -> None:
    text = seed_text(CALL, [Dice("0042"), Dice("7"), BEACONS[123]])
    signature = BEACONS[123].signature
    assert text == f"draw/1 seed\ncall {CALL}\ndice 0042\ndice 7\nbeacon {CHAIN} 123 {signature}\n"


def test_leading_zeros_of_dice_change_the_seed() -> None:
    assert seed(CALL, [Dice("042"), BEACONS[123]]) != seed(CALL, [Dice("42"), BEACONS[123]])


def test_a_previous_signature_is_no_part_of_the_seed() -> None:
    known = BEACONS[123]
    chained = BeaconRound(known.chain, known.round, known.signature, "00")
    assert seed(CALL, [chained]) == seed(CALL, [known])


@pytest.mark.parametrize("last", [Dice("123"), BEACONS[123]])
def test_nothing_may_follow_the_beacon(last: BeaconRound | Dice) -> None:
    with pytest.raises(FolkmootError, match="stands after the beacon"):
        seed(CALL, [BEACONS[123], last])


def test_a_seed_has_a_source() -> None:
    with pytest.raises(FolkmootError, match="without a source"):
        seed(CALL, [])


def test_dice_alone_make_a_seed_that_sha256sum_confirms() -> None:
    text = f"draw/1 seed\ncall {CALL}\ndice 00123\n"
    assert seed(CALL, [Dice("00123")]) == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("digits", ["", "12 3", "-1", "1_0", "\uff11\uff12", "1\n", "0x1"])
def test_dice_are_plain_digits(digits: str) -> None:
    with pytest.raises(FolkmootError, match="plain digits"):
        seed(CALL, [Dice(digits), BEACONS[123]])


@pytest.mark.parametrize(
    "beacon",
    [
        BeaconRound(CHAIN.upper(), 1, "aa"),
        BeaconRound(CHAIN[:-1], 1, "aa"),
        BeaconRound(CHAIN, 0, "aa"),
        BeaconRound(CHAIN, -5, "aa"),
        BeaconRound(CHAIN, 1, "AA"),
        BeaconRound(CHAIN, 1, "aaa"),
        BeaconRound(CHAIN, 1, ""),
        BeaconRound(CHAIN, 1, "aa\n"),
    ],
)
def test_a_beacon_round_has_one_spelling(beacon: BeaconRound) -> None:
    with pytest.raises(FolkmootError):
        seed(CALL, [beacon])
    with pytest.raises(FolkmootError):
        replacement_seed(VECTOR["seed"], VECTOR["removal_sha256"], beacon)


@pytest.mark.parametrize("digest", ["", CALL.upper(), CALL[:-1], f"sha256:{CALL}", f"{CALL}\n"])
def test_a_digest_has_one_spelling(digest: str) -> None:
    with pytest.raises(FolkmootError, match="digest of the call"):
        seed(digest, [BEACONS[123]])
    with pytest.raises(FolkmootError, match="the seed"):
        replacement_seed(digest, CALL, BEACONS[123])
    with pytest.raises(FolkmootError, match="digest of the removal"):
        replacement_seed(CALL, digest, BEACONS[123])
