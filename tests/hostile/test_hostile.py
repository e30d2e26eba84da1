"""Whatever stands in the records, `folkmoot check` answers with findings: never with a traceback, and never late."""

import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from checks.brook import GENESIS, LOG, OPEN, TEXT, changed
from co_op import commit, git, write_tree
from folkmoot.checks.example import base
from folkmoot.cli import main
from hostile.broken import BROKEN, CALL, CALL_AT, Broken

LONGEST = 10.0
"""Seconds that any set of records may take to be judged."""


def _check(capsys: pytest.CaptureFixture[str], root: Path, *more: str) -> tuple[int, list[dict[str, Any]]]:
    started = time.monotonic()
    with pytest.raises(SystemExit) as ended:
        main(["check", "--root", str(root), "--format", "json", "--as-of", "2026-04-01T00:00:00Z", *more])
    assert time.monotonic() - started < LONGEST
    printed = capsys.readouterr()
    assert "Traceback" not in printed.err
    return int(ended.value.code or 0), json.loads(printed.out)["findings"]


def _over_brook(root: Path, files: Mapping[str, bytes]) -> None:
    write_tree(root, {**base(), **files})


def test_there_are_many_ways_to_break_a_record() -> None:
    assert len({broken.name for broken in BROKEN}) >= 150


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_a_broken_record_is_a_finding(capsys: pytest.CaptureFixture[str], tmp_path: Path, broken: Broken) -> None:
    _over_brook(tmp_path, broken.files)
    code, findings = _check(capsys, tmp_path)
    assert code == 1
    at = {(each["code"], each["path"], each["line"]) for each in findings}
    assert (broken.code, broken.path, broken.line) in at


@pytest.mark.parametrize("form", ["text", "github", "sarif"])
@pytest.mark.parametrize("broken", BROKEN[::5], ids=lambda broken: broken.name)
def test_a_broken_record_can_be_told_in_every_form(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, broken: Broken, form: str
) -> None:
    _over_brook(tmp_path, broken.files)
    with pytest.raises(SystemExit) as ended:
        main(["check", "--root", str(tmp_path), "--format", form, "--as-of", "2026-04-01"])
    out = capsys.readouterr().out
    assert (ended.value.code, broken.code in out) == (1, True)
    assert all(mark.isprintable() or mark == "\n" for mark in out), "nothing in a record may move the cursor"


def test_unknown_fields_are_met_with_the_nearest(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    _over_brook(tmp_path, changed(TEXT, "owner: shop-table", "ownr: shop-table"))
    _, findings = _check(capsys, tmp_path)
    assert [each["mend"] for each in findings if each["code"] == "F011"] == ["did you mean 'owner'?"]


def _link_to_a_file(root: Path) -> str:
    (root / OPEN / "decision.md").symlink_to("/etc/hostname")
    return f"{OPEN}/decision.md"


def _link_to_nothing(root: Path) -> str:
    (root / OPEN / "decision.md").symlink_to("nothing")
    return f"{OPEN}/decision.md"


def _link_to_itself(root: Path) -> str:
    (root / OPEN / "decision.md").symlink_to("decision.md")
    return f"{OPEN}/decision.md"


def _link_to_a_folder(root: Path) -> str:
    (root / "proposals/2026-link").symlink_to(root)
    return "proposals/2026-link"


def _pipe(root: Path) -> str:
    os.mkfifo(root / OPEN / "decision.md")
    return f"{OPEN}/decision.md"


def _repository(root: Path) -> str:
    (root / OPEN / ".git").mkdir()
    return f"{OPEN}/.git"


def _bytes_as_a_name(root: Path) -> str:
    Path(os.fsdecode(os.fsencode(root / OPEN) + b"/a\xff.md")).write_bytes(b"x\n")
    return f"{OPEN}/a\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}.md"


def _newline_in_a_name(root: Path) -> str:
    (root / OPEN / "a\nb.md").write_bytes(b"x\n")
    return f"{OPEN}/a\nb.md"


@pytest.mark.parametrize(
    "make",
    [_link_to_a_file, _link_to_nothing, _link_to_itself, _link_to_a_folder, _pipe, _repository, _newline_in_a_name],
)
def test_what_is_no_plain_file_is_told_and_never_followed(capsys: pytest.CaptureFixture[str], tmp_path: Path, make: Any) -> None:
    _over_brook(tmp_path, {})
    path = make(tmp_path)
    code, findings = _check(capsys, tmp_path)
    assert code == 1
    assert [(each["code"], each["path"], each["line"]) for each in findings] == [("F001", path, 1)]


def test_a_name_of_bytes_that_are_no_text(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    _over_brook(tmp_path, {})
    Path(os.fsdecode(os.fsencode(tmp_path / OPEN) + b"/a\xff.md")).write_bytes(b"x\n")
    code, findings = _check(capsys, tmp_path)
    assert (code, [each["code"] for each in findings]) == (1, ["F001"])
    assert "\N{REPLACEMENT CHARACTER}" in findings[0]["path"]


def test_a_folder_where_a_text_should_stand(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    _over_brook(tmp_path, {f"{OPEN}/decision.md/note.md": b"x\n"})
    code, findings = _check(capsys, tmp_path)
    assert (code, [each["code"] for each in findings]) == (1, ["F013"])


@pytest.mark.parametrize(
    ("name", "mode", "codes"),
    [
        ("..", "100644", {"F001"}), (".git", "100644", {"F001"}), (".GIT", "100644", {"F001"}), ("con", "100644", {"F001"}),
        ("decision.md", "120000", {"F001"}), ("decision.md", "160000", {"F001"}), ("a\\..\\b", "100644", {"F001"}),
    ],
)  # fmt: skip
def test_a_tree_that_no_checkout_would_write(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, mode: str, codes: set[str]
) -> None:
    commit(tmp_path, base())
    blob = git(tmp_path, "hash-object", "-w", TEXT)
    oid = git(tmp_path, "rev-parse", "HEAD") if mode == "160000" else blob
    forged = _forge(tmp_path, f"proposals/{OPEN.rpartition('/')[2]}", (mode, name, oid))
    code, findings = _check(capsys, tmp_path, "--at", forged)
    assert code == 1
    assert {each["code"] for each in findings} == codes


def _forge(root: Path, folder: str, entry: tuple[str, str, str]) -> str:
    """Commit a tree that holds one more entry in `folder`, byte by byte, as no Git command would."""
    import subprocess

    mode, name, oid = entry
    path, tree = folder.split("/"), git(root, "rev-parse", "HEAD^{tree}")
    new = (mode.encode() + b" " + name.encode() + b"\0", bytes.fromhex(oid))
    for depth in range(len(path), -1, -1):
        here = git(root, "rev-parse", f"HEAD:{'/'.join(path[:depth])}") if depth else tree
        raw = subprocess.run(["git", "cat-file", "tree", here], cwd=root, check=True, capture_output=True).stdout
        entries = [each for each in _entries(raw) if each[0].split(b" ", 1)[1] != new[0].split(b" ", 1)[1]]
        data = b"".join(head + target for head, target in sorted([*entries, new], key=lambda each: each[0].split(b" ", 1)[1]))
        written = ["git", "hash-object", "-t", "tree", "-w", "--stdin", "--literally"]
        made = subprocess.run(written, cwd=root, input=data, check=True, capture_output=True).stdout.decode().strip()
        new = (b"40000 " + (path[depth - 1].encode() if depth else b"") + b"\0", bytes.fromhex(made))
    return git(root, "commit-tree", new[1].hex(), "-m", "forged")


def _entries(raw: bytes) -> list[tuple[bytes, bytes]]:
    entries = []
    while raw:
        head, _, rest = raw.partition(b"\0")
        entries.append((head + b"\0", rest[:20]))
        raw = rest[20:]
    return entries


LONG = 500_000
SLOW = {
    "braces": "{{", "braces and spaces": "{{ ", "open braces": "{{ a", "spaces": " ", "backticks": "`", "fences": "```\n",
    "two fences": "```\n~~~\n", "at signs": "@", "half addresses": "a@", "nearly addresses": "a@b.", "dots": "a.", "plus signs": "+1",
    "nearly numbers": "+1 1 1 1 ", "telephones": "tel ", "brackets": "[", "stars": "*", "comments": "<!--", "letters": "a",
    "line ends": "\n", "backslashes": "\\u", "zero-width": "a\u200b",
}  # fmt: skip


@pytest.mark.parametrize("pattern", SLOW)
@pytest.mark.parametrize("kind", ["article", "imported"])
def test_a_long_text_is_judged_in_good_time(capsys: pytest.CaptureFixture[str], tmp_path: Path, pattern: str, kind: str) -> None:
    words = (SLOW[pattern] * LONG)[: LONG - 1000]
    while len(words.encode()) > LONG:
        words = words[: len(words) // 2]
    path = f"{OPEN}/changes/charter/01-members.md" if kind == "article" else TEXT
    files = {path: base()[path] + words.encode()}
    if kind == "imported":
        files = {path: files[path].replace(b"kind: amendment", b"kind: imported\nimported: {from: elsewhere}")}
    _over_brook(tmp_path, files)
    _check(capsys, tmp_path)


@pytest.mark.parametrize(
    "head",
    [
        "".join(f"field-{number}: x\n" for number in range(8_000)),
        f"{'f' * 400_000}: x\n",
        "".join(f"titel{number}: x\n" for number in range(8_000)),
        f"models: [{', '.join(['A'] * 20_000)}]\n",
        f"supersedes: {'a' * 80}\nresponds_to: {'a' * 300_000}\n",
    ],
    ids=["many fields", "a long field", "many misspelt fields", "many wrong values", "a long reference"],
)
def test_a_head_full_of_faults_is_judged_in_good_time(capsys: pytest.CaptureFixture[str], tmp_path: Path, head: str) -> None:
    _over_brook(tmp_path, changed(TEXT, "introduced_by:", f"{head}introduced_by:"))
    code, _ = _check(capsys, tmp_path)
    assert code == 1
    started = time.monotonic()
    with pytest.raises(SystemExit):
        main(["check", "--root", str(tmp_path), "--as-of", "2026-04-01"])
    assert time.monotonic() - started < LONGEST


@pytest.mark.parametrize("span", ["99999y", "99999m", "99999w", "99999d", "99999h"])
def test_a_span_longer_than_the_calendar(capsys: pytest.CaptureFixture[str], tmp_path: Path, span: str) -> None:
    genesis = f"{GENESIS}/changes/charter/02-how-we-decide.md"
    files = {
        path: base()[path].decode().replace("max: 90d", f"max: {span}").replace("notice: 30d", f"notice: {span}").encode()
        for path in (genesis, "charter/02-how-we-decide.md")
    }
    _over_brook(tmp_path, files)
    code, findings = _check(capsys, tmp_path)
    assert (code, {each["code"] for each in findings} <= {"P007", "V002", "V003", "V008"}) == (1, True)


@pytest.mark.parametrize("year", ["0001", "0002", "9998", "9999"])
def test_a_log_at_the_ends_of_the_calendar(capsys: pytest.CaptureFixture[str], tmp_path: Path, year: str) -> None:
    log = base()[LOG].decode().replace("2026-03-02", f"{year}-12-31" if year > "5" else f"{year}-01-01")
    _over_brook(tmp_path, {LOG: log.encode()})
    _check(capsys, tmp_path)


@pytest.mark.parametrize("count", ["0", "9999999999999999"])
@pytest.mark.parametrize("field", ["seats: 5", "hours: 6"])
def test_a_call_with_the_least_and_the_most_seats(capsys: pytest.CaptureFixture[str], tmp_path: Path, field: str, count: str) -> None:
    call = CALL.replace(field.encode(), f"{field.partition(':')[0]}: {count}".encode())
    _over_brook(tmp_path, {CALL_AT: call})
    _check(capsys, tmp_path)


def test_a_beacon_round_beyond_the_calendar(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    chain = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
    source = f"{{kind: beacon, chain: {chain}, round: 9999999999999999}}"
    call = CALL.replace(b'{kind: dice, when: "2026-05-01T12:00:00Z"}', source.encode())
    log = b'- {at: "2026-03-20T12:00:00Z", act: called, by: care-circle}\n- {at: "2026-03-21T12:00:00Z", act: pool-frozen, by: clerk}\n'
    _over_brook(tmp_path, {CALL_AT: call, "juries/2026-price-jury/log.yml": log})
    _check(capsys, tmp_path)
