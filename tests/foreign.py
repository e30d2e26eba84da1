"""Foreign rules under folkmoot: imported, given the rules that an account on the site writes for them, and adopted by founders."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from co_op import event, log
from folkmoot.formats.ballot_json import write_totals
from folkmoot.formats.canonical import digest, manifest_digest, write_document
from folkmoot.formats.importers.bylaws import BylawsImporter
from folkmoot.formats.layout import read_archive
from folkmoot.formats.table import write_entries
from folkmoot.procedure.chronicle import chronicle
from folkmoot.records.ballot import CountedTotals
from folkmoot.records.value import parse_instant
from folkmoot.tally.decision import decision_document, recount

ROOT = Path(__file__).parent.parent
VECTORS = Path(__file__).parent / "vectors"
ACCOUNTS = ROOT / "site/pages/examples"
_RULES = re.compile(r"^In `(charter/[a-z0-9-]+\.md)`:\n\n```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_QUOTE = re.compile(r"^ *> ([\w.]+): (.+)$", re.MULTILINE)
_SAID = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def account(name: str) -> str:
    """The page of an account."""
    return (ACCOUNTS / f"{name}.md").read_text("utf-8")


def rules_of(page: str) -> dict[str, dict[str, Any]]:
    """The rules that an account writes, by the article they go into."""
    return {path: yaml.load(text, Loader=yaml.BaseLoader)["rules"] for path, text in _RULES.findall(page)}


def quotes_of(page: str) -> list[tuple[str, str]]:
    """The sentences that an account quotes, each after the number or name of its section."""
    return _QUOTE.findall(page)


def said_of(page: str) -> list[str]:
    """What the account says that folkmoot says."""
    return _SAID.findall(page)


def imported(folder: str, *rules: str) -> dict[str, bytes]:
    """The files that the importer makes of a folder of vectors."""
    importer, below = BylawsImporter(rules or ("*",)), VECTORS / folder
    found = {path.relative_to(below).as_posix(): path.read_bytes() for path in sorted(below.rglob("*.md"))}
    made, faults = importer.read_all({name: data for name, data in found.items() if importer.takes(name)})
    assert faults == ()
    return {each.path: each.data for each in made}


def adopted(files: Mapping[str, bytes], rules: Mapping[str, Mapping[str, Any]]) -> dict[str, bytes]:
    """A co-op whose founders adopted imported texts with some rules put into them, eleven to one."""
    folder = next(iter(files)).rpartition("/")[0]
    made = {path: _with_rules(data, rules.get(path.partition("/changes/")[2])) for path, data in files.items()}
    text = manifest_digest({path.removeprefix(f"{folder}/"): data for path, data in made.items()})
    tokens = [f"m-{number}" for number in range(100, 112)]
    entries = write_entries(("entry",), [(token,) for token in tokens])
    roster = {
        "id": "2024-founders", "type": "roster", "title": "Founders", "summary": "The founders.", "as_of": "2024-01-01",
        "rules_at": "2024-01-01", "count": "12", "columns": ["entry"], "digest": digest(entries), "storage": "public",
    }  # fmt: skip
    electorate = {"kind": "roster", "id": "2024-founders", "digest": digest(entries)}
    name = folder.rpartition("/")[2]
    made |= {
        "juries/rosters/2024-founders/roster.md": write_document(roster, "\n"),
        "juries/rosters/2024-founders/entries.csv": entries,
        f"{folder}/log.yml": log(
            event("2024-01-02T12:00:00Z", "opened", by="founders-meeting"),
            event("2024-01-20T12:00:00Z", "frozen", by="founders-meeting", text=text),
            event("2024-01-21T12:00:00Z", "voting-opened", by="founders-meeting", electorate=electorate),
            event("2024-01-23T12:00:00Z", "ballots-closed", by="tellers"),
        ),
        f"{folder}/ballots/counted.json": write_totals(CountedTotals(name, text, digest(entries), 11, 1, 0, ("m-100", "m-101"))),
    }  # fmt: skip
    archive = read_archive(made)
    assert archive.faults == (), archive.faults
    course = chronicle(archive, parse_instant("2024-02-01T00:00:00Z"))
    made[f"{folder}/decision.md"] = decision_document(recount(archive, archive.proposals[0], course.matters[name].book))
    return {**made, **{path.partition("/changes/")[2]: data for path, data in made.items() if "/changes/" in path}}


def _with_rules(data: bytes, rules: Mapping[str, Any] | None) -> bytes:
    if rules is None:
        return data
    head, _, body = data.decode().removeprefix("---\n").partition("\n---\n")
    return write_document({**yaml.load(head, Loader=yaml.BaseLoader), "rules": rules}, body)
