"""The records for machines: versioned JSON beside the pages; a field once published keeps its name in its version."""

from collections.abc import Mapping, Sequence
from typing import Any

from folkmoot.formats.canonical import write_json
from folkmoot.procedure.chronicle import Matter
from folkmoot.procedure.jury import Sitting
from folkmoot.publish.atlas import Atlas, article_page, articles_of, jury_page, proposal_page
from folkmoot.publish.tally import disclosure_of
from folkmoot.records.value import write_instant
from folkmoot.records.verification import Verified
from folkmoot.tally.privacy import Disclosure, Shown, choice_words

FOLDER = "api/v1"


def data_files(atlas: Atlas, verified: Sequence[Verified]) -> Mapping[str, bytes]:
    """The files below `api/v1/`."""
    course = atlas.course
    values: dict[str, Any] = {
        "charter": [
            {
                "id": article.head.id,
                "title": article.head.title,
                "path": path,
                "digest": article.digest,
                "page": _address(article_page(path)),
            }
            for path, article in articles_of(course).items()
        ],
        "proposals": [_matter(atlas, matter) for matter in course.matters.values()],
        "juries": [_jury(panel) for panel in atlas.ledger.juries.values()],
        "verification": [{"kind": one.kind, "id": one.id, "holds": one.holds, "detail": one.detail} for one in verified],
    }
    stamp = {"version": 1, "as_of": write_instant(course.as_of), "demonstration": course.archive.is_demonstration}
    return {f"{FOLDER}/{name}.json": write_json({**stamp, name: value}) for name, value in values.items()}


def _matter(atlas: Atlas, matter: Matter) -> dict[str, Any]:
    record = matter.proposal
    decision = record.decision.head if record.decision else None
    found = atlas.recounts.get(record.id)
    shown = disclosure_of(found) if found else None
    return {
        "id": record.id,
        "kind": record.text.head.kind,
        "title": record.text.head.title,
        "summary": record.text.head.summary,
        "status": matter.status,
        "due": write_instant(matter.due) if matter.due else None,
        "effective": write_instant(matter.effective) if matter.effective else None,
        "outcome": decision.outcome if decision else None,
        "counts": decision.counts if decision and not (shown and shown.shown is Shown.RESULT) else None,
        "ballots_shown": _shown(shown) if decision and shown else None,
        "path": record.text.path,
        "digest": record.text.digest,
        "text_digest": record.text_digest,
        "page": _address(proposal_page(record.id)),
    }


def _shown(shown: Disclosure) -> dict[str, Any]:
    """How much of the ballots is published here, why, and that much."""
    rows = [{"ballot": choice_words(choice), "count": ballots} for choice, ballots in shown.profile]
    return {"shown": str(shown.shown), "why": shown.why, "places": shown.places, "ballots": rows}


def _jury(panel: Sitting) -> dict[str, Any]:
    jury = panel.jury
    draw = jury.draw
    return {
        "id": jury.id,
        "title": jury.call.head.title,
        "question": jury.call.head.question,
        "stage": panel.status,
        "roster": jury.call.head.roster,
        "seed": draw.seed if draw else None,
        "panel": [seat.entry for seat in draw.panel.seats] if draw else None,
        "path": jury.call.path,
        "digest": jury.call.digest,
        "page": _address(jury_page(jury.id)),
    }


def _address(page: str) -> str:
    return page.removesuffix("index.md")
