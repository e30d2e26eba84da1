"""`folkmoot roster audit` and `rederive`: finding entries behind which nobody stands."""

import sys
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from folkmoot.cli.roster_freeze import coop_of, written
from folkmoot.cli.roster_list import Asked, derive, list_options, read_list, read_rules, those_who_sat
from folkmoot.cli.roster_member import HERE, the_roster
from folkmoot.cli.world import root_option, the_archive, the_root
from folkmoot.records.error import FolkmootError
from folkmoot.records.value import TOKEN, parse_ratio

if TYPE_CHECKING:
    from folkmoot.formats.members import Members
    from folkmoot.records.archive import Roster
    from folkmoot.records.roster import Entries
    from folkmoot.trust.commitment import Opening


@click.command("audit")
@click.argument("roster")
@click.option("--sample", type=click.IntRange(1), default=299, show_default=True, help="How many entries are opened.")
@click.option("--seed", default=None, metavar="HEX", help="A public number that came after the roster was signed, 64 hex digits.")
@click.option("--padding", default="1/100", show_default=True, help="The share of ghosts that the statement speaks of.")
@click.option("--open", "opened", type=HERE, default=None, help="The registrar's openings: entry, member, secret and the roster's columns.")
@root_option
def audit(roster: str, sample: int, seed: str | None, padding: str, opened: Path | None, root: Path | None) -> None:
    """Choose the entries of ROSTER that the registrar must open to two clerks in private, or check what was opened.

    Whoever pads a roster with members who do not exist cannot open their entries. With --seed alone: print the entries.
    With --open: check each opening, and with --seed too that every chosen entry is among them.
    """
    from folkmoot.sortition.audit import choose

    top = the_root(root)
    found = the_roster(the_archive(top), roster)
    if found.entries is None:
        raise FolkmootError(f"the entries of {found.id} are not here", f"add {found.folder}/entries.csv")
    if seed is None and opened is None:
        raise FolkmootError("there is no seed", "give one with --seed, from a public source that nobody knew when the roster was signed")
    chosen = [each.entry for each in choose(seed, found.entries.tokens, sample)] if seed is not None else []
    statement = _statement(len(found.entries.lines), sample, padding)
    if opened is None:
        click.echo("\n".join(chosen))
        click.echo(statement, err=True)
        return
    failures = _failures(coop_of(top), found, found.entries, opened, chosen)
    for failure in failures:
        click.echo(f"FAILS  {failure}")
    click.echo(f"{len(failures):,} of the openings fail" if failures else f"holds  every opening. {statement}")
    sys.exit(1 if failures else 0)


@click.command("rederive")
@click.argument("roster")
@click.argument("members", type=HERE)
@list_options
@root_option
def rederive(
    roster: str, members: Path, excluded: tuple[str, ...], secrets: Path | None, alumni: str | None, merge: bool, cross: bool, least: int,
    root: Path | None,
) -> None:  # fmt: skip
    """Derive ROSTER again from the private list MEMBERS, before you sign it: give the options it was frozen with."""
    top = the_root(root)
    found = the_roster(the_archive(top), roster)
    head = found.manifest.head
    columns = head.columns[1:]
    sealed = (coop_of(top), found.id) if head.storage == "sealed" else None
    sat = those_who_sat(top, alumni, head.as_of, sealed=sealed is not None)
    asked = Asked(columns, frozenset(columns) - head.strata.keys(), read_rules(excluded), merge, cross, least, sealed, secrets, sat)
    derived = derive(members, asked)
    form = written(derived, asked, (top / found.folder / "SHA256SUMS").exists())
    differences = [
        f"{what}: the list gives {ours}, the manifest says {said}"
        for what, ours, said in (
            ("digest", form.digest, head.digest), ("count", derived.count, head.count),
            ("excluded", derived.excluded, head.excluded), ("strata", derived.strata, head.strata),
        )
        if ours != said
    ]  # fmt: skip
    if found.entries is not None:
        ours, theirs = set(derived.lines), set(found.entries.lines)
        differences += [f"{len(ours - theirs):,} rows of the list are not in the roster"] if ours - theirs else []
        differences += [f"{len(theirs - ours):,} rows of the roster do not come from the list"] if theirs - ours else []
    for difference in differences:
        click.echo(f"FAILS  {difference}")
    if not differences:
        click.echo(f"holds  {derived.count:,} entries derived again, sha256 {form.digest}; sign: folkmoot sign {found.folder}/roster.md")
    sys.exit(1 if differences else 0)


def _statement(count: int, sample: int, padding: str) -> str:
    from folkmoot.sortition.audit import detection, ghosts_of

    try:
        share = parse_ratio(padding)
    except ValueError:
        raise FolkmootError(f"'{padding}' is not a share", "write a fraction such as 1/100") from None
    if not 0 < share <= 1:
        raise FolkmootError(f"'{padding}' is not a share", "write a fraction above 0 and at most 1, such as 1/100")
    ghosts, size = ghosts_of(count, share), min(sample, count)
    found = detection(count, ghosts, size)
    return (
        f"{size:,} openings of {count:,} entries find a padding of {_percent(share)} ({ghosts:,} entries) "
        f"with a chance of {_percent(found)}, rounded down"
    )


def _percent(share: Fraction) -> str:
    hundredths = share.numerator * 10_000 // share.denominator
    return f"{hundredths // 100}.{hundredths % 100:02} %"


def _failures(coop: str, roster: "Roster", entries: "Entries", path: Path, chosen: list[str]) -> list[str]:
    """What does not hold of the openings in a file."""
    from folkmoot.formats.members import Wanted
    from folkmoot.trust.commitment import refusals

    if roster.manifest.head.storage != "sealed":
        raise FolkmootError(f"{roster.id} is public: its entries are tokens, not commitments", "open them from the registrar's own list")
    columns = entries.columns[1:]
    opened = read_list(path, Wanted("entry", TOKEN, further=("member", "secret", *columns), unique=()))
    openings, failures = _openings(opened)
    recorded = {name: tuple(values) for name, *values in (line.decode().split(",") for line in entries.lines)}
    failures += [reason for _, reason in refusals(coop, roster.id, openings, recorded)]
    absent = set(chosen) - set(opened.names)
    return failures + [f"'{name}' was chosen and is not opened" for name in chosen if name in absent]


def _openings(opened: "Members") -> tuple[list["Opening"], list[str]]:
    from folkmoot.trust.commitment import Opening, read_secret

    openings, failures = list[Opening](), list[str]()
    for name, (member, secret, *values) in zip(opened.names, opened.further, strict=True):
        try:
            openings.append(Opening(name, member, read_secret(secret), tuple(values)))
        except ValueError as error:
            failures.append(f"'{name}': {error}")
    return openings, failures
