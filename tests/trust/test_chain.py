"""The chain of keys: what follows from version 1, and every way we know to make something follow that should not."""

from base64 import b64encode
from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from folkmoot.formats.canonical import digest
from folkmoot.formats.keys_json import keys_path, write_keys
from folkmoot.formats.ssh_key import ED25519
from folkmoot.records.archive import Archive
from folkmoot.records.keys import RoleHolders, Signatory
from folkmoot.records.signature import Refusal
from folkmoot.trust.chain import Keyring, keyring, pin_fault, signers
from folkmoot.trust.expiry import expired, expires_within, expiry_fault
from trust.chains import BROOK, FOUNDERS, ROOT, archived, first, revoked, second, signed, step, version
from trust.keyring import string, throwaway

ONE, TWO, THREE = (keys_path(number) for number in (1, 2, 3))
ROSTER = "juries/rosters/2026-members/roster.md"
ROTATED = {"people": {"ana": ["ana"], "ben": ["ben-new"], "cyd": ["cyd"]}}


def names(archive: Archive) -> list[str]:
    return [fault.name for fault in keyring(archive).faults]


def words(archive: Archive) -> list[str]:
    assert all(fault.mend for fault in keyring(archive).faults)
    return [fault.what for fault in keyring(archive).faults]


def newest(archive: Archive) -> int:
    head = keyring(archive).newest
    return head.version if head else 0


def rotated() -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Two sound versions: the second gives ben a new key."""
    one = first()
    return one, second(one, "ana", "cyd", "ben=ben-new", **ROTATED)


def test_a_chain_of_three_versions_is_sound() -> None:
    one, two = rotated()
    three = step(version(3, two[TWO], expires=date(2028, 12, 31), **ROTATED), "ana", "ben=ben-new")
    archive = archived(one, two, three)
    assert names(archive) == []
    assert newest(archive) == 3
    assert keyring(archive).pin == digest(one[ONE])
    assert keyring(archive) is keyring(archive)


def test_no_keys_is_a_chain_of_nothing() -> None:
    ring = keyring(archived())
    assert (ring.faults, ring.newest, ring.version(1), ring.version_at(10**9), ring.pin) == ((), None, None, None, "")


# Threshold games (matrix row 5).


def test_the_same_signature_twice_counts_once() -> None:
    one = {path: data for path, data in first().items() if "ben" not in path and "cyd" not in path}
    one |= {f"{ONE}.sig.d/ana-2.sig": one[f"{ONE}.sig.d/ana.sig"], f"{ONE}.sig.d/ana-3.sig": one[f"{ONE}.sig.d/ana.sig"]}
    assert words(archived(one))[0] == "version 1 is signed by 1 of the 2 people it needs of root in version 1"


def test_two_keys_of_one_person_count_once() -> None:
    one = first("ana", "ana-2=ana-phone", people={"ana": ["ana", "ana-phone"], "ben": ["ben"], "cyd": ["cyd"]})
    assert words(archived(one))[0] == "version 1 is signed by 1 of the 2 people it needs of root in version 1"


def test_one_key_of_two_people_makes_the_version_broken() -> None:
    one = first("ana", "ben=ana", "cyd", people={"ana": ["ana"], "ben": ["ana"], "cyd": ["cyd"]})
    assert names(archived(one)) == ["broken-keys"]
    assert "have the same key" in words(archived(one))[0]
    assert newest(archived(one)) == 0


def test_a_key_signs_for_nobody_but_its_person() -> None:
    one = first("ana", "ben=ana", "cyd")
    ring = keyring(archived(one))
    assert [fault.name for fault in ring.faults] == ["keys-unproved"]
    [(sidecar, refused)] = ring.versions[0].refused
    assert (sidecar.person, refused.reason) == ("ben", Refusal.OTHER_KEY)
    assert refused.words == f"the file is named for 'ben', and the key {throwaway('ana').fingerprint} is that of 'ana'"


def test_a_stranger_and_a_broken_file_are_ignored_and_told() -> None:
    one = first() | signed(ONE, first()[ONE], "eva") | {f"{ONE}.sig.d/dee.sig": b"no signature"}
    ring = keyring(archived(one))
    assert ring.faults == ()
    assert [refused.reason for _, refused in ring.versions[0].refused] == [Refusal.NOT_A_SIGNATURE, Refusal.UNKNOWN_SIGNER]


def test_a_signature_for_another_co_op_or_another_use_does_not_count() -> None:
    for namespace in ("keys@meadow.example", f"roster@{BROOK}", "git"):
        one = first() | signed(ONE, first()[ONE], "ben", namespace=namespace)
        ring = keyring(archived(one))
        assert [fault.name for fault in ring.faults] == ["keys-unproved"]
        assert ring.versions[0].refused[0][1].reason == Refusal.WRONG_NAMESPACE


# The chain (matrix row 6).


def test_a_gap_is_told() -> None:
    one, two = rotated()
    archive = archived(one, step(version(3, two[TWO], **ROTATED), *("ana", "ben=ben-new", "cyd")))
    assert (names(archive), newest(archive)) == (["keys-gap"], 1)
    assert words(archive) == ["version 3 stands here without version 2"]


def test_a_chain_that_begins_later_than_one_is_a_gap() -> None:
    archive = archived(rotated()[1])
    assert (names(archive), newest(archive), keyring(archive).pin) == (["keys-gap"], 0, "")


def test_an_older_version_put_forward_as_the_newest_is_a_rollback() -> None:
    one, two = rotated()
    archive = archived(one, two, {THREE: one[ONE], **signed(THREE, one[ONE], *FOUNDERS)})
    assert (names(archive), newest(archive)) == (["keys-rollback"], 2)
    assert words(archive) == ["the file is version 3 by its name and version 1 by its words"]


def test_a_version_that_is_gone_from_the_files_is_a_rollback() -> None:
    one, two = rotated()
    whole = archived(one, two)
    kept = {path: data for path, data in whole.files.items() if not path.startswith(TWO)}
    archive = Archive(kept, proposals=whole.proposals, history=whole.history, sidecars=whole.sidecars)
    assert (names(archive), newest(archive)) == (["keys-rollback"], 1)
    assert words(archive) == [f"{TWO} was part of the history and is gone: the keys were turned back"]


def test_a_version_that_was_another_file_before_is_a_fork() -> None:
    one, two = rotated()
    other = second(one, "ana", "cyd", "ben=ben-other", people={"ana": ["ana"], "ben": ["ben-other"], "cyd": ["cyd"]})
    archive = archived(one, two, other)
    assert (names(archive), newest(archive)) == (["keys-fork"], 1)
    assert words(archive) == [f"{TWO} has been another file before: two chains of keys begin here"]


def test_a_version_that_goes_on_from_an_earlier_one_is_a_fork() -> None:
    one, two = rotated()
    archive = archived(one, two, step(version(3, one[ONE], **ROTATED), "ana", "ben=ben-new", "cyd"))
    assert (names(archive), newest(archive)) == (["keys-fork"], 2)
    assert words(archive) == ["version 3 goes on from version 1, beside version 2: the chain forks"]


def test_a_wrong_digest_of_the_version_before_is_told() -> None:
    one = first()
    two = step(version(2, b"something else"), *FOUNDERS)
    archive = archived(one, two)
    assert (names(archive), newest(archive)) == (["keys-prev"], 1)
    assert words(archive) == ["'prev' is not the digest of version 1"]
    assert keyring(archive).faults[0].place.line == two[TWO][: two[TWO].index(b'"prev"')].count(b"\n") + 1


def test_expired_keys_are_told_by_the_day() -> None:
    head = version()
    assert [expired(head, day) for day in (date(2027, 12, 31), date(2028, 1, 1))] == [False, True]
    assert [expires_within(head, day, 30) for day in (date(2027, 11, 30), date(2027, 12, 1), date(2027, 12, 31), date(2028, 1, 1))] == [
        False, True, True, False,
    ]  # fmt: skip
    late, soon = expiry_fault(head, date(2028, 1, 1)), expiry_fault(head, date(2027, 12, 30))
    assert late
    assert (late.name, late.what) == ("keys-expired", "version 1 of the keys expired on 2027-12-31: nothing new may be signed by it")
    assert soon
    assert (soon.name, soon.what) == ("keys-expiring", "version 1 of the keys expires in 1 day, on 2027-12-31")
    assert expiry_fault(head, date(2027, 1, 1)) is None


def test_the_new_people_alone_cannot_take_over() -> None:
    one = first()
    thieves = {"people": {"eva": ["eva"], "fay": ["fay"]}, "roles": {"root": RoleHolders(threshold=2, people=("eva", "fay"))}}
    archive = archived(one, second(one, "eva", "fay", **thieves))
    assert (names(archive), newest(archive)) == (["keys-unsigned"], 1)
    assert words(archive) == ["version 2 is signed by 0 of the 2 people it needs of root in version 1"]


def test_one_thief_with_one_stolen_key_cannot_take_over() -> None:
    one = first()
    thieves = {"people": {"eva": ["eva"], "ana": ["ana"]}, "roles": {"root": RoleHolders(threshold=2, people=("eva", "ana"))}}
    archive = archived(one, second(one, "eva", "ana", **thieves))
    assert words(archive) == ["version 2 is signed by 1 of the 2 people it needs of root in version 1"]


def test_the_old_people_alone_cannot_make_others_answer_for_new_keys() -> None:
    one = first()
    heirs = {"people": {"eva": ["eva"], "fay": ["fay"]}, "roles": {"root": RoleHolders(threshold=2, people=("eva", "fay"))}}
    archive = archived(one, second(one, *FOUNDERS, **heirs))
    assert names(archive) == ["keys-unsigned", "keys-unproved", "keys-unproved"]
    assert words(archive)[0] == "version 2 is signed by 0 of the 2 people it needs of root in version 2"
    assert names(archived(one, second(one, "ana", "ben", "eva", "fay", **heirs))) == []


def test_a_new_holder_who_has_not_signed_is_told() -> None:
    one = first()
    archive = archived(one, second(one, "ana", "cyd", **ROTATED))
    assert (names(archive), newest(archive)) == (["keys-unproved"], 1)
    mark = throwaway("ben-new").fingerprint
    assert words(archive) == [f"'ben' has the new key {mark} in version 2 and has not signed with it"]


def test_a_holder_outside_root_proves_possession_too() -> None:
    one = first()
    roles = {"root": ROOT, "secretary": RoleHolders(threshold=1, people=("dee",))}
    people = {**{name: [name] for name in FOUNDERS}, "dee": ["dee"]}
    assert names(archived(one, second(one, "ana", "ben", people=people, roles=roles))) == ["keys-unproved"]
    assert names(archived(one, second(one, "ana", "ben", "dee", people=people, roles=roles))) == []


def test_a_key_that_moves_to_another_person_is_new_there() -> None:
    people = {"ana": ["ana"], "ben": ["ben", "tablet"], "cyd": ["cyd"]}
    one = first("ana", "ben", "cyd", "ben-2=tablet", people=people)
    moved = {"people": {"ana": ["ana"], "ben": ["ben"], "cyd": ["cyd", "tablet"]}}
    assert names(archived(one, second(one, "ana", "ben", **moved))) == ["keys-unproved"]
    assert names(archived(one, second(one, "ana", "ben", "cyd-2=tablet", **moved))) == []


def test_one_alone_hands_on_with_the_old_key_and_the_new() -> None:
    alone = {"roles": {"root": RoleHolders(threshold=1, people=("ana",))}}
    one = first("ana", people={"ana": ["ana"]}, **alone)
    fresh = {"people": {"ana": ["ana-new"]}, **alone}
    assert names(archived(one, second(one, "ana=ana-new", **fresh))) == ["keys-unsigned"]
    assert names(archived(one, second(one, "ana=ana-new", "ana-2=ana", **fresh))) == []


def test_another_chain_is_sound_by_itself_and_only_the_pin_tells() -> None:
    pin = keyring(archived(first())).pin
    theirs = first("eva", "fay", people={"eva": ["eva"], "fay": ["fay"]}, roles={"root": RoleHolders(threshold=2, people=("eva", "fay"))})
    ring = keyring(archived(theirs))
    assert ring.faults == ()
    assert pin_fault(keyring(archived(first())), pin.upper()) is None
    fault = pin_fault(ring, pin)
    assert fault
    assert (fault.name, fault.what) == (
        "keys-other-pin", f"version 1 has the digest {ring.pin}, and the pin is {pin}: this is another chain of keys",
    )  # fmt: skip


def test_the_keys_of_another_co_op_are_told() -> None:
    archive = archived(first(coop="meadow.example"))
    assert names(archive)[0] == "keys-coop"
    assert words(archive)[0] == "these are the keys of 'meadow.example', and this is 'brook.example'"


def test_a_key_for_which_anybody_can_sign_is_told() -> None:
    weak = "ssh-ed25519 " + b64encode(string(ED25519.encode()) + string(b"\1" + bytes(31))).decode()
    head = version()
    head = head.model_copy(update={"people": {**head.people, "dee": Signatory(keys=(weak,))}})
    archive = archived(step(head, *FOUNDERS))
    assert names(archive) == ["keys-weak", "keys-unproved"]
    assert keyring(archive).faults[0].place.line == 22


def test_after_an_unsound_version_nothing_is_in_force() -> None:
    one = first()
    two = second(one, "ana")
    three = step(version(3, two[TWO]), *FOUNDERS)
    archive = archived(one, two, three)
    assert (names(archive), newest(archive)) == (["keys-unsigned", "keys-unsigned"], 1)
    assert keyring(archive).version(3) is None


# Revocation (matrix row 7).


def stolen(start: int) -> list[dict[str, bytes]]:
    """A founded co-op; a roster that ana signs before, and one that she signs after, version 2 revokes her key from `start` on."""
    one = first()
    roster = {ROSTER: b"roster"}
    two = second(
        one, "ben", "cyd", "ana=ana-new", people={"ana": ["ana-new"], "ben": ["ben"], "cyd": ["cyd"]}, revoked=(revoked("ana", start),)
    )
    return [one, roster, signed(ROSTER, b"roster", "ana", "ben", namespace=f"roster@{BROOK}"), two]


def test_a_signature_just_before_the_position_of_distrust_stands() -> None:
    archive = archived(*stolen(start=7))
    ring = keyring(archive)
    assert ring.positions.of(f"{ROSTER}.sig.d/ana.sig") == 6
    found = signers(archive, ring, ROSTER, "clerk", 1)
    assert (found.people, found.refused, found.missing, found.holds) == (("ana", "ben"), (), ("cyd",), True)


def test_a_signature_just_at_the_position_of_distrust_does_not_count() -> None:
    archive = archived(*stolen(start=6))
    found = signers(archive, keyring(archive), ROSTER, "clerk", 1)
    assert (found.people, found.holds) == (("ben",), False)
    [(sidecar, refused)] = found.refused
    assert (sidecar.person, refused.reason) == ("ana", Refusal.REVOKED)
    assert refused.words == f"the key {throwaway('ana').fingerprint} is not trusted from position 6 on, and this signature came later"


def test_a_signature_that_is_not_in_the_history_yet_is_the_latest_of_all() -> None:
    steps = stolen(start=6)
    whole = archived(*steps[:2], steps[3])
    files = {**whole.files, **steps[2]}
    from folkmoot.formats.layout import read_archive

    read = read_archive(files)
    archive = Archive(files, proposals=read.proposals, history=whole.history, sidecars=read.sidecars)
    assert keyring(archive).positions.of(f"{ROSTER}.sig.d/ana.sig") == keyring(archive).positions.end
    assert signers(archive, keyring(archive), ROSTER, "clerk", 1).people == ("ben",)


def test_a_signature_put_in_the_place_of_an_old_one_is_as_late_as_that() -> None:
    steps = stolen(start=7)
    forged = {f"{ROSTER}.sig.d/ana.sig": steps[2][f"{ROSTER}.sig.d/ana.sig"] + b"\n"}
    archive = archived(*steps, forged)
    assert keyring(archive).positions.of(f"{ROSTER}.sig.d/ana.sig") > 7


def test_without_a_history_no_signature_of_a_revoked_key_counts() -> None:
    archive = archived(*stolen(start=7), told=False)
    assert signers(archive, keyring(archive), ROSTER, "clerk", 1).people == ("ben",)


def test_a_version_cannot_lean_on_the_key_that_it_revokes() -> None:
    one = first()
    fields = {"people": {"ana": ["ana-new"], "ben": ["ben"], "cyd": ["cyd"]}, "revoked": (revoked("ana", 0),)}
    assert names(archived(one, second(one, "ana-2=ana", "ana=ana-new", "ben", **fields))) == ["keys-unsigned"]


def test_a_revocation_reaches_back_over_records_and_never_over_the_chain() -> None:
    one = first()
    two = second(one, "ana", "ben")
    three = step(
        version(3, two[TWO], people={"ana": ["ana-new"], "ben": ["ben"], "cyd": ["cyd"]}, revoked=(revoked("ana", 0),)),
        *("ben", "cyd", "ana=ana-new"),
    )
    assert names(archived(one, two, three)) == []


def test_a_revocation_cannot_be_taken_back() -> None:
    steps = stolen(start=6)
    people = {"ana": ["ana-new"], "ben": ["ben"], "cyd": ["cyd"]}
    later = (revoked("ana", 9),)
    for kept in ((), later):
        three = step(version(3, steps[3][TWO], people=people, revoked=kept), *("ben", "cyd"))
        assert names(archived(*steps, three)) == ["keys-unrevoked"]


# Who signed what.


def test_only_holders_of_the_role_count() -> None:
    roles = {"root": ROOT, "secretary": RoleHolders(threshold=1, people=("dee",))}
    one = first(*FOUNDERS, "dee", people={**{name: [name] for name in FOUNDERS}, "dee": ["dee"]}, roles=roles)
    path = "juries/2026-lamps/call.md"
    archive = archived(one, {path: b"call", **signed(path, b"call", "ana", "dee", namespace=f"call@{BROOK}")})
    found = signers(archive, keyring(archive), path, "secretary", 1)
    assert (found.people, found.holds, found.threshold, found.missing) == (("dee",), True, 1, ())
    assert [refused.words for _, refused in found.refused] == ["'ana' does not hold the role secretary in version 1 of the keys"]


def test_nobody_signs_by_a_version_or_a_role_that_is_not_there() -> None:
    archive = archived(first(), {ROSTER: b"roster", **signed(ROSTER, b"roster", *FOUNDERS, namespace=f"roster@{BROOK}")})
    ring = keyring(archive)
    assert signers(archive, ring, ROSTER, "clerk", 1).holds
    for role, number in (("clerk", 2), ("clerk", 0), ("clerk", -1), ("teller", 1)):
        found = signers(archive, ring, ROSTER, role, number)
        assert (found.people, found.threshold, found.holds) == ((), 0, False)


def test_a_position_knows_its_version() -> None:
    one, two = rotated()
    archive = archived(one, {ROSTER: b"roster"}, two)
    ring = keyring(archive)
    start = ring.positions.of(TWO)
    assert [head.version if head else 0 for head in map(ring.version_at, (0, 1, start - 1, start, 10**6))] == [0, 1, 1, 2, 2]


# Any chain, and any change of it.


@some.composite
def chains(draw: some.DrawFn) -> list[dict[str, bytes]]:
    """A sound chain of one to four versions with people who come, go and change keys."""
    steps: list[dict[str, bytes]] = []
    people: dict[str, list[str]] = {}
    for number in range(1, draw(some.integers(1, 4)) + 1):
        names = draw(some.lists(some.sampled_from(["ana", "ben", "cyd", "dee", "eva"]), min_size=1, max_size=5, unique=True))
        fresh = {name: [f"{name}-{draw(some.integers(0, 1))}"] for name in names}
        threshold = draw(some.integers(len(names) // 2 + 1, len(names)))
        roles = {"root": RoleHolders(threshold=threshold, people=tuple(names))}
        before = steps[-1][keys_path(number - 1)] if steps else None
        head = version(number, before, people=fresh, roles=roles)
        both = {f"{name}={key}" for name, (key,) in fresh.items()}
        both |= {f"{name}-2={key}" for name, (key,) in people.items() if fresh.get(name) != [key]}
        steps.append(step(head, *sorted(both)))
        people = fresh
    return steps


@settings(max_examples=40, deadline=None)
@given(chains())
def test_any_chain_made_by_the_rule_is_sound(steps: list[dict[str, bytes]]) -> None:
    archive = archived(*steps)
    assert names(archive) == []
    assert newest(archive) == len(steps)


@settings(max_examples=60, deadline=None)
@given(chains(), some.data())
def test_any_single_change_of_a_chain_shows(steps: list[dict[str, bytes]], draw: some.DataObject) -> None:
    files: Mapping[str, bytes] = {path: data for files_of in steps for path, data in files_of.items()}
    before = keyring(archived(files))
    path = draw.draw(some.sampled_from(sorted(files)))
    place = draw.draw(some.integers(0, len(files[path]) - 1))
    other = bytearray(files[path])
    other[place] ^= 1 << draw.draw(some.integers(0, 7))
    after = keyring(archived({**files, path: bytes(other)}))
    if path in map(keys_path, range(1, 5)):
        assert after.faults
    else:
        assert signed_by(after) < signed_by(before)
    without = keyring(archived({name: data for name, data in files.items() if name != path}))
    last = path == keys_path(len(steps))
    assert without.faults or signed_by(without) < signed_by(before) or last


def signed_by(ring: Keyring) -> set[tuple[int, str, str]]:
    return {(one.number, person, mark) for one in ring.versions for person, mark in one.signed}


@pytest.mark.slow
def test_a_long_chain_is_judged_in_a_moment() -> None:
    from time import process_time

    steps = [first()]
    for number in range(2, 301):
        steps.append(step(version(number, steps[-1][keys_path(number - 1)]), *FOUNDERS))
    archive = archived(*steps)
    start = process_time()
    ring = keyring(archive)
    assert ring.faults == ()
    assert process_time() - start < 5


def test_write_keys_gives_the_pin_that_sha256sum_gives() -> None:
    assert keyring(archived(first())).pin == digest(write_keys(version()))
