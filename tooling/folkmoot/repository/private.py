"""Private files: lists of members, secrets and cards, which may lie anywhere but where Git would take them."""

import os
import tempfile
from pathlib import Path

from folkmoot.records.error import FolkmootError
from folkmoot.repository.git import Git


def refuse_exposed(path: Path) -> None:
    """Stop when a private file lies in a Git repository that does not ignore it; FolkmootError says how to mend it."""
    top = _repository(path)
    if top is not None and not _is_ignored(top, path.resolve()):
        mend = "move it out of the repository, or name it in .gitignore; if it was committed, the secrets in it are known"
        raise FolkmootError(f"{path} is private and lies in the Git repository {top}, where it could be committed", mend)


def write_private(path: Path, data: bytes, *, replace: bool = False) -> None:
    """Write a file that its owner alone may read, whole or not at all; FolkmootError when it exists or is exposed."""
    refuse_exposed(path)
    if path.exists() and not replace:
        raise FolkmootError(f"{path} exists already", "name another file, or remove it first")
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=".folkmoot-", dir=path.absolute().parent)  # made with mode 0600
        temporary = Path(name)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if replace:
            os.replace(name, path)
        else:
            os.link(name, path)  # unlike a renaming, this never overwrites what came to stand there meanwhile
            temporary.unlink()
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise FolkmootError(f"{path} cannot be written: {error.strerror}", "nothing was changed; mend that and try again") from None


def _repository(path: Path) -> Path | None:
    """The innermost repository around a file, by its real place; links do not hide it."""
    return next((folder for folder in path.resolve().parents if (folder / ".git").exists()), None)


def _is_ignored(top: Path, path: Path) -> bool:
    """Whether Git ignores a file by what the repository itself says; a file that Git knows is not ignored."""
    try:
        Git(top).run("check-ignore", "--quiet", "--", path.relative_to(top).as_posix())
    except FolkmootError:
        return False  # also when Git cannot say
    return True
