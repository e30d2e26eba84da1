"""The ballots of one vote in one file: a tar archive that comes out the same for everybody, with the digest that the decision names.

Inside stand the ballots, their signatures, and `SHA256SUMS` over the ballots alone: `sha256sum SHA256SUMS` is the digest of the
ballots in `decision.md`, and `sha256sum -c SHA256SUMS` checks every one of them.
"""

import tarfile
from collections.abc import Mapping
from io import BytesIO

from folkmoot.formats.canonical import manifest

SUMS = "SHA256SUMS"


def pack(ballots: Mapping[str, bytes], signatures: Mapping[str, bytes]) -> bytes:
    """Write ballots and signatures, paths as the decision's digest has them, sorted, without owners or times (POSIX ustar)."""
    files = {**ballots, **signatures, SUMS: manifest(ballots)}
    out = BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path in sorted(files):
            entry = tarfile.TarInfo(path)
            entry.size = len(files[path])
            archive.addfile(entry, BytesIO(files[path]))
    return out.getvalue()
