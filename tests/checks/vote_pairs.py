"""Makes the examples of checks on lots, objections, verdicts and advice: Brook with another rule, another log or other ballots.

python tests/checks/vote_pairs.py
"""

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from checks.brook import DRAFT, changed
from checks.made_pairs import pair, write
from checks.sign_pairs import keys, signed
from co_op import event, log
from folkmoot.checks import example
from folkmoot.formats.ballot_json import write_ballot
from folkmoot.formats.packed_json import write_packed_count
from folkmoot.records.ballot import Ballot
from folkmoot.records.packed import CountedBy, PackedCount
from folkmoot.sortition.beacon import QUICKNET

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
VERDICT = (
    "      method: verdict\n      finding: two-thirds\n      remedy: two-thirds\n      secrecy: counted\n      ties: rejected\n  draws:"
)
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


def _packed(electorate: str = ROSTER, people: tuple[str, ...] = ("ana", "bea")) -> dict[str, bytes]:
    """The late shift put to an open vote whose ballots are kept elsewhere, and their count, signed."""
    by = CountedBy("duckdb", "DuckDB 2.0.0", "5" * 64, 257)
    choices = {"abstain": 1, "against": 4, "for": 7}
    count = PackedCount(
        "2026-late-shift", TEXT, electorate, 40, 40, "8" * 64, "", 12, {}, 12, {}, (), choices, None, (), by
    )  # fmt: skip
    count_path = f"{LATE}/ballots.json"
    return {**_ruled(MAJORITY.replace("counted", "open")), **_without_ballots(), **signed(count_path, write_packed_count(count), people)}


def _misshapen() -> dict[str, bytes]:
    path = f"{LATE}/ballots.json"
    return {path: _packed(people=())[path].replace(b"8" * 64, b"8" * 63 + b"G")}


def _of_others() -> dict[str, bytes]:
    return _packed("9" * 64)


def _two_ways() -> dict[str, bytes]:
    path = f"{LATE}/ballots/counted.json"
    return {**{name: data for name, data in _packed().items() if not name.startswith(path)}, path: example.base()[path]}


def _half_signed() -> dict[str, bytes]:
    return {**_packed(people=("ana",)), **keys()}


GOOD: dict[str, Callable[[], dict[str, bytes]]] = {
    "V010": _packed, "V011": _packed, "V012": lambda: {**_packed(), **keys()},
}  # fmt: skip
"""What is sound, where Brook itself shows too little."""
BAD: dict[str, Callable[[], dict[str, bytes]]] = {
    "V030": _elsewhere, "V031": _unproven, "V032": _known, "V033": _unannounced, "V040": _ungrounded, "V041": _stranger,
    "V042": _unreasoned, "P120": _unfit, "C016": _unanswered, "V010": _of_others, "V011": _two_ways, "V012": _half_signed,
    "F018": _misshapen,
}  # fmt: skip
"""What makes Brook unsound, by the code that says so."""


def made() -> dict[Path, bytes]:
    """Every file of these examples, by its path among the pairs."""
    return {path: data for code in BAD for path, data in pair(code, BAD[code](), GOOD.get(code, dict)()).items()}


if __name__ == "__main__":
    write(BAD, made())
