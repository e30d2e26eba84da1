"""`folkmoot draw sign` and `draw ticket`: a call is signed as any record, and every token has a ticket."""

from pathlib import Path

import pytest

from co_op import genesis, write_tree
from folkmoot.formats.keys_json import write_keys
from folkmoot.records.keys import KeysHead
from folkmoot.records.signature import PublicKey
from folkmoot.trust.signature import judge
from lived import charter, jury
from stories.two_stages import folkmoot
from trust.keyring import throwaway

CALL = "juries/2023-jury/call.md"


@pytest.fixture
def coop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A co-op of three with a jury of two, and Ana, whose key may sign."""
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    head = KeysHead.model_validate({
        "schema": "coop-keys/1", "coop": "brook.example", "version": 1, "expires": "2030-01-01",
        "people": {"ana": {"keys": [throwaway("ana").public_line]}}, "roles": {"root": {"threshold": 1, "people": ["ana"]}}, "revoked": [],
    })  # fmt: skip
    files = genesis(charter())
    write_tree(tmp_path, {**files, **jury(files), "charter/keys/0001.json": write_keys(head)})
    (tmp_path / "private").mkdir()
    throwaway("ana").write_private(tmp_path / "private/ana")
    return tmp_path


def test_a_call_is_signed_by_the_name_of_its_jury(coop: Path) -> None:
    said = folkmoot(coop, "draw", "sign", "2023-jury", "--key", "private/ana", "--root", str(coop))
    assert f"{CALL} is signed as 'ana' for 'call@brook.example'" in said
    signature = (coop / f"{CALL}.sig.d/ana.sig").read_bytes()
    assert isinstance(judge(signature, (coop / CALL).read_bytes(), "call@brook.example"), PublicKey)
    assert "exists already" in folkmoot(coop, "draw", "sign", "juries/2023-jury", "--key", "private/ana", exits=2)
    folkmoot(coop, "draw", "sign", "2023-jury", "--key", "private/ana", "--again")


def test_a_jury_that_is_not_there_is_not_signed(coop: Path) -> None:
    assert "did you mean '2023-jury'?" in folkmoot(coop, "draw", "sign", "2023-jruy", exits=2)


def test_a_token_off_the_roster_has_a_ticket_and_is_told_what_it_means(coop: Path) -> None:
    said = folkmoot(coop, "draw", "ticket", "2023-jury", "m-0009")
    assert "'m-0009' is not in the roster 2023-founders; see whether it is spelled as on the member's card" in said
    assert "has a right to a seat if this ticket is at or below the last one drawn" in said
    assert sum(line.startswith("    all  ") for line in said.splitlines()) == 1


def test_a_token_on_the_roster_is_told_where_it_stands(coop: Path) -> None:
    said = [folkmoot(coop, "draw", "ticket", "2023-jury", f"m-000{number}") for number in (1, 2, 3)]
    assert sum("drawn: seat 1" in each for each in said) == 1
    assert sum("drawn: seat 2" in each for each in said) == 1
    assert sum("not drawn: other tickets were lower" in each for each in said) == 1


def test_the_group_has_a_verb_for_each_step(coop: Path) -> None:
    said = folkmoot(coop, "draw", "--help")
    for verb in ("call", "sign", "seed", "run", "replace", "verify", "ticket", "simulate"):
        assert f"\n  {verb} " in said
