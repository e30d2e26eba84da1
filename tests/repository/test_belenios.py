"""A small election held with Belenios itself: its archive is read, its proofs hold, and a false result does not."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from shutil import which

import pytest

from bel import archive
from folkmoot.formats.belenios import read_archive
from folkmoot.records.error import FolkmootError
from folkmoot.repository.belenios import proofs_hold

TOOL = which("belenios-tool")
TEMPLATE = (
    '{"description":"","name":"Lamp","administrator":"a","credential_authority":"c","questions":'
    '[{"answers":["For","Against"],"min":0,"max":1,"question":"Shall it pass?","blank":true}]}'
)
BALLOTS = ("[[0,1,0]]", "[[0,1,0]]", "[[1,0,0]]")
needs_tool = pytest.mark.skipif(TOOL is None, reason="belenios-tool is not installed (Debian: apt-get install belenios-tool)")


def _run(folder: Path, line: Sequence[str], given: str = "") -> str:
    assert TOOL is not None
    ran = subprocess.run([TOOL, *line], cwd=folder, input=given, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Three of four voters voted, and one trustee decrypted the sum."""
    folder = tmp_path_factory.mktemp("belenios")
    uuid = _run(folder, ("setup", "generate-token", "--length", "14")).strip()
    group = "--group=BELENIOS-2048"
    _run(folder, ("setup", "generate-credentials", group, "--count", "4", "--uuid", uuid))
    _run(folder, ("setup", "generate-trustee-key", group))
    next(folder.glob("*.pubcreds")).rename(folder / "public_creds.json")
    (folder / "public_keys.jsons").write_bytes(next(folder.glob("*.pubkey")).read_bytes())
    (folder / "template.json").write_text(TEMPLATE)
    _run(folder, ("setup", "make-trustees"))
    _run(folder, ("setup", "make-election", group, "--uuid", uuid, "--template", "template.json"))
    _run(folder, ("archive", "init"))
    credentials = [line.split()[1] for line in next(folder.glob("*.privcreds")).read_text().splitlines()]
    for credential, choice in zip(credentials, BALLOTS, strict=False):
        (folder / "credential").write_text(credential)
        (folder / "choice").write_text(choice)
        ballot = _run(folder, ("election", "generate-ballot", "--ballot", "choice", "--privcred", "credential"))
        _run(folder, ("archive", "add-event", "--type=Ballot"), ballot)
    _run(folder, ("archive", "add-event", "--type=EndBallots"))
    tally = _run(folder, ("election", "compute-encrypted-tally"))
    _run(folder, ("archive", "add-event", "--type=EncryptedTally"), tally)
    key = next(folder.glob("*.privkey")).name
    part = _run(folder, ("election", "decrypt", "--privkey", key, "--trustee-id", "1"))
    _run(folder, ("archive", "add-event", "--type=PartialDecryption"), part)
    result = _run(folder, ("election", "compute-result"))
    _run(folder, ("archive", "add-event", "--type=Result"), result)
    return (folder / f"{uuid}.bel").read_bytes()


@needs_tool
def test_an_election_held_with_belenios_is_read_and_its_proofs_hold(held: bytes) -> None:
    found = read_archive(held)
    (asked,) = found.questions
    assert (asked.text, asked.answers, asked.counts, asked.blank) == ("Shall it pass?", ("For", "Against"), (2, 0), 1)
    assert (found.voters, found.ballots) == (4, 3)
    assert proofs_hold(found.uuid, held)


@needs_tool
def test_a_false_result_in_a_sound_chain_is_refused_by_the_proofs(held: bytes) -> None:
    import json
    from hashlib import sha256

    from bel import pack, unpack

    files = [part for part in unpack(held) if b'"Result"' not in part[1] and not part[1].startswith(b'{"result"')]
    false = json.dumps({"result": [[1, 0, 2]]}, separators=(",", ":")).encode()
    last = max((content for name, content in files if "event" in name), key=lambda content: json.loads(content)["height"])
    event = json.dumps(
        {
            "parent": sha256(last).hexdigest(), "height": json.loads(last)["height"] + 1, "type": "Result",
            "payload": sha256(false).hexdigest(),
        },
        separators=(",", ":"),
    ).encode()  # fmt: skip
    files += [(f"{sha256(false).hexdigest()}.data.json", false), (f"{sha256(event).hexdigest()}.event.json", event)]
    data = pack(files)
    found = read_archive(data)
    assert found.questions[0].counts == (0, 2)
    with pytest.raises(FolkmootError, match="the proofs of this election do not hold"):
        proofs_hold(found.uuid, data)


@needs_tool
def test_an_archive_without_cryptography_has_no_proofs_that_hold() -> None:
    with pytest.raises(FolkmootError, match="do not hold"):
        proofs_hold("2ffTqoNYFb6cF2", archive())


def test_without_the_program_nothing_is_said_to_be_proven(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(os.environ, "PATH", str(tmp_path))
    assert proofs_hold("2ffTqoNYFb6cF2", archive()) is False
