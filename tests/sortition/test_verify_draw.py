"""The independent check: it agrees with the package on sound draws, and with nobody on changed ones."""

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as some

from folkmoot.formats.document import read_document
from folkmoot.formats.draw_json import read_draw, write_draw
from folkmoot.formats.table import write_entries
from folkmoot.records.draw import BeaconRound, Dice, Draw, Source
from folkmoot.sortition.beacon import QUICKNET, demonstration_round
from folkmoot.sortition.panel import draw_simple, draw_stratified
from folkmoot.sortition.seed import seed

SCRIPT = Path(__file__).parents[2] / "tooling/verify_draw.py"
REGIONS = ("north", "South Coast", "Val-d'Or", "Île 3", "no")
REAL = BeaconRound(
    QUICKNET.hash,
    12040883,
    "929906c959032ab363c9f26570d215d66f5c06cb0c44fe508c12bb5839f04ec895bb6868e5b9ff13ab289bdb5266b394",
)


PROSE = """\
title: "A call: \\"for\\" a jury"
summary: >
  Who sits,
  and 'why'  # no comment

hours: 18
# A comment
compensation: {amount: 15, currency: EUR}
materials:
- https://example.org/a#b
"""


def load_script() -> Any:
    spec = importlib.util.spec_from_file_location("verify_draw", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


VERIFY = load_script()


@dataclass
class House:
    """The files of one draw: what a call says, the members as rows, and the sources with their values."""

    call: dict[str, Any]
    members: list[tuple[str, str, str]]
    sources: tuple[Source, ...]
    flow: bool = False
    """Lists and mappings on one line."""
    flat: bool = False
    """Items of a list at the column of its key."""

    def call_text(self) -> str:
        announced = [
            {"kind": "dice", "when": "2026-01-01T10:00:00Z"}
            if isinstance(source, Dice)
            else {"kind": "beacon", "chain": source.chain, "round": source.round}
            for source in self.sources
        ]
        fields = {"id": "2026-jury", "type": "jury"} | self.call | {"sources": announced}
        head = ""
        for name, value in fields.items():
            block = isinstance(value, list | dict) and not self.flow
            text = yaml.safe_dump(value, allow_unicode=True, default_flow_style=not block, width=1_000, sort_keys=False)
            text = text.removesuffix("...\n")
            head += f"{name}: {text}" if not block else f"{name}:\n{text if self.flat and isinstance(value, list) else indented(text)}"
        return f"---\n{PROSE}{head}---\nMembers are called.\n"

    def skip(self) -> dict[bytes, str]:
        reasons: dict[bytes, str] = {}
        for rule in self.call.get("exclude", []):
            column = ("entry", "region", "role").index(rule.get("column", "entry"))
            for member in self.members:
                if member[column] in rule.get("values", []) or member[0] in rule.get("entries", []):
                    reasons.setdefault(member[0].encode(), rule["reason"])
        return reasons

    def draw(self) -> Draw:
        """Draw with the package."""
        entries = write_entries(("entry", "region", "role"), self.members)
        call_digest = sha256(self.call_text().encode()).hexdigest()
        fixed, skip = seed(call_digest, self.sources), self.skip()
        tokens, strata = [member[0].encode() for member in self.members], self.call.get("strata")
        if strata is None:
            alternates = self.call.get("alternates", 0)
            panel = draw_simple(fixed, tokens, seats=self.call["seats"], alternates=alternates, skip=skip)
        else:
            names = [member[1] for member in self.members]
            seats, alternates = strata["seats"], strata.get("alternates", {})
            panel = draw_stratified(fixed, tokens, names, seats=seats, alternates=alternates, skip=skip)
        return Draw(
            method="draw/1",
            jury="2026-jury",
            call_digest=call_digest,
            roster=self.call["roster"],
            roster_digest=sha256(entries).hexdigest(),
            roster_count=len(self.members),
            sources=self.sources,
            seed=fixed,
            eligible=len(self.members) - len(skip),
            strata_by="" if strata is None else "region",
            panel=panel,
        )

    def build(self, root: Path) -> Path:
        jury, roster = root / "juries/2026-jury", root / "juries/rosters" / self.call["roster"]
        jury.mkdir(parents=True)
        roster.mkdir(parents=True)
        (jury / "call.md").write_bytes(self.call_text().encode())
        (jury / "draw.json").write_bytes(write_draw(self.draw()))
        (roster / "entries.csv").write_bytes(write_entries(("entry", "region", "role"), self.members))
        return jury


def indented(text: str) -> str:
    return "".join(f"  {line}\n" for line in text.splitlines())


class Chance:
    """Numbers that look random and follow from one."""

    def __init__(self, number: int) -> None:
        self.number, self.turn = number, 0

    def below(self, limit: int) -> int:
        self.turn += 1
        return int(sha256(f"{self.number} {self.turn}".encode()).hexdigest(), 16) % limit

    def pick(self, values: Sequence[str]) -> str:
        return values[self.below(len(values))]


def some_house(number: int) -> House:
    """A house that only its number decides: with and without strata, dice, alternates and exclusions."""
    chance = Chance(number)
    regions = REGIONS[: 1 + chance.below(5)]
    members = [
        (
            f"m-{chance.below(2**40):010x}",
            chance.pick(regions),
            chance.pick(["", "staff", "board", "member"]),
        )
        for _ in range(60 + chance.below(91))
    ]
    call: dict[str, Any] = {"roster": "2026-members", "seats": 1 + chance.below(12)}
    if number % 3:
        call["exclude"] = [
            {"reason": "staff", "column": "role", "values": ["staff", "board"]},
            {"reason": "asked", "entries": ["m-elsewhere", *(member[0] for member in members[:4])]},
            {"reason": "both", "column": "entry", "values": [members[5][0]], "entries": [members[6][0]]},
        ]
    if number % 2:
        seats = {region: chance.below(3) for region in regions} | {regions[0]: 2}
        alternates = {region: chance.below(2) for region in seats}
        call |= {"seats": sum(seats.values()), "strata": {"column": "region", "seats": seats}}
        if number % 4 == 1:
            call |= {"alternates": sum(alternates.values())}
            call["strata"] |= {"alternates": alternates}
    elif number % 4:
        call["alternates"] = chance.below(7)
    beacon = demonstration_round(number + 1) if number % 5 else REAL
    sources = (Dice(f"{chance.below(2**16):06d}"), beacon) if number % 7 < 3 else (beacon,)
    return House(call, members, sources, flow=number % 8 > 3, flat=number % 16 > 8)


def run(jury: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run it as an auditor would, with nothing but the standard library in reach."""
    command = [sys.executable, "-I", "-S", str(SCRIPT), str(jury), *words]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, env={"PYTHONUTF8": "1"})


@pytest.fixture(scope="module")
def jury(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return some_house(17).build(tmp_path_factory.mktemp("house"))


@pytest.fixture
def copy(jury: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(jury.parent, tmp_path / "juries")) / "2026-jury"


@pytest.mark.parametrize("number", range(50))
def test_it_agrees_with_the_package(number: int, tmp_path: Path) -> None:
    house = some_house(number)
    jury = house.build(tmp_path)
    result = run(jury)
    assert (result.returncode, result.stderr) == (0, "")
    assert "WRONG" not in result.stdout
    assert "The draw follows from its call" in result.stdout
    for seat in house.draw().panel.seats:
        assert f"{seat.entry}  {seat.ticket}" in result.stdout
    assert ("everybody holds its key" in result.stdout) == (number % 5 != 0)


def test_the_roster_may_stand_elsewhere(copy: Path, tmp_path: Path) -> None:
    moved = shutil.move(copy.parent / "rosters/2026-members", tmp_path / "elsewhere")
    assert run(copy).returncode == 2
    assert run(copy, "--roster", str(moved)).returncode == 0


@given(
    some.sampled_from(["call.md", "draw.json", "../rosters/2026-members/entries.csv"]),
    some.integers(0, 10**6),
    some.integers(1, 255),
)
def test_no_byte_can_be_changed(jury: Path, name: str, place: int, shift: int) -> None:
    path = jury / name
    before = path.read_bytes()
    after = bytearray(before)
    after[place % len(after)] = (after[place % len(after)] + shift) % 256
    path.write_bytes(after)
    try:
        assert VERIFY.main([str(jury)]) == 1
    finally:
        path.write_bytes(before)


@pytest.mark.parametrize("name", ["call.md", "draw.json", "../rosters/2026-members/entries.csv"])
def test_no_byte_can_be_added_or_taken_away(copy: Path, name: str) -> None:
    before = (copy / name).read_bytes()
    for after in (before + b"\n", before[:-1], b" " + before, b""):
        (copy / name).write_bytes(after)
        assert VERIFY.main([str(copy)]) == 1
    (copy / name).write_bytes(before)
    assert VERIFY.main([str(copy)]) == 0


def cheats(draw: Draw) -> Iterator[tuple[str, Draw]]:
    """Draws that are well formed and that somebody could wish for."""
    panel, beacon = draw.panel, demonstration_round(999)
    first, *others = panel.seats
    favourite = replace(first, entry=panel.alternates[0].entry, ticket=panel.alternates[0].ticket)
    rest = (replace(panel.alternates[0], entry=first.entry, ticket=first.ticket), *panel.alternates[1:])
    yield (
        "an alternate sits",
        replace(draw, panel=replace(panel, seats=(favourite, *others), alternates=rest)),
    )
    yield "a seat is dropped", replace(draw, panel=replace(panel, seats=panel.seats[:-1]))
    yield "the alternates are dropped", replace(draw, panel=replace(panel, alternates=()))
    yield "nobody was passed over", replace(draw, panel=replace(panel, passed_over=()))
    asked = tuple(replace(passed, reason="asked") for passed in panel.passed_over)
    yield "another reason", replace(draw, panel=replace(panel, passed_over=asked))
    yield "another jury", replace(draw, jury="2027-jury")
    yield "another method", replace(draw, method="draw/2")
    yield "another column", replace(draw, strata_by="role")
    yield "more eligible", replace(draw, eligible=draw.eligible + 1)
    yield "another round", replace(draw, sources=(*draw.sources[:-1], beacon))
    yield "no sources", replace(draw, sources=())
    yield "one source more", replace(draw, sources=(Dice("1"), *draw.sources))
    yield (
        "another ticket",
        replace(draw, panel=replace(panel, seats=(replace(first, ticket="0" * 64), *others))),
    )


def test_no_cheat_passes(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draw = read_draw((copy / "draw.json").read_bytes())
    assert draw.panel.alternates
    assert draw.panel.passed_over
    for what, cheat in cheats(draw):
        assert cheat != draw, what
        (copy / "draw.json").write_bytes(write_draw(cheat))
        assert VERIFY.main([str(copy)]) == 1, what
        assert "WRONG" in capsys.readouterr().out


def test_a_panel_drawn_anew_with_a_chosen_round_or_dice_does_not_pass(tmp_path: Path) -> None:
    house = replace(some_house(2), sources=(Dice("007"), REAL))
    jury = house.build(tmp_path)
    for sources in ((Dice("007"), demonstration_round(5)), (REAL,), (Dice("7"), Dice("0"), REAL)):
        other = replace(house.draw(), sources=sources, seed=seed(house.draw().call_digest, sources))
        (jury / "draw.json").write_bytes(write_draw(other))
        assert VERIFY.main([str(jury)]) == 1


def test_a_roster_changed_after_the_call_does_not_pass_where_the_call_names_its_digest(
    tmp_path: Path,
) -> None:
    house = some_house(4)
    digest = house.draw().roster_digest
    named = replace(house, call=house.call | {"roster_digest": digest})
    assert VERIFY.main([str(named.build(tmp_path / "sound"))]) == 0
    stuffed = replace(named, members=[*house.members, ("m-friend", "north", "member")])
    assert VERIFY.main([str(stuffed.build(tmp_path / "stuffed"))]) == 1


def test_rows_out_of_order_or_twice_do_not_pass_even_where_the_digest_agrees(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entries = copy.parent / "rosters/2026-members/entries.csv"
    header, *rows = entries.read_bytes().splitlines(keepends=True)
    for changed in ([rows[1], rows[0], *rows[2:]], [*rows, rows[-1]]):
        entries.write_bytes(header + b"".join(changed))
        draw = read_draw((copy / "draw.json").read_bytes())
        digest = sha256(entries.read_bytes()).hexdigest()
        (copy / "draw.json").write_bytes(write_draw(replace(draw, roster_digest=digest, roster_count=len(changed))))
        assert VERIFY.main([str(copy)]) == 1
        assert "is not sorted or stands twice" in capsys.readouterr().out


def test_a_stratum_that_cannot_be_filled_or_was_forgotten_does_not_pass(tmp_path: Path) -> None:
    house = some_house(17)
    jury = house.build(tmp_path)
    strata = house.call["strata"]
    for seats in (strata["seats"] | {"north": 500}, {"north": 1}):
        call = {"seats": sum(seats.values()), "strata": {"column": "region", "seats": seats}}
        short = replace(house, call=house.call | {"alternates": 0} | call)
        (jury / "call.md").write_text(short.call_text(), encoding="utf-8")
        draw = replace(house.draw(), call_digest=sha256(short.call_text().encode()).hexdigest())
        draw = replace(draw, seed=seed(draw.call_digest, draw.sources))
        (jury / "draw.json").write_bytes(write_draw(draw))
        result = run(jury)
        assert result.returncode == 1
        assert re.search("WRONG  (only .* in stratum 'north'|the call names no seats for the stratum)", result.stdout)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("\nseats: ", "\nstages: {age: 1}\nseats: ", "draws with"),
        ("\nseats: ", "\nquotas: {age: 1}\nseats: ", "a column of quotas is '1'"),
        ("\nseats: ", "\nmethod: rfc3797\nseats: ", "the method 'rfc3797'"),
        ("\nseats: ", "\nseats: 5\nseats: ", "'seats' stands twice"),
        ("\nseats: ", '\nnote: "\nseats: 5\n"\nseats: ', "a quoted text that goes on"),
        ("\nseats: ", "\n? seats\n: ", "is not 'name: value'"),
        ("\nseats: ", '\n"seats": 5\nseats: ', "is not 'name: value'"),
        ("\nseats: ", "\nseats: &some ", "is not plain"),
        ("\nseats: ", "\nseats: 0x", "seats is '0x"),
        ("\nseats: ", "\nseats: [1, ", "is not one value"),
        ("\nseats: ", "\nseats: 1\n  ", "goes on in a second line"),
        ("\nseats: ", "\nseats:\nhours_: ", "a value is missing"),
        ("\nseats: ", "\nseats: null #", "is not plain"),
        ("\nroster: ", "\nroster: # ", "a value is missing"),
        ("\nroster: ", "\nroster: !!str ", "is not plain"),
        ("column: region", "column: region\n  colour: red", "strata has"),
        ("column: role", "column: role\n    except: [m-1]", "an exclusion has"),
        ("\nseats: ", "\nseats: 1", "do not add up"),
        ("---\n", "--- \n", "no head"),
        ("\nseats: ", "\n\tseats: 1\nseats: ", "is not 'name: value'"),
        ("\nhours: ", "\nhours:\t", "is not 'name: value'"),
        ("\nsources:", "\nsources: {}\nsauces:", "sources is"),
    ],
)
def test_a_call_that_could_be_read_in_two_ways_is_refused_and_not_judged(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    house = some_house(17)
    jury = house.build(tmp_path)
    text = house.call_text().replace(old, new, 1)
    assert text != house.call_text()
    (jury / "call.md").write_bytes(text.encode())
    digest = sha256(text.encode()).hexdigest()
    draw = replace(house.draw(), call_digest=digest, seed=seed(digest, house.sources))
    (jury / "draw.json").write_bytes(write_draw(draw))
    result = run(jury)
    assert (result.returncode, result.stderr) == (2, "")
    assert "could not check" in result.stdout
    assert sentence in result.stdout


@pytest.mark.parametrize("data", [b"", b"[]", b"7", b"null", b'{"sources": [1]}', b'{"sources": 1}', b"[" * 99_999])
def test_what_is_no_draw_is_wrong_and_not_a_crash(copy: Path, data: bytes) -> None:
    (copy / "draw.json").write_bytes(data)
    result = run(copy)
    assert (result.returncode, result.stderr) == (1, "")


def test_a_missing_file_cannot_be_checked(copy: Path) -> None:
    (copy / "draw.json").unlink()
    result = run(copy)
    assert (result.returncode, result.stderr) == (2, "")
    assert "draw.json" in result.stdout


@pytest.mark.parametrize("number", range(8))
def test_its_reader_and_the_package_read_a_call_alike(number: int) -> None:
    text = some_house(number).call_text()
    assert VERIFY.read_head(text) == read_by_package(text)


def read_by_package(text: str) -> dict[str, Any] | None:
    document, faults = read_document("call.md", text.encode())
    if faults or document is None or not isinstance(document.head, dict):
        return None
    return {key: document.head[key] for key in VERIFY.KEYS if key in document.head}


HEAD = some_house(17).call_text()
SCRAPS = [
    *" '\",:-[]{}#\n|>&*?!~\\",
    "\n  ",
    "- ",
    ": ",
    " #",
    "''",
    '\\"',
    "null",
    "é",
    "\u2028",
    "\nseats: 7\n",
    "|\n  ",
]


@given(some.lists(some.tuples(some.integers(0, 900), some.integers(0, 3), some.sampled_from(SCRAPS)), max_size=4))
def test_where_both_read_a_damaged_call_they_read_it_alike(damage: list[tuple[int, int, str]]) -> None:
    text = HEAD
    for place, gone, scrap in damage:
        text = text[:place] + scrap + text[place + gone :]
    try:
        mine = VERIFY.read_head(text)
    except VERIFY.Unreadable:
        return
    theirs = read_by_package(text)
    assert theirs is None or mine == theirs


def test_it_is_one_short_file_that_imports_only_the_standard_library() -> None:
    source = SCRIPT.read_text(encoding="utf-8")
    imported = set(re.findall(r"^(?:from|import) (\w+)", source, re.MULTILINE))
    assert imported <= set(sys.stdlib_module_names)
    assert source.count("\n") < 400
    assert json.dumps(str(SCRIPT)) not in source
