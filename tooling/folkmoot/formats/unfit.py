"""What may stand in no record: what betrays a person, and characters that cannot be seen."""

import re
from collections.abc import Iterator

_LOCAL_PART = re.compile(rb"(?<![\w.+-])[\w.+-]{1,64}\Z", re.ASCII)
_ADDRESS = re.compile(rb"([\w.+-]{1,64})@([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+)", re.ASCII | re.IGNORECASE)
_NOBODYS = re.compile(rb"(.*\.)?(example(\.(com|net|org))?|test|invalid|localhost|openssh\.com)", re.IGNORECASE)
"""Names that RFC 2606 reserves, and the one in the names of SSH algorithms: no person's address."""
_INTERNATIONAL = re.compile(rb"\+[1-9](?:[ ()./-]{0,2}[0-9]){8,14}(?![0-9])")
_NATIONAL = re.compile(rb"[.:]? ?\+?[0-9](?:[ ()/-]?[0-9]){6,14}")
HIDDEN = re.compile(
    "[\u200b\u2060-\u2064\u202a-\u202e\u2066-\u206f\ufeff\U000e0000-\U000e007f]"
    "|(?<=[\x00-\x7f])[\u061c\u200c-\u200f](?=[\x00-\x7f]|\\Z)"
)
"""Marks that change what is seen; joiners and direction marks only where no script needs them, between ASCII."""


def personal(data: bytes, *, is_prose: bool) -> Iterator[re.Match[bytes]]:
    """Find what looks like an address or, in prose, a telephone number.

    Only round the few marks that betray one is anything matched, so that long texts cost little; matches may overlap.
    """
    for start in _finds(data, b"@"):
        name = _LOCAL_PART.search(data, max(0, start - 65), start)
        found = name and _ADDRESS.match(data, name.start())
        if found and not _NOBODYS.fullmatch(found[2]) and found[1] != b"git":
            yield found
    if not is_prose:
        return
    for start in _finds(data, b"+"):
        if not (start and (data[start - 1 : start].isalnum() or data[start - 1 : start] in b"_+")):
            yield from filter(None, [_INTERNATIONAL.match(data, start)])
    lower = data.lower()
    for word in (b"tel", b"phone", b"mobile"):
        for start in _finds(lower, word):
            if not (start and lower[start - 1 : start].isalnum()):
                yield from filter(None, [_NATIONAL.match(lower, start + len(word))])


def _finds(data: bytes, word: bytes) -> Iterator[int]:
    start = data.find(word)
    while start >= 0:
        yield start
        start = data.find(word, start + 1)
