"""What the verbs of a draw share: the jury that was named, and a beacon's round, verified, from wherever it comes."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from folkmoot.records.archive import Archive, Jury
    from folkmoot.records.draw import BeaconRound


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a round comes from: typed in, a file, relays, or the demonstration beacon."""

    signature: str | None
    file: Path | None
    relays: tuple[str, ...]
    demonstration: bool


def origin_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say where a beacon's round comes from."""
    for option in (
        click.option("--demonstration", is_flag=True, help="Make the round of the demonstration beacon."),
        click.option("--relay", "relays", multiple=True, metavar="URL", help="A drand relay; the League of Entropy's when left out."),
        click.option("--file", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A relay's answer, saved as a file."),
        click.option("--signature", default=None, help="The signature that the announced beacon round carries, in hex."),
    ):
        command = option(command)
    return command


def the_jury(archive: "Archive", name: str) -> "Jury":
    """Find a jury by id; FolkmootError, with a suggestion, when there is none."""
    found = archive.jury(name.removeprefix("juries/").strip("/"))
    if found is None:
        from difflib import get_close_matches

        close = get_close_matches(name, [jury.id for jury in archive.juries], n=1)
        raise FolkmootError(f"there is no jury '{name}'", f"did you mean '{close[0]}'?" if close else "see juries/, and: folkmoot check")
    return found


def the_round(chain: str, number: int, origin: Origin) -> "BeaconRound":
    """Return the announced round with its signature, verified; FolkmootError when it is not that round."""
    from folkmoot.records.draw import BeaconRound
    from folkmoot.repository.relay import RELAYS, fetch_round, read_round
    from folkmoot.sortition.beacon import DEMONSTRATION, demonstration_round, verify_round

    if origin.demonstration:
        if chain != DEMONSTRATION.hash:
            raise FolkmootError("the call announces a real beacon", "leave out --demonstration, or give its signature with --signature")
        return demonstration_round(number)
    if origin.signature is not None:
        found = BeaconRound(chain, number, origin.signature)
    elif origin.file is not None:
        try:
            found = read_round(chain, number, origin.file.read_bytes())
        except ValueError as error:
            raise FolkmootError(f"{origin.file} is not round {number}: {error}", "save a relay's answer for that round") from None
    elif chain == DEMONSTRATION.hash and not origin.relays:
        raise FolkmootError("no relay has rounds of the demonstration beacon", "make its round with --demonstration")
    else:
        found = fetch_round(chain, number, origin.relays or RELAYS)
    reason = verify_round(found)
    if reason:
        raise FolkmootError(reason, "fetch the round again, from another relay if need be")
    return found
