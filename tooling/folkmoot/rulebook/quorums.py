"""Quorums that cannot be met: by the number of seats there are, or by how many took part in the last votes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from folkmoot.records.decision_rule import DecisionRule, QuorumRule
from folkmoot.rulebook.book import RuleBook
from folkmoot.rulebook.mandate import ONCE, at, is_in_force
from folkmoot.rulebook.weakness import Kind, Link, Weakness, elsewhere

LAST = 5
"""How many of the last votes of a body are looked at."""
_SHARES = tuple(Fraction(*pair) for pair in ((3, 4), (2, 3), (1, 2), (1, 3), (1, 4), (1, 5), (1, 10), (1, 20), (1, 100)))


@dataclass(frozen=True, slots=True, order=True)
class Turnout:
    """How many took part in one decided vote."""

    closed: date
    proposal: str
    by: str
    """Who voted: a body, or members."""
    took_part: int
    in_favour: int | None
    """Votes for; None where the vote was a ranking."""
    eligible: int


def least(quorum: QuorumRule, whole: int) -> Fraction:
    """The number that must be reached, squared: a root is compared by squares and never taken."""
    if quorum.sqrt is not None:
        return quorum.sqrt**2 * whole
    if quorum.fraction is not None:
        return (quorum.fraction * whole) ** 2
    return Fraction(quorum.count or 0) ** 2


def unreachable(book: RuleBook, as_of: date, turnouts: tuple[Turnout, ...]) -> Iterator[Weakness]:
    """Find quorums above the number of seats, and those that none of the last five votes of the same voters would have met."""
    past = sorted(each for each in turnouts if each.closed <= as_of)
    for (who, name), use in sorted(_uses(book, as_of).items()):
        rule = book.decisions[name]
        if rule.quorum is None or not is_in_force(book, f"decisions.{name}", as_of):
            continue
        seats = book.bodies[who].seats.target if who in book.bodies else None
        link = at(book, f"decisions.{name}", "quorum", says=f"'{name}' asks for a quorum of {words(rule.quorum)}")
        if seats is not None and least(rule.quorum, seats) > seats**2:
            what = f"{link.says}; {use.says}{elsewhere(use, link)}, and '{who}' has {seats} seats"
            mend = "write a share, such as quorum: {fraction: 2/3, of: seats, counts: participation}"
            yield Weakness(Kind.QUORUM_ABOVE_SEATS, (link, use), what, mend)
            continue
        yield from _out_of_reach(rule, link, use, [each for each in past if each.by == who][-LAST:])


def _out_of_reach(rule: DecisionRule, link: Link, use: Link, last: list[Turnout]) -> Iterator[Weakness]:
    assert rule.quorum is not None
    reached = [(_reached(rule.quorum, each), each) for each in last]
    known = [(number, each) for number, each in reached if number is not None and each.eligible]
    if not known or any(number**2 >= least(rule.quorum, each.eligible) for number, each in known):
        return
    number, best = max(known, key=lambda pair: (Fraction(pair[0], pair[1].eligible), pair[1]))
    ending = f"{number} of {best.eligible}"
    fell = f"the last vote there had {ending}" if len(known) == 1 else f"of the last {len(known)} votes there none had more than {ending}"
    what = f"{link.says}; {use.says}{elsewhere(use, link)}; {fell}"
    share = next((share for share in _SHARES if share * best.eligible <= number), None)
    mend = f"ask for no more than people give, such as fraction: {share}" if share else "remove the quorum"
    yield Weakness(Kind.QUORUM_OUT_OF_REACH, (link, use), what, mend)


def _reached(quorum: QuorumRule, turnout: Turnout) -> int | None:
    return turnout.took_part if quorum.counts == "participation" else turnout.in_favour


def _uses(book: RuleBook, as_of: date) -> dict[tuple[str, str], Link]:
    """Who votes by which rule, and a rule that says so."""
    uses: dict[tuple[str, str], Link] = {}
    for name, procedure in sorted(book.procedures.items()):
        if name == ONCE or not is_in_force(book, f"procedures.{name}", as_of):
            continue
        decide, veto, key = procedure.decide, procedure.veto, f"procedures.{name}"
        says = f"'{name}' is decided by it, by '{decide.by}'"
        uses.setdefault((decide.by, decide.rule), at(book, key, "decide", "rule", says=says))
        if veto:
            says = f"'{name}' is vetoed by it, by '{veto.by}'"
            uses.setdefault((veto.by, veto.rule), at(book, key, "veto", "rule", says=says))
    for name, body in sorted(book.bodies.items()):
        if body.select.decision_rule and body.select.by and not _has_ended(book, name, as_of):
            link = at(book, f"bodies.{name}", "select", "decision_rule", says=f"'{name}' is filled by it")
            uses.setdefault((body.select.by, body.select.decision_rule), link)
    return {(who, rule): link for (who, rule), link in uses.items() if rule in book.decisions}


def _has_ended(book: RuleBook, name: str, as_of: date) -> bool:
    expires = book.bodies[name].expires
    return not is_in_force(book, f"bodies.{name}", as_of) or (expires is not None and expires < as_of)


def words(quorum: QuorumRule) -> str:
    """Say what a quorum asks: `2/3 of seats`, `3 times the square root of eligible`, `at least 20`."""
    if quorum.sqrt is not None:
        return f"{quorum.sqrt} times the square root of {quorum.of or 'eligible'}"
    if quorum.fraction is not None:
        return f"{quorum.fraction} of {quorum.of or 'eligible'}"
    return f"at least {quorum.count}"
