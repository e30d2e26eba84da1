"""BLT files: the classic form, what OpaVote and OpenSTV added, and what is wrong with a broken one, to the column."""

import pytest

from folkmoot.formats.importers.blt import BltImporter
from folkmoot.records.finding import Fault, Place
from folkmoot.records.profile import ElectionProfile

CLASSIC = '4 2\n-2\n3 1 3 4 0\n4 1 3 2 0\n2 4 1=3 0\n1 2 0\n2 2=4=3 1 0\n1 3 4 2 0\n0\n"Adam"\n"Basil"\n"Charlotte"\n"Donald"\n"Title"\n'


def read(text: str) -> ElectionProfile:
    profiles, faults = BltImporter().read({"vote.blt": text.encode()}, None)
    assert faults == ()
    (profile,) = profiles
    return profile


def fault(text: str | bytes) -> Fault:
    profiles, (only,) = BltImporter().read({"vote.blt": text if isinstance(text, bytes) else text.encode()}, None)
    assert profiles == ()
    return only


def test_who_withdrew_is_passed_over_and_those_below_move_up() -> None:
    profile = read(CLASSIC)
    assert profile.options == ("Adam", "Charlotte", "Donald")
    assert (profile.withdrawn, profile.seats, profile.title, profile.method) == (("Basil",), 2, "Title", None)
    assert dict(profile.ballots) == {
        (1, 2, 3): 3, (1, 2, None): 4, (2, 2, 1): 2, (None, None, None): 1, (2, 1, 1): 2, (None, 1, 2): 1,
    }  # fmt: skip


def test_the_classic_form_needs_no_lines() -> None:
    assert read(CLASSIC.replace("\n", " ")).ballots == read(CLASSIC).ballots


def test_a_ballot_may_end_with_its_line() -> None:
    profile = read("3 1\n2 1 2\n1 3\n1\n0\nAnn Lee (Green)\nBob\nCy\nWard 5\n")
    assert dict(profile.ballots) == {(1, 2, None): 2, (None, None, 1): 1, (None, None, None): 1}
    assert profile.options == ("Ann Lee (Green)", "Bob", "Cy")


def test_a_skipped_rank_stays_empty_and_an_equal_one_shared() -> None:
    assert dict(read('3 1\n1 2 - 1=3 0\n0\n"A" "B" "C"').ballots) == {(3, 1, 3): 1}


def test_comments_the_ids_of_ballots_and_quotes_in_names_are_read() -> None:
    profile = read('2 1 # two for one\n# nobody withdrew\n(ballot 7) 1 2 0\n0\n"Ann \\"A\\" #1" # first\n"Bob"\n')
    assert profile.options == ('Ann "A" #1', "Bob")
    assert dict(profile.ballots) == {(None, 1): 1}


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm() -> None:
    assert BltImporter().read({"v": b"\xef\xbb\xbf" + CLASSIC.replace("\n", "\r\n").encode()}, None)[0][0].ballots == read(CLASSIC).ballots


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("", 1, 1, "ends before the number of candidates"),
        ("two 1\n", 1, 1, "the number of candidates is not"),
        ("2\n", 1, 1, "ends before the number of seats"),
        ("0 1\n0\n", 1, 1, "says 0 candidates"),
        ("2 1\n-3\n1 1 0\n0\nA\nB", 2, 1, "there is no candidate 3"),
        ("2 1\n[tie 1 2]\n", 2, 1, "is not read"),
        ("2 1\n1 1 x 0\n0\nA\nB", 2, 5, "'x' is not a candidate's number"),
        ("2 1\n1 1 3 0\n0\nA\nB", 2, 5, "there is no candidate 3"),
        ("2 1\n1 1 2=1 0\n0\nA\nB", 2, 5, "stands twice on this ballot"),
        ("2 1\n1.5 1 2 0\n0\nA\nB", 2, 1, "how many cast the ballot"),
        ("2 1\n1 1 2 0\n", 3, 1, "the ballots do not end"),
        ("2 1\n1 1 2 0\n0\nA\n", 5, 1, "1 names stand after the ballots, and there are 2"),
        ("2 1\n1 1 2 0\n0\n\"A\n\"B\"\n", 4, 1, "does not end on its line"),
        ("2 1\n1 1 2 0\n0\nA\nA\n", 1, 1, "the option 'A' stands twice"),
        ("2 1\n2 1\n1 2 0\n0\nA\nB\n", 3, 1, "some with their line"),
        ("2 1\n9999999999 1 0\n0\nA\nB\n", 2, 1, "at most 9 digits"),
        ("2 1\n1 \x00\n", 2, 1, "NUL"),
    ],
)  # fmt: skip
def test_a_broken_file_is_told_by_line_and_column(text: str, line: int, column: int, words: str) -> None:
    found = fault(text)
    assert words in found.what
    assert (found.place.line, found.place.column) == (line, column)
    assert found.mend


def test_what_is_no_text_is_told() -> None:
    assert fault(b"2 1\n\xff").place == Place("vote.blt", 2, 1)


@pytest.mark.parametrize("cut", range(0, len(CLASSIC), 3))
def test_no_cut_or_twisted_file_crashes(cut: int) -> None:
    for text in (CLASSIC[:cut], CLASSIC[cut:], CLASSIC[:cut] + "=-(0\n" + CLASSIC[cut:]):
        profiles, faults = BltImporter().read({"v.blt": text.encode()}, None)
        assert len(profiles) + len(faults) == 1
