"""Ways of drawing lots that others use or have published, for doing their draws again; no draw of folkmoot goes by them.

`draw/1` shares the ranking by hash with several of them. What they leave open is why it differs: they take a seed as a number,
join name and seed without a sign between them, depend on how a language prints a value, or take remainders.
"""

import heapq
import hmac
from collections.abc import Iterator, Sequence
from hashlib import sha256


def consistent_sample(ids: Sequence[str], seed: str, take: int, digits: int, *, replace: bool) -> Iterator[tuple[str, str, int]]:
    """Ticket number, id and generation of each draw, by R. Rivest's consistent sampler (2018, arXiv:1808.10016).

    A ticket number is a decimal fraction shown to `digits` digits behind its leading nines; the lowest is drawn. With
    `replace`, what is drawn gets a next ticket above its last, and may be drawn again.
    """
    start = sha256(seed.encode()).hexdigest()
    heap = [(_fraction(start + name), name, 1) for name in ids]
    heapq.heapify(heap)
    while heap and take:
        number, name, generation = heapq.heappop(heap)
        yield f"0.{number[: _nines(number) + digits]}", name, generation
        if replace:
            heapq.heappush(heap, (_above(number), name, generation + 1))
        take -= 1


def _fraction(text: str) -> str:
    """The digits behind the point: a hash as a decimal number read backwards, for its last digits are the evenly spread ones."""
    return f"{int(sha256(text.encode()).hexdigest(), 16):064d}"[::-1]


def _nines(number: str) -> int:
    return len(number) - len(number.lstrip("9"))


def _above(number: str) -> str:
    """A fraction above this one: its leading nines, then the first hash in a row of hashes that is high enough."""
    turn, higher = 1, ""
    while higher <= f"{number}0":
        higher = number[: _nines(number)] + _fraction(f"0.{number}:{turn}")
        turn += 1
    return higher


def name_ranking(names: Sequence[str], draw: str) -> list[tuple[str, str]]:
    """Names and hashes, the highest hash first: P. Hoffman's draft-hoffman-random-candidate-selection and ICANN's OCTO-41 (2025).

    Hashed is the hexadecimal text of the UTF-8 of name and draw. The draft joins them directly; for OCTO-41 `draw` starts
    with a '/'.
    """
    hashes = [(name, sha256((name + draw).encode().hex().encode()).hexdigest()) for name in names]
    return sorted(hashes, key=lambda pair: pair[1], reverse=True)


def one_time_code(secret: str, times: int) -> str:
    """The chain of codes of draft-thomson-elegy-vrs (2023): SHA-256 applied again and again, in hex."""
    value = secret.encode()
    for _ in range(times):
        value = sha256(value).digest()
    return value.hex()


def randomness_key(code: str, randomness: str) -> str:
    """The key of draft-thomson-elegy-vrs: HKDF-Extract (RFC 5869) of the public randomness under a one-time code, in hex."""
    return hmac.digest(bytes.fromhex(code), randomness.encode(), "sha256").hex()


def position(key: str, label: str) -> str:
    """A candidate's position by draft-thomson-elegy-vrs, 32 bytes in hex: HKDF-Expand of the key with the label; lowest first."""
    return hmac.digest(bytes.fromhex(key), label.encode() + b"\x01", "sha256").hex()


def counted_sample(seed: str, low: int, high: int, count: int) -> list[int]:
    """Numbers from `low` to `high`, each once, by R. Rivest's sampler as Colorado's audits use it.

    SHA-256 of seed, comma and a counter from 1, its remainder by the number of numbers; repeats are passed over.
    """
    if not 0 <= count <= high - low + 1:
        raise ValueError(f"{count} different numbers do not fit from {low} to {high}")
    drawn: dict[int, None] = {}
    turn = 1
    while len(drawn) < count:
        drawn[low + int(sha256(f"{seed},{turn}".encode()).hexdigest(), 16) % (high - low + 1)] = None
        turn += 1
    return list(drawn)


def block(seed: str, turn: int) -> str:
    """A block of P. Stark and K. Ottoboni's cryptorandom (2019): SHA-256 of seed, comma and `turn` zero bytes, in hex."""
    return sha256(f"{seed},".encode() + bytes(turn)).hexdigest()


def remainders(seed: str, low: int, end: int, count: int) -> list[int]:
    """Numbers from `low` up to but not `end`, by the remainders of cryptorandom's blocks from the first on."""
    return [low + int(block(seed, turn), 16) % (end - low) for turn in range(count)]
