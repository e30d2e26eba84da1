"""Which of two procedures is harder to go through: a partial order, and what one lacks to be as hard as another.

A procedure is at least as hard as another when it is so in every part: who decides, threshold, quorum, seconds, discussion,
freeze, notice and veto. Where two parts cannot be compared, neither is at least as hard, and the lack says that they
cannot be compared.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from folkmoot.records.bodies import Body
from folkmoot.records.decision_rule import DecisionRule, QuorumRule
from folkmoot.records.rules import Procedure
from folkmoot.records.value import Span
from folkmoot.rulebook.book import RuleBook
from folkmoot.rulebook.mandate import EVERYBODY, Mandate, Source
from folkmoot.rulebook.quorums import words

_INDEPENDENCE = {Source.LOT: 2, Source.MEMBERS: 1}
_BASES = {"cast": 0, "present": 1, "eligible": 2, "seats": 2}
_COUNTED = {"participation": 0, "approval": 1}


@dataclass(frozen=True, slots=True)
class Lack:
    """One part in which a procedure is not at least as hard as another."""

    part: str
    has: str
    wanted: str
    is_comparable: bool = True

    def __str__(self) -> str:
        between = " instead of" if self.is_comparable else ", which cannot be compared with"
        return f"{self.part} {self.has}{between} {self.wanted}".strip()


def lacks(book: RuleBook, held: Mapping[str, Mandate], one: str, other: str) -> tuple[Lack, ...]:
    """What the procedure `one` lacks to be at least as hard as `other`; nothing when it is."""
    if one == other:
        return ()
    mine, theirs = book.procedures[one], book.procedures[other]
    return (
        *_decider(book, held, "decided by", mine.decide.by, theirs.decide.by),
        *_by_rule(book, mine, theirs),
        *_times(mine, theirs),
        *_veto(book, held, mine, theirs),
    )  # fmt: skip


def _by_rule(book: RuleBook, mine: Procedure, theirs: Procedure) -> Iterator[Lack]:
    one, other = book.decisions.get(mine.decide.rule), book.decisions.get(theirs.decide.rule)
    if one is not None and other is not None:
        have_seats = {mine.decide.by, theirs.decide.by} <= set(book.bodies)
        yield from _rule(one, other, have_seats)
        yield from _quorum(one.quorum, other.quorum, have_seats)


def _decider(book: RuleBook, held: Mapping[str, Mandate], part: str, one: str, other: str) -> Iterator[Lack]:
    if one == other or _is_all(book, one):
        return
    has, wanted = who(book, one), who(book, other)
    if _is_all(book, other):
        yield Lack(part, has, wanted)
    elif one not in book.bodies or other not in book.bodies:
        yield Lack(part, has, wanted, is_comparable=False)
    else:
        yield from _bodies(held, part, one, other, book.bodies[one], book.bodies[other], (has, wanted))


def _bodies(
    held: Mapping[str, Mandate], part: str, one: str, other: str, mine: Body, theirs: Body, said: tuple[str, str]
) -> Iterator[Lack]:
    free, wanted = (_INDEPENDENCE.get(held[name].source, 0) for name in (one, other))
    is_bound_otherwise = free == wanted == 0 and held[one].filler != held[other].filler
    is_as_free = free >= wanted and not is_bound_otherwise
    is_as_large = mine.seats.target >= theirs.seats.target and mine.seats.min >= theirs.seats.min
    is_smaller = mine.seats.target <= theirs.seats.target and mine.seats.min <= theirs.seats.min
    if not (is_as_free and is_as_large):
        yield Lack(part, *said, is_comparable=is_smaller and free <= wanted and not is_bound_otherwise)


def _is_all(book: RuleBook, name: str) -> bool:
    return name in EVERYBODY and name not in book.bodies


def who(book: RuleBook, name: str) -> str:
    """Say who decides: `all members`, `the 48 drawn for 'policy-jury'`."""
    if name not in book.bodies:
        return "all members" if _is_all(book, name) else f"'{name}'"
    body = book.bodies[name]
    return f"the {body.seats.target} {_CHOSEN[body.select.method]} '{name}'"


_CHOSEN = {"sortition": "drawn for", "election": "elected to", "appointment": "appointed to", "open": "of"}


def in_brief(book: RuleBook, name: str) -> str:
    """Say how hard a procedure is, in a few words: `3/4 of the 48 drawn for 'policy-jury'`."""
    decide = book.procedures[name].decide
    rule = book.decisions.get(decide.rule)
    share = "a ranking" if rule is None or rule.threshold is None else _threshold(rule)
    return f"{share} of {who(book, decide.by)}"


def _rule(one: DecisionRule, other: DecisionRule, have_seats: bool) -> Iterator[Lack]:
    if one.method != other.method:
        yield Lack("counted by", one.method, other.method, is_comparable=False)
    elif one.method == "majority":
        yield from _majority(one, other, have_seats)
    elif one.model_copy(update={"quorum": None, "secrecy": ""}) != other.model_copy(update={"quorum": None, "secrecy": ""}):
        yield Lack("ranked by", "its own rule", "the other", is_comparable=False)


def _majority(one: DecisionRule, other: DecisionRule, have_seats: bool) -> Iterator[Lack]:
    mine, theirs = _base(one, have_seats), _base(other, have_seats)
    share, wanted = one.threshold or Fraction(0), other.threshold or Fraction(0)
    if mine < theirs:
        yield Lack("counted over", _OVER[_over(one)], _OVER[_over(other)])
    if (share, bool(one.strict)) < (wanted, bool(other.strict)):
        yield Lack("a threshold of", _threshold(one), _threshold(other), is_comparable=mine <= theirs)
    if other.ties == "rejected" and one.ties != "rejected" and share <= Fraction(1, 2) and not one.strict:
        yield Lack("ties", one.ties, other.ties)


def _threshold(rule: DecisionRule) -> str:
    return f"{'more than ' if rule.strict else ''}{rule.threshold}"


def _over(rule: DecisionRule) -> str:
    return "present" if rule.base == "cast" and rule.abstain == "in-base" else str(rule.base)


_OVER = {"cast": "votes cast", "present": "all present", "eligible": "all who may vote", "seats": "all seats"}


def _base(rule: DecisionRule, have_seats: bool) -> int:
    """How much a vote is counted over; of bodies, seats are at least as many as those who may vote."""
    return _BASES.get(_over(rule), 0) + (have_seats and rule.base == "seats")


def _quorum(one: QuorumRule | None, other: QuorumRule | None, have_seats: bool) -> Iterator[Lack]:
    if other is None or one == other:
        return
    if one is None:
        yield Lack("", "no quorum", words(other))
        return
    mine, theirs = _number(one), _number(other)
    if mine[0] != theirs[0] or not _counts_as_much(one, other, comparable=True):
        yield Lack("a quorum of", words(one), words(other), is_comparable=False)
    elif mine[1] < theirs[1] or not _counts_as_much(one, other) or (have_seats and one.of == "eligible" and other.of == "seats"):
        yield Lack("a quorum of", words(one), words(other))


def _number(quorum: QuorumRule) -> tuple[str, Fraction]:
    for kind in ("fraction", "sqrt", "count"):
        value: Any = getattr(quorum, kind)
        if value is not None:
            return kind, Fraction(value)
    return "", Fraction(0)


def _counts_as_much(one: QuorumRule, other: QuorumRule, comparable: bool = False) -> bool:
    """Whether a number of the one is worth one of the other: votes in favour are people who took part."""
    if one.counts == other.counts:
        return True
    known = one.counts in _COUNTED and other.counts in _COUNTED
    return known and (comparable or _COUNTED[one.counts] > _COUNTED[other.counts])


def _times(mine: Procedure, theirs: Procedure) -> Iterator[Lack]:
    if mine.introduce.seconds < theirs.introduce.seconds:
        has, wanted = (f"{step.introduce.seconds} of '{step.introduce.who}'" for step in (mine, theirs))
        yield Lack("seconded by", has, wanted, is_comparable=mine.introduce.who == theirs.introduce.who)
    for part, one, other in (
        ("discussion", mine.discuss.min, theirs.discuss.min),
        ("freeze", mine.freeze, theirs.freeze),
        ("notice", mine.notice, theirs.notice),
    ):
        yield from _span(part, one, other)


def _span(part: str, one: Span | None, other: Span | None) -> Iterator[Lack]:
    if other is not None and (one is None or not is_as_long(one, other)):
        yield Lack(f"{part} of" if one else "", one.words if one else f"no {part}", other.words)


def is_as_long(one: Span, other: Span) -> bool:
    """Whether a span lasts at least as long as another, on whatever day both begin."""
    if {one.unit, other.unit} <= {"m", "y"}:
        return _months(one) >= _months(other)
    return _hours(one)[0] >= _hours(other)[1]


def _months(span: Span) -> int:
    return span.count * (12 if span.unit == "y" else 1)


def _hours(span: Span) -> tuple[int, int]:
    """The fewest and the most hours a span may last."""
    if span.unit in "hdw":
        hours = span.count * {"h": 1, "d": 24, "w": 7 * 24}[span.unit]
        return hours, hours
    years, months = divmod(_months(span), 12)
    return (years * 365 + months * 28) * 24, (years * 366 + months * 31) * 24


def _veto(book: RuleBook, held: Mapping[str, Mandate], mine: Procedure, theirs: Procedure) -> Iterator[Lack]:
    """A veto is at least as strong when it is as independent, needs no more votes, and has as much time."""
    one, other = mine.veto, theirs.veto
    if other is None:
        return
    if one is None:
        yield Lack("vetoed by", "nobody", who(book, other.by))
        return
    yield from _decider(book, held, "vetoed by", one.by, other.by)
    yield from _span("veto window", one.within, other.within)
    needs, others = book.decisions.get(one.rule), book.decisions.get(other.rule)
    if needs and others and one.rule != other.rule:
        have_seats = {one.by, other.by} <= set(book.bodies)
        for lack in (*_rule(others, needs, have_seats), *_quorum(others.quorum, needs.quorum, have_seats)):
            yield Lack(f"a veto that needs {lack.part}", lack.wanted, lack.has, lack.is_comparable)
