"""Public key lines: what ssh-keygen writes is read, and everything else is refused in a plain sentence."""

import subprocess
from base64 import b64encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from folkmoot.formats.ssh_key import KINDS, read_blob, read_line, write_line
from trust.keyring import string, throwaway
from trust.softkeys import every_kind, number

ANA = throwaway("ana")


def line(blob: bytes, kind: str = "ssh-ed25519") -> str:
    return f"{kind} {b64encode(blob).decode()}"


def test_every_kind_is_read_and_written_back() -> None:
    found = {name: read_line(key.line) for name, key in every_kind().items()}
    assert {key.kind for key in found.values()} == set(KINDS)
    for name, key in every_kind().items():
        assert write_line(found[name]) == key.line
        assert found[name].blob == key.blob


def test_the_fingerprint_is_that_of_ssh_keygen(tmp_path: Path) -> None:
    for name, key in every_kind().items():
        (tmp_path / name).write_text(key.line + "\n")
        listed = subprocess.run(["ssh-keygen", "-l", "-f", name], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
        assert read_line(key.line).fingerprint == listed.split()[1]
    assert read_line(ANA.public_line).fingerprint == ANA.fingerprint


@pytest.mark.parametrize("end", ["", "\n", "\r\n", " ana@home", " Ana of the rookery, laptop\n"])
def test_a_comment_and_a_line_end_are_left_aside(end: str) -> None:
    assert write_line(read_line(ANA.public_line + end)) == ANA.public_line


RSA = string(b"ssh-rsa")
P256 = string(b"ecdsa-sha2-nistp256")
REFUSED = {
    "another kind in the line": (line(ANA.blob, "ssh-rsa"), "the line says"),
    "bytes after the key": (line(ANA.blob + b"\0"), "after it"),
    "a field after the key": (line(ANA.blob + string(b"x")), "parts"),
    "cut off": (line(ANA.blob[:-1]), "cut off"),
    "31 bytes": (line(string(b"ssh-ed25519") + string(bytes(31))), "32 bytes"),
    "33 bytes": (line(string(b"ssh-ed25519") + string(bytes(33))), "32 bytes"),
    "no padding": (ANA.public_line[:-2], "base64"),
    "a wrong mark": (ANA.public_line.replace("AAAA", "AA*A"), "base64"),
    "a letter of another alphabet": (ANA.public_line.replace("AAAA", "AAАA"), "base64"),
    "bits past the end": (line(ANA.blob + b"\0")[:-3] + "B==", "base64"),
    "two spaces": (ANA.public_line.replace(" ", "  "), "no key"),
    "no key": ("ssh-ed25519", "no key"),
    "nothing": ("", "no kind"),
    "options": (f'no-pty {ANA.public_line}', "no kind"),
    "two lines": (f"{ANA.public_line}\n{ANA.public_line}", "one line"),
    "an escape": (f"{ANA.public_line} \x1b[2J", "one line"),
    "a private key": ("-----BEGIN OPENSSH PRIVATE KEY-----", "nobody but its owner"),
    "DSA": (line(string(b"ssh-dss") + number(7) * 4, "ssh-dss"), "broken"),
    "a certificate": (line(b"", "ssh-ed25519-cert-v01@openssh.com"), "certificate"),
    "a negative modulus": (line(RSA + number(65537) + string(b"\xff" * 384), "ssh-rsa"), "negative"),
    "needless zeros": (line(RSA + number(65537) + string(b"\0\0" + b"\xff" * 384), "ssh-rsa"), "zeros"),
    "no exponent": (line(RSA + string(b"") + number(1 << 3071), "ssh-rsa"), "zero"),
    "a monstrous modulus": (line(RSA + number(65537) + number(1 << 20000), "ssh-rsa"), "16384"),
    "another curve": (line(P256 + string(b"nistp384") + string(b"\4" + bytes(64)), "ecdsa-sha2-nistp256"), "curve"),
    "a compressed point": (line(P256 + string(b"nistp256") + string(b"\2" + bytes(32)), "ecdsa-sha2-nistp256"), "point"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_public_key_is_refused(what: str) -> None:
    text, said = REFUSED[what]
    with pytest.raises(ValueError, match=said):
        read_line(text)


@given(some.text(max_size=80) | some.binary(max_size=80).map(lambda data: line(ANA.blob[:19] + data)))
def test_no_text_crashes_the_reading(text: str) -> None:
    try:
        key = read_line(text)
    except ValueError:
        return
    assert read_blob(key.blob) == key
