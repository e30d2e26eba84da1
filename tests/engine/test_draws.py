"""Draws at size: the same bytes from every engine and from the pure code, and nothing from an engine that is wrong."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.big_draws import all_files, archive_of, co_op, purely, some_members, write_roster
from folkmoot.engine import duck, relational
from folkmoot.engine.draws import draw_jury, draw_lowest, engine_named, usual_engine
from folkmoot.engine.duck import Duck
from folkmoot.engine.fast import Fast
from folkmoot.engine.golden import CHECK_SUM, ROSTER, WISHES, prove, told
from folkmoot.engine.plain import Plain
from folkmoot.engine.progress import silent
from folkmoot.engine.ranked import Engine, Ranked, settle
from folkmoot.engine.receipt import write_receipt
from folkmoot.engine.shards import Shards, open_shards
from folkmoot.formats.canonical import write_json
from folkmoot.formats.draw_json import read_draw, write_draw
from folkmoot.formats.table import read_entries
from folkmoot.records.error import FolkmootError
from folkmoot.records.jury_heads import Exclusion
from folkmoot.sortition.replay import redraw
from folkmoot.sortition.sketch import bottom
from folkmoot.sortition.wish import Wish

SEED = "9be7a408" * 8
COLUMNS = ("entry", "region", "role")
ENGINES: tuple[Engine, ...] = (Plain(1), Duck(), Fast(2), Fast(1, by_instructions=False))


def named(engine: Engine) -> str:
    return engine.version


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Shards, list[tuple[str, ...]]]:
    members = some_members(20_000)
    return write_roster(tmp_path_factory.mktemp("large"), COLUMNS, members, 2), members


# Golden vectors.


def test_the_golden_check_sum_is_what_the_pure_code_gives(tmp_path: Path) -> None:
    entries, faults = read_entries("entries.csv", ROSTER.encode())
    assert entries is not None, faults
    (tmp_path / "entries.csv").write_bytes(ROSTER.encode())
    shards = open_shards(tmp_path)
    rows = [line.decode().split(",") for line in entries.lines]
    assert sha256(told({name: purely(wish, shards, rows) for name, wish in WISHES.items()})).hexdigest() == CHECK_SUM


@pytest.mark.parametrize("engine", ENGINES, ids=named)
def test_an_engine_reproduces_the_golden_vectors(engine: Engine) -> None:
    prove(engine)


class Wrong(Plain):
    """An engine that gets one thing wrong."""

    def __init__(self, what: str) -> None:
        super().__init__(1)
        self.what = what

    def rank(self, shards: Shards, wish: Wish, tell: Any) -> Ranked:
        ranked = super().rank(shards, wish, tell)
        counts, lowest = dict(ranked.counts), {name: list(found) for name, found in ranked.lowest.items()}
        found = next(each for each in lowest.values() if each)
        digest, entry, rule = found[-1]
        if self.what == "ticket":
            found[-1] = (digest[:-1] + bytes([digest[-1] ^ 1]), entry, rule)
        elif self.what == "order":
            found[0], found[1] = found[1], found[0]
        elif self.what == "entry":
            found[-1] = (digest, b"m-other", rule)
        elif self.what == "left out":
            del found[-1]
        elif self.what == "twice":
            found.insert(0, found[0])
        elif self.what == "rule":
            found[-1] = (digest, entry, 9)
        elif self.what == "count":
            counts[next(iter(counts))] += 1
        elif self.what == "lowest but one":
            del found[0]
            found.append(found[-1])
        return Ranked(counts, {name: tuple(each) for name, each in lowest.items()})


@pytest.mark.parametrize("what", ["ticket", "order", "entry", "left out", "twice", "rule", "count", "lowest but one"])
def test_an_engine_that_is_wrong_is_refused(what: str) -> None:
    with pytest.raises(FolkmootError):
        prove(Wrong(what))


@pytest.mark.parametrize("what", ["ticket", "order", "entry", "left out", "rule"])
def test_a_wrong_answer_is_refused_in_the_draw_itself(what: str, large: tuple[Shards, list[tuple[str, ...]]]) -> None:
    wish = Wish(SEED, {"": 9})
    with pytest.raises(FolkmootError, match="gave a wrong answer"):
        settle(wish, Wrong(what).rank(large[0], wish, silent), "plain")


# The same answer from every engine.

TOKEN = st.from_regex(r"\A[a-z0-9][a-z0-9-]{2,53}\Z")
VALUE = st.text(st.characters(exclude_characters=',"', exclude_categories=("Cc", "Cs")), max_size=9) | st.sampled_from(
    ["", "NULL", "null", "\\N", "a\\b", "it's", "x" * 130, " pad ", "#"]
)


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[tuple[str, str, str]], Wish]:
    """A small roster and a wish for it."""
    tokens = draw(st.lists(TOKEN, min_size=1, max_size=30, unique=True))
    regions = draw(st.lists(VALUE, min_size=1, max_size=3))
    roles = draw(st.lists(VALUE, min_size=1, max_size=3))
    rows = [(token, draw(st.sampled_from(regions)), draw(st.sampled_from(roles))) for token in tokens]
    rules = draw(
        st.lists(
            st.builds(
                lambda column, values, entries: Exclusion(reason="skipped", column=column, values=tuple(values), entries=tuple(entries)),
                st.sampled_from((None, "region", "role")),
                st.lists(st.sampled_from([value for value in (*regions, *roles) if value.strip()] or ["x"]), max_size=2),
                st.lists(st.sampled_from(tokens) | TOKEN, max_size=3),
            ),
            max_size=3,
        )
    )
    seed = sha256(draw(st.binary(max_size=4))).hexdigest()
    if draw(st.booleans()):
        return rows, Wish(seed, {"": draw(st.integers(1, 12))}, rules=tuple(rules))
    places = {name: draw(st.integers(0, 6)) for name in {*regions, "elsewhere"} if name}
    return rows, Wish(seed, places, "region", tuple(rules))


@settings(max_examples=25, deadline=None)
@given(cases())
def test_every_engine_answers_as_the_pure_code(case: tuple[list[tuple[str, str, str]], Wish]) -> None:
    rows, wish = case
    with TemporaryDirectory() as folder:
        shards = write_roster(Path(folder), COLUMNS, rows, 0)
        wanted = purely(wish, shards, rows)
        for engine in ENGINES:
            assert engine.rank(shards, wish, silent) == wanted, engine.version


WISHES_OF_THE_LARGE = {
    "simple": Wish(SEED, {"": 500}),
    "strata": Wish(SEED, {"north": 20, "south": 20, "east": 20, "west": 2}, "region"),
    "skips": Wish(
        SEED,
        {"north": 9, "south": 30, "east": 1, "west": 0},
        "region",
        (Exclusion(reason="board", column="role", values=("board", "staff")), Exclusion(reason="asked", entries=tuple(row[0] for row in some_members(200)))),
    ),
    "bottom": Wish(SEED, {"": 1024}),
    "nearly all": Wish(SEED, {"": 19_500}),
}  # fmt: skip


@pytest.mark.parametrize("name", WISHES_OF_THE_LARGE)
def test_shards_are_ranked_as_by_the_pure_code(name: str, large: tuple[Shards, list[tuple[str, ...]]]) -> None:
    shards, members = large
    wish = WISHES_OF_THE_LARGE[name]
    wanted = purely(wish, shards, members)
    for engine in ENGINES:
        assert engine.rank(shards, wish, silent) == wanted, engine.version


def test_two_processes_rank_as_one(large: tuple[Shards, list[tuple[str, ...]]]) -> None:
    wish = WISHES_OF_THE_LARGE["strata"]
    assert Plain(2).rank(large[0], wish, silent) == Plain(1).rank(large[0], wish, silent)


def test_where_the_bar_was_too_low_the_pass_is_made_again(
    large: tuple[Shards, list[tuple[str, ...]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    wish, asked = WISHES_OF_THE_LARGE["strata"], list[str]()
    ask = duck._ask
    monkeypatch.setattr(duck, "_ask", lambda connection, sql: asked.append(sql) or ask(connection, sql))
    once = Duck().rank(large[0], wish, silent)
    assert len(asked) == 1
    monkeypatch.setattr(relational, "guessed_bars", lambda *_: dict.fromkeys(wish.places, f"{1 << 240:064x}"))
    assert Duck().rank(large[0], wish, silent) == once
    assert len(asked) > 2


def test_the_rows_that_a_reader_leaves_out_are_missed(large: tuple[Shards, list[tuple[str, ...]]], monkeypatch: pytest.MonkeyPatch) -> None:
    source = duck._source
    monkeypatch.setattr(duck, "_source", lambda shards: f"{source(shards)} LIMIT 19999")
    with pytest.raises(FolkmootError, match="read 19,999 rows"):
        Duck().rank(large[0], WISHES_OF_THE_LARGE["simple"], silent)


# Whole draws.

CALLS: dict[str, dict[str, Any]] = {
    "simple": {},
    "skips": {"exclude": [{"reason": "staff", "column": "role", "values": ["staff"]}, {"reason": "asked", "entries": ["m-5feceb66"]}]},
    "strata": {
        "seats": 6, "alternates": 3,
        "strata": {"column": "region", "seats": {"north": 3, "south": 2, "east": 1, "west": 0}, "alternates": {"north": 2, "south": 1}},
    },
    "invitation": {"stage": "invitation", "seats": 400, "quotas": {"region": {"north": [1, 4], "south": [1, 4], "east": [0, 4], "west": [0, 4]}}},
}  # fmt: skip


@pytest.mark.parametrize("digits", [0, 2])
@pytest.mark.parametrize("name", CALLS)
def test_a_jury_is_drawn_to_the_same_bytes(name: str, digits: int, tmp_path: Path) -> None:
    members = some_members(3000)
    shards = write_roster(tmp_path, COLUMNS, members, digits)
    archive, jury = archive_of(co_op(shards, members, CALLS[name], inside=all_files(shards)))
    wanted = write_draw(redraw(archive, jury))
    for engine in ENGINES:
        result = draw_jury(jury, len(members), shards, engine)
        assert result.data == wanted, engine.version
        assert result.receipt.result == sha256(wanted).hexdigest()
        draw = read_draw(wanted)
        counted = len(draw.panel.seats) + len(draw.panel.alternates) + len(draw.panel.passed_over)
        assert (result.receipt.entries, result.receipt.eligible, result.receipt.recomputed) == (3000, draw.eligible, counted)


def test_the_lowest_tickets_are_those_that_the_site_publishes(tmp_path: Path) -> None:
    members = some_members(3000)
    shards = write_roster(tmp_path, COLUMNS, members, 2)
    tickets = [{"entry": each.entry, "ticket": each.ticket} for each in bottom(SEED, [row[0].encode() for row in members])]
    for engine in ENGINES:
        assert draw_lowest(SEED, 1024, shards, engine).data == write_json({"seed": SEED, "of": 1024, "tickets": tickets})


def test_a_receipt_says_what_ran_and_is_the_same_each_time(tmp_path: Path) -> None:
    shards = write_roster(tmp_path, COLUMNS, some_members(50), 0)
    with engine_named("duckdb") as engine:
        said = [write_receipt(draw_lowest(SEED, 10, shards, engine).receipt) for _ in range(2)]
    assert said[0] == said[1]
    for word in ('"engine": "duckdb"', '"version": "DuckDB ', CHECK_SUM, shards.digest, '"entries": 50', '"recomputed": 10'):
        assert word in said[0].decode()


# What is refused.


@pytest.mark.parametrize("engine", ENGINES, ids=named)
@pytest.mark.parametrize("harm", ["changed", "cut", "swapped"])
def test_a_false_shard_is_named(engine: Engine, harm: str, tmp_path: Path) -> None:
    shards = write_roster(tmp_path, COLUMNS, some_members(3000), 2)
    broken = tmp_path / "shards" / "a7.csv"
    data = broken.read_bytes()
    other = (tmp_path / "shards" / "a8.csv").read_bytes()
    broken.write_bytes({"changed": data.replace(b"north", b"south", 1), "cut": data[:-9], "swapped": other}[harm])
    with pytest.raises(FolkmootError, match=r"a7\.csv"):
        engine.rank(shards, Wish(SEED, {"": 5}), silent)


def test_a_roster_that_the_call_does_not_name_is_not_drawn_from(tmp_path: Path) -> None:
    members = some_members(300)
    shards = write_roster(tmp_path / "a", COLUMNS, members, 0)
    _, jury = archive_of(co_op(shards, members, {}, inside=all_files(shards)))
    other = write_roster(tmp_path / "b", COLUMNS, members[1:], 0)
    with pytest.raises(FolkmootError, match="not the one that the call"):
        draw_jury(jury, 300, other, Plain(1))
    with pytest.raises(FolkmootError, match="has 300 entries, its manifest says 301"):
        draw_jury(jury, 301, shards, Plain(1))


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ({"quotas": {"region": {"north": [0, 5], "south": [0, 5], "east": [0, 5], "west": [0, 5]}}}, "has quotas"),
        ({"max_per": {"role": 2}}, "has caps"),
        ({"seats": 4000}, "3000 eligible entries for 4003"),
        ({"strata": {"column": "region", "seats": {"north": 5}}}, "and no number of seats"),
        ({"strata": {"column": "county", "seats": {"north": 5}}}, "no column 'county'"),
        ({"exclude": [{"reason": "x-y", "column": "house", "values": ["1"]}]}, "no column 'house'"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(call: dict[str, Any], said: str, tmp_path: Path) -> None:
    members = some_members(3000)
    shards = write_roster(tmp_path, COLUMNS, members, 0)
    _, jury = archive_of(co_op(shards, members, call, inside=all_files(shards)))
    for engine in ENGINES:
        with pytest.raises(FolkmootError, match=said):
            draw_jury(jury, len(members), shards, engine)


def test_more_values_than_the_fast_engine_tells_apart_are_refused(tmp_path: Path) -> None:
    rows = [(f"m-{place:06}", f"home-{place}") for place in range(70_000)]
    shards = write_roster(tmp_path, ("entry", "home"), rows, 0)
    wish = Wish(SEED, {"home-3": 1}, "home")
    with pytest.raises(FolkmootError, match="more than 65,536 different values"):
        Fast(1).rank(shards, wish, silent)


def test_a_folder_that_looks_like_a_pattern_is_refused(tmp_path: Path) -> None:
    shards = write_roster(tmp_path / "a[1]", COLUMNS, some_members(30), 0)
    with pytest.raises(FolkmootError, match="stands for a pattern"):
        Duck().rank(shards, Wish(SEED, {"": 3}), silent)


def test_the_usual_engine_goes_by_size() -> None:
    assert [usual_engine(count) for count in (30, 1_000_000, 1_000_001)] == ["plain", "plain", "duckdb"]


@pytest.mark.parametrize(("name", "module", "said"), [("fast", "numba", r"folkmoot\[fast\]"), ("spark", "pyspark", r"folkmoot\[spark\]")])
def test_what_is_not_installed_is_said(name: str, module: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("folkmoot.engine.draws.find_spec", "folkmoot.engine.spark.find_spec"):
        monkeypatch.setattr(place, lambda asked: None if asked == module else object())
    with pytest.raises(FolkmootError) as refused, engine_named(name):
        pass
    assert "is not installed" in refused.value.what
    assert said.replace("\\", "") in refused.value.mend


def test_where_java_is_missing_or_old_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("folkmoot.engine.spark.find_spec", lambda asked: object())
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FolkmootError, match="Java is not installed"), engine_named("spark"):
        pass
    java = tmp_path / "java"
    java.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n")
    java.chmod(0o755)
    with pytest.raises(FolkmootError, match="Java 11 is too old"), engine_named("spark"):
        pass


def test_a_master_is_for_spark_alone() -> None:
    with pytest.raises(FolkmootError, match="address of a Spark cluster"), engine_named("plain", "spark://127.0.0.1:7077"):
        pass


@pytest.fixture(autouse=True)
def _no_leftovers() -> Iterator[None]:
    yield
    assert not list(Path.cwd().glob("spark-warehouse"))
