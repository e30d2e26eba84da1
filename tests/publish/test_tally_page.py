"""The pages of counts: what each method looks at, other readings, and what is kept from them."""

import json
import re
from collections.abc import Mapping

import pytest

from folkmoot.publish.site import render_site
from folkmoot.publish.tally import PROTECTS, protection
from folkmoot.records.ballot import Choice, Marks
from publish.voted_coop import Vote, course_of, ranked, voted_files

RANKINGS = tuple(
    (ranked(text), number)
    for text, number in [
        ("cedar > ash > birch", 13), ("cedar > birch > ash", 8), ("ash > birch > cedar", 20), ("ash > cedar > birch", 4), ("ash", 6),
        ("birch > ash > cedar", 15), ("birch > cedar > ash", 5), ("birch", 13),
    ]
)  # fmt: skip
FEW = ((ranked("ash > birch"), 2), (ranked("birch > ash"), 1))
TREES = ("ash", "birch", "cedar")
SCORES: tuple[tuple[Choice, int], ...] = (
    (Marks((("ash", 5), ("birch", 4), ("cedar", 0))), 30), (Marks((("birch", 5), ("cedar", 3))), 20),
)  # fmt: skip
VERDICT: tuple[tuple[Choice, int], ...] = (
    (Marks((("finding-doxxing", "against"), ("finding-harassment", "for"), ("remedy-apology", "for"))), 6),
    (Marks((("finding-doxxing", "for"), ("finding-harassment", "for"), ("remedy-apology", "against"))), 1),
)
OBJECTED = {
    "at": "2024-02-12T12:00:00Z", "act": "objected", "by": "m-0003", "ref": "c1", "reason": "It <b>costs</b> more than we have.",
}  # fmt: skip


@pytest.fixture(scope="module")
def site() -> Mapping[str, bytes]:
    votes = (
        Vote("schulze", TREES, RANKINGS),
        Vote("irv", TREES, RANKINGS),
        Vote("stv", ("ash", "birch"), FEW),
        Vote("star", TREES, SCORES),
        Vote("majority", (), (("for", 31), ("against", 24), ("abstain", 12))),
        Vote("verdict", ("finding-harassment", "finding-doxxing", "remedy-apology"), VERDICT),
        Vote("consent", (), (("consent", 20), ("object", 1)), (OBJECTED,)),
    )
    return render_site(course_of(voted_files(votes)))


def page(site: Mapping[str, bytes], rule: str) -> str:
    return site[f"proposals/2024-{rule}/index.md"].decode().partition("## The decision")[2]


def test_a_pair_is_marked_by_a_sign_and_by_weight_and_not_by_colour_alone(site: Mapping[str, bytes]) -> None:
    text = page(site, "schulze")
    assert re.search(r'<td class="fm-pair fm-pair--beats"><strong>37</strong><span[^>]*>\u25b2</span><span class="fm-hidden"> beats', text)
    assert '<td class="fm-pair">28</td>' in text
    assert '<th scope="row">1</th><td>ash</td><td>elected</td>' in text


def test_every_bar_of_a_round_has_its_number_as_text(site: Mapping[str, bytes]) -> None:
    text = page(site, "irv")
    bars = re.findall(r'<li><span class="fm-round__name">(\w+)[^/]*?(?:</span>)+ <span class="fm-round__votes">([\d,.]+)</span><svg', text)
    assert bars == [("birch", "33"), ("ash", "30"), ("cedar", "21"), ("ash", "43"), ("birch", "41")]
    assert text.count("<svg") == 5
    assert '<tr><th scope="row">cedar</th><td>21</td><td>\N{EN DASH}</td></tr>' in text


def test_the_runoff_of_star_has_its_own_scale(site: Mapping[str, bytes]) -> None:
    widths = re.findall(r'fm-round__bar--(?:elected|in)" x="0" y="0" width="(\d+)"', page(site, "star"))
    assert widths == ["1000", "681", "272", "1000", "666"]


def test_other_readings_are_told_with_what_they_would_change(site: Mapping[str, bytes]) -> None:
    text = page(site, "majority")
    assert "Of 2 other readings of the rule, 1 would have come to another result." in text
    assert "Another outcome: rejected in place of adopted." in text
    assert "No other reading of the rule that was tried would have come to another result." in page(site, "irv")


def test_rankings_are_cut_where_one_of_them_is_odd(site: Mapping[str, bytes]) -> None:
    text = page(site, "irv")
    assert "4 ballots of 84 have fewer than 4 others alike. Cut after 1 place" in text
    assert '<tr><th scope="row">birch</th><td>33</td></tr>' in text
    assert "cedar &gt; ash" not in text


def test_of_three_ballots_nothing_but_the_result_is_shown(site: Mapping[str, bytes]) -> None:
    text = page(site, "stv")
    assert "Only 3 ballots were counted" in text
    assert "fm-round" not in text
    assert "First preferences" not in text
    assert "Under other rules" not in text
    data = {each["id"]: each for each in json.loads(site["api/v1/proposals.json"])["proposals"]}
    assert data["2024-stv"]["counts"] is None
    assert data["2024-stv"]["ballots_shown"]["shown"] == "result"
    assert data["2024-irv"]["ballots_shown"]["places"] == 1
    assert data["2024-majority"]["counts"] == {"for": 31, "against": 24, "abstain": 12}


def test_a_verdict_tells_each_item_and_keeps_the_odd_ballot_to_itself(site: Mapping[str, bytes]) -> None:
    text = page(site, "verdict")
    assert re.search(r"finding-harassment</th><td><span[^>]*>stands</span></td><td>7</td><td>0</td>", text)
    assert re.search(r"finding-doxxing</th><td><span[^>]*>falls</span></td><td>1</td><td>6</td>", text)
    assert "only the numbers that the count needs are shown" in text
    assert "finding-doxxing: for" not in text


def test_an_objection_stands_with_its_reason_and_cannot_become_markup(site: Mapping[str, bytes]) -> None:
    text = page(site, "consent")
    assert "It &lt;b&gt;costs&lt;/b&gt; more than we have." in text
    assert "Consent did not decide, so the fall-back rule did:" in text


@pytest.mark.parametrize("kind", PROTECTS)
def test_every_kind_of_ballot_says_what_it_does_not_protect(kind: str) -> None:
    assert f"What {kind} ballots protect" in protection(kind)
    assert "Does not protect" in protection(kind)


def test_every_kind_of_secrecy_in_the_vocabulary_is_explained() -> None:
    from typing import get_args

    from folkmoot.records.decision_rule import DecisionRule

    kept_elsewhere = {"packed"}  # no word of a rule: how open and attested ballots are kept, where they are too many
    assert set(PROTECTS) - kept_elsewhere == set(get_args(DecisionRule.model_fields["secrecy"].annotation))


def test_the_page_carries_no_voter_beside_a_choice(site: Mapping[str, bytes]) -> None:
    for rule in ("irv", "schulze", "star", "verdict"):
        assert not re.search(r"m-\d{4}", page(site, rule))
