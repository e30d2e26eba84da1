"""A proposal's page: both sides of the question, what was done of what was decided, and where it all comes from."""

import re
from functools import cache
from pathlib import Path

from co_op import commit, event, log, proposal, write_tree
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import Chronicle, chronicle
from folkmoot.publish.forges import Ways, forge_of
from folkmoot.publish.site import render_site
from folkmoot.records.value import parse_instant
from folkmoot.repository.reader import read_work_tree
from meadow import MEMBERS, SECOND, adopted, course, founded, lived, members
from publish.hostile_coop import LINE, MARK
from rook import life

PICTURES = "proposals/2026-made-pictures/index.md"


def _section(text: str, name: str, end: str = "\n## ") -> str:
    start = text.index(f"## {name}\n")
    return text[start : text.index(end, start + 3)]


def _sides(text: str) -> tuple[str, str]:
    found = re.findall(r'<section class="fm-side".*?</section>', text, re.DOTALL)
    assert len(found) == 2
    return found[0], found[1]


def _page(held: Chronicle, path: str) -> str:
    return render_site(held)[path].decode()


@cache
def _rookery() -> dict[str, bytes]:
    return render_site(life())


def _there(path: str) -> str:
    return _rookery()[path].decode()


def test_both_sides_stand_beside_each_other_with_who_brought_what_and_when() -> None:
    for_, against = _sides(_there(PICTURES))
    assert "<strong>I read books aloud</strong><br>Offered by m-89f0, " in for_
    assert 'href="../../juries/2026-policy-jury-2/">heard by the jury on 19 April 2026</a>' in for_
    assert "The unmarked picture looks true" in against
    assert "The unmarked picture looks true" not in for_
    assert '<a href="#text-why-somebody-may-be-against-it">Why somebody may be against it</a>' in against
    assert "Those who were outvoted in the jury wrote:" in against


def test_the_anchors_that_the_sides_lead_to_are_on_their_pages() -> None:
    site = _rookery()
    text = site[PICTURES].decode()
    for anchor in re.findall(r'href="#([^"]+)"', " ".join(_sides(text))):
        assert f'id="{anchor}"' in text or anchor == "the-text", anchor
    jury = site["juries/2026-policy-jury-2/index.md"].decode()
    [minority] = re.findall(r'juries/2026-policy-jury-2/#([^"]+)"', _sides(text)[1])
    assert f'id="{minority}"' in jury


def test_an_objection_stands_with_its_reason_and_what_became_of_it() -> None:
    _, against = _sides(_there("proposals/2026-form-letters/index.md"))
    assert "<strong>A letter that says nothing of my own case does not tell me what I am accused of.</strong>" in against
    assert "Objection of m-a839, 22 May 2026:" in against
    assert re.search(r"It stands\.|says that it is met\.|not to be paramount\.", against)


def test_a_side_of_which_nothing_is_on_record_says_so_and_a_text_alone_makes_no_sides() -> None:
    text = proposal("2024-unpaid", "amendment", body="\n## What speaks against it\n\nNothing.\n")
    files = {**lived(), "proposals/2024-unpaid/proposal.md": text}
    for_, against = _sides(_page(chronicle(read_archive(files), parse_instant("2026-06-01T00:00:00Z")), "proposals/2024-unpaid/index.md"))
    assert "as m-0001 put it" in for_
    assert "What speaks against it" in against
    assert "## For and against" not in _page(course(lived(), "2026-06-01"), "proposals/2024-unpaid/index.md")


def test_hostile_headings_and_reasons_stay_text() -> None:
    text = proposal("2024-unpaid", "amendment", body=f"\n## Against {LINE}\n\nNothing.\n")
    files = {**lived(), "proposals/2024-unpaid/proposal.md": text}
    page = _page(chronicle(read_archive(files), parse_instant("2026-06-01T00:00:00Z")), "proposals/2024-unpaid/index.md")
    assert f"<script>{MARK}" not in page
    assert "<img" not in page
    assert "Against Quote" in _sides(page)[1]


def test_what_follows_says_whether_it_was_done_and_by_when_it_was_due() -> None:
    text = _there(PICTURES)
    follows = _section(text, "What follows, and whether it was done")
    assert "Done, reported on 8 June 2026</span> The maintainers: Publish the rule" in follows
    assert "by 19 June 2026." in follows


def test_a_charter_change_that_was_carried_out_is_done_and_one_that_was_not_is_to_do() -> None:
    done = _page(course(lived(), "2024-06-01"), "proposals/2024-unpaid/index.md")
    assert "Done</span> The charter holds the decided text, letter for letter." in done
    files = {**adopted(founded(), "2024-unpaid", {MEMBERS: members(SECOND)}, "2024-03-10"), MEMBERS: members()}
    still = _page(course(files, "2024-03-12"), "proposals/2024-unpaid/index.md")
    assert "To do</span> The charter holds the decided text, letter for letter." in still


def test_provenance_names_files_digests_signatures_and_how_sure_the_acts_are() -> None:
    text = _there(PICTURES)
    comes = text[text.index("## Where it comes from") :]
    assert "<code>proposals/2026-made-pictures/proposal.md</code>" in comes
    assert life().archive.proposal("2026-made-pictures").text.digest in comes  # type: ignore[union-attr]
    assert "5 acts: the maintainers&#x27; word" in comes
    assert comes.count('fm-badge--adopted">holds</span>') == 2
    assert "m-00e6" in comes


def test_a_signature_over_other_bytes_is_said_not_to_hold() -> None:
    held = life()
    path = "proposals/2026-made-pictures/ballots/counted-1.json"
    files = {**held.archive.files, path: held.archive.files[path] + b" "}
    text = _page(chronicle(read_archive(files), held.as_of), PICTURES)
    assert 'fm-badge--rejected">does not hold</span>' in text[text.index("## Where it comes from") :]


def test_each_file_names_the_commit_since_which_it_reads_so(tmp_path: Path) -> None:
    write_tree(tmp_path, {})
    first = commit(tmp_path, lived())
    text = b"# Later\n"
    second = commit(
        tmp_path, {"proposals/2024-unpaid/log.yml": lived()["proposals/2024-unpaid/log.yml"] + b"# a note\n", "README.md": text}
    )
    held = chronicle(read_work_tree(tmp_path), parse_instant("2026-06-01T00:00:00Z"))
    ways = Ways(forge_of("https://codeberg.org/meadow/records", None, None))
    page = render_site(held, ways=ways)["proposals/2024-unpaid/index.md"].decode()
    assert held.archive.history
    assert (
        f'<code>proposals/2024-unpaid/proposal.md</code>, since commit <a href="https://codeberg.org/meadow/records/commit/{first}">'
        in page
    )
    assert f'log.yml</code>, since commit <a href="https://codeberg.org/meadow/records/commit/{second}">' in page
    (tmp_path / "proposals/2024-unpaid/log.yml").write_bytes(lived()["proposals/2024-unpaid/log.yml"] + b"# another\n")
    changed = render_site(chronicle(read_work_tree(tmp_path), held.as_of))["proposals/2024-unpaid/index.md"].decode()
    assert "log.yml</code>, not in the history yet" in changed


def test_many_answers_in_a_row_are_one_step_of_a_jurys_course() -> None:
    text = _there("juries/2026-policy-jury-2/index.md")
    course_ = _section(text, "Its course")
    assert re.search(r"<strong>Accepted: \d+, Declined: \d+", course_)
    assert course_.count("<details") >= 1
    assert course_.count('aria-current="step"') == 1


def test_a_withdrawn_question_has_no_sides_from_its_own_log() -> None:
    files = {**lived(), "proposals/2026-q/proposal.md": proposal("2026-q"),
             "proposals/2026-q/log.yml": log(event("2026-03-01T12:00:00Z", "opened"), event("2026-03-02T12:00:00Z", "withdrawn"))}  # fmt: skip
    assert "## For and against" not in _page(course(files, "2026-06-01"), "proposals/2026-q/index.md")
