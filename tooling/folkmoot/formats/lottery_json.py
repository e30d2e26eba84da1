"""lottery.json: the one JSON form of a published lottery, a composition a line, written to the byte and read only as those bytes."""

import json
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, TypeVar

from folkmoot.formats.strict_json import load
from folkmoot.records.lottery import Branch, Certificate, Composition, Kind, Leaf, Lottery, Pool, Proof, PublishedLottery, Quota
from folkmoot.records.value import DIGEST, shown

SCHEMA = "lottery/1"
_MOST = 256 * 1024 * 1024
_KEYS = frozenset(
    {"certificate", "columns", "compositions", "household", "kinds", "least", "limits", "quotas", "roster", "schema", "seats"}
    | {"ties", "tickets"}
)
_FRACTION = re.compile(r"(0|-?[1-9][0-9]{0,3999})(/[1-9][0-9]{0,3999})?")
_PLACE = re.compile(r"0|[1-9][0-9]{0,8}")
T = TypeVar("T")
_BY_LINE = ("compositions", "kinds", "limits")


def write_lottery(published: PublishedLottery) -> bytes:
    """The bytes of lottery.json: keys sorted, one a line, and each kind, limit and composition on a line of its own.

    A composition is `[weight, place of a kind, its seats, ...]`, a kind `[[values], count]` with its household behind it
    where households matter, a limit `[[places of kinds], households]`, a fraction a text such as "17/202".
    """
    lottery, pool = published.lottery, published.lottery.pool
    value: dict[str, Any] = {
        "certificate": _certificate_value(lottery.certificate),
        "columns": list(pool.columns),
        "compositions": [[drawn.weight, *(number for pair in drawn.seats for number in pair)] for drawn in lottery.compositions],
        "household": pool.household_column or None,
        "kinds": [[list(kind.values), kind.count, *([kind.household] if kind.household else [])] for kind in pool.kinds],
        "least": str(lottery.least),
        "limits": [[list(places), limit] for places, limit in pool.limits],
        "quotas": {
            column: {name: [quota.least, quota.most] for name, quota in values.items()} for column, values in pool.quotas.items()
        },
        "roster": published.roster,
        "schema": SCHEMA,
        "seats": pool.seats,
        "ties": published.ties,
        "tickets": lottery.tickets,
    }
    lines = []
    for key in sorted(value):
        rows = [_compact(row) for row in value[key]] if key in _BY_LINE else []
        lines.append(f"{_compact(key)}: " + ("[\n" + ",\n".join(rows) + "\n]" if rows else _compact(value[key])))
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def read_lottery(data: bytes) -> PublishedLottery:
    """Read lottery.json. Raises ValueError, in a plain sentence, for what `write_lottery` does not write."""
    value = load(data, _MOST)
    try:
        published = _published(_object("the lottery", value, _KEYS))
        if write_lottery(published) != data:
            raise ValueError("it is not in canonical form: sorted keys, a kind, limit and composition a line, fractions in lowest terms")
    except RecursionError:
        raise ValueError("the proof nests too deep") from None
    return published


def _compact(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _certificate_value(certificate: Certificate) -> dict[str, Any]:
    return {
        "bound": str(certificate.bound),
        "proof": _proof_value(certificate.proof),
        "uncovered": {str(place): _proof_value(proof) for place, proof in certificate.uncovered.items()},
        "weights": {str(place): str(weight) for place, weight in enumerate(certificate.weights) if weight},
    }


def _proof_value(proof: Proof) -> dict[str, Any]:
    if isinstance(proof, Branch):
        below, above = _proof_value(proof.below), _proof_value(proof.above)
        return {"above": above, "at": proof.at, "below": below, "kind": proof.kind}
    prices = {column: {name: str(price) for name, price in named.items() if price} for column, named in proof.prices.items()}
    return {
        "base": str(proof.base),
        "households": {str(number): str(price) for number, price in proof.household_prices.items() if price},
        "prices": {column: named for column, named in prices.items() if named},
    }


def _published(value: Mapping[str, Any]) -> PublishedLottery:
    if value["schema"] != SCHEMA:
        raise ValueError(f"its schema is {shown(repr(value['schema']))}, not '{SCHEMA}'")
    pool = _pool(value)
    lottery = Lottery(
        pool,
        _count("tickets", value["tickets"]),
        tuple(_composition(row) for row in _list("compositions", value["compositions"])),
        _certificate(len(pool.kinds), _object("certificate", value["certificate"], frozenset({"bound", "proof", "uncovered", "weights"}))),
        _fraction("least", value["least"]),
    )
    if not re.fullmatch(DIGEST, _text("roster", value["roster"])):
        raise ValueError(f"roster is {shown(repr(value['roster']))}, not 64 digits of lower-case hex")
    return PublishedLottery(lottery, value["roster"], _text("ties", value["ties"]))


def _pool(value: Mapping[str, Any]) -> Pool:
    household = "" if value["household"] is None else _text("household", value["household"])
    return Pool(
        tuple(_texts("columns", value["columns"])),
        tuple(_kind(row) for row in _list("kinds", value["kinds"])),
        _count("seats", value["seats"]),
        {
            column: {name: _quota(pair) for name, pair in _object("quotas", values).items()}
            for column, values in _object("quotas", value["quotas"]).items()
        },
        household,
        tuple(_limit(row) for row in _list("limits", value["limits"])),
    )


def _quota(pair: Any) -> Quota:
    least, most = _row("a quota", pair, 2)
    return Quota(_count("a quota", least), _count("a quota", most))


def _kind(row: Any) -> Kind:
    values, count, *household = _row("a kind", row, 2, 3)
    make_up = _list("a household", household[0]) if household else []
    return Kind(_texts("a kind", values), _count("a kind", count), tuple(_texts("a household", other) for other in make_up))


def _limit(row: Any) -> tuple[tuple[int, ...], int]:
    places, limit = _row("a limit", row, 2)
    return tuple(_count("a limit", place) for place in _list("a limit", places)), _count("a limit", limit)


def _composition(row: Any) -> Composition:
    numbers = [_count("a composition", number) for number in _list("a composition", row)]
    if len(numbers) % 2 == 0:
        raise ValueError("a composition is not its weight and then pairs of a kind's place and its seats")
    return Composition(numbers[0], tuple(zip(numbers[1::2], numbers[2::2], strict=True)))


def _certificate(kinds: int, value: Mapping[str, Any]) -> Certificate:
    weights = _by_place("weights", value["weights"], _weight)
    if any(place >= kinds for place in weights):
        raise ValueError("weights names a kind that is none")
    return Certificate(
        tuple(weights.get(place, Fraction(0)) for place in range(kinds)),
        _proof(value["proof"]),
        _fraction("bound", value["bound"]),
        _by_place("uncovered", value["uncovered"], _proof),
    )


def _proof(value: Any) -> Proof:
    if isinstance(value, dict) and "kind" in value:
        branch = _object("a branch", value, frozenset({"above", "at", "below", "kind"}))
        place, at = _count("a branch", branch["kind"]), _count("a branch", branch["at"])
        return Branch(place, at, _proof(branch["below"]), _proof(branch["above"]))
    leaf = _object("a leaf", value, frozenset({"base", "households", "prices"}))
    prices = {
        column: {name: _fraction("a price", price) for name, price in _object("prices", named).items()}
        for column, named in _object("prices", leaf["prices"]).items()
    }
    return Leaf(_fraction("base", leaf["base"]), prices, _by_place("households", leaf["households"], _weight))


def _weight(value: Any) -> Fraction:
    return _fraction("a weight", value)


def _by_place(name: str, value: Any, read: Callable[[Any], T]) -> dict[int, T]:
    found = _object(name, value)
    for key in found:
        if not _PLACE.fullmatch(key):
            raise ValueError(f"{name} has the key '{shown(key)}', which is no place")
    return {place: read(found[str(place)]) for place in sorted(map(int, found))}


def _fraction(name: str, value: Any) -> Fraction:
    if not isinstance(value, str) or not _FRACTION.fullmatch(value):
        raise ValueError(f"{name} is {shown(repr(value))}, not a fraction such as \"17/202\"")
    return Fraction(value)


def _object(name: str, value: Any, keys: frozenset[str] | None = None) -> Mapping[str, Any]:
    if not isinstance(value, dict) or (keys is not None and value.keys() != keys):
        wanted = "an object" if keys is None else f"an object of {', '.join(sorted(keys))}"
        raise ValueError(f"{name} is {shown(repr(value))}, not {wanted}")
    return value


def _list(name: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"{name} is {shown(repr(value))}, not a list")
    return value


def _row(name: str, value: Any, least: int, most: int = 0) -> list[Any]:
    if not least <= len(_list(name, value)) <= max(least, most):
        raise ValueError(f"{name} is {shown(repr(value))}, which is too long or too short")
    return _list(name, value)


def _texts(name: str, value: Any) -> tuple[str, ...]:
    return tuple(_text(name, one) for one in _list(name, value))


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{name} is {shown(repr(value))}, not a text")
    return value


def _count(name: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{name} is {shown(repr(value))}, not a whole number from 0")
    return value
