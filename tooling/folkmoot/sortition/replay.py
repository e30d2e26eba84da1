"""A recorded draw, drawn again: from the call, the roster and the seed in the log to the whole of `draw.json`."""

from collections.abc import Mapping

from folkmoot.records.archive import Archive, Jury
from folkmoot.records.draw import BeaconRound, Dice, Draw, Panel, Source
from folkmoot.records.error import FolkmootError
from folkmoot.records.event import JuryEvent, SeedValue
from folkmoot.records.jury_heads import JuryHead, SeedSource
from folkmoot.records.roster import Entries
from folkmoot.sortition.panel import draw_simple, draw_stratified
from folkmoot.sortition.seed import seed

METHOD = "draw/1"


def seed_event(jury: Jury) -> JuryEvent | None:
    """The event that records what the announced sources gave; the first one counts, a second is a fault."""
    return next((event for event in jury.log if event.act == "seed"), None)


def sources_of(jury: Jury) -> tuple[Source, ...]:
    """The seed's sources with their values, in the order the call announced; FolkmootError when they differ from it."""
    event = seed_event(jury)
    if event is None:
        raise FolkmootError(f"jury {jury.id} has no seed yet", f"record it when its sources have spoken: folkmoot draw seed {jury.id}")
    announced = jury.call.head.sources
    if len(announced) != len(event.sources):
        raise FolkmootError(
            f"the call of {jury.id} announces {len(announced)} seed sources, the log holds {len(event.sources)}",
            "record every source that was announced, in that order",
        )
    return tuple(_source(jury, plan, value) for plan, value in zip(announced, event.sources, strict=True))


def _source(jury: Jury, plan: SeedSource, value: SeedValue) -> Source:
    if plan.kind != value.kind or (plan.kind == "beacon" and (plan.chain, plan.round) != (value.chain, value.round)):
        raise FolkmootError(f"jury {jury.id}: the log's seed is not from the source the call announced", "record the announced source")
    if value.kind == "dice":
        if value.digits is None:
            raise FolkmootError(f"jury {jury.id}: the dice have no digits", "record the digits that were called out")
        return Dice(value.digits)
    if value.chain is None or value.round is None or value.signature is None:
        raise FolkmootError(f"jury {jury.id}: the beacon round has no signature", "record chain, round and signature")
    return BeaconRound(value.chain, value.round, value.signature, value.previous_signature or "")


def skips(head: JuryHead, entries: Entries) -> dict[bytes, str]:
    """Each entry that the call's published skip rules exclude, with the reason; FolkmootError for an unknown column."""
    skipped: dict[bytes, str] = {}
    for rule in head.exclude:
        for token in rule.entries:
            skipped.setdefault(token.encode(), rule.reason)
        if rule.column is None:
            continue
        for token_bytes, value in zip(entries.tokens, _column(head, entries, rule.column), strict=True):
            if value in rule.values:
                skipped.setdefault(token_bytes, rule.reason)
    return skipped


def _column(head: JuryHead, entries: Entries, name: str) -> list[str]:
    if name not in entries.columns:
        raise FolkmootError(f"the roster {head.roster} has no column '{name}'", f"name one of {', '.join(entries.columns[1:])}")
    return entries.column(name)


def redraw(archive: Archive, jury: Jury) -> Draw:
    """Draw a jury from its records alone; FolkmootError when something that the draw needs is missing."""
    head = jury.call.head
    roster = archive.roster(head.roster)
    if roster is None or roster.entries is None:
        raise FolkmootError(f"the entries of roster {head.roster} are not here", f"add juries/rosters/{head.roster}/entries.csv")
    entries = roster.entries
    if entries.digest != head.roster_digest:
        raise FolkmootError(
            f"the roster {head.roster} is not the one that the call of {jury.id} names", "put entries.csv back as it was frozen"
        )
    sources = sources_of(jury)
    value = seed(jury.call.digest, sources)
    skipped = skips(head, entries)
    panel = draw_panel(head, value, entries, skipped)
    present = set(entries.tokens)
    eligible = len(present) - sum(entry in present for entry in skipped)
    column = head.strata.column if head.strata else ""
    return Draw(METHOD, jury.id, jury.call.digest, head.roster, entries.digest, len(entries.lines), sources, value, eligible, column, panel)


def draw_panel(head: JuryHead, value: str, entries: Entries, skipped: Mapping[bytes, str]) -> Panel:
    """The panel that a seed gives under a call."""
    if head.strata is None:
        return draw_simple(value, entries.tokens, seats=head.seats, alternates=head.alternates, skip=skipped)
    strata = _column(head, entries, head.strata.column)
    return draw_stratified(value, entries.tokens, strata, seats=head.strata.seats, alternates=head.strata.alternates, skip=skipped)
