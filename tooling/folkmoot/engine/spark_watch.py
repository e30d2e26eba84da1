"""Looks after a cluster while it works: a job that has no workers left would wait for ever, and is ended instead."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic
from typing import Any

PATIENCE = 60
"""Seconds without any worker after which nothing more is waited for; one that comes back in time goes on with the job."""
_EVERY = 2


class Watch:
    """What became of the workers of a session."""

    def __init__(self, session: Any, master: str) -> None:
        self._context, self._master = session.sparkContext, master
        self._ended = Event()
        self.fault = ""
        """Why the job was ended, in words; empty while nothing is wrong."""

    def run(self) -> None:
        """Look every few seconds, until the session ends or all workers have been gone for too long."""
        from py4j.protocol import Py4JError

        seen = monotonic()
        while not self._ended.wait(_EVERY):
            try:
                if self._context._jsc.sc().getExecutorMemoryStatus().size() > 1:  # one is this process
                    seen = monotonic()
                elif monotonic() - seen > PATIENCE:
                    self.fault = f"no worker of {self._master} was alive and free for {PATIENCE} seconds"
                    self._context.cancelAllJobs()
            except (Py4JError, OSError):
                return

    def end(self) -> None:
        """Look no more."""
        self._ended.set()


@contextmanager
def watched(session: Any, master: str) -> Iterator[Watch]:
    """A watch over a session on a cluster; in threads of this process there are no workers to lose, and nobody looks."""
    watch = Watch(session, master)
    thread = Thread(target=watch.run, daemon=True)
    if not master.startswith("local"):
        thread.start()
    try:
        yield watch
    finally:
        watch.end()
        if thread.is_alive():
            thread.join(2 * _EVERY)
