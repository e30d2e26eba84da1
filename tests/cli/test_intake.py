"""`folkmoot intake`: a form becomes a branch, or is refused at the line and column where it was filled in."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from co_op import write_tree
from folkmoot.checks.example import base
from folkmoot.cli import main
from folkmoot.formats.intake_form import FIELDS, LARGEST, blank, read_form
from folkmoot.formats.layout import read_archive
from procedure.brook import FROZEN, OPENED, VOTING, beside, course_of, files_of
from procedure.brook import NAME as MATTER

FORM = {
    "title": "A longer table for the kitchen", "kind": "policy", "summary": "Everybody eats at one table.", "asks": "Shall the kitchen have it?",
    "introduced_by": "m-285a", "seconds": "m-2f6a, m-5023", "text": "We eat in turns.\n\nThat is no way to eat.",
}  # fmt: skip
NAME = "2026-a-longer-table-for-the-kitchen"
PATH = f"proposals/{NAME}/proposal.md"
AS_OF = "2026-03-20"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return begun(tmp_path / "co-op", base(), monkeypatch)


def begun(top: Path, files: Mapping[str, bytes], monkeypatch: pytest.MonkeyPatch) -> Path:
    write_tree(top, files)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "A clerk")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "clerk@brook.example")
    git(top, "init", "-q", "-b", "main")
    git(top, "config", "user.name", "A clerk")
    git(top, "config", "user.email", "clerk@brook.example")
    git(top, "add", "-A")
    git(top, "commit", "-q", "-m", "begun")
    return top


def git(root: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True, text=True).stdout.strip()


def intake(root: Path, form: str | bytes, *words: str, exits: int = 0, as_of: str = AS_OF) -> None:
    file = root.parent / "form.txt"
    file.write_bytes(form if isinstance(form, bytes) else form.encode())
    with pytest.raises(SystemExit) as done:
        main(["intake", str(file), "--root", str(root), "--as-of", as_of, *words])
    assert (done.value.code or 0) == exits


def form(**values: str) -> str:
    return blank("proposal", {**FORM, **values})


def branches(root: Path) -> list[str]:
    return git(root, "for-each-ref", "--format=%(refname:short)", "refs/heads").split()


def test_a_form_becomes_a_sound_record_on_a_branch_and_nothing_else_moves(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "unfinished.txt").write_text("mine")
    head, status = git(root, "rev-parse", "HEAD"), git(root, "status", "--porcelain")
    intake(root, form())
    assert f"{PATH}: on the branch intake/{NAME}" in capsys.readouterr().out
    assert git(root, "rev-parse", "HEAD") == head
    assert git(root, "symbolic-ref", "HEAD") == "refs/heads/main"
    assert git(root, "status", "--porcelain") == status
    assert not (root / PATH).exists()
    assert git(root, "diff", "--name-only", f"main...intake/{NAME}") == PATH
    assert git(root, "rev-parse", f"intake/{NAME}^") == head
    made = git(root, "show", f"intake/{NAME}:{PATH}")
    archive = read_archive({**base(), PATH: f"{made}\n".encode()})
    found = archive.proposal(NAME)
    assert found is not None
    assert archive.faults == ()
    assert (found.text.head.introduced_by, found.text.head.seconds) == ("m-285a", ("m-2f6a", "m-5023"))
    assert found.text.body.strip() == FORM["text"]
    with pytest.raises(SystemExit) as gated:
        main(["gate", "main", f"intake/{NAME}", "--root", str(root), "--as-of", AS_OF])
    assert (gated.value.code or 0) == 0


def test_a_letter_around_the_form_and_dos_line_ends_do_not_matter(root: Path) -> None:
    text = "Dear clerk,\nhere is mine.\n\n" + form(summary="Everybody eats\n at one table.")
    intake(root, b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(), "--branch", "a/letter")
    assert "a/letter" in branches(root)
    assert "summary: Everybody eats at one table." in git(root, "show", f"a/letter:{PATH}")


def test_what_looks_like_a_head_in_the_form_stays_words(root: Path) -> None:
    evil = "x\n---\nid: 2026-other\ntype: proposal\n---\n{{ rules.x }} <script>a()</script>"
    intake(root, form(text=evil, title='A "title": {a: b}, [c] # not a comment', id="2026-plain"))
    made = git(root, "show", "intake/2026-plain:proposals/2026-plain/proposal.md")
    found = read_archive({**base(), "proposals/2026-plain/proposal.md": f"{made}\n".encode()}).proposal("2026-plain")
    assert found is not None
    assert found.text.head.id == "2026-plain"
    assert found.text.head.title == 'A "title": {a: b}, [c] # not a comment'
    assert found.text.body.strip() == evil


@pytest.mark.parametrize(
    ("values", "place", "what"),
    [
        ({"kind": "polcy"}, "form.txt:3:7:", "polcy"),
        ({"introduced_by": "Ada Lovelace"}, "form.txt:6:5:", "'Ada Lovelace' is no token"),
        ({"seconds": "m-2f6a, ../../etc"}, "form.txt:7:14:", "'../../etc' is no token"),
        ({"id": "../../charter/01-members"}, "form.txt:8:5:", "is no id of a proposal"),
        ({"id": "2026-late-shift"}, "form.txt:8:5:", "there is a proposal 2026-late-shift already"),
        ({"title": "!!!"}, "form.txt:2:8:", "is no id of a proposal"),
        ({"responds_to": "2026-nothing"}, "form.txt:8:10:", "2026-nothing"),
        ({"title": "A table\u202e"}, "form.txt:2:15:", "a mark stands here that cannot be seen"),
        ({"text": ""}, "form.txt:1:1:", "nothing stands after 'Text:'"),
        ({"asks": "The kitchen table."}, "form.txt:5:15:", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_where_the_member_wrote_it(
    root: Path, capsys: pytest.CaptureFixture[str], values: Mapping[str, str], place: str, what: str
) -> None:
    text = form(**values)
    if not any(values.get(name) for name in ("id", "responds_to")):
        assert text.count("\n") >= 8
    intake(root, text, exits=1)
    said = capsys.readouterr().out
    assert place in said, said
    assert what in said
    assert branches(root) == ["main"]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"Form: proposal\nTitle: a\0b\n", "NUL"),
        (b"Form: proposal\nTitle: \xff\n", "not UTF-8"),
        (b"x" * (LARGEST + 1), "bytes; 65,536 are read at most"),
        (b"", "no line says which form this is"),
        (b"Form: ballot\n", "there is no form 'ballot'"),
        (b"Form: second\nProposal: a\nProposal: b\nBy: m-044e\n", "'Proposal:' stands here again"),
        (b"Form: second\nhello\nProposal: a\nBy: m-044e\n", "this line belongs to no field"),
    ],
)
def test_what_is_no_form_is_refused(root: Path, capsys: pytest.CaptureFixture[str], data: bytes, what: str) -> None:
    intake(root, data, exits=1)
    assert what in capsys.readouterr().out
    assert branches(root) == ["main"]


def test_a_branch_that_is_there_or_is_no_name_is_refused_and_stays(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    intake(root, form())
    before = git(root, "rev-parse", f"intake/{NAME}")
    for name in (f"intake/{NAME}", "-x", "a..b"):
        intake(root, form(), "--branch", name, exits=2)
    assert git(root, "rev-parse", f"intake/{NAME}") == before
    assert sorted(branches(root)) == [f"intake/{NAME}", "main"]
    assert "give another one with --branch" in capsys.readouterr().err


def test_a_second_adds_one_token_to_the_text_and_changes_nothing_else(root: Path) -> None:
    intake(root, blank("second", {"proposal": "2026-shorter-waiting", "by": "m-044e"}))
    changed = git(root, "diff", "-U0", "main", "intake/2026-shorter-waiting-second-m-044e").splitlines()
    assert [line for line in changed if line[:1] in "+-" and line[:3] not in ("+++", "---")] == [
        "-seconds: [m-2f6a, m-5023, m-b337]",
        "+seconds: [m-2f6a, m-5023, m-b337, m-044e]",
    ]


@pytest.mark.parametrize(
    ("proposal", "by", "what"),
    [
        ("2026-shorter-waiting", "m-2f6a", "has introduced or seconded it already"),
        ("2026-late-shift", "m-044e", "a text is seconded while it is written or discussed"),
        ("2026-nothing", "m-044e", "there is no proposal '2026-nothing'"),
        ("../charter", "m-044e", "there is no proposal '../charter'"),
        ("2026-shorter-waiting", "m-9999", "m-9999"),
    ],
)
def test_a_second_that_cannot_count_is_refused(
    root: Path, capsys: pytest.CaptureFixture[str], proposal: str, by: str, what: str
) -> None:
    intake(root, blank("second", {"proposal": proposal, "by": by}), exits=1)
    assert what in capsys.readouterr().out


def test_by_fills_an_empty_form_and_contradicts_no_other(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    named = blank("second", {"proposal": "2026-shorter-waiting", "by": "m-044e"})
    intake(root, named, "--by", "m-07c8", exits=1)
    assert "form.txt:3:5:" in capsys.readouterr().out
    intake(root, named, "--by", "m-044e", "--dry-run")
    assert branches(root) == ["main"]


def test_an_objection_is_refused_where_the_rule_hears_none(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    intake(root, blank("object", {"proposal": "2026-late-shift", "by": "m-044e", "ref": "c001", "reason": "why"}), exits=1)
    assert "nobody can object to 2026-late-shift now" in capsys.readouterr().out


def test_an_objection_grows_the_log_by_one_line_where_the_rule_hears_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {**beside(), **files_of(MATTER, OPENED, FROZEN, VOTING, kind="agreed")}
    top = begun(tmp_path / "brook", files, monkeypatch)
    said = blank("object", {"proposal": MATTER, "by": "m-0002", "ref": "c1-1", "reason": "It shuts out: {those} # who work nights"})
    intake(top, said, "--branch", "heard", as_of="2026-05-15T12:00:00Z")
    before, after = files[f"proposals/{MATTER}/log.yml"].decode(), git(top, "show", f"heard:proposals/{MATTER}/log.yml")
    assert after.startswith(before)
    assert len(after.splitlines()) == len(before.splitlines()) + 1
    course = course_of({**files, f"proposals/{MATTER}/log.yml": f"{after}\n".encode()}, "2026-05-15T13:00:00Z")
    last = course.matters[MATTER].proposal.log[-1]
    assert (last.act, last.by, last.ref, last.reason) == ("objected", "m-0002", "c1-1", "It shuts out: {those} # who work nights")
    assert course.matters[MATTER].walk.refusals == ()


def test_every_form_reads_back_what_it_was_filled_in_with() -> None:
    for kind, fields in FIELDS.items():
        values = {name: f"value of {name}" for name in fields}
        found, faults = read_form("f", blank(kind, values).encode())
        assert faults == []
        assert found is not None
        assert {name: value.strip() for name, value in found.values.items()} == values
        assert all(found.place(name).line == row for row, name in enumerate((n for n in fields if n != "text"), start=2))
