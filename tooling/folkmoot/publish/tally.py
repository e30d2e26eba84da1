"""A count on its page: pictures and tables of what each method looks at, other readings, and what the ballots protect."""

from collections.abc import Iterator

from folkmoot.publish.bar import bar
from folkmoot.publish.markup import badge, block, code, folded, html, inline, note, table
from folkmoot.publish.pairs import pairs
from folkmoot.publish.rounds import rounds
from folkmoot.records.deliberation import AnyTally, CappedTally, ConsentTally, ItemsTally
from folkmoot.records.election import ElectionTally
from folkmoot.records.reading import Differs, Reading
from folkmoot.records.tally import ClassTally, MajorityTally, RankedTally
from folkmoot.tally.decision import Recount
from folkmoot.tally.methods import METHODS
from folkmoot.tally.privacy import Disclosure, Shown, choice_words, disclose
from folkmoot.tally.sensitivity import sensitivity
from folkmoot.tally.words import counted, percent, rounded

PROTECTS = {
    "open": (
        "Anybody can check that every ballot was counted as it was cast, and that nobody voted who may not.",
        "There is no secrecy, now or later: who chose what can be read for ever, so a vote can be bought, rewarded or punished.",
    ),
    "attested": (
        "A clerk signed what was cast, name by name, so those who voted can find their own line and object to it.",
        "Until somebody objects, that the clerk wrote it down rightly is taken on trust; and everybody can read who chose what.",
    ),
    "counted": (
        "Nobody can read from the record who chose what; the tellers signed numbers only.",
        "That the numbers are right rests on the tellers. No ballot can be looked at again, and no voter can prove how theirs was counted.",
    ),
    "belenios": (
        "Choices are secret; voters can find their own encrypted ballot by its tracker, and anybody can check the sum of all ballots.",
        "Secrecy rests on enough trustees keeping their keys apart, and who could vote rests on whoever handed out the credentials. "
        "Nothing protects a voter whose screen is watched.",
    ),
}
"""What each kind of ballot protects, and what it does not."""
_ROWS = 40
_SAID = {
    Differs.SAME: "same", Differs.LOWER: "order below", Differs.ORDER: "other order", Differs.WINNERS: "other winners",
    Differs.OUTCOME: "other outcome", Differs.UNREADABLE: "not countable so",
}  # fmt: skip
_STATES = {"standing": "stands", "resolved": "resolved", "overruled": "overruled"}


def disclosure_of(found: Recount) -> Disclosure:
    """What the site may show of the ballots of this vote."""
    kind = METHODS[found.rule.method].choices
    if kind is None or found.circumstances.totals is not None:
        return Disclosure(Shown.RAW, "Only totals were handed in.", None, ())
    return disclose(kind, found.profile)


def picture(tally: AnyTally) -> str:
    """What the count looked at, as its method has it."""
    match tally:
        case MajorityTally():
            return bar(tally)
        case RankedTally():
            return pairs(tally)
        case ElectionTally():
            return rounds(tally)
        case ClassTally():
            return "\n\n".join(f"**{inline(name)}**\n\n{bar(each)}" for name, each in tally.classes)
        case CappedTally():
            return _capped(tally)
        case ItemsTally():
            return _items(tally)
        case ConsentTally():
            return _consent(tally)


def _capped(tally: CappedTally) -> str:
    rows = [
        (html(each.name), f"{each.count.for_:,}", f"{each.count.against:,}", f"{each.count.abstain:,}", html(percent(each.factor)))
        for each in tally.classes
    ]
    share = f" that is {percent(tally.for_ / tally.base)}," if tally.base else ""
    words = f"By weight {rounded(tally.for_)} of {rounded(tally.base)} are for,{share} after no class weighs more than its cap."
    return table(("Class", "For", "Against", "Abstained", "One vote weighs"), rows, html(words))


def _items(tally: ItemsTally) -> str:
    rows = []
    for each in tally.items:
        count = each.tally.count
        state = badge("adopted" if each.stands else "rejected", "stands" if each.stands else "falls")
        numbers = (f"{count.for_:,}", f"{count.against:,}", f"{count.abstain:,}", f"{each.tally.needed:,}")
        rows.append((html(each.item), state, *numbers))
    return table(("Item", "", "For", "Against", "Abstained", "For needed"), rows, "Each item was put to the vote by itself")


def _consent(tally: ConsentTally) -> str:
    cards = "\n".join(
        f'<li><p class="fm-card__title">{_state(each.state, each.overruled_by)} Objection {each.number}, about {html(each.against)}</p>'
        f"<p>{html(each.reason)}</p><p>Raised by {code(each.by)}.</p></li>"
        for each in tally.objections
    )
    shown = block(f'<ul class="fm-cards">\n{cards}\n</ul>') if cards else "Nobody objected."
    if tally.fallback is None:
        return shown
    return f"{shown}\n\nConsent did not decide, so the fall-back rule did:\n\n{picture(tally.fallback)}"


def _state(state: str, overruled_by: tuple[str, ...]) -> str:
    by = f" by {', '.join(code(entry) for entry in overruled_by)}" if overruled_by and state == "overruled" else ""
    kind = "error" if state == "standing" else "done"
    return badge(kind, _STATES[state]) + by


def after(found: Recount) -> str:
    """What stands below the count: other readings, the ballots as far as they may be shown, and what such ballots protect."""
    shown = disclosure_of(found)
    readings = () if shown.shown is Shown.RESULT else _readings_of(found)
    return "\n\n".join(part for part in (_readings(readings), _ballots(found, shown), protection(found.rule.secrecy)) if part)


def _readings_of(found: Recount) -> tuple[Reading, ...]:
    return sensitivity(found.rule_name, found.rule, found.book, found.profile, found.circumstances)


def _readings(readings: tuple[Reading, ...]) -> str:
    if not readings:
        return ""
    other = sum(each.differs in (Differs.OUTCOME, Differs.WINNERS) for each in readings)
    if other:
        lead = f"Of {len(readings)} other readings of the rule, {other} would have come to another result."
    else:
        lead = "No other reading of the rule that was tried would have come to another result."
    why = "None of them binds: the charter chose the rule before the vote. They show how much hangs on a word of it."
    rows = [(html(each.words), f"{badge(_kind(each), _SAID[each.differs])} {html(each.verdict)}") for each in readings]
    return f"### Under other rules\n\n{lead} {why}\n\n{table(('Counted again', 'Comes to'), rows)}"


def _kind(reading: Reading) -> str:
    return {Differs.SAME: "done", Differs.OUTCOME: "error", Differs.WINNERS: "error"}.get(reading.differs, "partial")


def _ballots(found: Recount, shown: Disclosure) -> str:
    parts = []
    if shown.profile and METHODS[found.rule.method].choices not in ("vote", "consent"):
        cut = f", cut after {counted(shown.places, 'place')}" if shown.places else ""
        rows = [(html(choice_words(choice)), f"{ballots:,}") for choice, ballots in shown.profile]
        made = table((f"Ballot{cut}", "How many"), rows[:_ROWS])
        rest = folded(f"{len(rows) - _ROWS:,} more kinds of ballot", table((f"Ballot{cut}", "How many"), rows[_ROWS:]))
        parts += [inline(shown.why), made, rest if len(rows) > _ROWS else ""]
    elif shown.shown in (Shown.MATRIX, Shown.RESULT):
        parts.append(note(html(shown.why)))
    parts.append("" if _told(found) else "\n".join(_discarded(found)))
    body = "\n\n".join(part for part in parts if part)
    return f"### The ballots\n\n{body}" if body else ""


def _told(found: Recount) -> bool:
    """Whether the decision's own prose already names the ballots that do not count."""
    decision = found.proposal.decision
    return not found.discarded or (decision is not None and "do not count" in decision.body)


def _discarded(found: Recount) -> Iterator[str]:
    rows = []
    for gone in found.discarded:
        voter, number = code(gone.ballot.voter), gone.ballot.sequence
        rows.append((voter, str(number), html(gone.words)) if number else (f"the file {voter}", "", html(gone.words)))
    yield table(("Voter", "Number", "Why"), rows, "Ballots that do not count")


def protection(secrecy: str) -> str:
    """What ballots of this kind protect, and what they do not."""
    does, does_not = PROTECTS[secrecy]
    rows = [("Protects", html(does)), ("Does not protect", html(does_not))]
    return f"### What {secrecy} ballots protect\n\n{table((), rows)}"
