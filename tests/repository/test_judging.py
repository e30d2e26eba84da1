from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from folkmoot.records.signature import PublicKey, Refused, Signed
from folkmoot.repository import judging
from folkmoot.repository.reader import read_work_tree
from folkmoot.trust.signature import judge
from trust.keyring import throwaway

SPACE = "ballot@brook.example"
SILENT = "import time; time.sleep(600)"
BROKEN = ("raise SystemExit(3)", "print('x' * 5000)", "import sys; sys.stdin.buffer.read(4); sys.stdout.buffer.write(bytes(4))")


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "_PART", 8)
    monkeypatch.setattr(judging, "_WORTH_A_PROCESS", 2)
    monkeypatch.setattr(judging, "_cores", lambda: 2)


@cache
def box() -> Mapping[str, bytes]:
    """Sixty ballots by six keys; every seventh was changed after the signing, some signatures are of something else, or none."""
    files: dict[str, bytes] = {}
    for number in range(60):
        path = f"proposals/2023-lamps/ballots/m-{number:03}-1.json"
        ballot = b'{"choice": "for", "number": %d}\n' % number
        armour = throwaway(f"judging {number % 6}").sign(ballot, SPACE if number % 11 else "act@brook.example")
        files[path] = ballot.replace(b"for", b"against") if number % 7 == 0 else ballot
        files[f"{path}.sig.d/m-{number:03}.sig"] = armour if number % 13 else armour[:-40]
    return files


def asked() -> list[Signed]:
    files = box()
    return [(files[path], files[path.partition(".sig.d/")[0]], SPACE) for path in files if path.endswith(".sig")]


def ahead_of(files: Mapping[str, bytes]) -> Mapping[Signed, str]:
    ahead = judging.Ahead()
    for path in files:
        ahead.add(path, files)
    return ahead.close()


def outcomes(judged: Mapping[Signed, str]) -> list[str | Refused]:
    return [judged.get(one) or outcome(one) for one in asked()]


def outcome(one: Signed) -> str | Refused:
    key = judge(*one)
    return key if isinstance(key, Refused) else key.fingerprint


def test_what_comes_of_signatures_is_the_same_with_and_without_a_second_process() -> None:
    plain = outcomes({})
    assert {type(one) for one in plain} == {str, Refused}
    assert outcomes(ahead_of(box())) == plain


def test_exactly_the_signatures_that_hold_are_kept_each_for_its_own_namespace() -> None:
    judged = ahead_of(box())
    holding = [one for one in asked() if isinstance(judge(*one), PublicKey)]
    elsewhere = [one for one in asked() if isinstance(judge(one[0], one[1], "act@brook.example"), PublicKey)]
    assert set(judged) == {*holding, *((armour, ballot, "act@brook.example") for armour, ballot, _ in elsewhere)}
    assert holding
    assert elsewhere
    assert all(judged[one] == outcome(one) for one in holding)
    with pytest.raises(KeyError):
        judged[b"", b"", SPACE]


def test_the_process_finds_by_itself_all_that_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    def unasked(_: object) -> object:
        raise AssertionError("judged here")

    monkeypatch.setattr(judging, "answer", unasked)
    judged = ahead_of(box())
    assert isinstance(judged, judging.Ahead)
    assert judged._thread is not None
    judged._thread.join()
    assert outcomes(judged) == outcomes({})


def test_a_signature_of_another_ballot_is_never_taken_for_this_one() -> None:
    first, second = [one for one in asked() if isinstance(judge(*one), PublicKey)][:2]
    assert ahead_of(box()).get((first[0], second[1], SPACE)) is None


@pytest.mark.parametrize("program", BROKEN)
def test_a_process_that_breaks_changes_nothing(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "_PROGRAM", program)
    assert outcomes(ahead_of(box())) == outcomes({})


def test_a_process_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "_PROGRAM", SILENT)
    monkeypatch.setattr(judging, "_PATIENCE", 0.3)
    assert outcomes(ahead_of(box())) == outcomes({})


def test_a_python_that_cannot_be_started_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging.sys, "executable", "/nonexistent/python")
    assert outcomes(ahead_of(box())) == outcomes({})


def test_on_one_core_nothing_is_judged_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "_cores", lambda: 1)
    assert ahead_of(box()) == {}


def test_a_few_signatures_start_no_process() -> None:
    few = dict(list(box().items())[:20])
    assert ahead_of(few) == {}


def test_the_process_imports_nothing_from_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stranger = tmp_path / "folkmoot"
    stranger.mkdir()
    (stranger / "__init__.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend("")
    assert outcomes(ahead_of(box())) == outcomes({})
    assert not (tmp_path / "ran").exists()


def test_a_work_tree_is_read_the_same_with_signatures_judged_meanwhile(tmp_path: Path) -> None:
    for path, data in box().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    plain, ahead = read_work_tree(tmp_path), read_work_tree(tmp_path, judging=True)
    assert ahead == plain
    assert plain.judged == {}
    assert outcomes(ahead.judged) == outcomes({})
    assert len(ahead.judged) == sum(1 for one in asked() if isinstance(judge(one[0], one[1], SPACE), PublicKey)) + sum(
        1 for one in asked() if isinstance(judge(one[0], one[1], "act@brook.example"), PublicKey)
    )
