"""What a proposal would change: articles of the charter clause by clause, other files line by line."""

from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import unified_diff

from folkmoot.procedure.charter import changed_files
from folkmoot.procedure.chronicle import Matter
from folkmoot.procedure.provenance import base_of, proposed
from folkmoot.procedure.status import Status
from folkmoot.publish.atlas import Atlas, article_page, articles_of
from folkmoot.publish.markup import block, code, folded, html, inline, verbatim
from folkmoot.publish.words import counted, listed
from folkmoot.rulebook.redline import FileRedline
from folkmoot.rulebook.redline_html import as_html
from folkmoot.rulebook.redline_outline import headline

_WITHOUT_EFFECT = (Status.REJECTED, Status.NO_QUORUM, Status.VETOED, Status.OVERRIDING, Status.WITHDRAWN, Status.LAPSED)
"""It changes nothing any more, and is read against the charter that it found."""

_MOST_LINES = 2000
"""Beyond this many lines a page shows no difference; Git does."""
_MOST_BYTES = 256 * 1024
_OPEN_LINES = 40


def changes_section(atlas: Atlas, here: str, matter: Matter) -> str:
    """The section of a proposal's page; empty when it changes no text."""
    after = changed_files(atlas.course.archive, matter.proposal)
    if not after:
        return ""
    base = base_of(atlas.course, matter, at_opening=matter.status in _WITHOUT_EFFECT)
    found = [each for each in proposed(atlas.course, matter, base) if len(after[each.path]) <= _MOST_BYTES]
    drawn = {each.path for each in found}
    shown = [file_change(path, base.files.get(path), after[path]) for path in sorted(after) if path not in drawn]
    fresh = [_whole(atlas, here, matter, each) for each in found if each.is_new]
    changed = [_clauses(each) for each in found if not each.is_new]
    words = f"It changes {counted(len(after), 'file')}{_counts(found)}."
    return "\n\n".join(("## What it changes", words, *fresh, *changed, *shown))


def _counts(found: Iterable[FileRedline]) -> str:
    """How many articles are new, changed and removed."""
    fates = Counter("new" if each.is_new else "removed" if each.is_removed else "changed" for each in found if not each.is_empty)
    parts = [f"{counted(fates[fate], 'article')} {fate}" for fate in ("new", "changed", "removed") if fates[fate]]
    return f": {listed(parts)}" if parts else ""


def _clauses(redline: FileRedline) -> str:
    """A changed article clause by clause."""
    if redline.is_empty:
        return f"{code(redline.path)}: {inline(headline(redline))}."
    return block(as_html((redline,)))


def _whole(atlas: Atlas, here: str, matter: Matter, redline: FileRedline) -> str:
    """An article that is new: folded, with the way to its page where it stands as it was proposed."""
    summary = f"{html(redline.title)}: {html(headline(redline))}"
    draft = atlas.course.archive.drafts.get(f"{matter.proposal.folder}/changes/{redline.path}")
    held = articles_of(atlas.course).get(redline.path)
    if draft and held and draft.digest == held.digest:
        link = atlas.link(here, article_page(redline.path), redline.title)
        return f"- {link}: {inline(headline(redline))}. It stands in the charter as it was proposed."
    return folded(summary, as_html((redline,)))


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
