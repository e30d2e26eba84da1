"""`folkmoot draw seed`: record what the announced sources gave, or say which rounds are due."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from folkmoot.cli.draw_beacon import Origin, origin_options, the_jury, the_round
from folkmoot.cli.world import as_of_option, root_option, the_archive, the_instant, the_root
from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from folkmoot.records.archive import Archive, Jury


@click.command("seed")
@click.argument("jury", required=False)
@origin_options
@click.option("--dice", default=None, help="The digits of the announced dice, as they were called out.")
@click.option("--by", default="registrar", help="Who records the seed.")
@as_of_option
@root_option
def seed_verb(
    jury: str | None, signature: str | None, file: Path | None, relays: tuple[str, ...], demonstration: bool, dice: str | None, by: str,
    as_of: str | None, root: Path | None,
) -> None:  # fmt: skip
    """Record what the sources that JURY's call announced have given; a false signature is refused.

    Without JURY: say which announced rounds have come out and which are awaited.
    """
    from folkmoot.formats.canonical import write_log
    from folkmoot.records.value import write_instant
    from folkmoot.repository.writer import write_files

    top, instant = the_root(root), the_instant(as_of)
    archive = the_archive(top)
    if jury is None:
        click.echo("\n".join(_awaited(archive, instant)) or "no call awaits its seed")
        return
    found = the_jury(archive, jury)
    _refuse_uncalled(found)
    if any(event.act == "seed" for event in found.log):
        raise FolkmootError(
            f"the seed of {found.id} is recorded already", "a seed is recorded once; a new one needs an annulment and a new call"
        )
    _refuse_early(found, instant)
    origin = Origin(signature, file, relays, demonstration)
    event = {"at": write_instant(instant), "act": "seed", "by": by, "sources": _values(found, dice, origin)}
    path = f"{found.folder}/log.yml"
    write_files(top, {path: archive.files.get(path, b"") + write_log([event])}, replace=True)
    click.echo(f"{path}: the seed is recorded; draw with: folkmoot draw run {found.id}")


def _values(jury: "Jury", dice: str | None, origin: Origin) -> list[dict[str, object]]:
    values: list[dict[str, object]] = []
    for source in jury.call.head.sources:
        if source.kind == "dice":
            if dice is None:
                raise FolkmootError("the digits of the dice are missing", "give them with --dice")
            values.append({"kind": "dice", "digits": dice})
            continue
        round_ = the_round(source.chain or "", source.round or 0, origin)
        value: dict[str, object] = {"kind": "beacon", "chain": round_.chain, "round": round_.round, "signature": round_.signature}
        values.append(value | ({"previous_signature": round_.previous_signature} if round_.previous_signature else {}))
    return values


def _refuse_uncalled(jury: "Jury") -> None:
    """Stop where no call stands: a seed binds the text that was called."""
    acts = {event.act for event in jury.log}
    if "called" not in acts:
        raise FolkmootError(f"{jury.id} is not called yet", f"call it first: folkmoot draw call {jury.id}")
    if ended := acts & {"annulled", "failed"}:
        how = "failed" if "failed" in ended else "been annulled"
        raise FolkmootError(f"{jury.id} has {how}", "call another jury; this one gets no seed")


def _refuse_early(jury: "Jury", instant: datetime) -> None:
    """Stop where an announced round has not come out: what anybody hands in for it now is no chance."""
    comes = _comes_out(jury)
    if comes is not None and instant < comes:
        raise FolkmootError(
            f"the round that {jury.id} announced comes out at {comes:%Y-%m-%dT%H:%M:%SZ}", "wait for it; nobody can know it before"
        )


def _comes_out(jury: "Jury") -> datetime | None:
    """When the last of a call's rounds comes out; None where it announces none that is known."""
    times = [_round_time(source.chain or "", source.round or 0) for source in jury.call.head.sources if source.kind == "beacon"]
    return max((time for time in times if time is not None), default=None)


def _round_time(chain: str, number: int) -> datetime | None:
    from folkmoot.sortition.beacon import CHAINS, round_time

    try:
        return round_time(CHAINS[chain], number) if chain in CHAINS else None
    except FolkmootError:
        return None


def _awaited(archive: "Archive", instant: datetime) -> list[str]:
    """A line for each call and each removal that waits for its round."""
    from folkmoot.sortition.replacement import reference

    lines = []
    for jury in archive.juries:
        acts = {event.act for event in jury.log}
        if "called" not in acts or acts & {"annulled", "failed", "discharged"}:
            continue
        if "seed" not in acts:
            rounds = ", ".join(f"round {source.round}" for source in jury.call.head.sources if source.kind == "beacon")
            dice = " --dice DIGITS" if any(source.kind == "dice" for source in jury.call.head.sources) else ""
            lines.append(_line(jury.id, rounds or "dice", _comes_out(jury), instant, f"folkmoot draw seed {jury.id}{dice}"))
        filled = {event.ref for event in jury.log if event.act == "replaced"}
        for removal in jury.removals:
            if reference(removal) not in filled:
                comes = _round_time(removal.chain, removal.round)
                name = f"{jury.id}, {reference(removal)}"
                lines.append(_line(name, f"round {removal.round}", comes, instant, f"folkmoot draw replace {jury.id}"))
    return lines


def _line(name: str, rounds: str, comes: datetime | None, instant: datetime, command: str) -> str:
    if comes is None:
        return f"{name}: {rounds}; record it with: {command}"
    if comes <= instant:
        return f"{name}: {rounds} came out at {comes:%Y-%m-%d %H:%M:%S} UTC and is due: {command}"
    return f"{name}: {rounds} comes out at {comes:%Y-%m-%d %H:%M:%S} UTC"
