"""S3: modules do the daily work of one field each; subjects, paths and money outside their mandate are refused."""

from pathlib import Path
from typing import Any

import pytest

from co_op import commit, git, log, proposal, write_tree
from ideas.modules import BOOKS, SIGN, Run, euro, founded, runner, work

AS_OF = "2023-04-01T00:00:00Z"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(capsys)


def _proposed(name: str, changes: dict[str, bytes] | None = None, **fields: Any) -> dict[str, bytes]:
    folder = f"proposals/{name}"
    head = {"kind": "finance-work", "subject": "finance", "seconds": [], **fields}
    text = proposal(name, **{key: value for key, value in head.items() if value is not None})
    return {f"{folder}/proposal.md": text, **{f"{folder}/changes/{path}": data for path, data in (changes or {}).items()}}


def test_s3_a_finance_decision_that_touches_branding_fails_the_check(tmp_path: Path, run: Run) -> None:
    files = founded()
    inside = work(files, "2023-rent", "2023-02-01", changes={BOOKS: b"Paid.\n"}, cost=euro(200))
    write_tree(tmp_path, inside)
    run(tmp_path, "check", as_of=AS_OF)
    write_tree(tmp_path, work(files, "2023-paint", "2023-02-02", changes={SIGN: b"Red.\n"}, subject="branding"))
    said = run(tmp_path, "check", as_of=AS_OF, exits=1)
    assert "B021 subject-outside-scope: finance decides on finance; 'branding' is not its subject" in said
    assert "proposals/2023-paint/changes/site/sign.md:1:1: B022 path-outside-scope: finance runs books/*, and site/sign.md is not" in said


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a file of branding": ({"changes": {SIGN: b"Red.\n"}}, "B022 path-outside-scope: finance runs books/*"),
    "the charter": ({"changes": {"charter/01-rules.md": b"---\n---\n"}}, "B022 path-outside-scope: finance runs books/*"),
    "a subject of branding": ({"subject": "branding"}, "B021 subject-outside-scope"),
    "no subject": ({"subject": None}, "B020 matter-without-subject: finance decides this alone"),
    "more than the limit": ({"cost": euro(501)}, "P116 over-budget: this costs 501 EUR; finance may spend 500"),
    "another currency": ({"cost": {"amount": "5", "currency": "GBP"}}, "P116 over-budget: the cost is in GBP"),
    "money of branding": ({"cost": {**euro(100), "from": "branding"}}, "B023 money-of-another-body"),
    "one slice too many": (
        {"cost": euro(350)},
        "B024 over-budget-together: with 2023-rent (200, 2023-03-21) this comes to 550 EUR; finance may spend 500 within 30 days",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_the_gate_refuses_a_pull_request_outside_the_mandate(tmp_path: Path, run: Run, what: str) -> None:
    fields, told = REFUSED[what]
    commit(tmp_path, work(founded(), "2023-rent", "2023-03-02", cost=euro(200)), "Main")
    git(tmp_path, "checkout", "-q", "-b", "change")
    commit(tmp_path, _proposed("2023-more", **fields), "Proposal 2023-more")
    said = run(tmp_path, "gate", "main", "change", as_of=AS_OF, exits=1)
    assert told in said
    assert "MAY NOT  proposals/2023-more/" in said


def test_the_gate_lets_in_what_stays_inside(tmp_path: Path, run: Run) -> None:
    commit(tmp_path, work(founded(), "2023-rent", "2023-03-02", cost=euro(200)), "Main")
    git(tmp_path, "checkout", "-q", "-b", "change")
    inside = _proposed("2023-more", {BOOKS: b"Paid.\n"}, cost=euro(300))
    commit(tmp_path, {**inside, "proposals/2023-more/log.yml": log({"at": "2023-03-31T12:00:00Z", "act": "opened", "by": "m-0001"})}, "Work")
    assert "it may be merged" in run(tmp_path, "gate", "main", "change", as_of=AS_OF)


def test_the_day_that_is_named_is_the_first_on_which_it_fits(tmp_path: Path, run: Run) -> None:
    commit(tmp_path, work(founded(), "2023-rent", "2023-03-02", cost=euro(200)), "Main")
    git(tmp_path, "checkout", "-q", "-b", "change")
    commit(tmp_path, _proposed("2023-more", cost=euro(350)), "Proposal 2023-more")
    assert "mend: decide it on 2023-04-20 or later" in run(tmp_path, "gate", "main", "change", as_of=AS_OF, exits=1)
    # Discussed for a week and open for three days, it is decided on that day at the earliest if it is proposed ten days before.
    run(tmp_path, "gate", "main", "change", as_of="2023-04-07T21:00:00Z", exits=1)
    run(tmp_path, "gate", "main", "change", as_of="2023-04-09T12:00:00Z")
