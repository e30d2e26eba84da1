"""Three members vote with the very commands of the page that tells them how, in a real Git repository, with keys of their own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from co_op import commit, event, genesis, log, proposal
from folkmoot.formats.canonical import digest, manifest_digest, write_document
from folkmoot.formats.table import write_entries

PAGE = (Path(__file__).parents[2] / "site" / "pages" / "voting.md").read_text("utf-8")
MEMBERS = ("m-0001", "m-0002", "m-0003")
FOLDER = "proposals/2023-lamps"
DURING, AFTER = "1676376000", "1677067200"
"""14 and 22 February 2023, at noon UTC."""


def told(begins: str) -> str:
    """The one command of the page that begins so."""
    lines = [line for block in re.findall(r"^```\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL) for line in block.splitlines()]
    (found,) = (line for line in lines if line.startswith(begins))
    return found


class Members:
    """A clone, and for each member a home of their own with their key."""

    def __init__(self, folder: Path) -> None:
        self.root, self.homes = folder / "clone", {name: folder / name for name in MEMBERS}
        rows = []
        for name, home in self.homes.items():
            (home / ".ssh").mkdir(parents=True)
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", home / ".ssh" / "id_ed25519"], check=True)
            said = subprocess.run(["ssh-keygen", "-lf", home / ".ssh" / "id_ed25519.pub"], check=True, capture_output=True, text=True)
            rows.append((name, said.stdout.split()[1]))
        entries = write_entries(("entry", "key"), rows)
        head = {
            "id": "2023-members", "type": "roster", "title": "Members", "summary": "All.", "as_of": "2023-02-01", "rules_at": "2023-02-01",
            "count": "3", "columns": ["entry", "key"], "digest": digest(entries), "storage": "public",
        }  # fmt: skip
        text = proposal("2023-lamps")
        events = (
            event("2023-02-01T12:00:00Z", "opened"),
            event("2023-02-12T12:00:00Z", "frozen", text=manifest_digest({"proposal.md": text})),
        )
        roster = {"juries/rosters/2023-members/roster.md": write_document(head, "\n"), "juries/rosters/2023-members/entries.csv": entries}
        self.root.mkdir()
        commit(self.root, {**genesis(), **roster, f"{FOLDER}/proposal.md": text, f"{FOLDER}/log.yml": log(*events)})

    def run(self, who: str, command: str, at: str = DURING, *, code: int = 0) -> str:
        """Run a command as one of the members, at an instant."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        env = {"HOME": str(self.homes[who]), "PATH": path, "SSH_AUTH_SOCK": "", "SOURCE_DATE_EPOCH": at}
        ran = subprocess.run(
            ["bash", "-c", command], cwd=self.root, env=env, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        )
        assert ran.returncode == code, f"{command}\n{ran.stdout}{ran.stderr}"
        return ran.stdout + ran.stderr


@pytest.fixture(scope="module")
def members(tmp_path_factory: pytest.TempPathFactory) -> Members:
    """Three members of a co-op with a question that is frozen."""
    return Members(tmp_path_factory.mktemp("members"))


def test_nobody_votes_before_the_vote_is_open(members: Members) -> None:
    assert "no vote on 2023-lamps is open" in members.run("m-0001", told("folkmoot vote cast"), code=2)


def test_the_vote_is_opened_for_the_roster(members: Members) -> None:
    assert "3 may vote" in members.run("m-0001", told("folkmoot vote open"))
    commit(members.root, {})
    assert "does not follow" in members.run("m-0001", told("folkmoot vote open"), code=2)


def test_each_member_casts_a_signed_ballot_and_one_changes_their_mind(members: Members) -> None:
    cast = told("folkmoot vote cast")
    for name in MEMBERS:
        assert f"{FOLDER}/ballots/{name}-1.json.sig.d/{name}.sig is written" in members.run(name, cast)
        commit(members.root, {})
    members.run("m-0003", cast.replace(" for", " against"))
    commit(members.root, {})
    assert (members.root / FOLDER / "ballots" / "m-0003-2.json").is_file()


def test_nobody_votes_for_another_or_in_words_that_are_no_choice(members: Members) -> None:
    cast = told("folkmoot vote cast")
    assert "the roster has the key" in members.run("m-0001", f"{cast} --as m-0002", code=2)
    assert "'perhaps' is not a choice here" in members.run("m-0001", cast.replace(" for", " perhaps"), code=2)
    assert "not in the electorate" in members.run("m-0001", f"{cast} --as m-0666", code=2)
    assert not (members.root / FOLDER / "ballots" / "m-0002-2.json").exists()


def test_the_list_says_who_counts_and_why_a_trap_does_not(members: Members) -> None:
    forged = (members.root / FOLDER / "ballots" / "m-0002-1.json").read_bytes().replace(b'"for"', b'"against"').replace(b" 1,", b" 7,")
    commit(members.root, {f"{FOLDER}/ballots/m-0002-7.json": forged, f"{FOLDER}/ballots/trap.json": b"{"})
    said = members.run("m-0002", told("folkmoot ballots list"))
    assert "counts      m-0003, number 2; signed by its voter" in said
    assert "not counted m-0003, number 1: this voter's ballot number 2 takes its place (superseded)" in said
    assert "not counted m-0002, number 7: its voter did not sign it (unsigned)" in said
    assert "not counted the file trap.json: it cannot be read as a ballot (unreadable)" in said
    assert "3 count and 3 do not; 3 may vote" in said


def test_the_vote_is_closed_counted_verified_and_packed(members: Members) -> None:
    assert "nobody may close" not in members.run("m-0001", told("folkmoot vote close"), AFTER)
    commit(members.root, {})
    assert "is not open" in members.run("m-0001", told("folkmoot vote cast"), AFTER, code=2)
    members.run("m-0001", told("folkmoot tally"), AFTER)
    commit(members.root, {})
    decision = (members.root / FOLDER / "decision.md").read_text()
    assert "summary: 2 for, 1 against, 0 abstained." in decision
    assert "- `m-0002`, number 7: its voter did not sign it." in decision
    assert "- the file `trap.json`: it cannot be read as a ballot." in decision
    assert "decision 2023-lamps: 2 for, 1 against" in members.run("m-0002", "folkmoot verify", AFTER)
    packed = members.run("m-0003", told("folkmoot ballots pack"), AFTER)
    sums = members.run("m-0003", "mkdir ../out && tar xf ../lamps.tar -C ../out && cd ../out && sha256sum --quiet -c SHA256SUMS && sha256sum SHA256SUMS")
    assert sums.split()[0] in packed
    assert sums.split()[0] in decision


def test_openssh_alone_confirms_a_ballot(members: Members) -> None:
    line = (members.homes["m-0001"] / ".ssh" / "id_ed25519.pub").read_text()
    (members.root.parent / "allowed").write_text(f"m-0001 {line}")
    ballot = f"{FOLDER}/ballots/m-0001-1.json"
    command = f"ssh-keygen -Y verify -f ../allowed -I m-0001 -n ballot@brook.example -s {ballot}.sig.d/m-0001.sig < {ballot}"
    assert "Good" in members.run("m-0001", command)
