"""The card that a member keeps: co-op, member number and secret, in letters that say where they were misread."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from folkmoot.trust.commitment import MEMBER, read_secret, write_base32

_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_GROUP = 4
_LINE = re.compile(r"(card|co-op|member|secret):[ \t]*(.*)")
_MISREAD = str.maketrans({"0": "o", "1": "l", "8": "b", "-": None})
"""Digits that base32 does not use, and what they were misread from."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a member needs to find their entry in any sealed roster of a co-op."""

    coop: str
    member: str
    secret: bytes


def write_card(card: Card) -> str:
    """Write a card as plain text, to print or to keep in a password store."""
    groups = list(_groups(write_base32(card.secret)))
    lines = [" ".join(groups[place : place + 5]) for place in range(0, len(groups), 5)]
    rest = "".join(f"        {line}\n" for line in lines[1:])
    return (
        f"card:   folkmoot member card 1\nco-op:  {card.coop}\nmember: {card.member}\nsecret: {lines[0]}\n{rest}"
        "\nKeep this card as you keep a passport. Whoever has it can find your entry in every roster, and so whether the\n"
        "lot fell on you. It cannot vote for you and it cannot be used to pay.\n"
        "\nTo see whether you are in a roster, and what the lot gave you, on your own machine and without a network:\n"
        "\n    git clone <address of the records>\n    folkmoot roster mine ROSTER --card THIS-FILE\n"
        "\nThe last letter of each group checks the other four and their place; a group that was misread is told.\n"
        "If you lose the card, ask the registrar for a new secret: it counts from the next roster on.\n"
    )


def read_card(text: str) -> Card:
    """Read a card, typed or from a file; ValueError, with what is wrong, when it is none."""
    fields = dict[str, str]()
    name = ""
    for line in text.splitlines():
        if match := _LINE.fullmatch(line.rstrip()):
            name = match[1]
            fields[name] = match[2]
        elif name == "secret" and line.startswith((" ", "\t")) and line.strip():
            fields[name] += f" {line.strip()}"
        else:
            name = ""
    for needed in ("co-op", "member", "secret"):
        if not fields.get(needed, "").strip():
            raise ValueError(f"the card has no line '{needed}:'")
    if not re.fullmatch(MEMBER, fields["member"]):
        raise ValueError("what stands behind 'member:' is not a member number")
    return Card(fields["co-op"], fields["member"], read_groups(fields["secret"]))


def read_groups(text: str) -> bytes:
    """Read a secret from its groups; ValueError names the groups that were misread."""
    letters = "".join(text.lower().translate(_MISREAD).split())
    if set(letters) - set(_ALPHABET):
        raise ValueError("the secret has other marks than the letters a-z and the digits 2-7")
    groups = [letters[place : place + _GROUP + 1] for place in range(0, len(letters), _GROUP + 1)]
    if len(letters) != 13 * (_GROUP + 1):
        raise ValueError(f"the secret has {len(letters)} letters, not 65")
    wrong = [str(place) for place, group in enumerate(groups, start=1) if _check(place, group[:_GROUP]) != group[_GROUP]]
    if wrong:
        raise ValueError(f"group {' and '.join(wrong)} of the secret was misread" if len(wrong) < 3 else "several groups were misread")
    return read_secret("".join(group[:_GROUP] for group in groups))


def _groups(written: str) -> Iterator[str]:
    for place, start in enumerate(range(0, len(written), _GROUP), start=1):
        group = written[start : start + _GROUP]
        yield group + _check(place, group)


def _check(place: int, group: str) -> str:
    """The letter that checks a group: its letters weighted by powers of x in GF(32), x^5 + x^2 + 1, and its place added.

    With weights that differ and are not zero, one wrong letter, two swapped letters or a group at another's place never
    passes (MacWilliams and Sloane, "The Theory of Error-Correcting Codes", 1977, chapter 1).
    """
    total = 0
    for letter in reversed(group):
        total = _double(total ^ _ALPHABET.index(letter))
    return _ALPHABET[total ^ place]


def _double(value: int) -> int:
    value <<= 1
    return value ^ 0b100101 if value & 32 else value
