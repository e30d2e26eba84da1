"""Seats in words: what a body may do, how it is filled, who leaves first when it was filled whole, how long a seat lasts."""

from folkmoot.procedure.rotation import is_whole, parts, span_of
from folkmoot.procedure.seats import Ending
from folkmoot.publish.words import counted, listed, span, spoken, the
from folkmoot.records.bodies import Body, Selection
from folkmoot.records.speech import phrase, say

POWERS = {
    "operate": phrase("operate"),
    "draft": phrase("draft"),
    "agenda": phrase("agenda"),
    "nominate": phrase("nominate"),
    "elect": phrase("elect"),
    "decide": phrase("decide"),
    "confirm": phrase("confirm"),
    "review": phrase("review"),
    "veto": phrase("veto"),
    "recall": phrase("recall"),
    "adjudicate": phrase("adjudicate"),
    "convene": phrase("convene"),
    "keep-roster": phrase("keep roster"),
}
"""What a body can be allowed to do, each in a word."""
ENDINGS = {
    Ending.TERM: phrase("its term ends"),
    Ending.ROTATION: phrase("its part of the seats changes hands"),
    Ending.SUNSET: phrase("the body ends"),
    Ending.DISSOLVED: phrase("the body is dissolved"),
    Ending.UNSEATED: phrase("a decision ended it"),
    Ending.LEFT: phrase("its holder left or was removed"),
    Ending.DISCHARGED: phrase("the jury was discharged"),
}
"""What ends a seat."""


def selection_sentence(rule: Selection) -> str:
    """How the seats are filled, as a sentence of its own."""
    words = _selection(rule)
    if rule.stages == "two":
        words = say("{filled}, in two stages: invited by lot, then drawn among those who accept", filled=words)
    if rule.oversubscribed:
        words = say("{filled}; when more come than there are seats, the lot decides", filled=words)
    return f"{words}."


def _selection(rule: Selection) -> str:
    match rule.method:
        case "sortition":
            return _by_lot(rule)
        case "election":
            return _by_election(rule)
        case "appointment":
            return _by_appointment(rule)
        case "open":
            return say("Anybody may join from {source}", source=rule.source) if rule.source else say("Anybody may join")


def _by_lot(rule: Selection) -> str:
    source, body = rule.source, spoken(rule.alumni_of or "")
    if source and body:
        return say("Its seats are drawn by lot from {source} among those who have sat on the {body}", source=source, body=body)
    if source:
        return say("Its seats are drawn by lot from {source}", source=source)
    if body:
        return say("Its seats are drawn by lot among those who have sat on the {body}", body=body)
    return say("Its seats are drawn by lot")


def _by_election(rule: Selection) -> str:
    source, body = rule.source, spoken(rule.by or "")
    if source and body:
        return say("Its seats are filled by election by the {body} from {source}", source=source, body=body)
    if source:
        return say("Its seats are filled by election from {source}", source=source)
    return say("Its seats are filled by election by the {body}", body=body) if body else say("Its seats are filled by election")


def _by_appointment(rule: Selection) -> str:
    source, body = rule.source, spoken(rule.by or "")
    if source and body:
        return say("Its seats are filled by appointment by the {body} from {source}", source=source, body=body)
    if source:
        return say("Its seats are filled by appointment from {source}", source=source)
    return say("Its seats are filled by appointment by the {body}", body=body) if body else say("Its seats are filled by appointment")


def filler_words(body: Body) -> str:
    """Who fills the seats, as the end of a sentence: `filled by election of the board jury`."""
    select = body.select
    by = the(select.by) if select.by and select.by != "members" else say("the members")
    match select.method:
        case "sortition" if select.alumni_of:
            return say("filled by lot among those who have sat on the {body}", body=spoken(select.alumni_of))
        case "sortition":
            return say("filled by lot")
        case "open" if select.oversubscribed:
            return say("open to all who come, by lot when more come than there are seats")
        case "open":
            return say("open to all who come")
        case "election":
            return say("filled by election, by {who}", who=by)
        case "appointment":
            return say("filled by appointment, by {who}", who=by)


def rotation_sentence(body: Body, count: int) -> str:
    """How so many seats that are filled at once come to end one part after another; empty where they end together."""
    if body.rotation is None or not is_whole(count, body):
        return ""
    sizes = parts(count, body)
    ends = zip(sizes, (span_of(part, sizes, body) for part in range(len(sizes))), strict=True)
    told = listed([say("{seats} after {span}", seats=size, span=span(after)) for size, after in ends if size and after])
    seats = counted(count, "seat")
    if body.select.method in ("election", "appointment"):
        return say(
            "When all {seats} are filled at once, {parts} end: those ranked last leave first. Seats filled later last the whole term.",
            seats=seats,
            parts=told,
        )
    return say(
        "When all {seats} are filled at once, {parts} end: the highest tickets leave first. Seats filled later last the whole term.",
        seats=seats,
        parts=told,
    )
