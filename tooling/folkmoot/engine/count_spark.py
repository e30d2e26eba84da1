"""The count by Spark: the same expressions over all shards at once, on this machine or on a cluster."""

from collections.abc import Iterator
from typing import Any

from folkmoot.engine.count_plain import named_examples
from folkmoot.engine.count_relation import answered, members_sql
from folkmoot.engine.counts import Box, Offered, Part
from folkmoot.engine.duck import plain_paths
from folkmoot.engine.shards import Shards
from folkmoot.engine.spark import Spark, compare
from folkmoot.formats.ballot_shards import ROW
from folkmoot.records.error import FolkmootError

_CSV = {"header": "true", "sep": ",", "quote": "", "escape": "", "lineSep": "\n", "mode": "FAILFAST", "enforceSchema": "true"}


class SparkCount:
    """Counts with a Spark session."""

    def __init__(self, spark: Spark) -> None:
        self._spark, self._session = spark, spark.session

    def __call__(self, box: Box) -> Iterator[Part]:
        """Count a box as one part; digests and the form of rows are judged where the shards are."""
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        part, meetings = Part(), box.meetings()
        digits = len(meetings[0].key)
        class_ = f"coalesce(`{box.column}`, '')" if box.column is not None else "''"
        try:
            for shards in (box.ballots, box.roster):
                self._compare(shards)
            self._judge(box.ballots)
            columns = ("voter", "sequence", "coalesce(choice, '') AS choice")
            part.rows = self._view("ballots", box.ballots, "voter STRING, sequence BIGINT, choice STRING", columns, digits)
            texts = ", ".join(f"`{name}` STRING" for name in box.roster.columns)
            part.entries = self._view("roster", box.roster, texts, ("entry", f"{class_} AS class"), digits)
            self._session.sql(members_sql(box, "roster", [meeting.key for meeting in meetings])).createOrReplaceTempView("members")
            answered(self._ask, box, part, Offered(box.vote.choices), "pyspark")
            part.held = list(part.held)
        except (Py4JError, PySparkException) as error:
            raise self._spark.failed(error) from None
        part.examples = named_examples(box, [(meetings, part.discarded)])
        yield part

    def _compare(self, shards: Shards) -> None:
        """The digests of a folder's shards, taken where they are read."""
        paths = [f"file://{path}" for path in plain_paths(shards)]
        self._session.read.format("binaryFile").load(paths).createOrReplaceTempView("files")
        rows = self._session.sql("SELECT path, sha2(content, 256) FROM files").collect()
        compare(shards, {"/" + row[0].removeprefix("file:").lstrip("/"): row[1] for row in rows})

    def _judge(self, ballots: Shards) -> None:
        """FolkmootError for a row that is none of a ballot, or that is no text."""
        paths = [f"file://{path}" for path in plain_paths(ballots)]
        header = ",".join(ballots.columns)
        lines = self._session.read.option("lineSep", "\n").text(paths).selectExpr("value", "_metadata.file_name AS file")
        lines.createOrReplaceTempView("lines")
        form = ROW.decode().replace("\\", "\\\\")
        wrong = self._session.sql(
            f"SELECT value, file FROM lines WHERE value <> '{header}' AND NOT value RLIKE '^{form}$' LIMIT 1"  # noqa: S608
        ).collect()
        if wrong:
            from folkmoot.engine.count_gate import rows_of_ballots

            rows_of_ballots(ballots, f"shards/{wrong[0][1]}")
            raise FolkmootError(f"shards/{wrong[0][1]} holds a row that is no ballot", "pack the ballots again")

    def _view(self, name: str, shards: Shards, schema: str, columns: tuple[str, ...], digits: int) -> int:
        """Some shards as a table with the part of its name by which each meets the others; how many rows it has."""
        paths = [f"file://{path}" for path in plain_paths(shards)]
        read = self._session.read.schema(schema).options(**_CSV, encoding="UTF-8").csv(paths)
        read.selectExpr(*columns, f"substring(_metadata.file_name, 1, {digits}) AS shard").createOrReplaceTempView(name)
        return int(self._session.sql(f"SELECT count(*) FROM {name}").collect()[0][0])  # noqa: S608

    def _ask(self, sql: str) -> Iterator[Any]:
        return (tuple(row) for row in self._session.sql(sql).toLocalIterator())
