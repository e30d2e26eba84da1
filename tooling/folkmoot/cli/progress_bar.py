"""A bar for whoever waits at a terminal: it appears after two seconds, on the error stream, and leaves nothing behind."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from folkmoot.engine.progress import Progress, silent

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

_PATIENCE = 2.0
"""Seconds before a bar appears."""


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Give what a long piece of work tells its progress to; where no terminal is, it shows nothing."""
    if not sys.stderr.isatty():
        yield silent
        return
    bar = _Bar()
    try:
        yield bar.tell
    finally:
        bar.close()


class _Bar:
    """One bar for each thing that is done, made when it is clear that it takes long."""

    def __init__(self) -> None:
        self._began = monotonic()
        self._bars: Bars | None = None
        self._tasks: dict[str, TaskID] = {}

    def tell(self, what: str, done: int, total: int) -> None:
        """Show how much of what is done."""
        if monotonic() - self._began < _PATIENCE:
            return
        if self._bars is None:
            self._bars = _new()
            self._bars.start()
        if what not in self._tasks:
            self._tasks[what] = self._bars.add_task(what, total=total)
        self._bars.update(self._tasks[what], completed=done, total=total)

    def close(self) -> None:
        """Take the bar away."""
        if self._bars is not None:
            self._bars.stop()


def _new() -> "Bars":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
