"""A vote elects as many as its proposal says, and never more than its rule allows."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from co_op import event, log, proposal
from folkmoot.checks.registry import find_check, run_checks
from folkmoot.formats.ballot_json import write_ballot
from folkmoot.formats.canonical import manifest_digest
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import chronicle
from folkmoot.records.ballot import Ballot
from folkmoot.records.value import parse_instant
from folkmoot.tally.decision import Recount, decision_head, recount
from procedure.brook import beside, rules

NAME = "2026-two"
FOLDER = f"proposals/{NAME}"
OPTIONS = ("mill", "oven", "well", "barn")
APPROVALS = {"m-0001": ("mill", "oven", "well"), "m-0002": ("mill", "oven"), "m-0003": ("mill",)}
RULES: dict[str, dict[str, Any]] = {
    "approved": {"method": "approval", "winners": "3", "ladder": ["lot"], "ties": "lot", "secrecy": "open"},
    "drawn": {"method": "lot", "winners": "3", "ties": "lot", "secrecy": "open"},
}


@cache
def _founded() -> Mapping[str, bytes]:
    known = rules()
    plain = {**known["procedures"]["policy"], "paths": []}
    kinds = {kind: {**plain, "decide": {**plain["decide"], "rule": kind}} for kind in RULES}
    return beside(decisions={**known["decisions"], **RULES}, procedures={**known["procedures"], **kinds})


def _count(**fields: Any) -> Recount:
    """A choice among four under a rule that elects three, with three, two and one approvals; nobody approves of the barn."""
    archive = read_archive(dict(_founded()))
    assert archive.rosters[0].entries is not None
    roster = archive.rosters[0].entries.digest
    text = proposal(NAME, "approved", options=[{"id": option, "title": option.title()} for option in OPTIONS], **fields)
    bound = manifest_digest({"proposal.md": text})
    ballots = {
        f"{FOLDER}/ballots/{voter}-1.json": write_ballot(Ballot(NAME, bound, roster, voter, 1, (choice,)))
        for voter, choice in APPROVALS.items()
    }
    events = (
        event("2026-05-02T12:00:00Z", "opened"), event("2026-05-12T12:00:00Z", "frozen", text=bound),
        event("2026-05-14T12:00:00Z", "voting-opened", electorate={"kind": "roster", "id": "2023-founders", "digest": roster}),
        event("2026-05-22T12:00:00Z", "ballots-closed"),
    )  # fmt: skip
    archive = read_archive({**_founded(), f"{FOLDER}/proposal.md": text, f"{FOLDER}/log.yml": log(*events), **ballots})
    assert archive.faults == (), archive.faults
    matter = chronicle(archive, parse_instant("2026-05-23T00:00:00Z")).matters[NAME]
    return recount(archive, matter.proposal, matter.book)


@pytest.mark.parametrize(
    ("fields", "elected"),
    [
        ({}, ["mill", "oven", "well"]),
        ({"elects": "1"}, ["mill"]),
        ({"elects": "2"}, ["mill", "oven"]),
        ({"elects": "3"}, ["mill", "oven", "well"]),
        ({"elects": "4"}, ["mill", "oven", "well"]),
    ],
)
def test_as_many_are_elected_as_the_proposal_says_and_the_rule_allows(fields: dict[str, Any], elected: list[str]) -> None:
    found = _count(**fields)
    head = decision_head(found)
    assert (head.get("winners") or [head["winner"]]) == elected
    assert found.rule.winners == len(elected), "the decision and its pages tell the number that was counted by"


def test_only_the_effects_of_those_elected_follow() -> None:
    seats = [{"do": "seat", "owner": "council", "what": f"m-000{place}", "option": option} for place, option in enumerate(OPTIONS, start=1)]
    effects = [(effect["option"], effect["what"]) for effect in decision_head(_count(elects="2", effects=seats))["effects"]]
    assert effects == [("mill", "m-0001"), ("oven", "m-0002")]


def _unfit(rule: str, options: tuple[str, ...], **fields: Any) -> list[tuple[str, str]]:
    """What the check of options says of an open question under a rule, and the field that it points at."""
    listed = {"options": [{"id": option, "title": option.title()} for option in options]} if options else {}
    text = proposal(NAME, rule, **listed, **fields)
    files = {**_founded(), f"{FOLDER}/proposal.md": text, f"{FOLDER}/log.yml": log(event("2026-05-02T12:00:00Z", "opened"))}
    archive = read_archive(files)
    assert archive.faults == (), archive.faults
    course = chronicle(archive, parse_instant("2026-05-03T00:00:00Z"))
    lines = text.decode().split("\n")
    return [(lines[each.place.line - 1].partition(":")[0], each.what) for each in run_checks(course, [find_check("P120")])]


@pytest.mark.parametrize(
    ("rule", "elects", "what"),
    [
        ("approved", "3", ""),
        ("approved", "1", ""),
        ("approved", "4", "4 are to be elected, and the rule elects 3 at the most"),
        ("approved", "0", "0 are to be elected, and the rule elects 3 at the most"),
        ("policy", "1", "1 are to be elected, and the rule elects nobody: 'majority' has no winners here"),
    ],
)
def test_more_than_the_rule_elects_or_nobody_is_told_where_it_stands(rule: str, elects: str, what: str) -> None:
    assert _unfit(rule, () if rule == "policy" else OPTIONS, elects=elects) == ([("elects", what)] if what else [])


def test_a_lot_needs_one_option_more_than_it_elects_in_this_vote() -> None:
    few = "'lot' chooses among 4 options at the least, and there are 2"
    assert _unfit("drawn", OPTIONS[:2]) == [("- id", few)]
    assert _unfit("drawn", OPTIONS[:2], elects="1") == [], "one of two is a choice, whatever the rule would allow"
    short = "'lot' chooses among 3 options at the least, and there are 2"
    assert _unfit("drawn", OPTIONS[:2], elects="2") == [("- id", short)]
    assert _unfit("drawn", OPTIONS) == []
