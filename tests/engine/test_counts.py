"""Counts of packed ballots: every engine counts what the ordinary count does, discards for the same reasons, and refuses false files."""

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from importlib.util import find_spec
from itertools import count as numbers
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.polls import TEXT, box, write
from folkmoot.engine.count_duck import count_duck
from folkmoot.engine.count_gate import open_ballots
from folkmoot.engine.count_golden import reproduce
from folkmoot.engine.count_plain import count_plain
from folkmoot.engine.count_run import count_engine, the_ballots
from folkmoot.engine.counts import Box, Counts, Engine, Part, count
from folkmoot.formats.ballot_shards import EXAMPLES, FILE, read_packed, write_ballot_shards
from folkmoot.formats.ballot_text import read_choice, write_choice
from folkmoot.records.ballot import FOR_AGAINST_ABSTAIN, Ballot, Choice, ChoiceKind, Choices, DiscardReason, Marks, Vote
from folkmoot.records.error import FolkmootError
from folkmoot.records.tally import Blank, RankedCount
from folkmoot.tally.ballots import accept, rankings_of
from folkmoot.tally.pairwise import compare

RANKING = Choices(("ash", "birch", "cedar"), ChoiceKind.RANKING)
SCORES = Choices(("ash", "birch"), ChoiceKind.SCORES, highest=5)
MEMBERS = tuple(f"m-{number:03},{('north', 'south')[number % 2]}" for number in range(12))
NAMES = [row.partition(",")[0] for row in MEMBERS]
SLOW = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ENGINES = {"plain": count_plain, "duckdb": count_duck}

words: st.SearchStrategy[Choice] = st.sampled_from(["for", "against", "abstain", "maybe"])
rankings: st.SearchStrategy[Choice] = st.lists(
    st.lists(st.sampled_from(["ash", "birch", "cedar", "oak"]), min_size=1, max_size=2, unique=True).map(
        lambda level: tuple(sorted(level))
    ),
    max_size=3,
).map(tuple)
scores: st.SearchStrategy[Choice] = st.dictionaries(st.sampled_from(["ash", "birch", "oak"]), st.integers(0, 6)).map(
    lambda marks: Marks(tuple(sorted(marks.items())))
)


def ballots_of(choices: st.SearchStrategy[Choice]) -> st.SearchStrategy[list[tuple[str, int, Choice]]]:
    voter = st.sampled_from([*NAMES, "stranger", "x-9"])
    return st.lists(st.tuples(voter, st.integers(0, 3), choices), min_size=1, max_size=40)


def made(rows: list[tuple[str, int, Choice]], electorate: str) -> list[Ballot]:
    """Ballots with a path each, as files have."""
    return [
        Ballot("2026-x", TEXT, electorate, voter, number, choice, None, f"{place:04}") for place, (voter, number, choice) in enumerate(rows)
    ]


def counted(engine: Engine, the_box: Box, rows: int) -> Counts:
    return count(the_box, engine, len(MEMBERS), rows)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("choices", "cast"), [(FOR_AGAINST_ABSTAIN, words), (RANKING, rankings), (SCORES, scores)], ids=["words", "rankings", "scores"]
)
@SLOW
@given(data=st.data())
def test_an_engine_counts_what_the_ordinary_count_does(
    engine: str, choices: Choices, cast: st.SearchStrategy[Choice], data: st.DataObject
) -> None:
    rows = data.draw(ballots_of(cast))
    with TemporaryDirectory() as folder:
        the_box = box(Path(folder), MEMBERS, made(rows, ""), choices)
        ballots = made(rows, the_box.vote.electorate)
        accepted, discarded = accept(ballots, the_box.vote, set(NAMES))
        found = counted(ENGINES[engine], the_box, len(rows))
    assert found.profile == Counter(ballot.choice for ballot in accepted)
    assert found.discarded == Counter(gone.reason for gone in discarded)
    assert (found.eligible, found.rows) == (12, len(rows))
    named = Counter(gone.reason for gone in found.examples)
    assert named == {reason: min(number, EXAMPLES) for reason, number in found.discarded.items()}


@SLOW
@given(rows=ballots_of(rankings))
def test_rankings_added_up_are_the_pairs_of_the_rankings(rows: list[tuple[str, int, Choice]]) -> None:
    with TemporaryDirectory() as folder:
        for engine in ENGINES.values():
            the_box = box(Path(folder) / engine.__name__, MEMBERS, made(rows, ""), RANKING, blank=Blank.NO_OPINION, kinds=1)
            accepted, _ = accept(made(rows, the_box.vote.electorate), the_box.vote, set(NAMES))
            whole: RankedCount = rankings_of(accepted, RANKING.options, 12, None)
            found = counted(engine, the_box, len(rows))
            if found.pairs is None:
                assert len({ballot.choice for ballot in accepted}) <= 1
                continue
            assert found.pairs.matrix == compare(whole.profile, 3, Blank.NO_OPINION)
            assert found.pairs.ballots == len(accepted)


def cast(*rows: str) -> list[Ballot]:
    """Ballots from lines `voter number choice`, a ranking or a word."""
    found = []
    for row in rows:
        voter, number, text = row.split(" ")
        choice = text if text in FOR_AGAINST_ABSTAIN.options else read_choice(text, ChoiceKind.RANKING)
        found.append(Ballot("2026-x", TEXT, "", voter, int(number), choice))
    return found


@pytest.mark.parametrize("engine", ENGINES.values())
def test_classes_exceptions_and_their_sizes(engine: Engine, tmp_path: Path) -> None:
    ballots = cast("m-000 1 for", "m-001 1 against", "m-003 1 for", "late-one 1 for")
    classed = counted(engine, box(tmp_path / "a", MEMBERS, ballots, FOR_AGAINST_ABSTAIN, column="region", removed=frozenset({"m-003"})), 4)
    assert [(each.name, each.eligible, dict(each.profile)) for each in classed.classes] == [
        ("north", 6, {"for": 1}),
        ("south", 5, {"against": 1}),
    ]
    assert classed.discarded == {DiscardReason.OFF_ROSTER: 2}
    more = box(tmp_path / "b", MEMBERS, ballots, FOR_AGAINST_ABSTAIN, added=frozenset({"late-one", "m-000"}), removed=frozenset({"m-001"}))
    found = counted(engine, more, 4)
    assert (found.eligible, dict(found.profile)) == (12, {"for": 3})


@pytest.mark.parametrize("engine", ENGINES.values())
def test_a_discarded_ballot_is_named_with_its_shard_and_row(engine: Engine, tmp_path: Path) -> None:
    found = counted(engine, box(tmp_path, MEMBERS, cast("m-000 1 for", "m-000 2 against", "stranger 1 for"), FOR_AGAINST_ABSTAIN), 3)
    shard = sha256(b"m-000").hexdigest()[0]
    paths = {gone.ballot.voter: gone.ballot.path for gone in found.examples}
    assert paths["m-000"] == f"shards/{shard}.csv, row 000000002"
    words = {gone.ballot.voter: gone.words for gone in found.examples}
    assert words == {"m-000": "this voter's ballot number 2 takes its place", "stranger": "its voter is not in the electorate"}


@pytest.mark.parametrize("engine", ENGINES.values())
def test_a_ballot_in_the_shard_of_others_meets_nobody(engine: Engine, tmp_path: Path) -> None:
    the_box = box(tmp_path, MEMBERS, cast("m-000 1 for"), FOR_AGAINST_ABSTAIN)
    home = f"shards/{sha256(b'm-000').hexdigest()[0]}.csv"
    other = next(name for name in the_box.ballots.sums if name != home)
    data = (the_box.ballots.folder / home).read_bytes()
    (the_box.ballots.folder / other).write_bytes(data)
    sums = {**the_box.ballots.sums, other: sha256(data).hexdigest()}
    moved = Box(the_box.vote, type(the_box.ballots)(the_box.ballots.folder, the_box.ballots.columns, sums, "0" * 64, 1), the_box.roster)
    found = counted(engine, moved, 2)
    assert (dict(found.profile), found.discarded) == ({"for": 1}, {DiscardReason.OFF_ROSTER: 1})


@pytest.mark.parametrize("engine", ENGINES.values())
@pytest.mark.parametrize(
    "row",
    [b"m-000,1", b"m-000,01,for", b"m-000,-1,for", b"m-000,1,f\xffr", b"m-000,1,for\x00", b'm-000,1,"for"', b",1,for", b"m-000,1,for,x"],
)
def test_a_row_that_is_no_ballot_is_told_with_its_shard_and_number(engine: Engine, row: bytes, tmp_path: Path) -> None:
    the_box = box(tmp_path, MEMBERS, cast("m-000 1 for"), FOR_AGAINST_ABSTAIN)
    name = f"shards/{sha256(b'm-000').hexdigest()[0]}.csv"
    data = (the_box.ballots.folder / name).read_bytes() + row + b"\n"
    (the_box.ballots.folder / name).write_bytes(data)
    sums = {**the_box.ballots.sums, name: sha256(data).hexdigest()}
    false = Box(the_box.vote, type(the_box.ballots)(the_box.ballots.folder, the_box.ballots.columns, sums, "0" * 64, 1), the_box.roster)
    with pytest.raises(FolkmootError) as refused:
        counted(engine, false, 2)
    assert refused.value.what == f"{name}, row 3: this is not a ballot's voter, number and choice"


@pytest.mark.parametrize("engine", ENGINES.values())
@pytest.mark.parametrize("kind", ["ballots", "roster"])
def test_a_shard_changed_by_one_byte_is_named(engine: Engine, kind: str, tmp_path: Path) -> None:
    the_box = box(tmp_path, MEMBERS, cast("m-000 1 for", "m-001 1 for"), FOR_AGAINST_ABSTAIN)
    path = tmp_path / kind / f"shards/{sha256(b'm-000').hexdigest()[0]}.csv"
    path.write_bytes(path.read_bytes().replace(b"m-000", b"m-00x"))
    with pytest.raises(FolkmootError, match=rf"{path.name}: sha256sum says"):
        counted(engine, the_box, 2)


@pytest.mark.parametrize("engine", ENGINES.values())
def test_other_numbers_than_the_manifests_say_are_refused(engine: Engine, tmp_path: Path) -> None:
    the_box = box(tmp_path, MEMBERS, cast("m-000 1 for"), FOR_AGAINST_ABSTAIN)
    with pytest.raises(FolkmootError, match="the pack of ballots holds 1 ballots, and its manifest says 2"):
        count(the_box, engine, 12, 2)
    with pytest.raises(FolkmootError, match="the roster holds 12 entries, and its manifest says 13"):
        count(the_box, engine, 13, 1)


def test_too_many_different_choices_are_refused_where_each_is_needed(tmp_path: Path) -> None:
    the_box = box(tmp_path, MEMBERS, cast("m-000 1 ash", "m-001 1 birch"), RANKING, kinds=1)
    with pytest.raises(FolkmootError, match="more than 1 different choices"):
        counted(count_plain, the_box, 2)


def test_every_engine_reproduces_the_test_poll_and_one_that_does_not_is_refused() -> None:
    with count_engine("plain") as plain, count_engine("duckdb") as duck:
        assert plain.golden == duck.golden

    def careless(the_box: Box) -> Iterator[Part]:
        """Counts a voter's first ballot in place of the last."""
        for part in count_plain(the_box):
            part.held = [(class_, "for" if text == "against" else text, number) for class_, text, number in part.held]
            yield part

    with pytest.raises(FolkmootError, match="does not reproduce the test poll"):
        reproduce(careless, "careless")
    with pytest.raises(FolkmootError, match="no engine called 'abacus'"), count_engine("abacus"):
        pass


@given(st.one_of(words, rankings, scores))
def test_a_choice_is_read_as_it_was_written(choice: Choice) -> None:
    kind = ChoiceKind.VOTE if isinstance(choice, str) else ChoiceKind.SCORES if isinstance(choice, Marks) else ChoiceKind.RANKING
    assert read_choice(write_choice(choice), kind) == choice


def test_packed_ballots_say_which_vote_they_are_of(tmp_path: Path) -> None:
    ballots = [Ballot("2026-x", TEXT, "2" * 64, name, 1, "for") for name in NAMES]
    write(tmp_path, write_ballot_shards(ballots, 2, {DiscardReason.LATE: 3}))
    packed, found = open_ballots(tmp_path)
    assert (packed.count, packed.set_aside, found.digits) == (12, {DiscardReason.LATE: 3}, 2)
    for vote, said in (
        (Vote("2026-y", TEXT, "2" * 64, FOR_AGAINST_ABSTAIN, None, None), "another proposal"),
        (Vote("2026-x", "3" * 64, "2" * 64, FOR_AGAINST_ABSTAIN, None, None), "another text"),
        (Vote("2026-x", TEXT, "3" * 64, FOR_AGAINST_ABSTAIN, None, None), "another electorate"),
    ):
        with pytest.raises(FolkmootError, match=said):
            the_ballots(tmp_path, vote)


@pytest.mark.parametrize("spoil", ["missing", "sums", "head", "listed"])
def test_a_pack_that_is_not_whole_is_refused(spoil: str, tmp_path: Path) -> None:
    write(tmp_path, write_ballot_shards([Ballot("2026-x", TEXT, "2" * 64, "m-000", 1, "for")], 2, {}))
    said = {
        "missing": "shards/3f.csv is listed",
        "sums": "SHA256SUMS says",
        "head": "does not tell what the ballots are",
        "listed": "cannot be read",
    }
    if spoil == "missing":
        (tmp_path / "shards/3f.csv").unlink()
    elif spoil == "sums":
        (tmp_path / "SHA256SUMS").write_bytes((tmp_path / "SHA256SUMS").read_bytes()[:-1])
    elif spoil == "head":
        (tmp_path / FILE).write_bytes((tmp_path / FILE).read_bytes() + b" ")
    else:
        (tmp_path / "SHA256SUMS").unlink()
    with pytest.raises(FolkmootError, match=said[spoil]):
        open_ballots(tmp_path)
    with pytest.raises(ValueError):
        read_packed(b"{}")


@pytest.mark.slow
@pytest.mark.skipif(find_spec("pyspark") is None, reason="PySpark is not installed: make test-all installs it")
@pytest.mark.skipif(which("java") is None, reason="Java is not installed: apt-get install openjdk-17-jre-headless")
def test_spark_counts_the_same(tmp_path: Path) -> None:
    place = numbers()
    rows = [
        f"{name} {1 + next(place) % 2} {choice}"
        for name in [*NAMES, "stranger"]
        for choice in ("ash>birch", "cedar", "ash>oak")[: 1 + next(place) % 3]
    ]
    with count_engine("spark") as spark:
        the_box = box(tmp_path / "a", MEMBERS, cast(*rows), RANKING)
        assert counted(spark.engine, the_box, len(rows)) == counted(count_plain, the_box, len(rows))
        path = tmp_path / "a/ballots" / f"shards/{sha256(b'm-000').hexdigest()[0]}.csv"
        path.write_bytes(path.read_bytes().replace(b"m-000", b"m-00x"))
        with pytest.raises(FolkmootError, match=rf"{path.name}: sha256sum says"):
            counted(spark.engine, the_box, len(rows))
