"""What an importer of elections is: files of another voting system in, profiles without voters' names and faults out."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from folkmoot.records.finding import Fault, Place
from folkmoot.records.profile import BallotMarks, ElectionProfile
from folkmoot.records.tally import Ranking

LARGEST_ELECTION = 32 * 1024 * 1024
"""Bytes a file of ballots may have."""
MOST_OPTIONS = 300
_RANK_DIGITS = 9


class WrongElection(Exception):
    """Ends the reading of one file; an importer turns it into its fault, so it never leaves this room."""

    def __init__(self, place: Place, what: str, mend: str) -> None:
        super().__init__(what)
        self.fault = Fault(place, what, mend, "broken-election")


class ElectionImporter(Protocol):
    """Reads one foreign form of ballots; opens no file; what it cannot read becomes a fault."""

    @property
    def name(self) -> str:
        """The word that chooses this importer: `blt`."""

    def takes(self, name: str) -> bool:
        """Say whether a file of this name belongs to an election of this format."""

    def read(self, sources: Mapping[str, bytes], poll_type: str | None) -> tuple[tuple[ElectionProfile, ...], tuple[Fault, ...]]:
        """Read files by name; `poll_type` is said by the caller where a format does not say what a mark means."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A file as text, with what its profile says about where it comes from."""

    name: str
    text: str
    digest: str


def open_paper(name: str, data: bytes) -> Paper:
    """Decode UTF-8 with any line ends to LF; WrongElection for what is no text or too large."""
    if len(data) > LARGEST_ELECTION:
        what = f"the file has {len(data):,} bytes; {LARGEST_ELECTION:,} are read at most"
        raise WrongElection(Place(name), what, "export one election a file")
    try:
        text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        place = Place(name, before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        raise WrongElection(place, "these bytes are not UTF-8 text", "save the file as UTF-8") from None
    if "\0" in text:
        place = Place(name, text.count("\n", 0, text.index("\0")) + 1)
        raise WrongElection(place, "a NUL byte stands here: this is not a text", "replace the file by a text")
    return Paper(name, text.replace("\r\n", "\n").replace("\r", "\n"), sha256(data).hexdigest())


def ballot_text(ranking: Ranking) -> str:
    """Write a ballot as vectors hold it: a number an option, `-` for a blank, with spaces between."""
    return " ".join("-" if rank is None else str(rank) for rank in ranking)


def sorted_ballots(found: Mapping[Ranking, int]) -> tuple[tuple[Ranking, int], ...]:
    """Put ballots in the order of their texts, so that the order of casting is lost."""
    return tuple(sorted(found.items(), key=lambda item: ballot_text(item[0])))


def whole_number(place: Place, text: str, what: str) -> int:
    """Read a whole number of at most nine digits; WrongElection otherwise."""
    if not (text.isascii() and text.isdecimal()) or len(text) > _RANK_DIGITS:
        raise WrongElection(place, f"{what} is not a whole number of at most {_RANK_DIGITS} digits", "write it in digits")
    return int(text)


def check_options(name: str, line: int, options: tuple[str, ...]) -> None:
    """WrongElection when there are no options, too many, a nameless one or one twice."""
    if not options or len(options) > MOST_OPTIONS:
        what = f"{len(options):,} options stand here; an election has 1 to {MOST_OPTIONS}"
        raise WrongElection(Place(name, line), what, "export one election with its options")
    if not all(options):
        raise WrongElection(Place(name, line), "an option has no name", "name every option")
    if len(set(options)) < len(options):
        twice = next(option for option in options if options.count(option) > 1)
        raise WrongElection(Place(name, line), f"the option '{twice[:80]}' stands twice", "give every option its own name")


def ranked_profile(paper: Paper, form: str, options: tuple[str, ...], found: Mapping[Ranking, int]) -> ElectionProfile:
    """Build a profile of ranks that says nothing but its ballots; callers put to it what their format says."""
    last = paper.name.replace("\\", "/").rpartition("/")[2]
    return ElectionProfile(
        title="", options=options, withdrawn=(), ballots=sorted_ballots(found), marks=BallotMarks.RANKS, seats=None, method=None,
        blank=None, order=None, format=form, source=last, digest=paper.digest,
    )  # fmt: skip
