"""From the files below `ballots/` to what may be counted: whose signature each needs, when it came, and why the others do not count.

An `open` ballot is signed by its voter: where the roster has a key for the entry, only a signature by that key counts, in a file
named for the voter, and no clerk can take its place. An entry without a key votes on a clerk's word: one who holds the role clerk
signs the ballot. Before the co-op has keys nobody's word can be signed, and such a ballot counts as it stands. A batch is signed by
the clerk it names, totals by as many tellers as the role asks for.

Keys are in force for what later merges bring, and for everything that is signed. So a record from before the first version counts as
it always did; without a history to tell, a file that carries no signature is taken for such a record.

An open ballot came with the merge that brought it and its signature: before the one that opened the vote it is early, after the one
that closed it late. What is written below `ballots/` by strangers never stops a count: it is discarded, with a reason that repeats
none of its words.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from folkmoot.formats.ballot_json import read_votes
from folkmoot.records.archive import Archive, Proposal, Roster
from folkmoot.records.ballot import Ballot, BallotBatch, CountedTotals, Discarded, DiscardReason, Vote
from folkmoot.records.decision_rule import DecisionRule
from folkmoot.records.error import FolkmootError
from folkmoot.records.keys import SigningRole
from folkmoot.records.signature import Refusal, Refused, Sidecar
from folkmoot.tally.ballots import Verdict, in_order, misbound, one_a_voter, refusal, totals_fault
from folkmoot.tally.electorate import Voters, key_roster
from folkmoot.trust.assurance import enrolled_key, enrolled_keys
from folkmoot.trust.chain import Keyring, judged_sidecar, keyring, signers
from folkmoot.trust.namespace import namespace_of
from folkmoot.trust.signature import judge

Papers = Ballot | BallotBatch | CountedTotals
Found = tuple[tuple[Ballot, ...], tuple[Discarded, ...], CountedTotals | None]
_SECRECY: dict[str, type[Papers]] = {"open": Ballot, "attested": BallotBatch, "counted": CountedTotals, "belenios": CountedTotals}
_KINDS = {
    "open": "a single ballot", "attested": "a clerk's batch", "counted": "tellers' totals",
    "belenios": "totals taken from an archive of Belenios",
}  # fmt: skip
_NO_KEY = "-"
_ABOUT_AS_MANY = 8
_UNREADABLE: Verdict = (DiscardReason.UNREADABLE, "it cannot be read as a ballot")
_EARLY: Verdict = (DiscardReason.EARLY, "it was recorded before the vote opened")
_LATE: Verdict = (DiscardReason.LATE, "it was recorded after the vote had closed")
_NOT_SIGNED: Verdict = (DiscardReason.UNSIGNED, "its voter did not sign it")
_NOT_ATTESTED: Verdict = (DiscardReason.UNSIGNED, "no clerk signed it, and the roster has no key for its voter")
_BAD: Verdict = (DiscardReason.BAD_SIGNATURE, "its signature does not hold")
_ELSEWHERE: Verdict = (DiscardReason.BAD_SIGNATURE, "its signature was made for something else than a ballot of this co-op")
_OTHER_KEY: Verdict = (DiscardReason.WRONG_KEY, "it was signed with another key than the one that counts here")
_REVOKED: Verdict = (DiscardReason.REVOKED_KEY, "the key that signed it was not trusted any more")
_NO_CLERK: Verdict = (DiscardReason.NOT_A_CLERK, "who signed it does not hold the role clerk")
_TOO_FEW: Verdict = (DiscardReason.NOT_TELLERS, "too few tellers signed it")
_OF_REFUSAL = {
    Refusal.WRONG_NAMESPACE: _ELSEWHERE,
    Refusal.REVOKED: _REVOKED,
    Refusal.UNKNOWN_SIGNER: _OTHER_KEY,
    Refusal.OTHER_KEY: _OTHER_KEY,
    Refusal.NOT_IN_ROLE: _NO_CLERK,
}


def papers(archive: Archive, proposal: Proposal, rule: DecisionRule, vote: Vote, electorate: Voters) -> Found:
    """The ballots that count, one a voter; those that do not, each with its reason; and counted totals, where the rule asks for them.

    FolkmootError when there is nothing to count: no files, no batch or totals that stand, or totals that contradict each other.
    """
    if not proposal.ballots:
        raise FolkmootError(f"{proposal.id} has no ballots", f"put them below {proposal.folder}/ballots/")
    ring = keyring(archive)
    namespace = namespace_of(proposal.ballots[0], ring.coop)
    roster = key_roster(archive, electorate)
    entries = len(roster.entries.lines) if roster and roster.entries else 0
    keys = enrolled_keys(roster) if len(proposal.ballots) * _ABOUT_AS_MANY > entries else {}
    desk = _Desk(archive, ring, proposal, vote, electorate, roster, namespace, keys)
    if rule.secrecy == "open":
        return desk.open()
    kept, discarded, first = desk.of_kind(rule.secrecy)
    if not kept:
        raise FolkmootError(*first)
    if rule.secrecy == "attested":
        return desk.attested([paper for _, paper in kept if isinstance(paper, BallotBatch)], discarded)
    return (), in_order(discarded), desk.the_totals([paper for _, paper in kept if isinstance(paper, CountedTotals)], rule)


@dataclass(slots=True)
class _Desk:
    """Where the papers of one vote are opened."""

    archive: Archive
    ring: Keyring
    proposal: Proposal
    vote: Vote
    electorate: Voters
    roster: Roster | None
    namespace: str
    """In which its ballots are signed."""
    keys: Mapping[str, str]
    """The keys on the roster, where the ballots are about as many; empty where they are looked up one by one."""

    def open(self) -> Found:
        good: list[tuple[Ballot, int | None]] = []
        discarded: list[Discarded] = []
        window = self.window()
        opened = list(map(self.opened, self.proposal.ballots))  # all of them, while signatures are still being judged ahead
        for ballot, unfit in opened:
            merge, verdict = self.signed(ballot, window) if unfit is None else (None, unfit)
            if verdict is None:
                good.append((ballot, merge))
            else:
                discarded.append(Discarded(_brought(ballot, merge), *verdict))
        cast = Counter(ballot.voter for ballot, _ in good)
        accepted, others = one_a_voter(ballot if cast[ballot.voter] == 1 else _brought(ballot, merge) for ballot, merge in good)
        return accepted, in_order((*discarded, *others)), None

    def opened(self, path: str) -> tuple[Ballot, Verdict | None]:
        """One file of an open vote: its ballot, or its name in place of one, and why it does not count, signatures aside."""
        try:
            ballot = read_votes(self.archive.files[path], path=path)
        except ValueError:
            return self.stand_in(path), _UNREADABLE
        if not isinstance(ballot, Ballot):
            return self.stand_in(path), _wrong_kind("open")
        return ballot, refusal(ballot, self.vote, self.electorate.entries)

    def signed(self, ballot: Ballot, window: tuple[int, int] | None) -> tuple[int | None, Verdict | None]:
        """The merge that brought a ballot that would count if its signature does and it came in time, and why it does not count."""
        signature = self.signature_of(ballot)
        if isinstance(signature, tuple):
            return None, signature
        if window is None:
            return None, None
        where = self.ring.positions
        merge = where.merge_at(max(where.of(ballot.path), where.of(signature.path) if signature else 0))
        return merge, _EARLY if merge < window[0] else _LATE if merge > window[1] else None

    def window(self) -> tuple[int, int] | None:
        """The merges that brought the opening and the closing of the vote; None where there is no history to tell."""
        if not self.archive.history:
            return None
        return self.brought("voting-opened"), self.brought("ballots-closed")

    def brought(self, act: str) -> int:
        """The merge that brought the last event of an act; the next one while it is in no merge."""
        place = max((place for place, event in enumerate(self.proposal.log) if event.act == act), default=None)
        path, where = f"{self.proposal.folder}/log.yml", self.ring.positions
        return len(where.starts) if place is None else where.grew_to(path, self.archive.place(path, place, "act").line)

    def signature_of(self, ballot: Ballot) -> Sidecar | Verdict | None:
        """The signature by which an open ballot counts; None when it needs none; or why it does not count."""
        sidecars = self.archive.sidecars.get(ballot.path, ())
        fingerprint = self.keys.get(ballot.voter, _NO_KEY) if self.keys else enrolled_key(self.roster, ballot.voter)
        if fingerprint == _NO_KEY:
            return self.clerks_signature(ballot.path, sidecars, None, _NOT_ATTESTED)
        verdict = _NOT_SIGNED
        for sidecar in sidecars:
            if sidecar.person != ballot.voter:
                continue
            found = self.judged(sidecar)
            if isinstance(found, Refused):
                verdict = _OF_REFUSAL.get(found.reason, _BAD)
            elif found != fingerprint:
                verdict = _OTHER_KEY
            elif fingerprint in self.ring.distrusted and self.ring.is_revoked(fingerprint, self.ring.positions.of(sidecar.path)):
                verdict = _REVOKED
            else:
                return sidecar
        return verdict

    def judged(self, sidecar: Sidecar) -> str | Refused:
        """The fingerprint of a voter's own signature, or why it does not count; it may have been judged while the records were read."""
        signed = (sidecar.armour, self.archive.files[sidecar.target], self.namespace)
        known = self.archive.judged.get(signed)
        if known is not None:
            return known
        key = judge(*signed)
        return key if isinstance(key, Refused) else key.fingerprint

    def clerks_signature(
        self, path: str, sidecars: Iterable[Sidecar], clerk: str | None, unsigned: Verdict
    ) -> Sidecar | Verdict | None:
        """The signature of a clerk, or of the one named; None when no keys were in force; or why the file does not count."""
        verdict = unsigned
        known = self.in_force(path)
        for sidecar in sidecars:
            version = self.ring.version_at(self.ring.positions.of(sidecar.path))
            if version is None:
                continue
            known = True
            found = judged_sidecar(self.archive, self.ring, sidecar, self.ring.holders(version.version))
            role = version.roles.get(SigningRole.CLERK)
            if isinstance(found, Refused):
                verdict = _OF_REFUSAL.get(found.reason, _BAD)
            elif role is None or found[0] not in role.people:
                verdict = _NO_CLERK
            elif clerk is not None and found[0] != clerk:
                verdict = _OTHER_KEY
            else:
                return sidecar
        return verdict if known else None

    def in_force(self, path: str) -> bool:
        """Whether keys were in force before the merge that brought a file."""
        where = self.ring.positions
        return self.ring.version_at(where.before(where.of(path))) is not None

    def of_kind(self, secrecy: str) -> tuple[list[tuple[str, Papers]], list[Discarded], tuple[str, str]]:
        """The batches or totals that stand, the files that do not, and what was wrong with the first of these."""
        kept: list[tuple[str, Papers]] = []
        discarded: list[Discarded] = []
        first = ("", "")
        for path in self.proposal.ballots:
            try:
                paper: Papers | None = read_votes(self.archive.files[path], path=path)
                told = (f"{path} is not of the kind '{secrecy}' that the rule asks for", "see: folkmoot check")
            except ValueError as error:
                paper, told = None, (f"{path} cannot be counted: {error}", "see: folkmoot check")
            verdict = _UNREADABLE if paper is None else _wrong_kind(secrecy)
            if paper is not None and _is_of(paper, secrecy):
                signature = self.paper_fault(path, paper)
                if signature is None:
                    kept.append((path, paper))
                    continue
                verdict, told = signature, (f"{path} cannot be counted: {signature[1]}", f"have it signed: folkmoot sign {path}")
            first = first if any(first) else told
            lost = paper.ballots if isinstance(paper, BallotBatch) and secrecy == "attested" else (self.stand_in(path),)
            discarded += [Discarded(ballot, *verdict) for ballot in lost]
        return kept, discarded, first

    def paper_fault(self, path: str, paper: Papers) -> Verdict | None:
        """Why a batch or totals do not stand: who had to sign them did not."""
        sidecars = self.archive.sidecars.get(path, ())
        if isinstance(paper, BallotBatch):
            unsigned = (DiscardReason.UNSIGNED, "the clerk it names did not sign it")
            found = self.clerks_signature(path, sidecars, paper.clerk, unsigned)
            return found if isinstance(found, tuple) else None
        where = self.ring.positions
        last = max((where.of(sidecar.path) for sidecar in sidecars), default=where.before(where.of(path)))
        version = self.ring.version_at(last)
        if version is None or signers(self.archive, self.ring, path, SigningRole.TELLER, version.version).holds:
            return None
        return _TOO_FEW if sidecars else (DiscardReason.UNSIGNED, "the tellers did not sign it")

    def attested(self, batches: list[BallotBatch], discarded: list[Discarded]) -> Found:
        good: list[Ballot] = []
        for ballot in (ballot for batch in batches for ballot in batch.ballots):
            verdict = refusal(ballot, self.vote, self.electorate.entries)
            if verdict is None:
                good.append(ballot)
            else:
                discarded.append(Discarded(ballot, *verdict))
        accepted, others = one_a_voter(good)
        return accepted, in_order((*discarded, *others)), None

    def the_totals(self, found: list[CountedTotals], rule: DecisionRule) -> CountedTotals:
        name = self.vote.proposal
        if len(found) > 1:
            raise FolkmootError(f"{name} has {len(found)} files of counted totals", "keep the one the tellers stand by")
        elsewhere = misbound(found[0], self.vote)
        if elsewhere:
            raise FolkmootError(f"the counted totals of {name} do not belong to this vote: {elsewhere[1]}", "see: folkmoot check")
        fault = totals_fault(found[0], self.vote.choices)
        if fault:
            raise FolkmootError(f"{name} cannot be counted by '{rule.method}': {fault}", "collect ballots, or have the tellers count again")
        return found[0]

    def stand_in(self, path: str) -> Ballot:
        """What stands for a file that holds no ballot: its name."""
        return Ballot(self.proposal.id, "", "", path.rpartition("/")[2], 0, "", path=path)


def _brought(ballot: Ballot, merge: int | None) -> Ballot:
    return ballot if merge is None else ballot.brought_by(merge)


def _is_of(paper: Papers, secrecy: str) -> bool:
    """Whether a paper is of the kind; totals from an archive are not those of a count in the room, nor the other way."""
    from_archive = isinstance(paper, CountedTotals) and paper.election is not None
    return isinstance(paper, _SECRECY[secrecy]) and from_archive == (secrecy == "belenios")


def _wrong_kind(secrecy: str) -> Verdict:
    return DiscardReason.WRONG_KIND, f"it is not {_KINDS[secrecy]}, as the rule asks for"
