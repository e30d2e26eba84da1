"""The member's own OpenSSH: signing files with `ssh-keygen`, and the keys in the agent; no private key is ever read here."""

import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from nacl.bindings import crypto_sign_open
from nacl.exceptions import CryptoError

from folkmoot.formats.ssh_key import ED25519, read_blob, read_line, write_line
from folkmoot.formats.ssh_wire import string_at, strings, write_string
from folkmoot.records.error import FolkmootError

_LITERALS = ("ssh-", "ecdsa-", "sk-")
_DEFAULTS = ("id_ed25519", "id_ecdsa", "id_ecdsa_sk", "id_ed25519_sk", "id_rsa")
_ASK_KEYS, _KEYS, _ASK_SIGNATURE, _SIGNATURE = 11, 12, 13, 14
_LONGEST_ANSWER = 1 << 18
_PATIENCE = 120.0
_WHY = (
    ("too open", "others can read the private key, so ssh-keygen does not use it", "make it yours alone: chmod 600 KEY"),
    ("no private key", "the key is not in the SSH agent, and its private half is not on this computer", "load it with: ssh-add"),
    ("incorrect passphrase", "the passphrase was not the right one", "try again"),
    ("agent refused", "the SSH agent would not sign", "unlock the agent or confirm its question, and try again"),
    ("device not found", "the security key is not plugged in", "plug it in and try again"),
)


def sign_file(path: Path, key: Path | None, namespace: str) -> bytes:
    """Sign the bytes of a file as they are, and return the armour.

    `ssh-keygen` does it, with the terminal its own: it asks for a passphrase or a touch, and uses the agent. `key` is a
    private or a public key file; the default key when left out. FolkmootError when there is no signature in the end.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FolkmootError(f"{path} cannot be read: {error.strerror}", "name the file to sign") from None
    return sign_bytes(data, key, namespace, path.parent)


def sign_bytes(data: bytes, key: Path | None, namespace: str, root: Path | None = None) -> bytes:
    """Sign what is in no file yet, as `sign_file` does; `root` is the repository whose Git configuration names the default key."""
    chosen = key if key is not None else default_key(root)
    with tempfile.TemporaryDirectory(prefix="folkmoot-") as folder:
        copy = Path(folder, "record")
        copy.write_bytes(data)
        said = _sign(_key_file(chosen, Path(folder)), namespace, copy)
        signature = copy.with_name("record.sig")
        if signature.is_file():
            return signature.read_bytes()
    raise _no_signature(said)


def _sign(key: Path, namespace: str, copy: Path) -> str:
    line = ["ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f", str(key), str(copy)]
    said = b""
    try:
        with subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as running:
            assert running.stderr is not None
            while chunk := os.read(running.stderr.fileno(), 4096):  # shown at once: it may ask for a touch
                said += chunk
                sys.stderr.write(chunk.decode("utf-8", "replace"))
                sys.stderr.flush()
    except FileNotFoundError:
        raise FolkmootError("ssh-keygen is not installed", "install OpenSSH, for example with: apt-get install openssh-client") from None
    except KeyboardInterrupt:
        raise FolkmootError("the signing was stopped, and nothing was written", "start it again when you are ready") from None
    return said.decode("utf-8", "replace")


def _no_signature(said: str) -> FolkmootError:
    for words, what, mend in _WHY:
        if words in said.lower():
            return FolkmootError(f"nothing was signed: {what}", mend)
    last = next((line for line in reversed(said.splitlines()) if line.strip()), "it gave no reason")
    return FolkmootError(f"ssh-keygen signed nothing: {last.strip()}", "see what it says above, and try again")


def _key_file(key: Path | str, folder: Path) -> Path:
    if isinstance(key, str):
        written = folder / "key.pub"
        written.write_text(key + "\n", encoding="utf-8")
        return written
    if key.is_file():
        return key.absolute()
    beside = key.with_name(f"{key.name}.pub")
    if beside.is_file():
        return beside.absolute()
    raise FolkmootError(f"there is no key file {key}", "name another one with --key, or make one with: ssh-keygen -t ed25519")


def default_key(root: Path | None = None) -> Path | str:
    """Return the key a member signs with: Git's user.signingkey, the usual file in ~/.ssh, or the only key in the agent.

    A path, or the line of a public key. `root` is the repository whose Git configuration is asked too.
    """
    named = _git_key(root or Path.cwd())
    if named:
        return named
    for name in _DEFAULTS:
        path = Path.home() / ".ssh" / f"{name}.pub"
        if path.is_file():
            return path
    held = agent_keys() if os.environ.get("SSH_AUTH_SOCK") else ()
    if len(held) == 1:
        return held[0]
    what = "there is no SSH key in ~/.ssh" if not held else f"the SSH agent holds {len(held)} keys, and none is named as yours"
    raise FolkmootError(what, "name one with --key, or make one with: ssh-keygen -t ed25519")


def _git_key(root: Path) -> Path | str | None:
    def asked(*words: str) -> str:
        line = ["git", "-c", "safe.bareRepository=explicit", "config", *words]
        try:
            return subprocess.run(line, cwd=root, capture_output=True, check=False).stdout.decode("utf-8", "replace").strip()
        except OSError:
            return ""

    value = asked("--get", "user.signingkey").removeprefix("key::")
    if value.startswith(_LITERALS):
        return value
    if not value or asked("--get", "gpg.format") != "ssh":
        return None
    return Path(asked("--type=path", "--get", "user.signingkey") or value)


def agent_keys() -> tuple[str, ...]:
    """List the public keys in the SSH agent, a line each, of the kinds that folkmoot knows."""
    answer = _ask(bytes([_ASK_KEYS]), _KEYS)
    found = []
    try:
        fields = strings(answer[4:])
    except ValueError:
        raise FolkmootError("the SSH agent's answer is broken", "start the agent again") from None
    for blob in fields[::2]:
        try:
            found.append(write_line(read_blob(blob)))
        except ValueError:
            continue  # certificates and kinds that nobody signs records with
    return tuple(found)


def agent_sign(public_key_line: str, data: bytes) -> bytes:
    """Return the 64 bytes of an Ed25519 signature over `data`, made by the SSH agent (draft-ietf-sshm-ssh-agent).

    FolkmootError when the key is not an Ed25519 key, when no agent runs, or when the agent does not hold the key or refuses.
    """
    try:
        key = read_line(public_key_line)
    except ValueError as error:
        raise FolkmootError(f"this is not a public key: {error}", "give the line of the file that ends in .pub") from None
    if key.kind != ED25519:
        raise FolkmootError(f"a key of the kind '{key.kind}' cannot do this", "use an Ed25519 key: ssh-keygen -t ed25519")
    if write_line(key) not in agent_keys():
        raise FolkmootError(f"the SSH agent does not hold the key {key.fingerprint}", "load it with: ssh-add KEY")
    request = bytes([_ASK_SIGNATURE]) + write_string(key.blob) + write_string(data) + bytes(4)
    try:
        answer, _ = string_at(_ask(request, _SIGNATURE), 0)
        kind, signature = strings(answer)
        if kind != ED25519.encode() or len(signature) != 64:
            raise ValueError("another kind of signature")
        crypto_sign_open(signature + data, key.blob[-32:])
    except (ValueError, CryptoError):
        raise FolkmootError("the SSH agent gave a signature that does not hold", "start the agent again") from None
    return signature


def _ask(request: bytes, wanted: int) -> bytes:
    """Send one message to the agent and return the body of the answer."""
    address = os.environ.get("SSH_AUTH_SOCK")
    if not address:
        raise FolkmootError("no SSH agent runs (SSH_AUTH_SOCK is not set)", 'start one with: eval "$(ssh-agent)" and load the key: ssh-add')
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as agent:
            agent.settimeout(_PATIENCE)  # a person may have to confirm
            agent.connect(address)
            agent.sendall(write_string(request))
            size = int.from_bytes(_received(agent, 4), "big")
            if not 0 < size <= _LONGEST_ANSWER:
                raise OSError("its answer is broken")
            answer = _received(agent, size)
    except (OSError, AttributeError) as error:  # no AF_UNIX on Windows
        raise FolkmootError(f"the SSH agent cannot be asked: {error}", "start the agent again, and load the key: ssh-add") from None
    if answer[0] != wanted:
        raise FolkmootError("the SSH agent refused", "unlock the agent or confirm its question, and try again")
    return answer[1:]


def _received(agent: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        chunk = agent.recv(size - len(data))
        if not chunk:
            raise OSError("it hung up")
        data += chunk
    return data
