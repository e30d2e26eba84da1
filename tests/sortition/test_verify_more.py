"""The independent check on quotas, on rosters in shards, on two stages, and on a roster of twelve thousand."""

from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from time import process_time

import pytest

from folkmoot.formats.draw_json import write_draw
from folkmoot.formats.lottery_json import read_lottery, write_lottery
from folkmoot.formats.shards import write_shards
from folkmoot.records.lottery import Certificate, Composition, Leaf, Lottery, PublishedLottery
from folkmoot.sortition.certificate import chances, value
from folkmoot.sortition.pool import pool_of
from folkmoot.sortition.replay import redraw
from sortition.small_draws import COLUMNS, JURY, ROSTER, SmallDraw, archive_of, some_draw
from sortition.test_replacement import by_script

Files = dict[str, bytes]


def sharded_draw(number: int) -> Files:
    """A simple draw from a roster in shards."""
    draw = some_draw(number)
    files = {path: data for path, data in draw.files().items() if not path.endswith(("entries.csv", "draw.json"))}
    rows = sorted(",".join(member).encode() for member in draw.members)
    files |= {f"{ROSTER}/{name}": data for name, data in write_shards(COLUMNS, rows, 2).items()}
    digest = sha256(files[f"{ROSTER}/SHA256SUMS"]).hexdigest()
    files[f"{JURY}/call.md"] = draw.call_text(roster_digest=digest)
    manifest = f"{ROSTER}/roster.md"
    files[manifest] = files[manifest].replace(sha256(draw.entries).hexdigest().encode(), digest.encode())
    return {**files, f"{JURY}/draw.json": write_draw(redraw(*archive_of(files)))}


def test_a_roster_in_shards_is_read_by_its_sums(tmp_path: Path) -> None:
    files = sharded_draw(4)
    code, said = by_script(files, tmp_path / "sound")
    assert code == 0, said
    shard = next(path for path in files if "/shards/" in path)
    code, said = by_script({**files, shard: files[shard] + b"m-zz-friend,,,,\n"}, tmp_path / "stuffed")
    assert code == 1
    assert "is not the one of the line" in said


def test_a_shard_that_is_not_listed_or_holds_what_belongs_elsewhere_does_not_pass(tmp_path: Path) -> None:
    files, sums = sharded_draw(4), f"{ROSTER}/SHA256SUMS"
    code, said = by_script({**files, sums: files[sums].split(b"\n", 1)[1]}, tmp_path / "fewer")
    assert (code, "does not list 256 or 4096 shards" in said) == (1, True)
    name = next(path for path, data in files.items() if "/shards/" in path and data.count(b"\n") == 1)
    held = next(data for path, data in files.items() if "/shards/" in path and data.count(b"\n") > 1)
    changed = files[sums].replace(sha256(files[name]).hexdigest().encode(), sha256(held).hexdigest().encode(), 1)
    first = next(path for path in files if "/shards/" in path)
    code, said = by_script({**files, first: held, sums: sha256(held).hexdigest().encode() + changed[64:]}, tmp_path / "stray")
    assert (code, "which does not belong into it" in said) == (1, True), said


def two_stages(invited: int) -> Files:
    """A selection among volunteers, and the draw that invited the first `invited` of them and others."""
    draw = some_draw(6)
    call = draw.call | {"stage": "selection", "invitation": "2026-letters"}
    files = SmallDraw(draw.number, draw.members, call).files()
    entries = sorted(member[0] for member in draw.members)
    rows = ",\n".join(f'    {{"entry": "{entry}", "number": {number}}}' for number, entry in enumerate([*entries[:invited], "m-other"], 1))
    return {**files, "juries/2026-letters/draw.json": f'{{"panel": [\n{rows}\n]}}\n'.encode()}


def test_a_selection_draws_only_from_those_who_were_invited(tmp_path: Path) -> None:
    count = len(some_draw(6).members)
    code, said = by_script(two_stages(count), tmp_path / "sound")
    assert (code, f"all {count} volunteers were invited by the draw 2026-letters" in said) == (0, True), said
    code, said = by_script(two_stages(count - 1), tmp_path / "stray")
    assert code == 1
    assert "but not m-" in said


@pytest.mark.parametrize("number", [6, 7])
def test_a_lottery_of_favours_does_not_pass_even_where_the_call_names_it(number: int, tmp_path: Path) -> None:
    draw = some_draw(number)
    files = draw.files()
    published = read_lottery(files[f"{JURY}/lottery.json"])
    lottery = published.lottery
    certificate = lottery.certificate
    seats = list(lottery.compositions[0].seats)
    place, count = seats[0]
    cheats = [
        replace(lottery, least=lottery.least / 2),
        replace(lottery, certificate=replace(certificate, bound=certificate.bound / 2)),
        replace(lottery, compositions=lottery.compositions[:-1]),
        replace(lottery, compositions=(Composition(lottery.tickets, ((place, count + 1), *seats[1:])),)),
        replace(lottery, pool=replace(lottery.pool, kinds=lottery.pool.kinds[:-1])),
    ]
    for at, cheat in enumerate(cheats):
        data = write_lottery(PublishedLottery(cheat, published.roster))
        call = draw.call_text(lottery=sha256(data).hexdigest())
        code, said = by_script({**files, f"{JURY}/lottery.json": data, f"{JURY}/call.md": call}, tmp_path / str(at))
        assert code == 1
        assert "WRONG  " in said.split("draw.json")[0].replace("WRONG  call.md", "")


def test_twelve_thousand_entries_and_a_large_lottery_are_checked_in_a_second(tmp_path: Path) -> None:
    ages, regions = [f"age-{number}" for number in range(12)], [f"region-{number}" for number in range(14)]
    members = [(f"m-{number:05x}", ages[number * 7 % 12], regions[number * 5 % 13 + number % 2], "", "") for number in range(12_046)]
    quotas = {"age": {age: [0, 110] for age in ages}, "gender": {region: [0, 110] for region in regions}}
    draw = SmallDraw(5, members, {"seats": 110, "alternates": 20, "quotas": quotas})
    archive, jury = archive_of({path: data for path, data in SmallDraw(5, members, {"seats": 110}).files().items() if "draw" not in path})
    roster = archive.rosters[0].entries
    assert roster is not None
    pool = pool_of(jury.call.head.model_copy(update={"quotas": {a: {b: tuple(c) for b, c in d.items()} for a, d in quotas.items()}}), roster, {})
    kinds = len(pool.kinds)
    ones = {tuple(sorted((number * step + number * number * (step // kinds)) % kinds for number in range(110))) for step in range(1, 1200)}
    compositions = tuple(
        Composition(1, tuple((place, row.count(place)) for place in sorted(set(row))))
        for row in sorted(ones)
    )  # fmt: skip
    compositions = tuple(sorted({one.seats: one for one in compositions}.values(), key=lambda one: one.seats))
    assert len(compositions) > 1000
    certificate = Certificate((Fraction(1),) * kinds, Leaf(Fraction(1, 12_046), {}, {}), Fraction(0), {})
    lottery = Lottery(pool, len(compositions), compositions, certificate, Fraction(0))
    bound = value(pool, lottery.certificate)
    assert bound is not None
    lottery = replace(lottery, certificate=replace(lottery.certificate, bound=bound), least=min(chances(lottery)))

    class Large(SmallDraw):
        def lottery(self, files: Files) -> PublishedLottery:
            return PublishedLottery(lottery, sha256(self.entries).hexdigest())

    files = Large(draw.number, draw.members, draw.call).files()
    assert kinds > 100
    start = process_time()
    code, said = by_script(files, tmp_path)
    assert code == 0, said
    assert process_time() - start < 1
