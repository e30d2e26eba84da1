"""What a proposal would change: articles of the charter clause by clause, other files line by line."""

from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import unified_diff

from folkmoot.procedure.charter import changed_files
from folkmoot.procedure.chronicle import Matter
from folkmoot.procedure.clauses import WITHOUT_EFFECT
from folkmoot.procedure.provenance import base_of, proposed
from folkmoot.publish.atlas import Atlas, article_page, articles_of
from folkmoot.publish.markup import block, code, folded, html, inline, verbatim
from folkmoot.publish.redlines import as_html, headline
from folkmoot.publish.words import counted, listed
from folkmoot.records.speech import number, phrase_of, say, say_of
from folkmoot.rulebook.redline import FileRedline

_MOST_LINES = 2000
"""Beyond this many lines a page shows no difference; Git does."""
_MOST_BYTES = 256 * 1024
_OPEN_LINES = 40
_FATES = {
    "new": phrase_of("{count} article new", "{count} articles new"),
    "changed": phrase_of("{count} article changed", "{count} articles changed"),
    "removed": phrase_of("{count} article removed", "{count} articles removed"),
}
"""What becomes of articles, in the order in which it is told."""


def changes_section(atlas: Atlas, here: str, matter: Matter) -> str:
    """The section of a proposal's page; empty when it changes no text."""
    after = changed_files(atlas.course.archive, matter.proposal)
    if not after:
        return ""
    base = base_of(atlas.course, matter, at_opening=matter.status in WITHOUT_EFFECT)
    found = [each for each in proposed(atlas.course, matter, base, in_words=True) if len(after[each.path]) <= _MOST_BYTES]
    drawn = {each.path for each in found}
    shown = [file_change(path, base.files.get(path), after[path]) for path in sorted(after) if path not in drawn]
    fresh = [_whole(atlas, here, matter, each) for each in found if each.is_new]
    changed = [_clauses(each) for each in found if not each.is_new]
    return "\n\n".join((f"## {inline(say('What it changes'))}", _counts(len(after), found), *fresh, *changed, *shown))


def _counts(files: int, found: Iterable[FileRedline]) -> str:
    """How many files change, and how many articles are new, changed and removed."""
    fates = Counter("new" if each.is_new else "removed" if each.is_removed else "changed" for each in found if not each.is_empty)
    parts = [say_of(fates[fate], *_FATES[fate]) for fate in _FATES if fates[fate]]
    if parts:
        return say("It changes {files}: {articles}.", files=counted(files, "file"), articles=listed(parts))
    return say("It changes {files}.", files=counted(files, "file"))


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
        return f"- {link}: {inline(headline(redline))}. {inline(say('It stands in the charter as it was proposed.'))}"
    return folded(summary, as_html((redline,)))


def file_change(path: str, before: bytes | None, after: bytes) -> str:
    """One file before and after, as a block of Markdown; None before is a new file."""
    if len(after) > _MOST_BYTES:
        return say("{file} has {bytes} bytes: too many to compare on a page.", file=code(path), bytes=number(len(after)))
    old, new = _split(before or b""), _split(after)
    if max(len(old), len(new)) > _MOST_LINES:
        return say("{file} has {lines}: too many to compare on a page.", file=code(path), lines=counted(len(new), "line"))
    if before == after:
        return say("{file} stays as it is.", file=code(path))
    lines = list(_lines(old, new))
    added, removed = (sum(line.startswith(f"<{tag}>") for line in lines) for tag in ("ins", "del"))
    places = {"file": code(path), "added": counted(added, "line"), "removed": counted(removed, "line")}
    counts = say("{file}: {added} added, {removed} removed", **places)
    if before is None:
        counts = say("{file}: new file, {added} added, {removed} removed", **places)
    label = html(say("Changes to {file}", file=path))
    diff = f'<div class="fm-diff"><pre tabindex="0" aria-label="{label}">{"".join(lines)}</pre></div>'
    return folded(counts, diff) if len(lines) > _OPEN_LINES else f"{counts}.\n\n{block(diff)}"


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
