"""The count by DuckDB: a few shards at a time, as many at once as there are cores, each in a database of its own."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from queue import SimpleQueue
from tempfile import gettempdir

import duckdb

from folkmoot.engine.count_gate import rows_of_ballots, rows_of_roster
from folkmoot.engine.count_plain import named_examples
from folkmoot.engine.count_relation import answered, members_sql
from folkmoot.engine.counts import Box, Meeting, Offered, Part
from folkmoot.engine.duck import plain_paths
from folkmoot.engine.shards import Shards
from folkmoot.engine.workers import usual_workers
from folkmoot.records.error import FolkmootError

AT_ONCE = 2 << 20
"""Bytes of shards that one query takes, unless one meeting has more; small tables stay in the processor's cache."""
_MEMORY = "512MB"


def count_duck(box: Box) -> Iterator[Part]:
    """Count every meeting of a box; digests and the form of rows are judged beside, from the bytes."""
    plain_paths(box.ballots), plain_paths(box.roster)
    batches = list(_batches(box))
    done: list[tuple[tuple[Meeting, ...], Part]] = []
    workers = usual_workers()
    with ExitStack() as stack:
        free: SimpleQueue[duckdb.DuckDBPyConnection] = SimpleQueue()
        for _ in range(workers):
            config: dict[str, str | bool | int | float | list[str]] = {
                "threads": 1,
                "memory_limit": _MEMORY,
                "temp_directory": gettempdir(),
            }
            free.put(stack.enter_context(duckdb.connect(":memory:", config=config)))
        pool = stack.enter_context(ThreadPoolExecutor(workers))
        for batch, part in zip(batches, pool.map(lambda batch: _count(box, batch, free), batches), strict=True):
            yield part
            done.append((batch, Part(discarded=part.discarded)))
    yield Part(examples=named_examples(box, ((batch, part.discarded) for batch, part in done)))


def _batches(box: Box) -> Iterator[tuple[Meeting, ...]]:
    """Neighbouring meetings, as many as have few bytes together."""
    batch: list[Meeting] = []
    size = 0
    for meeting in box.meetings():
        its = sum((box.ballots.folder / name).stat().st_size for name in meeting.ballots)
        its += sum((box.roster.folder / name).stat().st_size for name in meeting.roster)
        if batch and size + its > AT_ONCE:
            yield tuple(batch)
            batch, size = [], 0
        batch.append(meeting)
        size += its
    if batch:
        yield tuple(batch)


def _count(box: Box, batch: tuple[Meeting, ...], free: "SimpleQueue[duckdb.DuckDBPyConnection]") -> Part:
    part = Part()
    ballots = [name for meeting in batch for name in meeting.ballots]
    roster = [name for meeting in batch for name in meeting.roster]
    part.rows = sum(rows_of_ballots(box.ballots, name) for name in ballots)
    part.entries = sum(rows_of_roster(box.roster, name) for name in roster)
    keys = [meeting.key for meeting in batch]
    class_ = f"coalesce(\"{box.column}\", '')" if box.column is not None else "''"
    database = free.get()
    try:
        types = {"voter": "VARCHAR", "sequence": "BIGINT", "choice": "VARCHAR"}
        columns = "voter, sequence, coalesce(choice, '') AS choice"
        database.execute(f"CREATE OR REPLACE VIEW ballots AS {_source(box.ballots, ballots, types, columns, keys)}")
        texts = dict.fromkeys(box.roster.columns, "VARCHAR")
        database.execute(f"CREATE OR REPLACE VIEW roster AS {_source(box.roster, roster, texts, f'entry, {class_} AS class', keys)}")
        database.execute(f"CREATE OR REPLACE VIEW members AS {members_sql(box, 'roster', keys)}")
        answered(lambda sql: _rows(database, sql), box, part, Offered(box.vote.choices), "duckdb", sharded=len(keys) > 1)
    except duckdb.Error as error:
        what = f"DuckDB could not count {', '.join(ballots[:3])}: {str(error).splitlines()[0]}"
        raise FolkmootError(what, "count with --engine plain, and report this") from None
    finally:
        free.put(database)
    return part


def _rows(database: duckdb.DuckDBPyConnection, sql: str) -> Iterator[tuple[object, ...]]:
    """The answer in pieces; a fixed order is not needed."""
    answer = database.execute(sql)
    while rows := answer.fetchmany(20_000):
        yield from rows


def _source(shards: Shards, names: Iterable[str], types: dict[str, str], columns: str, keys: list[str]) -> str:
    """Some shards as a table with the part of its name by which each meets the others; nothing is guessed from the rows."""
    folder, described = shards.folder.absolute(), ", ".join(f"'{name}': '{kind}'" for name, kind in types.items())
    paths = ", ".join(f"'{folder / name}'" for name in names)
    shard = f"'{keys[0]}'" if len(keys) == 1 else f"left(parse_filename(filename, true), {len(keys[0])})"
    if not paths:
        nothing = ", ".join(f'NULL::{kind} AS "{name}"' for name, kind in types.items())
        return f"SELECT {columns}, '' AS shard FROM (SELECT {nothing}) WHERE false"  # noqa: S608 names and types are ours
    options = (
        f"columns = {{{described}}}, auto_detect = false, header = true, delim = ',', quote = '', escape = '', comment = '', "
        f"new_line = '\\n', null_padding = false, ignore_errors = false, filename = {'false' if len(keys) == 1 else 'true'}"
    )
    return f"SELECT {columns}, {shard} AS shard FROM read_csv([{paths}], {options})"  # noqa: S608 paths were looked at
