"""What Rookery's makers do with a proposal: its log from the opening to the close, what was put into the box, and the count."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from invented import archive, folkmoot, number, roster_electorate, write
from keys import SIGNING_SINCE, TELLERS, sign

from folkmoot.formats.ballot_json import write_batch, write_totals
from folkmoot.formats.canonical import digest, write_log
from folkmoot.records.ballot import Ballot, BallotBatch, CountedTotals
from folkmoot.records.event import ElectorateNamed
from folkmoot.tally.electorate import Voters, voters

Act = tuple[str, str, str] | tuple[str, str, str, dict[str, Any]]
Words = tuple[int, int, int]
"""Votes for, against and abstained."""


def electorate(root: Path, name: str) -> dict[str, str]:
    """A roster or a panel, as the event that opens a vote names it."""
    if (root / f"juries/rosters/{name}").is_dir():
        return roster_electorate(root, name)
    return {"kind": "jury", "id": name, "digest": digest((root / f"juries/{name}/draw.json").read_bytes())}


def lived(root: Path, name: str, acts: Iterable[Act], voting: str = "") -> str:
    """Write a proposal's log, an act `(instant, act, by)` or with more fields a line; return the digest of its text."""
    found = archive(root).proposal(name)
    assert found is not None, name
    bound: dict[str, dict[str, Any]] = {"frozen": {"text": found.text_digest}}
    if voting:
        bound["voting-opened"] = {"electorate": electorate(root, voting)}
    events = [{"at": at, "act": act, "by": by, **bound.get(act, {}), **(more[0] if more else {})} for at, act, by, *more in acts]
    write(root, f"proposals/{name}/log.yml", write_log(events))
    return found.text_digest


def told(root: Path, name: str, acts: Iterable[Act]) -> None:
    """Add acts to a proposal's log."""
    path = root / f"proposals/{name}/log.yml"
    path.write_bytes(
        path.read_bytes() + write_log([{"at": at, "act": act, "by": by, **(more[0] if more else {})} for at, act, by, *more in acts])
    )


def electors(root: Path, name: str) -> Voters:
    """Who may vote in a proposal whose vote is open."""
    known = archive(root)
    found = known.proposal(name)
    assert found is not None
    opened = next(event for event in found.log if event.act == "voting-opened")
    assert opened.electorate is not None
    named: ElectorateNamed = opened.electorate
    return voters(known, named, found)


def box(root: Path, name: str, text: str, voting: str, closed: str, votes: Words | Mapping[str, int] | Mapping[str, Words]) -> None:
    """The totals of a secret vote in the room, told by two of those who voted, or by the tellers once there are any; and the count."""
    eligible = sorted(electors(root, name).entries, key=lambda token: number(f"counts {name} {token}"))
    tellers = tuple(sorted(TELLERS if closed >= SIGNING_SINCE else eligible[:2]))
    bound = (name, text, electorate(root, voting)["digest"])
    if isinstance(votes, tuple):
        totals = CountedTotals(*bound, *votes, tellers)
    else:
        took_part = votes.pop("ballots") if isinstance(votes, dict) else 0
        options = tuple((option, marks) for option, marks in votes.items() if isinstance(marks, int))
        items = tuple((item, marks) for item, marks in votes.items() if isinstance(marks, tuple))
        totals = CountedTotals(*bound, 0, 0, 0, tellers, took_part, options, items)
    path = f"proposals/{name}/ballots/counted-1.json"
    write(root, path, write_totals(totals))
    if closed >= SIGNING_SINCE:
        sign(root, path, TELLERS)
    folkmoot(root, "tally", name, "--write")


def attested(root: Path, name: str, text: str, voting: str, closed: str, votes: Words, clerk: str) -> None:
    """A batch that a clerk attests, a vote a member under their token; and the count."""
    eligible = sorted(electors(root, name).entries, key=lambda token: number(f"votes on {name} {token}"))
    said = [word for word, count in zip(("for", "against", "abstain"), votes, strict=True) for _ in range(count)]
    bound = (name, text, electorate(root, voting)["digest"])
    ballots = tuple(Ballot(*bound, voter, 1, choice) for voter, choice in sorted(zip(eligible, said, strict=False)))
    path = f"proposals/{name}/ballots/batch-1.json"
    write(root, path, write_batch(BallotBatch(*bound, clerk, ballots)))
    if closed >= SIGNING_SINCE:
        sign(root, path, (clerk,))
    folkmoot(root, "tally", name, "--write")
