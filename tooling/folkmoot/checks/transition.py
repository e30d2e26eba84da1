"""T: the plan of a beginning or a conversion: phases and steps in their order, and what those who draft and run it may not do.

What was done by it is read in `beginnings` and `milestones`.
"""

from collections.abc import Iterator
from datetime import timedelta

from folkmoot.checks.names import charters
from folkmoot.checks.registry import check
from folkmoot.procedure.actors import last_day
from folkmoot.procedure.calendar import add_days
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.procedure.staffing import NEVER_ALONE
from folkmoot.records.archive import Keys
from folkmoot.records.finding import Fault
from folkmoot.records.transition import Milestone, Phase
from folkmoot.rulebook.book import RuleBook
from folkmoot.rulebook.mandate import ONCE, mandates

_POLICY = ("decide", "adjudicate", "nominate")
"""What those who keep a platform running while it changes hands may not do."""


def of_the_beginning(book: RuleBook) -> frozenset[str]:
    """The bodies of a bootstrap or conversion: those of a transitional article, and those that a phase names."""
    named = {body for phase in book.phases.values() for body in phase.bodies if body in book.bodies}
    return frozenset(named | {name for name in book.bodies if book.owners[f"bodies.{name}"].head.class_ == "transitional"})


def _phases(course: Chronicle) -> Iterator[tuple[RuleBook, str, Keys, str, Phase]]:
    """Each phase of each charter to judge: the rules, the article, where the phase stands in it, its name and the phase."""
    for book, _, new in charters(course):
        for article in new:
            plan = article.head.rules.plan if article.head.rules else None
            for name, phase in plan.phases.items() if plan else ():
                yield book, article.path, ("rules", "plan", "phases", name), name, phase


@check("T001", "phases-out-of-order")
def phases_out_of_order(course: Chronicle) -> Iterator[Fault]:
    """A phase of the plan ends before it starts, begins before the one it follows is over, leaves a gap, or leads back to itself.

    ## Why
    Between two phases nobody would know who may act, in two at once everybody might, and a circle of phases is a beginning
    that never ends.

    ## Mend
    Let each phase start on the day after the one before it ends, and let the last one name no `successor`.
    """
    for book, path, keys, name, phase in _phases(course):
        if phase.ends < phase.starts:
            what = f"'{name}' ends on {phase.ends}, before it starts on {phase.starts}"
            yield Fault(course.archive.place(path, *keys, "ends"), what, "write a later day")
        after = book.phases.get(phase.successor or "")
        if after is None:
            continue
        place, due = course.archive.place(path, *keys, "successor"), phase.ends + timedelta(days=1)
        if name in _that_follow(book, name):
            yield Fault(place, f"'{name}' leads back to itself", "remove the successor of the last phase")
        elif after.starts < due:
            what = f"'{phase.successor}' starts on {after.starts}, and '{name}' runs until {phase.ends}"
            yield Fault(place, what, f"let '{phase.successor}' start on {due}")
        elif after.starts > due:
            what = f"between '{name}', which ends on {phase.ends}, and '{phase.successor}', from {after.starts}, no phase runs"
            yield Fault(place, what, f"let '{phase.successor}' start on {due}")


def _that_follow(book: RuleBook, name: str) -> list[str]:
    """The phases after one, in their order; a circle is gone round once."""
    found: list[str] = []
    here = book.phases[name].successor
    while here and here in book.phases and here not in found:
        found.append(here)
        here = book.phases[here].successor
    return found


@check("T002", "unknown-in-plan")
def unknown_in_plan(course: Chronicle) -> Iterator[Fault]:
    """The plan names a milestone or a continuity duty that it does not have, or milestones that wait for each other.

    ## Why
    A step that waits for a step nobody planned is never taken, and two that wait for each other are not either.

    ## Mend
    Correct the spelling, or add what is meant under `plan.milestones` or `plan.continuity`.
    """
    for book, path, keys, _, phase in _phases(course):
        for index, name in enumerate(phase.milestones):
            if name not in book.milestones:
                yield Fault(course.archive.place(path, *keys, "milestones", index), f"the plan has no milestone '{name}'", _ADD)
    for book, _, new in charters(course):
        for article in new:
            plan = article.head.rules.plan if article.head.rules else None
            for key, milestone in plan.milestones.items() if plan else ():
                at = ("rules", "plan", "milestones", key)
                for index, name in enumerate(milestone.after):
                    place = course.archive.place(article.path, *at, "after", index)
                    if name not in book.milestones:
                        yield Fault(place, f"the plan has no milestone '{name}'", _ADD)
                    elif key in _needed(book, name):
                        yield Fault(place, f"'{key}' waits for '{name}', which waits for '{key}'", "take one of the two out of 'after'")
                for index, name in enumerate(milestone.continuity):
                    if name not in book.continuity:
                        place = course.archive.place(article.path, *at, "continuity", index)
                        yield Fault(place, f"the plan has no continuity duty '{name}'", "define it under plan.continuity")


_ADD = "define it under plan.milestones, or leave it out"


def _needed(book: RuleBook, name: str) -> set[str]:
    """A milestone, and all that it waits for."""
    found, ahead = set[str](), [name]
    while ahead:
        here = ahead.pop()
        if here in book.milestones and here not in found:
            found.add(here)
            ahead += book.milestones[here].after
    return found


@check("T003", "phase-without-fallback")
def phase_without_fallback(course: Chronicle) -> Iterator[Fault]:
    """A phase says who must sit when it ends, and not who is drawn by lot otherwise, or lets somebody draw who is gone by then.

    ## Why
    "Until there is a board" has kept members waiting for years. If nobody is seated by the day, members drawn by lot take
    it from there, and that must not hang on the good will of those who failed to fill the seats.

    ## Mend
    Add `fallback: {draw: BODY, by: BODY, within: 14d}` to the phase: a body that is filled by lot, and somebody who can call
    it and who does not end with the phase.
    """
    for book, path, keys, name, phase in _phases(course):
        fallback = phase.fallback
        if phase.seated and fallback is None:
            place = course.archive.place(path, *keys, "seated")
            yield Fault(place, f"if they do not sit when '{name}' ends, nothing happens", "add fallback: {draw: ..., by: ..., within: 14d}")
        if fallback is None:
            continue
        drawn = book.bodies.get(fallback.draw)
        if drawn is not None and drawn.select.method != "sortition":
            place = course.archive.place(path, *keys, "fallback", "draw")
            yield Fault(place, f"'{fallback.draw}' is not filled by lot", "name a body with method: sortition")
        last = last_day(fallback.by, book)
        due = add_days(phase.ends, fallback.within)
        if last is not None and last < due:
            place = course.archive.place(path, *keys, "fallback", "by")
            what = f"'{fallback.by}' ends on {last}, and the draw may fall due until {due}"
            yield Fault(place, what, "name somebody who is still there, such as the registrar")


@check("T005", "ratified-by-drafters")
def ratified_by_drafters(course: Chronicle) -> Iterator[Fault]:
    """What a body of the beginning drafts is decided by itself, by a body it fills, or by another body of the beginning.

    ## Why
    Whoever writes the first rules must not be who says yes to them: members do, all of them or a jury drawn from all.

    ## Mend
    Write `by: members` under `decide`, or the name of a jury that is drawn from all members.
    """
    for book, _, new in charters(course):
        beginning, held = of_the_beginning(book), mandates(book)
        drafters = {name for name in beginning if "draft" in book.bodies[name].powers}
        for article in new:
            for name, rule in article.head.rules.procedures.items() if article.head.rules else ():
                concerned = rule.introduce.who in drafters or (name == "ratification" and drafters)
                if name == ONCE or not concerned or rule.decide.by not in book.bodies:
                    continue
                by, place = rule.decide.by, course.archive.place(article.path, "rules", "procedures", name, "decide", "by")
                filler = next((each for each in held[by].chain[1:] if each in drafters), None)
                if by in drafters:
                    yield Fault(place, f"'{by}' drafts what '{name}' decides", _MEMBERS)
                elif filler:
                    yield Fault(place, f"'{filler}' drafts what '{name}' decides, and fills '{by}'", _MEMBERS)
                elif by in beginning:
                    yield Fault(place, f"'{by}' is a body of the beginning and decides '{name}'", _MEMBERS)


_MEMBERS = "write by: members, or name a jury drawn from all members"


@check("T007", "core-team-makes-policy")
def core_team_makes_policy(course: Chronicle) -> Iterator[Fault]:
    """A body of the beginning that runs things also decides, judges or nominates.

    ## Why
    Those who hold the machines and the keys while a platform changes hands hold more power than anybody. So they run it, and
    what members may say and who sits where is not theirs to settle.

    ## Mend
    Take the power away from the body, and give it to members, to a jury or to a body of its own.
    """
    for book, _, new in charters(course):
        running = {name for name in of_the_beginning(book) if "operate" in book.bodies[name].powers}
        for article in new:
            rules = article.head.rules
            for name, body in rules.bodies.items() if rules else ():
                for index, power in enumerate(body.powers if name in running else ()):
                    if power in _POLICY:
                        place = course.archive.place(article.path, "rules", "bodies", name, "powers", index)
                        yield Fault(place, f"'{name}' is there for the change-over and may also {power}", f"take '{power}' away from it")
            for name, rule in rules.procedures.items() if rules else ():
                if rule.decide.by in running and rule.sphere == "deliberative" and name != ONCE:
                    place = course.archive.place(article.path, "rules", "procedures", name, "decide", "by")
                    what = f"'{rule.decide.by}' is there for the change-over and decides '{name}'"
                    yield Fault(place, what, "let members or a jury decide it")


def _milestones(course: Chronicle) -> Iterator[tuple[RuleBook, str, Keys, str, Milestone]]:
    """Each milestone of each charter to judge: the rules, the article, where it stands in it, its name and the milestone."""
    for book, _, new in charters(course):
        for article in new:
            plan = article.head.rules.plan if article.head.rules else None
            for name, milestone in plan.milestones.items() if plan else ():
                yield book, article.path, ("rules", "plan", "milestones", name), name, milestone


@check("T010", "step-judged-by-itself")
def step_judged_by_itself(course: Chronicle) -> Iterator[Fault]:
    """A gate is judged by the body that takes the step, or by a body that it fills; or a step has no gate at all.

    ## Why
    Whoever moves a platform wants it to have worked. So somebody else says whether it has, and there is something to say it of.

    ## Mend
    Name another body in `judged_by`, one whose seats the executing body does not fill. A step without a gate can never be
    passed: add what must be shown.
    """
    for book, path, keys, name, milestone in _milestones(course):
        held = mandates(book)
        if not milestone.gates:
            yield Fault(course.archive.place(path, *keys, "gates"), f"'{name}' has no gate, so nobody can pass it", "add a gate")
        for gate, rule in milestone.gates.items():
            place = course.archive.place(path, *keys, "gates", gate, "judged_by")
            chain = held[rule.judged_by].chain if rule.judged_by in held else ()
            if rule.judged_by == milestone.by:
                yield Fault(place, f"'{milestone.by}' takes the step '{name}' and judges it", "name another body")
            elif milestone.by in chain:
                what = f"'{milestone.by}' takes the step '{name}' and fills '{rule.judged_by}', which judges it"
                yield Fault(place, what, "name a body that members or a lot fill")


@check("T011", "milestone-dates-disagree")
def milestone_dates_disagree(course: Chronicle) -> Iterator[Fault]:
    """A way back closes before its step is due, a step is due before one it waits for, or after the phase that needs it.

    ## Why
    A way back that is closed on the day of the step is none. Days that cannot all be kept are kept by nobody.

    ## Mend
    Put the days in order: earlier steps first, the way back open for some time after each, the phase at the end.
    """
    for book, path, keys, name, milestone in _milestones(course):
        if milestone.rollback.until <= milestone.due:
            place = course.archive.place(path, *keys, "rollback", "until")
            what = f"the way back from '{name}' closes on {milestone.rollback.until}, and the step is due on {milestone.due}"
            yield Fault(place, what, "leave the way back open for some time after the step")
        for index, other in enumerate(milestone.after):
            before = book.milestones.get(other)
            if before is not None and milestone.due < before.due:
                place = course.archive.place(path, *keys, "after", index)
                what = f"'{name}' is due on {milestone.due}, before '{other}', on {before.due}"
                yield Fault(place, what, "put the days in the order of the steps")
        for phase_name, phase in sorted(book.phases.items()):
            if name in phase.milestones and phase.ends < milestone.due:
                what = f"'{phase_name}' ends on {phase.ends} and needs '{name}', which is due on {milestone.due}"
                yield Fault(course.archive.place(path, *keys, "due"), what, f"write {phase.ends} or an earlier day")


@check("T012", "duty-on-one-person")
def duty_on_one_person(course: Chronicle) -> Iterator[Fault]:
    """Work that may never stop is planned for fewer than two people.

    ## Why
    A service that only one person can repair belongs to that person, and stops with them.

    ## Mend
    Write 2 or more.
    """
    for _, _, new in charters(course):
        for article in new:
            plan = article.head.rules.plan if article.head.rules else None
            for name, duty in plan.continuity.items() if plan else ():
                if duty.holders < NEVER_ALONE:
                    place = course.archive.place(article.path, "rules", "plan", "continuity", name, "holders")
                    yield Fault(place, f"'{name}' may never stop and is planned for {duty.holders}", f"write holders: {NEVER_ALONE}")
