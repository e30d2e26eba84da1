"""Writing, whole or not at all: a command that fails leaves the tree as it was."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from folkmoot.records.error import FolkmootError


def write_files(root: Path, files: Mapping[str, bytes], *, replace: bool = False) -> None:
    """Write several files as one act: all are staged first, then moved into place; on failure none stays.

    FolkmootError when a file exists already (unless `replace`), when a path leaves the root or passes through a link.
    """
    for path in files:
        _guard(root, path, replace)
    staged: list[tuple[Path, Path]] = []
    made: list[Path] = []
    before: dict[Path, bytes | None] = {}
    try:
        for path, data in files.items():
            target = root / path
            made += _make_folders(target.parent)
            staged.append((_stage(target, data), target))
        for temporary, target in staged:
            before[target] = target.read_bytes() if target.exists() else None
            os.replace(temporary, target)
    except OSError as error:
        _undo(staged, before, made)
        raise FolkmootError(
            f"{_named(root, error)} cannot be written: {error.strerror}", "nothing was changed; mend that and try again"
        ) from None


def _guard(root: Path, path: str, replace: bool) -> None:
    target = root / path
    if Path(path).is_absolute() or ".." in Path(path).parts:
        raise FolkmootError(f"'{path}' leads out of the repository", "name a path inside it")
    here = root
    for part in Path(path).parts:
        here = here / part
        if here.is_symlink():
            raise FolkmootError(f"'{path}' passes through a link", "replace the link by a folder or file")
    if target.exists() and not replace:
        raise FolkmootError(f"{path} exists already", "remove it first, or give another id")


def _named(root: Path, error: OSError) -> str:
    path = Path(str(error.filename2 or error.filename or "a file"))
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def _make_folders(folder: Path) -> list[Path]:
    missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def _stage(target: Path, data: bytes) -> Path:
    handle, name = tempfile.mkstemp(prefix=".folkmoot-", dir=target.parent)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    os.chmod(name, 0o644)
    return Path(name)


def _undo(staged: list[tuple[Path, Path]], before: Mapping[Path, bytes | None], made: list[Path]) -> None:
    for temporary, target in staged:
        temporary.unlink(missing_ok=True)
        if target in before:
            earlier = before[target]
            target.unlink(missing_ok=True) if earlier is None else target.write_bytes(earlier)
    for folder in made:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
