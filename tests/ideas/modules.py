"""A small co-op with two modules that decide on their own word: finance keeps the books, branding the sign over the door."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from co_op import ARTICLE, article, genesis
from folkmoot.cli import main
from lived import matter

BOOKS, SIGN = "books/rent.md", "site/sign.md"
PLAIN: dict[str, Any] = ARTICLE["rules"]["procedures"]["policy"]  # type: ignore[index]
LAZY = {"method": "lazy", "objectors": "members", "min_for": "2", "fallback": "simple", "ties": "rejected", "secrecy": "open"}


def _module(purpose: str, subject: str, paths: str) -> dict[str, Any]:
    return {
        "purpose": purpose, "powers": ["operate"], "select": {"method": "election", "by": "members", "decision_rule": "simple"},
        "scope": {"subjects": [subject], "paths": [paths], "spend": {"max": "500", "currency": "EUR", "per": "30d"}},
        "seats": {"min": "1", "target": "3"}, "term": "12m", "removal": {"by": "members", "rule": "simple"},
        "reports": {"every": "12m", "to": "members"},
    }  # fmt: skip


def _work(by: str) -> dict[str, Any]:
    decide = {"by": by, "rule": "lazy-consensus", "open": "3d"}
    return {**PLAIN, "sphere": "operational", "introduce": {"who": "member", "seconds": "0"}, "decide": decide, "paths": ["**"]}


def rules(**more: Any) -> dict[str, Any]:
    """The rules of the co-op; `more` goes on top."""
    known: dict[str, Any] = json.loads(json.dumps(ARTICLE["rules"]))
    known["decisions"]["lazy-consensus"] = LAZY
    known["spheres"] = {"call_up": {"members": "3", "within": "14d"}}
    known["bodies"] = {
        "finance": _module("It keeps the books and pays what is due", "finance", "books/*"),
        "branding": _module("It cares for the sign over the door", "branding", "site/*"),
    }
    known["procedures"] |= {
        "finance-work": _work("finance"), "branding-work": _work("branding"),
        "call-up": {**PLAIN, "paths": []}, "feature": {**PLAIN, "paths": []},
    }  # fmt: skip
    whole: dict[str, Any] = json.loads(json.dumps({**known, **more}))
    return whole


def founded(**more: Any) -> dict[str, bytes]:
    """The records after the genesis of 20 January 2023."""
    return genesis({"charter/01-rules.md": article(rules=rules(**more))})


def work(files: Mapping[str, bytes], name: str, opened: str, stage: str = "decided", **fields: Any) -> dict[str, bytes]:
    """A matter of the finance module, decided by lazy consensus 19 days after it was opened."""
    fields = {"kind": "finance-work", "subject": "finance", "seconds": [], **fields}
    return {**files, **matter(files, name, stage, opened=opened, **fields)}


def euro(amount: int) -> dict[str, str]:
    """A cost."""
    return {"amount": str(amount), "currency": "EUR"}


Run = Callable[..., str]


def runner(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run folkmoot on a repository as of an instant, and return all that it says."""

    def run(root: Path, *arguments: str, as_of: str, exits: int = 0) -> str:
        with pytest.raises(SystemExit) as ended:
            main([*arguments, "--root", str(root), "--as-of", as_of])
        said = capsys.readouterr()
        assert (ended.value.code or 0) == exits, said.out + said.err
        return said.out + said.err

    return run


def tree(root: Path) -> dict[str, bytes]:
    """The records that stand in a folder."""
    found = (path for folder in ("charter", "proposals", "juries") for path in (root / folder).rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}
