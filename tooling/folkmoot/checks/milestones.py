"""T: what was done of a conversion: gates passed without evidence or people, steps put off again, ways back that are closed."""

from collections.abc import Iterator

from folkmoot.checks.names import nearest, unread
from folkmoot.checks.registry import check
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.procedure.conversion import MOVES, Conversion, aim
from folkmoot.procedure.ledger import ledger_of
from folkmoot.procedure.milestones import Exhibit, Flaw, Ruling
from folkmoot.procedure.plan_dues import rule_place
from folkmoot.procedure.seats import holders
from folkmoot.records.finding import Fault, Severity
from folkmoot.records.value import shown


def _conversion(course: Chronicle) -> Conversion | None:
    """Where the conversion stands; None where no charter ever planned one."""
    return ledger_of(course).conversion if any(version.book.milestones for version in course.versions) else None


def _void(course: Chronicle, flaw: Flaw, mend: str) -> Iterator[Fault]:
    """The decisions' effects that moved nothing, for one reason."""
    plan = _conversion(course)
    for each in plan.void if plan else ():
        if each.flaw is flaw and isinstance(each.act, Ruling):
            yield Fault(course.archive.place(each.act.path, "effects", each.act.place, "what"), each.what, mend)


@check("T020", "unclear-move")
def unclear_move(course: Chronicle) -> Iterator[Fault]:
    """A proposal would pass, fail, put off or undo a milestone or gate that the plan does not have, or put it off to no day.

    ## Why
    What nobody can find nobody has judged.

    ## Mend
    Write `milestone/gate` for a gate and the name of the milestone for an extension or a roll-back, as the plan spells them; an
    extension also has the new day in `due`.
    """
    for matter in course.matters.values():
        head, path = matter.proposal.text.head, matter.proposal.text.path
        drafts = [course.archive.drafts[each] for each in matter.proposal.changes if each in course.archive.drafts]
        brought = {name: plan for draft in drafts if draft.head.rules and (found := draft.head.rules.plan)
                   for name, plan in found.milestones.items()}  # fmt: skip
        planned = {**matter.book.milestones, **course.setting.decided_at(course.as_of).milestones, **brought}
        for index, effect in enumerate(head.effects):
            if effect.do not in MOVES:
                continue
            name, gate = aim(effect)
            place, milestone = course.archive.place(path, "effects", index, "what"), planned.get(name)
            if milestone is None:
                yield Fault(place, f"the plan has no milestone '{shown(name)}'", nearest(name, planned, "name a milestone of the plan"))
            elif effect.do in ("pass-gate", "fail-gate") and gate not in milestone.gates:
                mend = nearest(gate, milestone.gates, f"write {name}/ and one of {', '.join(milestone.gates)}")
                yield Fault(place, f"'{name}' has no gate '{shown(gate)}'", mend)
            elif effect.do == "extend" and effect.due is None:
                yield Fault(place, "this 'extend' has no new day", "add due: and a day")


@check("T021", "gate-without-evidence")
def gate_without_evidence(course: Chronicle) -> Iterator[Fault]:
    """A decision passes a gate for which no report had shown any evidence, so the gate is not passed.

    ## Why
    A gate is there so that members can see that a step worked before the next one is taken. A yes without anything to look at
    shows nobody anything.

    ## Mend
    Let the body that takes the step file a report `about` the milestone, with an entry of `evidence` that names the `gate` and
    has a `digest` or `url`; then let the gate be judged again.
    """
    yield from _void(course, Flaw.EVIDENCE, "file the evidence, and let the gate be judged again")


@check("T022", "gate-judged-by-another")
def gate_judged_by_another(course: Chronicle) -> Iterator[Fault]:
    """A decision about a gate was made by another body than the plan names, or by the one that takes the step.

    ## Why
    The plan said beforehand who judges, so that nobody looks for a judge who says yes.

    ## Mend
    Put the question to the body that the plan names. This decision moves nothing.
    """
    yield from _void(course, Flaw.JUDGE, "put the question to the body that the plan names")


@check("T023", "milestone-out-of-order")
def milestone_out_of_order(course: Chronicle) -> Iterator[Fault]:
    """A decision passes or undoes a step at a point where the plan does not have it.

    ## Why
    Steps rest on each other. One taken before the one below it holds nothing, and one taken away from under another brings
    both down.

    ## Mend
    Take the steps in the order of `after`, and undo them in the opposite one. After a roll-back an `extend` gives the step a new
    day first.
    """
    yield from _void(course, Flaw.ORDER, "take what comes first, and decide this again")


@check("T024", "passed-while-frozen")
def passed_while_frozen(course: Chronicle) -> Iterator[Fault]:
    """A gate was passed, or a step begun, while too few people kept the platform running.

    ## Why
    A platform changes hands while people use it. If those who run it have become too few, or one of them alone knows how, the
    next hand-over waits until there are enough again.

    ## Mend
    Fill the seats, hand the duties over to enough people and file a report that names them in `holders`; then decide again.
    """
    yield from _void(course, Flaw.STAFF, "fill the seats and the duties first, and decide this again")
    yield from _shown(course, Flaw.STAFF, "fill the seats first, and file this again")


def _shown(course: Chronicle, flaw: Flaw, mend: str) -> Iterator[Fault]:
    """The evidence that counts for nothing, for one reason."""
    plan = _conversion(course)
    for each in plan.void if plan else ():
        if each.flaw is flaw and isinstance(each.act, Exhibit):
            yield Fault(course.archive.place(each.act.path, "evidence", each.act.place, "gate"), each.what, mend)


@check("T025", "put-off-again")
def put_off_again(course: Chronicle) -> Iterator[Fault]:
    """A decision puts a step off a second time, to no later day, or by those who take it.

    ## Why
    A day that can be moved again and again is not a day. One extension is for what nobody foresaw; after that the step is late,
    and everybody can see it.

    ## Mend
    Take the step, late. Or roll it back: then a decision can give it a new day.
    """
    yield from _void(course, Flaw.EXTENSION, "take the step late, or roll it back and plan it anew")


@check("T026", "way-back-closed")
def way_back_closed(course: Chronicle) -> Iterator[Fault]:
    """A decision rolls a step back after the last day on which the plan allows it.

    ## Why
    While the way back is open, the old arrangement is kept ready and paid for. Afterwards there is nothing to go back to.

    ## Mend
    Decide how to go on from here. If the old arrangement is still there, change the plan first.
    """
    yield from _void(course, Flaw.ROLLBACK, "decide how to go on from here")


@check("T027", "evidence-that-shows-nothing")
def evidence_that_shows_nothing(course: Chronicle) -> Iterator[Fault]:
    """Evidence for a gate has no digest and no address, is filed by another body, has no date, or names a gate that is not there.

    ## Why
    Evidence is what others can look at. A sentence that says it went well is a claim.

    ## Mend
    Add `digest` (`sha256sum` of the file) or `url`, let the body that takes the step file the report, and give the report a
    `period`.
    """
    yield from _shown(course, Flaw.EVIDENCE, "add digest: or url:, in a dated report of the body that takes the step")
    yield from _shown(course, Flaw.UNKNOWN, "name a gate of the milestone that the report is about")


@check("T028", "holder-without-seat")
def holder_without_seat(course: Chronicle) -> Iterator[Fault]:
    """A hand-over report names somebody as holder of a duty who holds no seat there, names one twice, or a duty nobody planned.

    ## Why
    Two names on paper do not answer at night. The plan says in which bodies the holders sit, so that someone can ask them.

    ## Mend
    Name those who hold the duty and a seat in one of its bodies, each once.
    """
    plan, lost = _conversion(course), unread(course.archive)
    for filed in plan.staffing.reports if plan else ():
        book = plan.staffing.book(filed.at) if plan else course.charter.book
        for name, named in filed.head.holders.items() if filed.path not in lost else ():
            duty = book.continuity.get(name)
            if duty is None:
                place = course.archive.place(filed.path, "holders", name)
                yield Fault(place, f"the plan has no continuity duty '{name}'", nearest(name, book.continuity, "leave it out"))
                continue
            seats = plan.staffing.seats if plan else ()
            seated = {holder for body in duty.by for holder in holders(seats, body, filed.at)}
            for index, holder in enumerate(named):
                place = course.archive.place(filed.path, "holders", name, index)
                if holder not in seated:
                    yield Fault(place, f"{holder} holds no seat in {', '.join(duty.by)}", "name somebody who does")
                elif holder in named[:index]:
                    yield Fault(place, f"{holder} is named twice", "name another person")


@check("T029", "conversion-frozen", Severity.WARNING)
def conversion_frozen(course: Chronicle) -> Iterator[Fault]:
    """Too few people keep the platform running, so no gate can be passed until there are enough again.

    ## Why
    Nobody should learn from a failed hand-over that those who could have repaired it had left.

    ## Mend
    Fill the seats. For a duty, hand it over to enough people and file a report that names them in `holders`.
    """
    plan = _conversion(course)
    for freeze in plan.freezes if plan else ():
        if freeze.until is None:
            key = f"plan.continuity.{freeze.name}" if freeze.is_duty else f"bodies.{freeze.name}"
            path, keys = rule_place(course, key, *(("holders",) if freeze.is_duty else ("seats", "min")))
            since = freeze.since.astimezone(course.zone).date()
            what = f"'{freeze.name}' has had too few people since {since}: {freeze.fewest} at the least, {freeze.needed} are needed"
            yield Fault(course.archive.place(path, *keys), what, "fill the places; until then no gate is passed")
