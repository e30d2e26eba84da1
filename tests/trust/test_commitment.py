"""Sealed entries and cards: the published vectors, and what must differ, fail or be told."""

import json
import re
import subprocess
from base64 import b32encode
from dataclasses import replace
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folkmoot.records.value import TOKEN
from folkmoot.trust.card import Card, read_card, read_groups, write_card
from folkmoot.trust.commitment import Opening, commit, find, preimage, read_secret, refusals, salt, write_base32

VECTORS: list[dict[str, Any]] = json.loads((Path(__file__).parent.parent / "vectors/rosters/commitments.json").read_text())["commitments"]
SECRET = bytes(range(32))
SECRETS = st.binary(min_size=32, max_size=32)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
QUICK = settings(max_examples=100, deadline=None)


@pytest.mark.parametrize("case", VECTORS)
def test_the_published_vectors_hold(case: dict[str, Any]) -> None:
    secret = read_secret(case["secret"])
    assert secret.hex() == case["secret_hex"]
    salted = salt(secret, case["coop"], case["roster"])
    bound = preimage(case["coop"], case["roster"], case["member"], case["values"], salted)
    assert (salted.hex(), bound.hex(), sha256(bound).hexdigest()) == (case["salt"], case["preimage"], case["digest"])
    assert commit(secret, case["coop"], case["roster"], case["member"], case["values"]) == case["entry"]
    assert re.fullmatch(TOKEN, case["entry"])


def test_openssl_and_sha256sum_give_the_same_entry() -> None:
    case = VECTORS[2]
    message = f"roster/1\0{case['coop']}\0{case['roster']}".encode()
    line = ["openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", f"hexkey:{case['secret_hex']}", "-binary"]
    salted = subprocess.run(line, input=message, capture_output=True, check=True).stdout
    texts = "".join(f"{text}\0" for text in ("coop-leaf/1", case["coop"], case["roster"], case["member"], *case["values"]))
    summed = subprocess.run(["sha256sum"], input=texts.encode() + salted, capture_output=True, check=True).stdout
    digest = bytes.fromhex(summed.decode().split()[0])
    written = subprocess.run(["base32", "-w0"], input=digest, capture_output=True, check=True).stdout.decode()
    assert written.rstrip("=").lower() == case["entry"]


def test_every_part_of_the_input_changes_the_entry() -> None:
    assert len({case["entry"] for case in VECTORS}) == len(VECTORS)
    entries = [commit(SECRET, "brook.example", f"2026-{number:02}-members", "0017", ("north",)) for number in range(50)]
    assert len(set(entries)) == 50, "a member has another entry in every roster"


@QUICK
@given(st.lists(TEXTS, max_size=4), st.lists(TEXTS, max_size=4), TEXTS, TEXTS, SECRETS, SECRETS)
def test_no_two_inputs_have_one_preimage(one: list[str], other: list[str], member: str, second: str, salted: bytes, further: bytes) -> None:
    same = (member, one, salted) == (second, other, further)
    assert (preimage("c", "r", member, one, salted) == preimage("c", "r", second, other, further)) is same


def test_values_that_could_run_together_are_kept_apart() -> None:
    values = [(), ("",), ("", ""), ("a",), ("a", ""), ("", "a"), ("ab",), ("a", "b")]
    for one, other in combinations(values, 2):
        assert commit(SECRET, "c", "r", "1", one) != commit(SECRET, "c", "r", "1", other)
    with pytest.raises(ValueError, match="NUL"):
        commit(SECRET, "c", "r", "1", ("a\0b",))


@QUICK
@given(SECRETS)
def test_a_secret_is_read_as_it_was_written(secret: bytes) -> None:
    assert read_secret(write_base32(secret)) == secret


@pytest.mark.parametrize("text", ["", "a" * 51, "a" * 53, "A" * 52, "1" * 52, "a" * 51 + "b", "=" * 52])
def test_a_text_that_is_no_secret_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_secret(text)


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        salt(b"short", "c", "r")


@QUICK
@given(SECRETS, st.from_regex(r"[A-Za-z0-9][A-Za-z0-9-]{0,31}", fullmatch=True))
def test_a_card_is_read_as_it_was_written(secret: bytes, member: str) -> None:
    card = Card("brook.example", member, secret)
    assert read_card(write_card(card)) == card
    assert read_card(write_card(card).upper().replace("CARD:", "card:").replace("CO-OP:  BROOK.EXAMPLE", "co-op:  brook.example")
                     .replace("MEMBER: " + member.upper(), "member: " + member).replace("SECRET:", "secret:")) == card  # fmt: skip


def _groups(secret: bytes) -> list[str]:
    text = write_card(Card("c", "1", secret)).partition("secret:")[2].partition("\n\n")[0]
    groups = text.split()
    assert [len(group) for group in groups] == [5] * 13
    return groups


def test_every_letter_misread_and_every_two_swapped_are_told_with_their_group() -> None:
    groups = _groups(sha256(b"one").digest())
    for place, group in enumerate(groups):
        for at in range(5):
            for letter in set("abcdefghijklmnopqrstuvwxyz234567") - {group[at]}:
                wrong = [*groups[:place], group[:at] + letter + group[at + 1 :], *groups[place + 1 :]]
                with pytest.raises(ValueError, match=f"group {place + 1} of the secret"):
                    read_groups(" ".join(wrong))
        for one, other in combinations(range(5), 2):
            if group[one] != group[other]:
                letters = list(group)
                letters[one], letters[other] = letters[other], letters[one]
                with pytest.raises(ValueError, match="misread"):
                    read_groups(" ".join([*groups[:place], "".join(letters), *groups[place + 1 :]]))


def test_two_groups_in_each_others_place_are_told() -> None:
    groups = _groups(SECRET)
    for one, other in combinations(range(13), 2):
        swapped = list(groups)
        swapped[one], swapped[other] = swapped[other], swapped[one]
        with pytest.raises(ValueError, match="misread"):
            read_groups(" ".join(swapped))


def test_digits_that_base32_does_not_use_are_read_as_what_they_look_like() -> None:
    secret = next(sha256(bytes([n])).digest() for n in range(99) if {"o", "l", "b"} <= set("".join(_groups(sha256(bytes([n])).digest()))))
    assert read_groups(" ".join(_groups(secret)).replace("o", "0").replace("l", "1").replace("b", "8").replace(" ", "-")) == secret


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "no line 'co-op:'"), ("co-op: c\nmember: 1\n", "no line 'secret:'"), ("co-op: c\nmember: a b\nsecret: x\n", "not a member number"),
     ("co-op: c\nmember: 1\nsecret: abc\n", "3 letters, not 65"), ("co-op: c\nmember: 1\nsecret: ä\n", "other marks")],
)  # fmt: skip
def test_what_is_no_card_is_told(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_card(text)


def test_the_right_values_are_found_among_others() -> None:
    cells = [("north", "16-29"), ("south", "16-29"), ("south", "30-44")]
    entry = commit(SECRET, "c", "r", "7", cells[2])
    assert dict(find(SECRET, "c", "r", "7", iter(cells)))[entry] == cells[2]


def _opening(member: str, secret: bytes, roster: str = "r") -> Opening:
    return Opening(commit(secret, "c", roster, member, ("north",)), member, secret, ("north",))


def test_an_opening_that_does_not_hold_is_told() -> None:
    good, other, old = _opening("1", SECRET), _opening("2", bytes(32)), _opening("3", b"3" * 32, "old")
    ghost = Opening(b32encode(sha256(b"nobody").digest()).decode().rstrip("=").lower(), "9", b"9" * 32, ("north",))
    recorded = {each.entry: each.values for each in (good, other, ghost)}
    assert list(refusals("c", "r", [good, other], recorded)) == []
    assert list(refusals("c", "r", [old], recorded)) == [(0, f"'{old.entry}' is not in the roster")], "the entry of an old roster"
    assert next(refusals("c", "r", [replace(old, entry=ghost.entry)], recorded))[1].startswith("member number and secret do not give")
    for wrong, said in (
        (ghost, "member number and secret do not give"), (replace(good, member="2"), "member number and secret do not give"),
        (replace(good, secret=bytes(32)), "member number and secret do not give"), (replace(good, values=("south",)), "other values"),
    ):  # fmt: skip
        assert said in next(refusals("c", "r", [wrong], recorded))[1]


def test_one_member_does_not_open_two_entries() -> None:
    first, second, third = _opening("1", SECRET), _opening("1", bytes(32)), _opening("2", SECRET)
    recorded = {each.entry: each.values for each in (first, second, third)}
    assert list(refusals("c", "r", [first, second], recorded)) == [(1, f"member 1 opens a second entry, '{second.entry}'")]
    assert list(refusals("c", "r", [first, third], recorded)) == [(1, "the secret of member 2 is another member's too")]
    assert list(refusals("c", "r", [first, first], recorded)) == [(1, f"'{first.entry}' is opened a second time")]
