"""Make what is computed of 2025: the roster of June, the jury that decided how juries are drawn, and its decision.

It was drawn as the charter said until then, in one lot with shares of regions. Nobody had a key yet, so nothing is signed.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

from invented import archive, folkmoot, freeze, life, number, write
from members_2025 import members

from folkmoot.formats.ballot_json import write_totals
from folkmoot.formats.canonical import digest, write_log
from folkmoot.formats.draw_json import read_draw
from folkmoot.records.ballot import CountedTotals
from folkmoot.records.draw import Panel
from folkmoot.records.value import parse_instant, write_instant
from folkmoot.tally.electorate import seated

QUESTION, JURY, JUNE = "2025-two-lots", "2025-amendment-jury-1", "2025-06-members"
EMPTY = {"germany": ("no-time", "no-answer", "no-reason"), "elsewhere-in-europe": ("no-time", "no-time"), "americas": ("no-reason",)}
"""Why seats fell empty, a region each; one of those drawn never answered."""
FOR, AGAINST, ABSTAINED = 37, 9, 1


def june(root: Path) -> None:
    """The roster of everybody who may be drawn in the summer of 2025."""
    columns = [part for column in ("region", "age", "use", "role") for part in ("--column", column)]
    freeze(root, JUNE, "2025-06-27", "Members from whom the jury on the charter is drawn", members(root),
           "--summary", "Every member whose waiting time was over by the end of June 2025, busy or not.",
           "--exclude", "status=waiting:waiting", *columns)  # fmt: skip


def unfinished(root: Path) -> None:
    """Take out of the call what the command that finishes it fills in, so that it is made again."""
    path = root / CALL
    path.write_text("".join(line for line in path.read_text().splitlines(keepends=True) if not line.startswith("roster_digest: ")))


def jury(root: Path) -> None:
    """The call, the draw as the charter said then, the answers, and the end."""
    folkmoot(root, "draw", "call", JURY, "--by", "agenda-council", "--keeper", "clerks", "--as-of", "2025-06-30T10:00:00Z")
    folkmoot(root, "draw", "seed", JURY, "--demonstration", "--by", "clerks", "--as-of", "2025-07-11T12:05:00Z")
    folkmoot(root, "draw", "run", JURY)
    panel = read_draw((root / f"juries/{JURY}/draw.json").read_bytes()).panel
    log = root / f"juries/{JURY}/log.yml"
    log.write_bytes(log.read_bytes() + write_log([
        {"at": "2025-07-12T16:20:00Z", "act": "confirmed", "by": "oversight-council",
         "reason": "drawn again on two machines of ours, the same"},
        {"at": "2025-07-14T09:00:00Z", "act": "summoned", "by": "clerks", "reason": "letters to all who were drawn"},
        *sorted(answers(panel), key=lambda event: str(event["at"])),
        {"at": "2025-10-08T12:00:00Z", "act": "discharged", "by": "agenda-council"},
    ]))  # fmt: skip


def answers(panel: Panel) -> list[dict[str, Any]]:
    """What those drawn said, and who took the empty seats: each the next alternate of the same region."""
    reasons = {region: list(why) for region, why in EMPTY.items()}
    spare = {region: [seat.entry for seat in panel.alternates if seat.stratum == region] for region in EMPTY}
    events: list[dict[str, Any]] = []
    place = 0
    for seat in sorted(panel.seats, key=lambda seat: number(f"answers {seat.entry}")):
        why = reasons[seat.stratum].pop(0) if reasons.get(seat.stratum) else ""
        if not why:
            events.append({"at": moment("2025-07-14T12:00:00Z", 13, seat.entry), "act": "accepted", "by": seat.entry, "entry": seat.entry})
            continue
        if why == "no-answer":
            events.append({"at": "2025-07-29T07:00:00Z", "act": "removed", "by": "clerks", "entry": seat.entry, "reason": why})
        else:
            at = moment("2025-07-14T12:00:00Z", 13, seat.entry)
            events.append({"at": at, "act": "declined", "by": seat.entry, "entry": seat.entry, "reason": why})
        comes = spare[seat.stratum].pop(0)
        at = f"2025-07-29T09:{place:02}:00Z"
        events.append(
            {"at": at, "act": "replaced", "by": "clerks", "entry": comes, "instead": seat.entry, "reason": "the next of the same region"}
        )
        events.append({"at": moment("2025-07-30T06:00:00Z", 8, comes), "act": "accepted", "by": comes, "entry": comes})
        place += 1
    return events


def moment(start: str, days: int, token: str) -> str:
    """When somebody answers: within some days from an instant on."""
    return write_instant(parse_instant(start) + timedelta(minutes=number(f"minute {token}") % (days * 1440)))


def two_lots(root: Path) -> None:
    """The question from its opening to the count: secret, in the room, by two of the jurors."""
    known = archive(root)
    found, sitting = known.proposal(QUESTION), known.jury(JURY)
    assert found is not None
    assert sitting is not None
    asker = found.text.head.introduced_by
    electorate = {"kind": "jury", "id": JURY, "digest": digest((root / f"juries/{JURY}/draw.json").read_bytes())}
    text = life(root, QUESTION, electorate, [
        ("2025-03-04T19:10:00Z", "opened", asker),
        ("2025-04-15T18:40:00Z", "revised", asker),
        ("2025-06-12T09:00:00Z", "frozen", "clerks"),
        ("2025-09-21T09:00:00Z", "voting-opened", "clerks"),
        ("2025-09-21T17:00:00Z", "ballots-closed", "tellers"),
    ])  # fmt: skip
    tellers = tuple(sorted(sorted(seated(sitting), key=lambda token: number(f"counts {token}"))[:2]))
    totals = CountedTotals(QUESTION, text, electorate["digest"], FOR, AGAINST, ABSTAINED, tellers)
    write(root, f"proposals/{QUESTION}/ballots/counted-1.json", write_totals(totals))
    folkmoot(root, "tally", QUESTION, "--write")


STEPS = (june, unfinished, jury, two_lots)
RECORDS = (f"proposals/{QUESTION}", f"juries/{JURY}")
CALL = f"juries/{JURY}/call.md"
"""Written by people but for the line that `draw call` adds."""
FINISHED = (CALL,)
"""What is read here and made anew where it does not hold any more."""
