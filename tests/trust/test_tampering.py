"""Ten thousand falsified histories, and every one is found out; sound ones are not."""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from folkmoot.cli.verify_history import Account, compare, the_history
from folkmoot.records.checkpoint import Note
from folkmoot.records.value import parse_instant
from lived import AS_OF
from trust.life import history_of, life, signed, write_repository
from trust.tamperings import EVILS, REWRITINGS, Tampering, harmless, tamperings

NOW = parse_instant(AS_OF)


@cache
def _checkpoint() -> Note:
    return signed(history_of(life()))


def _judged(tampering: Tampering) -> Account:
    return compare(history_of(tampering.merges, is_same=tampering.is_same), [_checkpoint()], [], NOW)


def _unseen(cases: Iterable[Tampering]) -> tuple[Counter[str], Counter[str]]:
    """How many of each kind there were, and how many of them nobody would have noticed."""
    kinds, unseen = Counter[str](), Counter[str]()
    for case in cases:
        kinds[case.name] += 1
        if _judged(case).holds:
            unseen[case.name] += 1
    return kinds, unseen


def _in_git(root: Path, cases: list[Tampering]) -> list[Account]:
    branches = {"main": life(), **{f"case-{number}": case.merges for number, case in enumerate(cases)}}
    write_repository(root, branches)
    return [compare(the_history(root, branch), [_checkpoint()], [], NOW) for branch in list(branches)]


def test_sixty_falsified_histories_are_found_out() -> None:
    kinds, unseen = _unseen(tamperings(life(), 60))
    assert kinds.total() == 60
    assert unseen == Counter()


def test_sixty_harmless_histories_are_left_alone() -> None:
    assert [(case.name, account) for case in harmless(life(), 60) if not (account := _judged(case)).holds] == []


def test_twelve_falsified_histories_are_found_out_in_git(tmp_path: Path) -> None:
    cases = list(tamperings(life(), 12))
    sound, *found = _in_git(tmp_path, cases)
    assert sound.holds
    assert [case.name for case, account in zip(cases, found, strict=True) if account.holds] == []


@pytest.mark.slow
def test_ten_thousand_falsified_histories_are_found_out() -> None:
    kinds, unseen = _unseen(tamperings(life(), 10_000))
    assert unseen == Counter()
    assert kinds.total() == 10_000
    assert len(kinds) == len(EVILS) + len(REWRITINGS)
    assert min(kinds.values()) > 200


@pytest.mark.slow
def test_six_hundred_falsified_histories_and_sixty_sound_ones_in_git(tmp_path: Path) -> None:
    cases = [*tamperings(life(), 600), *harmless(life(), 60)]
    sound, *found = _in_git(tmp_path, cases)
    assert sound.holds
    assert [case.name for case, account in zip(cases[:600], found[:600], strict=True) if account.holds] == []
    assert [(case.name, account) for case, account in zip(cases[600:], found[600:], strict=True) if not account.holds] == []


@pytest.mark.slow
def test_a_thousand_harmless_histories_are_left_alone() -> None:
    assert [case.name for case in harmless(life(), 1000) if not _judged(case).holds] == []
