"""Loomio's JSON: `{"polls": [...], "poll_options": [...], "stances": [...]}`, or `{"table": ..., "record": ...}` a line."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from folkmoot.formats.importers.elections import LARGEST_ELECTION, Paper, WrongElection
from folkmoot.formats.strict_json import load
from folkmoot.records.finding import Place

_TABLES = ("polls", "poll_options", "stances", "stance_choices")
_MOST_SCORE = 999_999
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class JsonPoll:
    """One poll: its options by name and a score or a blank an option for every vote cast."""

    title: str
    type: str | None
    seats: int | None
    options: tuple[str, ...]
    votes: tuple[tuple[int | None, ...], ...]


def polls_of_json(paper: Paper) -> tuple[JsonPoll, ...]:
    """Read every poll; WrongElection when the file is not such JSON or holds no poll."""
    tables = _tables(paper)
    if not tables["polls"]:
        raise WrongElection(Place(paper.name), "no poll stands in this export", "export a poll with its options and votes")
    return tuple(_poll(paper, poll, tables) for poll in tables["polls"])


def _tables(paper: Paper) -> dict[str, list[Row]]:
    tables: dict[str, list[Row]] = {name: [] for name in _TABLES}
    lines = paper.text.strip("\n").split("\n")
    if len(lines) > 1 and lines[0].rstrip().endswith("}"):
        for number, line in enumerate(lines, start=1):
            value = _load(paper, line, number) if line.strip() else {}
            if value.get("table") in tables and isinstance(value.get("record"), dict):
                tables[value["table"]].append(value["record"])
        return tables
    value = _load(paper, paper.text, 1)
    if "table" in value:
        return _tables(Paper(paper.name, paper.text + "\n{}", paper.digest))
    for name in _TABLES:
        found = value.get(name, [])
        if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
            raise WrongElection(Place(paper.name), f"'{name}' is not a list of objects", "export the poll from Loomio again")
        tables[name] = found
    return tables


def _load(paper: Paper, text: str, line: int) -> Row:
    try:
        value = load(text.encode(), LARGEST_ELECTION, decimals=True)
    except ValueError as error:
        raise WrongElection(Place(paper.name, line), str(error), "export the poll from Loomio again") from None
    if not isinstance(value, dict):
        raise WrongElection(Place(paper.name, line), "no JSON object stands here", "export the poll from Loomio again")
    return value


def _poll(paper: Paper, poll: Row, tables: dict[str, list[Row]]) -> JsonPoll:
    own = _need(paper, poll, "id", int)
    options = {_need(paper, row, "id", int): row for row in tables["poll_options"] if row.get("poll_id", own) == own}
    ids = sorted(options, key=lambda one: (_priority(options[one]), one))
    names = tuple(_need(paper, options[one], "name", str) for one in ids)
    chosen: dict[int, dict[str, Any]] = {}
    for choice in tables["stance_choices"]:
        stance = _need(paper, choice, "stance_id", int)
        chosen.setdefault(stance, {})[str(_need(paper, choice, "poll_option_id", int))] = choice.get("score", 1)
    votes = []
    for scores in _scores(paper, own, tables["stances"], chosen):
        votes.append(tuple(_score(paper, scores.get(str(one))) for one in ids))
    kind, title, seats = poll.get("poll_type"), poll.get("title", ""), poll.get("stv_seats")
    return JsonPoll(
        title if isinstance(title, str) else "", kind if isinstance(kind, str) else None,
        seats if type(seats) is int and seats > 0 else None, names, tuple(votes),
    )  # fmt: skip


def _priority(option: Row) -> int:
    priority = option.get("priority", 0)
    return priority if type(priority) is int else 0


def _scores(paper: Paper, poll: int, stances: list[Row], chosen: dict[int, Row]) -> Iterator[Row]:
    """The latest stance of each voter who cast one: `latest` false is an earlier paper, `cast_at` null none at all."""
    for stance in stances:
        if stance.get("poll_id", poll) != poll or stance.get("latest") is False or stance.get("revoked_at") is not None:
            continue
        if "cast_at" in stance and stance["cast_at"] is None:
            continue
        scores = stance.get("option_scores")
        if scores is None:
            scores = chosen.get(_need(paper, stance, "id", int), {})
        if not isinstance(scores, dict):
            raise WrongElection(Place(paper.name), "the scores of a vote are not an object", "export the poll from Loomio again")
        yield scores


def _score(paper: Paper, value: Any) -> int | None:
    if value is not None and (type(value) is not int or not 0 <= value <= _MOST_SCORE):
        what = f"a score is not a whole number from 0 to {_MOST_SCORE}"
        raise WrongElection(Place(paper.name), what, "export the poll from Loomio again")
    return value


def _need(paper: Paper, row: Row, key: str, kind: type) -> Any:
    value = row.get(key)
    if type(value) is not kind:
        word = "number" if kind is int else "text"
        raise WrongElection(Place(paper.name), f"a row without the {word} '{key}' stands here", "export the poll from Loomio again")
    return value
