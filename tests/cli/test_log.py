"""`folkmoot log`: one act more in a log, if by the charter it counts."""

from pathlib import Path

import pytest

from checks.brook import base
from co_op import write_tree
from folkmoot.formats.layout import read_archive
from ideas.modules import Run, founded, runner, tree
from lived import matter

NAME = "2023-x"
LOG = f"proposals/{NAME}/log.yml"
PANEL = "2026-care-circle-1"
CIRCLE = f"juries/{PANEL}/log.yml"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(capsys)


@pytest.fixture
def brook(tmp_path: Path) -> Path:
    files = founded()
    write_tree(tmp_path, {**files, **matter(files, NAME, "draft", kind="feature")})
    return tmp_path


def test_the_introducer_opens_and_freezes_and_the_digest_is_taken_from_the_files(brook: Path, run: Run) -> None:
    said = run(brook, "log", f"proposals/{NAME}", "opened", as_of="2023-02-01T12:00:00Z")
    assert said == f"{LOG}: 'opened' by m-0001 is recorded\n  {NAME} is now open: Members discuss the text. It can still change.\n"
    run(brook, "log", NAME, "frozen", "--by", "secretary", as_of="2023-02-09T12:00:00Z")
    proposal = read_archive(tree(brook)).proposal(NAME)
    assert proposal
    assert [(event.act, event.by, event.text) for event in proposal.log] == [
        ("opened", "m-0001", None), ("frozen", "secretary", proposal.text_digest),
    ]  # fmt: skip
    run(brook, "check", as_of="2023-02-09T12:00:00Z")


@pytest.mark.parametrize(
    ("words", "as_of", "what", "mend"),
    [
        (("frozen",), "2023-02-01T12:00:00Z", "'frozen' does not follow when the proposal is draft", "what can come next: opened, withdrawn"),
        (("opened", "--by", "m-0002"), "2023-02-01T12:00:00Z", "'opened' is for m-0001, not for m-0002", "what can come next"),
        (("opens",), "2023-02-01T12:00:00Z", "'opens'", ""),
        (("withdrawn", "--account", "bea"), "2023-02-01T12:00:00Z", "'bea' is not a forge account", "write the forge and the number"),
        (("voting-opened",), "2023-02-01T12:00:00Z", "by a command of its own", f"run: folkmoot vote open {NAME}"),
        (("ballots-closed",), "2023-02-01T12:00:00Z", "by a command of its own", f"run: folkmoot vote close {NAME}"),
    ],
)
def test_what_does_not_count_is_not_recorded(brook: Path, run: Run, words: tuple[str, ...], as_of: str, what: str, mend: str) -> None:
    before = tree(brook)
    said = run(brook, "log", NAME, *words, as_of=as_of, exits=2)
    assert what in said
    assert mend in said
    assert tree(brook) == before


def test_an_act_too_early_or_before_the_last_one_is_not_recorded(brook: Path, run: Run) -> None:
    run(brook, "log", NAME, "opened", as_of="2023-02-01T12:00:00Z")
    assert "'frozen' on 2023-02-02T12:00:00Z is too early" in run(brook, "log", NAME, "frozen", as_of="2023-02-02T12:00:00Z", exits=2)
    said = run(brook, "log", NAME, "withdrawn", as_of="2023-01-31T12:00:00Z", exits=2)
    assert f"the last act in {LOG} is of 2023-02-01T12:00:00Z" in said


def test_a_name_that_nobody_knows_is_met_with_the_nearest(brook: Path, run: Run) -> None:
    assert f"did you mean '{NAME}'?" in run(brook, "log", "2023-xx", "opened", as_of="2023-02-01T12:00:00Z", exits=2)


def test_the_old_lines_of_a_log_stay_as_they_are(brook: Path, run: Run) -> None:
    bare = b"# how it went\n- {at: '2023-02-01T12:00:00Z', act: opened, by: m-0001}"
    (brook / LOG).write_bytes(bare)
    run(brook, "log", NAME, "withdrawn", as_of="2023-02-02T12:00:00Z")
    assert (brook / LOG).read_bytes() == bare + b"\n- {at: '2023-02-02T12:00:00Z', act: withdrawn, by: m-0001}\n"


@pytest.fixture
def circle(tmp_path: Path) -> Path:
    write_tree(tmp_path, base())
    return tmp_path


def test_a_seat_is_offered_and_its_owner_says_yes_or_no(circle: Path, run: Run) -> None:
    assert "'summoned' by registrar is recorded" in run(circle, "log", PANEL, "summoned", as_of="2026-02-24T12:00:00Z")
    assert "nobody is named whose act 'accepted' is" in run(circle, "log", PANEL, "accepted", as_of="2026-02-24T12:00:00Z", exits=2)
    drawn = read_archive(tree(circle)).juries[0].draw
    assert drawn
    first, second, *_ = [seat.entry for seat in drawn.panel.seats]
    run(circle, "log", f"juries/{PANEL}", "accepted", "--by", first, as_of="2026-02-25T12:00:00Z")
    run(circle, "log", PANEL, "declined", "--by", second, as_of="2026-02-25T13:00:00Z")
    assert (circle / CIRCLE).read_text().endswith(
        f"act: accepted, by: {first}, entry: {first}}}\n- {{at: '2026-02-25T13:00:00Z', act: declined, by: {second}, entry: {second}}}\n"
    )
    said = run(circle, "log", PANEL, "accepted", "--by", second, as_of="2026-02-26T12:00:00Z", exits=2)
    assert "'accepted' does not follow when the seat is declined" in said
    assert "m-0000 was not drawn" in run(circle, "log", PANEL, "accepted", "--by", "m-0000", as_of="2026-02-26T12:00:00Z", exits=2)
    assert "run: folkmoot draw seed" in run(circle, "log", PANEL, "seed", "--by", "clerk", as_of="2026-02-26T12:00:00Z", exits=2)
