"""A small co-op for the state machines: an amendment that can be vetoed and overridden, daily work that can be called up."""

import json
from collections.abc import Mapping
from typing import Any

from co_op import ARTICLE, article, event, genesis, log, proposal
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import Chronicle, Matter, chronicle
from folkmoot.records.value import parse_instant

NAME = "2026-x"
REASON = {"reason": "c1-1 is not kept"}
ROSTER = {"electorate": {"kind": "roster", "id": "2023-founders", "digest": "0" * 64}}
OPENED = event("2026-05-02T12:00:00Z", "opened")
FROZEN = event("2026-05-12T12:00:00Z", "frozen", text="0" * 64)
CORRECTED = event("2026-05-13T12:00:00Z", "corrected", "secretary", text="1" * 64, reason="a slip of the pen")
VOTING = event("2026-05-14T12:00:00Z", "voting-opened", **ROSTER)
CLOSED = event("2026-05-22T12:00:00Z", "ballots-closed")
VETOED = event("2026-05-24T12:00:00Z", "vetoed", "council", **REASON)
OBJECTED = event("2026-05-15T12:00:00Z", "objected", "m-0002", ref="c1-1", reason="it shuts out those who work nights")
RESOLVED = event("2026-05-16T12:00:00Z", "resolved", "m-0002", ref="objection-1", reason="the hours were changed")
OVERRULED = event("2026-05-16T12:00:00Z", "overruled", "m-0003", ref="objection-1", reason="a taste, not the aim")
EXCEPTED = event("2026-05-15T12:00:00Z", "excepted", "secretary", entry="m-0009", ref="added", reason="left out by mistake")
OVERRIDE = event("2026-06-01T12:00:00Z", "override-opened", ref="2026-over")
CALLED_UP = event("2026-05-25T12:00:00Z", "called-up", "m-0002", ref="2026-call")
VOTED = (OPENED, FROZEN, VOTING, CLOSED)


def rules(**more: Any) -> dict[str, Any]:
    """The rules of the co-op; `more` goes on top."""
    known: dict[str, Any] = json.loads(json.dumps(ARTICLE["rules"]))
    plain = known["procedures"]["policy"]
    known["procedures"] |= {
        "amendment": {
            **plain, "freeze": "1d", "notice": "30d", "editorial": {"by": "secretary", "words": "3"},
            "veto": {"by": "council", "rule": "simple", "within": "7d", "override": {"kind": "override", "within": "30d"}},
        },
        "agreed": {**plain, "decide": {**plain["decide"], "rule": "consent"}},
        "running": {**plain, "sphere": "operational"},
        "override": {**plain, "paths": []},
        "call-up": {**plain, "paths": []},
    }  # fmt: skip
    known["decisions"]["consent"] = {
        "method": "consent", "objectors": "members", "rounds": "2", "overrule": "1/2", "fallback": "simple", "ties": "rejected",
        "secrecy": "open",
    }  # fmt: skip
    known["spheres"] = {"call_up": {"members": "3", "within": "14d"}}
    body = {
        "purpose": "It works", "select": {"method": "election", "by": "members", "decision_rule": "simple"},
        "seats": {"min": "1", "target": "3"}, "term": "12m", "removal": {"by": "members", "rule": "simple"},
        "reports": {"every": "6m", "to": "members"},
    }  # fmt: skip
    known["bodies"] = {
        "council": {**body, "powers": ["veto", "confirm"]},
        "starters": {**body, "powers": ["operate", "keep-roster", "convene"], "expires": "2026-05-12"},
    }
    whole: dict[str, Any] = json.loads(json.dumps({**known, **more}))  # nothing shared: an article may hold no aliases
    return whole


def decision(
    name: str, closed: str = "2026-05-22T12:00:00Z", outcome: str = "adopted", by: str = "members", **fields: Any
) -> dict[str, bytes]:
    """A decision as the fold reads it; nothing is counted here."""
    from folkmoot.formats.canonical import write_document

    electorate = {"kind": "roster", "id": "2023-founders", "digest": "0" * 64, "count": "3"}
    head = {
        "id": f"{name}-decision", "type": "decision", "title": "Decided", "summary": "Decided.", "of": name, "by": by, "rule": "simple",
        "rules_at": closed, "rules_digest": "0" * 64, "text": "0" * 64, "electorate": electorate, "opened": closed, "closed": closed,
        "ballots": {"kind": "open", "digest": "0" * 64, "counted": "3", "discarded": "0"}, "counts": {"for": "3"}, "outcome": outcome,
        **fields,
    }  # fmt: skip
    return {f"proposals/{name}/decision.md": write_document(head, "\n")}


def files_of(name: str, *events: Mapping[str, Any], kind: str = "amendment", **fields: Any) -> dict[str, bytes]:
    """A proposal and its log."""
    files = {f"proposals/{name}/proposal.md": proposal(name, kind, **fields)}
    return {**files, **({f"proposals/{name}/log.yml": log(*events)} if events else {})}


def beside(**charter: Any) -> dict[str, bytes]:
    """The genesis, and the proposals that override and call up."""
    return {
        **genesis({"charter/01-rules.md": article(rules=rules(**charter))}),
        **files_of("2026-over", event("2026-05-30T12:00:00Z", "opened"), kind="override", responds_to=NAME),
        **files_of("2026-call", event("2026-05-24T12:00:00Z", "opened"), kind="call-up", responds_to=NAME),
    }


def course_of(files: Mapping[str, bytes], as_of: str) -> Chronicle:
    """The chronicle of files that must all be readable."""
    archive = read_archive(files)
    assert archive.faults == (), archive.faults
    return chronicle(archive, parse_instant(as_of))


def matter_of(files: Mapping[str, bytes], as_of: str) -> Matter:
    """Where the matter stands."""
    return course_of(files, as_of).matters[NAME]
