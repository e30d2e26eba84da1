"""Three clerks keep the keys of a co-op with the very commands of the page that tells them how."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from co_op import proposal
from folkmoot.checks.example import base
from folkmoot.records.event import JuryEvent
from folkmoot.records.signature import Assurance
from folkmoot.repository.reader import read_work_tree
from folkmoot.trust.assurance import assurance_of
from folkmoot.trust.chain import keyring

PAGE = (Path(__file__).parents[2] / "site" / "pages" / "signing.md").read_text("utf-8")
PEOPLE = ("ana", "bea", "cyd")
MEMBERS = "entry,name,region,key\n" + "".join(f"m-{n:04},Name {n},{'north' if n % 2 else 'south'},\n" for n in range(40))


def _told(begins: str) -> str:
    """The one command of the page that begins so, on one line."""
    blocks = re.findall(r"^```\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    found = [line for line in lines if line.startswith(begins)]
    assert found, f"the page has no command {begins}"
    return found[0]


class Clerks:
    """A clone, and for each clerk a home of their own with their key."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "clone"
        self.homes = {name: folder / name for name in PEOPLE}
        for path, data in base().items():
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_bytes(data)
        for name, home in self.homes.items():
            (home / ".ssh").mkdir(parents=True)
            (home / "private").mkdir()
            (home / "private" / "members.csv").write_text(MEMBERS)
            self.run(name, _told("ssh-keygen -t") + " -q -N '' -C ''", folder)
        self.run("ana", "git init -q -b main && git config user.name ana && git config user.email ana@brook.example")
        self.merge("Founding")

    def run(self, who: str, command: str, where: Path | None = None, *, code: int = 0) -> str:
        """Run a command as one of the clerks."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        env = {"HOME": str(self.homes[who]), "PATH": path, "SSH_AUTH_SOCK": "", "SOURCE_DATE_EPOCH": "1775000000"}
        ran = subprocess.run(
            ["bash", "-c", command], cwd=where or self.root, env=env, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        )
        assert ran.returncode == code, f"{command}\n{ran.stdout}{ran.stderr}"
        return ran.stdout + ran.stderr

    def merge(self, message: str) -> None:
        """Commit everything on the main line."""
        self.run("ana", f"git add -A && git commit -q -m '{message}'")


@pytest.fixture(scope="module")
def clerks(tmp_path_factory: pytest.TempPathFactory) -> Clerks:
    """Three clerks whose first keys hold."""
    clerks = Clerks(tmp_path_factory.mktemp("clerks"))
    for name in PEOPLE:
        clerks.run(name, f"cp ~/.ssh/coop.pub {clerks.root.parent}/{name}.pub")
    clerks.run("ana", re.sub(r"=(\w+\.pub)", rf"={clerks.root.parent}/\1", _told("folkmoot keys init")))
    for name in PEOPLE:
        clerks.run(name, _told("folkmoot sign charter/keys"))
    clerks.merge("Keys: the first version")
    return clerks


def test_the_first_keys_hold_once_all_three_have_signed(clerks: Clerks) -> None:
    said = clerks.run("bea", "folkmoot keys verify")
    assert "holds  version 1" in said
    assert clerks.run("bea", "sha256sum charter/keys/0001.json").split()[0] in said


def test_a_roster_is_frozen_derived_again_and_signed_by_two(clerks: Clerks) -> None:
    clerks.run("ana", _told("folkmoot roster freeze"))
    clerks.run("bea", _told("folkmoot roster rederive"))
    clerks.run("ana", _told("folkmoot sign juries/rosters"))
    assert "it needs 2 who may sign" in clerks.run("bea", "folkmoot check", code=1)
    clerks.run("bea", _told("folkmoot sign juries/rosters"))
    clerks.merge("Roster 2026-03-members")
    assert "roster-unsigned" not in clerks.run("bea", "folkmoot check")


def test_ssh_keygen_and_sha256sum_alone_confirm_it(clerks: Clerks) -> None:
    clerks.run("cyd", _told("folkmoot keys allowed-signers"))
    for name in ("ana", "bea"):
        command = _told("ssh-keygen -Y verify").replace("brook.example", "brook").replace("-I ana", f"-I {name}")
        assert "Good" in clerks.run("cyd", command.replace("ana.sig", f"{name}.sig"))
    digest = clerks.run("cyd", _told("sha256sum juries/rosters")).split()[0]
    assert f"digest: {digest}" in (clerks.root / "juries/rosters/2026-03-members/roster.md").read_text()
    (clerks.root / "allowed_signers").unlink()


def test_a_key_is_rotated_and_the_chain_goes_on(clerks: Clerks) -> None:
    clerks.run("cyd", "ssh-keygen -q -t ed25519 -N '' -C '' -f ~/.ssh/new && cp ~/.ssh/new.pub ../cyd-new.pub")
    clerks.run("cyd", _told("folkmoot keys rotate").replace("cyd-new.pub", "../cyd-new.pub"))
    assert "'cyd'" in clerks.run("cyd", "folkmoot keys verify", code=1)
    for name, key in (("ana", "coop"), ("bea", "coop"), ("cyd", "new")):
        clerks.run(name, f"folkmoot sign charter/keys/0002.json --key ~/.ssh/{key}")
    clerks.merge("Keys: cyd has a new key")
    assert "holds  version 2" in clerks.run("ana", "folkmoot keys verify")
    assert "holds  signature juries/rosters/2026-03-members/roster.md" in clerks.run("ana", "folkmoot verify")


def test_a_member_brings_a_key(clerks: Clerks) -> None:
    member = clerks.homes["bea"]
    clerks.run("ana", _told("folkmoot enrol challenge").replace("m-0a22", "m-0007") + " --out ~/private/m-0007.challenge.json")
    clerks.run("bea", f"cp {clerks.homes['ana']}/private/m-0007.challenge.json . ", member)
    answer = _told("folkmoot enrol answer").replace("m-0a22", "m-0007")
    clerks.run("bea", f"{answer} --out {clerks.homes['ana']}/private/m-0007.answer.json", member)
    accept = _told("folkmoot enrol accept").replace("m-0a22.answer.json", "~/private/m-0007.answer.json")
    clerks.run("ana", accept)
    listed = (clerks.homes["ana"] / "private" / "members.csv").read_text()
    assert re.search(r"^m-0007,Name 7,north,SHA256:[A-Za-z0-9+/]{43}$", listed, re.MULTILINE)


def test_a_clerk_signs_an_act_for_a_member_and_the_pages_would_say_b(clerks: Clerks) -> None:
    log = (clerks.root / "juries/2026-care-circle-1/log.yml").read_text()
    [entry] = re.findall(r"act: accepted, by: (m-[0-9a-f]{4})", log)[:1] or ["m-0007"]
    said = clerks.run("ana", _told("folkmoot act").replace("m-0a22", entry) + " --as ana")
    assert f"'accepted' of {entry} is signed for 'act@brook'" in said
    archive = read_work_tree(clerks.root)
    jury = archive.jury("2026-care-circle-1")
    assert jury is not None
    event = JuryEvent.model_construct(at=jury.log[0].at, act="accepted", by=entry, account=None)
    assert assurance_of(archive, keyring(archive), jury.folder, event, None) is Assurance.ATTESTED
    assert "exists already" in clerks.run("ana", _told("folkmoot act").replace("m-0a22", entry) + " --as ana", code=2)
    assert "there is no record" in clerks.run("ana", "folkmoot act juries/none accepted --by m-0001", code=2)
    clerks.merge("Jury 2026-care-circle-1: an acceptance, attested")


def test_the_history_since_a_checkpoint_only_grew(clerks: Clerks) -> None:
    clerks.run("ana", _told("folkmoot checkpoint show"))
    (clerks.root / "proposals" / "2026-lamps").mkdir()
    (clerks.root / "proposals" / "2026-lamps" / "proposal.md").write_bytes(proposal("2026-lamps"))
    clerks.merge("Proposal 2026-lamps: a draft")
    clerks.run("ana", _told("folkmoot verify --since"))
    clerks.run("bea", "git reset -q --hard HEAD~2 && git commit -q --allow-empty -m 'Another history'")
    said = clerks.run("ana", _told("folkmoot verify --since"), code=1)
    assert "FAILS" in said
