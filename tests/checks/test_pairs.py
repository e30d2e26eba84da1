"""Every check has a page and a pair, and says of its pair exactly what stands beside it."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from co_op import write_tree
from folkmoot.checks import example
from folkmoot.checks.example_history import bad_history
from folkmoot.checks.registry import FAMILIES, Check, all_checks, run_checks
from folkmoot.formats.report import render
from folkmoot.procedure.chronicle import chronicle
from folkmoot.records.archive import Archive
from folkmoot.records.finding import Finding
from folkmoot.records.history import Merge
from folkmoot.repository.reader import read_work_tree

CHECKS = {check.code: check for check in all_checks()}
PAIRS = Path(example.__file__).parent / "pairs"


def _findings(
    root: Path, files: Mapping[str, bytes], checks: list[Check], history: tuple[Merge, ...] = ()
) -> tuple[tuple[Finding, ...], Archive]:
    write_tree(root, files)
    archive = replace(read_work_tree(root), history=history)
    return run_checks(chronicle(archive, example.AS_OF), checks), archive


def test_the_base_is_sound_under_every_check(tmp_path: Path) -> None:
    findings, archive = _findings(tmp_path, example.base(), list(CHECKS.values()))
    assert render(findings, archive.files, "text") == ""
    assert archive.is_demonstration


@pytest.mark.parametrize("code", CHECKS)
def test_a_check_says_of_its_bad_example_what_its_message_says(tmp_path: Path, code: str) -> None:
    check = CHECKS[code]
    findings, archive = _findings(tmp_path, example.bad(check), [check], bad_history(check))
    assert findings
    assert render(findings, archive.files, "text") == example.message(check)


@pytest.mark.parametrize("code", CHECKS)
def test_a_check_says_nothing_of_its_good_example(tmp_path: Path, code: str) -> None:
    findings, _ = _findings(tmp_path, example.good(CHECKS[code]), [CHECKS[code]])
    assert findings == ()


@pytest.mark.parametrize("code", CHECKS)
def test_a_check_has_a_page(code: str) -> None:
    check = CHECKS[code]
    assert check.title.endswith(".")
    assert check.why.endswith((".", "?"))
    assert check.mend.endswith((".", "?"))
    assert code[0] in FAMILIES


def test_no_pair_is_left_without_its_check() -> None:
    known = {f"{check.code}-{check.name}" for check in CHECKS.values()}
    assert {folder.name for folder in PAIRS.iterdir() if folder.is_dir()} - {*known, "base"} == set()


def test_codes_and_names_are_unique() -> None:
    assert len({check.name for check in CHECKS.values()}) == len(CHECKS)


def test_every_fault_that_readers_name_has_a_check() -> None:
    rooms = [path for room in ("formats", "repository") for path in (PAIRS.parent.parent / room).glob("*.py")]
    named = {word for path in rooms for word in _fault_names(path.read_text("utf-8"))}
    assert named
    # Whatever is wrong with the keys, K001 tells it.
    told = {name for name in named if not name.startswith("keys-") and name != "broken-keys"}
    assert told <= {check.name for check in CHECKS.values()}


def _fault_names(source: str) -> set[str]:
    """The last words of the calls of Fault: its names."""
    import ast

    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and len(node.args) == 4]
    names = [call.args[3] for call in calls if getattr(call.func, "id", getattr(call.func, "attr", "")) in ("Fault", "fault")]
    return {str(name.value) for name in names if isinstance(name, ast.Constant)}
