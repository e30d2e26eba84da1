"""What the checks of lotteries and of filled seats say beside their examples."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from checks.draw_pairs import (
    CIRCLE,
    EXAMPLES,
    INVITATION,
    JURY,
    QUOTAS,
    Files,
    admitted,
    circle,
    drawn,
    filled,
    invitation,
    quota_jury,
    removal,
    second_circle,
    selection,
    unnamed,
)
from checks.seat_pairs import seating
from co_op import event, log
from folkmoot.checks.example import AS_OF, base
from folkmoot.checks.registry import all_checks, find_check, run_checks
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import chronicle
from folkmoot.records.change import Change
from folkmoot.records.history import Merge
from folkmoot.records.value import parse_instant

GENESIS = "proposals/2026-genesis/proposal.md"
REAL = {GENESIS: base()[GENESIS].replace(b"demonstration: true", b"demonstration: false")}
OUT = parse_instant("2026-03-07T12:00:00Z")
"""When the round of the removal comes out."""


def said(code: str, files: Mapping[str, bytes], history: tuple[Merge, ...] = ()) -> list[str]:
    """What one check says of Brook with these files over it."""
    archive = replace(read_archive({**base(), **files}), history=history)
    return [finding.what for finding in run_checks(chronicle(archive, AS_OF), [find_check(code)])]


def worded(files: Files, path: str, old: str, new: str) -> Files:
    """The files with some words in place of others, which must be there."""
    assert old.encode() in files[path]
    return {**files, path: files[path].replace(old.encode(), new.encode())}


@pytest.mark.parametrize("code", [code for code in EXAMPLES if code.startswith("D")])
def test_a_good_example_is_sound_under_every_check_of_draws(code: str) -> None:
    archive = read_archive({**base(), **EXAMPLES[code][1]()})
    assert archive.faults == ()
    assert [each.what for each in run_checks(chronicle(archive, AS_OF), [check for check in all_checks() if check.code[0] == "D"])] == []


def test_nothing_is_said_of_a_call_that_is_not_called_yet() -> None:
    for code, files in (("D014", unnamed()), ("D015", EXAMPLES["D015"][0]()), ("D016", selection(strangers=2))):
        assert said(code, {**files, f"{JURY}/log.yml": b""}) == []


def test_a_lottery_without_quotas_and_strata_beside_quotas_are_told() -> None:
    call = f"{JURY}/call.md"
    lone = worded(
        unnamed(), call, "quotas:\n  shop:\n    bakehouse:\n    - 1\n    - 2\n    mill:\n    - 1\n    - 2\n    van:\n    - 1\n    - 1\n", ""
    )
    assert said("D014", worded(lone, call, "\n---\n\nYou", f"\nlottery: {'0' * 64}\n---\n\nYou")) == [
        "the call names a lottery, and this draw has no quotas"
    ]
    strata = {"strata": {"column": "shop", "seats": {"bakehouse": "2", "mill": "1", "van": "1"}}}
    assert said("D014", quota_jury(**strata)) == ["the call draws by strata and by quotas"]
    assert said("D014", invitation()) == [], "the quotas of an invitation only announce"


def test_a_lottery_that_is_missing_or_another_is_false_and_one_that_cannot_be_read_is_told_once() -> None:
    path = f"{JURY}/lottery.json"
    files = quota_jury()
    assert said("D015", {name: data for name, data in files.items() if name != path}) == [
        "jury 2026-price-jury draws with quotas and has no published lottery"
    ]
    other = EXAMPLES["D015"][0]()[path]
    assert said("D015", {**files, path: other}) == [f"{path} is not the lottery that the call names"]
    assert said("D015", {**files, path: b"{}\n"}) == []
    assert len(said("F017", {**files, path: b"{}\n"})) == 1
    assert len(said("F017", {**base(), f"{CIRCLE}/lottery.json": b"\xff"})) == 1, "called without quotas or not at all"


def test_an_invitation_that_invited_nobody_is_told() -> None:
    name = INVITATION.removeprefix("juries/")
    undrawn = {path: data for path, data in selection().items() if path != f"{INVITATION}/draw.json"}
    assert said("D016", undrawn) == [f"the call names {name} as its invitation, which invited nobody"]
    nowhere = worded(selection(), f"{JURY}/call.md", f"invitation: {name}\n", "")
    assert said("D016", nowhere) == ["the call names nothing as its invitation, which invited nobody"]
    single = worded(selection(), f"{JURY}/call.md", "stage: selection\n", "")
    assert said("D016", single) == ["the call names an invitation and is no selection"]
    assert said("D016", selection(strangers=1)) == ["m-07c8 was not invited"]


def test_a_column_more_another_order_and_other_ties_are_told() -> None:
    assert said("D017", selection(relax=["shop"])) == ["'relax' is another than in 2026-price-invitation"]
    wider = selection(quotas={"shop": {"bakehouse": [1, 2], "mill": [1, 2], "van": [0, 1]}})
    assert said("D017", wider) == ["'van' in 'shop' has [0, 1]; the invitation gives [1, 1]"]
    ties = selection(ties={"kind": "dice", "digits": "4"})
    assert said("D017", ties) == ["ties among equally good panels are not settled by the seed of the invitation"]
    assert QUOTAS["shop"]["van"] == [1, 1]


def test_a_seat_is_filled_by_what_the_removal_says_or_not_at_all() -> None:
    path, sound = f"{CIRCLE}/log.yml", filled()
    gone = drawn({}, CIRCLE).panel.seats[0].entry
    assert said("D018", worded(sound, path, f"instead: {gone}", "instead: m-28c4")) == [
        "m-28c4 is not among those who leave by removals/1.json"
    ]
    false = worded(sound, path, "replaced, by: registrar, ref: removals/1.json", "replaced, by: registrar, ref: removals/7.json")
    assert "is neither an alternate nor drawn by a round that a removal named" in said("D018", false)[0]
    before, _, after = sound[path].decode().rpartition(", sources: [")
    assert said("D018", {**sound, path: (before + "}\n").encode()}) == ["the event does not hold the one round that the removal named"]
    wrong = {**sound, path: f"{before}, sources: [{after.replace('signature: ', 'signature: 00')}".encode()}
    assert said("D018", wrong) == ["a signature of folkmoot-demonstration is 96 digits of lower-case hex"]


def test_nobody_comes_for_somebody_who_accepted_and_has_not_left() -> None:
    path, sound = f"{CIRCLE}/log.yml", filled()
    gone = drawn({}, CIRCLE).panel.seats[0].entry
    lines = sound[path].decode().splitlines(keepends=True)
    accepted = log(event("2026-02-25T10:00:00Z", "accepted", gone, entry=gone)).decode()
    assert said("D018", {**sound, path: "".join([*lines[:3], accepted, *lines[3:]]).encode()}) == []
    [what] = said("D018", {**sound, path: "".join([*lines[:3], accepted, *lines[4:]]).encode()})
    assert what.endswith(f"comes for {gone}, who accepted and has not left")


def test_an_alternate_takes_no_seat_where_a_fresh_round_fills_it() -> None:
    alternate = drawn({}, CIRCLE).panel.alternates[0].entry
    steps = circle(event("2026-03-07T12:05:00Z", "replaced", "registrar", entry=alternate))
    assert said("D018", steps) == [f"the seat went to the alternate {alternate}, and the charter lets a fresh round fill it"]


@pytest.mark.parametrize(("merged", "told"), [(OUT - timedelta(seconds=1), False), (OUT, True), (None, True)])
def test_a_removal_is_merged_before_its_round_comes_out(merged: datetime | None, told: bool) -> None:
    path = f"{CIRCLE}/removals/1.json"
    changes = (Change("A", path, "", "0" * 40, "100644"),)
    history = (Merge("1" * 40, merged, changes),) if merged else ()
    found = said("D019", {**REAL, path: removal()}, history)
    assert bool(found) is told
    if told:
        since = "this was merged only at 2026-03-07T12:00:00Z" if merged else "this is not merged yet"
        assert found == [f"round 33451201 came out at 2026-03-07T12:00:00Z; {since}"]
    assert said("D019", {path: removal()}, history) == [], "in a demonstration the round proves nothing anyway"


def test_a_call_that_is_not_merged_when_its_round_comes_out_is_told_until_it_is_drawn() -> None:
    [what] = said("D019", {**REAL, **unnamed()})
    assert what.endswith("came out at 2026-03-24T12:00:00Z; this is not merged yet")
    assert said("D019", REAL) == [], "records without their history say nothing of merges"


def test_a_call_after_the_end_of_the_first_is_no_second_draw() -> None:
    for act in ("annulled", "failed", "discharged"):
        assert said("D020", {**second_circle(), **circle(event("2026-03-08T10:00:00Z", act, "secretary", reason="so"))}) == []
    late = circle(event("2026-03-11T10:00:00Z", "annulled", "secretary", reason="so"))
    assert len(said("D020", {**second_circle(), **late})) == 1, "ended only after the second call"


def test_an_admission_names_a_stratum_in_which_somebody_was_drawn() -> None:
    path, sound = f"{CIRCLE}/log.yml", admitted(has_right=True)
    assert said("D021", worded(sound, path, "stratum: bakehouse", "stratum: boat")) == ["nobody was drawn in a stratum 'boat'"]
    assert said("D021", worded(sound, path, "stratum: bakehouse, ", "")) == ["the event does not say the stratum"]


def test_a_body_whose_last_day_is_over_need_not_be_filled() -> None:
    few = seating("m-07c8")
    assert [what.partition(",")[0] for what in said("B003", few)] == ["1 sit in shop-table"]
    for path in ("charter/03-bodies.md", "proposals/2026-genesis/changes/charter/03-bodies.md"):
        few = {**few, path: base()[path].replace(b"    shop-table:\n", b"    shop-table:\n      expires: 2026-03-02\n")}
        assert few[path] != base()[path]
    assert said("B003", few) == []
