"""`folkmoot explain` and `folkmoot schema`, as their user meets them."""

import json

import pytest

from folkmoot.checks.example import message
from folkmoot.checks.registry import all_checks, find_check
from folkmoot.cli import main
from folkmoot.formats.schema import HEADS, LOGS


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


def test_the_list_names_every_check_with_its_title(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _run(capsys, "explain")
    assert code == 0
    assert [line.split()[:2] for line in out.splitlines()] == [[each.code, each.name] for each in all_checks()]
    assert all(each.title in out for each in all_checks())


@pytest.mark.parametrize("asked", ["P012", "p012", "too-few-seconds", "Too-Few-Seconds"])
def test_a_page_can_be_asked_for_by_code_or_name(capsys: pytest.CaptureFixture[str], asked: str) -> None:
    code, out, _ = _run(capsys, "explain", asked)
    assert code == 0
    assert out.startswith("# P012 too-few-seconds\n\nA proposal was opened with fewer seconds")
    assert [line for line in out.splitlines() if line.startswith("## ")] == ["## Why", "## Mend", "## Example", "## Message"]


def test_a_page_holds_the_message_to_the_letter_and_the_lines_that_differ(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = _run(capsys, "explain", "C009")
    lines = message(find_check("C009")).splitlines()
    assert "\n".join(f"    {line}".rstrip() for line in lines) in out
    assert "      -      abstain: quorum-only\n" in out
    assert "\x1b" not in out


def test_what_cannot_be_seen_is_spelled_out(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = _run(capsys, "explain", "F025")
    assert "\u202e" not in out
    assert "<U+202E>two<U+202C>" in out


@pytest.mark.parametrize("check", [check.code for check in all_checks()])
def test_every_page_can_be_shown(capsys: pytest.CaptureFixture[str], check: str) -> None:
    code, out, _ = _run(capsys, "explain", check)
    assert code == 0
    assert out.isprintable() or all(mark.isprintable() or mark in "\n\N{REPLACEMENT CHARACTER}" for mark in out)


def test_a_misspelt_check_is_met_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = _run(capsys, "explain", "too-few-second")
    assert (code, out) == (2, "")
    assert err == "folkmoot: there is no check 'too-few-second'\n  mend: did you mean 'too-few-seconds'? list them with: folkmoot explain\n"


def test_schema_lists_types_and_logs(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = _run(capsys, "schema")
    assert out.split() == [*HEADS, *LOGS]


@pytest.mark.parametrize("name", [*HEADS, *LOGS])
def test_a_schema_is_closed_to_unknown_fields(capsys: pytest.CaptureFixture[str], name: str) -> None:
    code, out, _ = _run(capsys, "schema", name)
    schema = json.loads(out)
    assert code == 0
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["additionalProperties"] is False


def test_the_schema_spells_fields_as_records_do(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = _run(capsys, "schema", "article")
    assert "class" in json.loads(out)["properties"]
    assert '"class_"' not in out


def test_a_misspelt_type_is_met_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = _run(capsys, "schema", "Propsal")
    assert (code, out) == (2, "")
    assert err == "folkmoot: there is no record type 'Propsal'\n  mend: did you mean 'proposal'? list them with: folkmoot schema\n"
