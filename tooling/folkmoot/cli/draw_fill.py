"""What a call leaves out and the records say: whom the charter keeps out of the draw, and how many of one affiliation it lets in."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from folkmoot.procedure.chronicle import Chronicle
    from folkmoot.records.bodies import Selection
    from folkmoot.records.roster import Entries


def exclusions(course: "Chronicle", body: str, mandate: str, entries: "Entries") -> str:
    """The value of `exclude` on one line, as of the chronicle's instant: one reason each, only entries that the roster has.

    Empty when nobody is kept out.
    """
    from folkmoot.procedure.exclusions import ROLE, Bar, barred, involved
    from folkmoot.procedure.ledger import Ledger
    from folkmoot.procedure.reviewers import had_part

    ledger, at = Ledger(course), course.as_of
    looking_back = (Bar(reason, holder) for reason, holder in had_part(ledger, body, at))
    bars = (*involved(course, mandate, at), *barred(course, ledger.seats, body, at), *looking_back)
    known = {token.decode() for token in entries.tokens}
    roles = set(entries.column(ROLE)) if ROLE in entries.columns else set()
    named: dict[str, list[str]] = {}
    for entry in dict.fromkeys(bar.entry for bar in bars if bar.entry in known):
        named.setdefault(next(bar.reason for bar in bars if bar.entry == entry), []).append(entry)
    rules = [f"{{reason: {reason}, entries: [{', '.join(sorted(found))}]}}" for reason, found in named.items()]
    rules += [f"{{reason: {bar.reason}, column: {ROLE}, values: [{_quoted(bar.role)}]}}" for bar in bars if bar.role in roles - {""}]
    return f"[{', '.join(rules)}]" if rules else ""


def caps(rule: "Selection") -> dict[str, str]:
    """The values of `max_per` and `unbound` on one line each, as the charter has them; empty when it has none."""
    if not rule.max_per:
        return {}
    most = ", ".join(f"{column}: {count}" for column, count in sorted(rule.max_per.items()))
    free = ", ".join(f"{column}: [{', '.join(map(_quoted, values))}]" for column, values in sorted(rule.unbound.items()))
    return {"max_per": f"{{{most}}}", **({"unbound": f"{{{free}}}"} if free else {})}


def _quoted(value: str) -> str:
    from json import dumps

    return dumps(value, ensure_ascii=False)
