"""The gate, enactment and the memory of merges, in real clones: what may be merged, what may not, and what is never forgotten."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from co_op import commit, event, git, log, roster
from folkmoot.cli import main
from folkmoot.formats.ballot_json import write_ballot
from folkmoot.formats.layout import read_archive
from folkmoot.records.ballot import Ballot
from lived import AS_OF, CONDUCT, conduct, course_of, lived, matter

Edit = Callable[[bytes], bytes | None]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A co-op in which one decision waits to be carried out."""
    root = tmp_path_factory.mktemp("lived") / "brook"
    root.mkdir()
    for number, files in enumerate(lived(), start=1):
        commit(root, files, f"Merge {number}")
    commit(root, roster("2023-spring", "2023-03-01", "m-0001", "m-0002", "m-0003", "m-0007"), "A roster that knows m-0007")
    return root


@pytest.fixture
def brook(original: Path, tmp_path: Path) -> Path:
    """A copy of it, with a branch `change` checked out."""
    root = shutil.copytree(original, tmp_path / "brook")
    git(root, "checkout", "-q", "-b", "change")
    return root


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run folkmoot on a repository and return all that it says."""

    def run(root: Path, *arguments: str, exits: int = 0, as_of: str | None = AS_OF) -> str:
        when = ("--as-of", as_of) if as_of else ()
        with pytest.raises(SystemExit) as ended:
            main([*arguments, "--root", str(root), *when])
        said = capsys.readouterr()
        assert (ended.value.code or 0) == exits, said.out + said.err
        return said.out + said.err

    return run


def replaced(old: bytes, new: bytes) -> Edit:
    def edit(data: bytes) -> bytes:
        assert old in data, data.decode()
        return data.replace(old, new, 1)

    return edit


def gone(data: bytes) -> None:
    """Take the file away."""


def become(new: bytes) -> Edit:
    return lambda data: new


def added(more: bytes) -> Edit:
    return lambda data: data + more


P = "proposals"
FROZEN, VOTING, OPEN, DOGS = f"{P}/2023-frozen", f"{P}/2023-voting", f"{P}/2023-open", f"{P}/2023-dogs"
GENESIS, ROSTER, JURY = f"{P}/2023-genesis", "juries/rosters/2023-founders", "juries/2023-jury"
CLOSE = log(event("2023-03-30T12:00:00Z", "ballots-closed"))
TAMPERINGS: dict[str, tuple[str, Edit, str, str]] = {
    "a word of the charter": (CONDUCT, replaced(b"lamp", b"lantern"), "no adopted decision made this text", "M001"),
    "a threshold": ("charter/01-rules.md", replaced(b"threshold: 1/2", b"threshold: 1/3"), "no adopted decision made", "M001"),
    "a space in the charter": (CONDUCT, replaced(b"Mind the key.", b"Mind the  key."), "no adopted decision made", "M001"),
    "an article removed": (CONDUCT, gone, "does not go away", "M001"),
    "an article slipped in": ("charter/09-more.md", become(conduct().replace(b"02-conduct", b"09-more")), "no adopted decision", "M001"),
    "the founding text back again": (CONDUCT, become(conduct()), "'2023-bells' was decided after '2023-genesis'", "M001"),
    "a text that was voted down": (CONDUCT, become(conduct("lost")), "'2023-lost' is not adopted: it is rejected", "M001"),
    "a text that was vetoed": (CONDUCT, become(conduct("spurned")), "'2023-spurned' was vetoed by members", "M001"),
    "a text that can still be vetoed": (
        "charter/03-late.md", become(conduct("late").replace(b"02-conduct", b"03-late")), "can still be vetoed until 2023-04-05T22:00:00Z", "",
    ),
    "a decided text with one word more": (CONDUCT, become(conduct("gong", "cat", "lantern")), "no adopted decision", "M001"),
    "an event removed": (f"{DOGS}/log.yml", lambda data: data[: data.rindex(b"\n- ") + 1], "a log only grows", "M003"),
    "an event changed": (f"{DOGS}/log.yml", replaced(b"2023-03-04T12", b"2023-03-03T12"), "a log only grows", "M003"),
    "an event slipped in between": (f"{OPEN}/log.yml", lambda data: log(event("2023-03-10T12:00:00Z", "opened")) + data, "a log only grows", "M003"),
    "events in another order": (f"{FROZEN}/log.yml", lambda data: b"".join(reversed(data.splitlines(keepends=True))), "only grows", "M003"),
    "a log emptied": (f"{VOTING}/log.yml", become(b""), "a log only grows", "M003"),
    "a log removed": (f"{VOTING}/log.yml", gone, "never deleted", "M005"),
    "a log written over more lines": (f"{OPEN}/log.yml", replaced(b", act:", b",\n   act:"), "a log only grows", "M003"),
    "a jury's log changed": (f"{JURY}/log.yml", replaced(b"123456123456", b"654321123456"), "a log only grows", "M003"),
    "an act that does not follow": (f"{FROZEN}/log.yml", added(CLOSE), "does not follow when the proposal is frozen", "P"),
    "a veto of what was rejected": (
        f"{P}/2023-lost/log.yml", added(log(event("2023-03-01T12:00:00Z", "vetoed", by="members", reason="no"))), "does not follow", "P",
    ),
    "a veto too late": (
        f"{DOGS}/log.yml", added(log(event("2023-03-31T23:00:00Z", "vetoed", by="members", reason="no"))), "too late", "",
    ),
    "the text of a frozen proposal": (f"{FROZEN}/proposal.md", replaced(b"Because.", b"Because of this."), "does not change", "M002"),
    "the question under the vote": (f"{VOTING}/proposal.md", replaced(b"Shall we?", b"Shall I?"), "does not change", "M002"),
    "the text of a decided proposal": (f"{DOGS}/proposal.md", replaced(b"One sentence.", b"One word."), "does not change", "M002"),
    "the decided changes": (f"{DOGS}/changes/{CONDUCT}", replaced(b"cat", b"rat"), "does not change", "M002"),
    "another file among frozen changes": (f"{FROZEN}/changes/charter/07-x.md", become(conduct().replace(b"02-conduct", b"07-x")), "not change", "M002"),
    "a file of the decided changes removed": (f"{DOGS}/changes/{CONDUCT}", gone, "does not change", "M002"),
    "a proposal removed": (f"{P}/2023-draft/proposal.md", gone, "never deleted", "M005"),
    "an open text changed in silence": (f"{OPEN}/proposal.md", replaced(b"Because.", b"For the cats."), "without a word in the log", ""),
    "counts of a decision": (f"{DOGS}/decision.md", replaced(b"for: 3", b"for: 2"), "never changes", "M004"),
    "the outcome of a decision": (f"{P}/2023-lost/decision.md", replaced(b"outcome: rejected", b"outcome: adopted"), "never changes", "M004"),
    "the words of a decision": (f"{DOGS}/decision.md", replaced(b"title: 'Adopted", b"title: 'Well adopted"), "never changes", "M004"),
    "a decision removed": (f"{DOGS}/decision.md", gone, "never changes", "M005"),
    "a decision before the vote is closed": (f"{VOTING}/decision.md", become(b"---\nid: x\n---\n"), "cannot be read", "F"),
    "a seat for a friend": (f"{JURY}/draw.json", replaced(b"m-0001", b"m-0009"), "never changes", "M004"),
    "a seed of another roll": (f"{JURY}/draw.json", replaced(b'"seed": "', b'"seed": "0'), "never changes", "M004"),
    "a draw removed": (f"{JURY}/draw.json", gone, "never changes", "M005"),
    "a call after the call": (f"{JURY}/call.md", replaced(b"seats: '2'", b"seats: '1'"), "its call does not change", "M002"),
    "a voter added to the roster": (f"{ROSTER}/entries.csv", added(b"m-0004\n"), "never changes", "M006"),
    "the count of the roster": (f"{ROSTER}/roster.md", replaced(b"count: '3'", b"count: '4'"), "never changes", "M006"),
    "a roster removed": (f"{ROSTER}/entries.csv", gone, "never deleted", "M005"),
    "a ballot changed": (f"{VOTING}/ballots/m-0001-1.json", replaced(b'"for"', b'"against"'), "never changed", "M007"),
    "a ballot removed": (f"{VOTING}/ballots/m-0002-1.json", gone, "never removed", "M005"),
    "a ballot after the vote": (f"{DOGS}/ballots/m-0001-2.json", become(b"{}"), "the proposal is in-force", "V"),
    "a ballot before the vote": (f"{FROZEN}/ballots/m-0001-1.json", become(b"{}"), "the proposal is frozen", "V"),
    "the founding text": (f"{GENESIS}/proposal.md", replaced(b"Because.", b"Because!"), "does not change", "M002"),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_refused_by_the_gate_and_named_by_check(brook: Path, run: Callable[..., str], name: str) -> None:
    path, edit, reason, code = TAMPERINGS[name]
    before = (brook / path).read_bytes() if (brook / path).exists() else b""
    made = commit(brook, {path: edit(before)})
    said = json.loads(run(brook, "gate", "main", "HEAD", "--format", "json", exits=1).partition("\n}\n")[0] + "\n}")
    verdict = next(each for each in said["verdicts"] if each["path"] == path)
    assert not verdict["allowed"]
    assert reason in verdict["reason"]
    if code:
        found = run(brook, "check", exits=1)
        assert f" {code}" in found
        if code.startswith("M"):
            assert f"commit {made[:12]}" in found


@pytest.mark.parametrize("name", [name for name, (_, _, _, code) in TAMPERINGS.items() if code.startswith("M")][::4])
def test_a_merge_that_went_round_the_gate_is_found_for_ever(brook: Path, run: Callable[..., str], name: str) -> None:
    path, edit, _, code = TAMPERINGS[name]
    before = (brook / path).read_bytes() if (brook / path).exists() else b""
    made = commit(brook, {path: edit(before)})
    commit(brook, {path: before} if before else {path: None})
    found = run(brook, "check", exits=1)
    assert f" {code} " in found
    assert f"commit {made[:12]}" in found


def test_a_correction_that_members_adopted_ends_the_finding(brook: Path, run: Callable[..., str]) -> None:
    rules = (brook / "charter/01-rules.md").read_bytes()
    made = commit(brook, {"charter/01-rules.md": rules.replace(b"1/2", b"1/3")})
    commit(brook, {"charter/01-rules.md": rules})
    files = _files(brook)
    correction = matter(files, "2023-sorry", "decided", kind="policy", opened="2023-03-05", corrects=f"commit-{made[:12]}")
    assert "M001" in run(brook, "check", exits=1)
    commit(brook, correction)
    assert "M001" not in run(brook, "check")
    assert "M001" in run(brook, "check", as_of="2023-03-20", exits=1)


def _files(root: Path) -> dict[str, bytes]:
    return {path: (root / path).read_bytes() for path in git(root, "ls-files").split()}


def test_the_life_so_far_is_sound(original: Path, run: Callable[..., str]) -> None:
    assert "are sound" in run(original, "check")


def test_a_pull_request_may_bring_a_draft_a_second_an_event_and_a_ballot(brook: Path, run: Callable[..., str]) -> None:
    files = _files(brook)
    voting = course_of(files).matters["2023-voting"].events
    text, electorate = voting["frozen"].text, voting["voting-opened"].electorate
    assert text is not None
    assert electorate is not None
    third = write_ballot(Ballot("2023-voting", text, electorate.digest, "m-0003", 1, "against"))
    opened = files[f"{OPEN}/proposal.md"].replace(b"- m-0003\n", b"- m-0003\n- m-0007\n")
    commit(brook, {
        **matter(files, "2023-new", "draft", changes={"charter/05-new.md": conduct("new").replace(b"02-conduct", b"05-new")}),
        f"{P}/2023-draft/log.yml": log(event("2023-03-31T12:00:00Z", "opened")),
        f"{OPEN}/proposal.md": opened,
        f"{VOTING}/ballots/m-0003-1.json": third,
        f"{FROZEN}/log.yml": files[f"{FROZEN}/log.yml"]
        + log(event("2023-03-31T12:00:00Z", "voting-opened", electorate=electorate.model_dump(mode="json"))),
        "tooling/x.py": b"x = 1\n",
        "mkdocs.yml": b"site_name: x\n",
    })  # fmt: skip
    said = run(brook, "gate", "main", "HEAD")
    for words in (
        "2023-new/proposal.md: a new proposal", "m-0003-1.json: a ballot, while voting is open", "the log grows: opened", "the log grows: voting-opened",
        "the text is open and may still change", "tooling/x.py: not a matter of the records", "may be merged",
    ):  # fmt: skip
        assert words in said


def test_an_open_text_changes_when_the_log_says_so(brook: Path, run: Callable[..., str]) -> None:
    text, events = (brook / f"{OPEN}/proposal.md").read_bytes(), (brook / f"{OPEN}/log.yml").read_bytes()
    revised = {
        f"{OPEN}/proposal.md": text.replace(b"Because.", b"For the cats."),
        f"{OPEN}/log.yml": events + log(event("2023-03-30T12:00:00Z", "revised")),
    }
    commit(brook, revised)
    run(brook, "gate", "main", "HEAD")
    frozen = log(event("2023-03-31T12:00:00Z", "frozen", text="0" * 64))
    commit(brook, {f"{OPEN}/log.yml": revised[f"{OPEN}/log.yml"] + frozen})
    assert "changes and is frozen in one pull request" in run(brook, "gate", "main", "HEAD", exits=1)


@pytest.mark.parametrize(
    ("stage", "reason"), [("frozen", "the discussion would begin and end"), ("decided", "the discussion would begin and end")]
)
def test_nothing_is_discussed_or_voted_on_inside_one_pull_request(brook: Path, run: Callable[..., str], stage: str, reason: str) -> None:
    commit(brook, matter(_files(brook), "2023-haste", stage, kind="quick", opened="2023-03-01"))
    assert reason in run(brook, "gate", "main", "HEAD", exits=1)


def test_a_decision_is_not_carried_out_in_the_pull_request_that_brings_it(brook: Path, run: Callable[..., str]) -> None:
    brought = {"charter/04-now.md": conduct("now").replace(b"02-conduct", b"04-now")}
    files = _files(brook)
    commit(brook, matter(files, "2023-now", "voting-opened", kind="quick", changes=brought, opened="2023-03-01"))
    git(brook, "branch", "-f", "main", "HEAD")
    commit(brook, {**matter(files, "2023-now", "decided", kind="quick", changes=brought, opened="2023-03-01"), **brought})
    assert "04-now.md: the decision on '2023-now' is not merged yet" in run(brook, "gate", "main", "HEAD", exits=1)


def test_a_decision_is_carried_out_whole(brook: Path, run: Callable[..., str]) -> None:
    one, other = conduct("one").replace(b"02-conduct", b"05-one"), conduct("two").replace(b"02-conduct", b"06-two")
    both = {"charter/05-one.md": one, "charter/06-two.md": other}
    commit(brook, matter(_files(brook), "2023-both", "decided", kind="quick", changes=both, opened="2023-03-01"))
    git(brook, "branch", "-f", "main", "HEAD")
    commit(brook, {"charter/05-one.md": one})
    assert "changes charter/06-two.md too" in run(brook, "gate", "main", "HEAD", exits=1)
    commit(brook, {"charter/06-two.md": other})
    run(brook, "gate", "main", "HEAD")


def test_an_operational_body_keeps_to_its_paths(brook: Path, run: Callable[..., str]) -> None:
    commit(
        brook,
        matter(
            _files(brook), "2023-hours", "draft", kind="running", changes={"shop/hours.md": b"9 to 5\n", "charter/08-hours.md": conduct()}
        ),
    )
    said = run(brook, "gate", "main", "HEAD", exits=1)
    assert "MAY NOT  proposals/2023-hours/changes/charter/08-hours.md: B022 path-outside-scope: shop-table runs shop/*" in said
    assert "may    proposals/2023-hours/changes/shop/hours.md" in said


def test_a_decided_file_outside_the_records_changes_only_as_decided(brook: Path, run: Callable[..., str]) -> None:
    hours = {"shop/hours.md": b"9 to 5\n"}
    commit(brook, matter(_files(brook), "2023-hours", "decided", kind="wide", changes=hours, opened="2023-03-01"))
    git(brook, "branch", "-f", "main", "HEAD")
    commit(brook, {"shop/hours.md": b"always\n"})
    assert "shop/hours.md: no adopted decision made this text" in run(brook, "gate", "main", "HEAD", exits=1)
    commit(brook, hours)
    run(brook, "gate", "main", "HEAD")


def test_a_branch_that_main_has_overtaken_in_the_same_matter_is_sent_back(brook: Path, run: Callable[..., str]) -> None:
    commit(brook, {f"{OPEN}/proposal.md": (brook / f"{OPEN}/proposal.md").read_bytes().replace(b"- m-0003\n", b"- m-0003\n- m-0007\n")})
    git(brook, "checkout", "-q", "main")
    commit(brook, {"README.md": b"hello\n", f"{P}/2023-draft/log.yml": log(event("2023-03-31T12:00:00Z", "opened"))})
    run(brook, "gate", "main", "change")
    commit(
        brook, {f"{OPEN}/log.yml": (brook / f"{OPEN}/log.yml").read_bytes() + log(event("2023-03-31T12:00:00Z", "frozen", text="0" * 64))}
    )
    assert f"has changed {OPEN}/log.yml since" in run(brook, "gate", "main", "change", exits=1)


def test_the_gate_never_looks_at_the_work_tree(brook: Path, run: Callable[..., str]) -> None:
    shutil.rmtree(brook / "charter")
    (brook / f"{DOGS}/decision.md").write_bytes(b"")
    assert "nothing is changed" in run(brook, "gate", "main", "change")


@pytest.mark.parametrize("kind", ["link", "executable", "upper"])
def test_a_record_is_a_plain_file(brook: Path, run: Callable[..., str], kind: str) -> None:
    path = brook / f"{OPEN}/proposal.md"
    if kind == "link":
        path.unlink()
        path.symlink_to("../2023-draft/proposal.md")
    elif kind == "executable":
        path.chmod(0o755)
    else:
        (brook / "charter/Upper.md").write_bytes(b"x")
    commit(brook, {})
    assert "MAY NOT" in run(brook, "gate", "main", "HEAD", exits=1)


def test_a_new_finding_refuses_the_path_it_stands_in(brook: Path, run: Callable[..., str]) -> None:
    commit(brook, matter(_files(brook), "2023-what", "draft", asks="We shall."))
    said = run(brook, "gate", "main", "HEAD", "--format", "github", exits=1)
    assert "::error file=proposals/2023-what/proposal.md" in said
    assert "P002 not-a-question" in said


def test_colliding_amendments_are_shown_before_the_vote(brook: Path, run: Callable[..., str]) -> None:
    commit(brook, matter(_files(brook), "2023-rats", "opened", changes={CONDUCT: conduct("gong", "rat")}, opened="2023-03-30"))
    said = run(brook, "gate", "main", "HEAD")
    assert "M009 colliding-amendments: '2023-dogs' changes c2-2 of this file too" in said
    commit(brook, matter(_files(brook), "2023-lamps", "opened", changes={CONDUCT: conduct("gong", "dog", "torch")}, opened="2023-03-30"))
    assert run(brook, "check").count("M009") == 2  # the message, and where it is explained


def test_a_shallow_clone_is_refused_by_the_gate_and_told_by_check(brook: Path, tmp_path: Path, run: Callable[..., str]) -> None:
    git(tmp_path, "clone", "-q", "--depth", "2", f"file://{brook}", "shallow")
    assert "git fetch --unshallow" in run(tmp_path / "shallow", "gate", "HEAD~1", "HEAD", exits=2)
    assert "M008 history-cut-off" in run(tmp_path / "shallow", "check")


def test_grafts_and_replace_refs_hide_nothing(brook: Path, run: Callable[..., str]) -> None:
    made = commit(brook, {CONDUCT: conduct("evil")})
    clean = git(brook, "rev-parse", "main")
    back = commit(brook, {CONDUCT: conduct("gong")})
    git(brook, "replace", "--graft", back, clean)
    assert f"commit {made[:12]}" in run(brook, "check", exits=1)
    (brook / ".git/info").mkdir(exist_ok=True)
    (brook / ".git/info/grafts").write_text(f"{back} {clean}\n")
    assert "M008" in run(brook, "check")
    run(brook, "gate", "main", "HEAD", exits=2)


def test_an_evil_merge_is_found(brook: Path, run: Callable[..., str]) -> None:
    commit(brook, matter(_files(brook), "2023-kind", "draft"))
    git(brook, "checkout", "-q", "main")
    commit(brook, {"README.md": b"hello\n"})
    git(brook, "merge", "-q", "--no-ff", "--no-commit", "change")
    made = commit(brook, {CONDUCT: conduct("evil")}, "Merge branch 'change'")
    back = commit(brook, {CONDUCT: conduct("gong")})
    assert len(git(brook, "rev-list", "--parents", "-1", made).split()) == 3
    found = run(brook, "check", exits=1)
    assert f"commit {made[:12]}" in found
    assert back[:12] not in found


def test_what_happened_on_a_merged_branch_is_judged_by_its_merge(brook: Path, run: Callable[..., str]) -> None:
    commit(brook, {CONDUCT: conduct("try")})
    commit(brook, {CONDUCT: conduct("gong"), "README.md": b"hello\n"})
    git(brook, "checkout", "-q", "main")
    git(brook, "merge", "-q", "--no-ff", "-m", "Merge", "change")
    assert "are sound" in run(brook, "check")


@pytest.mark.parametrize(("base", "head"), [("nowhere", "HEAD"), ("main", "--help-me"), ("HEAD", "nowhere")])
def test_what_is_no_revision_cannot_be_judged(brook: Path, run: Callable[..., str], base: str, head: str) -> None:
    run(brook, "gate", "--", base, head, exits=2, as_of=None) if head.startswith("-") else run(brook, "gate", base, head, exits=2)


def test_records_are_the_same_read_from_git_with_and_without_history(original: Path) -> None:
    from folkmoot.repository.reader import read_revision

    with_history, without = read_revision(original, "HEAD"), read_revision(original, "HEAD", with_history=False)
    assert with_history.files == without.files == read_archive(_files(original)).files
    assert [merge.commit for merge in with_history.history] == git(original, "rev-list", "--reverse", "HEAD").split()
    assert without.history == ()
