"""What a roster's manifest says of its entries, held against what the entries are, however they were counted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from folkmoot.records.archive import Keys
from folkmoot.records.jury_heads import RosterHead
from folkmoot.records.value import shown


@dataclass(frozen=True, slots=True)
class Difference:
    """A value of the manifest that does not hold."""

    keys: Keys
    """Where the value stands in the head."""
    what: str
    mend: str


def digest_difference(head: RosterHead, file: str, found: str) -> Iterator[Difference]:
    """The digest of the manifest is not that of `file`, `entries.csv` or `SHA256SUMS`."""
    if head.digest != found:
        what = f"the manifest says {head.digest[:12]}..., sha256sum {file} says {found[:12]}..."
        yield Difference(("digest",), what, f"put the frozen {file} back, or before first use write digest: {found}")


def count_difference(head: RosterHead, digits: int, found: int) -> Iterator[Difference]:
    """The manifest counts more or fewer entries than there are."""
    if head.count != found:
        what = f"the manifest counts {head.count} entries, {where(digits)} {found}"
        yield Difference(("count",), what, f"write count: {found}")


def columns_difference(head: RosterHead, digits: int, found: Sequence[str]) -> Iterator[Difference]:
    """The manifest names other columns."""
    if head.columns != tuple(found):
        said, here = ", ".join(head.columns), ", ".join(found)
        what = f"the manifest names {said or 'no columns'}; {where(digits)} {here}"
        yield Difference(("columns",), what, f"write columns: [{here}]")


def stratum_difference(column: str, said: Mapping[str, int], found: Mapping[str, int]) -> Iterator[Difference]:
    """The manifest counts more or fewer entries with a value of a column."""
    for value in sorted(said.keys() | found.keys()):
        counted = found.get(value, 0)
        if said.get(value, 0) != counted:
            what = f"{column}: '{shown(value)}' has {counted} entries, the manifest says {said.get(value, 0)}"
            mend = f"write {shown(value)}: {counted}" if counted else f"remove {shown(value)}"
            yield Difference(("strata", column, value), what, mend)


def where(digits: int) -> str:
    """Where the entries stand, for a sentence that goes on with what they have."""
    return "the shards have" if digits else "entries.csv has"
