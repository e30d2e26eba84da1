"""A charter beside a model: rule by rule, what is equal, what differs and why, and what the charter has no word of.

Only numbers, names and choices are compared. What a rule says in prose (a purpose, what a duty is about) is each co-op's
own. What a model leaves open is compared with nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from folkmoot.records.archive import Article, Model
from folkmoot.rulebook.book import PLAN, RuleBook

_PROSE = frozenset({"purpose", "source", "what", "title", "text", "claim", "questions"})
"""The fields of a rule that are words and not choices."""
_HOURS = {"h": 1, "d": 24, "w": 7 * 24}
_MONTHS = {"m": 1, "y": 12}


class Standing(StrEnum):
    """How one rule of a model stands in a charter."""

    EQUAL = "equal"
    DIFFERENT = "different"
    MISSING = "missing"
    """The charter carries the rule it belongs to, and is silent on this part of it."""
    ABSENT = "absent"
    """The charter has no rule of that name at all."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One value of a model's rules, and what the charter says in its place."""

    rule: str
    """The path, such as `bodies.agenda-council.seats.target`."""
    model: str
    charter: str | None
    standing: Standing
    article: Article | None = None
    """The article that carries the rule."""
    why: str = ""
    """The reason an article gives for the difference; empty when nobody gave one."""

    @property
    def is_deviation(self) -> bool:
        """Whether the charter has this rule and says another thing in it than the model."""
        return self.standing in (Standing.DIFFERENT, Standing.MISSING)


def compare(model: Model, book: RuleBook) -> tuple[Compared, ...]:
    """Hold a charter's rule book beside a model's parameters, in the order of the model."""
    return tuple(_compared(model, book, path, said) for path, said in parameters(model))


def parameters(model: Model) -> Iterator[tuple[str, str]]:
    """Every value that a model's source sets, by its path, as words that can be compared."""
    if model.head.parameters is None:
        return
    plain = model.head.parameters.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for path, said in _leaves(plain, ()):
        if not any(covers(ours, path) for ours in model.head.filled_in):
            yield path, said


def unexplained(article: Article, models: Iterable[Model], book: RuleBook) -> Iterator[tuple[str, Compared]]:
    """What an article carries that differs from a model it cites, and it does not say why: the model's id, and the rule."""
    for model in models:
        if model.head.id in article.head.models:
            for one in compare(model, book):
                if one.is_deviation and one.article is article and not one.why:
                    yield model.head.id, one


def _compared(model: Model, book: RuleBook, path: str, said: str) -> Compared:
    owner = book.owners.get(key_of(path))
    if owner is None:
        return Compared(path, said, None, Standing.ABSENT)
    found = _found(book.plain, path)
    if found == said or (found is not None and _measure(found) == _measure(said)):
        return Compared(path, said, found, Standing.EQUAL, owner)
    standing = Standing.MISSING if found is None else Standing.DIFFERENT
    return Compared(path, said, found, standing, owner, _reason(model.head.id, path, owner))


def key_of(path: str) -> str:
    """The rule that a value belongs to, as the rule book names its owner: `bodies.board` of `bodies.board.seats.min`."""
    steps = path.split(".")
    if steps[0] == "plan":
        return ".".join(steps[:3]) if len(steps) > 2 and steps[1] in PLAN else path
    return steps[0] if steps[0] in ("membership", "spheres", "terms", "recess") else ".".join(steps[:2])


def covers(deviation: str, path: str) -> bool:
    """Whether a deviation speaks of a rule: of its very path, or of a group it stands in."""
    wanted = deviation.removeprefix("rules.")
    return path == wanted or path.startswith(f"{wanted}.")


def _reason(model: str, path: str, owner: Article) -> str:
    given = (each.why for each in owner.head.deviations if each.model == model and covers(each.rule, path))
    return next(given, "")


def _leaves(value: Any, steps: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping) and value:
        for name, part in value.items():
            if name not in _PROSE:
                yield from _leaves(part, (*steps, name))
    elif value is not None:
        yield ".".join(steps), _words(value)


def _found(plain: Any, path: str) -> str | None:
    """What a rule book says at a path; a place where only a group stands says that it is there."""
    here = plain
    for step in path.split("."):
        if not isinstance(here, Mapping) or step not in here:
            return None
        here = here[step]
    return _words(here)


def _words(value: Any) -> str:
    """A value as words; lists here are sets, so their order says nothing."""
    match value:
        case Mapping():
            return "named"
        case list() | tuple():
            return ", ".join(sorted(map(str, value))) or "none"
        case bool():
            return str(value).lower()
    return str(value)


def _measure(text: str) -> tuple[str, Fraction | str]:
    """What a value comes to, so that `1y` is `12m` and `2/4` is `1/2`."""
    count, unit = text[:-1], text[-1:]
    if count.isdigit() and unit in _HOURS:
        return "hours", Fraction(int(count) * _HOURS[unit])
    if count.isdigit() and unit in _MONTHS:
        return "months", Fraction(int(count) * _MONTHS[unit])
    return "words", text
