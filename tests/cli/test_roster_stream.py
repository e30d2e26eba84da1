"""A list too long to hold gives the shards that a list in memory gives, and is refused for the same faults; nothing private stays."""

import re
import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from co_op import commit, genesis
from folkmoot.cli.roster_list import Asked, wanted_of
from folkmoot.cli.roster_stream import rows
from folkmoot.cli.shell import cli
from folkmoot.engine.twice import Met, Twice
from folkmoot.records.error import FolkmootError

KEY = "SHA256:{:0>43}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "coop").mkdir()
    commit(tmp_path / "coop", genesis())
    return tmp_path / "coop"


def members(folder: Path, *changes: tuple[int, str]) -> Path:
    rows = [f"m-{number:04},{('north', 'south')[number % 2]},{'suspended' if number % 9 == 4 else 'active'},{KEY.format(number)}"
            for number in range(300)]  # fmt: skip
    for line, row in changes:
        rows[line - 2] = row
    path = folder / "members.csv"
    path.write_text("entry,region,status,key\n" + "\n".join(rows) + "\n")
    return path


def freeze(root: Path, path: Path, *words: object) -> Result:
    line = ("roster", "freeze", path, "--id", "2026-all", "--day", "2026-03-01", "--column", "region", "--root", root)
    return CliRunner().invoke(cli, list(map(str, (*line, *words))))


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


FORMS: dict[str, tuple[str, ...]] = {
    "public": ("--column", "key", "--exclude", "status=suspended:suspended"),
    "merged": ("--merge", "--min-cell", "200"),
    "sealed": ("--sealed",),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_shards_are_those_of_a_list_that_is_held(form: str, root: Path, tmp_path: Path) -> None:
    path, words = members(tmp_path), list(FORMS[form])
    if form == "sealed":
        path.write_text(path.read_text().replace("entry,", "member,", 1))
        made = CliRunner().invoke(cli, ["roster", "secrets", str(path), str(tmp_path / "secrets.csv")])
        assert made.exit_code == 0, made.exception
        words += ["--secrets", str(tmp_path / "secrets.csv")]
    held = freeze(root, path, *words, "--shards")
    assert held.exit_code == 0, held.exception
    folder = root / "juries/rosters/2026-all"
    usual = tree(folder)
    shutil.rmtree(folder)
    streamed = freeze(root, path, *words, "--shards-to", tmp_path / "outside")
    assert streamed.exit_code == 0, streamed.exception
    assert {**tree(tmp_path / "outside"), **tree(folder)} == usual
    assert streamed.stdout == held.stdout


FAULTS = {
    "twice": ((40, f"m-0007,north,active,{KEY.format('x')}"), (), "line 40: the entry 'm-0007' stands on line 9 too"),
    "twice, left out": ((6, f"m-0299,north,suspended,{KEY.format('x')}"), ("--exclude", "status=suspended:gone"),
                        "line 301: the entry 'm-0299' stands on line 6 too"),
    "key twice": ((40, f"m-0038,north,active,{KEY.format(7)}"), (), "line 40: this key stands on line 9 too"),
    "no entry": ((40, f"M 38,north,active,{KEY.format(38)}"), (), "line 40: 'M 38' is not an entry"),
    "no key": ((40, "m-0038,north,active,abc"), (), "line 40: 'abc' is not the fingerprint of a key"),
    "empty": ((40, f"m-0038,,active,{KEY.format(38)}"), (), "line 40: the column 'region' is empty"),
    "control": ((40, f"m-0038,no\x01rth,active,{KEY.format(38)}"), (), "holds a comma, quote or control character"),
    "short": ((40, "m-0038,north"), (), "line 40: the row has 2 values, the header 4 names"),
    "few": ((40, f"m-0038,east,active,{KEY.format(38)}"), (), "1 member has region: 'east', fewer than 5; they could be recognised"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_as_of_a_list_that_is_held_and_nothing_is_written(fault: str, root: Path, tmp_path: Path) -> None:
    change, words, said = FAULTS[fault]
    path = members(tmp_path, change)
    streamed = freeze(root, path, "--column", "key", *words, "--shards-to", tmp_path / "outside")
    held = freeze(root, path, "--column", "key", *words, "--shards")
    assert isinstance(streamed.exception, FolkmootError)
    assert isinstance(held.exception, FolkmootError)
    assert said in streamed.exception.what
    if fault != "twice, left out":  # where one of two is left out, each names them in the order it met them
        assert (streamed.exception.what, streamed.exception.mend) == (held.exception.what, held.exception.mend)
    assert not (tmp_path / "outside").exists()
    assert not (root / "juries/rosters/2026-all").exists()


def test_bytes_that_are_no_text_and_an_open_quote_are_told(root: Path, tmp_path: Path) -> None:
    path = members(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"m-0100,north", b"m-0100,n\xffrth"))
    wrong = freeze(root, path, "--shards-to", tmp_path / "outside")
    assert isinstance(wrong.exception, FolkmootError)
    assert re.search(r"line \d+: this is not UTF-8 text", wrong.exception.what)
    path = members(tmp_path, (301, 'm-0299,"north'))
    wrong = freeze(root, path, "--shards-to", tmp_path / "outside")
    assert isinstance(wrong.exception, FolkmootError)
    assert "line 301: unexpected end of data" in wrong.exception.what


def test_a_list_that_changes_between_the_readings_is_refused(tmp_path: Path) -> None:
    path, asked = members(tmp_path), Asked(("region",))
    before = sha256(path.read_bytes()).hexdigest()
    assert len(list(rows(path, wanted_of(asked), asked, {}, before))) == 300
    members(tmp_path, (40, f"m-9038,north,active,{KEY.format(38)}"))
    with pytest.raises(FolkmootError, match="was changed while it was read"):
        list(rows(path, wanted_of(asked), asked, {}, before))


@given(st.lists(st.text("abc", max_size=3), max_size=60))
def test_the_earliest_repetition_is_met(values: list[str]) -> None:
    with Twice(held=4) as seen:
        for place, value in enumerate(values):
            seen.add(value, place)
        found = seen.met()
    second = next((place for place, value in enumerate(values) if value in values[:place]), None)
    assert found == (None if second is None else Met(values.index(values[second]), second))
