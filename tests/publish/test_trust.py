"""The page about trust names who could do what, from the keys that are in use."""

from checks.sign_pairs import SOUND, keys, roster
from folkmoot.checks.example import AS_OF, base
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import chronicle
from folkmoot.publish.site import render_site
from folkmoot.records.checkpoint import Checkpoint


def _page(files: dict[str, bytes], checkpoint: Checkpoint | None = None) -> str:
    return render_site(chronicle(read_archive({**base(), **files}), AS_OF), checkpoint=checkpoint)["trust/index.md"].decode()


def test_without_keys_the_page_says_loudly_that_nothing_is_signed() -> None:
    page = _page({})
    assert "fm-note--alone" in page
    assert "Nothing here is signed: this co-op has no keys." in page
    assert "There were no keys yet when it was merged." in page


def test_each_role_stands_with_its_people_their_threshold_and_what_they_could_do() -> None:
    page = _page(SOUND)
    assert '<th scope="row">clerk</th><td>sign rosters and attest</td><td>2 of 3 </td>' in page
    assert "They could put people on a roster who do not exist" in page
    assert page.count("<code>cyd</code>") >= 5
    assert "One signature is enough for the role of secretary and the role of log." in page


def test_one_person_alone_gets_a_loud_badge() -> None:
    page = _page(keys(("ana",), holders=("ana",)))
    assert "One signature rules here: one person alone can name everybody else who signs." in page
    assert page.count(">one is enough</span>") == 5


def test_a_roster_with_too_few_signatures_is_not_called_signed() -> None:
    page = _page({**SOUND, **roster(("ana",), "1"), "juries/rosters/2026-01-members/roster.md.sig.d/bea.sig": b"nothing"})
    assert ">not enough</span>" in page


def test_the_state_of_the_history_can_be_kept() -> None:
    made = render_site(chronicle(read_archive(base()), AS_OF), checkpoint=Checkpoint("brook/log", 31, bytes(32)))
    assert "[this checkpoint](../checkpoint.txt)" in made["trust/index.md"].decode()
    assert made["checkpoint.txt"] == b"brook/log\n31\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"


def test_a_letter_beside_each_act_says_how_sure_it_is() -> None:
    made = render_site(chronicle(read_archive(base()), AS_OF))
    page = made["juries/2026-care-circle-1/index.md"].decode()
    assert "How sure: the maintainers&#x27; word" in page
    assert '<h2 id="how-sure">' in made["trust/index.md"].decode()
