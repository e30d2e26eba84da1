"""Every method of a decision rule is told in whole sentences, with every parameter that decides something."""

from typing import Any

import pytest

from folkmoot.publish.rule_words import decision_sentences
from folkmoot.records.decision_rule import DecisionRule

MAJORITY = {"threshold": "2/3", "strict": "false", "base": "cast", "abstain": "quorum-only", "ties": "rejected", "secrecy": "open"}
LADDER = {"ladder": ["prior-rounds", "lot"], "ties": "lot", "secrecy": "open"}
RANKS = {"overvote": "skip", "skipped": "next"}
TOLD: dict[str, tuple[dict[str, Any], str]] = {
    "consent": (
        {"objectors": "members", "rounds": "2", "overrule": "1/3", "fallback": "two-thirds", "ties": "rejected", "secrecy": "open"},
        "It is adopted when no objection stands. The members may object, with a reason and the clause or aim it is about. "
        "Whoever raised an objection can say that it is met. An objection falls when at least 1/3 of the voters say that it is not "
        "paramount. While objections stand the text goes back, for 2 rounds in all; after the last one the rule 'two thirds' decides. "
        "Ballots are open: everybody sees who chose what.",
    ),
    "lazy": (
        {"objectors": "members", "min_for": "3", "fallback": "simple", "ties": "rejected", "secrecy": "open"},
        "Silence agrees: it is adopted when the window passes without an objection or a vote against and at least 3 votes for it. "
        "The members may object, with a reason and the clause or aim it is about; if somebody does, the rule 'simple' decides. "
        "Ballots are open: everybody sees who chose what.",
    ),
    "slate": (
        {**MAJORITY, "reopen": "send-back"},
        "Voters confirm the persons nominated, all at once or one by one. A person is confirmed when at least 2/3 of the votes cast for "
        "or against are in favour. With the same majority for 'send-back' the nomination goes back and nobody is confirmed. "
        "Abstentions count for the quorum only. There is no quorum. A tie rejects. Ballots are open: everybody sees who chose what.",
    ),
    "verdict": (
        {"finding": "two-thirds", "remedy": "simple", "ties": "rejected", "secrecy": "counted"},
        "Each finding is voted on by itself, by the rule 'two thirds'. Then each remedy, by the rule 'simple'; remedies count only if a "
        "finding is adopted. Ballots are secret; tellers sign the counts.",
    ),
    "lot": (
        {"winners": "1", "ties": "lot", "secrecy": "open"},
        "Nobody votes: 1 option is drawn by a published lot among the options.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("method", TOLD)
def test_a_method_is_told_to_the_last_parameter(method: str) -> None:
    rule, words = TOLD[method]
    assert " ".join(decision_sentences(DecisionRule.model_validate({**rule, "method": method}))) == words


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"method": "majority", **MAJORITY, "class_cap": "1/2"}, "No class of members weighs more than 1/2 of the votes; its votes are scaled down"),
        ({"method": "majority", **MAJORITY, "per_class": "class"}, "Each class of members, by their class, must adopt it by itself."),
        ({"method": "advice", **MAJORITY}, "it binds nobody, and obliges a reply with reasons."),
        ({"method": "approval", "winners": "2", "min_share": "1/4", **LADDER}, "2 options are elected, those with the most approvals."),
        ({"method": "score", "winners": "1", "highest": "5", "unscored": "zero", **LADDER}, "a score from 0 to 5; an option without a score gets 0."),
        ({"method": "star", "highest": "5", "unscored": "excluded", **LADDER}, "the one that more voters score higher is elected (STAR)."),
        ({"method": "irv", **RANKS, "elimination": "batch", "exhausted": "out", **LADDER}, "drop out together when none of them could catch up."),
        ({"method": "stv", **RANKS, "winners": "3", "quota": "droop", "transfer": "scottish", **LADDER}, "by the Scottish rules of 2007"),
        ({"method": "stv", **RANKS, "winners": "3", "quota": "droop", "transfer": "meek", **LADDER}, "A tie is first settled by who was ahead"),
    ],
)  # fmt: skip
def test_a_parameter_has_its_words(rule: dict[str, Any], words: str) -> None:
    told = " ".join(decision_sentences(DecisionRule.model_validate(rule)))
    assert words in told
    assert "None" not in told
    assert "  " not in told
