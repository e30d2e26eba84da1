"""A co-op in which a vote by each of several rules is to be opened, in real Git, with keys of members, a clerk and tellers."""

import json
from collections.abc import Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from co_op import ARTICLE, article, commit, event, genesis, log, proposal
from folkmoot.cli import main
from folkmoot.formats.canonical import digest, manifest_digest, write_document
from folkmoot.formats.keys_json import write_keys
from folkmoot.formats.table import write_entries
from folkmoot.records.keys import KeysHead
from folkmoot.trust.namespace import namespace_of
from publish.voted_coop import APPROVAL, IRV, MAJORITY, SCHULZE, STAR
from trust.keyring import throwaway

COOP, KEYS = "brook.example", "charter/keys/0001.json"
RULES: dict[str, Mapping[str, Any]] = {
    "hands": {**MAJORITY, "secrecy": "attested"}, "box": {**MAJORITY, "secrecy": "counted"}, "urn": {**APPROVAL, "secrecy": "counted"},
    "sheets": {**SCHULZE, "secrecy": "attested"}, "lamps": MAJORITY, "schulze": SCHULZE, "irv": IRV, "approval": APPROVAL, "star": STAR,
}  # fmt: skip
CHOSEN_AMONG = ("urn", "sheets", "schulze", "irv", "approval", "star")
KEYED = ("m-0001", "m-0002", "m-0003", "m-0004")
MEMBERS = (*KEYED, "m-0005", "m-0006")
"""The last two have no key in the roster."""
OPENS, DURING, AFTER = "2023-02-13T12:00:00Z", "2023-02-15T12:00:00Z", "2023-02-21T12:00:00Z"
"""When a vote opens, a moment while it is open, and one after its window and the round that settles its ties."""


class BallotBox:
    """A clone in which everybody's verbs are run, and the keys beside it."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "clone"
        self.root.mkdir()
        commit(self.root, genesis({"charter/01-rules.md": article(rules=_rules())}))
        commit(self.root, _keys())
        commit(self.root, _roster() | {path: data for rule in RULES for path, data in _frozen(rule).items()})

    def run(self, *words: str, at: str = DURING, code: int | None = 0, merge: bool = False) -> str:
        """Run folkmoot within this process; what it said, on both channels. `merge` commits what it wrote; a `code` of None is any."""
        said, ended = StringIO(), 0
        timed = () if words[0] == "sign" else ("--as-of", at)
        with chdir(self.root), redirect_stdout(said), redirect_stderr(said):
            try:
                main([*words, *timed])
            except SystemExit as stop:
                ended = int(stop.code or 0)
        assert code in (None, ended), f"{words}\n{said.getvalue()}"
        if merge:
            commit(self.root, {})
        return said.getvalue()

    def key(self, person: str) -> tuple[str, str]:
        """The option that names somebody's key file."""
        path = self.root.parent / person
        if not path.exists():
            throwaway(person).write_private(path)
        return "--key", str(path)

    def cast(self, rule: str, voter: str, *choice: str) -> str:
        """A member votes with their own key, and it is merged."""
        return self.run("vote", "cast", name(rule), *choice, *self.key(voter), merge=True)

    def table(self, text: str) -> str:
        """A clerk's private table, outside the repository."""
        path = self.root.parent / "hands.csv"
        path.write_text(text)
        return str(path)

    def decision(self, rule: str) -> str:
        """The decision of a vote."""
        return (self.root / "proposals" / name(rule) / "decision.md").read_text()


def name(rule: str) -> str:
    """The proposal that is put to the vote by a rule."""
    return f"2023-{rule}"


def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = json.loads(json.dumps(ARTICLE["rules"]))
    policy = rules["procedures"]["policy"]
    for rule, words in RULES.items():
        rules["decisions"][rule] = {"secrecy": "open", **words}
        rules["procedures"][f"by-{rule}"] = {**policy, "decide": {"by": "members", "rule": rule, "open": "7d"}}
    return dict(json.loads(json.dumps(rules)))


def _frozen(rule: str) -> dict[str, bytes]:
    options = [{"id": option, "title": f"The {option}"} for option in ("mill", "oven", "well")]
    text = proposal(name(rule), f"by-{rule}", **({"options": options} if rule in CHOSEN_AMONG else {}))
    folder = f"proposals/{name(rule)}"
    bound = manifest_digest({"proposal.md": text})
    events = (event("2023-02-01T12:00:00Z", "opened"), event("2023-02-12T12:00:00Z", "frozen", text=bound))
    return {f"{folder}/proposal.md": text, f"{folder}/log.yml": log(*events)}


def _roster() -> dict[str, bytes]:
    rows = [(entry, throwaway(entry).fingerprint if entry in KEYED else "-") for entry in MEMBERS]
    entries = write_entries(("entry", "key"), rows)
    head = {
        "id": "2023-members", "type": "roster", "title": "Members", "summary": "All.", "as_of": "2023-02-01", "rules_at": "2023-02-01",
        "count": str(len(rows)), "columns": ["entry", "key"], "digest": digest(entries), "storage": "public", "keys": "1",
    }  # fmt: skip
    document, folder = write_document(head, "\n"), "juries/rosters/2023-members"
    armour = throwaway("bea").sign(document, namespace_of(f"{folder}/roster.md", COOP))
    return {f"{folder}/roster.md": document, f"{folder}/entries.csv": entries, f"{folder}/roster.md.sig.d/bea.sig": armour}


def _keys() -> dict[str, bytes]:
    """Bea is the clerk, and two tellers of three sign what was counted."""
    people = {each: {"keys": [throwaway(each).public_line]} for each in ("bea", "tea", "ted", "tim")}
    roles = {role: {"threshold": 1, "people": ["bea"]} for role in ("root", "clerk", "secretary")}
    roles["teller"] = {"threshold": 2, "people": ["tea", "ted", "tim"]}
    head = {"schema": "coop-keys/1", "coop": COOP, "version": 1, "expires": "2033-12-31", "people": people, "roles": roles}
    data = write_keys(KeysHead.model_validate(head))
    space = namespace_of(KEYS, COOP)
    return {KEYS: data, **{f"{KEYS}.sig.d/{each}.sig": throwaway(each).sign(data, space) for each in people}}
