"""Entrenchment: whether what governs a harder change can be changed by an easier way.

An article is changed by the procedure that `entrenched_by` names, else by any whose `paths` hold its file. How hard that is
follows from rules: the procedure, its decision rule, who decides, how they are selected and drawn, who may veto. Each of
these must stand where only a procedure at least as hard may change it. Otherwise the bar is lowered first and then stepped over.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

from folkmoot.formats.yaml import KEY
from folkmoot.records.archive import Article
from folkmoot.rulebook.book import RuleBook
from folkmoot.rulebook.hardness import Lack, in_brief, lacks
from folkmoot.rulebook.mandate import ONCE, Mandate, Source, at, is_everybody, is_in_force, mandates
from folkmoot.rulebook.paths import matches
from folkmoot.rulebook.weakness import Kind, Link, Weakness, by_place, home

_TOLD = 2
"""How many lacks a sentence tells; the rest is counted."""
_NOUNS = {"procedures": "procedure", "decisions": "decision rule", "bodies": "body", "draws": "draw rule", "membership": "membership"}


@dataclass(frozen=True, slots=True)
class Guarded:
    """What is changed in one and the same way: articles, or files that a pattern names."""

    names: tuple[str, ...]
    articles: tuple[Article, ...]
    routes: tuple[str, ...]
    """Procedures of which any may change it."""


def entrenchment(book: RuleBook, as_of: date, articles: Iterable[Article] = ()) -> tuple[Weakness, ...]:
    """Find every easier way to what governs a harder change; `articles` adds those that carry no rules."""
    standing = _standing(book, articles, as_of)
    held = mandates(book)
    ways = {article.path: routes(book, article, as_of) for article in standing}
    ground = _Ground(book, held, ways, _alive(book, as_of), {})
    guarded = tuple(_guarded(ground, standing))
    found = [weakness for each in guarded for weakness in (*_weaker_routes(ground, each), *_open_routes(ground, each, standing))]
    told = {(each.kind, each.chain[0].path, each.what): each for each in found}
    return tuple(sorted(told.values(), key=by_place))


def routes(book: RuleBook, article: Article, as_of: date) -> tuple[str, ...]:
    """The procedures in force by which an article may be changed, by name."""
    named, path = article.head.entrenched_by, home(article)
    if named is not None:
        return tuple(name for name in _alive(book, as_of) if name == named)
    return tuple(name for name in _alive(book, as_of) if any(matches(path, pattern) for pattern in book.procedures[name].paths))


def _alive(book: RuleBook, as_of: date) -> tuple[str, ...]:
    return tuple(name for name in sorted(book.procedures) if name != ONCE and is_in_force(book, f"procedures.{name}", as_of))


@dataclass(frozen=True, slots=True)
class _Ground:
    """What every question is put to."""

    book: RuleBook
    held: Mapping[str, Mandate]
    ways: Mapping[str, tuple[str, ...]]
    """By which procedures each article may be changed, by its path."""
    alive: tuple[str, ...]
    """The procedures in force that can be gone through again."""
    known: dict[tuple[str, str], tuple[Lack, ...]]

    def lacks(self, one: str, other: str) -> tuple[Lack, ...]:
        if (one, other) not in self.known:
            self.known[one, other] = lacks(self.book, self.held, one, other)
        return self.known[one, other]

    def shortest(self, one: str, others: Iterable[str]) -> tuple[Lack, ...]:
        """What a procedure lacks to be as hard as the easiest of others; nothing when it is as hard as one of them."""
        return min((self.lacks(one, other) for other in others), key=len, default=())

    def easiest(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the procedures that no other undercuts."""
        return tuple(
            name for name in names if not any(self.lacks(other, name) and not self.lacks(name, other) for other in names if other != name)
        )


def _standing(book: RuleBook, articles: Iterable[Article], as_of: date) -> tuple[Article, ...]:
    every = {article.path: article for article in (*articles, *book.owners.values())}
    alive = (article for article in every.values() if article.head.expires is None or as_of <= article.head.expires)
    return tuple(sorted(alive, key=home))


def _guarded(ground: _Ground, standing: tuple[Article, ...]) -> Iterator[Guarded]:
    groups: dict[tuple[str, ...], list[Article]] = {}
    for article in standing:
        groups.setdefault(ground.ways[article.path], []).append(article)
    for ways, articles in groups.items():
        yield Guarded(tuple(home(article) for article in articles), tuple(articles), ways)
    paths = {name: ground.book.procedures[name].paths for name in ground.alive}
    for pattern in sorted({pattern for each in paths.values() for pattern in each}):
        if not (_may_add(pattern) or pattern.startswith("charter/")):
            ways = tuple(name for name in ground.alive if any(matches(pattern, each) for each in paths[name]))
            yield Guarded((pattern,), (), ways)


def _weaker_routes(ground: _Ground, guarded: Guarded) -> Iterator[Weakness]:
    """Keys that decide how something is changed, where an easier procedure may change them."""
    for way in ground.easiest(guarded.routes):
        homes: dict[str, list[str]] = {}
        for key in governing(ground.book, ground.held, way):
            homes.setdefault(ground.book.owners[key].path, []).append(key)
        for path, keys in homes.items():
            for route in ground.ways.get(path, ()):
                short = ground.shortest(route, guarded.routes)
                if short:
                    yield _weaker(ground, guarded, way, route, keys, short)


def governing(book: RuleBook, held: Mapping[str, Mandate], procedure: str) -> tuple[str, ...]:
    """The keys that decide how hard a procedure is, the nearest first; only those that an article carries."""
    rules = book.procedures[procedure]
    keys = [f"procedures.{procedure}", f"decisions.{rules.decide.rule}", *_selection(book, held, rules.decide.by)]
    if rules.veto:
        keys += [f"decisions.{rules.veto.rule}", *_selection(book, held, rules.veto.by)]
    return tuple(key for key in dict.fromkeys(keys) if key in book.owners)


def _selection(book: RuleBook, held: Mapping[str, Mandate], name: str) -> Iterator[str]:
    """The keys that decide who sits in a body: the body, how it is filled, who fills it, and so on."""
    if is_everybody(book, name):
        yield "membership"
    for each in held[name].chain if name in held else ():
        select = book.bodies[each].select
        yield f"bodies.{each}"
        yield f"decisions.{select.decision_rule}"
        yield f"draws.{select.draw_rule}"
        if held[each].source in (Source.LOT, Source.MEMBERS):
            yield "membership"


def _weaker(ground: _Ground, guarded: Guarded, way: str, route: str, keys: list[str], short: tuple[Lack, ...]) -> Weakness:
    book = ground.book
    owner = book.owners[keys[0]]
    first = Link(owner.path, (KEY, "rules", *keys[0].split(".")), f"{_named(keys[0])} stands in {home(owner)}")
    by = at(book, f"procedures.{way}", says=f"{_subject(guarded.names)} changed by '{way}' ({in_brief(book, way)})")
    opened = at(book, f"procedures.{route}", says=f"'{route}' ({in_brief(book, route)}) may change {home(owner)}")
    others = f" with {', '.join(_named(key) for key in keys[1:])}" if keys[1:] else ""
    what = (
        f"{by.says}; {_named(keys[0])} that says so stands here{others}, and '{route}' ({in_brief(book, route)}) "
        f"may change this article: {_in_short(short)}"
    )
    rest = tuple(at(book, key, says=f"{_named(key)} stands in {home(owner)}") for key in keys[1:])
    return Weakness(Kind.WEAKER_ROUTE, (first, by, opened, *rest), what, _mend(ground, owner, guarded.routes, route))


def _in_short(short: tuple[Lack, ...]) -> str:
    told = ", ".join(str(lack) for lack in short[:_TOLD])
    return told if len(short) <= _TOLD else f"{told}, and less in {len(short) - _TOLD} more"


def _named(key: str) -> str:
    group, _, name = key.partition(".")
    return f"the {_NOUNS[group]} '{name}'" if name else "the rule of membership"


def _subject(names: tuple[str, ...]) -> str:
    more = len(names) - 1
    return f"{names[0]} is" if not more else f"{names[0]} and {more} more are"


def _mend(ground: _Ground, owner: Article, wanted: tuple[str, ...], route: str) -> str:
    """The line that closes the easier way, with the easiest procedure that is hard enough and reaches the article."""
    fit = [
        name
        for name in sorted(ground.book.procedures)
        if name != ONCE
        and not ground.shortest(name, wanted)
        and any(matches(home(owner), pattern) for pattern in ground.book.procedures[name].paths)
    ]
    if not fit:
        return f"let '{route}' ask for as much, or take this article out of its paths"
    best = next((name for name in fit if name in wanted), fit[0])
    if owner.head.entrenched_by is not None:
        return f"write entrenched_by: {best}"
    return f"add a line 'entrenched_by: {best}' to the head of {home(owner)}"


def _open_routes(ground: _Ground, guarded: Guarded, standing: tuple[Article, ...]) -> Iterator[Weakness]:
    """Articles that only paths protect, where an easier procedure may change some article and so bring in a new procedure."""
    loose = [article for article in guarded.articles if article.head.entrenched_by is None]
    if not loose or not guarded.routes:
        return
    names = tuple(home(article) for article in loose)
    for route in sorted(_writers(ground)):
        short = ground.shortest(route, guarded.routes)
        if not short:
            continue
        way = ground.easiest(guarded.routes)[0]
        reached = _reach(ground, route, standing)
        opened = at(ground.book, f"procedures.{route}", says=f"'{route}' ({in_brief(ground.book, route)}) {reached}")
        says = f"changed by '{way}' ({in_brief(ground.book, way)}) because of a path alone"
        links = tuple(Link(article.path, (KEY, "id"), f"{home(article)} is {says}") for article in loose)
        what = f"{_subject(names)} {says}; {opened.says}, and so bring in a procedure whose paths hold the same"
        heads = ", ".join(names)
        yield Weakness(Kind.OPEN_ROUTE, (*links, opened), what, f"add a line 'entrenched_by: {way}' to the head of {heads}")


def _writers(ground: _Ground) -> set[str]:
    """The procedures that may change an article, or add one."""
    adding = {name for name in ground.alive if any(_may_add(pattern) for pattern in ground.book.procedures[name].paths)}
    return adding | {name for names in ground.ways.values() for name in names}


def _may_add(pattern: str) -> bool:
    """Whether a pattern may name articles of the charter that are not there yet."""
    folder, _, name = pattern.partition("/")
    return folder == "**" or (fnmatchcase("charter", folder) and any(mark in name for mark in "*?["))


def _reach(ground: _Ground, route: str, standing: tuple[Article, ...]) -> str:
    reached = [home(article) for article in standing if route in ground.ways[article.path]]
    return f"may change {reached[0]}" if reached else "may add articles"
