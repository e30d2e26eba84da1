"""Beacon rounds of drand: which round comes out when, and whether a signature is the one its chain must give.

A round's signature is unique, so nobody can re-roll it, provided that it is checked in full: a signature
moved by a point outside the group still satisfies the pairing equation and would hash to another seed.
Points are therefore read by a decoder that checks the group (blst), from exactly one encoding.
"""

import hashlib
import importlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType, ModuleType

from folkmoot.records.draw import BeaconRound
from folkmoot.records.error import FolkmootError


class Scheme(StrEnum):
    """How a chain signs its rounds, by drand's own names."""

    UNCHAINED_G1 = "bls-unchained-g1-rfc9380"
    CHAINED_G2 = "pedersen-bls-chained"


@dataclass(frozen=True, slots=True)
class Chain:
    """A pinned drand chain; its keys and hashes are lower-case hex, its times whole seconds."""

    name: str
    hash: str
    scheme: Scheme
    period: int
    genesis: int
    """Unix time of round 1."""
    genesis_seed: str
    public_key: str
    proves_nothing: bool = False
    """Everybody holds its key: only for repositories that declare themselves a demonstration."""


QUICKNET = Chain(
    name="quicknet",
    hash="52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
    scheme=Scheme.UNCHAINED_G1,
    period=3,
    genesis=1692803367,
    genesis_seed="f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e",
    public_key="83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451"
    "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
)
"""The League of Entropy's fast chain, one round every three seconds: what new calls name."""

DEFAULT = Chain(
    name="default",
    hash="8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce",
    scheme=Scheme.CHAINED_G2,
    period=30,
    genesis=1595431050,
    genesis_seed="176f93498eac9ca337150b46d21dd58673ea4e3581185f869672e59fa4cb390a",
    public_key="868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a569937c529eeda66c7293784a9402801af31",
)
"""The League of Entropy's first chain, where each signature covers the one before."""

DEMONSTRATION_PHRASE = "folkmoot demonstration beacon: everybody holds this key, so its rounds prove nothing"

DEMONSTRATION = Chain(
    name="folkmoot-demonstration",
    hash="5d121f08f2975ccdd261ade1207dffde505a08118030314c5236d4a82d4670fb",
    scheme=Scheme.UNCHAINED_G1,
    period=3,
    genesis=1672531200,
    genesis_seed="605c510d90fe28c438234390bae1ccb289a3844bdc5ce1106f7c9e89053d7588",
    public_key="a1f011ca35263c965e0cb70406bd40738b1ef0ddf1f1d752ed8e17558aef29964d97e8f057ded12d4e3e10ade7703a85"
    "0e651302eb3b133ee723026bde6f6e6b5770d63f457fd3ce9e5df1763be1a8bc9aadce71ec54dd8f6bac8be7904de6aa",
    proves_nothing=True,
)
"""A chain made like quicknet whose secret key is the SHA-256 of `DEMONSTRATION_PHRASE`.

Anyone can compute all its rounds, before their time too: it lets an example be replayed and proves nothing
about a draw."""

CHAINS: Mapping[str, Chain] = MappingProxyType({chain.hash: chain for chain in (QUICKNET, DEFAULT, DEMONSTRATION)})

# Generators and order of BLS12-381 (draft-irtf-cfrg-pairing-friendly-curves-11, section 4.2.1).
_G1 = bytes.fromhex("97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb")
_G2 = bytes.fromhex(
    "93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e"
    "024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"
)
_ORDER = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001
_G1_SUITE = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
_G2_SUITE = b"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_"
_SIGNATURE_OCTETS = {Scheme.UNCHAINED_G1: 48, Scheme.CHAINED_G2: 96}
_HEX = re.compile(r"(?:[0-9a-f]{2})+")
_LAST_ROUND = 2**64 - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def chain_named(chain_hash: str) -> Chain:
    """The pinned chain with this hash. Raises FolkmootError when there is none."""
    if chain_hash not in CHAINS:
        known = ", ".join(f"{chain.hash} ({chain.name})" for chain in CHAINS.values())
        raise FolkmootError(f"no drand chain '{chain_hash}' is known", f"name one of {known}")
    return CHAINS[chain_hash]


def chain_hash(chain: Chain) -> str:
    """Compute the hash that names a chain from what it stands for, as drand does (common/chain/info.go)."""
    text = chain.period.to_bytes(4, "big") + chain.genesis.to_bytes(8, "big")
    text += bytes.fromhex(chain.public_key) + bytes.fromhex(chain.genesis_seed)
    return hashlib.sha256(text + (b"" if chain.name == "default" else chain.name.encode("ascii"))).hexdigest()


def round_time(chain: Chain, round: int) -> datetime:
    """The instant, in UTC, at which a round comes out. Raises FolkmootError for a round that never does."""
    try:
        if round < 1:
            raise OverflowError
        return _EPOCH + timedelta(seconds=chain.genesis + (round - 1) * chain.period)
    except OverflowError:
        raise FolkmootError(f"round {round} of {chain.name} never comes out", "rounds are counted from 1") from None


def round_at(chain: Chain, instant: datetime) -> int:
    """The first round to come out at or after an instant. Raises FolkmootError for one without a zone."""
    if instant.tzinfo is None:
        raise FolkmootError(f"the instant {instant.isoformat()} has no time zone", "write it with its zone, as in ...Z")
    before = round_time(chain, 1) - instant
    return max(1, 1 - before // timedelta(seconds=chain.period))


def randomness(signature: str) -> str:
    """The public random value of a round: the SHA-256 of its signature, both in hex."""
    return hashlib.sha256(bytes.fromhex(signature)).hexdigest()


def verify_round(beacon: BeaconRound) -> str | None:
    """Check a round's signature under its chain's pinned key: why it is refused, or None when it holds.

    BLS signatures over BLS12-381 in the chain's scheme (draft-irtf-cfrg-bls-signature-05, section 2.7; RFC
    9380).
    """
    chain = CHAINS.get(beacon.chain)
    if chain is None:
        return f"no drand chain '{beacon.chain}' is known"
    if not 1 <= beacon.round <= _LAST_ROUND:
        return f"{chain.name} has no round {beacon.round}"
    octets = _SIGNATURE_OCTETS[chain.scheme]
    if not _HEX.fullmatch(beacon.signature) or len(beacon.signature) != 2 * octets:
        return f"a signature of {chain.name} is {2 * octets} digits of lower-case hex"
    if reason := _previous_is_wrong(chain, beacon):
        return reason
    try:
        holds = _pairing_holds(chain, _message(beacon), bytes.fromhex(beacon.signature))
    except ValueError:
        return f"the signature of round {beacon.round} is not a point of the group that {chain.name} signs in"
    return None if holds else f"the signature is not that of round {beacon.round} of {chain.name}"


def demonstration_round(round: int) -> BeaconRound:
    """Make a round of the demonstration chain, as anybody can."""
    blst = _blst()
    unsigned = BeaconRound(DEMONSTRATION.hash, round, "")
    secret = int.from_bytes(hashlib.sha256(DEMONSTRATION_PHRASE.encode("ascii")).digest(), "big") % _ORDER
    point = blst.BlstP1Element.hash_to_group(_message(unsigned), _G1_SUITE).scalar_mul(secret)
    return BeaconRound(DEMONSTRATION.hash, round, point.compress().hex())


def _previous_is_wrong(chain: Chain, beacon: BeaconRound) -> str | None:
    previous = beacon.previous_signature
    if chain.scheme is Scheme.UNCHAINED_G1:
        return f"{chain.name} is not chained: its rounds have no previous signature" if previous else None
    if beacon.round == 1:
        return None if previous == chain.genesis_seed else f"round 1 of {chain.name} follows its genesis seed"
    if not _HEX.fullmatch(previous) or len(previous) != 2 * _SIGNATURE_OCTETS[chain.scheme]:
        return f"round {beacon.round} of {chain.name} cannot be checked without the previous signature"
    return None


def _message(beacon: BeaconRound) -> bytes:
    return hashlib.sha256(bytes.fromhex(beacon.previous_signature) + beacon.round.to_bytes(8, "big")).digest()


def _pairing_holds(chain: Chain, message: bytes, signature: bytes) -> bool:
    # The point at infinity passes the decoder and then fails here, since the pinned key is not at infinity.
    blst = _blst()
    g1, g2, key = blst.BlstP1Element, blst.BlstP2Element, bytes.fromhex(chain.public_key)
    if chain.scheme is Scheme.UNCHAINED_G1:
        signed = blst.miller_loop(g1.uncompress(signature), g2.uncompress(_G2))
        expected = blst.miller_loop(g1.hash_to_group(message, _G1_SUITE), g2.uncompress(key))
    else:
        signed = blst.miller_loop(g1.uncompress(_G1), g2.uncompress(signature))
        expected = blst.miller_loop(g1.uncompress(key), g2.hash_to_group(message, _G2_SUITE))
    return bool(blst.final_verify(signed, expected))


def _blst() -> ModuleType:
    # Imported where it is used: everything else about a draw works without the compiled library.
    try:
        return importlib.import_module("pyblst")
    except ImportError as error:
        raise FolkmootError("pyblst is not installed, so no beacon can be checked", "pip install pyblst") from error
