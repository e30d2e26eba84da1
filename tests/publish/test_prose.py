"""Contributors' Markdown: what survives, what does not, and how long it may take."""

import re
import time
from importlib.resources import files

import pytest

from folkmoot.formats.importers.rst import convert
from folkmoot.publish.prose import LONGEST, prose


@pytest.mark.parametrize(
    "payload",
    [
        "<script>x()</script>",
        '<img src="x" onerror="x()">',
        "[a](javascript:x())",
        "[a](JaVaScRiPt:x())",
        "[a](data:text/html,x)",
        "[a](vbscript:x)",
        "<a href='javascript:x()'>a</a>",
        '<svg onload="x()">',
        "<javascript:x()>",
        "[a]: javascript:x()\n\n[a]",
        "![a](x.png)",
        "<iframe src=https://x.example></iframe>",
    ],
)
def test_nothing_that_runs_or_loads_survives(payload: str) -> None:
    made = prose(payload, "text")
    assert not any(f"<{tag}" in made for tag in ("script", "img", "svg", "iframe", "style", "object", "form"))
    assert not re.search("<[^>]*href", made)


@pytest.mark.parametrize("address", ["//evil.example", "/admin", "\\\\evil.example", "http://plain.example/", "ftp://x.example/"])
def test_a_link_leads_out_by_https_or_nowhere(address: str) -> None:
    assert "href" not in prose(f"[a]({address})", "text")


def test_an_https_link_stays_and_tells_the_other_side_nothing() -> None:
    made = prose("[a](https://good.example/x)", "text")
    link = '<a href="https://good.example/x" rel="noopener noreferrer nofollow">'
    assert made == f'<p>{link}a<span class="fm-outside"> (another site)</span></a></p>'


def test_a_relative_link_leads_to_the_page_of_the_record_or_nowhere() -> None:
    pages = {"../2024-other/proposal.md": "../2024-other/"}
    made = prose("[a](../2024-other/proposal.md) [b](../../secret.txt)", "text", pages.get)
    assert 'href="../2024-other/"' in made
    assert "secret" not in made


def test_raw_html_is_shown_as_text() -> None:
    assert prose("a <b>c</b>", "text") == "<p>a &lt;b&gt;c&lt;/b&gt;</p>"


def test_headings_stand_below_those_of_the_page() -> None:
    assert prose("# A\n\n## B", "text") == '<h3 id="text-a">A</h3>\n<h4 id="text-b">B</h4>'
    assert prose("## A", "text", highest=2) == '<h2 id="text-a">A</h2>'


def test_a_link_inside_a_text_finds_its_heading() -> None:
    made = prose("[a](#two-words)\n\n# Two `words`!\n\n# Two words", "text")
    assert 'href="#text-two-words"' in made
    assert re.findall('id="([^"]*)"', made) == ["text-two-words", "text-two-words_1"]


def test_an_imported_text_links_to_headings_that_the_page_has() -> None:
    rst = "See `The title`_, `Why so?`_ and Why_.\n\nThe title\n=========\n\nWhy so?\n=======\n\nWhy\n---\n\nx\n"
    made = prose(convert(rst, "The title").body, "text", title="The title")
    assert re.findall('href="#([^"]*)"', made) == re.findall('id="([^"]*)"', made)[:3] == ["text-the-title_1", "text-why-so", "text-why"]


def test_a_heading_that_repeats_the_title_is_left_out() -> None:
    assert prose("\n# The title\n\nWords.", "text", title="The title") == "<p>Words.</p>"


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("1. a\n\n   (a) b\n\n   - c\n2. d", "<ol><li><p>a</p><p>(a) b</p><ul><li>c</li></ul></li><li><p>d</p></li></ol>"),
        ("words\n- a\n- b", "<p>words</p><ul><li>a</li><li>b</li></ul>"),
        ("1. a\n   > b\n2. c", "<ol><li>a<blockquote><p>b</p></blockquote></li><li>c</li></ol>"),
        ("4. a\n5. b", '<ol start="4"><li>a</li><li>b</li></ol>'),
        ("- a\n\n<!-- -->\n\n- b", "<ul><li>a</li></ul><ul><li>b</li></ul>"),
        ("- a\n\n<!-- -->\n\n    <!-- -->", "<ul><li>a</li></ul><pre><code>&lt;!-- --&gt;</code></pre>"),
        ("a\n:   b\n\n    c", "<dl><dt>a</dt><dd><p>b</p><p>c</p></dd></dl>"),
        ("|a|b|\n|-|-:|\n|c|`d\\|e`|", '<table><thead><tr><th>a</th><th align="right">b</th></tr></thead><tbody><tr><td>c</td>'
         '<td align="right"><code>d|e</code></td></tr></tbody></table>'),
        ("~~a~~", "<p><s>a</s></p>"),
        ("![a *b*](c.png)", "<p><em>[image: a b]</em></p>"),
        ("<https://a.example/b%20c>", '<p><a href="https://a.example/b%20c" rel="noopener noreferrer nofollow">'
             'https://a.example/b%20c<span class="fm-outside"> (another site)</span></a></p>'),
    ],
)  # fmt: skip
def test_a_text_reads_as_it_does_on_a_forge(text: str, shape: str) -> None:
    assert re.sub(r"\s*\n\s*", "", prose(text, "text")) == shape


def test_a_comment_with_words_in_it_is_shown_since_nothing_is_hidden() -> None:
    assert prose("<!-- but not for members -->", "text") == "<p>&lt;!-- but not for members --&gt;</p>"


def test_a_note_that_nothing_refers_to_keeps_its_words() -> None:
    made = prose("a[^1]\n\n[^1]: one\n\n[^2]: two\n\n[^1]: three", "text")
    assert made.index("<p>two</p>") < made.index("<p>three</p>") < made.index('<li id="text-fn:1"><p>one')


def test_a_link_to_a_file_whose_name_is_written_as_a_url_is_found() -> None:
    assert 'href="there/"' in prose("[a](<b c.md>)", "text", {"b c.md": "there/"}.get)


def test_footnotes_of_two_texts_on_a_page_do_not_collide() -> None:
    first, second = (prose("a[^1]\n\n[^1]: b", prefix) for prefix in ("text", "decision"))
    assert 'id="text-fn:1"' in first
    assert 'href="#text-fn:1"' in first
    assert 'id="decision-fn:1"' in second


def test_a_very_long_text_is_cut_after_a_paragraph_and_says_so() -> None:
    made = prose("word word\n\n" * (LONGEST // 8), "text")
    assert len(made) < LONGEST * 2
    assert "The text goes on" in made


def test_a_code_block_that_is_cut_is_closed() -> None:
    made = prose("```\n" + "line\n" * LONGEST, "text")
    assert made.count("<pre>") == made.count("</pre>") == 1


@pytest.mark.parametrize("piece", [
    "[", "[a](", "![", "![a](<", "[!", "[*`<!", "<a ", ">", "> ", "1. ", "*a **b ", "*_", "[^a]", "[^a]: ", "`a``b", "\\", "|a", "- ",
    "- > ", "- a\n", "a\n: b\n", ": ", "# a\n", "|a|\n|-|\n\n", "![" * 12 + "\n\n", f"{'>' * 12}a\n" + "b\n" * 400 + "\n",
])  # fmt: skip
def test_no_text_takes_long(piece: str) -> None:
    _in_time((piece * LONGEST)[:LONGEST])


@pytest.mark.parametrize(
    "first", [">" * 9 + "a\n", ">" * 31 + "a\n", "- " * 14 + "a\n", "[^a]: " * 28 + "a\n", "|" + "a|" * 300 + "\n|" + "-|" * 300 + "\n"]
)
def test_no_text_that_goes_on_under_a_deep_or_wide_line_takes_long(first: str) -> None:
    _in_time(first + ("|\n" * LONGEST)[: LONGEST - len(first)])


def _in_time(text: str) -> None:
    start = time.process_time()
    prose(text, "text")
    assert time.process_time() - start < 5


def test_a_text_nested_deeper_than_the_converter_reads_keeps_its_words() -> None:
    made = prose("\n".join("  " * depth + f"- w{depth}" for depth in range(60)), "text")
    assert all(f"w{depth}" in made for depth in range(60))
    assert prose("\n".join("  " * depth + f"- w{depth}" for depth in range(12)), "text").count("<ul>") == 12


def test_brackets_nested_too_deep_are_shown_and_mean_nothing() -> None:
    assert "[[[[" in prose("[" * 40 + "a](https://x.example)", "text")


def test_a_text_on_which_the_converter_breaks_off_does_not_spoil_the_next_one() -> None:
    before = prose("*a* [b](https://good.example/)", "text")
    assert prose("1. " * (LONGEST // 3), "text").startswith("<pre>")
    assert prose("*a* [b](https://good.example/)\n", "text") == before


def test_every_pair_of_colours_used_for_text_is_readable() -> None:
    style = (files("folkmoot.publish") / "theme/assets/folkmoot/folkmoot.css").read_text("utf-8")
    for scheme in ("default", "slate"):
        part = style[style.index(f'[data-md-color-scheme="{scheme}"] {{') :]
        colours = dict(re.findall(r"--fm-(\w+): (#[0-9a-f]{6});", part[: part.index("}")]))
        for ink in ("ink", "soft", "green", "rust", "blue", "plum", "ochre"):
            for ground in ("paper", "sheet", "shade"):
                assert _contrast(colours[ink], colours[ground]) >= 4.5, (scheme, ink, ground)
        for ground in ("added", "removed"):
            assert _contrast(colours["ink"], colours[ground]) >= 4.5, (scheme, ground)


def _contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, success criterion 1.4.3."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
