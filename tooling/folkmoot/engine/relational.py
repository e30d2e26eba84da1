"""The draw as one relational expression, written once with Ibis for every engine that speaks SQL, and its answer put together.

One pass groups the rows by stratum and rule, counts them, and collects the tickets below a bar. The bar of each stratum is set from
a sample so that a few more fall below it than are wanted; where too few did, which the exact counts of the same pass show, the pass
is made again with a higher one. So the answer is exact, no engine has to sort, and no order of rows is relied on.
"""

import math
from collections.abc import Callable, Iterable, Mapping

import ibis

from folkmoot.engine.cells import Cells
from folkmoot.engine.plain import take_in
from folkmoot.engine.ranked import Found, Gathering, Ranked
from folkmoot.engine.shards import Shards, pieces
from folkmoot.records.error import FolkmootError
from folkmoot.sortition.wish import ELIGIBLE, Wish

TABLE = "roster"
Row = tuple[str, int, int, list[str] | None]
"""A stratum, the number of a rule, how many entries, and their tickets below the bar, each followed by its entry."""
_HIGHEST = "f" * 64
_TICKET = 64
_FEW = 16
"""Rows of a sample that are too few to set a bar by."""


def statement(wish: Wish, columns: Iterable[str], bars: Mapping[str, str], dialect: str) -> str:
    """The draw in one engine's SQL, over a table `roster` whose columns are all texts, an empty one perhaps NULL."""
    roster = ibis.table(dict.fromkeys(columns, "string"), name=TABLE)
    value = {name: ibis.coalesce(roster[name], "") for name in wish.columns}
    cases = [
        (fits, number)
        for number, rule in enumerate(wish.rules)
        for fits in (
            *([roster["entry"].isin(list(rule.entries))] if rule.entries else []),
            *([value[rule.column].isin(list(rule.values))] if rule.column and rule.values else []),
        )
    ]
    rows = roster.select(
        stratum=value[wish.column] if wish.column else ibis.literal(""),
        rule=ibis.cases(*cases, else_=ELIGIBLE) if cases else ibis.literal(ELIGIBLE),
        ticket=(ibis.literal(f"{wish.seed}:") + roster["entry"]).hexdigest("sha256"),
        entry=roster["entry"],
    )
    bar = ibis.cases(*((rows["stratum"] == stratum, high) for stratum, high in bars.items()), else_="") if bars else ibis.literal("")
    answer = rows.group_by("stratum", "rule").agg(
        entries=rows.count(), lowest=(rows["ticket"] + rows["entry"]).collect(where=rows["ticket"] <= bar)
    )
    return str(ibis.to_sql(answer, dialect=dialect))


def ranked_by(ask: Callable[[str], Iterable[Row]], dialect: str, shards: Shards, wish: Wish) -> Ranked:
    """Rank by an engine's SQL; FolkmootError for an answer that lacks what it says it has."""
    Cells(wish, shards.columns)
    bars = guessed_bars(shards, wish)
    while True:
        answer = _gathered(wish, ask(statement(wish, shards.columns, bars, dialect)))
        short = [
            name
            for name, wanted in wish.places.items()
            if sum(rule == ELIGIBLE for _, _, rule in answer.lowest[name]) < min(wanted, answer.eligible.get(name, 0))
        ]
        if not short:
            return answer
        if any(bars[name] == _HIGHEST for name in short):
            raise FolkmootError(f"the engine left out tickets of stratum '{short[0]}'", "nothing was drawn; use another engine")
        bars = bars | {name: _raised(bars[name]) for name in short}


def guessed_bars(shards: Shards, wish: Wish) -> dict[str, str]:
    """For each stratum a ticket that few more than are wanted will lie below, judged by the first rows of the first shard."""
    name = next(iter(shards.sums))
    sample = Gathering(wish, {})
    piece = next(pieces(shards, name), b"")
    take_in(piece, Cells(wish, shards.columns), sample)
    whole = sum((shards.folder / each).stat().st_size for each in shards.sums)
    found = {stratum: count for (stratum, rule), count in sample.counts.items() if rule == ELIGIBLE}
    return {
        stratum: _bar(wanted, found.get(stratum, 0), found.get(stratum, 0) * whole // max(len(piece), 1))
        for stratum, wanted in wish.places.items()
        if wanted > 0
    }


def _bar(wanted: int, sampled: int, expected: int) -> str:
    if sampled < _FEW:
        return _HIGHEST
    # Eight standard deviations of the sample and of the tickets below the bar: one pass is all but always enough.
    fewer = max(expected * (math.isqrt(sampled) - 8) // math.isqrt(sampled), expected // 8, 1)
    part = ((wanted + 8 * math.isqrt(wanted) + 50) << 256) // fewer
    return f"{min(part, (1 << 256) - 1):064x}"


def _raised(bar: str) -> str:
    return f"{min(int(bar, 16) << 4, (1 << 256) - 1):064x}"


def _gathered(wish: Wish, rows: Iterable[Row]) -> Ranked:
    together = Gathering(wish)
    for stratum, rule, entries, lowest in rows:
        together.counts[stratum, rule] += entries
        if stratum in wish.places:
            together.add(stratum, (_found(each, rule) for each in lowest or ()))
    return together.ranked()


def _found(text: str, rule: int) -> Found:
    try:
        return bytes.fromhex(text[:_TICKET]), text[_TICKET:].encode("ascii"), rule
    except ValueError:
        raise FolkmootError(
            f"the engine gave '{text[:80]}', which is no ticket and entry", "nothing was drawn; use another engine"
        ) from None
