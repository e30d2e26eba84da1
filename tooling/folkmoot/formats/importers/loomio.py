"""Loomio: the export of one poll as CSV, an answer of its API as JSON, or a group's export with a JSON object a line.

What a score means depends on the type of the poll: in `ranked_choice` the highest is the first choice, in `stv` the lowest, in
`score` and `dot_vote` it is a score, and elsewhere any score above 0 is an approval. JSON names the type; CSV does not, so the
caller says it. Voters' names, ids, reasons and times are passed over.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from folkmoot.formats.importers.elections import Paper, WrongElection, check_options, open_paper, ranked_profile
from folkmoot.formats.importers.loomio_json import polls_of_json
from folkmoot.formats.importers.rank_table import rows
from folkmoot.records.finding import Fault, Place
from folkmoot.records.profile import BallotMarks, ElectionProfile
from folkmoot.records.tally import Ranking
from folkmoot.records.value import shown

_SCORE_DIGITS = 6
_NOT_OPTIONS = (
    "id", "poll_id", "voter_id", "voter_name", "member_title", "delegate", "created_at", "updated_at", "reason", "reason_format",
    "vote_weight",
)  # fmt: skip
_APPROVALS = ("proposal", "poll", "count", "check", "question")
POLL_TYPES = ("ranked_choice", "stv", "score", "dot_vote", *_APPROVALS)
"""The types of polls whose votes can be counted again."""
_METHODS = {"stv": "stv", "score": "score"}


@dataclass(frozen=True, slots=True)
class _Poll:
    """One poll before its scores are understood."""

    title: str
    type: str | None
    seats: int | None
    options: tuple[str, ...]
    votes: tuple[tuple[int | None, ...], ...]
    line: int


class LoomioImporter:
    """Reads each poll of each file into one profile."""

    name = "loomio"

    def takes(self, name: str) -> bool:
        """Say whether a name ends in `.csv`, `.json` or `.jsonl`."""
        return name.lower().endswith((".csv", ".json", ".jsonl"))

    def read(self, sources: Mapping[str, bytes], poll_type: str | None) -> tuple[tuple[ElectionProfile, ...], tuple[Fault, ...]]:
        """Read each file by itself; `poll_type` stands in where a file does not name the type."""
        profiles, faults = list[ElectionProfile](), list[Fault]()
        for name, data in sorted(sources.items()):
            try:
                paper = open_paper(name, data)
                polls = (_csv(paper),) if name.lower().endswith(".csv") else _json(paper)
                profiles += [_profile(paper, poll, poll_type) for poll in polls]
            except WrongElection as wrong:
                faults.append(wrong.fault)
        return tuple(profiles), tuple(faults)


def _profile(paper: Paper, poll: _Poll, said: str | None) -> ElectionProfile:
    kind = poll.type or said
    place = Place(paper.name, poll.line)
    if kind is None:
        raise WrongElection(place, "the export does not say the type of the poll", f"say it with --poll-type, {_listed()}")
    if kind not in POLL_TYPES:
        raise WrongElection(place, f"a poll of the type '{shown(kind)}' is not counted", f"import {_listed()}")
    found = Counter[Ranking](_marks(kind, vote) for vote in poll.votes)
    profile = ranked_profile(paper, "loomio", poll.options, found)
    marks = BallotMarks.RANKS if kind in ("ranked_choice", "stv") else BallotMarks.APPROVALS
    marks = BallotMarks.SCORES if kind in ("score", "dot_vote") else marks
    return replace(profile, title=poll.title, marks=marks, seats=poll.seats, method=_METHODS.get(kind))


def _listed() -> str:
    return f"one of {', '.join(POLL_TYPES)}"


def _marks(kind: str, vote: tuple[int | None, ...]) -> Ranking:
    """Turn scores into the numbers of a profile."""
    if kind in ("score", "dot_vote"):
        return vote
    if kind == "stv":
        return tuple(score or None for score in vote)
    if kind == "ranked_choice":
        levels = sorted({score for score in vote if score}, reverse=True)
        return tuple(levels.index(score) + 1 if score else None for score in vote)
    return tuple(1 if score else None for score in vote)


def _json(paper: Paper) -> tuple[_Poll, ...]:
    found = []
    for poll in polls_of_json(paper):
        check_options(paper.name, 1, poll.options)
        found.append(_Poll(poll.title, poll.type, poll.seats, poll.options, poll.votes, 1))
    return tuple(found)


def _csv(paper: Paper) -> _Poll:
    """Read the three tables `poll`, `poll_options` and `votes`, each under a row with its name alone."""
    tables: dict[str, list[tuple[int, list[str]]]] = {"poll": [], "poll_options": [], "votes": []}
    table: list[tuple[int, list[str]]] | None = None
    for line, row in rows(paper):
        if len(row) == 1 and row[0] in tables:
            table = tables[row[0]]
        elif table is None:
            mend = "export the poll from Loomio again; its first line is 'poll'"
            raise WrongElection(Place(paper.name, line), "this row stands in no table of a Loomio export", mend)
        else:
            table.append((line, row))
    votes = tables["votes"]
    if not votes:
        place = Place(paper.name, paper.text.count("\n") + 1)
        raise WrongElection(place, "the export has no table 'votes'", "let Loomio show results, and export the poll again")
    line, header = votes[0]
    columns = tuple(place for place, name in enumerate(header) if name not in _NOT_OPTIONS)
    options = tuple(header[place] for place in columns)
    check_options(paper.name, line, options)
    title = ""
    if len(tables["poll"]) == 2:
        title = dict(zip(tables["poll"][0][1], tables["poll"][1][1], strict=False)).get("title", "")
    return _Poll(title, None, None, options, tuple(_vote(paper, number, row, header, columns) for number, row in votes[1:]), line)


def _vote(paper: Paper, line: int, row: list[str], header: list[str], columns: tuple[int, ...]) -> tuple[int | None, ...]:
    if len(row) != len(header):
        what = f"{len(row)} values stand here, the header of the votes names {len(header)}"
        raise WrongElection(Place(paper.name, line), what, "write one value a column")
    marks = list[int | None]()
    for place in columns:
        cell = row[place]
        if cell and not (cell.isascii() and cell.isdecimal() and len(cell) <= _SCORE_DIGITS):
            column = sum(len(before) + 1 for before in row[:place]) + 1
            raise WrongElection(Place(paper.name, line, column), f"'{shown(cell)}' is not a score", "write a whole number from 0 up")
        marks.append(int(cell) if cell else None)
    return tuple(marks)
