"""Ballots as JSON: a voter's paper, a clerk's batch, tellers' totals; strict to read, one way to write."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from folkmoot.formats.belenios_json import origin_fields, read_origin
from folkmoot.formats.canonical import write_json
from folkmoot.formats.strict_json import load
from folkmoot.records.ballot import (
    CONSENT_OBJECT_ABSTAIN,
    FOR_AGAINST_ABSTAIN,
    Ballot,
    BallotBatch,
    Choice,
    CountedTotals,
    Marks,
)
from folkmoot.records.value import DIGEST, SLUG, TOKEN, shown

BALLOT_BYTES = 4096
TOTALS_BYTES = 16_384
BATCH_BYTES = 16_777_216

_SLUG, _TOKEN, _DIGEST = re.compile(SLUG), re.compile(TOKEN), re.compile(DIGEST)
_OPTION = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_BOUND = ("schema", "proposal", "text", "electorate")
_VOTES = FOR_AGAINST_ABSTAIN.options
_WORDS = tuple(dict.fromkeys((*_VOTES, *CONSENT_OBJECT_ABSTAIN.options)))
_ORDINARY = re.compile(
    rf"""\{{
  "choice": "({"|".join(_WORDS)})",
  "electorate": "({DIGEST})",
  "proposal": "({SLUG})",
  "schema": "ballot/1",
  "sequence": ([1-9][0-9]{{0,14}}),
  "text": "({DIGEST})",
  "voter": "({TOKEN})"
\}}
""".encode()
)
"""A sound ballot of one word as `write_ballot` writes it; whatever else there is, the strict reader reads."""


def read_votes(
    data: bytes, *, path: str = "", at: datetime | None = None
) -> Ballot | BallotBatch | CountedTotals:
    """Read whichever of these the file's `schema` names.

    Raises ValueError with a sentence when it is none of them or malformed. `path` and `at`, where the file
    stands and when it was recorded, are put to every ballot read.
    """
    ordinary = _ORDINARY.fullmatch(data)
    if ordinary is not None:
        choice, electorate, proposal, sequence, text, voter = ordinary.groups()
        bound = (_shared(proposal), _shared(text), _shared(electorate))
        return Ballot(*bound, voter.decode(), int(sequence), _shared(choice), at, path)
    fields = load(data, BATCH_BYTES)
    if not isinstance(fields, dict):
        raise ValueError("the file holds no JSON object")
    schema = fields.get("schema")
    kind = _KINDS.get(schema) if isinstance(schema, str) else None
    if kind is None:
        raise ValueError(f"the schema is one of {', '.join(sorted(_KINDS))}")
    most, keys, build = kind
    if len(data) > most:
        raise ValueError(f"the file holds {len(data)} bytes, and {most} are the most for {schema}")
    _keys(fields, (*keys, "ballots") if schema in _TOTALS and "ballots" in fields else keys)
    found = build(fields)
    if isinstance(found, Ballot):
        return replace(found, path=path, at=at)
    if isinstance(found, BallotBatch):
        return replace(found, ballots=tuple(replace(ballot, path=path, at=at) for ballot in found.ballots))
    return found


@lru_cache(maxsize=256)
def _shared(word: bytes) -> str:
    """The text of a word; the ballots of one vote share the few that they have in common."""
    return word.decode()


def read_ballot(data: bytes, *, path: str = "", at: datetime | None = None) -> Ballot:
    """Read one voter's ballot as `read_votes` does; ValueError when it is malformed or something else."""
    if len(data) > BALLOT_BYTES:
        raise ValueError(f"the file holds {len(data)} bytes, and {BALLOT_BYTES} are the most for a ballot")
    found = read_votes(data, path=path, at=at)
    if not isinstance(found, Ballot):
        raise ValueError("the file is not a single ballot")
    return found


def read_batch(data: bytes, *, path: str = "", at: datetime | None = None) -> BallotBatch:
    """Read a clerk's batch as `read_votes` does; ValueError when it is malformed or something else."""
    found = read_votes(data, path=path, at=at)
    if not isinstance(found, BallotBatch):
        raise ValueError("the file is not a batch of ballots")
    return found


def read_totals(data: bytes) -> CountedTotals:
    """Read what tellers counted; ValueError when it is malformed or something else."""
    found = read_votes(data)
    if not isinstance(found, CountedTotals):
        raise ValueError("the file does not hold counted totals")
    return found


def write_ballot(ballot: Ballot) -> bytes:
    """Write a ballot the one way; `at` and `path` are no part of the file."""
    return write_json(
        _binding("ballot/1", ballot)
        | {"voter": ballot.voter, "sequence": ballot.sequence, "choice": _plain(ballot.choice)}
    )


def write_batch(batch: BallotBatch) -> bytes:
    """Write a batch the one way: a choice a voter."""
    choices = {ballot.voter: _plain(ballot.choice) for ballot in batch.ballots}
    return write_json(_binding("batch/1", batch) | {"clerk": batch.clerk, "ballots": choices})


def write_totals(totals: CountedTotals) -> bytes:
    """Write counted totals the one way; `ballots` stands there only when options or items were counted."""
    fields: dict[str, Any] = {"counts": dict(zip(_VOTES, (totals.for_, totals.against, totals.abstain), strict=True))}
    if totals.ballots is not None:
        items = {item: dict(zip(_VOTES, numbers, strict=True)) for item, numbers in totals.items}
        fields = {"counts": items or dict(totals.options), "ballots": totals.ballots}
    if totals.election is not None:
        fields["election"] = origin_fields(totals.election)
    schema = "counted/1" if totals.election is None else "belenios/1"
    return write_json(_binding(schema, totals) | fields | {"tellers": list(totals.tellers)})


def _binding(schema: str, record: Ballot | BallotBatch | CountedTotals) -> dict[str, Any]:
    bound = (record.proposal, record.text, record.electorate)
    return dict(zip(_BOUND, (schema, *bound), strict=True))


def _plain(choice: Choice) -> str | list[list[str]] | dict[str, str | int]:
    if isinstance(choice, str):
        return choice
    return dict(choice.items) if isinstance(choice, Marks) else [list(level) for level in choice]


def _ballot(fields: dict[str, Any]) -> Ballot:
    voter, sequence = _token(fields, "voter"), _whole(fields, "sequence", least=1)
    return Ballot(*_bound(fields), voter=voter, sequence=sequence, choice=_choice(fields["choice"]))


def _batch(fields: dict[str, Any]) -> BallotBatch:
    bound, clerk = _bound(fields), _token(fields, "clerk")
    choices = _group(fields, "ballots")
    ballots = []
    for voter in sorted(choices):
        if not _TOKEN.fullmatch(voter):
            raise ValueError(f"'{shown(voter)}' is no entry of a roster")
        ballots.append(Ballot(*bound, voter=voter, sequence=1, choice=_choice(choices[voter])))
    return BallotBatch(*bound, clerk=clerk, ballots=tuple(ballots))


def _totals(fields: dict[str, Any]) -> CountedTotals:
    tellers, counts = _tellers(fields["tellers"]), _group(fields, "counts")
    if "ballots" not in fields:
        for_, against, abstain = _votes(counts)
        return CountedTotals(*_bound(fields), for_=for_, against=against, abstain=abstain, tellers=tellers)
    ballots = _whole(fields, "ballots", least=0)
    for option in counts:
        _id(option)
    options: list[tuple[str, int]] = []
    items: list[tuple[str, tuple[int, int, int]]] = []
    for option in sorted(counts):
        if isinstance(counts[option], dict):
            items.append((option, _votes(counts[option])))
        else:
            options.append((option, _whole(counts, option, least=0)))
    if bool(options) == bool(items):
        raise ValueError("the counts are a number for each option, or for, against and abstain for each item")
    most = max([number for _, number in options] + [sum(numbers) for _, numbers in items])
    if most > ballots:
        raise ValueError(f"{most} votes were counted on one option or item, from {ballots} ballots")
    return CountedTotals(*_bound(fields), 0, 0, 0, tellers, ballots, tuple(options), tuple(items))


def _from_belenios(fields: dict[str, Any]) -> CountedTotals:
    totals = _totals(fields)
    said = totals.for_ + totals.against + totals.abstain if totals.ballots is None else totals.ballots
    return replace(totals, election=read_origin(fields["election"], said))


def _votes(counts: dict[str, Any]) -> tuple[int, int, int]:
    _keys(counts, _VOTES)
    for_, against, abstain = (_whole(counts, word, least=0) for word in _VOTES)
    return for_, against, abstain


def _tellers(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError("the tellers are a list of one entry or more")
    for place, teller in enumerate(value):
        if not isinstance(teller, str) or not _TOKEN.fullmatch(teller):
            raise ValueError(f"teller {place + 1} is no entry of a roster")
    if len(set(value)) != len(value):
        raise ValueError("a teller stands twice")
    return tuple(value)


def _choice(value: Any) -> Choice:
    if isinstance(value, str):
        if value not in _WORDS:
            raise ValueError(f"the choice '{shown(value)}' is none of {', '.join(_WORDS)}")
        return value
    if isinstance(value, dict):
        return Marks(tuple((_id(option), _mark(value[option])) for option in sorted(value)))
    if not isinstance(value, list):
        raise ValueError("the choice is a word, a list of levels of options, or an object with a mark for each option")
    return tuple(_level(level) for level in value)


def _mark(value: Any) -> str | int:
    if (type(value) is int and value >= 0) or (isinstance(value, str) and value in _VOTES):
        return value
    raise ValueError("a mark is a whole number from 0 up, or one of for, against and abstain")


def _id(value: Any) -> str:
    if not isinstance(value, str) or not _OPTION.fullmatch(value):
        raise ValueError("an option is not written as an option's id")
    return value


def _level(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError("a level of a ranking is a list of one option or more")
    return tuple(_id(option) for option in value)


def _bound(fields: dict[str, Any]) -> tuple[str, str, str]:
    proposal = fields["proposal"]
    if not isinstance(proposal, str) or not _SLUG.fullmatch(proposal):
        raise ValueError("the proposal is not written as a proposal's id")
    for key in ("text", "electorate"):
        if not isinstance(fields[key], str) or not _DIGEST.fullmatch(fields[key]):
            raise ValueError(f"the {key} is not a SHA-256 digest in 64 lower-case hexadecimal digits")
    return proposal, fields["text"], fields["electorate"]


def _token(fields: dict[str, Any], key: str) -> str:
    value = fields[key]
    if not isinstance(value, str) or not _TOKEN.fullmatch(value):
        raise ValueError(f"the {key} is no entry of a roster")
    return value


def _whole(fields: dict[str, Any], key: str, least: int) -> int:
    value = fields[key]
    if type(value) is not int or value < least:
        raise ValueError(f"'{key}' is not a whole number from {least} up")
    return value


def _group(fields: dict[str, Any], key: str) -> dict[str, Any]:
    value = fields[key]
    if not isinstance(value, dict):
        raise ValueError(f"'{key}' is not an object")
    return value


def _keys(fields: dict[str, Any], keys: tuple[str, ...]) -> None:
    missing = [key for key in keys if key not in fields]
    if missing:
        raise ValueError(f"the key '{missing[0]}' is missing")
    unknown = [key for key in fields if key not in keys]
    if unknown:
        raise ValueError(f"the key '{shown(unknown[0])}' does not belong here")


_Kind = tuple[int, tuple[str, ...], Callable[[dict[str, Any]], Ballot | BallotBatch | CountedTotals]]
_KINDS: dict[str, _Kind] = {
    "ballot/1": (BALLOT_BYTES, (*_BOUND, "voter", "sequence", "choice"), _ballot),
    "batch/1": (BATCH_BYTES, (*_BOUND, "clerk", "ballots"), _batch),
    "counted/1": (TOTALS_BYTES, (*_BOUND, "counts", "tellers"), _totals),
    "belenios/1": (TOTALS_BYTES, (*_BOUND, "counts", "tellers", "election"), _from_belenios),
}
_TOTALS = ("counted/1", "belenios/1")
