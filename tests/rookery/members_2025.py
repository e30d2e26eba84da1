"""Who is a member of Rookery in June 2025, on the way from the first jury to January 2026."""

from pathlib import Path

import members_2026
from invented import number, share
from members_2026 import BEFORE, OLDER, first_jurors, rows

ON_THE_WAY, MONTHS = 9, 16
"""June 2025 is nine months after the first roster, and January 2026 sixteen."""
WAITING = 262
"""Who still waits in June 2025."""
AGENDA, TURNED = 24, 8
"""Seats of the agenda council; a third of them changes hands between June and January."""
OVERSIGHT, LEAVING = 12, 4
"""Seats of the oversight council; another third of them does."""


def members(root: Path) -> list[dict[str, str]]:
    """The registrar's list of June 2025: between its two neighbours, and of one piece with both."""
    later = {row["entry"]: row for row in members_2026.members(root)}
    before = {row["entry"]: row for row in rows(root, BEFORE)}
    stayed = [row for token, row in before.items() if token in later or row["role"] == "board" or not has_left(token)]
    new = [row for token, row in later.items() if token not in before]
    new = new[: len(new) * ON_THE_WAY // MONTHS]
    everybody = {row["entry"]: row["region"] for row in [*stayed, *new]}
    roles = {row["entry"]: row["role"] for row in stayed if row["role"] in ("staff", "board")}
    roles |= councils(root, later, everybody, roles)
    waiting = {row["entry"] for row in new[-WAITING:]}
    return [
        member(before.get(token, {}), token, region, roles.get(token, "member"), "waiting" if token in waiting else "voting")
        for token, region in everybody.items()
    ]


def has_left(token: str) -> bool:
    """Whether somebody who is gone by January 2026 was gone in June 2025."""
    return number(f"left early {token}") % MONTHS < ON_THE_WAY


def councils(root: Path, later: dict[str, dict[str, str]], here: dict[str, str], roles: dict[str, str]) -> dict[str, str]:
    """Who sits on the two councils: the rest of each took its seat when a third had changed hands."""
    sat = sorted(first_jurors(root), key=lambda token: number(f"agenda {token}"))
    seats = dict.fromkeys(sat[TURNED : TURNED + AGENDA], "agenda-council")
    watching = [token for token, row in later.items() if row["role"] == "oversight-council" and token in here][: OVERSIGHT - LEAVING]
    free = (token for token in here if token not in sat and token not in roles and token not in watching and token in later)
    watching += sorted(free, key=lambda token: number(f"watches until October {token}"))[: OVERSIGHT - len(watching)]
    return seats | dict.fromkeys(watching, "oversight-council")


def member(before: dict[str, str], token: str, region: str, role: str, status: str) -> dict[str, str]:
    """One row; of the few who hold an office, age and use are withheld."""
    age, use = before.get("age", "withheld"), before.get("use", "withheld")
    age = age if age != "withheld" else share(members_2026.AGES, f"age {token}")
    use = use if use != "withheld" else share(members_2026.USES, f"use {token}")
    if number(f"birthday {token}") % 12 == 0 and number(f"birthday before June {token}") % MONTHS < ON_THE_WAY:
        age = OLDER.get(age, age)
    age, use = (age, use) if role == "member" else ("withheld", "withheld")
    return {"entry": token, "region": region, "age": age, "use": use, "role": role, "status": status}
