"""ballots.json of a matter whose ballots are packed: the one JSON form of their count, read only when it is those bytes and adds up."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

from folkmoot.formats.canonical import write_json
from folkmoot.formats.strict_json import load
from folkmoot.records.ballot import Ballot, Discarded, DiscardReason
from folkmoot.records.packed import CountedBy, PackedClass, PackedCount
from folkmoot.records.tally import Blank, Matrix, Pairs
from folkmoot.records.value import DIGEST, SLUG, shown

FILE = "ballots.json"
"""Its name in the folder of the proposal."""
_SCHEMA = "packed-count/1"
_MOST_BYTES = 64 << 20
_LONGEST = 400
_KEYS = frozenset({"cast", "counted", "counted_by", "discarded", "electorate", "named", "packed", "proposal", "schema", "text"})


def write_packed_count(count: PackedCount) -> bytes:
    """The bytes of ballots.json."""
    return write_json(_value(count))


def packed_difference(stated: PackedCount, found: PackedCount) -> str:
    """Where two counts first differ, and what each says there; empty when they agree. Which engine counted is no difference."""
    return _difference("", *({key: part for key, part in _value(count).items() if key != "counted_by"} for count in (stated, found)))


def _difference(where: str, stated: object, found: object) -> str:
    if not isinstance(stated, dict) or not isinstance(found, dict):
        said, gives = (shown(str(value))[:80] for value in (stated, found))
        return "" if stated == found else f"{where}: {FILE} says {said}, the ballots give {gives}"
    for key in sorted(stated.keys() | found.keys()):
        place = f"{where}.{key or 'blank'}" if where else key
        if said := _difference(place, stated.get(key, "nothing"), found.get(key, "nothing")):
            return said
    return ""


def _value(count: PackedCount) -> dict[str, Any]:
    value: dict[str, Any] = {
        "schema": _SCHEMA,
        "proposal": count.proposal,
        "text": count.text,
        "electorate": {"digest": count.electorate, "eligible": count.eligible, "entries": count.entries},
        "packed": {
            "digest": count.digest, "files": count.files or None, "rows": count.rows, "set_aside": written_reasons(count.set_aside),
        },
        "cast": count.cast,
        "counted": count.counted,
        "discarded": written_reasons(count.discarded),
        "named": written_named(count.named),
        "counted_by": {
            "engine": count.counted_by.engine, "golden": count.counted_by.golden, "shards": count.counted_by.shards,
            "version": count.counted_by.version,
        },
    }  # fmt: skip
    if count.pairs is None:
        value["choices"] = dict(count.choices)
    else:
        value["pairs"] = {"blank": str(count.pairs.blank), "matrix": [list(row) for row in count.pairs.matrix]}
    if count.classes:
        value["classes"] = {each.name: {"choices": dict(each.choices), "eligible": each.eligible} for each in count.classes}
    return value


def read_packed_count(data: bytes) -> PackedCount:
    """Read ballots.json. Raises ValueError, in a plain sentence, for what `write_packed_count` does not write, or what does not add up."""
    value = load(data, _MOST_BYTES)
    if not isinstance(value, dict) or value.get("schema") != _SCHEMA:
        raise ValueError(f"it is no object with the schema {_SCHEMA}")
    body = "pairs" if "pairs" in value else "choices"
    fields = _object("the count", value, _KEYS | {body} | ({"classes"} & value.keys()))
    count = _count_of(fields)
    if fields["cast"] != count.cast:
        raise ValueError(f"{_whole('cast', fields['cast'])} ballots were cast, and {count.rows} rows and those set aside make {count.cast}")
    _check_sums(count)
    if write_packed_count(count) != data:
        raise ValueError("it is not in canonical form: sorted keys, each once, two spaces a level, a final newline")
    return count


def _count_of(fields: Mapping[str, Any]) -> PackedCount:
    electorate = _object("electorate", fields["electorate"], frozenset({"digest", "eligible", "entries"}))
    packed = _object("packed", fields["packed"], frozenset({"digest", "files", "rows", "set_aside"}))
    by = _object("counted_by", fields["counted_by"], frozenset({"engine", "golden", "shards", "version"}))
    proposal, text, digest = _matching("proposal", fields["proposal"], SLUG), _digest("text", fields["text"]), electorate["digest"]
    counted = _whole("counted", fields["counted"])
    return PackedCount(
        proposal=proposal,
        text=text,
        electorate=_digest("electorate.digest", digest),
        entries=_whole("electorate.entries", electorate["entries"]),
        eligible=_whole("electorate.eligible", electorate["eligible"]),
        digest=_digest("packed.digest", packed["digest"]),
        files="" if packed["files"] is None else _digest("packed.files", packed["files"]),
        rows=_whole("packed.rows", packed["rows"]),
        set_aside=read_reasons("packed.set_aside", packed["set_aside"]),
        counted=counted,
        discarded=read_reasons("discarded", fields["discarded"]),
        named=read_named(fields["named"], (proposal, text, digest)),
        choices=_choices("choices", fields["choices"]) if "choices" in fields else {},
        pairs=_pairs(fields["pairs"], counted) if "pairs" in fields else None,
        classes=_classes(fields["classes"]) if "classes" in fields else (),
        counted_by=CountedBy(
            _text("counted_by.engine", by["engine"]), _text("counted_by.version", by["version"]),
            _digest("counted_by.golden", by["golden"]), _whole("counted_by.shards", by["shards"]),
        ),
    )  # fmt: skip


def _check_sums(count: PackedCount) -> None:
    """ValueError for numbers that no count can give."""
    refused = sum(count.discarded.values())
    if count.rows != count.counted + refused:
        raise ValueError(f"{count.rows} rows are packed, and {count.counted} that count and {refused} that do not make another number")
    if count.counted > count.eligible:
        raise ValueError(f"{count.counted} ballots count, and {count.eligible} members may vote")
    if count.pairs is None and sum(count.choices.values()) != count.counted:
        raise ValueError(f"{count.counted} ballots count, and the choices add up to {sum(count.choices.values())}")
    if count.classes:
        _check_classes(count)
    check_named(count.named, Counter(count.set_aside) + Counter(count.discarded))


def _check_classes(count: PackedCount) -> None:
    if count.pairs is not None:
        raise ValueError("classes are counted by choices, and only pairs stand here")
    if sum(each.eligible for each in count.classes) != count.eligible:
        raise ValueError(f"{count.eligible} members may vote, and the classes do not add up to them")
    together: Counter[str] = Counter()
    for each in count.classes:
        together.update(each.choices)
        if sum(each.choices.values()) > each.eligible:
            raise ValueError(f"more ballots of the class '{shown(each.name)}' count than it has members")
    if together != Counter(count.choices):
        raise ValueError("the choices of the classes do not add up to the choices")


def written_reasons(reasons: Mapping[DiscardReason, int]) -> dict[str, int]:
    """Numbers by reason as JSON has them, without those of none."""
    return {str(reason): number for reason, number in reasons.items() if number}


def read_reasons(name: str, value: object) -> Mapping[DiscardReason, int]:
    """Numbers by reason; ValueError for another word or number."""
    if not isinstance(value, dict):
        raise ValueError(f"'{name}' is a number for each reason")
    unknown = sorted(set(value) - set(DiscardReason))
    if unknown:
        raise ValueError(f"'{shown(unknown[0])}' is no reason to set a ballot aside")
    return Counter({DiscardReason(reason): _whole(name, number) for reason, number in value.items()})


def written_named(named: Iterable[Discarded]) -> list[dict[str, Any]]:
    """Ballots that do not count as JSON has them."""
    return [
        {"reason": str(gone.reason), "sequence": gone.ballot.sequence, "voter": gone.ballot.voter, "words": gone.words} for gone in named
    ]


def read_named(value: object, bound: tuple[str, str, str]) -> tuple[Discarded, ...]:
    """Ballots that do not count, of a proposal, text and electorate; ValueError for what is none."""
    if not isinstance(value, list):
        raise ValueError("'named' is a list of ballots that do not count")
    found = []
    for item in value:
        fields = _object("a ballot that does not count", item, frozenset({"reason", "sequence", "voter", "words"}))
        [reason] = read_reasons("named", {_text("reason", fields["reason"]): 1})
        ballot = Ballot(*bound, _text("voter", fields["voter"]), _whole("sequence", fields["sequence"]), "")
        found.append(Discarded(ballot, reason, _text("words", fields["words"])))
    return tuple(found)


def check_named(named: Iterable[Discarded], most: Mapping[DiscardReason, int]) -> None:
    """ValueError where more ballots of a reason are named than do not count for it."""
    for reason, number in Counter(gone.reason for gone in named).items():
        if number > most.get(reason, 0):
            raise ValueError(f"{number} ballots are named as {reason}, and {most.get(reason, 0)} were discarded so")


def _classes(value: object) -> tuple[PackedClass, ...]:
    if not isinstance(value, dict) or not value:
        raise ValueError("'classes' holds the ballots of each class by its name")
    found = []
    for name, item in sorted(value.items()):
        fields = _object("a class", item, frozenset({"choices", "eligible"}))
        found.append(PackedClass(name, _whole("eligible", fields["eligible"]), _choices("choices", fields["choices"])))
    return tuple(found)


def _choices(name: str, value: object) -> Mapping[str, int]:
    if not isinstance(value, dict):
        raise ValueError(f"'{name}' is a number for each choice")
    found = {choice: _whole(name, number) for choice, number in value.items()}
    if 0 in found.values():
        raise ValueError(f"'{name}' holds a choice that nobody made")
    return found


def _pairs(value: object, ballots: int) -> Pairs:
    fields = _object("pairs", value, frozenset({"blank", "matrix"}))
    if not isinstance(fields["blank"], str) or fields["blank"] not in set(Blank):
        raise ValueError(f"'{shown(str(fields['blank']))}' is no word on unranked options")
    rows = fields["matrix"]
    if not isinstance(rows, list) or not all(isinstance(row, list) and len(row) == len(rows) for row in rows):
        raise ValueError("'matrix' has as many rows as columns")
    matrix: Matrix = tuple(tuple(_whole("matrix", cell) for cell in row) for row in rows)
    if any(matrix[one][one] for one in range(len(matrix))):
        raise ValueError("'matrix' prefers an option to itself")
    if any(matrix[one][other] + matrix[other][one] > ballots for one, other in combinations(range(len(matrix)), 2)):
        raise ValueError(f"'matrix' holds more voices on a pair than the {ballots} ballots that count")
    return Pairs(matrix, ballots, Blank(fields["blank"]))


def _object(name: str, value: object, keys: frozenset[str]) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{name} is {shown(repr(value))}, not an object")
    if value.keys() != keys:
        missing, unknown = sorted(keys - value.keys()), sorted(value.keys() - keys)
        raise ValueError(f"{name} " + (f"lacks {missing[0]}" if missing else f"has an unknown key '{shown(unknown[0])}'"))
    return value


def _text(name: str, value: object) -> str:
    if not isinstance(value, str) or not value or len(value) > _LONGEST or "\n" in value:
        raise ValueError(f"'{name}' is a text of one line")
    return value


def _matching(name: str, value: object, pattern: str) -> str:
    if not isinstance(value, str) or not re.fullmatch(pattern, value):
        raise ValueError(f"'{name}' is not written as it should be")
    return value


def _digest(name: str, value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(DIGEST, value):
        raise ValueError(f"{name} is {shown(repr(value))}, not 64 digits of lower-case hex")
    return value


def _whole(name: str, value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"{name} is {shown(repr(value))}, not a whole number from 0")
    return value
