"""`folkmoot import`: elections become vectors that `conform` counts, and a result of Belenios becomes totals that `tally` counts."""

import json
from pathlib import Path

import pytest

from bel import QUESTIONS, archive
from co_op import ARTICLE, article, event, genesis, log, proposal, write_tree
from folkmoot.cli import main
from folkmoot.cli.conform import outcomes
from folkmoot.formats.canonical import digest, manifest_digest

BLT = '2 1\n3 1 2 0\n2 2 1 0\n0\n"Ann"\n"Bob"\n"Spring vote"\n'
LAMP = "proposals/2023-lamp"


def run(*arguments: str | Path, exits: int = 0) -> None:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    assert ended.value.code == exits


def test_a_file_becomes_a_vector_named_for_its_title(tmp_path: Path) -> None:
    (tmp_path / "v.blt").write_text(BLT)
    run("import", "election", tmp_path / "v.blt", "--format", "blt", "--out", tmp_path / "out")
    vector = json.loads((tmp_path / "out" / "spring-vote.json").read_bytes())
    assert vector["ballots"] == {"1 2": 3, "2 1": 2}
    assert vector["seats"] == 1
    assert "published" not in vector


def test_without_a_folder_the_vector_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "v.blt").write_text(BLT)
    run("import", "election", tmp_path / "v.blt", "--format", "blt")
    assert json.loads(capsys.readouterr().out)["what"] == "Spring vote"


def test_a_folder_with_its_announced_order_is_reproduced_at_once(tmp_path: Path) -> None:
    write_tree(tmp_path / "2023", {
        "election.yaml": b"name: Table\nno_winners: 1\n", "ballots.csv": b"ann,bob\n1,2\n1,2\n2,1\n", "results.md": b"1. ann\n2. bob\n",
        "voters.yaml": b"eligible_voters: [secret]\n",
    })  # fmt: skip
    run("import", "election", tmp_path, "--format", "elekto", "--out", tmp_path / "out")
    assert list(outcomes(tmp_path / "out" / "table.json")) == [("table", None)]


def test_what_cannot_be_read_is_told_by_place_and_the_rest_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(tmp_path / "in", {"a.blt": BLT.encode(), "b.blt": BLT.encode(), "c.blt": b"2 1\n1 1 x 0\n0\n"})
    run("import", "election", tmp_path / "in", "--format", "blt", "--out", tmp_path / "out", exits=1)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["spring-vote-2.json", "spring-vote.json"]
    said = capsys.readouterr().err
    assert "c.blt:2:5: 'x' is not a candidate's number" in said
    assert "2 elections imported, 1 faults" in said


def test_the_rule_that_ballots_do_not_say_is_said_beside_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "v.blt").write_text(BLT)
    line = ("import", "election", tmp_path / "v.blt", "--format", "blt")
    run(*line, "--rule", "method=stv", "--rule", "quota=droop", "--rule", "transfer=scottish", "--rule", "ladder=prior-rounds,lot")
    vector = json.loads(capsys.readouterr().out)
    assert (vector["method"], vector["quota"], vector["ladder"]) == ("stv", "droop", ["prior-rounds", "lot"])
    run(*line, "--rule", "method=stv", exits=2)
    assert "v.blt cannot be counted so: the key 'quota' is missing" in capsys.readouterr().err
    run(*line, "--rule", "winner=Ann", exits=2)
    assert "names no field of a rule" in capsys.readouterr().err


def test_a_folder_without_ballots_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("import", "election", tmp_path, "--format", "civs", exits=2)
    assert "holds no ballots of the format civs" in capsys.readouterr().err


def secret_co_op(root: Path, secrecy: str = "belenios") -> None:
    """A co-op whose policies are decided by a secret vote, with one such vote open to its three founders."""
    rules = json.loads(json.dumps(ARTICLE["rules"]))
    rules["decisions"]["secret"] = {**rules["decisions"]["simple"], "secrecy": secrecy}
    rules["procedures"]["policy"]["decide"]["rule"] = "secret"
    files = genesis({"charter/01-rules.md": article(rules=rules)})
    text = proposal("2023-lamp")
    roster = digest(files["juries/rosters/2023-founders/entries.csv"])
    files[f"{LAMP}/proposal.md"] = text
    files[f"{LAMP}/log.yml"] = log(
        event("2023-02-02T12:00:00Z", "opened"),
        event("2023-02-11T12:00:00Z", "frozen", text=manifest_digest({"proposal.md": text})),
        event("2023-02-12T12:00:00Z", "voting-opened", electorate={"kind": "roster", "id": "2023-founders", "digest": roster}),
        event("2023-02-20T12:00:00Z", "ballots-closed"),
    )
    write_tree(root, files)


def bring(root: Path, data: bytes, exits: int = 0) -> None:
    (root.parent / "lamp.bel").write_bytes(data)
    run(
        "import", "belenios", root.parent / "lamp.bel", "2023-lamp", "--root", root, "--as-of", "2023-03-01",
        "--answer", "for=For", "--answer", "against=Against", "--teller", "m-0001", "--teller", "m-0002", exits=exits,
    )  # fmt: skip


@pytest.fixture
def no_tool(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Only the program's own proofs need cryptography; these archives have none."""
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.usefixtures("no_tool")
def test_a_result_of_belenios_is_imported_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = tmp_path / "co-op"
    secret_co_op(root)
    data = archive(credentials=3)
    bring(root, data)
    said = capsys.readouterr()
    assert f"archive {digest(data)}" in said.out
    assert "the proofs were NOT checked" in said.err
    assert json.loads((root / LAMP / "ballots/belenios-1.json").read_bytes())["election"]["archive"] == digest(data)
    run("tally", "2023-lamp", "--root", root, "--as-of", "2023-03-01")
    assert "outcome: adopted" in capsys.readouterr().out


@pytest.mark.usefixtures("no_tool")
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (archive(), "4 credentials were given out, and the electorate has 3 entries"),
        (archive(credentials=3)[:-9000] + b"x", "cannot be imported"),
        (archive([QUESTIONS[1]], [[1, 1, 1]], credentials=3), "'For' is no answer"),
    ],
)
def test_an_archive_that_does_not_fit_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], data: bytes, words: str) -> None:
    secret_co_op(tmp_path / "co-op")
    bring(tmp_path / "co-op", data, exits=2)
    assert words in capsys.readouterr().err
    assert not (tmp_path / "co-op" / LAMP / "ballots").exists()


@pytest.mark.usefixtures("no_tool")
def test_a_rule_that_asks_for_other_ballots_takes_no_archive(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret_co_op(tmp_path / "co-op", "counted")
    bring(tmp_path / "co-op", archive(credentials=3), exits=2)
    assert "asks for ballots of the kind 'counted', not 'belenios'" in capsys.readouterr().err


@pytest.mark.usefixtures("no_tool")
def test_totals_from_an_archive_are_none_of_a_count_in_the_room(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = tmp_path / "co-op"
    secret_co_op(root)
    bring(root, archive(credentials=3))
    paper = (root / LAMP / "ballots/belenios-1.json").read_bytes()
    other = tmp_path / "other"
    secret_co_op(other, "counted")
    write_tree(other, {f"{LAMP}/ballots/totals-1.json": paper})
    run("tally", "2023-lamp", "--root", other, "--as-of", "2023-03-01", exits=2)
    assert "is not of the kind 'counted'" in capsys.readouterr().err
