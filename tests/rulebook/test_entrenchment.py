"""Whether what is hard to change can be changed by an easy way: the two-step lowering, and what counts as harder."""

import time
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folkmoot.records.value import parse_span
from folkmoot.rulebook.entrenchment import entrenchment, governing, routes
from folkmoot.rulebook.hardness import is_as_long, lacks
from folkmoot.rulebook.mandate import mandates
from folkmoot.rulebook.weakness import Kind, Weakness
from rulebook.small_charter import AS_OF, Charter, articles, body, book, by, chain, procedure, rule, sound, with_rules


def found(charter: Charter, as_of: date = AS_OF) -> tuple[Weakness, ...]:
    return entrenchment(book(charter), as_of, articles(charter))


def opened(*paths: str, **articles: Any) -> Charter:
    """The sound charter, in which `policy` may change these paths and these articles name another procedure or none."""
    charter = with_rules("02-decide", "procedures", policy=procedure("jury", "simple", *paths))
    for name, entrenched_by in articles.items():
        charter[name.removeprefix("a").replace("_", "-")]["entrenched_by"] = entrenched_by
    return charter


def test_a_sound_charter_has_nothing() -> None:
    assert found(sound()) == ()


def test_the_bar_for_amendments_is_lowered_first_and_then_stepped_over() -> None:
    [lowering] = found(opened("policies/*", "charter/07-*", a07_counting=None))
    assert lowering.kind is Kind.WEAKER_ROUTE
    assert chain(lowering) == [
        ("07-counting", "decisions.amend-jury"), ("02-decide", "procedures.amendment"), ("02-decide", "procedures.policy"),
    ]  # fmt: skip
    assert lowering.what == (
        "charter/01-members.md and 2 more are changed by 'amendment' (3/4 of the 48 drawn for 'jury'); the decision rule 'amend-jury' "
        "that says so stands here, and 'policy' (more than 1/2 of the 48 drawn for 'jury') may change this article: "
        "a threshold of more than 1/2 instead of 3/4, no notice instead of 30 days, and less in 1 more"
    )
    assert lowering.mend == "add a line 'entrenched_by: amendment' to the head of charter/07-counting.md"
    assert found(opened("policies/*", "charter/07-*")) == ()


def test_an_article_that_names_the_easier_procedure() -> None:
    [lowering] = found(opened(a07_counting="policy"))
    assert (lowering.kind, lowering.mend) == (Kind.WEAKER_ROUTE, "write entrenched_by: amendment")


@pytest.mark.parametrize(
    ("article", "first", "more"),
    [
        ("a01_members", "membership", ()),
        ("a02_decide", "procedures.amendment", ("draws.by-lot", "decisions.simple")),
        ("a03_bodies", "bodies.jury", ("bodies.watch",)),
    ],
)
def test_every_key_that_decides_how_an_amendment_passes_is_looked_at(article: str, first: str, more: tuple[str, ...]) -> None:
    [lowering] = [each for each in found(opened(**{article: "policy"})) if each.kind is Kind.WEAKER_ROUTE]
    keys = [keys for _, keys in chain(lowering)]
    assert (keys[0], tuple(keys[3:])) == (first, more)


def test_the_keys_that_govern_a_procedure() -> None:
    rules = book(with_rules("03-bodies", "bodies", jury=body("decide", select=by("desk")), desk=body("operate", select=by("members"))))
    assert governing(rules, mandates(rules), "amendment") == (
        "procedures.amendment", "decisions.amend-jury", "bodies.jury", "bodies.desk", "membership", "decisions.simple",
        "bodies.watch", "draws.by-lot",
    )  # fmt: skip


def test_of_several_ways_the_easiest_is_what_protects() -> None:
    charter = opened("charter/*", a07_counting=None)
    for name in ("01-members", "02-decide", "03-bodies"):
        charter[name]["entrenched_by"] = None
    assert found(charter) == (), "everything is as easy as policy, and nothing pretends to be harder"
    charter["01-members"]["entrenched_by"] = "amendment"
    assert {chain(each)[0] for each in found(charter)} == {
        ("02-decide", "procedures.amendment"), ("03-bodies", "bodies.jury"), ("07-counting", "decisions.amend-jury"),
    }  # fmt: skip


def test_genesis_is_no_way_and_neither_is_a_procedure_whose_article_has_ended() -> None:
    charter = sound()
    charter["07-counting"]["entrenched_by"] = None
    charter["00-start"] = {
        "expires": "2026-06-30", "rules": {"procedures": {"quick": procedure("jury", "simple", "charter/*")}},
    }  # fmt: skip
    counting = next(article for article in articles(charter) if article.head.id == "07-counting")
    assert routes(book(charter), counting, AS_OF) == ("amendment", "quick")
    assert {each.kind for each in found(charter)} == {Kind.WEAKER_ROUTE}
    assert routes(book(charter), counting, date(2026, 7, 1)) == ("amendment",)
    assert found(charter, date(2026, 7, 1)) == ()


def test_an_article_without_rules_is_protected_too() -> None:
    charter = opened(a07_counting="policy")
    for name in ("01-members", "02-decide", "03-bodies"):
        charter[name]["entrenched_by"] = "policy"
    assert found(charter) == ()
    charter["09-values"] = {"class": "value"}
    says = found(charter)
    assert says
    assert all(each.what.startswith("charter/09-values.md is changed by 'amendment'") for each in says)


def test_articles_protected_by_a_path_alone_fall_to_a_new_procedure() -> None:
    charter = opened("charter/shop-*.md", a01_members=None, a03_bodies=None)
    [weakness] = found(charter)
    assert weakness.kind is Kind.OPEN_ROUTE
    assert chain(weakness) == [("01-members", "id"), ("03-bodies", "id"), ("02-decide", "procedures.policy")]
    assert weakness.mend == "add a line 'entrenched_by: amendment' to the head of charter/01-members.md, charter/03-bodies.md"
    assert found(opened("charter/shop-*.md")) == ()


def test_files_outside_the_charter_are_protected_by_what_governs_their_procedure() -> None:
    charter = sound()
    charter["02-decide"]["rules"]["procedures"]["chore"] = procedure("jury", "chore-vote", "charter/05-*")
    charter["05-chores"] = {"entrenched_by": "chore", "rules": {"decisions": {"chore-vote": rule("1/3"), "policy-vote": rule("1/2")}}}
    charter["02-decide"]["rules"]["procedures"]["policy"] = procedure("jury", "policy-vote", "policies/*")
    [weakness] = found(charter)
    assert weakness.what.startswith("policies/* is changed by 'policy' (1/2 of the 48 drawn for 'jury'); the decision rule 'policy-vote'")


def weaker(field: str, value: Any) -> str:
    """What a copy of `amendment` lacks when one thing about it is other, or its decision rule is."""
    charter = sound()
    procedures = charter["02-decide"]["rules"]["procedures"]
    twin = {**procedures["amendment"]}
    if field in ("rule", "veto-rule"):
        charter["02-decide"]["rules"]["decisions"]["twin"] = value
        step = "decide" if field == "rule" else "veto"
        twin[step] = {**twin[step], "rule": "twin"}
    elif field == "by":
        twin["decide"] = {**twin["decide"], "by": value}
    elif value is None:
        del twin[field]
    else:
        twin[field] = value
    procedures["twin"] = twin
    charter["03-bodies"]["rules"]["bodies"] |= {
        "large": body("decide", seats={"min": "60", "target": "96"}), "elected": body("decide", select=by("members")),
        "crowd": body("decide", select=by("members"), seats={"min": "90", "target": "99"}),
        "named": body("decide", select=by("board"), seats={"min": "36", "target": "48"}),
    }  # fmt: skip
    rules = book(charter)
    return "; ".join(str(lack) for lack in lacks(rules, mandates(rules), "twin", "amendment"))


Q = {"of": "eligible", "counts": "participation"}


@pytest.mark.parametrize(
    ("field", "value", "lack"),
    [
        ("by", "members", ""),
        ("by", "large", ""),
        ("by", "watch", "decided by the 24 drawn for 'watch' instead of the 48 drawn for 'jury'"),
        ("by", "elected", "decided by the 24 appointed to 'elected' instead of the 48 drawn for 'jury'"),
        ("by", "crowd", "decided by the 99 appointed to 'crowd', which cannot be compared with the 48 drawn for 'jury'"),
        ("by", "named", "decided by the 48 appointed to 'named' instead of the 48 drawn for 'jury'"),
        ("by", "worker", "decided by 'worker', which cannot be compared with the 48 drawn for 'jury'"),
        ("rule", rule("3/4", "true"), ""),
        ("rule", rule("4/5"), ""),
        ("rule", rule("2/3", "true"), "a threshold of more than 2/3 instead of 3/4"),
        ("rule", rule("3/4", base="present"), ""),
        ("rule", rule("2/3", base="eligible"), "a threshold of 2/3, which cannot be compared with 3/4"),
        ("rule", rule("3/4", quorum={"fraction": "2/3", **Q}), ""),
        ("rule", rule("3/4", quorum={"fraction": "1/2", "of": "seats", "counts": "approval"}), ""),
        ("rule", rule("3/4", quorum={"fraction": "1/3", **Q}), "a quorum of 1/3 of eligible instead of 1/2 of eligible"),
        (
            "rule", rule("3/4", quorum={"count": "20", "counts": "participation"}),
            "a quorum of at least 20, which cannot be compared with 1/2 of eligible",
        ),
        ("introduce", {"who": "member", "seconds": "9"}, "seconded by 9 of 'member' instead of 10 of 'member'"),
        ("introduce", {"who": "watch", "seconds": "0"}, "seconded by 0 of 'watch', which cannot be compared with 10 of 'member'"),
        ("introduce", {"who": "member", "seconds": "11"}, ""),
        ("discuss", {"min": "2w", "max": "14d"}, ""),
        ("discuss", {"min": "13d", "max": "90d"}, "discussion of 13 days instead of 14 days"),
        ("freeze", "3d", ""),
        ("notice", "29d", "notice of 29 days instead of 30 days"),
        ("notice", "1m", "notice of 1 month instead of 30 days"),
        ("notice", None, "no notice instead of 30 days"),
        ("veto", None, "vetoed by nobody instead of the 24 drawn for 'watch'"),
        ("veto", {"by": "watch", "rule": "simple", "within": "6d"}, "veto window of 6 days instead of 7 days"),
        ("veto-rule", rule("1/3"), ""),
        ("veto-rule", rule("2/3"), "a veto that needs a threshold of 2/3 instead of more than 1/2"),
    ],
)  # fmt: skip
def test_what_one_procedure_lacks_to_be_as_hard_as_another(field: str, value: Any, lack: str) -> None:
    assert weaker(field, value) == lack


@pytest.mark.parametrize(
    ("one", "other", "is_longer"),
    [
        ("12m", "1y", True), ("1y", "12m", True), ("12m", "365d", True), ("366d", "1y", True), ("365d", "1y", False), ("31d", "1m", True),
        ("30d", "1m", False), ("1m", "28d", True), ("1m", "29d", False), ("24h", "1d", True), ("23h", "1d", False), ("2w", "14d", True),
    ],
)  # fmt: skip
def test_a_span_lasts_as_long_as_another_on_any_day(one: str, other: str, is_longer: bool) -> None:
    assert is_as_long(parse_span(one), parse_span(other)) is is_longer


def _procedures(draw: st.DrawFn) -> dict[str, Any]:
    decider = draw(st.sampled_from(["members", "jury", "watch", "small", "named", "named-too", "worker"]))
    spans = st.sampled_from(["7d", "2w", "30d", "1m", "2m"])
    fields: dict[str, Any] = {
        "discuss": {"min": draw(spans), "max": "1y"},
        "introduce": {"who": "member", "seconds": draw(st.sampled_from("159"))},
    }
    for name in ("notice", "freeze"):
        if draw(st.booleans()):
            fields[name] = draw(spans)
    if draw(st.booleans()):
        veto = {"by": draw(st.sampled_from(["watch", "small", "members"])), "rule": draw(_rules), "within": draw(spans)}
        fields["veto"] = veto
    return procedure(decider, draw(_rules), "charter/*", **fields)


_rules = st.sampled_from(["r0", "r1", "r2", "r3", "r4", "r5", "r6"])
_RULES = {
    "r0": rule("1/2", "true"), "r1": rule("2/3"), "r2": rule("2/3", base="seats"), "r3": rule("2/3", base="eligible"),
    "r4": rule("1/2", ties="by-threshold"), "r5": rule("1/2", quorum={"fraction": "1/2", "of": "seats", "counts": "approval"}),
    "r6": rule("3/4", quorum={"count": "20", "counts": "participation"}),
}  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_as_hard_as_is_a_partial_order(data: st.DataObject) -> None:
    charter = with_rules("02-decide", "decisions", **_RULES)
    charter["02-decide"]["rules"]["procedures"] = {f"p{number}": data.draw(st.composite(_procedures)()) for number in range(6)}
    charter["03-bodies"]["rules"]["bodies"] |= {
        "small": body("decide", seats={"min": "5", "target": "7"}), "named": body("decide", select=by("board")),
        "named-too": body("decide", select=by("watch")),
    }  # fmt: skip
    rules = book(charter)
    held = mandates(rules)
    harder = {(one, other): not lacks(rules, held, one, other) for one in rules.procedures for other in rules.procedures}
    for one in rules.procedures:
        assert harder[one, one]
        for other in rules.procedures:
            for third in rules.procedures:
                assert harder[one, third] or not (harder[one, other] and harder[other, third]), (one, other, third)


@settings(max_examples=40, deadline=None)
@given(
    decider=st.sampled_from(["jury", "members"]),
    threshold=st.sampled_from(["3/4", "4/5", "1"]),
    quorum=st.sampled_from(["1/2", "2/3"]),
    seconds=st.integers(10, 40),
    notice=st.integers(31, 90),
    entrenched_by=st.sampled_from(["amendment", None]),
)
def test_a_strictly_harder_procedure_weakens_nothing(
    decider: str, threshold: str, quorum: str, seconds: int, notice: int, entrenched_by: str | None
) -> None:
    charter = sound()
    harder = procedure(
        decider, "harder-vote", "charter/*", introduce={"who": "member", "seconds": str(seconds)}, notice=f"{notice}d",
        veto={"by": "watch", "rule": "simple", "within": "7d"},
    )  # fmt: skip
    votes = rule(threshold, quorum={"fraction": quorum, "of": "eligible", "counts": "participation"})
    charter["09-harder"] = {
        "entrenched_by": entrenched_by, "rules": {"procedures": {"harder": harder}, "decisions": {"harder-vote": votes}},
    }  # fmt: skip
    rules = book(charter)
    assert lacks(rules, mandates(rules), "harder", "amendment") == ()
    assert lacks(rules, mandates(rules), "amendment", "harder") != ()
    assert found(charter) == ()


@given(order=st.permutations(range(4)))
@settings(max_examples=10, deadline=None)
def test_the_order_in_which_articles_are_given_changes_nothing(order: list[int]) -> None:
    charter = opened("charter/*", a07_counting=None, a03_bodies=None)
    given_articles = articles(charter)
    assert len(found(charter)) > 0
    assert entrenchment(book(charter), AS_OF, [given_articles[place] for place in order]) == found(charter)


def test_two_hundred_bodies_and_fifty_procedures_take_half_a_second() -> None:
    bodies = {f"body-{number}": body("decide", select=by(f"body-{number - 1}" if number else "members")) for number in range(200)}
    charter = with_rules("03-bodies", "bodies", **bodies)
    charter["02-decide"]["rules"]["procedures"] |= {
        f"p-{number}": procedure(f"body-{4 * number + 3}", "simple", f"files-{number}/*") for number in range(50)
    }
    rules, standing = book(charter), articles(charter)
    start = time.process_time()
    entrenchment(rules, AS_OF, standing)
    assert time.process_time() - start < 0.5
