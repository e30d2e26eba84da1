"""The Terms of Service as bytes: canonical words, marks by which a copy is known, and what differs from one annex to another."""

from datetime import date
from hashlib import sha256
from typing import Any

import pytest

from co_op import article
from folkmoot.formats.layout import read_archive
from folkmoot.rulebook.book import rule_book
from folkmoot.rulebook.redline import Fate
from folkmoot.rulebook.terms import CLOSING, OPENING, Annex, annex, copies_in, differing, parts_of, redline, stale

CLAUSE = {"id": "c1-1", "title": "Speech", "tos": "true"}
OTHER = {"id": "c1-2", "title": "Safety", "tos": "true"}


def made(body: str, clauses: list[dict[str, Any]] | None = None, name: str = "Fern", **rules: Any) -> Annex:
    files = {"charter/01-x.md": article(id="01-x", rules=rules, clauses=clauses or [CLAUSE, OTHER], body=body)}
    archive = read_archive(files)
    assert archive.faults == ()
    return annex(parts_of(archive.articles, rule_book(archive.articles)), "fern.example", name, date(2024, 5, 1))


@pytest.mark.parametrize(
    "body",
    [
        "\n# All\n\n## c1-1 Speech\n\nSay it.\n\n## c1-2 Safety\n\nNo hunting.\n",
        "\n### c1-1 Speech   \n\n\n\nSay it.   \n### c1-2 Safety\nNo hunting.\n\n\n",
        "\n**c1-1** Say it.\n\n**c1-2** No hunting.\n",
        "\n**c1-1 Speech.** Say it.\n\n**c1-2 Safety.** No hunting.\n",
        "\nFirst of all.\n\n- **c1-1** Say it.\n- **c1-2** No hunting.\n",
        "\n1. c1-1: Say it.\n2. c1-2: No hunting.\n",
    ],
)
def test_the_same_words_are_the_same_annex_however_an_article_sets_them(body: str) -> None:
    assert [part.text for part in made(body).parts] == ["## c1-1 Speech\n\nSay it.\n", "## c1-2 Safety\n\nNo hunting.\n"]


def test_the_annex_is_canonical_and_its_digest_is_that_of_its_bytes() -> None:
    found = made("\n## c1-1 Speech\n\nSay it.\t\n\n# Sub\n\n## c1-2 Safety\n\nNo hunting.\n")
    assert found.text.decode().split("\n") == [
        "<!-- folkmoot terms/1: fern.example, in force since 2024-05-01 -->", "", "# Terms of Service of Fern", "",
        "In force since 2024-05-01. These are clauses of the charter of Fern, in the words its members decided.", "",
        "## c1-1 Speech", "", "Say it.", "", "## c1-2 Safety", "", "No hunting.", "", CLOSING, "",
    ]  # fmt: skip
    assert found.digest == sha256(found.text).hexdigest()


def test_a_placeholder_stands_for_its_rule_and_a_changed_rule_changes_the_annex() -> None:
    body = "\n## c1-1 Speech\n\nDiscussed for\n{{ rules.duties.look.every }}.\n"
    duty = {"who": "members", "what": "look", "to": "members"}
    three, four = (made(body, [CLAUSE], duties={"look": {**duty, "every": every}}) for every in ("3m", "4m"))
    assert three.parts[0].words == "Discussed for 3 months."
    assert differing(three.parts, four.parts) == ("c1-1",)


def test_a_heading_inside_a_clause_stays_below_it_and_a_clause_without_words_stays() -> None:
    found = made("\n### c1-1 Speech\n\nSay it.\n\n#### Sub\n\nMore.\n", [CLAUSE, OTHER])
    assert found.parts[0].words == "Say it.\n\n#### Sub\n\nMore."
    assert found.parts[1].text == "## c1-2 Safety\n\n\n"


def test_a_name_cannot_end_the_mark() -> None:
    found = made("\n## c1-1 Speech\n\nSay it.\n", [CLAUSE], name="Fern --> <script>")
    assert found.text.decode().count("-->") == 2
    assert "<script>" not in found.text.decode()


def test_a_copy_is_found_wherever_it_was_pasted_and_with_any_line_ends() -> None:
    found = made("\n## c1-1 Speech\n\nSay it.\n", [CLAUSE])
    page = b"---\ntitle: x\n---\n\n" + found.text + b"\nMore.\n"
    assert list(copies_in(page)) == list(copies_in(page.replace(b"\n", b"\r\n"))) == [(5, found.text)]
    assert list(copies_in(b"# Nothing\n")) == []
    [(line, cut)] = copies_in(page.replace(CLOSING.encode(), b""))
    assert (line, cut.startswith(OPENING.encode()), cut == found.text) == (5, True, False)


def test_a_stale_copy_names_the_clauses_in_which_it_differs() -> None:
    held = made("\n## c1-1 Speech\n\nSay it.\n\n## c1-2 Safety\n\nNo hunting.\n")
    assert stale(held.text, held) == ()
    assert stale(held.text.replace(b"Say it.", b"Say little."), held) == ("c1-1",)
    assert stale(held.text.replace(b"## c1-2", b"## c9-9"), held) == ("c1-2", "c9-9")
    assert stale(held.text.replace(b"2024-05-01", b"2023-05-01"), held) == ()


def test_the_redline_pairs_clauses_and_knows_what_is_new() -> None:
    before = made("\n## c1-1 Speech\n\nSay what you think.\n", [CLAUSE])
    after = made("\n## c1-1 Speech\n\nSay what you like.\n\n## c1-2 Safety\n\nNo hunting.\n")
    changes = redline(before, after)
    assert [(change.passage.id, change.fate) for change in changes.clauses] == [("c1-1", Fate.CHANGED), ("c1-2", Fate.ADDED)]
    assert redline(None, after).is_new
    assert differing(before.parts, after.parts) == ("c1-1", "c1-2")
