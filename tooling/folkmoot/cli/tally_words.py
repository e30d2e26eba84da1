"""A count told in a terminal: rounds and pairs as aligned tables, ties used, other readings; and the same as data."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from folkmoot.records.deliberation import AnyTally, ConsentTally, ItemsTally
from folkmoot.records.election import ElectionTally, Round
from folkmoot.records.reading import Reading
from folkmoot.records.tally import Matrix, RankedTally
from folkmoot.tally.words import number, rounded


def told(tally: AnyTally) -> Iterator[str]:
    """The lines of `--explain`: pairs of a ranked count, rounds of an election, items of a vote item by item, objections."""
    if isinstance(tally, RankedTally):
        yield from _pairs(tally)
    elif isinstance(tally, ElectionTally):
        yield from _rounds(tally)
    elif isinstance(tally, ItemsTally):
        yield from _items(tally)
    elif isinstance(tally, ConsentTally):
        yield from _objections(tally)


def told_readings(readings: Sequence[Reading]) -> Iterator[str]:
    """The lines of `--sensitivity`."""
    yield "Other readings of the rule; none of them binds, the charter's own does:"
    if not readings:
        yield "  this method has no other reading for these ballots."
    width = max((len(each.name) for each in readings), default=0)
    for each in readings:
        yield f"  {each.name:<{width}}  {each.differs:<10}  {each.words}: {each.verdict}"


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows as lines of columns: the first to the left, all others to the right; every row has the same number of cells."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [cell.rjust(width) if at else cell.ljust(width) for at, (cell, width) in enumerate(zip(row, widths, strict=True))]
        yield ("  " + "  ".join(cells)).rstrip()


def _pairs(tally: RankedTally) -> Iterator[str]:
    yield "Pairs: how many put the row above the column; * where the row beats the column, = where neither beats the other."
    heads = ("", *(f"{option} " for option in tally.options))
    yield from aligned([heads, *_matrix_rows(tally.options, tally.matrix)])
    yield ""
    yield "Strongest paths from the row to the column:"
    yield from aligned([heads, *_matrix_rows(tally.options, tally.strengths)])
    if tally.order:
        yield ""
        yield "Order:"
        yield from (f"  {place}. {' = '.join(level)}" for place, level in enumerate(tally.order, start=1))


def _matrix_rows(options: Sequence[str], matrix: Matrix) -> Iterator[tuple[str, ...]]:
    for row, option in enumerate(options):
        yield option, *(_cell(matrix, row, column) for column in range(len(options)))


def _cell(matrix: Matrix, row: int, column: int) -> str:
    if row == column:
        return ". "
    here, there = matrix[row][column], matrix[column][row]
    return number(here) + ("*" if here > there else "=" if here == there else " ")


def _rounds(tally: ElectionTally) -> Iterator[str]:
    yield "Rounds:"
    if tally.rounds:
        heads = [("", *(f"{place} " for place in range(1, len(tally.rounds) + 1)))]
        rows = [(option, *(_held(round_, option) for round_ in tally.rounds)) for option in tally.options]
        spent = [("exhausted", *(f"{rounded(round_.exhausted)} " for round_ in tally.rounds))]
        yield from aligned(heads + rows + (spent if any(round_.exhausted for round_ in tally.rounds) else []))
    for place, round_ in enumerate(tally.rounds, start=1):
        yield f"  {place}: {round_.title}. {round_.words}".rstrip()
    if tally.ties:
        yield ""
        yield "Ties:"
        yield from (f"  {tie.by}: {tie.words}" for tie in tally.ties)


def _held(round_: Round, option: str) -> str:
    """What an option holds, with `+` when it is elected in this round and `x` when it goes out; `.` when it is not in the count."""
    held = dict(round_.votes).get(option)
    if held is None:
        return ". "
    return rounded(held) + ("+" if option in round_.elected else "x" if option in round_.eliminated else " ")


def _items(tally: ItemsTally) -> Iterator[str]:
    rows = [
        (each.item, *(number(votes) for votes in (each.tally.count.for_, each.tally.count.against, each.tally.count.abstain)),
         number(each.tally.needed), "stands" if each.stands else "falls")
        for each in tally.items
    ]  # fmt: skip
    if rows:
        yield from aligned([("", "for", "against", "abstain", "needed", ""), *rows])


def _objections(tally: ConsentTally) -> Iterator[str]:
    yield "Objections:"
    if not tally.objections:
        yield "  none."
    for each in tally.objections:
        yield f"  {each.number}. {each.by} against {each.against}: {each.reason} ({each.state})"


def data_of(tally: AnyTally) -> dict[str, Any]:
    """Rounds and matrix as JSON values; fractions as texts such as `10/3`."""
    if isinstance(tally, RankedTally):
        return {
            "options": list(tally.options),
            "matrix": [list(row) for row in tally.matrix],
            "strengths": [list(row) for row in tally.strengths],
            "order": [list(level) for level in tally.order],
        }
    if not isinstance(tally, ElectionTally):
        return {}
    return {
        "options": list(tally.options),
        "rounds": [
            {
                "title": round_.title,
                "votes": {option: _exactly(votes) for option, votes in round_.votes},
                "exhausted": _exactly(round_.exhausted),
                "elected": list(round_.elected),
                "eliminated": list(round_.eliminated),
                "words": round_.words,
            }
            for round_ in tally.rounds
        ],
        "ties": [{"between": list(tie.between), "by": tie.by, "first": list(tie.first), "words": tie.words} for tie in tally.ties],
    }


def _exactly(value: Fraction) -> int | str:
    return value.numerator if value.denominator == 1 else str(value)


def data_of_readings(readings: Sequence[Reading]) -> list[dict[str, Any]]:
    """The other readings as JSON values."""
    return [
        {
            "name": each.name,
            "words": each.words,
            "differs": str(each.differs),
            "winners": list(each.winners),
            "tied": list(each.tied),
            "verdict": each.verdict,
        }
        for each in readings
    ]
