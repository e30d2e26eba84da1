"""A whole life of a co-op with a log key, told as merges without Git and as commits with it; and ways to falsify it."""

import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha1, sha256
from pathlib import Path
from typing import TypeVar

from co_op import git, proposal
from folkmoot.cli.verify_history import History
from folkmoot.formats.blob import blob_id
from folkmoot.formats.canonical import write_document
from folkmoot.formats.keys_json import write_keys
from folkmoot.formats.layout import read_archive
from folkmoot.records.archive import Archive
from folkmoot.records.change import Change
from folkmoot.records.checkpoint import Leaf, Note
from folkmoot.records.history import Merge
from folkmoot.records.keys import KeysHead
from folkmoot.records.value import parse_instant
from folkmoot.trust.checkpoint import body_of, leaf_hashes, log_line, with_line
from folkmoot.trust.namespace import namespace_of
from lived import AS_OF, lived
from trust.keyring import throwaway

T = TypeVar("T")
COOP = "brook.example"
KEYS = "charter/keys/0001.json"
REPORT = "proposals/2023-dogs/reports/01-first.md"
REMOVED = "0" * 64


@dataclass(frozen=True, slots=True)
class Special:
    """A file that is no plain one."""

    data: bytes
    mode: str = "120000"


Step = Mapping[str, bytes | Special | None]
Life = tuple[Step, ...]


def keys() -> dict[str, bytes]:
    """The first version of the keys, signed: ana holds root, and the log has a key of its own."""
    people = {"ana": {"keys": [throwaway("ana").public_line]}, "log-1": {"keys": [throwaway("log").public_line]}}
    roles = {role: {"threshold": 1, "people": ["ana"]} for role in ("root", "clerk", "teller", "secretary")}
    roles["log"] = {"threshold": 1, "people": ["log-1"]}
    data = write_keys(
        KeysHead.model_validate(
            {"schema": "coop-keys/1", "coop": COOP, "version": 1, "expires": "2033-12-31", "people": people, "roles": roles}
        )
    )
    space = namespace_of(KEYS, COOP)
    return {
        KEYS: data,
        **{f"{KEYS}.sig.d/{name}.sig": throwaway(key).sign(data, space) for name, key in (("ana", "ana"), ("log-1", "log"))},
    }


@cache
def life() -> Life:
    """A sound life of a co-op that is no demonstration."""
    report = {
        "id": "2023-dogs-first",
        "type": "report",
        "title": "First report",
        "summary": "It goes well.",
        "about": "2023-dogs",
        "by": "shop-table",
        "status": "done",
    }
    first, *others = lived(demonstration="false")
    return ({**first, **keys()}, *others, {REPORT: write_document(report, "\nWell.\n")})


def standing(merges: Iterable[Step]) -> dict[str, bytes | Special]:
    """The files at the end."""
    files: dict[str, bytes | Special] = {}
    for step in merges:
        for path, data in step.items():
            if data is None:
                files.pop(path, None)
            else:
                files[path] = data
    return files


def told(merges: Sequence[Step]) -> tuple[tuple[Merge, ...], tuple[Leaf, ...]]:
    """The merges and leaves that Git would tell; a commit's id follows from all before it."""
    files: dict[str, bytes | Special] = {}
    history, leaves, commit = [], [], ""
    for step in merges:
        changes = []
        for path in sorted(step):
            data, old = step[path], files.pop(path, None)
            if data is not None:
                files[path] = data
            if data == old:
                continue
            changes.append(_change(path, old, data))
            plain = data.data if isinstance(data, Special) else data
            mode = data.mode if isinstance(data, Special) else "100644"
            leaves.append(Leaf(path, REMOVED if plain is None else sha256(plain).hexdigest(), mode))
        commit = sha1(repr((commit, changes)).encode()).hexdigest()
        if changes:
            history.append(Merge(commit, parse_instant(AS_OF), tuple(changes)))
    return tuple(history), tuple(leaves)


def _change(path: str, old: bytes | Special | None, new: bytes | Special | None) -> Change:
    before, after = (each.data if isinstance(each, Special) else each for each in (old, new))
    grew = path.endswith("/log.yml") and type(old) is type(new) is bytes and new.startswith(old)  # type: ignore[arg-type, union-attr]
    mode = new.mode if isinstance(new, Special) else "100644" if new is not None else ""
    status = "D" if new is None else "A" if old is None else "T" if type(old) is not type(new) and mode != "100755" else "M"
    return Change(status, path, "" if before is None else blob_id(before), "" if after is None else blob_id(after), mode, grew)


@cache
def _archive() -> Archive:
    return read_archive({path: data for path, data in standing(life()).items() if isinstance(data, bytes)})


def history_of(merges: Sequence[Step], *, is_same: bool = False) -> History:
    """A history as a clone holds it; `is_same` says that the files at its end are those of the sound life."""
    history, leaves = told(merges)
    files = {} if is_same else {path: data for path, data in standing(merges).items() if isinstance(data, bytes)}
    return History(replace(_archive() if is_same else read_archive(files), history=history), leaf_hashes(leaves))


def signed(history: History, key: str = "log") -> Note:
    """The checkpoint of a history, signed by the log."""
    note = body_of(history.checkpoint())
    return with_line(note, log_line(note.checkpoint.origin, throwaway(key).public, throwaway(key).raw(note.body)))


def write_repository(root: Path, branches: Mapping[str, Sequence[Step]]) -> None:
    """Make a repository with a branch for each life; what lives have in common from their beginnings they share."""
    git(root, "init", "-q")
    known: dict[tuple[int, ...], int] = {}
    lines: list[bytes] = []
    for name, merges in branches.items():
        past: tuple[int, ...] = ()
        parent = 0
        for step in merges:
            past = (*past, id(step))
            if past not in known:
                known[past] = len(known) + 1
                lines.append(_commit(f"refs/heads/{name}", known[past], parent, step))
            parent = known[past]
        lines.append(b"reset refs/heads/%s\nfrom :%d\n\n" % (name.encode(), parent))
    subprocess.run(["git", "fast-import", "--quiet", "--force"], cwd=root, input=b"".join(lines), check=True, capture_output=True)
    git(root, "symbolic-ref", "HEAD", f"refs/heads/{next(iter(branches))}")


def _commit(ref: str, mark: int, parent: int, step: Step) -> bytes:
    head = f"commit {ref}\nmark :{mark}\ncommitter T <t@localhost> {1_680_000_000 + mark} +0000\ndata 0\n"
    lines = [head.encode(), b"from :%d\n" % parent if parent else b""]
    for path, data in step.items():
        if data is None:
            lines.append(b"D %s\n" % path.encode())
        elif isinstance(data, Special) and data.mode == "160000":
            lines.append(b"M 160000 %s %s\n" % (sha1(data.data).hexdigest().encode(), path.encode()))
        else:
            words = data.data if isinstance(data, Special) else data
            mode = data.mode if isinstance(data, Special) else "100644"
            lines.append(b"M %s inline %s\ndata %d\n%s\n" % (mode.encode(), path.encode(), len(words), words))
    return b"".join([*([b"reset %s\n" % ref.encode()] if not parent else []), *lines, b"\n"])


@dataclass(slots=True)
class Lot:
    """Numbers that follow from a seed, the same in every run."""

    seed: str
    drawn: int = 0

    def below(self, most: int) -> int:
        """The next number, from 0 to one less than `most`."""
        self.drawn += 1
        return int(sha256(f"{self.seed}:{self.drawn}".encode()).hexdigest(), 16) % most

    def one(self, of: Sequence[T]) -> T:
        """The next choice."""
        return of[self.below(len(of))]


def draft(number: int) -> dict[str, bytes]:
    """A new proposal that nobody opened yet."""
    return {f"proposals/2023-new-{number}/proposal.md": proposal(f"2023-new-{number}")}
