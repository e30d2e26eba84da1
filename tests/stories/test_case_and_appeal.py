"""A case from its filing to its last word, by the commands that a co-op uses: two juries, one appeal, and nobody named."""

import shutil
from pathlib import Path

import pytest

from co_op import event, log
from fern import AGAIN, FIRST, PARTIES, Fern, appealed, case
from folkmoot.formats.canonical import write_document
from folkmoot.publish.site import render_site

PAGE = f"proposals/{FIRST}/index.md"


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Fern:
    """The whole life."""
    return appealed(tmp_path_factory.mktemp("fern"))


@pytest.fixture
def fern(lived: Fern, tmp_path: Path) -> Fern:
    """A copy of it, to do with what a test likes."""
    copied = Fern.__new__(Fern)
    copied.root, copied.folder = shutil.copytree(lived.root, tmp_path / "fern"), tmp_path
    return copied


def page(fern: Fern, as_of: str, path: str = PAGE) -> str:
    return render_site(fern.course(as_of))[path].decode()


def test_the_whole_life_is_sound_and_recomputes(lived: Fern) -> None:
    assert "sound" in lived.run("check", "--as-of", "2023-05-01")
    assert "FAILS" not in lived.run("verify", "--as-of", "2023-05-01")


def test_nobody_sits_in_both_juries_and_no_party_sits_at_all(lived: Fern) -> None:
    first, again = (frozenset(lived.panel(f"{name}-jury")) for name in (FIRST, AGAIN))
    assert len(first) == len(again) == 5
    assert not first & again
    assert not (first | again) & set(PARTIES)


def test_nothing_in_the_records_says_who_the_parties_are(lived: Fern) -> None:
    texts = [path for folder in ("proposals", "juries") for path in (lived.root / folder).rglob("*") if path.is_file()]
    assert [path for path in texts if any(party in path.read_text() for party in PARTIES)] == []


def test_what_cannot_be_undone_waits_for_the_appeal(lived: Fern) -> None:
    """The verdict of 14 March orders the thread deleted by 20 March; the time to appeal ends on 4 April."""
    said = lived.run("next", "--as-of", "2023-03-16", "--for", "hosts")
    assert "delete the thread" in said
    assert "by the end of Wednesday 12 April 2023" in said
    assert "nothing waits for hosts" in lived.run("next", "--as-of", "2023-04-10", "--for", "hosts")
    assert "nothing waits for hosts" in lived.run("next", "--as-of", "2023-05-10", "--for", "hosts")


def test_a_remedy_with_enough_votes_does_not_stand_without_the_finding_it_follows(lived: Fern) -> None:
    decision = (lived.root / f"proposals/{AGAIN}/decision.md").read_text()
    assert "winners:\n- finding-speech\n- remedy-unmute\n" in decision
    assert "remedy-erase has the votes, and no finding that it can follow was adopted." in decision


def test_the_page_of_a_case_answers_every_clause_and_tells_of_the_appeal(lived: Fern) -> None:
    shown = page(lived, "2023-03-16")
    assert "party-a and party-b. These names hold for this case alone." in shown
    assert '<th scope="row">Held in balance with</th><td><a href="../../charter/04-how-we-relate/#c4-1">c4-1 Free expression</a>' in shown
    assert '</a></p><p>The muting limited free expression too far <span class="fm-badge fm-badge--rejected">Not adopted</span> 1 for</p>' in shown
    assert "Was limited, in proportion. Muting one thread leaves every other open. It is a small limit." in shown
    assert "Was broken. Eleven replies in an hour" in shown
    assert "It cannot be undone, so it waits until the end of Tuesday 4 April 2023" in shown
    assert "held by clerk; it is destroyed by 1 June 2023" in shown
    assert "Either party can appeal until the end of Tuesday 4 April 2023" in shown
    assert "is under way. Meanwhile this verdict holds" in page(lived, "2023-04-10")
    ended = page(lived, "2023-05-10")
    assert "its verdict</a> took the place of this one." in ended
    assert "Not any more: the verdict on appeal took its place." in ended
    assert "fm-badge--superseded" in ended
    assert "the second jury adopted &#x27;The muting limited free expression too far&#x27; and &#x27;The thread can be read again" in ended
    assert "No further appeal is possible." in page(lived, "2023-05-10", f"proposals/{AGAIN}/index.md")


def test_what_only_the_jury_saw_must_be_destroyed_and_somebody_must_say_so(fern: Fern) -> None:
    said = fern.run("next", "--as-of", "2023-06-10", "--for", "clerk")
    assert said.count("overdue") >= 2
    assert "P110 overdue (warning): clerk owed this by 2023-06-01: destroy the restricted material" in fern.run("check", "--as-of", "2023-06-10")
    assert "nobody has reported that it was" in page(fern, "2023-06-10")
    report = {
        "id": "2023-05-destroyed", "type": "report", "title": "Destroyed", "summary": "The material was destroyed before a witness.",
        "about": FIRST, "by": "clerk", "period": {"from": "2023-05-30", "to": "2023-05-30"}, "status": "done",
    }  # fmt: skip
    fern.merge({f"proposals/{FIRST}/reports/2023-05-destroyed.md": write_document(report, "\nIt is gone.\n")})
    assert "it was destroyed." in page(fern, "2023-06-10")
    assert fern.run("check", "--as-of", "2023-06-10").count("destroy the restricted material") == 1


@pytest.mark.parametrize(
    ("day", "against", "words"),
    [
        ("2023-04-25", AGAIN, f"'{AGAIN}' is an appeal itself, and there is no other after it"),
        ("2023-04-01", FIRST, f"'{AGAIN}' appeals against this verdict already"),
        ("2023-04-25", FIRST, "the appeal comes too late; it was possible before 2023-04-04T22:00:00Z"),
        ("2023-03-10", FIRST, f"there was no verdict on '{FIRST}' yet"),
    ],
)
def test_there_is_one_appeal_in_its_time_and_none_after(fern: Fern, day: str, against: str, words: str) -> None:
    text = case("2023-once-more", kind="appeal", stage="appeal", responds_to=against, effects=())
    fern.merge({**text, "proposals/2023-once-more/log.yml": log(event(f"{day}T12:00:00Z", "opened", "party-a"))})
    assert f"J009 appeal-out-of-turn: {words}" in fern.run("check", "--as-of", "2023-05-01", code=1)


def test_who_judged_first_or_did_what_is_complained_of_does_not_sit(fern: Fern) -> None:
    """One of the second jury is written into the first, and a seat of the hosts is given to another."""
    log_path = f"juries/{FIRST}-jury/log.yml"
    alone, other = fern.panel(f"{AGAIN}-jury")[:2]
    first = fern.panel(f"{FIRST}-jury")[0]
    joined = (fern.root / log_path).read_bytes() + log(event("2023-03-13T12:00:00Z", "admitted", "registrar", entry=alone, instead=first))
    fern.merge({log_path: joined})
    said = fern.run("check", "--as-of", "2023-05-01", code=1)
    assert f"J010 juror-not-apart: {alone} sits on {AGAIN} and judged {FIRST}" in said
    assert other not in said.partition("J010")[2].partition("\n")[0]
