"""Where each record stands in a repository: a mapping of paths to bytes becomes an archive."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import BaseModel

from folkmoot.formats.canonical import digest, manifest_digest
from folkmoot.formats.document import read_document
from folkmoot.formats.draw_json import read_draw
from folkmoot.formats.log import read_log
from folkmoot.formats.packed_json import FILE, read_packed_count
from folkmoot.formats.paths import FOLDERS
from folkmoot.formats.removal_json import read_removal
from folkmoot.formats.schema import read_head
from folkmoot.formats.shards import SUMS, read_shards
from folkmoot.formats.table import read_entries
from folkmoot.records.archive import Archive, Jury, Places, Proposal, Roster
from folkmoot.records.draw import Draw
from folkmoot.records.event import JuryEvent, ProposalEvent
from folkmoot.records.finding import Fault, Place
from folkmoot.records.heads import ArticleHead, DecisionHead, ProposalHead, ReportHead
from folkmoot.records.jury_heads import JuryHead, RosterHead, SessionHead
from folkmoot.records.packed import PackedCount
from folkmoot.records.removal import Removal
from folkmoot.records.roster import Entries
from folkmoot.records.signature import Sidecar
from folkmoot.records.text import TextRecord

CHANGES = "changes"
FROZEN = "frozen"
_SIDECAR = re.compile(
    r"(?!proposals/[^/]+/(?:changes|frozen|rebased)/)((?:charter|proposals|juries)/.+)\.sig\.d/([a-z0-9][a-z0-9-]{2,53})\.sig"
)
_LOOSE = re.compile(
    r"charter/keys/[0-9]{4}\.json"
    r"|juries/(?!rosters/)[^/]+/lottery\.json"
    r"|(proposals|juries)/[^/]+/acts/[a-z0-9-]+\.json"
)
"""Files that stand by themselves; whoever needs one reads its bytes."""
H = TypeVar("H", bound=BaseModel)
E = TypeVar("E", bound=BaseModel)


def read_archive(files: Mapping[str, bytes], commit: str = "", faults: tuple[Fault, ...] = ()) -> Archive:
    """Read every record among `files`; what cannot be read is told in the faults of the archive."""
    reading = _Reading(files, list(faults))
    folders = _folders(reading)
    articles = tuple(filter(None, (reading.text(path, ArticleHead) for path in folders.articles)))
    proposals = tuple(filter(None, (_proposal(reading, folder, paths) for folder, paths in folders.proposals.items())))
    juries = tuple(filter(None, (_jury(reading, folder, paths) for folder, paths in folders.juries.items())))
    rosters = tuple(filter(None, (_roster(reading, folder, paths) for folder, paths in folders.rosters.items())))
    drafts = {path: draft for path in folders.drafts if (draft := reading.text(path, ArticleHead)) is not None}
    return Archive(
        files, articles, proposals, juries, rosters, drafts, reading.places, tuple(reading.faults), commit, sidecars=folders.sidecars
    )


@dataclass(slots=True)
class _Reading:
    """Files on their way to records, with what is learned on the way."""

    files: Mapping[str, bytes]
    faults: list[Fault]
    places: dict[str, Places] = field(default_factory=dict)

    def text(self, path: str, model: type[H]) -> TextRecord[H] | None:
        document, faults = read_document(path, self.files[path])
        self.faults += faults
        if document is None:
            return None
        self.places[path] = document.places
        head, faults = read_head(model, path, document.head, document.places)
        self.faults += faults
        if head is None:
            return None
        return TextRecord(path, head, document.body, document.body_line, digest(self.files[path]))

    def log(self, path: str, event: type[E]) -> tuple[E, ...]:
        if path not in self.files:
            return ()
        events, self.places[path], faults = read_log(path, self.files[path], event)
        self.faults += faults
        return events

    def draw(self, path: str) -> Draw | None:
        if path not in self.files:
            return None
        try:
            return read_draw(self.files[path])
        except ValueError as error:
            mend = "write it again with: folkmoot draw run"
            self.faults.append(Fault(Place(path), f"this is not a draw: {error}", mend, "broken-draw"))
            return None

    def packed(self, path: str) -> PackedCount | None:
        if path not in self.files:
            return None
        try:
            return read_packed_count(self.files[path])
        except ValueError as error:
            mend = "write it again with: folkmoot tally ID --engine duckdb --ballots DIR --shards DIR --write"
            self.faults.append(Fault(Place(path), f"this is not a count of packed ballots: {error}", mend, "broken-packed-count"))
            return None

    def removals(self, paths: list[str]) -> Iterator[Removal]:
        for path in paths:
            if "/removals/" in path:
                try:
                    yield read_removal(path, self.files[path])
                except ValueError as error:
                    mend = "write it again with: folkmoot draw replace"
                    self.faults.append(Fault(Place(path), f"this is not a removal: {error}", mend, "broken-removal"))

    def texts(self, paths: list[str], within: str, model: type[H]) -> tuple[TextRecord[H], ...]:
        found = (self.text(path, model) for path in paths if path.startswith(within))
        return tuple(text for text in found if text is not None)


@dataclass(slots=True)
class _Folders:
    """The paths of an archive, sorted into the folders of its records."""

    articles: list[str] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    proposals: dict[str, list[str]] = field(default_factory=dict)
    juries: dict[str, list[str]] = field(default_factory=dict)
    rosters: dict[str, list[str]] = field(default_factory=dict)
    sidecars: dict[str, tuple[Sidecar, ...]] = field(default_factory=dict)


_PROPOSAL = re.compile(
    r"(proposals/[^/]+)/(proposal\.md|log\.yml|decision\.md|ballots\.json|(?:changes|rebased|frozen)/.+|ballots/[^/]+\.json|reports/[^/]+\.md)"
)
_ROSTER = re.compile(r"(juries/rosters/[^/]+)/(roster\.md|entries\.csv|SHA256SUMS|shards/[0-9a-f]{2,3}\.csv)")
_JURY = re.compile(
    r"(juries/(?!rosters/)[^/]+)/(call\.md|log\.yml|draw\.json|decision\.md|report\.md|sessions/[^/]+\.md|reports/[^/]+\.md|removals/[0-9]+\.json)"
)
_ARTICLE = re.compile(r"charter/[^/]+\.md")
_DRAFT = re.compile(r"proposals/[^/]+/(changes|rebased)/charter/[^/]+\.md")


def _folders(reading: _Reading) -> _Folders:
    folders = _Folders()
    for path in sorted(reading.files):
        if path.endswith(".sig") and (match := _SIDECAR.fullmatch(path)):
            sidecar = Sidecar(path, match[1], match[2], reading.files[path])
            folders.sidecars[match[1]] = (*folders.sidecars.get(match[1], ()), sidecar)
        elif match := _PROPOSAL.fullmatch(path):
            folders.proposals.setdefault(match[1], []).append(path)
            if "/charter/" in path and _DRAFT.fullmatch(path):
                folders.drafts.append(path)
        elif match := _ROSTER.fullmatch(path):
            folders.rosters.setdefault(match[1], []).append(path)
        elif match := _JURY.fullmatch(path):
            folders.juries.setdefault(match[1], []).append(path)
        elif _ARTICLE.fullmatch(path):
            folders.articles.append(path)
        elif path.startswith(tuple(f"{folder}/" for folder in FOLDERS)) and not _LOOSE.fullmatch(path):
            mend = "move it to where its kind of record stands, or remove it"
            reading.faults.append(Fault(Place(path), "no record has a file of this name here", mend, "stray-file"))
    return folders


def _first(reading: _Reading, folder: str, name: str, paths: list[str]) -> str | None:
    path = f"{folder}/{name}"
    if path in reading.files:
        return path
    mend = f"add {name}, or remove the folder"
    reading.faults.append(Fault(Place(paths[0]), f"{folder} has no {name}", mend, "no-text"))
    return None


def _proposal(reading: _Reading, folder: str, paths: list[str]) -> Proposal | None:
    first = _first(reading, folder, "proposal.md", paths)
    text = reading.text(first, ProposalHead) if first else None
    log = reading.log(f"{folder}/log.yml", ProposalEvent)
    decision = f"{folder}/decision.md"
    decided = reading.text(decision, DecisionHead) if decision in reading.files else None
    reports = reading.texts(paths, f"{folder}/reports/", ReportHead)
    if text is None:
        return None
    changes = tuple(path for path in paths if path.startswith(f"{folder}/{CHANGES}/"))
    ballots = tuple(path for path in paths if path.startswith(f"{folder}/ballots/"))
    frozen = tuple(path for path in paths if path.startswith(f"{folder}/{FROZEN}/"))
    bound = {path.removeprefix(f"{folder}/"): reading.files[path] for path in (text.path, *changes)}
    packed = reading.packed(f"{folder}/{FILE}")
    return Proposal(folder, text, log, changes, ballots, manifest_digest(bound), decided, reports, frozen, packed)


def _jury(reading: _Reading, folder: str, paths: list[str]) -> Jury | None:
    first = _first(reading, folder, "call.md", paths)
    call = reading.text(first, JuryHead) if first else None
    log = reading.log(f"{folder}/log.yml", JuryEvent)
    draw = reading.draw(f"{folder}/draw.json")
    decision = f"{folder}/decision.md"
    decided = reading.text(decision, DecisionHead) if decision in reading.files else None
    sessions = reading.texts(paths, f"{folder}/sessions/", SessionHead)
    report = reading.text(f"{folder}/report.md", ReportHead) if f"{folder}/report.md" in reading.files else None
    reports = (*([report] if report else ()), *reading.texts(paths, f"{folder}/reports/", ReportHead))
    removals = tuple(sorted(reading.removals(paths), key=lambda removal: removal.number))
    return Jury(folder, call, log, draw, decided, sessions, reports, removals) if call else None


def _roster(reading: _Reading, folder: str, paths: list[str]) -> Roster | None:
    first = _first(reading, folder, "roster.md", paths)
    manifest = reading.text(first, RosterHead) if first else None
    entries, faults = _entries(reading.files, folder, paths)
    reading.faults += faults
    return Roster(folder, manifest, entries) if manifest else None


def _entries(files: Mapping[str, bytes], folder: str, paths: list[str]) -> tuple[Entries | None, list[Fault]]:
    """Read the entries of a roster from its one file or from its shards; None without a fault when they are not here."""
    path, sums = f"{folder}/entries.csv", f"{folder}/{SUMS}"
    if path in files and sums in files:
        mend = "keep the form that the manifest's digest is of"
        return None, [Fault(Place(sums), "entries.csv and shards stand here both", mend, "broken-entries")]
    if path in files:
        return read_entries(path, files[path])
    if sums in files:
        return read_shards(folder, {path: files[path] for path in paths})
    shard = next((path for path in paths if path.startswith(f"{folder}/shards/")), None)
    mend = f"add the {SUMS} that was frozen with it"
    return None, [Fault(Place(shard), f"a shard stands here without {SUMS}", mend, "broken-entries")] if shard else []
