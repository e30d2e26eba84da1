"""Which namespace a record is signed in: its sort and the co-op, so that no signature can be used for anything else."""

import re

_SORTS = (
    ("keys", re.compile(r"charter/keys/[0-9]{4}\.json")),
    ("roster", re.compile(r"juries/rosters/[^/]+/roster\.md")),
    ("call", re.compile(r"juries/(?!rosters/)[^/]+/call\.md")),
    ("lottery", re.compile(r"juries/(?!rosters/)[^/]+/lottery\.json")),
    ("draw", re.compile(r"juries/(?!rosters/)[^/]+/draw\.json")),
    ("session", re.compile(r"juries/(?!rosters/)[^/]+/sessions/[^/]+\.md")),
    ("proposal", re.compile(r"proposals/[^/]+/proposal\.md")),
    ("decision", re.compile(r"(?:proposals/|juries/(?!rosters/))[^/]+/decision\.md")),
    ("ballot", re.compile(r"proposals/[^/]+/ballots/[^/]+\.json")),
    ("count", re.compile(r"proposals/[^/]+/ballots\.json")),
    ("act", re.compile(r"(?:proposals/|juries/(?!rosters/))[^/]+/acts/[^/]+\.json")),
    ("report", re.compile(r"(?:proposals/|juries/(?!rosters/))[^/]+/reports/[^/]+\.md|juries/(?!rosters/)[^/]+/report\.md")),
)


def namespace_of(path: str, coop: str) -> str:
    """Return the namespace in which the file at a repository path is signed: `ballot@coop.example`.

    Empty for a file that is no record by itself and so is never signed. `coop` is the id of the genesis proposal.
    """
    return next((f"{sort}@{coop}" for sort, shape in _SORTS if shape.fullmatch(path)), "")
