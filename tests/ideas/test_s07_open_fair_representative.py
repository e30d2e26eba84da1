"""S7: the rules of a draw are open, fair and representative: anybody draws again, the least chance is told, and so is who answered."""

import subprocess
import sys
from pathlib import Path

import pytest

from folkmoot.formats.lottery_json import read_lottery
from folkmoot.publish.atlas import atlas
from folkmoot.publish.chances import percent
from folkmoot.publish.juries import jury_pages
from folkmoot.sortition.certificate import chances
from ideas.glade import at_end, call, draw, findings, founded, run, sit
from stories.two_stages import folkmoot, invited, selected, volunteered

SCRIPT = Path(__file__).parents[2] / "tooling/verify_draw.py"


def _verify(folder: Path) -> tuple[int, str]:
    """What the independent check says: Python's standard library and the published files, nothing else."""
    made = subprocess.run([sys.executable, "-I", "-S", str(SCRIPT), str(folder)], capture_output=True, text=True, check=False)
    return made.returncode, made.stdout


@pytest.fixture(scope="module")
def two_lots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = invited(tmp_path_factory.mktemp("elm") / "co-op")
    volunteered(root, lambda row: int(row[0][2:]) % 5 != 0)
    selected(root)
    return root


def test_s7_anybody_draws_every_seat_again_and_a_changed_seat_is_found(two_lots: Path) -> None:
    folders = sorted(path.parent for path in (two_lots / "juries").glob("*/draw.json"))
    assert len(folders) == 2, "the lot that invited, and the one that selected"
    for folder in folders:
        code, said = _verify(folder)
        assert code == 0, said
        assert folkmoot(two_lots, "draw", "verify", folder.name)
    published = folders[-1] / "draw.json"
    before = published.read_bytes()
    entries = [line for line in before.decode().splitlines() if '"entry"' in line]
    first, second = entries[0], entries[1]
    try:
        published.write_bytes(before.replace(first.encode(), b"X").replace(second.encode(), first.encode()).replace(b"X", second.encode()))
        assert _verify(folders[-1])[0] == 1
    finally:
        published.write_bytes(before)


@pytest.fixture(scope="module")
def page(two_lots: Path) -> str:
    """The page of the jury that was selected."""
    made = jury_pages(atlas(at_end(two_lots, "2023-05-01"), ()))
    name = next((two_lots / "juries").glob("*/lottery.json")).parent.name
    return made[f"juries/{name}/index.md"].decode()


def test_the_least_chance_is_told_and_proved_to_be_the_best_there_is(two_lots: Path, page: str) -> None:
    path = next((two_lots / "juries").glob("*/lottery.json"))
    lottery = read_lottery(path.read_bytes()).lottery
    assert min(chance for chance in chances(lottery) if chance) == lottery.least
    assert f"The least likely person has a chance of {percent(lottery.least)}" in page
    assert "No lottery within these quotas can give the least likely more than" in page


def test_the_shares_are_met_and_who_answered_is_told_beside_them(page: str) -> None:
    assert "So this jury is no random sample" in page
    assert "## Who answered" in page
    assert "## The quotas" in page


def test_the_call_stands_before_the_seed_and_its_caps_are_replayed(tmp_path: Path) -> None:
    root = founded(tmp_path)
    call(root, "2023-watch", "review-committee", 6, "2023-04-01")
    draw(root, "2023-watch", "2023-04-11")
    code, said = _verify(root / "juries/2023-watch")
    assert code == 0, said
    assert findings(root, "2023-05-01", "D001", "D005", "D025") == []
    text = (root / "juries/2023-watch/call.md").read_text("utf-8")
    (root / "juries/2023-watch/call.md").write_text(text.replace("employer: 2", "employer: 6"), encoding="utf-8")
    assert _verify(root / "juries/2023-watch")[0] == 1
    assert [each[:4] for each in findings(root, "2023-05-01", "D001", "D005", "D025")] == ["D025", "D005", "D001"]


def test_a_new_lot_for_the_same_seats_needs_the_old_one_annulled(tmp_path: Path) -> None:
    root = founded(tmp_path)
    sit(root, "2023-nominating", "nominating-jury", 4, "2023-02-01", mandate="2023-genesis")
    with pytest.raises(AssertionError, match="was drawn for the same purpose and had not ended"):
        call(root, "2023-nominating-again", "nominating-jury", 4, "2023-02-20", mandate="2023-genesis")
    assert "2023-nominating" in run(root, "seats", "--body", "nominating-jury", "--as-of", "2023-05-01")
