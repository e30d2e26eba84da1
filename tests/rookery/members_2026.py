"""Who is a member of Rookery in January 2026: some have left since the first jury, most are older, others have come."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from invented import archive, named, number, share

from folkmoot.tally.electorate import seated
from trust.keyring import Throwaway, throwaway

BEFORE, FIRST_JURY = "2024-09-members", "2024-policy-jury-1"
SIGNERS = ("m-3d6c", "m-8597", "m-085d", "m-224a", "m-00e6")
"""Five of those who kept the machines running until 2025; they hold the keys now."""
MEMBERS, WAITING, KNOWN = 13412, 274, 14674
"""Who may be drawn in January 2026, who still waits, and how many tokens the first years used."""
REGIONS = {"germany": 39, "elsewhere-in-europe": 30, "americas": 17, "asia-pacific": 9, "africa-middle-east": 5}
AGES = {"16-29": 33, "30-44": 34, "45-59": 18, "60-plus": 8, "unsaid": 7}
USES = {"daily": 37, "weekly": 36, "rarely": 27}
OLDER = {"16-29": "30-44", "30-44": "45-59", "45-59": "60-plus"}
COUNCILS = {"board": 7, "oversight-council": 12}


def key(token: str) -> Throwaway:
    """Somebody's key."""
    return throwaway(f"rookery {token}")


def rows(root: Path, roster: str) -> list[dict[str, str]]:
    """The rows of a roster that is frozen already."""
    with (root / f"juries/rosters/{roster}/entries.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def members(root: Path) -> list[dict[str, str]]:
    """The registrar's list of January 2026: some left, most are sixteen months older, others have come."""
    sat = first_jurors(root)
    staying = {*SIGNERS, *sat}
    stayed = [row for row in rows(root, BEFORE) if row["entry"] in staying or number(f"left 2025 {row['entry']}") % 100 >= 6]
    coming = MEMBERS + WAITING - len(stayed)
    new = [{"entry": token, "region": share(REGIONS, f"region {token}"), "age": "", "use": "", "role": "member"}
           for token in named(KNOWN + coming)[KNOWN:]]  # fmt: skip
    everybody = stayed + new
    roles = offices([row["entry"] for row in everybody if row["role"] == "member"], sat)
    roles |= {row["entry"]: "staff" for row in stayed if row["role"] == "staff"}
    waiting = {row["entry"] for row in new[-WAITING:]}
    return [member(row, roles.get(row["entry"], "member"), "waiting" if row["entry"] in waiting else "voting") for row in everybody]


def first_jurors(root: Path) -> tuple[str, ...]:
    """Those who sat on the first policy jury."""
    found = archive(root).jury(FIRST_JURY)
    assert found is not None
    return tuple(sorted(seated(found)))


def offices(tokens: Iterable[str], sat: Iterable[str]) -> dict[str, str]:
    """Who holds an office in January 2026: half of the first jury sits on the agenda council."""
    roles = dict.fromkeys(sorted(sat, key=lambda token: number(f"agenda {token}"))[:24], "agenda-council")
    others = sorted((token for token in tokens if token not in sat), key=lambda token: number(f"office {token}"))
    for role, count in COUNCILS.items():
        roles |= dict.fromkeys(others[:count], role)
        others = others[count:]
    return roles


def member(row: Mapping[str, str], role: str, status: str) -> dict[str, str]:
    """One row; of the few who hold an office, age and use are withheld. Few have a key yet."""
    token = row["entry"]
    age = row["age"] if row["age"] not in ("", "withheld") else share(AGES, f"age {token}")
    use = row["use"] if row["use"] not in ("", "withheld") else share(USES, f"use {token}")
    age = OLDER.get(age, age) if number(f"birthday {token}") % 12 == 0 else age
    age, use = (age, use) if role == "member" else ("withheld", "withheld")
    own = key(token).fingerprint if token in SIGNERS or number(f"key {token}") % 50 == 0 else ""
    return {"entry": token, "region": row["region"], "age": age, "use": use, "role": role, "key": own, "status": status}
