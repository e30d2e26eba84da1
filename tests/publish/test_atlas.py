"""Links between pages, and what a mention of a clause becomes."""

import pytest

from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import chronicle
from folkmoot.publish.atlas import Atlas, atlas
from publish.tea_coop import AS_OF, tea_files


@pytest.fixture(scope="module")
def tea() -> Atlas:
    return atlas(chronicle(read_archive(tea_files()), AS_OF), ())


def test_a_link_names_the_file_in_markdown_and_the_folder_in_html(tea: Atlas) -> None:
    here, there = "proposals/2024-tea/index.md", "charter/01-rules/index.md"
    assert tea.link(here, there, "rules", "c1") == "[rules](../../charter/01-rules/index.md#c1)"
    assert tea.tie(here, there, "rules", "c1") == '<a href="../../charter/01-rules/#c1">rules</a>'
    assert tea.tie("index.md", there, "rules") == '<a href="charter/01-rules/">rules</a>'


def test_a_link_to_a_page_that_is_not_there_is_its_label(tea: Atlas) -> None:
    assert tea.link("index.md", "proposals/2099-none/index.md", "a*b") == "a&#42;b"
    assert tea.tie("index.md", "proposals/2099-none/index.md", "a<b") == "a&lt;b"


def test_a_mention_of_a_clause_leads_to_it_but_not_inside_code_or_a_link(tea: Atlas) -> None:
    made = tea.cited("index.md", '<p>c1, <code>c1</code>, <a href="x">c1</a>, c12</p>')
    assert made == '<p><a href="charter/01-rules/#c1">c1</a>, <code>c1</code>, <a href="x">c1</a>, c12</p>'
