"""Rules in Markdown of any shape: how they are divided, what becomes of links, HTML and the marks of other tools."""

import re

import pytest

from folkmoot.formats.document import read_document
from folkmoot.formats.importers.bylaws import BylawsImporter
from folkmoot.formats.importers.md_sections import divide
from folkmoot.formats.importers.md_tools import plain_markdown, without_head

BARE = "Bylaws\n======\n\n"


def _articles(*texts: str, **files: str) -> dict[str, str]:
    """The titles of the articles in order, each with its prose; `files` are given by name with `_` for `.`."""
    sources = {"bylaws.md": texts[0]} if texts else {name.replace("_", "."): text for name, text in files.items()}
    made, faults = BylawsImporter().read_all({name: text.encode() for name, text in sources.items()})
    assert faults == ()
    found = {}
    for each in made[2:]:
        document, wrong = read_document(each.path, each.data)
        assert document is not None
        assert wrong == []
        head = document.head
        assert isinstance(head, dict)
        found[str(head["title"])] = document.body.strip()
    return found


@pytest.mark.parametrize(
    "text",
    [
        "# Bylaws\n\n## Article I\n\nA.\n\n## Article II\n\nB.\n\n## Article III\n\nC.\n",
        "# Bylaws\n\n# Article I #\n\nA.\n\n# Article II #\n\nB.\n\n# Article III #\n\nC.\n",
        "Bylaws\n======\n\nArticle I\n---------\n\nA.\n\nArticle II\n---\nB.\n\nArticle III\n--\n\nC.\n",
        "# Bylaws\n\n**Article I**\n\nA.\n\n**Article II**\n\nB.\n\n**Article III**\n\nC.\n",
        "# Bylaws\n\nArticle I\n\nA.\n\nArticle II\n\nB.\n\nArticle III\n\nC.\n",
        "<h1>Bylaws</h1>\n<h2 id='a'>Article I</h2>\n<p>A.</p>\n<h2>Article II</h2>\n<p>B.</p>\n<h2>Article III</h2>\n<p>C.</p>\n",
        "---\nlayout: page\ntitle: Bylaws\n---\n\n### Article I\n\nA.\n\n## Article II\n\nB.\n\n## Article III\n\nC.\n",
        "# Bylaws\r\n\r\n## Article I\r\n\r\nA.\r\n\r\n## Article II\r\n\r\nB.\r\n\r\n## Article III\r\n\r\nC.\r\n",
    ],
)
def test_articles_are_found_however_their_headings_are_made(text: str) -> None:
    assert _articles(text) == {"Article I": "A.", "Article II": "B.", "Article III": "C."}


def test_numbers_at_the_margin_divide_a_text_without_headings() -> None:
    text = BARE + "1. NAME\n\n   A.\n\n2. Members\n\n   B.\n\n4. The board\n\n   - C.\n\n5. Money\n\n   D.\n"
    assert list(_articles(text)) == ["1. NAME", "2. Members", "4. The board", "5. Money"]
    prose = BARE + "1. Be kind.\n2. Be brief.\n3. Be there.\n4. Be gone.\n"
    assert list(_articles(prose)) == ["Bylaws"], "a list of sentences is no set of articles"


def test_a_paragraph_above_a_rule_is_no_heading_and_a_hash_in_code_is_none() -> None:
    parts = divide("# T\n\n## One\n\nA paragraph\nof two lines\n---\n\n```\n## no\n```\n\n## Two\n\nB.\n")
    assert [section.heading for section in parts.sections] == ["One", "Two"]
    assert "## no" in parts.sections[0].prose


def test_what_stands_before_the_first_article_is_kept_beside_it() -> None:
    made = _articles("# Bylaws\n\nAdopted in May.\n\n## Article 1 - Name\n\nA.\n\n## Article 2\n\nB.\n\n## Article 3\n\nC.\n")
    assert list(made) == ["Bylaws", "Article 1 - Name", "Article 2", "Article 3"]
    assert made["Bylaws"] == "Adopted in May."


def test_an_article_with_a_bare_number_takes_the_name_below_it() -> None:
    made = _articles("# ARTICLE I\n### Offices\n\nA.\n\n# ARTICLE II\n\n**Members**\n\nB.\n\n# ARTICLE III\n\nC.\n")
    assert list(made) == ["ARTICLE I: Offices", "ARTICLE II: Members", "ARTICLE III"]
    assert "### Offices" in made["ARTICLE I: Offices"]


def test_of_several_files_each_is_one_article_unless_its_articles_are_numbered() -> None:
    numbered = "# Bylaws\n\n## 1. Name\n\nA.\n\n## 2. Aim\n\nB.\n\n## 3. End\n\nC.\n"
    made = _articles(bylaws_md=numbered, conduct_md="# Conduct\n\n## Kind\n\nBe kind.\n\n## Brief\n\nBe brief.\n", readme_md="# About\n\nHi.\n")
    assert list(made) == ["1. Name", "2. Aim", "3. End", "Conduct"]
    assert list(_articles(readme_md="# About\n\nHi.\n")) == ["About"], "where there is nothing else it is the text"


def test_files_follow_each_other_by_their_numbers() -> None:
    made, _ = BylawsImporter().read_all({f"ARTICLE-{number}.markdown": b"Text of it.\n" for number in (10, 2, 1)})
    assert [each.path.rpartition("/")[2] for each in made[2:]] == ["01-article-1.md", "02-article-2.md", "03-article-10.md"]


def test_links_lead_to_the_articles_and_to_the_place_in_them() -> None:
    made = _articles(
        a_md="# First\n\nSee [two](b.html), [how](./b.md#how-it-ends), [here](#top-words), [out](https://x.example/b.md) and [none](c.md).\n\n"
        "## Top words\n\nA.\n",
        b_md="# Second\n\n`[code](a.md)` and [back](a.md 'title')\n\n## How it ends\n\n[x]: a.md\n",
    )
    assert "[two](02-second.md), [how](02-second.md#how-it-ends), [here](#top-words), [out](https://x.example/b.md)" in made["First"]
    assert "[none](c.md)" in made["First"]
    assert "`[code](a.md)` and [back](01-first.md 'title')" in made["Second"]
    assert "[x]: 01-first.md" in made["Second"]


def test_a_table_of_contents_leads_to_the_articles_of_one_file() -> None:
    text = "# Bylaws\n\n- [Name](#article-i-name)\n- [Fee](#fee)\n\n## Article I. Name\n\nA.\n\n## Article II\n\n### Fee\n\nB.\n\n## Article III\n\nC.\n"
    assert _articles(text)["Bylaws"] == "- [Name](01-name.md)\n- [Fee](02-fee.md#fee)"


def test_html_becomes_markdown_and_what_is_no_element_stays() -> None:
    listed, unseen = plain_markdown('<ol type="a"><li>One <b>bold</b></li><li>Two<ul><li>In</li></ul></li></ol>')
    assert re.sub(r"\n+", "\n", listed).strip() == "- (a) One **bold**\n- (b) Two\n    - In"
    table, _ = plain_markdown("<table><tr><th>A</th><th>B</th></tr>\n<tr><td>1</td><td>2<br>3</td></tr></table>")
    assert [re.sub(r" +", " ", row) for row in table.strip().split("\n") if row.strip()] == ["| A | B |", "| --- | --- |", "| 1 | 2 3 |"]
    words, unseen = plain_markdown('<!-- draft --><a name="x"></a>In <year>, <a href="b.md">see</a> <span class="y">it</span>.{: .big}')
    assert (words, unseen) == ("In <year>, [see](b.md) it.", 2)
    assert plain_markdown("`<b>` and\n\n```\n<i>code</i>\n```\n")[0] == "`<b>` and\n\n```\n<i>code</i>\n```\n"


def test_heads_of_other_tools_are_taken_off_and_a_rule_at_the_top_is_none() -> None:
    assert without_head("+++\ntitle = \"Rules\"\n+++\nText\n") == ("Text\n", "Rules")
    assert without_head("---\nlayout: x\n---\nText\n") == ("Text\n", "")
    assert without_head("---\n\nText that goes on.\n\n---\n\nMore\n")[1] == ""
    assert without_head("---\nPlain words stand here\n---\nText\n") == ("---\nPlain words stand here\n---\nText\n", "")


def test_addresses_marks_and_hidden_characters_do_not_come_in_and_it_is_told() -> None:
    made, faults = BylawsImporter().read("bylaws.md", "# Rules\n\nWrite to [us](mailto:who@house.org) or who@house.org\u200b. {{ site.x }}\n".encode())
    assert faults == ()
    proposal, _, article = (each.data.decode() for each in made)
    assert "who@" not in article
    assert "us (address left out) or (address left out). &#123;&#123; site.x }}" in article
    assert "- of bylaws.md: addresses or numbers of people" in proposal


def test_bytes_that_are_no_text_are_told_and_the_rest_is_read() -> None:
    made, faults = BylawsImporter().read_all({"a.md": b"\xff\xfe", "b.md": b"# Rules\n\nBe kind.\n"})
    assert [fault.place.path for fault in faults] == ["a.md"]
    assert len(made) == 3


def test_more_articles_than_two_digits_can_number_take_three() -> None:
    text = "# Code\n\n" + "".join(f"## Section {number}\n\nA.\n\n" for number in range(1, 121))
    made, faults = BylawsImporter().read("code.md", text.encode())
    assert faults == ()
    assert made[-1].path.endswith("/120-section-120.md")
    many = "# Code\n\n" + "".join(f"## Section {number}\n\nA.\n\n" for number in range(1, 1100))
    made, faults = BylawsImporter().read_all({"code.md": many.encode()})
    assert (len(made), faults) == (3, ()), "too many to number are brought as one"


def test_only_texts_that_may_hold_rules_are_taken() -> None:
    importer = BylawsImporter()
    assert importer.takes("bylaws/Constitution.markdown")
    assert not any(map(importer.takes, (".github/rules.md", "LICENSE.md", "a/node_modules/x.md", "bylaws.txt", "CHANGELOG.md")))
