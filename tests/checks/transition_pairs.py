"""Makes the examples of checks on beginnings and conversions: Brook with a moving crew, a plan, and one thing wrong with it.

python tests/checks/transition_pairs.py
"""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from checks.brook import GENESIS, changed
from checks.made_pairs import pair, write
from folkmoot.checks import example
from folkmoot.formats.canonical import write_document

MOVING = "charter/05-moving.md"
LATE = "proposals/2026-late-shift"
REPORT = f"{LATE}/reports/2026-ovens.md"
CREW = ("m-044e", "m-07c8", "m-285a")
SEATED = {"do": "seat", "owner": "moving-crew", "what": ", ".join(CREW)}
PASSED = {"do": "pass-gate", "what": "ovens/baked"}
SHOWN = {"claim": "bread for fourteen days, weighed", "gate": "baked", "digest": "5" * 64}
BODY = {
    "purpose": "It moves the bakery into our own rooms and keeps it baking.", "powers": ["operate"],
    "select": {"method": "election", "by": "members", "decision_rule": "simple-majority"}, "seats": {"min": "3", "target": "4"},
    "term": "10m", "removal": {"by": "members", "rule": "simple-majority"}, "reports": {"every": "3m", "to": "members"},
    "expires": "2026-12-31",
}  # fmt: skip
PLAN: dict[str, Any] = {
    "phases": {
        "moving": {"starts": "2026-02-03", "ends": "2026-06-30", "bodies": ["moving-crew"], "successor": "settling"},
        "settling": {
            "starts": "2026-07-01", "ends": "2026-12-31", "bodies": ["moving-crew"], "seated": ["shop-table"],
            "fallback": {"draw": "care-circle", "by": "registrar", "within": "14d"}, "milestones": ["ovens", "tills"],
        },
    },
    "milestones": {
        "ovens": {
            "title": "Our own ovens", "by": "moving-crew", "due": "2026-04-20",
            "gates": {"baked": {"claim": "two weeks of bread from our own ovens", "judged_by": "members"}},
            "rollback": {"text": "The landlord keeps the old ovens warm.", "until": "2026-06-30"}, "continuity": ["night-watch"],
        },
        "tills": {
            "title": "Our own tills", "by": "moving-crew", "due": "2026-08-20", "after": ["ovens"],
            "gates": {"counted": {"claim": "a month of takings without a gap", "judged_by": "members"}},
            "rollback": {"text": "The landlord's tills count beside ours.", "until": "2026-10-31"},
        },
    },
    "continuity": {"night-watch": {"what": "somebody wakes when the dough alarm rings", "by": ["moving-crew"], "holders": "2"}},
}  # fmt: skip


def _article(path: str = MOVING, bodies: Mapping[str, Any] | None = None, procedures: Any = None, **plan: Any) -> bytes:
    """The article of the move; `plan` puts other rules by their dotted path, with `__` between the steps."""
    rules: dict[str, Any] = {"bodies": {"moving-crew": BODY, **(bodies or {})}, "plan": json.loads(json.dumps(PLAN))}
    if procedures:
        rules["procedures"] = procedures
    for key, value in plan.items():
        here = rules["plan"]
        *steps, last = (step.replace("_", "-") if step in ("night_watch",) else step for step in key.split("__"))
        for step in steps:
            here = here[step]
        here[last] = value
    head = {
        "id": Path(path).stem, "type": "article", "title": "Moving in", "summary": "A moving crew brings the bakery into our own rooms.",
        "class": "transitional", "expires": "2026-12-31", "rules": json.loads(json.dumps(rules)),
    }  # fmt: skip
    return write_document(head, "\nThe moving crew moves the bakery, and is gone on {{ expires }}.\n")


def _standing(**more: Any) -> dict[str, bytes]:
    """The article as it stands in the charter."""
    return {MOVING: _article(**more)}


def _effects(folder: str, *effects: Mapping[str, str], by: str = "members") -> dict[str, bytes]:
    """The proposal and the decision of a folder with effects."""
    lines = "effects:\n" + "".join(f"  - {json.dumps(dict(effect))}\n" for effect in effects)
    text = changed(f"{folder}/proposal.md", "asks:", f"{lines}asks:")
    decision = example.base()[f"{folder}/decision.md"].decode()
    assert "outcome: adopted\n" in decision
    head = decision.replace("outcome: adopted\n", f"outcome: adopted\n{lines}").replace("by: members\n", f"by: {by}\n")
    return {**text, f"{folder}/decision.md": head.encode()}


def _moved(*effects: Mapping[str, str], crew: tuple[str, ...] = CREW, by: str = "members", **more: Any) -> dict[str, bytes]:
    """A move that the genesis planned, its crew seated, and effects of the matter of the late shift."""
    seated = {**SEATED, "what": ", ".join(crew)}
    return {
        **_standing(**more), f"{GENESIS}/changes/{MOVING}": _article(**more), **_effects(GENESIS, seated),
        **(_effects(LATE, *effects, by=by) if effects else {}),
    }  # fmt: skip


def _report(*evidence: Mapping[str, str], by: str = "moving-crew", about: str = "ovens", holders: Any = None) -> dict[str, bytes]:
    named = {"night-watch": list(CREW[:2])} if holders is None else holders
    head = {
        "id": "2026-ovens", "type": "report", "title": "The ovens", "summary": "Two weeks of bread.", "about": about, "by": by,
        "period": {"from": "2026-02-04", "to": "2026-02-20"}, "status": "done", "evidence": [dict(each) for each in evidence],
        "holders": named,
    }  # fmt: skip
    return {REPORT: write_document(head, "\nWe baked.\n")}


def _sound() -> dict[str, bytes]:
    """The ovens are moved: shown, judged by members, with two people on watch."""
    return {**_moved(PASSED), **_report(SHOWN)}


def _early() -> dict[str, bytes]:
    """An act of the crew before the phase that names it."""
    late = changed(f"{LATE}/log.yml", "act: frozen, by: secretary", "act: frozen, by: moving-crew")
    return {**_moved(phases__moving__starts="2026-02-25"), **late}


def _drafted() -> dict[str, bytes]:
    drafters = {**BODY, "powers": ["draft", "convene"]}
    deciding = {
        "sphere": "deliberative", "introduce": {"who": "drafters", "seconds": "0"}, "discuss": {"min": "14d", "max": "90d"},
        "decide": {"by": "drafters", "rule": "simple-majority", "open": "5d"}, "execute": {"by": "maintainers", "within": "5d"},
    }  # fmt: skip
    return _standing(bodies={"drafters": drafters}, procedures={"ratification": deciding})


def _too_soon() -> dict[str, bytes]:
    """Somebody of the crew is seated at the shop table, which is open to them only two years later."""
    bodies = "charter/03-bodies.md"
    [article] = changed(
        bodies, "incompatible: [care-circle]", "incompatible: [care-circle]\n      cool_off_from: {moving-crew: 24m}"
    ).values()
    effects = ({"do": "unseat", "owner": "moving-crew", "what": CREW[0]}, {"do": "seat", "owner": "shop-table", "what": CREW[0]})
    return {**_moved(*effects), bodies: article, f"{GENESIS}/changes/{bodies}": article}


def _after_the_end() -> dict[str, bytes]:
    """A second crew is seated after the crew's last day."""
    ended = {"moving-crew": {**BODY, "expires": "2026-02-20"}}
    return _moved({**SEATED, "what": "m-b337"}, bodies=ended)


def _frozen() -> dict[str, bytes]:
    """One of the three has left before the gate is passed; the evidence is older."""
    left = {"do": "unseat", "owner": "moving-crew", "what": CREW[2]}
    return {**_moved(left, PASSED), **_report(SHOWN)}


def _extended() -> dict[str, bytes]:
    twice = ({"do": "extend", "what": "ovens", "due": day} for day in ("2026-05-10", "2026-05-20"))
    return _moved(*twice)


GATES = "milestones__ovens__gates"
BAD: dict[str, Callable[[], dict[str, bytes]]] = {
    "T001": lambda: _standing(phases__settling__starts="2026-07-15"),
    "T002": lambda: _standing(milestones__tills__after=["oven"]),
    "T003": lambda: _standing(phases__settling__fallback={"draw": "care-circle", "by": "moving-crew", "within": "14d"}),
    "T004": _early,
    "T005": _drafted,
    "T006": _too_soon,
    "T007": lambda: _standing(bodies={"moving-crew": {**BODY, "powers": ["operate", "decide"]}}),
    "T008": _after_the_end,
    "T010": lambda: _standing(**{GATES: {"baked": {"claim": "two weeks of bread", "judged_by": "moving-crew"}}}),
    "T011": lambda: _standing(milestones__ovens__rollback={"text": "The old ovens stay warm.", "until": "2026-04-20"}),
    "T012": lambda: _standing(continuity__night_watch={"what": "somebody wakes", "by": ["moving-crew"], "holders": "1"}),
    "T020": lambda: _moved({"do": "pass-gate", "what": "ovens/backed"}),
    "T021": lambda: {**_moved(PASSED), **_report()},
    "T022": lambda: {**_moved(PASSED, by="moving-crew"), **_report(SHOWN)},
    "T023": lambda: {**_moved({"do": "pass-gate", "what": "tills/counted"}), **_report({**SHOWN, "gate": "counted"}, about="tills")},
    "T024": _frozen,
    "T025": _extended,
    "T026": lambda: {
        **_moved({"do": "roll-back", "what": "ovens"}, milestones__ovens__rollback={"text": "Back.", "until": "2026-02-26"}),
        **_report(SHOWN),
    },
    "T027": lambda: {**_moved(), **_report({"claim": "it went well", "gate": "baked"})},
    "T028": lambda: {**_moved(), **_report(SHOWN, holders={"night-watch": [CREW[0], "m-b337"]})},
    "T029": lambda: _moved({"do": "unseat", "owner": "moving-crew", "what": CREW[2]}),
}
"""What makes Brook unsound, by the code that says so."""
GOOD = ("T004", "T021", "T024", "T027", "T028")
"""The checks beside whose bad example the whole sound move stands."""


def made() -> dict[Path, bytes]:
    """Every file of these examples, by its path among the pairs."""
    return {path: data for code in BAD for path, data in pair(code, BAD[code](), _sound() if code in GOOD else {}).items()}


if __name__ == "__main__":
    write(BAD, made())
