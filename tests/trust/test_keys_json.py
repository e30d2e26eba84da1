"""charter/keys/NNNN.json: one form, and nothing in it that does not hold together."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from folkmoot.formats.keys_json import read_keys, write_keys
from folkmoot.records.finding import Place
from folkmoot.records.keys import RoleHolders
from trust.chains import held, revoked, version
from trust.keyring import throwaway

PATH = "charter/keys/0001.json"
DATA = write_keys(version())


def fault(data: bytes, path: str = PATH) -> tuple[str, int, str]:
    """The name, the line and the words of the first fault."""
    head, faults = read_keys(path, data)
    assert head is None
    assert all(one.mend and one.name for one in faults)
    return faults[0].name, faults[0].place.line, faults[0].what


def line_of(data: bytes, words: bytes) -> int:
    return data[: data.index(words)].count(b"\n") + 1


def test_a_version_is_read_as_it_was_written() -> None:
    head, faults = read_keys(PATH, DATA)
    assert faults == ()
    assert head == version()
    assert head is not None
    assert write_keys(head) == DATA


def test_another_form_of_the_same_words_is_refused() -> None:
    for other in (DATA + b"\n", DATA.replace(b"\n", b"\r\n"), DATA.replace(b"  ", b" "), DATA.replace(b'"revoked": [],\n  ', b"")):
        name, _, what = fault(other)
        assert (name, what[:30]) == ("broken-keys", "the file is not in its one for")


def test_what_is_no_json_is_told_with_its_place() -> None:
    assert fault(DATA.replace(b'"coop":', b'"coop"'))[:2] == ("broken-keys", 2)
    assert fault(b"[]")[2] == "the file holds no JSON object"
    assert "stands twice" in fault(DATA.replace(b'"coop"', b'"version": 1, "coop"'))[2]


@pytest.mark.parametrize("number", [b"0", b"-1", b"true", b'"2"', b"null", b"[2]"])
def test_a_threshold_of_nothing_or_of_no_number_is_refused(number: bytes) -> None:
    name, line, what = fault(DATA.replace(b'"threshold": 2', b'"threshold": ' + number))
    assert name == "broken-keys"
    assert line == line_of(DATA, b'"threshold": 2')
    assert what.startswith("threshold: ")
    assert what.endswith("is not a whole number from 1 up")


def test_a_version_that_is_true_is_not_version_one() -> None:
    assert fault(DATA.replace(b'"version": 1', b'"version": true'))[2] == "version: true is not a whole number from 1 up"


def test_a_threshold_above_the_people_is_refused() -> None:
    data = write_keys(version(roles={"root": RoleHolders(threshold=4, people=("ana", "ben", "cyd"))}))
    assert fault(data)[2] == "the role root asks for 4 signatures of 3 people"


def test_half_of_root_is_not_enough() -> None:
    data = write_keys(version(roles={"root": RoleHolders(threshold=1, people=("ana", "ben"))}))
    assert fault(data)[2] == "1 of 2 is not more than half of root, so two halves could go two ways"


def test_one_of_one_is_allowed() -> None:
    data = write_keys(version(people={"ana": ["ana"]}, roles={"root": RoleHolders(threshold=1, people=("ana",))}))
    assert read_keys(PATH, data)[1] == ()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"roles": {"clerk": RoleHolders(threshold=1, people=("ana",))}}, "nobody holds the role root, so nobody could sign the next version"),
        (
            {"roles": {"root": RoleHolders(threshold=2, people=("ana", "ben", "cyd")), "king": RoleHolders(threshold=1, people=("ana",))}},
            "'king' is not a role",
        ),
        ({"roles": {"root": RoleHolders(threshold=2, people=("ana", "ana", "ben"))}}, "the role root names a person twice"),
        ({"roles": {"root": RoleHolders(threshold=2, people=("ana", "dee"))}}, "the role root names 'dee', who has no keys here"),
        ({"people": {"ana": ["ana"], "ben": ["ben"], "cyd": []}}, "'cyd' has no key"),
        ({"people": {"ana": ["ana", "ana"], "ben": ["ben"], "cyd": ["cyd"]}}, "a key of 'ana' stands twice"),
        (
            {"people": {"ana": ["ana"], "ben": ["ana"], "cyd": ["cyd"]}},
            f"'ana' and 'ben' have the same key {throwaway('ana').fingerprint}, so one person could sign as two",
        ),
        ({"revoked": (revoked("ana", 5),)}, f"the revoked key {throwaway('ana').fingerprint} is still a key of 'ana'"),
        ({"revoked": (revoked("eva", 5), revoked("eva", 6))}, f"the key {throwaway('eva').fingerprint} is revoked twice"),
        ({"prev": "0" * 64}, "version 1 names a version before it"),
        ({"coop": 'x",cert-authority'}, "coop: 'x\",cert-authority' cannot stand in the namespace of a signature"),
    ],
)
def test_people_and_roles_must_hold_together(fields: dict[str, Any], words: str) -> None:
    assert words in [one.what for one in read_keys(PATH, write_keys(version(**fields)))[1]]


def test_two_keys_of_one_person_are_allowed() -> None:
    assert read_keys(PATH, write_keys(version(people={"ana": ["ana", "ana-phone"], "ben": ["ben"], "cyd": ["cyd"]})))[1] == ()


@pytest.mark.parametrize("twin", ["Ana", "ANA", "ａｎａ", "aNa", "ª".join(("", "na"))])
def test_ids_that_only_look_different_are_refused(twin: str) -> None:
    head = version()
    people = {**head.people, twin: held({"x": ["eva"]})["x"]}
    name, _, what = fault(write_keys(head.model_copy(update={"people": people})))
    assert name == "broken-keys"
    assert "differ only in case or in the form of letters" in what


def test_a_comment_after_a_key_is_refused() -> None:
    data = DATA.replace(throwaway("ben").public_line.encode(), throwaway("ben").public_line.encode() + b" ben@laptop")
    assert fault(data) == ("broken-keys", line_of(DATA, throwaway("ben").public_line.encode()), "a key of 'ben' has a comment after it, which could name somebody")


def test_a_private_key_is_refused_without_being_shown() -> None:
    data = DATA.replace(throwaway("ben").public_line.encode(), b"-----BEGIN OPENSSH PRIVATE KEY----- secret")
    assert "this is a private key" in fault(data)[2]
    assert "secret" not in fault(data)[2]


def test_missing_and_unknown_fields_are_told_with_their_place() -> None:
    faults = read_keys(PATH, DATA.replace(b'"expires"', b'"expiry"'))[1]
    assert [(one.what, one.place.line, one.place.column) for one in faults] == [
        ("'expires' is missing", 1, 1),
        ("'expiry' is not a field here", 3, 3),
    ]
    assert faults[0].mend == "add the field; or let folkmoot keys write the file"


def test_the_name_of_the_file_and_the_version_in_it_agree() -> None:
    data = write_keys(version(2, b"before"))
    assert fault(data, "charter/keys/0003.json")[::2] == ("keys-rollback", "the file is version 3 by its name and version 2 by its words")
    assert fault(data, "charter/keys/0001.json")[0] == "keys-gap"
    assert read_keys("charter/keys/0002.json", data)[1] == ()


def test_a_version_after_the_first_names_the_one_before() -> None:
    assert fault(write_keys(version(2)), "charter/keys/0002.json")[0] == "keys-prev"


@given(some.data())
def test_whatever_is_cut_out_or_put_in_is_refused_and_never_raises(draw: some.DataObject) -> None:
    start = draw.draw(some.integers(0, len(DATA)))
    end = draw.draw(some.integers(start, min(len(DATA), start + 40)))
    changed = DATA[:start] + draw.draw(some.binary(max_size=6)) + DATA[end:]
    head, faults = read_keys(PATH, changed)
    assert (head is None) == bool(faults)
    assert head is None or write_keys(head) == changed
    assert all(isinstance(one.place, Place) and 1 <= one.place.line <= changed.count(b"\n") + 1 for one in faults)


def test_a_fault_in_a_hostile_shape_is_told_not_raised() -> None:
    replaced: list[Callable[[bytes], bytes]] = [
        lambda data: data.replace(b'"people": {', b'"people": [{', 1),
        lambda data: b'{"roles": [1], "people": 3, "revoked": {"a": 1}}',
        lambda data: b'{"roles": {"root": 1}, "people": {"ana": 3}, "revoked": [1, {"distrust_from": true}]}',
        lambda data: b'{"people": {"\\ud800": 1}}',
        lambda data: b"[" * 100_000,
        lambda data: b"\xff",
        lambda data: b"",
    ]
    for change in replaced:
        assert fault(change(DATA))[0] == "broken-keys"


def test_a_day_that_does_not_exist_is_told_at_its_column() -> None:
    [one] = read_keys(PATH, DATA.replace(b"2027-12-31", b"2027-02-30"))[1]
    assert one.place == Place(PATH, 3, 14, 26)
    assert one.what == "expires: '2027-02-30' is not a day"
