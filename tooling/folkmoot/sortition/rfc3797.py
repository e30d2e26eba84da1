"""The draw of RFC 3797 (D. Eastlake, 2004), by which the IETF draws its nominating committees.

For communities that already use it, and because real published draws reproduce with it. It depends on the
order of the list, ends at 65,535 entries and does not bind the list to the seed; `draw/1` has none of these
limits.
"""

import hashlib
from collections.abc import Iterable

from folkmoot.records.error import FolkmootError


def key_of(groups: Iterable[Iterable[int]]) -> str:
    """The key of section 4.1: the numbers of each source in ascending order, each with '.', then '/'.

    Numbers, not text: the RFC drops leading zeros, so 05260357 and 5260357 give the same key.
    """
    return "".join("".join(f"{number}." for number in sorted(group)) + "/" for group in groups)


def selections(key: str, pool_size: int, count: int, *, counter_octets: int = 2) -> tuple[tuple[int, str], ...]:
    """Draw `count` places of a list of `pool_size` (section 4.2): each place, from 1, and its MD5 in hex.

    The counter before and after the key takes two octets; its forerunner RFC 2777 (2000) took one. Raises
    FolkmootError for a pool or a count that the method does not cover.
    """
    if not 0 < pool_size < 65_536 or not 0 < count <= min(pool_size, 256**counter_octets):
        raise FolkmootError(
            f"the method of RFC 3797 cannot draw {count} of {pool_size}",
            "it draws from at most 65535; use draw/1",
        )
    left = list(range(1, pool_size + 1))
    drawn = []
    for turn in range(count):
        counter = turn.to_bytes(counter_octets, "big")
        digest = hashlib.md5(counter + key.encode("ascii") + counter, usedforsecurity=False).hexdigest()
        drawn.append((left.pop(int(digest, 16) % len(left)), digest))
    return tuple(drawn)
