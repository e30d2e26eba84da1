"""What a name in a record may stand for, and what to say of a name that nobody knows."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from folkmoot.procedure.chronicle import Chronicle
from folkmoot.procedure.status import OPEN_STATUSES, Status
from folkmoot.records.archive import Archive, Article, Jury, Proposal
from folkmoot.rulebook.book import RuleBook, rule_book
from folkmoot.rulebook.mandate import EVERYBODY, OFFICES

PEOPLE = EVERYBODY | OFFICES
"""Those who can be named in a rule without being a body of the charter."""


def nearest(name: str, known: Collection[str], otherwise: str, *, likeness: float = 0.6) -> str:
    """Say how to mend a name nobody knows: the nearest known one, at least so like it (0 to 1), or `otherwise`."""
    close = get_close_matches(name, sorted(known), n=1, cutoff=likeness)
    return f"did you mean '{close[0]}'?" if close else otherwise


def listed(names: Collection[str], last: str = "or") -> str:
    """List names for a sentence: `a, b or c`; at most twelve of them."""
    ordered = sorted(names)
    if len(ordered) > 12:
        return ", ".join(ordered[:12]) + ", ..."
    return f" {last} ".join(filter(None, (", ".join(ordered[:-1]), *ordered[-1:])))


def named_groups(book: RuleBook) -> set[str]:
    """Everybody a rule may name: bodies, classes of members, and the closed list of people."""
    classes = book.membership.classes if book.membership else {}
    return {*book.bodies, *classes, *PEOPLE}


def bodies_ever(course: Chronicle) -> set[str]:
    """Every body that any version of the charter, or the charter as it stands in the folder, has known."""
    books = [version.book for version in course.versions] + [rule_book(course.archive.articles)]
    return {name for book in books for name in named_groups(book)}


def proceedings(archive: Archive) -> tuple[Proposal | Jury, ...]:
    """Everything that has a log, decisions and reports: proposals, then juries."""
    return (*archive.proposals, *archive.juries)


def unread(archive: Archive) -> set[str]:
    """The files of which something could not be read, so that what seems to be missing may only be unreadable."""
    return {fault.place.path for fault in archive.faults}


def charters(course: Chronicle) -> Iterator[tuple[RuleBook, tuple[Article, ...], tuple[Article, ...]]]:
    """Give each charter to judge: its rule book, all its articles, and those of them that are new in it.

    The first is the charter as it stands in the folder; then, for every proposal not yet decided, the charter that it
    would make. A charter of which an article cannot be read is not judged: what it lacks may stand there.
    """
    standing = course.archive.articles
    lost = unread(course.archive) - {article.path for article in standing} - set(course.archive.drafts)
    if any(path.startswith("charter/") for path in lost):
        return
    yield rule_book(standing), standing, standing
    for matter in course.matters.values():
        if matter.status is not Status.DRAFT and matter.status not in OPEN_STATUSES:
            continue
        prefix = f"{matter.proposal.folder}/changes/"
        if any(path.startswith(prefix) for path in lost):
            continue
        drafts = course.archive.drafts
        changed = {path.removeprefix(prefix): drafts[path] for path in matter.proposal.changes if path in drafts}
        if changed:
            articles = tuple({**{article.path: article for article in standing}, **changed}.values())
            yield rule_book(articles), articles, tuple(changed.values())
