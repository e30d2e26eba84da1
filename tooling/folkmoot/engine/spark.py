"""The Spark engine: the same relational expression on PySpark, in two threads of this machine or on a cluster.

On a cluster every machine reads the shards under the same path. No Python runs on the workers: the tickets and the digests of the
shards are Spark's own functions.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from folkmoot.engine.duck import plain_paths
from folkmoot.engine.progress import Progress
from folkmoot.engine.ranked import Ranked
from folkmoot.engine.relational import TABLE, Row, ranked_by
from folkmoot.engine.shards import Shards
from folkmoot.engine.spark_watch import Watch, watched
from folkmoot.records.error import FolkmootError
from folkmoot.sortition.wish import Wish

LOCAL = "local[2]"
LEAST_JAVA = 17
INSTALL = "pip install 'folkmoot[spark]', and Java 17 or later (on Debian: apt-get install openjdk-17-jre-headless)"
_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "4",
    "spark.sql.sources.parallelPartitionDiscovery.threshold": "100000",
    "spark.sql.ansi.enabled": "true",
    "spark.driver.memory": "1g",
}


class Spark:
    """Ranks with Spark."""

    name = "spark"

    def __init__(self, session: Any, watch: Watch) -> None:
        self._session, self._watch = session, watch

    @property
    def session(self) -> Any:
        """What a count asks too."""
        return self._session

    @property
    def version(self) -> str:
        """The version of Spark; not where it ran, which is no matter."""
        return f"Spark {self._session.version}"

    def rank(self, shards: Shards, wish: Wish, tell: Progress) -> Ranked:
        """Rank a roster; the digests of its shards are taken where its tickets are."""
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        paths = [f"file://{path}" for path in plain_paths(shards)]
        try:
            compare(shards, self._digests(paths))
            tell("tickets", 1, 2)
            self._rows(paths, shards).createOrReplaceTempView(TABLE)
            ranked = ranked_by(self._ask, "pyspark", shards, wish)
            tell("tickets", 2, 2)
        except (Py4JError, PySparkException) as error:
            raise self.failed(error) from None
        return ranked

    def failed(self, error: Exception) -> FolkmootError:
        """What to say when Spark gave up; nothing was written by then."""
        what = f"Spark did not finish: {self._watch.fault or _first_line(error)}"
        mend = "see that its workers run, and that each can read the shards under the same path; then run the same command again"
        return FolkmootError(what, mend)

    def _rows(self, paths: list[str], shards: Shards) -> Any:
        columns = ", ".join(f"`{name}` STRING" for name in shards.columns)
        options = {"header": "true", "sep": ",", "quote": "", "escape": "", "lineSep": "\n", "mode": "FAILFAST", "enforceSchema": "true"}
        return self._session.read.schema(columns).options(**options, encoding="UTF-8").csv(paths)

    def _digests(self, paths: list[str]) -> dict[str, str]:
        """The SHA-256 of each file by its path."""
        self._session.read.format("binaryFile").load(paths).createOrReplaceTempView("files")
        return {_path(row[0]): row[1] for row in self._session.sql("SELECT path, sha2(content, 256) FROM files").collect()}

    def _ask(self, sql: str) -> Iterator[Row]:
        return (tuple(row) for row in self._session.sql(sql).collect())


def compare(shards: Shards, found: Mapping[str, str]) -> None:
    """FolkmootError when a shard has another digest than is listed; `found` are digests by whole path."""
    for path, (name, said) in zip(plain_paths(shards), shards.sums.items(), strict=True):
        digest = found.get(path, "nothing")
        if digest != said:
            what = f"{shards.folder / name}: sha256sum says {digest[:12]}..., listed is {said[:12]}..."
            raise FolkmootError(what, f"put the frozen file back, and see what else is wrong with: folkmoot roster check {shards.folder}")


@contextmanager
def spark(master: str = LOCAL) -> Iterator[Spark]:
    """A Spark session for as long as it is needed; FolkmootError, saying what to install, where PySpark or Java is missing."""
    if find_spec("pyspark") is None:
        raise FolkmootError("PySpark is not installed here", f"install it: {INSTALL}; or use --engine duckdb")
    _need_java()
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(master).appName("folkmoot")
    for name, value in (_SETTINGS | _loopback(master)).items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except (PySparkException, Py4JError, OSError) as error:
        what = f"Spark did not start at {master}: {_first_line(error)}"
        raise FolkmootError(what, f"see that the master runs, and install: {INSTALL}") from None
    session.sparkContext.setLogLevel("OFF")
    try:
        with watched(session, master) as watch:
            yield Spark(session, watch)
    finally:
        session.stop()


def _loopback(master: str) -> dict[str, str]:
    """On this machine alone nothing listens to others."""
    if master.startswith("local") or re.match(r"spark://(127\.0\.0\.1|localhost):", master):
        return {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    return {}


def _need_java() -> None:
    home = os.environ.get("JAVA_HOME")
    java = f"{home}/bin/java" if home else shutil.which("java")
    if not java or not os.access(java, os.X_OK):
        raise FolkmootError("Java is not installed here, and Spark runs on it", f"install it: {INSTALL}; or use --engine duckdb")
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', said)
    if found and int(found[1]) < LEAST_JAVA:
        raise FolkmootError(f"Java {found[1]} is too old for Spark", f"install it: {INSTALL}; or use --engine duckdb")


def _path(address: str) -> str:
    return "/" + address.removeprefix("file:").lstrip("/")


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]
