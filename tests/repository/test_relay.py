"""A relay is asked over HTTP and believed for the signature alone; whatever else it answers, `draw seed` says what, and goes on."""

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from co_op import git
from folkmoot.records.error import FolkmootError
from folkmoot.repository.relay import fetch_round, read_round
from folkmoot.sortition.beacon import DEMONSTRATION, demonstration_round
from stories.two_stages import INVITATION, folkmoot, invited

CHAIN, ROUND = DEMONSTRATION.hash, 2030401
RIGHT = demonstration_round(ROUND)
ANSWERS: dict[str, tuple[int, bytes]] = {
    "right": (200, json.dumps({"round": ROUND, "randomness": "00", "signature": RIGHT.signature}).encode()),
    "wrong-round": (200, json.dumps({"round": ROUND + 1, "signature": demonstration_round(ROUND + 1).signature}).encode()),
    "wrong-signature": (200, json.dumps({"round": ROUND, "signature": demonstration_round(ROUND + 1).signature}).encode()),
    "too-long": (200, b'{"round": 1' + b" " * 5000 + b"}"),
    "no-json": (200, b"<html>come back later</html>"),
    "no-signature": (200, b'{"round": 2030401}'),
    "a-list": (200, b"[1]"),
    "no-text": (200, b"\xff\xfe\x00"),
    "deep": (200, b"[" * 4000),
    "missing": (404, b"not here"),
    "broken": (500, b""),
}
SAID = {
    "wrong-round": "the answer is for round 2030402, not 2030401",
    "wrong-signature": "the signature is not that of round 2030401 of folkmoot-demonstration",
    "too-long": "the answer is too long for a beacon round",
    "no-json": "the answer is not JSON",
    "no-signature": "the answer holds no signature",
    "a-list": "the answer holds no signature",
    "no-text": "the answer is not JSON",
    "deep": "the answer is not JSON",
    "missing": "Not Found",
    "broken": "Internal Server Error",
    "half": "the answer is not JSON",
    "no-http": "what is this",
}


class _Relay(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        kind, _, asked = self.path[1:].partition("/")
        if kind == "no-http":
            self.wfile.write(b"what is this\r\n\r\n")
            return
        code, body = ANSWERS.get(kind, ANSWERS["right"])
        self.send_response(code if asked == f"{CHAIN}/public/{ROUND}" else 400)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if kind == "half" else body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def relay() -> Iterator[str]:
    """The address of a relay on this machine; a folder of it for each kind of answer."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Relay)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def dead() -> str:
    """The address of a port at which nobody answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture(scope="module")
def coop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A co-op with a call whose round is out."""
    return invited(tmp_path_factory.mktemp("relay") / "coop")


def _seed(root: Path, *relays: str, exits: int = 0) -> str:
    named = [word for relay in relays for word in ("--relay", relay)]
    return folkmoot(root, "draw", "seed", INVITATION, *named, "--as-of", "2023-03-12T12:05:00Z", exits=exits)


def test_a_right_answer_is_taken_with_and_without_a_slash(relay: str) -> None:
    assert fetch_round(CHAIN, ROUND, (f"{relay}/right",)) == RIGHT
    assert fetch_round(CHAIN, ROUND, (f"{relay}/right/",)) == RIGHT


@pytest.mark.parametrize("kind", SAID)
def test_any_other_answer_is_explained_and_nothing_is_recorded(coop: Path, relay: str, kind: str) -> None:
    said = _seed(coop, f"{relay}/{kind}", exits=2)
    assert f"no relay gave round {ROUND} ({relay}/{kind}: " in said
    assert SAID[kind] in said
    assert "--signature HEX or --file ROUND.json" in said
    assert git(coop, "status", "--porcelain") == ""


def test_the_next_relay_is_asked_whatever_the_one_before_answered(coop: Path, relay: str, dead: str) -> None:
    log = coop / f"juries/{INVITATION}/log.yml"
    before = log.read_bytes()
    said = _seed(coop, dead, *(f"{relay}/{kind}" for kind in SAID), f"{relay}/right")
    assert "the seed is recorded" in said
    assert RIGHT.signature.encode() in log.read_bytes()
    log.write_bytes(before)


def test_a_dead_relay_is_named(dead: str) -> None:
    with pytest.raises(FolkmootError) as refused:
        fetch_round(CHAIN, ROUND, (dead,))
    assert f"{dead}: " in refused.value.what
    assert "refused" in refused.value.what


@pytest.mark.parametrize("address", ["ftp://127.0.0.1", "file:///etc/hosts", "127.0.0.1", "http:", "http://[::1", ""])
def test_only_web_addresses_are_asked(address: str) -> None:
    with pytest.raises(FolkmootError) as refused:
        fetch_round(CHAIN, ROUND, (address,))
    assert refused.value.what == f"'{address}' is not a web address"


def test_a_previous_signature_is_read_where_a_chain_has_one() -> None:
    data = b'{"round": 3, "signature": "aa", "previous_signature": "bb"}'
    assert read_round("0" * 64, 3, data).previous_signature == "bb"
    assert read_round("0" * 64, 3, b'{"round": 3, "signature": "aa", "previous_signature": null}').previous_signature == ""
