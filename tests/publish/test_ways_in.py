"""Ways in without Git: the addresses each forge understands, and which steps a page offers."""

from collections.abc import Mapping
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from folkmoot.checks.example import AS_OF, base
from folkmoot.formats.intake_form import read_form
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import chronicle
from folkmoot.publish.forges import LONGEST, Forge, ForgeKind, Ways, forge_of
from folkmoot.publish.site import render_site
from folkmoot.publish.ways_in import Step, kinds, steps, template, write_step
from procedure.brook import FROZEN, NAME, OPENED, VOTED, VOTING, beside, course_of, decision, files_of
from publish.tea_coop import tea_files

GITHUB = Forge(ForgeKind.GITHUB, "https://github.com/rookery/records")
GITLAB = Forge(ForgeKind.GITLAB, "https://gitlab.com/rookery/group/records")
FORGEJO = Forge(ForgeKind.FORGEJO, "https://codeberg.org/rookery/records", "trunk")
COURSE = chronicle(read_archive(base()), AS_OF)


def test_the_address_of_a_new_file_is_the_forges_own_to_the_letter() -> None:
    name, text = "proposals/2026-x/proposal.md", "---\nid: a & b #1\n---\n\u00e9?\n"
    value = "---%0Aid%3A%20a%20%26%20b%20%231%0A---%0A%C3%A9%3F%0A"
    assert GITHUB.new(name, text) == f"https://github.com/rookery/records/new/main?filename={name}&value={value}"
    assert GITLAB.new(name, text) == f"https://gitlab.com/rookery/group/records/-/new/main?file_name={name}&content={value}"
    assert FORGEJO.new(name, text) == f"https://codeberg.org/rookery/records/_new/trunk/?filename={name}&value={value}"


def test_the_address_of_an_edit_page_is_the_forges_own() -> None:
    assert GITHUB.edit("proposals/a/log.yml") == "https://github.com/rookery/records/edit/main/proposals/a/log.yml"
    assert GITLAB.edit("proposals/a/log.yml") == "https://gitlab.com/rookery/group/records/-/edit/main/proposals/a/log.yml"
    assert FORGEJO.edit("proposals/a/log.yml") == "https://codeberg.org/rookery/records/_edit/trunk/proposals/a/log.yml"


def test_a_text_comes_out_of_an_address_as_it_went_in() -> None:
    text = "".join(map(chr, [*range(32, 127), 10, 0xE9, 0x1F333])) + "+%2B &value=x"
    query = parse_qs(urlsplit(GITHUB.new("a/b.md", text)).query, strict_parsing=True)
    assert query == {"filename": ["a/b.md"], "value": [text]}


def test_an_address_longer_than_servers_take_is_not_made() -> None:
    room = LONGEST - len(GITHUB.new("a.md", ""))
    assert len(GITHUB.new("a.md", "x" * room)) == LONGEST
    assert GITHUB.new("a.md", "x" * (room + 1)) == ""
    assert GITHUB.new("a.md", "\u00e9" * (room // 6 + 1)) == ""


@pytest.mark.parametrize(
    ("url", "kind", "expected"),
    [
        ("https://github.com/a/b", None, ForgeKind.GITHUB), ("https://gitlab.example/a/b/c", None, ForgeKind.GITLAB),
        ("https://codeberg.org/a/b/", None, ForgeKind.FORGEJO), ("https://git.example/a/b", None, None),
        ("https://git.example/a/b", "forgejo", ForgeKind.FORGEJO), ("https://github.com.evil.example/a/b", None, ForgeKind.GITHUB),
        ("http://github.com/a/b", None, None), ("https://github.com/a", None, None), ("https://github.com/a/b?x=1", None, None),
        ("javascript:alert(1)//github.com/a/b", None, None), ('https://github.com/a/b"><script>', None, None), (None, None, None),
    ],
)  # fmt: skip
def test_a_forge_is_known_by_its_host_or_by_what_is_said(url: str | None, kind: str | None, expected: ForgeKind | None) -> None:
    found = forge_of(url, kind)
    assert (found.kind if found else None) == expected


@pytest.mark.parametrize("branch", ["-x", "a/../b", "a b", "a?b", ""])
def test_a_strange_branch_makes_no_forge_or_the_usual_one(branch: str) -> None:
    found = forge_of("https://github.com/a/b", None, branch)
    assert found is None or found.branch == "main"


def test_a_template_is_a_record_once_it_is_filled_in() -> None:
    text = template(COURSE, "2026-x", {"kind": "policy", "title": "A title", "summary": "What.", "introduced_by": "m-285a"})
    archive = read_archive({**base(), "proposals/2026-x/proposal.md": text.encode()})
    found = archive.proposal("2026-x")
    assert found is not None
    assert found.text.head.kind == "policy"


def test_only_kinds_that_members_may_put_are_offered() -> None:
    assert kinds(COURSE)
    for name in kinds(COURSE):
        assert COURSE.charter.book.procedures[name].introduce.who == "member"
    assert "genesis" not in kinds(COURSE)


def test_the_state_of_a_matter_decides_its_steps() -> None:
    named = {matter.proposal.id: [step.name for step in steps(COURSE, matter, GITHUB)] for matter in COURSE.matters.values()}
    assert named["2026-shorter-waiting"] == ["second"]
    assert named["2026-genesis"] == []
    (second,) = steps(COURSE, COURSE.matters["2026-shorter-waiting"], GITHUB)
    assert second.address.endswith("/edit/main/proposals/2026-shorter-waiting/proposal.md")
    form, faults = read_form("f", second.form.replace("By: m-", "By: m-044e").encode())
    assert faults == []
    assert form is not None
    assert form.values == {"proposal": "2026-shorter-waiting", "by": "m-044e"}


def offered(files: Mapping[str, bytes], as_of: str) -> dict[str, Step]:
    course = course_of(files, as_of)
    return {step.name: step for step in steps(course, course.matters[NAME], GITHUB)}


def test_an_operational_decision_can_be_called_up_in_time_by_a_question_that_names_it() -> None:
    files = {**beside(), **files_of(NAME, *VOTED, kind="running"), **decision(NAME)}
    found = offered(files, "2026-05-24T00:00:00Z")
    assert list(found) == ["call-up"]
    filled = unquote(urlsplit(found["call-up"].address).query)
    assert f"responds_to: {NAME}" in filled
    assert "kind: call-up" in filled
    assert f"Answers: {NAME}" in found["call-up"].form
    assert "3 members" in found["call-up"].told
    assert offered(files, "2026-06-24T00:00:00Z") == {}


def test_while_a_vote_is_open_a_page_says_how_to_vote_and_where_the_rule_hears_them_how_to_object() -> None:
    plain = {**beside(), **files_of(NAME, OPENED, FROZEN, VOTING)}
    assert list(offered(plain, "2026-05-15T00:00:00Z")) == ["vote"]
    assert offered(plain, "2026-05-15T00:00:00Z")["vote"].command == f"folkmoot vote cast {NAME} for"
    agreed = {**beside(), **files_of(NAME, OPENED, FROZEN, VOTING, kind="agreed")}
    found = offered(agreed, "2026-05-15T00:00:00Z")
    assert list(found) == ["vote", "object"]
    assert found["object"].address.endswith(f"/edit/main/proposals/{NAME}/log.yml")
    assert "Clause or aim:" in found["object"].form


def test_every_step_has_a_form_where_no_forge_is_known() -> None:
    step = write_step(COURSE, None)
    assert step.address == ""
    form, faults = read_form("f", step.form.encode())
    assert form is None
    assert {fault.what for fault in faults} >= {"nothing stands after 'Title:'", "nothing stands after 'Text:'"}


def test_pages_lead_to_the_forge_where_it_is_known_and_to_the_form_always() -> None:
    with_forge = render_site(COURSE, ways=Ways(FORGEJO, "clerk@rookery.example"))
    without = render_site(COURSE, ways=Ways())
    page = "proposals/2026-shorter-waiting/index.md"
    assert b"https://codeberg.org/rookery/records/_edit/trunk/proposals/2026-shorter-waiting/proposal.md" in with_forge[page]
    assert b"codeberg.org" not in without[page]
    for site in (with_forge, without):
        assert b"Form: second" in site[page]
        assert b"forms/" in site["index.md"]
        assert b"forms/" in site["two-minutes/index.md"]
    assert b"clerk@rookery.example" in with_forge["forms/index.md"]
    assert b"on paper or by mail" in without["forms/index.md"]


def test_nothing_that_a_co_op_says_breaks_out_of_the_form() -> None:
    files = tea_files()
    for path, data in render_site(chronicle(read_archive(files), AS_OF), ways=Ways(GITHUB, "</textarea><script>a()</script>")).items():
        assert b"<script>a()" not in data, path
