"""An archive of Belenios, `UUID.bel`, read without unpacking it anywhere (Belenios specification, section 3: archives).

It is a plain tar: the file BELENIOS, then data and events, each named by the SHA-256 of its content. The events are a chain: setup,
ballots, their end, the encrypted tally, partial decryptions, the result. Everything is checked that digests can show: no file but these,
each under its own digest, the chain whole. Whether the decryption is right only the cryptography shows: `belenios-tool election verify`.
"""

import io
import re
import tarfile
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from folkmoot.formats.strict_json import load
from folkmoot.records.belenios import BeleniosArchive, BeleniosQuestion
from folkmoot.records.value import shown

LARGEST_ARCHIVE = 256 * 1024 * 1024
"""Bytes an archive may have."""
_MOST_FILES = 400_000
_LARGEST_PART = 16 * 1024 * 1024
_PART = re.compile(r"([0-9a-f]{64})\.(data|event)\.json")
_UUID = re.compile(r"[1-9A-HJ-NP-Za-km-z]{14,22}")
_HEX = re.compile(r"[0-9a-f]{64}")
_ONCE = ("Setup", "EndBallots", "EncryptedTally", "Result")
Fields = dict[str, Any]


def read_archive(data: bytes) -> BeleniosArchive:
    """Read an archive of an election that is over; ValueError with a sentence when it is anything else."""
    if len(data) > LARGEST_ARCHIVE:
        raise ValueError(f"the archive has {len(data):,} bytes, and {LARGEST_ARCHIVE:,} are read at most")
    parts, chain = _parts(data)
    events = _chain(chain)
    setup = _object(parts, _payload(events["Setup"]), "the setup")
    election_bytes = _part(parts, _hash(setup, "election"), "the election")
    election = _fields(election_bytes, "the election")
    credentials = load(_part(parts, _hash(setup, "credentials"), "the credentials"), _LARGEST_PART)
    tally = _object(parts, _payload(events["EncryptedTally"]), "the encrypted tally")
    result = _object(parts, _payload(events["Result"]), "the result").get("result")
    uuid, name, ballots = election.get("uuid"), election.get("name"), tally.get("num_tallied")
    if not isinstance(uuid, str) or not _UUID.fullmatch(uuid) or not isinstance(name, str):
        raise ValueError("the election has no proper uuid or no name")
    if not isinstance(credentials, list) or type(ballots) is not int or ballots < 0:
        raise ValueError("the credentials are not a list, or the tally does not say how many ballots it holds")
    if tally.get("total_weight", ballots) != ballots:
        raise ValueError("the votes of this election have weights, and folkmoot counts every member once")
    if ballots > len(credentials):
        raise ValueError(f"{ballots:,} ballots were tallied, and {len(credentials):,} credentials were given out")
    return BeleniosArchive(
        uuid, name, b64encode(sha256(election_bytes).digest()).decode().rstrip("="), sha256(data).hexdigest(),
        _questions(election.get("questions"), result, ballots), len(credentials), ballots,
    )  # fmt: skip


def _parts(data: bytes) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Data and events by digest; nothing is written anywhere, and links, folders and other names are refused."""
    found: tuple[dict[str, bytes], dict[str, bytes]] = ({}, {})
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as tar:
            for place, member in enumerate(tar):
                if place > _MOST_FILES:
                    raise ValueError(f"the archive holds more than {_MOST_FILES:,} files")
                content = _content(tar, member)
                if place == 0:
                    if member.name != "BELENIOS" or _fields(content, "the file BELENIOS").get("version") != 1:
                        raise ValueError("the archive does not begin with the file BELENIOS of version 1")
                    continue
                name = _PART.fullmatch(member.name)
                if name is None:
                    raise ValueError(f"'{shown(member.name)}' does not belong in an archive of Belenios")
                kind = found[name[2] == "event"]
                if sha256(content).hexdigest() != name[1]:
                    raise ValueError(f"the file {name[1][:12]}… does not have the digest that is its name: the archive was altered")
                if name[1] in kind:
                    raise ValueError(f"the file {name[1][:12]}… stands twice in the archive")
                kind[name[1]] = content
            end = tar.offset
    except (tarfile.TarError, EOFError, OverflowError) as error:
        raise ValueError(f"the file is not a whole tar archive ({error})") from None
    if any(data[end:]):
        raise ValueError("something stands behind the end of the archive")
    return found


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    if not member.isreg() or member.sparse is not None:
        raise ValueError(f"'{shown(member.name)}' is not a plain file")
    if not 0 <= member.size <= _LARGEST_PART:
        raise ValueError(f"a file of the archive has {member.size:,} bytes, and {_LARGEST_PART:,} are read at most")
    stream = tar.extractfile(member)
    content = b"" if stream is None else stream.read(member.size)
    if len(content) != member.size:
        raise ValueError("the file is not a whole tar archive (it ends too early)")
    return content


def _chain(events: Mapping[str, bytes]) -> dict[str, Fields]:
    """The events that come once, by type; ValueError when the chain has a gap, a fork or no result at its end."""
    by_height: dict[int, tuple[str, Fields]] = {}
    for digest, content in events.items():
        event = _fields(content, "an event")
        height = event.get("height")
        if type(height) is not int or height in by_height or not isinstance(event.get("type"), str):
            raise ValueError("two events stand at one height, or an event has no height or type")
        by_height[height] = digest, event
    once: dict[str, Fields] = {}
    before: str | None = None
    for height in range(len(by_height)):
        if height not in by_height or by_height[height][1].get("parent") != before:
            raise ValueError(f"the chain of events breaks at height {height}: the archive was altered or is not whole")
        before, event = by_height[height]
        if event["type"] in once:
            raise ValueError(f"the event {event['type']} stands twice")
        if event["type"] == "Ballot" and "EndBallots" in once:
            raise ValueError("a ballot came after the end of the ballots")
        if event["type"] in _ONCE:
            once[event["type"]] = event
    if tuple(once) != _ONCE or by_height[0][1]["type"] != "Setup" or by_height[len(by_height) - 1][1]["type"] != "Result":
        raise ValueError("the election is not over: the archive does not end with a result")
    return once


def _payload(event: Fields) -> str:
    return _hash(event, "payload")


def _hash(fields: Fields, key: str) -> str:
    value = fields.get(key)
    if not isinstance(value, str) or not _HEX.fullmatch(value):
        raise ValueError(f"'{key}' is not a digest")
    return value


def _part(parts: Mapping[str, bytes], digest: str, what: str) -> bytes:
    if digest not in parts:
        raise ValueError(f"{what} is not in the archive")
    return parts[digest]


def _object(parts: Mapping[str, bytes], digest: str, what: str) -> Fields:
    return _fields(_part(parts, digest, what), what)


def _fields(content: bytes, what: str) -> Fields:
    try:
        value = load(content, _LARGEST_PART)
    except ValueError as error:
        raise ValueError(f"{what} cannot be read: {error}") from None
    if not isinstance(value, dict):
        raise ValueError(f"{what} is not a JSON object")
    return value


def _questions(questions: Any, result: Any, ballots: int) -> tuple[BeleniosQuestion, ...]:
    if not isinstance(questions, list) or not isinstance(result, list) or not questions or len(questions) != len(result):
        raise ValueError("the result does not have one part a question")
    return tuple(_question(question, counts, ballots) for question, counts in zip(questions, result, strict=True))


def _question(question: Any, counts: Any, ballots: int) -> BeleniosQuestion:
    if not isinstance(question, dict) or question.get("type", "Homomorphic") != "Homomorphic":
        raise ValueError("a question asks for ranks or marks, and only questions with answers to tick are imported")
    question = question.get("value", question)
    text, answers, most = question.get("question"), question.get("answers"), question.get("max")
    if not isinstance(text, str) or not isinstance(answers, list) or not all(isinstance(answer, str) for answer in answers):
        raise ValueError("a question has no text, or answers that are no texts")
    if type(most) is not int or most < 1 or len(set(answers)) != len(answers):
        raise ValueError("a question does not say how many answers may be given, or names an answer twice")
    with_blank = question.get("blank") is True
    if not isinstance(counts, list) or len(counts) != len(answers) + with_blank:
        raise ValueError("the result of a question does not have one number an answer")
    if not all(type(count) is int and 0 <= count <= ballots for count in counts):
        raise ValueError(f"the result of a question counts more than the {ballots:,} ballots, or something else than ballots")
    if sum(counts) > most * ballots:
        raise ValueError("the result of a question holds more answers than its ballots could give")
    return BeleniosQuestion(text, tuple(answers), counts[0] if with_blank else None, most, tuple(counts[with_blank:]))
