"""A small co-op that takes over a running platform: a core team in two steps, a council that judges them, work that may not stop."""

import json
from pathlib import Path
from typing import Any

from co_op import ARTICLE, article, genesis
from folkmoot.formats.canonical import write_document
from lived import matter

PLAIN: dict[str, Any] = ARTICLE["rules"]["procedures"]["policy"]  # type: ignore[index]
CREW = "m-0011, m-0012, m-0013"
COUNCIL = "m-0021, m-0022, m-0023"
SEATED = [{"do": "seat", "owner": "core-team", "what": CREW}, {"do": "seat", "owner": "council", "what": COUNCIL}]
DIGEST = "5" * 64
PLAN: dict[str, Any] = {
    "phases": {
        "taking-over": {
            "starts": "2023-01-20", "ends": "2023-10-31", "bodies": ["core-team"], "seated": ["council"], "milestones": ["servers", "words"],
            "fallback": {"draw": "oversight-jury", "by": "registrar", "within": "14d"},
        },
    },
    "milestones": {
        "servers": {
            "title": "The co-op runs the servers", "by": "core-team", "due": "2023-05-31",
            "gates": {
                "on-call": {"claim": "four weeks of nights without the company", "judged_by": "council"},
                "restore": {"claim": "a backup was brought back twice", "judged_by": "council"},
            },
            "rollback": {"text": "The company keeps its machines warm.", "until": "2023-07-31"}, "continuity": ["nights"],
        },
        "words": {
            "title": "The co-op moderates", "by": "core-team", "due": "2023-09-30", "after": ["servers"],
            "gates": {"answers": {"claim": "every report is answered in six hours", "judged_by": "council"}},
            "rollback": {"text": "The company's moderators take the queue back.", "until": "2023-12-15"}, "continuity": ["nights"],
        },
    },
    "continuity": {"nights": {"what": "somebody wakes when the platform is down", "by": ["core-team"], "holders": "2"}},
}  # fmt: skip


def _body(purpose: str, powers: list[str], **fields: Any) -> dict[str, Any]:
    body = {
        "purpose": purpose, "powers": powers, "seats": {"min": "3", "target": "4"},
        "select": {"method": "election", "by": "members", "decision_rule": "simple"}, "term": "12m",
        "removal": {"by": "members", "rule": "simple"}, "reports": {"every": "11m", "to": "members"},
    }  # fmt: skip
    return {**body, **fields}


def charter(**plan: Any) -> dict[str, bytes]:
    """The founding charter: rules and bodies that stay, and an article of the take-over that ends with the year."""
    rules: dict[str, Any] = json.loads(json.dumps(ARTICLE["rules"]))
    rules["procedures"] |= {
        "gate-review": {**PLAIN, "introduce": {"who": "member", "seconds": "0"}, "decide": {"by": "council", "rule": "simple", "open": "7d"}},
    }
    rules["draws"] = {"by-lot": {"seed": {"kind": "dice", "after": "24h"}, "challenge": "7d", "response": "7d"}}
    rules["bodies"] = {
        "council": _body("It looks after how the take-over goes", ["review"]),
        "oversight-jury": _body("It takes over if there is no council", ["review"], select={"method": "sortition", "draw_rule": "by-lot"}),
    }
    moving = {
        "id": "09-taking-over", "type": "article", "title": "Taking over", "summary": "A core team brings the platform over.",
        "class": "transitional", "expires": "2023-12-31",
        "rules": {
            "bodies": {"core-team": _body("It keeps the platform running while it changes hands", ["operate"], expires="2023-12-31")},
            "plan": {**PLAN, **plan},
        },
    }  # fmt: skip
    return {
        "charter/01-rules.md": article(rules=json.loads(json.dumps(rules))),
        "charter/09-taking-over.md": write_document(json.loads(json.dumps(moving)), "\nThe core team is gone on {{ expires }}.\n"),
    }


def report(name: str, about: str, to: str, *gates: str, holders: tuple[str, ...] = (), by: str = "core-team") -> dict[str, bytes]:
    """A report of the core team, with evidence for gates and those who hold the nights."""
    head = {
        "id": name, "type": "report", "title": "How it went", "summary": "How it went.", "about": about, "by": by,
        "period": {"from": "2023-01-20", "to": to}, "status": "done",
        "evidence": [{"claim": f"the log of {gate}", "gate": gate, "digest": DIGEST} for gate in gates],
        **({"holders": {"nights": list(holders)}} if holders else {}),
    }  # fmt: skip
    return {f"proposals/2023-crew/reports/{name}.md": write_document(head, "\nIt went well.\n")}


def judged(files: dict[str, bytes], name: str, opened: str, *effects: dict[str, str], kind: str = "gate-review") -> dict[str, bytes]:
    """A matter with effects, decided 19 days after it was opened."""
    return matter(files, name, "decided", kind=kind, opened=opened, effects=list(effects), seconds=["m-0002", "m-0003"])


def taken_over() -> dict[str, bytes]:
    """The life of the take-over until June 2023: a step half shown, then passed; a freeze, and the second step after it."""
    files = genesis(charter())
    files |= judged(files, "2023-crew", "2023-01-25", *SEATED, kind="policy")
    files |= report("2023-nights", "servers", "2023-03-01", "on-call", holders=("m-0011", "m-0012"))
    both = [{"do": "pass-gate", "what": f"servers/{gate}"} for gate in ("on-call", "restore")]
    files |= judged(files, "2023-two-gates", "2023-03-02", *both)
    files |= report("2023-restored", "servers", "2023-03-25", "restore")
    files |= judged(files, "2023-restore-gate", "2023-03-26", both[1])
    files |= judged(files, "2023-leaver", "2023-04-01", {"do": "unseat", "owner": "core-team", "what": "m-0013"}, kind="policy")
    answers = {"do": "pass-gate", "what": "words/answers"}
    files |= report("2023-early-words", "words", "2023-04-18", "answers", holders=("m-0011", "m-0012"))
    files |= judged(files, "2023-early-gate", "2023-05-01", answers)
    files |= judged(files, "2023-newcomer", "2023-05-05", {"do": "seat", "owner": "core-team", "what": "m-0014"}, kind="policy")
    files |= report("2023-words", "words", "2023-06-01", "answers", holders=("m-0011", "m-0014"))
    return files | judged(files, "2023-words-gate", "2023-06-02", answers)


def run(root: Path, *arguments: str, exits: int = 0) -> str:
    """Run a documented command in a repository and return what it says."""
    import io
    from contextlib import redirect_stderr, redirect_stdout

    from folkmoot.cli import main

    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main([*arguments, "--root", str(root)])
            code: object = 0
        except SystemExit as ended:
            code = ended.code or 0
    assert code == exits, out.getvalue() + err.getvalue()
    return out.getvalue() if exits != 2 else err.getvalue()
