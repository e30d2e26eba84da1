"""What merges did is judged from the founding on, in the order of history, until members correct it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest

from co_op import event, log
from folkmoot.checks.registry import find_check, run_checks
from folkmoot.formats.blob import blob_id
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import chronicle
from folkmoot.records.change import Change
from folkmoot.records.history import Merge
from folkmoot.records.value import parse_instant
from lived import AS_OF, CONDUCT, conduct, lived, matter

Files = Mapping[str, bytes | None]
LOG = "proposals/2023-open/log.yml"
GENESIS = "proposals/2023-genesis"


def _history(merges: Iterable[Files]) -> tuple[tuple[Merge, ...], dict[str, bytes]]:
    """The history that Git would tell of some merges, and the files that stand at its end."""
    standing: dict[str, bytes] = {}
    told = []
    for number, files in enumerate(merges, start=1):
        changes = []
        for path, data in files.items():
            old = standing.pop(path, None)
            before, after = "" if old is None else blob_id(old), "" if data is None else blob_id(data)
            if data is not None:
                standing[path] = data
            grew = old is not None and data is not None and data.startswith(old)
            status = "D" if data is None else "A" if old is None else "M"
            changes.append(Change(status, path, before, after, "100644" if data is not None else "", grew))
        told.append(Merge(f"{number:02x}{'0' * 38}", parse_instant(AS_OF), tuple(changes)))
    return tuple(told), standing


def _found(*after: Files, is_real: bool = False) -> list[tuple[str, str, int]]:
    """Code and path of each finding, and which merge after the sound life it names, from 1."""
    merges: list[Files] = [*lived(), *after]
    history, files = _history(merges)
    if is_real:
        text = files[f"{GENESIS}/proposal.md"]
        files[f"{GENESIS}/proposal.md"] = text.replace(b"demonstration: 'true'", b"demonstration: 'false'")
        assert files[f"{GENESIS}/proposal.md"] != text
    archive = replace(read_archive(files), history=history)
    checks = [find_check(f"M00{number}") for number in range(1, 8)]
    numbers = {merge.commit[:12]: number - len(merges) + len(after) for number, merge in enumerate(history, start=1)}
    findings = run_checks(chronicle(archive, parse_instant(AS_OF)), checks)
    return [(each.code, each.place.path, numbers[each.what.split()[1]]) for each in findings]


def test_a_sound_life_has_no_findings() -> None:
    assert _found() == []
    assert _found({CONDUCT: conduct("gong", "cat")}) == []


def test_the_merge_that_did_it_is_named_and_the_one_that_put_it_back_is_not() -> None:
    assert _found({CONDUCT: conduct("evil")}, {CONDUCT: conduct("gong")}) == [("M001", CONDUCT, 1)]
    log_ = log(event("2023-03-15T12:00:00Z", "opened"))
    forged = log(event("2023-03-01T12:00:00Z", "opened"))
    assert _found({LOG: forged}, {LOG: log_}) == [("M003", LOG, 1)]
    assert _found({LOG: forged}, {LOG: forged + log(event("2023-03-20T12:00:00Z", "revised"))}, {LOG: log_}) == [("M003", LOG, 1)]


def test_going_back_to_an_older_decided_text_is_found() -> None:
    """The founding text was decided once; after another decision it is no longer."""
    assert _found({CONDUCT: conduct()}, {CONDUCT: conduct("gong")}) == [("M001", CONDUCT, 1)]


def test_a_decision_removed_and_an_enactment_undone_are_found() -> None:
    decision = "proposals/2023-dogs/decision.md"
    data = {path: data for files in lived() for path, data in files.items()}[decision]
    found = _found({decision: None, CONDUCT: conduct("gong", "cat")}, {decision: data})
    assert found == [("M005", decision, 1)]
    assert _found({CONDUCT: conduct("gong", "cat")}, {CONDUCT: conduct("gong", "dog")}) == [("M001", CONDUCT, 2)]


def test_a_record_that_goes_and_comes_back_otherwise_is_found_twice() -> None:
    path = "proposals/2023-lost/decision.md"
    data = {path: data for files in lived() for path, data in files.items()}[path]
    assert _found({path: None}, {path: data}) == [("M005", path, 1)]
    assert _found({path: None}, {path: data + b"\n"}, {path: data}) == [("M004", path, 2), ("M005", path, 1)]


def test_in_a_demonstration_a_merge_that_makes_the_founding_anew_begins_the_history() -> None:
    files = {path: data for merge in lived() for path, data in merge.items()}
    again: Files = {path: files[path] + b"" for path in (f"{GENESIS}/log.yml", f"{GENESIS}/decision.md")}
    evil: Files = {CONDUCT: conduct("evil")}
    back: Files = {CONDUCT: conduct("gong")}
    assert _found(evil, back, again) == []
    assert _found(evil, back, {f"{GENESIS}/log.yml": files[f"{GENESIS}/log.yml"]}) == [("M001", CONDUCT, 1)]
    assert ("M001", CONDUCT, 1) in _found(evil, back, again, is_real=True)


ROSTER = "juries/rosters/2023-founders/entries.csv"
BALLOT = f"{GENESIS}/ballots/m-0001-1.json"


def _refounded(taken: Files, *after: Files) -> list[tuple[str, str, int]]:
    """What is found when, after a sound life, the founding is made anew in a merge that also takes things away; merges from there on."""
    files = {path: data for merge in lived() for path, data in merge.items()}
    again: Files = {path: files[path] for path in (f"{GENESIS}/log.yml", f"{GENESIS}/decision.md")}
    return [(code, path, number - 1) for code, path, number in _found({**again, **taken}, *after)]


@pytest.mark.parametrize(("path", "code"), [(LOG, "M003"), (BALLOT, "M007"), (ROSTER, "M006")])
def test_what_the_founding_took_away_may_come_back_as_something_else_and_from_then_on_stays(path: str, code: str) -> None:
    first, other = b"- {at: now}\n", b"- {at: then}\n"
    assert _refounded({path: None}, {path: first}) == []
    assert _refounded({path: None}, {path: first}, {path: other}) == [(code, path, 2)]


@pytest.mark.parametrize(("path", "code"), [(LOG, "M003"), (ROSTER, "M006")])
def test_what_went_before_the_founding_and_not_with_it_may_not_come_back_otherwise(path: str, code: str) -> None:
    files = {path: data for merge in lived() for path, data in merge.items()}
    again: Files = {path: files[path] for path in (f"{GENESIS}/log.yml", f"{GENESIS}/decision.md")}
    assert _found({path: None}, again, {path: files[path]}) == []
    assert _found({path: None}, again, {path: b"- {at: now}\n"}) == [(code, path, 3)]


@pytest.mark.parametrize(("path", "code"), [(LOG, "M003"), (ROSTER, "M006")])
def test_what_a_corrected_merge_took_away_comes_back_as_it_was(path: str, code: str) -> None:
    files = {path: data for merge in lived() for path, data in merge.items()}
    bad = f"{len(lived()) + 1:02x}{'0' * 10}"
    regret: Files = matter(files, "2023-sorry", "decided", kind="quick", opened="2023-02-20", corrects=f"commit-{bad}")
    assert _found({path: None}, {path: files[path]}) == [("M005", path, 1)]
    assert _found({path: None}, regret, {path: files[path]}) == []
    assert _found({path: None}, regret, {path: b"- {at: now}\n"}) == [(code, path, 3)]


def test_what_is_taken_away_after_the_founding_may_not_come_back_otherwise() -> None:
    assert _found({ROSTER: None}, {ROSTER: b"entry\n"}) == [("M005", ROSTER, 1), ("M006", ROSTER, 2)]
    assert _found({LOG: None}, {LOG: b"- {at: now}\n"}) == [("M003", LOG, 2), ("M005", LOG, 1)]


def test_where_nothing_was_founded_yet_nothing_is_found() -> None:
    history, files = _history([{ROSTER: b"entry\n"}, {ROSTER: None}, {ROSTER: b"entry\nm-0009\n"}])
    archive = replace(read_archive(files), history=history)
    checks = [find_check(f"M00{number}") for number in range(1, 8)]
    assert run_checks(chronicle(archive, parse_instant(AS_OF)), checks) == ()


@pytest.mark.parametrize(("name", "is_bound"), [("2023-open", False), ("2023-frozen", True), ("2023-voting", True)])
def test_a_text_is_bound_from_the_freeze_on_though_nothing_follows_it_in_the_log(name: str, is_bound: bool) -> None:
    path = f"proposals/{name}/proposal.md"
    text = {path: data for merge in lived() for path, data in merge.items()}[path]
    assert _found({path: text + b"And more.\n"}) == ([("M002", path, 1)] if is_bound else [])
