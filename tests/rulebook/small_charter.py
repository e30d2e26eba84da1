"""A small sound charter over four articles, and what makes it unsound."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from folkmoot.formats.canonical import write_document
from folkmoot.formats.layout import read_archive
from folkmoot.formats.yaml import KEY
from folkmoot.records.archive import Article
from folkmoot.rulebook.book import RuleBook, rule_book
from folkmoot.rulebook.continuity import continuity
from folkmoot.rulebook.quorums import Turnout
from folkmoot.rulebook.weakness import Weakness

AS_OF = date(2026, 1, 1)
Charter = dict[str, dict[str, Any]]


def body(powers: str, **fields: Any) -> dict[str, Any]:
    """A body drawn by lot for a year, removed by members and reporting to them."""
    return {
        "purpose": "It does what it is for.", "powers": powers.split(),
        "select": {"method": "sortition", "draw_rule": "by-lot"}, "seats": {"min": "12", "target": "24"}, "term": "12m",
        "removal": {"by": "members", "rule": "simple"}, "reports": {"every": "6m", "to": "members"}, **fields,
    }  # fmt: skip


def by(filler: str) -> dict[str, Any]:
    """Appointed by a body."""
    return {"method": "appointment", "by": filler}


def rule(threshold: str, strict: str = "false", **fields: Any) -> dict[str, Any]:
    """A majority of the votes cast, with half of those entitled taking part."""
    return {
        "method": "majority", "threshold": threshold, "strict": strict, "base": "cast", "abstain": "quorum-only",
        "quorum": {"fraction": "1/2", "of": "eligible", "counts": "participation"}, "secrecy": "counted", "ties": "rejected", **fields,
    }  # fmt: skip


def procedure(decider: str, decided_by: str, *paths: str, **fields: Any) -> dict[str, Any]:
    """A procedure of ten seconds and two weeks."""
    return {
        "sphere": "deliberative", "introduce": {"who": "member", "seconds": "10"}, "discuss": {"min": "14d", "max": "90d"},
        "decide": {"by": decider, "rule": decided_by, "open": "7d"}, "execute": {"by": "maintainers", "within": "5d"},
        "paths": list(paths), **fields,
    }  # fmt: skip


def sound() -> Charter:
    """A charter in which nothing is weak."""
    veto = {"by": "watch", "rule": "simple", "within": "7d"}
    return {
        "01-members": {"rules": {"membership": {"classes": {"worker": {}}, "waiting": "60d"}}},
        "02-decide": {"rules": {
            "decisions": {"simple": rule("1/2", "true")},
            "draws": {"by-lot": {"seed": {"kind": "beacon", "after": "2d"}, "challenge": "7d", "response": "10d"}},
            "procedures": {
                "genesis": procedure("founders-meeting", "simple", "charter/*"),
                "amendment": procedure("jury", "amend-jury", "charter/*", veto=veto, notice="30d"),
                "policy": procedure("jury", "simple", "policies/*"),
            },
        }},
        "03-bodies": {"rules": {"bodies": {
            "jury": body("decide", seats={"min": "36", "target": "48"}),
            "watch": body("review veto"),
            "board": body("operate", select={"method": "election", "by": "jury", "decision_rule": "simple"}),
        }}},
        "07-counting": {"rules": {"decisions": {"amend-jury": rule("3/4")}}},
    }  # fmt: skip


def with_rules(article: str, group: str, **rules: Any) -> Charter:
    """The sound charter with rules put into one article; a rule that is there is replaced."""
    charter = sound()
    charter.setdefault(article, {"rules": {}})["rules"].setdefault(group, {}).update(rules)
    return charter


def written(charter: Mapping[str, Mapping[str, Any]]) -> dict[str, bytes]:
    """The files of a charter; every article is protected by `amendment` unless it says otherwise."""
    files = {}
    for name, fields in charter.items():
        head = {"id": name, "type": "article", "title": "T", "summary": "S.", "class": "rule", "entrenched_by": "amendment", **fields}
        said = {key: value for key, value in json.loads(json.dumps(head)).items() if value is not None}
        files[f"charter/{name}.md"] = write_document(said, "\nProse.\n")
    return files


def articles(charter: Mapping[str, Mapping[str, Any]]) -> tuple[Article, ...]:
    """The articles of a charter, which must be free of faults."""
    archive = read_archive(written(charter))
    assert archive.faults == ()
    return archive.articles


def book(charter: Mapping[str, Mapping[str, Any]]) -> RuleBook:
    """Its rule book."""
    return rule_book(articles(charter))


def found(charter: Charter, as_of: date = AS_OF, turnouts: tuple[Turnout, ...] = ()) -> tuple[Weakness, ...]:
    """What stops, goes on for ever or answers to nobody in it."""
    return continuity(book(charter), as_of, turnouts)


def the_one(charter: Charter, as_of: date = AS_OF, turnouts: tuple[Turnout, ...] = ()) -> Weakness:
    """The same, where it is one thing."""
    [weakness] = found(charter, as_of, turnouts)
    return weakness


def chain(weakness: Weakness) -> list[tuple[str, str]]:
    """Where each link stands: the article's name, and its keys with dots."""
    return [
        (link.path.removeprefix("charter/").removesuffix(".md"), ".".join(str(key) for key in link.keys if key not in ("rules", KEY)))
        for link in weakness.chain
    ]
