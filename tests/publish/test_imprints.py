"""What an earlier build made of a matter is used only where it is, byte for byte, what would be made again."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from co_op import event, log, proposal
from folkmoot.checks.example import AS_OF, bad, base
from folkmoot.checks.registry import Check, all_checks, run_checks
from folkmoot.checks.verification import verify
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import Chronicle, chronicle
from folkmoot.procedure.imprint import imprint_of
from folkmoot.publish.site import render_site
from folkmoot.records.recall import remembering
from folkmoot.records.value import parse_instant
from lived import lived

DRAFT = "proposals/2026-tea/proposal.md"
TEA = {"title": "Tea at four", "introduced_by": "m-0001", "seconds": []}


class Known:
    """A memory that forgets nothing, and how often it was of use."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], bytes] = {}
        self.used = 0

    def get(self, kind: str, key: str) -> bytes | None:
        found = self.rows.get((kind, key))
        self.used += found is not None and kind == "matters"
        return found

    def put(self, kind: str, key: str, data: bytes) -> None:
        self.rows[kind, key] = data


def course_of(files: Mapping[str, bytes], as_of: datetime = AS_OF) -> Chronicle:
    return chronicle(read_archive(dict(files)), as_of)


def site(course: Chronicle) -> dict[str, bytes]:
    checks = [check for check in all_checks() if check.code in ("V002", "P001")]
    findings = run_checks(course)
    return {**render_site(course, checks=checks, findings=findings, verified=verify(course)), "": repr(findings).encode()}


def differing(files: Mapping[str, bytes], memory: Known, as_of: datetime = AS_OF) -> list[str]:
    """The pages that come out otherwise with a memory of what was before."""
    with remembering(memory):
        one = site(course_of(files, as_of))
    other = site(course_of(files, as_of))
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


def everything() -> dict[str, bytes]:
    return {path: data for merge in lived() for path, data in merge.items()}


def edited(files: Mapping[str, bytes]) -> Iterable[dict[str, bytes]]:
    """The same co-op after edits of many kinds, each beside the others."""
    texts = [path for path in files if path.endswith("proposal.md")]
    for path in texts:
        yield {**files, path: files[path] + b"\nOne more sentence.\n"}
        yield {**files, path: files[path].replace(b"\ntitle: ", b"\ntitle: Also ", 1)}
        folder = path.removesuffix("/proposal.md")
        yield {name: data for name, data in files.items() if not name.startswith(f"{folder}/")}
        tied = proposal("2026-tea", **TEA, supersedes=folder.rpartition("/")[2], body=f"\nSee [it](../../{path}).\n")
        yield {**files, DRAFT: tied, "proposals/2026-tea/log.yml": log(event("2026-03-20T00:00:00Z", "opened"))}
        yield {**files, DRAFT: proposal("2026-tea", **TEA, responds_to=folder.rpartition("/")[2])}
    for path in files:
        if path.endswith(("log.yml", "decision.md")) or path.startswith("charter/"):
            yield {name: data for name, data in files.items() if name != path}


@pytest.mark.parametrize("name", ["base", "lived"])
def test_after_an_edit_a_page_that_is_remembered_is_the_one_that_would_be_made(name: str) -> None:
    files = base() if name == "base" else everything()
    as_of = AS_OF if name == "base" else datetime(2023, 4, 1, tzinfo=UTC)
    memory = Known()
    assert differing(files, memory, as_of) == []
    for number, after in enumerate(edited(files)):
        if number % 7 == 3:
            assert differing(after, memory, as_of) == [], number
    assert memory.used > 5


@pytest.mark.slow
@pytest.mark.parametrize("name", ["base", "lived"])
def test_so_it_is_after_every_edit(name: str) -> None:
    files = base() if name == "base" else everything()
    as_of = AS_OF if name == "base" else datetime(2023, 4, 1, tzinfo=UTC)
    memory = Known()
    for number, after in enumerate(edited(files)):
        assert differing(after, memory, as_of) == [], number


@pytest.mark.slow
@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.code)
def test_so_it_is_when_a_co_op_becomes_unsound_in_each_way(check: Check, sound: Known) -> None:
    assert differing(bad(check), sound) == []


@pytest.fixture(scope="module")
def sound() -> Known:
    """The memory of the sound co-op, to which every unsound one adds its own."""
    memory = Known()
    assert differing(base(), memory) == []
    return memory


@pytest.mark.slow
@pytest.mark.parametrize("name", ["base", "lived"])
def test_so_it_is_as_days_go_by(name: str) -> None:
    files = base() if name == "base" else everything()
    first = parse_instant("2025-10-01T00:00:00Z" if name == "base" else "2023-01-20T00:00:00Z")
    memory = Known()
    for step in range(60):
        as_of = first + timedelta(days=step * 5, hours=step % 24)
        assert differing(files, memory, as_of) == [], as_of


def test_an_edit_of_a_draft_leaves_the_imprints_of_all_others() -> None:
    files = {**everything(), DRAFT: proposal("2026-tea", **TEA)}
    one, other = course_of(files), course_of({**files, DRAFT: files[DRAFT] + b"\nMore.\n"})
    moved = {name for name in one.matters if imprint_of(one, one.matters[name]) != imprint_of(other, other.matters[name])}
    assert moved == {"2026-tea"}


def test_a_draft_that_names_a_matter_moves_its_imprint_and_no_other() -> None:
    files = everything()
    named = next(name for name, matter in course_of(files).matters.items() if matter.decision)
    one, other = course_of(files), course_of({**files, DRAFT: proposal("2026-tea", **TEA, supersedes=named)})
    assert {name for name in one.matters if imprint_of(one, one.matters[name]) != imprint_of(other, other.matters[name])} == {named}
