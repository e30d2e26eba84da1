"""Who vouches for a checkpoint: the log's signature, witnesses, and what a false line is told as."""

import json
from base64 import b64decode
from dataclasses import replace
from pathlib import Path

import pytest

from folkmoot.records.checkpoint import Checkpoint, Leaf, Note, NoteSignature
from folkmoot.trust.chain import keyring
from folkmoot.trust.checkpoint import (
    LOG,
    WITNESS,
    LogKeys,
    checkpoint_of,
    cosigned_data,
    first_departure,
    key_id,
    leaf_data,
    leaf_hashes,
    log_keys,
    log_refusal,
    raw_key,
    with_line,
    witness_line,
    witnessed_at,
)  # fmt: skip
from trust.keyring import throwaway
from trust.life import history_of, life, signed

KNOWN = json.loads((Path(__file__).parent.parent / "vectors" / "checkpoints" / "note.json").read_bytes())
NAME = "witness.example"


def _keys(*names: str, threshold: int = 1) -> LogKeys:
    return LogKeys(tuple((name, throwaway(name).public) for name in names), threshold)


def _note() -> Note:
    return signed(history_of(life()))


def _cosigned(note: Note, seconds: int, key: str = "wit") -> Note:
    raw = throwaway(key).raw(cosigned_data(note.body, seconds))
    return with_line(note, witness_line(NAME, throwaway(key).public, seconds, raw))


def test_the_published_note_of_go_holds() -> None:
    kind, key = b64decode(KNOWN["key"])[0], b64decode(KNOWN["key"])[1:]
    assert kind == LOG
    assert key_id(KNOWN["name"], LOG, key).hex() == KNOWN["key_id"]
    data = b64decode(KNOWN["signature"])
    note = Note(Checkpoint(KNOWN["name"], 0, bytes(32)), KNOWN["text"].encode(), (NoteSignature(KNOWN["name"], data[:4], data[4:]),))
    assert log_refusal(note, LogKeys((("peter", key),))) == ""
    with pytest.raises(ValueError, match="does not fit"):
        log_refusal(replace(note, body=note.body.replace(b"cryptography", b"cryptographY")), LogKeys((("peter", key),)))


def test_a_leaf_binds_path_digest_and_any_mode_but_the_plain_one() -> None:
    digest = "ab" * 32
    assert leaf_data(Leaf("charter/a.md", digest)) == b"charter/a.md\x00" + b"\xab" * 32
    assert leaf_data(Leaf("charter/a.md", digest, "120000")) == b"charter/a.md\x00120000\x00" + b"\xab" * 32
    assert len({*leaf_hashes([Leaf("a", digest), Leaf("a", digest, "100755"), Leaf("b", digest), Leaf("a", "0" * 64)])}) == 4


def test_the_log_of_charter_keys_vouches_for_its_checkpoint() -> None:
    history = history_of(life())
    note, size = _note(), len(history.hashes)
    keys = log_keys(keyring(history.archive), size)
    assert [person for person, _ in keys.holders] == ["log-1"]
    assert log_refusal(note, keys) == ""
    assert log_keys(keyring(history.archive), 0) == LogKeys()


def test_a_changed_checkpoint_is_told_as_changed() -> None:
    note = _note()
    root = bytes([note.checkpoint.root[0] ^ 1]) + note.checkpoint.root[1:]
    for changed in (replace(note.checkpoint, size=note.checkpoint.size - 1), replace(note.checkpoint, root=root)):
        body = f"{changed.origin}\n{changed.size}\n".encode() + b"x"
        with pytest.raises(ValueError, match="does not fit its text"):
            log_refusal(Note(changed, body, note.signatures), _keys("log"))


def test_every_bent_bit_of_a_signature_is_refused() -> None:
    note = _note()
    [line] = note.signatures
    for bit in range(len(line.data) * 8):
        data = bytearray(line.data)
        data[bit // 8] ^= 1 << bit % 8
        with pytest.raises(ValueError, match="does not fit"):
            log_refusal(replace(note, signatures=(replace(line, data=bytes(data)),)), _keys("log"))


def test_other_keys_ids_names_and_kinds_vouch_for_nothing_and_harm_nothing() -> None:
    note = _note()
    [line] = note.signatures
    stranger = NoteSignature("elsewhere.example", b"\0\0\0\0", b"whatever")
    assert log_refusal(replace(note, signatures=(stranger, line, replace(stranger, name="x"))), _keys("log")) == ""
    assert "not known here" in log_refusal(note, _keys("other"))
    assert "not known here" in log_refusal(replace(note, signatures=(replace(line, key_id=b"\0\0\0\0"),)), _keys("log"))
    assert "did not sign" in log_refusal(replace(note, signatures=(replace(line, name="other.example/log"),)), _keys("log"))
    assert log_refusal(replace(note, signatures=()), _keys("log")) == "nobody signed it"
    as_witness = replace(line, key_id=key_id(note.checkpoint.origin, WITNESS, throwaway("log").public))
    assert log_refusal(replace(note, signatures=(as_witness,)), _keys("log")) != ""


def test_a_threshold_counts_people_and_not_lines() -> None:
    note = _note()
    [line] = note.signatures
    assert "1 of the 2 people" in log_refusal(replace(note, signatures=(line, line)), _keys("log", "other", threshold=2))
    same = LogKeys((("ana", throwaway("log").public), ("ana", throwaway("log-2").public)), 2)
    second = signed(history_of(life()), "log-2").signatures[0]
    assert "1 of the 2 people" in log_refusal(replace(note, signatures=(line, second)), same)
    assert log_refusal(replace(note, signatures=(line, second)), _keys("log", "log-2", threshold=2)) == ""


def test_a_witness_binds_the_time_and_the_text() -> None:
    note = _cosigned(_note(), 1_790_000_000)
    key = throwaway("wit").public
    assert witnessed_at(note, NAME, key) == 1_790_000_000
    assert witnessed_at(note, "other.example", key) is None
    assert witnessed_at(note, NAME, throwaway("other").public) is None
    line = note.signatures[-1]
    assert (len(line.data), line.data[:8]) == (72, (1_790_000_000).to_bytes(8, "big"))
    late = replace(line, data=(1_790_000_001).to_bytes(8, "big") + line.data[8:])
    for false in (late, replace(line, data=line.data[:-1]), replace(line, data=b"x")):
        with pytest.raises(ValueError, match="does not fit"):
            witnessed_at(replace(note, signatures=(false,)), NAME, key)
    assert log_refusal(note, _keys("log")) == ""


def test_a_witness_that_sees_again_replaces_its_line() -> None:
    again = _cosigned(_cosigned(_note(), 1_790_000_000), 1_790_000_500)
    assert len(again.signatures) == 2
    assert witnessed_at(again, NAME, throwaway("wit").public) == 1_790_000_500


def test_only_sound_ed25519_lines_are_keys() -> None:
    assert raw_key(f"{throwaway('log').public_line} comment") == throwaway("log").public
    weak = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    for line in ("", "ssh-ed25519", "ssh-rsa AAAA", "words", weak):
        with pytest.raises(ValueError):
            raw_key(line)


def test_a_departure_is_bracketed_by_the_checkpoints_around_it() -> None:
    hashes = leaf_hashes(Leaf(f"charter/{number}.md", "0" * 64) for number in range(40))
    other = (*hashes[:17], *reversed(hashes[17:]))
    known = [checkpoint_of("brook.example", hashes[:size]) for size in (30, 10, 0, 20, 40)]
    assert first_departure(hashes, known) is None
    assert first_departure(other, known) == (10, checkpoint_of("brook.example", hashes[:20]))
    assert first_departure(hashes[:25], known) == (20, checkpoint_of("brook.example", hashes[:30]))
