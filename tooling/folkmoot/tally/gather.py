"""What one vote brings to its count: the ballots that count, and the circumstances under which they are counted."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from folkmoot.records.archive import Archive, Proposal
from folkmoot.records.ballot import Ballot, Choice, CountedTotals, Discarded, Vote
from folkmoot.records.decision_rule import DecisionRule
from folkmoot.records.error import FolkmootError
from folkmoot.records.heads import Option
from folkmoot.records.tally import Pairs
from folkmoot.rulebook.book import RuleBook
from folkmoot.rulebook.objections import KNOWING_OBJECTIONS, objections, round_of
from folkmoot.rulebook.remedies import grounds
from folkmoot.tally.announced import lot_of
from folkmoot.tally.circumstances import Circumstances, ClassPapers, Profile, profile_of
from folkmoot.tally.electorate import Voters
from folkmoot.tally.methods import METHODS, options_of
from folkmoot.tally.papers import papers
from folkmoot.tally.question import Question

CLASS = "class"
"""The roster column that tells the class of a member, where the charter caps classes."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The ballots of one vote."""

    profile: Profile
    ballots: tuple[Ballot, ...]
    """Those that count; empty where only totals or the profile are known."""
    totals: CountedTotals | None
    discarded: tuple[Discarded, ...]
    """Those that do not count; of very many the first."""
    unnamed: int = 0
    """How many more do not count."""
    pairs: Pairs | None = None
    """What rankings add up to, where they were too many to keep; the profile is empty then."""
    classes: tuple[ClassPapers, ...] = ()
    """The ballots by class, where they were gathered so."""

    @property
    def counted(self) -> int:
        """Ballots that count; for totals, the votes they add up to."""
        if self.pairs is not None:
            return self.pairs.ballots
        if self.totals is None:
            return sum(self.profile.values())
        return self.totals.ballots or self.totals.for_ + self.totals.against + self.totals.abstain


def gather(archive: Archive, proposal: Proposal, rule: DecisionRule, vote: Vote, electorate: Voters) -> Gathered:
    """Open the ballots; FolkmootError when there is nothing to count and silence is no answer."""
    if not proposal.ballots and METHODS[rule.method].may_be_empty:
        return Gathered({}, (), None, ())
    good, discarded, totals = papers(archive, proposal, rule, vote, electorate)
    profile: Profile = profile_of(ballot.choice for ballot in good)
    if totals is not None:
        words: dict[Choice, int] = {"for": totals.for_, "against": totals.against, "abstain": totals.abstain}
        profile = {word: votes for word, votes in words.items() if votes}
    return Gathered(profile, good, totals, discarded)


def class_column(question: Question) -> str | None:
    """The roster column by which the rule looks at classes of members; None where it does not."""
    worded = _worded(question)
    return worded.per_class or (CLASS if _caps(worded, question.book, question.electorate.kind) is not None else None)


def _worded(question: Question) -> DecisionRule:
    """The rule by which words are counted: the fall-back rule, where objections come first."""
    rule = question.rule
    return question.book.decisions.get(rule.fallback or "", rule) if rule.method in KNOWING_OBJECTIONS else rule


def circumstances_of(archive: Archive, question: Question, electorate: Voters, found: Gathered) -> Circumstances:
    """Everything beside rule and ballots; FolkmootError when the rule looks at classes that the electorate does not tell."""
    proposal, book, rule, vote = question.proposal, question.book, question.rule, question.vote
    options = proposal.text.head.options
    caps = _caps(_worded(question), book, electorate.kind)
    column = class_column(question)
    classes = (found.classes or _classes(archive, electorate, found, column)) if column else ()
    return Circumstances(
        options_of(rule, tuple(option.id for option in options)),
        electorate.count,
        electorate.seats,
        lot_of(proposal.id, vote.text, question.voting.sources, question.closed.sources),
        tuple((option.id, option.ratio) for option in options if option.ratio is not None),
        objections(proposal.log, rule, question.by, electorate.entries) if rule.method in KNOWING_OBJECTIONS else (),
        round_of(proposal.log),
        classes,
        {each.name: caps.get(each.name, caps.get("", Fraction(1))) for each in classes} if caps is not None else None,
        found.totals,
        *_remedies(options, book),
        found.pairs,
    )


def _remedies(options: tuple[Option, ...], book: RuleBook) -> tuple[dict[str, Fraction], dict[str, frozenset[str]]]:
    """What the charter asks of the remedies of a verdict: the share of the votes, and the findings that each follows."""
    ruled = [(option.id, book.remedies[option.remedy]) for option in options if option.remedy and option.remedy in book.remedies]
    shares = {name: rule.threshold for name, rule in ruled if rule.threshold is not None}
    return shares, {name: frozenset(finding.id for finding in options if grounds(finding, rule)) for name, rule in ruled if rule.after}


def _caps(rule: DecisionRule, book: RuleBook, kind: str) -> Mapping[str, Fraction] | None:
    """The cap of each class, and under the empty name that of all others; None where votes are not weighed by class.

    The cap of a rule holds for every class, that of `membership.classes` for its own, and the smaller of the two decides. Seats of a
    jury are not weighed.
    """
    if kind != "roster" or rule.method not in ("majority", "advice") or rule.per_class is not None:
        return None
    classes = book.membership.classes if book.membership else {}
    caps = {name: each.class_cap for name, each in classes.items() if each.class_cap is not None}
    if rule.class_cap is not None:
        caps = {name: min(cap, rule.class_cap) for name, cap in caps.items()} | {"": rule.class_cap}
    return caps or None


def _classes(archive: Archive, electorate: Voters, found: Gathered, column: str) -> tuple[ClassPapers, ...]:
    roster = archive.roster(electorate.id) if electorate.kind == "roster" else None
    entries = roster.entries if roster else None
    if entries is None or column not in entries.columns:
        raise FolkmootError(
            f"the rule looks at '{column}', which the {electorate.kind} {electorate.id} does not tell",
            f"open the vote for a roster with a column '{column}'",
        )
    of = dict(zip((token.decode() for token in entries.tokens), entries.column(column), strict=True))
    strangers = sorted(electorate.entries - set(of))
    if strangers:
        what = f"nobody knows the '{column}' of {strangers[0]}, who was let in later"
        raise FolkmootError(what, "a vote by class is for those on the roster")
    sizes = Counter(of[entry] for entry in electorate.entries)
    cast: dict[str, list[Choice]] = {name: [] for name in sizes}
    for ballot in found.ballots:
        cast[of[ballot.voter]].append(ballot.choice)
    return tuple(ClassPapers(name, sizes[name], profile_of(cast[name])) for name in sorted(sizes))
