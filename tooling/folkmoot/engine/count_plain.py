"""The count by the standard library alone: a shard at a time, in a set and a dictionary."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from operator import attrgetter, itemgetter

from folkmoot.engine.count_gate import ballot_pieces
from folkmoot.engine.counts import Box, Meeting, Offered, Part
from folkmoot.engine.shards import pieces
from folkmoot.engine.workers import each, usual_workers
from folkmoot.formats.ballot_shards import ROW
from folkmoot.formats.ballot_text import read_choice
from folkmoot.formats.shards import shard_of
from folkmoot.records.ballot import Ballot, Discarded, DiscardReason
from folkmoot.tally.ballots import one_a_voter, refusal

_ROW = re.compile(ROW + b"\n")
_LARGE = 64 << 20
"""Bytes of ballots above which one process is slow."""
Row = tuple[bytes, bytes, bytes]
Members = Mapping[bytes, bytes]
"""The class of each member who may vote, by entry."""


def count_plain(box: Box) -> Iterator[Part]:
    """Count every meeting of a box, in several processes where there are many rows."""
    meetings = box.meetings()
    size = sum((box.ballots.folder / name).stat().st_size for name in box.ballots.sums)
    workers = usual_workers() if size > _LARGE and len(meetings) > 1 else 1
    for _, part in each(partial(_meeting, box), meetings, workers, attrgetter("key")):
        yield part


def _meeting(box: Box, meeting: Meeting) -> Part:
    return count_meeting(box, meeting, Offered(box.vote.choices))


def count_meeting(box: Box, meeting: Meeting, offered: Offered) -> Part:
    """Count what meets in some shards."""
    part = Part()
    members = _members(box, meeting, part)
    part.eligible = Counter({class_.decode(): number for class_, number in Counter(members.values()).items()})
    held: Counter[tuple[bytes, bytes]] = Counter()
    for name in meeting.ballots:
        rows: list[Row] = []
        for piece in ballot_pieces(box.ballots, name):
            rows += _ROW.findall(piece)
        part.rows += len(rows)
        if _is_plain(rows, members, offered):
            held.update((members[voter], choice) for voter, _, choice in rows)
        else:
            _Shard(box, name, rows, members, offered, part, held).judge()
    part.held = [(class_.decode(), text.decode(), number) for (class_, text), number in held.items()]
    return part


def _members(box: Box, meeting: Meeting, part: Part) -> dict[bytes, bytes]:
    at = box.roster.columns.index(box.column) if box.column is not None else 0
    members: dict[bytes, bytes] = {}
    for name in meeting.roster:
        for piece in pieces(box.roster, name):
            lines = piece.split(b"\n")
            lines.pop()
            part.entries += len(lines)
            if at:
                members.update((line[: line.index(b",")], line.split(b",")[at]) for line in lines)
            else:
                members.update(dict.fromkeys((line.partition(b",")[0] for line in lines), b""))
    for entry in box.removed:
        members.pop(entry.encode(), None)
    for entry in box.added:
        if shard_of(entry.encode(), 3).removeprefix("shards/").startswith(meeting.key):
            members.setdefault(entry.encode(), b"")
    return members


def _is_plain(rows: list[Row], members: Members, offered: Offered) -> bool:
    """Whether every row counts by itself: one a voter, all of them members, every choice offered, no number 0."""
    voters = set(map(itemgetter(0), rows))
    if len(voters) != len(rows) or not voters <= members.keys() or b"0" in set(map(itemgetter(1), rows)):
        return False
    return all(offered.choice(text.decode()) is not None for text in set(map(itemgetter(2), rows)))


@dataclass(slots=True)
class _Shard:
    """One shard of ballots that are not all plain."""

    box: Box
    name: str
    rows: list[Row]
    members: Members
    offered: Offered
    part: Part
    held: Counter[tuple[bytes, bytes]]
    found: list[Discarded] = field(default_factory=list)
    have: Counter[DiscardReason] = field(default_factory=Counter)
    """How many of each reason are named, in the shards of this meeting."""

    def judge(self) -> None:
        """Count each voter's last good ballot, and put the others aside with their reasons."""
        self.have.update(each.reason for each in self.part.examples)
        wrong: list[int] = []
        by_voter: dict[bytes, list[int]] = {}
        for place, (voter, sequence, text) in enumerate(self.rows):
            if voter not in self.members or sequence == b"0" or self.offered.choice(text.decode()) is None:
                wrong.append(place)
            else:
                by_voter.setdefault(voter, []).append(place)
        for place in wrong:
            self.refuse(place)
        for voter, places in by_voter.items():
            if len(places) == 1:
                self.held[self.members[voter], self.rows[places[0]][2]] += 1
            else:
                self.last(voter, places)
        self.part.examples += sorted(self.found, key=_row)

    def last(self, voter: bytes, places: list[int]) -> None:
        """One of several good ballots of a voter; those of one number are compared as everywhere."""
        numbers = {int(self.rows[place][1]): place for place in places}
        if len(numbers) == len(places) and self.is_told(DiscardReason.SUPERSEDED):  # the usual case, without records
            self.held[self.members[voter], self.rows[numbers[max(numbers)]][2]] += 1
            self.part.discarded[DiscardReason.SUPERSEDED] += len(places) - 1
            return
        accepted, others = one_a_voter([self.ballot(place) for place in places])
        for ballot in accepted:
            self.held[self.members[voter], self.rows[_row_of(ballot) - 2][2]] += 1
        for gone in others:
            self.put_aside(gone)

    def refuse(self, place: int) -> None:
        """Put a ballot aside that does not count by itself."""
        verdict = refusal(self.ballot(place), self.box.vote, {entry.decode() for entry in (self.rows[place][0],) if entry in self.members})
        if verdict is not None:
            self.put_aside(Discarded(self.ballot(place), *verdict))

    def put_aside(self, gone: Discarded) -> None:
        """Count a ballot as discarded, and keep it while few of its reason are kept."""
        self.part.discarded[gone.reason] += 1
        self.have[gone.reason] += 1
        self.found.append(gone)
        if self.have[gone.reason] > self.box.named:
            self.have[gone.reason] -= 1
            self.found.remove(max((each for each in self.found if each.reason is gone.reason), key=_row))

    def is_told(self, reason: DiscardReason) -> bool:
        """Whether enough of a reason were named already."""
        return self.have[reason] >= self.box.named

    def ballot(self, place: int) -> Ballot:
        """A row as a ballot of this vote, its path telling shard and row."""
        voter, sequence, text = (value.decode() for value in self.rows[place])
        choice = read_choice(text, self.box.vote.choices.kind)
        vote, path = self.box.vote, f"{self.name}, row {place + 2:09}"
        return Ballot(vote.proposal, vote.text, vote.electorate, voter, int(sequence), choice, None, path)


def _row_of(ballot: Ballot) -> int:
    return int(ballot.path.rpartition(" ")[2])


def _row(gone: Discarded) -> int:
    return _row_of(gone.ballot)


def named_examples(box: Box, done: Iterable[tuple[Iterable[Meeting], Mapping[DiscardReason, int]]]) -> list[Discarded]:
    """The first discarded ballots of each reason, looked for only where an engine says that there are some."""
    offered, found = Offered(box.vote.choices), list[Discarded]()
    have: Counter[DiscardReason] = Counter()
    for meetings, discarded in done:
        left = Counter({reason: min(number, box.named - have[reason]) for reason, number in discarded.items()})
        for meeting in meetings if (+left).total() else ():
            for gone in count_meeting(box, meeting, offered).examples:
                left[gone.reason] -= 1
                have[gone.reason] += 1
                found.append(gone)
            if not (+left).total():
                break
    return found
