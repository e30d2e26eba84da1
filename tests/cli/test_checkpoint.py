"""`folkmoot checkpoint`, `verify --since` and `witness` as people meet them, with a real SSH agent."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from co_op import commit, event, git, log
from folkmoot.cli import main
from folkmoot.formats.note import read_note
from lived import CONDUCT, conduct
from trust.keyring import throwaway
from trust.life import history_of, life, standing, write_repository


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Ran]
LOG = "proposals/2023-open/log.yml"
AS_OF = "2023-04-01T00:00:00Z"


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An SSH agent with the keys of a log and of a witness."""
    folder = tmp_path_factory.mktemp("agent")
    socket = folder / "socket"
    server = subprocess.Popen(["ssh-agent", "-D", "-a", str(socket)], stdout=subprocess.DEVNULL)
    while not socket.exists():
        assert server.poll() is None
    for name in ("log", "wit"):
        path = throwaway(name).write_private(folder / name)
        subprocess.run(["ssh-add", "-q", str(path)], env={**os.environ, "SSH_AUTH_SOCK": str(socket)}, check=True)
    yield str(socket)
    server.terminate()
    server.wait()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A clone of the sound life, checked out."""
    folder = tmp_path / "clone"
    folder.mkdir()
    write_repository(folder, {"main": life()})
    git(folder, "reset", "-q", "--hard")
    return folder


@pytest.fixture
def folkmoot(root: Path, agent: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run the command in the clone, with the agent."""
    monkeypatch.chdir(root)
    monkeypatch.setenv("SSH_AUTH_SOCK", agent)

    def run(*words: str | Path) -> Ran:
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([*map(str, words)])
        said = capfd.readouterr()
        return Ran(int(ended.value.code or 0), said.out, said.err)

    return run


def _grow(root: Path, day: str = "20") -> None:
    commit(root, {LOG: (root / LOG).read_bytes() + log(event(f"2023-03-{day}T12:00:00Z", "revised"))})


def _witness(folkmoot: Run, file: Path, seen: Path) -> Ran:
    key = throwaway("wit").public_line
    return folkmoot("witness", file, "--name", "reed.example/witness", "--key", key, "--seen", seen, "--as-of", AS_OF)


def test_a_checkpoint_is_shown_and_made(root: Path, folkmoot: Run) -> None:
    shown = folkmoot("checkpoint", "show")
    expected = history_of(life()).checkpoint()
    assert read_note(shown.stdout.encode()).checkpoint == expected
    assert folkmoot("checkpoint", "make").stdout == shown.stdout
    made = folkmoot("checkpoint", "make", "--key", throwaway("log").public_line)
    [line] = read_note(made.stdout.encode()).signatures
    assert (line.name, made.stderr) == ("brook.example/log", "")
    stranger = folkmoot("checkpoint", "make", "--key", throwaway("wit").public_line)
    assert "nobody will trust it" in stranger.stderr
    assert folkmoot("checkpoint", "make", "--key", throwaway("absent").public_line).returncode == 2
    assert folkmoot("checkpoint", "make", "--key", "nowhere.pub").returncode == 2


def test_a_checkpoint_is_checked_against_the_keys_or_a_pin(root: Path, folkmoot: Run, tmp_path: Path) -> None:
    file, bare = tmp_path / "note", tmp_path / "bare"
    folkmoot("checkpoint", "make", "--key", throwaway("log").public_line, "--out", file)
    folkmoot("checkpoint", "make", "--out", bare)
    assert folkmoot("checkpoint", "check", file).returncode == 0
    assert folkmoot("checkpoint", "check", file, "--pin", throwaway("log").public_line).returncode == 0
    other = folkmoot("checkpoint", "check", file, "--pin", throwaway("wit").public_line)
    assert (other.returncode, "not known here" in other.stdout) == (1, True)
    unsigned = folkmoot("checkpoint", "check", bare)
    assert (unsigned.returncode, unsigned.stdout) == (1, "FAILS  nobody signed it\n")
    bent = tmp_path / "bent"
    bent.write_bytes(file.read_bytes().replace(b"/log\n", b"/log\n1", 1))
    false = folkmoot("checkpoint", "check", bent)
    assert (false.returncode, "does not fit its text" in false.stdout) == (1, True)
    bent.write_bytes(file.read_bytes().replace(b"\xe2\x80\x94", b"-"))
    broken = folkmoot("checkpoint", "check", bent)
    assert (broken.returncode, "is not a checkpoint" in broken.stderr) == (2, True)


def test_what_was_added_since_a_checkpoint_is_told(root: Path, folkmoot: Run, tmp_path: Path) -> None:
    file = tmp_path / "note"
    folkmoot("checkpoint", "make", "--key", throwaway("log").public_line, "--out", file)
    _grow(root)
    ran = folkmoot("verify", "--since", file, "--as-of", AS_OF)
    assert (ran.returncode, ran.stdout) == (0, "since  proposals/2023-open: 1 changed\n")
    assert ran.stderr == f"{len(history_of(life()).hashes) + 1} changes in 17 merges: the history only grew\n"
    report = json.loads(folkmoot("verify", "--since", file, "--as-of", AS_OF, "--format", "json").stdout)
    assert (report["holds"], report["added"]) == (True, ["proposals/2023-open: 1 changed"])


def test_a_merge_that_was_wrong_and_an_unsigned_checkpoint_are_told(root: Path, folkmoot: Run, tmp_path: Path) -> None:
    file = tmp_path / "note"
    folkmoot("checkpoint", "make", "--out", file)
    commit(root, {CONDUCT: conduct("evil")})
    ran = folkmoot("verify", "--since", file, "--as-of", AS_OF)
    assert ran.returncode == 1
    assert f"FAILS  {CONDUCT}: M001 merged-without-decision: commit " in ran.stdout
    assert "proves nothing about who made it: nobody signed it" in ran.stderr


def test_a_wrong_merge_before_the_checkpoint_is_not_told_again(root: Path, folkmoot: Run, tmp_path: Path) -> None:
    commit(root, {CONDUCT: conduct("evil")})
    commit(root, {CONDUCT: conduct("gong")})
    file = tmp_path / "note"
    folkmoot("checkpoint", "make", "--out", file)
    _grow(root)
    assert folkmoot("verify", "--since", file, "--as-of", AS_OF).returncode == 0


def test_several_checkpoints_name_the_first_merge_at_which_it_can_be_told(root: Path, folkmoot: Run, tmp_path: Path) -> None:
    files = [tmp_path / str(number) for number in range(3)]
    for number, file in enumerate(files):
        _grow(root, str(20 + number))
        folkmoot("checkpoint", "make", "--out", file)
    git(root, "reset", "-q", "--hard", "HEAD~1")
    first = commit(root, {"proposals/2023-else/proposal.md": standing(life())["proposals/2023-draft/proposal.md"]})  # type: ignore[dict-item]
    _grow(root, "25")
    words = [word for file in files for word in ("--since", str(file))]
    ran = folkmoot("verify", *words, "--as-of", AS_OF)
    assert ran.returncode == 1
    size = len(history_of(life()).hashes)
    assert f"between positions {size + 2} and {size + 3}: commit {first[:12]}" in ran.stdout
    alone = folkmoot("verify", "--since", files[2], "--as-of", AS_OF)
    assert f"rewritten before position {size + 3}" in alone.stdout
    other = tmp_path / "other"
    other.write_bytes(files[0].read_bytes().replace(b"brook", b"creek"))
    assert "is of creek.example/log, and this clone of brook.example/log" in folkmoot("verify", "--since", other).stdout


def test_a_clone_remembers_what_it_saw(root: Path, folkmoot: Run) -> None:
    _grow(root)
    assert folkmoot("verify", "--remember", "--as-of", AS_OF).returncode == 0
    assert (root / ".git" / "folkmoot-seen").read_text().count("\n") == 1
    assert git(root, "status", "--porcelain") == ""
    head = git(root, "rev-parse", "HEAD")
    git(root, "reset", "-q", "--hard", "HEAD~1")
    back = folkmoot("verify", "--remember", "--as-of", AS_OF)
    assert "the history went back" in back.stderr
    git(root, "reset", "-q", "--hard", head)
    _grow(root, "21")
    assert folkmoot("verify", "--remember", "--as-of", AS_OF).returncode == 0
    git(root, "reset", "-q", "--hard", "HEAD~2")
    _grow(root, "22")
    _grow(root, "23")
    _grow(root, "24")
    rewritten = folkmoot("verify", "--remember", "--as-of", AS_OF)
    assert rewritten.returncode == 1
    assert "history was rewritten between positions" in rewritten.stdout
    (root / ".git" / "folkmoot-seen").write_text("words\n")
    assert folkmoot("verify", "--remember").returncode == 2


def test_a_witness_confirms_a_history_that_grew(root: Path, folkmoot: Run, tmp_path: Path) -> None:
    file, seen = tmp_path / "note", tmp_path / "seen"
    key = throwaway("log").public_line
    folkmoot("checkpoint", "make", "--key", key, "--out", file)
    first = _witness(folkmoot, file, seen)
    assert (first.returncode, "the first checkpoint" in first.stderr) == (0, True)
    assert seen.read_bytes() == file.read_bytes()
    _grow(root)
    folkmoot("checkpoint", "make", "--key", key, "--out", file)
    assert _witness(folkmoot, file, seen).returncode == 0
    assert [line.name for line in read_note(file.read_bytes()).signatures] == ["brook.example/log", "reed.example/witness"]
    checked = folkmoot("checkpoint", "check", file, "--witness", "reed.example/witness", throwaway("wit").public_line)
    assert (checked.returncode, "1680307200" in checked.stdout) == (0, True)
    absent = folkmoot("checkpoint", "check", file, "--witness", "reed.example/other", throwaway("wit").public_line)
    assert (absent.returncode, "did not cosign" in absent.stdout) == (1, True)


def test_a_witness_refuses_what_is_smaller_other_unsigned_or_not_in_the_clone(root: Path, folkmoot: Run, tmp_path: Path) -> None:
    old, new, seen, bare = (tmp_path / name for name in ("old", "new", "seen", "bare"))
    key = throwaway("log").public_line
    folkmoot("checkpoint", "make", "--key", key, "--out", old)
    _grow(root)
    folkmoot("checkpoint", "make", "--key", key, "--out", new)
    folkmoot("checkpoint", "make", "--out", bare)
    assert _witness(folkmoot, new, seen).returncode == 0
    kept = {path: path.read_bytes() for path in (old, new, seen, bare)}
    cases = [("the history went back", old), ("nobody signed it", bare)]
    for words, file in cases:
        ran = _witness(folkmoot, file, seen)
        assert (ran.returncode, words in ran.stdout) == (1, True)
    git(root, "reset", "-q", "--hard", "HEAD~1")
    assert "missing" in _witness(folkmoot, new, seen).stdout
    commit(root, {"proposals/2023-else/proposal.md": b"x\n"})
    folkmoot("checkpoint", "make", "--key", key, "--out", tmp_path / "other")
    assert "other changes" in _witness(folkmoot, tmp_path / "other", seen).stdout
    _grow(root)
    folkmoot("checkpoint", "make", "--key", key, "--out", tmp_path / "fork")
    assert "rewritten" in _witness(folkmoot, tmp_path / "fork", seen).stdout
    assert {path: path.read_bytes() for path in kept} == kept


def test_a_witness_without_its_key_writes_nothing(root: Path, folkmoot: Run, tmp_path: Path) -> None:
    file, seen = tmp_path / "note", tmp_path / "seen"
    folkmoot("checkpoint", "make", "--key", throwaway("log").public_line, "--out", file)
    before = file.read_bytes()
    ran = folkmoot("witness", file, "--name", "reed.example/witness", "--key", throwaway("absent").public_line, "--seen", seen)
    assert (ran.returncode, seen.exists(), file.read_bytes()) == (2, False, before)
    named = folkmoot("witness", file, "--name", "reed example", "--key", throwaway("wit").public_line, "--seen", seen)
    assert named.returncode == 2


def test_a_shallow_clone_proves_nothing(root: Path, folkmoot: Run, tmp_path: Path) -> None:
    file = tmp_path / "note"
    folkmoot("checkpoint", "make", "--out", file)
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{root}", "shallow")
    ran = folkmoot("verify", "--since", file, "--root", tmp_path / "shallow")
    assert (ran.returncode, "shallow" in ran.stderr) == (2, True)
