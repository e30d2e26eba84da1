"""What the page of a jury with quotas says: the lottery and its proof, who answered, and what a panel can miss."""

from checks.draw_pairs import CIRCLE, INVITATION, JURY, Files, came, drawn, quota_jury, selection
from co_op import event, log
from folkmoot.checks.example import AS_OF, base
from folkmoot.formats.draw_json import write_draw
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import chronicle
from folkmoot.publish.atlas import Atlas, atlas, jury_page
from folkmoot.publish.selection import lottery_of_page, padding_section, quota_sections, risk_section
from folkmoot.records.archive import Jury


def _page(files: Files, folder: str) -> tuple[Atlas, Jury]:
    made = atlas(chronicle(read_archive({**base(), **files}), AS_OF), ())
    jury = made.course.archive.jury(folder.removeprefix("juries/"))
    assert jury is not None
    return made, jury


def _said(files: Files, folder: str) -> str:
    made, jury = _page(files, folder)
    return "\n\n".join(quota_sections(made, jury_page(jury.id), jury))


def _drawn_selection() -> Files:
    files = selection()
    seed = log(event("2026-03-24T12:05:00Z", "seed", "registrar", sources=[came("2026-03-24T12:00:00Z")]))
    files = {**files, f"{JURY}/log.yml": files[f"{JURY}/log.yml"] + seed}
    return {**files, f"{JURY}/draw.json": write_draw(drawn(files, JURY))}


def test_a_call_without_quotas_has_none_of_it() -> None:
    assert _said({}, CIRCLE) == ""


def test_quotas_stand_with_the_people_in_the_pool_and_the_lottery_with_its_proof() -> None:
    said = _said(quota_jury(), JURY)
    assert "## The quotas" in said
    assert "1 to 2" in said
    assert "## The lottery" in said
    assert "a proof that anybody can check with fractions alone" in said
    assert "## Who answered" not in said


def test_an_invitation_says_that_it_only_invites_and_that_the_quotas_are_fixed() -> None:
    said = _said(selection(), INVITATION)
    assert "15 people get a letter" in said
    assert "They are fixed now, before anybody knows who will." in said
    assert "## The lottery" not in said


def test_a_selection_says_who_answered_and_is_not_called_a_random_sample() -> None:
    files = _drawn_selection()
    said = _said(files, JURY)
    assert "invited 15 people; 12 said yes. So this jury is no random sample" in said
    assert "The seed drew ticket" in said
    assert "Chance of a volunteer to sit" in said
    drawn_by_group = [line for line in said.splitlines() if "bakehouse" in line]
    assert drawn_by_group


def test_a_lottery_that_cannot_be_read_leaves_the_page_standing() -> None:
    files = {**quota_jury(), f"{JURY}/lottery.json": b"{}"}
    made, jury = _page(files, JURY)
    assert lottery_of_page(made, jury) is None
    assert "## The lottery" not in _said(files, JURY)


def test_what_a_panel_can_miss_is_told_of_a_panel_and_not_of_an_invitation() -> None:
    made, circle = _page(_drawn_selection(), CIRCLE)
    assert "Any 5 people drawn by lot can differ from all of us." in risk_section(circle)
    invitation = made.course.archive.jury(INVITATION.removeprefix("juries/"))
    assert invitation is not None
    assert risk_section(invitation) == ""
    assert padding_section(made, circle) == "", "a short roster shows all its tickets anyway"
