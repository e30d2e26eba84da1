"""A new co-op of `folkmoot init` after its founders have adopted the charter: the records that their vote leaves."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from co_op import commit, event, log
from folkmoot.cli import main
from folkmoot.formats.ballot_json import write_batch
from folkmoot.procedure.chronicle import chronicle
from folkmoot.records.ballot import Ballot, BallotBatch
from folkmoot.records.value import parse_instant
from folkmoot.repository.reader import read_work_tree
from folkmoot.tally.decision import decision_document, recount

FIRST_DAY = "2026-11-23"
GENESIS = "2026-genesis"
FOLDER = f"proposals/{GENESIS}"
ADOPTED = "2026-12-03T12:00:00Z"
"""After the vote has closed and while the decision waits to be carried out."""


def run(*arguments: str | Path) -> int:
    """Run a verb in this process, and return how it ended."""
    try:
        main([str(argument) for argument in arguments])
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def begun(root: Path, model: str, founders: str | Path = 6) -> Path:
    """Begin a co-op after a model, in a Git repository."""
    with pytest.raises(SystemExit) as ended:
        main(["init", str(root), "--model", model, "--name", "Brook & Sons", "--founders", str(founders), "--as-of", FIRST_DAY])
    assert not ended.value.code
    commit(root, {})
    return root


def tokens(root: Path) -> tuple[str, ...]:
    """The tokens of the founders, in the order of their roster."""
    lines = (root / "juries/rosters/2026-founders/entries.csv").read_text().split()[1:]
    return tuple(line.partition(",")[0] for line in lines)


def with_log(root: Path, *further: Mapping[str, Any]) -> Path:
    """The log of the genesis up to the frozen text, and what comes after."""
    bound = read_work_tree(root).proposals[0].text_digest
    commit(root, {f"{FOLDER}/log.yml": log(
        event("2026-11-23T12:00:00Z", "opened", by="founders-meeting"),
        event("2026-11-27T12:00:00Z", "frozen", by="founders-meeting", text=bound),
        *further,
    )})  # fmt: skip
    return root


def founded(root: Path, model: str) -> Path:
    """Begin a co-op, let its six founders adopt the charter, and carry it out."""
    begun(root, model)
    archive = read_work_tree(root)
    roster, bound = archive.rosters[0].manifest.head.digest, archive.proposals[0].text_digest
    with_log(
        root,
        event(
            "2026-11-29T12:00:00Z", "voting-opened", by="founders-meeting",
            electorate={"kind": "roster", "id": "2026-founders", "digest": roster},
        ),
        event("2026-12-02T12:00:00Z", "ballots-closed", by="founders-meeting"),
    )  # fmt: skip
    hands = tuple(Ballot(GENESIS, bound, roster, token, 1, "for") for token in tokens(root))
    commit(root, {f"{FOLDER}/ballots/batch-1.json": write_batch(BallotBatch(GENESIS, bound, roster, hands[0].voter, hands))})
    archive = read_work_tree(root)
    course = chronicle(archive, parse_instant(ADOPTED))
    decision = decision_document(recount(archive, archive.proposals[0], course.matters[GENESIS].book))
    changes = {path.removeprefix(f"{FOLDER}/changes/"): archive.files[path] for path in archive.proposals[0].changes}
    commit(root, {f"{FOLDER}/decision.md": decision})
    commit(root, dict(changes), f"Proposal {GENESIS}: enact")
    return root
