"""A slate of persons, confirmed as a whole or one by one, with the option to send the nomination back."""

from folkmoot.records.decision_rule import DecisionRule
from folkmoot.records.deliberation import ItemsTally, ItemTally
from folkmoot.records.tally import Outcome
from folkmoot.tally.circumstances import Circumstances, Profile
from folkmoot.tally.items import ballots_in, count_items
from folkmoot.tally.majority import count_majority
from folkmoot.tally.rule import complete, majority_rule
from folkmoot.tally.words import counted, listed, number

_OPPOSITE = {"for": "against", "against": "for", "abstain": "abstain"}


def count_slate(name: str, rule: DecisionRule, profile: Profile, circumstances: Circumstances) -> ItemsTally:
    """Count each person by the rule's majority. One word is a word on everybody, and the opposite on sending the nomination back.

    Sent back by its own majority, the slate seats nobody; otherwise those with a majority are confirmed. FolkmootError for a rule
    that leaves something open, ValueError for numbers that cannot be.
    """
    complete(name, rule)
    exact, reopen = majority_rule(name, rule), rule.reopen or ""
    persons = tuple(option for option in circumstances.options if option != reopen)
    if not persons:
        raise ValueError("a slate without a person cannot be confirmed")
    counts = count_items(profile, (*persons, reopen), circumstances, lambda word, item: _OPPOSITE[word] if item == reopen else word)
    tallies = {item: count_majority(count, exact) for item, count in counts.items()}
    is_back = tallies[reopen].outcome is Outcome.ADOPTED
    items = tuple(
        ItemTally(item, tally, tally.outcome is Outcome.ADOPTED and (item == reopen or not is_back)) for item, tally in tallies.items()
    )
    seated = tuple(each.item for each in items if each.stands and each.item != reopen)
    ballots = ballots_in(profile, circumstances)
    steps = [f"Ballots: {counted(ballots, 'ballot')} over {counted(len(persons), 'person').replace('persons', 'people')}."]
    steps += [f"{each.item}: {step}" for each in items for step in each.tally.steps]
    if is_back:
        steps.append(f"The nomination is sent back: {reopen} has its majority, so nobody is confirmed.")
    else:
        steps.append(f"Confirmed: {listed(seated)}, {number(len(seated))} of {number(len(persons))}.")
    outcome = Outcome.ADOPTED if seated else _without(tuple(tally.outcome for tally in tallies.values()))
    return ItemsTally("slate", outcome, ballots, items, seated, (*steps, f"Outcome: {outcome}."))


def _without(outcomes: tuple[Outcome, ...]) -> Outcome:
    """What a slate that seats nobody comes to: no quorum only where every question lacked its quorum."""
    return Outcome.NO_QUORUM if set(outcomes) == {Outcome.NO_QUORUM} else Outcome.REJECTED
