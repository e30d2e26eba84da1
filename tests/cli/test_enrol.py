"""`folkmoot enrol`: a key comes into the members' list when its holder has shown that it is theirs, and not otherwise."""

import json
from base64 import b64encode
from collections.abc import Callable
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from co_op import write_tree
from folkmoot.cli import main
from folkmoot.formats.member_list import keys_of, put_key
from trust.chains import BROOK, GENESIS
from trust.keyring import string, throwaway

LIST = '\ufeffentry,name,key,note\r\nm-0a21,"Gil, the elder",,"said ""yes"""\r\n\r\nm-0a22,Dee,,\r\nm-0a23,Eva,"",x'.encode()


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


@pytest.fixture
def brook(tmp_path: Path) -> Path:
    """A repository; the members' list stands outside it."""
    write_tree(tmp_path / "brook", GENESIS)
    (tmp_path / "members.csv").write_bytes(LIST)
    return tmp_path / "brook"


def challenged(root: Path, entry: str = "m-0a22", *options: str) -> Path:
    path = root.parent / f"{entry}.challenge.json"
    folkmoot(root, "enrol", "challenge", entry, "--out", str(path), *options)
    return path


def answered(root: Path, challenge: Path, name: str = "dee") -> Path:
    key = root.parent / name
    if not key.exists():
        throwaway(name).write_private(key)
    folkmoot(root, "enrol", "answer", str(challenge), "--key", str(key))
    return challenge.with_name(challenge.name.replace("challenge", "answer"))


def accept(root: Path, answer: Path, *options: str, exits: int = 0) -> str:
    return folkmoot(root, "enrol", "accept", str(answer), str(root.parent / "members.csv"), *options, exits=exits)


def refused(root: Path, answer: Path, *options: str) -> str:
    """What was said; nothing was written."""
    before = (root.parent / "members.csv").read_bytes()
    said = accept(root, answer, *options, exits=2)
    assert (root.parent / "members.csv").read_bytes() == before
    assert "mend: " in said
    return said


def forged(answer: Path, change: Callable[[dict[str, Any]], None], signer: str = "") -> None:
    """Change an answer, and sign it again when a key is named."""
    value = json.loads(answer.read_bytes())
    change(value["signed"])
    if signer:
        data = (json.dumps(value["signed"], indent=2, sort_keys=True) + "\n").encode()
        value["signature"] = throwaway(signer).sign(data, f"enrol@{BROOK}").decode().splitlines()
    answer.write_text(json.dumps(value))


def test_a_member_enrols_and_every_other_byte_stays(brook: Path) -> None:
    challenge = challenged(brook)
    said = json.loads(challenge.read_bytes())
    assert (said["schema"], said["coop"], said["member"], len(said["nonce"])) == ("enrol/1", BROOK, "m-0a22", 64)
    assert "m-0a22' has the key " + throwaway("dee").fingerprint in accept(brook, answered(brook, challenge))
    wanted = LIST.replace(b"Dee,,", b"Dee," + throwaway("dee").fingerprint.encode() + b",")
    assert (brook.parent / "members.csv").read_bytes() == wanted


def test_two_challenges_are_never_the_same(brook: Path) -> None:
    nonces = {json.loads(challenged(brook, f"m-{number}00").read_bytes())["nonce"] for number in range(5)}
    assert len(nonces) == 5


def test_an_answer_is_accepted_once(brook: Path) -> None:
    answer = answered(brook, challenged(brook))
    accept(brook, answer)
    assert "there is no open challenge for 'm-0a22'" in refused(brook, answer)


def test_an_old_answer_does_not_answer_a_new_challenge(brook: Path) -> None:
    answer = answered(brook, challenged(brook))
    accept(brook, answer)
    challenged(brook)
    assert "its nonce is another one" in refused(brook, answer)


def test_a_changed_nonce_is_refused(brook: Path) -> None:
    answer = answered(brook, challenged(brook))
    forged(answer, lambda said: said.update(nonce="0" * 64))
    assert "its nonce is another one" in refused(brook, answer)


def test_a_key_that_was_not_shown_is_refused(brook: Path) -> None:
    answer = answered(brook, challenged(brook))
    forged(answer, lambda said: said.update(pubkey=throwaway("eva").public_line))
    assert "it does not belong to this file" in refused(brook, answer)
    forged(answer, lambda said: None, signer="dee")
    assert "the answer was signed with the key" in refused(brook, answer)


def test_an_answer_for_another_co_op_is_refused(brook: Path) -> None:
    answer = answered(brook, challenged(brook, "m-0a22", "--coop", "meadow.example"))
    assert "and this is the co-op 'brook.example'" in refused(brook, answer)


def test_an_answer_of_another_member_is_refused(brook: Path) -> None:
    other = answered(brook, challenged(brook, "m-0a23"), "eva")
    assert "and 'm-0a22' was asked" in refused(brook, other, "--challenge", str(challenged(brook)))


def test_a_key_of_somebody_else_is_refused(brook: Path) -> None:
    accept(brook, answered(brook, challenged(brook)))
    said = refused(brook, answered(brook, challenged(brook, "m-0a21"), "dee"))
    assert f"the key {throwaway('dee').fingerprint} is enrolled already for 'm-0a22'" in said


def test_a_key_for_which_anybody_can_sign_is_refused(brook: Path) -> None:
    answer = answered(brook, challenged(brook))
    weak = "ssh-ed25519 " + b64encode(string(b"ssh-ed25519") + string(b"\1" + bytes(31))).decode()
    forged(answer, lambda said: said.update(pubkey=weak))
    assert "is not safe" in refused(brook, answer)


def test_a_challenge_may_ask_for_one_key(brook: Path) -> None:
    challenge = challenged(brook, "m-0a22", "--pubkey", throwaway("dee").public_line + " dee@laptop")
    throwaway("eva").write_private(brook.parent / "eva")
    said = folkmoot(brook, "enrol", "answer", str(challenge), "--key", str(brook.parent / "eva"), exits=2)
    assert "the challenge asks for another key" in said
    accept(brook, answered(brook, challenge))


def test_a_new_key_takes_the_place_of_the_old_one(brook: Path) -> None:
    accept(brook, answered(brook, challenged(brook)))
    said = accept(brook, answered(brook, challenged(brook), "dee-new"))
    assert f"it takes the place of {throwaway('dee').fingerprint}" in said
    assert keys_of((brook.parent / "members.csv").read_bytes())["m-0a22"] == throwaway("dee-new").fingerprint


def test_a_member_who_is_not_in_the_list_is_refused_and_may_try_again(brook: Path) -> None:
    challenge = challenged(brook, "m-9999")
    assert "no row has the entry 'm-9999'" in refused(brook, answered(brook, challenge))
    assert challenge.exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"entry,name\nm-0a22,Dee\n", "no column is called 'key'"),
        (b"entry,key,key\nm-0a22,,\n", "two columns are called 'key'"),
        (b"entry,key\nm-0a22,\nm-0a22,\n", "stands in 2 rows"),
        (b"entry,key\nm-0a22\n", "row 2 has 1 values"),
        (b'entry,key\nm-0a22,"\n', "does not end"),
        (b"entry,key\nm-0a22,\xff\n", "decode"),
        (b"", "no column is called 'entry'"),
    ],
)
def test_a_list_that_is_no_table_is_refused(brook: Path, data: bytes, words: str) -> None:
    (brook.parent / "members.csv").write_bytes(data)
    assert words in refused(brook, answered(brook, challenged(brook)))


def test_what_is_no_token_gets_no_challenge(brook: Path) -> None:
    assert "cannot stand as 'member'" in folkmoot(brook, "enrol", "challenge", "Dee Smith", exits=2)


CELL = some.text(some.sampled_from('ab,"\n é'), max_size=6)


@given(some.lists(some.tuples(CELL, CELL), min_size=1, max_size=5), some.sampled_from(["\n", "\r\n"]), some.integers(0, 4))
def test_one_cell_changes_and_nothing_else(rows: list[tuple[str, str]], end: str, which: int) -> None:
    import csv

    which %= len(rows)
    text = StringIO()
    table = csv.writer(text, lineterminator=end)
    table.writerow(["note", "entry", "key", "more"])
    for number, (note, more) in enumerate(rows):
        table.writerow([note, f"m-{number}00", "", more])
    data = text.getvalue().encode()
    after = put_key(data, f"m-{which}00", "SHA256:x")
    assert keys_of(after) == {f"m-{number}00": "SHA256:x" if number == which else "" for number in range(len(rows))}
    assert list(csv.reader(StringIO(after.decode(), newline=""))) == [
        ["note", "entry", "key", "more"],
        *([note, f"m-{number}00", "SHA256:x" if number == which else "", more] for number, (note, more) in enumerate(rows)),
    ]
    assert len(after) == len(data) + len("SHA256:x")
