"""What a proposal would change, file by file: the text before and after, line by line."""

from collections.abc import Iterator
from difflib import unified_diff

from folkmoot.procedure.charter import changed_files
from folkmoot.procedure.chronicle import Chronicle, Matter
from folkmoot.publish.markup import block, code, folded, html, verbatim
from folkmoot.publish.words import counted

_MOST_LINES = 2000
"""Beyond this many lines a page shows no difference; Git does."""
_MOST_BYTES = 256 * 1024
_OPEN_LINES = 40


def base_of(course: Chronicle, matter: Matter) -> dict[str, bytes]:
    """The files a proposal's changes are to be read against: the charter just before it, or the one it was put to."""
    name = matter.proposal.id
    before: dict[str, bytes] = {}
    for version in course.versions:
        if version.proposal == name:
            return before
        before = dict(version.files)
    decision = matter.proposal.decision
    return dict(course.version_at(decision.head.closed if decision else course.as_of).files)


def changes_section(course: Chronicle, matter: Matter) -> str:
    """The section of a proposal's page; empty when it changes no text."""
    after = changed_files(course.archive, matter.proposal)
    if not after:
        return ""
    before = base_of(course, matter)
    shown = [file_change(path, before.get(path), after[path]) for path in sorted(after)]
    words = f"It changes {counted(len(after), 'file')}. Added lines begin with +, removed lines with −."
    return "\n\n".join(("## What it changes", words, *shown))


def file_change(path: str, before: bytes | None, after: bytes) -> str:
    """One file before and after, as a block of Markdown; None before is a new file."""
    if len(after) > _MOST_BYTES:
        return f"{code(path)} has {len(after):,} bytes: too many to compare on a page."
    old, new = _split(before or b""), _split(after)
    if max(len(old), len(new)) > _MOST_LINES:
        return f"{code(path)} has {counted(len(new), 'line')}: too many to compare on a page."
    if before == after:
        return f"{code(path)} stays as it is."
    lines = list(_lines(old, new))
    added, removed = (sum(line.startswith(f"<{tag}>") for line in lines) for tag in ("ins", "del"))
    counts = f"{counted(added, 'line')} added, {counted(removed, 'line')} removed"
    diff = f'<div class="fm-diff"><pre tabindex="0" aria-label="Changes to {html(path)}">{"".join(lines)}</pre></div>'
    if len(lines) > _OPEN_LINES:
        return folded(f"{code(path)}: {'new file, ' if before is None else ''}{counts}", diff)
    return f"{code(path)}: {'new file, ' if before is None else ''}{counts}.\n\n{block(diff)}"


def _split(data: bytes) -> list[str]:
    return data.decode("utf-8", "replace").removesuffix("\n").split("\n") if data else []


def _lines(old: list[str], new: list[str]) -> Iterator[str]:
    for at, line in enumerate(list(unified_diff(old, new, n=3, lineterm=""))[2:]):
        text = verbatim(line[1:])
        match line[:1]:
            case "+":
                yield f"<ins>+ {text}</ins>\n"
            case "-":
                yield f"<del>− {text}</del>\n"
            case "@" if at == 0 and line.startswith(("@@ -0,0", "@@ -1,")):
                continue
            case "@":
                yield '<span class="fm-gap">…</span>\n'
            case _:
                yield f"  {text}\n"
