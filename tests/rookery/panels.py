"""What Rookery's makers do with a jury: the call, the draw, the letters and what came back, who took the empty seats, the end."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from invented import archive, folkmoot, number, write
from keys import CLERKS, SECRETARIES, SIGNING_SINCE, key, sign

from folkmoot.cli.draw_call import finished, reread
from folkmoot.formats.act_json import write_act
from folkmoot.formats.canonical import digest, write_log
from folkmoot.formats.document import with_fields
from folkmoot.procedure.chronicle import chronicle
from folkmoot.records.archive import Jury
from folkmoot.records.draw import Panel
from folkmoot.records.error import FolkmootError
from folkmoot.records.statement import Statement
from folkmoot.records.value import parse_instant, write_instant
from folkmoot.sortition.beacon import DEMONSTRATION, round_at, round_time
from folkmoot.sortition.replay import lottery_of, roster_of, skips
from folkmoot.trust.assurance import statement_path
from folkmoot.trust.namespace import namespace_of

Event = dict[str, Any]
ANSWERED_WITHIN = 12
"""Days."""


@dataclass(frozen=True)
class Lot:
    """One draw, from its call to its end."""

    jury: str
    called: str
    by: str = "agenda-council"
    keeper: str = "clerks"
    confirmed: str = "drawn again on two machines of ours, the same"
    """What the oversight council said; empty where there was none yet, or where it is itself drawn."""
    discharged: str = ""
    """When it ended; empty for a council, whose seats end by themselves."""
    declines: int = 9
    """One in so many says no, while there are alternates of the same stratum."""
    course: int = 0
    """Which of the invented courses that the answers could take."""
    reasons: tuple[str, ...] = ("no-time", "no-reason", "no-time", "no-answer", "no-time")
    last: str = ""
    """When the last of those drawn answered, where that is told."""
    aside: tuple[tuple[str, str, str], ...] = ()
    """Those who stand aside: the instant, the place among those who said yes, the reason."""
    vouched: bool = False
    """Whether each answer carries what vouches for it."""


def called(root: Path, jury: str, at: str, by: str, keeper: str) -> Jury:
    """Finish a call and record it; a lottery that is published already and still holds is kept."""
    announced(root, jury, at)
    if not (root / f"juries/{jury}/lottery.json").is_file() or not _called_again(root, jury, at, by, keeper):
        folkmoot(root, "draw", "call", jury, "--by", by, "--keeper", keeper, "--as-of", at)
    found = archive(root).jury(jury)
    assert found is not None
    if at >= SIGNING_SINCE:
        sign(root, f"juries/{jury}/call.md", SECRETARIES[:2])
    return found


def announced(root: Path, jury: str, at: str) -> None:
    """Announce the demonstration beacon's first round on the hour after the time to challenge, where the call names none."""
    path = root / f"juries/{jury}/call.md"
    if re.search(r"^sources:", path.read_text(), re.MULTILINE):
        return
    found = chronicle(archive(root), parse_instant(at))
    rule = found.charter.book.draws["by-lot"]
    earliest = max(found.deadline(found.as_of, rule.seed.after), found.deadline(found.as_of, rule.challenge))
    number_ = round_at(DEMONSTRATION, earliest.replace(hour=12, minute=0) + timedelta(days=earliest.hour >= 12))
    when = write_instant(round_time(DEMONSTRATION, number_))
    named = f'[{{kind: beacon, chain: {DEMONSTRATION.hash}, round: {number_}, when: "{when}"}}]'
    path.write_bytes(with_fields(path.read_bytes(), {"sources": named}))


def _called_again(root: Path, jury: str, at: str, by: str, keeper: str) -> bool:
    """Finish a call with the lottery that is published already, if it is one over these people and quotas.

    A lottery is published once and proves itself. A program that builds better ones, or another machine, would give another.
    """
    path, lottery = f"juries/{jury}/call.md", root / f"juries/{jury}/lottery.json"
    text = finished(chronicle(archive(root), parse_instant(at)), path)
    text = with_fields(text, {"lottery": digest(lottery.read_bytes())})
    found, known = reread(archive(root), path, text)
    entries = roster_of(known, found)
    try:
        lottery_of(known, found, entries, skips(found.call.head, entries))
    except FolkmootError:
        lottery.unlink()
        return False
    write(root, path, text)
    write(root, f"juries/{jury}/log.yml", write_log([
        {"at": at, "act": "called", "by": by, "call": digest(text)},
        {"at": at, "act": "pool-frozen", "by": keeper, "ref": found.call.head.roster, "roster": entries.digest},
    ]))  # fmt: skip
    return True


def drawn(root: Path, found: Jury, keeper: str) -> str:
    """Record the seed that the announced round gave, and draw; return when that was."""
    when = found.call.head.sources[-1].when
    assert when is not None
    at = write_instant(when + timedelta(minutes=5))
    folkmoot(root, "draw", "seed", found.id, "--demonstration", "--by", keeper, "--as-of", at)
    folkmoot(root, "draw", "run", found.id)
    return at


def panel_of(root: Path, jury: str) -> Panel:
    """Who was drawn."""
    found = archive(root).jury(jury)
    assert found is not None
    assert found.draw is not None
    return found.draw.panel


def add(root: Path, jury: str, events: Iterable[Event]) -> None:
    """Add events to a jury's log, in the order of their instants."""
    log = root / f"juries/{jury}/log.yml"
    log.write_bytes(log.read_bytes() + write_log(sorted(events, key=lambda event: str(event["at"]))))


def sit(root: Path, lot: Lot) -> None:
    """One draw with all that belongs to it."""
    found = called(root, lot.jury, lot.called, lot.by, lot.keeper)
    at = parse_instant(drawn(root, found, lot.keeper))
    panel = panel_of(root, lot.jury)
    summons = at.replace(hour=9, minute=0, second=0) + timedelta(days=1)
    events: list[Event] = []
    if lot.confirmed:
        confirmed = write_instant(at + timedelta(hours=5))
        events.append({"at": confirmed, "act": "confirmed", "by": "oversight-council", "reason": lot.confirmed})
    events.append({"at": write_instant(summons), "act": "summoned", "by": lot.keeper, "reason": "letters to all who were drawn"})
    answered = answers(panel, lot, summons)
    for event in answered:
        if lot.vouched and event["act"] in ("accepted", "declined"):
            vouched(root, lot.jury, event)
    events += answered
    for when, place, why in lot.aside:
        token = sorted(event["entry"] for event in answered if event["act"] == "accepted")[int(place)]
        events.append({"at": when, "act": "recused", "by": token, "entry": token, "proposal": found.call.head.mandate, "reason": why})
    if lot.discharged:
        events.append({"at": lot.discharged, "act": "discharged", "by": lot.by})
    add(root, lot.jury, events)


def answers(panel: Panel, lot: Lot, summons: Any) -> list[Event]:
    """What those drawn said, and who took the empty seats: each the next alternate of the same stratum or kind."""
    spare = {seat.entry: seat.stratum for seat in panel.alternates}
    events: list[Event] = []
    empty = 0
    ends = summons.replace(hour=7) + timedelta(days=15)
    for seat in sorted(panel.seats, key=lambda seat: number(f"answers {lot.jury} {seat.entry}")):
        comes = next((entry for entry, stratum in spare.items() if stratum == seat.stratum), None)
        goes = comes is not None and number(f"declines {lot.course} {lot.jury} {seat.entry}") % lot.declines == 0
        said = within(summons, ANSWERED_WITHIN, f"{lot.jury} {seat.entry}")
        if not goes or comes is None:
            events.append({"at": said, "act": "accepted", "by": seat.entry, "entry": seat.entry})
            continue
        why = lot.reasons[empty % len(lot.reasons)]
        if why == "no-answer":
            events.append({"at": write_instant(ends), "act": "removed", "by": lot.keeper, "entry": seat.entry, "reason": why})
        else:
            events.append({"at": said, "act": "declined", "by": seat.entry, "entry": seat.entry, "reason": why})
        del spare[comes]
        filled = ends + timedelta(hours=2, minutes=empty)
        same = "the next of the same kind" if seat.stratum else "the next of the list"
        events.append(
            {"at": write_instant(filled), "act": "replaced", "by": lot.keeper, "entry": comes, "instead": seat.entry, "reason": same}
        )
        events.append(
            {"at": within(filled + timedelta(hours=12), 6, f"{lot.jury} {comes}"), "act": "accepted", "by": comes, "entry": comes}
        )
        empty += 1
    if lot.last:
        max((event for event in events if event["act"] == "accepted"), key=lambda event: str(event["at"]))["at"] = lot.last
    return events


def within(start: Any, days: int, what: str) -> str:
    """An instant within some days from another on."""
    return write_instant(start + timedelta(minutes=1 + number(f"minute {what}") % (days * 1440 - 2)))


def vouched(root: Path, jury: str, event: Event) -> None:
    """Put under an answer what vouches for it: an own key, a clerk's, a forge account, or nothing."""
    token, way = event["entry"], number(f"way {jury} {event['entry']}") % 7
    roster = archive_keys(root, jury)
    signer = token if token in roster else CLERKS[way] if way < 2 else ""
    if signer:
        said = Statement(COOP, f"juries/{jury}", event["act"], token)
        path = statement_path(said)
        write(root, path, write_act(said))
        write(root, f"{path}.sig.d/{signer}.sig", key(signer).sign((root / path).read_bytes(), namespace_of(path, COOP)))
    elif way < 5:
        event["account"] = f"forge:{10000 + number(f'account {token}') % 90000}"


COOP = "rookery.example"
_KEYED: dict[str, frozenset[str]] = {}


def archive_keys(root: Path, jury: str) -> frozenset[str]:
    """The entries that have a key in the roster that a jury is drawn from."""
    found = (root / f"juries/{jury}/call.md").read_text()
    name = next(line.split(": ")[1] for line in found.splitlines() if line.startswith("roster: "))
    path = root / f"juries/rosters/{name}/entries.csv"
    mark = digest(path.read_bytes())
    if mark not in _KEYED:
        header, *lines = path.read_text().splitlines()
        place = header.split(",").index("key") if "key" in header.split(",") else None
        _KEYED[mark] = frozenset(line.split(",")[0] for line in lines if place is not None and line.split(",")[place])
    return _KEYED[mark]
