"""The loops of the fast engine over the bytes of a shard: rows told apart and counted, and the rows whose tickets may be low."""

from functools import cache
from typing import Any

import numba
import numpy as np

from folkmoot.engine import lanes

MOST_VALUES = 65_536
"""How many combinations of values in the columns that matter are told apart."""
SLOTS = 4 * MOST_VALUES
ARENA = 1 << 22
"""Bytes of those combinations in all."""
LONGEST_KEY = 4096
FULL, MISSHAPEN = -1, -2
_COMMA, _END, _LF = np.uint8(ord(",")), np.uint64(64), np.uint8(ord("\n"))
_EMPTY, _PRIME = np.uint64(14695981039346656037), np.uint64(1099511628211)
"""Where the hash FNV-1a begins, and what it multiplies by."""
_compiled = numba.njit(nogil=True)
_inlined = numba.njit(nogil=True, inline="always")


def _find(address: Any, mark: Any, other: Any) -> Any:
    """The address of the first of two marks from here on; there must be one, and 64 bytes behind it."""
    found = lanes.marks(address, mark, other)
    while found == 0:
        address += np.uintp(64)
        found = lanes.marks(address, mark, other)
    return address + np.uintp(lanes.first_mark(found))


find = _compiled(_find)


def _joined(buffer: Any, begin: Any, end: Any, key: Any, used: Any, code: Any) -> Any:
    """Put a value and a comma behind those of the combination so far; returns the combination's FNV-1a hash."""
    for byte in range(begin, end):
        key[used + byte - begin] = buffer[byte]
        code = (code ^ np.uint64(buffer[byte])) * _PRIME
    key[used + end - begin] = _COMMA
    return (code ^ np.uint64(_COMMA)) * _PRIME


joined = _inlined(_joined)


def _split(buffer: Any, begin: int, rows: int, columns: Any, table: Any, starts: Any, lengths: Any, values: Any) -> Any:
    """Tell the next rows apart: where each entry starts, how long it is, and the number of its combination of values.

    `columns` are the places of the columns that matter, ascending; `table` is that of `Values`. Returns where the next row starts;
    `FULL` when there are too many combinations, `MISSHAPEN` when a row lacks a column or an entry is too short or too long.
    """
    slots, ends, counts, arena, size, key = table
    base = np.uintp(buffer.ctypes.data)
    at = base + np.uintp(begin)
    for row in range(rows):
        start, end = at, find(at, _COMMA, _LF)
        length = np.int64(end - start)
        if length < 3 or length > lanes.LONGEST:
            return MISSHAPEN
        starts[row], lengths[row] = np.int64(start - base), length
        used, place, code = np.int64(0), 0, _EMPTY
        for column in columns:
            while place < column:
                if buffer[np.int64(end - base)] == _LF:
                    return MISSHAPEN
                start, end = end + np.uintp(1), find(end + np.uintp(1), _COMMA, _LF)
                place += 1
            if used + np.int64(end - start) >= LONGEST_KEY:
                return FULL
            code = joined(buffer, np.int64(start - base), np.int64(end - base), key, used, code)
            used += np.int64(end - start) + 1
        if buffer[np.int64(end - base)] != _LF:
            end = find(end, _LF, _LF)
        at = end + np.uintp(1)
        if columns.size:
            number = number_of(code, used, slots, ends, arena, size, key)
            if number < 0:
                return FULL
            values[row] = number
            counts[number] += 1
    return np.int64(at - base)


def _number_of(code: Any, used: int, slots: Any, ends: Any, arena: Any, size: Any, key: Any) -> Any:
    """The number of a combination of values, a new one for one not met before; open addressing, compared byte for byte."""
    slot = np.int64(code >> np.uint64(20)) & (SLOTS - 1)
    while True:
        number = slots[slot]
        if number < 0:
            if size[0] + 1 >= MOST_VALUES or ends[size[0]] + used > ARENA:
                return FULL
            number, begin = size[0], ends[size[0]]
            for byte in range(used):
                arena[begin + byte] = key[byte]
            ends[number + 1] = begin + used
            slots[slot] = number
            size[0] += 1
            return number
        begin = ends[number]
        if ends[number + 1] - begin == used:
            same = True
            for byte in range(used):
                if arena[begin + byte] != key[byte]:
                    same = False
                    break
            if same:
                return number
        slot = (slot + 1) & (SLOTS - 1)


number_of = _compiled(_number_of)


def _heads_by_instructions(buffer: Any, rows: int, starts: Any, lengths: Any, padding: Any, state: Any, heads: Any) -> None:
    base, table, words = np.uintp(buffer.ctypes.data), np.uintp(padding.ctypes.data), np.uintp(state.ctypes.data)
    for row in range(rows):
        heads[row] = lanes.head_by_instructions(
            base + np.uintp(starts[row] - 1), table + np.uintp(128 * lengths[row]), words
        )  # fmt: skip


def _heads_by_lanes(buffer: Any, rows: int, starts: Any, lengths: Any, padding: Any, state: Any, heads: Any) -> None:
    base, table, words = np.uintp(buffer.ctypes.data), np.uintp(padding.ctypes.data), np.uintp(state.ctypes.data)
    where, around, answer = np.empty(lanes.LANES, np.uint64), np.empty(lanes.LANES, np.uint64), np.empty(lanes.LANES, np.uint32)
    for first in range(0, rows, lanes.LANES):
        for lane in range(lanes.LANES):
            row = min(first + lane, rows - 1)
            where[lane] = base + np.uintp(starts[row] - 1)
            around[lane] = table + np.uintp(128 * lengths[row])
        lanes.heads_by_lanes(np.uintp(where.ctypes.data), np.uintp(around.ctypes.data), words, np.uintp(answer.ctypes.data))
        for lane in range(min(lanes.LANES, rows - first)):
            heads[first + lane] = answer[lane]


def _low(rows: int, heads: Any, values: Any, bars: Any, named: Any, picked: Any) -> Any:
    """The rows whose tickets may be low enough: those at or below the bar of their values, and those that look like a named entry."""
    count = 0
    for row in range(rows):
        head = heads[row]
        if np.int64(head) <= bars[values[row]] or (named[head >> np.uint32(15)] >> ((head >> np.uint32(12)) & np.uint32(7))) & np.uint8(1):
            picked[count] = row
            count += 1
    return count


split = _compiled(_split)
low = _compiled(_low)


@cache
def heads_kernel(by_instructions: bool) -> Any:
    """The loop that takes the first word of each ticket, compiled when it is first asked for."""
    return _compiled(_heads_by_instructions if by_instructions else _heads_by_lanes)
