"""A small co-op of fixed records, so that the golden pages change only when the pages do."""

from co_op import article, event, genesis, log, proposal
from folkmoot.records.value import parse_instant

AS_OF = parse_instant("2024-03-10T12:00:00Z")
_TEA = """
The house buys tea for everybody who works here. It is *cheap*, and see [how we decide](../../charter/01-rules.md).

| Week | Pots |
|-|-|
| 1 | 12 |
"""


def tea_files() -> dict[str, bytes]:
    """The files: an adopted genesis with one article, and an amendment under discussion."""
    rules = article(
        body="\n# How we decide\n\n## c1 Votes\n\nMore than {{ rules.decisions.simple.threshold }} of the votes cast adopt.\n",
        clauses=[{"id": "c1", "title": "Votes", "tos": "true"}],
    )
    files = genesis({"charter/01-rules.md": rules})
    text = proposal("2024-tea", "amendment", title="Tea for all", summary="The house buys tea.", asks="Shall the house buy tea?")
    return {
        **files,
        "proposals/2024-tea/proposal.md": text.replace(b"\nBecause.\n", _TEA.encode()),
        "proposals/2024-tea/changes/charter/01-rules.md": rules + b"\nThe house buys tea.\n",
        "proposals/2024-tea/log.yml": log(event("2024-03-01T09:00:00Z", "opened", ref="meeting of 1 March")),
    }
