"""Text in a line of Markdown, in HTML and in the head of a page."""

import pytest
from markdown import Markdown

from folkmoot.publish.markup import block, html, inline, page, plain

AWKWARD = [
    "<script>x</script>", "*a* _b_ `c`", "[a](b)", "# heading", "1. item", "- item", "> quote", "a | b", "{{ x }}", "{% x %}", "&amp;",
    "\\*", "!!! note", "a\n\n# b", "https://x.example", "~~~", "---", "+ a", "=== a", "<https://x.example>", "![a](b)",
]  # fmt: skip


@pytest.mark.parametrize("text", AWKWARD)
def test_a_text_is_shown_as_it_stands(text: str) -> None:
    from html import unescape

    made = Markdown(extensions=["tables", "fenced_code"]).convert(inline(text))
    assert made.startswith("<p>")
    assert "<" not in made[3:-4]
    assert unescape(made[3:-4]) == " ".join(text.split())


@pytest.mark.parametrize("text", AWKWARD)
def test_no_template_mark_is_left(text: str) -> None:
    for made in (inline(text), html(text), block(f"<div>{html(text)}</div>")):
        assert not any(mark in made for mark in ("{{", "{%", "{#"))


def test_marks_that_turn_a_line_around_are_dropped() -> None:
    assert plain("a\u202eb\u200bc\x07d") == "a b c d"


def test_a_block_has_no_blank_line() -> None:
    made = block("<pre>a\n\n \nb</pre>")
    assert "\n\n" not in made
    assert made == "<pre>a&#10;&#10; &#10;b</pre>"


def test_the_head_of_a_page_is_escaped_and_stays_one_line_a_field() -> None:
    made = page('A "title"\n<b>', "back\\slash: x", "# A").decode()
    assert made == '---\ntitle: "A &quot;title&quot; &lt;b&gt;"\ndescription: "back&#92;slash: x"\n---\n\n# A\n'
