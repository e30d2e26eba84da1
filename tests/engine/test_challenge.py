"""Many readers check a draw together: their parts cover all of it, and whatever is wrong is found by whoever has that shard."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from engine.big_draws import JURY, all_files, archive_of, co_op, some_members, write_roster
from engine.polls import write
from folkmoot.cli.shell import cli
from folkmoot.engine.challenge import check_part, deal, span
from folkmoot.engine.challenge_sum import Together, add_up
from folkmoot.engine.one_shard import Listing, listing
from folkmoot.formats.challenge_json import read_part, write_part
from folkmoot.formats.draw_json import read_draw, write_draw
from folkmoot.formats.shards import shard_names, shard_of
from folkmoot.records.challenge import ChallengePart
from folkmoot.records.draw import Draw, Panel
from folkmoot.records.error import FolkmootError
from folkmoot.sortition.replay import redraw
from folkmoot.sortition.ticket import lowest, ticket

COLUMNS = ("entry", "region", "role")
MEMBERS = some_members(1500)
STAFF = [{"reason": "staff", "column": "role", "values": ["staff"]}]
STRATA = {"column": "region", "seats": {"north": 4, "south": 3, "east": 1, "west": 0}, "alternates": {"south": 1}}
CALLS: dict[str, dict[str, Any]] = {
    "simple": {"exclude": STAFF},
    "strata": {"exclude": STAFF, "strata": STRATA, "seats": 8, "alternates": 1},
    "invitation": {"seats": 200, "stage": "invitation", "alternates": 0},
}


class Drawn:
    """A roster on disk and a jury drawn from it."""

    def __init__(self, folder: Path, call: Mapping[str, Any], digits: int) -> None:
        self.shards = write_roster(folder, COLUMNS, MEMBERS, digits)
        self.files = co_op(self.shards, MEMBERS, call, inside=all_files(self.shards))
        self.draw = redraw(*archive_of(self.files))
        self.listed = listing(self.shards.digest, (folder,))
        self.told(self.draw)

    def told(self, draw: Draw) -> None:
        """Let the records say this draw."""
        self.data = write_draw(draw)
        _, self.jury = archive_of({**self.files, f"{JURY}/draw.json": self.data})

    def part(self, reader: int, readers: int, listed: Listing | None = None) -> ChallengePart:
        return check_part(self.jury, self.data, listed or self.listed, reader, readers)

    def parts(self, readers: int) -> dict[str, ChallengePart]:
        return {f"part-{reader}.json": self.part(reader, readers) for reader in range(1, readers + 1)}

    def together(self, parts: Mapping[str, ChallengePart]) -> Together:
        return add_up(self.jury, self.data, tuple(self.listed.sums), len(MEMBERS), parts)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(("digits", "readers"), [(2, 1), (2, 60), (2, 256), (2, 1000), (0, 1), (0, 7)])
def test_the_parts_of_all_readers_give_the_draw_again(call: str, digits: int, readers: int, tmp_path: Path) -> None:
    drawn = Drawn(tmp_path, CALLS[call], digits)
    parts = drawn.parts(readers)
    assert not any(part.faults for part in parts.values())
    found = drawn.together({name: read_part(write_part(part)) for name, part in parts.items()})
    assert found.faults == ()
    assert found.missing == ()
    assert (found.is_whole, found.rows, found.eligible) == (True, 1500, drawn.draw.eligible)
    gone = next(name for name, part in parts.items() if part.checked)
    one_less = drawn.together({name: part for name, part in parts.items() if name != gone}) if readers > 1 else None
    assert one_less is None or (not one_less.is_whole and {each.piece for each in parts[gone].checked} == set(one_less.missing))


@given(st.integers(1, 700), st.sampled_from([1, 16, 256]), st.integers(0, 50))
def test_readers_have_every_row_once_and_about_equally_many(readers: int, shards: int, rows: int) -> None:
    names = ("entries.csv",) if shards == 1 else shard_names({16: 1, 256: 2}[shards])
    dealt = [deal(names, reader, readers) for reader in range(1, readers + 1)]
    pieces = [piece for each in dealt for piece in each]
    assert len(set(pieces)) == len(pieces)
    seen = [(piece.shard, row) for piece in pieces for first, last in [span(piece, rows)] for row in range(first, last + 1)]
    assert len(seen) == len(set(seen)) == rows * len(names)
    assert max(map(len, dealt)) - min(map(len, dealt)) <= 1


def left_out(drawn: Drawn, first: int = 0) -> tuple[Draw, str]:
    """The draw without its winner at this place, the next ticket in the last seat; and who was left out."""
    panel = drawn.draw.panel
    entries = [row[0].encode() for row in MEMBERS if row[2] != "staff"]
    taken = list(lowest(drawn.draw.seed, entries, 9).taken)
    gone = taken.pop(first)
    seats = tuple(
        replace(seat, entry=low.entry, ticket=low.ticket) for seat, low in zip((*panel.seats, *panel.alternates), taken, strict=True)
    )
    bar = seats[-1].ticket
    staff = {row[0].encode(): "staff" for row in MEMBERS if row[2] == "staff"}
    passed = tuple(low for low in lowest(drawn.draw.seed, [row[0].encode() for row in MEMBERS], 9, staff).passed_over if low.ticket < bar)
    return replace(drawn.draw, panel=Panel(seats[: len(panel.seats)], seats[len(panel.seats) :], passed)), gone.entry


@pytest.mark.parametrize("digits", [2, 0])
def test_a_winner_who_was_left_out_is_found_by_the_one_reader_with_that_entry(digits: int, tmp_path: Path) -> None:
    drawn = Drawn(tmp_path, CALLS["simple"], digits)
    false, gone = left_out(drawn)
    drawn.told(false)
    parts = drawn.parts(40 if digits else 7)
    found = {name: part.faults for name, part in parts.items() if part.faults}
    (name,) = found
    home = shard_of(gone.encode(), 2) if digits else "entries.csv"
    assert home in {each.piece.shard for each in parts[name].checked}
    assert found[name] == (f"{gone} in {home} has ticket {ticket(drawn.draw.seed, gone)}, below the last one taken, and was left out",)
    together = drawn.together(parts)
    assert not together.is_whole
    assert together.faults == (f"{name}: {found[name][0]}",)


def test_somebody_who_is_on_no_roster_is_found_by_whoever_has_the_shard(tmp_path: Path) -> None:
    drawn = Drawn(tmp_path, CALLS["simple"], 2)
    low = next(f"zz-{number}" for number in range(100_000) if ticket(drawn.draw.seed, f"zz-{number}") < drawn.draw.panel.seats[0].ticket)
    first, *others = drawn.draw.panel.seats
    drawn.told(
        replace(
            drawn.draw, panel=replace(drawn.draw.panel, seats=(replace(first, entry=low, ticket=ticket(drawn.draw.seed, low)), *others))
        )
    )
    finders = [part for part in drawn.parts(256).values() if any(low in fault for fault in part.faults)]
    assert [each.piece.shard for part in finders for each in part.checked] == [shard_of(low.encode(), 2)]
    assert any("nobody of that name is on the roster" in fault for fault in finders[0].faults)


def seats_of(draw: Draw, **changed: Any) -> Draw:
    return replace(draw, panel=replace(draw.panel, **changed))


def changes(draw: Draw) -> Iterator[tuple[Draw, str]]:
    """Draws that are false in other ways, and what every reader or one of them says."""
    seats, passed = draw.panel.seats, draw.panel.passed_over
    yield seats_of(draw, seats=seats[:-1]), "7 seats and alternates, and the call has 8"
    yield seats_of(draw, seats=(replace(seats[0], ticket="0" * 64), *seats[1:])), "is not the one that the seed gives"
    yield replace(draw, seed="0" * 64), "not of this call, this roster and the seed"
    yield seats_of(draw, passed_over=passed[1:]), "was to be passed over"
    gone = next(row[0] for row in MEMBERS if row[2] == "" and row[0] not in {seat.entry for seat in (*seats, *draw.panel.alternates)})
    yield (
        seats_of(draw, passed_over=(*passed, replace(passed[0], entry=gone, ticket=ticket(draw.seed, gone)))),
        "was passed over, and by the roster",
    )
    staff = passed[0]
    sits = (replace(seats[0], entry=staff.entry, ticket=staff.ticket), *seats[1:])
    yield (
        seats_of(draw, seats=sits, passed_over=passed[1:]),
        "by the roster and the call may not be",
    )


@pytest.mark.parametrize("place", range(6))
def test_every_other_false_draw_is_told_too(place: int, tmp_path: Path) -> None:
    drawn = Drawn(tmp_path, CALLS["simple"], 2)
    false, said = list(changes(drawn.draw))[place]
    drawn.told(false)
    assert any(said in fault for reader in range(1, 9) for fault in drawn.part(reader, 8).faults)


def test_a_shard_changed_by_one_byte_fails_for_its_reader_alone(tmp_path: Path) -> None:
    drawn = Drawn(tmp_path, CALLS["strata"], 2)
    path = tmp_path / "shards/07.csv"
    path.write_bytes(path.read_bytes().replace(b"north", b"nortn", 1))
    wrong = {name: part.faults for name, part in drawn.parts(256).items() if part.faults}
    assert list(wrong) == ["part-8.json"]
    assert "sha256sum shards/07.csv says" in wrong["part-8.json"][0]
    assert not drawn.together(drawn.parts(256)).is_whole


def test_an_entry_in_the_wrong_shard_is_told(tmp_path: Path) -> None:
    drawn = Drawn(tmp_path, CALLS["simple"], 2)
    line = (tmp_path / "shards/07.csv").read_bytes().split(b"\n")[1]
    data = (tmp_path / "shards/08.csv").read_bytes()
    rows = sorted([*data.split(b"\n")[1:-1], line])
    (tmp_path / "shards/08.csv").write_bytes(data.split(b"\n")[0] + b"\n" + b"\n".join(rows) + b"\n")
    found = sha256((tmp_path / "shards/08.csv").read_bytes()).hexdigest()
    listed = Listing((tmp_path,), {**drawn.listed.sums, "shards/08.csv": found}, 2)
    assert any("belongs in shards/07.csv" in fault for fault in drawn.part(9, 256, listed).faults)


def spoilt(parts: dict[str, ChallengePart]) -> Iterator[tuple[dict[str, ChallengePart], str]]:
    """Parts of readers who lie or err, and what is said of them."""
    first, second = parts["part-1.json"], parts["part-2.json"]
    each = first.checked[0]
    yield (
        {**parts, "again.json": replace(first, checked=(replace(each, counts=()), *first.checked[1:]))},
        "say different things of shards/00.csv",
    )
    yield (
        {**parts, "part-1.json": replace(first, checked=(replace(each, rows=each.rows + 1), *first.checked[1:]))},
        "does not count the rows that were dealt",
    )
    yield {**parts, "part-2.json": replace(second, reader=3)}, "was not dealt to reader 3 of 5"
    lows = [(name, place) for name, part in parts.items() for place, checked in enumerate(part.checked) if checked.lowest]
    name, place = lows[0]
    pieces = list(parts[name].checked)
    pieces[place] = replace(pieces[place], lowest=())
    yield {**parts, name: replace(parts[name], checked=tuple(pieces))}, "the parts together give another draw"


@pytest.mark.parametrize("place", range(4))
def test_false_parts_do_not_add_up(place: int, tmp_path: Path) -> None:
    drawn = Drawn(tmp_path, CALLS["simple"], 2)
    parts, said = list(spoilt(drawn.parts(5)))[place]
    found = drawn.together(parts)
    assert not found.is_whole
    assert any(said in fault for fault in found.faults), found.faults


def test_parts_of_another_draw_or_of_other_readers_are_refused(tmp_path: Path) -> None:
    drawn = Drawn(tmp_path, CALLS["simple"], 2)
    part = drawn.part(1, 5)
    for parts, said in (
        ({}, "no parts"),
        ({"a.json": replace(part, draw="0" * 64)}, "a.json is not a part of this draw"),
        ({"a.json": part, "b.json": drawn.part(1, 6)}, "b.json is of 6 readers and a.json of 5"),
    ):
        with pytest.raises(FolkmootError, match=said):
            drawn.together(parts)
    with pytest.raises(FolkmootError, match="no reader 6 of 5"):
        drawn.part(6, 5)


def test_a_draw_with_quotas_is_refused_in_words(tmp_path: Path) -> None:
    drawn = Drawn(tmp_path, CALLS["simple"], 0)
    files = {
        **drawn.files,
        **co_op(drawn.shards, MEMBERS, {"max_per": {"role": 2}}, inside=all_files(drawn.shards)),
        f"{JURY}/draw.json": drawn.data,
    }
    _, jury = archive_of(files)
    with pytest.raises(FolkmootError, match="has caps") as refused:
        check_part(jury, drawn.data, drawn.listed, 1, 2)
    assert refused.value.mend == "check it as a whole: folkmoot draw verify 2026-jury"


@pytest.mark.parametrize("data", [b"{}", b"[]", b'{"schema": "challenge/2"}', b"\xff"])
def test_what_is_no_part_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        read_part(data)


@pytest.fixture
def apart(tmp_path: Path) -> tuple[Path, Path]:
    """A repository that holds SHA256SUMS alone, and an empty folder for what is fetched."""
    drawn = Drawn(tmp_path / "published", CALLS["simple"], 2)
    top = tmp_path / "coop"
    inside = {"SHA256SUMS": (tmp_path / "published/SHA256SUMS").read_bytes()}
    write(top, {**co_op(drawn.shards, MEMBERS, CALLS["simple"], inside=inside), f"{JURY}/draw.json": drawn.data})
    (top / "charter").mkdir()
    (tmp_path / "fetched").mkdir()
    return top, tmp_path / "fetched"


def ran(top: Path, *words: object) -> Result:
    return CliRunner().invoke(cli, [*map(str, words), "--root", str(top)])


def fetch(fetched: Path, name: str) -> None:
    (fetched / name.removeprefix("shards/")).write_bytes((fetched.parent / "published" / name).read_bytes())


def test_a_reader_needs_the_shards_of_her_part_alone(apart: tuple[Path, Path]) -> None:
    top, fetched = apart
    refused = ran(top, "verify", "--shards", "7/1000", "--from", fetched)
    assert isinstance(refused.exception, FolkmootError)
    assert "shards/06.csv is not in" in refused.exception.what
    fetch(fetched, "shards/06.csv")
    done = ran(top, "verify", "--shards", "7/1000", "--from", fetched)
    assert done.exit_code == 0, done.output
    assert re.search(r"reader 7 of 1,000, 2026-jury: part 1 of 4 of shards/06\.csv, \d entries, .*: this part holds", done.stderr)
    assert json.loads(done.stdout)["reader"] == 7
    fetch(fetched, "shards/07.csv")
    (fetched / "07.csv").write_bytes((fetched / "07.csv").read_bytes()[:-1])
    false = ran(top, "verify", "--shards", "8/1000", "--from", fetched)
    assert false.exit_code == 1
    assert "the file is cut off" in false.stderr


def test_parts_in_files_are_added_up(apart: tuple[Path, Path]) -> None:
    top, fetched = apart
    for name in shard_names(2):
        fetch(fetched, name)
    files = []
    for reader in (1, 2, 3):
        done = ran(top, "verify", "--shards", f"{reader}/3", "--from", fetched, "--jury", "2026-jury")
        files.append(fetched / f"part-{reader}.json")
        files[-1].write_text(done.stdout)
    some = ran(top, "verify", "--together", *files[:2])
    assert some.exit_code == 1
    assert "171 of 256 pieces for 3 readers are covered" in some.stdout
    assert "missing: shards/02.csv; shards/05.csv" in some.stdout
    whole = ran(top, "verify", "--together", *files)
    assert whole.exit_code == 0, whole.output
    assert "together they are the whole roster" in whole.stdout
    assert "they give draw.json byte for byte" in whole.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--shards", "0/5"), "no part of a draw"), (("--shards", "7"), "no part of a draw"), (("--jury", "x"), "not clear which part"),
        (("--shards", "1/2", "--jury", "x"), "no draw of a jury 'x'"), (("--shards", "1/2", "--together"), "not clear which part"),
        (("--together", "nothing.json"), "cannot be read"), (("a", "b"), "several ids"),
    ],
)  # fmt: skip
def test_words_that_say_nothing_are_refused(words: tuple[str, ...], said: str, apart: tuple[Path, Path]) -> None:
    refused = ran(apart[0], "verify", *words)
    assert isinstance(refused.exception, FolkmootError)
    assert said in refused.exception.what
    assert refused.exception.mend


def test_a_member_finds_herself_in_the_one_shard_that_is_hers(apart: tuple[Path, Path]) -> None:
    top, fetched = apart
    winner = read_draw((top / JURY / "draw.json").read_bytes()).panel.seats[0]
    home = shard_of(winner.entry.encode(), 2)
    refused = ran(top, "roster", "mine", "2026-members", "--entry", winner.entry, "--from", fetched)
    assert isinstance(refused.exception, FolkmootError)
    assert f"this shard is yours and is not in {fetched}: {home}" in refused.exception.what
    fetch(fetched, home)
    done = ran(top, "roster", "mine", "2026-members", "--entry", winner.entry, "--from", fetched)
    assert done.exit_code == 0, done.output
    assert f"of {home}, which has the digest that the signed manifest binds" in done.output
    assert "2026-jury: drawn: seat 1" in done.output
    stranger = next(f"q-{number}" for number in range(10_000) if shard_of(f"q-{number}".encode(), 2) == home)
    assert ran(top, "roster", "mine", "2026-members", "--entry", stranger, "--from", fetched).exit_code == 1
    (fetched / Path(home).name).write_text("entry,region,role\n")
    false = ran(top, "roster", "mine", "2026-members", "--entry", winner.entry, "--from", fetched)
    assert isinstance(false.exception, FolkmootError)
    assert "this is not the frozen shard" in false.exception.what
