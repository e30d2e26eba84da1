"""Text into the words it is found by: small letters without accents, as `search.js` makes them of what a reader types.

Both sides do the same: NFKD (Unicode Annex 15), small letters, marks that stand on a letter dropped, and the letters below
that no decomposition takes apart. A word is a run of letters and digits.
"""

import re
import unicodedata

LONGEST = 32
"""Letters of a word that is found: what is longer is a digest or an address."""
_LETTERS = str.maketrans({
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ς": "σ",
})  # fmt: skip
_PLAIN = re.compile(rf"(?<![a-z0-9])[a-z0-9]{{1,{LONGEST}}}(?![a-z0-9])")
_ANY = re.compile(r"[^\W_]+")
_JOINED = re.compile(r"\S+")
_INSIDE = re.compile(r"[\W_]+")


def folded(text: str) -> str:
    """`Jurys für Größe` as `jurys fur grosse`."""
    if text.isascii():
        return text.lower()
    small = unicodedata.normalize("NFKD", text).lower()
    return "".join(mark for mark in small if unicodedata.category(mark) != "Mn").translate(_LETTERS)


def words(text: str) -> set[str]:
    """The words of a text."""
    flat = folded(text)
    if flat.isascii():
        return set(_PLAIN.findall(flat))
    return {word for word in _ANY.findall(flat) if len(word) <= LONGEST}


def joined(text: str) -> set[str]:
    """Ids as one word each, beside their parts: `2026coolstorage` of `2026-cool-storage`."""
    found = (_INSIDE.sub("", part) for part in _JOINED.findall(folded(text)))
    return {part for part in found if 0 < len(part) <= LONGEST}
