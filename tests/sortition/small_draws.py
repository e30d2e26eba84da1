"""Small draws of every kind as files of a repository: what only a number decides, with a lottery that is found by listing all panels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import sha256
from itertools import product
from typing import Any

from folkmoot.formats.canonical import write_document, write_log
from folkmoot.formats.draw_json import write_draw
from folkmoot.formats.layout import read_archive
from folkmoot.formats.lottery_json import write_lottery
from folkmoot.formats.table import write_entries
from folkmoot.records.archive import Archive, Jury
from folkmoot.records.lottery import Branch, Certificate, Composition, Leaf, Lottery, Pool, Proof, PublishedLottery
from folkmoot.sortition.beacon import DEMONSTRATION, demonstration_round
from folkmoot.sortition.certificate import chances, value
from folkmoot.sortition.lottery.build import build
from folkmoot.sortition.pool import pool_of
from folkmoot.sortition.replay import redraw, skips

COLUMNS = ("entry", "age", "gender", "house", "role")
JURY = "juries/2026-jury"
ROSTER = "juries/rosters/2026-members"


class Chance:
    """Numbers that look random and follow from one."""

    def __init__(self, number: int) -> None:
        self.number, self.turn = number, 0

    def below(self, limit: int) -> int:
        self.turn += 1
        return int(sha256(f"{self.number} {self.turn}".encode()).hexdigest(), 16) % limit

    def pick(self, values: Sequence[str]) -> str:
        return values[self.below(len(values))]


@dataclass
class SmallDraw:
    """The members of a roster as rows, and what the call says beside what every call says."""

    number: int
    members: list[tuple[str, ...]]
    call: dict[str, Any]
    tickets: int = 0
    """With how many tickets a lottery is built; 0 for the lottery over all panels."""

    @property
    def entries(self) -> bytes:
        return write_entries(COLUMNS, self.members)

    def call_text(self, **more: Any) -> bytes:
        head = {
            "id": "2026-jury", "type": "jury", "title": "A jury", "summary": "Who sits", "body": "jury", "mandate": "2026-question",
            "question": "Shall we?", "roster": "2026-members", "roster_digest": sha256(self.entries).hexdigest(), "hours": 18,
            "compensation": {"amount": 15, "currency": "EUR", "per": "hour"}, "facilitator": "somebody from outside",
            "respond_by": "2026-06-01", "evaluation_due": "2026-09-01",
            "sources": [{"kind": "beacon", "chain": DEMONSTRATION.hash, "round": self.number + 1}],
        }  # fmt: skip
        return write_document(head | self.call | more, "\nMembers are called.\n")

    def files(self) -> dict[str, bytes]:
        """The call, the roster, the log, the lottery and the draw."""
        round_ = demonstration_round(self.number + 1)
        source = {"kind": "beacon", "chain": round_.chain, "round": round_.round, "signature": round_.signature}
        roster = {
            "id": "2026-members", "type": "roster", "title": "Members", "summary": "All", "as_of": "2026-01-01", "rules_at": "2026-01-01",
            "count": len(self.members), "columns": list(COLUMNS[1:]), "digest": sha256(self.entries).hexdigest(), "storage": "public",
        }  # fmt: skip
        files = {
            f"{ROSTER}/entries.csv": self.entries,
            f"{ROSTER}/roster.md": write_document(roster, "\nAll of us.\n"),
            f"{JURY}/call.md": self.call_text(),
            f"{JURY}/log.yml": write_log([{"at": "2026-05-01T10:00:00Z", "act": "seed", "by": "core-team", "sources": [source]}]),
        }
        if "quotas" in self.call:
            lottery = self.lottery(files)
            files[f"{JURY}/lottery.json"] = written = write_lottery(lottery)
            files[f"{JURY}/call.md"] = self.call_text(lottery=sha256(written).hexdigest())
        files[f"{JURY}/draw.json"] = write_draw(redraw(*archive_of(files)))
        return files

    def lottery(self, files: dict[str, bytes]) -> PublishedLottery:
        archive, jury = archive_of(files)
        entries = archive.rosters[0].entries
        assert entries is not None
        pool = pool_of(jury.call.head, entries, skips(jury.call.head, entries))
        return PublishedLottery(build(pool, self.tickets, "") if self.tickets else some_lottery(pool, Chance(self.number)), entries.digest)


def archive_of(files: dict[str, bytes]) -> tuple[Archive, Jury]:
    """The archive of some files and its one jury."""
    archive = read_archive(files)
    assert not archive.faults, archive.faults
    jury = archive.jury("2026-jury")
    assert jury is not None
    return archive, jury


def some_draw(number: int) -> SmallDraw:
    """A draw that only its number decides: simple, with strata, with quotas, or with quotas and households."""
    chance = Chance(number)
    form = number % 4
    ages, genders = ["16-29", "30-59", "60+"][: 1 + chance.below(3)], ["f", "m", "x ou \u00eele"][: 1 + chance.below(3)]
    roles = ["", "", "", "", "staff"]
    members = [
        (f"m-{chance.below(2**40):010x}", chance.pick(ages), chance.pick(genders), f"h{chance.below(9)}" if chance.below(2) else "", chance.pick(roles))
        for _ in range(7 + chance.below(6))
    ]  # fmt: skip
    call: dict[str, Any] = {"seats": 1 + chance.below(3), "alternates": chance.below(4)}
    free = [member for member in members if member[4] != "staff"]
    if len(free) > 5 and chance.below(2):
        call["exclude"] = [{"reason": "staff", "column": "role", "values": ["staff"]}]
    else:
        free = members
    if form == 1:
        there = sorted({member[1] for member in members})
        counts = {age: sum(member[1] == age for member in free) for age in there}
        seats = {age: min(chance.below(3), counts[age]) for age in there}
        first = max(there, key=lambda age: counts[age])
        seats[first] = max(seats[first], 1)
        alternates = {age: min(chance.below(2), counts[age] - seats[age]) for age in there}
        strata = {"column": "age", "seats": seats, "alternates": alternates}
        call |= {"seats": sum(seats.values()), "alternates": sum(alternates.values()), "strata": strata}
    if form >= 2:
        call |= {"household": "house"} if form == 3 else {}
        call |= _quotas(chance, call, free, ages, genders)
    return SmallDraw(number, members, call)


def _quotas(chance: Chance, call: dict[str, Any], free: list[tuple[str, ...]], ages: list[str], genders: list[str]) -> dict[str, Any]:
    """Quotas that a panel drawn for the purpose meets."""
    panel: list[tuple[str, ...]] = []
    for member in sorted(free, key=lambda member: sha256(f"{member[0]} {chance.number}".encode()).digest()):
        if len(panel) < call["seats"] and not ("household" in call and member[3] and member[3] in {seat[3] for seat in panel}):
            panel.append(member)
    quotas: dict[str, Any] = {}
    for at, (name, values) in enumerate((("age", ages), ("gender", genders)), start=1):
        counts = {value: sum(seat[at] == value for seat in panel) for value in values}
        quotas[name] = {value: [max(0, count - chance.below(2)), count + chance.below(2)] for value, count in counts.items()}
    return {"seats": len(panel), "quotas": quotas, "relax": ["age"] if chance.below(2) else []}


def panels(pool: Pool) -> Iterator[tuple[int, ...]]:
    """Every composition within the quotas, by trying all."""
    for counts in product(*(range(min(kind.count, pool.seats) + 1) for kind in pool.kinds)):
        if fault_of(pool, counts) is None:
            yield counts


def fault_of(pool: Pool, counts: Sequence[int]) -> Leaf | None:
    """Prices by which a composition that breaks a rule is worth less than nothing; None when it breaks none."""
    if sum(counts) != pool.seats:
        return Leaf(Fraction(1 if sum(counts) > pool.seats else -1), {}, {})
    for at, column in enumerate(pool.columns):
        for name, quota in pool.quotas[column].items():
            here = sum(count for count, kind in zip(counts, pool.kinds, strict=True) if kind.values[at] == name)
            if not quota.least <= here <= quota.most:
                return Leaf(Fraction(0), {column: {name: Fraction(1 if here > quota.most else -1)}}, {})
    for number, (places, limit) in enumerate(pool.limits):
        if sum(counts[place] for place in places) > limit:
            return Leaf(Fraction(0), {}, {number: Fraction(1)})
    return None


def hopeless(pool: Pool, sits: int) -> Proof:
    """The proof, by trying all, that no panel within the quotas has one of a kind; for small pools only."""

    def tell_apart(place: int, counts: tuple[int, ...]) -> Proof:
        if place == len(pool.kinds):
            leaf = fault_of(pool, counts)
            assert leaf is not None
            return leaf
        most = min(pool.kinds[place].count, pool.seats)
        proof = tell_apart(place + 1, (*counts, most))
        for at in range(most - 1, (place == sits) - 1, -1):
            proof = Branch(place, at, tell_apart(place + 1, (*counts, at)), proof)
        return proof

    return tell_apart(0, ())


def some_lottery(pool: Pool, chance: Chance) -> Lottery:
    """A lottery over all panels with weights by chance, and a certificate that holds with prices by chance."""
    found = sorted(tuple((place, seats) for place, seats in enumerate(counts) if seats) for counts in panels(pool))
    compositions = tuple(Composition(1 + chance.below(5), seats) for seats in found[:200])
    tickets = sum(composition.weight for composition in compositions)
    covered = {place for seats in found for place, _ in seats}
    nothing = Certificate((Fraction(0),) * len(pool.kinds), Leaf(Fraction(0), {}, {}), Fraction(0), {})
    rough = chances(Lottery(pool, tickets, compositions, nothing, Fraction(0)))
    uncovered = {place: hopeless(pool, place) for place in range(len(pool.kinds)) if place not in covered}
    weights = tuple(
        Fraction(1 + chance.below(3), 1 + chance.below(3)) if place in covered else Fraction(0) for place in range(len(pool.kinds))
    )
    certificate = Certificate(weights, some_proof(pool, chance, 2), Fraction(0), uncovered)
    bound = value(pool, certificate)
    assert bound is not None
    least = min(rough[place] for place in sorted(covered))
    return Lottery(pool, tickets, compositions, replace(certificate, bound=bound), least)


def some_proof(pool: Pool, chance: Chance, depth: int) -> Proof:
    """A proof of nothing in particular: whatever its prices, its bound holds."""
    if depth and chance.below(3) == 0:
        place = chance.below(len(pool.kinds))
        return Branch(place, chance.below(3), some_proof(pool, chance, depth - 1), some_proof(pool, chance, depth - 1))

    def price() -> Fraction:
        return Fraction(chance.below(9) - 4, 1 + chance.below(30))

    prices = {column: {name: price() for name in pool.quotas[column] if chance.below(2)} for column in pool.columns}
    prices = {column: {name: one for name, one in named.items() if one} for column, named in prices.items()}
    homes = {number: abs(price()) for number in range(len(pool.limits))}
    return Leaf(price(), {column: named for column, named in prices.items() if named}, {at: one for at, one in homes.items() if one})


def capped_draw(number: int) -> SmallDraw:
    """A draw under one cap or two that only its number decides, every other one with strata; most caps bind."""
    chance = Chance(number)
    houses, roles = ["mill", "mill", "bakehouse", "none", "none"], ["worker", "user", ""]
    members = [
        (f"m-{chance.below(2**40):010x}", chance.pick(["16-29", "30-59"]), "x", chance.pick(houses), chance.pick(roles)) for _ in range(60)
    ]
    call: dict[str, Any] = {"seats": 4, "alternates": 2, "max_per": {"house": 1 + chance.below(2)}, "unbound": {"house": ["none", "self"]}}
    if chance.below(2):
        call["max_per"] = {"role": 3, **call["max_per"]}
    if chance.below(3):
        call["exclude"] = [{"reason": "asked", "entries": [members[chance.below(60)][0], members[0][0]]}]
    if number % 2:
        seats = {"16-29": 2, "30-59": 2}
        call |= {"strata": {"column": "age", "seats": seats, "alternates": {"16-29": 1, "30-59": 1}}}
    return SmallDraw(number, members, call)
