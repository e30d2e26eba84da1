"""A vote whose ballots never stand in Git: collected elsewhere, packed, counted, signed by tellers, merged, and counted again by a member."""

from pathlib import Path
from subprocess import run
from typing import Final

import pytest

from co_op import commit, git
from stories.ballot_box import AFTER, KEYED, OPENS, BallotBox, name

LAMPS: Final = name("lamps")
PACKED: Final = f"proposals/{LAMPS}/ballots.json"
CHOICES = ("for", "for", "against", "for")


def opened(folder: Path) -> BallotBox:
    folder.mkdir()
    box = BallotBox(folder)
    box.run("vote", "open", LAMPS, "--electorate", "roster:2023-members", at=OPENS, merge=True)
    return box


def closed(box: BallotBox) -> BallotBox:
    box.run("vote", "close", LAMPS, at=AFTER, merge=True)
    return box


@pytest.fixture(scope="module")
def boxes(tmp_path_factory: pytest.TempPathFactory) -> tuple[BallotBox, BallotBox, Path]:
    """The clone of those who collect the ballots, that of the public, and the folder with the pack."""
    folder = tmp_path_factory.mktemp("vote")
    collecting, public = opened(folder / "collecting"), opened(folder / "public")
    for voter, choice in zip(KEYED, CHOICES, strict=True):
        collecting.cast("lamps", voter, choice)
    forged = (collecting.root / f"proposals/{LAMPS}/ballots/m-0001-1.json").read_bytes().replace(b'"m-0001"', b'"m-0005"')
    commit(collecting.root, {f"proposals/{LAMPS}/ballots/m-0005-1.json": forged})
    closed(collecting), closed(public)
    collecting.run("ballots", "pack", LAMPS, "--shards", str(folder / "pack"), at=AFTER)
    collecting.run("tally", LAMPS, "--write", at=AFTER)
    return collecting, public, folder / "pack"


def test_packed_and_counted_it_is_decided_as_from_files(boxes: tuple[BallotBox, BallotBox, Path]) -> None:
    collecting, public, pack = boxes
    count = ("tally", LAMPS, "--engine", "plain", "--ballots", str(pack))
    said = public.run(*count, "--write", at=AFTER)
    assert "set aside when packed: 1 unsigned" in said
    assert public.decision("lamps") == collecting.decision("lamps")
    assert "`m-0005`, number 1: no clerk signed it, and the roster has no key for its voter" in public.decision("lamps")

    base = git(public.root, "rev-parse", "HEAD")
    git(public.root, "checkout", "-q", "-b", "counted")
    commit(public.root, {})
    refused = public.run("gate", base, "counted", at=AFTER, code=1)
    assert "ballots.json counts with the signatures of those who counted: nobody signed it, and 2 must" in refused
    public.run("sign", PACKED, *public.key("tea"))
    assert "V012" in public.run("check", at=AFTER, code=1)
    public.run("sign", PACKED, *public.key("ted"))
    commit(public.root, {})
    assert "a count of this vote" in public.run("gate", base, "counted", at=AFTER)
    git(public.root, "checkout", "-q", "-")
    git(public.root, "merge", "-q", "--no-ff", "-m", "Count the lamps", "counted")
    public.run("check", at=AFTER)
    verified = public.run("verify", at=AFTER)
    assert "the counts fit the vote and are signed by tea, ted" in verified
    assert "is confirmed: it holds what these ballots give" in public.run(*count, at=AFTER)


def test_a_count_that_was_merged_is_never_changed(boxes: tuple[BallotBox, BallotBox, Path], tmp_path: Path) -> None:
    _, public, _ = boxes
    root = tmp_path / "clone"
    run(["git", "clone", "-q", str(public.root), str(root)], check=True)
    mine = BallotBox.__new__(BallotBox)
    mine.root = root
    base = git(root, "rev-parse", "HEAD")
    data = (root / PACKED).read_bytes()
    commit(root, {PACKED: data.replace(b'"duckdb"', b'"plain"').replace(b'"version": "', b'"version": "x')})
    assert "a published count never changes" in mine.run("gate", base, "HEAD", at=AFTER, code=1)
    assert "M004" in mine.run("check", at=AFTER, code=1)
    commit(root, {PACKED: None})
    assert "M005" in mine.run("check", at=AFTER, code=1)
