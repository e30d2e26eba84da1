"""R and P: rosters, and the heads, logs and changes of proposals."""

import pytest

from checks.brook import DRAFT, LOG, OPEN, ROSTER, TEXT, changed, draft, found, said, text_digest
from folkmoot.checks.example import base
from folkmoot.rulebook.paths import matches

MANIFEST = f"{ROSTER}/roster.md"
OPENED = base()[LOG].decode()


def _log(*events: str) -> dict[str, bytes]:
    return {LOG: (OPENED + "".join(f"- {{{event}}}\n" for event in events)).encode()}


def _frozen(at: str, text: str = "") -> str:
    return f'at: "{at}", act: frozen, by: secretary, text: {text or text_digest(base())}'


def test_a_stratum_that_no_column_holds() -> None:
    [finding] = found("strata-differ", changed(MANIFEST, "  shop: {", "  shops: {"))
    assert (finding.what, finding.mend) == ("entries.csv has no column 'shops'", "did you mean 'shop'?")


def test_a_value_that_the_manifest_leaves_out_and_one_that_it_makes_up() -> None:
    files = changed(MANIFEST, "van: 13", "bicycle: 13")
    assert {each.what for each in found("strata-differ", files)} == {
        "shop: 'bicycle' has 0 entries, the manifest says 13",
        "shop: 'van' has 13 entries, the manifest says 0",
    }


@pytest.mark.parametrize(("count", "findings"), [("0", 0), ("1", 1), ("4", 1), ("5", 0)])
def test_a_cell_of_five_is_large_enough(count: str, findings: int) -> None:
    assert len(found("small-cell", changed(MANIFEST, "van: 13", f"van: {count}"))) == findings


def test_a_sealed_roster_may_keep_its_entries_elsewhere() -> None:
    assert said("missing-entries", {**changed(MANIFEST, "storage: public", "storage: sealed"), f"{ROSTER}/entries.csv": None}) == []


def test_a_sharded_roster_may_keep_its_entries_elsewhere() -> None:
    assert said("missing-entries", {**changed(MANIFEST, "count: 40", "count: 1000001"), f"{ROSTER}/entries.csv": None}) == []


@pytest.mark.parametrize("column", ["activity", "last-seen", "tier", "opinion", "votes", "post-karma", "stance-on-rent"])
def test_a_column_that_tells_the_silent_from_the_loud(column: str) -> None:
    assert len(found("activity-column", changed(MANIFEST, "columns: [entry, key, shop]", f"columns: [entry, key, shop, {column}]"))) == 1


@pytest.mark.parametrize("column", ["region", "age", "gender", "household", "seat", "tenure", "language"])
def test_a_column_that_does_not(column: str) -> None:
    assert said("activity-column", changed(MANIFEST, "columns: [entry, key, shop]", f"columns: [entry, key, shop, {column}]")) == []


def test_a_column_that_only_the_entries_have_is_found_too() -> None:
    path = f"{ROSTER}/entries.csv"
    rows = base()[path].decode().splitlines()
    data = "".join(f"{row},{'tier' if row.startswith('entry') else '1'}\n" for row in rows).encode()
    assert said("activity-column", {path: data}) == [f"{MANIFEST}:9:10 the column 'tier' records activity"]


@pytest.mark.parametrize(
    ("path", "pattern", "holds"),
    [
        ("charter/a.md", "charter/*", True), ("charter/keys/1.json", "charter/*", False), ("charter/keys/1.json", "charter/**", True),
        ("charter/a.md", "charter/**", True), ("charter/a.md", "charter/0*", False), ("charter/01.md", "charter/0?.md", True),
        ("a/b/c/d.md", "a/**/d.md", True), ("a/d.md", "a/**/d.md", True), ("site/x.md", "*", False), ("x.md", "*", True),
        ("charter/A.md", "charter/a.md", False), ("charter", "charter/**", True),
    ],
)  # fmt: skip
def test_a_star_ends_at_the_folder_and_two_do_not(path: str, pattern: str, holds: bool) -> None:
    assert matches(path, pattern) is holds


def test_a_pattern_made_to_take_long_does_not() -> None:
    assert not matches("a/" * 99 + "b", "*a*a*a*a*a*a*a*a*a*a*a*a*c/" * 9 + "c")
    assert not matches("a" * 190, "*a" * 90 + "b")


def test_a_procedure_without_paths_may_change_no_file() -> None:
    files = draft("02-how-we-decide", '      paths: ["policies/*"]\n', "")
    genesis = {path.replace(OPEN, "proposals/2026-genesis"): data for path, data in files.items()}
    policy = changed(TEXT, "kind: amendment", "kind: policy")
    assert said("changes-outside-scope", {**genesis, **policy}) == [f"{DRAFT}:1:1 the procedure 'policy' may change no file"]


@pytest.mark.parametrize("mark", ["?", "? ", "\N{FULLWIDTH QUESTION MARK}", "\N{ARABIC QUESTION MARK}"])
def test_a_question_ends_with_a_question_mark_of_its_script(mark: str) -> None:
    old = "asks: Shall newcomers become members after two months instead of three?"
    assert said("not-a-question", changed(TEXT, old, f'asks: "Shall they{mark}"')) == []


@pytest.mark.parametrize(
    ("event", "what"),
    [
        ("ballots-closed", "'ballots-closed' follows only when the proposal is voting"),
        ("vetoed", "'vetoed' follows only when the proposal is adopted"),
        ("opened", "'opened' follows only when the proposal is draft"),
    ],
)
def test_an_act_out_of_order(event: str, what: str) -> None:
    [finding] = found("act-out-of-order", _log(f'at: "2026-03-20T12:00:00Z", act: {event}, by: secretary'))
    assert (finding.place.line, finding.what) == (2, what)


def test_a_log_of_which_an_event_cannot_be_read_is_not_followed() -> None:
    broken = {LOG: OPENED.replace("act: opened", "act: openend").encode() + f"- {{{_frozen('2026-03-20T12:00:00Z')}}}\n".encode()}
    assert len(found("wrong-value", broken)) == 1
    assert said("act-out-of-order", broken) == []


@pytest.mark.parametrize(("at", "findings"), [("2026-03-16T23:59:59Z", 1), ("2026-03-17T00:00:00Z", 0)])
def test_discussion_ends_at_midnight_after_its_last_day(at: str, findings: int) -> None:
    assert len(found("discussion-too-short", _log(_frozen(at)))) == findings


@pytest.mark.parametrize(("at", "findings"), [("2026-03-23T23:59:59Z", 1), ("2026-03-24T00:00:00Z", 0)])
def test_the_text_stays_frozen_for_three_whole_days(at: str, findings: int) -> None:
    log = _log(_frozen("2026-03-20T12:00:00Z"), f'at: "{at}", act: voting-opened, by: secretary')
    assert len(found("freeze-too-short", log)) == findings


def test_a_text_may_move_again_after_it_was_returned() -> None:
    frozen = _frozen("2026-03-20T12:00:00Z")
    moved = changed(DRAFT, "waiting: 2m", "waiting: 1m")
    assert len(found("text-moved-after-freeze", {**_log(frozen), **moved})) == 1
    withdrawn = 'at: "2026-03-21T12:00:00Z", act: withdrawn, by: m-285a'
    assert said("text-moved-after-freeze", {**_log(frozen, withdrawn), **moved}) == []


def test_a_file_more_in_changes_moves_the_text() -> None:
    added = {f"{OPEN}/changes/charter/05-more.md": base()[DRAFT].replace(b"01-members", b"05-more")}
    assert len(found("text-moved-after-freeze", {**_log(_frozen("2026-03-20T12:00:00Z")), **added})) == 1


def test_the_digest_that_a_mend_tells_is_the_one_that_mends() -> None:
    [finding] = found("frozen-without-digest", _log('at: "2026-03-20T12:00:00Z", act: frozen, by: secretary'))
    digest = finding.mend.removeprefix("add text: ")
    log = _log(_frozen("2026-03-20T12:00:00Z", digest))
    assert said("frozen-without-digest", log) == []
    assert said("text-moved-after-freeze", log) == []


def test_an_imported_proposal_without_a_log_is_sound() -> None:
    imported = changed(TEXT, "kind: amendment", "kind: imported")
    assert said("imported-with-log", {**imported, LOG: None}) == []
    assert said("act-out-of-order", imported) == [], "the log as a whole is what is wrong"


def test_a_ballot_that_cannot_be_read_is_told_as_broken_and_not_as_one_for_another_text() -> None:
    late = "proposals/2026-late-shift/ballots"
    broken = {f"{late}/a-broken-1.json": b"{", f"{late}/m-044e-1.json": b"[]"}
    assert said("V008", broken) == []
    assert {line.partition(":")[0] for line in said("V001", broken)} == set(broken)
