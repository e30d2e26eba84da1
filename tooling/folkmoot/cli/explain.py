"""`folkmoot explain`: what a check means, why it matters, how to mend it, and what it looks like."""

import sys
from collections.abc import Iterator
from difflib import get_close_matches, unified_diff
from textwrap import fill

import click

from folkmoot.checks.example import bad, base, message
from folkmoot.checks.example_history import steps
from folkmoot.checks.registry import Check, all_checks, find_check
from folkmoot.records.error import FolkmootError

_WIDTH = 100
_LONGEST_EXCERPT = 14
"""Lines of the bad example that are shown."""


@click.command("explain")
@click.argument("check", required=False)
def command(check: str | None) -> None:
    """Explain a CHECK, named by code or name; without one, list them all."""
    page = _page(_found(check)) if check else _list()
    if sys.stdout.isatty():
        _show(page)
    else:
        click.echo(page, nl=False)


def _found(name: str) -> Check:
    try:
        return find_check(name)
    except FolkmootError as error:
        names = [word for each in all_checks() for word in (each.code, each.name)]
        close = get_close_matches(name.upper(), names, n=1) or get_close_matches(name.lower(), names, n=1)
        mend = f"did you mean '{close[0]}'? list them with: folkmoot explain" if close else error.mend
        raise FolkmootError(error.what, mend) from None


def _list() -> str:
    checks = all_checks()
    width = max(len(each.name) for each in checks)
    return "".join(f"{each.code}  {each.name.ljust(width)}  {each.title}\n" for each in checks)


def _page(check: Check) -> str:
    parts = [
        f"# {check.code} {check.name}\n",
        *(["A warning: it does not stop a merge.\n"] if check.severity == "warning" else []),
        f"{_filled(check.title)}\n",
        f"## Why\n\n{_filled(check.why)}\n",
        f"## Mend\n\n{_filled(' '.join(check.mend.split()))}\n",
    ]
    if (check.pair / "message.txt").is_file():
        parts += [f"## Example\n\n{_indented(_example(check))}\n", f"## Message\n\n{_indented(message(check))}\n"]
    return "\n".join(parts)


def _filled(text: str) -> str:
    return fill(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.rstrip("\n").split("\n"))


def _example(check: Check) -> str:
    """What the bad example changes in the sound one, file by file."""
    sound, unsound = base(), bad(check)
    lines: list[str] = []
    for path in sorted(sound.keys() | unsound.keys()):
        before, after = sound.get(path), unsound.get(path)
        if before == after:
            continue
        lines.append(f"{path}:" if after is not None else f"{path}: removed")
        standing = sound.get(path.rpartition("/changes/")[2], b"")  # a changed article is compared with the one in force
        lines += _difference(standing if before is None else before, after) if after is not None else []
    return "\n".join([*_merges(check, sound), *lines])


def _merges(check: Check, sound: dict[str, bytes]) -> Iterator[str]:
    """What the merges of the bad example did to the sound one."""
    for step in steps(check):
        for path, data in step.files.items():
            if path in step.modes:
                yield f"commit {step.commit[:12]} of {step.at[:10]} gave {path} the mode {step.modes[path]}"
            elif data is None or data == sound[path]:
                yield f"commit {step.commit[:12]} of {step.at[:10]} {'removed' if data is None else 'put back'} {path}"
            else:
                yield f"commit {step.commit[:12]} of {step.at[:10]} changed {path}:"
                yield from _difference(sound[path], data)


def _difference(before: bytes, after: bytes) -> list[str]:
    if b"\0" in after or len(after) > 100_000 or not _is_text(after):
        return [f"  {len(after):,} bytes"]
    old, new = before.decode().split("\n"), [_printable(line) for line in after.decode().split("\n")]
    changed = [line for line in list(unified_diff(old, new, lineterm="", n=0))[2:] if not line.startswith("@@")]
    shown = [f"  {line[:_WIDTH]}" for line in changed if line.strip("+- ")]
    return [*shown[:_LONGEST_EXCERPT], *(["  ..."] if len(shown) > _LONGEST_EXCERPT else [])]


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _printable(line: str) -> str:
    return "".join(mark if mark.isprintable() else f"<U+{ord(mark):04X}>" for mark in line)


def _show(page: str) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    for line in page.splitlines():
        style = "bold" if line.startswith("#") else "cyan" if line.startswith("    ") else ""
        console.print(Text(line.lstrip("# ") if line.startswith("#") else line, style=style))
