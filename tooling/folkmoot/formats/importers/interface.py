"""What an importer is: another community's file goes in, folkmoot texts and faults come out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from folkmoot.records.finding import Fault

LARGEST_SOURCE = 1024 * 1024
"""Bytes a file may have to be imported."""
LONGEST_SUMMARY = 280
"""Characters a summary may have."""


@dataclass(frozen=True, slots=True)
class Imported:
    """One file to write: its path from the root of the repository, and its bytes."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Prose:
    """A converted text: its Markdown without the title, and a summary, empty when it has no paragraph."""

    body: str
    summary: str


class Importer(Protocol):
    """Reads one foreign format; opens no file, asks no network; a file it cannot read becomes a fault."""

    @property
    def name(self) -> str:
        """The word that chooses this importer: `pep`."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """How the names of its files end: `.rst`."""

    def takes(self, name: str) -> bool:
        """Say whether a file of this name, in a tree of many, is one of this format."""

    def read(self, name: str, data: bytes) -> tuple[tuple[Imported, ...], tuple[Fault, ...]]:
        """Read one file by itself, so without its relations to others."""

    def read_all(self, sources: Mapping[str, bytes]) -> tuple[tuple[Imported, ...], tuple[Fault, ...]]:
        """Read files by name, with their relations to each other; both results are in order of path."""
