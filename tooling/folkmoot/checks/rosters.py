"""R: rosters, their manifests and their entries."""

from collections import Counter
from collections.abc import Iterable, Iterator

from folkmoot.checks.names import nearest
from folkmoot.checks.registry import check
from folkmoot.formats.canonical import digest
from folkmoot.formats.cells import LEAST
from folkmoot.formats.census import Difference, columns_difference, count_difference, digest_difference, stratum_difference, where
from folkmoot.formats.shards import LARGEST_IN_ONE_FILE, SUMS
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.records.archive import Roster
from folkmoot.records.finding import Fault, Severity
from folkmoot.records.value import shown
from folkmoot.rulebook.equal_chance import told


@check("R001", "broken-entries")
def broken_entries(course: Chronicle) -> Iterator[Fault]:
    """A table of entries is not in the one form that a digest can be taken of.

    ## Why
    A draw binds the roster by its digest. If the same entries could be written in two ways, they would have two
    digests, and one of them would be tried until the panel pleases.

    ## Mend
    Write a header that begins with `entry`, one row an entry, sorted by the bytes of the entry (`LC_ALL=C sort`),
    commas between the values, no quotes and a line feed after each row. `folkmoot roster` writes it so. Shards have that
    form too, and `sha256sum -c SHA256SUMS` says which of them is not as it was frozen.
    """
    return (fault for fault in course.archive.faults if fault.name == "broken-entries")


@check("R002", "digest-differs")
def digest_differs(course: Chronicle) -> Iterator[Fault]:
    """The digest in a roster's manifest is not the digest of its entries.

    ## Why
    Calls, votes and signatures name the digest. If it is another, they were made for another list of people.

    ## Mend
    Put the frozen entries back. A roster that was never used may be frozen again with `folkmoot roster`.
    """
    broken = {fault.place.path.rpartition("/")[0] for fault in course.archive.faults if fault.name == "broken-entries"}
    for roster in course.archive.rosters:
        sums = course.archive.files.get(f"{roster.folder}/{SUMS}")
        if roster.entries is not None:
            name, found = roster.entries.file, roster.entries.digest
        elif sums is not None and roster.folder not in broken:
            name, found = SUMS, digest(sums)  # the shards are kept elsewhere; what binds them is here
        else:
            continue
        yield from _told(course, roster, digest_difference(roster.manifest.head, name, found))


@check("R003", "count-differs")
def count_differs(course: Chronicle) -> Iterator[Fault]:
    """A roster's manifest counts more or fewer entries than there are.

    ## Why
    The count is what the public sees of a roster, and what a quorum is taken of.

    ## Mend
    Write the number of rows below the header.
    """
    for roster in course.archive.rosters:
        if roster.entries is not None:
            found = count_difference(roster.manifest.head, roster.entries.digits, len(roster.entries.lines))
            yield from _told(course, roster, found)


@check("R004", "strata-differ")
def strata_differ(course: Chronicle) -> Iterator[Fault]:
    """The counts of a stratum in a roster's manifest are not those of its entries.

    ## Why
    Seats are shared out by these counts. A wrong one takes seats from a group of members.

    ## Mend
    Count the values of the column again, and name only columns that the entries have.
    """
    for roster in course.archive.rosters:
        if roster.entries is not None:
            yield from _strata(course, roster)


def _strata(course: Chronicle, roster: Roster) -> Iterator[Fault]:
    assert roster.entries is not None
    path = roster.manifest.path
    for column, said in roster.manifest.head.strata.items():
        place = course.archive.place(path, "strata", column)
        if column not in roster.entries.columns[1:]:
            mend = nearest(column, roster.entries.columns[1:], "name a column of entries.csv, or remove it")
            yield Fault(place, f"{where(roster.entries.digits)} no column '{column}'", mend)
            continue
        yield from _told(course, roster, stratum_difference(column, said, Counter(roster.entries.column(column))))


def _told(course: Chronicle, roster: Roster, differences: Iterable[Difference]) -> Iterator[Fault]:
    """Each difference at its place in the manifest."""
    return (Fault(course.archive.place(roster.manifest.path, *each.keys), each.what, each.mend) for each in differences)


@check("R005", "columns-differ")
def columns_differ(course: Chronicle) -> Iterator[Fault]:
    """A roster's manifest names other columns than its entries have.

    ## Why
    The manifest tells members what is recorded about each of them. A column it leaves out is a secret kept in public.

    ## Mend
    Write the header of entries.csv, or of its shards, as the list of columns, `entry` first.
    """
    for roster in course.archive.rosters:
        if roster.entries is not None:
            found = columns_difference(roster.manifest.head, roster.entries.digits, roster.entries.columns)
            yield from _told(course, roster, found)


@check("R006", "small-cell", Severity.WARNING)
def small_cell(course: Chronicle) -> Iterator[Fault]:
    """A published count of a stratum is so small that the people in it can be guessed.

    ## Why
    "2 members above 80 in the north" is two people whom their neighbours can name, with everything else that the
    roster says about them.

    ## Mend
    Join the value with a neighbouring one before the roster is frozen. The least count is `min_cell` of the draw
    rules, or 5.
    """
    cells = [rule.min_cell for rule in course.charter.book.draws.values()]
    least = max(cells, default=LEAST)
    for roster in course.archive.rosters:
        for column, values in roster.manifest.head.strata.items():
            for value, count in values.items():
                if 0 < count < least:
                    place = course.archive.place(roster.manifest.path, "strata", column, value)
                    what = f"{column}: '{shown(value)}' has {count} {'entry' if count == 1 else 'entries'}"
                    yield Fault(place, what, f"join it with another value, so that at least {least} share it")


@check("R007", "missing-entries")
def missing_entries(course: Chronicle) -> Iterator[Fault]:
    """A public roster has no entries.csv beside its manifest.

    ## Why
    Nobody can repeat a draw, or find themselves in it, from a digest alone.

    ## Mend
    Add the entries.csv that was frozen. A roster whose entries must not be public says `storage: sealed`.
    """
    for roster in course.archive.rosters:
        head = roster.manifest.head
        is_here = any(f"{roster.folder}/{name}" in course.archive.files for name in ("entries.csv", SUMS))
        if head.storage == "public" and head.count <= LARGEST_IN_ONE_FILE and not is_here:
            place = course.archive.place(roster.manifest.path, "storage")
            what = f"the roster is public and {roster.folder} has no entries.csv"
            yield Fault(place, what, "add entries.csv, or write storage: sealed")


@check("R008", "activity-column")
def activity_column(course: Chronicle) -> Iterator[Fault]:
    """A roster records how active its members are or what they think, or leaves members out for it.

    ## Why
    Every member has the same chance to be drawn, the silent as the loud. A roster that knows the difference can be
    used to make one.

    ## Mend
    Remove the column, and put those who were left out back in. Members may be left out for a role they hold, never
    for what they do or think.
    """
    for roster in course.archive.rosters:
        head, path = roster.manifest.head, roster.manifest.path
        entered = roster.entries.columns if roster.entries else ()
        for name in dict.fromkeys((*head.columns, *entered)):
            if word := told(name):
                keys = (head.columns.index(name),) if name in head.columns else ()
                place = course.archive.place(path, "columns", *keys)
                yield Fault(place, f"the column '{name}' records {word}", "remove the column")
        for reason in head.excluded:
            if word := told(reason):
                place = course.archive.place(path, "excluded", reason)
                yield Fault(place, f"members are left out as '{reason}', for their {word}", "put them back in")
