"""A slip of the pen in a frozen text, corrected on the record before the vote: what is voted on and what comes of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from co_op import commit, event, genesis, git, log, proposal
from folkmoot.cli import main
from folkmoot.formats.ballot_json import write_ballot
from folkmoot.formats.canonical import digest, manifest_digest
from folkmoot.records.ballot import Ballot
from lived import CONDUCT, charter, conduct

ID = "2023-cats"
FOLDER = f"proposals/{ID}"
CHANGE = f"{FOLDER}/changes/{CONDUCT}"
TEXT, RIGHT = proposal(ID, "amendment"), conduct("bell", "cat")
SLIP = RIGHT.replace(b"Mind the cat", b"Mnid the cat")
ACTS = [event("2023-02-01T12:00:00Z", "opened"), event("2023-02-11T12:00:00Z", "frozen")]


def _bound(change: bytes) -> str:
    return manifest_digest({"proposal.md": TEXT, f"changes/{CONDUCT}": change})


def _correction(text: bytes) -> dict[str, object]:
    return event("2023-02-12T12:00:00Z", "corrected", "secretary", text=_bound(text), reason="a slip of the pen in c2-2")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run folkmoot on a repository and return all that it says."""

    def run(root: Path, *arguments: str, exits: int = 0) -> str:
        try:
            main([*arguments, "--root", str(root)])
            code: object = 0
        except SystemExit as ended:
            code = ended.code or 0
        said = capsys.readouterr()
        assert code == exits, said.out + said.err
        return said.out + said.err

    return run


@pytest.fixture
def brook(tmp_path: Path) -> Path:
    """A co-op whose secretary may correct spelling, and a text frozen with a slip of the pen."""
    files = charter()
    plain = files["charter/01-rules.md"].decode()
    veto = "      veto:\n        by: members\n        rule: simple\n        within: 7d\n"
    assert veto in plain
    rule = "      editorial:\n        by: secretary\n        words: '3'\n"
    commit(tmp_path, genesis({**files, "charter/01-rules.md": plain.replace(veto, veto + rule).encode()}))
    git(tmp_path, "config", "user.name", "Maintainer")
    git(tmp_path, "config", "user.email", "maintainer@localhost")
    ACTS[1]["text"] = _bound(SLIP)
    commit(tmp_path, {f"{FOLDER}/proposal.md": TEXT, CHANGE: SLIP}, "Draft")
    commit(tmp_path, {f"{FOLDER}/log.yml": log(ACTS[0])}, "Open")
    commit(tmp_path, {f"{FOLDER}/log.yml": log(*ACTS)}, "Freeze")
    git(tmp_path, "checkout", "-q", "-b", "change")
    return tmp_path


def test_a_corrected_text_is_voted_on_and_decided(brook: Path, run: Callable[..., str]) -> None:
    acts = [*ACTS, _correction(RIGHT)]
    commit(brook, {CHANGE: RIGHT, f"{FOLDER}/frozen/changes/{CONDUCT}": SLIP, f"{FOLDER}/log.yml": log(*acts)}, "Correct")
    said = run(brook, "gate", "main", "HEAD", "--as-of", "2023-02-12T13:00:00Z")
    assert "the spelling is corrected, as the log says and as the charter lets it" in said
    git(brook, "checkout", "-q", "main")
    git(brook, "merge", "-q", "--no-ff", "-m", "Merge", "change")
    run(brook, "check", "--as-of", "2023-02-12T13:00:00Z")

    roster = digest((brook / "juries/rosters/2023-founders/entries.csv").read_bytes())
    electorate = {"kind": "roster", "id": "2023-founders", "digest": roster}
    acts.append(event("2023-02-13T12:00:00Z", "voting-opened", electorate=electorate))
    commit(brook, {f"{FOLDER}/log.yml": log(*acts)}, "Open the vote")
    for voter in ("m-0001", "m-0002", "m-0003"):
        commit(brook, {f"{FOLDER}/ballots/{voter}-1.json": write_ballot(Ballot(ID, _bound(RIGHT), roster, voter, 1, "for"))}, "Vote")
    acts.append(event("2023-02-21T12:00:00Z", "ballots-closed"))
    commit(brook, {f"{FOLDER}/log.yml": log(*acts)}, "Close the vote")
    run(brook, "tally", ID, "--write")
    commit(brook, {}, "Decide")
    decided = (brook / FOLDER / "decision.md").read_text("utf-8")
    assert f"text: {_bound(RIGHT)}" in decided
    assert "for: 3" in decided
    run(brook, "enact", ID, "--commit", "--as-of", "2023-03-07")
    assert (brook / CONDUCT).read_bytes() == RIGHT
    run(brook, "check", "--as-of", "2023-03-07")
    assert f"sha256 {_bound(RIGHT)}" in run(brook, "verify")


def test_a_text_changed_without_the_record_is_refused_and_told(brook: Path, run: Callable[..., str]) -> None:
    commit(brook, {CHANGE: RIGHT}, "Correct in silence")
    assert "what is voted on does not change" in run(brook, "gate", "main", "HEAD", "--as-of", "2023-02-12T13:00:00Z", exits=1)
    git(brook, "checkout", "-q", "main")
    git(brook, "merge", "-q", "--no-ff", "-m", "Merge", "change")
    said = run(brook, "check", "--as-of", "2023-02-12T13:00:00Z", exits=1)
    assert "P007" in said
    assert "M002" in said


def test_a_correction_that_changes_the_sense_is_refused_by_the_gate(brook: Path, run: Callable[..., str]) -> None:
    other = SLIP.replace(b"Mnid the cat", b"Mind no cat")
    files = {CHANGE: other, f"{FOLDER}/frozen/changes/{CONDUCT}": SLIP, f"{FOLDER}/log.yml": log(*ACTS, _correction(other))}
    commit(brook, files, "Correct too much")
    said = run(brook, "gate", "main", "HEAD", "--as-of", "2023-02-12T13:00:00Z", exits=1)
    assert "'no' stands here for 'the': on such a word the sentence turns" in said


def test_what_was_kept_as_frozen_stays_as_it_was_kept(brook: Path, run: Callable[..., str]) -> None:
    kept = f"{FOLDER}/frozen/changes/{CONDUCT}"
    commit(brook, {CHANGE: RIGHT, kept: SLIP, f"{FOLDER}/log.yml": log(*ACTS, _correction(RIGHT))}, "Correct")
    git(brook, "checkout", "-q", "main")
    git(brook, "merge", "-q", "--no-ff", "-m", "Merge", "change")
    commit(brook, {kept: None}, "Forget")
    said = run(brook, "check", "--as-of", "2023-02-12T13:00:00Z", exits=1)
    assert "M005" in said
    assert "P119" in said
