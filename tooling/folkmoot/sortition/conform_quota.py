"""A published quota draw done again from its files: where ours first differs from what was published."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from folkmoot.formats.layout import read_archive
from folkmoot.records.draw import Draw
from folkmoot.records.error import FolkmootError
from folkmoot.sortition.replay import redraw
from folkmoot.sortition.seed import seed_text


def reproduce_quota(case: Mapping[str, Any]) -> str | None:
    """The first value of a quota draw that comes out otherwise than published; None when all come out the same.

    `files` holds the repository's files by path. KeyError for a file that lacks a value.
    """
    archive = read_archive({path: text.encode() for path, text in case["files"].items()})
    if archive.faults or len(archive.juries) != 1:
        return f"the files are not those of one jury: {archive.faults[0].what if archive.faults else ''}"
    try:
        draw = redraw(archive, archive.juries[0])
    except FolkmootError as error:
        return error.what
    found = _values(draw)
    return next((f"{key}: ours is {found[key]}, published is {case[key]}" for key in found if found[key] != case[key]), None)


def _values(draw: Draw) -> dict[str, Any]:
    """What is published of a quota draw beside its files, in the order in which one value follows from another."""
    assert draw.chosen is not None
    first = f"{draw.seed}:panel:0"
    return {
        "call_sha256": draw.call_digest,
        "lottery_sha256": draw.chosen.lottery,
        "seed_preimage": seed_text(draw.call_digest, draw.sources),
        "seed": draw.seed,
        "pick_preimage": first,
        "pick_sha256": sha256(first.encode()).hexdigest(),
        "tickets": draw.chosen.tickets,
        "ticket": draw.chosen.ticket,
        "composition": draw.chosen.composition,
        "panel": [[seat.entry, seat.ticket, seat.stratum] for seat in draw.panel.seats],
        "alternates": [[seat.entry, seat.ticket, seat.stratum] for seat in draw.panel.alternates],
        "passed_over": [[passed.entry, passed.ticket, passed.reason] for passed in draw.panel.passed_over],
    }
