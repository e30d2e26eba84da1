"""Cells: which stratum the values of a row fall into, and which of the call's rules skips them; each combination is judged once."""

from collections.abc import Sequence

from folkmoot.engine.ranked import Cell
from folkmoot.records.error import FolkmootError
from folkmoot.sortition.wish import ELIGIBLE, Wish

Values = tuple[bytes, ...]
"""A row's values in the columns that matter, in the order of `Wish.columns`."""


class Cells:
    """The cells of a roster's rows under a wish."""

    def __init__(self, wish: Wish, columns: Sequence[str]) -> None:
        """Raises FolkmootError for a column that the roster has not."""
        for name in wish.columns:
            if name not in columns[1:]:
                others = ", ".join(columns[1:]) or "none: it has no attributes"
                raise FolkmootError(f"the roster has no column '{name}'", f"name one of its columns ({others})")
        self.wish = wish
        self.places = tuple(columns.index(name) for name in wish.columns)
        """Where the values stand in a row."""
        self.named: dict[bytes, int] = {}
        """The first rule that names an entry."""
        for number, rule in enumerate(wish.rules):
            for entry in rule.entries:
                self.named.setdefault(entry.encode("ascii"), number)
        self._known: dict[Values, Cell] = {}

    def of(self, values: Values) -> Cell:
        """The cell of an entry that no rule names."""
        cell = self._known.get(values)
        if cell is None:
            texts = dict(zip(self.wish.columns, (value.decode() for value in values), strict=True))
            stratum = texts[self.wish.column] if self.wish.column else ""
            cell = self._known[values] = stratum, self.wish.rule_of("", texts)
        return cell

    def rule_for(self, entry: bytes, rule: int) -> int:
        """The rule that excludes an entry of a cell with this rule: the first, whether it names the entry or a value."""
        named = self.named.get(entry, ELIGIBLE)
        return min(rule, named) if ELIGIBLE not in (rule, named) else max(rule, named)
