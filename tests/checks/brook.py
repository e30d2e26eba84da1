"""Brook, the sound co-op of the examples, with a few words changed, and what one check says of it."""

from collections.abc import Mapping
from datetime import datetime

from folkmoot.checks.example import AS_OF, base
from folkmoot.checks.registry import find_check, run_checks
from folkmoot.formats.canonical import manifest_digest
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import chronicle
from folkmoot.records.finding import Finding

OPEN = "proposals/2026-shorter-waiting"
TEXT = f"{OPEN}/proposal.md"
LOG = f"{OPEN}/log.yml"
DRAFT = f"{OPEN}/changes/charter/01-members.md"
GENESIS = "proposals/2026-genesis"
ROSTER = "juries/rosters/2026-01-members"


def changed(path: str, old: str, new: str) -> dict[str, bytes]:
    """A file of Brook in which some words stand in place of others; the words must be there."""
    text = base()[path].decode()
    assert old in text, f"{path} has no {old!r}"
    return {path: text.replace(old, new).encode()}


def draft(article: str, old: str, new: str) -> dict[str, bytes]:
    """An article of Brook as the open proposal would change it."""
    [data] = changed(f"charter/{article}.md", old, new).values()
    return {f"{OPEN}/changes/charter/{article}.md": data}


def found(check: str, files: Mapping[str, bytes | None], *, as_of: datetime = AS_OF) -> list[Finding]:
    """What one check finds in Brook with these files over it; None takes a file away."""
    over = {**base(), **files}
    course = chronicle(read_archive({path: data for path, data in over.items() if data is not None}), as_of)
    return list(run_checks(course, [find_check(check)]))


def said(check: str, files: Mapping[str, bytes | None], *, as_of: datetime = AS_OF) -> list[str]:
    """The same, as lines `path:line:column what`."""
    return [
        f"{each.place.path}:{each.place.line}:{each.place.column} {each.what}" for each in found(check, files, as_of=as_of)
    ]


def text_digest(files: Mapping[str, bytes]) -> str:
    """The digest that a vote on the open proposal would bind."""
    bound = {path: data for path, data in files.items() if path == TEXT or path.startswith(f"{OPEN}/changes/")}
    return manifest_digest({path.removeprefix(f"{OPEN}/"): data for path, data in bound.items()})
