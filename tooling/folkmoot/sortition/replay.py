"""A recorded draw, drawn again: from the call, the roster and the seed in the log to the whole of `draw.json`."""

from collections.abc import Mapping
from hashlib import sha256

from folkmoot.formats.lottery_json import read_lottery
from folkmoot.records.archive import Archive, Jury
from folkmoot.records.draw import BeaconRound, Chosen, Dice, Draw, Panel, Seat, Source
from folkmoot.records.error import FolkmootError
from folkmoot.records.event import JuryEvent, SeedValue
from folkmoot.records.jury_heads import JuryHead, SeedSource
from folkmoot.records.lottery import Lottery
from folkmoot.records.removal import Removal
from folkmoot.records.roster import Entries
from folkmoot.sortition.caps import Caps, caps_of
from folkmoot.sortition.certificate import faults_of
from folkmoot.sortition.composition import composition_at, draw_quota
from folkmoot.sortition.panel import draw_simple, draw_stratified
from folkmoot.sortition.pool import kinds_of, pool_of
from folkmoot.sortition.replacement import Bench, refill
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


def seed_of(jury: Jury) -> str:
    """The seed that the call and the log give; FolkmootError while the log has none."""
    return seed(jury.call.digest, sources_of(jury))


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


def is_by_quota(head: JuryHead) -> bool:
    """Whether a call draws from a published lottery; the quotas of an invitation only say what the selection will have to meet."""
    return bool(head.quotas) and head.stage != "invitation"


def redraw(archive: Archive, jury: Jury) -> Draw:
    """Draw a jury from its records alone; FolkmootError when something that the draw needs is missing or false."""
    head, entries = jury.call.head, roster_of(archive, jury)
    value = seed_of(jury)
    skipped = skips(head, entries)
    chosen, caps = None, caps_of(head, entries)
    if is_by_quota(head):
        panel, chosen = _by_quota(head, value, entries, skipped, lottery_of(archive, jury, entries, skipped))
    else:
        panel = draw_panel(head, value, entries, skipped, caps)
    present = set(entries.tokens)
    eligible = len(present) - sum(entry in present for entry in skipped)
    return drawn(jury, entries.digest, len(entries.lines), eligible, panel, chosen)


def drawn(jury: Jury, digest: str, count: int, eligible: int, panel: Panel, chosen: Chosen | None = None) -> Draw:
    """The whole of a draw from a panel, whoever ranked it: over a roster with this digest, so many entries, so many eligible."""
    head, sources, value = jury.call.head, sources_of(jury), seed_of(jury)
    column = head.strata.column if head.strata and not chosen else ""
    return Draw(METHOD, jury.id, jury.call.digest, head.roster, digest, count, sources, value, eligible, column, panel, chosen)


def roster_of(archive: Archive, jury: Jury) -> Entries:
    """The entries that a call draws from; FolkmootError when they are not here, or not those that the call names."""
    head = jury.call.head
    roster = archive.roster(head.roster)
    if roster is None or roster.entries is None:
        raise FolkmootError(f"the entries of roster {head.roster} are not here", f"add juries/rosters/{head.roster}/entries.csv")
    if roster.entries.digest != head.roster_digest:
        raise FolkmootError(
            f"the roster {head.roster} is not the one that the call of {jury.id} names", f"put {roster.entries.file} back as it was frozen"
        )
    return roster.entries


def lottery_of(archive: Archive, jury: Jury, entries: Entries, skipped: Mapping[bytes, str]) -> Lottery:
    """The lottery that a call with quotas names, checked whole: its digest, its people, its quotas and its certificate.

    Raises FolkmootError for one that is missing or is not what it says it is.
    """
    head, path = jury.call.head, f"{jury.folder}/lottery.json"
    mend = "put lottery.json back as it was published; a call with a false lottery is voided with this reason"
    data = archive.files.get(path)
    if data is None or head.lottery is None:
        what = f"jury {jury.id} draws with quotas and has no published lottery"
        raise FolkmootError(what, f"publish {path} and name its digest in the call")
    if sha256(data).hexdigest() != head.lottery:
        raise FolkmootError(f"{path} is not the lottery that the call names", mend)
    try:
        published = read_lottery(data)
    except ValueError as error:
        raise FolkmootError(f"{path} is not a lottery: {error}", mend) from None
    if published.roster != entries.digest or published.lottery.pool != pool_of(head, entries, skipped):
        raise FolkmootError(f"{path} is not over the people and the quotas of the call", mend)
    if published.ties != ties_of(head):
        raise FolkmootError(f"{path} settles ties by another source than the call names", mend)
    if faults := faults_of(published.lottery):
        raise FolkmootError(f"{path} is not sound: {faults[0]}", mend)
    return published.lottery


def ties_of(head: JuryHead) -> str:
    """What settles the order of equally good compositions, as a line of a seed without its line end; empty when nothing does."""
    if head.ties is None:
        return ""
    if head.ties.kind == "dice":
        return f"dice {head.ties.digits}"
    return f"beacon {head.ties.chain} {head.ties.round} {head.ties.signature}"


def _by_quota(head: JuryHead, value: str, entries: Entries, skipped: Mapping[bytes, str], lottery: Lottery) -> tuple[Panel, Chosen]:
    placed = kinds_of(lottery.pool, entries, skipped)
    panel, ticket = draw_quota(value, entries.tokens, placed, lottery, head.alternates)
    composition = composition_at(lottery, ticket) + 1
    return panel, Chosen(head.lottery or "", lottery.tickets, ticket, composition, lottery.pool.columns)


def draw_panel(head: JuryHead, value: str, entries: Entries, skipped: Mapping[bytes, str], caps: Caps | None = None) -> Panel:
    """The panel that a seed gives under a call without quotas."""
    if head.strata is None:
        return draw_simple(value, entries.tokens, seats=head.seats, alternates=head.alternates, skip=skipped, caps=caps)
    strata, shares = _column(head, entries, head.strata.column), head.strata
    return draw_stratified(
        value, entries.tokens, strata, seats=shares.seats, alternates=shares.alternates, skip=skipped, caps=caps
    )  # fmt: skip


def replacements(archive: Archive, jury: Jury, removal: Removal, beacon: BeaconRound) -> tuple[tuple[str, Seat], ...]:
    """Who takes the seats of those who leave by a removal, by its round: each who leaves, and the seat as it is filled."""
    draw, head, entries = redraw(archive, jury), jury.call.head, roster_of(archive, jury)
    skipped = skips(head, entries)
    lottery = lottery_of(archive, jury, entries, skipped) if draw.chosen else None
    return refill(Bench(head, entries, skipped, lottery, caps_of(head, entries)), draw, removal, beacon, jury.log)
