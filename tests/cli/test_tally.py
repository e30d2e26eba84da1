"""`folkmoot tally`: a count told, and other readings of its rule."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from co_op import write_tree
from folkmoot.cli.tally import command
from folkmoot.cli.tally_words import aligned
from folkmoot.records.error import FolkmootError
from publish.voted_coop import Vote, ranked, voted_files

VECTORS = Path(__file__).parent.parent / "vectors" / "elections"
BURLINGTON = str(VECTORS / "burlington-2009-leaders.json")
CIRCLE = tuple(
    (ranked(text), number)
    for text, number in (
        ("ash > birch", 9), ("birch > ash", 6), ("birch > cedar", 10), ("cedar > birch", 7), ("cedar > ash", 11), ("ash > cedar", 8),
    )
)  # fmt: skip


def run(*arguments: str) -> str:
    result = CliRunner().invoke(command, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


@pytest.fixture(scope="module")
def coop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("coop")
    write_tree(root, voted_files([Vote("schulze", ("ash", "birch", "cedar"), CIRCLE)]))
    return root


def test_the_rounds_of_an_election_stand_in_columns() -> None:
    lines = run("--vector", BURLINGTON, "--explain").splitlines()
    at = lines.index("Rounds:")
    assert lines[at + 1 : at + 6] == [
        "                   1       2",
        "  progressive  2,982   4,314+",
        "  democrat     2,554       .",
        "  republican   3,297   4,064",
        "  exhausted        0     455",
    ]


def test_the_other_reading_that_elects_somebody_else_is_told() -> None:
    text = run("--vector", BURLINGTON, "--sensitivity")
    assert "democrat would win in place of progressive." in text
    assert "none of them binds" in text
    assert "Rounds:" not in text


def test_an_election_as_data_has_its_rounds_and_readings() -> None:
    data = json.loads(run("--vector", BURLINGTON, "--explain", "--sensitivity", "--format", "json"))
    assert [found["votes"]["progressive"] for found in data["rounds"]] == [2982, 4314]
    assert {each["name"]: each["differs"] for each in data["sensitivity"]}["schulze"] == "winners"


def test_the_seats_of_a_published_order_can_be_told() -> None:
    text = run("--vector", str(VECTORS / "kubernetes-steering-2018.json"), "--seats", "3", "--sensitivity")
    assert "Elected: 1, 8 and 2." in text


def test_the_pairs_of_a_proposal_are_told_with_who_beats_whom(coop: Path) -> None:
    lines = run("2024-schulze", "--root", str(coop), "--explain").splitlines()
    at = next(place for place, line in enumerate(lines) if line.startswith("Pairs:"))
    assert lines[at + 1 : at + 5] == [
        "         ash   birch   cedar",
        "  ash      .       9*      8",
        "  birch    6       .      10*",
        "  cedar   11*      7       .",
    ]
    assert "  1. birch" in lines


def test_a_proposal_as_data_has_its_matrix(coop: Path) -> None:
    data = json.loads(run("2024-schulze", "--root", str(coop), "--explain", "--sensitivity", "--format", "json"))
    assert data["matrix"] == [[0, 9, 8], [6, 0, 10], [11, 7, 0]]
    tied = {each["name"]: each["tied"] for each in data["sensitivity"]}["margins"]
    assert tied == ["ash", "birch", "cedar"]


def test_without_the_new_words_a_count_reads_as_before(coop: Path) -> None:
    data = json.loads(run("2024-schulze", "--root", str(coop), "--format", "json"))
    assert "matrix" not in data
    assert "sensitivity" not in data
    assert "Pairs" not in run("2024-schulze", "--root", str(coop))


@pytest.mark.parametrize("arguments", [(), ("a", "--vector", BURLINGTON), ("--vector", BURLINGTON, "--write"), ("a", "--seats", "2")])
def test_contradicting_words_are_refused(arguments: tuple[str, ...]) -> None:
    with pytest.raises(FolkmootError):
        CliRunner().invoke(command, list(arguments), catch_exceptions=False, standalone_mode=False)


def test_a_broken_file_is_an_error_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}")
    with pytest.raises(FolkmootError, match="cannot be counted"):
        CliRunner().invoke(command, ["--vector", str(tmp_path / "x.json")], catch_exceptions=False, standalone_mode=False)


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    assert list(aligned([("", "a"), ("long", "1")])) == ["        a", "  long  1"]
