"""A count on its page: pictures and tables of what each method looks at, other readings, and what the ballots protect."""

from collections.abc import Iterator
from fractions import Fraction

from folkmoot.publish.bar import bar
from folkmoot.publish.count_words import told
from folkmoot.publish.markup import badge, block, code, commands, folded, html, inline, note, table
from folkmoot.publish.pairs import pairs
from folkmoot.publish.rounds import rounds
from folkmoot.publish.words import counted, numeral
from folkmoot.records.deliberation import AnyTally, CappedTally, ConsentTally, ItemsTally
from folkmoot.records.election import ElectionTally
from folkmoot.records.packed import PackedCount
from folkmoot.records.reading import Differs, Reading
from folkmoot.records.speech import number, phrase, say, say_of
from folkmoot.records.tally import ClassTally, MajorityTally, RankedTally
from folkmoot.tally.decision import Recount
from folkmoot.tally.methods import METHODS
from folkmoot.tally.privacy import Disclosure, Shown, choice_words, disclose
from folkmoot.tally.sensitivity import sensitivity
from folkmoot.tally.words import percent, rounded

PROTECTS = {
    "open": (
        phrase("Anybody can check that every ballot was counted as it was cast, and that nobody voted who may not."),
        phrase("There is no secrecy, now or later: who chose what can be read for ever, so a vote can be bought, rewarded or punished."),
    ),
    "attested": (
        phrase("A clerk signed what was cast, name by name, so those who voted can find their own line and object to it."),
        phrase("Until somebody objects, that the clerk wrote it down rightly is taken on trust; and everybody can read who chose what."),
    ),
    "counted": (
        phrase("Nobody can read from the record who chose what; the tellers signed numbers only."),
        phrase(
            "That the numbers are right rests on the tellers. No ballot can be looked at again, and no voter can prove how theirs was "
            "counted."
        ),
    ),
    "packed": (
        phrase(
            "Whoever has the packed ballots can count them again and compare, and voters can look up their own row in one of the "
            "files; nobody can be counted twice or without being on the roster."
        ),
        phrase(
            "The packed ballots are not among these records, and their rows carry no signatures: that the signatures of the voters "
            "were judged before rests on those who signed the count. There is no secrecy: who chose what stands in the rows."
        ),
    ),
    "belenios": (
        phrase(
            "Choices are secret; voters can find their own encrypted ballot by its tracker, and anybody can check the sum of all ballots."
        ),
        phrase(
            "Secrecy rests on enough trustees keeping their keys apart, and who could vote rests on whoever handed out the credentials. "
            "Nothing protects a voter whose screen is watched."
        ),
    ),
}
"""What each kind of ballot protects, and what it does not."""
_PROTECTION = {
    "open": phrase("What open ballots protect"),
    "attested": phrase("What attested ballots protect"),
    "counted": phrase("What counted ballots protect"),
    "belenios": phrase("What belenios ballots protect"),
    "packed": phrase("What packed ballots protect"),
}
_ROWS = 40
_SAID = {
    Differs.SAME: phrase("same"), Differs.LOWER: phrase("order below"), Differs.ORDER: phrase("other order"),
    Differs.WINNERS: phrase("other winners"), Differs.OUTCOME: phrase("other outcome"), Differs.UNREADABLE: phrase("not countable so"),
}  # fmt: skip
_STATES = {"standing": phrase("stands"), "resolved": phrase("resolved"), "overruled": phrase("overruled")}


def disclosure_of(found: Recount) -> Disclosure:
    """What the site may show of the ballots of this vote."""
    kind = METHODS[found.rule.method].choices
    if found.circumstances.pairs is not None:
        why = say("The rankings are so many and so different that they were added up to pairs of options.")
        return Disclosure(Shown.MATRIX, why, None, ())
    if kind is None or found.circumstances.totals is not None:
        return Disclosure(Shown.RAW, say("Only totals were handed in."), None, ())
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
        (html(each.name), number(each.count.for_), number(each.count.against), number(each.count.abstain), html(_share(each.factor)))
        for each in tally.classes
    ]
    weights = {"weight": numeral(rounded(tally.for_)), "whole": numeral(rounded(tally.base))}
    if tally.base:
        share = _share(tally.for_ / tally.base)
        words = say(
            "By weight {weight} of {whole} are for, that is {share}, after no class weighs more than its cap.", **weights, share=share
        )
    else:
        words = say("By weight {weight} of {whole} are for, after no class weighs more than its cap.", **weights)
    return table((say("Class"), say("For"), say("Against"), say("Abstained"), say("One vote weighs")), rows, html(words))


def _share(value: Fraction) -> str:
    return numeral(percent(value))


def _items(tally: ItemsTally) -> str:
    rows = []
    for each in tally.items:
        count = each.tally.count
        state = badge("adopted" if each.stands else "rejected", say("stands") if each.stands else say("falls"))
        numbers = (number(count.for_), number(count.against), number(count.abstain), number(each.tally.needed))
        rows.append((html(each.item), state, *numbers))
    head = (say("Item"), "", say("For"), say("Against"), say("Abstained"), say("For needed"))
    return table(head, rows, say("Each item was put to the vote by itself"))


def _consent(tally: ConsentTally) -> str:
    cards = "\n".join(
        f'<li><p class="fm-card__title">{_state(each.state, each.overruled_by)} '
        f"{say('Objection {number}, about {subject}', number=each.number, subject=html(each.against))}</p>"
        f"<p>{html(each.reason)}</p><p>{say('Raised by {person}.', person=code(each.by))}</p></li>"
        for each in tally.objections
    )
    shown = block(f'<ul class="fm-cards">\n{cards}\n</ul>') if cards else say("Nobody objected.")
    if tally.fallback is None:
        return shown
    return f"{shown}\n\n{say('Consent did not decide, so the fall-back rule did:')}\n\n{picture(tally.fallback)}"


def _state(state: str, overruled_by: tuple[str, ...]) -> str:
    shown = badge("error" if state == "standing" else "done", say(_STATES[state]))
    if overruled_by and state == "overruled":
        return say("{overruled} by {people}", overruled=shown, people=", ".join(map(code, overruled_by)))
    return shown


def after(found: Recount) -> str:
    """What stands below the count: other readings, the ballots as far as they may be shown, and what such ballots protect."""
    shown = disclosure_of(found)
    readings = () if shown.shown is Shown.RESULT or found.circumstances.pairs is not None else _readings_of(found)
    packed = found.proposal.packed
    kept = _kept_elsewhere(packed) if packed else ""
    protects = protection("packed" if packed else found.rule.secrecy)
    return "\n\n".join(part for part in (_readings(readings), _ballots(found, shown), kept, protects) if part)


def _kept_elsewhere(count: PackedCount) -> str:
    """Of packed ballots: what binds them, who counted them, and how to see that the counts are theirs."""
    engine = f"{count.counted_by.engine}, {count.counted_by.version}"
    rows = [
        (say("Ballots handed in"), number(count.cast)),
        (say("Packed rows"), number(count.rows)),
        (say("SHA-256 of their SHA256SUMS"), code(count.digest)),
        (say("Counted by"), html(engine)),
    ]
    lead = say("The ballots are too many for a file each. They are kept outside these records, packed, and this is what binds them.")
    again = say("That the counts are those of the ballots, anybody who has these can see:")
    line = commands(f"folkmoot tally {count.proposal} --engine duckdb --ballots DIR --shards DIR")
    return f"### {say('Where the ballots are')}\n\n{lead}\n\n{table((), rows)}\n\n{again}\n\n{line}"


def _readings_of(found: Recount) -> tuple[Reading, ...]:
    return sensitivity(found.rule_name, found.rule, found.book, found.profile, found.circumstances)


def _readings(readings: tuple[Reading, ...]) -> str:
    if not readings:
        return ""
    other = sum(each.differs in (Differs.OUTCOME, Differs.WINNERS) for each in readings)
    if other:
        lead = say("Of {all} other readings of the rule, {other} would have come to another result.", all=len(readings), other=other)
    else:
        lead = say("No other reading of the rule that was tried would have come to another result.")
    why = say("None of them binds: the charter chose the rule before the vote. They show how much hangs on a word of it.")
    rows = [(html(told(each.words)), f"{badge(_kind(each), say(_SAID[each.differs]))} {html(told(each.verdict))}") for each in readings]
    return f"### {say('Under other rules')}\n\n{lead} {why}\n\n{table((say('Counted again'), say('Comes to')), rows)}"


def _kind(reading: Reading) -> str:
    return {Differs.SAME: "done", Differs.OUTCOME: "error", Differs.WINNERS: "error"}.get(reading.differs, "partial")


def _ballots(found: Recount, shown: Disclosure) -> str:
    parts = []
    if shown.profile and METHODS[found.rule.method].choices not in ("vote", "consent"):
        cut = say("Ballot, cut after {places}", places=counted(shown.places, "place")) if shown.places else say("Ballot")
        rows = [(html(choice_words(choice)), number(ballots)) for choice, ballots in shown.profile]
        made = table((cut, say("How many")), rows[:_ROWS])
        more = say_of(len(rows) - _ROWS, "{count} more kind of ballot", "{count} more kinds of ballot")
        rest = folded(more, table((cut, say("How many")), rows[_ROWS:]))
        parts += [inline(told(shown.why)), made, rest if len(rows) > _ROWS else ""]
    elif shown.shown in (Shown.MATRIX, Shown.RESULT):
        parts.append(note(html(told(shown.why))))
    parts.append("" if _told(found) else "\n".join(_discarded(found)))
    body = "\n\n".join(part for part in parts if part)
    return f"### {say('The ballots')}\n\n{body}" if body else ""


def _told(found: Recount) -> bool:
    """Whether the decision's own prose already names the ballots that do not count."""
    decision = found.proposal.decision
    return not found.discarded or (decision is not None and "do not count" in decision.body)


def _discarded(found: Recount) -> Iterator[str]:
    rows = []
    for gone in found.discarded:
        voter, place = code(gone.ballot.voter), gone.ballot.sequence
        rows.append(
            (voter, str(place), html(told(gone.words))) if place else (say("the file {name}", name=voter), "", html(told(gone.words)))
        )
    yield table((say("Voter"), say("Number"), say("Why")), rows, say("Ballots that do not count"))


def protection(secrecy: str) -> str:
    """What ballots of this kind protect, and what they do not."""
    does, does_not = PROTECTS[secrecy]
    rows = [(say("Protects"), html(say(does))), (say("Does not protect"), html(say(does_not)))]
    return f"### {say(_PROTECTION[secrecy])}\n\n{table((), rows)}"
