"""What a clone has seen before: the checkpoints it keeps in its own Git directory, to tell when history goes back."""

from base64 import b64decode, b64encode
from collections.abc import Iterable
from pathlib import Path

from folkmoot.records.checkpoint import Checkpoint
from folkmoot.records.error import FolkmootError
from folkmoot.repository.git import Git
from folkmoot.repository.writer import write_files

NAME = "folkmoot-seen"
"""The file in the Git directory: a line for each checkpoint, `size root origin`, smallest first."""
_MOST = 256


def read_seen(root: Path) -> tuple[Checkpoint, ...]:
    """Return the checkpoints that this clone remembers, smallest first; FolkmootError when the file is broken."""
    path = Git(root).shared_dir / NAME
    if not path.is_file():
        return ()
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return tuple(sorted(map(_read, lines), key=lambda each: each.size))
    except ValueError:
        raise FolkmootError(f"{path} does not hold checkpoints", "look who changed it; then remove it, and remember again") from None


def write_seen(root: Path, checkpoints: Iterable[Checkpoint]) -> None:
    """Keep checkpoints, each once; of very many the newest, and of the older ones every other."""
    kept = sorted(dict.fromkeys(checkpoints), key=lambda each: each.size)
    if len(kept) > _MOST:
        kept = [*kept[: -_MOST // 2 : 2], *kept[-_MOST // 2 :]]
    lines = [f"{each.size} {b64encode(each.root).decode()} {each.origin}\n" for each in kept]
    write_files(Git(root).shared_dir, {NAME: "".join(lines).encode()}, replace=True)


def _read(line: str) -> Checkpoint:
    size, root, origin = line.split(" ", 2)
    return Checkpoint(origin, int(size), b64decode(root, validate=True))
