"""The entries of a roster: the bytes of `entries.csv` or of its shards, read without a record an entry."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Entries:
    """A frozen table of who may be drawn; `lines` are its rows without the header, one `entry,...` each, sorted."""

    columns: tuple[str, ...]
    """`entry` first, then the attributes."""
    lines: tuple[bytes, ...]
    digest: str
    """What calls, votes and signatures bind: `sha256sum entries.csv`, or of a sharded roster `sha256sum SHA256SUMS`."""
    digits: int = 0
    """How many hex digits of its sha256 name the shard of an entry; 0 when all stand in `entries.csv`."""

    @property
    def file(self) -> str:
        """The file that the digest is taken of."""
        return "SHA256SUMS" if self.digits else "entries.csv"

    @cached_property
    def tokens(self) -> list[bytes]:
        """The entries in the order of the file, as ASCII bytes."""
        if len(self.columns) == 1:
            return list(self.lines)
        return [line[: line.index(b",")] for line in self.lines]

    def column(self, name: str) -> list[str]:
        """The values of one column, in the order of the file; ValueError when there is no such column."""
        index = self.columns.index(name)
        return [line.split(b",")[index].decode() for line in self.lines]

    def rows(self) -> Iterator[dict[str, str]]:
        """Each row as a mapping; for small rosters and for pages."""
        for line in self.lines:
            yield dict(zip(self.columns, line.decode().split(","), strict=True))
