"""S14: any member can propose a feature, one member has one vote, and what was promised is followed until it is shipped."""

import json
from pathlib import Path
from typing import Any

import pytest

from co_op import article, commit, event, git, log, proposal, write_tree
from folkmoot.checks.registry import find_check, run_checks
from folkmoot.formats.canonical import write_document
from folkmoot.formats.layout import read_archive
from folkmoot.publish.site import render_site
from ideas.modules import Run, founded, rules, runner
from lived import course_of, matter

NAME = "2023-feeds"
SHIP = {"do": "oblige", "owner": "maintainers", "what": "Ship the quiet feed", "due": "2023-03-31"}
TELL = {"do": "oblige", "owner": "branding", "what": "Say on the door that it is there", "due": "2023-04-15"}


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(capsys)


def _feature(files: dict[str, bytes], stage: str = "decided", **fields: Any) -> dict[str, bytes]:
    """A feature that a member introduced, adopted on 20 February 2023."""
    effects = [] if stage == "draft" else [SHIP, TELL]
    return {**files, **matter(files, NAME, stage, kind="feature", opened="2023-02-01", title="A quiet feed", effects=effects, **fields)}


def _report(by: str, to: str, status: str = "done") -> dict[str, bytes]:
    head = {
        "id": f"2023-{by}-{status}", "type": "report", "title": "What came of it", "summary": "It is there.", "about": NAME, "by": by,
        "period": {"from": "2023-02-20", "to": to}, "status": status,
    }  # fmt: skip
    return {f"proposals/{NAME}/reports/2023-{by}-{status}.md": write_document(head, "\nIt is there.\n")}


def test_s14_a_feature_by_any_member_is_followed_until_it_is_shipped(tmp_path: Path, run: Run) -> None:
    files = _feature(founded(), introduced_by="m-0003", seconds=["m-0001", "m-0002"])
    files[f"proposals/{NAME}/log.yml"] = files[f"proposals/{NAME}/log.yml"].replace(b"by: m-0001", b"by: m-0003")
    write_tree(tmp_path, files)
    run(tmp_path, "check", as_of="2023-03-01T00:00:00Z")
    assert "branding" not in _late(run(tmp_path, "digest", as_of="2023-04-10T00:00:00Z"))
    said = run(tmp_path, "digest", as_of="2023-05-01T00:00:00Z")
    assert _late(said) == [
        "branding: Say on the door that it is there (2023-feeds), by the end of Saturday 15 April 2023 (Europe/Berlin), overdue by 15 days",
        "maintainers: Ship the quiet feed (2023-feeds), by the end of Friday 31 March 2023 (Europe/Berlin), overdue by 30 days",
    ]
    assert "overdue    maintainers: Ship the quiet feed" in run(tmp_path, "next", as_of="2023-05-01T00:00:00Z")
    write_tree(tmp_path, _report("maintainers", "2023-04-20"))
    found = json.loads(run(tmp_path, "digest", "--format", "json", as_of="2023-05-01T00:00:00Z"))
    assert [(each["owner"], each["what"]) for each in found["late"]] == [("branding", "Say on the door that it is there")]


def _late(said: str) -> list[str]:
    return [line.strip() for line in said.partition("promised and late:\n")[2].splitlines()]


def test_the_page_of_the_work_shows_the_late_first_and_by_name() -> None:
    files = _feature(founded())
    page = _page({**files, **_report("branding", "2023-04-10"), **_report("maintainers", "2023-04-20", "partial")}, "2023-05-01T00:00:00Z")
    late, table = page.partition("## Promised and late")[2].split("## From adopted to done")
    assert "The maintainers: Ship the quiet feed" in late
    assert "By the end of Friday 31 March 2023 (Europe/Berlin): overdue by 30 days." in late
    assert "Say on the door" not in late
    assert table.index("Maintainers: Ship the quiet feed") < table.index("Branding: Say on the door")
    assert "Done</span> 10 April 2023<" in table
    shipped = _page({**files, **_report("branding", "2023-04-10"), **_report("maintainers", "2023-04-20")}, "2023-05-01T00:00:00Z")
    assert "Promised and late" not in shipped
    assert "Done</span> 20 April 2023 (late)" in shipped
    under_way = _page({**files, **_report("maintainers", "2023-03-01", "on-track")}, "2023-03-10T00:00:00Z")
    assert "Due</span> on track" in under_way
    assert "1 promise is late" in render_site(course_of({**files, **_report("branding", "2023-04-10")}, "2023-05-01T00:00:00Z"))[
        "two-minutes/index.md"
    ].decode()  # fmt: skip


def _page(files: dict[str, bytes], as_of: str) -> str:
    return render_site(course_of(files, as_of))["work/index.md"].decode()


def test_a_co_op_that_promised_nothing_says_so_in_a_sentence() -> None:
    page = _page(founded(), "2023-03-01T00:00:00Z")
    assert "No body has decided anything on its own word so far, and no decision has promised anything by a day." in page
    assert "##" not in page


def test_a_stranger_can_neither_introduce_nor_second_and_the_gate_says_so(tmp_path: Path, run: Run) -> None:
    commit(tmp_path, founded(), "Main")
    git(tmp_path, "checkout", "-q", "-b", "change")
    text = proposal(NAME, "feature", introduced_by="m-0004", seconds=["m-0001", "m-0005"])
    opened = log(event("2023-02-02T12:00:00Z", "opened", by="m-0004"))
    commit(tmp_path, {f"proposals/{NAME}/proposal.md": text, f"proposals/{NAME}/log.yml": opened}, "Feature")
    said = run(tmp_path, "gate", "main", "change", as_of="2023-02-03T00:00:00Z", exits=1)
    assert "B025 not-on-the-roll: 'm-0004' introduces this and stands neither on the roll '2023-founders' nor on a later one" in said
    assert "'m-0005' seconds this and stands neither on the roll" in said
    assert "m-0001" not in said


@pytest.mark.parametrize("weight", ["by-shares", "by-deposit", "2"])
def test_a_vote_that_weighs_more_for_some_is_no_rule(weight: str) -> None:
    archive = read_archive({**founded(), "charter/01-rules.md": article(rules=rules(membership={"classes": {"user": {}}, "weight": weight}))})
    assert [(fault.place.path, fault.name) for fault in archive.faults] == [("charter/01-rules.md", "wrong-value")]
    assert "one-per-member" in archive.faults[0].mend


def test_a_weight_for_a_class_is_no_rule_and_a_cap_is() -> None:
    classes = {"user": {"weight": "3"}}
    archive = read_archive({**founded(), "charter/01-rules.md": article(rules=rules(membership={"classes": classes}))})
    assert [fault.name for fault in archive.faults] == ["unknown-field"]
    capped = {"user": {}, "backer": {"class_cap": "1/10"}}
    archive = read_archive({**founded(), "charter/01-rules.md": article(rules=rules(membership={"classes": capped}))})
    assert archive.faults == ()


def test_a_ballot_that_claims_a_weight_is_broken() -> None:
    files = _feature(founded())
    path = f"proposals/{NAME}/ballots/m-0001-1.json"
    heavy = {**json.loads(files[path]), "weight": 3}
    files[path] = (json.dumps(heavy, indent=2, sort_keys=True) + "\n").encode()
    told = run_checks(course_of(files, "2023-03-01T00:00:00Z"), [find_check("V001")])
    assert [each.place.path for each in told] == [path]
