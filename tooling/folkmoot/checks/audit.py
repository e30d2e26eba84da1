"""A: the audit of the charter, whether it goes on by itself and whether what is hard to change can be changed by an easy way."""

from collections.abc import Callable, Iterator

from folkmoot.checks.names import charters
from folkmoot.checks.registry import check
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.records.archive import Article
from folkmoot.records.finding import Fault, Severity
from folkmoot.rulebook.book import RuleBook
from folkmoot.rulebook.continuity import continuity
from folkmoot.rulebook.entrenchment import entrenchment
from folkmoot.rulebook.quorums import Turnout
from folkmoot.rulebook.weakness import Kind, Link, Weakness

AUDIT = ("C004", "C010", "C011", "C012", "C013")
"""Checks of the charter's rules that belong to an audit too: a transition without an end, and powers that one body mixes."""


def turnouts(course: Chronicle) -> tuple[Turnout, ...]:
    """How many took part in each vote that was counted."""
    heads = [proposal.decision.head for proposal in course.archive.proposals if proposal.decision]
    return tuple(
        Turnout(
            head.closed.astimezone(course.zone).date(), head.of, head.by, head.ballots.counted,
            head.counts.get("for"), head.electorate.count,
        )
        for head in heads
    )  # fmt: skip


def _stopping(course: Chronicle, *kinds: Kind) -> Iterator[Fault]:
    day, past = course.as_of.astimezone(course.zone).date(), turnouts(course)
    return _told(course, lambda book, _: continuity(book, day, past, frozenset(kinds)))


def _lowering(course: Chronicle, kind: Kind) -> Iterator[Fault]:
    day = course.as_of.astimezone(course.zone).date()
    return _told(course, lambda book, articles: tuple(each for each in entrenchment(book, day, articles) if each.kind is kind))


def _told(course: Chronicle, find: Callable[[RuleBook, tuple[Article, ...]], tuple[Weakness, ...]]) -> Iterator[Fault]:
    """Tell every weakness of the standing charter, and of each proposed one those that it would bring."""
    standing: set[str] | None = None
    for book, articles, new in charters(course):
        found = find(book, articles)
        fresh = [weakness for weakness in found if standing is None or weakness.what not in standing]
        standing = {weakness.what for weakness in found} if standing is None else standing
        paths = {article.path for article in new}
        for weakness in fresh:
            link = _cause(weakness, paths)
            yield Fault(course.archive.place(link.path, *link.keys), weakness.what, weakness.mend)


def _cause(weakness: Weakness, new: set[str]) -> Link:
    """The link of the chain to be shown: the first in an article that is new, where a proposal brings the weakness."""
    return next((link for link in weakness.chain if link.path in new), weakness.chain[0])


@check("A001", "self-perpetuating")
def self_perpetuating(course: Chronicle) -> Iterator[Fault]:
    """A body fills its own seats, alone or through bodies that it fills.

    ## Why
    Those who choose their successors never have to leave. Nobody outside can ever change who sits there.

    ## Mend
    Fill the body by lot, or by election of all members. A body that others fill may still say whom it would like.
    """
    return _stopping(course, Kind.SELF_PERPETUATING)


@check("A002", "filled-by-nobody")
def filled_by_nobody(course: Chronicle) -> Iterator[Fault]:
    """Nothing in the charter says who fills the seats of a body.

    ## Why
    A power stays with whoever happens to hold it, or falls to whoever is bold enough to take it.

    ## Mend
    Write `by: members`, the name of a body, or `method: sortition` in its `select`.
    """
    return _stopping(course, Kind.ORPHAN)


@check("A003", "filler-ends-first")
def filler_ends_first(course: Chronicle) -> Iterator[Fault]:
    """Whoever fills the seats of a body ends, or the rule it goes by does, and the body goes on.

    ## Why
    Once the last seats run out nobody can fill them, and what only this body may decide is decided by nobody. It is
    told for the next twenty years, counting only on what the rules make people do.

    ## Mend
    Before that day, let members or a lot fill the body, or give it the same end.
    """
    return _stopping(course, Kind.FILLER_ENDS)


@check("A004", "decider-ends-first")
def decider_ends_first(course: Chronicle) -> Iterator[Fault]:
    """A procedure is decided or carried out by a body that ends before the procedure does.

    ## Why
    After that day a proposal of this kind can be opened and discussed, and nobody can decide it or carry it out.

    ## Mend
    Name a body that does not end, or members, or keep the procedure in an article that ends with the body.
    """
    return _stopping(course, Kind.DECIDER_ENDS)


@check("A005", "sunset-without-day")
def sunset_without_day(course: Chronicle) -> Iterator[Fault]:
    """A body is meant to end and has no last day: it belongs to a phase, or its purpose says only until when it is needed.

    ## Why
    A condition can fail to come for ever. A co-op that would hold elections once it had 30,000 members was still
    waiting for them after five years.

    ## Mend
    Add `expires:` with a day to the body. If the condition comes first, members can always end it sooner. A purpose that
    says `until` and does not mean the end of the body can be worded without it.
    """
    return _stopping(course, Kind.SUNSET_WITHOUT_DAY, Kind.SUNSET_BY_CONDITION)


@check("A006", "self-extension")
def self_extension(course: Chronicle) -> Iterator[Fault]:
    """A body that has a last day decides a procedure that may move that day.

    ## Why
    An end that those who end can put off is no end.

    ## Mend
    Name in `entrenched_by` of the article a procedure that somebody else decides.
    """
    return _stopping(course, Kind.SELF_EXTENSION)


@check("A007", "power-without-term")
def power_without_term(course: Chronicle) -> Iterator[Fault]:
    """A body that decides, elects, judges or reviews has seats without an end.

    ## Why
    Power that need not be given back is not lent but given away.

    ## Mend
    Add a `term` to the body.
    """
    return _stopping(course, Kind.NO_TERM)


@check("A008", "power-without-removal")
def power_without_removal(course: Chronicle) -> Iterator[Fault]:
    """Nobody outside a body that decides, elects, judges or reviews can take a seat from it.

    ## Why
    If only those who sit there, or those they chose, can send somebody away, nobody is ever sent away.

    ## Mend
    Add `removal: {by: members, rule: ...}`, or name a body that it does not fill and that does not end before it.
    """
    return _stopping(course, Kind.NO_REMOVAL)


@check("A009", "power-without-report")
def power_without_report(course: Chronicle) -> Iterator[Fault]:
    """A body that decides, elects, judges or reviews reports to nobody but itself.

    ## Why
    What nobody has to explain, nobody can question.

    ## Mend
    Add `reports: {every: 6m, to: members}`, with the span and the readers that fit.
    """
    return _stopping(course, Kind.NO_REPORT)


@check("A010", "reviewer-bound")
def reviewer_bound(course: Chronicle) -> Iterator[Fault]:
    """A body is bound to one it reviews: filled by it through others, removed by it, or reporting to it alone.

    ## Why
    A detour of one appointment does not make a reviewer free. A body reviews those who report to it, and those whose
    decisions it may veto. One drawn afresh by lot may remove its reviewer: those who sit there then were not reviewed.

    ## Mend
    Fill the reviewer by lot or by election of all members, and let it report to members.
    """
    return _stopping(course, Kind.REVIEWER_BOUND)


@check("A011", "elector-filled-by-nominator")
def elector_filled_by_nominator(course: Chronicle) -> Iterator[Fault]:
    """A body that elects is filled by one that nominates.

    ## Why
    Whoever writes the slate and picks those who choose from it has chosen already.

    ## Mend
    Draw the electing body by lot, or let all members elect.
    """
    return _stopping(course, Kind.SLATE_AND_ELECTOR)


@check("A012", "quorum-above-seats")
def quorum_above_seats(course: Chronicle) -> Iterator[Fault]:
    """A quorum asks for more votes than the body has seats.

    ## Why
    The vote fails even when everybody comes and everybody agrees.

    ## Mend
    Write the quorum as a share of the seats, or give the body more of them.
    """
    return _stopping(course, Kind.QUORUM_ABOVE_SEATS)


@check("A013", "quorum-out-of-reach", Severity.WARNING)
def quorum_out_of_reach(course: Chronicle) -> Iterator[Fault]:
    """None of the last five votes of the same voters would have met a quorum.

    ## Why
    A quorum that is never met decides everything against change, and staying at home becomes a way to win.

    ## Mend
    Ask for a share that people do reach, or count votes in favour instead of votes cast.
    """
    return _stopping(course, Kind.QUORUM_OUT_OF_REACH)


@check("A014", "weaker-route")
def weaker_route(course: Chronicle) -> Iterator[Fault]:
    """A rule that makes one change hard can itself be changed by an easier procedure.

    ## Why
    Lower the bar first, then step over it. Two easy votes do what one hard vote should have decided.

    ## Mend
    Name the harder procedure in `entrenched_by` of the article where the rule stands, or move the rule to an article
    that is protected already. A procedure counts as at least as hard when it is so in every part: who decides, threshold,
    quorum, seconds, discussion, freeze, notice and veto. What cannot be compared does not count as harder.
    """
    return _lowering(course, Kind.WEAKER_ROUTE)


@check("A015", "protected-by-path-alone")
def protected_by_path_alone(course: Chronicle) -> Iterator[Fault]:
    """Articles are protected by the paths of a procedure alone, and an easier one may change or add other articles.

    ## Why
    Whoever may write any article may write a new procedure into it, and its paths may hold every article that names no
    procedure of its own.

    ## Mend
    Name the procedure in `entrenched_by` of each article, or keep the easier procedure out of the charter.
    """
    return _lowering(course, Kind.OPEN_ROUTE)
