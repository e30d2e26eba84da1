"""draw.json: the one JSON form of a draw, written to the byte and read only when it is those bytes."""

import json
import re
from collections.abc import Mapping

from folkmoot.formats.canonical import write_json
from folkmoot.records.draw import BeaconRound, Chosen, Dice, Draw, Panel, Passed, Seat, Source
from folkmoot.records.value import DIGEST, TOKEN, shown

_DIGEST = re.compile(DIGEST)
_HEX = re.compile(r"(?:[0-9a-f]{2})+")
_DIGITS = re.compile(r"[0-9]+")
_ENTRY = re.compile(TOKEN)
_METHOD = re.compile(r"[a-z0-9-]+/[0-9]+")

JsonObject = Mapping[str, object]


def write_draw(draw: Draw) -> bytes:
    """The bytes of draw.json."""
    stratified = bool(draw.strata_by or draw.chosen)
    value: dict[str, object] = {
        "alternates": [_seat_value(seat, stratified) for seat in draw.panel.alternates],
        "call": draw.call_digest,
        "eligible": draw.eligible,
        "jury": draw.jury,
        "method": draw.method,
        "panel": [_seat_value(seat, stratified) for seat in draw.panel.seats],
        "passed_over": [{"entry": passed.entry, "reason": passed.reason, "ticket": passed.ticket} for passed in draw.panel.passed_over],
        "roster": {"count": draw.roster_count, "digest": draw.roster_digest, "id": draw.roster},
        "seed": draw.seed,
        "sources": [_source_value(source) for source in draw.sources],
        "strata": {"column": draw.strata_by} if draw.strata_by else None,
    }
    if draw.chosen:
        value |= {"lottery": _chosen_value(draw.chosen), "strata": {"columns": list(draw.chosen.columns)}}
    return write_json(value)


def read_draw(data: bytes) -> Draw:
    """Read draw.json. Raises ValueError, in a plain sentence, for what `write_draw` does not write."""
    try:
        # A key that stands twice is refused further down, by the comparison of bytes.
        value = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"it is not JSON in UTF-8: {error}") from None
    by_lot = isinstance(value, dict) and "lottery" in value
    draw = _draw(_object("the draw", value, _DRAW_KEYS | {"lottery"} if by_lot else _DRAW_KEYS))
    _check_draw(draw)
    if write_draw(draw) != data:
        raise ValueError("it is not in canonical form: sorted keys, each once, two spaces a level, a final newline")
    return draw


_DRAW_KEYS = frozenset(
    {"alternates", "call", "eligible", "jury", "method", "panel", "passed_over", "roster", "seed", "sources"} | {"strata"}
)


def _draw(value: JsonObject) -> Draw:
    roster = _object("roster", value["roster"], frozenset({"count", "digest", "id"}))
    column, chosen = "", None
    if "lottery" in value:
        chosen = _chosen(value)
    elif value["strata"] is not None:
        strata = _object("strata", value["strata"], frozenset({"column"}))
        column = _text("strata.column", strata["column"])
    return Draw(
        method=_matching("method", value["method"], _METHOD, "a name and a version, as in draw/1"),
        jury=_text("jury", value["jury"]),
        call_digest=_digest("call", value["call"]),
        roster=_text("roster.id", roster["id"]),
        roster_digest=_digest("roster.digest", roster["digest"]),
        roster_count=_count("roster.count", roster["count"]),
        sources=tuple(map(_source, _list("sources", value["sources"]))),
        seed=_digest("seed", value["seed"]),
        eligible=_count("eligible", value["eligible"]),
        strata_by=column,
        panel=Panel(
            _seats("panel", value["panel"], bool(column or chosen)),
            _seats("alternates", value["alternates"], bool(column or chosen)),
            tuple(map(_passed, _list("passed_over", value["passed_over"]))),
        ),
        chosen=chosen,
    )


def _chosen(value: JsonObject) -> Chosen:
    lottery = _object("lottery", value["lottery"], frozenset({"composition", "digest", "ticket", "tickets"}))
    strata = _object("strata", value["strata"], frozenset({"columns"}))
    return Chosen(
        lottery=_digest("lottery.digest", lottery["digest"]),
        tickets=_count("lottery.tickets", lottery["tickets"]),
        ticket=_count("lottery.ticket", lottery["ticket"]),
        composition=_count("lottery.composition", lottery["composition"]),
        columns=tuple(_text("strata.columns", name) for name in _list("strata.columns", strata["columns"])),
    )


def _chosen_value(chosen: Chosen) -> dict[str, object]:
    value: dict[str, object] = {"composition": chosen.composition, "digest": chosen.lottery}
    return value | {"ticket": chosen.ticket, "tickets": chosen.tickets}


def _check_draw(draw: Draw) -> None:
    panel = draw.panel
    drawn = [seat.entry for seat in panel.seats + panel.alternates]
    drawn += [passed.entry for passed in panel.passed_over]
    if len(set(drawn)) < len(drawn):
        raise ValueError("an entry stands twice among the panel, the alternates and those passed over")
    if draw.eligible > draw.roster_count:
        raise ValueError(f"{draw.eligible} entries cannot be eligible in a roster of {draw.roster_count}")
    if draw.chosen and not (draw.chosen.columns and draw.chosen.ticket < draw.chosen.tickets and draw.chosen.composition):
        raise ValueError("the lottery has no columns, no composition 0 and no ticket from its number of tickets on")


def _seat_value(seat: Seat, stratified: bool) -> dict[str, object]:
    value: dict[str, object] = {"entry": seat.entry, "number": seat.number, "ticket": seat.ticket}
    return value | {"stratum": seat.stratum} if stratified else value


def _source_value(source: Source) -> dict[str, object]:
    if isinstance(source, Dice):
        return {"digits": source.digits, "kind": "dice"}
    value: dict[str, object] = {
        "chain": source.chain,
        "kind": "beacon",
        "round": source.round,
        "signature": source.signature,
    }
    return value | {"previous_signature": source.previous_signature} if source.previous_signature else value


def _seats(name: str, value: object, stratified: bool) -> tuple[Seat, ...]:
    keys = frozenset({"entry", "number", "ticket", "stratum"} if stratified else {"entry", "number", "ticket"})
    seats = []
    for number, item in enumerate(_list(name, value), start=1):
        seat = _object(f"{name} {number}", item, keys)
        if _count(f"{name}.number", seat["number"]) != number:
            raise ValueError(f"{name} does not count its numbers 1, 2, 3 and so on: {seat['number']} is place {number}")
        stratum = _text("stratum", seat["stratum"]) if stratified else ""
        seats.append(Seat(number, _entry(seat["entry"]), _digest("ticket", seat["ticket"]), stratum))
    return tuple(seats)


def _passed(value: object) -> Passed:
    passed = _object("passed_over", value, frozenset({"entry", "reason", "ticket"}))
    ticket = _digest("ticket", passed["ticket"])
    return Passed(ticket, _entry(passed["entry"]), _text("reason", passed["reason"]))


def _source(value: object) -> Source:
    kind = value.get("kind") if isinstance(value, dict) else None
    if kind == "dice":
        dice = _object("a dice source", value, frozenset({"digits", "kind"}))
        return Dice(_matching("digits", dice["digits"], _DIGITS, "a text of digits"))
    if kind != "beacon":
        raise ValueError(f"a source is of kind {shown(repr(kind))}, not 'dice' or 'beacon'")
    keys = {"chain", "kind", "round", "signature"}
    if isinstance(value, dict) and "previous_signature" in value:
        keys.add("previous_signature")
    beacon = _object("a beacon source", value, frozenset(keys))
    previous = beacon.get("previous_signature")
    return BeaconRound(
        _digest("chain", beacon["chain"]),
        _count("round", beacon["round"]),
        _matching("signature", beacon["signature"], _HEX, "lower-case hex"),
        "" if previous is None else _matching("previous_signature", previous, _HEX, "lower-case hex"),
    )


def _object(name: str, value: object, keys: frozenset[str]) -> JsonObject:
    if not isinstance(value, dict):
        raise ValueError(f"{name} is {shown(repr(value))}, not an object")
    if value.keys() != keys:
        missing, unknown = sorted(keys - value.keys()), sorted(value.keys() - keys)
        raise ValueError(f"{name} " + (f"lacks {missing[0]}" if missing else f"has an unknown key '{shown(unknown[0])}'"))
    return value


def _list(name: str, value: object) -> list[object]:
    if not isinstance(value, list):
        raise ValueError(f"{name} is {shown(repr(value))}, not a list")
    return value


def _string(name: str, value: object) -> str:
    # JSON can spell half of a surrogate pair, which is no character and has no bytes.
    if not isinstance(value, str) or any("\ud800" <= mark <= "\udfff" for mark in value):
        raise ValueError(f"{name} is {shown(repr(value))}, not a text")
    return value


def _text(name: str, value: object) -> str:
    if not _string(name, value):
        raise ValueError(f"{name} is empty")
    return _string(name, value)


def _count(name: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{name} is {shown(repr(value))}, not a whole number from 0")
    return value


def _matching(name: str, value: object, pattern: re.Pattern[str], form: str) -> str:
    if not pattern.fullmatch(_string(name, value)):
        raise ValueError(f"{name} is {shown(repr(value))}, not {form}")
    return _string(name, value)


def _digest(name: str, value: object) -> str:
    return _matching(name, value, _DIGEST, "64 digits of lower-case hex")


def _entry(value: object) -> str:
    return _matching("entry", value, _ENTRY, "an entry of 3 to 54 of a-z, 0-9 and '-'")
