"""Published draws and beacon rounds done again: where ours first differs from what was published."""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from folkmoot.records.draw import BeaconRound
from folkmoot.records.error import FolkmootError
from folkmoot.sortition import anchors
from folkmoot.sortition.anchors import Outcome, differs
from folkmoot.sortition.beacon import CHAINS, chain_hash, randomness, round_time, verify_round
from folkmoot.sortition.conform_quota import reproduce_quota
from folkmoot.sortition.rfc3797 import key_of, selections
from folkmoot.sortition.seed import replacement_text, seed_text
from folkmoot.sortition.ticket import ticket

_COUNTER_OCTETS = {"rfc3797-md5": 2, "rfc2777-md5-1byte": 1}
"""The methods by the names vector files give them; RFC 2777 counts in one octet."""


def reproduce(value: Any) -> Iterator[Outcome] | None:
    """Recognise a file of draw vectors and do its cases again; None when it is another kind of file.

    KeyError, TypeError or ValueError come out of the iterator for a file that is malformed.
    """
    if isinstance(value, list) and value and all(isinstance(case, dict) and "expected_selected" in case for case in value):
        return (_rfc3797(case) for case in value)
    if isinstance(value, dict) and "pick_preimage" in value:
        return iter([("draw/1 with quotas", reproduce_quota(value))])
    if isinstance(value, dict) and "seed_preimage" in value:
        return iter([("draw/1", _draw1(value)), ("draw/1 replacement", _replacement(value))])
    if isinstance(value, dict) and "networks" in value:
        return _beacons(value)
    return anchors.reproduce(value) if anchors.recognised(value) else None


def _rfc3797(case: Mapping[str, Any]) -> Outcome:
    name = str(case["id"])
    try:
        algorithm = case.get("algorithm", "rfc3797-md5")
        if algorithm not in _COUNTER_OCTETS:
            return name, f"the algorithm '{algorithm}' is not known"
        octets = _COUNTER_OCTETS[algorithm]
        key = case["key"]
        if "seed_groups" in case:
            difference = differs("key", key_of(case["seed_groups"]), key)
            if difference:
                return name, difference
        wanted = case["expected_selected"]
        found = selections(key, case["pool_size"], len(wanted), counter_octets=octets)
    except FolkmootError as error:
        return name, error.what
    traces = case.get("md5") or []
    for rank, (index, md5) in enumerate(found, start=1):
        difference = differs(f"selection {rank}", index, wanted[rank - 1])
        if not difference and rank <= len(traces):
            difference = differs(f"MD5 {rank}", md5.upper(), traces[rank - 1].upper())
        if difference:
            return name, difference
    return name, None


def _draw1(case: Mapping[str, Any]) -> str | None:
    """The seed from the call's canonical JSON (RFC 8785), then every ticket in its order."""
    call = json.dumps(case["call"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    roster = "".join(f"{entry}\n" for entry in case["roster"]).encode()
    beacon = _beacon_in(case["seed_preimage"])
    preimage = seed_text(sha256(call.encode()).hexdigest(), (beacon,))
    seed = sha256(preimage.encode()).hexdigest()
    ranking = sorted((ticket(seed, entry), entry) for entry in case["roster"])
    return (
        differs("roster digest", sha256(roster).hexdigest(), case["roster_bytes_sha256"])
        or differs("call digest", sha256(call.encode()).hexdigest(), case["call_sha256"])
        or differs("beacon", verify_round(beacon), None)
        or differs("seed preimage", preimage, case["seed_preimage"])
        or differs("seed", seed, case["seed"])
        or differs("order", ranking, [(row["ticket"], row["id"]) for row in case["order"]])
    )


def _replacement(case: Mapping[str, Any]) -> str | None:
    removal = json.dumps(case["removal"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digest = sha256(removal.encode()).hexdigest()
    beacon = _beacon_in(case["replace_preimage"])
    preimage = replacement_text(case["seed"], digest, beacon)
    seed = sha256(preimage.encode()).hexdigest()
    selected = {row["id"] for row in case["order"][: case["call"]["seats"]]} | set(case["removal"]["removed"])
    lowest = min((ticket(seed, entry), entry) for entry in case["roster"] if entry not in selected)
    return (
        differs("removal digest", digest, case["removal_sha256"])
        or differs("beacon", verify_round(beacon), None)
        or differs("replacement preimage", preimage, case["replace_preimage"])
        or differs("replacement seed", seed, case["replace_seed"])
        or differs("replacement", lowest, (case["replacement"]["ticket"], case["replacement"]["id"]))
    )


def _beacon_in(preimage: str) -> BeaconRound:
    line = next(line for line in preimage.splitlines() if line.startswith("beacon "))
    _, chain, number, signature = line.split(" ")
    return BeaconRound(chain, int(number), signature)


def _beacons(value: Mapping[str, Any]) -> Iterator[Outcome]:
    chains = {name: str(facts["chain_hash"]) for name, facts in value["networks"].items()}
    for name, hash_ in chains.items():
        known = CHAINS.get(hash_)
        yield f"chain {name}", differs("hash", chain_hash(known), hash_) if known else f"the chain {hash_} is not pinned"
    for name, hash_ in chains.items():
        for case in value.get(f"{name}_rounds", ()):
            yield f"{name} round {case['round']}", _round(hash_, case)
    for case in value.get("negative_vectors", ()):
        round_ = BeaconRound(_chain_of(case, chains), case["round"], case["signature"])
        yield str(case["name"]), None if verify_round(round_) else "a signature that must be refused is accepted"


def _chain_of(case: Mapping[str, Any], chains: Mapping[str, str]) -> str:
    return next((hash_ for name, hash_ in chains.items() if str(case["name"]).startswith(name)), next(iter(chains.values())))


def _round(chain: str, case: Mapping[str, Any]) -> str | None:
    round_ = BeaconRound(chain, case["round"], case["signature"], case.get("previous_signature", ""))
    reason = verify_round(round_)
    if reason:
        return reason
    time = f"{round_time(CHAINS[chain], round_.round):%Y-%m-%dT%H:%M:%SZ}"
    return differs("randomness", randomness(round_.signature), case["randomness"]) or differs(
        "time", time, case.get("round_time_utc", time)
    )
