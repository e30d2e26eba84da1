"""A decision from packed ballots: the bytes that the same ballots give as files, and a count in Git that anybody can confirm."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

from co_op import event, write_tree
from engine.test_counts_by_hand import RANKED, packed, ran
from folkmoot.checks.registry import run_checks
from folkmoot.checks.verification import verify
from folkmoot.formats.ballot_json import write_ballot
from folkmoot.formats.ballot_text import read_choice
from folkmoot.formats.canonical import digest
from folkmoot.formats.packed_json import packed_difference, read_packed_count, write_packed_count
from folkmoot.formats.shards import SUMS, write_shards
from folkmoot.procedure.chronicle import chronicle
from folkmoot.publish.site import render_site
from folkmoot.publish.tally import after
from folkmoot.records.ballot import Ballot, ChoiceKind, Marks
from folkmoot.records.error import FolkmootError
from folkmoot.records.packed import PackedCount
from folkmoot.records.tally import Blank, Pairs
from folkmoot.repository.reader import read_work_tree
from folkmoot.tally.circumstances import rankings_by_place
from folkmoot.tally.decision import recount
from folkmoot.tally.pairwise import compare
from publish.voted_coop import AS_OF, Vote, voted_files

LEFT = event("2024-02-12T12:00:00Z", "excepted", by="clerk", entry="m-0003", ref="removed", reason="left before the vote")
CAME = event("2024-02-12T12:00:00Z", "excepted", by="clerk", entry="m-late", ref="added", reason="was left out of the list")
VOTES = (
    Vote("majority", (), (("for", 12), ("against", 7), ("abstain", 3)), (LEFT, CAME)),
    Vote("schulze", ("ash", "birch", "cedar"), RANKED),
    Vote("stv", ("ash", "birch", "cedar"), RANKED),
    Vote("approval", ("ash", "birch"), (((("ash",),), 5), ((("ash", "birch"),), 4), ((), 1))),
    Vote("star", ("ash", "birch"), ((Marks((("ash", 5), ("birch", 2))), 6), (Marks((("birch", 4),)), 3))),
)
NAMES = [f"2024-{vote.rule}" for vote in VOTES]
FURTHER = (("m-0002", 2, "against"), ("m-0004", 2, "for"), ("m-0004", 3, "against"), ("stranger", 1, "for"), ("m-0005", 2, "perhaps"))
"""Ballots of the vote by majority beside the first of each voter: some change their mind, some do not count."""


@pytest.fixture(scope="module")
def as_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The co-op whose ballots stand in files, each vote counted and decided."""
    root, files = tmp_path_factory.mktemp("files"), voted_files(VOTES)
    folder = "proposals/2024-majority"
    bound = json.loads(files[f"{folder}/ballots/m-0001-1.json"])
    for voter, number, choice in FURTHER:
        ballot = Ballot("2024-majority", bound["text"], bound["electorate"], voter, number, choice)
        files[f"{folder}/ballots/{voter}-{number}.json"] = write_ballot(ballot)
    files[f"{folder}/ballots/torn.json"] = b"{"
    del files[f"{folder}/decision.md"]
    write_tree(root, files)
    done = ran(root, "tally", "2024-majority", "--write")
    assert done.exit_code == 0, done.exception
    return root


@pytest.fixture(scope="module")
def packs(as_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same ballots packed, a folder a vote."""
    folder = tmp_path_factory.mktemp("packs")
    for name in NAMES:
        packed(as_files, name, folder / name)
    return folder


@pytest.fixture(scope="module")
def bare(as_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The co-op without these ballots and decisions."""
    root = tmp_path_factory.mktemp("bare") / "coop"
    shutil.copytree(as_files, root)
    for name in NAMES:
        shutil.rmtree(root / f"proposals/{name}/ballots")
        (root / f"proposals/{name}/decision.md").unlink()
    return root


@pytest.fixture
def coop(bare: Path, tmp_path: Path) -> Path:
    shutil.copytree(bare, tmp_path / "coop")
    return tmp_path / "coop"


def written(root: Path, packs: Path, name: str, engine: str = "plain") -> Result:
    return ran(root, "tally", name, "--engine", engine, "--ballots", packs / name, "--write")


def told(root: Path) -> list[tuple[str, str, str]]:
    """What the checks find in the records of a tree, beside that other votes have no decision yet."""
    findings = run_checks(chronicle(read_work_tree(root), AS_OF))
    return [
        (finding.code, finding.place.path, finding.what) for finding in findings if finding.severity == "error" and finding.code != "V009"
    ]


@pytest.mark.parametrize("engine", ["plain", "duckdb"])
@pytest.mark.parametrize("name", NAMES)
def test_the_decision_is_that_of_the_files_byte_for_byte(name: str, engine: str, as_files: Path, packs: Path, coop: Path) -> None:
    done = written(coop, packs, name, engine)
    assert done.exit_code == 0, done.exception
    decision = (coop / f"proposals/{name}/decision.md").read_bytes()
    assert decision == (as_files / f"proposals/{name}/decision.md").read_bytes()
    if name == "2024-majority":
        assert b"takes its place" in decision
        assert b"the file `torn.json`: it cannot be read" in decision
    assert told(coop) == []
    found = {each.kind: each for each in verify(chronicle(read_work_tree(coop), AS_OF)) if each.id == name}
    assert all(each.holds for each in found.values())
    assert "Taken again from the counts in ballots.json: the same" in found["decision"].detail
    assert f"folkmoot tally {name} --engine duckdb --ballots DIR --shards DIR" in found["ballots"].detail


def test_engines_differ_in_nothing_but_their_names(packs: Path, coop: Path) -> None:
    path = coop / "proposals/2024-stv/ballots.json"
    made = []
    for engine in ("plain", "duckdb"):
        written(coop, packs, "2024-stv", engine)
        made.append(json.loads(path.read_bytes()))
        path.unlink()
    by = [each.pop("counted_by") for each in made]
    assert made[0] == made[1]
    assert [each["engine"] for each in by] == ["plain", "duckdb"]
    assert by[0]["golden"] == by[1]["golden"]


def test_a_count_is_confirmed_by_counting_again(packs: Path, coop: Path) -> None:
    written(coop, packs, "2024-majority")
    line = ("tally", "2024-majority", "--engine", "duckdb", "--ballots", packs / "2024-majority")
    again = ran(coop, *line)
    assert again.exit_code == 0, again.exception
    assert "proposals/2024-majority/ballots.json is confirmed: it holds what these ballots give" in again.stderr
    path = coop / "proposals/2024-majority/ballots.json"
    before = path.read_bytes()
    assert written(coop, packs, "2024-majority", "duckdb").exit_code == 0
    assert path.read_bytes() == before
    stated = read_packed_count(before)
    assert stated.choices == {"for": 9, "against": 9, "abstain": 3}
    path.write_bytes(write_packed_count(replace(stated, choices={"for": 13, "against": 5, "abstain": 3})))
    false = ran(coop, *line)
    assert false.exit_code == 1
    said = (
        "proposals/2024-majority/ballots.json is not the count of these ballots: choices.against: ballots.json says 5, the ballots give 9"
    )
    assert said in false.stderr
    assert ("V002", "proposals/2024-majority/decision.md") in [finding[:2] for finding in told(coop)]
    refused = written(coop, packs, "2024-majority")
    assert isinstance(refused.exception, FolkmootError)
    assert refused.exception.what == "proposals/2024-majority/ballots.json exists and says something else"
    path.write_bytes(b"{}")
    broken = ran(coop, *line)
    assert broken.exit_code == 1
    assert "proposals/2024-majority/ballots.json cannot be read, so it confirms nothing" in broken.stderr


def test_without_an_engine_it_is_said_where_the_counts_are_from(packs: Path, coop: Path) -> None:
    written(coop, packs, "2024-schulze")
    done = ran(coop, "tally", "2024-schulze", "--sensitivity")
    assert done.exit_code == 0, done.exception
    assert "the counts are those of ballots.json" in done.stderr


def test_nothing_is_left_half_written(packs: Path, coop: Path) -> None:
    folder = coop / "proposals/2024-stv"
    (folder / "decision.md").mkdir()
    refused = written(coop, packs, "2024-stv")
    assert isinstance(refused.exception, FolkmootError)
    assert sorted(path.name for path in folder.iterdir()) == ["decision.md", "log.yml", "proposal.md"]


def test_a_vote_over_a_roster_whose_shards_are_elsewhere(tmp_path: Path) -> None:
    """The list of shards stands in Git and the shards do not: as of a roster too large for Git."""
    root, outside, folder, name = tmp_path / "coop", tmp_path / "outside", "juries/rosters/2024-members", "2024-stv"
    files = voted_files(VOTES[2:3])
    entries = files.pop(f"{folder}/entries.csv")
    sharded = write_shards(("entry",), entries.splitlines()[1:], 2)
    bound = (digest(entries).encode(), digest(sharded[SUMS]).encode())
    write_tree(
        root, {path: data.replace(*bound) for path, data in files.items()} | {f"{folder}/{path}": data for path, data in sharded.items()}
    )
    (root / f"proposals/{name}/decision.md").unlink()
    assert ran(root, "tally", name, "--write").exit_code == 0
    decision = (root / f"proposals/{name}/decision.md").read_bytes()
    pack = packed(root, name, tmp_path / "pack")

    shutil.rmtree(root / f"proposals/{name}/ballots")
    (root / f"proposals/{name}/decision.md").unlink()
    outside.mkdir()
    shutil.move(root / f"{folder}/shards", outside / "shards")
    shutil.copy(root / f"{folder}/{SUMS}", outside / SUMS)
    line = ("tally", name, "--engine", "duckdb", "--ballots", pack)
    assert isinstance(ran(root, *line, "--write").exception, FolkmootError)
    done = ran(root, *line, "--shards", outside, "--write")
    assert done.exit_code == 0, done.exception
    assert (root / f"proposals/{name}/decision.md").read_bytes() == decision
    assert told(root) == []
    assert all(each.holds for each in verify(chronicle(read_work_tree(root), AS_OF)))
    assert "is confirmed" in ran(root, *line, "--shards", outside).stderr
    path = root / f"proposals/{name}/ballots.json"
    path.write_bytes(write_packed_count(replace(read_packed_count(path.read_bytes()), eligible=31)))
    [found] = [what for code, _, what in told(root) if code == "V010"]
    assert found == "ballots.json says that 31 may vote, and by the roster and the log it is 32"


def count_of(coop: Path, packs: Path, name: str = "2024-majority") -> tuple[Path, PackedCount]:
    written(coop, packs, name)
    path = coop / f"proposals/{name}/ballots.json"
    return path, read_packed_count(path.read_bytes())


FORMS: dict[str, tuple[Callable[[dict[str, object]], object], str]] = {
    "digest": (
        lambda value: value["packed"].update(digest="ABC"),
        "packed.digest is 'ABC', not 64 digits of lower-case hex",  # type: ignore[attr-defined]
    ),
    "cast": (lambda value: value.update(cast=30), "30 ballots were cast, and 24 rows and those set aside make 28"),
    "rows": (
        lambda value: value.update(counted=20),
        "24 rows are packed, and 20 that count and 3 that do not make another number",
    ),
    "choices": (lambda value: value["choices"].update({"for": 11, "against": 10}), "21 ballots count, and the choices add up to 24"),  # type: ignore[attr-defined]
    "reason": (lambda value: value.update(discarded={"lost": 3}), "'lost' is no reason to set a ballot aside"),
    "key": (lambda value: value.update(turnout=21), "the count has an unknown key 'turnout'"),
    "eligible": (lambda value: value["electorate"].update(eligible=20), "21 ballots count, and 20 members may vote"),  # type: ignore[attr-defined]
}


@pytest.mark.parametrize("form", FORMS)
def test_a_file_that_does_not_add_up_is_found(form: str, packs: Path, coop: Path) -> None:
    path, _ = count_of(coop, packs)
    spoil, said = FORMS[form]
    value = json.loads(path.read_bytes())
    spoil(value)
    path.write_text(json.dumps(value, indent=2, sort_keys=True) + "\n")
    found = [what for code, _, what in told(coop) if code == "F018"]
    assert found == [f"this is not a count of packed ballots: {said}"]


def test_another_way_to_write_the_same_count_is_refused(packs: Path, coop: Path) -> None:
    path, _ = count_of(coop, packs)
    path.write_text(json.dumps(json.loads(path.read_bytes())))
    [found] = [what for code, _, what in told(coop) if code == "F018"]
    assert found.endswith("it is not in canonical form: sorted keys, each once, two spaces a level, a final newline")


FITS: dict[str, tuple[dict[str, object], str]] = {
    "proposal": ({"proposal": "2024-other"}, "ballots.json counts ballots for another proposal: 2024-other, and this vote has 2024-majority"),
    "text": ({"text": "0" * 64}, f"ballots.json counts ballots for another text: {'0' * 24}, and this vote has"),
    "roster": ({"electorate": "0" * 64}, f"ballots.json counts ballots for another roster: {'0' * 24}, and this vote has"),
    "entries": ({"entries": 40}, "ballots.json says that the roster holds 40 entries, and 2024-members holds 32"),
    "eligible": ({"eligible": 33}, "ballots.json says that 33 may vote, and by the roster and the log it is 32"),
    "choice": ({"choices": {"yes": 21}}, "ballots.json counts the choice 'yes', which the vote does not offer"),
    "pairs": (
        {"choices": {}, "pairs": Pairs(((0, 9), (3, 0)), 21, Blank.LAST)},
        "ballots.json holds pairs of 2 options, from which this vote cannot be counted",
    ),
}  # fmt: skip


@pytest.mark.parametrize("part", FITS)
def test_a_count_of_something_else_is_found(part: str, packs: Path, coop: Path) -> None:
    path, count = count_of(coop, packs)
    changed, said = FITS[part]
    path.write_bytes(write_packed_count(replace(count, **changed)))  # type: ignore[arg-type]
    found = told(coop)
    assert [(code, what.startswith(said)) for code, _, what in found if code.startswith("V01")] == [("V010", True)]
    [decision] = [what for code, _, what in found if code == "V002"]
    assert decision.startswith(f"this decision cannot be counted again: {said}")


def test_one_ranking_written_in_two_ways_is_found(packs: Path, coop: Path) -> None:
    path, count = count_of(coop, packs, "2024-schulze")
    choices = {text.replace("ash=cedar", "cedar=ash"): number for text, number in count.choices.items()}
    path.write_bytes(write_packed_count(replace(count, choices=choices)))
    [found] = [what for code, _, what in told(coop) if code == "V010"]
    assert found == "ballots.json counts the choice 'birch>cedar=ash', which the vote does not offer"


def test_a_count_beside_ballots_in_files_is_found(packs: Path, coop: Path, as_files: Path) -> None:
    count_of(coop, packs)
    shutil.copytree(as_files / "proposals/2024-majority/ballots", coop / "proposals/2024-majority/ballots")
    [found] = [what for code, _, what in told(coop) if code == "V011"]
    assert found == "ballots.json stands beside 28 files in ballots/, and a vote is counted from the one or the other"


def test_a_count_of_totals_is_refused(packs: Path, coop: Path) -> None:
    """The rule takes totals that tellers counted in the room; rows of ballots are something else."""
    count_of(coop, packs)
    for article in coop.glob("**/01-rules.md"):
        article.write_text(article.read_text().replace("secrecy: open", "secrecy: counted"))
    found = [what for code, _, what in told(coop) if code == "V010"]
    assert found == ["ballots of the kind 'counted' are totals, and no rows, and ballots.json is such a count"]


def page(root: Path, name: str) -> str:
    archive = read_work_tree(root)
    found = archive.proposal(name)
    assert found is not None
    return after(recount(archive, found, chronicle(archive, AS_OF).matters[name].book))


def test_the_page_says_what_packed_ballots_protect(packs: Path, coop: Path) -> None:
    count_of(coop, packs)
    shown = page(coop, "2024-majority")
    assert "What packed ballots protect" in shown
    assert "Whoever has the packed ballots can count them again and compare" in shown
    assert "the signatures of the voters were judged before" in shown


def paired(packs: Path, coop: Path) -> tuple[PackedCount, PackedCount]:
    """The vote by Schulze's method as rankings, and as pairs alone, as of a vote with very many different rankings."""
    _, whole = count_of(coop, packs, "2024-schulze")
    profile = {read_choice(text, ChoiceKind.RANKING): number for text, number in whole.choices.items()}
    matrix = compare(rankings_by_place(profile, ("ash", "birch", "cedar")), 3, Blank.NO_OPINION)
    return whole, replace(whole, choices={}, pairs=Pairs(matrix, whole.counted, Blank.NO_OPINION))


def test_pairs_alone_give_the_same_decision_and_a_page(packs: Path, coop: Path, as_files: Path) -> None:
    _, pairs = paired(packs, coop)
    path = coop / "proposals/2024-schulze/ballots.json"
    path.write_bytes(write_packed_count(pairs))
    assert read_packed_count(path.read_bytes()) == pairs
    assert told(coop) == []
    shown = page(coop, "2024-schulze")
    assert "added up to pairs of options" in shown
    assert "Only 0 ballots" not in shown


def test_differences_are_named_where_they_are(packs: Path, coop: Path) -> None:
    whole, pairs = paired(packs, coop)
    assert packed_difference(whole, replace(whole, counted_by=replace(whole.counted_by, engine="duckdb"))) == ""
    assert packed_difference(whole, replace(whole, choices={**whole.choices, "": 1})).startswith("choices.blank: ballots.json says 2")
    assert packed_difference(whole, pairs).startswith("choices: ballots.json says")


def test_the_site_shows_a_packed_vote_in_every_language(packs: Path, coop: Path) -> None:
    count_of(coop, packs)
    course = chronicle(read_work_tree(coop), AS_OF)
    shown = {tag: render_site(course, language=tag)["proposals/2024-majority/index.md"].decode() for tag in ("en", "de")}
    line = "folkmoot tally 2024-majority --engine duckdb --ballots DIR --shards DIR"
    assert line in shown["en"]
    assert line in shown["de"]
    assert "What packed ballots protect" in shown["en"]
    assert "Was gepackte Stimmzettel schützen" in shown["de"]
    assert read_packed_count((coop / "proposals/2024-majority/ballots.json").read_bytes()).digest in shown["en"]
