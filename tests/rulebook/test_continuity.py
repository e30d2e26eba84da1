"""Whether a charter goes on by itself: sound charters pass, and each broken one is caught with its chain."""

import re
import time
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folkmoot.records.value import parse_span
from folkmoot.rulebook.continuity import continuity
from folkmoot.rulebook.mandate import later, mandates
from folkmoot.rulebook.oversight import Edge, Hold, watchers
from folkmoot.rulebook.weakness import Kind
from rulebook.small_charter import AS_OF, Charter, body, book, by, chain, found, procedure, rule, sound, the_one, with_rules


def test_a_sound_charter_has_nothing() -> None:
    assert found(sound()) == ()


def test_a_board_that_fills_its_own_seats() -> None:
    weakness = the_one(with_rules("03-bodies", "bodies", board=body("decide", select=by("board"))))
    assert weakness.kind is Kind.SELF_PERPETUATING
    assert chain(weakness) == [("03-bodies", "bodies.board.select.by")]
    assert weakness.what == "'board' fills its own seats, and nobody else ever can"


def test_two_bodies_in_two_articles_that_fill_each_other() -> None:
    charter = with_rules("03-bodies", "bodies", board=body("decide", select=by("council")))
    charter["04-council"] = {"rules": {"bodies": {"council": body("agenda", select=by("board"))}}}
    weakness = the_one(charter)
    assert chain(weakness) == [("03-bodies", "bodies.board.select.by"), ("04-council", "bodies.council.select.by")]
    assert weakness.what == (
        "'board' is filled by 'council', 'council' is filled by 'board' (charter/04-council.md), and nobody else ever can"
    )


def test_a_body_below_a_circle_is_not_told_again() -> None:
    extra = {"board": body("decide", select=by("board")), "desk": body("decide", select=by("board"))}
    assert the_one(with_rules("03-bodies", "bodies", **extra)).kind is Kind.SELF_PERPETUATING


def test_a_self_filled_club_without_any_power_that_counts_is_left_alone() -> None:
    assert found(with_rules("03-bodies", "bodies", choir=body("draft", select=by("choir")))) == ()


def test_a_body_that_a_procedure_needs_counts_whatever_its_powers() -> None:
    charter = with_rules("03-bodies", "bodies", choir=body("draft", select=by("choir")))
    charter["02-decide"]["rules"]["procedures"]["song"] = procedure("choir", "simple")
    assert the_one(charter).kind is Kind.SELF_PERPETUATING


@pytest.mark.parametrize(
    ("select", "what"),
    [
        ({"method": "appointment"}, "'board' is filled by appointment, and nothing says by whom"),
        ({"method": "election"}, "'board' is filled by election, and nothing says by whom"),
        (by("secretary"), "'board' is filled by 'secretary', and nothing says who that is"),
    ],
)
def test_an_orphan(select: dict[str, Any], what: str) -> None:
    weakness = the_one(with_rules("03-bodies", "bodies", board=body("decide", select=select)))
    assert (weakness.kind, weakness.what) == (Kind.ORPHAN, what)


@pytest.mark.parametrize("select", [by("members"), by("worker"), {"method": "open"}, {"method": "sortition"}, by("jury")])
def test_members_a_class_an_open_door_a_lot_and_a_lasting_body_can_fill(select: dict[str, Any]) -> None:
    assert found(with_rules("03-bodies", "bodies", board=body("decide", select=select))) == ()


def _founded(last: str, **fields: Any) -> Charter:
    founders = body("operate", select={"method": "open"}, expires=last)
    charter = with_rules("03-bodies", "bodies", board=body("decide", select=by("founders"), **fields))
    charter["00-start"] = {"rules": {"bodies": {"founders": founders}}}
    return charter


def test_a_filler_that_ends_without_a_successor() -> None:
    weakness = the_one(_founded("2026-06-30"))
    assert weakness.kind is Kind.FILLER_ENDS
    assert chain(weakness) == [("03-bodies", "bodies.board.select.by"), ("00-start", "bodies.founders.expires")]
    assert weakness.what == (
        "'board' is filled by 'founders', and 'founders' ends on 2026-06-30 (charter/00-start.md); its seats last 12 months: "
        "after 2027-06-30 nobody sits"
    )


def test_a_body_that_ends_while_its_last_seats_run_is_sound() -> None:
    assert found(_founded("2026-06-30", expires="2027-06-30")) == ()
    assert the_one(_founded("2026-06-30", expires="2027-07-01")).kind is Kind.FILLER_ENDS
    assert found(_founded("2026-06-30", expires="2027-07-01", term="13m")) == ()


def test_the_clock_runs_for_twenty_years() -> None:
    assert the_one(_founded("2044-12-31")).kind is Kind.FILLER_ENDS
    assert found(_founded("2045-01-01")) == ()


def test_a_filler_whose_own_filler_ends_is_told_once_at_the_first_gap() -> None:
    charter = _founded("2026-06-30")
    charter["03-bodies"]["rules"]["bodies"]["desk"] = body("decide", select=by("board"))
    assert the_one(charter).what.startswith("'board' is filled by 'founders'")


def test_an_article_that_ends_takes_its_bodies_and_its_decision_rules_along() -> None:
    charter = _founded("2030-12-31")
    charter["00-start"]["expires"] = "2026-06-30"
    assert chain(the_one(charter))[1] == ("00-start", "expires")
    rules = sound()
    rules["05-vote"] = {"expires": "2026-06-30", "rules": {"decisions": {"board-vote": rule("1/2", "true")}}}
    rules["03-bodies"]["rules"]["bodies"]["board"] = body(
        "decide", select={"method": "election", "by": "members", "decision_rule": "board-vote"}
    )
    weakness = the_one(rules)
    assert weakness.kind is Kind.FILLER_ENDS
    assert chain(weakness)[1] == ("05-vote", "expires")


def test_what_has_ended_by_the_day_of_the_audit_needs_nobody() -> None:
    ended = body("decide", select=by("founders"), expires="2025-12-31", term=None, removal=None, reports=None)
    ended = {key: value for key, value in ended.items() if value is not None}
    charter = with_rules("03-bodies", "bodies", board=ended)
    charter["00-start"] = {"rules": {"bodies": {"founders": body("operate", select=by("founders"), expires="2025-01-01")}}}
    assert found(charter) == ()
    assert {each.kind for each in found(charter, date(2025, 12, 31))} >= {Kind.NO_REMOVAL, Kind.NO_REPORT}


def test_a_procedure_outlives_its_decider() -> None:
    charter = with_rules("03-bodies", "bodies", crew=body("decide", expires="2026-12-31"))
    charter["02-decide"]["rules"]["procedures"]["crewing"] = procedure("crew", "simple")
    weakness = the_one(charter)
    assert weakness.kind is Kind.DECIDER_ENDS
    assert chain(weakness) == [("02-decide", "procedures.crewing.decide.by"), ("03-bodies", "bodies.crew.expires")]


def test_a_procedure_that_ends_with_its_decider_is_sound() -> None:
    charter = sound()
    charter["00-start"] = {
        "expires": "2026-12-31",
        "rules": {"bodies": {"crew": body("decide")}, "procedures": {"crewing": procedure("crew", "simple")}},
    }
    assert found(charter) == ()


def test_a_sunset_by_a_condition_only() -> None:
    purpose = "Lead the co-op until 30,000 members\n  have joined. Then go."
    weakness = the_one(with_rules("03-bodies", "bodies", lead=body("decide", purpose=purpose)))
    assert weakness.kind is Kind.SUNSET_BY_CONDITION
    assert chain(weakness) == [("03-bodies", "bodies.lead.purpose")]
    assert weakness.what == "'lead' is there 'until 30,000 members have joined', and no day ends it"
    assert found(with_rules("03-bodies", "bodies", lead=body("decide", purpose=purpose, expires="2027-01-31"))) == ()


def _phased(**fields: Any) -> Charter:
    charter = with_rules("03-bodies", "bodies", crew=body("operate", **fields))
    plan = {"phases": {"founding": {"starts": "2026-01-01", "ends": "2026-09-30", "bodies": ["crew"]}}}
    charter["00-start"] = {"class": "transitional", "expires": "2026-12-31", "rules": {"plan": plan}}
    return charter


def test_a_body_of_a_phase_needs_a_last_day_of_its_own() -> None:
    weakness = the_one(_phased())
    assert weakness.kind is Kind.SUNSET_WITHOUT_DAY
    assert chain(weakness) == [("03-bodies", "bodies.crew"), ("00-start", "plan.phases.founding.ends")]
    assert weakness.mend == "add expires: 2026-09-30"
    assert found(_phased(expires="2026-09-30")) == ()


def test_a_transitional_article_without_an_end() -> None:
    charter = _phased(expires="2026-09-30")
    del charter["00-start"]["expires"]
    weakness = the_one(charter)
    assert (weakness.kind, chain(weakness)) == (Kind.TRANSITIONAL_WITHOUT_END, [("00-start", "class")])


def _extending(**fields: Any) -> Charter:
    charter = sound()
    bodies = {"crew": body("decide", expires="2026-12-31"), "table": body("decide", select=by("crew"), expires="2026-12-31")}
    procedures = {"own": procedure(fields.get("decider", "crew"), "simple", "charter/05-*")}
    charter["05-crew"] = {
        "expires": "2026-12-31", "entrenched_by": fields.get("entrenched_by"), "rules": {"bodies": bodies, "procedures": procedures},
    }  # fmt: skip
    return charter


def test_a_body_that_may_move_its_own_end() -> None:
    extending = [each for each in found(_extending()) if "crew" in each.chain[0].says]
    assert [each.kind for each in extending] == [Kind.SELF_EXTENSION]
    assert chain(extending[0]) == [("05-crew", "bodies.crew.expires"), ("05-crew", "procedures.own.decide.by")]
    assert extending[0].mend == "add a line 'entrenched_by: amendment' to the head of this article"
    assert found(_extending(entrenched_by="amendment")) == ()


def test_a_body_that_fills_those_who_may_move_its_end() -> None:
    says = [each.what for each in found(_extending(decider="table"))]
    assert "'crew' fills 'table', which decides 'own', which may change this article" in says[0]


@pytest.mark.parametrize(
    ("day", "span", "result"),
    [
        ("2024-01-31", "1m", "2024-02-29"), ("2024-02-29", "1y", "2025-02-28"), ("2025-12-31", "25h", "2026-01-02"),
        ("2025-12-31", "2w", "2026-01-14"), ("2025-12-31", "99999y", "9999-12-31"), ("2025-12-31", "52w", "2026-12-30"),
        ("9999-12-01", "99d", "9999-12-31"),
    ],
)  # fmt: skip
def test_a_span_later(day: str, span: str, result: str) -> None:
    assert later(date.fromisoformat(day), parse_span(span)) == date.fromisoformat(result)


def test_who_watches_whom() -> None:
    edges = watchers(book(sound()), AS_OF)
    assert {edge for edge in edges if edge.watched in ("board", "jury")} == {
        Edge("board", Hold.FILLS, "jury", "bodies.board.select"),
        Edge("board", Hold.REMOVES, "members", "bodies.board.removal"),
        Edge("board", Hold.HEARS, "members", "bodies.board.reports"),
        Edge("jury", Hold.FILLS, "lot", "bodies.jury.select"),
        Edge("jury", Hold.REMOVES, "members", "bodies.jury.removal"),
        Edge("jury", Hold.HEARS, "members", "bodies.jury.reports"),
        Edge("jury", Hold.STOPS, "watch", "procedures.amendment.veto"),
    }
    assert not [edge for edge in watchers(book(_founded("2026-06-30")), date(2026, 7, 1)) if "founders" in (edge.watcher, edge.watched)]


_NAMES = ["a1", "b2", "c3", "d4", "e5", "members", "secretary"]


@settings(max_examples=30, deadline=None)
@given(
    fillers=st.lists(st.sampled_from(_NAMES), min_size=5, max_size=5),
    ends=st.lists(st.sampled_from([None, "2025-06-30", "2026-06-30", "2030-06-30"]), min_size=5, max_size=5),
    order=st.permutations(range(5)),
)
def test_the_order_of_articles_changes_nothing(fillers: list[str], ends: list[str | None], order: list[int]) -> None:
    bodies = [body("decide", select=by(filler), **({"expires": end} if end else {})) for filler, end in zip(fillers, ends, strict=True)]

    def told(positions: list[int]) -> list[tuple[Kind, str]]:
        charter = sound()
        for place, position in enumerate(positions):
            charter[f"1{place}-more"] = {"rules": {"bodies": {_NAMES[position]: bodies[position]}}}
        return sorted((each.kind, re.sub(r" \(charter/[^)]*\)", "", each.what)) for each in found(charter))

    assert told(order) == told(list(range(5)))


@settings(max_examples=30, deadline=None)
@given(fillers=st.lists(st.sampled_from(_NAMES), min_size=5, max_size=5))
def test_a_circle_is_found_exactly_when_a_body_reaches_itself(fillers: list[str]) -> None:
    graph = dict(zip(_NAMES[:5], fillers, strict=True))
    circles = set()
    for start in graph:
        seen, here = [start], graph[start]
        while here in graph and here not in seen:
            seen, here = [*seen, here], graph[here]
        if here == start:
            circles.add(frozenset(seen))
    charter = with_rules("03-bodies", "bodies", **{name: body("decide", select=by(filler)) for name, filler in graph.items()})
    told = [each for each in found(charter) if each.kind is Kind.SELF_PERPETUATING]
    assert {frozenset(str(link.keys[2]) for link in each.chain) for each in told} == circles
    assert len(told) == len(circles)


def test_two_hundred_bodies_are_audited_in_half_a_second() -> None:
    chained = {f"body-{number}": body("decide review", select=by(f"body-{number - 1}" if number else "members")) for number in range(200)}
    large = book(with_rules("03-bodies", "bodies", **chained))
    start = time.process_time()
    assert continuity(large, AS_OF) == ()
    assert len(mandates(large)["body-199"].chain) == 200
    assert time.process_time() - start < 0.5
