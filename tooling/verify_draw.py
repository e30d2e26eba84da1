#!/usr/bin/env python3
"""Draw a jury again from its published files and say whether the published panel is the one that follows.

    python tooling/verify_draw.py juries/2026-example [--roster juries/rosters/2026-members]

It stands alone: Python's standard library, no network, nothing of folkmoot. It reads `call.md`, `draw.json`, the roster's
`entries.csv` or its shards with SHA256SUMS; for quotas `lottery.json` with its certificate, for replacements `log.yml` and
`removals/`, for a selection the draw that invited. Exit: 0 the draw follows, 1 it does not, 2 it could not be checked.
By hand, a digest is `sha256sum`, a ticket `printf '%s:%s' SEED ENTRY | sha256sum`.
"""

import argparse
import hashlib
import json
import re
import sys
from fractions import Fraction
from itertools import accumulate, zip_longest
from pathlib import Path
from typing import Any

KEYS = "id method roster roster_digest seats alternates strata exclude sources quotas household relax lottery stage invitation".split()
DEMONSTRATION = "5d121f08f2975ccdd261ade1207dffde505a08118030314c5236d4a82d4670fb"
FOLLOWS = """The draw follows from its call, its roster and its sources. What this check cannot see: whether the
beacon's signature is genuine (`folkmoot verify` checks it under the chain's key; or ask any drand server for
the round and compare), whether the dice fell so (compare with the log and with witnesses), and whether call
and roster were signed and public before the round came out (see their signatures and history)."""


class Unreadable(Exception):
    """Something that this check does not understand, so that it cannot say whether the draw follows."""


class Wrong(Exception):
    """A fault in a published file after which nothing more can be compared."""


def need(condition: Any, fault: Exception) -> Any:
    """Insist on something, and hand it on."""
    if not condition:
        raise fault
    return condition


def sha256(data: bytes | str) -> str:
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def as_text(value: Any) -> str:
    """The one form in which draw.json is written."""
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


# The head of call.md. This reads less than YAML: what could be understood in two ways is refused.
QUOTED = r""""[^"\\]*"|'[^']*'"""
PLAIN = r"""[^\s\[\]{},:#&*!|>%@`"'?~-](?:[^\s\[\]{},:]|:(?=[^\s\[\]{},])|[ ]+(?=[^\s\[\]{},:#]))*"""
TOKEN = re.compile(rf"[ ]*(?:([\[\]{{}},]|:(?=[ \[\]{{}},]|$))|({QUOTED}|{PLAIN})|(.+))[ ]*")
PAIR = re.compile(rf"[ ]*({QUOTED}|{PLAIN}):(?: +(.+))?")
# A quoted text of several lines could hide a key from this reader, or show it a false one; so could an odd line end.
UNCLOSED = re.compile(r"""(?:^|[\[{,]|[:?-](?= ))\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|(["']))""")
ODD = re.compile("[\t\r\x85\u2028\u2029\ufeff]")


def read_head(text: str) -> dict[str, Any]:
    """The wanted keys of the head between the two '---' lines, every scalar as text."""
    lines, name, wanted = text.split("\n"), "", list[str]()
    need(lines[0] == "---" and "---" in lines[1:], Unreadable("call.md has no head between two lines '---'"))
    for line in lines[1 : lines.index("---", 1)]:
        key = re.fullmatch(r"([A-Za-z_][A-Za-z0-9_-]*):(?: .*)?", line)
        sound = (key or (name and re.match("[ #]|- |$", line))) and not ODD.search(line) and not any(UNCLOSED.findall(line))
        need(sound, Unreadable(f"the line '{line}' is not 'name: value', has a tab or an odd line end, or a quoted text that goes on"))
        name = key[1] if key else name
        need(name != "stages", Unreadable("it draws with 'stages', which only `folkmoot verify` can check"))
        wanted += [re.sub(r"(?<!\S)#.*", "", line).rstrip()] if name in KEYS else []
    return dict(read_block([line for line in wanted if line]))


def depth(line: str) -> int:
    """How far a line is indented, in half columns: a list may stand at the column of its name, and is deeper all the same."""
    text = line.lstrip(" ")
    return 2 * (len(line) - len(text)) + text.startswith("- ")


def read_block(lines: list[str]) -> Any:
    """A value from its lines: '- item' lines, 'name: value' lines, or a value in flow style."""
    here = depth(need(lines, Unreadable("a value is missing"))[0])
    is_list, blocks, pairs = here % 2, list[list[str]](), list[tuple[str, Any]]()
    if not is_list and not PAIR.fullmatch(lines[0]):
        return read_flow(lines)
    for line in lines:
        need(depth(line) >= here, Unreadable(f"'{line}' is not indented like its neighbours"))
        blocks += [[]] if depth(line) == here else []
        blocks[-1].append(line)
    if is_list:
        return [read_block([first.replace("- ", "  ", 1), *rest]) for first, *rest in blocks]
    for first, *rest in blocks:
        name, value = need(PAIR.fullmatch(first), Unreadable(f"'{first}' stands where 'name: value' should")).groups()
        pairs.append((read_flow([name]), read_flow([value, *rest]) if value else read_block(rest)))
    return mapping(pairs)


def read_flow(lines: list[str]) -> Any:
    """A value such as `{name: [one, "two"]}` or a scalar: quote every scalar, and it is JSON."""
    text, parts = " ".join(line.strip() for line in lines), []
    need(len(lines) == 1 or text[0] in "[{", Unreadable(f"'{lines[0].strip()}' goes on in a second line"))
    for mark, scalar, other in TOKEN.findall(text):
        need(not other and scalar != "null", Unreadable(f"'{other or scalar}' is not plain: it belongs between double quotes"))
        parts.append(mark or json.dumps(scalar[1:-1] if scalar[0] in "\"'" else scalar))
    try:
        return json.loads("".join(parts), object_pairs_hook=mapping)
    except ValueError:
        raise Unreadable(f"'{text}' is not one value") from None


def mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    for name in names:
        need(names.count(name) == 1, Unreadable(f"'{name}' stands twice"))
    return dict(pairs)


def take(value: Any, form: type, what: str) -> Any:
    """Insist on the form of a value of the call: int for a count, or str, list, dict."""
    if form is int and isinstance(value, str) and re.fullmatch("0|[1-9][0-9]{0,15}", value):
        return int(value)
    need(form is not int and isinstance(value, form), Unreadable(f"{what} is '{value}'"))
    return value


def read_json(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_bytes()))
    except (ValueError, TypeError, RecursionError):
        raise Wrong(f"{path.name} is not a JSON object") from None


# The roster.
def rows_of(data: bytes) -> list[list[str]]:
    """The rows of entries.csv or of a shard, the header first, checked for the one byte form that a roster has."""
    *lines, end = data.decode("utf-8", "replace").split("\n")
    table, before = [line.split(",") for line in lines], ""
    sound = not end and table and table[0][0] == "entry"
    need(sound, Wrong("entries.csv does not begin with the column 'entry' and end with a line end"))
    for line, row in zip(lines[1:], table[1:], strict=True):
        form = re.fullmatch(r'[a-z0-9][a-z0-9-]{2,53}(,[^,"\x00-\x1f\ufffd]*)*', line)
        sound = form and len(row) == len(table[0]) and row[0] > before
        need(sound, Wrong(f"entries.csv: the row '{line}' has not the one form, is not sorted or stands twice"))
        before = row[0]
    return table


def read_roster(folder: Path) -> tuple[str, list[list[str]]]:
    """The digest and the rows of a roster: of entries.csv, or of SHA256SUMS and all shards that it lists."""
    if (folder / "entries.csv").exists() or not (folder / "SHA256SUMS").exists():
        data = (folder / "entries.csv").read_bytes()
        return sha256(data), rows_of(data)
    sums, headers, rows = (folder / "SHA256SUMS").read_bytes(), list[list[str]](), list[list[str]]()
    *lines, end = sums.decode().split("\n")
    digits = 2 if len(lines) == 16**2 else 3
    need(len(lines) == 16**digits and not end, Wrong("SHA256SUMS does not list 256 or 4096 shards, a line each"))
    for number, line in enumerate(lines):
        name = f"{number:0{digits}x}"
        data = (folder / "shards" / f"{name}.csv").read_bytes()
        need(line == f"{sha256(data)}  shards/{name}.csv", Wrong(f"SHA256SUMS: the shard {name} is not the one of the line '{line}'"))
        header, *shard = rows_of(data)
        stray = [row[0] for row in shard if not sha256(row[0]).startswith(name)]
        need(
            not stray and header == (headers or [header])[0],
            Wrong(f"the shard {name} has other columns, or {stray}, which does not belong into it"),
        )
        headers.append(header)
        rows += shard
    return sha256(sums), [headers[0], *sorted(rows)]


class Check:
    """One jury: what its files say, what follows from them, and how many faults were found."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.faults = folder, 0
        self.call, self.columns, self.rows = dict[str, Any](), list[str](), dict[str, list[str]]()
        self.seed, self.skip, self.homes = "", dict[str, str](), dict[str, str]()
        self.quotas, self.kinds = dict[str, dict[str, list[int]]](), dict[Any, list[str]]()

    def say(self, holds: bool, what: str) -> None:
        """Say of one step whether it holds."""
        print(("ok     " if holds else "WRONG  ") + what)
        self.faults += not holds

    def run(self, roster: Path | None) -> None:
        """Read the files, draw again, and compare with what was published."""
        call_data, published = (self.folder / "call.md").read_bytes(), read_json(self.folder / "draw.json")
        digest = sha256(call_data)
        self.say(published.get("call") == digest, f"call.md has the digest {digest}")
        self.call = call = read_head(call_data.decode())
        need(
            call.get("method", "draw/1") == "draw/1", Unreadable(f"it draws by the method '{call.get('method')}'; this check knows draw/1")
        )
        name = take(call.get("roster"), str, "roster")
        roster_digest, (self.columns, *rows) = read_roster(roster or self.folder.parent / "rosters" / name)
        self.rows = {row[0]: row for row in rows}
        bound = "which the call names" if "roster_digest" in call else "which only the signature on the roster binds"
        self.say(call.get("roster_digest", roster_digest) == roster_digest, f"the roster {name} has the digest {roster_digest}, {bound}")
        self.read_rules()
        sources, lines = self.sources(published)
        self.seed = sha256(f"draw/1 seed\ncall {digest}\n{lines}")
        draw = {"method": "draw/1", "jury": take(call.get("id"), str, "id"), "call": digest, "sources": sources, "seed": self.seed}
        draw |= {"roster": {"id": name, "count": len(rows), "digest": roster_digest}, "eligible": len(rows) - len(self.skip)}
        draw |= self.draw_by_quotas(roster_digest) if self.quotas else self.draw_by_strata()
        print(f"       the seed is {self.seed}, {draw['eligible']} of {len(rows)} entries are eligible, and drawn are")
        for seat in draw["panel"]:
            print(f"        {seat['number']:>4}  {seat['entry']}  {seat['ticket']}")
        follows, given = as_text(draw).encode().split(b"\n"), (self.folder / "draw.json").read_bytes().split(b"\n")
        both = enumerate(zip_longest(follows, given, fillvalue=b"(nothing)"), start=1)
        other = next(
            (f"line {at} is {theirs.decode(errors='replace')}, not {mine.decode()}" for at, (mine, theirs) in both if mine != theirs), ""
        )
        self.say(not other, f"draw.json differs: its {other}" if other else "draw.json is, byte for byte, what follows from the above")
        self.replacements(draw)
        if DEMONSTRATION in lines:
            print("NOTE   this beacon is a demonstration: everybody holds its key, so the draw proves nothing")

    def at(self, name: str) -> int:
        """Where a column stands in a row of the roster."""
        need(name in self.columns, Wrong(f"the roster has no column '{name}', which the call names"))
        return self.columns.index(name)

    def read_rules(self) -> None:
        """Who is excluded and why, where several exclusions fit by the first; the quotas; and whether volunteers were invited."""
        for rule in take(self.call.get("exclude", []), list, "exclude"):
            keys = take(rule, dict, "an exclusion").keys()
            known = keys > {"reason"} and keys - {"entries"} in ({"reason"}, {"reason", "column", "values"})
            need(known, Unreadable(f"an exclusion has {sorted(keys)}, not reason with entries or column and values"))
            reason, at = take(rule["reason"], str, "reason"), self.at(take(rule.get("column", "entry"), str, "column"))
            entries, values = (map(str, take(rule.get(key, []), list, key)) for key in ("entries", "values"))
            lists = frozenset(entries), frozenset(values)
            found = {entry: reason for entry, row in self.rows.items() if entry in lists[0] or row[at] in lists[1]}
            self.skip = found | self.skip
        quotas = take(self.call.get("quotas", {}), dict, "quotas") if self.call.get("stage") != "invitation" else {}
        for name in sorted(quotas):
            pairs = {value: take(pair, list, "a quota") for value, pair in take(quotas[name], dict, "a column of quotas").items()}
            self.quotas[name] = {value: [take(number, int, "a quota") for number in pair] for value, pair in pairs.items()}
        if self.call.get("stage") == "selection":
            name = take(self.call.get("invitation"), str, "invitation")
            invited = {seat["entry"] for seat in read_json(self.folder.parent / name / "draw.json")["panel"]}
            strays = f", but not {min(self.rows.keys() - invited)}" if self.rows.keys() - invited else ""
            self.say(not strays, f"all {len(self.rows)} volunteers were invited by the draw {name}{strays}")

    def sources(self, published: dict[str, Any]) -> tuple[list[dict[str, Any]], str]:
        """The sources that the call announced with the values published for them; their lines in the seed."""
        announced, given, text, sources = take(self.call.get("sources"), list, "sources"), published.get("sources"), "", []
        sound = isinstance(given, list) and len(given) == len(announced) > 0 and all(isinstance(one, dict) for one in given)
        need(sound, Wrong("draw.json has not the sources that the call announces, or there are none"))
        for source, value in zip(announced, need(given, Wrong("")), strict=True):
            need("beacon " not in text, Wrong("a source stands behind the beacon"))
            if take(source, dict, "a source").get("kind") == "dice" and re.fullmatch("[0-9]+", str(value.get("digits"))):
                sources.append({"kind": "dice", "digits": str(value["digits"])})
                text += f"dice {value['digits']}\n"
                continue
            sound = source.get("kind") == "beacon" and re.fullmatch("([0-9a-f]{2})+", str(value.get("signature")))
            need(sound, Wrong(f"draw.json has {value} where the call announces {source}"))
            chain, number = take(source.get("chain"), str, "chain"), take(source.get("round"), int, "round")
            signed = {key: str(value[key]) for key in ("previous_signature", "signature") if key in value}
            sources.append({"kind": "beacon", "chain": chain, "round": number} | signed)
            text += f"beacon {chain} {number} {signed['signature']}\n"
        return sources, text

    def ticket(self, entry: str, seed: str = "") -> tuple[str, str]:
        """What entries are ranked by: the ticket, and for a tie the entry."""
        return sha256(f"{seed or self.seed}:{entry}"), entry

    def draw(
        self, groups: dict[Any, tuple[str | None, list[str]]], seats: list[Any], spare: list[Any] | None, alternates: int
    ) -> dict[str, Any]:
        """Fill each seat with the lowest ticket of its group, then the alternates, `spare` saying of which groups.

        Without `spare` they come in rounds through the groups of the seated, by their tickets. Passed over is who is
        excluded and whose household has a place already.
        """
        lists: dict[str, list[dict[str, Any]]] = {"panel": [], "alternates": [], "passed_over": []}
        coming, full = {group: iter(sorted(map(self.ticket, entries))) for group, (_, entries) in groups.items()}, set[str]()

        def take_next(group: Any, part: str) -> bool:
            for ticket, entry in coming[group]:
                drawn = {"entry": entry, "ticket": ticket}
                if entry in self.skip or self.homes.get(entry) in full:
                    lists["passed_over"].append({**drawn, "reason": self.skip.get(entry, "household")})
                    continue
                full.update([self.homes[entry]] if entry in self.homes else [])
                label = {} if groups[group][0] is None else {"stratum": groups[group][0]}
                lists[part].append({**drawn, **label, "number": len(lists[part]) + 1})
                return True
            return False

        seated = [group for group in seats if take_next(group, "panel")]
        by_ticket = sorted(zip(seated, lists["panel"], strict=True), key=lambda one: (one[1]["ticket"], one[1]["entry"]))
        spare = [group for group, _ in by_ticket] if spare is None else spare
        while spare and len(lists["alternates"]) < alternates:
            spare = [group for group in spare if len(lists["alternates"]) < alternates and take_next(group, "alternates")]
        lists["passed_over"].sort(key=lambda drawn: (drawn["ticket"], drawn["entry"]))
        return dict(lists)

    def draw_by_strata(self) -> dict[str, Any]:
        """The lowest tickets of each stratum, or of all when the call has no strata."""
        call = self.call
        seats, alternates = take(call.get("seats"), int, "seats"), take(call.get("alternates", "0"), int, "alternates")
        strata = take(call.get("strata", {"column": "", "seats": {"": str(seats)}, "alternates": {"": str(alternates)}}), dict, "strata")
        known = {"column", "seats"} <= strata.keys() <= {"column", "seats", "alternates"}
        need(known, Unreadable(f"strata has {sorted(strata)}, not 'column', 'seats' and perhaps 'alternates'"))
        shares = [take(strata.get(key, {}), dict, f"strata.{key}") for key in ("seats", "alternates")]
        first, further = ({name: take(count, int, name) for name, count in share.items()} for share in shares)
        wanted = alternates if "alternates" in call else sum(further.values())
        adds_up = sum(first.values()) == seats and sum(further.values()) == wanted and further.keys() <= first.keys()
        need(adds_up, Unreadable("the strata do not add up to the seats and alternates of the call"))
        at = self.at(take(strata["column"], str, "strata.column")) if "strata" in call else None
        groups: dict[Any, tuple[str | None, list[str]]] = {name: (None if at is None else name, []) for name in sorted(first)}
        for entry, row in self.rows.items():
            name = "" if at is None else row[at]
            need(name in groups or entry in self.skip, Wrong(f"the call names no seats for the stratum '{name}' of '{entry}'"))
            groups.get(name, ("", []))[1].append(entry)
        for name, (_, entries) in groups.items():
            free, places = len(set(entries) - self.skip.keys()), first[name] + further.get(name, 0)
            need(free >= places, Wrong(f"only {free} eligible entries for {places} places in stratum '{name}'"))
        turns = [[name for name in groups for _ in range(share.get(name, 0))] for share in (first, further)]
        return self.draw(groups, turns[0], turns[1], wanted) | {"strata": None if at is None else {"column": strata["column"]}}

    # People whom the quotas cannot tell apart are of one kind; the seed picks how many of each kind sit.
    def draw_by_quotas(self, roster: str) -> dict[str, Any]:
        """Check the lottery; then the seed draws one of its tickets, and the lowest tickets of each kind sit."""
        path = self.folder / "lottery.json"
        need(sha256(path.read_bytes()) == self.call.get("lottery"), Wrong("lottery.json is not the lottery that the call names"))
        lottery = read_json(path)
        self.sort_into_kinds()
        self.check_lottery(lottery, roster)
        tickets, number = lottery["tickets"], 0
        while (x := int(sha256(f"{self.seed}:panel:{number}")[:16], 16)) >= 2**64 - 2**64 % tickets:
            number += 1
        rows, ticket = lottery["compositions"], x % tickets
        place = next(at for at, total in enumerate(accumulate(row[0] for row in rows)) if ticket < total)
        seats = [kind for kind, count in zip(rows[place][1::2], rows[place][2::2], strict=True) for _ in range(count)]
        groups = {kind: (" / ".join(values), entries) for kind, ((values, _), entries) in enumerate(self.kinds.items())}
        drawn = {"digest": self.call["lottery"], "tickets": tickets, "ticket": ticket, "composition": place + 1}
        lists = self.draw(groups, seats, None, take(self.call.get("alternates", "0"), int, "alternates"))
        return lists | {"lottery": drawn, "strata": {"columns": list(self.quotas)}}

    def sort_into_kinds(self) -> None:
        """The eligible entries by kind (values, and who shares the household), kinds in order; and each entry's household, if any."""
        at, home = [self.at(name) for name in self.quotas], self.call.get("household")
        where = None if home is None else self.at(take(home, str, "household"))
        values = {entry: tuple(row[one] for one in at) for entry, row in self.rows.items() if entry not in self.skip}
        self.homes = {entry: self.rows[entry][where] for entry in values if self.rows[entry][where]} if where is not None else {}
        together: dict[str, list[Any]] = {}
        for entry, house in self.homes.items():
            together.setdefault(house, []).append(values[entry])
        for entry, own in values.items():
            home = () if where is None else tuple(sorted(together[self.homes[entry]])) if entry in self.homes else (own,)
            self.kinds.setdefault((own, home), []).append(entry)
        self.kinds = dict(sorted(self.kinds.items()))

    def check_lottery(self, lottery: dict[str, Any], roster: str) -> None:
        """The people, every composition, the chances, and the proof that no lottery within the quotas is fairer."""
        seats, shared, kinds, counts = (
            take(self.call.get("seats"), int, "seats"),
            dict[Any, list[int]](),
            list(self.kinds),
            [len(entries) for entries in self.kinds.values()],
        )
        for place, (_, home) in enumerate(kinds):
            if len(home) > 1:
                shared.setdefault(home, []).append(place)
        limits = sorted((some, counts[some[0]] // home.count(kinds[some[0]][0])) for home, some in shared.items())
        listed = [(values, count, home) if home else (values, count) for (values, home), count in zip(kinds, counts, strict=True)]
        expected = {"schema": "lottery/1", "roster": roster, "columns": list(self.quotas), "quotas": self.quotas, "kinds": listed}
        for name, value in (expected | {"household": self.call.get("household"), "limits": limits, "seats": seats}).items():
            need(as_text(lottery[name]) == as_text(value), Wrong(f"lottery.json: '{name}' is not what the call and the roster give"))
        self.say(True, f"the lottery is over the roster's {sum(counts)} eligible people, who are of {len(kinds)} kinds")
        rules: dict[Any, Any] = {number: (some, 0, limit) for number, (some, limit) in enumerate(limits)}
        for at, (name, quotas) in enumerate(self.quotas.items()):
            rules |= {(name, one): ([place for place, kind in enumerate(kinds) if kind[0][at] == one], *quotas[one]) for one in quotas}
        taken = [0] * len(kinds)
        for number, (weight, *numbers) in enumerate(lottery["compositions"], start=1):
            row = dict(zip(numbers[::2], numbers[1::2], strict=True))
            sound = (
                all(type(one) is int for one in (weight, *numbers)) and min(weight, *row.values()) > 0 <= min(row),
                numbers[::2] == sorted(row) and all(row[place] <= counts[place] for place in row),
                sum(row.values()) == seats,
                all(low <= sum(row.get(place, 0) for place in some) <= high for some, low, high in rules.values()),
            )
            need(all(sound), Wrong(f"composition {number} of the lottery has other seats, or is not within the quotas and households"))
            for place in row:
                taken[place] += weight * row[place]
        tickets, drawn = lottery["tickets"], len(lottery["compositions"])
        adds_up = type(tickets) is int and sum(weight for weight, *_ in lottery["compositions"]) == tickets > 0
        need(adds_up, Wrong(f"the weights of the compositions do not add up to the {tickets} tickets"))
        self.say(True, f"each of the {drawn} compositions, on {tickets} tickets, meets every quota")
        chances = [Fraction(one, tickets * count) for one, count in zip(taken, counts, strict=True)]
        self.check_chances(lottery, counts, chances, rules)

    def check_chances(self, lottery: dict[str, Any], counts: list[int], chances: list[Fraction], rules: dict[Any, Any]) -> None:
        """The chance of the least likely person, and the proof that nobody could make it better."""
        proof, seats = lottery["certificate"], lottery["seats"]
        spans = {place: (0, min(count, seats)) for place, count in enumerate(counts)}
        hopeless = {int(place): case for place, case in proof["uncovered"].items()}
        weights = [Fraction(proof["weights"].get(str(place), 0)) for place in spans]
        least, whole = min(chances[place] for place in spans if place not in hopeless), sum(weights)
        self.say(str(least) == lottery["least"], f"the least likely person has the chance {least}")
        worth = [weight / (whole * count) for weight, count in zip(weights, counts, strict=True)]
        found = most(proof["proof"], seats, worth, rules, spans)
        holds = min(weights) >= 0 and found == Fraction(proof["bound"]) >= least and not any(weights[place] for place in hopeless)
        self.say(holds, f"no lottery within the quotas gives the least likely person more than {found}")
        for place, case in sorted(hopeless.items()):
            one_sits = {**spans, place: (1, spans[place][1])}
            never = most(case, seats, [Fraction(0)] * len(counts), rules, one_sits) < 0 == chances[place]
            self.say(never, f"people of kind {place} can sit in no panel within the quotas")

    def replacements(self, draw: dict[str, Any]) -> None:
        """Every replacement in the log: by a later round that a removal named before, or by an alternate."""
        log = self.folder / "log.yml"
        lines = log.read_text(encoding="utf-8").split("\n") if log.exists() else []
        sitting, spare = ({seat["entry"] for seat in draw[part]} for part in ("panel", "alternates"))
        had, seeds, leaving = set(sitting), dict[str, str](), dict[str, list[str]]()
        for event in (read_flow([line[2:]]) for line in lines if re.search(r"\bact: (replaced|admitted)\b", line)):
            entry, ref = take(event.get("entry"), str, "entry"), event.get("ref", "")
            if event["act"] == "replaced" and not re.fullmatch(r"removals/[0-9]+\.json", ref):
                self.say(entry in spare - had, f"{entry}, who takes an empty seat, was drawn as an alternate")
            elif event["act"] == "replaced":
                if ref not in seeds:  # its first: all who leave by it leave at once
                    seeds[ref], leaving[ref] = self.read_removal(ref, event)
                    need(sitting.issuperset(leaving[ref]), Wrong(f"{ref} lets somebody leave who has no seat"))
                    sitting -= set(leaving[ref])
                left = leaving[ref].pop(0) if leaving[ref] else "nobody"
                comes = self.successor(seeds[ref], left, sitting, had)
                self.say((left, comes) == (event.get("instead"), entry), f"{comes} takes the seat of {left}, by {ref} and its round")
            sitting = (sitting - {event.get("instead")}) | {entry}
            had.add(entry)

    def read_removal(self, ref: str, event: dict[str, Any]) -> tuple[str, list[str]]:
        """The new seed that a removal and its round give, and who leaves."""
        removal, (source,) = read_json(self.folder / ref), take(event.get("sources"), list, "sources")
        same = removal["seed"] == self.seed and all(source[key] == str(value) for key, value in removal["beacon"].items())
        need(same, Wrong(f"{ref} is of another draw or names another round than the log"))
        beacon = f"beacon {source['chain']} {source['round']} {source['signature']}\n"
        digest = sha256((self.folder / ref).read_bytes())
        return sha256(f"draw/1 replace\nseed {self.seed}\nremoval {digest}\n{beacon}"), list(removal["entries"])

    def successor(self, seed: str, left: str, sitting: set[str], had: set[str]) -> str:
        """Whose ticket is the lowest of those like the one who left, step by step, as fewer columns with quotas have to agree."""
        full, own = {self.homes[entry] for entry in sitting if entry in self.homes}, self.rows.get(left)
        out = had | self.skip.keys() | {entry for entry, home in self.homes.items() if home in full}
        names, relax = list(self.quotas), take(self.call.get("relax", []), list, "relax") if self.quotas else []
        names = names or ([self.call["strata"]["column"]] if "strata" in self.call else [])
        steps = [set(entries) for entries in self.kinds.values() if left in entries]
        for dropped in range(len(relax) + 1):
            at = [self.at(name) for name in names if name not in relax[:dropped]]
            steps.append({entry for entry, row in self.rows.items() if own and all(row[one] == own[one] for one in at)})
        return next((min(self.ticket(entry, seed) for entry in some - out)[1] for some in steps if some - out), "nobody")


def most(proof: Any, seats: int, worth: list[Fraction], rules: dict[Any, Any], spans: dict[int, tuple[int, int]]) -> Fraction | float:
    """What a panel within the quotas is worth at most, if a seat of each kind is worth so much, by the proof's prices.

    Any prices prove a bound (weak duality): each quota costs its price, each kind yields what is left of its worth. A branch
    tells apart panels in which a kind takes at most `at` seats from the others; -inf where no panel is left.
    """
    if "kind" in proof:
        place, at = proof["kind"], proof["at"]
        need(type(at) is int, Wrong("a branch of the proof is at no whole number"))
        low, high = spans[place]
        cases = (proof["below"], low, min(high, at)), (proof["above"], max(low, at + 1), high)
        bounds = [most(case, seats, worth, rules, {**spans, place: (least, top)}) for case, least, top in cases if least <= top]
        return max(bounds, default=float("-inf"))
    prices: dict[Any, Fraction] = {int(number): Fraction(price) for number, price in proof["households"].items()}
    need(min(prices.values(), default=0) >= 0, Wrong("a household price in the proof is below 0"))
    prices |= {(name, value): Fraction(price) for name, named in proof["prices"].items() for value, price in named.items()}
    base = Fraction(proof["base"])
    total, left = base * seats, [one - base for one in worth]
    for rule, price in prices.items():
        places, low, high = rules[rule]
        total += price * (high if price > 0 else low)
        for place in places:
            left[place] -= price
    return total + sum(max(rest * number for number in spans[place]) for place, rest in enumerate(left))


def main(arguments: list[str] | None = None) -> int:
    """Print the steps; the exit code."""
    words = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    words.add_argument("jury", type=Path, help="the folder that holds call.md and draw.json")
    words.add_argument("--roster", type=Path, help="the folder that holds entries.csv")
    given = words.parse_args(arguments)
    check = Check(given.jury)
    try:
        check.run(given.roster)
    except Wrong as fault:
        check.say(False, str(fault))
    except (OSError, UnicodeError, Unreadable, RecursionError) as error:
        print(f"could not check {given.jury}: {error}")
        return 1 if check.faults else 2
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
        check.say(False, f"after the step above, a published file is not formed as it should be: {error!r}")
    print("The draw does not follow." if check.faults else FOLLOWS)
    return 1 if check.faults else 0


if __name__ == "__main__":
    sys.exit(main())
