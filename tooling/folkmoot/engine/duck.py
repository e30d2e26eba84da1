"""The DuckDB engine: the relational expression over the shards, in this process, while their digests are compared beside it."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import duckdb

from folkmoot.engine.progress import Progress
from folkmoot.engine.ranked import Ranked
from folkmoot.engine.relational import TABLE, Row, ranked_by
from folkmoot.engine.shards import Shards, pieces
from folkmoot.records.error import FolkmootError
from folkmoot.sortition.wish import Wish


class Duck:
    """Ranks with DuckDB, on all cores."""

    name = "duckdb"

    @property
    def version(self) -> str:
        """The version of DuckDB."""
        return f"DuckDB {duckdb.__version__}"

    def rank(self, shards: Shards, wish: Wish, tell: Progress) -> Ranked:
        """Rank a roster; its rows are counted from the bytes too, so that none can be left out."""
        with duckdb.connect(":memory:") as connection, ThreadPoolExecutor(1) as beside:
            counted = beside.submit(count_rows, shards, tell)
            try:
                connection.sql(_source(shards)).create_view(TABLE)
                ranked = ranked_by(lambda sql: _ask(connection, sql), "duckdb", shards, wish)
            except duckdb.Error as error:
                counted.result()  # a false shard is the better reason
                what = f"DuckDB could not read {shards.folder}: {str(error).splitlines()[0]}"
                raise FolkmootError(what, "see what is wrong with: folkmoot roster check, or use --engine plain") from None
            if counted.result() != ranked.count:
                what = f"DuckDB read {ranked.count:,} rows of {shards.folder}, which has {counted.result():,}"
                raise FolkmootError(what, "nothing was drawn; use --engine plain, and report this")
            return ranked


def count_rows(shards: Shards, tell: Progress) -> int:
    """Compare the digests of all shards and count their rows."""
    count = 0
    for done, name in enumerate(shards.sums, start=1):
        count += sum(piece.count(b"\n") for piece in pieces(shards, name))
        tell("tickets", done, len(shards.sums))
    return count


def plain_paths(shards: Shards) -> list[str]:
    """The shards by their whole paths; FolkmootError for a folder whose name an engine would take for a pattern."""
    folder = shards.folder.absolute()
    if stray := sorted(set("*?[]{}\\'") & set(str(folder))):
        raise FolkmootError(f"the path {folder} holds '{stray[0]}', which stands for a pattern", "rename the folder, or use --engine plain")
    return [str(folder / name) for name in shards.sums]


def _source(shards: Shards) -> str:
    """All columns as texts, as they stand: nothing is guessed from the rows."""
    paths = ", ".join(f"'{path}'" for path in plain_paths(shards))
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in shards.columns)
    return (
        f"FROM read_csv([{paths}], columns = {{{columns}}}, auto_detect = false, header = true, delim = ',', quote = '', escape = '', "
        f"comment = '', new_line = '\\n', null_padding = false, ignore_errors = false)"
    )


def _ask(connection: duckdb.DuckDBPyConnection, sql: str) -> Iterable[Row]:
    return connection.execute(sql).fetchall()
