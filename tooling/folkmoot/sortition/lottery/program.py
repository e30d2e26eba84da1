"""The linear program over kinds of people that every panel within the quotas satisfies, and the thin layer over its solver.

Variables are seats a kind: x_k from 0 to min(n_k, seats); the rows say that they add up to the panel, keep each quota and
each limit of households. HiGHS solves it (single thread, fixed seed, simplex), fed with arrays only. What it answers is
never believed: compositions are checked again with whole numbers, bounds again with fractions.
"""

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from highspy._core import _Highs  # the class below highspy.Highs, which announces itself on standard output when it is made
from numpy.typing import NDArray

from folkmoot.records.error import FolkmootError
from folkmoot.records.lottery import Pool

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_INFINITY = highspy.kHighsInf
_NODES = 50_000


@dataclass(frozen=True, slots=True)
class Shape:
    """A pool as arrays. Row 0 is the panel, then come the quotas in `quota_rows`, then the household limits."""

    counts: Ints
    """How many people each kind has."""
    least: Ints
    """The least seats that each kind takes: 0 in the whole program."""
    most: Ints
    """The most seats that each kind can take."""
    quota_rows: tuple[tuple[str, str], ...]
    """(column, value), sorted."""
    matrix: Ints
    """Rows by kinds, 0 or 1."""
    row_least: Ints
    row_most: Ints
    limits: int
    """How many of the last rows are household limits."""

    @property
    def kinds(self) -> int:
        """How many kinds there are."""
        return len(self.counts)

    def within(self, seats: Ints) -> bool:
        """Whether whole numbers of seats a kind are a panel within the quotas, decided with whole numbers."""
        rows = self.matrix @ seats
        kept = (seats >= self.least) & (seats <= self.most)
        return bool(kept.all() and (rows >= self.row_least).all() and (rows <= self.row_most).all())


def shape_of(pool: Pool) -> Shape:
    """Turn a pool into arrays."""
    counts = np.array([kind.count for kind in pool.kinds], dtype=np.int64)
    quota_rows = tuple((column, value) for column in pool.columns for value in sorted(pool.quotas[column]))
    place = {name: row + 1 for row, name in enumerate(quota_rows)}
    matrix = np.zeros((1 + len(quota_rows) + len(pool.limits), len(pool.kinds)), dtype=np.int64)
    matrix[0] = 1
    for number, kind in enumerate(pool.kinds):
        for name in zip(pool.columns, kind.values, strict=True):
            if name in place:
                matrix[place[name], number] = 1
    for row, (members, _limit) in enumerate(pool.limits, 1 + len(quota_rows)):
        matrix[row, list(members)] = 1
    quotas = [pool.quotas[column][value] for column, value in quota_rows]
    return Shape(
        counts=counts,
        least=np.zeros(len(pool.kinds), dtype=np.int64),
        most=np.minimum(counts, pool.seats),
        quota_rows=quota_rows,
        matrix=matrix,
        row_least=np.array([pool.seats, *(quota.least for quota in quotas), *(0 for _ in pool.limits)], dtype=np.int64),
        row_most=np.array([pool.seats, *(quota.most for quota in quotas), *(limit for _, limit in pool.limits)], dtype=np.int64),
        limits=len(pool.limits),
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """The optimum of a program."""

    value: float
    columns: Floats
    """The variables."""
    prices: Floats
    """By how much the optimum rises with each row's bound (dual numbers); meaningless for a program in whole numbers."""


class Solver:
    """One program held by HiGHS: maximise costs times variables, within bounds of variables and rows."""

    __slots__ = ("_highs", "_places", "_whole")

    def __init__(self, matrix: NDArray[Any], columns: tuple[Any, Any], rows: tuple[Any, Any], *, whole: bool = False) -> None:
        """`columns` and `rows` are (lower, upper) bounds; `whole` asks for whole numbers."""
        # Not highspy.Highs: that one greets on standard output before it can be told to be silent.
        highs: Any = _Highs()
        highs.setOptionValue("output_flag", False)
        for option, value in (
            ("threads", 1),
            ("random_seed", 0),
            ("parallel", "off"),
            ("solver", "simplex"),
            ("presolve", "on" if whole else "off"),
        ):
            highs.setOptionValue(option, value)
        highs.setOptionValue("presolve", "on" if whole else "off")
        if whole:
            highs.setOptionValue("mip_rel_gap", 0.0)
            highs.setOptionValue("mip_abs_gap", 1e-9)
            highs.setOptionValue("mip_max_nodes", _NODES)
        height, width = matrix.shape
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = width, height
        model.col_cost_ = np.zeros(width)
        model.col_lower_, model.col_upper_ = _floats(columns[0]), _floats(columns[1])
        model.row_lower_, model.row_upper_ = _floats(rows[0]), _floats(rows[1])
        transposed = np.ascontiguousarray(matrix.T)
        kind, row = np.nonzero(transposed)
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = np.searchsorted(kind, np.arange(width + 1)).astype(np.int32)
        model.a_matrix_.index_ = row.astype(np.int32)
        model.a_matrix_.value_ = transposed[kind, row].astype(np.float64)
        if whole:
            model.integrality_ = [highspy.HighsVarType.kInteger] * width
        highs.passModel(model)
        self._highs = highs
        self._places = np.arange(width, dtype=np.int32)
        self._whole = whole

    def option(self, name: str, value: float | int | str) -> None:
        """Set an option of HiGHS."""
        self._highs.setOptionValue(name, value)

    def costs(self, costs: Floats) -> None:
        """What a unit of each variable is worth."""
        self._highs.changeColsCost(len(costs), self._places, -costs)

    def bounds(self, lower: NDArray[Any], upper: NDArray[Any]) -> None:
        """Bounds of the variables."""
        self._highs.changeColsBounds(len(lower), self._places, _floats(lower), _floats(upper))

    def add_column(self, cost: float, entries: NDArray[Any], most: float = _INFINITY) -> None:
        """One more variable, from 0 to `most`."""
        rows = np.flatnonzero(entries).astype(np.int32)
        self._highs.addCol(-cost, 0.0, most, len(rows), rows, _floats(entries[rows]))
        self._places = np.arange(len(self._places) + 1, dtype=np.int32)

    def change_entry(self, row: int, column: int, value: float) -> None:
        """Change one number of the matrix."""
        self._highs.changeCoeff(row, column, value)

    def solve(self) -> Answer | None:
        """The optimum; None where nothing lies within the bounds. Raises FolkmootError when HiGHS gives up."""
        self._highs.run()
        status = self._highs.getModelStatus()
        if status not in _ANSWERED and status not in _EMPTY:
            self._highs.clearSolver()  # a start from the last basis can go astray; from nothing, the same program is solved
            self._highs.run()
            status = self._highs.getModelStatus()
        if status in _EMPTY:
            return None
        solution = self._highs.getSolution()
        if status not in _ANSWERED or not len(solution.col_value):
            raise FolkmootError(
                f"the solver HiGHS stopped with '{self._highs.modelStatusToString(status)}'",
                "report the pool; another release of highspy may manage it",
            )
        prices = np.zeros(0) if self._whole else -np.asarray(solution.row_dual)
        return Answer(-self._highs.getInfo().objective_function_value, np.asarray(solution.col_value), prices)


_ANSWERED = (
    highspy.HighsModelStatus.kOptimal,
    highspy.HighsModelStatus.kSolutionLimit,
    highspy.HighsModelStatus.kObjectiveTarget,
)
_EMPTY = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)


def _floats(values: NDArray[Any]) -> Floats:
    return np.ascontiguousarray(values, dtype=np.float64)


def panel_solver(shape: Shape, *, whole: bool = False) -> Solver:
    """The program of a pool, without costs."""
    return Solver(shape.matrix, (shape.least, shape.most), (shape.row_least, shape.row_most), whole=whole)
