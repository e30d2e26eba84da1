"""Which decision made a file, a clause, a sentence, a rule: followed through new words, new numbers and new rules."""

from folkmoot.procedure.chronicle import Chronicle
from folkmoot.procedure.provenance import (
    Origin,
    amendments,
    base_of,
    by_sentence,
    changes_of,
    containing,
    last_held,
    made_by,
    origins,
    overtaken,
    places,
    proposed,
    rule_origins,
)
from folkmoot.records.value import parse_instant
from folkmoot.rulebook.redline_outline import headline
from meadow import CLAUSES, DECIDE, FIRST, MEMBERS, SECOND, adopted, course, deciding, founded, lived, members, opened


def _origins(held: Chronicle, name: str) -> tuple[Origin, ...]:
    [place] = places(held.charter, name)
    return origins(held, place, held.charter)


def _makers(held: Chronicle, name: str) -> list[str]:
    return [origin.amendment.proposal.id for origin in _origins(held, name)]


def test_a_file_stands_as_the_last_decision_in_effect_that_touched_it() -> None:
    files = lived()
    makers = {
        day: (made.proposal.id if (made := made_by(course(files, day), MEMBERS, parse_instant(f"{day}T12:00:00Z"))) else None)
        for day in ("2023-01-19", "2023-01-20", "2024-03-09", "2024-03-10", "2026-03-10")
    }
    assert list(makers.values()) == [None, "2023-genesis", "2023-genesis", "2024-unpaid", "2026-leaving"]


def test_a_clause_names_the_decisions_that_changed_its_words() -> None:
    found = _origins(course(lived(), "2026-06-01"), "c1-1")
    assert [origin.amendment.proposal.id for origin in found] == ["2023-genesis", "2024-unpaid"]
    made, changed = found
    assert made.before is None
    assert changed.after is not None
    assert changed.after.text.endswith("Nobody pays to belong, and nobody is paid to.\n\n")
    assert changed.amendment.decision.head.counts == {"for": 3, "against": 0, "abstain": 0}


def test_a_decision_that_changed_only_a_number_the_clause_quotes_is_named() -> None:
    found = _origins(course(lived(), "2026-06-01"), "c1-2")
    assert [origin.amendment.proposal.id for origin in found] == ["2023-genesis", "2025-patience"]
    [value] = found[1].quoted
    assert (value.path, value.before, value.after) == ("rules.procedures.policy.discuss.min", "7 days", "14 days")
    assert found[1].after is not None
    assert "at least 14 days." in found[1].after.text


def test_each_sentence_has_its_own_decision() -> None:
    held = course(lived(), "2026-06-01")
    made = {sentence: origin.amendment.proposal.id for sentence, origin in by_sentence(_origins(held, "c1-1"), held.as_of)}
    assert made == {
        "Everyone who waters the meadow is a member.": "2023-genesis",
        "Nobody pays to belong, and nobody is paid to.": "2024-unpaid",
    }


def test_a_sentence_that_left_and_came_back_stands_since_it_came_back() -> None:
    files = adopted(founded(), "2024-out", {MEMBERS: members(SECOND)}, "2024-03-10")
    files = adopted(files, "2025-back", {MEMBERS: members(FIRST)}, "2025-03-10")
    held = course(files, "2026-06-01")
    made = {sentence: origin.amendment.proposal.id for sentence, origin in by_sentence(_origins(held, "c1-1"), held.as_of)}
    assert made["Nobody pays to belong."] == "2025-back"
    assert made["Everyone who waters the meadow is a member."] == "2023-genesis"


def test_a_clause_is_followed_through_a_new_number() -> None:
    before = "\n## 1. Name\n\nMeadow is the name of all.\n\n## 2. Gates\n\nWhoever opens a gate closes it behind them.\n"
    after = before.replace("## 2. Gates", "## 2. Dogs\n\nDogs are welcome on a lead.\n\n## 3. Gates")
    files = adopted(founded(), "2024-bylaws", {MEMBERS: members(before, [])}, "2024-03-10")
    files = adopted(files, "2025-dogs", {MEMBERS: members(after, [])}, "2025-03-10")
    found = _origins(course(files, "2026-06-01"), "section-3")
    assert [origin.amendment.proposal.id for origin in found] == ["2024-bylaws", "2025-dogs"]
    assert found[1].before is not None
    assert found[1].before.passage.id == "section-2"


def test_a_declared_clause_is_followed_into_another_article() -> None:
    gone = FIRST[: FIRST.index("## c1-2")]
    moved = "\n# How we decide\n\n## c2-1 Votes\n\nMembers decide by majority.\n\n" + FIRST[FIRST.index("## c1-2") :]
    deciding_too = deciding(moved).replace(b"- id: c2-1", b"- id: c1-2\n  title: How long one waits\n- id: c2-1")
    files = adopted(founded(), "2024-move", {MEMBERS: members(gone, CLAUSES[:1]), DECIDE: deciding_too}, "2024-03-10")
    found = _origins(course(files, "2026-06-01"), "c1-2")
    assert [origin.amendment.proposal.id for origin in found] == ["2023-genesis", "2024-move"]
    assert found[1].before is not None
    assert (found[1].before.path, found[1].after.path if found[1].after else "") == (MEMBERS, DECIDE)


def test_a_clause_that_was_removed_keeps_its_history() -> None:
    files = adopted(founded(), "2024-shorter", {MEMBERS: members(FIRST[: FIRST.index("## c1-2")], CLAUSES[:1])}, "2024-03-10")
    held = course(files, "2026-06-01")
    assert places(held.charter, "c1-2") == ()
    [place] = places(held.versions[0], "c1-2")
    found = origins(held, place, held.versions[0])
    assert [(origin.amendment.proposal.id, origin.after is None) for origin in found] == [("2023-genesis", False), ("2024-shorter", True)]


def test_two_decisions_of_one_day_are_two_steps() -> None:
    files = adopted(founded(), "2024-a", {MEMBERS: members(SECOND)}, "2024-03-10")
    files = adopted(files, "2024-b", {MEMBERS: members(SECOND.replace("waters", "weeds"))}, "2024-03-10")
    held = course(files, "2024-06-01")
    assert _makers(held, "c1-1") == ["2023-genesis", "2024-a", "2024-b"]
    assert [headline(redline) for one in amendments(held)[1:] for redline in changes_of(one)] == ["1 clause changed (c1-1)"] * 2
    assert "weeds" in places(held.charter, "c1-1")[0].text


def test_a_decision_that_takes_effect_later_is_told_and_not_yet_in_force() -> None:
    files = adopted(founded(notice="60d"), "2024-later", {MEMBERS: members(SECOND)}, "2024-03-10")
    held = course(files, "2024-03-20")
    assert "nobody is paid" not in places(held.charter, "c1-1")[0].text
    found = _origins(held, "c1-1")
    assert [origin.amendment.since > held.as_of for origin in found] == [False, True]
    assert [origin.amendment.proposal.id for _, origin in by_sentence(found, held.as_of)] == ["2023-genesis", "2023-genesis"]
    assert "nobody is paid" in places(course(files, "2024-06-01").charter, "c1-1")[0].text


def test_before_the_genesis_there_is_nothing() -> None:
    held = course(lived(), "2022-01-01")
    assert held.charter.articles == {}
    assert made_by(held, MEMBERS, held.as_of) is None
    assert containing(held.charter, "meadow") == ()


def test_words_are_found_with_the_clause_they_stand_in() -> None:
    [(place, sentence)] = containing(course(lived(), "2026-06-01").charter, "at least  14 DAYS")
    assert (place.passage.id, sentence) == ("c1-2", "A text is discussed for at least 14 days.")
    assert containing(course(lived(), "2026-06-01").charter, " ") == ()


def test_a_rule_names_the_decisions_that_set_it() -> None:
    steps = rule_origins(course(lived(), "2026-06-01"), "procedures.policy.discuss.min")
    assert [(step.proposal.id, changes[0].before, changes[0].after) for step, changes in steps] == [
        ("2023-genesis", None, "7d"), ("2025-patience", "7d", "14d"),
    ]  # fmt: skip
    whole = rule_origins(course(lived(), "2026-06-01"), "procedures.policy")
    assert [step.proposal.id for step, _ in whole] == ["2023-genesis", "2025-patience"]
    assert rule_origins(course(lived(), "2026-06-01"), "procedures.nothing") == ()


def test_an_open_proposal_is_compared_with_what_it_found_and_with_today() -> None:
    files = opened(lived(), "2026-weeds", {MEMBERS: members(SECOND.replace("waters", "weeds"))}, "2026-02-01")
    held = course(files, "2026-04-01")
    matter = held.matters["2026-weeds"]
    [found] = proposed(held, matter, base_of(held, matter, at_opening=True))
    [now] = proposed(held, matter, base_of(held, matter, at_opening=False))
    assert headline(found) == "1 clause changed (c1-1)"
    assert headline(now) == "1 clause changed (c1-1); 1 clause removed (c1-3)"
    assert [one.proposal.id for one in overtaken(held, matter)] == ["2026-leaving"]


def test_a_proposal_in_force_is_compared_with_the_charter_just_before_it() -> None:
    held = course(lived(), "2026-06-01")
    matter = held.matters["2024-unpaid"]
    assert base_of(held, matter, at_opening=False).proposal == "2023-genesis"
    assert overtaken(held, matter) == ()
    [redline] = proposed(held, held.matters["2023-genesis"], base_of(held, held.matters["2023-genesis"], at_opening=True))[:1]
    assert redline.is_new


def test_an_expired_article_is_found_where_it_last_held() -> None:
    files = adopted(founded(), "2024-ending", {MEMBERS: members(expires="2025-01-31")}, "2024-03-10")
    held = course(files, "2026-06-01")
    assert MEMBERS not in held.charter.articles
    assert last_held(held, MEMBERS).proposal == "2024-ending"


def test_a_number_never_begins_a_line() -> None:
    files = adopted(founded(), "2024-lines", {MEMBERS: members(FIRST.replace("least {{", "least\n{{"))}, "2024-03-10")
    assert "at least 7 days. Then" in places(course(files, "2026-06-01").charter, "c1-2")[0].text
