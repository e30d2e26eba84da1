"""A beacon's rounds fetched from drand relays; what a relay says is believed only for its signature."""

import json
import urllib.request
from collections.abc import Sequence
from http.client import HTTPException
from urllib.parse import urlsplit

from folkmoot.records.draw import BeaconRound
from folkmoot.records.error import FolkmootError
from folkmoot.sortition.beacon import verify_round

RELAYS = ("https://api.drand.sh", "https://api2.drand.sh", "https://api3.drand.sh", "https://drand.cloudflare.com")
"""Public relays of the League of Entropy, in the order in which they are asked."""
_MOST_BYTES = 4096
_SECONDS = 10


def fetch_round(chain: str, number: int, relays: Sequence[str] = RELAYS) -> BeaconRound:
    """Ask one relay after another for a round (drand HTTP API, `/<chain>/public/<round>`), and take the first whose signature holds.

    FolkmootError, with what each relay answered, when none gives it.
    """
    answers = []
    for relay in relays:
        try:
            found = _ask(relay, chain, number)
            reason = verify_round(found)
        except (OSError, ValueError, HTTPException) as error:
            reason = str(getattr(error, "reason", None) or error or type(error).__name__)
        if not reason:
            return found
        answers.append(f"{relay}: {reason}")
    raise FolkmootError(
        f"no relay gave round {number} ({'; '.join(answers)})",
        "try again, or get the round elsewhere and give it with --signature HEX or --file ROUND.json",
    )


def _ask(relay: str, chain: str, number: int) -> BeaconRound:
    address = f"{relay.rstrip('/')}/{chain}/public/{number}"
    try:
        is_web = urlsplit(address).scheme in ("https", "http") and bool(urlsplit(address).netloc)
    except ValueError:
        is_web = False
    if not is_web:
        raise FolkmootError(f"'{relay}' is not a web address", "name a relay such as https://api.drand.sh")
    with urllib.request.urlopen(address, timeout=_SECONDS) as response:  # noqa: S310  # the scheme was looked at
        return read_round(chain, number, response.read(_MOST_BYTES + 1))


def read_round(chain: str, number: int, data: bytes) -> BeaconRound:
    """Read what a relay answers, or a file with the same; ValueError, in a plain sentence, when it is not that round."""
    if len(data) > _MOST_BYTES:
        raise ValueError("the answer is too long for a beacon round")
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        raise ValueError("the answer is not JSON") from None
    if not isinstance(value, dict) or not isinstance(value.get("signature"), str):
        raise ValueError("the answer holds no signature")
    if value.get("round") != number:
        raise ValueError(f"the answer is for round {value.get('round')!r}, not {number}")
    previous = value.get("previous_signature")
    return BeaconRound(chain, number, value["signature"], previous if isinstance(previous, str) else "")
