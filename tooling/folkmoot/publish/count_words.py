"""What a count says in English, in the language of the reader: its sentences are known by their forms, the numbers in them stay.

A count and its decision are data, bound by digests and the same for everybody, so `tally` writes English and nothing else. Here each
form of sentence that it writes is a message with places; a text of no such form, such as one that a person wrote, stays as it is.
"""

import re
from functools import cache

from folkmoot.publish.words import listed, numeral
from folkmoot.records.speech import ENGLISH, language, phrase, say

_FORMS = (
    # The head of a decision.
    phrase("{for_} for, {against} against, {abstain} abstained. {needed} votes for were needed."),
    phrase("{for_} for, {against} against, {abstain} abstained. It had to be adopted in each of {count} classes."),
    phrase("{for_} for, {against} against, {abstain} abstained. No class of members weighs more than its cap."),
    phrase("{count} objections, {left} of them standing. {how_told}"),
    phrase("{count} objection, {left} of them standing. {how_told}"),
    phrase("Another rule decided."),
    phrase("Nobody stands in the way."),
    phrase("Nothing is decided yet."),
    phrase("{count} ballots counted; confirmed: {names}."),
    phrase("{count} ballots counted; adopted: {names}."),
    phrase("{count} ballots counted; elected: {names}."),
    phrase("{count} ballot counted; confirmed: {names}."),
    phrase("{count} ballot counted; adopted: {names}."),
    phrase("{count} ballot counted; elected: {names}."),
    phrase("{count} ballots counted; {names} came first."),
    phrase("{count} ballot counted; {names} came first."),
    phrase("Drawn by lot: {names}."),
    phrase("{reached} took part, {needed} needed"),
    phrase("{share} for, more than {bound} needed, that is {needed} of {base}"),
    phrase("{share} for, at least {bound} needed, that is {needed} of {base}"),
    phrase("a weight of {share} for, more than {bound} needed"),
    phrase("a weight of {share} for, at least {bound} needed"),
    phrase("no objection may stand, {count} stand; by the fall-back rule {for_} of {base} for, {needed} needed"),
    phrase("no objection may stand, {count} stands; by the fall-back rule {for_} of {base} for, {needed} needed"),
    phrase("no objection may stand, {count} stand"),
    phrase("no objection may stand, {count} stands"),
    # Rounds of an election.
    phrase("First preferences"),
    phrase("Approvals"),
    phrase("Total scores"),
    phrase("Average scores"),
    phrase("Runoff"),
    phrase("Elimination of {names}"),
    phrase("Surplus of {names}"),
    phrase("Nobody is elected yet."),
    phrase("Nobody is elected."),
    phrase("Nobody has a point."),
    phrase("{count} ballots prefer neither."),
    phrase("{count} ballot prefers neither."),
    phrase("{names} go to the runoff."),
    phrase("{names} is alone."),
    phrase("Nobody has more than half of the {count_told} ({needed} needed)."),
    phrase("{names} has more than half of the {count_told} ({needed} needed)."),
    phrase("{count} ballots that count for an option"),
    phrase("{count} ballot that count for an option"),
    phrase("{count} ballots that named an option"),
    phrase("{count} ballot that named an option"),
    phrase("{first_told} Without the quota, as there is a seat for everybody left: {names}."),
    phrase("More than {needed} of {base} votes elect.{rest_told}"),
    phrase("{needed} of {base} votes elect.{rest_told}"),
    phrase("Of each vote {share} passes on.{rest_told}"),
    phrase("Its {count} votes pass on at the value they came with.{rest_told}"),
    phrase("Quota {needed}, surplus {count}. Keep values: {keeps}.{rest_told}"),
    phrase("Quota {needed}, surplus {count}.{rest_told}"),
    phrase("{names} elected."),
    # Ties.
    phrase("{names} are {why_told}; {rung_told} settles nothing ({because_told})."),
    phrase("{names} are {why_told}; {rung_told} puts {order} ({because_told})."),
    phrase("tied for the last seat"),
    phrase("tied for the last seat at the quota"),
    phrase("tied for elimination"),
    phrase("tied for the first transfer"),
    phrase("tied for a place in the runoff"),
    phrase("tied in the runoff"),
    phrase("prior-rounds"),
    phrase("margins"),
    phrase("copeland"),
    phrase("most-first-preferences"),
    phrase("most-approvals"),
    phrase("lot"),
    phrase("tickets, lowest first"),
    phrase("the ballots compare no pairs"),
    phrase("there is no earlier round"),
    phrase("equal in every earlier round"),
    phrase("the ballots say nothing of it"),
    phrase("strongest paths by margins among them"),
    phrase("{count} prefer {names} to {others}, and {left} {others_again} to {names_again}"),
    phrase("in the round '{title_told}' {votes}"),
    # Other readings of the rule.
    phrase("if abstentions did not belong to the base"),
    phrase("if abstentions belonged to the base"),
    phrase("if the base were the votes for and against"),
    phrase("if the base were all who voted, abstentions included"),
    phrase("if {bound} itself were enough"),
    phrase("if more than {bound} were needed"),
    phrase("if a tie were judged by the threshold alone"),
    phrase("if a tie rejected"),
    phrase("if the last went out round by round, shared ranks ending a ballot (instant runoff)"),
    phrase("if seats were shared in proportion, shared ranks ending a ballot (single transferable vote)"),
    phrase("if every two options were compared by all ballots (Schulze)"),
    phrase("if the two highest went into a runoff (STAR)"),
    phrase("if the highest total won without a runoff"),
    phrase("if an unranked option were ranked below every ranked one"),
    phrase("if an unranked option said nothing about its pairs"),
    phrase("if a victory were as strong as the number of its voters"),
    phrase("if a victory were as strong as its margin"),
    phrase("if the ratio over the default option had to be exceeded"),
    phrase("if reaching the ratio over the default option were enough"),
    phrase("if two options on one rank ended the ballot there"),
    phrase("if two options on one rank were passed over"),
    phrase("if an empty rank were passed over"),
    phrase("if an empty rank ended the ballot"),
    phrase("if options left the count one by one"),
    phrase("if all options that cannot catch up left the count together"),
    phrase("if ballots that name nobody any more stayed in the base"),
    phrase("if ballots that name nobody any more left the base"),
    phrase("if the quota were the whole number above votes / (seats + 1)"),
    phrase("if the quota were votes / (seats + 1) exactly"),
    phrase("if a surplus were passed on once, as in Scotland"),
    phrase("if what each elected option keeps were found anew in every round, as Meek does"),
    phrase("if an option without a score had 0"),
    phrase("if an option without a score were left out of its average"),
    phrase("The same outcome."),
    phrase("The same outcome, the same winner."),
    phrase("The same outcome, the same winners."),
    phrase("The same winner; the order below changes."),
    phrase("The same winners; the order below changes."),
    phrase("The same winners in another order: {order}."),
    phrase("Another outcome: {outcome_told} in place of {counted_told}, and {names} would win."),
    phrase("Another outcome: {outcome_told} in place of {counted_told}."),
    phrase("Another result: {first_told}; {second_told}."),
    phrase("Another result: {first_told}."),
    phrase("{names} would win in place of {others}"),
    phrase("{names} would win too"),
    phrase("{names} would not win"),
    phrase("{names} would be tied, and only a lot or a further rule could choose"),
    phrase("there would be no tie"),
    phrase("{names} would win"),
    phrase("adopted"),
    phrase("rejected"),
    phrase("no quorum"),
    phrase("open"),
    # What is shown of the ballots, and which do not count.
    phrase("A choice between a few words marks nobody out."),
    phrase("Only {count} ballots were counted: the numbers alone would show who chose what."),
    phrase("Only {count} ballot was counted: the numbers alone would show who chose what."),
    phrase("Every ballot says the same as at least {count} others, so none of them points at its voter."),
    phrase("{odd_told}. Cut after {count} places, every one of them is alike with enough others."),
    phrase("{odd_told}. Cut after {count} place, every one of them is alike with enough others."),
    phrase(
        "{odd_told}, and an odd ballot can be agreed on beforehand and recognised: only the numbers that the count needs are shown."
    ),
    phrase("{count} ballots of {base} have fewer than {least} others alike"),
    phrase("{count} ballot of {base} has fewer than {least} others alike"),
    phrase("two ballots of this voter under number {number} differ, so neither counts"),
    phrase("it repeats this voter's ballot number {number}"),
    phrase("it was recorded after this voter's ballot number {number}, under a lower number"),
    phrase("this voter's ballot number {number} takes its place"),
)  # fmt: skip
_NAMES = frozenset({"names", "others", "order", "names_again", "others_again", "keeps", "votes"})
_PLACE = re.compile(r"\\\{([a-z_]+)\\\}")


def told(words: str) -> str:
    """One sentence of a count, or a decision's own summary, in the language spoken."""
    if language() == ENGLISH or not words:
        return words
    if words.startswith(" "):  # what follows on a first sentence
        return f" {told(words[1:])}"
    for form, pattern in _patterns():
        found = pattern.fullmatch(words)
        if found:
            return say(form, **{name: _place(name, said) for name, said in found.groupdict().items()})
    return words


def _place(name: str, said: str) -> str:
    if name.endswith("_told"):
        return told(said)
    if name in _NAMES:
        first, _, last = said.rpartition(" and ")
        return listed((first, last)) if first else said
    return numeral(said)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((form, re.compile(_PLACE.sub(_group, re.escape(form)))) for form in _FORMS)


def _group(place: re.Match[str]) -> str:
    """Numbers hold no letters but `of`, so that a sentence is not taken for another; what follows may be nothing."""
    name = place[1]
    if name == "rest_told":
        return rf"(?P<{name}>(?: .+)?)"
    if name.endswith("_told") or name in _NAMES or name == "order":
        return rf"(?P<{name}>.+?)"
    return rf"(?P<{name}>~?[0-9][0-9.,/%() of~]*?)"
