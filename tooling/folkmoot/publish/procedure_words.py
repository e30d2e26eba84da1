"""A procedure as plain sentences: how a matter goes from its introduction to its effect."""

from collections.abc import Iterator

from folkmoot.publish.words import span, spoken
from folkmoot.records.rules import Procedure
from folkmoot.records.speech import number, say, say_of


def procedure_sentences(rule: Procedure) -> Iterator[str]:
    """Say how a matter goes from its introduction to its effect."""
    yield _introduced(rule)
    least, most = span(rule.discuss.min), span(rule.discuss.max)
    yield say("It is discussed for {least} at the least and {most} at the most.", least=least, most=most)
    if rule.freeze:
        yield say("Then the text stands still for {span}.", span=span(rule.freeze))
    if rule.editorial:
        yield say(
            "Meanwhile the {body} can correct white space and spelling; {words} words can be spelled otherwise at the most.",
            body=spoken(rule.editorial.by),
            words=number(rule.editorial.words),
        )
    yield _decided(rule)
    if rule.veto:
        places = {"body": spoken(rule.veto.by), "span": span(rule.veto.within), "rule": spoken(rule.veto.rule)}
        yield say("The {body} can veto it within {span} by the rule '{rule}'.", **places)
    yield from _afterwards(rule)


def _introduced(rule: Procedure) -> str:
    seconds, who = rule.introduce.seconds, spoken(rule.introduce.who)
    if rule.introduce.who == "member":
        if not seconds:
            return say("A member introduces it.")
        return say_of(
            seconds, "A member introduces it and {count} member seconds it.", "A member introduces it and {count} members second it."
        )
    if not seconds:
        return say("The {body} introduces it.", body=who)
    return say_of(
        seconds,
        "The {body} introduces it and {count} member seconds it.",
        "The {body} introduces it and {count} members second it.",
        body=who,
    )


def _decided(rule: Procedure) -> str:
    places = {"body": spoken(rule.decide.by), "rule": spoken(rule.decide.rule), "span": span(rule.decide.open)}
    if rule.decide.by.endswith("s"):
        return say("The {body} decide by the rule '{rule}'; the vote is open for {span}.", **places)
    return say("The {body} decides by the rule '{rule}'; the vote is open for {span}.", **places)


def _afterwards(rule: Procedure) -> Iterator[str]:
    if rule.notice:
        yield say("It takes effect after a notice of {span}.", span=span(rule.notice))
    yield say("The {body} carry it out within {span}.", body=spoken(rule.execute.by), span=span(rule.execute.within))
    if rule.review:
        yield say("It is reviewed after {span}.", span=span(rule.review))
    if rule.appeal:
        places = {"span": span(rule.appeal.within), "kind": spoken(rule.appeal.kind)}
        yield say("Within {span} of the verdict one {kind} is possible, to another jury, and none after it.", **places)
    if rule.reply:
        yield say("The {body} must reply within {span}.", body=spoken(rule.reply.by), span=span(rule.reply.within))
