"""The first files of a co-op's repository: a model's template with its blanks filled in.

The charter is the sum of its decisions, and on the first day nothing has been decided. So the articles stand below the
`changes/` of the genesis proposal and nowhere else; `folkmoot enact` puts them into `charter/` once the founders adopted them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from folkmoot.formats.canonical import digest, write_document
from folkmoot.formats.library import filled, template
from folkmoot.formats.table import write_entries
from folkmoot.records.archive import Model

_MOST_STARTERS = 5
_PROSE = "genesis.md"


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is said when a repository is begun."""

    id: str
    name: str
    zone: str
    first: date
    months: tuple[date, ...]
    """The days one month after the first, two months, and so on; what is there for the beginning only ends on the last."""
    columns: tuple[str, ...]
    """Of the founders' roster: `entry`, and what else is kept."""
    founders: tuple[tuple[str, ...], ...]
    """A row a founder; the first value is the token."""

    @property
    def last(self) -> date:
        """The last day of what is there for the beginning only."""
        return self.months[-1]

    @property
    def tokens(self) -> tuple[str, ...]:
        """The founders' tokens in the order of the roster."""
        return tuple(sorted(row[0] for row in self.founders))

    @property
    def genesis(self) -> str:
        """The id of the genesis proposal."""
        return f"{self.first.year}-genesis"

    @property
    def roster(self) -> str:
        """The id of the founders' roster."""
        return f"{self.first.year}-founders"


def begin(model: Model, beginning: Beginning) -> dict[str, bytes]:
    """Write the files of the first day, by path; ValueError when the founders' rows make no roster."""
    words = _words(model, beginning)
    texts = {path: filled(data.decode(), words) for path, data in template(model.head.id).items()}
    folder = f"proposals/{beginning.genesis}"
    files = {f"{folder}/proposal.md": write_document(_proposal(model, beginning), texts.pop(_PROSE))}
    for path, text in texts.items():
        files[f"{folder}/changes/{path}" if path.startswith("charter/") else path] = text.encode()
    return files | _roster(beginning)


def starters(beginning: Beginning) -> tuple[str, ...]:
    """The founders whom the draft of the genesis names for the first chores; the founders change that as they like."""
    return beginning.tokens[:_MOST_STARTERS]


def _words(model: Model, beginning: Beginning) -> Mapping[str, str]:
    count = len(beginning.founders)
    return {
        "name": beginning.name,
        "name-quoted": json.dumps(beginning.name, ensure_ascii=False),
        "model": model.head.id,
        "model-title": model.head.title,
        "model-summary": model.head.summary,
        "model-failures": "\n".join(f"- {failure}" for failure in model.head.known_failures),
        "first-day": beginning.first.isoformat(),
        **{f"month-{number}": day.isoformat() for number, day in enumerate(beginning.months, start=1)},
        "last-day": beginning.last.isoformat(),
        "year": str(beginning.first.year),
        "genesis": beginning.genesis,
        "roster": beginning.roster,
        "founders": str(count),
        "founders-needed": str(-(-2 * count // 3)),
        "starters": str(len(starters(beginning))),
    }


def _proposal(model: Model, beginning: Beginning) -> dict[str, object]:
    return {
        "id": beginning.genesis,
        "type": "proposal",
        "kind": "genesis",
        "title": f"{beginning.name} begins",
        "summary": f"{len(beginning.founders)} founders adopt the first charter, after the model {model.head.title}.",
        "models": [model.head.id],
        "introduced_by": "founders-meeting",
        "asks": f"Shall these articles be the charter of {beginning.name} from today?",
        "coop": {"id": beginning.id, "name": beginning.name, "zone": beginning.zone},
        "effects": [{"do": "seat", "owner": "starters", "what": ", ".join(starters(beginning))}],
    }


def _roster(beginning: Beginning) -> dict[str, bytes]:
    entries = write_entries(beginning.columns, beginning.founders)
    day, folder = beginning.first.isoformat(), f"juries/rosters/{beginning.roster}"
    head = {
        "id": beginning.roster, "type": "roster", "title": "The founders",
        "summary": f"{len(beginning.founders)} founders as of {day}.", "as_of": day, "rules_at": day,
        "count": len(beginning.founders), "columns": list(beginning.columns), "digest": digest(entries), "storage": "public",
    }  # fmt: skip
    check = f"\nCheck the digest yourself:\n\n    sha256sum {folder}/entries.csv\n"
    words = "\nEntries are tokens without order and meaning. Which founder has which token is kept outside these records.\n"
    return {f"{folder}/roster.md": write_document(head, words + check), f"{folder}/entries.csv": entries}
