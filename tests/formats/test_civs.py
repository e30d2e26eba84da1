"""Ballots that CIVS lets one download: a table of ranks, and what is wrong with a broken one, to the column."""

import pytest

from folkmoot.formats.importers.civs import CivsImporter
from folkmoot.records.profile import ElectionProfile

TABLE = 'Ann,"Bob, or nobody",Cy\n1,2,3\n2,1,No opinion\n1,2,3\n-,1,1\n'


def read(text: str) -> tuple[ElectionProfile, ...]:
    profiles, faults = CivsImporter().read({"civs_ballots.csv": text.encode()}, None)
    assert faults == ()
    return profiles


def test_ballots_alike_are_added_and_blanks_stay_blank() -> None:
    (profile,) = read(TABLE)
    assert profile.options == ("Ann", "Bob, or nobody", "Cy")
    assert dict(profile.ballots) == {(1, 2, 3): 2, (2, 1, None): 1, (None, 1, 1): 1}
    assert (profile.seats, profile.method, profile.blank) == (None, None, None)


def test_the_order_of_casting_is_lost() -> None:
    lines = TABLE.splitlines()
    assert read("\n".join((lines[0], *reversed(lines[1:]))))[0].ballots == read(TABLE)[0].ballots


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("", 1, 1, "0 options"),
        ("a,a\n1,2\n", 1, 1, "'a' stands twice"),
        ("a,,b\n", 1, 1, "no name"),
        ("a,b\n1,2\n1,2,3\n", 3, 1, "3 ranks stand here, and the header names 2"),
        ("a,b\n1,first\n", 2, 3, "'first' is neither a rank"),
        ("a,b\n1,0\n", 2, 3, "'0' is neither a rank"),
        ("a,b\n1,-2\n", 2, 3, "'-2' is neither a rank"),
        ("a,b\n1,123456\n", 2, 3, "neither a rank"),
        ('a,"b\n1,2\n', 3, 1, "comma-separated"),
    ],
)
def test_a_broken_table_is_told_by_line_and_column(text: str, line: int, column: int, words: str) -> None:
    profiles, (fault,) = CivsImporter().read({"b.csv": text.encode()}, None)
    assert profiles == ()
    assert words in fault.what
    assert (fault.place.line, fault.place.column) == (line, column)
