"""What no draw may know of a member: how active they are, and what they think; told by the names of columns, values and reasons."""

import re

_ACTIVITY = frozenset({
    "active", "activity", "attendance", "deliberating", "deliberator", "deliberators", "engaged", "engagement", "followers", "inactive",
    "karma", "login", "logins", "lurker", "lurkers", "notification", "notifications", "notified", "notify", "passive", "posts",
    "reputation", "score", "seen", "subscribed", "subscriber", "subscribers", "subscription", "tier", "turnout", "upvotes", "visits",
})  # fmt: skip
_OPINION = frozenset({"attitude", "opinion", "opinions", "stance", "view", "views", "vote", "voted", "votes", "voting"})


def told(name: str) -> str:
    """What a column, a value or a reason with this name says of a member that no draw may know; empty when it says neither.

    Whether somebody wants to be told of every question, or only of a letter to themselves, is activity too.
    """
    words = set(re.split(r"[^a-z0-9]+", name.lower()))
    return "activity" if words & _ACTIVITY else "opinion" if words & _OPINION else ""
