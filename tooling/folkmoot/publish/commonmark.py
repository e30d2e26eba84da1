"""Markdown into HTML as the forges read it (CommonMark 0.31, tables and struck words of GFM), with notes and definitions.

It is not sanitised here: `prose` does that. Bounded, because the reader takes time by the square on open brackets, and by
lines times depth on quotations: brackets beyond what people write lose their meaning, and a text with too deep or too
wide blocks is shown as it stands.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

_DEEPEST_BRACKET = 12
_DEEPEST_BLOCK = 32
"""Levels of blocks; a list takes two."""
_WIDEST = 50_000
"""Lines of paragraphs times the quotations or columns they stand in, summed; a thousand lines in three columns have 4,000."""
_BRACKET = "\ue05b"
"""Stands for a bracket that means nothing; a private character, since an escape would count as a bracket in a link."""
_BRACKETS = re.compile(r"\[|\]\(?|\)")
_MARKS = re.compile(r"^[ \t>*+\-0-9.)]*", re.MULTILINE)
_APART = re.compile(r"<!--\s*-->\s*")
_Tokens = Sequence[Token]


def convert(text: str, title: str, highest: int) -> str:
    """Convert one text; raises nothing: what cannot be read, or not in time, is shown as it stands.

    `highest` is the level of its highest headings; a heading has the anchor that Python-Markdown's `toc` gives it on a
    page called `title`, which is the one that importers write links to.
    """
    text, reader = text.replace(_BRACKET, ""), _reader()
    try:
        if sum(map(_spread, text.split("\n\n"))) > _WIDEST:
            return _as_it_stands(text)
        env: dict[str, Any] = {}
        tokens = reader.parse(_calmed(text), env)
        if any(token.level >= _DEEPEST_BLOCK - 1 for token in tokens):
            return _as_it_stands(text)  # The reader drops what is nested deeper.
        _fit(tokens, title, highest)
        made: str = reader.renderer.render(tokens, reader.options, env)
        return made.strip("\n").replace(_BRACKET, "[")
    # One strange text must not stop the site with all the others, and the reader names no class for all it may raise.
    except Exception:
        return _as_it_stands(text)


def _as_it_stands(text: str) -> str:
    return f"<pre>{escape(text)}</pre>"


class _Reader(MarkdownIt):
    """Shows an address as it is written; markdown-it would show another spelling of it, and other letters of a domain."""

    def normalizeLinkText(self, link: str) -> str:
        return link


@cache
def _reader() -> MarkdownIt:
    reader = _Reader("commonmark", {"html": False, "maxNesting": _DEEPEST_BLOCK}).enable(["table", "strikethrough"])
    reader.use(footnote_plugin, inline=False).use(deflist_plugin)
    reader.block.ruler.before("html_block", "apart", _apart, {"alt": ["paragraph", "reference", "blockquote"]})
    reader.core.ruler.before("footnote_tail", "notes_kept", _keep_notes)
    for name, rule in _RENDERED.items():
        reader.add_render_rule(name, rule)
    return reader


def _apart(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read over an empty comment, which keeps two lists apart; one with words in it is shown, since nothing is hidden."""
    if state.is_code_block(start) or not _APART.fullmatch(state.src, state.bMarks[start] + state.tShift[start], state.eMarks[start]):
        return False
    if not silent:
        state.line = start + 1
    return True


def _keep_notes(state: StateCore) -> None:
    """Show a note that nothing refers to, or whose label is taken, where it stands; it would vanish with all its words."""
    labels = state.env.get("footnotes", {}).get("refs", {})
    texts: list[list[Token]] = [[]]
    notes: list[Token] = []
    seen: set[str] = set()
    for token in state.tokens:
        if token.type == "footnote_reference_open":
            texts.append([token])
            continue
        texts[-1].append(token)
        if token.type == "footnote_reference_close":
            note = texts.pop()
            label = note[0].meta["label"]
            if labels.get(f":{label}", -1) >= 0 and label not in seen:
                seen.add(label)
                notes += note
            else:
                texts[-1] += [*_paragraph(f"[^{label}]:"), *note[1:-1]]
    state.tokens = [*texts[0], *notes]


def _paragraph(words: str) -> Iterator[Token]:
    yield Token("paragraph_open", "p", 1, block=True)
    yield Token("inline", "", 0, content=words, children=[Token("text", "", 0, content=words)], block=True)
    yield Token("paragraph_close", "p", -1, block=True)


def _fit(tokens: _Tokens, title: str, highest: int) -> None:
    """Move headings below those of the page and give them anchors; say the alignment of a cell without a style."""
    headings = [at for at, token in enumerate(tokens) if token.type == "heading_open"]
    least = min((int(tokens[at].tag[1]) for at in headings), default=1)
    taken = {_slug(title): 0}
    for at in headings:
        level = min(6, int(tokens[at].tag[1]) - least + highest)
        tokens[at].tag = tokens[at + 2].tag = f"h{level}"
        words = "".join(" " if child.type.endswith("break") else child.content for child in tokens[at + 1].children or ())
        tokens[at].attrSet("id", _unused(_slug(words), taken))
    for token in tokens:
        if token.type in ("th_open", "td_open") and (style := token.attrs.pop("style", "")):
            token.attrSet("align", str(style).rpartition(":")[2])


def _slug(words: str) -> str:
    """Follow `slugify` and `unique` of Python-Markdown's `toc` extension."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip().lower())


def _unused(slug: str, taken: dict[str, int]) -> str:
    anchor = slug
    while anchor in taken or not anchor:
        taken[slug] = taken.get(slug, 0) + 1
        anchor = f"{slug}_{taken[slug]}"
    taken[anchor] = 0
    return anchor


def _spread(part: str) -> int:
    """Lines times depth or width: a line without marks goes on in the quotation above, and a short row is filled up."""
    lines = part.split("\n")
    deepest = max(run.count(">") for run in _MARKS.findall(part)) if ">" in part else 0
    return len(lines) * max(deepest, max(line.count("|") for line in lines))


def _calmed(text: str) -> str:
    """Take their meaning from the brackets of every paragraph that nests or leaves them open too deep."""
    return "\n\n".join(part.replace("[", _BRACKET) if _depth(part) > _DEEPEST_BRACKET else part for part in text.split("\n\n"))


def _depth(part: str) -> int:
    if part.count("[") <= _DEEPEST_BRACKET:
        return 0
    squares = rounds = deepest = 0
    for mark in _BRACKETS.findall(part):
        if mark == "[":
            squares += 1
        elif mark == ")":
            rounds = max(0, rounds - 1)
        else:
            squares, rounds = max(0, squares - 1), rounds + len(mark) - 1
        deepest = max(deepest, squares, rounds)
    return deepest


def _image(renderer: RendererHTML, tokens: _Tokens, at: int, options: Any, env: Any) -> str:
    """Nothing is loaded from elsewhere: an image becomes its words."""
    words = renderer.renderInlineAsText(tokens[at].children or [], options, env)
    return f"<em>[image: {escape(words) or 'not described'}]</em>"


def _note_id(token: Token) -> str:
    """The number of a note, and which mention of it this is when it is not the first."""
    number, mention = token.meta["id"] + 1, token.meta["subId"] + 1
    return f"{number}:{mention}" if mention > 1 else f"{number}"


def _note_mark(renderer: RendererHTML, tokens: _Tokens, at: int, options: Any, env: Any) -> str:
    number = tokens[at].meta["id"] + 1
    return f'<sup id="fnref:{_note_id(tokens[at])}"><a href="#fn:{number}">{number}</a></sup>'


def _note_open(renderer: RendererHTML, tokens: _Tokens, at: int, options: Any, env: Any) -> str:
    return f'<li id="fn:{tokens[at].meta["id"] + 1}">'


def _note_back(renderer: RendererHTML, tokens: _Tokens, at: int, options: Any, env: Any) -> str:
    return f'&nbsp;<a href="#fnref:{_note_id(tokens[at])}">\u21a9</a>'


_RENDERED = {
    "image": _image,
    "footnote_ref": _note_mark,
    "footnote_block_open": lambda *_: "<hr>\n<ol>\n",
    "footnote_block_close": lambda *_: "</ol>\n",
    "footnote_open": _note_open,
    "footnote_anchor": _note_back,
}
