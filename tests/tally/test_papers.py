"""From the files below `ballots/` to what is counted: who must have signed, when it came, and every attack on the box."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from co_op import event, log, proposal
from folkmoot.formats.ballot_json import write_ballot, write_batch, write_totals
from folkmoot.formats.blob import blob_id
from folkmoot.formats.canonical import digest, manifest_digest, write_document
from folkmoot.formats.layout import read_archive
from folkmoot.formats.table import write_entries
from folkmoot.records.archive import Archive
from folkmoot.records.ballot import FOR_AGAINST_ABSTAIN, Ballot, BallotBatch, Choice, CountedTotals, DiscardReason, Vote
from folkmoot.records.change import Change
from folkmoot.records.decision_rule import DecisionRule
from folkmoot.records.error import FolkmootError
from folkmoot.records.history import Merge
from folkmoot.records.keys import RoleHolders
from folkmoot.records.signature import PublicKey
from folkmoot.tally.electorate import voters
from folkmoot.tally.papers import Found, papers
from folkmoot.trust.signature import judge
from trust.chains import BROOK, FOUNDERS, GENESIS, first, revoked, second
from trust.keyring import throwaway

NAME, OTHER = "2026-lamps", "2026-bells"
FOLDER, SPACE = f"proposals/{NAME}", f"ballot@{BROOK}"
OWN, BARE = ("m-0001", "m-0002", "m-0003"), ("m-0007", "m-0008")
"""Members with a key of their own, and without."""
ENTRIES = write_entries(("entry", "key"), [*((name, throwaway(name).fingerprint) for name in OWN), *((name, "") for name in BARE)])
KEYLESS = write_entries(("entry",), [(name,) for name in (*OWN, *BARE)])
TEXT = proposal(NAME)
BOUND = manifest_digest({"proposal.md": TEXT})
ROLES = {
    "root": RoleHolders(threshold=2, people=FOUNDERS),
    "clerk": RoleHolders(threshold=1, people=("ana", "ben")),
    "teller": RoleHolders(threshold=2, people=FOUNDERS),
}
Step = Mapping[str, bytes | None]


def roster(entries: bytes = ENTRIES) -> dict[str, bytes]:
    columns = entries.split(b"\n")[0].decode().split(",")
    head = {
        "id": "2026-members", "type": "roster", "title": "Members", "summary": "All.", "as_of": "2026-01-01", "rules_at": "2026-01-01",
        "count": "5", "columns": columns, "digest": digest(entries), "storage": "public",
    }  # fmt: skip
    folder = "juries/rosters/2026-members"
    return {f"{folder}/roster.md": write_document(head, "\n"), f"{folder}/entries.csv": entries}


def the_log(*acts: str, entries: bytes = ENTRIES, more: tuple[dict[str, Any], ...] = ()) -> dict[str, bytes]:
    """The log up to the acts given."""
    named = {"kind": "roster", "id": "2026-members", "digest": digest(entries)}
    fields: dict[str, dict[str, Any]] = {"frozen": {"text": BOUND}, "voting-opened": {"electorate": named}}
    days = {"opened": 1, "frozen": 10, "voting-opened": 11, "ballots-closed": 20}
    events = [event(f"2026-02-{days[act]:02}T12:00:00Z", act, **fields.get(act, {})) for act in acts]
    return {f"{FOLDER}/log.yml": log(*events[:3], *more, *events[3:])}


OPEN, CLOSED = ("opened", "frozen", "voting-opened"), ("opened", "frozen", "voting-opened", "ballots-closed")


def ballot(voter: str, choice: Choice = "for", sequence: int = 1, entries: bytes = ENTRIES, **fields: Any) -> Ballot:
    return Ballot(**{"proposal": NAME, "text": BOUND, "electorate": digest(entries), **fields}, voter=voter, sequence=sequence, choice=choice)


def unsigned(paper: Ballot, name: str = "") -> dict[str, bytes]:
    return {f"{FOLDER}/ballots/{name or f'{paper.voter}-{paper.sequence}'}.json": write_ballot(paper)}


def signed(paper: Ballot, key: str = "", label: str = "", name: str = "", space: str = SPACE) -> dict[str, bytes]:
    """A ballot with a signature by its voter, or by another key under another name."""
    ((path, data),) = unsigned(paper, name).items()
    return {path: data, f"{path}.sig.d/{label or paper.voter}.sig": throwaway(key or paper.voter).sign(data, space)}


def merged(*steps: Step, told: bool = True) -> Archive:
    """The archive after merging each step."""
    files: dict[str, bytes] = {}
    merges = []
    for number, step in enumerate((GENESIS, *steps)):
        changes = []
        for path, data in sorted(step.items()):
            before = blob_id(files[path]) if path in files else ""
            changes.append(Change("D" if data is None else "M" if before else "A", path, before, "" if data is None else blob_id(data)))
            files.pop(path, None)
            files |= {} if data is None else {path: data}
        merges.append(Merge(f"{number:040}", datetime(2026, 1, 1, tzinfo=UTC), tuple(changes)))
    return replace(read_archive(files), history=tuple(merges) if told else ())


def found(archive: Archive, secrecy: str = "open", entries: bytes = ENTRIES) -> Found:
    matter = archive.proposal(NAME)
    assert matter is not None
    opened = next(each for each in matter.log if each.act == "voting-opened")
    assert opened.electorate is not None
    rule = DecisionRule.model_construct(method="majority", secrecy=secrecy, ties="rejected")
    vote = Vote(NAME, BOUND, digest(entries), FOR_AGAINST_ABSTAIN, None, None)
    return papers(archive, matter, rule, vote, voters(archive, opened.electorate, matter))


BASE: dict[str, bytes] = {**roster(), f"{FOLDER}/proposal.md": TEXT}
KEYS = first(roles=ROLES)


def polled(*steps: Step) -> Archive:
    """A vote that is opened, in which each step is merged, and that is closed."""
    return merged({**BASE, **KEYS}, the_log(*OPEN), *steps, the_log(*CLOSED))


def outcome(archive: Archive, **more: Any) -> tuple[list[str], list[DiscardReason]]:
    accepted, discarded, _ = found(archive, **more)
    return [each.voter for each in accepted], [each.reason for each in discarded]


def test_a_ballot_signed_by_the_key_of_its_voter_counts() -> None:
    assert outcome(polled(signed(ballot("m-0001")), signed(ballot("m-0002", "against")))) == (["m-0001", "m-0002"], [])


GOOD = ballot("m-0001")
ATTACKS: dict[str, tuple[dict[str, bytes], DiscardReason]] = {
    "nobody signed it": (unsigned(GOOD), DiscardReason.UNSIGNED),
    "another member signed it under the voter's name": (signed(GOOD, "m-0002"), DiscardReason.WRONG_KEY),
    "another member signed it under their own name": (signed(GOOD, "m-0002", "m-0002"), DiscardReason.UNSIGNED),
    "the voter signed it under another name": (signed(GOOD, "m-0001", "m-0002"), DiscardReason.UNSIGNED),
    "a clerk signed for somebody who has a key": (signed(GOOD, "ana", "ana"), DiscardReason.UNSIGNED),
    "a stranger's key": (signed(GOOD, "mallory"), DiscardReason.WRONG_KEY),
    "a signature made for an act": (signed(GOOD, space=f"act@{BROOK}"), DiscardReason.BAD_SIGNATURE),
    "a signature made for another co-op": (signed(GOOD, space="ballot@rookery.example"), DiscardReason.BAD_SIGNATURE),
    "a choice changed after the signing": (
        {**signed(GOOD), **unsigned(replace(GOOD, choice="against"))}, DiscardReason.BAD_SIGNATURE,
    ),
    "a signature that is none": ({**unsigned(GOOD), f"{FOLDER}/ballots/m-0001-1.json.sig.d/m-0001.sig": b"\xff\x00"}, DiscardReason.BAD_SIGNATURE),
    "replayed from another poll": (signed(ballot("m-0001", proposal=OTHER)), DiscardReason.WRONG_PROPOSAL),
    "on a text that was changed": (signed(ballot("m-0001", text="c" * 64)), DiscardReason.WRONG_TEXT),
    "for another electorate": (signed(ballot("m-0001", electorate="c" * 64)), DiscardReason.WRONG_ELECTORATE),
    "somebody off the roster": (signed(ballot("m-0666")), DiscardReason.OFF_ROSTER),
    "a choice of another method": (signed(ballot("m-0001", (("a",),))), DiscardReason.MALFORMED_CHOICE),
    "a clerk who is none signs for a member without a key": (signed(ballot("m-0007"), "cyd", "cyd"), DiscardReason.NOT_A_CLERK),
    "nobody signs for a member without a key": (unsigned(ballot("m-0007")), DiscardReason.UNSIGNED),
    "a stranger signs for a member without a key": (signed(ballot("m-0007"), "m-0007"), DiscardReason.WRONG_KEY),
    "a clerk's name over another key": (signed(ballot("m-0007"), "ben", "ana"), DiscardReason.WRONG_KEY),
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_ballot_that_does_not_hold_is_discarded_and_the_count_goes_on(attack: str) -> None:
    files, reason = ATTACKS[attack]
    assert outcome(polled({**files, **signed(ballot("m-0002"))})) == (["m-0002"], [reason])


HOSTILE: dict[str, bytes] = {
    "empty": b"",
    "no JSON": b"<ballot>",
    "no UTF-8": b"\xff\xfe{}",
    "half a surrogate pair": b'{"schema": "ballot/1", "proposal": "\\ud800"}',
    "a key twice": write_ballot(GOOD).replace(b'"choice": "for"', b'"choice": "against",\n  "choice": "for"'),
    "nested a thousand deep": b"[" * 2000 + b"]" * 2000,
    "a float": write_ballot(GOOD).replace(b'"sequence": 1', b'"sequence": 1.0'),
    "a number of a thousand digits": write_ballot(GOOD).replace(b'"sequence": 1', b'"sequence": ' + b"9" * 1000),
    "more than 4 kB": write_ballot(GOOD) + b" " * 4096,
    "a field too many": write_ballot(GOOD).replace(b'"choice"', b'"weight": 7,\n  "choice"'),
    "text that would be markup": json.dumps({"schema": "ballot/1", "<script>": 1}).encode(),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_one_broken_file_never_stops_a_count(what: str) -> None:
    accepted, discarded, _ = found(polled({f"{FOLDER}/ballots/a-trap.json": HOSTILE[what], **signed(ballot("m-0002"))}))
    assert [each.voter for each in accepted] == ["m-0002"]
    assert [(each.reason, each.whose) for each in discarded] == [(DiscardReason.UNREADABLE, "the file `a-trap.json`")]
    assert "script" not in discarded[0].words


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_do_worse_than_a_discarded_file(data: bytes) -> None:
    assert outcome(polled({f"{FOLDER}/ballots/trap.json": data})) == ([], [DiscardReason.UNREADABLE])


def test_a_batch_and_totals_among_open_ballots_are_discarded() -> None:
    totals = CountedTotals(NAME, BOUND, digest(ENTRIES), 500, 0, 0, ("ana",))
    batch = BallotBatch(NAME, BOUND, digest(ENTRIES), "ana", (ballot("m-0003"),))
    extra = {f"{FOLDER}/ballots/counted-1.json": write_totals(totals), f"{FOLDER}/ballots/batch-1.json": write_batch(batch)}
    assert outcome(polled({**extra, **signed(GOOD)})) == (["m-0001"], [DiscardReason.WRONG_KIND] * 2)


def test_a_forged_ballot_pushes_out_no_good_one() -> None:
    forged = signed(ballot("m-0001", "against", 9), "mallory")
    twin = signed(ballot("m-0001", "against"), "mallory", name="m-0001-1-again")
    accepted, discarded, _ = found(polled(signed(GOOD), forged, twin))
    assert [(each.voter, each.choice) for each in accepted] == [("m-0001", "for")]
    assert [each.reason for each in discarded] == [DiscardReason.WRONG_KEY] * 2


def test_a_later_ballot_of_the_voter_takes_the_place_of_an_earlier_one() -> None:
    accepted, discarded, _ = found(polled(signed(GOOD), signed(ballot("m-0001", "against", 2))))
    assert [(each.choice, each.sequence) for each in accepted] == [("against", 2)]
    assert [each.reason for each in discarded] == [DiscardReason.SUPERSEDED]


def test_a_ballot_under_a_lower_number_that_came_later_is_out_of_order() -> None:
    accepted, discarded, _ = found(polled(signed(ballot("m-0001", "against", 2)), signed(GOOD)))
    assert [(each.choice, each.sequence) for each in accepted] == [("against", 2)]
    assert [each.reason for each in discarded] == [DiscardReason.OUT_OF_ORDER]


def test_numbers_of_one_merge_are_in_order_whatever_their_file_names() -> None:
    both = {**signed(ballot("m-0001", "against", 10)), **signed(ballot("m-0001", "for", 9))}
    assert outcome(polled(both)) == (["m-0001"], [DiscardReason.SUPERSEDED])


def test_a_copy_of_a_ballot_counts_once_and_two_that_differ_not_at_all() -> None:
    assert outcome(polled(signed(GOOD), signed(GOOD, name="copy"))) == (["m-0001"], [DiscardReason.DOUBLE])
    twice = signed(ballot("m-0001", "against"), name="copy")
    assert outcome(polled(signed(GOOD), twice)) == ([], [DiscardReason.DOUBLE] * 2)


def test_a_ballot_before_the_opening_or_after_the_close_is_discarded() -> None:
    early = merged({**BASE, **KEYS}, signed(GOOD), the_log(*OPEN), signed(ballot("m-0002")), the_log(*CLOSED))
    assert outcome(early) == (["m-0002"], [DiscardReason.EARLY])
    late = merged({**BASE, **KEYS}, the_log(*OPEN), signed(ballot("m-0002")), the_log(*CLOSED), signed(GOOD))
    assert outcome(late) == (["m-0002"], [DiscardReason.LATE])


def test_a_ballot_counts_from_when_it_is_signed_and_as_it_is() -> None:
    cast = signed(GOOD)
    path = next(iter(cast))
    signed_late = merged({**BASE, **KEYS}, the_log(*OPEN), {path: cast[path]}, the_log(*CLOSED), cast)
    assert outcome(signed_late) == ([], [DiscardReason.LATE])
    turned = merged({**BASE, **KEYS}, the_log(*OPEN), signed(ballot("m-0001", "against")), the_log(*CLOSED), cast)
    assert outcome(turned) == ([], [DiscardReason.LATE])


def test_a_ballot_merged_with_the_opening_or_the_close_is_in_time() -> None:
    with_both = merged({**BASE, **KEYS}, {**the_log(*OPEN), **signed(GOOD)}, {**the_log(*CLOSED), **signed(ballot("m-0002"))})
    assert outcome(with_both) == (["m-0001", "m-0002"], [])


def test_without_a_history_nobody_says_what_came_late() -> None:
    steps = ({**BASE, **KEYS}, the_log(*OPEN), the_log(*CLOSED), signed(GOOD))
    assert outcome(merged(*steps)) == ([], [DiscardReason.LATE])
    assert outcome(merged(*steps, told=False)) == (["m-0001"], [])


def test_a_ballot_by_a_revoked_key_counts_only_if_it_came_before() -> None:
    before = ({**BASE, **KEYS}, the_log(*OPEN), signed(GOOD))
    start = sum(len(step) for step in (GENESIS, *before))
    lost = second(KEYS, *FOUNDERS, revoked=(revoked("m-0001", start), revoked("m-0002", start)), roles=ROLES)
    archive = merged(*before, lost, signed(ballot("m-0002")), the_log(*CLOSED))
    assert outcome(archive) == (["m-0001"], [DiscardReason.REVOKED_KEY])
    assert outcome(merged(*before, signed(ballot("m-0002")), the_log(*CLOSED))) == (["m-0001", "m-0002"], [])


def test_a_clerk_signs_for_a_member_without_a_key() -> None:
    assert outcome(polled(signed(ballot("m-0007"), "ana", "ana"))) == (["m-0007"], [])


def test_before_the_co_op_has_keys_ballots_without_a_key_count_as_they_stand() -> None:
    plain = unsigned(ballot("m-0007", entries=KEYLESS))
    base = {**roster(KEYLESS), f"{FOLDER}/proposal.md": TEXT}
    steps = (base, the_log(*OPEN, entries=KEYLESS), plain, the_log(*CLOSED, entries=KEYLESS))
    assert outcome(merged(*steps), entries=KEYLESS) == (["m-0007"], [])
    assert outcome(merged(*steps, KEYS), entries=KEYLESS) == (["m-0007"], []), "keys that came later change no old count"
    with_keys = merged({**base, **KEYS}, *steps[1:])
    assert outcome(with_keys, entries=KEYLESS) == ([], [DiscardReason.UNSIGNED])


def test_a_member_with_a_key_signs_also_where_the_co_op_has_no_keys() -> None:
    archive = merged(BASE, the_log(*OPEN), {**unsigned(GOOD), **signed(ballot("m-0002"))}, the_log(*CLOSED))
    assert outcome(archive) == (["m-0002"], [DiscardReason.UNSIGNED])


def batch(clerk: str, *ballots: Ballot, key: str = "", label: str = "", name: str = "batch-1") -> dict[str, bytes]:
    path, data = f"{FOLDER}/ballots/{name}.json", write_batch(BallotBatch(NAME, BOUND, digest(ENTRIES), clerk, ballots))
    signature = {f"{path}.sig.d/{label or clerk}.sig": throwaway(key or clerk).sign(data, SPACE)} if key != "nobody" else {}
    return {path: data, **signature}


def test_a_batch_counts_when_the_clerk_it_names_signed_it() -> None:
    both = (ballot("m-0001"), ballot("m-0007", "against"))
    assert outcome(polled(batch("ana", *both)), secrecy="attested") == (["m-0001", "m-0007"], [])
    assert outcome(polled(batch("ana", ballot("m-0666"), *both)), secrecy="attested")[1] == [DiscardReason.OFF_ROSTER]


BATCHES = {
    "nobody signed it": (batch("ana", GOOD, key="nobody"), DiscardReason.UNSIGNED),
    "another clerk signed it": (batch("ana", GOOD, key="ben", label="ben"), DiscardReason.WRONG_KEY),
    "who signed it is no clerk": (batch("cyd", GOOD), DiscardReason.NOT_A_CLERK),
    "a voter signed it": (batch("ana", GOOD, key="m-0001", label="m-0001"), DiscardReason.WRONG_KEY),
}


@pytest.mark.parametrize("what", BATCHES)
def test_a_batch_that_does_not_stand_is_discarded_beside_one_that_does(what: str) -> None:
    files, reason = BATCHES[what]
    good = batch("ben", ballot("m-0002"), name="batch-2")
    assert outcome(polled({**files, **good}), secrecy="attested") == (["m-0002"], [reason])
    with pytest.raises(FolkmootError, match=r"batch-1\.json cannot be counted"):
        found(polled(files), "attested")


def test_a_broken_file_beside_a_batch_is_discarded_and_alone_cannot_be_counted() -> None:
    trap = {f"{FOLDER}/ballots/a.json": b"{"}
    assert outcome(polled({**trap, **batch("ana", GOOD)}), secrecy="attested") == (["m-0001"], [DiscardReason.UNREADABLE])
    with pytest.raises(FolkmootError, match=r"a\.json cannot be counted: the file is not JSON"):
        found(polled(trap), "attested")


def totals(*signers: str, name: str = "counted-1", for_: int = 3) -> dict[str, bytes]:
    path = f"{FOLDER}/ballots/{name}.json"
    data = write_totals(CountedTotals(NAME, BOUND, digest(ENTRIES), for_, 1, 0, ("ana", "ben")))
    return {path: data, **{f"{path}.sig.d/{signer}.sig": throwaway(signer).sign(data, SPACE) for signer in signers}}


def test_totals_count_when_enough_tellers_signed_them() -> None:
    _, discarded, counted = found(polled(totals("ana", "cyd")), "counted")
    assert counted is not None
    assert counted.for_ == 3
    assert discarded == ()


@pytest.mark.parametrize("signers", [(), ("ana",), ("ana", "m-0001")])
def test_totals_that_too_few_tellers_signed_cannot_be_counted_and_hinder_no_others(signers: tuple[str, ...]) -> None:
    with pytest.raises(FolkmootError, match=r"counted-1\.json cannot be counted"):
        found(polled(totals(*signers)), "counted")
    _, discarded, counted = found(polled({**totals(*signers, for_=5), **totals("ana", "ben", name="counted-2")}), "counted")
    assert counted is not None
    assert counted.for_ == 3
    assert [each.reason for each in discarded] == [DiscardReason.NOT_TELLERS if signers else DiscardReason.UNSIGNED]


def test_two_totals_that_both_stand_are_not_chosen_between() -> None:
    with pytest.raises(FolkmootError, match="2 files of counted totals"):
        found(polled({**totals("ana", "ben"), **totals("ana", "ben", name="counted-2", for_=4)}), "counted")


def test_unsigned_totals_from_before_the_keys_count_as_they_did() -> None:
    steps = (BASE, the_log(*OPEN), the_log(*CLOSED), totals())
    assert found(merged(*steps), "counted")[2] is not None
    assert found(merged(*steps, KEYS), "counted")[2] is not None
    assert found(merged(*steps, KEYS, told=False), "counted")[2] is not None, "without a history an unsigned file is taken for an old one"
    with pytest.raises(FolkmootError, match="too few tellers"):
        found(merged(*steps, {**KEYS, **totals("ana")}, told=False), "counted")


def excepted(**fields: Any) -> dict[str, Any]:
    return event("2026-02-12T12:00:00Z", "excepted", by="clerks", **fields)


def test_an_exception_with_its_reason_changes_who_may_vote() -> None:
    let_in = excepted(entry="m-0666", ref="added", reason="joined on time, entered late")
    left_out = excepted(entry="m-0002", ref="removed", reason="has a stake")
    ballots = {**signed(ballot("m-0666"), "ana", "ana"), **signed(ballot("m-0002"))}
    more = (let_in, left_out)
    archive = merged({**BASE, **KEYS}, the_log(*OPEN, more=more), ballots, the_log(*CLOSED, more=more))
    assert outcome(archive) == (["m-0666"], [DiscardReason.OFF_ROSTER])


@pytest.mark.parametrize("fields", [{"ref": "added"}, {"ref": "moved", "reason": "so"}, {"reason": "so"}])
def test_an_exception_without_a_reason_or_a_kind_changes_nothing(fields: dict[str, str]) -> None:
    more = (excepted(entry="m-0666", **fields),)
    archive = merged({**BASE, **KEYS}, the_log(*OPEN, more=more), signed(ballot("m-0666"), "ana", "ana"), the_log(*CLOSED, more=more))
    assert outcome(archive) == ([], [DiscardReason.OFF_ROSTER])


def test_signatures_that_were_judged_while_the_records_were_read_change_nothing() -> None:
    changed = {path: data.replace(b"for", b"against") for path, data in unsigned(ballot("m-0001", sequence=2)).items()}
    box = {
        **signed(ballot("m-0001")), **signed(ballot("m-0001", sequence=2)), **changed, **signed(ballot("m-0002"), key="m-0003"),
        **signed(ballot("m-0003"), space=f"act@{BROOK}"),
    }  # fmt: skip
    archive = merged(BASE, the_log(*OPEN), box, the_log(*CLOSED))
    sidecars = [(one.armour, archive.files[one.target], space) for many in archive.sidecars.values() for one in many for space in (SPACE, f"act@{BROOK}")]
    judged = {signed: key.fingerprint for signed in sidecars if isinstance(key := judge(*signed), PublicKey)}
    assert len(judged) == 3
    assert found(replace(archive, judged=judged)) == found(archive)
    assert [paper.voter for paper in found(archive)[0]] == ["m-0001"]
