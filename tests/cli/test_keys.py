"""`folkmoot keys`, with the real Git and the real ssh-keygen: three clerks found, sign, rotate and revoke."""

import shutil
import subprocess
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from co_op import commit, git
from folkmoot.cli import main
from folkmoot.formats.canonical import digest
from trust.chains import BROOK, GENESIS
from trust.keyring import throwaway

NAMES = ("ana", "ben", "cyd")
ROOT = ("--role", "root=2:ana,ben,cyd", "--role", "clerk=2:ana,ben,cyd")


def folkmoot(root: Path, *arguments: str, exits: int = 0) -> str:
    """Run the command in a folder, within this process; what it said, on both channels."""
    said, code = StringIO(), 0
    with chdir(root), redirect_stdout(said), redirect_stderr(said):
        try:
            main(list(arguments))
        except SystemExit as ended:
            code = int(ended.code or 0)
    assert code == exits, said.getvalue()
    return said.getvalue()


def key(root: Path, name: str) -> str:
    """A throw-away key file beside the repository."""
    path = root.parent / name
    if not path.exists():
        throwaway(name).write_private(path)
    return str(path)


def people(root: Path, *names: str) -> list[str]:
    return [word for name in names for word in ("--person", f"{name}={key(root, name)}.pub")]


@pytest.fixture
def brook(tmp_path: Path) -> Path:
    """A repository with a genesis proposal and no keys."""
    root = tmp_path / "brook"
    root.mkdir()
    commit(root, dict(GENESIS))
    return root


@pytest.fixture(scope="module")
def founded_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Version 1, signed by its three people and merged."""
    root = tmp_path_factory.mktemp("keys") / "brook"
    root.mkdir()
    commit(root, dict(GENESIS))
    folkmoot(root, "keys", "init", *people(root, *NAMES), *ROOT, "--expires", "2027-12-31")
    for name in NAMES:
        folkmoot(root, "sign", "charter/keys/0001.json", "--key", key(root, name))
    commit(root, {})
    return root


@pytest.fixture
def founded(founded_once: Path, tmp_path: Path) -> Path:
    return shutil.copytree(founded_once, tmp_path / "brook")


def openssh_says(root: Path, person: str, version: int, *options: str) -> bool:
    """Whether ssh-keygen alone, with the generated files, confirms a signature."""
    (root.parent / "allowed").write_text(folkmoot(root, "keys", "allowed-signers"))
    record = root / f"charter/keys/000{version}.json"
    ran = subprocess.run(
        ["ssh-keygen", "-Y", "verify", "-f", str(root.parent / "allowed"), "-I", person, "-n", f"keys@{BROOK}",
         "-O", "verify-time=20270101", "-s", f"{record}.sig.d/{person}.sig", *options],
        input=record.read_bytes(), capture_output=True, check=False,
    )  # fmt: skip
    return ran.returncode == 0


def test_three_clerks_found_sign_rotate_and_revoke(founded: Path) -> None:
    root = founded
    said = folkmoot(root, "keys", "verify", "--as-of", "2027-01-01")
    assert "holds  version 1: charter/keys/0001.json, through 2027-12-31" in said
    assert "root in version 1: signed by ana, ben, cyd; 2 of 3 are needed" in said
    assert all(openssh_says(root, name, 1) for name in NAMES)
    assert not openssh_says(root, "eva", 1)

    said = folkmoot(root, "keys", "rotate", f"ben={key(root, 'ben-new')}.pub")
    assert "  2 of ana, ben, cyd (root in version 1)\n  2 of ana, ben, cyd (root in version 2)\n" in said
    assert f"  ben, with the new key {throwaway('ben-new').fingerprint}\n" in said
    assert "each of them signs with: folkmoot sign charter/keys/0002.json" in said
    assert "FAILS  version 2" in folkmoot(root, "keys", "verify", "--as-of", "2027-01-01", exits=1)
    for name in ("ana", "ben-new", "cyd"):
        folkmoot(root, "sign", "charter/keys/0002.json", "--key", key(root, name))
    commit(root, {})
    assert "2 versions, the chain is sound; version 2 is in force" in folkmoot(root, "keys", "verify", "--as-of", "2027-01-01")
    assert all(openssh_says(root, name, 2) for name in NAMES)
    assert not openssh_says(root, "ben", 1)

    said = folkmoot(root, "keys", "revoke", "cyd", "--reason", "laptop stolen", "--role", "root=2:ana,ben", "--role", "clerk=2:ana,ben")
    assert "cyd" not in said.partition("(root in version 2)")[2]
    for name in ("ana", "ben-new"):
        folkmoot(root, "sign", "charter/keys/0003.json", "--key", key(root, name))
    commit(root, {})
    assert "3 versions, the chain is sound" in folkmoot(root, "keys", "verify", "--as-of", "2027-01-01")
    assert all(openssh_says(root, name, 3) for name in ("ana", "ben"))
    said = folkmoot(root, "keys", "show")
    changes = git(root, "log", "--first-parent", "--name-only", "--format=", "HEAD~1").split()
    assert f"revoked from position {len(changes)}: {throwaway('cyd').fingerprint} (laptop stolen)" in said
    assert folkmoot(root, "keys", "allowed-signers", "--revoked") == throwaway("cyd").public_line + "\n"


def test_openssh_refuses_a_revoked_key_by_the_generated_list(founded: Path) -> None:
    (founded.parent / "revoked").write_text(throwaway("ana").public_line + "\n")
    assert openssh_says(founded, "ana", 1)
    assert not openssh_says(founded, "ana", 1, "-r", str(founded.parent / "revoked"))


def test_git_confirms_a_commit_with_the_generated_file(founded: Path) -> None:
    allowed = founded.parent / "allowed"
    allowed.write_text(folkmoot(founded, "keys", "allowed-signers"))
    ssh = ("-c", "gpg.format=ssh", "-c", f"user.signingkey={key(founded, 'ana')}", "-c", f"gpg.ssh.allowedSignersFile={allowed}")
    git(founded, *ssh, "commit", "-q", "-S", "--allow-empty", "-m", "Signed", "--date", "2027-01-01T00:00:00Z")
    assert git(founded, *ssh, "log", "-1", "--format=%G? %GS") == "G ana"


def test_the_pin_tells_another_chain(founded: Path) -> None:
    pin = digest((founded / "charter/keys/0001.json").read_bytes())
    day = ("--as-of", "2027-01-01")
    assert f"pin: {pin}" in folkmoot(founded, "keys", "verify", *day, "--pin", pin)
    assert "keys-other-pin" in folkmoot(founded, "keys", "verify", *day, "--pin", "0" * 64, exits=1)
    assert "this was compared with nothing" in folkmoot(founded, "keys", "verify", *day)


def test_the_last_day_is_warned_of_thirty_days_before(founded: Path) -> None:
    assert "expires" not in folkmoot(founded, "keys", "verify", "--as-of", "2027-11-30")
    assert "keys-expiring: version 1 of the keys expires in 30 days, on 2027-12-31" in folkmoot(founded, "keys", "verify", "--as-of", "2027-12-01")
    assert "keys-expired: version 1 of the keys expired on 2027-12-31" in folkmoot(founded, "keys", "verify", "--as-of", "2028-01-01", exits=1)
    assert "through 2028-12-31" in folkmoot(founded, "keys", "renew", "--expires", "2028-12-31")


def test_add_brings_a_person_and_a_role(founded: Path) -> None:
    said = folkmoot(founded, "keys", "add", *people(founded, "dee"), "--role", "secretary=1:dee")
    assert f"  dee, with the new key {throwaway('dee').fingerprint}\n" in said
    for name in ("ana", "ben", "dee"):
        folkmoot(founded, "sign", "charter/keys/0002.json", "--key", key(founded, name))
    assert "  secretary 1 of dee\n" in folkmoot(founded, "keys", "show")


def test_no_version_is_written_over_an_unsigned_one(founded: Path) -> None:
    folkmoot(founded, "keys", "renew", "--expires", "2028-12-31")
    before = (founded / "charter/keys/0002.json").read_bytes()
    assert "the chain of keys is not sound" in folkmoot(founded, "keys", "renew", "--expires", "2029-12-31", exits=2)
    assert (founded / "charter/keys/0002.json").read_bytes() == before
    assert not (founded / "charter/keys/0003.json").exists()


def test_one_of_one_is_allowed_with_a_loud_warning(brook: Path) -> None:
    said = folkmoot(brook, "keys", "init", *people(brook, "ana"), "--role", "root=1:ana", "--expires", "2027-12-31")
    assert "WARNING: 1-of-1. 'ana' alone can change every key." in said
    folkmoot(brook, "sign", "charter/keys/0001.json", "--key", key(brook, "ana"))
    said = folkmoot(brook, "keys", "rotate", f"ana={key(brook, 'ana-new')}")
    assert "ana's old key counts for version 1: folkmoot sign charter/keys/0002.json --as ana-2 --key OLD_KEY" in said
    folkmoot(brook, "sign", "charter/keys/0002.json", "--key", key(brook, "ana-new"))
    folkmoot(brook, "sign", "charter/keys/0002.json", "--as", "ana-2", "--key", key(brook, "ana"))
    assert "version 2 is in force" in folkmoot(brook, "keys", "verify", "--as-of", "2027-01-01")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--role", "root=1:ana,ben"), "is not more than half of root"),
        (("--role", "root=3:ana,ben"), "the role root asks for 3 signatures of 2 people"),
        (("--role", "root=0:ana,ben"), "threshold: 0 is not a whole number"),
        (("--role", "root=2"), "does not say who holds a role"),
        (("--role", "clerk=2:ana,ben"), "nobody holds the role root"),
        (("--role", "root=2:ana,ben", "--person", "dee=nowhere.pub"), "is no public key and no file with one"),
        (("--role", "root=2:ana,ben", "--person", f"Ana={throwaway('eva').public_line}"), "differ only in case"),
        (("--role", "root=2:ana,ben", "--person", f"eva={throwaway('ana').public_line} laptop"), "have the same key"),
        (("--role", "root=2:ana,ben", "--coop", "meadow.example"), "says that this is 'brook.example'"),
    ],
)
def test_keys_that_would_not_hold_are_not_written(brook: Path, arguments: tuple[str, ...], words: str) -> None:
    said = folkmoot(brook, "keys", "init", *people(brook, "ana", "ben"), *arguments, "--expires", "2027-12-31", exits=2)
    assert words in said
    assert "mend: " in said
    assert not (brook / "charter").exists()


def test_without_keys_every_verb_says_how_to_begin(brook: Path) -> None:
    for words in (("verify",), ("allowed-signers",), ("renew", "--expires", "2027-12-31")):
        assert "folkmoot keys init" in folkmoot(brook, "keys", *words, exits=2)
    assert "no version of the keys is in force" in folkmoot(brook, "keys", "show", exits=2)
