"""Draws at size: a jury's draw, or the lowest tickets of a roster, by any engine; the same bytes as from a roster held in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec

from folkmoot.engine.golden import CHECK_SUM, prove
from folkmoot.engine.progress import Progress, silent
from folkmoot.engine.ranked import Engine, Ranked, settle
from folkmoot.engine.receipt import Receipt
from folkmoot.engine.shards import Shards
from folkmoot.formats.canonical import write_json
from folkmoot.formats.draw_json import write_draw
from folkmoot.formats.shards import LARGEST_IN_ONE_FILE
from folkmoot.records.archive import Jury
from folkmoot.records.error import FolkmootError
from folkmoot.sortition.replay import drawn, seed_of
from folkmoot.sortition.ticket import Ranking
from folkmoot.sortition.wish import Wish, panel_of, wish_of

ENGINES = ("plain", "duckdb", "fast", "spark")


@dataclass(frozen=True, slots=True)
class Result:
    """The bytes of a file, and the receipt of the run that made it."""

    data: bytes
    receipt: Receipt


@contextmanager
def engine_named(name: str, master: str | None = None) -> Iterator[Engine]:
    """An engine that has reproduced the golden vectors.

    Raises FolkmootError for one that has not, or that is not installed, and says what to install.
    """
    if master is not None and name != "spark":
        raise FolkmootError(f"--master is the address of a Spark cluster, and the engine is {name}", "add --engine spark")
    with _opened(name, master) as engine:
        prove(engine)
        yield engine


@contextmanager
def _opened(name: str, master: str | None) -> Iterator[Engine]:
    if name == "plain":
        from folkmoot.engine.plain import Plain

        yield Plain()
    elif name == "duckdb":
        from folkmoot.engine.duck import Duck

        yield Duck()
    elif name == "fast":
        if find_spec("numba") is None:
            raise FolkmootError("Numba is not installed here", "install it: pip install 'folkmoot[fast]'; or use --engine duckdb")
        from folkmoot.engine.fast import Fast

        yield Fast()
    elif name == "spark":
        from folkmoot.engine.spark import LOCAL, spark

        with spark(master or LOCAL) as engine:
            yield engine
    else:
        raise FolkmootError(f"there is no engine '{name}'", f"use one of {', '.join(ENGINES)}")


def usual_engine(count: int) -> str:
    """The engine for a roster of so many entries when nobody says."""
    return "plain" if count <= LARGEST_IN_ONE_FILE else "duckdb"


def draw_jury(jury: Jury, count: int, shards: Shards, engine: Engine, tell: Progress = silent) -> Result:
    """Draw a jury over the roster that its call names and whose manifest says so many entries: draw.json.

    Raises FolkmootError when the roster is another one, when it has another number of entries, and for a call that no engine can
    draw.
    """
    head = jury.call.head
    if shards.digest != head.roster_digest:
        raise FolkmootError(
            f"the roster in {shards.folder} is not the one that the call of {jury.id} names: its digest is {shards.digest[:12]}..., "
            f"the call says {head.roster_digest[:12]}...",
            f"name the folder with the shards of {head.roster}",
        )
    wish = wish_of(head, seed_of(jury))
    ranked, rankings = _ranked(wish, shards, engine, tell)
    if ranked.count != count:
        what = f"the roster {head.roster} has {ranked.count:,} entries, its manifest says {count:,}"
        raise FolkmootError(what, "correct 'count' in roster.md, which is signed: freeze the roster again")
    panel = panel_of(head, rankings, ranked.eligible)
    data = write_draw(drawn(jury, shards.digest, ranked.count, sum(ranked.eligible.values()), panel))
    return Result(data, _receipt(engine, shards, ranked, data))


def draw_lowest(seed: str, count: int, shards: Shards, engine: Engine, tell: Progress = silent) -> Result:
    """The lowest tickets that a seed gives in a roster, whether or not a rule skips them, as the site publishes them."""
    ranked, rankings = _ranked(Wish(seed, {"": count}), shards, engine, tell)
    tickets = [{"entry": each.entry, "ticket": each.ticket} for each in rankings[""].taken]
    data = write_json({"seed": seed, "of": count, "tickets": tickets})
    return Result(data, _receipt(engine, shards, ranked, data))


def _ranked(wish: Wish, shards: Shards, engine: Engine, tell: Progress) -> tuple[Ranked, dict[str, Ranking]]:
    ranked = engine.rank(shards, wish, tell)
    return ranked, settle(wish, ranked, engine.name)


def _receipt(engine: Engine, shards: Shards, ranked: Ranked, data: bytes) -> Receipt:
    return Receipt(
        engine=engine.name,
        version=engine.version,
        golden=CHECK_SUM,
        roster=shards.digest,
        files=len(shards.sums),
        entries=ranked.count,
        eligible=sum(ranked.eligible.values()),
        recomputed=sum(map(len, ranked.lowest.values())),
        result=sha256(data).hexdigest(),
    )
