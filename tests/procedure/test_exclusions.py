"""Who cannot be drawn: one reason each, from the charter and the seats of the day, and from the question itself."""

from pathlib import Path

from co_op import event, log, proposal, write_tree
from folkmoot.procedure.exclusions import Bar, barred, involved, kept_apart, soonest
from folkmoot.procedure.seats import tenures
from folkmoot.records.value import parse_instant, write_instant
from ideas.glade import MEMBERS, at_end, board, bodies, decided, founded, sit


def _reasons(root: Path, name: str, day: str) -> dict[str, str]:
    course = at_end(root, day)
    return {bar.entry: bar.reason for bar in barred(course, tenures(course), name, course.as_of) if bar.entry}


def test_bodies_keep_each_other_out_either_way_round(tmp_path: Path) -> None:
    book = at_end(founded(tmp_path), "2023-03-01").charter.book
    assert kept_apart(book, "review-committee") == {"board", "staff"}
    assert kept_apart(book, "board") == {"review-committee", "nominating-jury", "board-jury"}
    assert kept_apart(book, "nobody") == frozenset()


def test_everybody_kept_out_has_one_reason(tmp_path: Path) -> None:
    root = founded(tmp_path)
    chosen = board(root)
    names = sit(root, "2024-nominating", "nominating-jury", 4, "2024-02-01")
    found = _reasons(root, "nominating-jury", "2024-03-01")
    assert {found[entry] for entry in chosen} == {"sits-in-board"}
    assert {found[entry] for entry in names} == {"sits-in-nominating-jury"}
    assert sum(reason == "served-lately" for reason in found.values()) == 4, "those of 2023, within 24 months"
    assert _reasons(root, "nominating-jury", "2027-03-01") == {}


def test_without_a_cool_off_all_terms_that_one_may_serve_are_counted(tmp_path: Path) -> None:
    council = {**bodies()["agenda-council"], "select": {"method": "sortition", "draw_rule": "by-lot"}, "max_terms": "1", "term": "1m"}
    root = founded(tmp_path, **{"agenda-council": council})
    drawn = sit(root, "2023-agenda", "agenda-council", 3, "2023-02-01")
    assert _reasons(root, "agenda-council", "2023-06-01") == dict.fromkeys(sorted(drawn), "served-its-turns")


def test_a_body_makes_those_wait_who_sat_in_another(tmp_path: Path) -> None:
    watch = {**bodies()["review-committee"], "cool_off_from": {"garden": "6m"}}
    root = founded(tmp_path, **{"review-committee": watch})
    decided(root, "2023-garden", "policy", "2023-02-01", "m-0001", ("garden", f"{MEMBERS[30]}, {MEMBERS[31]}"))
    assert _reasons(root, "review-committee", "2023-06-01") == dict.fromkeys((MEMBERS[30], MEMBERS[31]), "sat-in-garden")
    assert _reasons(root, "review-committee", "2024-06-01") == dict.fromkeys((MEMBERS[30], MEMBERS[31]), "sat-in-garden")
    assert _reasons(root, "review-committee", "2024-09-01") == {}, "half a year after their term"
    later, before = at_end(root, "2023-06-01"), parse_instant("2023-02-10T12:00:00Z")
    assert [bar for bar in barred(later, tenures(later), "review-committee", before) if bar.entry] == [], (
        "a call of before they sat stays sound"
    )


def test_who_put_the_question_does_not_decide_it(tmp_path: Path) -> None:
    root = founded(tmp_path)
    text = proposal("2023-tea", introduced_by="m-1070", seconds=["m-1077", "m-1070"])
    write_tree(
        root, {"proposals/2023-tea/proposal.md": text, "proposals/2023-tea/log.yml": log(event("2023-02-01T12:00:00Z", "opened", "m-1070"))}
    )
    course = at_end(root, "2023-03-01")
    assert involved(course, "2023-tea", course.as_of) == (Bar("introduced-it", "m-1070"), Bar("seconded-it", "m-1077"))
    assert involved(course, "2023-genesis", course.as_of) == (), "what is decided asks nobody any more"
    assert involved(course, "board", course.as_of) == ()


def test_a_jury_is_seated_after_challenge_seed_and_answers(tmp_path: Path) -> None:
    course = at_end(founded(tmp_path), "2023-03-01")
    at = soonest(course, "review-committee", parse_instant("2023-03-01T12:00:00Z"))
    assert write_instant(at) == "2023-03-16T23:00:00Z", "seven days of challenge, and seven to answer after them"
