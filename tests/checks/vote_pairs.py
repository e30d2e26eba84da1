"""Makes the examples of checks on lots, objections, verdicts and advice: Brook with another rule, another log or other ballots.

    python tests/checks/vote_pairs.py
"""

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from checks.brook import DRAFT, changed, found
from co_op import event, log
from folkmoot.checks import example
from folkmoot.checks.registry import find_check
from folkmoot.formats.ballot_json import write_ballot
from folkmoot.formats.layout import read_archive
from folkmoot.formats.report import render
from folkmoot.records.ballot import Ballot
from folkmoot.sortition.beacon import QUICKNET

PAIRS = Path(example.__file__).parent / "pairs"
LATE = "proposals/2026-late-shift"
RULES = "charter/02-how-we-decide.md"
ROSTER = "3eee82f5b9fe8c5e476b85f904b979a47b96051cceadbc18bce0a94fb116ea6d"
TEXT = "0804208a1af2208cea06705e9f27facaad93ccebe0ea74c8bde3d9e743d87cd9"
ROUND = 26_074_612
"""Comes out on 2026-02-14, a week before the vote opens; `LATER` when it is over."""
LATER = ROUND + 500_000
MAJORITY = (
    "      method: majority\n      threshold: 1/2\n      strict: true\n      base: cast\n      abstain: quorum-only\n"
    "      secrecy: counted\n      ties: rejected\n  draws:"
)
LOT = "      method: lot\n      winners: 1\n      secrecy: open\n      ties: lot\n  draws:"
CONSENT = (
    "      method: consent\n      objectors: members\n      rounds: 1\n      overrule: 1/3\n      fallback: two-thirds\n"
    "      secrecy: open\n      ties: rejected\n  draws:"
)
VERDICT = "      method: verdict\n      finding: two-thirds\n      remedy: two-thirds\n      secrecy: counted\n      ties: rejected\n  draws:"
ADVICE = MAJORITY.replace("majority", "advice")


def _beacon(number: int, **fields: str) -> dict[str, object]:
    return {"kind": "beacon", "chain": QUICKNET.hash, "round": str(number), **fields}


def _log(*between: dict[str, object], announced: tuple[object, ...] = (), given: tuple[object, ...] = ()) -> dict[str, bytes]:
    voting: dict[str, object] = {"electorate": {"kind": "roster", "id": "2026-01-members", "digest": ROSTER}}
    closing: dict[str, object] = {}
    if announced:
        voting["sources"] = announced
    if given:
        closing["sources"] = given
    events = (
        event("2026-02-10T10:00:00Z", "opened", "m-07c8"), event("2026-02-20T10:00:00Z", "frozen", "secretary", text=TEXT),
        event("2026-02-21T09:00:00Z", "voting-opened", "secretary", **voting), *between,
        event("2026-02-27T09:00:00Z", "ballots-closed", "tellers", **closing),
    )  # fmt: skip
    return {f"{LATE}/log.yml": log(*events)}


def _ruled(rule: str) -> dict[str, bytes]:
    """The charter as the genesis made it, with another rule in place of the simple majority."""
    [data] = changed(RULES, MAJORITY, rule).values()
    return {RULES: data, f"proposals/2026-genesis/changes/{RULES}": data}


def _without_ballots() -> dict[str, bytes]:
    return {f"{LATE}/ballots/counted.json.removed": b"", f"{LATE}/decision.md.removed": b""}


def _options() -> dict[str, bytes]:
    return changed(f"{LATE}/proposal.md", "review_by:", "options: [{id: mill, title: The mill}, {id: oven, title: The oven}]\nreview_by:")


def _elsewhere() -> dict[str, bytes]:
    return _log(announced=(_beacon(LATER),), given=(_beacon(LATER + 1, signature="ab" * 48),))


def _unproven() -> dict[str, bytes]:
    return _log(announced=(_beacon(LATER),), given=(_beacon(LATER, signature="ab" * 48),))


def _known() -> dict[str, bytes]:
    return _log(announced=(_beacon(ROUND),))


def _unannounced() -> dict[str, bytes]:
    return {**_ruled(LOT), **_without_ballots(), **_options()}


def _ungrounded() -> dict[str, bytes]:
    ballot = write_ballot(Ballot("2026-late-shift", TEXT, ROSTER, "m-044e", 1, "object"))
    return {**_ruled(CONSENT), **_without_ballots(), f"{LATE}/ballots/m-044e-1.json": ballot}


def _stranger() -> dict[str, bytes]:
    said = event("2026-02-22T09:00:00Z", "objected", "m-9999", ref="c1-1", reason="Nobody asked us")
    return {**_ruled(CONSENT), **_without_ballots(), **_log(said)}


def _unreasoned() -> dict[str, bytes]:
    return _ruled(VERDICT)


def _unanswered() -> dict[str, bytes]:
    [data] = changed(RULES, MAJORITY, ADVICE).values()
    return {DRAFT.replace("charter/01-members.md", RULES): data}


def _unfit() -> dict[str, bytes]:
    """A verdict under way, with an option that is neither a finding nor a remedy."""
    text = changed(f"{LATE}/proposal.md", "review_by:", "options: [{id: finding-alone, title: Alone}, {id: fine, title: Fine}]\nreview_by:")
    return {**_ruled(VERDICT), **_without_ballots(), **text}


BAD: dict[str, Callable[[], dict[str, bytes]]] = {
    "V030": _elsewhere, "V031": _unproven, "V032": _known, "V033": _unannounced, "V040": _ungrounded, "V041": _stranger,
    "V042": _unreasoned, "P120": _unfit, "C016": _unanswered,
}  # fmt: skip
"""What makes Brook unsound, by the code that says so."""


def made() -> dict[Path, bytes]:
    """Every file of these examples, by its path among the pairs."""
    files: dict[Path, bytes] = {}
    for code, make in BAD.items():
        check, over = find_check(code), make()
        folder = Path(f"{check.code}-{check.name}")
        files |= {folder / "bad" / path: data for path, data in over.items()}
        gone = {path.removesuffix(".removed"): None for path in over if path.endswith(".removed")}
        kept = {path: data for path, data in over.items() if not path.endswith(".removed")}
        whole = {path: data for path, data in {**example.base(), **kept}.items() if path not in gone}
        said = render(tuple(found(code, {**kept, **gone})), read_archive(whole).files, "text")
        files[folder / "message.txt"] = said.encode()
    return files


if __name__ == "__main__":
    for path, data in made().items():
        (PAIRS / path).parent.mkdir(parents=True, exist_ok=True)
        (PAIRS / path).write_bytes(data)
