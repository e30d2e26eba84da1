"""The rules of an article as plain sentences, made from the rules themselves and not from the prose that quotes them."""

from collections.abc import Iterator

from folkmoot.publish.case_words import HARMS, HOLDINGS
from folkmoot.publish.method_words import SETTLED_ELSEWHERE, method_sentences
from folkmoot.publish.plan_words import plan_sentences
from folkmoot.publish.procedure_words import procedure_sentences
from folkmoot.publish.seat_words import POWERS, rotation_sentence, selection_sentence
from folkmoot.publish.words import counted, day, listed, span, spoken, the
from folkmoot.records.bodies import Body
from folkmoot.records.decision_rule import DecisionRule, QuorumRule
from folkmoot.records.rules import DrawRule, Duty, Membership, RemedyRule, Rules, Spheres
from folkmoot.records.speech import number, phrase, say

_TIES = {
    "rejected": phrase("A tie rejects."),
    "by-threshold": phrase("A tie is judged by the threshold alone."),
    "lot": phrase("A tie is broken by a published lot."),
    "casting-vote": phrase("A tie is broken by a casting vote."),
}
_SECRECY = {
    "open": phrase("Ballots are open: everybody sees who chose what."),
    "attested": phrase("A clerk attests the ballots."),
    "counted": phrase("Ballots are secret; tellers sign the counts."),
    "belenios": phrase("Ballots are secret and counted by an external system; its published result is bound by digest."),
}
_SEEDS = {
    "beacon": phrase("The seed comes from a public beacon, at least {span} after the call."),
    "dice": phrase("The seed comes from dice thrown in public, at least {span} after the call."),
    "dice-and-beacon": phrase("The seed comes from dice thrown in public and a public beacon, at least {span} after the call."),
}
_QUORUM = {
    "participation": phrase("Quorum: {least} must take part."),
    "approval": phrase("Quorum: {least} must be in favour."),
    "above-default": phrase("Quorum: {least} must rank an option above the default."),
}


def rule_sentences(rules: Rules | None) -> Iterator[tuple[str, str]]:
    """Yield each rule's key and what it says, in sentences of plain text."""
    if rules is None:
        return
    if rules.membership:
        yield "membership", _membership(rules.membership)
    if rules.spheres:
        yield "spheres", _spheres(rules.spheres)
    if rules.terms:
        notice = span(rules.terms.notice)
        yield "terms", say("A change of the Terms of Service is announced {span} before it holds, at the least.", span=notice)
    for sort, remedy in rules.remedies.items():
        yield f"remedies.{sort}", _remedy(remedy)
    for name, body in rules.bodies.items():
        yield f"bodies.{name}", " ".join(_body(body))
    for name, decision in rules.decisions.items():
        yield f"decisions.{name}", " ".join(decision_sentences(decision))
    for name, procedure in rules.procedures.items():
        yield f"procedures.{name}", " ".join(procedure_sentences(procedure))
    for name, draw in rules.draws.items():
        yield f"draws.{name}", " ".join(_draw(draw))
    for name, duty in rules.duties.items():
        yield f"duties.{name}", " ".join(_duty(duty))
    yield from plan_sentences(rules.plan)


def _membership(rule: Membership) -> str:
    words = [say("Each member has one vote.")]
    names = listed(map(spoken, rule.classes))
    if len(rule.classes) > 1:
        words.append(say("Members are of {number} classes: {classes}.", number=len(rule.classes), classes=names))
    elif rule.classes:
        words.append(say("All members are of one class: {classes}.", classes=names))
    for name, of_class in rule.classes.items():
        if (cap := of_class.class_cap) is not None:
            words.append(say("The class {name} together casts at most {share} of the votes.", name=spoken(name), share=cap))
    if rule.waiting:
        words.append(say("A newcomer waits {span} before voting.", span=span(rule.waiting)))
    return " ".join(words)


def _spheres(rule: Spheres) -> str:
    members, within = counted(rule.call_up.members, "member"), span(rule.call_up.within)
    return say("{members} can lift an operational matter to deliberation within {span}.", members=members, span=within)


def _body(body: Body) -> Iterator[str]:
    yield f"{body.purpose.rstrip('.')}."
    yield say("It may {powers}, and nothing else.", powers=listed(say(POWERS[power]) for power in body.powers))
    if body.scope and body.scope.spend:
        spend = body.scope.spend
        sum_ = f"{number(spend.max)} {spend.currency}"
        yield say("It may spend up to {sum} in {span}.", sum=sum_, span=span(spend.per))
    yield selection_sentence(body.select)
    seats, least = counted(body.seats.target, "seat"), number(body.seats.min)
    if body.seats.alternates:
        further = counted(body.seats.alternates, "alternate")
        yield say("It has {seats} and works with {least} at the least, and {alternates}.", seats=seats, least=least, alternates=further)
    else:
        yield say("It has {seats} and works with {least} at the least.", seats=seats, least=least)
    if body.term:
        yield say("A seat is held for {span}.", span=span(body.term))
    if body.rotation:
        part, every = body.rotation.fraction, span(body.rotation.every)
        yield say("{part} of the seats change hands every {span}.", part=part, span=every)
        if staggered := rotation_sentence(body, body.seats.target):
            yield staggered
    yield from _bounds(body)
    yield from _watched(body)


def _bounds(body: Body) -> Iterator[str]:
    """Who cannot sit, or not so many of them."""
    for column, most in sorted(body.select.max_per.items()):
        places = {"seats": counted(most, "seat"), "column": spoken(column)}
        if free := body.select.unbound.get(column, ()):
            others = listed(free, "or")
            yield say("At most {seats} go to people of one {column}, where {values} is not counted.", **places, values=others)
        else:
            yield say("At most {seats} go to people of one {column}.", **places)
    if body.max_terms is not None:
        yield say("Nobody serves more than {terms} on end.", terms=counted(body.max_terms, "term"))
    if body.cool_off:
        yield say("After serving, a member cannot be drawn or chosen again for {span}.", span=span(body.cool_off))
    for name, wait in body.cool_off_from.items():
        yield say("Who sat on the {body} can take a seat here {span} later.", body=spoken(name), span=span(wait))
    if body.incompatible:
        yield say("Who sits on {bodies} cannot sit here.", bodies=listed(map(spoken, body.incompatible), "or"))


def _watched(body: Body) -> Iterator[str]:
    """Whom it watches, and who watches it."""
    if body.reviews:
        names = listed(map(spoken, body.reviews))
        yield say("It watches the {bodies}; nobody sits in both, and none of them fills it or removes from it.", bodies=names)
    if body.removal:
        by, rule = spoken(body.removal.by), spoken(body.removal.rule)
        yield say("The {body} can take a seat away by the rule '{rule}'.", body=by, rule=rule)
    if body.reports:
        yield say("It reports to {body} every {span}.", body=spoken(body.reports.to), span=span(body.reports.every))
    if body.expires:
        yield say("It ends on {day}, whatever has happened.", day=day(body.expires))


def decision_sentences(rule: DecisionRule) -> Iterator[str]:
    """Say when a vote adopts."""
    yield from method_sentences(rule)
    if rule.abstain == "quorum-only":
        yield say("Abstentions count for the quorum only.")
    elif rule.abstain == "in-base":
        yield say("Abstentions count among the votes cast.")
    if rule.method not in SETTLED_ELSEWHERE:
        yield quorum_sentence(rule.quorum)
        yield say(_TIES[rule.ties])
    if rule.method != "lot":
        yield say(_SECRECY[rule.secrecy])


def quorum_sentence(rule: QuorumRule | None) -> str:
    """Say how many must take part."""
    if rule is None:
        return say("There is no quorum.")
    seats = rule.of == "seats"
    if rule.count is not None:
        least = number(rule.count)
    elif rule.sqrt is not None and seats:
        least = say("{factor} times the square root of the number of all seats", factor=rule.sqrt)
    elif rule.sqrt is not None:
        least = say("{factor} times the square root of the number of those entitled to vote", factor=rule.sqrt)
    elif seats:
        least = say("{share} of all seats", share=rule.fraction)
    else:
        least = say("{share} of those entitled to vote", share=rule.fraction)
    return say(_QUORUM[rule.counts], least=least)


def _remedy(rule: RemedyRule) -> str:
    findings, harms = listed((say(HOLDINGS[each]) for each in rule.after), "or"), listed((say(HARMS[each]) for each in rule.harms), "or")
    if findings and harms:
        words = say("A verdict can order it after the finding that a clause was {findings}, for {harms}", findings=findings, harms=harms)
    elif findings:
        words = say("A verdict can order it after the finding that a clause was {findings}", findings=findings)
    elif harms:
        words = say("A verdict can order it, for {harms}", harms=harms)
    else:
        words = say("A verdict can order it")
    return f"{say('{ordered}, by {share} of the votes at the least', ordered=words, share=rule.threshold) if rule.threshold else words}."


def _draw(rule: DrawRule) -> Iterator[str]:
    yield say(_SEEDS[rule.seed.kind], span=span(rule.seed.after))
    yield say("The roster can be challenged for {span}.", span=span(rule.challenge))
    yield say("Who is drawn has {span} to answer.", span=span(rule.response))
    if rule.replace.mode != "fresh-round":
        yield say("An empty seat is filled by the next ticket of the same group.")
    elif rule.replace.after:
        yield say(
            "An empty seat is filled by a new draw from a later round, at least {span} after somebody left, so nobody can know a "
            "substitute in advance.",
            span=span(rule.replace.after),
        )
    else:
        yield say("An empty seat is filled by a new draw from a later round, so nobody can know a substitute in advance.")
    yield say("A group of fewer than {people} is not published by itself.", people=counted(rule.min_cell, "person"))


def _duty(rule: Duty) -> Iterator[str]:
    places = {"body": spoken(rule.who), "to": spoken(rule.to), "span": span(rule.every), "what": rule.what.rstrip(".")}
    yield say("The {body} owe {to}, every {span}: {what}.", **places)
    if rule.questions:
        questions = " ".join(rule.questions.values())
        yield say("The report answers {count}: {questions}", count=counted(len(rule.questions), "question"), questions=questions)
    if rule.apart_from:
        yield say("Nobody does it who held a seat of {bodies} in that time.", bodies=listed(map(the, rule.apart_from), "or"))
    if rule.replies:
        within, after, heir = span(rule.replies.within), span(rule.replies.after), spoken(rule.replies.escalate)
        yield say(
            "Each recommendation gets a reply within {span}; after {more} more it is the business of the {body}.",
            span=within,
            more=after,
            body=heir,
        )
