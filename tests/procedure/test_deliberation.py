"""Whole lives by consent, by verdict, by advice and by lot, through the records: log, ballots, count, decision, checks, status."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import pytest

from co_op import ARTICLE, article, event, genesis, log, proposal
from folkmoot.checks.registry import run_checks
from folkmoot.formats.ballot_json import write_ballot
from folkmoot.formats.canonical import digest, manifest_digest, write_document
from folkmoot.formats.layout import read_archive
from folkmoot.formats.table import write_entries
from folkmoot.procedure.agenda import ahead_of_matter
from folkmoot.procedure.chronicle import Chronicle, chronicle
from folkmoot.procedure.ledger import Ledger
from folkmoot.procedure.obligations import Kind, obligations
from folkmoot.procedure.status import Status
from folkmoot.procedure.timeline import matter_timeline
from folkmoot.records.ballot import Ballot, Choice, Marks
from folkmoot.records.error import FolkmootError
from folkmoot.records.value import parse_instant
from folkmoot.sortition.beacon import DEMONSTRATION, demonstration_round, round_at
from folkmoot.tally.decision import Recount, decision_document, decision_head, recount
from folkmoot.tally.lot import by_lot, tie_seed

NAME = "2026-hours"
FOLDER = f"proposals/{NAME}"
TIES = {"ties": "rejected", "secrecy": "open"}
DECISIONS = {
    "agreement": {"method": "consent", "objectors": "members", "rounds": "2", "overrule": "1/2", "fallback": "simple", **TIES},
    "judgement": {"method": "verdict", "finding": "simple", "remedy": "simple", **TIES},
    "counsel": {**ARTICLE["rules"]["decisions"]["simple"], "method": "advice"},  # type: ignore[index]
    "in-each-class": {**ARTICLE["rules"]["decisions"]["simple"], "per_class": "class"},  # type: ignore[index]
    "capped": {**ARTICLE["rules"]["decisions"]["simple"], "class_cap": "1/2"},  # type: ignore[index]
    "by-lot": {"method": "lot", "winners": "1", "ties": "lot", "secrecy": "open"},
}
KINDS = {"custom": "agreement", "case": "judgement", "question": "counsel", "pick": "by-lot", "share": "in-each-class", "weighed": "capped"}
CLASSES = {"m-0001": "users", "m-0002": "users", "m-0003": "users", "m-0004": "users", "m-0005": "workers", "m-0006": "workers"}


@cache
def founded() -> Mapping[str, bytes]:
    """A co-op of three that knows these ways to decide."""
    rules: dict[str, Any] = json.loads(json.dumps(ARTICLE["rules"]))
    plain = {**rules["procedures"]["policy"], "paths": []}
    rules["decisions"] = {**rules["decisions"], **DECISIONS}
    for kind, rule in KINDS.items():
        rules["procedures"][kind] = {**plain, "decide": {**plain["decide"], "rule": rule}}
    rules["procedures"]["question"]["reply"] = {"by": "maintainers", "within": "30d"}
    return genesis({"charter/01-rules.md": article(rules=json.loads(json.dumps(rules)))})  # nothing shared: no aliases


def roster() -> dict[str, str]:
    """The electorate of every vote here."""
    archive = read_archive(dict(founded()))
    entries = archive.rosters[0].entries
    assert entries is not None
    return {"kind": "roster", "id": "2023-founders", "digest": entries.digest}


def members_by_class() -> tuple[dict[str, str], dict[str, bytes]]:
    """An electorate with a column of classes, and its files."""
    entries = write_entries(("entry", "class"), list(CLASSES.items()))
    head = {
        "id": "2026-members", "type": "roster", "title": "Members", "summary": "Six members.", "as_of": "2026-02-01",
        "rules_at": "2026-02-01", "count": "6", "columns": ["entry", "class"], "digest": digest(entries), "storage": "public",
    }  # fmt: skip
    folder = "juries/rosters/2026-members"
    named = {"kind": "roster", "id": "2026-members", "digest": digest(entries)}
    return named, {f"{folder}/roster.md": write_document(head, "\n"), f"{folder}/entries.csv": entries}


def round_of_votes(
    text: bytes, month: int, ballots: Mapping[str, Choice], *between: dict[str, Any], sequence: int = 1,
    announced: Sequence[object] = (), given: Sequence[object] = (), electorate: Mapping[str, str] | None = None,
) -> tuple[list[dict[str, Any]], dict[str, bytes]]:  # fmt: skip
    """The log of one round in a month of 2026, and its ballots."""
    bound, named = manifest_digest({"proposal.md": text}), electorate or roster()
    day = f"2026-{month:02}-"
    events = [
        event(f"{day}01T12:00:00Z", "opened"), event(f"{day}10T12:00:00Z", "frozen", text=bound),
        event(f"{day}11T12:00:00Z", "voting-opened", electorate=named, **({"sources": announced} if announced else {})), *between,
        event(f"{day}20T12:00:00Z", "ballots-closed", **({"sources": given} if given else {})),
    ]  # fmt: skip
    cast = {
        f"{FOLDER}/ballots/{voter}-{sequence}.json": write_ballot(Ballot(NAME, bound, named["digest"], voter, sequence, choice))
        for voter, choice in ballots.items()
    }
    return events, cast


def course_of(files: Mapping[str, bytes], as_of: str) -> Chronicle:
    """The chronicle of files that must all be readable."""
    archive = read_archive({**founded(), **files})
    assert archive.faults == (), archive.faults
    return chronicle(archive, parse_instant(as_of))


def counted(files: Mapping[str, bytes], as_of: str) -> Recount:
    """The count of the proposal."""
    course = course_of(files, as_of)
    matter = course.matters[NAME]
    return recount(course.archive, matter.proposal, matter.book)


def said(files: Mapping[str, bytes], as_of: str) -> list[str]:
    """What all checks say of the proposal."""
    return [each.code for each in run_checks(course_of(files, as_of)) if each.place.path.startswith(FOLDER)]


FIRST = proposal(NAME, "custom", asks="Shall the hall open at six?")
SECOND = proposal(NAME, "custom", asks="Shall the hall open at seven?")
OBJECTED = event("2026-03-12T12:00:00Z", "objected", "m-0002", ref="c1-1", reason="six shuts out those who work nights")


def test_consent_takes_two_rounds_when_an_objection_stands() -> None:
    votes: dict[str, Choice] = {"m-0001": "consent", "m-0002": "object", "m-0003": "consent"}
    events, cast = round_of_votes(FIRST, 3, votes, OBJECTED)
    files = {f"{FOLDER}/proposal.md": FIRST, f"{FOLDER}/log.yml": log(*events), **cast}
    with pytest.raises(FolkmootError, match=f"objections to {NAME} stand after round 1 of 2") as raised:
        decision_document(counted(files, "2026-03-21T00:00:00Z"))
    assert "record 'returned'" in raised.value.mend
    assert said(files, "2026-03-30T00:00:00Z") == []
    waiting = course_of(files, "2026-03-30T00:00:00Z")
    steps = [(step.act, step.who, step.what, step.leading) for step in ahead_of_matter(waiting, waiting.matters[NAME])]
    assert steps == [("returned", ("m-0001",), "take it back to be rewritten", True)]
    back = event("2026-03-22T12:00:00Z", "returned", reason="the hour is too early for some")
    files = {f"{FOLDER}/proposal.md": SECOND, f"{FOLDER}/log.yml": log(*events, back), **cast}
    assert course_of(files, "2026-03-30T00:00:00Z").matters[NAME].status is Status.DRAFT
    assert said(files, "2026-03-30T00:00:00Z") == []

    again = event("2026-04-12T12:00:00Z", "objected", "m-0002", ref="c1-1", reason="seven is early too")
    met = event("2026-04-13T12:00:00Z", "resolved", "m-0002", ref="objection-1", reason="the late shift has a key")
    more, new = round_of_votes(SECOND, 4, dict.fromkeys(votes, "consent"), again, met, sequence=2)
    files = {f"{FOLDER}/proposal.md": SECOND, f"{FOLDER}/log.yml": log(*events, back, *more), **cast, **new}
    found = counted(files, "2026-04-21T00:00:00Z")
    assert found.tally.steps == (
        "Ballots: 3 consent, 0 object, 0 abstained.",
        "Objection 1, by m-0002, against c1-1: resolved; whoever raised it says so.",
        "No objection stands, so the proposal has consent.",
        "Outcome: adopted.",
    )
    files[f"{FOLDER}/decision.md"] = decision_document(found)
    course = course_of(files, "2026-04-22T00:00:00Z")
    matter = course.matters[NAME]
    assert matter.status is Status.IN_FORCE
    assert matter.decision is not None
    assert matter.decision.head.counts == {"consent": 3, "object": 0, "abstain": 0, "objections": 1, "standing": 0}
    assert matter.decision.head.threshold == "no objection may stand, 0 stand"
    assert "V002" not in said(files, "2026-04-22T00:00:00Z")
    assert [each.what for each in matter_timeline(course, matter)][3:5] == ["objected", "ballots-closed"]


def test_the_second_round_falls_back_to_a_majority() -> None:
    votes: dict[str, Choice] = {"m-0001": "consent", "m-0002": "object", "m-0003": "consent"}
    events, cast = round_of_votes(FIRST, 3, votes, OBJECTED)
    back = event("2026-03-22T12:00:00Z", "returned", reason="the hour is too early for some")
    again = event("2026-04-12T12:00:00Z", "objected", "m-0002", ref="c1-1", reason="seven is early too")
    few = event("2026-04-13T12:00:00Z", "overruled", "m-0003", ref="objection-1", reason="a taste")
    more, new = round_of_votes(SECOND, 4, votes, again, few, sequence=2)
    files = {f"{FOLDER}/proposal.md": SECOND, f"{FOLDER}/log.yml": log(*events, back, *more), **cast, **new}
    found = counted(files, "2026-04-21T00:00:00Z")
    assert found.tally.outcome == "adopted"
    fell = "1 objection stands in round 2 of 2, so the rule 'simple' decides: consent counts as for, an objection as against."
    assert fell in found.tally.steps
    assert decision_head(found)["threshold"] == "no objection may stand, 1 stands; by the fall-back rule 2 of 3 for, 2 needed"
    assert "Objection 1, by m-0002, against c1-1: stands; 1 voter says that it is not paramount, which is too few." in found.tally.steps
    enough = event("2026-04-14T12:00:00Z", "overruled", "m-0001", ref="objection-1", reason="the aim is kept")
    more, new = round_of_votes(SECOND, 4, votes, again, few, enough, sequence=2)
    files = {f"{FOLDER}/proposal.md": SECOND, f"{FOLDER}/log.yml": log(*events, back, *more), **cast, **new}
    assert "Objection 1, by m-0002, against c1-1: overruled; 2 voters say that it is not paramount." in counted(
        files, "2026-04-21T00:00:00Z"
    ).tally.steps


def test_a_verdict_follows_only_with_its_findings() -> None:
    options = [{"id": each, "title": "It was so"} for each in ("finding-spam", "finding-threat", "remedy-warning", "remedy-leave")]
    effects = [
        {"do": "remedy", "owner": "maintainers", "what": "send the warning", "due": "2026-05-01", "option": "remedy-warning"},
        {"do": "remedy", "owner": "maintainers", "what": "close the account", "due": "2026-05-01", "option": "remedy-leave"},
    ]
    text = proposal(NAME, "case", options=options, effects=effects)
    yes = Marks((("finding-spam", "for"), ("finding-threat", "against"), ("remedy-leave", "against"), ("remedy-warning", "for")))
    no = Marks((("finding-spam", "against"),))
    events, cast = round_of_votes(text, 3, {"m-0001": yes, "m-0002": yes, "m-0003": no})
    files = {f"{FOLDER}/proposal.md": text, f"{FOLDER}/log.yml": log(*events), **cast}
    files[f"{FOLDER}/decision.md"] = decision_document(counted(files, "2026-03-21T00:00:00Z"))
    matter = course_of(files, "2026-03-22T00:00:00Z").matters[NAME]
    assert matter.status is Status.IN_FORCE
    assert matter.decision is not None
    head = matter.decision.head
    assert (head.outcome, head.winner, head.winners) == ("adopted", None, ("finding-spam", "remedy-warning"))
    assert head.summary == "3 ballots counted; adopted: finding-spam and remedy-warning."
    assert head.counts == {"ballots": 3, "finding-spam": 2, "finding-threat": 0, "remedy-warning": 2, "remedy-leave": 0}
    assert [effect.what for effect in head.effects] == ["send the warning"]
    assert [code for code in said(files, "2026-03-22T00:00:00Z") if not code.startswith("J")] == ["V042"]


def test_advice_is_owed_a_reply_once_it_is_given() -> None:
    text = proposal(NAME, "question")
    events, cast = round_of_votes(text, 3, {"m-0001": "for", "m-0002": "for"})
    files = {f"{FOLDER}/proposal.md": text, f"{FOLDER}/log.yml": log(*events), **cast}
    files[f"{FOLDER}/decision.md"] = decision_document(counted(files, "2026-03-21T00:00:00Z"))
    owed = [each for each in obligations(Ledger(course_of(files, "2026-03-22T00:00:00Z"))) if each.kind is Kind.REPLY]
    assert [(each.owner, each.what, each.done) for each in owed] == [("maintainers", "reply to the advice, with reasons", None)]
    assert owed[0].due == parse_instant("2026-04-19T22:00:00Z")


def test_a_pick_by_lot_waits_for_the_announced_round() -> None:
    options = [{"id": "mill", "title": "The mill"}, {"id": "oven", "title": "The oven"}]
    text = proposal(NAME, "pick", options=options)
    number = round_at(DEMONSTRATION, parse_instant("2026-03-19T12:00:00Z"))
    announced = {"kind": "beacon", "chain": DEMONSTRATION.hash, "round": str(number)}
    made = demonstration_round(number)
    events, _ = round_of_votes(text, 3, {}, announced=[announced], given=[{**announced, "signature": made.signature}])
    files = {f"{FOLDER}/proposal.md": text, f"{FOLDER}/log.yml": log(*events)}
    found = counted(files, "2026-03-21T00:00:00Z")
    first, second = by_lot(tie_seed(NAME, manifest_digest({"proposal.md": text}), made), ("mill", "oven"))
    assert found.tally.steps[1:3] == (f"Order of the tickets: {first} and {second}.", f"Drawn: {first}.")
    files[f"{FOLDER}/decision.md"] = decision_document(found)
    matter = course_of(files, "2026-03-22T00:00:00Z").matters[NAME]
    assert matter.decision is not None
    assert matter.decision.head.winner == first
    assert said(files, "2026-03-22T00:00:00Z") == []
    waiting, _ = round_of_votes(text, 3, {}, announced=[announced])
    with pytest.raises(FolkmootError, match=f"the lot on {NAME} is not drawn"):
        decision_document(counted({**files, f"{FOLDER}/log.yml": log(*waiting)}, "2026-03-21T00:00:00Z"))


@pytest.mark.parametrize(
    ("kind", "outcome", "threshold"),
    [
        ("share", "rejected", "more than 1/2 needed in every class: users adopted with 3 of 4 and workers rejected with 1 of 2"),
        ("weighed", "adopted", "a weight of 2.5 of 4 (62.5 %) for, more than 1/2 needed"),
    ],
)
def test_classes_are_read_from_the_roster(kind: str, outcome: str, threshold: str) -> None:
    text, (named, files) = proposal(NAME, kind), members_by_class()
    votes: dict[str, Choice] = {**dict.fromkeys(CLASSES, "for"), "m-0004": "against", "m-0006": "against"}
    events, cast = round_of_votes(text, 3, votes, electorate=named)
    files = {**files, f"{FOLDER}/proposal.md": text, f"{FOLDER}/log.yml": log(*events), **cast}
    found = counted(files, "2026-03-21T00:00:00Z")
    head = decision_head(found)
    assert (head["outcome"], head["threshold"]) == (outcome, threshold)
    assert head["counts"] == {"for": 4, "against": 2, "abstain": 0}
    files[f"{FOLDER}/decision.md"] = decision_document(found)
    assert said(files, "2026-03-22T00:00:00Z") == []


def test_a_vote_by_class_needs_a_roster_that_tells_the_classes() -> None:
    text = proposal(NAME, "share")
    events, cast = round_of_votes(text, 3, {"m-0001": "for"})
    files = {f"{FOLDER}/proposal.md": text, f"{FOLDER}/log.yml": log(*events), **cast}
    with pytest.raises(FolkmootError, match="the rule looks at 'class', which the roster 2023-founders does not tell"):
        counted(files, "2026-03-21T00:00:00Z")
