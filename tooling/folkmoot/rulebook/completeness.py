"""Completeness: the fifteen questions that every charter must answer, and what in it answers each.

The headings are those of CommunityRule (Schneider and others, communityrule.info). A clause answers a heading that it
names in `covers`. A rule answers one by itself where it could not be carried out without saying so: who has a vote stands
in `membership`, who can take a seat away in `removal`. What members may claim (rights) and where all this is written down
(records) no rule of the vocabulary says, so only clauses answer them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from folkmoot.records.archive import Article
from folkmoot.records.bodies import Body
from folkmoot.records.heads import Heading
from folkmoot.records.rules import Procedure
from folkmoot.rulebook.book import RuleBook

HEADINGS: tuple[str, ...] = get_args(Heading)
QUESTIONS: Mapping[str, str] = {
    "structure": "Which bodies are there?",
    "membership": "Who belongs, and with which vote?",
    "removal": "How does a seat or a membership end against somebody's will?",
    "roles": "Who does what?",
    "limits": "What may nobody do, and when does a seat end?",
    "rights": "What may every member claim?",
    "decision": "How are decisions made?",
    "implementation": "Who carries out what was decided, and how fast?",
    "oversight": "Who watches those who hold power?",
    "deliberation": "How is a matter talked about before it is decided?",
    "access": "Who may bring something up?",
    "economics": "Who may spend what, and who sees the accounts?",
    "grievances": "Where does a member go who was wronged?",
    "records": "What is written down, and who can read it?",
    "modification": "How are these rules changed?",
}
_WATCHING = frozenset({"review", "recall", "veto", "confirm"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a charter says under one heading; nothing when both are empty."""

    heading: str
    clauses: tuple[tuple[Article, str], ...]
    """The clauses that say so themselves, with their articles."""
    rules: tuple[str, ...]
    """The rules that answer it by themselves, by their keys."""

    @property
    def is_given(self) -> bool:
        """Whether anything answers."""
        return bool(self.clauses or self.rules)


def answers(book: RuleBook, articles: Iterable[Article]) -> tuple[Answer, ...]:
    """For each heading in order, the clauses and the rules of a charter that answer it."""
    said = [(article, clause) for article in articles for clause in article.head.clauses]
    return tuple(
        Answer(
            heading,
            tuple((article, clause.id) for article, clause in said if heading in clause.covers),
            tuple(_RULES[heading](book)) if heading in _RULES else (),
        )
        for heading in HEADINGS
    )


def has_begun(articles: Iterable[Article]) -> bool:
    """Whether any clause says which heading it answers: only then is a charter held to the list."""
    return any(clause.covers for article in articles for clause in article.head.clauses)


def _bodies(fits: Callable[[Body], object]) -> Callable[[RuleBook], Iterator[str]]:
    return lambda book: (f"bodies.{name}" for name, body in book.bodies.items() if fits(body))


def _procedures(fits: Callable[[Procedure], object]) -> Callable[[RuleBook], Iterator[str]]:
    return lambda book: (f"procedures.{name}" for name, rule in book.procedures.items() if fits(rule))


def _membership(book: RuleBook) -> Iterator[str]:
    if book.membership:
        yield "membership"


def _access(book: RuleBook) -> Iterator[str]:
    yield from _procedures(lambda rule: rule.introduce.who in ("member", "members", "anyone"))(book)
    if book.spheres:
        yield "spheres"


_RULES: Mapping[str, Callable[[RuleBook], Iterator[str]]] = {
    "structure": _bodies(lambda body: True),
    "membership": _membership,
    "removal": _bodies(lambda body: body.removal),
    "roles": _bodies(lambda body: body.powers),
    "limits": _bodies(lambda body: body.max_terms is not None or body.term),
    "decision": _procedures(lambda rule: rule.decide),
    "implementation": _procedures(lambda rule: rule.execute),
    "oversight": _bodies(lambda body: _WATCHING & set(body.powers)),
    "deliberation": _procedures(lambda rule: rule.discuss),
    "access": _access,
    "economics": _bodies(lambda body: body.scope and body.scope.spend),
    "grievances": _bodies(lambda body: "adjudicate" in body.powers),
    "modification": _procedures(lambda rule: any(path.startswith("charter/") for path in rule.paths)),
}
