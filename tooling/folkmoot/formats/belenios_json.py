"""The object `election` of `belenios/1`: what binds totals to the archive of Belenios that tellers took them from."""

import re
from typing import Any

from folkmoot.records.ballot import FOR_AGAINST_ABSTAIN, CountedTotals
from folkmoot.records.belenios import BeleniosArchive, BeleniosOrigin, BeleniosQuestion
from folkmoot.records.value import DIGEST, shown

_KEYS = ("answers", "archive", "ballots", "fingerprint", "question", "uuid", "voters")
_DIGEST = re.compile(DIGEST)
_FINGERPRINT = re.compile(r"[A-Za-z0-9+/]{43}")
_UUID = re.compile(r"[1-9A-HJ-NP-Za-km-z]{14,22}")
_WORDS = FOR_AGAINST_ABSTAIN.options


def take_totals(
    archive: BeleniosArchive,
    question: int,
    answers: dict[str, str],
    bound: tuple[str, str, str],
    tellers: tuple[str, ...],
) -> CountedTotals:
    """Take the totals of one question, the first being 1.

    `answers` says which answer each word (for, against, abstain) or option stands for; `bound` is the proposal and the digests of its
    text and electorate. In a vote for or against, who gave none of the answers abstained. ValueError when answers and question do not fit.
    """
    if not 1 <= question <= len(archive.questions):
        raise ValueError(f"the election has {len(archive.questions)} questions, and {question} is none of them")
    asked = archive.questions[question - 1]
    counts = _mapped(asked, answers)
    origin = BeleniosOrigin(
        archive.uuid, archive.fingerprint, archive.digest, asked.text, tuple(sorted(answers.items())), archive.voters, archive.ballots,
    )  # fmt: skip
    if not set(answers) & set(_WORDS):
        return CountedTotals(*bound, 0, 0, 0, tellers, archive.ballots, tuple(sorted(counts.items())), election=origin)
    for_, against, abstain = _votes(asked, counts, archive.ballots)
    return CountedTotals(*bound, for_, against, abstain, tellers, election=origin)


def _mapped(asked: BeleniosQuestion, answers: dict[str, str]) -> dict[str, int]:
    """The number of each word or option; every answer must stand for exactly one."""
    given = dict(zip(asked.answers, asked.counts, strict=True))
    unknown = [answer for answer in answers.values() if answer not in given]
    if unknown:
        raise ValueError(f"'{shown(unknown[0])}' is no answer of the question '{shown(asked.text)}'")
    if len(set(answers.values())) != len(answers):
        raise ValueError("one answer stands for two words or options")
    left = [answer for answer in asked.answers if answer not in answers.values()]
    if left:
        raise ValueError(f"the answer '{shown(left[0])}' stands for no word or option")
    return {word: given[answer] for word, answer in answers.items()}


def _votes(asked: BeleniosQuestion, counts: dict[str, int], ballots: int) -> tuple[int, int, int]:
    if not {"for", "against"} <= set(counts) <= set(_WORDS):
        raise ValueError("a vote for or against has the words for, against and, where it is an answer, abstain")
    if asked.most != 1:
        raise ValueError("the question lets one ballot give several answers, which is no vote for or against")
    said = sum(counts.values()) + (asked.blank or 0)
    if said > ballots:
        raise ValueError(f"{said:,} answers were counted, and {ballots:,} ballots")
    return counts["for"], counts["against"], ballots - counts["for"] - counts["against"]


def origin_fields(origin: BeleniosOrigin) -> dict[str, Any]:
    """The object `election`."""
    return {
        "answers": dict(origin.answers), "archive": origin.archive, "ballots": origin.ballots, "fingerprint": origin.fingerprint,
        "question": origin.question, "uuid": origin.uuid, "voters": origin.voters,
    }  # fmt: skip


def read_origin(election: Any, ballots: int) -> BeleniosOrigin:
    """Read the object `election` of totals over `ballots` ballots; ValueError with a sentence when it is malformed or contradicts them."""
    if not isinstance(election, dict) or sorted(election) != sorted(_KEYS):
        raise ValueError(f"'election' is not an object of {', '.join(_KEYS)}")
    answers = election["answers"]
    if not isinstance(answers, dict) or not all(isinstance(answer, str) for answer in answers.values()):
        raise ValueError("'answers' does not say for each word or option the answer it stands for")
    found = BeleniosOrigin(
        _text(election, "uuid", _UUID), _text(election, "fingerprint", _FINGERPRINT), _text(election, "archive", _DIGEST),
        _text(election, "question", None), tuple(sorted(answers.items())), _number(election, "voters"), _number(election, "ballots"),
    )  # fmt: skip
    if ballots != found.ballots or found.ballots > found.voters:
        raise ValueError(f"the counts make {ballots:,} ballots; the election says {found.ballots:,} of {found.voters:,} voters")
    return found


def _text(election: dict[str, Any], key: str, form: re.Pattern[str] | None) -> str:
    value = election[key]
    if not isinstance(value, str) or (form is not None and not form.fullmatch(value)):
        raise ValueError(f"the {key} of the election is not written as one")
    return value


def _number(election: dict[str, Any], key: str) -> int:
    value = election[key]
    if type(value) is not int or value < 0:
        raise ValueError(f"'{key}' of the election is not a whole number from 0 up")
    return value
