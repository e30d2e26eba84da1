"""The count as relational expressions, written once with Ibis for every engine that speaks SQL.

Two tables are met: `ballots` (voter, sequence, choice, shard) and `members` (entry, class, shard), where `shard` is what the names
of shards that meet have in common. The first expression settles every voter who cast one ballot, or two under different numbers.
The few others are hard: they cast more, or two under one number. A second expression takes their ballots number by number.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

import ibis
from ibis.expr.types import BooleanValue, Table, Value

from folkmoot.engine.counts import Box, Offered, Part
from folkmoot.formats.shards import shard_of
from folkmoot.records.ballot import DiscardReason
from folkmoot.records.error import FolkmootError
from folkmoot.records.value import TOKEN, shown

Ask = Callable[[str], Iterable[Sequence[Any]]]
"""Asks an engine a question in its SQL."""
_MOST_BAD = 10_000
_BALLOTS = ibis.table({"voter": "string", "sequence": "int64", "choice": "string", "shard": "string"}, name="ballots")
_MEMBERS = ibis.table({"entry": "string", "class": "string", "shard": "string"}, name="members")


@cache
def question(asked: str, words: tuple[str, ...] | None, bad: tuple[str, ...], classed: bool, sharded: bool, dialect: str) -> str:
    """One of the expressions in a dialect: `words` are the only choices offered, or `bad` are those that are not.

    `settled`: class, choice, whether these voters are hard, how many they are, and their ballots.
    `hard`: of the hard ones class, choice or NULL, voters, ballots, repeated ones, and different numbers.
    `refused`: ballots of members; of these those with a choice not offered; of the others those with no number.
    `kinds`: the different choices. `classes`: class, and how many members.
    """
    if asked == "kinds":
        return str(ibis.to_sql(_BALLOTS.select("choice").distinct(), dialect=dialect))
    if asked == "classes":
        return str(ibis.to_sql(_classes(), dialect=dialect))
    met, keys = _met(classed, sharded), ("voter", "class") if classed else ("voter",)
    offered = _offered(met, words, bad)
    if asked == "refused":
        return str(ibis.to_sql(_refused(met, offered), dialect=dialect))
    good = met.filter(offered, met.sequence >= 1)
    voters = good.group_by(*keys).agg(
        papers=good.count(), low=good.sequence.min(), high=good.sequence.max(), choice=good.choice.argmax(good.sequence)
    )
    voters = voters.mutate(hard=(voters.papers > 2) | ((voters.papers == 2) & (voters.low == voters.high)))
    return str(ibis.to_sql(_hard(good, voters, keys) if asked == "hard" else _settled(voters, keys[1:]), dialect=dialect))


def _settled(voters: Table, classes: tuple[str, ...]) -> Table:
    voters = voters.mutate(choice=ibis.ifelse(voters.hard, "", voters.choice))
    found = voters.group_by(*classes, "choice", "hard").agg(voters=voters.count(), papers=voters.papers.sum())
    return found.select(_class(found, classes), "choice", "hard", "voters", "papers")


def _class(found: Table, classes: tuple[str, ...]) -> Value:
    """The class, empty where nobody asks for it."""
    return found["class"] if classes else ibis.literal("").name("class")


def _refused(met: Table, offered: BooleanValue) -> Table:
    return met.agg(met=met.count(), malformed=(~offered).ifelse(1, 0).sum(), unnumbered=(offered & (met.sequence < 1)).ifelse(1, 0).sum())


def _met(classed: bool, sharded: bool) -> Table:
    """The ballots of members; where only one pair of shards is met, its name need not be compared."""
    meets = [_BALLOTS.voter == _MEMBERS.entry, *([_BALLOTS.shard == _MEMBERS.shard] if sharded else [])]
    if classed:
        return _BALLOTS.inner_join(_MEMBERS, meets).select("voter", "sequence", "choice", "class")
    return _BALLOTS.semi_join(_MEMBERS, meets).select("voter", "sequence", "choice")


def _offered(met: Table, words: Sequence[str] | None, bad: Sequence[str]) -> BooleanValue:
    if words is not None:
        return met.choice.isin(list(words))
    return ~met.choice.isin(list(bad)) if bad else met.choice.notnull()


def _hard(good: Table, voters: Table, keys: tuple[str, ...]) -> Table:
    theirs = good.semi_join(voters.filter(voters.hard).select("voter"), "voter")
    numbered = theirs.group_by(*keys, "sequence").agg(papers=theirs.count(), low=theirs.choice.min(), high=theirs.choice.max())
    sound = numbered.low == numbered.high
    each = numbered.group_by(*keys).agg(
        choice=numbered.low.argmax(numbered.sequence, where=sound), papers=numbered.papers.sum(),
        repeated=ibis.ifelse(sound, numbered.papers - 1, numbered.papers).sum(), numbers=ibis.ifelse(sound, 1, 0).sum(),
    )  # fmt: skip
    found = each.group_by(*keys[1:], "choice").agg(
        voters=each.count(), papers=each.papers.sum(), repeated=each.repeated.sum(), numbers=each.numbers.sum()
    )
    return found.select(_class(found, keys[1:]), "choice", "voters", "papers", "repeated", "numbers")


def _classes() -> Table:
    return _MEMBERS.group_by("class").agg(members=_MEMBERS.entry.nunique())


def answered(ask: Ask, box: Box, part: Part, offered: Offered, dialect: str, *, sharded: bool = True) -> None:
    """Fill a part by an engine's answers; its entries and rows are there already, from the bytes of the shards.

    `sharded` says that the tables hold more than one pair of shards that meet.
    """
    classed = box.column is not None
    bad = () if offered.words is not None else _bad(ask(question("kinds", None, (), classed, sharded, dialect)), offered)

    def answer(asked: str) -> Iterable[Sequence[Any]]:
        return ask(question(asked, offered.words, bad, classed, sharded, dialect))

    held: list[tuple[str, str, int]] = []
    seen = is_hard = 0
    for class_, choice, hard, voters, papers in answer("settled"):
        seen += papers
        is_hard += hard
        if not hard:
            held.append((class_, choice, voters))
            part.discarded[DiscardReason.SUPERSEDED] += papers - voters
    for class_, choice, voters, _, repeated, numbers in answer("hard") if is_hard else ():
        part.discarded[DiscardReason.DOUBLE] += repeated
        if choice is not None:
            held.append((class_, choice, voters))
            part.discarded[DiscardReason.SUPERSEDED] += numbers - voters
    if seen != part.rows:
        for met, malformed, unnumbered in answer("refused"):
            part.discarded[DiscardReason.OFF_ROSTER] += part.rows - met
            part.discarded[DiscardReason.MALFORMED_CHOICE] += malformed or 0
            part.discarded[DiscardReason.BAD_SEQUENCE] += unnumbered or 0
    part.held = held
    part.discarded = +part.discarded
    if classed or box.added or box.removed:
        part.eligible.update({str(row[0]): int(row[1]) for row in answer("classes")})
    else:
        part.eligible[""] += part.entries


def _bad(kinds: Iterable[Sequence[Any]], offered: Offered) -> tuple[str, ...]:
    bad: list[str] = []
    for (text,) in kinds:
        if offered.choice(text) is None:
            bad.append(text)
        if len(bad) > _MOST_BAD:
            what = f"more than {_MOST_BAD:,} different choices stand on these ballots that the vote does not offer"
            raise FolkmootError(what, "pack the ballots of this vote, or count with --engine plain")
    return tuple(sorted(bad))


def members_sql(box: Box, roster: str, keys: Iterable[str]) -> str:
    """The members who may vote as a query: those of the table `roster`, without those taken out, with those let in."""
    for entry in (*box.removed, *box.added):
        if not re.fullmatch(TOKEN, entry):
            raise FolkmootError(f"'{shown(entry)}' is not an entry", "an entry is 3 to 54 of a-z, 0-9 and '-'")
    gone = ", ".join(f"'{entry}'" for entry in sorted(box.removed))
    sql = f"SELECT entry, class, shard FROM {roster}" + (f" WHERE entry NOT IN ({gone})" if gone else "")  # noqa: S608 entries are tokens
    here = set(keys)
    size = max(map(len, here), default=0)
    for entry in sorted(box.added):
        key = shard_of(entry.encode(), 3).removeprefix("shards/")[:size]
        if key in here:
            sql += f" UNION ALL SELECT '{entry}' AS entry, '' AS class, '{key}' AS shard"
    return sql
