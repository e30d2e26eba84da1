"""The files of a built site: one put into it, and all of them one after another."""

from collections.abc import Callable, Iterator
from pathlib import Path

from folkmoot.records.error import FolkmootError


def built_files(root: Path, wanted: Callable[[str], bool]) -> Iterator[tuple[str, bytes]]:
    """The path and the bytes of each wanted file, in the order of their paths; FolkmootError when one cannot be read.

    A link is told as the file it is not: an engine copies files, and what a link leads to was not built.
    """
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_symlink():
            raise FolkmootError(f"{name} in the built site is a link", "put a file there, or take it away")
        if wanted(name) and path.is_file():
            try:
                yield name, path.read_bytes()
            except OSError as error:
                raise FolkmootError(f"{name} cannot be read: {error.strerror}", "see who may read it") from None


def lay(root: Path, path: str, data: bytes) -> Path:
    """Put a file into the folder of a site that is being built; FolkmootError when it cannot be written."""
    place = root / path
    try:
        try:
            place.write_bytes(data)
        except FileNotFoundError:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
    except OSError as error:
        mend = "see who may write there, and whether the disk is full"
        raise FolkmootError(f"{path} of the site cannot be written: {error.strerror}", mend) from None
    return place
