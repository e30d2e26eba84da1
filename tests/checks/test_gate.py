"""The gate as a function: records before, records after, a verdict for every path that differs."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from co_op import article, event, genesis, log, proposal
from folkmoot.checks.gate import judge
from folkmoot.formats.blob import blob_id
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import chronicle
from folkmoot.records.change import Change, Difference, Verdict
from folkmoot.records.history import Merge
from folkmoot.records.value import parse_instant
from lived import AS_OF, CONDUCT, charter, conduct, lived, matter
from trust.chains import first

LIVED: dict[str, bytes] = {path: data for files in lived() for path, data in files.items()}


def _judged(
    before: Mapping[str, bytes], after: Mapping[str, bytes | None], difference: Difference | None = None, as_of: str = AS_OF
) -> dict[str, Verdict]:
    over = {**before, **after}
    standing = {path: data for path, data in over.items() if data is not None}
    merged = Merge("1" * 40, parse_instant("2023-01-02T12:00:00Z"), tuple(Change("A", path, "", blob_id(before[path])) for path in before))
    sides = (chronicle(replace(read_archive(files), history=(merged,)), parse_instant(as_of)) for files in (before, standing))
    return {verdict.path: verdict for verdict in judge(*sides, difference)}


def test_nothing_changed_gives_no_verdict() -> None:
    assert _judged(LIVED, {}) == {}


def test_every_changed_path_gets_a_verdict() -> None:
    verdicts = _judged(LIVED, {CONDUCT: conduct("gong", "cat"), "proposals/2023-new/proposal.md": proposal("2023-new")})
    assert set(verdicts) == {CONDUCT, "proposals/2023-new/proposal.md"}
    assert verdicts[CONDUCT] == Verdict(CONDUCT, True, "'2023-dogs' decided it, byte for byte")


def test_a_pull_request_with_a_good_and_a_bad_path_names_only_the_bad_one() -> None:
    verdicts = _judged(LIVED, {CONDUCT: conduct("gong", "rat"), "proposals/2023-new/proposal.md": proposal("2023-new")})
    assert [path for path, verdict in verdicts.items() if not verdict.allowed] == [CONDUCT]
    assert verdicts[CONDUCT].mend == "propose it in a proposal's changes/"


def test_the_founding_is_let_through() -> None:
    founding = genesis(charter())
    records = {path: data for path, data in founding.items() if not path.startswith("charter/")}
    verdicts = _judged({}, records, as_of="2023-01-23T00:00:00Z")
    assert [verdict for verdict in verdicts.values() if not verdict.allowed] == []
    texts = {path: data for path, data in founding.items() if path.startswith("charter/")}
    assert all(verdict.allowed for verdict in _judged(records, texts, as_of="2023-01-23T00:00:00Z").values())


def test_a_decision_that_is_overdue_when_it_is_merged_can_still_be_merged() -> None:
    files = {path: data for path, data in LIVED.items() if not path.startswith("proposals/2023-dogs")}
    closed = matter(files, "2023-dogs", "ballots-closed", changes={CONDUCT: conduct("gong", "cat")}, opened="2023-03-04")
    decided = LIVED["proposals/2023-dogs/decision.md"]
    verdicts = _judged({**files, **closed}, {"proposals/2023-dogs/decision.md": decided}, as_of="2023-05-01T00:00:00Z")
    assert all(verdict.allowed for verdict in verdicts.values())
    assert "C014 charter-not-decided" in verdicts[CONDUCT].reason


def test_a_forged_decision_is_counted_again() -> None:
    closed = {**LIVED, **matter(LIVED, "2023-new", "ballots-closed", kind="quick", choice="against", opened="2023-03-01")}
    forged = LIVED["proposals/2023-dogs/decision.md"].replace(b"2023-dogs", b"2023-new")
    [verdict] = _judged(closed, {"proposals/2023-new/decision.md": forged}).values()
    assert verdict.reason.startswith("counting again gives another decision")
    true = matter(LIVED, "2023-new", "decided", kind="quick", choice="against", opened="2023-03-01")["proposals/2023-new/decision.md"]
    [verdict] = _judged(closed, {"proposals/2023-new/decision.md": true}).values()
    assert verdict == Verdict("proposals/2023-new/decision.md", True, "counted again: the same")


def test_a_draw_that_is_not_what_the_seed_gives_is_refused() -> None:
    before = {path: data for path, data in LIVED.items() if not path.endswith("draw.json")}
    drawn = LIVED["juries/2023-jury/draw.json"]
    assert _judged(before, {"juries/2023-jury/draw.json": drawn})["juries/2023-jury/draw.json"].allowed
    forged = drawn.replace(b"m-0001", b"m-0009") if b"m-0001" in drawn else drawn.replace(b"m-0002", b"m-0009")
    assert not _judged(before, {"juries/2023-jury/draw.json": forged})["juries/2023-jury/draw.json"].allowed


def test_a_block_event_cannot_be_lengthened_by_appending() -> None:
    """A field appended to the last event leaves the old bytes as they were and changes what they say."""
    block = b'- at: "2023-03-15T12:00:00Z"\n  act: opened\n  by: m-0001\n'
    before = {**LIVED, "proposals/2023-open/log.yml": block}
    [verdict] = _judged(before, {"proposals/2023-open/log.yml": block + b"  reason: none\n"}).values()
    assert not verdict.allowed
    assert verdict.reason.startswith("an event that was recorded reads otherwise now")


def test_a_ballot_after_the_window_is_refused_though_nobody_closed_the_vote_yet() -> None:
    ballot = {
        "proposals/2023-voting/ballots/m-0003-1.json": LIVED["proposals/2023-voting/ballots/m-0001-1.json"].replace(b"m-0001", b"m-0003")
    }
    [verdict] = _judged(LIVED, ballot, as_of="2023-04-03T21:59:59Z").values()
    assert verdict.allowed
    [verdict] = _judged(LIVED, ballot, as_of="2023-04-03T22:00:00Z").values()
    assert verdict.reason.startswith("voting ended on 2023-04-03T22:00:00Z")


def test_what_is_no_record_is_for_the_maintainers() -> None:
    changes = (Change("M", "tooling/x.py", "1" * 40, "2" * 40), Change("A", "site/pages/a.md", "", "3" * 40))
    verdicts = _judged(LIVED, {}, Difference(changes))
    assert {path: verdict.allowed for path, verdict in verdicts.items()} == {"tooling/x.py": True, "site/pages/a.md": True}
    assert all("for the maintainers" in verdict.reason for verdict in verdicts.values())


def test_a_file_elsewhere_that_a_decision_made_changes_only_by_decision() -> None:
    hours = {"shop/hours.md": b"9 to 5\n"}
    before = {**LIVED, **matter(LIVED, "2023-hours", "decided", kind="wide", changes=hours, opened="2023-03-01")}
    for data, allowed in ((b"9 to 5\n", True), (b"always\n", False)):
        change = Change("A", "shop/hours.md", "", blob_id(data))
        difference = Difference((change,), (), {}, {"shop/hours.md": blob_id(data)})
        assert _judged(before, {}, difference)["shop/hours.md"].allowed is allowed


@pytest.mark.parametrize(
    ("path", "moved", "allowed"),
    [
        ("proposals/2023-draft/log.yml", "proposals/2023-draft/proposal.md", False),
        ("proposals/2023-draft/log.yml", "proposals/2023-open/proposal.md", True),
        ("proposals/2023-draft/log.yml", "README.md", True),
        (CONDUCT, "proposals/2023-open/proposal.md", False),
        (CONDUCT, "README.md", True),
    ],
)
def test_what_main_changed_meanwhile_matters_in_the_same_matter_and_everywhere_for_the_charter(
    path: str, moved: str, allowed: bool
) -> None:
    new = conduct("gong", "cat") if path == CONDUCT else log(event("2023-03-31T12:00:00Z", "opened"))
    assert _judged(LIVED, {path: new}, Difference((), (moved,)))[path].allowed is allowed


@pytest.mark.parametrize("mode", ["100755", "120000", "160000"])
def test_a_record_of_another_mode_is_refused(mode: str) -> None:
    change = Change("M", "proposals/2023-draft/proposal.md", "1" * 40, "1" * 40, mode)
    assert not _judged(LIVED, {}, Difference((change,)))["proposals/2023-draft/proposal.md"].allowed


def test_a_finding_in_another_file_refuses_that_file() -> None:
    """Taking the proposal away that another one names breaks the one that names it."""
    names = {**LIVED, "proposals/2023-next/proposal.md": proposal("2023-next", supersedes="2023-draft")}
    verdicts = _judged(names, {"proposals/2023-draft/proposal.md": None})
    assert not verdicts["proposals/2023-draft/proposal.md"].allowed
    assert "F022" in verdicts["proposals/2023-next/proposal.md"].reason


def test_a_new_roster_and_a_report_may_come_and_never_go() -> None:
    report = b"---\nid: r\n---\n"
    path = "juries/rosters/2023-founders/roster.md.sig.d/clerk.sig"
    assert _judged(LIVED, {path: b"x"})[path].reason == "a new record"
    assert not _judged({**LIVED, path: b"x"}, {path: b"y"})[path].allowed
    assert not _judged({**LIVED, "proposals/2023-dogs/reports/r.md": report}, {"proposals/2023-dogs/reports/r.md": None})[
        "proposals/2023-dogs/reports/r.md"
    ].allowed


def test_the_keys_are_numbered_and_stay() -> None:
    path, keys = "charter/keys/0001.json", first()
    assert all(verdict.allowed for verdict in _judged(LIVED, keys).values())
    assert _judged({**LIVED, **keys}, {path: b"{ }"})[path].reason.startswith("a record that was merged never changes")


def test_keys_that_do_not_follow_are_refused() -> None:
    path = "charter/keys/0001.json"
    verdict = _judged(LIVED, first("ana", "ben"))[path]
    assert not verdict.allowed
    assert "'cyd' has the new key" in verdict.reason


def test_an_article_of_another_decision_is_not_enough() -> None:
    """The very bytes were decided, but for another file."""
    assert not _judged(LIVED, {"charter/01-rules.md": conduct("gong", "cat")})["charter/01-rules.md"].allowed
    assert not _judged(LIVED, {"charter/01-rules.md": article()})["charter/01-rules.md"].allowed


def test_a_file_that_nobody_touched_is_refused_for_what_is_new_about_it() -> None:
    untouched = "proposals/2023-open/proposal.md"
    same_id = LIVED[untouched]
    verdicts = _judged(LIVED, {"proposals/2023-aside/proposal.md": same_id})
    assert not verdicts[untouched].allowed
    assert "F021 duplicate-id" in verdicts[untouched].reason
