"""Published draws by other methods, done again: each group of a vector file by the method it names."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from folkmoot.sortition.methods import (
    block,
    consistent_sample,
    counted_sample,
    name_ranking,
    one_time_code,
    position,
    randomness_key,
    remainders,
)

Outcome = tuple[str, str | None]
"""The name of a case, and the first difference in a sentence; None when it reproduces."""


def differs(what: str, found: object, published: object) -> str | None:
    """The difference in a sentence, or None where there is none."""
    return None if found == published else f"{what}: ours is {found}, published is {published}"


def recognised(value: Any) -> bool:
    """Whether a file holds groups of draws by other methods, and nothing else."""
    return isinstance(value, dict) and bool(value.keys() & GROUPS.keys()) and value.keys() <= GROUPS.keys() | _BESIDE


def reproduce(value: Mapping[str, Any]) -> Iterator[Outcome]:
    """Do every group again; KeyError, TypeError or ValueError for a group that is malformed."""
    for name, group in value.items():
        if name in GROUPS:
            yield from GROUPS[name](group)


def _consistent(group: Any) -> Iterator[Outcome]:
    for number, case in enumerate(group, start=1):
        yield f"consistent sampler {number}", _sample(case, 9)


def _sample(case: Mapping[str, Any], digits: int) -> str | None:
    found = list(consistent_sample(case["ids"], str(case["seed"]), case["take"], digits, replace=case["with_replacement"]))
    if not case["with_replacement"]:
        return differs("sample", [name for _, name, _ in found], case["expected"])
    return differs("sample", found, [tuple(ticket) for ticket in case["expected"]])


def _arlo(case: Any) -> Iterator[Outcome]:
    yield "Arlo", _sample(case, case["digits"])


def _ranking(name: str, joint: str) -> Callable[[Any], Iterator[Outcome]]:
    def outcomes(case: Any) -> Iterator[Outcome]:
        published = [(row["name"], row["sha256"]) for row in case["hashes"]]
        yield name, differs("ranking", name_ranking(case["names"], joint + case["D"]), published)

    return outcomes


def _thomson(case: Any) -> Iterator[Outcome]:
    key = randomness_key(case["H9"], case["randomness"])
    yield (
        "draft-thomson-elegy-vrs: codes",
        (
            differs("code 9", one_time_code(case["secret"], 9), case["H9"])
            or differs("code 10", one_time_code(case["secret"], 10), case["H10"])
            or differs("key", key, case["prk"])
        ),
    )
    found = {label: position(key, label) for label in case["positions"]}
    yield "draft-thomson-elegy-vrs: positions", differs("positions", found, case["positions"])


def _cryptorandom(case: Any) -> Iterator[Outcome]:
    yield "cryptorandom: block", differs("block 1", block(case["seed"], 1), case["block1_hex"])
    published = case["randint_trunc_1_1001"]
    yield "cryptorandom: numbers", differs("numbers", remainders(case["seed"], 1, 1001, len(published)), published)


def _colorado(case: Any) -> Iterator[Outcome]:
    published = case["expected"]
    yield "ColoradoRLA", differs("sample", counted_sample(case["seed"], case["lo"], case["hi"], len(published)), published)


GROUPS: Mapping[str, Callable[[Any], Iterator[Outcome]]] = {
    "consistent_sampler": _consistent,
    "arlo_draw_sample": _arlo,
    "draft_hoffman": _ranking("draft-hoffman", ""),
    "octo41": _ranking("OCTO-41", "/"),
    "draft_thomson_vrs": _thomson,
    "cryptorandom": _cryptorandom,
    "vector": _colorado,
}
"""The name of a group in a vector file to what does it again."""
_BESIDE = frozenset({"algorithm", "real_seeds"})
"""What may stand beside a vector without being one."""
