"""The charter over time: every version is the one before, changed by one adopted decision, back to the genesis."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from folkmoot.procedure.calendar import end_of
from folkmoot.records.archive import Archive, Article, Proposal
from folkmoot.rulebook.book import RuleBook, rule_book


@dataclass(frozen=True)
class Version:
    """The charter from one instant on."""

    since: datetime
    proposal: str
    """The adopted proposal that made this version; empty before the genesis."""
    articles: Mapping[str, Article]
    """By path below the repository's root, `charter/<name>.md`."""
    files: Mapping[str, bytes]
    """Every file that decisions have made so far, by path; the articles among them."""

    @cached_property
    def book(self) -> RuleBook:
        """The rules of this version."""
        return rule_book(self.articles.values())


BEFORE_ALL = Version(datetime(1, 1, 1, tzinfo=UTC), "", {}, {})
"""The charter before the genesis: no article, no rule."""


def changed_files(archive: Archive, proposal: Proposal) -> dict[str, bytes]:
    """Return the new files a proposal brings, by their path in the repository."""
    prefix = f"{proposal.folder}/changes/"
    return {path.removeprefix(prefix): archive.files[path] for path in proposal.changes}


def rebased_path(proposal: Proposal, target: str) -> str:
    """Return where a decided file stands that was merged with a decision that came in between."""
    return f"{proposal.folder}/rebased/{target}"


def decided_files(archive: Archive, proposal: Proposal) -> dict[str, bytes]:
    """Return the new files that adoption brings: those proposed, or their merge with what was decided in between."""
    proposed = changed_files(archive, proposal)
    return {path: archive.files.get(rebased_path(proposal, path), data) for path, data in proposed.items()}


def next_version(archive: Archive, before: Version | None, proposal: Proposal, since: datetime) -> Version:
    """Apply the changes of one adopted proposal."""
    prefix = f"{proposal.folder}/changes/"
    articles = dict(before.articles) if before else {}
    for path in proposal.changes:
        target = path.removeprefix(prefix)
        draft = archive.drafts.get(rebased_path(proposal, target)) or archive.drafts.get(path)
        if draft is not None:
            articles[target] = draft
    files = {**(before.files if before else {}), **decided_files(archive, proposal)}
    return Version(since, proposal.id, articles, files)


def in_force(versions: Sequence[Version], zone: ZoneInfo) -> tuple[Version, ...]:
    """Tell the charter's versions again as they hold: an article leaves at the end of the day on which it expires.

    A version of which nothing expires is returned as it is; from the moment that something does, a version of the same
    files with fewer articles follows it.
    """
    return tuple(_living(versions, zone))


def _living(versions: Sequence[Version], zone: ZoneInfo) -> Iterable[Version]:
    for place, version in enumerate(versions):
        ends = {path: end_of(article.head.expires, zone) for path, article in version.articles.items() if article.head.expires}
        if not ends:
            yield version
            continue
        before = versions[place + 1].since if place + 1 < len(versions) else None
        for since in sorted({version.since, *(end for end in ends.values() if end > version.since)}):
            if before is None or since < before:
                alive = {path: article for path, article in version.articles.items() if path not in ends or ends[path] > since}
                same = len(alive) == len(version.articles)
                yield version if same else Version(since, version.proposal, alive, version.files)


def version_at(versions: Sequence[Version], instant: datetime) -> Version:
    """Find the version that holds at an instant, among versions in the order of `since`."""
    place = bisect_right(versions, instant, key=lambda version: version.since)
    return versions[place - 1] if place else BEFORE_ALL
