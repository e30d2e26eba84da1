"""The editorial waiver: which corrections of a frozen text are no other text, who may make them, and when."""

from typing import Any

import pytest

from checks.brook import DRAFT, GENESIS, LOG, OPEN, TEXT, changed, found, text_digest
from co_op import event, log
from folkmoot.checks.example import base
from folkmoot.checks.waivers import _distance

CHARTER = "charter/02-how-we-decide.md"
RULE = "  procedures:\n    genesis:"
OPENED = event("2026-03-02T12:00:00Z", "opened", "m-285a")
SLIPS = {"same work": "smae work", "know each other.": "knwo each\nother."}
"""What was frozen with slips of the pen, and reads rightly in Brook: two words and a line too many."""


def _rules(words: int = 3) -> dict[str, bytes]:
    """Brook's charter with a rule that lets the secretary correct."""
    editorial = f"      editorial: {{by: secretary, words: {words}}}\n"
    after = "      discuss: {min: 14d, max: 90d}\n      freeze: 3d\n      decide: {by: members, rule: two-thirds, open: 5d}\n"
    [data] = changed(CHARTER, after, after + editorial).values()
    return {CHARTER: data, f"{GENESIS}/changes/{CHARTER}": data}


def _corrected(was: dict[str, bytes], becomes: dict[str, bytes], *events: dict[str, Any], words: int = 3) -> dict[str, bytes]:
    """Brook with its open proposal frozen as it was, and corrected to what it becomes."""
    before, after = {**base(), **was}, {**base(), **becomes}
    frozen = event("2026-03-20T12:00:00Z", "frozen", "secretary", text=text_digest(before))
    told = events or (_event(),)
    acts = [{**each, "text": text_digest(after)} if each["act"] == "corrected" else each for each in told]
    kept = {path.replace(OPEN, f"{OPEN}/frozen"): before[path] for path in {*was, *becomes}}
    return {**_rules(words), **becomes, **kept, LOG: log(OPENED, frozen, *acts)}


def _event(at: str = "2026-03-21T12:00:00Z", by: str = "secretary", reason: str = "slips of the pen") -> dict[str, Any]:
    return event(at, "corrected", by, reason=reason)


def _slips() -> dict[str, bytes]:
    text = base()[TEXT].decode()
    for right, slip in SLIPS.items():
        assert right in text
        text = text.replace(right, slip)
    return {TEXT: text.encode()}


def _said(files: dict[str, bytes], check: str = "P119") -> list[str]:
    """What a check says of the open proposal; that the genesis was given a rule in the tests is no part of it."""
    told = [each for each in found(check, files) if each.place.path.startswith(OPEN)]
    return [f"{each.place.path.removeprefix(f'{OPEN}/')}:{each.place.line} {each.what}" for each in told]


def _other(old: str, new: str, path: str = TEXT) -> list[str]:
    """What is said when these words of Brook were corrected to others."""
    return _said(_corrected({}, changed(path, old, new)))


def test_white_space_may_be_corrected() -> None:
    files = _corrected({}, changed(TEXT, "the first day. Two", "the  first\nday.\nTwo"))
    assert _said(files) == _said(files, "P007") == _said(files, "P101") == _said(files, "P005") == []


def test_white_space_that_makes_another_paragraph_of_a_clause_is_not_editorial() -> None:
    clauses = changed(TEXT, "first day. Two months", "first day.\n\n**c1-2** Two months")
    joined = {TEXT: clauses[TEXT].replace(b"\n\n**c1-2**", b" **c1-2**")}
    what = "headings, lists or clauses begin on other lines than when the text was frozen"
    assert _said(_corrected(clauses, joined)) == [f"proposal.md:14 {what}"]


def test_spelling_may_be_corrected() -> None:
    files = _corrected(_slips(), {TEXT: base()[TEXT]})
    assert _said(files) == _said(files, "P007") == _said(files, "P105") == _said(files, "F013") == []


def test_an_article_among_the_changes_may_be_corrected() -> None:
    slip = {DRAFT: base()[DRAFT].replace(b"title: Members", b"title: Membres").replace(b"can become", b"can becmoe")}
    assert _said(_corrected(slip, {DRAFT: base()[DRAFT]})) == []


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("do the same", "do not the same", "18 words stand here, 17 were frozen"),
        ("Two months", "Ten months", "'Ten' stands here for 'Two': on such a word the sentence turns"),
        ("first day", "1st day", "'1st' stands here for 'first': a number does not change"),
        ("day. Two", "day, Two", "'day,' stands here for 'day.': a mark does not change"),
        ("Newcomers", "Oldcomers", "'Oldcomers' stands here for 'Newcomers': letters that differ: 3, at most: 2"),
        ("to know", "do know", "'do' stands here for 'to': letters that differ: 1, at most: 0"),
        ("know", "unknow", "'unknow' stands here for 'know': on such a word the sentence turns"),
        ("months are", "months/ are", "'months/' stands here for 'months': a link or a name does not change"),
    ],
)
def test_what_changes_the_sense_is_not_editorial(old: str, new: str, what: str) -> None:
    assert _other(old, new) == [f"proposal.md:15 {what}"]


@pytest.mark.parametrize(
    ("path", "old", "new", "what"),
    [
        (TEXT, "due: 2026-07-01", "due: 2026-08-01", "proposal.md:11 'effects' reads otherwise than when it was frozen"),
        (TEXT, "asks: Shall", "asks: Shal", "proposal.md:9 'asks' reads otherwise than when it was frozen"),
        (DRAFT, "waiting: 2m", "waiting: 9m", "changes/charter/01-members.md:8 'rules' reads otherwise than when it was frozen"),
        (TEXT, "after two months. Today", "after ten months. Today",
         "proposal.md:6 'ten' stands here for 'two': on such a word the sentence turns"),
    ],
)  # fmt: skip
def test_only_the_prose_of_a_head_may_be_corrected(path: str, old: str, new: str, what: str) -> None:
    assert _other(old, new, path) == [what]


def test_no_more_words_than_the_rule_allows() -> None:
    what = "2 words are spelled otherwise than when the text was frozen, the rule allows 1"
    assert _said(_corrected(_slips(), {TEXT: base()[TEXT]}, words=1)) == [f"log.yml:3 {what}"]
    assert _said(_corrected(_slips(), {TEXT: base()[TEXT]}, words=2)) == []


def test_without_a_rule_nobody_corrects() -> None:
    files = _corrected(_slips(), {TEXT: base()[TEXT]})
    unruled = {path: data for path, data in files.items() if not path.endswith(CHARTER)}
    assert _said(unruled) == ["log.yml:3 no rule 'procedures.amendment.editorial' lets anybody correct a frozen text"]
    assert [line[:31] for line in _said(unruled, "P007")] == ["log.yml:2 frozen was " + files[LOG].decode().split("text: ")[1][:10]]


def test_somebody_elses_correction_binds_nothing() -> None:
    files = _corrected(_slips(), {TEXT: base()[TEXT]}, _event(by="m-285a"))
    assert _said(files) == ["log.yml:3 a frozen text is corrected by secretary, not by m-285a"]
    assert len(_said(files, "P007")) == len(_said(files, "P101")) == 1


def test_a_correction_after_the_vote_opened_binds_nothing() -> None:
    roster = {"kind": "roster", "id": "2026-01-members", "digest": "0" * 64}
    opened = event("2026-03-25T12:00:00Z", "voting-opened", "secretary", electorate=roster)
    files = _corrected(_slips(), {TEXT: base()[TEXT]}, opened, _event("2026-03-26T12:00:00Z"))
    assert _said(files) == ["log.yml:4 a text is corrected between its freeze and the vote, this comes after 'voting-opened'"]
    assert len(_said(files, "P007")) == len(_said(files, "P005")) == 1


def test_a_correction_gives_its_reason() -> None:
    files = _corrected(_slips(), {TEXT: base()[TEXT]}, _event(reason=""))
    told = log(OPENED, event("2026-03-20T12:00:00Z", "frozen", "secretary"), event("2026-03-21T12:00:00Z", "corrected", "secretary"))
    assert "log.yml:3 the correction has no 'text'" in _said({**files, LOG: told})


def test_what_was_frozen_is_kept() -> None:
    files = _corrected(_slips(), {TEXT: base()[TEXT]})
    lost = {path: data for path, data in files.items() if "/frozen/" not in path}
    [said] = _said(lost)
    assert said.startswith("log.yml:2 with what is kept below frozen/ the text comes to ")
    unsaid = {**files, LOG: log(OPENED)}
    assert _said(unsaid) == ["frozen/proposal.md:1 this was kept as frozen, and no correction is recorded"]


@pytest.mark.parametrize(
    ("one", "other", "letters"), [("their", "thier", 1), ("same", "same", 0), ("", "abc", 3), ("kitten", "sitting", 3), ("ca", "abc", 3)]
)
def test_letters_are_counted(one: str, other: str, letters: int) -> None:
    assert _distance(one, other) == _distance(other, one) == letters
