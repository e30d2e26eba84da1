"""`folkmoot sign`: from a record to the signature beside it, which OpenSSH alone can check."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from co_op import genesis
from folkmoot.cli import main
from folkmoot.formats.keys_json import write_keys
from folkmoot.records.keys import KeysHead
from folkmoot.records.signature import PublicKey
from folkmoot.trust.signature import judge
from lived import charter
from trust.keyring import throwaway

ANA, BO = throwaway("ana"), throwaway("bo")
ACT = "proposals/2026-x/acts/m-0001-acceptance.json"
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def brook(tmp_path: Path) -> Path:
    """A co-op whose keys know Ana, with an act that waits to be signed."""
    head = KeysHead.model_validate({
        "schema": "coop-keys/1", "coop": "brook.example", "version": 1, "expires": "2030-01-01",
        "people": {"ana": {"keys": [ANA.public_line]}}, "roles": {"root": {"threshold": 1, "people": ["ana"]}}, "revoked": [],
    })  # fmt: skip
    files = {**genesis(charter()), "charter/keys/0001.json": write_keys(head), ACT: b'{"act": "accepted"}\n', "README.md": b"hello\n"}
    for path, data in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    (tmp_path / "private").mkdir()
    for key in (ANA, BO):
        key.write_private(tmp_path / "private" / key.name)
    return tmp_path


@pytest.fixture
def run(brook: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `folkmoot sign` there and return its exit code and all that it says."""
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    monkeypatch.chdir(brook)

    def run(*words: str) -> tuple[int, str]:
        try:
            code = main(["sign", *words, "--root", str(brook)])
        except SystemExit as ending:
            code = ending.code
        said = capsys.readouterr()
        return int(code or 0), said.out + said.err

    return run


def test_an_act_is_signed_and_openssh_alone_can_check_it(brook: Path, run: Run) -> None:
    code, said = run(ACT, "--key", "private/ana")
    assert code == 0, said
    assert f"{ACT}.sig.d/ana.sig" in said
    assert ANA.fingerprint in said
    assert isinstance(judge((brook / f"{ACT}.sig.d/ana.sig").read_bytes(), (brook / ACT).read_bytes(), "act@brook.example"), PublicKey)
    (brook / "allowed").write_text(f"ana {ANA.public_line}\n")
    line = next(line.strip() for line in said.splitlines() if line.strip().startswith("ssh-keygen -Y verify"))
    assert "Good" in subprocess.run(line, shell=True, cwd=brook, check=True, capture_output=True, text=True).stdout


def test_the_keys_themselves_are_signed_as_keys(brook: Path, run: Run) -> None:
    code, said = run("charter/keys/0001.json", "--key", "private/ana")
    assert code == 0, said
    assert "'keys@brook.example'" in said


def test_a_second_signature_needs_again(brook: Path, run: Run) -> None:
    run(ACT, "--key", "private/ana")
    for words in ((), ("--as", "ana")):
        code, said = run(ACT, "--key", "private/ana", *words)
        assert code == 2
        assert "--again" in said
    (brook / ACT).write_bytes(b'{"act": "declined"}\n')
    assert run(ACT, "--key", "private/ana", "--again")[0] == 0
    assert isinstance(judge((brook / f"{ACT}.sig.d/ana.sig").read_bytes(), (brook / ACT).read_bytes(), "act@brook.example"), PublicKey)


def test_a_key_that_nobody_has_asks_who_signs(brook: Path, run: Run) -> None:
    code, said = run(ACT, "--key", "private/bo")
    assert code == 2
    assert "--as" in said
    assert not (brook / f"{ACT}.sig.d").exists()
    assert run(ACT, "--key", "private/bo", "--as", "m-0002")[0] == 0
    assert (brook / f"{ACT}.sig.d/m-0002.sig").is_file()


@pytest.mark.parametrize(("words", "said"), [
    (("README.md",), "not a record"),
    ((ACT, "--as", "../../bo"), "not a person"),
    ((ACT, "--key", "private/nobody"), "no key file"),
])  # fmt: skip
def test_what_cannot_be_signed_is_said(words: tuple[str, ...], said: str, run: Run) -> None:
    code, told = run(*words)
    assert code == 2
    assert said in told


def test_a_file_outside_the_repository_is_not_signed(run: Run, tmp_path_factory: pytest.TempPathFactory) -> None:
    stranger = tmp_path_factory.mktemp("other") / "call.md"
    stranger.write_text("x")
    code, said = run(str(stranger))
    assert code == 2
    assert "outside the repository" in said


def test_a_signature_that_would_not_count_is_not_written(brook: Path, run: Run) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", "private/short"], cwd=brook, check=True)
    code, said = run(ACT, "--key", "private/short", "--as", "ana")
    assert code == 2
    assert "2048 bits" in said
    assert not (brook / f"{ACT}.sig.d").exists()
