"""Make again the examples of the checks of seats and of those who may be drawn for them.

    python tests/checks/seat_pairs.py

Run it after the base of the examples was changed; a test says when that is due.
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from checks.draw_pairs import CIRCLE, MEMBERS, Files, call, called, drawn, members
from checks.made_pairs import pair, write
from co_op import event, log
from folkmoot.checks import example
from folkmoot.formats.canonical import digest, write_document
from folkmoot.formats.table import write_entries

AGAIN = "juries/2026-care-circle-2"
SHIFT = "proposals/2026-late-shift"
TABLE = ("m-12db", "m-285a", "m-3724", "m-5023", "m-62ee", "m-7fbb")
"""Six members who sit at the shop table."""
LOT = "select: {method: sortition, draw_rule: by-lot"


def ruled(*changes: tuple[str, str]) -> Files:
    """The charter of Brook with some words in place of others, in every article where they stand."""
    files: Files = {}
    for article in ("02-how-we-decide", "03-bodies"):
        for path in (f"charter/{article}.md", f"proposals/2026-genesis/changes/charter/{article}.md"):
            text = example.base()[path].decode()
            for old, new in changes:
                text = text.replace(old, new)
            files[path] = text.encode()
    assert any(files[path] != example.base()[path] for path in files)
    return files


def seating(what: str, owner: str = "shop-table", **head: str) -> Files:
    """The decision on the late shift as if it also gave seats; `head` changes what the proposal says."""
    effects = f'effects:\n  - {{do: seat, owner: {owner}, what: "{what}"}}\n'
    text, decision = (example.base()[f"{SHIFT}/{name}.md"].decode() for name in ("proposal", "decision"))
    for name, value in head.items():
        old = next(line for line in text.split("\n") if line.startswith(f"{name}:"))
        text = text.replace(old, f"{name}: {value}")
    text = text.replace("review_by: 2027-03-01\n", f"{effects}review_by: 2027-03-01\n")
    decision = decision.replace("outcome: adopted\n", f"outcome: adopted\n{effects}")
    return {f"{SHIFT}/proposal.md": text.encode(), f"{SHIFT}/decision.md": decision.encode()}


def circle(*more: dict[str, Any]) -> Files:
    """The care circle with everybody who was drawn in their seats, and what happened afterwards."""
    yes = (event("2026-02-22T10:00:00Z", "accepted", seat.entry, entry=seat.entry) for seat in drawn({}, CIRCLE).panel.seats)
    return {f"{CIRCLE}/log.yml": example.base()[f"{CIRCLE}/log.yml"] + log(*yes, *more)}


def left(count: int) -> Files:
    """The care circle after some of its members left."""
    seats = drawn({}, CIRCLE).panel.seats[:count]
    return circle(*(event("2026-03-03T10:00:00Z", "withdrawn", seat.entry, entry=seat.entry) for seat in seats))


def again(roster: str = MEMBERS, entries: bytes = b"", **more: Any) -> Files:
    """A second call for the care circle."""
    entries = entries or members()
    head: dict[str, Any] = {"seats": "2", "title": "Seats of the care circle", **more}
    text = call(AGAIN, roster, entries, "2026-03-24T12:00:00Z", **head)
    return called(AGAIN, text, digest(entries), "2026-03-10T10:00:00Z")


def given_up() -> Files:
    """The first care circle, annulled: its call says nothing any more."""
    why = "two members were missing from the roster"
    return {
        f"{CIRCLE}/log.yml": example.base()[f"{CIRCLE}/log.yml"] + log(event("2026-03-08T10:00:00Z", "annulled", "secretary", reason=why))
    }


def turning(seats: str) -> Files:
    """A care circle of which two seats change hands every month, and a call for some more."""
    rule = ruled(("      term: 12m\n      cool_off: 24m", "      term: 2m\n      rotation: {fraction: 1/2, every: 1m}"))
    return {**rule, **circle(), **again(seats=seats)}


def elected(what: str, by: str) -> Files:
    """Seats at the shop table that the care circle fills by election, on a list that somebody introduced."""
    rule = ruled(
        ("select: {method: election, by: members", "select: {method: election, by: care-circle"),
        ("introduce: {who: member, seconds: 1}", "introduce: {who: care-circle, seconds: 1}"),
        ("decide: {by: members, rule: simple-majority, open: 5d}", "decide: {by: care-circle, rule: simple-majority, open: 5d}"),
    )
    vote = example.base()[f"{SHIFT}/log.yml"].replace(b"kind: roster, id: 2026-01-members", b"kind: jury, id: 2026-care-circle-1")
    opened = vote.replace(b"act: opened, by: m-07c8", f"act: opened, by: {by}".encode())
    return {**rule, **circle(), **seating(what, introduced_by=by), f"{SHIFT}/log.yml": opened}


def capped(**more: Any) -> Files:
    """A care circle of which at most two seats go to one shop, and a call for it."""
    return {**ruled((LOT, f"{LOT}, max_per: {{shop: 2}}, unbound: {{shop: [none]}}")), **given_up(), **again(**more)}


def of_alumni(*, all_members: bool) -> Files:
    """A care circle that is drawn from those who sat at the shop table, and a call that draws from them or from everybody."""
    files = {**ruled((LOT, f"{LOT}, alumni_of: shop-table")), **given_up(), **seating(", ".join(TABLE))}
    if all_members:
        return {**files, **again()}
    rows = [line.split(",") for line in members().decode().splitlines()[1:]]
    entries = write_entries(("entry", "key", "shop"), [row for row in rows if row[0] in TABLE])
    folder, name = "juries/rosters/2026-03-alumni", "2026-03-alumni"
    roster = {
        "id": name, "type": "roster", "title": "Those who sat at the shop table", "summary": "Six members.", "as_of": "2026-03-05",
        "rules_at": "2026-03-05", "count": "6", "columns": ["entry", "key", "shop"], "digest": digest(entries), "storage": "public",
    }  # fmt: skip
    files |= {f"{folder}/roster.md": write_document(roster, "\n"), f"{folder}/entries.csv": entries}
    return {**files, **again(name, entries)}


EXCLUDED = [{"reason": "sits-in-shop-table", "entries": list(TABLE)}]
EXAMPLES: Mapping[str, tuple[Callable[[], Files], Callable[[], Files]]] = {
    "B001": (lambda: seating("m-07c8", "care-circle"), lambda: seating(", ".join(TABLE))),
    "B002": (lambda: turning("3"), lambda: turning("2")),
    "B003": (lambda: left(3), lambda: left(2)),
    "B004": (lambda: elected("m-044e", "care-circle"), lambda: elected("m-044e", "m-07c8")),
    "B005": (lambda: elected("m-2f6a, m-044e", "m-07c8"), lambda: elected("m-044e", "m-07c8")),
    "D025": (capped, lambda: capped(max_per={"shop": "2"}, unbound={"shop": ["none"]})),
    "D026": (lambda: of_alumni(all_members=True), lambda: of_alumni(all_members=False)),
    "D027": (lambda: {**seating(", ".join(TABLE)), **again()}, lambda: {**seating(", ".join(TABLE)), **again(exclude=EXCLUDED)}),
}
"""By code: the bad example and the good one."""


def made() -> dict[Path, bytes]:
    """Every file of these pairs, by its place below the pairs."""
    return {path: data for code in EXAMPLES for path, data in pair(code, *(build() for build in EXAMPLES[code])).items()}


if __name__ == "__main__":
    write(EXAMPLES, made())
