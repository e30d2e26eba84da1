"""F: ids and references, the part of the family that follows names from one record to another."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial

from folkmoot.checks.names import bodies_ever, nearest, proceedings, unread
from folkmoot.checks.registry import check
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.records.archive import Archive, Jury, Proposal, Report, Step
from folkmoot.records.finding import Fault
from folkmoot.records.value import shown

_PART = re.compile(r"([a-z0-9-]+)\.([a-z0-9-]+)")


@check("F020", "id-differs-from-folder")
def id_differs_from_folder(course: Chronicle) -> Iterator[Fault]:
    """A record says another id than the folder or file that it stands in.

    ## Why
    Others point at a record by its id and find it by its folder. With two names, a link, a vote or a quotation can
    go to the wrong text.

    ## Mend
    Write the name of the folder (for a single file, its name without `.md`) as the id. Rename the folder only as long
    as nobody refers to it.
    """
    archive = course.archive
    for path, said, due in _own_names(archive):
        if said != due:
            what = f"the id is '{said}', the record stands in '{due}'"
            yield Fault(archive.place(path, "id"), what, f"write id: {due}")
    for folder, decision in ((each.folder, each.decision) for each in proceedings(archive)):
        due = _stem(folder)
        if decision is not None and decision.head.of != due:
            what = f"this decides '{decision.head.of}' and stands in the folder of '{due}'"
            yield Fault(archive.place(decision.path, "of"), what, f"write of: {due}")


def _own_names(archive: Archive) -> Iterator[tuple[str, str, str]]:
    for article in (*archive.articles, *archive.drafts.values()):
        yield article.path, article.head.id, _stem(article.path)
    for proposal in archive.proposals:
        yield proposal.text.path, proposal.text.head.id, proposal.id
    for jury in archive.juries:
        yield jury.call.path, jury.call.head.id, jury.id
        yield from ((session.path, session.head.id, _stem(session.path)) for session in jury.sessions)
    for roster in archive.rosters:
        yield roster.manifest.path, roster.manifest.head.id, roster.id
    for report in _reports(archive):
        if "/reports/" in report.path:
            yield report.path, report.head.id, _stem(report.path)


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".md")


def _reports(archive: Archive) -> Iterator[Report]:
    for owner in proceedings(archive):
        yield from owner.reports


@check("F021", "duplicate-id")
def duplicate_id(course: Chronicle) -> Iterator[Fault]:
    """Two records have the same id.

    ## Why
    An id is how a decision names its question and a report its subject. If two records answer to it, nobody can say
    which one was meant.

    ## Mend
    Give the newer record another id. Sessions of one jury need only differ from each other; all other records share
    one list of ids, and an id is never used again.
    """
    seen: dict[str, str] = {}
    for text in course.archive.texts():
        if text.head.type == "session":
            continue
        first = seen.setdefault(text.head.id, text.path)
        if first != text.path:
            place = course.archive.place(text.path, "id")
            yield Fault(place, f"the id '{text.head.id}' belongs to {first}", "give this record an id of its own")


@dataclass(frozen=True, slots=True)
class _Known:
    """The names that references can resolve to, by what they are called in a message."""

    names: dict[str, Collection[str]]

    def fault(self, archive: Archive, kind: str, name: str | None, path: str, *keys: Step) -> Iterator[Fault]:
        """Yield a fault when `name` is written and no `kind` has it."""
        if name is None or name in self.names[kind]:
            return
        what = f"there is no {kind} '{shown(name)}'"
        other = next((each for each, names in self.names.items() if name in names and each != "record"), None)
        if other is not None and kind != "record":
            what = f"'{name}' is a {other}, and a {kind} should be named here"
        known = self.names[kind]
        otherwise = f"add the {kind} first, or remove the reference"
        yield Fault(archive.place(path, *keys), what, nearest(name, known, otherwise))


@check("F022", "dangling-reference")
def dangling_reference(course: Chronicle) -> Iterator[Fault]:
    """A record names another record that does not exist, or that is of another type.

    ## Why
    A decision about a text that nobody can find binds nobody, and a jury drawn from a roster that is not there was
    drawn from nothing.

    ## Mend
    Correct the spelling, or add the record that is meant first.
    """
    archive = course.archive
    known = _known(course)
    missing = partial(known.fault, archive)
    for proposal in archive.proposals:
        yield from _from_proposal(proposal, missing)
    for jury in archive.juries:
        yield from _from_jury(jury, missing)
        yield from _from_jury_log(archive, jury, missing)
    for article in (*archive.articles, *archive.drafts.values()):
        yield from missing("article", article.head.translation_of, article.path, "translation_of")
        yield from missing("procedure", article.head.entrenched_by, article.path, "entrenched_by")
        for name, procedure in article.head.rules.procedures.items() if article.head.rules else ():
            override = procedure.veto.override if procedure.veto else None
            keys = ("rules", "procedures", name, "veto", "override", "kind")
            yield from missing("procedure", override.kind if override else None, article.path, *keys)
    for report in _reports(archive):
        yield from missing("record", report.head.about, report.path, "about")


def _known(course: Chronicle) -> _Known:
    archive = course.archive
    lost = {path.split("/")[-2] for path in unread(archive) if path.count("/") >= 2}
    rules = [owner for version in course.versions for owner in version.book.owners]
    procedures = {key.removeprefix("procedures.") for key in rules if key.startswith("procedures.")}
    for article in (*archive.articles, *archive.drafts.values()):
        procedures |= set(article.head.rules.procedures) if article.head.rules else set()
    reports = {report.head.id: report.head for report in _reports(archive)}
    names: dict[str, Collection[str]] = {
        "proposal": {proposal.id for proposal in archive.proposals} | lost,
        "jury": {jury.id for jury in archive.juries} | lost,
        "roster": {roster.id for roster in archive.rosters} | lost,
        "article": {article.head.id for article in (*archive.articles, *archive.drafts.values())},
        "procedure": procedures,
        "body": bodies_ever(course),
        "recommendation": {f"{name}.{part.id}" for name, head in reports.items() for part in head.recommends},
    }
    names["mandate"] = {*names["proposal"], *(key.removeprefix("duties.") for key in rules if key.startswith("duties."))}
    names["jury or body"] = {*names["jury"], *names["body"]}
    texts = {text.head.id for text in archive.texts()} | lost
    parts = {key.rpartition(".")[2] for key in rules}
    return _Known({**names, "record": {*texts, *names["article"], *names["body"], *parts, "process"}})


_Missing = Callable[..., Iterator[Fault]]


def _from_proposal(proposal: Proposal, missing: _Missing) -> Iterator[Fault]:
    head, path = proposal.text.head, proposal.text.path
    yield from missing("proposal", head.supersedes, path, "supersedes")
    if not (head.corrects or "").startswith("commit-"):  # a merge is corrected by its commit: see M001
        yield from missing("record", head.corrects, path, "corrects")
    yield from missing("proposal", head.translation_of, path, "translation_of")
    answered = head.responds_to
    if answered is not None and "://" not in answered:
        kind = "recommendation" if _PART.fullmatch(answered) else "record"
        yield from missing(kind, answered, path, "responds_to")


def _from_jury(jury: Jury, missing: _Missing) -> Iterator[Fault]:
    call = jury.call.head
    if not call.is_standing:
        yield from missing("mandate", call.mandate, jury.call.path, "mandate")
    yield from missing("roster", call.roster, jury.call.path, "roster")
    yield from missing("body", call.body, jury.call.path, "body")
    for session in jury.sessions:
        yield from missing("jury or body", session.head.of, session.path, "of")
        for index, recusal in enumerate(session.head.recused):
            yield from missing("proposal", recusal.proposal, session.path, "recused", index, "proposal")


def _from_jury_log(archive: Archive, jury: Jury, missing: _Missing) -> Iterator[Fault]:
    path = f"{jury.folder}/log.yml"
    for index, event in enumerate(jury.log if path not in unread(archive) else ()):
        yield from missing("proposal", event.proposal, path, index, "proposal")
