"""`folkmoot roster`: what is frozen, what is refused, what a member and a clerk find; and that no name reaches any file."""

import csv
import json
import re
import stat
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from co_op import commit, event, genesis, git, log, write_tree
from folkmoot.checks.registry import run_checks
from folkmoot.cli import main
from folkmoot.cli.shell import cli
from folkmoot.formats.canonical import digest, write_document
from folkmoot.procedure.chronicle import chronicle
from folkmoot.records.value import parse_instant
from folkmoot.repository.reader import read_work_tree

NAMES = ("Quillan", "Brightwater", "Ottoline", "quillan@post.example", "Gasometer Lane")
SEED = sha256(b"a later public number").hexdigest()


class Said:
    """What a command printed, and how it ended."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *words: str | Path, exits: int = 0) -> str:
        code = 0
        try:
            main([str(word) for word in words])
        except SystemExit as end:
            code = int(end.code or 0)
        captured = self.capsys.readouterr()
        assert code == exits, captured.out + captured.err
        return captured.out + captured.err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], root: Path, monkeypatch: pytest.MonkeyPatch) -> Said:
    monkeypatch.chdir(root)
    return Said(capsys)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A co-op's repository, with nothing but its genesis."""
    top = tmp_path / "brook"
    top.mkdir()
    commit(top, genesis())
    return top


def _row(number: int, **fields: str) -> dict[str, str]:
    return {
        "entry": f"m-{number:04}", "member": f"{number:04}", "name": f"{NAMES[number % 3]} {number}", "email": NAMES[3], "street": NAMES[4],
        "region": ("north", "south")[number % 2], "age": ("16-29", "30-44", "45-59")[number % 3], "status": "active", **fields,
    }  # fmt: skip


def _list(tmp_path: Path, *changed: dict[str, str], count: int = 60) -> Path:
    path = tmp_path / "members.csv"
    rows = [*map(_row, range(count)), *changed]
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0], restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def _freeze(run: Said, members: Path, *options: str | Path, name: str = "2026-all", exits: int = 0) -> str:
    return run("roster", "freeze", members, "--id", name, "--day", "2026-03-01", *options, exits=exits)


def _findings(root: Path) -> list[str]:
    return [finding.code for finding in run_checks(chronicle(read_work_tree(root), parse_instant("2026-04-01T00:00:00Z")))]


COLUMNS = ("--column", "region", "--column", "age")


def test_a_frozen_roster_holds_what_was_asked_for_and_passes_the_checks(run: Said, root: Path, tmp_path: Path) -> None:
    said = _freeze(run, _list(tmp_path, _row(900, status="ended")), *COLUMNS, "--exclude", "status=ended:left-us")
    folder = root / "juries/rosters/2026-all"
    data = (folder / "entries.csv").read_bytes()
    assert data.startswith(b"entry,region,age\nm-0000,north,16-29\nm-0001,south,30-44\n")
    assert f"60 entries, sha256 {digest(data)}" in said
    assert "left out: 1 (left-us)" in said
    assert said.rstrip().endswith("folkmoot sign juries/rosters/2026-all/roster.md")
    assert {path.name for path in folder.iterdir()} == {"roster.md", "entries.csv"}
    assert _findings(root) == []


def _nowhere(root: Path, *names: str) -> None:
    """No name stands in any file, nor, once all is committed, in any object of Git."""
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Roster")
    listed = git(root, "cat-file", "--batch-all-objects", "--batch-check").splitlines()
    blobs = [line.split()[0] for line in listed if line.split()[1] == "blob"]
    assert len(blobs) > 5
    held = [subprocess.run(["git", "cat-file", "blob", oid], cwd=root, capture_output=True, check=True).stdout for oid in blobs]
    held += [path.read_bytes() for path in root.rglob("*") if path.is_file() and ".git" not in path.parts]
    for name in names:
        assert not any(name.encode() in data for data in held), name


@pytest.mark.parametrize("options", [(), ("--sealed",), ("--shards",), ("--merge", "--cross")])
def test_no_name_reaches_a_file_or_a_blob(run: Said, root: Path, tmp_path: Path, options: tuple[str, ...]) -> None:
    members, private = _list(tmp_path, _row(901, status=NAMES[1])), tmp_path / "secrets.csv"
    run("roster", "secrets", members, private)
    kept = ("--secrets", str(private)) if "--sealed" in options else ()
    _freeze(run, members, *COLUMNS, "--exclude", f"status={NAMES[1]}:left-us", *options, *kept)
    secret = private.read_text().splitlines()[1].split(",")[1]
    _nowhere(root, *NAMES, secret, *(["m-0033"] if kept else []))


@pytest.mark.parametrize("column", ["name", "email", "street", "member"])
def test_a_column_that_tells_who_somebody_is_is_refused(run: Said, root: Path, tmp_path: Path, column: str) -> None:
    for option in ("--column", "--uncounted"):
        assert "tells who somebody is" in _freeze(run, _list(tmp_path), option, column, exits=2)
    assert not (root / "juries/rosters/2026-all").exists()


def test_a_list_inside_the_repository_is_refused_unless_ignored(run: Said, root: Path, tmp_path: Path) -> None:
    inside = root / "private" / "members.csv"
    inside.parent.mkdir()
    inside.write_bytes(_list(tmp_path).read_bytes())
    said = _freeze(run, inside, exits=2)
    assert "could be committed" in said
    assert ".gitignore" in said
    link = tmp_path / "link.csv"
    link.symlink_to(inside)
    assert "could be committed" in _freeze(run, link, exits=2), "a link does not hide it"
    (root / ".gitignore").write_text("private/\n")
    _freeze(run, inside)
    git(root, "add", "-f", "private/members.csv")
    assert "could be committed" in _freeze(run, inside, name="2026-two", exits=2), "what Git knows is not ignored"


def test_private_files_are_not_written_into_the_repository(run: Said, root: Path, tmp_path: Path) -> None:
    members, private = _list(tmp_path), tmp_path / "secrets.csv"
    assert "could be committed" in run("roster", "secrets", members, root / "secrets.csv", exits=2)
    run("roster", "secrets", members, private)
    assert "could be committed" in run("roster", "card", "0001", "--secrets", private, "--out", root / "card.txt", exits=2)
    assert not (root / "secrets.csv").exists()
    assert not (root / "card.txt").exists()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (_row(3), "line 62: the entry 'm-0003' stands on line 5 too"),
        (_row(70, entry="M70"), "line 62: 'M70' is not an entry"),
        (_row(70, entry="ab"), "line 62: 'ab' is not an entry"),
        (_row(70, region=""), "line 62: the column 'region' is empty"),
        (_row(70, age="a,b"), "line 62: age: 'a,b' holds a comma"),
    ],
)
def test_a_row_that_cannot_be_frozen_is_told_with_its_line(run: Said, root: Path, tmp_path: Path, row: dict[str, str], said: str) -> None:
    assert said in _freeze(run, _list(tmp_path, row), *COLUMNS, exits=2)
    assert not (root / "juries/rosters/2026-all").exists()


def test_a_member_number_that_stands_twice_is_refused_in_a_sealed_roster(run: Said, tmp_path: Path) -> None:
    members = _list(tmp_path, _row(70, member="0003"))
    assert "the member '0003' stands on line 5 too" in run("roster", "secrets", members, tmp_path / "secrets.csv", exits=2)


def test_a_latin_1_list_and_one_of_a_spreadsheet(run: Said, tmp_path: Path) -> None:
    members = _list(tmp_path)
    members.write_bytes(b"\xef\xbb\xbf" + members.read_bytes().replace(b"\n", b"\r\n"))
    _freeze(run, members, *COLUMNS)
    members.write_bytes("entry,name\nm-001,Zo\xeb\n".encode("latin-1"))
    assert "not UTF-8" in _freeze(run, members, name="2026-two", exits=2)


def test_a_small_cell_is_refused_or_merged(run: Said, root: Path, tmp_path: Path) -> None:
    members = _list(tmp_path, _row(70, age="90-plus"), _row(71, age="90-plus"))
    said = _freeze(run, members, *COLUMNS, exits=2)
    assert "2 members have age: '90-plus', fewer than 5" in said
    assert "--merge" in said
    said = _freeze(run, members, *COLUMNS, "--merge")
    assert "withheld: age '90-plus' of 2" in said
    assert "withheld: age '16-29' of 20" in said, "the next smallest joins, or two people would still stand alone"
    assert "age:\n    30-44: 20\n    45-59: 20\n    withheld: 22\n" in (root / "juries/rosters/2026-all/roster.md").read_text()
    assert "90-plus" not in (root / "juries/rosters/2026-all/entries.csv").read_text()
    assert _findings(root) == []
    _freeze(run, members, *COLUMNS, "--min-cell", "2", name="2026-two")


def test_a_combination_is_looked_at_when_asked(run: Said, tmp_path: Path) -> None:
    members = _list(tmp_path, *(_row(number, region="west", age="16-29") for number in range(80, 89)), _row(90, region="west", age="30-44"))
    assert "1 member has region: 'west', age: '30-44'" in _freeze(run, members, *COLUMNS, "--cross", exits=2)
    _freeze(run, members, *COLUMNS)
    _freeze(run, members, *COLUMNS, "--cross", "--merge", name="2026-two")


def test_a_household_is_kept_and_not_counted(run: Said, root: Path, tmp_path: Path) -> None:
    members = _list(tmp_path)
    text = members.read_text().replace("status\n", "status,household\n")
    members.write_text(re.sub(r"active\n", lambda match: f"active,h-{match.start()}\n", text))
    _freeze(run, members, *COLUMNS, "--uncounted", "household")
    assert "household:" not in (root / "juries/rosters/2026-all/roster.md").read_text()
    assert (root / "juries/rosters/2026-all/entries.csv").read_text().startswith("entry,region,age,household\nm-0000,north,16-29,h-")
    assert _findings(root) == []


def test_the_newest_keys_are_named(run: Said, root: Path, tmp_path: Path) -> None:
    write_tree(root, {"charter/keys/0001.json": b"{}", "charter/keys/0002.json": b"{}"})
    _freeze(run, _list(tmp_path))
    assert "\nkeys: 2\n" in (root / "juries/rosters/2026-all/roster.md").read_text()
    _freeze(run, _list(tmp_path), "--keys", "1", name="2026-two")
    assert "\nkeys: 1\n" in (root / "juries/rosters/2026-two/roster.md").read_text()
    assert "there is no charter/keys/0003.json" in _freeze(run, _list(tmp_path), "--keys", "3", name="2026-three", exits=2)


def test_a_roster_is_not_frozen_over_another_or_outside(run: Said, tmp_path: Path) -> None:
    _freeze(run, _list(tmp_path))
    assert "exists already" in _freeze(run, _list(tmp_path), exits=2)
    assert "no id" in _freeze(run, _list(tmp_path), name="../../charter", exits=2)


# Sealed rosters, cards, and what they find.


@pytest.fixture
def sealed(run: Said, tmp_path: Path) -> tuple[Path, Path]:
    """A sealed roster 2026-sealed of 60; the list and the file of secrets it was made from."""
    members, private = _list(tmp_path), tmp_path / "secrets.csv"
    run("roster", "secrets", members, private)
    _freeze(run, members, "--sealed", "--secrets", private, *COLUMNS, name="2026-sealed")
    return members, private


def test_secrets_are_made_once_and_are_the_registrars_alone(run: Said, tmp_path: Path) -> None:
    members, private = _list(tmp_path, count=20), tmp_path / "secrets.csv"
    assert "20 secrets made, 0 kept" in run("roster", "secrets", members, private)
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    before = private.read_text().splitlines()
    assert len({line.split(",")[1] for line in before[1:]}) == 20
    members = _list(tmp_path, count=25)
    assert "5 secrets made, 20 kept" in run("roster", "secrets", members, private)
    assert private.read_text().splitlines()[:21] == before
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    members = _list(tmp_path, count=24)
    assert "1 of members no longer in the list: kept" in run("roster", "secrets", members, private)
    assert "dropped" in run("roster", "secrets", members, private, "--forget")
    assert "0024," not in private.read_text()


def test_a_sealed_roster_is_sound_and_another_each_time(run: Said, root: Path, tmp_path: Path, sealed: tuple[Path, Path]) -> None:
    members, private = sealed
    _freeze(run, members, "--sealed", "--secrets", private, *COLUMNS, name="2027-sealed")
    assert _findings(root) == []
    entries = [
        {line.split(",")[0] for line in (root / f"juries/rosters/{name}/entries.csv").read_text().splitlines()[1:]}
        for name in ("2026-sealed", "2027-sealed")
    ]
    assert [len(each) for each in entries] == [60, 60]
    assert not entries[0] & entries[1]
    assert all(re.fullmatch("[a-z2-7]{52}", entry) for each in entries for entry in each)
    assert "storage: sealed" in (root / "juries/rosters/2026-sealed/roster.md").read_text()


def test_a_sealed_roster_needs_every_secret_and_takes_no_key(run: Said, tmp_path: Path, sealed: tuple[Path, Path]) -> None:
    members, private = sealed
    lines = private.read_text().splitlines(keepends=True)
    private.write_text("".join(lines[:-1]))
    assert "member 0059: there is no secret" in _freeze(run, members, "--sealed", "--secrets", private, exits=2)
    private.write_text("".join([*lines[:-1], lines[-2].replace("0058", "0059")]))
    assert "line 61: this secret stands on line 60 too" in _freeze(run, members, "--sealed", "--secrets", private, exits=2)
    assert "the same in every roster" in _freeze(run, members, "--sealed", "--column", "key", exits=2)
    assert "no column 'secret'" in _freeze(run, members, "--sealed", exits=2)


def test_secrets_may_stand_in_the_list_itself(run: Said, root: Path, tmp_path: Path, sealed: tuple[Path, Path]) -> None:
    rows = [line.split(",") for line in sealed[1].read_text().splitlines()[1:]]
    members = _list(tmp_path, *(_row(int(member), secret=secret, household=f"h-{member[:3]}") for member, secret in rows), count=0)
    options = ("--sealed", *COLUMNS, "--uncounted", "household")
    _freeze(run, members, *options)
    assert "holds  60" in run("roster", "rederive", "2026-all", members)
    run("roster", "card", "0007", "--secrets", members, "--out", tmp_path / "card.txt")
    assert "  age: 30-44\n  household: h-000\n" in run("roster", "mine", "2026-all", "--card", tmp_path / "card.txt")


def test_a_member_finds_themselves_by_the_card(run: Said, tmp_path: Path, root: Path, sealed: tuple[Path, Path]) -> None:
    card = tmp_path / "card.txt"
    run("roster", "card", "0007", "--secrets", sealed[1], "--out", card)
    assert stat.S_IMODE(card.stat().st_mode) == 0o600
    shown = run("roster", "card", "0007", "--secrets", sealed[1])
    assert shown == card.read_text()
    said = run("roster", "mine", "2026-sealed", "--card", card)
    entry = re.search("[a-z2-7]{52}", said)
    assert entry
    assert "  region: south\n  age: 30-44\n" in said
    number = int(re.search(r"line (\d+) of", said)[1])  # type: ignore[index]
    assert (root / "juries/rosters/2026-sealed/entries.csv").read_text().splitlines()[number - 1] == f"{entry[0]},south,30-44"
    assert entry[0] in run("roster", "mine", "2026-sealed", "--entry", entry[0])
    _freeze(run, sealed[0], name="2026-public")
    assert "You are not in 2026-public" in run("roster", "mine", "2026-public", "--entry", entry[0], exits=1), "an entry of another roster"


def test_the_card_is_asked_for_when_no_file_is_named(root: Path, tmp_path: Path, run: Said, sealed: tuple[Path, Path]) -> None:
    text = run("roster", "card", "0007", "--secrets", sealed[1])
    secret = " ".join(text.partition("secret:")[2].partition("\n\n")[0].split())
    ran = CliRunner().invoke(cli, ["roster", "mine", "2026-sealed"], input=f"0007\n{secret}\n")
    assert ran.exit_code == 0, ran.output
    assert "You are in 2026-sealed" in ran.output
    assert secret not in ran.output


def test_a_card_of_another_coop_or_misread_is_told(run: Said, tmp_path: Path, sealed: tuple[Path, Path]) -> None:
    card = tmp_path / "card.txt"
    run("roster", "card", "0007", "--secrets", sealed[1], "--coop", "other.example", "--out", card)
    assert "the card is of other.example" in run("roster", "mine", "2026-sealed", "--card", card, exits=2)
    text = run("roster", "card", "0007", "--secrets", sealed[1])
    first = re.search(r"secret: (.)", text)
    assert first
    card.write_text(text.replace(f"secret: {first[1]}", f"secret: {'b' if first[1] == 'a' else 'a'}"))
    assert "group 1 of the secret was misread" in run("roster", "mine", "2026-sealed", "--card", card, exits=2)
    assert "no secret of member 9999" in run("roster", "card", "9999", "--secrets", sealed[1], exits=2)


def test_after_the_secret_is_deleted_nobody_finds_the_member(run: Said, tmp_path: Path, sealed: tuple[Path, Path]) -> None:
    card = tmp_path / "card.txt"
    run("roster", "secrets", _list(tmp_path, count=7), sealed[1], "--forget")
    assert "no secret of member 0007" in run("roster", "card", "0007", "--secrets", sealed[1], exits=2)
    run("roster", "secrets", _list(tmp_path), sealed[1])
    run("roster", "card", "0007", "--secrets", sealed[1], "--out", card)
    assert "You are not in 2026-sealed" in run("roster", "mine", "2026-sealed", "--card", card, exits=1)


def _jury(root: Path, run: Said, roster: str) -> dict[str, Any]:
    call = {
        "id": "2026-jury", "type": "jury", "title": "Jury", "summary": "Six decide.", "body": "policy-jury", "mandate": "2023-genesis",
        "question": "Shall we?", "seats": "6", "alternates": "2", "roster": roster,
        "roster_digest": re.search("digest: ([0-9a-f]{64})", (root / f"juries/rosters/{roster}/roster.md").read_text())[1],  # type: ignore[index]
        "exclude": [{"reason": "too-far", "column": "region", "values": ["south"]}],
        "sources": [{"kind": "dice", "when": "2026-03-20T12:00:00Z"}], "hours": "8",
        "compensation": {"amount": "15", "currency": "EUR", "per": "hour"}, "facilitator": "A person.",
        "respond_by": "2026-09-01", "evaluation_due": "2026-10-01",
    }  # fmt: skip
    data = write_document(call, "\nCome.\n")
    write_tree(root, {
        "juries/2026-jury/call.md": data,
        "juries/2026-jury/log.yml": log(event("2026-03-03T12:00:00Z", "called", by="registrar", call=digest(data))),
    })  # fmt: skip
    assert "not drawn yet" in run("roster", "mine", roster, "--entry", _entries(root, roster)[0])
    run("draw", "seed", "2026-jury", "--dice", "314159", "--as-of", "2026-03-20T12:05:00Z")
    run("draw", "run", "2026-jury")
    found: dict[str, Any] = json.loads((root / "juries/2026-jury/draw.json").read_text())
    return found


def _entries(root: Path, roster: str) -> list[str]:
    paths = sorted((root / f"juries/rosters/{roster}").rglob("*.csv"))
    return [line.split(",")[0] for path in paths for line in path.read_text().splitlines()[1:]]


@pytest.mark.parametrize("options", [(), ("--shards",)])
def test_a_member_learns_what_the_lot_gave_them(run: Said, root: Path, tmp_path: Path, options: tuple[str, ...]) -> None:
    _freeze(run, _list(tmp_path), *COLUMNS, *options)
    drawn = _jury(root, run, "2026-all")
    ordered = sorted(_entries(root, "2026-all"), key=lambda entry: sha256(f"{drawn['seed']}:{entry}".encode()).digest())
    panel = [seat["entry"] for seat in drawn["panel"]]
    said = run("roster", "mine", "2026-all", "--entry", panel[2])
    assert "2026-jury: drawn: seat 3" in said
    assert f"{ordered.index(panel[2]) + 1} of 60 from the lowest" in said
    assert sha256(f"{drawn['seed']}:{panel[2]}".encode()).hexdigest() in said
    south = next(entry for entry in ordered if int(entry[2:]) % 2)
    assert "passed over: too-far" in run("roster", "mine", "2026-all", "--entry", south)
    unlucky = next(entry for entry in reversed(ordered) if not int(entry[2:]) % 2)
    assert "other tickets were lower" in run("roster", "mine", "2026-all", "--entry", unlucky)
    path = root / "juries/2026-jury/log.yml"
    path.write_bytes(path.read_bytes() + log(event("2026-04-01T12:00:00Z", "declined", entry=panel[2])))
    assert "2026-04-01T12:00:00Z: declined" in run("roster", "mine", "2026-all", "--entry", panel[2])


def test_the_shard_and_line_of_an_entry_are_told(run: Said, root: Path, tmp_path: Path) -> None:
    _freeze(run, _list(tmp_path, count=600), *COLUMNS, "--shards")
    assert _findings(root) == []
    found = re.search(r"line (\d+) of (\S+)", run("roster", "mine", "2026-all", "--entry", "m-0123"))
    assert found
    assert (root / found[2]).read_text().splitlines()[int(found[1]) - 1] == "m-0123,south,16-29"


def test_shards_kept_outside_are_said_to_be_and_a_false_digest_is_found(run: Said, root: Path, tmp_path: Path) -> None:
    members, private, outside = _list(tmp_path), tmp_path / "secrets.csv", tmp_path / "shards-of-all"
    run("roster", "secrets", members, private)
    _freeze(run, members, "--sealed", "--secrets", private, *COLUMNS, "--shards-to", outside)
    folder = root / "juries/rosters/2026-all"
    assert {path.name for path in folder.iterdir()} == {"roster.md", "SHA256SUMS"}
    assert _findings(root) == []
    assert "holds  roster   2026-all: SHA256SUMS has the digest; the shards that it lists are kept elsewhere" in run("verify")
    ran = subprocess.run(["sha256sum", "-c", "--quiet", folder / "SHA256SUMS"], cwd=outside, capture_output=True, check=False)
    assert ran.returncode == 0
    run("roster", "card", "0007", "--secrets", private, "--out", tmp_path / "card.txt")
    said = run("roster", "mine", "2026-all", "--card", tmp_path / "card.txt")
    entry, shard = next(
        (line.split()[0], line.split()[2]) for line in said.splitlines() if "if you are south, 30-44" in line
    )  # fmt: skip
    assert f"{entry},south,30-44" in (outside / shard).read_text()
    text = (folder / "roster.md").read_text()
    (folder / "roster.md").write_text(re.sub("digest: [0-9a-f]{64}", f"digest: {SEED}", text))
    assert _findings(root) == ["R002"]
    assert "FAILS  roster   2026-all" in run("verify", exits=1)


def test_a_false_count_digest_or_stratum_of_shards_is_found(run: Said, root: Path, tmp_path: Path) -> None:
    _freeze(run, _list(tmp_path), *COLUMNS, "--shards")
    path = root / "juries/rosters/2026-all/roster.md"
    text = path.read_text()
    for before, after, code in (
        ("count: 60", "count: 61", "R003"), ("north: 30", "north: 31", "R004"), ("- age\n", "", "R005"), ("digest: ", "digest: " + "0" * 64, ""),
    ):  # fmt: skip
        path.write_text(text.replace(before, after, 1))
        assert code in "".join(_findings(root))
    path.write_text(re.sub("digest: [0-9a-f]{64}", f"digest: {SEED}", text))
    assert _findings(root) == ["R002"]
    path.write_text(text)
    (root / "juries/rosters/2026-all/shards/3f.csv").unlink()
    assert set(_findings(root)) == {"R001"}


# The audit for ghosts, and the clerks' own derivation.


def _openings(root: Path, tmp_path: Path, private: Path, run: Said, names: list[str]) -> Path:
    """The registrar opens entries: member number and secret beside each."""
    from folkmoot.trust.commitment import commit as seal
    from folkmoot.trust.commitment import read_secret

    rows = {}
    for number, line in enumerate(private.read_text().splitlines()[1:]):
        member, secret = line.split(",")
        values = (_row(number)["region"], _row(number)["age"])
        rows[seal(read_secret(secret), "brook.example", "2026-sealed", member, values)] = (member, secret, *values)
    path = tmp_path / "openings.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("entry", "member", "secret", "region", "age"))
        writer.writerows((name, *rows[name]) for name in names)
    return path


def test_the_audit_chooses_by_the_seed_and_every_opening_holds(run: Said, root: Path, tmp_path: Path, sealed: tuple[Path, Path]) -> None:
    said = run("roster", "audit", "2026-sealed", "--sample", "20", "--seed", SEED, "--padding", "1/20").splitlines()
    chosen = said[:20]
    entries = _entries(root, "2026-sealed")
    assert chosen == sorted(entries, key=lambda entry: sha256(f"audit/1\n{SEED}:{entry}".encode()).digest())[:20]
    # 1 - (40 * 39 * 38) / (60 * 59 * 58) = 0.7112...
    assert said[20] == "20 openings of 60 entries find a padding of 5.00 % (3 entries) with a chance of 71.12 %, rounded down"
    opened = _openings(root, tmp_path, sealed[1], run, chosen)
    words = ("roster", "audit", "2026-sealed", "--sample", "20", "--seed", SEED, "--open", opened)
    assert "holds  every opening" in run(*words)
    lines = opened.read_text().splitlines(keepends=True)
    opened.write_text("".join(lines[:-1]))
    assert f"FAILS  '{chosen[-1]}' was chosen and is not opened" in run(*words, exits=1)
    first, other = lines[1].split(","), lines[2].split(",")
    opened.write_text("".join([lines[0], ",".join([first[0], *other[1:3], *first[3:]]), *lines[2:]]))
    assert "do not give the entry" in run(*words, exits=1)
    opened.write_text("".join([lines[0], ",".join([*first[:3], "west", first[4]]), *lines[2:]]))
    assert "has other values" in run(*words, exits=1)


def test_an_audit_needs_a_seed_and_a_share(run: Said, sealed: tuple[Path, Path]) -> None:
    assert "there is no seed" in run("roster", "audit", "2026-sealed", exits=2)
    for padding in ("0.01", "2", "0", "-1/2"):
        assert "is not a share" in run("roster", "audit", "2026-sealed", "--seed", SEED, f"--padding={padding}", exits=2)


def test_a_clerk_derives_the_roster_again(run: Said, root: Path, tmp_path: Path, sealed: tuple[Path, Path]) -> None:
    members, private = sealed
    words = ("roster", "rederive", "2026-sealed", members, "--secrets", private)
    assert "holds  60 entries derived again" in run(*words)
    members = _list(tmp_path, count=59)
    said = run(*words, exits=1)
    assert "count: the list gives 59, the manifest says 60" in said
    assert "1 rows of the roster do not come from the list" in said, "somebody who is in no list"


@pytest.mark.parametrize(
    "options", [("--merge", "--exclude", "status=ended:left-us"), ("--shards", "--merge", "--exclude", "status=ended:left-us")]
)
def test_a_merged_roster_is_derived_with_the_same_options(run: Said, tmp_path: Path, options: tuple[str, ...]) -> None:
    members = _list(tmp_path, _row(70, age="90-plus"), _row(71, status="ended"))
    _freeze(run, members, *COLUMNS, *options)
    again = [option for option in options if option != "--shards"]
    assert "holds" in run("roster", "rederive", "2026-all", members, *again)
    assert "excluded: the list gives {}" in run("roster", "rederive", "2026-all", members, "--merge", exits=1)
    assert "they could be recognised" in run("roster", "rederive", "2026-all", members, *again[1:], exits=2)


def test_an_unknown_roster_is_told_with_the_nearest(run: Said, sealed: tuple[Path, Path]) -> None:
    assert "did you mean '2026-sealed'?" in run("roster", "mine", "2026-seald", "--entry", "m-001", exits=2)
    assert "gave you, with --entry" in run("roster", "mine", "2023-founders", exits=2)
