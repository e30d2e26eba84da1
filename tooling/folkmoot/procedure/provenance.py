"""Where the words of the charter come from: which adopted decision made a file, a clause, a sentence or a rule."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from folkmoot.procedure.charter import BEFORE_ALL, Version, changed_files, version_at
from folkmoot.procedure.chronicle import Chronicle, Matter
from folkmoot.records.archive import Article, Decision, Proposal
from folkmoot.rulebook.book import PLACEHOLDER, quoted, resolved
from folkmoot.rulebook.clauses import Passage, article_passages
from folkmoot.rulebook.redline import FileRedline, ValueChange, article_redline, clause_changes, file_redline, value_changes
from folkmoot.rulebook.wording import sentences

CHARTER = "charter/"


@dataclass(frozen=True, slots=True)
class Amendment:
    """One adopted decision that changed the charter: what stood before it, and what stood after."""

    before: Version
    after: Version
    proposal: Proposal
    decision: Decision
    paths: tuple[str, ...]
    """The files of the charter that the decision adopted, changed or not."""

    @property
    def since(self) -> datetime:
        """From when it holds."""
        return self.after.since


@dataclass(frozen=True, slots=True)
class Place:
    """A clause in one version of the charter, and how it reads there."""

    path: str
    passage: Passage
    text: str
    """The passage with what its placeholders stand for."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What one decision did to a clause."""

    amendment: Amendment
    before: Place | None
    """None when the decision made the clause."""
    after: Place | None
    """None when the decision removed it."""
    quoted: tuple[ValueChange, ...] = ()
    """Rules that the clause quotes and that the decision changed."""


def amendments(course: Chronicle, path: str = "") -> tuple[Amendment, ...]:
    """Every decision that touched the charter, or one of its files, in the order of effect; those of the future too."""
    found = []
    before = BEFORE_ALL
    for version in course.versions:
        proposal = course.archive.proposal(version.proposal)
        if proposal is not None and proposal.decision is not None:
            touched = tuple(sorted(name for name in changed_files(course.archive, proposal) if name.startswith(CHARTER)))
            if touched and (not path or path in touched):
                found.append(Amendment(before, version, proposal, proposal.decision, touched))
        before = version
    return tuple(found)


def decided(course: Chronicle) -> Version:
    """The charter as decisions in effect have made it, with the articles that have expired since."""
    return version_at(course.versions, course.as_of)


def last_held(course: Chronicle, path: str) -> Version:
    """The charter in force if it has this article, else the last one in force that had it."""
    past = (version for version in reversed(course.living) if version.since <= course.as_of)
    return next((version for version in past if path in version.articles), BEFORE_ALL)


def made_by(course: Chronicle, path: str, instant: datetime) -> Amendment | None:
    """The decision that a file stands as at an instant: the last one in effect that touched it."""
    past = [one for one in amendments(course, path) if one.since <= instant]
    return past[-1] if past else None


def changes_of(amendment: Amendment) -> tuple[FileRedline, ...]:
    """What a decision changed, file by file."""
    return redlines(amendment.before, amendment.after, amendment.paths)


def redlines(before: Version, after: Version, paths: tuple[str, ...], *, in_words: bool = False) -> tuple[FileRedline, ...]:
    """Compare files of two versions of the charter; `in_words` with what their placeholders stand for, as members read them."""
    return tuple(_redline(path, before, after, in_words) for path in paths)


def _redline(path: str, before: Version, after: Version, in_words: bool) -> FileRedline:
    old, new = before.articles.get(path), after.articles.get(path)
    if in_words:
        old, new = _worded(old, before), _worded(new, after)
    is_article = all((path in version.files) == (path in version.articles) for version in (before, after))
    if is_article and (old or new):
        return article_redline(path, old, new)
    return file_redline(path, before.files.get(path), after.files.get(path))


def _worded(article: Article | None, version: Version) -> Article | None:
    return replace(article, body=reading(article.body, article, version)) if article else None


def base_of(course: Chronicle, matter: Matter, *, at_opening: bool) -> Version:
    """The charter that a proposal is compared with: the one it found when it opened, or the one it would change now.

    A proposal that has taken effect is compared with the version just before it in place of today's.
    """
    if at_opening and matter.opened is not None:
        return course.version_at(matter.opened)
    before = BEFORE_ALL
    for version in course.versions:
        if version.proposal == matter.proposal.id:
            return before
        before = version
    return course.charter


def proposed(course: Chronicle, matter: Matter, before: Version, *, in_words: bool = False) -> tuple[FileRedline, ...]:
    """What a proposal would change in the charter, compared with one version of it; `in_words` as `redlines` says."""
    prefix = f"{matter.proposal.folder}/changes/"
    files = {path: data for path, data in changed_files(course.archive, matter.proposal).items() if path.startswith(CHARTER)}
    drafts = {path: draft for path in files if (draft := course.archive.drafts.get(f"{prefix}{path}"))}
    kept = {path: article for path, article in before.articles.items() if path not in files}
    after = Version(before.since, matter.proposal.id, {**kept, **drafts}, {**before.files, **files})
    return redlines(before, after, tuple(sorted(files)), in_words=in_words)


def overtaken(course: Chronicle, matter: Matter) -> tuple[Amendment, ...]:
    """Decisions that took effect after a proposal opened, before it did, and that touched a file it would change."""
    mine = set(changed_files(course.archive, matter.proposal))
    opened = matter.opened
    if opened is None:
        return ()
    until = min(matter.effective, course.as_of) if matter.effective else course.as_of
    others = (one for one in amendments(course) if one.proposal.id != matter.proposal.id)
    return tuple(one for one in others if opened < one.since <= until and mine & set(one.paths))


def places(version: Version, name: str, path: str = "") -> tuple[Place, ...]:
    """Where a version has a clause of this id; in one article only when `path` is given."""
    return tuple(
        _place(version, article, where, passage)
        for where, article in sorted(version.articles.items())
        if not path or where == path
        for passage in article_passages(article)
        if passage.id == name
    )


def reading(text: str, article: Article, version: Version) -> str:
    """Prose of an article with what its placeholders stand for in a version."""
    return resolved(text, article, version.book)


def _place(version: Version, article: Article, path: str, passage: Passage) -> Place:
    return Place(path, passage, reading(passage.text, article, version))


def containing(version: Version, words: str) -> tuple[tuple[Place, str], ...]:
    """Sentences of a version that contain some words, in any case, with the clause each stands in."""
    wanted = " ".join(words.lower().split())
    found = []
    for path, article in sorted(version.articles.items()):
        for passage in article_passages(article):
            place = _place(version, article, path, passage)
            found += [(place, sentence) for sentence in sentences(place.text) if wanted and wanted in sentence.lower()]
    return tuple(found)


def origins(course: Chronicle, place: Place, version: Version) -> tuple[Origin, ...]:
    """Every decision that made a clause what it is, was or will be, oldest first; `place` is the clause in `version`.

    The clause is followed through other numbers and other articles. A decision that left its words alone counts when
    it changed a rule that the clause quotes, since the sentence reads differently then.
    """
    steps = amendments(course)
    at = next((at for at, one in enumerate(steps) if one.since > version.since), len(steps))
    past: list[Origin] = []
    here: Place | None = place
    for step in reversed(steps[:at]):
        if here is None:
            break
        earlier = _earlier(step, here)
        past += _origin(step, earlier, here)
        here = earlier
    coming: list[Origin] = []
    here = place
    for step in steps[at:]:
        if here is None:
            break
        later = _later(step, here)
        coming += _origin(step, here, later)
        here = later
    return (*reversed(past), *coming)


def _origin(step: Amendment, before: Place | None, after: Place | None) -> Iterator[Origin]:
    if before is None or after is None:
        yield Origin(step, before, after)
        return
    values = _quoted(before, step.before, after, step.after)
    same = before.passage.content == after.passage.content and before.path == after.path
    if values or not same or before.passage.id != after.passage.id:
        yield Origin(step, before, after, values)


def _quoted(before: Place, old: Version, after: Place, new: Version) -> tuple[ValueChange, ...]:
    """The placeholders that both wordings have and that stand for something else now."""
    shared = {match[1] for match in PLACEHOLDER.finditer(before.passage.text)}
    paths = dict.fromkeys(match[1] for match in PLACEHOLDER.finditer(after.passage.text) if match[1] in shared)
    pairs = ((path, quoted(path, old.articles[before.path], old.book), quoted(path, new.articles[after.path], new.book)) for path in paths)
    return tuple(ValueChange(path, one, other) for path, one, other in pairs if one != other)


def _earlier(step: Amendment, place: Place) -> Place | None:
    return _followed(place, step.after, step.before, is_back=True)


def _later(step: Amendment, place: Place) -> Place | None:
    return _followed(place, step.before, step.after, is_back=False)


def _followed(place: Place, here: Version, there: Version, *, is_back: bool) -> Place | None:
    """Find a clause of one version in the version beside it."""
    mine, other = here.articles.get(place.path), there.articles.get(place.path)
    if mine is None or other is None:
        return _elsewhere(there, here, place)
    if mine.digest == other.digest:
        return _place(there, other, place.path, place.passage)
    old, new = (other, mine) if is_back else (mine, other)
    for change in clause_changes(article_passages(old), article_passages(new)):
        one, found = (change.after, change.before) if is_back else (change.before, change.after)
        if one and one.id == place.passage.id:
            return _place(there, other, place.path, found) if found else _elsewhere(there, here, place)
    return None


def _elsewhere(version: Version, other: Version, place: Place) -> Place | None:
    """The same declared clause in another article of a version, if it was not there in the other version too."""
    if not place.passage.is_declared:
        return None
    known = {found.path for found in places(other, place.passage.id)}
    return next((found for found in places(version, place.passage.id) if found.path not in known), None)


def by_sentence(found: tuple[Origin, ...], instant: datetime) -> tuple[tuple[str, Origin], ...]:
    """Each sentence of a clause as it reads at an instant, with the decision since which it has read so without a break."""
    past = [origin for origin in found if origin.amendment.since <= instant]
    if not past or past[-1].after is None:
        return ()
    made = []
    for sentence in sentences(past[-1].after.text):
        since = past[-1]
        for origin in reversed(past):
            if origin.after is None or sentence not in sentences(origin.after.text):
                break
            since = origin
        made.append((sentence, since))
    return tuple(made)


def rule_origins(course: Chronicle, path: str) -> tuple[tuple[Amendment, tuple[ValueChange, ...]], ...]:
    """Every decision that changed a rule, or a part of the rule book, by its dotted path; oldest first."""
    found = []
    for step in amendments(course):
        before, after = ({path: value} if (value := version.book.lookup(path)) is not None else {} for version in (step.before, step.after))
        changes = value_changes(before, after)
        if changes:
            found.append((step, changes))
    return tuple(found)
