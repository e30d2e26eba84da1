"""J: the Terms of Service: announced before they hold, and never shown as they were."""

from collections.abc import Iterator

from folkmoot.checks.names import listed
from folkmoot.checks.registry import check
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.procedure.terms import editions, standing, unannounced
from folkmoot.records.finding import Fault, Place
from folkmoot.records.value import write_instant
from folkmoot.rulebook.terms import copies_in


@check("J020", "terms-without-notice")
def terms_without_notice(course: Chronicle) -> Iterator[Fault]:
    """A clause of the Terms of Service changes sooner after the decision than the charter promises.

    ## Why
    The terms bind people who were not in the room. They get time to read what changes, to object, and to leave.

    ## Mend
    Change such a clause by a procedure whose `notice` is at least as long as `rules.terms.notice`. To shorten the promise, change
    `rules.terms` first, by itself.
    """
    for short in unannounced(course):
        record, asked = short.matter.proposal, short.matter.book.terms
        if asked is None:
            continue
        clauses = listed(short.changed, "and")
        if record.decision:
            place = course.archive.place(record.decision.path, "closed")
            what = f"{clauses} changed on {write_instant(short.effective)}; announced on {write_instant(short.announced)}"
            mend = f"take it back, and decide it with a notice of {asked.notice.words}: it could hold from {write_instant(short.earliest)}"
        else:
            place = course.archive.place(record.text.path, "kind")
            what = f"{clauses} would change without a notice of {asked.notice.words}"
            mend = "use a kind of proposal whose notice is as long, or change rules.terms first"
        yield Fault(place, what, mend)


@check("J021", "stale-terms-copy")
def stale_terms_copy(course: Chronicle) -> Iterator[Fault]:
    """A page of the site shows other Terms of Service than those in force.

    ## Why
    People hold the co-op to the page they read. Two versions of the terms are two promises.

    ## Mend
    Write it again with `folkmoot terms --write FILE`, or link to the page of the terms, which is never stale.
    """
    held = editions(course) if course.archive.copies else ()
    for path, data in course.archive.copies.items():
        for line, copy in copies_in(data):
            found = standing(course, copy, held)
            if found.words:
                yield Fault(Place(path, line), found.words, f"write it again with: folkmoot terms --write {path}")
