"""`folkmoot roster freeze`: from a private list of members to a frozen, pseudonymous or sealed roster."""

import re
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import click

from folkmoot.cli.roster_list import Asked, Derived, derive, list_options, read_rules, those_who_sat
from folkmoot.cli.world import root_option, the_archive, the_root
from folkmoot.records.error import FolkmootError
from folkmoot.records.value import SLUG, parse_day

_KEYS = re.compile(r"([0-9]{4})\.json")


@click.command("freeze")
@click.argument("members", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--id", "name", required=True, help="The roster's id, such as 2026-03-members.")
@click.option("--day", required=True, metavar="DAY", help="The day the roster speaks of, such as 2026-03-01.")
@click.option("--rules-at", default=None, metavar="DAY", help="The day whose rules say who is in it; the same day when left out.")
@click.option("--title", default=None, help="A title; made from the id when left out.")
@click.option("--summary", default=None, help="One plain sentence; made from the counts when left out.")
@click.option("--column", "columns", multiple=True, help="A column to keep; every other one is left out. May be repeated.")
@click.option("--uncounted", multiple=True, metavar="COLUMN", help="A column to keep without counting its values, such as household.")
@click.option("--sealed", is_flag=True, help="Write commitments in place of tokens; MEMBERS has the columns member and secret.")
@click.option(
    "--keys", type=click.IntRange(1), default=None, help="The version of charter/keys whose clerks sign; the newest when left out."
)
@click.option("--shards", "sharded", is_flag=True, help="Write shards, as is done above 1,000,000 entries.")
@click.option(
    "--shards-to", type=click.Path(path_type=Path, file_okay=False), default=None, help="Keep the shards in this folder, outside Git."
)
@list_options
@root_option
def freeze(
    members: Path, name: str, day: str, rules_at: str | None, title: str | None, summary: str | None, columns: tuple[str, ...],
    uncounted: tuple[str, ...], sealed: bool, keys: int | None, sharded: bool, shards_to: Path | None, excluded: tuple[str, ...],
    secrets: Path | None, alumni: str | None, merge: bool, cross: bool, least: int, root: Path | None,
) -> None:  # fmt: skip
    """Write roster.md and the entries from MEMBERS, a CSV file that stays outside Git.

    MEMBERS has a column 'entry' with the token the registrar gave to each member; for a sealed roster, 'member' with the
    member number. Names, addresses and every other column that is not asked for are left out.
    """
    top = the_root(root)
    _check_place(top, name)
    kept = (*columns, *(column for column in uncounted if column not in columns))
    binding = (coop_of(top), name) if sealed else None
    sat = those_who_sat(top, alumni, _day(day), sealed=sealed)
    asked = Asked(kept, frozenset({"key", *uncounted}), read_rules(excluded), merge, cross, least, binding, secrets, sat)
    derived, form = _apart(members, asked, shards_to) if shards_to is not None else _here(members, asked, sharded)
    head: dict[str, object] = {
        "id": name,
        "type": "roster",
        "title": title or f"Roster {name}",
        "summary": summary or f"{derived.count:,} entries as of {day}.",
        "as_of": _day(day).isoformat(),
        "rules_at": _day(rules_at or day).isoformat(),
        "count": derived.count,
        "columns": ["entry", *kept],
        "digest": form.digest,
        **({"strata": derived.strata} if derived.strata else {}),
        **({"excluded": derived.excluded} if derived.excluded else {}),
        **({"keys": version} if (version := _keys_version(top, keys)) else {}),
        "storage": "sealed" if sealed else "public",
    }
    _write(top, head, form)
    _tell(top, head, derived)


@dataclass(frozen=True, slots=True)
class Form:
    """The files that hold entries, by path in the roster's folder, and the digest that binds them."""

    files: dict[str, bytes]
    digest: str


def _here(members: Path, asked: Asked, sharded: bool) -> tuple[Derived, Form]:
    """A roster whose entries stand in Git, in one file or in shards."""
    from folkmoot.formats.shards import LARGEST_IN_ONE_FILE

    derived = derive(members, asked)
    return derived, written(derived, asked, sharded or derived.count > LARGEST_IN_ONE_FILE)


def _apart(members: Path, asked: Asked, folder: Path) -> tuple[Derived, Form]:
    """A roster whose shards are kept elsewhere: they are written, and only their list goes into Git."""
    from folkmoot.cli.roster_stream import freeze_streamed
    from folkmoot.formats.shards import SUMS

    derived, shards = freeze_streamed(members, asked, folder)
    return derived, Form({SUMS: (shards.folder / SUMS).read_bytes()}, shards.digest)


def written(derived: Derived, asked: Asked, sharded: bool) -> Form:
    """Write the entries in one file or in shards."""
    from folkmoot.formats.shards import SUMS, digits_for, write_shards
    from folkmoot.formats.table import join_lines, read_entries

    columns = ("entry", *asked.columns)
    if sharded:
        files = write_shards(columns, derived.lines, digits_for(derived.count))
        return Form(files, sha256(files[SUMS]).hexdigest())
    data = join_lines(columns, derived.lines)
    entries, faults = read_entries("entries.csv", data)  # what is written is what every reader will accept
    if entries is None:
        raise FolkmootError(f"the list gives no roster: {faults[0].what}", "mend the list and freeze again")
    return Form({"entries.csv": data}, entries.digest)


def manifest(head: dict[str, object], *, sharded: bool = False) -> bytes:
    """Write roster.md, with the words that tell a reader how to check it."""
    from folkmoot.formats.canonical import write_document

    folder = f"juries/rosters/{head['id']}"
    if head["storage"] == "sealed":
        words = (
            "Entries are commitments: they carry no order and no meaning, are others in every roster, and only the member\n"
            "whose card it is can find theirs:\n"
            f"\n    folkmoot roster mine {head['id']} --card FILE\n"
        )
    else:
        words = "Entries are tokens that the registrar assigned; they carry no order and no meaning, and no name stands here.\n"
    check = (
        f"\nCheck the shards and the digest yourself:\n\n    cd {folder}\n    sha256sum -c SHA256SUMS\n    sha256sum SHA256SUMS\n"
        if sharded
        else f"\nCheck the digest yourself:\n\n    sha256sum {folder}/entries.csv\n"
    )
    return write_document(head, f"\n{words}{check}")


def coop_of(top: Path) -> str:
    """The id of the co-op, which its sealed entries are bound to."""
    coop = the_archive(top).coop
    if coop is None:
        raise FolkmootError("the records do not say which co-op they are of", "the genesis proposal names it: coop: {id: ..., name: ...}")
    return coop.id


def _check_place(top: Path, name: str) -> None:
    if not re.fullmatch(SLUG, name):
        raise FolkmootError(f"'{name}' is no id for a roster", "use lower-case letters, digits and hyphens, like 2026-03-members")
    if (top / "juries/rosters" / name).exists():
        raise FolkmootError(f"juries/rosters/{name} exists already", "a frozen roster stays as it is; give the new one another id")


def _keys_version(top: Path, wanted: int | None) -> int | None:
    folder = top / "charter/keys"
    found = {int(match[1]) for path in folder.glob("*.json") if (match := _KEYS.fullmatch(path.name))} if folder.is_dir() else set()
    if wanted is not None and wanted not in found:
        raise FolkmootError(f"there is no charter/keys/{wanted:04}.json", "name a version that is there, or leave --keys out")
    return wanted or max(found, default=None)


def _write(top: Path, head: dict[str, object], form: Form) -> None:
    from folkmoot.repository.writer import write_files

    folder = f"juries/rosters/{head['id']}"
    text = manifest(head, sharded="entries.csv" not in form.files)
    write_files(top, {f"{folder}/roster.md": text, **{f"{folder}/{path}": data for path, data in form.files.items()}})


def _tell(top: Path, head: dict[str, object], derived: Derived) -> None:
    folder = f"juries/rosters/{head['id']}"
    click.echo(f"{folder}: {derived.count:,} entries, sha256 {head['digest']}")
    for reason, count in derived.excluded.items():
        click.echo(f"  left out: {count:,} ({reason})")
    for (column, value), count in derived.rewritten.items():
        click.echo(f"  withheld: {column} '{value}' of {count:,}, too few to be counted by themselves")
    click.echo(
        f"{_signers(top, head.get('keys'))} sign it, each after deriving it again with: folkmoot roster rederive {head['id']} MEMBERS.csv"
    )
    click.echo(f"  folkmoot sign {folder}/roster.md")


def _signers(top: Path, version: object) -> str:
    from folkmoot.formats.keys_json import read_keys

    if version is None:
        return "The clerks"
    path = f"charter/keys/{version:04}.json"
    keys, _ = read_keys(path, (top / path).read_bytes())
    clerks = keys.roles.get("clerk") if keys else None
    return f"{clerks.threshold} of the clerks {', '.join(clerks.people)}" if clerks else "The clerks"


def _day(text: str) -> date:
    try:
        return parse_day(text)
    except ValueError:
        raise FolkmootError(f"'{text}' is not a day", "write year, month and day, like 2026-03-01") from None
