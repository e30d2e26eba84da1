"""Continuity: whether a charter goes on by itself, and whether what is meant to end does.

The clock is run for twenty years with no goodwill: nobody does more than the rules make them do, nobody steps down for
decency, and no condition that may fail to come ever comes. `continuity` asks this of all parts at once; the parts that ask
about accountability and about quorums are files of their own.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from folkmoot.formats.yaml import KEY
from folkmoot.records.archive import Article
from folkmoot.records.bodies import Body
from folkmoot.records.value import Span
from folkmoot.rulebook import accountability, quorums
from folkmoot.rulebook.book import RuleBook
from folkmoot.rulebook.entrenchment import routes
from folkmoot.rulebook.mandate import ONCE, Mandate, Source, article_ends, at, is_in_force, later, mandates
from folkmoot.rulebook.quorums import Turnout
from folkmoot.rulebook.weakness import Kind, Link, Weakness, by_place, elsewhere

HORIZON = Span(20, "y")
"""How far ahead the clock is run."""
POWERS = frozenset({"decide", "elect", "adjudicate", "confirm", "review"})
"""The powers that may never be left without somebody to use them."""
_CONDITION = re.compile(r"\b(?:until|till|as long as|for the time being)\b[^.;]*", re.IGNORECASE)
_Part = Callable[[RuleBook, date, Mapping[str, Mandate]], Iterator[Weakness]]


def continuity(
    book: RuleBook, as_of: date, turnouts: Iterable[Turnout] = (), kinds: frozenset[Kind] = frozenset(Kind)
) -> tuple[Weakness, ...]:
    """Find what would stop, go on for ever or answer to nobody; only the kinds asked for, in the order of their places."""
    held = mandates(book)
    found = [each for kind, part in _PARTS.items() if kind in kinds for each in part(book, as_of, held)]
    if kinds & {Kind.QUORUM_ABOVE_SEATS, Kind.QUORUM_OUT_OF_REACH}:
        found += quorums.unreachable(book, as_of, tuple(turnouts))
    return tuple(sorted((each for each in found if each.kind in kinds), key=by_place))


def is_alive(mandate: Mandate, day: date) -> bool:
    """Whether the body has not ended before a day."""
    return mandate.life is None or mandate.life.day >= day


def needed(book: RuleBook, as_of: date, held: Mapping[str, Mandate]) -> tuple[str, ...]:
    """The bodies that may never be empty: those with a power that counts, those a procedure needs, and who fills them."""
    wanted = {name for name, body in book.bodies.items() if POWERS & set(body.powers)}
    for name, procedure in book.procedures.items():
        if is_in_force(book, f"procedures.{name}", as_of):
            wanted |= {procedure.decide.by, procedure.execute.by, *([procedure.veto.by] if procedure.veto else [])}
    living = {name for name in wanted if name in held and is_alive(held[name], as_of)}
    return tuple(sorted({filler for name in living for filler in held[name].chain if is_alive(held[filler], as_of)}))


def _self_perpetuating(book: RuleBook, as_of: date, held: Mapping[str, Mandate]) -> Iterator[Weakness]:
    for name in needed(book, as_of, held):
        chain = held[name].chain
        if not held[name].is_looped or name != min(chain):
            continue
        links = tuple(_filled(book, each) for each in chain)
        says = _told(links) if links[1:] else f"'{name}' fills its own seats"
        mend = "fill one of them by lot, or by: members" if links[1:] else _BY_OTHERS
        yield Weakness(Kind.SELF_PERPETUATING, links, f"{says}, and nobody else ever can", mend)


_BY_OTHERS = "fill it by lot with method: sortition, or write by: members"


def _filled(book: RuleBook, name: str) -> Link:
    return at(book, f"bodies.{name}", "select", "by", says=f"'{name}' is filled by '{book.bodies[name].select.by}'")


def _told(links: tuple[Link, ...]) -> str:
    return ", ".join(f"{link.says}{elsewhere(link, links[0])}" for link in links)


def _orphans(book: RuleBook, as_of: date, held: Mapping[str, Mandate]) -> Iterator[Weakness]:
    for name in needed(book, as_of, held):
        mandate, method = held[name], book.bodies[name].select.method
        key = f"bodies.{name}"
        if mandate.source is Source.NOBODY:
            link = at(book, key, "select", says=f"'{name}' is filled by {method}, by nobody")
            what = f"'{name}' is filled by {method}, and nothing says by whom"
            yield Weakness(Kind.ORPHAN, (link,), what, "add by: members, or write method: sortition")
        elif mandate.source is Source.OFFICE:
            what = f"'{name}' is filled by '{mandate.filler}', and nothing says who that is"
            mend = f"write by: members, or define the body '{mandate.filler}'"
            yield Weakness(Kind.ORPHAN, (_filled(book, name),), what, mend)


def _fillers_that_end(book: RuleBook, as_of: date, held: Mapping[str, Mandate]) -> Iterator[Weakness]:
    for name in needed(book, as_of, held):
        mandate = held[name]
        if mandate.route is None or mandate.seated is None or mandate.seated >= later(as_of, HORIZON):
            continue
        if (mandate.life and mandate.life.day <= mandate.seated) or _is_filler_at_fault(mandate, held):
            continue
        chain = (_filled(book, name), mandate.route.link)
        term = book.bodies[name].term
        seats = f"; its seats last {term.words}" if term else ""
        what = f"{chain[0].says}, and {mandate.route.link.says}{elsewhere(chain[1], chain[0])}{seats}: after {mandate.seated} nobody sits"
        yield Weakness(Kind.FILLER_ENDS, chain, what, f"before {mandate.route.day}, {_BY_OTHERS}")


def _is_filler_at_fault(mandate: Mandate, held: Mapping[str, Mandate]) -> bool:
    """Whether the filler is itself left without a filler, so that the fault is told of the filler alone."""
    filler = held.get(mandate.filler)
    if filler is None or filler.seated is None or mandate.route is None or filler.seated != mandate.route.day:
        return False
    return filler.life is None or filler.life.day > filler.seated


def _deciders_that_end(book: RuleBook, as_of: date, held: Mapping[str, Mandate]) -> Iterator[Weakness]:
    horizon = later(as_of, HORIZON)
    for name, procedure in sorted(book.procedures.items()):
        key = f"procedures.{name}"
        if name == ONCE or not is_in_force(book, key, as_of):
            continue
        last = min((ending.day for ending in article_ends(book, key)), default=horizon)
        for act, done, by in (("decide", "decided", procedure.decide.by), ("execute", "carried out", procedure.execute.by)):
            life = held[by].life if by in held else None
            if life and life.day < min(last, horizon):
                link = at(book, key, act, "by", says=f"'{name}' is {done} by '{by}'")
                what = f"{link.says}, and {life.link.says}{elsewhere(life.link, link)}: after that nobody can"
                yield Weakness(Kind.DECIDER_ENDS, (link, life.link), what, "name a body that does not end, or members")


def _sunsets_without_day(book: RuleBook, as_of: date, held: Mapping[str, Mandate]) -> Iterator[Weakness]:
    """A body of a phase is there for the phase, and needs a day that moving the phase does not move."""
    for name, body in sorted(book.bodies.items()):
        phases = sorted((phase.ends, key) for key, phase in book.phases.items() if name in phase.bodies)
        if not phases or body.expires or book.owners[f"bodies.{name}"].head.expires:
            continue
        ends, phase = phases[-1]
        if ends < as_of:
            continue
        link = at(book, f"bodies.{name}", before=(KEY, "rules"), says=f"'{name}' has no last day of its own")
        plan = at(book, f"plan.phases.{phase}", "ends", says=f"'{name}' acts in phase '{phase}'")
        what = f"{plan.says}{elsewhere(plan, link)} and has no last day of its own"
        yield Weakness(Kind.SUNSET_WITHOUT_DAY, (link, plan), what, f"add expires: {ends}")


def _sunsets_by_condition(book: RuleBook, as_of: date, held: Mapping[str, Mandate]) -> Iterator[Weakness]:
    """A purpose that says until when a body is there, and no day; the words looked for are English."""
    for name in needed(book, as_of, held):
        condition = _CONDITION.search(book.bodies[name].purpose)
        if condition and held[name].life is None:
            words = " ".join(condition[0].split())
            link = at(book, f"bodies.{name}", "purpose", says=f"'{name}' is there '{words}'")
            mend = f"add expires: with its last day, such as expires: {as_of.year + 1}-12-31"
            yield Weakness(Kind.SUNSET_BY_CONDITION, (link,), f"{link.says}, and no day ends it", mend)


def _transitional_without_end(book: RuleBook, as_of: date, held: Mapping[str, Mandate]) -> Iterator[Weakness]:
    for article in {article.path: article for article in book.owners.values()}.values():
        if article.head.class_ == "transitional" and article.head.expires is None:
            link = Link(article.path, ("class",), "this article is transitional")
            what = "this article is transitional and has no end"
            yield Weakness(Kind.TRANSITIONAL_WITHOUT_END, (link,), what, "add a line 'expires: ...' with its last day")


def _self_extension(book: RuleBook, as_of: date, held: Mapping[str, Mandate]) -> Iterator[Weakness]:
    for name, mandate in sorted(held.items()):
        if mandate.life is None or mandate.life.day < as_of:
            continue
        article = next(each for each in book.owners.values() if each.path == mandate.life.link.path)
        for procedure in routes(book, article, as_of):
            decider = book.procedures[procedure].decide.by
            if name not in (held[decider].chain if decider in held else ()):
                continue
            decides = at(book, f"procedures.{procedure}", "decide", "by", says=f"'{decider}' decides '{procedure}'")
            fills = "" if decider == name else f"fills '{decider}', which "
            says = f"'{name}' {fills}decides '{procedure}'{elsewhere(decides, mandate.life.link)}, which may change this article"
            what = f"{says}, and so may put off its end: {mandate.life.link.says}"
            mend = _guard(article, procedure, book, as_of, name, held)
            yield Weakness(Kind.SELF_EXTENSION, (mandate.life.link, decides), what, mend)


def _guard(article: Article, procedure: str, book: RuleBook, as_of: date, body: str, held: Mapping[str, Mandate]) -> str:
    """The line that keeps an article out of a body's hands, if there is a procedure it does not decide."""
    for other in sorted(book.procedures, key=lambda name: (name != "amendment", name)):
        decider = book.procedures[other].decide.by
        is_free = body not in (held[decider].chain if decider in held else ())
        if is_free and other != ONCE and is_in_force(book, f"procedures.{other}", as_of):
            is_open = article.head.entrenched_by is None
            return f"add a line 'entrenched_by: {other}' to the head of this article" if is_open else f"write entrenched_by: {other}"
    return f"let members decide '{procedure}'"


def _accountable(find: Callable[[RuleBook, str, Body, Mapping[str, Mandate]], Iterator[Weakness]]) -> _Part:
    def part(book: RuleBook, as_of: date, held: Mapping[str, Mandate]) -> Iterator[Weakness]:
        for name, body in sorted(book.bodies.items()):
            if is_alive(held[name], as_of):
                yield from find(book, name, body, held)

    return part


_PARTS: dict[Kind, _Part] = {
    Kind.SELF_PERPETUATING: _self_perpetuating,
    Kind.ORPHAN: _orphans,
    Kind.FILLER_ENDS: _fillers_that_end,
    Kind.DECIDER_ENDS: _deciders_that_end,
    Kind.SUNSET_WITHOUT_DAY: _sunsets_without_day,
    Kind.SUNSET_BY_CONDITION: _sunsets_by_condition,
    Kind.TRANSITIONAL_WITHOUT_END: _transitional_without_end,
    Kind.SELF_EXTENSION: _self_extension,
    Kind.NO_TERM: _accountable(accountability.without_term),
    Kind.NO_REMOVAL: _accountable(accountability.without_removal),
    Kind.NO_REPORT: _accountable(accountability.without_report),
    Kind.REVIEWER_BOUND: _accountable(accountability.bound_reviewer),
    Kind.REVIEWER_FILLED: _accountable(accountability.filled_reviewer),
    Kind.SLATE_AND_ELECTOR: _accountable(accountability.slate_and_elector),
}
