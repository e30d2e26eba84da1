"""Signatures of ballots judged ahead, by a second process, while the records are still being read.

What comes of a count is the same with and without it: here it is only kept which signatures hold, by their exact bytes, and
whatever is not kept is judged when it is asked for. Where there is one core, or no second process, nothing is judged ahead.
"""

import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from threading import Condition, Thread
from typing import IO, Any

from folkmoot.records.signature import Signed
from folkmoot.repository.judge_worker import answer, read_answers, write_questions

_OF_A_BALLOT = "/ballots/"
_PART = 512
"""Signatures that are judged together: some 40 milliseconds."""
_WORTH_A_PROCESS = 8
"""Parts; fewer are judged before a process has begun."""
_LONGEST = 65_536
"""Bytes of a signature and what it signs; larger ones wait until they are asked for."""
_PATIENCE = 60.0
"""Seconds without any answer after which the process is given up."""
_PROGRAM = "from folkmoot.repository.judge_worker import serve; serve()"

Part = Sequence[tuple[bytes, bytes]]


class Ahead(Mapping[Signed, str]):
    """Of the signatures handed in with `add`, those that hold, each with the fingerprint of its key.

    To look one up waits for it, and helps meanwhile. First everything is handed in, then `close` is called, then it is read, by
    the same thread.
    """

    def __init__(self) -> None:
        self._found: dict[tuple[bytes, bytes], str] = {}
        """What `judge_worker.answer` says of each signature with what it signs."""
        self._part: list[tuple[bytes, bytes]] = []
        self._waiting: deque[Part] = deque()
        self._asked: deque[Part] = deque()
        self._changed = Condition()
        self._is_closed = False
        self._thread: Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def add(self, path: str, files: Mapping[str, bytes]) -> None:
        """Hand in a file, once it is among `files`, if it is the signature of a ballot that is there too."""
        target, mark, _ = path.partition(".sig.d/")
        message = files.get(target) if mark and _OF_A_BALLOT in target else None
        if message is None or len(files[path]) + len(message) > _LONGEST:
            return
        self._part.append((files[path], message))
        if len(self._part) == _PART:
            with self._changed:
                self._waiting.append(self._part)
                self._changed.notify_all()
            self._part = []
            if self._thread is None and len(self._waiting) == _WORTH_A_PROCESS and _cores() > 1 and sys.executable:
                self._thread = Thread(target=self._work, daemon=True)
                self._thread.start()

    def close(self) -> Mapping[Signed, str]:
        """Say that nothing more is handed in, and return what can be looked up: this, or nothing where nobody is at work."""
        with self._changed:
            self._is_closed = True
            self._waiting.append(self._part)
            if self._thread is None:
                self._waiting.clear()
            self._changed.notify_all()
        return self if self._thread else {}

    def __getitem__(self, signed: Signed) -> str:
        """Return the fingerprint of the key whose signature holds; KeyError for everything else."""
        fingerprint: str | None = self.get(signed)
        if fingerprint is None:
            raise KeyError(signed)
        return fingerprint

    def get(self, signed: Signed, default: Any = None) -> Any:
        """Return the fingerprint of the key whose signature holds, or the default."""
        armour, message, namespace = signed
        answer = self._found.get((armour, message))
        while answer is None and self._help():
            answer = self._found.get((armour, message))
        fingerprint, _, made_for = (answer or "").partition(" ")
        return fingerprint if fingerprint and made_for == namespace else default

    def __iter__(self) -> Iterator[Signed]:
        """Wait for all, and go through them."""
        while self._help():
            pass
        return iter([(*pair, answer.partition(" ")[2]) for pair, answer in self._found.items() if answer])

    def __len__(self) -> int:
        """Wait for all, and count those that hold."""
        return len(list(iter(self)))

    def _help(self) -> bool:
        """Judge the part that would come last, or wait for the process; False when everything was judged."""
        with self._changed:
            if not self._waiting:
                if not self._asked:
                    return False
                if not self._changed.wait(_PATIENCE) and self._process is not None:
                    self._process.kill()
                return True
            part = self._waiting.pop()
        self._keep(part, answer(part))
        return True

    def _keep(self, part: Part, answers: Sequence[str]) -> None:
        self._found.update(zip(part, answers, strict=True))

    def _work(self) -> None:
        """Put the parts to a process, two at a time so that it is never idle; what it leaves open is put back."""
        try:
            with _started() as self._process:
                try:
                    assert self._process.stdin is not None
                    assert self._process.stdout is not None
                    self._ask(self._process.stdin, self._process.stdout)
                except ValueError:
                    self._process.kill()
        except OSError:
            pass  # whoever looks a signature up judges what the process did not
        finally:
            with self._changed:
                self._waiting.extendleft(reversed(self._asked))
                self._asked.clear()
                self._changed.notify_all()

    def _ask(self, questions: IO[bytes], answers: IO[bytes]) -> None:
        while True:
            while len(self._asked) < 2 and (part := self._next()) is not None:
                questions.write(write_questions(part))
                questions.flush()
            if not self._asked:
                return
            self._keep(self._asked[0], read_answers(answers, len(self._asked[0])))
            with self._changed:
                self._asked.popleft()
                self._changed.notify_all()

    def _next(self) -> Part | None:
        """The part to ask for next; None when there is none, or none yet while answers are still to come."""
        with self._changed:
            while not self._waiting:
                if self._asked or self._is_closed:
                    return None
                self._changed.wait()
            self._asked.append(self._waiting.popleft())
            return self._asked[-1]


def _started() -> subprocess.Popen[bytes]:
    """Start a Python that imports what this one does, and nothing from the current folder."""
    known = os.pathsep.join(place for place in sys.path if Path(place).is_absolute())
    return subprocess.Popen(
        [sys.executable, "-P", "-c", _PROGRAM],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": known},
    )  # fmt: skip


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
