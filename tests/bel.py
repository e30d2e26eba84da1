"""A builder of small archives of Belenios: the tar, its digests and its chain of events, without any cryptography."""

import io
import json
import tarfile
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

UUID = "2ffTqoNYFb6cF2"
QUESTIONS: list[dict[str, Any]] = [
    {"question": "Shall it pass?", "answers": ["For", "Against"], "blank": True, "min": 0, "max": 1},
    {"question": "Who?", "answers": ["Ann", "Bob", "Cy"], "min": 1, "max": 2},
]
RESULT: list[Any] = [[1, 2, 0], [1, 3, 1]]


def archive(
    questions: Sequence[Any] = QUESTIONS,
    result: Any = RESULT,
    *,
    credentials: int = 4,
    tallied: Any = 3,
    weight: Any = None,
    types: Sequence[str] = ("Ballot", "Ballot", "Ballot", "EndBallots", "EncryptedTally", "PartialDecryption", "Result"),
    uuid: str = UUID,
) -> bytes:
    """An election that is over: three ballots on two questions unless said otherwise."""
    files: list[tuple[str, bytes]] = [("BELENIOS", b'{"version":1,"timestamp":"1795444158"}')]

    def put(value: Any, kind: str = "data") -> str:
        content = json.dumps(value).encode()
        name = sha256(content).hexdigest()
        files.append((f"{name}.{kind}.json", content))
        return name

    election = put({"version": 1, "uuid": uuid, "name": "Test", "questions": list(questions), "public_key": "9" * 600})
    setup = {"election": election, "trustees": put([]), "credentials": put([str(number) for number in range(credentials)])}
    before = put({"height": 0, "type": "Setup", "payload": put(setup)}, "event")
    tally = {"num_tallied": tallied, "total_weight": tallied if weight is None else weight, "encrypted_tally": put(["tally"])}
    payloads: dict[str, Any] = {"EncryptedTally": tally, "Result": {"result": result}}
    for height, kind in enumerate(types, start=1):
        event = {"parent": before, "height": height, "type": kind}
        if kind != "EndBallots":
            event["payload"] = put(payloads.get(kind, {"number": height}))
        before = put(event, "event")
    return pack(files)


def pack(files: Sequence[tuple[str, bytes]], **also: Any) -> bytes:
    """A plain tar of files; `also` sets fields of the last member."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for place, (name, content) in enumerate(files):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            if place == len(files) - 1:
                for key, value in also.items():
                    setattr(member, key, value)
            tar.addfile(member, io.BytesIO(content))
    return out.getvalue()


def unpack(data: bytes) -> list[tuple[str, bytes]]:
    """The files of an archive, in order."""
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        return [(member.name, tar.extractfile(member).read()) for member in tar]  # type: ignore[union-attr]
