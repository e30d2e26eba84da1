"""reStructuredText to Markdown: one construct after the other, as the page will show it."""

import re

import markdown
import pytest

from folkmoot.formats.importers.rst import convert, read_tree


def body(rst: str) -> str:
    return convert(rst, "A Title").body


def page(rst: str) -> str:
    return markdown.markdown(body(rst), extensions=["tables", "fenced_code", "def_list", "footnotes", "toc"])


def test_headings_begin_below_the_title_of_the_page() -> None:
    assert body("One\n===\n\nTwo\n---\n\ntext\n") == "## One\n\n### Two\n\ntext\n"


def test_a_heading_below_the_sixth_level_is_a_strong_line() -> None:
    marks = "=-~^\"'"
    text = "".join(f"Level\n{mark * 5}\n\n" for mark in marks)
    assert body(text).endswith("###### Level\n\n**Level**\n")


@pytest.mark.parametrize(
    ("rst", "shown"),
    [
        (r"\*a\* and \`b\`", "*a* and `b`"),
        ("a_b __init__ _c", "a_b __init__ _c"),
        ("<b>bold</b> &amp; AT&T", "&lt;b&gt;bold&lt;/b&gt; &amp;amp; AT&amp;T"),
        ("[a](b) ![c](d) [e]: f", "[a](b) ![c](d) [e]: f"),
        (r"back\\slash ~~gone~~ a|b", r"back\slash &#126;&#126;gone&#126;&#126; a|b"),
        ("a\n#. b", "a\n#. b"),
        ("a\n+ b\n- c", "a\n+ b\n- c"),
        ("a\n12. b\n1) c", "a\n12. b\n1) c"),
        ("a\n: b\n=\n>c", "a\n&#58; b\n&#61;\n&gt;c"),
        ("a\n!!! b\n??? c", "a\n&#33;!! b\n&#63;?? c"),
    ],
)
def test_text_stays_text(rst: str, shown: str) -> None:
    assert page(rst) == f"<p>{shown}</p>"


def test_double_braces_in_prose_are_no_placeholder() -> None:
    text = body("Say {{ rules.quorum }} or {{{ three.\n")
    assert "{{" not in text
    assert "<p>Say &#123;&#123; rules.quorum }} or" in page("Say {{ rules.quorum }} or {{{ three.\n")


def test_code_in_a_line_keeps_its_marks() -> None:
    assert page("``a`b`` and ``*x*`` and ```c```") == ("<p><code>a`b</code> and <code>*x*</code> and <code>`c`</code></p>")
    assert page("``a``\\ ``b``") == "<p><code>ab</code></p>"


def test_a_block_of_code_keeps_its_language_and_any_fence_in_it() -> None:
    text = body(".. code-block:: python\n   :caption: Ex *one*\n\n   ```\n   ````\n   x = {{1}}\n")
    assert text == "Ex *one*\n\n`````python\n```\n````\nx = {{1}}\n`````\n"
    assert body("Look::\n\n   a\n     b\n\n>>> 1\n1\n") == "Look:\n\n```\na\n  b\n```\n\n```pycon\n>>> 1\n1\n```\n"


def test_lists_nest_and_keep_what_they_hold() -> None:
    shown = page("1. one\n\n   * a\n   * b\n\n   ::\n\n     code\n\n2. two\n")
    assert re.sub(r"\s+", "", shown) == (
        "<ol><li><p>one</p><ul><li>a</li><li>b</li></ul><!----><pre><code>code</code></pre></li><li><p>two</p></li></ol>"
    )


def test_neighbouring_lists_stay_two() -> None:
    assert page("* a\n\n1. b\n").count("<!-- -->") == 1
    assert page("4. d\n5. e\n") == "<ul>\n<li>4. d</li>\n<li>5. e</li>\n</ul>"


def test_letters_and_numerals_of_a_list_stay_as_words() -> None:
    assert body("a) one\nb) two\n") == "-   a) one\n-   b) two\n"
    assert body("(i) one\n(ii) two\n") == "-   (i) one\n-   (ii) two\n"
    assert body("B. one\nC. two\n") == "-   B. one\n-   C. two\n"


def test_definitions_fields_and_options_keep_both_halves() -> None:
    assert body("term : kind\n  what it is\n\n  more\n") == "term : kind\n:   what it is\n\n    more\n"
    assert body("text\n\n:Name: value\n") == "text\n\n-   **Name:** value\n"
    assert body("-f FILE, --file=FILE  reads it\n") == "-   `-f FILE`, `--file=FILE`: reads it\n"


def test_an_item_that_begins_with_a_term_begins_with_its_words() -> None:
    assert body("* one\n    two\n* three\n") == "-   one\n\n    two\n\n-   three\n"


def test_a_quotation_names_who_said_it_but_an_indented_list_is_none() -> None:
    assert body("text\n\n  words\n\n  -- someone\n") == "text\n\n> words\n>\n> \u2014 someone\n"
    assert body("text\n\n  * a\n  * b\n") == "text\n\n-   a\n-   b\n"


def test_line_breaks_of_verse_count() -> None:
    assert page("| one\n|   two\n| three\n") == "<p>one<br />\n&emsp;two<br />\nthree</p>"


def test_a_plain_table_has_bars_and_a_table_with_merged_cells_is_shown_as_it_looks() -> None:
    simple = "====  ====\nA     B\n====  ====\n``x|y``  p|q\n1     *2*\n====  ====\n"
    assert body(simple.replace("====  ====", "=======  ====").replace("A     B", "A        B").replace("1     ", "1        ")) == (
        "| A | B |\n| --- | --- |\n| x\\|y | p\\|q |\n| 1 | *2* |\n"
    )
    merged = "+---+---+\n| a | b |\n+---+---+\n| both  |\n+---+---+\n"
    assert body(merged) == "```\na  b\n\nboth\n```\n"


def test_a_list_table_keeps_its_title_and_short_lists() -> None:
    text = ".. list-table:: Name\n   :header-rows: 1\n\n   * - A\n     - B\n   * - 1\n     - - x\n       - y\n"
    assert body(text) == "**Name**\n\n| A | B |\n| --- | --- |\n| 1 | \u2022 x \u2022 y |\n"


def test_footnotes_and_citations_are_notes_and_an_unused_one_stays_in_place() -> None:
    text = body("See [1]_ and [CIT]_.\n\n.. [1] One\n\n   more\n\n.. [CIT] Two\n\n.. [9] Three\n")
    assert text == ("See [^1] and \\[CIT\\][^CIT].\n\n[^1]: One\n\n    more\n\n[^CIT]: \\[CIT\\] Two\n\n-   \\[9\\] Three\n")


def test_a_note_mark_and_a_colon_at_the_start_of_a_line_define_no_note() -> None:
    shown = page("As asked in\n[1]_: may we?\n\n.. [1] One\n")
    assert "may we?</p>" in shown
    assert shown.count("<li id=") == 1


def test_a_note_inside_a_quotation_is_written_where_it_counts() -> None:
    assert body("See [1]_.\n\n  Quoted\n\n  .. [1] One\n\nEnd.\n") == "See [^1].\n\n> Quoted\n\nEnd.\n\n[^1]: One\n"


@pytest.mark.parametrize(
    ("rst", "text"),
    [
        ("`t <https://a.b/c_d>`__", "[t](https://a.b/c_d)"),
        ("`t <https://a.b/(x)>`__", "[t](<https://a.b/(x)>)"),
        ("https://a.b/c_d.", "<https://a.b/c_d>."),
        ("`t <javascript:alert(1)>`__", "t"),
        ("`t <data:text/html,x>`__", "t"),
        ("gone_", "gone\\_"),
        ("`t <#one>`__\n\nOne\n===\n\nx", "[t](#one)\n\n## One\n\nx"),
        ("`One`_\n\nOne\n===\n\nx", "[One](#one)\n\n## One\n\nx"),
        (":ref:`there`\n\n.. _there:\n\nOne\n===\n\nx", "[One](#one)\n\n## One\n\nx"),
        (":ref:`the words <nowhere>`", "the words"),
    ],
)
def test_links_lead_to_the_web_or_to_a_heading_and_nowhere_else(rst: str, text: str) -> None:
    assert body(rst) == text + "\n"


@pytest.mark.parametrize(
    ("rst", "text"),
    [
        (":pep:`8`", "[PEP 8](https://peps.python.org/pep-0008/)"),
        (":PEP:`8#names`", "[PEP 8](https://peps.python.org/pep-0008/#names)"),
        (":pep:`the guide <8>`", "[the guide](https://peps.python.org/pep-0008/)"),
        (":rfc:`822`", "[RFC 822](https://datatracker.ietf.org/doc/html/rfc822)"),
        (":class:`~a.B`", "`a.B`"),
        (":py:func:`f() <a.f>`", "`f()`"),
        (":c:member:`T.m`", "`T.m`"),
        (":file:`a/<b>`", "`a/<b>`"),
        (":term:`word`", "word"),
        (":no-such:`some words <kept>`", "some words &lt;kept&gt;"),
        (":pypi:`x`", "[x](https://pypi.org/project/x/)"),
        ("10\\ :sup:`-9` H\\ :sub:`2`\\ O x\\ :sup:`ab`", "10\u207b\u2079 H\u2082O x^(ab)"),
        (":math:`a_1`", "`a_1`"),
        ("`default role`", "*default role*"),
        ("|one|\n\n.. |one| replace:: two", "two"),
    ],
)
def test_roles_become_links_or_code_or_stay_words(rst: str, text: str) -> None:
    assert body(rst) == text + "\n"


@pytest.mark.parametrize(
    ("rst", "text"),
    [
        (".. note:: Mind *this*.\n\n   And that.", "> **Note:** Mind *this*.\n>\n> And that."),
        (".. versionadded:: 3.9\n   Some words.", "> **Versionadded:** 3.9\n> Some words."),
        (".. canonical-doc:: :ref:`py:x`", "> **Canonical doc:** py:x"),
        (".. no-such::\n   :opt: x\n\n   * kept", "> **No such:**\n>\n> -   kept"),
        (".. admonition:: Own\n\n   Text", "> **Own:** Text"),
        (".. c:function:: int f(int x)\n\n   Does it.", "`int f(int x)`\n:   Does it."),
        (".. py:data:: x\n", "`x`"),
        (".. rubric:: Words", "**Words**"),
        (".. image:: http://a.b/c.png\n   :alt: A view", "*Image: A view*"),
        (".. figure:: c.png\n\n   Caption.", "*Image: c.png*\n\nCaption."),
        (".. contents::\n.. highlight:: c\n\nx", "x"),
        (".. A comment\n\nx", "x"),
        (".. include:: /etc/hostname", "(include: /etc/hostname)"),
        (".. raw:: html\n\n   <script>x</script>", "```html\n<script>x</script>\n```"),
        (".. math::\n\n   a", "```math\na\n```"),
        ("a\n\n----\n\nb", "a\n\n* * *\n\nb"),
        (".. epigraph:: Words", "> Words"),
    ],
)
def test_directives_keep_their_words_and_do_nothing_else(rst: str, text: str) -> None:
    assert body(rst) == text + "\n"


def test_what_docutils_cannot_read_stays_as_code() -> None:
    assert ".. csv-table:: A\n   :widths: x" in body("a\n\n.. csv-table:: A\n   :widths: x\n\n   1,2\n\nb\n")
    assert "| broken" in body("+---+\n| broken\n+---+\n\nb\n")


def test_a_role_of_one_text_is_unknown_to_the_next(capfd: pytest.CaptureFixture[str]) -> None:
    assert body(".. role:: mine(strong)\n\n:mine:`x`\n") == "**x**\n"
    assert body(":mine:`x`\n") == "x\n"
    read_tree("*broken `markup |here\n\n.. foo:: bar\n\nTitle\n==\n")
    assert capfd.readouterr() == ("", "")
