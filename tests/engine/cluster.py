"""A standalone Spark master with workers, on the loopback address and ended with the test that needs it."""

import os
import re
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

Process = subprocess.Popen[bytes]


class Cluster:
    """A master and its workers, each a process group of its own."""

    def __init__(self, folder: Path) -> None:
        import pyspark

        self._home, self.folder = Path(pyspark.__file__).parent, folder
        self.port = free_port()
        self.address = f"spark://127.0.0.1:{self.port}"
        self.workers: list[Process] = []
        self._all: list[Process] = []

    def start(self, workers: int) -> None:
        """Start the master and as many workers, each with two cores."""
        common = ["--host", "127.0.0.1", "--webui-port", "0"]
        self._run("master.Master", "master", [*common, "--port", str(self.port)], "I have been elected leader")
        for number in range(workers):
            words = [*common, "--cores", "2", "--memory", "1g", "--work-dir", str(self.work(number)), self.address]
            self.workers.append(self._run("worker.Worker", f"worker-{number}", words, "registered with master"))

    def work(self, number: int) -> Path:
        """Where the executors of a worker keep their logs."""
        return self.folder / f"work-{number}"

    def master_log(self) -> str:
        """What the master said."""
        return (self.folder / "master.log").read_text()

    def log_of(self, number: int) -> str:
        """What the executors of a worker said."""
        return "".join(path.read_text(errors="replace") for path in self.work(number).rglob("stderr"))

    def kill(self, number: int) -> None:
        """End a worker and its executors at once, as when a machine fails."""
        os.killpg(self.workers[number].pid, signal.SIGKILL)
        self.workers[number].wait(30)

    def end(self) -> None:
        """End everything that still runs."""
        for process in reversed(self._all):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                process.wait(30)

    def _run(self, name: str, log: str, words: list[str], started: str) -> Process:
        environment = {**os.environ, "SPARK_HOME": str(self._home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_NO_DAEMONIZE": "1"}
        path = self.folder / f"{log}.log"
        with path.open("wb") as stream:
            line = [self._home / "bin" / "spark-class", f"org.apache.spark.deploy.{name}", *words]
            process = subprocess.Popen(line, env=environment, stdout=stream, stderr=stream, start_new_session=True)
        self._all.append(process)
        wait_for(path.read_text, started, process)
        return process


@contextmanager
def cluster(folder: Path, workers: int = 1) -> Iterator[Cluster]:
    """A cluster for as long as it is needed."""
    made = Cluster(folder)
    try:
        made.start(workers)
        yield made
    finally:
        made.end()


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def wait_for(text: Callable[[], str], words: str, process: Process, seconds: int = 600) -> None:
    """Wait until a text, asked for again and again, holds some words, while a process runs."""
    end = monotonic() + seconds
    while not re.search(words, said := text()):
        assert process.poll() is None, said[-2000:]
        assert monotonic() < end, said[-2000:]
        sleep(0.2)
