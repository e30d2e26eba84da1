"""How far a long piece of work has come: what whoever does it tells, and whoever waits may show."""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is in all; told again, with more done, until it ends."""


def silent(what: str, done: int, total: int) -> None:
    """Show nothing."""
