"""Several processes at one work: tasks go to whoever is free, and a process that is killed names the task it was at."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, TypeVar

from folkmoot.records.error import FolkmootError

T = TypeVar("T")
R = TypeVar("R")
_MOST = 8
_WORTH_IT = 8 << 20
"""Bytes from which on a second process is worth its start."""


def usual_workers(size: int = _WORTH_IT) -> int:
    """How many processes read so many bytes when nobody says: one a core, at most eight, and for few bytes this one alone."""
    if size < _WORTH_IT:
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, _MOST)


def each(work: Callable[[T], R], tasks: Iterable[T], workers: int, named: Callable[[T], str]) -> Iterator[tuple[T, R]]:
    """Do `work` for each task, and hand on each task with its result as it is done; with several workers in no fixed order.

    `work` is a function of a module, or a `functools.partial` of one: it is sent to processes that begin anew. What a worker
    refuses is refused here; FolkmootError, with the name of the task, when its process ends before the work is done. No
    process is left running when this ends, however it ends.
    """
    if workers <= 1:
        yield from ((task, work(task)) for task in tasks)
        return
    hands = list[_Hand]()
    try:
        yield from _handed_out(work, iter(tasks), workers, named, hands)
    finally:
        for hand in hands:
            hand.connection.close()  # ends a process that waits for its next task
            hand.process.terminate()
            hand.process.join()


@dataclass(slots=True)
class _Hand:
    """A process, and the task it is at."""

    process: SpawnProcess
    connection: "Connection[Any, Any]"
    task: Any


def _handed_out(
    work: Callable[[T], R], tasks: Iterator[T], workers: int, named: Callable[[T], str], hands: list[_Hand]
) -> Iterator[tuple[T, R]]:
    for _, task in zip(range(workers), tasks, strict=False):
        hands.append(_begin(work, task))
        _send(hands[-1], task, named)
    busy = {hand.connection: hand for hand in hands}
    while busy:
        for connection in wait(list(busy)):
            assert isinstance(connection, Connection)
            hand = busy[connection]
            task, result = hand.task, _result(hand, named)
            try:
                hand.task = next(tasks)
                _send(hand, hand.task, named)
            except StopIteration:
                del busy[connection]
            yield task, result


def _begin(work: Callable[[T], R], task: T) -> _Hand:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, work), daemon=True)
    process.start()
    theirs.close()  # so that the end of the process is the end of the pipe
    return _Hand(process, ours, task)


def _send(hand: _Hand, task: object, named: Callable[[Any], str]) -> None:
    try:
        hand.connection.send((task,))
    except OSError:
        raise _ended(hand, named) from None


def _result(hand: _Hand, named: Callable[[Any], str]) -> Any:
    try:
        is_done, *said = hand.connection.recv()
    except (EOFError, OSError):
        raise _ended(hand, named) from None
    if not is_done:
        raise FolkmootError(*said)
    return said[0]


def _ended(hand: _Hand, named: Callable[[Any], str]) -> FolkmootError:
    hand.process.join()
    code = hand.process.exitcode or 0
    how = f"was killed ({signal.Signals(-code).name})" if code < 0 else f"ended with exit code {code}"
    mend = "see that there is enough memory, and run the same command again; fewer workers take less"
    return FolkmootError(f"the process at work on {named(hand.task)} {how}", mend)


def _serve(connection: "Connection[Any, Any]", work: Callable[[Any], Any]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who waits ends us
    while True:
        try:
            (task,) = connection.recv()
        except (EOFError, OSError):
            return
        try:
            connection.send((True, work(task)))
        except FolkmootError as error:
            connection.send((False, error.what, error.mend))
