"""Make again the examples of the D and F checks that need a draw, a lottery or a ticket.

    python tests/checks/draw_pairs.py

Run it after the base of the examples was changed; a test says when that is due.
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from checks.made_pairs import pair, write
from co_op import event, log
from folkmoot.checks import example
from folkmoot.checks.fillings import cut_off
from folkmoot.formats.canonical import digest, write_document
from folkmoot.formats.draw_json import write_draw
from folkmoot.formats.layout import read_archive
from folkmoot.formats.lottery_json import write_lottery
from folkmoot.formats.removal_json import write_removal
from folkmoot.formats.table import write_entries
from folkmoot.records.archive import Archive, Jury
from folkmoot.records.draw import BeaconRound, Draw
from folkmoot.records.lottery import Composition, PublishedLottery
from folkmoot.records.removal import Removal
from folkmoot.records.value import parse_instant
from folkmoot.sortition.beacon import DEMONSTRATION, demonstration_round, round_at
from folkmoot.sortition.pool import pool_of
from folkmoot.sortition.replay import redraw, replacements, skips, ties_of
from folkmoot.sortition.ticket import ticket
from sortition.small_draws import Chance, some_lottery

Files = dict[str, bytes]
CIRCLE = "juries/2026-care-circle-1"
JURY, INVITATION = "juries/2026-price-jury", "juries/2026-price-invitation"
MEMBERS, VOLUNTEERS = "2026-01-members", "2026-03-volunteers"
QUOTAS = {"shop": {"bakehouse": [1, 2], "mill": [1, 2], "van": [1, 1]}}


def archive_of(files: Mapping[str, bytes]) -> Archive:
    """Brook with these files over it, which must all be readable."""
    archive = read_archive({**example.base(), **files})
    assert not archive.faults, archive.faults
    return archive


def jury_of(archive: Archive, folder: str) -> Jury:
    """One jury of an archive."""
    found = archive.jury(folder.removeprefix("juries/"))
    assert found is not None
    return found


def drawn(files: Mapping[str, bytes], folder: str) -> Draw:
    """The draw that the files of a jury give."""
    archive = archive_of(files)
    return redraw(archive, jury_of(archive, folder))


def source(instant: str) -> dict[str, Any]:
    """The round of the demonstration beacon of an instant, as a call announces it."""
    return {"kind": "beacon", "chain": DEMONSTRATION.hash, "round": str(round_at(DEMONSTRATION, parse_instant(instant)))}


def came(instant: str) -> dict[str, Any]:
    """The same round, as a log records it."""
    return {**source(instant), "signature": _round(instant).signature}


@cache
def _round(instant: str) -> BeaconRound:
    return demonstration_round(round_at(DEMONSTRATION, parse_instant(instant)))


def call(folder: str, roster: str, entries: bytes, seed: str, **more: Any) -> bytes:
    """A call of Brook for a jury on the price of bread."""
    head = {
        "id": folder.removeprefix("juries/"), "type": "jury", "title": "A jury on the price of bread",
        "summary": "Members of Brook are drawn by lot to say what a loaf costs.", "body": "care-circle", "mandate": "2026-late-shift",
        "question": "What does a loaf cost?", "roster": roster, "roster_digest": digest(entries), "sources": [source(seed)], "hours": "6",
        "compensation": {"amount": "16", "currency": "EUR", "per": "hour"}, "facilitator": "A facilitator from another co-op.",
        "respond_by": "2026-09-01", "evaluation_due": "2026-10-01", **more,
    }  # fmt: skip
    return write_document(head, "\nYou may say no; nobody asks why.\n")


def called(folder: str, text: bytes, roster: str, at: str, *events: dict[str, Any]) -> Files:
    """A call with the log that records it."""
    first = event(at, "called", "secretary", call=digest(text)), event(at, "pool-frozen", "registrar", roster=roster)
    return {f"{folder}/call.md": text, f"{folder}/log.yml": log(*first, *events)}


def members() -> bytes:
    """The members of Brook."""
    return example.base()[f"juries/rosters/{MEMBERS}/entries.csv"]


def quota_jury(bent: Callable[[PublishedLottery], PublishedLottery] = lambda published: published, **more: Any) -> Files:
    """A jury called with quotas and its lottery, `bent` as an example asks."""
    entries, at, seed = members(), "2026-03-10T10:00:00Z", "2026-03-24T12:00:00Z"
    head = {"seats": "4", "quotas": QUOTAS, **more}
    published = bent(_lottery(called(JURY, call(JURY, MEMBERS, entries, seed, **head), digest(entries), at), JURY))
    made = write_lottery(published)
    files = called(JURY, call(JURY, MEMBERS, entries, seed, **head, lottery=digest(made)), digest(entries), at)
    return {**files, f"{JURY}/lottery.json": made}


def _lottery(files: Mapping[str, bytes], folder: str) -> PublishedLottery:
    archive = archive_of(files)
    jury = jury_of(archive, folder)
    roster = archive.roster(jury.call.head.roster)
    assert roster is not None
    assert roster.entries is not None
    pool = pool_of(jury.call.head, roster.entries, skips(jury.call.head, roster.entries))
    return PublishedLottery(some_lottery(pool, Chance(1)), roster.entries.digest, ties_of(jury.call.head))


def shared_out(**moved: list[int]) -> Files:
    """A jury whose quotas are said to be the shares of the shops, with some that are not."""
    shops = {"bakehouse": [2, 2], "mill": [1, 1], "van": [1, 1], **moved}
    return quota_jury(quotas={"shop": shops}, shares={"roster": MEMBERS, "seats": "4", "slack": "0"})


def crowded(published: PublishedLottery) -> PublishedLottery:
    """A lottery in which the first composition has a seat more of one kind and one less of another than the quotas allow."""
    first, *others = published.lottery.compositions
    seats = dict(first.seats)
    least, most = min(seats, key=seats.__getitem__), max(seats, key=seats.__getitem__)
    moved = {**seats, most: seats[most] + 1, least: seats[least] - 1}
    composition = Composition(first.weight, tuple((place, taken) for place, taken in sorted(moved.items()) if taken))
    compositions = tuple(sorted((composition, *others), key=lambda each: each.seats))
    return replace(published, lottery=replace(published.lottery, compositions=compositions))


@cache
def invitation() -> Files:
    """The first lot, which invites 15 members."""
    entries, seed = members(), "2026-02-24T12:00:00Z"
    text = call(INVITATION, MEMBERS, entries, seed, seats="15", stage="invitation", quotas=QUOTAS)
    at = event("2026-02-24T12:05:00Z", "seed", "registrar", sources=[came(seed)])
    files = called(INVITATION, text, digest(entries), "2026-02-12T10:00:00Z", at)
    return {**files, f"{INVITATION}/draw.json": write_draw(drawn(files, INVITATION))}


def selection(strangers: int = 0, **more: Any) -> Files:
    """The second lot among those who said yes; `strangers` more stand on their roster."""
    asked = {seat.entry for seat in drawn(invitation(), INVITATION).panel.seats}
    rows = [line.split(",") for line in members().decode().splitlines()[1:]]
    yes = [row for row in rows if row[0] in asked][:12] + [row for row in rows if row[0] not in asked][:strangers]
    entries = write_entries(("entry", "key", "shop"), yes)
    roster = {
        "id": VOLUNTEERS, "type": "roster", "title": "Those who said yes", "summary": "Those of the invited who would sit.",
        "as_of": "2026-03-05", "rules_at": "2026-03-05", "count": str(len(yes)), "columns": ["entry", "key", "shop"],
        "digest": digest(entries), "storage": "public",
    }  # fmt: skip
    folder, seed = f"juries/rosters/{VOLUNTEERS}", "2026-03-24T12:00:00Z"
    files = {**invitation(), f"{folder}/roster.md": write_document(roster, "\n"), f"{folder}/entries.csv": entries}
    ties = {name: str(value) for name, value in came("2026-02-24T12:00:00Z").items()}
    head = {"seats": "4", "stage": "selection", "invitation": INVITATION.removeprefix("juries/"), "quotas": QUOTAS, "ties": ties, **more}
    text = call(JURY, VOLUNTEERS, entries, seed, **head)
    lottery = write_lottery(_lottery({**files, **called(JURY, text, digest(entries), "2026-03-10T10:00:00Z")}, JURY))
    text = call(JURY, VOLUNTEERS, entries, seed, **head, lottery=digest(lottery))
    return {**files, **called(JURY, text, digest(entries), "2026-03-10T10:00:00Z"), f"{JURY}/lottery.json": lottery}


def circle(*events: dict[str, Any]) -> Files:
    """The log of the care circle with more events."""
    return {f"{CIRCLE}/log.yml": example.base()[f"{CIRCLE}/log.yml"] + log(*events)}


def removal() -> bytes:
    """A removal of the first who was drawn for the care circle."""
    draw = drawn({}, CIRCLE)
    number = round_at(DEMONSTRATION, parse_instant("2026-03-07T12:00:00Z"))
    leaves = (draw.panel.seats[0].entry,)
    return write_removal(Removal(draw.jury, 1, draw.seed, leaves, "moved away", DEMONSTRATION.hash, number))


def filled(comes: str = "") -> Files:
    """A seat of the care circle filled by a fresh round, or by somebody named."""
    files = {f"{CIRCLE}/removals/1.json": removal()}
    archive = archive_of(files)
    jury = jury_of(archive, CIRCLE)
    [(gone, seat)] = replacements(archive, jury, jury.removals[0], _round("2026-03-07T12:00:00Z"))
    steps = (
        event("2026-03-02T10:00:00Z", "removed", "registrar", entry=gone, reason="moved away"),
        event(
            "2026-03-07T12:05:00Z", "replaced", "registrar", ref="removals/1.json", entry=comes or seat.entry, instead=gone,
            sources=[came("2026-03-07T12:00:00Z")],
        ),
    )  # fmt: skip
    return {**files, **circle(*steps)}


def admitted(*, has_right: bool) -> Files:
    """Somebody is admitted to the care circle as wrongly left out, with the right to it or without."""
    draw = drawn({}, CIRCLE)
    cut = cut_off(draw.panel.seats, "bakehouse")
    assert cut is not None
    entry = next(name for number in count() if (ticket(draw.seed, name := f"m-f{number:03x}") <= cut) == has_right)
    why = "left out of the roster by mistake"
    return circle(event("2026-03-04T10:00:00Z", "admitted", "secretary", entry=entry, stratum="bakehouse", reason=why))


def second_circle() -> Files:
    """The care circle, called for once more."""
    folder, entries = "juries/2026-care-circle-2", members()
    text = call(folder, MEMBERS, entries, "2026-03-24T12:00:00Z", seats="5", mandate="2026-genesis")
    return called(folder, text, digest(entries), "2026-03-10T10:00:00Z")


def unnamed() -> Files:
    """The quota jury with a call that names no lottery."""
    entries = members()
    text = call(JURY, MEMBERS, entries, "2026-03-24T12:00:00Z", seats="4", quotas=QUOTAS)
    return called(JURY, text, digest(entries), "2026-03-10T10:00:00Z")


def ruled() -> Files:
    """The charter of Brook if it said that the care circle is drawn by one lot, with its seats shared by shop."""
    paths = "charter/03-bodies.md", "proposals/2026-genesis/changes/charter/03-bodies.md"
    before, after = b"draw_rule: by-lot}", b"draw_rule: by-lot, stages: one, quotas: [shop]}"
    return {path: example.base()[path].replace(before, after) for path in paths}


def asked_first() -> Files:
    """A call that only invites, and says nothing of shares."""
    entries = members()
    text = call(INVITATION, MEMBERS, entries, "2026-02-24T12:00:00Z", seats="15", stage="invitation")
    return {**ruled(), **called(INVITATION, text, digest(entries), "2026-02-12T10:00:00Z")}


ANNULLED = event("2026-03-08T10:00:00Z", "annulled", "secretary", reason="two members were missing from the roster")
EXAMPLES: Mapping[str, tuple[Callable[[], Files], Callable[[], Files]]] = {
    "D014": (unnamed, quota_jury),
    "D015": (lambda: quota_jury(crowded), quota_jury),
    "D016": (lambda: selection(strangers=2), selection),
    "D017": (lambda: selection(quotas={"shop": {**QUOTAS["shop"], "van": [1, 2]}}), selection),
    "D018": (lambda: filled("m-285a"), filled),
    "D020": (second_circle, lambda: {**second_circle(), **circle(ANNULLED)}),
    "D021": (lambda: admitted(has_right=False), lambda: admitted(has_right=True)),
    "D022": (lambda: shared_out(bakehouse=[1, 1], van=[2, 2]), shared_out),
    "D023": (asked_first, lambda: {**ruled(), **quota_jury()}),
    "F016": (lambda: {f"{CIRCLE}/removals/1.json": removal().replace(b"moved away", b"")}, filled),
    "F017": (lambda: {**quota_jury(), f"{JURY}/lottery.json": quota_jury()[f"{JURY}/lottery.json"][:-1]}, quota_jury),
}  # fmt: skip
"""By code: the bad example and the good one."""


def made() -> dict[Path, bytes]:
    """Every file of these pairs, by its place below the pairs."""
    return {path: data for code in EXAMPLES for path, data in pair(code, *(build() for build in EXAMPLES[code])).items()}


if __name__ == "__main__":
    write(EXAMPLES, made())
