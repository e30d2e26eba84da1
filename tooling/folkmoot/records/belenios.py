"""What an archive of Belenios says, and what binds totals to it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BeleniosQuestion:
    """One question of an election, and how often each answer was given."""

    text: str
    answers: tuple[str, ...]
    blank: int | None
    """Blank votes; None where the question allows none."""
    most: int
    """How many answers one ballot may give."""
    counts: tuple[int, ...]
    """A number an answer."""


@dataclass(frozen=True, slots=True)
class BeleniosArchive:
    """An election that is over: its questions with their results, and by what it can be told from any other."""

    uuid: str
    name: str
    fingerprint: str
    """SHA-256 of the election's parameters in base64 without padding, as Belenios shows it to voters."""
    digest: str
    """SHA-256 of the archive in lower-case hex."""
    questions: tuple[BeleniosQuestion, ...]
    voters: int
    """Credentials that were given out."""
    ballots: int
    """Ballots that were counted, one a voter."""


@dataclass(frozen=True, slots=True)
class BeleniosOrigin:
    """The election from which tellers took totals, and what binds them to it."""

    uuid: str
    fingerprint: str
    archive: str
    """SHA-256 of the archive in lower-case hex."""
    question: str
    answers: tuple[tuple[str, str], ...]
    """For each word or option of the ballot, in order, the answer of the election that it stands for."""
    voters: int
    """Credentials that were given out."""
    ballots: int
    """Ballots that were counted, one a voter."""
