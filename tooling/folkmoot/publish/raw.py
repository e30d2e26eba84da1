"""The very bytes of what a draw is checked from, so that a reader's own browser can draw it again."""

from collections.abc import Mapping

from folkmoot.formats.canonical import write_json
from folkmoot.formats.shards import SUMS, shard_names
from folkmoot.publish.atlas import Atlas
from folkmoot.publish.selection import tickets_file
from folkmoot.records.archive import Jury, Roster
from folkmoot.sortition.sketch import SIZE, bottom

_LARGEST = 64 * 1024 * 1024
"""Bytes of entries that a page is asked to carry; a larger roster is checked from its shards, by the command."""


def raw_files(atlas: Atlas) -> Mapping[str, bytes]:
    """For every drawn jury its call, log, lottery, draw and lowest tickets, and the entries of every roster that is drawn from.

    A call and a log keep their bytes and get the ending `.txt`: a site generator would turn them into pages.
    """
    files, archive = atlas.course.archive.files, atlas.course.archive
    made: dict[str, bytes] = {}
    for jury in archive.juries:
        if jury.draw is None:
            continue
        made |= {f"{jury.folder}/{shown}": files[path] for path, shown in _parts(jury) if path in files}
        roster = archive.roster(jury.call.head.roster)
        if roster is not None and roster.entries is not None:
            lowest = [{"entry": each.entry, "ticket": each.ticket} for each in bottom(jury.draw.seed, roster.entries.tokens)]
            made[tickets_file(jury)] = write_json({"seed": jury.draw.seed, "of": SIZE, "tickets": lowest})
            made |= entries_shown(atlas, roster)
    return made


def entries_shown(atlas: Atlas, roster: Roster) -> Mapping[str, bytes]:
    """The entries of a roster as the site carries them, in one file or as `SHA256SUMS` and its shards; empty where they are too large."""
    files = atlas.course.archive.files
    if roster.entries is None:
        return {}
    digits = roster.entries.digits
    names = (SUMS, *shard_names(digits)) if digits else ("entries.csv",)
    found = {path: files[path] for path in (f"{roster.folder}/{name}" for name in names) if path in files}
    return found if len(found) == len(names) and sum(map(len, found.values())) <= _LARGEST else {}


def _parts(jury: Jury) -> tuple[tuple[str, str], ...]:
    return tuple(
        (f"{jury.folder}/{name}", shown)
        for name, shown in (("call.md", "call.txt"), ("log.yml", "log.txt"), ("lottery.json", "lottery.json"), ("draw.json", "draw.json"))
    )
