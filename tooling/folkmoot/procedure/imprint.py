"""The imprint of a matter: one digest of everything that what is told of it can follow from.

While a matter's imprint stays, its page and its documents stay as they are and need not be made again. An imprint is made of

- every file outside the folders of loose matters, and where in the history each got its bytes. A matter is loose while it has neither
  a decision nor a report, so that nothing follows from it for others yet; of most co-ops' days only loose ones change;
- the charter and the derogations that hold at the chronicle's instant, so that a day on which they change is told apart;
- the files of the matter's own folder, every change of them in the history, and where it stands: its stages, the acts that count,
  what may follow, what is owed and what came of that;
- the same of every loose matter that names it or that it names;
- the instant itself where the matter waits for something, is a case, or was before a jury: such pages count down to a day.

What is left out is left out on purpose, and one thing only: the files of loose matters that neither name this one nor are named by it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from folkmoot.procedure.agenda import ahead_of_matter
from folkmoot.procedure.chronicle import Chronicle, Matter
from folkmoot.procedure.ledger import ledger_of
from folkmoot.procedure.obligations import State, obligations_from
from folkmoot.procedure.timeline import matter_timeline
from folkmoot.records.archive import Archive
from folkmoot.records.recall import key_of
from folkmoot.trust.position import positions

_NAME = re.compile(rb"(?<![0-9a-z-])[0-9]{4}-[a-z0-9-]+")
_FOLDER = "proposals/"


class Imprints:
    """The imprints of one chronicle, each made when it is first asked for."""

    def __init__(self, course: Chronicle) -> None:
        self._course = course
        self._folders, outside = _sorted(course.archive)
        self._moves = _moves(course.archive)
        self._loose = frozenset(name for name in self._folders if _is_loose(course.archive, name))
        self._common = self._of_all(outside)
        self._named = {name: self._names_in(name) for name in self._loose}
        self._naming = _turned(self._named)
        self._made: dict[str, str] = {}
        self._stands: dict[str, str] = {}

    def of(self, matter: Matter) -> str:
        """The imprint of one matter of the chronicle, 64 hexadecimal digits."""
        name = matter.proposal.id
        if name not in self._made:
            near = (self._names_in(name) & self._loose) | self._naming.get(name, frozenset())
            beside = (self._standing(self._course.matters[each]) for each in sorted(near - {name}) if each in self._course.matters)
            self._made[name] = key_of(self._common, self._standing(matter), *beside)
        return self._made[name]

    def _standing(self, matter: Matter) -> str:
        name = matter.proposal.id
        if name not in self._stands:
            self._stands[name] = key_of(name, self._bytes_of(name), *_where(self._course, matter))
        return self._stands[name]

    def _bytes_of(self, name: str) -> str:
        files = self._course.archive.files
        told = sha256()
        for path in self._folders.get(name, ()):
            told.update(f"{path}\n".encode() + sha256(files[path]).digest())
        told.update(self._moves.get(name, "").encode())
        return told.hexdigest()

    def _names_in(self, name: str) -> frozenset[str]:
        """The other matters that the files of one name."""
        files, found = self._course.archive.files, set[str]()
        for path in self._folders.get(name, ()):
            if path.endswith((".md", ".yml")):
                found |= {word.decode() for word in _NAME.findall(files[path])} & self._folders.keys()
        return frozenset(found - {name})

    def _of_all(self, outside: Iterable[str]) -> str:
        """What every matter may follow from."""
        course, charter = self._course, self._course.charter
        told = sha256()
        for path in outside:
            told.update(f"{path}\n".encode() + sha256(course.archive.files[path]).digest())
        for name in sorted(self._folders.keys() - self._loose):
            told.update(f"{name} {self._bytes_of(name)}\n".encode())
        holds = [each for each in course.derogations if each.since <= course.as_of < each.until]
        articles = sorted((path, article.digest) for path, article in charter.articles.items())
        copies = sorted((path, sha256(data).hexdigest()) for path, data in course.archive.copies.items())
        told.update(repr((self._moves.get("", ""), charter.since, charter.proposal, articles, holds, copies)).encode())
        return told.hexdigest()


def imprint_of(course: Chronicle, matter: Matter) -> str:
    """The imprint of a matter of a chronicle, 64 hexadecimal digits."""
    return course.once(Imprints).of(matter)


def _is_loose(archive: Archive, name: str) -> bool:
    proposal = archive.proposal(name)
    return proposal is None or (proposal.decision is None and not proposal.reports and not proposal.text.head.coop)


def _sorted(archive: Archive) -> tuple[dict[str, list[str]], list[str]]:
    """The paths of each proposal's folder by its name, and all the others; sorted."""
    folders, outside = dict[str, list[str]](), list[str]()
    for path in sorted(archive.files):
        if path.startswith(_FOLDER) and path.count("/") > 1:
            folders.setdefault(path.split("/", 2)[1], []).append(path)
        else:
            outside.append(path)
    return folders, outside


def _moves(archive: Archive) -> Mapping[str, str]:
    """A digest of every change in the history by the proposal whose folder it is in, and under no name of all the others.

    With the day of a merge, and the paths whose present bytes are not in the history: a page says of each since when it reads so.
    """
    found: dict[str, Any] = defaultdict(sha256)
    for at, merge in enumerate(archive.history):
        began = f"{at} {merge.commit} {merge.at.isoformat()}"
        for change in merge.changes:
            found[_owner(change.path)].update(f"{began} {change.after} {change.path}\0".encode("utf-8", "surrogatepass"))
    if archive.history:
        known = positions(archive)
        for path in archive.files:
            if known.last.get(path) is None or known.of(path) == known.end:
                found[_owner(path)].update(f"?{path}\0".encode("utf-8", "surrogatepass"))
    return {name: told.hexdigest() for name, told in found.items()}


def _owner(path: str) -> str:
    return path.split("/", 2)[1] if path.startswith(_FOLDER) and path.count("/") > 1 else ""


def _turned(named: Mapping[str, frozenset[str]]) -> Mapping[str, frozenset[str]]:
    """By whom each is named."""
    found: dict[str, set[str]] = {}
    for name, others in named.items():
        for other in others:
            found.setdefault(other, set()).add(name)
    return {name: frozenset(others) for name, others in found.items()}


def _where(course: Chronicle, matter: Matter) -> tuple[str, str]:
    """Where a matter stands at the chronicle's instant, and that instant itself if anything is told that counts up or down to it."""
    promised = obligations_from(ledger_of(course), matter.proposal.id)
    owed = [(each.path, each.keys, each.due, each.state(course.as_of), each.done, each.owner, each.says.english) for each in promised]
    ahead = [(step.act, step.who, step.what, step.opens, step.closes, step.leading) for step in ahead_of_matter(course, matter)]
    moments = [(each.at, each.at <= course.as_of, each.what, each.by, each.note, each.void) for each in matter_timeline(course, matter)]
    stages = (matter.status, matter.due, matter.effective, matter.final, matter.enacted, matter.ended, matter.missteps)
    acts = sorted((act, event.at) for act, event in matter.events.items())
    refused = [(each.position, each.what) for each in matter.walk.refusals]
    waits = bool(ahead or matter.due) or any(each.state(course.as_of) is not State.DONE for each in promised)
    moving = waits or _is_heard(course, matter) or any(not past for _, past, *_ in moments)
    return repr((stages, acts, refused, ahead, moments, owed)), course.as_of.isoformat() if moving else ""


def _is_heard(course: Chronicle, matter: Matter) -> bool:
    """Whether it is a case, or a jury has to do with it."""
    name = matter.proposal.id
    return name in ledger_of(course).cases or name in course.once(_before_juries)


def _before_juries(course: Chronicle) -> frozenset[str]:
    return frozenset(jury.call.head.mandate for jury in course.archive.juries if jury.call.head.mandate)
