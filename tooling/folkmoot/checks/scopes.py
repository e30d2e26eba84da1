"""B: what bodies do on their own word: subjects, paths and money of their scope; and who may put a question at all."""

from collections.abc import Iterator

from folkmoot.checks.names import bodies_ever, listed, nearest
from folkmoot.checks.registry import check
from folkmoot.procedure.chronicle import IMPORTED, Chronicle, Matter
from folkmoot.procedure.roll import Roll, strangers
from folkmoot.procedure.seats import bodies_of, tenures
from folkmoot.procedure.spending import Excess, excesses
from folkmoot.records.bodies import Scope
from folkmoot.records.finding import Fault, Place
from folkmoot.rulebook.paths import matches

_ELSEWHERE = "let the body decide it that this belongs to, or write a kind that members or a jury decide"
_PARTY = "party-"
"""How the pseudonyms of a case begin, which stand on no roll."""


def _scoped(course: Chronicle) -> Iterator[tuple[Matter, str, Scope]]:
    """Every operational matter whose deciding body has a scope, with both."""
    for matter in course.matters.values():
        if matter.procedure is None or matter.procedure.sphere != "operational":
            continue
        name = matter.procedure.decide.by
        body = matter.book.bodies.get(name)
        if body is not None and body.scope is not None:
            yield matter, name, body.scope


@check("B020", "matter-without-subject")
def matter_without_subject(course: Chronicle) -> Iterator[Fault]:
    """An operational matter does not say which subject it belongs to.

    ## Why
    A body decides alone inside its mandate and nowhere else. Without a subject nobody can see whether it stayed inside.

    ## Mend
    Add `subject:` with one of the subjects of the deciding body.
    """
    for matter, name, scope in _scoped(course):
        if scope.subjects and matter.proposal.text.head.subject is None:
            place = course.archive.place(matter.proposal.text.path, "kind")
            what = f"{name} decides this alone, and it names no subject"
            yield Fault(place, what, f"add subject: {listed(scope.subjects)}")


@check("B021", "subject-outside-scope")
def subject_outside_scope(course: Chronicle) -> Iterator[Fault]:
    """A body decides alone on a subject that is not among its own.

    ## Why
    Modules do the daily work of one field each, without asking first. A question of another field belongs to others.

    ## Mend
    Put the question to the module whose subject it is, or to members or a jury.
    """
    for matter, name, scope in _scoped(course):
        subject = matter.proposal.text.head.subject
        if scope.subjects and subject is not None and subject not in scope.subjects:
            place = course.archive.place(matter.proposal.text.path, "subject")
            what = f"{name} decides on {listed(scope.subjects, 'and')}; '{subject}' is not its subject"
            yield Fault(place, what, nearest(subject, scope.subjects, _ELSEWHERE))


@check("B022", "path-outside-scope")
def path_outside_scope(course: Chronicle) -> Iterator[Fault]:
    """A body decides alone to change a file that lies outside what it runs.

    ## Why
    The paths of a mandate are its fence. A finance module that could repaint the shop window, or rewrite the charter,
    would have no mandate but a blank cheque.

    ## Mend
    Take the file out of `changes/`, or put the question to those who may decide it.
    """
    for matter, name, scope in _scoped(course):
        prefix = f"{matter.proposal.folder}/changes/"
        for path in matter.proposal.changes:
            target = path.removeprefix(prefix)
            if not any(matches(target, pattern) for pattern in scope.paths):
                runs = listed(scope.paths, "and") if scope.paths else "no files"
                yield Fault(Place(path), f"{name} runs {runs}, and {target} is not among them", _ELSEWHERE)


@check("B023", "money-of-another-body")
def money_of_another_body(course: Chronicle) -> Iterator[Fault]:
    """A body decides alone to spend the money of another one.

    ## Why
    Each body answers for its own budget. Whoever could draw on another's would have no limit.

    ## Mend
    Write the deciding body under `cost.from`, or put the question to the body whose money it is.
    """
    for matter, name, _ in _scoped(course):
        cost = matter.proposal.text.head.cost
        if cost and cost.from_ and cost.from_ != name and cost.from_ in matter.book.bodies:
            place = course.archive.place(matter.proposal.text.path, "cost", "from")
            yield Fault(place, f"{name} decides this, and the money is that of {cost.from_}", f"write from: {name}, or let them decide")


@check("B024", "over-budget-together")
def over_budget_together(course: Chronicle) -> Iterator[Fault]:
    """The operational matters of a body come to more, within one window, than it may spend.

    ## Why
    A limit for each matter alone is none: a large sum is decided in slices. So the limit holds for everything that falls
    into any window of its length, counted from the day of the first decision in it.

    ## Mend
    Wait until the day that the message names, make it cheaper, or let members or a jury decide. What was vetoed, called
    up or withdrawn takes no room.
    """
    for excess in excesses(course):
        proposal = course.matters[excess.own.proposal].proposal
        place = course.archive.place(proposal.text.path, "cost")
        late = f"it would have fitted from {excess.fits}; ask" if proposal.decision else f"decide it on {excess.fits} or later, or write"
        yield Fault(place, _together(excess), f"{late} a kind of question that members or a jury decide")


def _together(excess: Excess) -> str:
    own, currency = excess.own, excess.spend.currency
    others = ", ".join(f"{each.proposal} ({each.amount:,}, {each.since})" for each in excess.beside)
    limit = f"{own.body} may spend {excess.spend.max:,} within {excess.spend.per.words}"
    return f"with {others} this comes to {excess.total:,} {currency}; {limit}"


@check("B025", "not-on-the-roll")
def not_on_the_roll(course: Chronicle) -> Iterator[Fault]:
    """Somebody introduces or seconds a question who is not on the roll of members.

    ## Why
    Any member may ask, and nobody else may. A token that no roster knows may be anybody, or nobody: seconds could be made
    up as needed.

    ## Mend
    Spell the token as the roster does. Whoever joined since the last roster counts as soon as one is frozen that has them.
    """
    roll, bodies = Roll(course), bodies_ever(course)
    for matter in course.matters.values():
        head = matter.proposal.text.head
        rosters = roll.at(matter.opened) if matter.opened and head.kind != IMPORTED else ()
        if not rosters:
            continue
        is_person = head.introduced_by not in bodies and not head.introduced_by.startswith(_PARTY)
        asking = ((head.introduced_by,) if is_person else ()) + head.seconds
        for token in strangers(rosters, dict.fromkeys(asking)):
            keys = ("introduced_by",) if token == head.introduced_by else ("seconds", head.seconds.index(token))
            place = course.archive.place(matter.proposal.text.path, *keys)
            verb = "introduces" if token == head.introduced_by else "seconds"
            what = f"'{token}' {verb} this and stands neither on the roll '{rosters[0].id}' nor on a later one"
            yield Fault(place, what, "write a member's token as the roster spells it, or freeze a newer roster that has it")


@check("B026", "introduced-by-another")
def introduced_by_another(course: Chronicle) -> Iterator[Fault]:
    """A question that only one body may ask was introduced by somebody else.

    ## Why
    Where the charter leaves a question to one body, such as a slate of candidates, it means that nobody else can slip one
    in.

    ## Mend
    Name the body under `introduced_by`, or one of those who sit in it; or write a kind of question that members may ask.
    """
    seats = tenures(course)
    for matter in course.matters.values():
        head = matter.proposal.text.head
        who = matter.procedure.introduce.who if matter.procedure and matter.opened else ""
        if who not in matter.book.bodies or head.introduced_by == who or matter.opened is None:
            continue
        if who not in bodies_of(seats, head.introduced_by, matter.opened):
            place = course.archive.place(matter.proposal.text.path, "introduced_by")
            what = f"a question of the kind '{head.kind}' is for {who}, and {head.introduced_by} does not sit in it"
            yield Fault(place, what, f"write introduced_by: {who}, if they decided to ask")
