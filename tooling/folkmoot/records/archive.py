"""Every record of the co-op at one moment, with the place of every value beside it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from folkmoot.records.draw import Draw
from folkmoot.records.event import JuryEvent, ProposalEvent
from folkmoot.records.finding import Fault, Place
from folkmoot.records.heads import ArticleHead, Coop, DecisionHead, ProposalHead, ReportHead
from folkmoot.records.history import Merge
from folkmoot.records.jury_heads import JuryHead, RosterHead, SessionHead
from folkmoot.records.model import ModelHead
from folkmoot.records.packed import PackedCount
from folkmoot.records.removal import Removal
from folkmoot.records.roster import Entries
from folkmoot.records.rules import Procedure
from folkmoot.records.signature import Sidecar, Signed
from folkmoot.records.text import TextRecord

Article = TextRecord[ArticleHead]
Decision = TextRecord[DecisionHead]
Report = TextRecord[ReportHead]
Session = TextRecord[SessionHead]
Model = TextRecord[ModelHead]
Step = str | int
Keys = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One folder of `proposals/`: the text, its log, its changes, its ballots and what came of it."""

    folder: str
    text: TextRecord[ProposalHead]
    log: tuple[ProposalEvent, ...] = ()
    changes: tuple[str, ...] = ()
    """Repository paths of the files below `changes/`, sorted."""
    ballots: tuple[str, ...] = ()
    """Repository paths of the files below `ballots/`, sorted."""
    text_digest: str = ""
    """`sha256sum` of `sha256sum proposal.md changes/...`: what a vote binds."""
    decision: Decision | None = None
    reports: tuple[Report, ...] = ()
    frozen: tuple[str, ...] = ()
    """Repository paths of the files below `frozen/`, sorted: what corrected files were when the text was frozen."""
    packed: PackedCount | None = None
    """The count of ballots that are kept elsewhere, packed; None where they stand in files here."""

    @property
    def id(self) -> str:
        """The name of the folder."""
        return self.folder.rpartition("/")[2]

    def binding(self, procedure: Procedure | None) -> ProposalEvent | None:
        """The event that names the text a vote binds: the last freeze, or the last correction of it that counts.

        A correction counts between the freeze and the vote, by whom the procedure lets correct, with a text and a reason.
        """
        found, editor = None, None
        for event in self.log:
            if event.act == "frozen":
                found, editor = event, procedure.editorial.by if procedure and procedure.editorial else None
            elif event.act == "voting-opened":
                editor = None
            elif event.act == "corrected" and event.by == editor and event.text and event.reason:
                found = event
        return found


@dataclass(frozen=True, slots=True)
class Jury:
    """One folder of `juries/`: the call, its log, the draw, its sessions and reports."""

    folder: str
    call: TextRecord[JuryHead]
    log: tuple[JuryEvent, ...] = ()
    draw: Draw | None = None
    decision: Decision | None = None
    sessions: tuple[Session, ...] = ()
    reports: tuple[Report, ...] = ()
    removals: tuple[Removal, ...] = ()
    """Who left the panel and which round fills their seats, by number."""

    @property
    def id(self) -> str:
        """The name of the folder."""
        return self.folder.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Roster:
    """One folder of `juries/rosters/`: the manifest and its entries."""

    folder: str
    manifest: TextRecord[RosterHead]
    entries: Entries | None = None

    @property
    def id(self) -> str:
        """The name of the folder."""
        return self.folder.rpartition("/")[2]


Places = Mapping[Keys, Place]


@dataclass(frozen=True)
class Archive:
    """All records, the bytes they were read from, and the faults met while reading them."""

    files: Mapping[str, bytes]
    articles: tuple[Article, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    juries: tuple[Jury, ...] = ()
    rosters: tuple[Roster, ...] = ()
    drafts: Mapping[str, Article] = field(default_factory=dict)
    """The articles that stand below a proposal's `changes/`, by their path there."""
    places: Mapping[str, Places] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    commit: str = ""
    """The commit the records were read from; empty for a work tree."""
    history: tuple[Merge, ...] = ()
    """The merges that led here, oldest first; empty where there is no Git history."""
    sidecars: Mapping[str, tuple[Sidecar, ...]] = field(default_factory=dict)
    """The signature files, by the path of what they sign and then by person."""
    judged: Mapping[Signed, str] = field(default_factory=dict, compare=False)
    """Signatures that were found to hold while the records were read, each with the fingerprint of its key; of others nothing is said."""
    copies: Mapping[str, bytes] = field(default_factory=dict)
    """The hand-written pages of the site that show a copy of the Terms of Service, by path."""

    def place(self, path: str, *keys: Step) -> Place:
        """Return where a value stands; the nearest known place when the value itself is not written."""
        known = self.places.get(path, {})
        while keys:
            if keys in known:
                return known[keys]
            keys = keys[:-1]
        return known.get((), Place(path))

    def proposal(self, name: str) -> Proposal | None:
        """Find a proposal by id."""
        return self._proposals.get(name)

    def jury(self, name: str) -> Jury | None:
        """Find a jury by id."""
        return self._juries.get(name)

    def roster(self, name: str) -> Roster | None:
        """Find a roster by id."""
        return self._rosters.get(name)

    @cached_property
    def _proposals(self) -> Mapping[str, Proposal]:
        return {proposal.id: proposal for proposal in self.proposals}

    @cached_property
    def _juries(self) -> Mapping[str, Jury]:
        return {jury.id: jury for jury in self.juries}

    @cached_property
    def _rosters(self) -> Mapping[str, Roster]:
        return {roster.id: roster for roster in self.rosters}

    @cached_property
    def coop(self) -> Coop | None:
        """What the genesis proposal says of the co-op; None before there is one.

        Of several the one that was merged first counts, so that no later one can declare the records a demonstration.
        """
        said = {proposal.text.path: proposal.text.head.coop for proposal in self.proposals if proposal.text.head.coop}
        if len(said) > 1:
            merged = (change.path for merge in self.history for change in merge.changes)
            first = next((path for path in merged if path in said), None)
            if first is not None:
                return said[first]
        return next(iter(said.values()), None)

    @property
    def is_demonstration(self) -> bool:
        """Whether the genesis proposal declares the records invented."""
        return self.coop is not None and self.coop.demonstration

    def texts(self) -> Iterator[TextRecord]:  # type: ignore[type-arg]
        """Every text of every kind, in the order of paths within each kind."""
        yield from self.articles
        for proposal in self.proposals:
            yield proposal.text
            if proposal.decision:
                yield proposal.decision
            yield from proposal.reports
        for jury in self.juries:
            yield jury.call
            if jury.decision:
                yield jury.decision
            yield from jury.sessions
            yield from jury.reports
        for roster in self.rosters:
            yield roster.manifest
