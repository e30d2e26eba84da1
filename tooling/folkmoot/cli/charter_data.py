"""What `folkmoot charter --format json` prints, as plain values."""

from collections.abc import Iterable
from typing import Any

from folkmoot.cli.charter_words import is_over
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.procedure.provenance import Amendment, Origin, Place, last_held, made_by
from folkmoot.records.value import write_instant
from folkmoot.rulebook.book import prose
from folkmoot.rulebook.redline import ValueChange


def article_data(course: Chronicle, path: str) -> dict[str, Any]:
    """An article and the decision that made it."""
    version = last_held(course, path)
    article = version.articles[path]
    made = made_by(course, path, course.as_of)
    return {
        "path": path,
        "title": article.head.title,
        "digest": article.digest,
        "over": is_over(course, article),
        "made_by": decision_data(made) if made else None,
        "prose": prose(article, version.book),
    }


def decision_data(step: Amendment) -> dict[str, Any]:
    """A decision that touched the charter."""
    head = step.decision.head
    return {
        "proposal": step.proposal.id,
        "title": step.proposal.text.head.title,
        "by": head.by,
        "rule": head.rule,
        "counts": dict(head.counts),
        "outcome": head.outcome,
        "summary": head.summary,
        "decided": write_instant(head.closed),
        "since": write_instant(step.since),
    }


def clause_data(course: Chronicle, place: Place, made: tuple[Origin, ...]) -> dict[str, Any]:
    """A clause and the decisions that made it."""
    return {
        "path": place.path,
        "clause": place.passage.id,
        "title": place.passage.title,
        "text": place.text,
        "decisions": [
            {
                **decision_data(origin.amendment),
                "in_force": origin.amendment.since <= course.as_of,
                "id_before": origin.before.passage.id if origin.before else None,
                "quoted": values_data(origin.quoted),
                "text": origin.after.text if origin.after else None,
            }
            for origin in made
        ],
    }


def values_data(changes: Iterable[ValueChange]) -> list[dict[str, str | None]]:
    """Values before and after."""
    return [{"path": one.path, "before": one.before, "after": one.after} for one in changes]
