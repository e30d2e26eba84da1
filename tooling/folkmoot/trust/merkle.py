"""The hash tree of a history: its root, and proofs that something is in it or that it only grew.

RFC 6962 section 2.1 with SHA-256; the proofs and how to verify them are RFC 9162, sections 2.1.3 and 2.1.4. Every
function takes leaf hashes, 32 bytes each; `leaf_hash` makes one from the data of a leaf.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()
"""The root of a tree without leaves."""


def leaf_hash(data: bytes) -> bytes:
    """Hash the data of a leaf."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash an inner node from its two children."""
    return sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Return the root over all leaves."""
    return roots(leaves, (len(leaves),))[len(leaves)]


def roots(leaves: Sequence[bytes], sizes: Iterable[int]) -> Mapping[int, bytes]:
    """Return the roots over the first leaves, for several sizes, in one pass; a size above their number is left out."""
    wanted = set(sizes)
    found = {0: EMPTY} if 0 in wanted else {}
    peaks: list[bytes] = []
    for size, leaf in enumerate(leaves, start=1):
        peaks.append(leaf)
        pairs = size
        while pairs % 2 == 0:
            right = peaks.pop()
            peaks[-1] = node_hash(peaks[-1], right)
            pairs //= 2
        if size in wanted:
            found[size] = _folded(peaks)
    return found


def _folded(peaks: Sequence[bytes]) -> bytes:
    """Bring the roots of the full trees, largest first, under one root."""
    value = peaks[-1]
    for peak in reversed(peaks[:-1]):
        value = node_hash(peak, value)
    return value


def inclusion_proof(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Return the hashes that lead from leaf `index` to the root (RFC 9162, section 2.1.3.1)."""
    if not 0 <= index < len(leaves):
        raise ValueError(f"there is no leaf {index} in a tree of {len(leaves)}")
    return tuple(_path(leaves, index))


def _path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    if len(leaves) <= 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*_path(leaves[:split], index), root(leaves[split:])]
    return [*_path(leaves[split:], index - split), root(leaves[:split])]


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def consistency_proof(leaves: Sequence[bytes], first: int) -> tuple[bytes, ...]:
    """Return the hashes that show that the tree over the first `first` leaves grew into this one (RFC 9162, section 2.1.4.1)."""
    if not 0 <= first <= len(leaves):
        raise ValueError(f"a tree of {len(leaves)} has no first {first} leaves")
    return tuple(_grown(leaves, first, is_known=True)) if 0 < first < len(leaves) else ()


def _grown(leaves: Sequence[bytes], first: int, *, is_known: bool) -> list[bytes]:
    """Whether the verifier knows the root of this subtree already is `is_known`."""
    if first == len(leaves):
        return [] if is_known else [root(leaves)]
    split = _split(len(leaves))
    if first <= split:
        return [*_grown(leaves[:split], first, is_known=is_known), root(leaves[split:])]
    return [*_grown(leaves[split:], first - split, is_known=False), root(leaves[:split])]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes) -> bool:
    """Whether a proof leads from a leaf to the root of a tree of `size` leaves (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, value = index, size - 1, leaf
    for other in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            value = node_hash(other, value)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            value = node_hash(value, other)
        place, last = place >> 1, last >> 1
    return last == 0 and value == expected


def verify_consistency(first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a tree of `first` leaves is the beginning of a tree of `second` leaves (RFC 9162, section 2.1.4.2)."""
    if not 0 <= first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    if first == 0:
        return not proof and first_root == EMPTY
    path = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    if not proof or not path:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for other in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(other, old), node_hash(other, new)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, other)
        place, last = place >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root
