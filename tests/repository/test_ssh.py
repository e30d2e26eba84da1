"""The member's own OpenSSH: signing with a key file or through a real agent, and what is said when it does not work."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from nacl.bindings import crypto_sign_open

from folkmoot.records.error import FolkmootError
from folkmoot.records.signature import PublicKey
from folkmoot.repository.ssh import agent_keys, agent_sign, default_key, sign_file
from folkmoot.trust.signature import judge
from trust.keyring import throwaway
from trust.softkeys import rsa_key

ANA, BO = throwaway("ana"), throwaway("bo")
NAMESPACE = "act@brook.example"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, and no agent."""
    folder = tmp_path / "home"
    (folder / ".ssh").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for name in ("SSH_AUTH_SOCK", "XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def agent(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A real agent that holds nothing."""
    address = tmp_path_factory.mktemp("a") / "s"
    said = subprocess.run(["ssh-agent", "-s", "-a", str(address)], check=True, capture_output=True, text=True).stdout
    process = int(said.partition("SSH_AGENT_PID=")[2].partition(";")[0])
    monkeypatch.setenv("SSH_AUTH_SOCK", str(address))
    yield
    os.kill(process, signal.SIGTERM)


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "record.json"
    path.write_bytes(b'{"say": "yes"}\r\n')
    return path


def load(path: Path) -> None:
    subprocess.run(["ssh-add", "-q", str(path)], check=True, stdin=subprocess.DEVNULL)


def signer(armour: bytes, record: Path) -> str:
    found = judge(armour, record.read_bytes(), NAMESPACE)
    assert isinstance(found, PublicKey), found
    return found.fingerprint


def test_a_file_is_signed_with_a_key_file_and_left_alone(tmp_path: Path, record: Path) -> None:
    armour = sign_file(record, ANA.write_private(tmp_path / "ana"), NAMESPACE)
    assert signer(armour, record) == ANA.fingerprint
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ana", "ana.pub", "home", "record.json"]


@pytest.mark.usefixtures("agent")
def test_a_file_is_signed_through_the_agent_when_only_the_public_half_is_here(tmp_path: Path, record: Path) -> None:
    private = ANA.write_private(tmp_path / "ana")
    load(private)
    private.unlink()
    assert signer(sign_file(record, tmp_path / "ana.pub", NAMESPACE), record) == ANA.fingerprint
    assert signer(sign_file(record, private, NAMESPACE), record) == ANA.fingerprint


@pytest.mark.usefixtures("agent")
def test_the_agent_signs_bare_bytes(tmp_path: Path) -> None:
    load(ANA.write_private(tmp_path / "ana"))
    load(BO.write_private(tmp_path / "bo"))
    assert set(agent_keys()) == {ANA.public_line, BO.public_line}
    data = b"brook.example/log\n1\nAAAA\n"
    signature = agent_sign(f"{BO.public_line} bo", data)
    assert crypto_sign_open(signature + data, BO.public) == data


@pytest.mark.usefixtures("agent")
def test_a_key_that_the_agent_does_not_hold_is_named() -> None:
    with pytest.raises(FolkmootError, match=ANA.fingerprint):
        agent_sign(ANA.public_line, b"x")


def test_without_an_agent_we_say_how_to_start_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(FolkmootError, match="no SSH agent runs"):
        agent_sign(ANA.public_line, b"x")
    monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "nothing"))
    with pytest.raises(FolkmootError, match="cannot be asked"):
        agent_keys()


def test_bare_bytes_are_signed_with_ed25519_only() -> None:
    with pytest.raises(FolkmootError, match="ssh-rsa"):
        agent_sign(rsa_key().line, b"x")
    with pytest.raises(FolkmootError, match="not a public key"):
        agent_sign("nonsense", b"x")


def test_a_missing_key_file_is_named(tmp_path: Path, record: Path) -> None:
    with pytest.raises(FolkmootError, match="there is no key file"):
        sign_file(record, tmp_path / "nobody", NAMESPACE)


def test_a_public_key_without_its_private_half_signs_nothing(tmp_path: Path, record: Path) -> None:
    ANA.write_private(tmp_path / "ana").unlink()
    with pytest.raises(FolkmootError, match="not in the SSH agent"):
        sign_file(record, tmp_path / "ana.pub", NAMESPACE)


def test_a_key_that_others_can_read_signs_nothing(tmp_path: Path, record: Path) -> None:
    private = ANA.write_private(tmp_path / "ana")
    private.chmod(0o644)
    with pytest.raises(FolkmootError, match="others can read"):
        sign_file(record, private, NAMESPACE)


@pytest.mark.parametrize(("given", "signs"), [("let me in", True), ("let me out", False)])
def test_a_passphrase_is_asked_for_by_ssh_keygen(
    given: str, signs: bool, tmp_path: Path, record: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = ANA.write_private(tmp_path / "ana")
    subprocess.run(["ssh-keygen", "-q", "-p", "-P", "", "-N", "let me in", "-f", str(private)], check=True, stdout=subprocess.DEVNULL)
    asking = tmp_path / "asking"
    asking.write_text(f"#!/bin/sh\necho '{given}'\n")
    asking.chmod(0o755)
    monkeypatch.setenv("SSH_ASKPASS", str(asking))
    monkeypatch.setenv("SSH_ASKPASS_REQUIRE", "force")
    if signs:
        assert signer(sign_file(record, private, NAMESPACE), record) == ANA.fingerprint
    else:
        with pytest.raises(FolkmootError, match="passphrase was not the right one"):
            sign_file(record, private, NAMESPACE)


def test_without_ssh_keygen_we_say_what_to_install(tmp_path: Path, record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FolkmootError, match="ssh-keygen is not installed"):
        sign_file(record, ANA.write_private(tmp_path / "ana"), NAMESPACE)


def test_the_default_key_is_that_of_git_then_that_of_ssh(home: Path, tmp_path: Path) -> None:
    with pytest.raises(FolkmootError, match="no SSH key"):
        default_key(tmp_path)
    ANA.write_private(home / ".ssh" / "id_ed25519")
    assert default_key(tmp_path) == home / ".ssh" / "id_ed25519.pub"
    subprocess.run(["git", "config", "--global", "user.signingkey", f"key::{BO.public_line}"], check=True)
    assert default_key(tmp_path) == BO.public_line
    subprocess.run(["git", "config", "--global", "user.signingkey", "~/keys/bo.pub"], check=True)
    assert default_key(tmp_path) == home / ".ssh" / "id_ed25519.pub"  # an OpenPGP key may be named so
    subprocess.run(["git", "config", "--global", "gpg.format", "ssh"], check=True)
    assert default_key(tmp_path) == home / "keys" / "bo.pub"


@pytest.mark.usefixtures("agent")
def test_the_only_key_of_the_agent_is_the_default_and_signs(tmp_path: Path, record: Path) -> None:
    load(ANA.write_private(tmp_path / "ana"))
    assert default_key(tmp_path) == ANA.public_line
    assert signer(sign_file(record, None, NAMESPACE), record) == ANA.fingerprint
    load(BO.write_private(tmp_path / "bo"))
    with pytest.raises(FolkmootError, match="holds 2 keys"):
        default_key(tmp_path)
