"""Who may give a seat by decision: a lot gives those that are drawn, and every other seat its own elector or appointer.

A board seat without the decision behind it that the charter asks for does not exist. So a `seat` effect counts only when

- the seats of the body are filled by election or appointment, and those decided who `select.by` names (members, when it names
  nobody); or
- anybody may join the body (`select.method: open`), and it decided itself, in an operational matter of its own, or those decided
  who `select.by` names, or members; and, where the lot decides when too many come (`oversubscribed: sortition`), the body has
  the seats. When more come than there are seats, a jury is called for the body, and its draw gives the seats.

Of a body whose seats are drawn (`select.method: sortition`) no decision can give one.
"""

from folkmoot.records.bodies import Body
from folkmoot.rulebook.mandate import EVERYBODY


def no_right(name: str, body: Body, decider: str) -> str:
    """Why a decision seats nobody in a body, as a sentence; empty when it may."""
    filler = body.select.by or "members"
    if body.select.method == "sortition":
        return f"the seats of {name} are drawn by lot, and no decision gives one"
    if _same(filler, decider) or (body.select.method == "open" and (decider == name or _same("members", decider))):
        return ""
    if body.select.method == "open":
        return f"{name} takes in people itself, and {decider} decided this"
    return f"the seats of {name} are filled by {filler}, and {decider} decided this"


def no_room(name: str, body: Body, held: int, more: int) -> str:
    """Why so many more cannot join an open body that has so many; empty when they can."""
    if body.select.method != "open" or body.select.oversubscribed is None or held + more <= body.seats.target:
        return ""
    return f"{held} of the {body.seats.target} seats of {name} are taken and {more} would join, so the lot decides"


def _same(one: str, other: str) -> bool:
    return one == other or {one, other} <= EVERYBODY
