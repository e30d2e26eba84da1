"""D: quotas, lotteries and invitations."""

from collections import Counter
from collections.abc import Iterator, Sequence

from folkmoot.checks.registry import check
from folkmoot.formats.lottery_json import read_lottery
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.records.archive import Archive, Jury
from folkmoot.records.bodies import Selection
from folkmoot.records.error import FolkmootError
from folkmoot.records.finding import Fault
from folkmoot.sortition.pool import pool_of
from folkmoot.sortition.quotas import as_quotas, departures
from folkmoot.sortition.replay import is_by_quota, lottery_of, roster_of, skips


def _called(course: Chronicle) -> Iterator[Jury]:
    return (jury for jury in course.archive.juries if any(event.act == "called" for event in jury.log))


@check("D014", "quotas-without-lottery")
def quotas_without_lottery(course: Chronicle) -> Iterator[Fault]:
    """A call with quotas names no lottery, or names strata or a lottery that do not go with it.

    ## Why
    Who sits under quotas depends on how panels are put together. Unless all panels that can come out are published before
    the seed is known, whoever draws can choose among them.

    ## Mend
    Let `folkmoot draw call` build the lottery and write its digest into the call. A call draws by strata or by quotas, not
    by both; only an invitation may have strata of its own beside the quotas of the selection.
    """
    for jury in _called(course):
        head, path = jury.call.head, jury.call.path
        if is_by_quota(head) and head.lottery is None:
            what = "the call has quotas and names no lottery"
            yield Fault(course.archive.place(path, "quotas"), what, f"build it with: folkmoot draw call {jury.id}")
        if head.lottery is not None and not is_by_quota(head):
            what = "the call names a lottery, and this draw has no quotas"
            yield Fault(course.archive.place(path, "lottery"), what, "remove the field, or add the quotas")
        if is_by_quota(head) and head.strata is not None:
            what = "the call draws by strata and by quotas"
            yield Fault(course.archive.place(path, "strata"), what, "keep one of them")


@check("D015", "false-lottery")
def false_lottery(course: Chronicle) -> Iterator[Fault]:
    """A published lottery is not that of its call: other people, other quotas, a panel that breaks them, or false chances.

    ## Why
    The lottery is what makes a draw under quotas fair: every panel in it meets the quotas, and its certificate proves that
    no other lottery gives the least likely person a better chance. Both are checked by plain arithmetic.

    ## Mend
    Put lottery.json back as it was published. One that was wrong from the start voids the call: annul the jury with this
    reason, and call another.
    """
    for jury in _called(course):
        if not is_by_quota(jury.call.head) or jury.call.head.lottery is None or _is_unreadable(course.archive, jury):
            continue
        try:
            entries = roster_of(course.archive, jury)
            lottery_of(course.archive, jury, entries, skips(jury.call.head, entries))
        except FolkmootError as error:
            yield Fault(course.archive.place(jury.call.path, "lottery"), error.what, error.mend)


def _is_unreadable(archive: Archive, jury: Jury) -> bool:
    """Whether its lottery stands here and cannot be read, which F017 tells."""
    try:
        read_lottery(archive.files.get(f"{jury.folder}/lottery.json", b""))
    except ValueError:
        return f"{jury.folder}/lottery.json" in archive.files
    return False


@check("D016", "not-invited")
def not_invited(course: Chronicle) -> Iterator[Fault]:
    """A selection draws from people whom its invitation did not draw.

    ## Why
    The first lot is what keeps the loud and the organised from filling the pool. Somebody who slipped in without it may
    have been sent.

    ## Mend
    Freeze the roster of volunteers again with invited entries only, and name the invitation in the call.
    """
    for jury in _called(course):
        head, place = jury.call.head, course.archive.place(jury.call.path, "invitation")
        if head.stage != "selection":
            if head.invitation is not None:
                yield Fault(place, "the call names an invitation and is no selection", "write stage: selection, or remove the field")
            continue
        invitation = course.archive.jury(head.invitation or "")
        if invitation is None or invitation.call.head.stage != "invitation" or invitation.draw is None:
            name = head.invitation or "nothing"
            yield Fault(place, f"the call names {name} as its invitation, which invited nobody", "name the jury that drew the invitations")
            continue
        yield from _strangers(course.archive, jury, invitation)


def _strangers(archive: Archive, jury: Jury, invitation: Jury) -> Iterator[Fault]:
    roster = archive.roster(jury.call.head.roster)
    if roster is None or roster.entries is None or invitation.draw is None:
        return
    invited = {seat.entry for seat in invitation.draw.panel.seats}
    strangers = [token.decode() for token in roster.entries.tokens if token.decode() not in invited]
    if strangers:
        some = f"{strangers[0]}" + (f" and {len(strangers) - 1} more" if len(strangers) > 1 else "")
        what = f"{some} stand on the roster of volunteers and were not invited" if len(strangers) > 1 else f"{some} was not invited"
        yield Fault(archive.place(jury.call.path, "roster"), what, f"freeze {roster.id} again with invited entries only")


@check("D017", "quotas-moved")
def quotas_moved(course: Chronicle) -> Iterator[Fault]:
    """The quotas of a selection are neither those that its invitation announced nor the least relaxation of them.

    ## Why
    When the volunteers are known, a seat more here and one less there can be chosen so that certain people become likely.

    ## Mend
    Write the quotas, the household column and the order of giving way as the invitation has them. When the volunteers
    cannot meet them, `folkmoot draw simulate` says what gives way, and by how much.
    """
    for jury in _called(course):
        head = jury.call.head
        invitation = course.archive.jury(head.invitation or "") if head.stage == "selection" else None
        if invitation is None:
            continue
        promised, path = invitation.call.head, jury.call.path
        for name in ("household", "relax"):
            if getattr(head, name) != getattr(promised, name):
                place = course.archive.place(path, name)
                yield Fault(place, f"'{name}' is another than in {invitation.id}", "write it as the invitation has it")
        if head.quotas != promised.quotas:
            yield from _moved(course.archive, jury, invitation)
        source = invitation.draw.sources[-1] if invitation.draw else None
        if head.ties is None or (head.ties.round, head.ties.digits) != (getattr(source, "round", None), getattr(source, "digits", None)):
            what = "ties among equally good panels are not settled by the seed of the invitation"
            yield Fault(course.archive.place(path, "ties"), what, f"let it be written by: folkmoot draw call {jury.id}")


def _moved(archive: Archive, jury: Jury, invitation: Jury) -> Iterator[Fault]:
    path = jury.call.path
    # Only here, because the solver that it brings takes longer to load than most co-ops take to check.
    from folkmoot.sortition.relaxation import relax

    promised = jury.call.head.model_copy(update={"quotas": invitation.call.head.quotas})
    try:
        entries = roster_of(archive, jury)
        due = relax(pool_of(promised, entries, skips(promised, entries)), promised.relax).pool.quotas
    except FolkmootError as error:
        place = archive.place(path, "quotas")
        yield Fault(place, f"the quotas of {invitation.id} cannot be compared: {error.what}", error.mend)
        return
    stated = as_quotas(jury.call.head.quotas)
    for column in sorted(due.keys() | stated.keys()):
        for value in sorted(due.get(column, {}).keys() | stated.get(column, {}).keys()):
            one, other = stated.get(column, {}).get(value), due.get(column, {}).get(value)
            if one != other:
                said = f"[{one.least}, {one.most}]" if one else "no quota"
                place = archive.place(path, "quotas", column, value)
                follows = f"[{other.least}, {other.most}]" if other else "no quota"
                mend = f"write {value}: {follows}" if other else f"leave out {value}"
                yield Fault(place, f"'{value}' in '{column}' has {said}; the invitation gives {follows}", mend)


@check("D022", "quotas-off-shares")
def quotas_off_shares(course: Chronicle) -> Iterator[Fault]:
    """Quotas are not the shares of the roster that the call says they are.

    ## Why
    Seats that are shared out by a rule favour nobody. A quota that was set otherwise, and looks as if it followed the rule,
    takes seats from a group of members.

    ## Mend
    Write the quotas that the rule gives; the message says them. Or leave out `shares`, and say in the prose how the quotas
    were set and why.
    """
    for jury in course.archive.juries:
        head = jury.call.head
        if head.shares is None or head.stage == "selection":
            continue
        roster, place = course.archive.roster(head.shares.roster), course.archive.place(jury.call.path, "quotas")
        if roster is None or roster.entries is None:
            yield Fault(course.archive.place(jury.call.path, "shares", "roster"), f"there is no roster '{head.shares.roster}'", "name one")
            continue
        known = [column for column in head.quotas if column in roster.entries.columns]
        counts = {column: Counter(roster.entries.column(column)) for column in known}
        try:
            said = departures(as_quotas(head.quotas), counts, head.shares.seats, head.shares.slack, head.shares.unbound)
        except FolkmootError as error:
            yield Fault(place, error.what, error.mend)
            continue
        for words in said:
            yield Fault(place, words, "write the quota that the roster gives")


_STAGES = {"one": "one lot", "two": "two lots"}


@check("D023", "drawn-otherwise")
def drawn_otherwise(course: Chronicle) -> Iterator[Fault]:
    """A call draws in other stages, or shares seats by other columns, than the charter of its day says of its body.

    ## Why
    How a body is drawn decides who can come to sit on it. That is why it stands in the charter, and is changed as the charter
    is changed. Whoever calls a jury could otherwise choose the manner of drawing that suits the question.

    ## Mend
    Write the call as the charter says: `stages: one` is a call with no `stage`; `stages: two` is an invitation and then a
    selection; the columns of `strata` or `quotas` are those of `select.quotas`. If another manner is better, change the
    charter first. A call that stands already is annulled with this reason, and another one made.
    """
    for jury in _called(course):
        at = {event.act: event.at for event in reversed(jury.log)}
        body = course.version_at(at["called"]).book.bodies.get(jury.call.head.body)
        if body is not None and body.select.method == "sortition" and "annulled" not in at:
            yield from _departs(course.archive, jury, body.select)


def _departs(archive: Archive, jury: Jury, rule: Selection) -> Iterator[Fault]:
    head, path = jury.call.head, jury.call.path
    stages = "one" if head.stage == "single" else "two"
    if rule.stages is not None and rule.stages != stages:
        what = f"this call is one of a draw in {_STAGES[stages]}; the charter says {_STAGES[rule.stages]} for {head.body}"
        mend = "leave out the stage" if rule.stages == "one" else "call an invitation, and then a selection among those who said yes"
        yield Fault(archive.place(path, "stage"), what, mend)
    strata = {head.strata.column} if head.strata and head.stage != "invitation" else set[str]()
    columns = sorted(strata | head.quotas.keys())
    if rule.quotas and columns != sorted(rule.quotas):
        says, asked = _listed(columns), _listed(sorted(rule.quotas))
        what = f"the seats are shared by {says}; the charter says by {asked} for {head.body}"
        place = archive.place(path, "strata") if strata else archive.place(path, "quotas")
        yield Fault(place, what, f"share the seats by {asked}")


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(columns[:-1]) + f" and {columns[-1]}" if len(columns) > 1 else columns[0] if columns else "nothing"
