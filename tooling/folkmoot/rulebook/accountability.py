"""Accountability: whether those who decide, elect, judge or review sit for a time, can be removed and answer to somebody else."""

from collections.abc import Iterator, Mapping

from folkmoot.formats.yaml import KEY
from folkmoot.records.bodies import Body
from folkmoot.rulebook.book import RuleBook
from folkmoot.rulebook.mandate import Mandate, at
from folkmoot.rulebook.weakness import Kind, Link, Weakness, elsewhere

POWERS = ("decide", "elect", "adjudicate", "review")
"""Powers that nobody may hold without a term, a removal by others and a duty to report."""


def _power(body: Body) -> str:
    """The gravest of its powers, for a sentence; empty when it has none of them."""
    return next((power for power in POWERS if power in body.powers), "")


def _missing(book: RuleBook, name: str, says: str) -> Link:
    return at(book, f"bodies.{name}", before=(KEY, "rules"), says=says)


def without_term(book: RuleBook, name: str, body: Body, held: Mapping[str, Mandate]) -> Iterator[Weakness]:
    """A body with such a power whose seats never end."""
    if _power(body) and body.term is None and held[name].life is None:
        link = _missing(book, name, f"'{name}' has no term")
        what = f"'{name}' may {_power(body)}, and its seats have no end"
        yield Weakness(Kind.NO_TERM, (link,), what, "add a term, such as term: 12m")


def without_removal(book: RuleBook, name: str, body: Body, held: Mapping[str, Mandate]) -> Iterator[Weakness]:
    """A body with such a power from which nobody else can take a seat."""
    if not _power(body):
        return
    removal, may = body.removal, f"'{name}' may {_power(body)}"
    if removal is None:
        rules = [(rule.threshold or 0, rule_name) for rule_name, rule in book.decisions.items() if rule.method == "majority"]
        rule = max(rules)[1] if rules else "two-thirds"
        link = _missing(book, name, f"'{name}' has no removal")
        mend = f"add removal: {{by: members, rule: {rule}}}"
        yield Weakness(Kind.NO_REMOVAL, (link,), f"{may}, and nobody can take a seat from it", mend)
        return
    by = at(book, f"bodies.{name}", "removal", "by", says=f"'{name}' is removed by '{removal.by}'")
    mend = f"write removal: {{by: members, rule: {removal.rule}}}"
    if removal.by == name:
        yield Weakness(Kind.NO_REMOVAL, (by,), f"{may}, and only '{name}' itself can take a seat from it", mend)
    elif removal.by in held and name in held[removal.by].chain:
        links = (by, *_steps(book, removal.by, name, held))
        what = f"{may}, and only '{removal.by}' can take a seat from it: {_told(links[1:], by)}"
        yield Weakness(Kind.NO_REMOVAL, links, what, mend)
    elif removal.by in held and _ends_first(held[removal.by], held[name]):
        ending = held[removal.by].life
        assert ending is not None
        what = f"{may}; {by.says}, and {ending.link.says}{elsewhere(ending.link, by)}: after that nobody can"
        yield Weakness(Kind.NO_REMOVAL, (by, ending.link), what, mend)


def _ends_first(one: Mandate, other: Mandate) -> bool:
    return one.life is not None and (other.life is None or one.life.day < other.life.day)


def _steps(book: RuleBook, start: str, end: str, held: Mapping[str, Mandate]) -> tuple[Link, ...]:
    """How a body is filled, step by step, from itself to somebody up its chain."""
    chain = held[start].chain
    steps = chain[: chain.index(end)]
    fillers = chain[1 : len(steps) + 1]
    return tuple(
        at(book, f"bodies.{one}", "select", "by", says=f"'{one}' is filled by '{filler}'")
        for one, filler in zip(steps, fillers, strict=True)
    )


def _told(links: tuple[Link, ...], here: Link) -> str:
    return ", ".join(f"{link.says}{elsewhere(link, here)}" for link in links)


def without_report(book: RuleBook, name: str, body: Body, held: Mapping[str, Mandate]) -> Iterator[Weakness]:
    """A body with such a power that reports to nobody, or only to itself."""
    if not _power(body):
        return
    may = f"'{name}' may {_power(body)}"
    if body.reports is None:
        link = _missing(book, name, f"'{name}' does not report")
        yield Weakness(Kind.NO_REPORT, (link,), f"{may}, and reports to nobody", "add reports: {every: 6m, to: members}")
    elif body.reports.to == name:
        link = at(book, f"bodies.{name}", "reports", "to", says=f"'{name}' reports to itself")
        yield Weakness(Kind.NO_REPORT, (link,), f"{may}, and reports only to itself", "write to: members")
    elif body.reports.to in held and _ends_first(held[body.reports.to], held[name]):
        link = at(book, f"bodies.{name}", "reports", "to", says=f"'{name}' reports to '{body.reports.to}'")
        ending = held[body.reports.to].life
        assert ending is not None
        what = f"{may}; {link.says}, and {ending.link.says}{elsewhere(ending.link, link)}"
        yield Weakness(Kind.NO_REPORT, (link, ending.link), what, "write to: members")


def _watched(book: RuleBook, name: str) -> dict[str, Link]:
    """Whom a body reviews, and by which rule: those it is to watch, those who report to it, those whose decisions it may veto."""
    watched: dict[str, Link] = {}
    for other in book.bodies[name].reviews:
        if other in book.bodies:
            watched[other] = at(book, f"bodies.{name}", "reviews", says=f"'{name}' reviews '{other}'")
    for key, procedure in sorted(book.procedures.items()):
        other = procedure.decide.by
        if procedure.veto and procedure.veto.by == name and other in book.bodies and other not in watched:
            says = f"'{name}' may veto what '{other}' decides"
            watched[other] = at(book, f"procedures.{key}", "veto", "by", says=says)
    for key, duty in sorted(book.duties.items()):
        if duty.to == name and duty.who in book.bodies and duty.who not in book.bodies[name].reviews:
            watched[duty.who] = at(book, f"duties.{key}", "to", says=f"'{name}' reviews '{duty.who}'")
    for other, body in sorted(book.bodies.items()):
        if body.reports and body.reports.to == name and other not in book.bodies[name].reviews:
            watched[other] = at(book, f"bodies.{other}", "reports", "to", says=f"'{name}' reviews '{other}'")
    watched.pop(name, None)
    return watched


def _answers_to(book: RuleBook, other: str, name: str) -> bool:
    """Whether a body is to be watched by another: it reports to it, or the charter says that it is reviewed by it."""
    reports = book.bodies[other].reports
    return other in book.bodies[name].reviews or (reports is not None and reports.to == name)


def filled_reviewer(book: RuleBook, name: str, body: Body, held: Mapping[str, Mandate]) -> Iterator[Weakness]:
    """A reviewer filled or removed by the very body that reports to it or that it is to watch."""
    if "review" not in body.powers and not body.reviews:
        return
    for other, watches in _watched(book, name).items():
        if not _answers_to(book, other, name):
            continue
        if body.select.by == other:
            link = at(book, f"bodies.{name}", "select", "by", says=f"'{name}' is filled by '{other}'")
            what = f"{watches.says}, which fills its seats"
            yield Weakness(Kind.REVIEWER_FILLED, (link, watches), what, "fill it by lot, or by: members")
        if body.removal and body.removal.by == other:
            link = at(book, f"bodies.{name}", "removal", "by", says=f"'{name}' is removed by '{other}'")
            what = f"{watches.says}, which can remove its members"
            yield Weakness(Kind.REVIEWER_FILLED, (link, watches), what, "let members or a jury remove from it")


def bound_reviewer(book: RuleBook, name: str, body: Body, held: Mapping[str, Mandate]) -> Iterator[Weakness]:
    """A reviewer that those it reviews fill through others, remove by a decision it may veto, or alone receive reports of.

    A body drawn by lot for a term does not bind whoever reviewed it: those who sit there later were not reviewed.
    """
    if not {"review", "veto"} & set(body.powers) and not body.reviews:
        return
    for other, watches in _watched(book, name).items():
        is_told = ("review" in body.powers or other in body.reviews) and _answers_to(book, other, name)
        if other in held[name].chain and not (is_told and body.select.by == other):
            links = (*_steps(book, name, other, held), watches)
            what = f"{watches.says}{elsewhere(watches, links[0])}; {_told(links[:-1], links[0])}"
            yield Weakness(Kind.REVIEWER_BOUND, links, what, "fill it by lot, or by: members")
        if body.removal and body.removal.by == other and not is_told and not _is_drawn(book.bodies[other]):
            link = at(book, f"bodies.{name}", "removal", "by", says=f"'{name}' is removed by '{other}'")
            what = f"{watches.says}{elsewhere(watches, link)}, and '{other}' can remove its members"
            yield Weakness(Kind.REVIEWER_BOUND, (link, watches), what, "let members or a jury remove from it")
        if body.reports and body.reports.to == other:
            link = at(book, f"bodies.{name}", "reports", "to", says=f"'{name}' reports to '{other}'")
            what = f"{watches.says}{elsewhere(watches, link)}, and reports to nobody else"
            yield Weakness(Kind.REVIEWER_BOUND, (link, watches), what, "write to: members")


def _is_drawn(body: Body) -> bool:
    return body.select.method == "sortition" and body.term is not None


def slate_and_elector(book: RuleBook, name: str, body: Body, held: Mapping[str, Mandate]) -> Iterator[Weakness]:
    """An electing body filled by one that nominates."""
    if "elect" not in body.powers:
        return
    for other in held[name].chain[1:]:
        if "nominate" in book.bodies[other].powers:
            links = (*_steps(book, name, other, held), at(book, f"bodies.{other}", "powers", says=f"'{other}' may nominate"))
            what = f"'{name}' elects; {_told(links[:-1], links[0])}, and {links[-1].says}{elsewhere(links[-1], links[0])}"
            yield Weakness(Kind.SLATE_AND_ELECTOR, links, what, "fill it by lot, or by: members")
