"""Until when the keys hold: a version counts through the day it names, and what it signed by then stands for ever."""

from datetime import date, timedelta

from folkmoot.formats.keys_json import keys_path
from folkmoot.records.finding import Fault, Place
from folkmoot.records.keys import KeysHead

NOTICE_DAYS = 30
"""How long before the last day people are told."""


def expired(head: KeysHead, day: date) -> bool:
    """Whether a version may not sign anything new on a day."""
    return day > head.expires


def expires_within(head: KeysHead, day: date, days: int = NOTICE_DAYS) -> bool:
    """Whether a version still holds on a day and its last day is at most `days` away."""
    return not expired(head, day) and head.expires - day <= timedelta(days=days)


def expiry_fault(head: KeysHead, day: date) -> Fault | None:
    """Say that the newest version has expired (`keys-expired`) or will within thirty days (`keys-expiring`)."""
    place = Place(keys_path(head.version))
    mend = "make the next version before anything is signed: folkmoot keys renew --expires DAY"
    if expired(head, day):
        what = f"version {head.version} of the keys expired on {head.expires}: nothing new may be signed by it"
        return Fault(place, what, mend, "keys-expired")
    if expires_within(head, day):
        days = (head.expires - day).days
        left = "today" if not days else f"in {days} {'day' if days == 1 else 'days'}, on {head.expires}"
        return Fault(place, f"version {head.version} of the keys expires {left}", mend, "keys-expiring")
    return None
