"""Signatures: of every kind of key, forged, changed, used for another purpose, made with weak keys, and through Windows."""

import subprocess
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from folkmoot.formats import sshsig as sshsig_format
from folkmoot.formats.sshsig import SshSignature, read_signature
from folkmoot.records.signature import PublicKey, Refusal, Refused
from folkmoot.trust.namespace import namespace_of
from folkmoot.trust.signature import judge
from folkmoot.trust.strength import weakness
from trust.keyring import armoured, sshsig, string, throwaway
from trust.softkeys import elliptic, every_kind, number, openssh_accepts, rsa_key, security_key, security_key_ecdsa

NAMESPACE = "ballot@rookery.example"
MESSAGE = b'{\n  "choice": "yes",\n  "voter": "m-0001"\n}\n'
ANA = throwaway("ana")
GOOD = ANA.sign(MESSAGE, NAMESPACE)
SMALL_ORDER = [bytes.fromhex(point) for point in (
    "00" * 32, "00" * 31 + "80", "01" + "00" * 31, "01" + "00" * 30 + "80",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "ec" + "ff" * 30 + "7f", "ec" + "ff" * 31, "ed" + "ff" * 30 + "7f", "ed" + "ff" * 31, "ee" + "ff" * 30 + "7f", "ee" + "ff" * 31,
)]  # fmt: skip


def refusal(armour: bytes, message: bytes = MESSAGE, namespace: str = NAMESPACE) -> Refused:
    found = judge(armour, message, namespace)
    assert isinstance(found, Refused), found
    assert found.words
    assert found.mend
    return found


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@pytest.mark.parametrize("kind", every_kind())
@pytest.mark.parametrize("hash_name", ["sha256", "sha512"])
def test_a_signature_of_every_kind_of_key_holds_for_us_and_for_openssh(kind: str, hash_name: str, tmp_path: Path) -> None:
    key = every_kind()[kind]
    armour = key.sign(MESSAGE, NAMESPACE, hash_name)
    found = judge(armour, MESSAGE, NAMESPACE)
    assert isinstance(found, PublicKey), found
    assert found.blob == key.blob
    assert openssh_accepts(tmp_path, key.line, NAMESPACE, armour, MESSAGE)
    assert refusal(armour, MESSAGE + b" ").reason == Refusal.DOES_NOT_MATCH


@pytest.mark.parametrize("words", ["-t ed25519", "-t ecdsa -b 256", "-t ecdsa -b 384", "-t ecdsa -b 521", "-t rsa -b 3072"])
def test_what_ssh_keygen_signs_holds(words: str, tmp_path: Path) -> None:
    subprocess.run(["ssh-keygen", "-q", *words.split(), "-N", "", "-f", "key"], cwd=tmp_path, check=True)
    (tmp_path / "record").write_bytes(MESSAGE)
    subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-n", NAMESPACE, "-f", "key", "record"], cwd=tmp_path, check=True)
    found = judge((tmp_path / "record.sig").read_bytes(), MESSAGE, NAMESPACE)
    assert isinstance(found, PublicKey), found
    listed = subprocess.run(["ssh-keygen", "-l", "-f", "key.pub"], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert found.fingerprint in listed.split()


def test_no_changed_bit_of_the_signature_is_accepted() -> None:
    assert len(GOOD) == 318
    for bit in range(len(GOOD) * 8):
        refusal(flipped(GOOD, bit))


def test_no_changed_bit_of_the_file_is_accepted() -> None:
    body = sha256(b"body").digest() * 31 + MESSAGE[:32]
    armour = ANA.sign(body, NAMESPACE)
    assert isinstance(judge(armour, body, NAMESPACE), PublicKey)
    assert len(body) == 1024
    for bit in range(len(body) * 8):
        assert refusal(armour, flipped(body, bit)).reason == Refusal.DOES_NOT_MATCH


PURPOSES = [
    *(namespace_of(path, coop) for coop in ("rookery.example", "brook.example") for path in (
        "charter/keys/0001.json", "juries/rosters/2026/roster.md", "juries/board/call.md", "juries/board/lottery.json",
        "juries/board/draw.json", "juries/board/sessions/1.md", "proposals/2026-x/proposal.md", "proposals/2026-x/decision.md",
        "proposals/2026-x/ballots/m-1.json", "proposals/2026-x/acts/a.json", "juries/board/report.md",
    )),
    "git", "file", "enrol@rookery.example",
]  # fmt: skip


@pytest.mark.parametrize("made_for", PURPOSES)
def test_a_signature_counts_for_what_it_was_made_for_and_nothing_else(made_for: str) -> None:
    armour = ANA.sign(MESSAGE, made_for)
    assert isinstance(judge(armour, MESSAGE, made_for), PublicKey)
    assert len(set(PURPOSES)) == len(PURPOSES)
    for other in {*PURPOSES, "", f"{made_for}\0", made_for.upper()} - {made_for}:
        assert refusal(armour, namespace=other).reason == Refusal.WRONG_NAMESPACE


def test_what_a_wrong_purpose_is_called() -> None:
    found = refusal(ANA.sign(MESSAGE, "git"))
    assert found.words == "it was made for 'git', not for 'ballot@rookery.example'"
    assert "ssh-keygen -Y sign -n ballot@rookery.example" in found.mend


def test_a_file_that_is_no_record_has_no_purpose() -> None:
    for path in ("README.md", "juries/rosters/call.md", "proposals/x/log.yml", "proposals/x/changes/charter/keys/0002.json", "charter/a.md"):
        assert namespace_of(path, "rookery.example") == ""
    assert refusal(armoured(sshsig(ANA.blob, "", string(b"ssh-ed25519") + string(bytes(64)))), namespace="").reason == Refusal.NOT_A_SIGNATURE


@pytest.mark.parametrize("point", SMALL_ORDER, ids=bytes.hex)
def test_a_key_of_small_order_signs_nothing(point: bytes) -> None:
    forged = string(b"ssh-ed25519") + string(b"\1" + bytes(63))
    blob = string(b"ssh-ed25519") + string(point)
    for message in (MESSAGE, b"1", b"2", b"3", b"4", b"5", b"6", b"7"):
        assert refusal(armoured(sshsig(blob, NAMESPACE, forged)), message).reason == Refusal.WEAK_KEY
    touch = string(b"sk-ssh-ed25519@openssh.com")
    security = armoured(sshsig(touch + string(point) + string(b"ssh:"), NAMESPACE, touch + string(b"\1" + bytes(63)) + b"\1" + bytes(4)))
    assert refusal(security).reason == Refusal.WEAK_KEY


def test_openssh_takes_the_constant_signature_of_a_small_order_key(tmp_path: Path) -> None:
    """Why the test above matters: the signature is a real forgery, not merely broken bytes."""
    blob = string(b"ssh-ed25519") + string(b"\1" + bytes(31))
    armour = armoured(sshsig(blob, NAMESPACE, string(b"ssh-ed25519") + string(b"\1" + bytes(63))))
    from folkmoot.formats.ssh_key import read_blob, write_line

    assert openssh_accepts(tmp_path, write_line(read_blob(blob)), NAMESPACE, armour, b"anything at all")


@pytest.mark.parametrize(("bits", "exponent", "said"), [(2048, 65537, "2048 bits"), (3072, 3, "exponent")])
def test_a_weak_rsa_key_signs_nothing(bits: int, exponent: int, said: str) -> None:
    found = refusal(rsa_key(bits, exponent).sign(MESSAGE, NAMESPACE))
    assert found.reason == Refusal.WEAK_KEY
    assert said in found.words


def test_a_point_off_the_curve_is_weak() -> None:
    sound = elliptic("nistp256")
    broken = armoured(sshsig(sound.blob[:-1] + bytes([sound.blob[-1] ^ 1]), NAMESPACE, sound.inner(b"")))
    assert refusal(broken).reason == Refusal.WEAK_KEY


@pytest.mark.parametrize("name", ["md5", "sha1", "sha384", "sha3_512", "blake2b"])
def test_a_signature_over_another_hash_is_refused(name: str) -> None:
    assert refusal(ANA.sign(MESSAGE, NAMESPACE, name)).reason == Refusal.WEAK_HASH


def test_rsa_with_sha1_is_refused() -> None:
    assert refusal(rsa_key(algorithm=b"ssh-rsa").sign(MESSAGE, NAMESPACE)).reason == Refusal.WEAK_HASH


@pytest.mark.parametrize("flags", [0, 4, 0xFE])
def test_a_security_key_that_nobody_touched_is_refused(flags: int) -> None:
    for key in (security_key("touch", flags), security_key_ecdsa(flags)):
        assert refusal(key.sign(MESSAGE, NAMESPACE)).reason == Refusal.NOT_PRESENT


def test_a_security_key_of_a_web_site_is_refused() -> None:
    for key in (security_key("touch", application=b"https://shop.example"), security_key_ecdsa(application=b"")):
        assert refusal(key.sign(MESSAGE, NAMESPACE)).reason == Refusal.WEAK_KEY


def test_every_sound_key_has_no_weakness() -> None:
    for key in every_kind().values():
        found = judge(key.sign(MESSAGE, NAMESPACE), MESSAGE, NAMESPACE)
        assert isinstance(found, PublicKey)
        assert weakness(found) == ""


def test_an_armour_with_windows_line_ends_holds() -> None:
    assert isinstance(judge(GOOD.replace(b"\n", b"\r\n"), MESSAGE, NAMESPACE), PublicKey)
    assert isinstance(judge(GOOD.rstrip(b"\n"), MESSAGE, NAMESPACE), PublicKey)


def test_a_file_that_git_gave_windows_line_ends_is_explained_and_refused() -> None:
    found = refusal(GOOD, MESSAGE.replace(b"\n", b"\r\n"))
    assert found.reason == Refusal.DOES_NOT_MATCH
    assert "has Windows line ends" in found.words
    assert "* -text" in found.mend


def test_a_file_that_was_signed_with_windows_line_ends_is_explained_and_refused() -> None:
    found = refusal(ANA.sign(MESSAGE.replace(b"\n", b"\r\n"), NAMESPACE))
    assert found.reason == Refusal.DOES_NOT_MATCH
    assert "was signed with Windows line ends" in found.words


BLOB = sshsig(ANA.blob, NAMESPACE, string(b"ssh-ed25519") + string(bytes(64)))
HEAD = b"SSHSIG" + (1).to_bytes(4, "big") + string(ANA.blob)
BROKEN = {
    "text before": b"\n" + GOOD,
    "text after": GOOD + b"x",
    "an empty line after": GOOD + b"\n",
    "two signatures": GOOD + GOOD,
    "a space in a line": GOOD.replace(b"U1NI", b"U1N I", 1),
    "an empty line": GOOD.replace(b"-\nU1NI", b"-\n\nU1NI", 1),
    "one long line": armoured(BLOB, 500),
    "old Mac line ends": GOOD.replace(b"\n", b"\r"),
    "no padding": ANA.sign(MESSAGE, "ballot@a").replace(b"=", b""),
    "trailing bytes": armoured(BLOB + b"\0"),
    "no magic": armoured(b"SSHSIX" + BLOB[6:]),
    "cut off": armoured(BLOB[:-1]),
    "an empty purpose": armoured(sshsig(ANA.blob, "", string(b"ssh-ed25519") + string(bytes(64)))),
    "something reserved": armoured(HEAD + string(NAMESPACE.encode()) + string(b"x") + string(b"sha512") + string(bytes(83))),
    "a purpose that is no text": armoured(HEAD + string(b"\xff") + string(b"") + string(b"sha512") + string(bytes(83))),
    "a long field": armoured(HEAD + b"\xff\xff\xff\xff" + NAMESPACE.encode()),
    "inner trailing bytes": armoured(sshsig(ANA.blob, NAMESPACE, string(b"ssh-ed25519") + string(bytes(64)) + b"\0")),
    "another inner kind": armoured(sshsig(ANA.blob, NAMESPACE, string(b"ssh-rsa") + string(bytes(64)))),
    "a megabyte": GOOD + bytes(1_000_000),
    "nothing": b"",
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_no_signature_is_refused(what: str) -> None:
    assert refusal(BROKEN[what]).reason == Refusal.NOT_A_SIGNATURE


def test_other_versions_and_other_keys_are_named() -> None:
    for version in (0, 2, 256):
        changed = armoured(BLOB[:6] + version.to_bytes(4, "big") + BLOB[10:])
        assert refusal(changed).reason == Refusal.UNKNOWN_VERSION
    dsa = string(b"ssh-dss") + number(7) * 4
    assert refusal(armoured(sshsig(dsa, NAMESPACE, string(b"ssh-dss") + string(bytes(40))))).reason == Refusal.UNKNOWN_KEY_TYPE
    short = string(b"ssh-ed25519") + string(bytes(31))
    assert refusal(armoured(sshsig(short, NAMESPACE, string(b"ssh-ed25519") + string(bytes(64))))).reason == Refusal.UNKNOWN_KEY_TYPE


@given(some.binary(max_size=400))
def test_no_bytes_crash_the_reading(data: bytes) -> None:
    for armour in (data, armoured(data), armoured(b"SSHSIG\0\0\0\1" + data), armoured(HEAD + data), armoured(HEAD[:29] + data)):
        assert isinstance(read_signature(armour), Refused | SshSignature)
        refusal(armour)


@given(some.integers(0, len(BLOB)), some.binary(max_size=6), some.integers(0, 8))
def test_no_splice_crashes_the_judgement(at: int, data: bytes, gone: int) -> None:
    spliced = BLOB[:at] + data + BLOB[at + gone :]
    refusal(armoured(spliced))


@given(some.integers(0, len(BLOB)), some.binary(max_size=6) | some.sampled_from([string(b"git"), b"\0\0\0\6sha256", bytes(4)]), some.integers(0, 12))
def test_the_remembered_way_of_reading_is_the_ordinary_one(at: int, data: bytes, gone: int) -> None:
    spliced = BLOB[:at] + data + BLOB[at + gone :]
    found = read_signature(armoured(spliced))
    try:
        ordinary = sshsig_format._fields(spliced)
    except ValueError:
        assert isinstance(found, Refused)
        assert found.reason == Refusal.NOT_A_SIGNATURE
        return
    assert found == ordinary
