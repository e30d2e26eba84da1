"""Folders of elections as Elekto and Kubernetes keep them: ballots, seats, and the order that was announced."""

from collections.abc import Mapping

import pytest

from folkmoot.formats.importers.elekto import ElektoImporter
from folkmoot.records.profile import ElectionProfile

FOLDER: dict[str, str] = {
    "2021/ballots.csv": "annlee,bobo,cyc\n1,2,3\nNo opinion,1,2\n1,2,3\n",
    "2021/election.yaml": "name: Steering 2021\nstart_datetime: 2021-10-18 00:00:01  # UTC\nno_winners: 2\nallow_no_opinion: True\n",
    "2021/candidate-annlee.md": "-------------------------\nname: Ann Lee\nID: AnnLee\n-------------------------\n\nname: not this\n",
    "2021/candidate-bobo.md": "---\nname: 'Bob O'\nID: bobo\n---\n",
    "2021/voters.yaml": "eligible_voters:\n  - secret-person\n",
}


def read(files: Mapping[str, str]) -> ElectionProfile:
    importer = ElektoImporter()
    taken = {name: text.encode() for name, text in files.items() if importer.takes(name)}
    (profile,), faults = importer.read(taken, None)
    assert faults == ()
    return profile


def test_seats_title_and_ballots_are_read_and_the_voters_are_not() -> None:
    profile = read(FOLDER)
    assert (profile.title, profile.seats, profile.method, profile.blank) == ("Steering 2021", 2, "schulze", "no-opinion")
    assert dict(profile.ballots) == {(1, 2, 3): 2, (None, 1, 2): 1}
    assert profile.order is None
    assert not ElektoImporter().takes("2021/voters.yaml")
    assert "secret-person" not in repr(profile)


@pytest.mark.parametrize(
    "result",
    [
        "# Results\n\n- Seats: 2\n\n## Winners\n\n1. Ann Lee\n2. Bob O\n\n## Ranking\n\n1. Ann Lee\n2. Bob O (Some Firm)\n3. cyc\n",
        "1. [Ann Lee](https://example.org/AnnLee)\n2. [Somebody](https://example.org/bobo/)\n\nThe others:\n3. [C](https://example.org/cyc)\n",
        "* annlee\n* bobo\n* cyc - reelected\n",
        "1. Ann Lee (wins)\n2. Bob O loses to Ann Lee by 2-1\n3. cyc\n",
    ],
)  # fmt: skip
def test_the_announced_order_is_found_by_names_ids_and_links(result: str) -> None:
    assert read(FOLDER | {"2021/results.md": result}).order == (("annlee",), ("bobo",), ("cyc",))


def test_a_tie_that_was_announced_is_one_level() -> None:
    assert read(FOLDER | {"2021/RESULTS.md": "1. (Tie) Ann Lee / Bob O\n2. cyc\n"}).order == (("annlee", "bobo"), ("cyc",))


def test_an_order_that_leaves_somebody_out_is_not_taken_and_a_page_of_ranks_helps() -> None:
    files = FOLDER | {"2021/results.md": "1. Ann Lee\n2. Bob O\n"}
    assert read(files).order is None
    assert read(files | {"2021/ranking.md": "1. bobo\n2. annlee\n3. cyc\n"}).order == (("bobo",), ("annlee",), ("cyc",))


def test_ballots_alone_are_enough() -> None:
    profile = read({"BALLOTS.csv": "Ann Lee,Bob\n1,2\n"})
    assert (profile.options, profile.seats, profile.title) == (("Ann Lee", "Bob"), None, "")


def test_each_folder_is_an_election_of_its_own() -> None:
    files = {name: text.encode() for name, text in FOLDER.items()}
    other = {name.replace("2021", "2022"): data.replace(b"2021", b"2022") for name, data in files.items()}
    profiles, faults = ElektoImporter().read(files | other, None)
    assert [profile.title for profile in profiles] == ["Steering 2021", "Steering 2022"]
    assert faults == ()


@pytest.mark.parametrize(
    ("name", "text", "line", "words"),
    [
        ("2021/election.yaml", "name: x\nno_winners: many\n", 2, "'no_winners' is not a whole number"),
        ("2021/election.yaml", "name: x\nname: y\n", 2, "name"),
        ("2021/ballots.csv", "annlee,bobo\n1,2\n1\n", 3, "1 ranks stand here"),
    ],
)
def test_a_broken_file_is_told_by_its_line(name: str, text: str, line: int, words: str) -> None:
    profiles, (fault,) = ElektoImporter().read({key: value.encode() for key, value in (FOLDER | {name: text}).items()}, None)
    assert profiles == ()
    assert (fault.place.path, fault.place.line) == (name, line)
    assert words in fault.what
