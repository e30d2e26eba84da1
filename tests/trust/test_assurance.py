"""How sure it is that somebody did what a log says."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from co_op import event, log
from folkmoot.formats.act_json import read_act, write_act
from folkmoot.formats.layout import read_archive
from folkmoot.formats.table import write_entries
from folkmoot.records.archive import Archive, Roster
from folkmoot.records.event import ProposalEvent
from folkmoot.records.roster import Entries
from folkmoot.records.signature import Assurance
from folkmoot.records.statement import Statement
from folkmoot.records.value import parse_instant
from folkmoot.trust.assurance import assurance_of, statement_path
from folkmoot.trust.chain import keyring
from trust.chains import BROOK, FOUNDERS, archived, first, revoked, second, signed
from trust.keyring import throwaway

FOLDER = "proposals/2026-lamps"
SAID = Statement(BROOK, FOLDER, "withdrawn", "m-0a22")
AT = "2026-05-01T12:00:00Z"


def entries(**keys: str) -> Roster:
    from folkmoot.formats.table import read_entries

    rows = [(name.replace("_", "-"), throwaway(key).fingerprint if key else "") for name, key in keys.items()]
    table, _ = read_entries("entries.csv", write_entries(("entry", "key"), rows))
    assert isinstance(table, Entries)
    return Roster("juries/rosters/x", None, table)  # type: ignore[arg-type]


ROSTER = entries(m_0a21="gil", m_0a22="dee", m_0a23="")


def co_op(*signers: str, statement: Statement = SAID, acts: tuple[str, ...] = (AT,), path: str = "", namespace: str = "act") -> Archive:
    """A co-op with its keys, a log with the acts of m-0a22, and a statement signed by the named keys."""
    from co_op import proposal

    where, data = path or statement_path(SAID), write_act(statement)
    files = {
        f"{FOLDER}/proposal.md": proposal("2026-lamps"),
        f"{FOLDER}/log.yml": log(*(event(at, "withdrawn", "m-0a22") for at in acts)),
        where: data,
    }
    return archived(first(), files, signed(where, data, *signers, namespace=f"{namespace}@{BROOK}"))


def level(archive: Archive, roster: Roster | None = ROSTER, number: int = 0, **fields: str) -> Assurance:
    found = archive.proposal("2026-lamps")
    assert found
    assert archive.faults == ()
    return assurance_of(archive, keyring(archive), FOLDER, found.log[number].model_copy(update=fields), roster)


def test_the_key_of_the_roster_is_ones_own_signature() -> None:
    assert level(co_op("m-0a22=dee")) == Assurance.OWN


def test_a_person_of_the_keyring_signs_their_own_act() -> None:
    archive = co_op("ana", statement=replace(SAID, by="ana"), path=statement_path(replace(SAID, by="ana")))
    assert level(archive, None, by="ana") == Assurance.OWN


def test_a_clerk_attests_and_ones_own_signature_is_better() -> None:
    assert level(co_op("ana")) == Assurance.ATTESTED
    assert level(co_op("ana", "m-0a22=dee")) == Assurance.OWN


def test_a_forge_account_is_named_by_its_number() -> None:
    assert level(co_op(), account="github:123456") == Assurance.ACCOUNT
    assert level(co_op("ana"), account="github:123456") == Assurance.ATTESTED


@pytest.mark.parametrize("account", ["github:octocat", "octocat", "github:", "GitHub:1", "github:0123", "github:1 "])
def test_a_login_is_no_account(account: str) -> None:
    line = log({"at": AT, "act": "withdrawn", "by": "m-0a22", "account": account})
    from co_op import proposal

    archive = read_archive({f"{FOLDER}/proposal.md": proposal("2026-lamps"), f"{FOLDER}/log.yml": line})
    [fault] = archive.faults
    assert "is not a forge account" in fault.what
    assert "like github:123456" in fault.mend


def test_an_account_may_stand_in_a_log() -> None:
    assert ProposalEvent.model_validate({"at": AT, "act": "opened", "by": "m-0a22", "account": "github:123456"}).account == "github:123456"


def test_nothing_signed_is_the_word_of_the_maintainers() -> None:
    assert level(co_op()) == Assurance.WORD


@pytest.mark.parametrize(
    "other",
    [
        replace(SAID, coop="meadow.example"),
        replace(SAID, record="proposals/2026-other"),
        replace(SAID, act="opened"),
        replace(SAID, by="m-0a23"),
        replace(SAID, at=parse_instant("2026-05-01T12:00:01Z")),
    ],
)
def test_a_statement_of_something_else_gives_nothing(other: Statement) -> None:
    assert level(co_op("m-0a22=dee", "ana", statement=other)) == Assurance.WORD


def test_another_members_key_a_strangers_and_another_namespace_give_nothing() -> None:
    assert level(co_op("m-0a22=gil", "eva")) == Assurance.WORD
    assert level(co_op("m-0a22=dee", namespace="ballot")) == Assurance.WORD
    assert level(co_op("m-0a22=dee"), roster=None) == Assurance.WORD
    assert level(co_op("m-0a22=dee"), roster=entries(m_0a21="dee", m_0a22="gil")) == Assurance.WORD


def test_a_statement_changed_after_the_signing_gives_nothing() -> None:
    archive = co_op("m-0a22=dee")
    path = statement_path(SAID)
    changed = {**archive.files, path: write_act(replace(SAID, at=parse_instant(AT)))}
    assert level(replace(read_archive(changed), history=archive.history)) == Assurance.WORD


def test_the_same_act_twice_needs_its_instant() -> None:
    later = "2026-06-01T12:00:00Z"
    twice = co_op("m-0a22=dee", acts=(AT, later))
    assert [level(twice, number=number) for number in (0, 1)] == [Assurance.WORD, Assurance.WORD]
    dated = co_op("m-0a22=dee", statement=replace(SAID, at=parse_instant(later)), acts=(AT, later))
    assert [level(dated, number=number) for number in (0, 1)] == [Assurance.WORD, Assurance.OWN]


def test_a_revoked_key_gives_nothing_from_its_position_on() -> None:
    one = co_op("ana")
    start = keyring(one).positions.of(f"{statement_path(SAID)}.sig.d/ana.sig")
    for distrust, wanted in ((start + 1, Assurance.ATTESTED), (start, Assurance.WORD)):
        two = second(
            dict(one.files), "ben", "cyd", "ana=ana-new",
            people={"ana": ["ana-new"], "ben": ["ben"], "cyd": ["cyd"]}, revoked=(revoked("ana", distrust),),
        )  # fmt: skip
        steps = [first(), {path: data for path, data in one.files.items() if path.startswith(FOLDER) and ".sig.d" not in path}]
        said = {path: data for path, data in one.files.items() if path.startswith(FOLDER) and ".sig.d" in path}
        assert level(archived(*steps, said, two)) == wanted


def test_a_clerk_of_later_attests_nothing_earlier() -> None:
    assert level(co_op(*FOUNDERS)) == Assurance.ATTESTED
    assert level(co_op("eva")) == Assurance.WORD


@given(some.sampled_from(["", AT]), some.sampled_from(["m-0a22", "ana"]))
def test_a_statement_is_read_as_it_was_written(at: str, by: str) -> None:
    said = replace(SAID, by=by, at=parse_instant(at) if at else None)
    assert read_act(write_act(said)) == said


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (write_act(SAID) + b"\n", "canonical form"),
        (write_act(SAID).replace(b"act/1", b"act/2"), "the schema is 'act/2'"),
        (write_act(SAID).replace(b"m-0a22", b"M-0A22"), "is not what a log has as 'by'"),
        (write_act(SAID).replace(b'"by"', b'"who"'), "the key 'by' is missing"),
        (write_act(SAID).replace(b"proposals/", b"charter/"), "is not the folder of a proposal or a jury"),
        (b"[]", "no JSON object"),
        (b'{"act": 1}', "is missing"),
    ],
)
def test_another_statement_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_act(data)
