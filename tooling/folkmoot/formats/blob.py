"""Git's name for the bytes of a file, computed without Git.

The id is the digest of `blob <length>`, a NUL byte and the bytes (Git documentation, "Git Internals - Git Objects").
Git's SHA-1 says here which file a commit held, never that a file is genuine: digests of records are SHA-256.
"""

import hashlib
import re
from collections.abc import Mapping

_SHA256_LENGTH = 64


def blob_id(data: bytes, like: str = "") -> str:
    """Return Git's id of these bytes, in the form that the id `like` has; SHA-1 unless that is a longer one."""
    framed = b"blob %d\0" % len(data) + data
    if len(like) == _SHA256_LENGTH:
        return hashlib.sha256(framed).hexdigest()
    return hashlib.sha1(framed, usedforsecurity=False).hexdigest()


def same_blob(data: bytes | None, oid: str) -> bool:
    """Whether a file, or its absence, is the one that Git calls `oid` (empty for absence)."""
    return not oid if data is None else blob_id(data, oid) == oid


def stages(data: bytes, like: str = "") -> Mapping[str, int]:
    """Git's ids of every state that a file went through if it only grew by whole lines, and its lines then."""
    ends = [match.end() for match in re.finditer(b"\n", data)]
    if not data.endswith(b"\n"):
        ends.append(len(data))
    return {blob_id(b"", like): 0, **{blob_id(data[:end], like): count for count, end in enumerate(ends, start=1)}}
