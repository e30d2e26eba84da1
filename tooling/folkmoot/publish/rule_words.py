"""The rules of an article as plain sentences, made from the rules themselves and not from the prose that quotes them."""

from collections.abc import Iterator

from folkmoot.publish.method_words import SETTLED_ELSEWHERE, method_sentences
from folkmoot.publish.plan_words import plan_sentences
from folkmoot.publish.seat_words import rotation_sentence
from folkmoot.publish.words import counted, day, listed, span, spoken
from folkmoot.records.bodies import Body, Selection
from folkmoot.records.decision_rule import DecisionRule, QuorumRule
from folkmoot.records.rules import DrawRule, Duty, Membership, Procedure, RemedyRule, Rules, Spheres

_TIES = {
    "rejected": "A tie rejects",
    "by-threshold": "A tie is judged by the threshold alone",
    "lot": "A tie is broken by a published lot",
    "casting-vote": "A tie is broken by a casting vote",
}
_SECRECY = {
    "open": "Ballots are open: everybody sees who chose what",
    "attested": "A clerk attests the ballots",
    "counted": "Ballots are secret; tellers sign the counts",
    "belenios": "Ballots are secret and counted by an external system; its published result is bound by digest",
}
_SEEDS = {"beacon": "a public beacon", "dice": "dice thrown in public", "dice-and-beacon": "dice thrown in public and a public beacon"}


def rule_sentences(rules: Rules | None) -> Iterator[tuple[str, str]]:
    """Yield each rule's key and what it says, in sentences of plain text."""
    if rules is None:
        return
    if rules.membership:
        yield "membership", _membership(rules.membership)
    if rules.spheres:
        yield "spheres", _spheres(rules.spheres)
    if rules.terms:
        yield "terms", f"A change of the Terms of Service is announced {rules.terms.notice.words} before it holds, at the least."
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
        yield f"duties.{name}", _duty(duty)
    yield from plan_sentences(rules.plan)


def _membership(rule: Membership) -> str:
    words = ["Each member has one vote."]
    if rule.classes:
        words.append(f"Members are of {len(rule.classes)} classes: {listed(map(spoken, rule.classes))}."
                     if len(rule.classes) > 1 else f"All members are of one class: {listed(map(spoken, rule.classes))}.")  # fmt: skip
    for name, of_class in rule.classes.items():
        if of_class.class_cap is not None:
            words.append(f"The class {spoken(name)} together casts at most {of_class.class_cap} of the votes.")
    if rule.waiting:
        words.append(f"A newcomer waits {rule.waiting.words} before voting.")
    return " ".join(words)


def _spheres(rule: Spheres) -> str:
    call_up = rule.call_up
    return f"{counted(call_up.members, 'member')} can lift an operational matter to deliberation within {call_up.within.words}."


def _body(body: Body) -> Iterator[str]:
    yield f"{body.purpose.rstrip('.')}."
    yield f"It may {listed(map(spoken, body.powers))}, and nothing else."
    if body.scope and body.scope.spend:
        spend = body.scope.spend
        yield f"It may spend up to {spend.max:,} {spend.currency} in {spend.per.words}."
    yield _selection(body.select)
    further = f", and {counted(body.seats.alternates, 'alternate')}" if body.seats.alternates else ""
    yield f"It has {counted(body.seats.target, 'seat')} and works with {body.seats.min:,} at the least{further}."
    if body.term:
        yield f"A seat is held for {body.term.words}."
    if body.rotation:
        yield f"{body.rotation.fraction} of the seats change hands every {body.rotation.every.words}."
        if staggered := rotation_sentence(body, body.seats.target):
            yield staggered
    for column, most in sorted(body.select.max_per.items()):
        free = body.select.unbound.get(column, ())
        but = f", where {listed(free, 'or')} is not counted" if free else ""
        yield f"At most {counted(most, 'seat')} go to people of one {spoken(column)}{but}."
    if body.max_terms is not None:
        yield f"Nobody serves more than {counted(body.max_terms, 'term')} on end."
    if body.cool_off:
        yield f"After serving, a member cannot be drawn or chosen again for {body.cool_off.words}."
    for name, wait in body.cool_off_from.items():
        yield f"Who sat on the {spoken(name)} can take a seat here {wait.words} later."
    if body.incompatible:
        yield f"Who sits on {listed(map(spoken, body.incompatible), 'or')} cannot sit here."
    if body.reviews:
        yield f"It watches the {listed(map(spoken, body.reviews))}; nobody sits in both, and none of them fills it or removes from it."
    if body.removal:
        yield f"The {spoken(body.removal.by)} can take a seat away by the rule '{spoken(body.removal.rule)}'."
    if body.reports:
        yield f"It reports to {spoken(body.reports.to)} every {body.reports.every.words}."
    if body.expires:
        yield f"It ends on {day(body.expires)}, whatever has happened."


def _selection(rule: Selection) -> str:
    by = f" by the {spoken(rule.by)}" if rule.by else ""
    source = f" from {rule.source}" if rule.source else ""
    alumni = f" among those who have sat on the {spoken(rule.alumni_of)}" if rule.alumni_of else ""
    how = {
        "sortition": f"Its seats are drawn by lot{source}{alumni}",
        "election": f"Its seats are filled by election{by}{source}",
        "appointment": f"Its seats are filled by appointment{by}{source}",
        "open": f"Anybody may join{source}",
    }[rule.method]
    lot = "; when more come than there are seats, the lot decides" if rule.oversubscribed else ""
    stages = ", in two stages: invited by lot, then drawn among those who accept" if rule.stages == "two" else ""
    return f"{how}{stages}{lot}."


def decision_sentences(rule: DecisionRule) -> Iterator[str]:
    """Say when a vote adopts."""
    yield from method_sentences(rule)
    if rule.abstain == "quorum-only":
        yield "Abstentions count for the quorum only."
    elif rule.abstain == "in-base":
        yield "Abstentions count among the votes cast."
    if rule.method not in SETTLED_ELSEWHERE:
        yield quorum_sentence(rule.quorum)
        yield f"{_TIES[rule.ties]}."
    if rule.method != "lot":
        yield f"{_SECRECY[rule.secrecy]}."


def quorum_sentence(rule: QuorumRule | None) -> str:
    """Say how many must take part."""
    if rule is None:
        return "There is no quorum."
    of = {"eligible": "those entitled to vote", "seats": "all seats", None: "those entitled to vote"}[rule.of]
    who = {"participation": "must take part", "approval": "must be in favour", "above-default": "must rank an option above the default"}
    if rule.count is not None:
        least = f"{rule.count:,}"
    elif rule.sqrt is not None:
        least = f"{rule.sqrt} times the square root of the number of {of}"
    else:
        least = f"{rule.fraction} of {of}"
    return f"Quorum: {least} {who[rule.counts]}."


def procedure_sentences(rule: Procedure) -> Iterator[str]:
    """Say how a matter goes from its introduction to its effect."""
    seconds = rule.introduce.seconds
    seconded = f" and {counted(seconds, 'member')} second{'s' if seconds == 1 else ''} it" if seconds else ""
    who = "A member" if rule.introduce.who == "member" else f"The {spoken(rule.introduce.who)}"
    yield f"{who} introduces it{seconded}."
    yield f"It is discussed for {rule.discuss.min.words} at the least and {rule.discuss.max.words} at the most."
    if rule.freeze:
        yield f"Then the text stands still for {rule.freeze.words}."
    if rule.editorial:
        most = f"{rule.editorial.words:,} words can be spelled otherwise at the most"
        yield f"Meanwhile the {spoken(rule.editorial.by)} can correct white space and spelling; {most}."
    yield f"The {spoken(rule.decide.by)} decide{'' if rule.decide.by.endswith('s') else 's'} by the rule " \
          f"'{spoken(rule.decide.rule)}'; the vote is open for {rule.decide.open.words}."  # fmt: skip
    if rule.veto:
        yield f"The {spoken(rule.veto.by)} can veto it within {rule.veto.within.words} by the rule '{spoken(rule.veto.rule)}'."
    if rule.notice:
        yield f"It takes effect after a notice of {rule.notice.words}."
    yield f"The {spoken(rule.execute.by)} carry it out within {rule.execute.within.words}."
    if rule.review:
        yield f"It is reviewed after {rule.review.words}."
    if rule.appeal:
        one = f"one {spoken(rule.appeal.kind)} is possible, to another jury, and none after it"
        yield f"Within {rule.appeal.within.words} of the verdict {one}."
    if rule.reply:
        yield f"The {spoken(rule.reply.by)} must reply within {rule.reply.within.words}."


def _remedy(rule: RemedyRule) -> str:
    words = "A verdict can order it"
    if rule.after:
        words += f" after the finding that a clause was {listed(map(spoken, rule.after), 'or')}"
    if rule.harms:
        words += f", for {listed(map(spoken, rule.harms), 'or')}"
    return f"{words}{f', by {rule.threshold} of the votes at the least' if rule.threshold else ''}."


def _draw(rule: DrawRule) -> Iterator[str]:
    yield f"The seed comes from {_SEEDS[rule.seed.kind]}, at least {rule.seed.after.words} after the call."
    yield f"The roster can be challenged for {rule.challenge.words}."
    yield f"Who is drawn has {rule.response.words} to answer."
    if rule.replace.mode == "fresh-round":
        later = f", at least {rule.replace.after.words} after somebody left" if rule.replace.after else ""
        yield f"An empty seat is filled by a new draw from a later round{later}, so nobody can know a substitute in advance."
    else:
        yield "An empty seat is filled by the next ticket of the same group."
    yield f"A group of fewer than {counted(rule.min_cell, 'person')} is not published by itself.".replace("persons", "people")


def _duty(rule: Duty) -> str:
    words = f"The {spoken(rule.who)} owe {spoken(rule.to)}, every {span(rule.every)}: {rule.what.rstrip('.')}."
    if rule.questions:
        words += f" The report answers {counted(len(rule.questions), 'question')}: {' '.join(rule.questions.values())}"
    if rule.apart_from:
        words += f" Nobody does it who held a seat of {listed((f'the {spoken(body)}' for body in rule.apart_from), 'or')} in that time."
    if rule.replies:
        words += f" Each recommendation gets a reply within {rule.replies.within.words}; after {rule.replies.after.words} more it is "
        words += f"the business of the {spoken(rule.replies.escalate)}."
    return words
