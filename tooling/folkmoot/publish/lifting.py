"""Finished HTML taken out of a page before a site generator's Markdown reader goes through it, and put back afterwards.

Our pages are mostly HTML blocks. Python-Markdown hands such a block on as it stands, but reads it tag by tag to find its end,
which takes most of its time. Here a block that begins and ends as one element, that holds nothing the reader would alter, is
replaced by a short one of the same kind, and so is a sentence without any mark of Markdown; what the reader makes of the rest
is the same. Everything else stays where it is.
"""

import re
from html import unescape

_BEGINS = re.compile(r"<(article|blockquote|details|div|dl|figure|form|nav|ol|p|pre|section|table|ul)[ >]")
_TAG = re.compile(r"<(/?[^\s>/<]*)")
_ALTERED = ("\t", "\r", "\x02", "\x03", "<!", "<?", "markdown=")
_OF_TEXT = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"})
_BLANK = re.compile(r"\n +\n|\n\n")
_SENTENCE = re.compile(
    r"(?:[A-Za-z(]|<(?:span|code|strong|em)[ >])"
    r"(?:[\w .,;:'\"()?/%\u2013\u2014\u2026\u00a0-]|&(?:#[0-9]+|[a-z]+);|<(?:/?(?:span|code|strong|em)|(?:span|code) class=\"[a-z -]+\")>)+"
)
_MARK = re.compile(r"_|\bw{3}\.|--| $")
_STANDS = {True: "fmliftedx{}x", False: '<div class="fm-lifted">{}</div>'}
"""By whether a run ends with a sentence: the reader leaves one line free after a finished block, none after a paragraph of its own."""
_STAND = re.compile(r'<div class="fm-lifted">([0-9]+)</div>|<p>fmliftedx([0-9]+)x</p>')
_ANCHOR = re.compile(r'<[a-zA-Z][^<>]*?\sid="([^"]*)"')
_FENCE = re.compile(r"^[ >]*(?:```|~~~)", re.MULTILINE)
_BLOCK = re.compile(r" {0,3}<(?!/?(?:a|abbr|code|em|span|strong|time)\b)")
"""What begins something that may go on over blank lines; a sentence inside it is not a paragraph."""
_AFTER = {True: "\n", False: "\n\n"}


def lifted(text: str, *, sentences: bool = True) -> tuple[str, tuple[str, ...]]:
    """The page with each run of finished blocks replaced, and the runs; of `sentences` too, if its reader leaves words alone."""
    if "fmlifted" in text or "fm-lifted" in text:
        return text, ()
    parts, runs, ends = list[str](), list[str](), False
    is_open, pieces = False, text.removesuffix("\n").split("\n\n")
    is_calm = sentences and not _FENCE.search(text) and all(_is_whole(part) for part in pieces if _BLOCK.match(part))
    for part in pieces:
        is_sentence = is_calm and _is_sentence(part)
        if not is_sentence and not _is_whole(part):
            parts.append(part)
            is_open = False
            continue
        made = f"<p>{part}</p>" if is_sentence else part
        if is_open:
            runs[-1] += f"{_AFTER[ends]}{made}"
        else:
            parts.append("")
            runs.append(made)
        parts[-1], is_open, ends = _STANDS[is_sentence].format(len(runs) - 1), True, is_sentence
    return "\n\n".join(parts) + "\n", tuple(runs)


def _is_sentence(part: str) -> bool:
    """Whether a part is one line in which nothing is a mark, so that it becomes a paragraph as it stands."""
    return _SENTENCE.fullmatch(part) is not None and _MARK.search(part) is None


def _is_whole(part: str) -> bool:
    """Whether a part is one element, closed at its very end and not before."""
    begins = _BEGINS.match(part)
    if begins is None or not part.endswith(f"</{begins[1]}>"):
        return False
    plain = part.lower()
    tags = _TAG.findall(plain)
    if any(mark in plain for mark in _ALTERED) or _BLANK.search(plain) or not _OF_TEXT.isdisjoint(tags):
        return False
    opened, closed, depth, left = begins[1], f"/{begins[1]}", 0, tags.count(f"/{begins[1]}")
    for tag in tags:
        if tag == opened:
            depth += 1
        elif tag == closed:
            depth, left = depth - 1, left - 1
            if depth == 0:
                return left == 0
    return False


def lowered(made: str, blocks: tuple[str, ...]) -> str:
    """What was made of the page, with its blocks back in their places."""
    return _STAND.sub(lambda stand: blocks[int(stand[1] or stand[2])], made) if blocks else made


def anchors_of(blocks: tuple[str, ...]) -> set[str]:
    """The ids in finished blocks, to which a link may lead."""
    return {unescape(found) for block in blocks for found in _ANCHOR.findall(block)}
