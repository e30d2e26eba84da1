"""The least of a cost in whole numbers under bounds and rows: asked of the solver, and held against every row before it counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from folkmoot.records.error import FolkmootError
from folkmoot.sortition.lottery.program import Solver


@dataclass(frozen=True, slots=True)
class Row:
    """What a weighted sum of variables may be, both ends included."""

    terms: Mapping[int, int]
    """Place of a variable to its coefficient."""
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Task:
    """Variables by their place, each with its least and its most, and the rows that tie them together."""

    bounds: tuple[tuple[int, int], ...]
    rows: tuple[Row, ...]


def least(task: Task, cost: Mapping[int, int]) -> tuple[int, ...] | None:
    """Whole numbers that meet a task at the least cost; None when no whole numbers meet it.

    Raises FolkmootError when the solver gives up, or answers what does not hold.
    """
    if any(low > high for low, high in task.bounds) or any(row.least > row.most for row in task.rows):
        return None
    matrix = np.zeros((len(task.rows), len(task.bounds)), dtype=np.int64)
    for number, row in enumerate(task.rows):
        for place, coefficient in row.terms.items():
            matrix[number, place] = coefficient
    columns = tuple(np.array([pair[end] for pair in task.bounds]) for end in (0, 1))
    rows = (np.array([row.least for row in task.rows]), np.array([row.most for row in task.rows]))
    solver = Solver(matrix, (columns[0], columns[1]), rows, whole=True)
    worth = np.zeros(len(task.bounds))
    for place, price in cost.items():
        worth[place] = -price
    solver.costs(worth)
    answer = solver.solve()
    if answer is None:
        return None
    found = tuple(round(float(value)) for value in answer.columns)
    if not meets(task, found):
        raise FolkmootError("the solver answered what does not hold", "report this with the call and the roster")
    return found


def meets(task: Task, values: Sequence[int]) -> bool:
    """Whether whole numbers meet every bound and row of a task."""
    return all(low <= value <= high for (low, high), value in zip(task.bounds, values, strict=True)) and all(
        row.least <= sum(coefficient * values[place] for place, coefficient in row.terms.items()) <= row.most for row in task.rows
    )
