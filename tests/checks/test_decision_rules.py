"""What is said of decision rules that leave something open, contradict themselves or lean on a rule that cannot decide."""

import pytest

from checks.brook import draft, said

OLD = (
    "      method: majority\n      threshold: 1/2\n      strict: true\n      base: cast\n      abstain: quorum-only\n"
    "      secrecy: counted\n      ties: rejected\n  draws:"
)
CONSENT = "method: consent\nobjectors: members\nrounds: 2\noverrule: 1/3\nfallback: two-thirds\nsecrecy: open\nties: rejected"
STV = "method: stv\nwinners: 3\nquota: droop\ntransfer: meek\novervote: skip\nskipped: next\nladder: [lot]\nsecrecy: open\nties: lot"
MAJORITY = "method: majority\nthreshold: 1/2\nstrict: true\nbase: cast\nabstain: quorum-only\nsecrecy: open\nties: rejected"


def told(rule: str, check: str = "C009") -> list[str]:
    """What a check says of the draft whose simple majority is this rule instead, without the places."""
    lines = "".join(f"      {line}\n" for line in rule.splitlines())
    found = said(check, dict(draft("02-how-we-decide", OLD, f"{lines}  draws:")))
    return [line.split(" ", 1)[1].removeprefix("the decision rule 'simple-majority' ") for line in found]


@pytest.mark.parametrize("rule", [CONSENT, STV, MAJORITY])
def test_a_rule_that_is_whole_is_left_in_peace(rule: str) -> None:
    assert told(rule) == []


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (CONSENT.replace("overrule: 1/3\n", ""), "counts by consent and has no overrule"),
        (CONSENT + "\nthreshold: 1/2", "counts by consent, which knows no threshold"),
        (CONSENT + "\nquorum: {count: 3, counts: participation}", "counts by consent, which knows no quorum"),
        (CONSENT.replace("rounds: 2", "rounds: 0"), "has 0 rounds"),
        (CONSENT.replace("two-thirds", "simple-majority"), "leaves its fallback to 'simple-majority', which counts by consent"),
        (CONSENT.replace("ties: rejected", "ties: lot"), "counts by consent and settles ties by 'lot'"),
        (STV.replace("[lot]", "[prior-rounds]"), "settles ties by lot, and its ladder does not end there"),
        (STV.replace("[lot]", "[lot, prior-rounds, lot]"), "has a step on its ladder that is never reached"),
        (STV.replace("ties: lot", "ties: casting-vote"), "settles ties by 'casting-vote', and its ladder has a lot"),
        (STV.replace("quota: droop\n", ""), "counts by stv and has no quota"),
        (MAJORITY + "\nclass_cap: 1/2\nper_class: class", "asks every class to adopt and caps classes too"),
    ],
)
def test_a_rule_that_is_not_whole_is_told_why(rule: str, words: str) -> None:
    assert told(rule) == [words]


def test_rules_and_bodies_that_a_method_names_must_be_there() -> None:
    assert told(CONSENT.replace("two-thirds", "nothing-known"), "C006") == ["no article defines the decision rule 'nothing-known'"]
    assert told(CONSENT.replace("members", "elders"), "C005") == ["no article defines the body 'elders'"]
