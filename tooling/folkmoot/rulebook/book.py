"""The rule book: the rules of all articles in force, merged; one key has one owner."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from folkmoot.formats.canonical import digest, write_json
from folkmoot.records.archive import Article
from folkmoot.records.bodies import Body
from folkmoot.records.decision_rule import DecisionRule
from folkmoot.records.rules import DrawRule, Duty, Membership, Procedure, Recess, RemedyRule, Rules, Spheres, Terms
from folkmoot.records.transition import ContinuityDuty, Milestone, Phase, Plan

GROUPS = ("bodies", "decisions", "procedures", "draws", "duties", "remedies")
"""The parts of the vocabulary that hold named rules; the others stand once."""
PLAN = ("phases", "milestones", "continuity")
"""The named rules that stand below `plan`."""
_SINGLE = ("membership", "spheres", "terms")


@dataclass(frozen=True)
class RuleBook:
    """The rules in force at one moment."""

    membership: Membership | None = None
    spheres: Spheres | None = None
    terms: Terms | None = None
    bodies: Mapping[str, Body] = field(default_factory=dict)
    decisions: Mapping[str, DecisionRule] = field(default_factory=dict)
    procedures: Mapping[str, Procedure] = field(default_factory=dict)
    draws: Mapping[str, DrawRule] = field(default_factory=dict)
    duties: Mapping[str, Duty] = field(default_factory=dict)
    remedies: Mapping[str, RemedyRule] = field(default_factory=dict)
    phases: Mapping[str, Phase] = field(default_factory=dict)
    milestones: Mapping[str, Milestone] = field(default_factory=dict)
    continuity: Mapping[str, ContinuityDuty] = field(default_factory=dict)
    recess: tuple[Recess, ...] = ()
    """The stretches of days that no deadline counts."""
    owners: Mapping[str, Article] = field(default_factory=dict)
    """Which article carries a key, such as `decisions.two-thirds`."""
    clashes: tuple[tuple[str, Article, Article], ...] = ()
    """Keys that a second article carries too; the first owner's rule stands."""

    @cached_property
    def plain(self) -> dict[str, Any]:
        """The rules as plain values, spelled as the articles spell them."""
        return self._dumped(exclude_none=True)

    def _dumped(self, **options: bool) -> dict[str, Any]:
        groups = {group: dict(getattr(self, group)) for group in (*GROUPS, *PLAN)}
        plain: dict[str, Any] = {
            group: {name: rule.model_dump(mode="json", by_alias=True, **options) for name, rule in rules.items()}
            for group, rules in groups.items()
            if rules
        }
        if plan := {group: plain.pop(group) for group in PLAN if group in plain}:
            plain["plan"] = plan
        for name in _SINGLE:
            rule = getattr(self, name)
            if rule is not None:
                plain[name] = rule.model_dump(mode="json", by_alias=True, **options)
        if self.recess:
            plain["recess"] = [rule.model_dump(mode="json", by_alias=True) for rule in self.recess]
        return plain

    @cached_property
    def digest(self) -> str:
        """Bind the whole book: `sha256sum` of the canonical JSON of what its articles say.

        What is left at its default is left out, so that a word added to the vocabulary later leaves old digests as they are.
        """
        return digest(write_json(self._dumped(exclude_defaults=True)))

    def lookup(self, path: str) -> Any:
        """Find a value by its dotted path, `decisions.two-thirds.threshold`; None when there is none."""
        here: Any = self.plain
        for step in path.split("."):
            if isinstance(here, dict):
                here = here.get(step)
            elif isinstance(here, list) and step.isdigit() and int(step) < len(here):
                here = here[int(step)]
            else:
                return None
        return here


def rule_book(articles: Iterable[Article]) -> RuleBook:
    """Merge the rules of articles; the order of the articles decides nothing but who counts as first owner."""
    merged: dict[str, dict[str, Any]] = {group: {} for group in (*GROUPS, *PLAN)}
    single: dict[str, Any] = {**dict.fromkeys(_SINGLE), "recess": ()}
    owners: dict[str, Article] = {}
    clashes: list[tuple[str, Article, Article]] = []
    for article in sorted(articles, key=lambda article: article.path):
        if article.head.rules is None:
            continue
        for key, group, name, rule in _keys(article.head.rules):
            if key in owners:
                clashes.append((key, owners[key], article))
                continue
            owners[key] = article
            if group in merged:
                merged[group][name] = rule
            else:
                single[group] = rule
    return RuleBook(**{**single, **merged, "owners": owners, "clashes": tuple(clashes)})


def _keys(rules: Rules) -> Iterable[tuple[str, str, str, Any]]:
    for group in GROUPS:
        for name, rule in getattr(rules, group).items():
            yield f"{group}.{name}", group, name, rule
    for group in PLAN:
        for name, rule in getattr(rules.plan or Plan(), group).items():
            yield f"plan.{group}.{name}", group, name, rule
    for group in _SINGLE:
        rule = getattr(rules, group)
        if rule is not None:
            yield group, group, "", rule
    if rules.recess:
        yield "recess", "recess", "", rules.recess


PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z0-9_.-]+)\s*\}\}")
_BROKEN = re.compile(r"^(?!\s*[#|])(.*\S)\n[ \t]*(?=\{\{)", re.MULTILINE)


def quoted(path: str, article: Article, book: RuleBook) -> str | None:
    """Say what the placeholder `{{ path }}` stands for in an article, in words; None when it stands for nothing."""
    if path == "expires":
        return article.head.expires.isoformat() if article.head.expires else None
    if not path.startswith("rules."):
        return None
    return in_words(book.lookup(path.removeprefix("rules.")))


def resolved(text: str, article: Article, book: RuleBook) -> str:
    """Prose of an article with what its placeholders stand for; one that stands for nothing stays as it is.

    A line break before a placeholder becomes a space, so that a number cannot begin a line and look like a list.
    """
    return PLACEHOLDER.sub(lambda match: quoted(match[1], article, book) or match[0], _BROKEN.sub(r"\1 ", text))


def in_words(value: Any) -> str | None:
    """Spell a plain rule value as prose quotes it: `14d` as `14 days`, a list with commas."""
    match value:
        case None | dict():
            return None
        case list():
            return ", ".join(str(part) for part in value)
        case bool():
            return "yes" if value else "no"
    text = str(value)
    match = re.fullmatch(r"([1-9][0-9]*)([hdwmy])", text)
    if match:
        unit = {"h": "hour", "d": "day", "w": "week", "m": "month", "y": "year"}[match[2]]
        return f"{match[1]} {unit}{'' if match[1] == '1' else 's'}"
    return text


def prose(article: Article, book: RuleBook) -> str:
    """Return an article's prose with every placeholder replaced by what it stands for; an unresolved one stays as it is."""
    return PLACEHOLDER.sub(lambda match: quoted(match[1], article, book) or match[0], article.body)
