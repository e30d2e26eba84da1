"""Whether an answer to a challenge shows that a member holds a key, and that it is theirs alone."""

from collections.abc import Mapping

from folkmoot.formats.enrol_json import write_enrolment
from folkmoot.formats.ssh_key import read_line
from folkmoot.records.enrolment import Answer, Enrolment
from folkmoot.records.signature import PublicKey, Refusal, Refused
from folkmoot.trust.signature import judge
from folkmoot.trust.strength import weakness


def enrolled(answer: Answer, challenge: Enrolment, coop: str, keys: Mapping[str, str]) -> PublicKey | Refused:
    """Return the key that a member has shown to be theirs, or why it may not be enrolled.

    `keys` are the fingerprints that members have so far, by entry. The member signed the answer's own bytes in the
    namespace enrol@COOP, with the very key that stands in it.
    """
    said = answer.enrolment
    wrong = _wrong(said, challenge, coop)
    if wrong:
        return Refused(Refusal.DOES_NOT_MATCH, wrong, "make a new challenge, and have that one answered")
    key = read_line(said.pubkey)
    if weak := weakness(key):
        mend = "make a new key with: ssh-keygen -t ed25519"
        return Refused(Refusal.WEAK_KEY, f"the key {key.fingerprint} is not safe: {weak}", mend)
    owner = next((entry for entry, mark in keys.items() if mark == key.fingerprint and entry != said.member), "")
    if owner:
        words = f"the key {key.fingerprint} is enrolled already for '{owner}'"
        return Refused(Refusal.OTHER_KEY, words, "every member enrols a key of their own: ssh-keygen -t ed25519")
    signer = judge(answer.armour, write_enrolment(said), f"enrol@{coop}")
    if isinstance(signer, Refused):
        return signer
    if signer != key:
        words = f"the answer was signed with the key {signer.fingerprint}, and names the key {key.fingerprint}"
        return Refused(Refusal.OTHER_KEY, words, "answer again, with the key itself")
    return key


def _wrong(said: Enrolment, asked: Enrolment, coop: str) -> str:
    """Say why an answer is not one to this challenge; empty when it is."""
    if said.coop != coop or asked.coop != coop:
        return f"the challenge of '{asked.coop}' was answered for '{said.coop}', and this is the co-op '{coop}'"
    if said.member != asked.member:
        return f"the answer is that of '{said.member}', and '{asked.member}' was asked"
    if said.nonce != asked.nonce:
        return "the answer is not to this challenge: its nonce is another one"
    if not said.pubkey or asked.pubkey not in ("", said.pubkey):
        return "the answer does not have the key that the challenge asked for"
    return ""
