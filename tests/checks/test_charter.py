"""C: the prose and the rules of articles, standing and proposed, and that decisions made every word of them."""

from datetime import UTC, datetime

import pytest

from checks.brook import DRAFT, GENESIS, OPEN, TEXT, changed, draft, found, said
from folkmoot.checks.example import base
from folkmoot.formats.canonical import manifest_digest

DECIDE = f"{OPEN}/changes/charter/02-how-we-decide.md"
BODIES = f"{OPEN}/changes/charter/03-bodies.md"


@pytest.mark.parametrize(
    ("written", "mend"),
    [
        ("{{ rules.membership.waitin }}", "did you mean 'rules.membership.waiting'?"),
        ("{{rules.membership.classes}}", "write {{ rules. and the path of a rule }}, or plain words"),
        ("{{ the waiting time }}", "write {{ rules. and the path of a rule }}, or plain words"),
        ("{{ expire }}", "did you mean 'expires'?"),
        ("{{ }}", "write {{ rules. and the path of a rule }}, or plain words"),
    ],
)
def test_a_placeholder_that_stands_for_nothing(written: str, mend: str) -> None:
    [finding] = found("unresolved-placeholder", changed(DRAFT, "{{ rules.membership.waiting }}", written))
    assert (finding.place.line, finding.place.column, finding.mend) == (14, 33, mend)


def test_a_placeholder_may_quote_a_rule_of_another_article() -> None:
    quote = "{{ rules.decisions.two-thirds.threshold }}"
    assert said("unresolved-placeholder", changed(DRAFT, "{{ rules.membership.waiting }}", quote)) == []


@pytest.mark.parametrize(
    ("words", "findings"),
    [
        ("2/3 of the votes", 1), ("14 days of discussion", 1), ("a 14-day wait", 1), ("30 days and 30 days", 2),
        ("12/3 of the votes", 0), ("2/30", 0), ("14 d", 0), ("114 days", 0), ("21 days", 0), ("half of the votes", 0),
    ],
)  # fmt: skip
def test_only_numbers_with_a_unit_or_a_fraction_count_as_repeated(words: str, findings: int) -> None:
    files = draft("02-how-we-decide", "Everything else", f"{words}. Everything else")
    assert len(found("bare-number", files)) == findings


def test_a_transitional_article_with_a_day_is_sound() -> None:
    article = changed(DRAFT, "class: rule", "class: transitional")
    assert len(found("transitional-without-end", article)) == 1
    dated = changed(DRAFT, "class: rule", "class: transitional\nexpires: 2027-01-31")
    assert said("transitional-without-end", dated) == []


def test_a_rule_is_owned_once_among_standing_and_proposed_articles() -> None:
    moved = {**draft("01-members", "  membership:", "  spheres: {call_up: {members: 9, within: 7d}}\n  membership:")}
    assert said("rule-owned-twice", moved) == []
    double = {f"{OPEN}/changes/charter/05-more.md": base()[DRAFT].replace(b"01-members", b"05-more")}
    assert said("rule-owned-twice", double) == [
        f"{OPEN}/changes/charter/05-more.md:8:3 'membership' is a rule of {DRAFT} already"
    ]


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("select: {method: election, by: members", "select: {method: election, by: membres", "membres"),
        ("removal: {by: members, rule: simple", "removal: {by: board, rule: simple", "board"),
        ("reports: {every: 6m, to: members}", "reports: {every: 6m, to: everybody}", "everybody"),
        ("incompatible: [shop-table]", "incompatible: [shop-table, mayor]", "mayor"),
        ("{who: shop-table,", "{who: shop-tables,", "shop-tables"),
    ],
)
def test_a_body_nobody_defined_is_found_wherever_it_is_named(old: str, new: str, name: str) -> None:
    [finding] = found("unknown-body", draft("03-bodies", old, new))
    assert finding.what == f"no article defines the body '{name}'"
    assert base()["charter/03-bodies.md"].decode().count(old) == 1


@pytest.mark.parametrize(("part", "by"), [("introduce", "who: member,"), ("veto", "by: care-circle"), ("execute", "by: maintainers")])
def test_a_procedure_names_people_there_are(part: str, by: str) -> None:
    key, _, name = by.partition(": ")
    files = draft("02-how-we-decide", f"{part}: {{{by}", f"{part}: {{{key}: nobody{',' if name.endswith(',') else ''}")
    assert {each.what for each in found("unknown-body", files)} == {"no article defines the body 'nobody'"}


def test_an_overdue_duty_goes_to_a_body_there_is() -> None:
    old = "every: 3m, to: members}\n---"
    files = draft("03-bodies", old, "every: 3m, to: members, overdue: {escalate: board, after: 7d}}\n---")
    [finding] = found("unknown-body", files)
    assert finding.what == "no article defines the body 'board'"


def test_a_veto_is_overridden_by_a_kind_of_proposal_there_is() -> None:
    veto = "veto: {by: care-circle, rule: simple-majority, within: 7d, override: {kind: KIND, within: 14d}}"
    old = "veto: {by: care-circle, rule: simple-majority, within: 7d}"
    assert said("dangling-reference", draft("02-how-we-decide", old, veto.replace("KIND", "amendment"))) == []
    [finding] = found("dangling-reference", draft("02-how-we-decide", old, veto.replace("KIND", "overide")))
    assert finding.what == "there is no procedure 'overide'"


def test_a_phase_names_bodies_and_its_successor() -> None:
    plan = "  plan: {phases: {first: {starts: 2026-01-01, ends: 2026-06-30, bodies: [moving-group], successor: first}}}\n  membership:"
    assert said("unknown-body", draft("01-members", "  membership:", plan)) == [
        f"{DRAFT}:8:74 no article defines the body 'moving-group'"
    ]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("decision_rule: simple-majority", "decision_rule: simple", "no article defines the decision rule 'simple'"),
        ("draw_rule: by-lot", "draw_rule: by-lots", "no article defines the draw rule 'by-lots'"),
        ("rule: two-thirds}", "rule: three-quarters}", "no article defines the decision rule 'three-quarters'"),
        ("      cool_off", "      decides_by: majority\n      cool_off", "no article defines the decision rule 'majority'"),
    ],
)
def test_a_decision_rule_nobody_defined(old: str, new: str, what: str) -> None:
    assert [each.what for each in found("unknown-decision-rule", draft("03-bodies", old, new))] == [what]


def test_a_tension_is_named_from_both_sides() -> None:
    article = "04-how-we-treat-each-other"
    missing = draft(article, "balances_with: [c4-2]", "balances_with: [c4-3]")
    assert [each.what for each in found("one-sided-tension", missing)] == [
        "there is no clause 'c4-3'",
        "'c4-2' is balanced with 'c4-1', and 'c4-1' not with 'c4-2'",
    ]


def test_a_clause_is_found_by_its_whole_id() -> None:
    article = "04-how-we-treat-each-other"
    assert len(found("clause-not-in-text", draft(article, "**c4-2** Nobody", "**c4-20** Nobody"))) == 1
    assert said("clause-not-in-text", draft(article, "**c4-2** Nobody", "### Hounding {#c4-2}\n\nNobody")) == []


SCHULZE = """    ranking:
      method: schulze
      strength: winning
      blank: last
      levels: unbeaten
      ratio_test: at-least
      secrecy: open
      ties: lot
    simple-majority:
"""


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("", "", None),
        ("      blank: last\n", "", "counts by schulze and has no blank"),
        ("      levels: unbeaten\n", "", "counts by schulze and has no levels"),
        ("      ratio_test: at-least\n", "", "counts by schulze and has no ratio_test"),
        ("ratio_test: at-least", "ratio_test: strict\n      ratio: 3/1", "counts by schulze and has no default_option"),
        ("ties: lot", "ties: rejected", "counts by schulze and settles ties by 'rejected'"),
        ("ties: lot", "ties: lot\n      threshold: 1/2", "counts by schulze, which knows no threshold"),
        ("ties: lot", "ties: lot\n      quorum: {counts: participation}", "has a quorum without a number"),
        ("ties: lot", "ties: lot\n      quorum: {count: 5, sqrt: 3/2, counts: participation}", "has a quorum by count and by sqrt"),
        ("ties: lot", "ties: lot\n      quorum: {sqrt: 3/2, counts: participation}", "has a quorum by sqrt and does not say of what"),
        (
            "ties: lot", "ties: lot\n      quorum: {count: 5, of: seats, counts: participation}",
            "has a quorum by count, which is of nothing",
        ),
        (
            "ties: lot", "ties: lot\n      quorum: {count: 5, counts: above-default}",
            "has a quorum above the default option and no default option",
        ),
        ("ties: lot", "ties: lot\n      quorum: {count: 5, counts: approval}", "has a quorum of votes for, and a ranking has none"),
    ],
)
def test_a_ranking_says_all_it_needs_and_nothing_else(old: str, new: str, what: str | None) -> None:
    assert old in SCHULZE
    rule = SCHULZE.replace(old, new, 1) if old else SCHULZE
    findings = found("incomplete-decision-rule", draft("02-how-we-decide", "    simple-majority:\n", rule))
    assert [each.what for each in findings] == ([f"the decision rule 'ranking' {what}"] if what else [])


@pytest.mark.parametrize("field", ["threshold: 1/2", "strict: true"])
def test_a_majority_says_all_it_needs(field: str) -> None:
    [finding] = found("incomplete-decision-rule", draft("02-how-we-decide", f"      {field}\n", ""))
    assert finding.what == f"the decision rule 'simple-majority' counts by majority and has no {field.partition(':')[0]}"


def test_the_reviewed_may_not_remove_the_reviewer() -> None:
    files = draft("03-bodies", "removal: {by: members, rule: two-thirds}", "removal: {by: shop-table, rule: two-thirds}")
    assert said("reviewer-filled-by-reviewed", files) == [
        f"{BODIES}:26:21 'care-circle' reviews 'shop-table', which can remove its members"
    ]


def test_a_proposed_article_is_judged_with_those_that_stand() -> None:
    removed = changed(f"{GENESIS}/changes/charter/02-how-we-decide.md", "by-lot:", "by-draw:")
    assert said("unknown-decision-rule", removed) == [], "a decided draft is judged where it stands, under charter/"
    standing = changed("charter/02-how-we-decide.md", "by-lot:", "by-draw:")
    assert said("unknown-decision-rule", standing) == [
        "charter/03-bodies.md:21:46 no article defines the draw rule 'by-lot'"
    ]


def test_a_charter_of_which_an_article_cannot_be_read_is_not_judged_by_halves() -> None:
    broken = {"charter/02-how-we-decide.md": b"---\nid: [\n---\n"}
    assert said("unknown-decision-rule", broken) == []
    assert said("unknown-body", {f"{OPEN}/changes/charter/03-bodies.md": b"no head\n"}) == []


def test_a_file_nobody_decided() -> None:
    path = "charter/05-extra.md"
    data = base()["charter/01-members.md"].replace(b"01-members", b"05-extra")
    assert said("charter-not-decided", {path: data}) == [f"{path}:1:1 no adopted decision made this file"]


def test_a_decided_file_that_is_missing() -> None:
    [finding] = found("charter-not-decided", {"charter/03-bodies.md": None})
    assert finding.what == "the charter lacks charter/03-bodies.md, which '2026-genesis' decided"
    assert finding.mend == f"cp {GENESIS}/changes/charter/03-bodies.md charter/03-bodies.md"


def test_the_keys_of_the_charter_are_no_articles() -> None:
    assert said("charter-not-decided", {"charter/keys/0001.json": b"{}\n"}) == []


def _adopted() -> dict[str, bytes]:
    """The open amendment, frozen, voted on by the counted totals of the tellers, and adopted on 31 March."""
    from checks.brook import LOG, text_digest

    files = base()
    genesis = files[f"{GENESIS}/decision.md"].decode()
    digest = text_digest(files)
    head = genesis.replace("2026-genesis", "2026-shorter-waiting")
    head = head.replace("closed: '2026-02-03T09:00:00Z'", "closed: '2026-03-31T09:00:00Z'")
    log = files[LOG].decode() + (
        f'- {{at: "2026-03-18T09:00:00Z", act: frozen, by: secretary, text: {digest}}}\n'
        '- {at: "2026-03-24T09:00:00Z", act: voting-opened, by: secretary}\n'
        '- {at: "2026-03-31T09:00:00Z", act: ballots-closed, by: tellers}\n'
    )
    return {f"{OPEN}/decision.md": head.encode(), LOG: log.encode()}


def test_between_a_decision_and_its_day_the_old_file_and_the_new_may_stand() -> None:
    adopted, new = _adopted(), {"charter/01-members.md": base()[DRAFT]}
    assert said("charter-not-decided", adopted) == []
    assert said("charter-not-decided", {**adopted, **new}) == []
    # 31 March, 7 days of veto, 30 days of notice, 5 days to carry it out: overdue from 14 May.
    later = datetime(2026, 5, 20, tzinfo=UTC)
    assert said("charter-not-decided", adopted, as_of=later) == [
        "charter/01-members.md:11:1 this is not what '2026-shorter-waiting' decided"
    ]
    assert said("charter-not-decided", {**adopted, **new}, as_of=later) == []


def test_records_without_a_genesis() -> None:
    gone = {path: None for path in base() if path.startswith(f"{GENESIS}/")}
    [finding] = found("unfounded", gone)
    assert finding.what == "no proposal is the genesis of these records"
    assert len(found("charter-not-decided", gone)) == 4


def test_a_genesis_that_cannot_be_read_is_not_called_missing() -> None:
    broken = {f"{GENESIS}/proposal.md": b"---\nid: [\n---\n"}
    assert said("unfounded", broken) == []
    assert said("charter-not-decided", broken) == []


def test_a_second_genesis() -> None:
    assert said("unfounded", changed(TEXT, "kind: amendment", "kind: genesis")) == [
        f"{TEXT}:4:7 '2026-genesis' is the genesis already",
        f"{TEXT}:4:7 the genesis does not say whose records these are",
    ]


def test_only_the_genesis_names_the_co_op() -> None:
    coop = "coop: {id: brook, name: Brook, zone: UTC}\nreview_by:"
    assert said("unfounded", changed(TEXT, "review_by:", coop)) == [
        f"{TEXT}:12:7 only the genesis says whose records these are"
    ]


def test_no_records_at_all_are_sound() -> None:
    assert said("unfounded", dict.fromkeys(base())) == []


def test_digests_of_the_base_are_those_of_sha256sum() -> None:
    files = base()
    bound = {path.removeprefix(f"{GENESIS}/"): files[path] for path in files if path.startswith(f"{GENESIS}/changes/")}
    text = manifest_digest({"proposal.md": files[f"{GENESIS}/proposal.md"], **bound})
    assert f"text: {text}" in files[f"{GENESIS}/log.yml"].decode()
