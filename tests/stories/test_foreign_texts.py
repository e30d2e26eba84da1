"""Texts that real people govern with: PEPs and bylaws are brought in, checked, adopted and published in one site."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from co_op import commit, event, log
from folkmoot.formats.ballot_json import write_totals
from folkmoot.formats.canonical import digest, manifest_digest
from folkmoot.records.ballot import CountedTotals

VECTORS = Path(__file__).parent.parent / "vectors"
PROPOSAL = "proposals/genesis-sad-bee-inc"
MKDOCS = "site_name: Bee\ndocs_dir: site/pages\nsite_dir: public\ntheme: {name: material}\nplugins: [folkmoot]\n"


def _run(root: Path, *arguments: str | Path, exits: int = 0) -> str:
    line = [Path(sys.executable).parent / arguments[0], *arguments[1:]]
    ran = subprocess.run(line, cwd=root, capture_output=True, text=True, check=False)
    assert ran.returncode == exits, ran.stdout + ran.stderr
    return ran.stdout


@pytest.mark.slow
def test_bylaws_become_a_charter_beside_imported_proposals(tmp_path: Path) -> None:
    root = tmp_path / "bee"
    commit_site = {"site/pages/about.md": b"# About\n\nWe make things.\n", "mkdocs.yml": MKDOCS.encode()}
    root.mkdir()
    commit(root, commit_site)
    _run(root, "folkmoot", "import", "bylaws", VECTORS / "bylaws")
    _run(root, "folkmoot", "import", "pep", VECTORS / "peps")
    members = tmp_path / "members.csv"
    members.write_text("entry\n" + "".join(f"m-{number}\n" for number in range(100, 112)))
    _run(root, "folkmoot", "roster", "freeze", members, "--id", "2024-founders", "--day", "2024-01-01")
    roster = digest((root / "juries/rosters/2024-founders/entries.csv").read_bytes())
    bound = manifest_digest({
        path.relative_to(root / PROPOSAL).as_posix(): path.read_bytes() for path in (root / PROPOSAL).rglob("*.md")
    })  # fmt: skip
    commit(root, {
        f"{PROPOSAL}/log.yml": log(
            event("2024-01-02T12:00:00Z", "opened", by="founders-meeting"),
            event("2024-01-20T12:00:00Z", "frozen", by="founders-meeting", text=bound),
            event(
                "2024-01-21T12:00:00Z", "voting-opened", by="founders-meeting",
                electorate={"kind": "roster", "id": "2024-founders", "digest": roster},
            ),
            event("2024-01-23T12:00:00Z", "ballots-closed", by="tellers"),
        ),
        f"{PROPOSAL}/ballots/counted.json": write_totals(
            CountedTotals("genesis-sad-bee-inc", bound, roster, 10, 1, 1, ("m-100", "m-101"))
        ),
    })  # fmt: skip
    _run(root, "folkmoot", "tally", "genesis-sad-bee-inc", "--write")
    changes = root / PROPOSAL / "changes"
    commit(root, {path.relative_to(changes).as_posix(): path.read_bytes() for path in changes.rglob("*.md")})
    _run(root, "folkmoot", "check")
    assert "FAILS" not in _run(root, "folkmoot", "verify")
    _run(root, "mkdocs", "build", "--strict", "--quiet")
    page = (root / "public/charter/03-membership/index.html").read_text()
    assert _nested(page, "Student Members shall have") == 2, "an item (a) stands inside item 1"
    assert _nested(page, "The election of Directors and Officers") == 3, "an item (i) stands inside (a) inside 1"
    assert len(list((root / "public/proposals").iterdir())) > len(list((VECTORS / "peps").glob("*.rst")))


def _nested(page: str, words: str) -> int:
    """How many lists are open where the words stand in the text of the article, below its summary."""
    text = page[page.index('<div class="fm-prose') :]
    before = text[: text.index(words)]
    return len(re.findall(r"<[ou]l[ >]", before)) - len(re.findall(r"</[ou]l>", before))
