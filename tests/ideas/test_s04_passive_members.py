"""S4: those who only use what they own are in every draw, beside those who speak every day; and the site has a door for each."""

from pathlib import Path

import pytest

from checks.brook import changed, found, said
from co_op import event, log, write_tree
from folkmoot.checks.example import base
from folkmoot.cli import main
from folkmoot.formats.layout import read_archive
from folkmoot.publish.site import render_site
from lived import course_of

CALL, BODIES = "juries/2026-care-circle-1/call.md", "charter/03-bodies.md"
EXCLUDE = "  - {reason: shop-table, entries: [m-12db]}"
AS_OF = "2026-04-01T00:00:00Z"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (EXCLUDE, "  - {reason: karma-too-low, entries: [m-12db]}", "14:14 'karma-too-low' shuts members out by activity"),
        (EXCLUDE, "  - {reason: rested, column: last-seen, values: [2024]}", "14:30 'last-seen' shuts members out by activity"),
        (EXCLUDE, "  - {reason: rested, column: shop, values: [mill, inactive]}", "14:51 'inactive' shuts members out by activity"),
        (EXCLUDE, "  - {reason: known-opinion, entries: [m-12db]}", "14:14 'known-opinion' shuts members out by opinion"),
        ("strata: {column: shop,", "strata: {column: tier,", "15:18 'tier' shares the seats by activity"),
        ("hours: 12\n", "household: posts\nhours: 12\n", "18:12 'posts' keeps members apart by activity"),
        ("hours: 12\n", "quotas: {notifications: {'on': [1, 2]}}\nhours: 12\n", "18:25 'notifications' shares the seats by activity"),
    ],
)
def test_s4_a_draw_whose_pool_depends_on_activity_is_refused(old: str, new: str, told: str) -> None:
    assert said("D024", changed(CALL, old, new)) == [f"{CALL}:{told}"]


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("draw_rule: by-lot, quotas: [shop, karma]", "'karma' shares the seats by activity"),
        ("draw_rule: by-lot, max_per: {tier: 2}", "'tier' keeps members apart by activity"),
        ("draw_rule: by-lot, source: active members", "'active members' says who can be drawn, by activity"),
    ],
)
def test_a_charter_that_would_draw_by_activity_is_refused(rule: str, told: str) -> None:
    assert [fault.what for fault in found("D024", changed(BODIES, "draw_rule: by-lot", rule))] == [told]


def test_a_draw_by_place_or_age_is_not_taken_for_one_by_activity() -> None:
    assert said("D024", changed(BODIES, "draw_rule: by-lot", "draw_rule: by-lot, quotas: [shop, age, gender, region, use]")) == []


MEMBERS = "entry,tier,shop\n" + "".join(f"m-{number:04},{('passive', 'deliberator')[number % 2]},mill\n" for number in range(1, 13))


def _freeze(root: Path, text: str, name: str, *options: str, exits: int = 0) -> None:
    private = root.parent / "members.csv"
    private.write_text(text)
    line = ["roster", "freeze", str(private), "--id", name, "--day", "2026-03-01", *options, "--root", str(root)]
    with pytest.raises(SystemExit) as ended:
        main(line)
    assert (ended.value.code or 0) == exits


def test_passive_members_are_on_the_roster_like_everybody_else(tmp_path: Path) -> None:
    root = tmp_path / "co-op"
    write_tree(root, base())
    _freeze(root, MEMBERS, "2026-03-all", "--column", "shop")
    _freeze(root, MEMBERS.replace("passive", "deliberator"), "2026-03-eager", "--column", "shop")
    entries = (root / "juries/rosters/2026-03-all/entries.csv").read_bytes()
    assert entries.count(b"\n") == 13
    assert entries == (root / "juries/rosters/2026-03-eager/entries.csv").read_bytes(), "what somebody wants to be told changes nothing"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--column", "tier"), "the column 'tier' records activity, and a roster must not"),
        (("--column", "shop", "--uncounted", "tier"), "the column 'tier' records activity, and a roster must not"),
        (("--exclude", "tier=passive:rested"), "'tier=passive:rested' leaves members out by activity"),
        (("--exclude", "shop=mill:inactive"), "'shop=mill:inactive' leaves members out by activity"),
    ],
)
def test_a_roster_that_knows_who_is_active_is_never_frozen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], told: str
) -> None:
    root = tmp_path / "co-op"
    write_tree(root, base())
    _freeze(root, MEMBERS, "2026-03-all", *options, exits=2)
    assert told in capsys.readouterr().err
    assert not (root / "juries/rosters/2026-03-all").exists()


def test_the_site_has_two_entrances_and_the_short_one_says_what_one_could_be_drawn_for() -> None:
    files = base()
    site = render_site(course_of(files, AS_OF))
    home, brief = site["index.md"].decode(), site["two-minutes/index.md"].decode()
    assert '<a href="two-minutes/">In two minutes</a>' in home
    assert '<a href="proposals/">The full record</a>' in home
    assert "Every member has the same chance, whether they write every day or look in once a year" in brief
    assert "By lot are filled the care circle." in brief
    assert "The care circle, 5 seats for 12 months. It reviews the work of the shop table and hears complaints." in brief
    assert "You have 10 days to answer. A yes or a no to whoever wrote is enough; nobody asks why" in brief
    assert "Answers are awaited" not in brief
    path = "juries/2026-care-circle-1/log.yml"
    summons = log(event("2026-03-30T12:00:00Z", "summoned", by="secretary"))
    assert read_archive({**files, path: files[path] + summons}).faults == ()
    asked = render_site(course_of({**files, path: files[path] + summons}, AS_OF))["two-minutes/index.md"].decode()
    assert "Answers are awaited now in: [The first care circle](../juries/2026-care-circle-1/index.md) (until" in asked
