#!/usr/bin/env python3
"""Draw a jury again from its published files and say whether the published panel is the one that follows.

    python tooling/verify_draw.py juries/2026-example [--roster juries/rosters/2026-members]

It stands alone: Python's standard library, no network, nothing of folkmoot. It reads `call.md`, `draw.json`
and the roster's `entries.csv` (not the shards of a larger roster). Exit: 0 the draw follows, 1 it does not, 2
it could not be checked. By hand, a digest is `sha256sum`, a ticket `printf '%s:%s' SEED ENTRY | sha256sum`.
"""

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

KEYS = ("id", "method", "roster", "roster_digest", "seats", "alternates", "strata", "exclude", "sources")
PARTS = ("panel", "alternates", "passed_over")
DEMONSTRATION = "5d121f08f2975ccdd261ade1207dffde505a08118030314c5236d4a82d4670fb"
FOLLOWS = """The draw follows from its call, its roster and its sources. What this check cannot see: whether the
beacon's signature is genuine (`folkmoot verify` checks it under the chain's key; or ask any drand server for
the round and compare), whether the dice fell so (compare with the log and with witnesses), and whether call
and roster were signed and public before the round came out (see their signatures and history)."""


class Unreadable(Exception):
    """Something that this check does not understand, so that it cannot say whether the draw follows."""


class Wrong(Exception):
    """A fault in a published file after which nothing more can be compared."""


# The head of call.md. This reads less than YAML: what could be understood in two ways is refused.
QUOTED = r""""[^"\\]*"|'[^']*'"""
PLAIN = r"""[^\s\[\]{},:#&*!|>%@`"'?~-](?:[^\s\[\]{},:]|:(?=[^\s\[\]{},])|[ ]+(?=[^\s\[\]{},:#]))*"""
TOKEN = re.compile(rf"[ ]*(?:(?P<mark>[\[\]{{}},]|:(?=[ \[\]{{}},]|$))|(?P<text>{QUOTED}|{PLAIN}))[ ]*")
PAIR = re.compile(rf"""({QUOTED}|[^\s\[\]{{}},:#&*!|>%@`"'?~-][^\[\]{{}},:#]*):(?: +(\S.*))?""")
COMMENT = re.compile(rf"((?<![^\s\[{{,])(?:{QUOTED}))|(?<!\S)#.*")
SCALAR_START = r"(?:^|[\[{,]|[:?-](?= ))\s*"
LONG_QUOTED = r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'"""


def read_head(text: str) -> dict[str, Any]:
    """The wanted keys of the head between the two '---' lines, every scalar as text."""
    lines = text.split("\n")
    if lines[0] != "---" or "---" not in lines[1:]:
        raise Unreadable("call.md has no head between two lines '---'")
    fields: dict[str, list[tuple[int, str]]] = {}
    name = ""
    for line in lines[1 : lines.index("---", 1)]:
        if key := re.fullmatch(r"([A-Za-z_][A-Za-z0-9_-]*):(?: +(.*))?", line):
            name = key[1]
            if name in fields:
                raise Unreadable(f"'{name}' stands twice")
            fields[name] = [(1, key[2] or "")]
        elif name and (not line or line[0] in " #" or line.startswith("- ")):
            fields[name].append((len(line) - len(line.lstrip(" ")), line))
        else:
            raise Unreadable(f"the line '{line}' is not 'name: value'")
        # A quoted text of several lines could hide a key from this reader, or show it a false one.
        bare = re.sub(f"({SCALAR_START})(?:{LONG_QUOTED})", r"\1x", line)
        if re.search("[\t\r\x85\u2028\u2029\ufeff]", line) or re.search(SCALAR_START + "[\"']", bare):
            raise Unreadable(f"a tab or an odd line end, or a quoted text that goes on, in '{line}'")
    if other := fields.keys() & {"quotas", "stages", "lottery"}:
        raise Unreadable(f"it draws with {sorted(other)}, which only `folkmoot verify` can check")
    cut = {key: [(depth, COMMENT.sub(r"\1", line).strip()) for depth, line in fields[key]] for key in fields}
    return {key: read_block([pair for pair in cut[key] if pair[1]]) for key in KEYS if key in fields}


def read_block(lines: list[tuple[int, str]]) -> Any:
    """The lines of one value with their indents: '- item' lines, 'name: value' lines, or a flow value."""
    if not lines:
        raise Unreadable("a value is missing")
    (indent, first), is_list = lines[0], lines[0][1].startswith("- ")
    if not is_list and not PAIR.fullmatch(first):
        if len(lines) > 1 and first[0] not in "[{":
            raise Unreadable(f"'{first}' goes on in a second line")
        return read_flow(" ".join(line for _, line in lines))
    blocks: list[list[tuple[int, str]]] = []
    for depth, line in lines:
        if depth < indent or (depth == indent and is_list and not line.startswith("- ")):
            raise Unreadable(f"'{line}' is not indented, or has no '- ', like its neighbours")
        if depth == indent and (is_list or not line.startswith("- ")):
            blocks.append([])
        blocks[-1].append((depth, line))
    if not is_list:
        return _mapping(_read_pair(block) for block in blocks)
    bodies = [(line[2:].lstrip(), line, rest) for (_, line), *rest in blocks]
    return [read_block([(indent + len(line) - len(body), body), *rest]) for body, line, rest in bodies]


def _read_pair(block: list[tuple[int, str]]) -> tuple[Any, Any]:
    (indent, line), *rest = block
    pair = PAIR.fullmatch(line)
    if not pair or (pair[2] and (pair[2].startswith("- ") or PAIR.fullmatch(pair[2]))):
        raise Unreadable(f"'{line}' stands where 'name: value' should")
    return read_flow(pair[1]), read_block([(indent + 1, pair[2]), *rest] if pair[2] else rest)


def read_flow(text: str) -> Any:
    """A value on one line, `{name: [one, "two"]}` or a scalar: quote every scalar, and it is JSON."""
    parts, at = [], 0
    while at < len(text):
        token = TOKEN.match(text, at)
        if not token or token["text"] == "null":
            raise Unreadable(f"'{text[at:]}' is not plain: a text like this belongs between double quotes")
        scalar = token["text"] or ""
        parts.append(token["mark"] or json.dumps(scalar[1:-1] if scalar[0] in "\"'" else scalar))
        at = token.end()
    try:
        return json.loads("".join(parts), object_pairs_hook=_mapping)
    except ValueError:
        raise Unreadable(f"'{text}' is not one value") from None


def _mapping(pairs: Iterable[tuple[Any, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name, value in pairs:
        if name in result or not isinstance(name, str):
            raise Unreadable(f"'{name}' stands twice, or is no name")
        result[name] = value
    return result


def take(value: Any, form: type, what: str) -> Any:
    """Insist on the form of a value of the call: int for a count, or str, list, dict."""
    if form is int and isinstance(value, str) and re.fullmatch("0|[1-9][0-9]{0,15}", value):
        return int(value)
    if form is int or not isinstance(value, form):
        raise Unreadable(f"{what} is '{value}'")
    return value


def places(call: dict[str, Any]) -> tuple[dict[str, int], dict[str, int], str | None]:
    """Seats and alternates of each stratum, or of '' when there are none; and the column of the strata."""
    seats, alternates = take(call.get("seats"), int, "seats"), take(call.get("alternates", "0"), int, "alternates")
    if "strata" not in call:
        return {"": seats}, {"": alternates}, None
    strata = take(call["strata"], dict, "strata")
    if not {"column", "seats"} <= strata.keys() <= {"column", "seats", "alternates"}:
        raise Unreadable(f"strata has {sorted(strata)}, not 'column', 'seats' and perhaps 'alternates'")
    shares = [take(strata.get(key, {}), dict, f"strata.{key}") for key in ("seats", "alternates")]
    first, further = ({name: take(count, int, name) for name, count in share.items()} for share in shares)
    wanted = alternates if "alternates" in call else sum(further.values())
    if sum(first.values()) != seats or sum(further.values()) != wanted or not further.keys() <= first.keys():
        raise Unreadable("the strata do not add up to the seats and alternates of the call")
    return first, further, take(strata["column"], str, "strata.column")


def rows(data: bytes) -> list[list[str]]:
    """The rows of entries.csv, the header first, checked for the one byte form that a roster has."""
    lines = data.decode("utf-8", "replace").split("\n")
    table, before = [line.split(",") for line in lines[:-1]], ""
    if lines[-1] or not table or table[0][0] != "entry":
        raise Wrong("entries.csv does not begin with the column 'entry' and end with a line end")
    for line, row in zip(lines[1:], table[1:], strict=False):
        form = re.fullmatch(r'[a-z0-9][a-z0-9-]{2,53}(,[^,"\x00-\x1f\ufffd]*)*', line)
        if not form or len(row) != len(table[0]) or row[0] <= before:
            raise Wrong(f"entries.csv: the row '{line}' has not the one form, is not sorted or stands twice")
        before = row[0]
    return table


def reasons(call: dict[str, Any], table: list[list[str]]) -> dict[str, str]:
    """Which entries the call excludes, and why; where several exclusions fit, the first counts."""
    found: dict[str, str] = {}
    for rule in take(call.get("exclude", []), list, "exclude"):
        keys = take(rule, dict, "an exclusion").keys()
        if not keys > {"reason"} or keys - {"entries"} not in ({"reason"}, {"reason", "column", "values"}):
            raise Unreadable(f"an exclusion has {sorted(keys)}, not reason with entries or column and values")
        at = _column(take(rule.get("column", "entry"), str, "column"), table)
        listed = [take(rule.get(key, []), list, key) for key in ("entries", "values")]
        entries, values = ({take(value, str, "what an exclusion lists") for value in some} for some in listed)
        for row in table[1:]:
            if row[0] in entries or row[at] in values:
                found.setdefault(row[0], take(rule["reason"], str, "reason"))
    return found


def _column(name: str, table: list[list[str]]) -> int:
    if name not in table[0]:
        raise Wrong(f"the roster has no column '{name}', which the call names")
    return table[0].index(name)


def panel_of(call: dict[str, Any], table: list[list[str]], seed: str) -> dict[str, Any]:
    """Give every entry its ticket and take the lowest of each stratum; what draw.json must list."""
    (seats, alternates, by), skip = places(call), reasons(call, table)
    result: dict[str, Any] = {part: [] for part in PARTS} | {"eligible": len(table) - 1 - len(skip)}
    groups: dict[str, list[tuple[str, str]]] = {stratum: [] for stratum in sorted(seats)}
    at = None if by is None else _column(by, table)
    for row in table[1:]:
        stratum = "" if at is None else row[at]
        if stratum in groups:
            groups[stratum].append((hashlib.sha256(f"{seed}:{row[0]}".encode()).hexdigest(), row[0]))
        elif row[0] not in skip:
            raise Wrong(f"the call names no seats for the stratum '{stratum}' of '{row[0]}'")
    for stratum, tickets in groups.items():
        wanted = seats[stratum] + alternates.get(stratum, 0)
        taken = 0
        for ticket, entry in sorted(tickets):  # a tie goes to the lower entry
            if taken == wanted:
                break
            drawn = {"entry": entry, "ticket": ticket}
            if entry in skip:
                result["passed_over"].append(drawn | {"reason": skip[entry]})
                continue
            part = result["panel" if taken < seats[stratum] else "alternates"]
            part.append(drawn | {"number": len(part) + 1} | ({} if by is None else {"stratum": stratum}))
            taken += 1
        if taken < wanted:
            raise Wrong(f"only {taken} eligible entries for {wanted} places in stratum '{stratum}'")
    result["passed_over"].sort(key=lambda drawn: (drawn["ticket"], drawn["entry"]))
    return result


def sources_of(call: dict[str, Any], draw: dict[str, Any]) -> tuple[list[dict[str, Any]], str]:
    """The sources that the call announced with the values published for them; their lines in the seed."""
    announced, published, text = take(call.get("sources"), list, "sources"), draw.get("sources"), ""
    if not isinstance(published, list) or len(published) != len(announced):
        raise Wrong("draw.json has not the sources that the call announces")
    sources: list[dict[str, Any]] = []
    for source, value in zip(announced, published, strict=True):
        kind, given = take(source, dict, "a source").get("kind"), value if isinstance(value, dict) else {}
        if kind == "dice" and re.fullmatch("[0-9]+", str(given.get("digits"))):
            sources.append({"kind": "dice", "digits": str(given["digits"])})
            text += f"dice {given['digits']}\n"
        elif kind == "beacon" and re.fullmatch("([0-9a-f]{2})+", str(given.get("signature"))):
            chain, number = take(source.get("chain"), str, "chain"), take(source.get("round"), int, "round")
            signed = {key: str(given[key]) for key in ("previous_signature", "signature") if key in given}
            sources.append({"kind": "beacon", "chain": chain, "round": number} | signed)
            text += f"beacon {chain} {number} {signed['signature']}\n"
        else:
            raise Wrong(f"draw.json has {value} where the call announces {source}")
    if not sources or any(source["kind"] == "beacon" for source in sources[:-1]):
        raise Wrong("there is no source, or one behind the beacon")
    return sources, text


def check(folder: Path, roster: Path | None) -> Iterator[tuple[bool, str]]:
    """Each step, as whether it holds and what it says."""
    call_data, draw_data = (folder / "call.md").read_bytes(), (folder / "draw.json").read_bytes()
    call_digest = hashlib.sha256(call_data).hexdigest()
    try:
        draw = dict(json.loads(draw_data))
    except (ValueError, TypeError, RecursionError):
        raise Wrong("draw.json is not a JSON object") from None
    yield draw.get("call") == call_digest, f"call.md has the digest {call_digest}"
    call = read_head(call_data.decode("utf-8"))
    if call.get("method", "draw/1") != "draw/1":
        raise Unreadable(f"it draws by the method '{call['method']}'; this check knows draw/1")
    name, by = take(call.get("roster"), str, "roster"), places(call)[2]
    data = ((roster or folder.parent / "rosters" / name) / "entries.csv").read_bytes()
    digest, table = hashlib.sha256(data).hexdigest(), rows(data)
    expected: dict[str, Any] = {"roster": {"count": len(table) - 1, "digest": digest, "id": name}}
    expected |= {"call": call_digest, "jury": take(call.get("id"), str, "id"), "method": "draw/1"}
    yield draw.get("roster") == expected["roster"], f"the roster {name} has the digest {digest}"
    bound = "this digest" if "roster_digest" in call else "no digest (only the signature on the roster binds it)"
    yield call.get("roster_digest", digest) == digest, f"the call names {bound} for the roster"
    expected["sources"], lines = sources_of(call, draw)
    expected["seed"] = hashlib.sha256(f"draw/1 seed\ncall {call_digest}\n{lines}".encode()).hexdigest()
    yield draw.get("seed") == expected["seed"], f"the call and the sources give the seed {expected['seed']}"
    expected |= {"strata": by and {"column": by}} | panel_of(call, table, expected["seed"])
    for seat in expected["panel"]:
        print(f"        {seat['number']:>4}  {seat['entry']}  {seat['ticket']}")
    for key, count in [("eligible", expected["eligible"]), *((part, len(expected[part])) for part in PARTS)]:
        yield draw.get(key) == expected[key], f"{key.replace('_', ' ')}: {count}"
    written = (json.dumps(expected, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()
    yield draw_data == written, "draw.json is, byte for byte, what follows from the above"
    if DEMONSTRATION in lines:
        print("NOTE   this beacon is a demonstration: everybody holds its key, so the draw proves nothing")


def main(arguments: list[str] | None = None) -> int:
    """Print the steps; the exit code."""
    words = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    words.add_argument("jury", type=Path, help="the folder that holds call.md and draw.json")
    words.add_argument("--roster", type=Path, help="the folder that holds entries.csv")
    given, faults = words.parse_args(arguments), 0
    try:
        for holds, what in check(given.jury, given.roster):
            print(("ok     " if holds else "WRONG  ") + what)
            faults += not holds
    except Wrong as fault:
        print(f"WRONG  {fault}")
        faults += 1
    except (OSError, UnicodeError, Unreadable) as error:
        print(f"could not check {given.jury}: {error}")
        return 1 if faults else 2
    print("The draw does not follow." if faults else FOLLOWS)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
