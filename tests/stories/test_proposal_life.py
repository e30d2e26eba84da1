"""A proposal's whole life in a real repository, by documented commands, asked at each stage where it stands and what comes next."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from co_op import ARTICLE, article, commit, event, genesis, git, log, proposal
from folkmoot.cli import main
from folkmoot.formats.ballot_json import write_ballot
from folkmoot.formats.canonical import digest, manifest_digest
from folkmoot.records.ballot import Ballot
from lived import CONDUCT, charter, conduct

ID = "2023-cats"
FOLDER = f"proposals/{ID}"
VOTERS = ("m-0001", "m-0002", "m-0003")


def _run(root: Path, *arguments: str, exits: int = 0) -> str:
    """Run a documented command in a repository and return all that it says."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main([*arguments, "--root", str(root)])
            code: object = 0
        except SystemExit as ended:
            code = ended.code or 0
    assert code == exits, out.getvalue() + err.getvalue()
    return out.getvalue() if exits == 0 else err.getvalue()


def _status(root: Path, as_of: str, name: str = ID) -> Any:
    return json.loads(_run(root, "status", name, "--format", "json", "--as-of", as_of))


def _files(root: Path) -> dict[str, bytes]:
    found = (path for path in root.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def _waiting(root: Path, as_of: str, *more: str) -> list[tuple[str, list[str], str]]:
    items = json.loads(_run(root, "next", "--format", "json", "--as-of", as_of, *more))
    return [(item["state"], item["who"], item["what"]) for item in items if item["source"] == ID]


def _charter() -> dict[str, bytes]:
    """The founding charter, with a notice of 30 days after the veto window."""
    files = charter()
    plain = files["charter/01-rules.md"].decode()
    veto = "      veto:\n        by: members\n        rule: simple\n        within: 7d\n"
    assert veto in plain
    return {**files, "charter/01-rules.md": plain.replace(veto, f"{veto}      notice: 30d\n").encode()}


@pytest.fixture
def brook(tmp_path: Path) -> Path:
    """A co-op that has just begun."""
    commit(tmp_path, genesis(_charter()))
    git(tmp_path, "config", "user.name", "Maintainer")
    git(tmp_path, "config", "user.email", "maintainer@localhost")
    return tmp_path


def test_a_life_from_draft_to_superseded(brook: Path) -> None:
    text, change = proposal(ID, "amendment"), conduct("bell", "cat")
    commit(brook, {f"{FOLDER}/proposal.md": text, f"{FOLDER}/changes/{CONDUCT}": change}, "Draft")
    assert _status(brook, "2023-01-31")["status"] == "draft"
    assert [step["what"] for step in _status(brook, "2023-01-31")["next"]] == ["open it for discussion", "withdraw it"]

    events = [event("2023-02-01T12:00:00Z", "opened")]
    commit(brook, {f"{FOLDER}/log.yml": log(*events)}, "Open")
    found = _status(brook, "2023-02-05")
    assert (found["status"], found["until"]) == ("open", "2023-03-03T23:00:00Z")
    freeze = found["next"][0]
    assert (freeze["act"], freeze["who"], freeze["opens"]) == ("frozen", ["anyone"], "2023-02-08T23:00:00Z")
    assert _waiting(brook, "2023-02-05") == [("next", ["anyone"], "freeze the text")]
    said = _run(brook, "status", ID, "--as-of", "2023-02-05")
    assert "open: Members discuss the text." in said
    assert "until the end of Friday 3 March 2023 (Europe/Berlin)" in said

    bound = manifest_digest({"proposal.md": text, f"changes/{CONDUCT}": change})
    events.append(event("2023-02-11T12:00:00Z", "frozen", text=bound))
    commit(brook, {f"{FOLDER}/log.yml": log(*events)}, "Freeze")
    assert _status(brook, "2023-02-11T13:00:00Z")["status"] == "frozen"
    assert _status(brook, "2023-02-11T11:00:00Z")["status"] == "open", "what comes later is not yet there"

    roster = digest((brook / "juries/rosters/2023-founders/entries.csv").read_bytes())
    events.append(event("2023-02-12T12:00:00Z", "voting-opened", electorate={"kind": "roster", "id": "2023-founders", "digest": roster}))
    commit(brook, {f"{FOLDER}/log.yml": log(*events)}, "Open the vote")
    assert ("next", ["members"], "vote") in _waiting(brook, "2023-02-13", "--for", "m-0002")
    assert _waiting(brook, "2023-02-13", "--for", "m-0009") == []
    for voter in VOTERS:
        paper = write_ballot(Ballot(ID, bound, roster, voter, 1, "for"))
        commit(brook, {f"{FOLDER}/ballots/{voter}-1.json": paper}, "Vote")

    events.append(event("2023-02-20T12:00:00Z", "ballots-closed"))
    commit(brook, {f"{FOLDER}/log.yml": log(*events)}, "Close the vote")
    assert _status(brook, "2023-02-20T13:00:00Z")["status"] == "closed"
    assert ("due", ["m-0001"], "publish the decision") in _waiting(brook, "2023-02-20T13:00:00Z")
    _run(brook, "tally", ID, "--write")
    commit(brook, {}, "Decide")

    found = _status(brook, "2023-02-21")
    assert (found["status"], found["final"], found["effective"]) == ("adopted", "2023-02-27T23:00:00Z", "2023-03-30T22:00:00Z")
    assert ("possible", ["members"], "veto it, with a reason") in _waiting(brook, "2023-02-21")
    assert "can still be vetoed" in _run(brook, "enact", ID, "--as-of", "2023-02-21", exits=2)

    duty = ["maintainers"], "carry the decided text over into charter/, letter for letter"
    assert ("due", *duty) in _waiting(brook, "2023-03-01")
    assert ("overdue", *duty) in _waiting(brook, "2023-03-07")
    assert _status(brook, "2023-03-07")["status"] == "adopted"
    _run(brook, "enact", ID, "--commit", "--as-of", "2023-03-07")
    assert (brook / CONDUCT).read_bytes() == change
    assert _status(brook, "2023-03-07")["status"] == "enacted"
    assert _waiting(brook, "2023-03-07") == []
    assert _status(brook, "2023-03-30T21:59:59Z")["status"] == "enacted"
    assert _status(brook, "2023-03-30T22:00:00Z")["status"] == "in-force"

    _supersede(brook)
    found = _status(brook, "2023-06-30")
    assert found["status"] == "superseded"
    assert _status(brook, "2023-06-30", "2023-rats")["status"] == "in-force"
    assert found["ended"] == _status(brook, "2023-06-30", "2023-rats")["effective"]
    _run(brook, "check", "--as-of", "2023-06-30")
    for day in ("2023-02-01", "2023-02-15", "2023-02-21", "2023-03-20", "2023-04-20"):
        assert "F026" not in _run(brook, "check", "--as-of", day), "a look back tells no date in the future"

    lines = json.loads(_run(brook, "timeline", ID, "--format", "json", "--as-of", "2023-06-30"))
    assert [(line["what"], line["computed"]) for line in lines] == [
        ("opened", False), ("frozen", False), ("voting-opened", False), ("ballots-closed", False), ("adopted", True), ("final", True),
        ("due: enact", True), ("in force", True), ("superseded", True),
    ]  # fmt: skip
    assert "28 February 2023, 00:00 (Europe/Berlin)  final (computed): no veto can reach it any more" in _run(brook, "timeline", ID)


def _supersede(root: Path) -> None:
    """Another amendment, decided and enacted, takes the place of the first."""
    from lived import matter

    files = _files(root)
    commit(root, matter(files, "2023-rats", "decided", changes={CONDUCT: conduct("bell", "rat")}, opened="2023-04-10", supersedes=ID))
    _run(root, "enact", "2023-rats", "--commit", "--as-of", "2023-05-10")


def _ranking(test: str) -> bytes:
    """A charter of the kind that Debian had: two to one against further discussion, by one reading or the other."""
    plain = ARTICLE["rules"]["procedures"]["policy"]  # type: ignore[index]
    ranked = {
        "method": "schulze", "strength": "winning", "blank": "last", "default_option": "further-discussion", "ratio": "2",
        "ratio_test": test, "levels": "unbeaten", "secrecy": "open", "ties": "lot",
    }  # fmt: skip
    rules: dict[str, Any] = json.loads(json.dumps(ARTICLE["rules"]))
    rules["decisions"]["ranked"] = ranked
    rules["procedures"]["resolution"] = {**json.loads(json.dumps(plain)), "decide": {"by": "members", "rule": "ranked", "open": "7d"}}
    return article(rules=rules)


def test_the_majority_test_that_debian_changed_in_2015_counts_two_votes_differently(tmp_path: Path) -> None:
    """Constitution 1.5 asked for more than N times as many; 1.6 (December 2015) for at least N times as many.

    Each of the two resolutions has two voters above the default option and one below: exactly two to one. The amendment
    comes into force between their openings, so each is counted by the rule that it opened under, for ever.
    """
    from lived import matter

    root = tmp_path
    commit(root, genesis({"charter/01-rules.md": _ranking("strict")}))
    git(root, "config", "user.name", "Maintainer")
    git(root, "config", "user.email", "maintainer@localhost")
    _resolve(root, "2023-before", "2023-02-01")
    files = _files(root)
    commit(root, matter(files, "2023-test", "decided", changes={"charter/01-rules.md": _ranking("at-least")}, opened="2023-02-03"))
    _run(root, "enact", "2023-test", "--commit", "--as-of", "2023-02-25")
    _resolve(root, "2023-after", "2023-03-01")
    heads = {name: json.loads(_run(root, "tally", name, "--format", "json")) for name in ("2023-before", "2023-after")}
    assert heads["2023-before"]["winner"] == "further-discussion"
    assert heads["2023-before"]["outcome"] == "rejected"
    assert heads["2023-after"]["winner"] == "paint-the-boat"
    assert heads["2023-after"]["outcome"] == "adopted"
    assert any("more than 2 times as many must be above" in step for step in heads["2023-before"]["steps"])
    assert heads["2023-before"]["rules_digest"] != heads["2023-after"]["rules_digest"]
    assert [_status(root, "2023-04-01", name)["status"] for name in heads] == ["rejected", "in-force"]
    _run(root, "verify")


def _resolve(root: Path, name: str, day: str) -> None:
    """A resolution voted on at exactly two to one."""
    from datetime import datetime, timedelta

    from folkmoot.records.value import write_instant

    start = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    text = proposal(name, "resolution", options=[{"id": "paint-the-boat", "title": "Paint the boat"}])
    bound = manifest_digest({"proposal.md": text})
    roster = digest((root / "juries/rosters/2023-founders/entries.csv").read_bytes())
    acts: list[tuple[int, str, dict[str, Any]]] = [
        (0, "opened", {}), (10, "frozen", {"text": bound}),
        (11, "voting-opened", {"electorate": {"kind": "roster", "id": "2023-founders", "digest": roster}}), (19, "ballots-closed", {}),
    ]  # fmt: skip
    first, second = ("paint-the-boat",), ("further-discussion",)
    commit(root, {
        f"proposals/{name}/proposal.md": text,
        f"proposals/{name}/log.yml": log(*(event(write_instant(start + timedelta(days=days)), act, **more) for days, act, more in acts)),
        **{
            f"proposals/{name}/ballots/{voter}-1.json": write_ballot(
                Ballot(name, bound, roster, voter, 1, (second, first) if voter == "m-0003" else (first, second))
            )
            for voter in VOTERS
        },
    })  # fmt: skip
    _run(root, "tally", name, "--write")
    commit(root, {}, "Decide")
