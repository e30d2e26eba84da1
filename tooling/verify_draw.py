#!/usr/bin/env python3
"""Draw a jury again from its published files and say whether the published panel is the one that follows.

    python tooling/verify_draw.py juries/2026-example [--roster juries/rosters/2026-members]

It stands alone: Python's standard library, no network, nothing of folkmoot. It reads `call.md`, `draw.json`, the roster's `entries.csv` or
its shards with SHA256SUMS; for quotas `lottery.json`, for replacements `log.yml` and `removals/`, for a selection the draw that invited.
Exit: 0 the draw follows, 1 it does not, 2 it could not be checked. By hand: a ticket is `printf '%s:%s' SEED ENTRY | sha256sum`.
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

WORDS = "id method roster roster_digest seats alternates strata exclude sources quotas household relax lottery stage invitation"
KEYS = (WORDS + " max_per unbound").split()
DEMONSTRATION = "5d121f08f2975ccdd261ade1207dffde505a08118030314c5236d4a82d4670fb"
FOLLOWS = """The draw follows from its call, its roster and its sources. What this check cannot see: whether the beacon's signature is
genuine (`folkmoot verify`), how the dice fell (ask witnesses), whether call and roster were public before the round (see the history)."""

# The head of call.md is read as less than YAML: what can be understood in two ways is refused, as a quoted text of several lines can.
QUOTED = r""""[^"\\]*"|'[^']*'"""
PLAIN = r"""[^\s\[\]{},:#&*!|>%@`"'?~-](?:[^\s\[\]{},:]|:(?=[^\s\[\]{},])|[ ]+(?=[^\s\[\]{},:#]))*"""
TOKEN = re.compile(rf"[ ]*(?:([\[\]{{}},]|:(?=[ \[\]{{}},]|$))|({QUOTED}|{PLAIN})|(.+))[ ]*")
PAIR = re.compile(rf"[ ]*({QUOTED}|{PLAIN}):(?: +(.+))?")
LINE = re.compile("(?:([A-Za-z_][A-Za-z0-9_-]*):(?= |$)|[ #]|- |$)[^\t\r\x85\u2028\u2029\ufeff]*")
UNCLOSED = re.compile(r"""(?:^|[\[{,]|[:?-](?= ))\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|(["']))""")


class Unreadable(Exception):
    """Something that this check does not understand, so that it cannot say whether the draw follows."""


def need(condition: Any, what: str, fault: type[Exception] = AssertionError) -> Any:
    """Insist on something, and hand it on; without it nothing more can be compared."""
    if not condition:
        raise fault(what)
    return condition


def take(value: Any, form: type, what: str) -> Any:
    """Insist on the form of a value of the call: int for a count, or str, list, dict."""
    count = form is int and isinstance(value, str) and re.fullmatch("0|[1-9][0-9]{0,15}", value)
    need(count or (form is not int and isinstance(value, form)), f"{what} is '{value}'", Unreadable)
    return int(value) if count else value


def sha256(data: bytes | str) -> str:
    """What `sha256sum` says."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def read_head(text: str) -> dict[str, Any]:
    """The wanted keys of the head between the two '---' lines, every scalar as text."""
    lines, name, wanted = text.split("\n"), "", list[str]()
    need(lines[0] == "---" and "---" in lines[1:], "call.md has no head between two lines '---'", Unreadable)
    for line in lines[1 : lines.index("---", 1)]:
        formed = LINE.fullmatch(line)
        name = formed[1] or name if formed and not any(UNCLOSED.findall(line)) else ""
        need(name, f"'{line}' is not 'name: value', or has a tab, an odd line end or a quoted text that goes on", Unreadable)
        need(name != "stages", "it draws with 'stages', which only `folkmoot verify` can check", Unreadable)
        wanted += [re.sub(r"(?<!\S)#.*", "", line).rstrip()] if name in KEYS else []
    return dict(read_block([line for line in wanted if line]))


def read_block(lines: list[str]) -> Any:
    """A value from its lines. Depth counts half columns: a '- ' line may stand at the column of its name, and is deeper all the same."""
    depths = [2 * (len(line) - len(line.lstrip(" "))) + line.lstrip(" ").startswith("- ") for line in lines]
    here, blocks, result = need(depths, "a value is missing", Unreadable)[0], list[list[str]](), dict[str, Any]()
    if here % 2 == 0 and not PAIR.fullmatch(lines[0]):
        return read_flow(lines)
    for depth, line in zip(depths, lines, strict=True):
        need(depth >= here, f"'{line}' is not indented like its neighbours", Unreadable)
        blocks += [[]] if depth == here else []
        blocks[-1].append(line)
    if here % 2:
        return [read_block([first.replace("- ", "  ", 1), *rest]) for first, *rest in blocks]
    for first, *rest in blocks:
        name, value = need(PAIR.fullmatch(first), f"'{first}' stands where 'name: value' should", Unreadable).groups()
        need(read_flow([name]) not in result, f"'{name}' stands twice", Unreadable)
        result[read_flow([name])] = read_flow([value, *rest]) if value else read_block(rest)
    return result


def read_flow(lines: list[str]) -> Any:
    """A value such as `{name: [one, "two"]}` or a scalar: quote every scalar, and it is JSON."""
    text, written = " ".join(line.strip() for line in lines), ""
    need(len(lines) == 1 or text[0] in "[{", f"'{lines[0].strip()}' goes on in a second line", Unreadable)
    for mark, scalar, other in TOKEN.findall(text):
        need(not other and scalar != "null", f"'{other or scalar}' is not plain: it belongs between double quotes", Unreadable)
        written += mark or json.dumps(scalar[1:-1] if scalar[0] in "\"'" else scalar)
    try:
        value = json.loads(written)
    except (ValueError, RecursionError):
        raise Unreadable(f"'{text}' is not one value") from None
    need(json.dumps(value, separators=(",", ":")) == written, f"in '{text}' a name stands twice", Unreadable)
    return value


def read_roster(folder: Path) -> tuple[str, dict[str, dict[str, str]]]:
    """The digest and the rows of a roster: of entries.csv, or of SHA256SUMS and all shards that it lists, in their one form."""
    sharded = (folder / "SHA256SUMS").exists() and not (folder / "entries.csv").exists()
    data = (folder / ("SHA256SUMS" if sharded else "entries.csv")).read_bytes()
    shards, head, rows = {"": data}, "", dict[str, dict[str, str]]()
    if sharded:
        *lines, end = data.decode("utf-8", "replace").split("\n")
        digits = 2 if len(lines) == 16**2 else 3
        need(len(lines) == 16**digits and not end, "SHA256SUMS does not list 256 or 4096 shards, a line each")
        shards = {name: (folder / f"shards/{name}.csv").read_bytes() for name in (f"{at:0{digits}x}" for at in range(16**digits))}
        for line, name in zip(lines, shards, strict=True):
            need(line == f"{sha256(shards[name])}  shards/{name}.csv", f"SHA256SUMS: the shard {name} is not the one of the line '{line}'")
    for name, shard in shards.items():
        header, *lines = shard.decode("utf-8", "replace").split("\n")
        columns, before, head = header.split(","), "", head or header
        need(columns[0] == "entry" and header == head and lines[-1:] == [""], "entries.csv lacks the header of a roster, or its line end")
        for line in lines[:-1]:
            entry, *_ = values = line.split(",")
            formed = re.fullmatch(r'[a-z0-9][a-z0-9-]{2,53}(,[^,"\x00-\x1f\ufffd]*)*', line) and len(values) == len(columns)
            need(formed and entry > before, f"entries.csv: the row '{line}' has not the one form, is not sorted or stands twice")
            need(sha256(entry).startswith(name), f"the shard {name} holds '{entry}', which does not belong into it")
            rows[entry], before = dict(zip(columns, values, strict=True)), entry
    return sha256(data), dict(sorted(rows.items()))


class Check:
    """One jury: what its files say, what follows from them, and how many faults were found."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.reading, self.faults, self.quotas = folder, "", 0, dict[str, dict[str, list[int]]]()
        self.skip, self.kinds, self.placed, self.labels = dict[str, str](), dict[Any, list[str]](), dict[str, bool](), dict[Any, Any]()
        self.passed, self.lists = list[dict[str, str]](), {part: list[dict[str, Any]]() for part in ("panel", "alternates")}

    def say(self, holds: bool, what: str) -> None:
        """Say of one step whether it holds."""
        print(("ok     " if holds else "WRONG  ") + what)
        self.faults += not holds

    def load(self, name: str) -> bytes:
        """A file of the jury; where it turns out not to be formed as it should be, it is the one to name."""
        self.reading = name
        return (self.folder / name).read_bytes()

    def run(self, roster: Path | None) -> None:
        """Read the files, draw again, and compare with what was published."""
        digest, data = sha256(self.load("call.md")), self.load("draw.json")
        self.say(json.loads(data).get("call") == digest, f"call.md has the digest {digest}")
        self.call = call = read_head(self.load("call.md").decode())
        need(call.get("method", "draw/1") == "draw/1", f"this check knows draw/1, not the method '{call.get('method')}'", Unreadable)
        name = take(call.get("roster"), str, "roster")
        roster_digest, self.rows = read_roster(roster or self.folder.parent / "rosters" / name)
        bound = f"the call names {call.get('roster_digest', 'none, so that only the signature on the roster binds it')}"
        self.say(call.get("roster_digest", roster_digest) == roster_digest, f"the roster {name} has the digest {roster_digest}; {bound}")
        self.read_rules()
        sources, lines = self.sources(json.loads(self.load("draw.json")).get("sources"))
        self.seed = sha256(f"draw/1 seed\ncall {digest}\n{lines}")
        draw = {"method": "draw/1", "jury": take(call.get("id"), str, "id"), "call": digest, "sources": sources, "seed": self.seed}
        draw |= {"roster": {"id": name, "count": len(self.rows), "digest": roster_digest}, "eligible": len(self.rows) - len(self.skip)}
        draw |= self.draw_by_quotas(roster_digest) if self.quotas else self.draw_by_strata()
        draw |= {part: [{**seat, "number": at} for at, seat in enumerate(seats, start=1)] for part, seats in self.lists.items()}
        draw["passed_over"] = sorted(self.passed, key=lambda drawn: (drawn["ticket"], drawn["entry"]))
        seats = [f"        {seat['number']:>4}  {seat['entry']}  {seat['ticket']}" for seat in draw["panel"]]
        print(f"       of {len(self.rows)} entries {draw['eligible']} are eligible; by the seed {self.seed}", *seats, sep="\n")
        written, given = json.dumps(draw, ensure_ascii=False, indent=2, sort_keys=True) + "\n", data.decode("utf-8", "surrogateescape")
        both = enumerate(zip_longest(written.split("\n"), given.split("\n")), start=1)
        other = [f"line {at} is {theirs!r}, not {mine!r}" for at, (mine, theirs) in both if mine != theirs]
        self.say(not other, f"draw.json differs: {other[0]}" if other else "draw.json is, byte for byte, what follows from the above")
        self.replacements(draw)
        if DEMONSTRATION in lines:
            print("NOTE   this beacon is a demonstration: everybody holds its key, so the draw proves nothing")

    def read_rules(self) -> None:
        """The places and quotas; who is excluded and why, where several exclusions fit by the first; whether volunteers were invited."""
        self.seats, self.alternates = (take(self.call.get(key, least), int, key) for key, least in (("seats", None), ("alternates", "0")))
        quotas = take(self.call.get("quotas", {}), dict, "quotas") if self.call.get("stage") != "invitation" else {}
        for name in sorted(quotas):
            pairs = {value: take(pair, list, "a quota") for value, pair in take(quotas[name], dict, "a column of quotas").items()}
            self.quotas[self.column(name)] = {value: [take(number, int, "a quota") for number in pair] for value, pair in pairs.items()}
        for rule in take(self.call.get("exclude", []), list, "exclude"):
            keys = take(rule, dict, "an exclusion").keys()
            known = keys > {"reason"} and keys - {"entries"} in ({"reason"}, {"reason", "column", "values"})
            need(known, f"an exclusion has {sorted(keys)}, not reason with entries or column and values", Unreadable)
            entries, values = (frozenset(take(rule.get(key, []), list, key)) for key in ("entries", "values"))
            column, reason = self.column(rule.get("column", "entry")), take(rule["reason"], str, "reason")
            self.skip = {entry: reason for entry, row in self.rows.items() if entry in entries or row[column] in values} | self.skip
        most, free = (take(self.call.get(key, {}), dict, key) for key in ("max_per", "unbound"))
        need(not (most and self.quotas), "the call has both quotas and max_per")
        limits = {name: (self.column(name), take(most[name], int, name), take(free.get(name, []), list, name)) for name in sorted(most)}
        self.caps = {f"max-per {name}": limit for name, limit in limits.items()}
        self.caps |= {"household": (self.column(self.call["household"]), 1, [""])} if self.quotas and "household" in self.call else {}
        if self.call.get("stage") == "selection":
            invited = {seat["entry"] for seat in json.loads(self.load(f"../{self.call['invitation']}/draw.json"))["panel"]}
            strays, what = self.rows.keys() - invited, f"all {len(self.rows)} volunteers were invited by the draw {self.call['invitation']}"
            self.say(not strays, f"{what}, but not {min(strays)}" if strays else what)

    def column(self, name: str) -> Any:
        """A column that the call names, if the roster has it."""
        return need(name in next(iter(self.rows.values()), {}) and name, f"the roster has no column '{name}', which the call names")

    def sources(self, given: Any) -> tuple[list[dict[str, Any]], str]:
        """The sources that the call announced with the values published for them; their lines in the seed."""
        announced, text, sources = take(self.call.get("sources"), list, "sources"), "", []
        need(isinstance(given, list) and len(given) == len(announced) > 0, "draw.json has not the sources that the call announces")
        for source, value in zip(announced, given, strict=True):
            need("beacon" not in text, "a source stands behind the beacon")
            kind = take(source, dict, "a source").get("kind")
            fixed = {one: take(source.get(one), form, one) for one, form in (("chain", str), ("round", int)) if kind == "beacon"}
            key, marks = {"dice": ("digits", "[0-9]+"), "beacon": ("signature", "([0-9a-f]{2})+")}.get(kind, ("", "(?!)"))
            need(re.fullmatch(marks, value.get(key, "")), f"draw.json has {value} where the call announces {source}")
            sources.append({"kind": kind, **fixed, **{one: value[one] for one in (key, "previous_signature") if one in value}})
            text += " ".join(map(str, (kind, *fixed.values(), value[key]))) + "\n"
        return sources, text

    def full(self, entry: str, beside: list[str] | set[str]) -> str:
        """The reason to pass over an entry beside others, of whom so many share a value with it already; empty when there is none."""
        for reason, (name, most, free) in self.caps.items():
            value = self.rows[entry][name]
            if value not in free and sum(self.rows.get(other, {}).get(name) == value for other in beside) >= most:
                return reason
        return ""

    def fill(self, part: str, order: list[tuple[str, str]], group: dict[str, Any], places: dict[Any, int]) -> list[Any]:
        """Go along tickets, and give each entry a place if its group has one free, or say why not; the groups that are not filled."""
        for ticket, entry in order:
            if entry not in self.placed and places.get(group[entry]):
                reason = self.skip.get(entry) or self.full(entry, [one for one in self.placed if self.placed[one]])
                label = {"reason": reason} if reason else self.labels.get(group[entry], {"stratum": group[entry]})
                (self.passed if reason else self.lists[part]).append({"entry": entry, "ticket": ticket, **label})
                self.placed[entry] = not reason
                places[group[entry]] -= not reason
        return [name for name in places if places[name]]

    def draw_by_strata(self) -> dict[str, Any]:
        """The lowest tickets of each stratum, or of all when the call has no strata: first all seats, then all alternates."""
        simple = {"column": None, "seats": {None: str(self.seats)}, "alternates": {None: str(self.alternates)}}
        strata = take(self.call.get("strata", simple), dict, "strata")
        need({"column", "seats"} <= strata.keys() <= simple.keys(), f"strata has {sorted(strata)}, not column and seats", Unreadable)
        shares = [take(strata.get(key, {}), dict, f"strata.{key}") for key in ("seats", "alternates")]
        first, further = ({name: take(share[name], int, name) for name in share} for share in shares)
        sums = sum(first.values()), sum(further.values()) if "alternates" in self.call else self.alternates
        need(sums == (self.seats, self.alternates) and further.keys() <= first.keys(), "the strata do not add up to the call", Unreadable)
        by = self.column(strata["column"]) if "strata" in self.call else None
        named, self.labels = {entry: row[by] if by else None for entry, row in self.rows.items()}, {None: {}}
        for entry, name in named.items():
            need(name in first or entry in self.skip, f"the call names no seats for the stratum '{name}' of '{entry}'")
        order = sorted((sha256(f"{self.seed}:{entry}"), entry) for entry in self.rows)
        for part, places in (("panel", first), ("alternates", further)):
            for name in self.fill(part, order, named, places):
                need(False, f"only some of the {part} can be filled in stratum '{name}'")
            self.lists[part].sort(key=lambda drawn: str(drawn.get("stratum")))
        return {"strata": by and {"column": by}}

    def draw_by_quotas(self, roster: str) -> dict[str, Any]:
        """Check the lottery; then the seed draws one of its tickets, and the lowest tickets of each kind sit, and alternates in rounds."""
        need(sha256(self.load("lottery.json")) == self.call.get("lottery"), "lottery.json is not the lottery that the call names")
        lottery = json.loads(self.load("lottery.json"))
        self.check_lottery(lottery, self.rules_for_kinds(lottery, roster))
        rows, tickets, number = lottery["compositions"], lottery["tickets"], 0
        while (x := int(sha256(f"{self.seed}:panel:{number}")[:16], 16)) >= 2**64 - 2**64 % tickets:
            number += 1
        place = next(at for at, total in enumerate(accumulate(row[0] for row in rows)) if x % tickets < total)
        drawn = {"digest": self.call["lottery"], "tickets": tickets, "ticket": x % tickets, "composition": place + 1}
        self.labels = {kind: {"stratum": " / ".join(values)} for kind, (values, _) in enumerate(self.kinds)}
        group = {entry: kind for kind, entries in enumerate(self.kinds.values()) for entry in entries}
        order = sorted((sha256(f"{self.seed}:{entry}"), entry) for entry in group)
        for kind, count in zip(rows[place][1::2], rows[place][2::2], strict=True):
            self.fill("panel", order, group, {kind: count})
        spare, walk = self.lists["alternates"], [group[entry] for _, entry in order if self.placed.get(entry)]
        while walk and len(spare) < self.alternates:
            walk = [kind for kind in walk if len(spare) < self.alternates and not self.fill("alternates", order, group, {kind: 1})]
        return {"lottery": drawn, "strata": {"columns": list(self.quotas)}}

    def rules_for_kinds(self, lottery: dict[str, Any], roster: str) -> dict[Any, Any]:
        """Sort people whom the quotas cannot tell apart into kinds (values, household); then the rules: how many seats some kinds get."""
        where, together = self.caps["household"][0] if "household" in self.caps else None, dict[str, list[Any]]()
        values = {entry: tuple(row[name] for name in self.quotas) for entry, row in self.rows.items() if entry not in self.skip}
        homes = {entry: self.rows[entry][where] for entry in values if where and self.rows[entry][where]}
        for entry, house in homes.items():
            together.setdefault(house, []).append(values[entry])
        for entry, own in values.items():
            home = tuple(sorted(together.get(homes.get(entry, ""), [own]))) if where else ()
            self.kinds.setdefault((own, home), []).append(entry)
        self.kinds = dict(sorted(self.kinds.items()))
        kinds = [(own, len(entries), home) if home else (own, len(entries)) for (own, home), entries in self.kinds.items()]
        shared = {home: [place for place, kind in enumerate(kinds) if kind[2:] == (home,)] for _, home in self.kinds if len(home) > 1}
        limits = sorted((some, kinds[some[0]][1] // home.count(kinds[some[0]][0])) for home, some in shared.items())
        expected = {"columns": list(self.quotas), "quotas": self.quotas, "kinds": kinds, "limits": limits, "seats": self.seats}
        expected = json.loads(json.dumps(expected | {"schema": "lottery/1", "household": where, "roster": roster}))
        for name, value in expected.items():
            need(lottery[name] == value, f"lottery.json: '{name}' is not what the call and the roster give")
        self.say(True, f"the lottery is over the roster's {len(values)} eligible people, who are of {len(kinds)} kinds")
        rules: dict[Any, Any] = {number: (some, 0, limit) for number, (some, limit) in enumerate(limits)}
        for at, (name, named) in enumerate(self.quotas.items()):
            rules |= {(name, one): ([place for place, kind in enumerate(kinds) if kind[0][at] == one], *named[one]) for one in named}
        return rules | {"seats": (range(len(kinds)), self.seats, self.seats)}

    def check_lottery(self, lottery: dict[str, Any], rules: dict[Any, Any]) -> None:
        """Every composition, the chance of the least likely person, and the proof that no lottery within the rules makes it better."""
        counts, rows, tickets = [len(entries) for entries in self.kinds.values()], lottery["compositions"], lottery["tickets"]
        spans, taken = {place: (0, min(count, self.seats)) for place, count in enumerate(counts)}, [0] * len(counts)
        for number, (weight, *numbers) in enumerate(rows, start=1):
            row = dict(zip(numbers[::2], numbers[1::2], strict=True))
            sound = all(type(one) is int for one in (weight, *numbers)) and min(weight, *row.values()) > 0 <= min(row)
            sound = sound and numbers[::2] == sorted(row) and all(row[place] <= counts[place] for place in row)
            sound = sound and all(low <= sum(row.get(place, 0) for place in some) <= high for some, low, high in rules.values())
            need(sound, f"composition {number} of the lottery has other seats, or is not within the quotas and households")
            taken = [seats + weight * row.get(place, 0) for place, seats in enumerate(taken)]
        weighed = type(tickets) is int and 0 < tickets == sum(row[0] for row in rows) < 2**64
        need(weighed, f"the weights of the compositions do not add up to the {tickets} tickets")
        self.say(True, f"each of the {len(rows)} compositions, on {tickets} tickets, meets every quota")
        chances, proof = [Fraction(one, tickets * count) for one, count in zip(taken, counts, strict=True)], lottery["certificate"]
        hopeless, weights = proof["uncovered"], [Fraction(proof["weights"].get(str(place), 0)) for place in spans]
        least, whole = min(chances[place] for place in spans if str(place) not in hopeless), sum(weights)
        self.say(str(least) == lottery["least"], f"the least likely person has the chance {least}")
        found = most(proof["proof"], [weight / (whole * count) for weight, count in zip(weights, counts, strict=True)], rules, spans)
        holds = min(weights) >= 0 and found == Fraction(proof["bound"]) >= least and not any(weights[int(place)] for place in hopeless)
        self.say(holds, f"no lottery within the quotas gives the least likely person more than {found}")
        for place in map(int, hopeless):
            if_one_sits = most(hopeless[str(place)], [Fraction(0)] * len(counts), rules, {**spans, place: (1, spans[place][1])})
            self.say(if_one_sits < 0 == chances[place], f"people of kind {place} can sit in no panel within the quotas")

    def replacements(self, draw: dict[str, Any]) -> None:
        """Every replacement in the log: by a later round that a removal named before, or by an alternate."""
        lines = self.load("log.yml").decode().split("\n") if (self.folder / "log.yml").exists() else []
        sitting, spare = ({seat["entry"] for seat in draw[part]} for part in ("panel", "alternates"))
        had, removals = set(sitting), dict[str, tuple[str, list[str]]]()
        for event in (read_flow([line[2:]]) for line in lines if re.search(r"\bact: (replaced|admitted)\b", line)):
            entry, ref = take(event.get("entry"), str, "entry"), event.get("ref", "")
            if event["act"] == "replaced" and not re.fullmatch(r"removals/[0-9]+\.json", ref):
                self.say(entry in spare - had, f"{entry}, who takes an empty seat, was drawn as an alternate")
            elif event["act"] == "replaced":
                if ref not in removals:  # its first: all who leave by it leave at once
                    (source,), removal, digest = event["sources"], json.loads(self.load(ref)), sha256(self.load(ref))
                    same = removal["seed"] == self.seed and all(source[key] == str(value) for key, value in removal["beacon"].items())
                    need(same, f"{ref} is of another draw or names another round than the log")
                    need(sitting.issuperset(removal["entries"]), f"{ref} lets somebody leave who has no seat")
                    beacon = f"beacon {source['chain']} {source['round']} {source['signature']}\n"
                    seed = sha256(f"draw/1 replace\nseed {self.seed}\nremoval {digest}\n{beacon}")
                    removals[ref], sitting = (seed, list(removal["entries"])), sitting - set(removal["entries"])
                left = removals[ref][1].pop(0) if removals[ref][1] else "nobody"
                comes = self.successor(removals[ref][0], left, sitting, had)
                self.say((left, comes) == (event.get("instead"), entry), f"{comes} takes the seat of {left}, by {ref} and its round")
            sitting, had = (sitting - {event.get("instead")}) | {entry}, had | {entry}

    def successor(self, seed: str, left: str, sitting: set[str], had: set[str]) -> str:
        """Whose ticket is the lowest of those like the one who left, step by step, as fewer columns with quotas have to agree."""
        free, own = {entry for entry in self.rows.keys() - had - self.skip.keys() if not self.full(entry, sitting)}, self.rows.get(left, {})
        relax = take(self.call.get("relax", []), list, "relax") if self.quotas else []
        names = list(self.quotas) or ([self.call["strata"]["column"]] if "strata" in self.call else [])
        steps = [free.intersection(entries) for entries in self.kinds.values() if left in entries]
        for agree in ([name for name in names if name not in relax[:dropped]] for dropped in range(len(relax) + 1)):
            steps.append({entry for entry in free if own and all(self.rows[entry][name] == own[name] for name in agree)})
        return next((min((sha256(f"{seed}:{entry}"), entry) for entry in some)[1] for some in steps if some), "nobody")


def most(proof: Any, worth: list[Fraction], rules: dict[Any, Any], spans: dict[int, tuple[int, int]]) -> Fraction | float:
    """What a panel within the rules is worth at most, if a seat of each kind is worth so much, by the proof's prices; -inf for no panel."""
    if "kind" in proof:  # a branch tells apart panels in which a kind takes at most `at` seats from the others
        place, at, (low, high) = proof["kind"], proof["at"], spans[proof["kind"]]
        need(type(at) is int, "a branch of the proof is at no whole number")
        cases = (proof["below"], low, min(high, at)), (proof["above"], max(low, at + 1), high)
        bounds = [most(case, worth, rules, {**spans, place: (least, top)}) for case, least, top in cases if least <= top]
        return max(bounds, default=float("-inf"))
    # Any prices prove a bound (weak duality): each rule costs its price, each kind yields what is left of its worth.
    prices: dict[Any, str] = {(name, value): price for name, named in proof["prices"].items() for value, price in named.items()}
    prices |= {"seats": proof["base"]} | {int(number): price for number, price in proof["households"].items()}
    total, left = Fraction(0), list(worth)
    for (places, low, high), price in ((rules[name], Fraction(text)) for name, text in prices.items()):
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
    except (OSError, Unreadable) as error:
        print(f"could not check {given.jury}: {error}")
        return 1 if check.faults else 2
    except (AssertionError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError) as error:
        check.say(False, str(error) if isinstance(error, AssertionError) else f"{check.reading} is not formed as it should be ({error!r})")
    print("The draw does not follow." if check.faults else FOLLOWS)
    return 1 if check.faults else 0


if __name__ == "__main__":
    sys.exit(main())
