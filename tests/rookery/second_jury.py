"""Make what is computed of Rookery's second policy jury: keys, rosters, an invitation, a lottery, a panel, signatures, a decision.

The texts are written by people; each step here is a command that a co-op would run in 2026. Keys are throw-away keys, made
from their owners' tokens, and rounds come from the demonstration beacon: a demonstration may use both, and nobody else.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from invented import archive, folkmoot, freeze, life, number, write
from members_2026 import SIGNERS, key, members, rows

from folkmoot.cli.draw_call import finished, reread
from folkmoot.formats.act_json import write_act
from folkmoot.formats.ballot_json import write_totals
from folkmoot.formats.canonical import digest, write_log
from folkmoot.formats.document import with_fields
from folkmoot.formats.draw_json import read_draw
from folkmoot.procedure.chronicle import chronicle
from folkmoot.records.ballot import CountedTotals
from folkmoot.records.draw import Panel, Seat
from folkmoot.records.error import FolkmootError
from folkmoot.records.statement import Statement
from folkmoot.records.value import parse_instant, write_instant
from folkmoot.sortition.replay import lottery_of, roster_of, skips
from folkmoot.trust.assurance import statement_path
from folkmoot.trust.namespace import namespace_of

COOP = "rookery.example"
QUESTION, INVITATION, JURY = "2026-made-pictures", "2026-policy-jury-2-invitation", "2026-policy-jury-2"
JANUARY, VOLUNTEERS = "2026-01-members", "2026-02-volunteers"
CLERKS, SECRETARIES = SIGNERS[:3], SIGNERS[2:]
ROLES = {"root": (3, SIGNERS), "clerk": (2, CLERKS), "secretary": (2, SECRETARIES), "teller": (2, SECRETARIES), "log": (2, SIGNERS[2:])}
YES = {"16-29": 215, "30-44": 165, "45-59": 235, "60-plus": 105, "unsaid": 150}
"""How many of a thousand who are invited say yes, by age."""
KEENNESS = {"daily": 14, "weekly": 10, "rarely": 5}
"""The same by use, in tenths."""
EMPTY = ("no-time", "no-reason", "no-time", "no-time", "no-answer")
"""Why seats fell empty, in the words of the answers; one of those drawn never gave one."""
RECUSED = "m-b5c6"
"""Works for the maker of a program that makes pictures."""


def sign(root: Path, path: str, people: Iterable[str]) -> None:
    """Put people's signatures beside a record."""
    data, space = (root / path).read_bytes(), namespace_of(path, COOP)
    for person in people:
        write(root, f"{path}.sig.d/{person}.sig", key(person).sign(data, space))


def keys(root: Path) -> None:
    """January 2026: the first version of the keys, signed by everybody whose key is in it."""
    people = [part for token in SIGNERS for part in ("--person", f"{token}={key(token).public_line}")]
    roles = [part for role, (count, who) in ROLES.items() for part in ("--role", f"{role}={count}:{','.join(who)}")]
    folkmoot(root, "keys", "init", *people, *roles, "--expires", "2027-12-31")
    sign(root, "charter/keys/0001.json", SIGNERS)


def january(root: Path) -> None:
    """The roster of everybody who may be drawn, signed by two clerks."""
    columns = [part for column in ("region", "age", "use", "role", "key") for part in ("--column", column)]
    freeze(root, JANUARY, "2026-01-30", "Members from whom the second jury is drawn", members(root),
           "--summary", "Every member whose waiting time was over by the end of January 2026. A few have a key of their own by now.",
           "--exclude", "status=waiting:waiting", *columns)  # fmt: skip
    sign(root, f"juries/rosters/{JANUARY}/roster.md", CLERKS[:2])


def drawn(root: Path, jury: str, seed: str) -> Panel:
    """Sign a call that stands, record the seed that its round gave, and draw."""
    sign(root, f"juries/{jury}/call.md", SECRETARIES[:2])
    folkmoot(root, "draw", "seed", jury, "--demonstration", "--by", "clerks", "--as-of", seed)
    folkmoot(root, "draw", "run", jury)
    return read_draw((root / f"juries/{jury}/draw.json").read_bytes()).panel


def call(root: Path, jury: str, at: str) -> None:
    """Finish a call; where it has quotas, its lottery is built."""
    folkmoot(root, "draw", "call", jury, "--by", "agenda-council", "--keeper", "clerks", "--as-of", at)


def call_again(root: Path, jury: str, at: str) -> bool:
    """Finish a call with the lottery that is published already, if it is one over these people and quotas.

    A lottery is published once and proves itself. A program that builds better ones, or another machine, would give another.
    """
    path, lottery = f"juries/{jury}/call.md", root / f"juries/{jury}/lottery.json"
    if not lottery.is_file():
        return False
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
        {"at": at, "act": "called", "by": "agenda-council", "call": digest(text)},
        {"at": at, "act": "pool-frozen", "by": "clerks", "ref": found.call.head.roster, "roster": entries.digest},
    ]))  # fmt: skip
    return True


def add(root: Path, jury: str, events: list[dict[str, Any]]) -> None:
    """Add events to a jury's log."""
    log = root / f"juries/{jury}/log.yml"
    log.write_bytes(log.read_bytes() + write_log(events))


def invitation(root: Path) -> None:
    """The first lot: who gets a letter, confirmed by those who watch over draws."""
    call(root, INVITATION, "2026-02-02T10:00:00Z")
    drawn(root, INVITATION, "2026-02-11T12:05:00Z")
    add(root, INVITATION, [
        {"at": "2026-02-11T18:30:00Z", "act": "confirmed", "by": "oversight-council",
         "reason": "drawn again on three machines of ours, the same"},
        {"at": "2026-02-12T09:00:00Z", "act": "summoned", "by": "clerks",
         "reason": "letters to the 1,200 who were drawn, to be answered by 26 February"},
    ])  # fmt: skip


def volunteers(root: Path) -> None:
    """Those who said yes, and whose answers differ by age and use as they do in life; signed by two clerks."""
    invited = {seat.entry for seat in read_draw((root / f"juries/{INVITATION}/draw.json").read_bytes()).panel.seats}
    said_yes = []
    for row in rows(root, JANUARY):
        token = row["entry"]
        if token in invited and number(f"answers the letter {token}") % 10000 < YES[row["age"]] * KEENNESS[row["use"]]:
            enrols = number(f"enrols {token}") % 6 == 0
            said_yes.append({**row, "key": row["key"] or (key(token).fingerprint if enrols else "")})
    columns = [part for column in ("region", "age", "use", "key") for part in ("--column", column)]
    freeze(root, VOLUNTEERS, "2026-02-27", "Members who said yes to the letter", said_yes, "--rules-at", "2026-01-30",
           "--summary", "Those of the 1,200 invited who would come if the lot fell on them. Some made themselves a key with their answer.",
           *columns)  # fmt: skip
    sign(root, f"juries/rosters/{VOLUNTEERS}/roster.md", CLERKS[1:])


def selection(root: Path) -> None:
    """The second lot: the lottery among volunteers, the panel, and its answers."""
    at = "2026-03-02T10:00:00Z"
    if not call_again(root, JURY, at):
        call(root, JURY, at)
    panel = drawn(root, JURY, "2026-03-12T12:05:00Z")
    keyed = {row["entry"] for row in rows(root, VOLUNTEERS) if row["key"]}
    events = [
        {"at": "2026-03-13T17:45:00Z", "act": "confirmed", "by": "oversight-council",
         "reason": "the proof of the lottery checked, and drawn again"},
        {"at": "2026-03-13T18:00:00Z", "act": "summoned", "by": "clerks", "reason": "letters to all who were drawn"},
        *sorted(answers(panel), key=lambda event: str(event["at"])),
        {"at": "2026-04-18T07:30:00Z", "act": "recused", "by": RECUSED, "entry": RECUSED, "proposal": QUESTION,
         "reason": "works for the maker of the program that made the picture of the street under water"},
        {"at": "2026-05-22T12:00:00Z", "act": "discharged", "by": "agenda-council"},
    ]  # fmt: skip
    for event in events:
        if event["act"] in ("accepted", "declined"):
            vouched(root, event, event["entry"] in keyed)
    add(root, JURY, events)


def answers(panel: Panel) -> list[dict[str, Any]]:
    """What those drawn said, and who took the empty seats: each the next alternate of the same kind."""
    assert RECUSED in {seat.entry for seat in panel.seats}, "another panel is drawn: let somebody else of it stand aside, in the texts too"
    spare = {seat.entry: seat.stratum for seat in panel.alternates}
    empty: list[tuple[Seat, str]] = []
    events: list[dict[str, Any]] = []
    for seat in sorted(panel.seats, key=lambda seat: number(f"answers {seat.entry}")):
        comes = next((entry for entry, kind in spare.items() if kind == seat.stratum), None)
        why = EMPTY[len(empty)] if comes and len(empty) < len(EMPTY) and seat.entry != RECUSED else ""
        if comes and why:
            empty.append((seat, comes))
            del spare[comes]
        at = moment(14, 11, seat.entry)
        if why == "no-answer":
            at = "2026-03-28T09:00:00Z"
            events.append({"at": at, "act": "removed", "by": "clerks", "entry": seat.entry, "reason": why})
        elif why:
            events.append({"at": at, "act": "declined", "by": seat.entry, "entry": seat.entry, "reason": why})
        else:
            events.append({"at": at, "act": "accepted", "by": seat.entry, "entry": seat.entry})
    for place, (seat, comes) in enumerate(empty):
        at = f"2026-03-28T10:{place:02}:00Z"
        events.append(
            {"at": at, "act": "replaced", "by": "clerks", "entry": comes, "instead": seat.entry, "reason": "the next of the same kind"}
        )
        events.append({"at": moment(29, 6, comes), "act": "accepted", "by": comes, "entry": comes})
    return events


def moment(first: int, days: int, token: str) -> str:
    """When somebody answers: within some days from a day of March 2026 on."""
    start = datetime(2026, 3, first, tzinfo=UTC)
    return write_instant(start + timedelta(minutes=number(f"minute {token}") % (days * 1440)))


def vouched(root: Path, event: dict[str, Any], has_key: bool) -> None:
    """Put under an answer what vouches for it: an own key, a clerk's, a forge account, or nothing."""
    token, way = event["entry"], number(f"way {event['entry']}") % 7
    signer = token if has_key else CLERKS[way] if way < 2 else ""
    if signer:
        said = Statement(COOP, f"juries/{JURY}", event["act"], token)
        write(root, statement_path(said), write_act(said))
        sign(root, statement_path(said), (signer,))
    elif way < 5:
        event["account"] = f"forge:{10000 + number(f'account {token}') % 90000}"


def made_pictures(root: Path) -> None:
    """The question from its opening to the count: secret, in the room, by two who hold the role of teller."""
    found = archive(root).proposal(QUESTION)
    assert found is not None
    panel = digest((root / f"juries/{JURY}/draw.json").read_bytes())
    asker, electorate = found.text.head.introduced_by, {"kind": "jury", "id": JURY, "digest": panel}
    text = life(root, QUESTION, electorate, [
        ("2026-01-08T18:20:00Z", "opened", asker),
        ("2026-01-26T20:05:00Z", "revised", asker),
        ("2026-02-27T10:00:00Z", "frozen", "clerks"),
        ("2026-05-10T09:00:00Z", "voting-opened", "clerks"),
        ("2026-05-10T17:00:00Z", "ballots-closed", "tellers"),
    ])  # fmt: skip
    counted = f"proposals/{QUESTION}/ballots/counted-1.json"
    write(root, counted, write_totals(CountedTotals(QUESTION, text, electorate["digest"], 32, 12, 2, tuple(sorted(SIGNERS[3:])))))
    sign(root, counted, SIGNERS[3:])
    folkmoot(root, "tally", QUESTION, "--write")


def unfinished(root: Path) -> None:
    """Take out of the calls what the command that finishes them fills in, so that it is made again."""
    for path in CALLS:
        lines = (root / path).read_text().split("\n")
        kept = [line for line in lines if not line.startswith(("roster_digest: ", "ties: ", "lottery: "))]
        (root / path).write_text("\n".join(kept))


def standing(root: Path) -> list[str]:
    """Signatures and statements that stand below a folder in the records made here."""
    folders = ("charter/keys", f"juries/rosters/{JANUARY}", f"juries/rosters/{VOLUNTEERS}", *RECORDS)
    found = (path for folder in folders for path in (root / folder).rglob("*") if path.suffix == ".sig" or path.parent.name == "acts")
    return sorted(path.relative_to(root).as_posix() for path in found if path.is_file())


STEPS = (unfinished, keys, january, invitation, volunteers, selection, made_pictures)
RECORDS = (f"proposals/{QUESTION}", f"juries/{INVITATION}", f"juries/{JURY}")
CALLS = (f"juries/{INVITATION}/call.md", f"juries/{JURY}/call.md")
"""Written by people but for the lines that `draw call` adds."""
FINISHED = (*CALLS, f"juries/{JURY}/lottery.json")
"""What is read here and made anew where it does not hold any more."""
