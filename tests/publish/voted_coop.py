"""A small co-op in which a vote was held by any method: rules, a roster, ballots and the decision that follows."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from co_op import ARTICLE, article, event, genesis, log, proposal
from folkmoot.formats.ballot_json import write_ballot
from folkmoot.formats.canonical import digest, write_document
from folkmoot.formats.layout import read_archive
from folkmoot.formats.table import write_entries
from folkmoot.procedure.chronicle import Chronicle, chronicle
from folkmoot.records.ballot import Ballot, Choice
from folkmoot.records.value import parse_instant
from folkmoot.tally.decision import decision_document, recount

AS_OF = parse_instant("2024-03-10T12:00:00Z")
SCHULZE = {"method": "schulze", "strength": "winning", "blank": "no-opinion", "levels": "unbeaten", "ratio_test": "strict", "ties": "lot"}
IRV = {
    "method": "irv", "overvote": "exhaust", "skipped": "next", "elimination": "one", "exhausted": "out",
    "ladder": ["prior-rounds", "lot"], "ties": "lot",
}  # fmt: skip
STV = {
    "method": "stv", "winners": "2", "quota": "droop", "transfer": "scottish", "overvote": "exhaust", "skipped": "next",
    "ladder": ["prior-rounds", "lot"], "ties": "lot",
}  # fmt: skip
APPROVAL = {"method": "approval", "winners": "1", "max_approvals": "3", "ladder": ["lot"], "ties": "lot"}
STAR = {"method": "star", "highest": "5", "unscored": "zero", "ladder": ["lot"], "ties": "lot"}
MAJORITY = {"method": "majority", "threshold": "1/2", "strict": "true", "base": "cast", "abstain": "quorum-only", "ties": "rejected"}
VERDICT = {"method": "verdict", "finding": "majority", "remedy": "majority", "ties": "rejected"}
CONSENT = {
    "method": "consent", "objectors": "members", "rounds": "1", "overrule": "1/3", "fallback": "majority", "ties": "rejected",
}  # fmt: skip
RULES: dict[str, Mapping[str, Any]] = {
    "schulze": SCHULZE, "irv": IRV, "stv": STV, "approval": APPROVAL, "star": STAR, "majority": MAJORITY, "verdict": VERDICT,
    "consent": CONSENT,
}  # fmt: skip


@dataclass(frozen=True)
class Vote:
    """One vote: the rule's name, the options, and how many cast which ballot."""

    rule: str
    options: tuple[str, ...]
    ballots: tuple[tuple[Choice, int], ...]
    events: tuple[Mapping[str, Any], ...] = ()
    """Acts of the log after the vote opened."""


def ranked(text: str) -> Choice:
    """A ranking from its line: `a > b = c`."""
    return tuple(tuple(part.strip() for part in level.split("=")) for level in text.split(">")) if text else ()


def voted_files(votes: Iterable[Vote], rules: Mapping[str, Mapping[str, Any]] = RULES) -> dict[str, bytes]:
    """The files of a co-op with one proposal a vote, `2024-<rule>`, each counted and decided."""
    votes = tuple(votes)
    procedure = ARTICLE["rules"]["procedures"]["policy"]  # type: ignore[index]
    charter = {
        "decisions": {"simple": ARTICLE["rules"]["decisions"]["simple"], **{  # type: ignore[index]
            name: {"secrecy": "open", **rule} for name, rule in rules.items()
        }},
        "procedures": {
            **ARTICLE["rules"]["procedures"],  # type: ignore[index]
            **{f"by-{vote.rule}": {**procedure, "decide": {"by": "members", "rule": vote.rule, "open": "7d"}} for vote in votes},
        },
    }  # fmt: skip
    files = genesis({"charter/01-rules.md": article(rules=json.loads(json.dumps(charter)))})
    most = max(sum(number for _, number in vote.ballots) for vote in votes)
    names = [f"m-{place:04}" for place in range(1, most + 4)]
    entries = write_entries(("entry",), [(name,) for name in names])
    head = {
        "id": "2024-members", "type": "roster", "title": "Members", "summary": "All members.", "as_of": "2024-01-01",
        "rules_at": "2024-01-01", "count": str(len(names)), "columns": ["entry"], "digest": digest(entries), "storage": "public",
    }  # fmt: skip
    files["juries/rosters/2024-members/roster.md"] = write_document(head, "\n")
    files["juries/rosters/2024-members/entries.csv"] = entries
    for vote in votes:
        files |= _vote(files, vote, names, digest(entries))
    archive = read_archive(files)
    course = chronicle(archive, AS_OF)
    for vote in votes:
        name = f"2024-{vote.rule}"
        found = archive.proposal(name)
        assert found is not None
        files[f"{found.folder}/decision.md"] = decision_document(recount(archive, found, course.matters[name].book))
    return files


def _vote(files: Mapping[str, bytes], vote: Vote, names: list[str], roster: str) -> dict[str, bytes]:
    name = f"2024-{vote.rule}"
    folder = f"proposals/{name}"
    options = [{"id": option, "title": f"Option {option}"} for option in vote.options]
    text = proposal(
        name, f"by-{vote.rule}", title=f"A vote by {vote.rule}", asks="Which of them?", **({"options": options} if options else {})
    )
    archive = read_archive({**files, f"{folder}/proposal.md": text, f"{folder}/log.yml": log(event("2024-02-01T12:00:00Z", "opened"))})
    found = archive.proposal(name)
    assert found is not None
    electorate = {"kind": "roster", "id": "2024-members", "digest": roster}
    made = {
        f"{folder}/proposal.md": text,
        f"{folder}/log.yml": log(
            event("2024-02-01T12:00:00Z", "opened"),
            event("2024-02-10T12:00:00Z", "frozen", text=found.text_digest),
            event("2024-02-11T12:00:00Z", "voting-opened", electorate=electorate),
            *vote.events,
            event("2024-02-20T12:00:00Z", "ballots-closed"),
        ),
    }
    cast = [choice for choice, number in vote.ballots for _ in range(number)]
    for voter, choice in zip(names, cast, strict=False):
        made[f"{folder}/ballots/{voter}-1.json"] = write_ballot(Ballot(name, found.text_digest, roster, voter, 1, choice))
    return made


def course_of(files: Mapping[str, bytes]) -> Chronicle:
    """The course of the co-op at the instant of its pages."""
    return chronicle(read_archive(files), AS_OF)
