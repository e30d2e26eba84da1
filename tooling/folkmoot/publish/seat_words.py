"""Seats in words: how a body is filled, who leaves first when it was filled whole, how long a seat lasts."""

from folkmoot.procedure.rotation import is_whole, parts, span_of
from folkmoot.publish.words import counted, listed, spoken
from folkmoot.records.bodies import Body


def filler_words(body: Body) -> str:
    """Who fills the seats, as the end of a sentence: `filled by election of the board jury`."""
    by = f"the {spoken(body.select.by)}" if body.select.by and body.select.by != "members" else "the members"
    if body.select.method == "sortition":
        pool = f" among those who have sat on the {spoken(body.select.alumni_of)}" if body.select.alumni_of else ""
        return f"filled by lot{pool}"
    if body.select.method == "open":
        lot = ", by lot when more come than there are seats" if body.select.oversubscribed else ""
        return f"open to all who come{lot}"
    return f"filled by {body.select.method}, by {by}"


def rotation_sentence(body: Body, count: int) -> str:
    """How so many seats that are filled at once come to end one part after another; empty where they end together."""
    if body.rotation is None or not is_whole(count, body):
        return ""
    sizes = parts(count, body)
    spans = [span_of(part, sizes, body) for part in range(len(sizes))]
    told = listed([f"{size} after {span.words}" for size, span in zip(sizes, spans, strict=True) if size and span])
    first = "those ranked last leave first" if body.select.method in ("election", "appointment") else "the highest tickets leave first"
    return f"When all {counted(count, 'seat')} are filled at once, {told} end: {first}. Seats filled later last the whole term."
