"""One shard of a roster by itself: found in a folder, held against `SHA256SUMS`, and read, without any other being there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from folkmoot.engine.shards import ENTRIES, refusal
from folkmoot.formats.shards import SUMS, changed, digits_of, read_sums, shard_of
from folkmoot.formats.table import read_entries
from folkmoot.records.error import FolkmootError
from folkmoot.records.roster import Entries


@dataclass(frozen=True, slots=True)
class Listing:
    """Which shards a roster has, by a list whose digest is the one that is signed, and where to look for them."""

    folders: tuple[Path, ...]
    sums: Mapping[str, str]
    """Names -> SHA-256 in hexadecimal, in order; of a roster in one file its own."""
    digits: int
    """How many hex digits name the shard of an entry; 0 for a roster in one file."""

    def shard_of(self, entry: str) -> str:
        """The name of the file in which an entry stands if it is on the roster."""
        return shard_of(entry.encode(), self.digits) if self.digits else ENTRIES


def listing(digest: str, folders: Sequence[Path]) -> Listing:
    """Find the list of a roster's shards in one of some folders, by the digest of its manifest; FolkmootError when it is in none."""
    wrong = ""
    for folder in folders:
        for name in (SUMS, ENTRIES):
            path = folder / name
            if not path.is_file():
                continue
            data = _bytes(path)
            if sha256(data).hexdigest() != digest:
                wrong = wrong or f"{path} has sha256 {sha256(data).hexdigest()[:12]}..., the manifest says {digest[:12]}..."
                continue
            if name == ENTRIES:
                return Listing(tuple(folders), {ENTRIES: digest}, 0)
            sums, fault = read_sums(str(path), data)
            if fault is not None:
                raise refusal(fault)
            return Listing(tuple(folders), sums, digits_of(sums))
    where = " or ".join(str(folder) for folder in folders)
    mend = f"fetch the roster's {SUMS}, which stands beside its shards"
    raise FolkmootError(wrong or f"there is no {SUMS} and no {ENTRIES} in {where}", mend)


def fetched(listed: Listing, name: str) -> Path:
    """Where a shard is, below `shards/` or beside the list; FolkmootError when it is nowhere."""
    for folder in listed.folders:
        for path in (folder / name, folder / Path(name).name):
            if path.is_file():
                return path
    where = " or ".join(str(folder) for folder in listed.folders)
    raise FolkmootError(f"{name} is not in {where}", "fetch that one shard from where the roster is published, and name its folder: --from")


def read_shard(listed: Listing, name: str) -> tuple[Entries | None, str]:
    """The rows of one shard; or None, and in a sentence why it is not the frozen one. FolkmootError when it is not here."""
    path = fetched(listed, name)
    data = _bytes(path)
    found = sha256(data).hexdigest()
    if found != listed.sums[name]:
        is_empty = data.count(b"\n") < 2
        return None, changed(str(path), name, found, listed.sums, is_empty=is_empty, is_cut=not data.endswith(b"\n")).what
    entries, faults = read_entries(str(path), data)
    if entries is None:
        return None, f"{name}, line {faults[0].place.line}: {faults[0].what}"
    return entries, ""


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FolkmootError(f"{path} cannot be read: {error.strerror}", "see who may read it") from None
