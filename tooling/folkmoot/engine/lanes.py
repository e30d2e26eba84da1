"""SHA-256 of many entries at once, behind a seed: machine code that Numba makes from LLVM's own instructions, no compiler needed.

The 64 hex digits of a seed fill the first block of SHA-256, so that one more block, the colon and the entry with their padding, is
all that an entry costs. Two ways to the same digests (FIPS 180-4, section 6.2): the SHA instructions of x86-64 processors, four
words a vector; and, on whatever else LLVM knows, eight entries side by side, a lane each.
"""

import struct
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import binding, ir
from numba import types
from numba.extending import intrinsic
from numpy.typing import NDArray

LANES = 8
LONGEST = 54
_WORD, _BYTE = ir.IntType(32), ir.IntType(8)
_FOUR, _BYTES, _LANE = ir.VectorType(_WORD, 4), ir.VectorType(_BYTE, 16), ir.VectorType(_WORD, LANES)
_MASK = 0xFFFFFFFF
Value = Any
"""Something of LLVM's; its library has no types to speak of."""


def _primes(count: int) -> list[int]:
    return [number for number in range(2, 20 * count) if all(number % other for other in range(2, number))][:count]


def _root(number: int, power: int) -> int:
    """The first 32 bits behind the point of a square or cube root."""
    low, high = 0, number << 32
    while low < high - 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**power <= number << (32 * power) else (low, middle)
    return low & _MASK


CONSTANTS = [_root(prime, 3) for prime in _primes(64)]
_FIRST = [_root(prime, 2) for prime in _primes(8)]


def midstate(seed: str) -> list[int]:
    """The eight words a to h of SHA-256 after the block of a seed's 64 hex digits."""

    def turned(word: int, by: int) -> int:
        return (word >> by) | (word << (32 - by))

    words = list(struct.unpack(">16I", seed.encode("ascii")))
    for place in range(16, 64):
        low, high = words[place - 15], words[place - 2]
        low = (turned(low, 7) ^ turned(low, 18)) & _MASK ^ low >> 3
        high = (turned(high, 17) ^ turned(high, 19)) & _MASK ^ high >> 10
        words.append((words[place - 16] + low + words[place - 7] + high) & _MASK)
    a, b, c, d, e, f, g, h = _FIRST
    for place in range(64):
        first = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + (e & f ^ ~e & g) + CONSTANTS[place] + words[place]
        second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + (a & b ^ a & c ^ b & c)
        a, b, c, d, e, f, g, h = (first + second) & _MASK, a, b, c, (d + first) & _MASK, e, f, g
    return [(before + after) & _MASK for before, after in zip(_FIRST, (a, b, c, d, e, f, g, h), strict=True)]


def state_of(seed: str) -> NDArray[np.uint32]:
    """The midstate as the SHA instructions want it (f e b a, h g d c), and behind it as it is."""
    a, b, c, d, e, f, g, h = midstate(seed)
    return np.array([f, e, b, a, h, g, d, c, a, b, c, d, e, f, g, h], dtype=np.uint32)


def padding() -> NDArray[np.uint8]:
    """For each length of an entry, 64 bytes that keep it out of its row, and 64 that put the colon, the 1 bit and the length around it."""
    table = np.zeros((LONGEST + 1, 2, 64), dtype=np.uint8)
    for length in range(LONGEST + 1):
        table[length, 0, 1 : 1 + length] = 255
        table[length, 1, 0], table[length, 1, 1 + length] = ord(":"), 0x80
        table[length, 1, 62:] = divmod((64 + 1 + length) * 8, 256)
    return table


def has_instructions() -> bool:
    """Whether this processor has the SHA instructions of x86-64."""
    features = binding.get_host_cpu_features()
    return all(features.get(name) for name in ("sha", "sse4.1", "ssse3"))


def _vector(kind: Value, values: list[int]) -> Value:
    return ir.Constant(kind, [ir.Constant(kind.element, value) for value in values])


def _load(builder: Value, address: Value, offset: int, kind: Value) -> Value:
    pointer = builder.inttoptr(builder.add(address, ir.Constant(address.type, offset)), kind.as_pointer())
    loaded = builder.load(pointer)
    loaded.align = 1
    return loaded


def _block(builder: Value, row: Value, table: Value) -> list[Value]:
    """The sixteen words of an entry's block, in four vectors; the row is addressed one byte before the entry."""
    turned = ir.Constant(ir.VectorType(_WORD, 16), [ir.Constant(_WORD, place ^ 3) for place in range(16)])
    words = []
    for offset in range(0, 64, 16):
        kept = builder.and_(_load(builder, row, offset, _BYTES), _load(builder, table, offset, _BYTES))
        whole = builder.or_(kept, _load(builder, table, 64 + offset, _BYTES))
        words.append(builder.bitcast(builder.shuffle_vector(whole, ir.Constant(_BYTES, ir.Undefined), turned), _FOUR))
    return words


@intrinsic  # type: ignore[untyped-decorator]
def head_by_instructions(_typing: Any, _row: Any, _table: Any, _state: Any) -> tuple[Any, Callable[..., Any]]:
    """The first word of a ticket, by the SHA instructions; addresses of a row, of its padding and of the state."""

    def generate(_context: Any, builder: Value, _signature: Any, args: Any) -> Value:
        def known(name: str, arity: int) -> Value:
            kind = ir.FunctionType(_FOUR, [_FOUR] * arity)
            return builder.module.globals.get(f"llvm.x86.{name}") or ir.Function(builder.module, kind, f"llvm.x86.{name}")

        rounds, begin, end = known("sha256rnds2", 3), known("sha256msg1", 2), known("sha256msg2", 2)
        words = _block(builder, args[0], args[1])
        first = abef = _load(builder, args[2], 0, _FOUR)
        cdgh = _load(builder, args[2], 16, _FOUR)
        upper, next_four = _vector(_FOUR, [2, 3, 2, 3]), _vector(_FOUR, [1, 2, 3, 4])
        for group in range(16):
            if group >= 4:
                mixed = builder.call(begin, [words[group - 4], words[group - 3]])
                mixed = builder.add(mixed, builder.shuffle_vector(words[group - 2], words[group - 1], next_four))
                words.append(builder.call(end, [mixed, words[group - 1]]))
            summed = builder.add(words[group], _vector(_FOUR, CONSTANTS[4 * group : 4 * group + 4]))
            cdgh = builder.call(rounds, [cdgh, abef, summed])
            abef = builder.call(rounds, [abef, cdgh, builder.shuffle_vector(summed, summed, upper)])
        return builder.extract_element(builder.add(abef, first), ir.Constant(_WORD, 3))

    return types.uint32(types.uintp, types.uintp, types.uintp), generate


@intrinsic  # type: ignore[untyped-decorator]
def heads_by_lanes(_typing: Any, _rows: Any, _tables: Any, _state: Any, _heads: Any) -> tuple[Any, Callable[..., Any]]:
    """The first words of eight tickets; addresses of eight addresses of rows, of eight of their paddings, of the state, of the answer."""

    def generate(_context: Any, builder: Value, _signature: Any, args: Any) -> Value:
        words = [ir.Constant(_LANE, ir.Undefined)] * 16
        for lane in range(LANES):
            row, table = (_load(builder, args[each], 8 * lane, args[0].type) for each in (0, 1))
            for four, vector in enumerate(_block(builder, row, table)):
                for place in range(4):
                    word = builder.extract_element(vector, ir.Constant(_WORD, place))
                    words[4 * four + place] = builder.insert_element(words[4 * four + place], word, ir.Constant(_WORD, lane))
        state = [_spread(builder, _load(builder, args[2], 4 * (8 + place), _WORD)) for place in range(8)]
        head = builder.add(_compress(builder, state, words), state[0])
        stored = builder.store(head, builder.inttoptr(args[3], _LANE.as_pointer()))
        stored.align = 4
        return ir.Constant(ir.IntType(64), 0)

    return types.int64(types.uintp, types.uintp, types.uintp, types.uintp), generate


def _spread(builder: Value, word: Value) -> Value:
    vector = ir.Constant(_LANE, ir.Undefined)
    for lane in range(LANES):
        vector = builder.insert_element(vector, word, ir.Constant(_WORD, lane))
    return vector


def _compress(builder: Value, state: list[Value], words: list[Value]) -> Value:
    """The 64 rounds; the register a at their end."""

    def constant(value: int) -> Value:
        return _vector(_LANE, [value] * LANES)

    def mixed(word: Value, *turns: int, shift: int = 0) -> Value:
        parts = [builder.or_(builder.lshr(word, constant(by)), builder.shl(word, constant(32 - by))) for by in turns]
        parts += [builder.lshr(word, constant(shift))] if shift else []
        return builder.xor(builder.xor(parts[0], parts[1]), parts[2])

    def total(*parts: Value) -> Value:
        summed = parts[0]
        for part in parts[1:]:
            summed = builder.add(summed, part)
        return summed

    a, b, c, d, e, f, g, h = state
    for place in range(64):
        if place >= 16:
            low, high = mixed(words[place - 15], 7, 18, shift=3), mixed(words[place - 2], 17, 19, shift=10)
            words.append(total(words[place - 16], low, words[place - 7], high))
        choice = builder.xor(g, builder.and_(e, builder.xor(f, g)))
        majority = builder.or_(builder.and_(a, b), builder.and_(c, builder.or_(a, b)))
        first = total(h, mixed(e, 6, 11, 25), choice, constant(CONSTANTS[place]), words[place])
        second = total(mixed(a, 2, 13, 22), majority)
        a, b, c, d, e, f, g, h = builder.add(first, second), a, b, c, builder.add(d, first), e, f, g
    return a


@intrinsic  # type: ignore[untyped-decorator]
def marks(_typing: Any, _address: Any, _mark: Any, _other: Any) -> tuple[Any, Callable[..., Any]]:
    """One bit for each of 64 bytes: whether it is either of two marks."""

    def generate(_context: Any, builder: Value, _signature: Any, args: Any) -> Value:
        wide = ir.VectorType(_BYTE, 64)
        loaded = _load(builder, args[0], 0, wide)
        found = []
        for mark in args[1:]:
            spread = builder.insert_element(ir.Constant(wide, ir.Undefined), mark, ir.Constant(_WORD, 0))
            same = builder.shuffle_vector(
                spread, ir.Constant(wide, ir.Undefined), ir.Constant(ir.VectorType(_WORD, 64), [ir.Constant(_WORD, 0)] * 64)
            )
            found.append(builder.icmp_unsigned("==", loaded, same))
        return builder.bitcast(builder.or_(*found), ir.IntType(64))

    return types.uint64(types.uintp, types.uint8, types.uint8), generate


@intrinsic  # type: ignore[untyped-decorator]
def first_mark(_typing: Any, _marks: Any) -> tuple[Any, Callable[..., Any]]:
    """The place of the lowest bit that is set; there must be one."""

    def generate(_context: Any, builder: Value, _signature: Any, args: Any) -> Value:
        return builder.cttz(args[0], ir.Constant(ir.IntType(1), 1))

    return types.uint64(types.uint64), generate
