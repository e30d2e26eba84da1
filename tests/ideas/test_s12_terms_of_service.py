"""S12: the social contract is written into the Terms of Service, word for word, announced in time, and never shown as it was."""

import json
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from fern import CLAUSES, CONDUCT, WORDS, Fern, conduct
from folkmoot.publish.site import render_site

LATER = WORDS.replace("about anyone with power.", "about anyone with power, us included.")
BEFORE, NOTICE, AFTER = "2023-02-01", "2023-02-20", "2023-04-01"
"""Before an amendment is decided on 12 February; while its notice of 30 days runs; when it holds."""


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Fern:
    """A clause of the terms is amended with notice."""
    made = Fern(tmp_path_factory.mktemp("terms"))
    made.amended("2023-us-included", "2023-02-01", {CONDUCT: conduct(LATER)})
    made.run("enact", "2023-us-included", "--as-of", "2023-02-14")
    return made


def terms(fern: Fern, day: str, *words: str, code: int = 0) -> str:
    return fern.run("terms", "--as-of", day, *words, code=code)


def test_s12_the_terms_are_the_marked_clauses_in_force_on_a_day(lived: Fern) -> None:
    before, after = terms(lived, BEFORE), terms(lived, AFTER)
    marked = [f"## {clause['id']} {clause['title']}" for clause in CLAUSES if "tos" in clause]
    assert [line for line in before.split("\n") if line.startswith("## ")] == marked
    assert "about anyone with power.\n" in before == terms(lived, NOTICE)
    assert "us included" in after
    assert "Whoever is excluded was judged by 2/3 of a jury." in before.replace("\n", " ")
    assert "answer the letter" not in before
    assert terms(lived, "2022-01-01", code=2).startswith("folkmoot: on 2022-01-01 no clause of the charter is part of the Terms")


def test_s12_anyone_can_reproduce_the_digest(lived: Fern) -> None:
    facts = json.loads(terms(lived, AFTER, "--format", "json"))
    printed = terms(lived, AFTER)
    summed = subprocess.run(["sha256sum"], input=printed, capture_output=True, text=True, check=True).stdout.split()[0]
    assert facts["in_force"] == summed == sha256(printed.encode()).hexdigest()
    assert [(each["since"], each["proposal"], each["changed"]) for each in facts["editions"]] == [
        ("2023-01-20", "2023-genesis", ["c4-1", "c4-2", "c4-4"]), ("2023-03-15", "2023-us-included", ["c4-1"]),
    ]  # fmt: skip


def test_s12_the_redline_and_the_decision_stand_beside_every_change(lived: Fern) -> None:
    said = terms(lived, NOTICE, "--redline")
    assert "Decided, in force from 2023-03-15: 2023-us-included" in said
    assert "about anyone with power{+, us included+}." in " ".join(said.split())
    assert "decided by 2023-us-included; c4-1 changed" in terms(lived, AFTER, "--history")


def test_s12_a_changed_clause_without_notice_is_an_error(tmp_path: Path) -> None:
    fern = Fern(tmp_path)
    fern.amended("2023-hasty-words", "2023-02-01", {CONDUCT: conduct(LATER)}, kind="hasty")
    said = fern.run("check", "--as-of", "2023-02-13", code=1)
    assert "J020 terms-without-notice: c4-1 changed on 2023-02-12T12:00:00Z; announced on 2023-02-12T12:00:00Z" in said
    assert "it could hold from 2023-03-14T23:00:00Z" in said
    early = fern.run("check", "--as-of", "2023-02-05", code=1)
    assert "J020 terms-without-notice: c4-1 would change without a notice of 30 days" in early


def test_s12_a_change_with_notice_is_sound_and_so_is_one_outside_the_terms(lived: Fern) -> None:
    assert "J020" not in lived.run("check", "--as-of", AFTER, code=None)
    assert "J020" not in lived.run("check", "--as-of", "2023-02-05", code=None)


def test_s12_a_stale_copy_is_found_wherever_it_was_pasted(lived: Fern) -> None:
    page = lived.root / "site/pages/house-rules.md"
    page.parent.mkdir(parents=True)
    page.write_text(f"---\ntitle: Our rules\n---\n\n# Our rules\n\n{terms(lived, BEFORE)}\nAsk us anything.\n")
    path = "site/pages/house-rules.md"
    assert "these are the Terms of Service in force since 2023-01-20" in terms(lived, NOTICE, "--compare", path)
    assert "J021" not in lived.run("check", "--as-of", NOTICE, code=None)
    lived.merge({})
    stale = terms(lived, AFTER, "--compare", path, code=1)
    assert "these terms held until 2023-03-15; c4-1 reads otherwise now" in stale
    found = lived.run("check", "--as-of", AFTER, code=1)
    assert f"{path}:7:1: J021 stale-terms-copy: these terms held until 2023-03-15; c4-1 reads otherwise now" in found
    assert "J021" in lived.run("check", "--at", "HEAD", "--as-of", AFTER, code=1)
    terms(lived, AFTER, "--write", path)
    text = page.read_text()
    assert text.startswith("---\ntitle: Our rules\n---\n\n# Our rules\n\n<!-- folkmoot terms/1: fern.example, in force since 2023-03-15 -->")
    assert text.endswith("<!-- folkmoot terms/1 ends -->\n\nAsk us anything.\n")
    assert "J021" not in lived.run("check", "--as-of", AFTER, code=None)
    page.unlink()


def test_s12_the_page_says_what_holds_what_comes_and_what_was(lived: Fern) -> None:
    running, after = (render_site(lived.course(day)) for day in (NOTICE, AFTER))
    now = running["terms/index.md"].decode()
    assert "**From 15 March 2023** c4-1 changes, as decided in [Clearer words](../proposals/2023-us-included/index.md)." in now
    assert "The notice runs until the end of Tuesday 14 March 2023" in now
    assert '<ins><span class="fm-hidden">[added: </span>, us included' in now
    assert '<h3 id="c4-1">' in now
    assert "folkmoot terms --as-of 2023-01-20 | sha256sum" in now
    assert running["terms/annex-2023-01-20.txt"].decode() == terms(lived, BEFORE)
    assert "They hold no longer." in after["terms/2023-01-20/index.md"].decode()
    assert "decided and do not hold yet" in running["terms/2023-03-15/index.md"].decode()
    assert "c4-1 changed, compared with [the terms of 20 January 2023]" in after["terms/index.md"].decode()
