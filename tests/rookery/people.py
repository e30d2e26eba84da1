"""Who is a member of Rookery, year by year, and the rosters that are frozen of them.

People join and leave, grow older, and use Rookery more or less; all of it follows from SHA-256 of plain texts. Of those who work for
Rookery age and use are withheld, because so few can be found out.
"""

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from invented import archive, freeze, named, number, share
from keys import CLERKS, SIGNERS, SIGNING_SINCE, key, sign

from folkmoot.procedure.chronicle import chronicle
from folkmoot.procedure.seats import holders, tenures
from folkmoot.records.value import parse_instant

FOUNDERS, BOARD, COMMITTEE, STAFF = range(9), range(5), range(9, 16), range(16, 57)
"""Members by the order in which they joined; the registrar alone would know it."""
EARLY, AUGUST, FEBRUARY, LATE, WAITING = 2310, 3180, 6900, 12046, 318
REGIONS = {"germany": 4903, "elsewhere-in-europe": 3518, "americas": 2077, "asia-pacific": 1012, "africa-middle-east": 536}
AGES = {"16-29": 31, "30-44": 35, "45-59": 19, "60-plus": 8, "unsaid": 7}
USES = {"daily": 38, "weekly": 36, "rarely": 26}
LATER_REGIONS = {"germany": 39, "elsewhere-in-europe": 30, "americas": 17, "asia-pacific": 9, "africa-middle-east": 5}
LATER_AGES = {"16-29": 33, "30-44": 34, "45-59": 18, "60-plus": 8, "unsaid": 7}
LATER_USES = {"daily": 37, "weekly": 36, "rarely": 27}
OLDER = {"16-29": "30-44", "30-44": "45-59", "45-59": "60-plus"}
SEPTEMBER, JUNE, JANUARY = "2024-09-members", "2025-06-members", "2026-01-members"
ALL_IN_2026, WAITING_IN_2025, WAITING_IN_2026 = 13412, 262, 274
ON_THE_WAY, MONTHS = 9, 16
"""June 2025 is nine months after September 2024, and January 2026 sixteen."""
Row = dict[str, str]


def tokens() -> tuple[str, ...]:
    """The token of each member of the first two years, in the order of joining."""
    return named(LATE + WAITING + EARLY)


def stayed(n: int) -> bool:
    """Whether a member of the first years is still there in September 2024."""
    return n not in range(STAFF.stop, EARLY) or number(f"left {n}") % 100 >= 6


@cache
def in_2024() -> tuple[Row, ...]:
    """The registrar's list of September 2024: those who may vote, and those who still wait."""
    there = [n for n in range(len(tokens())) if stayed(n)]
    voting, waiting = there[:LATE], there[LATE : LATE + WAITING]
    by_lot = sorted(voting, key=lambda n: number(f"region {n}"))
    region = dict(zip(by_lot, (name for name, count in REGIONS.items() for _ in range(count)), strict=True))
    rows = [_first(n, region[n], "voting") for n in voting]
    return tuple(rows + [_first(n, "germany", "waiting") for n in waiting])


def _first(n: int, region: str, status: str) -> Row:
    role = "board" if n in BOARD else "committee" if n in COMMITTEE else "staff" if n in STAFF else "member"
    age, use = (share(AGES, f"age {n}"), share(USES, f"use {n}")) if role == "member" else ("withheld", "withheld")
    return {"entry": tokens()[n], "region": region, "age": age, "use": use, "role": role, "status": status}


def rows(root: Path, roster: str) -> list[Row]:
    """The rows of a roster that is frozen already."""
    with (root / f"juries/rosters/{roster}/entries.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def serving(root: Path) -> set[str]:
    """Everybody who was drawn or seated so far, or is named by a proposal: they do not leave."""
    found = archive(root)
    drawn = {seat.entry for jury in found.juries if jury.draw and jury.call.head.stage != "invitation" for seat in jury.draw.panel.seats}
    drawn |= {seat.entry for jury in found.juries if jury.draw for seat in jury.draw.panel.alternates}
    said = {proposal.text.head.introduced_by for proposal in found.proposals}
    seconds = {token for proposal in found.proposals for token in proposal.text.head.seconds}
    seats = {name.strip() for proposal in found.proposals for effect in proposal.text.head.effects for name in effect.what.split(",")}
    return drawn | said | seconds | seats | set(SIGNERS)


def in_2026(root: Path) -> list[Row]:
    """The registrar's list of January 2026: some left, most are sixteen months older, others have come."""
    staying, before = serving(root), {row["entry"]: row for row in in_2024()}
    here = [row for token, row in before.items() if token in staying or number(f"left 2025 {token}") % 100 >= 6]
    coming = ALL_IN_2026 + WAITING_IN_2026 - len(here)
    new = [{"entry": token, "region": share(LATER_REGIONS, f"region {token}"), "age": "", "use": "", "role": "member"}
           for token in named(len(tokens()) + coming)[len(tokens()) :]]  # fmt: skip
    waiting = {row["entry"] for row in new[-WAITING_IN_2026:]}
    return [_later(row, row["entry"] in waiting) for row in [*here, *new]]


def _later(row: Mapping[str, str], waits: bool) -> Row:
    token = row["entry"]
    age = row["age"] if row["age"] not in ("", "withheld") else share(LATER_AGES, f"age {token}")
    use = row["use"] if row["use"] not in ("", "withheld") else share(LATER_USES, f"use {token}")
    age = OLDER.get(age, age) if number(f"birthday {token}") % 12 == 0 else age
    own = key(token).fingerprint if token in SIGNERS or number(f"key {token}") % 50 == 0 else ""
    role = "staff" if row["role"] == "staff" else "member"
    age, use = (age, use) if role == "member" else ("withheld", "withheld")
    return {
        "entry": token,
        "region": row["region"],
        "age": age,
        "use": use,
        "role": role,
        "key": own,
        "status": "waiting" if waits else "voting",
    }


def in_2025(root: Path) -> list[Row]:
    """The registrar's list of June 2025: between its two neighbours, and of one piece with both."""
    later, before = {row["entry"]: row for row in in_2026(root)}, {row["entry"]: row for row in in_2024()}
    here = [row for token, row in before.items() if token in later or number(f"left early {token}") % MONTHS >= ON_THE_WAY]
    new = [row for token, row in later.items() if token not in before]
    new = new[: len(new) * ON_THE_WAY // MONTHS]
    waiting = {row["entry"] for row in new[-WAITING_IN_2025:]}
    return [_between(before.get(row["entry"], {}), row, row["entry"] in waiting) for row in [*here, *new]]


def _between(before: Mapping[str, str], row: Mapping[str, str], waits: bool) -> Row:
    token, role = row["entry"], "staff" if row["role"] == "staff" else "member"
    age, use = before.get("age", "withheld"), before.get("use", "withheld")
    age = age if age != "withheld" else share(LATER_AGES, f"age {token}")
    use = use if use != "withheld" else share(LATER_USES, f"use {token}")
    if number(f"birthday {token}") % 12 == 0 and number(f"birthday before June {token}") % MONTHS < ON_THE_WAY:
        age = OLDER.get(age, age)
    age, use = (age, use) if role == "member" else ("withheld", "withheld")
    return {"entry": token, "region": row["region"], "age": age, "use": use, "role": role, "status": "waiting" if waits else "voting"}


def plain(root: Path, name: str, day: str, title: str, entries: Iterable[str], summary: str, *options: str) -> None:
    """Freeze a roster of entries without any column; signed once there are keys."""
    freeze(root, name, day, title, [{"entry": entry} for entry in entries], "--summary", summary, *options)
    if day >= SIGNING_SINCE:
        sign(root, f"juries/rosters/{name}/roster.md", CLERKS[:2])


def seated_in(root: Path, body: str, at: str) -> tuple[str, ...]:
    """Who holds a seat of a body at an instant."""
    course = chronicle(archive(root), parse_instant(at))
    return holders(tenures(course), body, course.as_of)


def council(root: Path, name: str, body: str, day: str, title: str) -> None:
    """Freeze the roster of those who hold the seats of a body on a day, for its own votes."""
    summary = f"Everybody who holds a seat of the body '{body}' on that day, by the records."
    plain(root, name, day, title, seated_in(root, body, f"{day}T12:00:00Z"), summary)


def alumni(root: Path, name: str, day: str, title: str) -> None:
    """Freeze the roster of all who sat on a policy jury by a day."""
    course = chronicle(archive(root), parse_instant(f"{day}T12:00:00Z"))
    sat = sorted({seat.holder for seat in tenures(course) if seat.body == "policy-jury"})
    plain(root, name, day, title, sat, "Everybody who has sat on a policy jury by that day, whatever they have done since.")


def volunteers(root: Path, name: str, body: str, day: str, title: str, among: str, count: int) -> None:
    """Freeze the roster of members who would join a module: more than it has seats."""
    busy = {seat.holder for seat in tenures(chronicle(archive(root), parse_instant(f"{day}T12:00:00Z")))}
    free = [row["entry"] for row in rows(root, among) if row["role"] == "member" and row["entry"] not in busy]
    would = sorted(free, key=lambda token: number(f"would join {body} {token}"))[:count]
    plain(
        root,
        name,
        day,
        title,
        sorted(would),
        f"Members who would join the {title.split(' would join the ')[-1]}, more of them than there are seats.",
    )


def letters(root: Path, name: str, invitation: str, day: str, title: str, yes: Mapping[str, int], keenness: Mapping[str, int]) -> None:
    """Freeze the roster of those who said yes to a letter; answers differ by age and use as they do in life."""
    found = archive(root).jury(invitation)
    assert found is not None
    assert found.draw is not None
    invited = {seat.entry for seat in found.draw.panel.seats}
    said_yes = []
    for row in rows(root, found.call.head.roster):
        token = row["entry"]
        if token in invited and number(f"answers the letter {invitation} {token}") % 10000 < yes[row["age"]] * keenness[row["use"]]:
            enrols = number(f"enrols {token}") % 6 == 0
            said_yes.append({**row, "key": row["key"] or (key(token).fingerprint if enrols else "")})
    columns = [part for column in ("region", "age", "use", "key") for part in ("--column", column)]
    summary = f"Those of the {len(invited):,} invited who would come if the lot fell on them. Some made themselves a key with their answer."
    freeze(root, name, day, title, said_yes, "--rules-at", found.call.head.roster[:7] + "-30", "--summary", summary, *columns)
    sign(root, f"juries/rosters/{name}/roster.md", CLERKS[1:])


def everybody(root: Path, name: str, day: str, title: str, summary: str, list_: Iterable[Row], *columns: str) -> None:
    """Freeze the roster of all who may be drawn, those who still wait left out."""
    kept = [part for column in columns for part in ("--column", column)]
    freeze(root, name, day, title, list_, "--summary", summary, "--exclude", "status=waiting:waiting", *kept)
    if day >= SIGNING_SINCE:
        sign(root, f"juries/rosters/{name}/roster.md", CLERKS[:2])


def docket(root: Path, name: str, day: str, case: str, among: str) -> None:
    """Freeze a fresh roster for one case, without its parties; some have left since the last one, so nobody can tell who is missing why."""
    staying = serving(root)
    here = [row for row in rows(root, among) if row["entry"] in staying or number(f"left before {name} {row['entry']}") % 400]
    free = [row["entry"] for row in here if row["role"] == "member"]
    parties = set(sorted(free, key=lambda token: number(f"party to {case} {token}"))[:2])
    table = [{"entry": row["entry"], "why": "party" if row["entry"] in parties else row["role"]} for row in here]
    freeze(root, name, day, "Members from whom a case jury is drawn", table, "--summary",
           "Every member who could vote, without those who work for Rookery and without the two whom the case concerns.",
           "--exclude", "why=party:party-to-the-case", "--exclude", "why=staff:works-for-rookery")  # fmt: skip
    if day >= SIGNING_SINCE:
        sign(root, f"juries/rosters/{name}/roster.md", CLERKS[:2])
