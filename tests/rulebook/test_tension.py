"""What else must be answered when somebody judges by a clause."""

from co_op import article
from folkmoot.formats.layout import read_archive
from folkmoot.rulebook.tension import Clauses, clauses_of, name_of, tension


def clauses(**balances: list[str]) -> Clauses:
    heads = [{"id": name.replace("_", "-"), "title": "About it", "balances_with": others} for name, others in balances.items()]
    archive = read_archive({"charter/01-x.md": article(id="01-x", rules={}, clauses=heads)})
    return clauses_of(archive.articles)


def test_a_clause_that_stands_alone_is_answered_alone() -> None:
    assert tension(clauses(c1_1=[], c1_2=[]), ["c1-2"]) == ("c1-2",)


def test_a_balance_holds_in_both_directions_and_over_several_steps_in_the_order_of_the_charter() -> None:
    known = clauses(c1_1=["c1-3"], c1_2=["c1-1"], c1_3=["c1-4"], c1_4=[], c1_5=["c1-5"])
    assert tension(known, ["c1-4"]) == ("c1-1", "c1-2", "c1-3", "c1-4")
    assert tension(known, ["c1-5"]) == ("c1-5",)


def test_what_is_no_clause_is_left_out() -> None:
    assert tension(clauses(c1_1=["c9-9"]), ["c1-1", "c8-8"]) == ("c1-1",)
    assert name_of(clauses(c1_1=[]), "c8-8") == "c8-8"
