"""Makes the examples of checks on cases, verdicts and the Terms of Service: Brook with a complaint before its care circle.

python tests/checks/case_pairs.py
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from checks.brook import changed
from checks.made_pairs import course_of, pair, write
from co_op import event, log
from folkmoot.checks import example
from folkmoot.formats.ballot_json import write_totals
from folkmoot.formats.canonical import digest, write_document
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.terms import editions, in_force
from folkmoot.records.ballot import CountedTotals
from folkmoot.tally.decision import decision_document, recount

RULES, CONDUCT = "charter/02-how-we-decide.md", "charter/04-how-we-treat-each-other.md"
CIRCLE = "2026-care-circle-1"
VERDICT = (
    "    verdict: {method: verdict, finding: simple-majority, remedy: simple-majority, secrecy: counted, ties: rejected}\n"
    "  remedies: {restore: {}, warn: {}, exclude: {threshold: 2/3}}\n  draws:"
)
COMPLAINTS = (
    "    complaint:\n      sphere: deliberative\n      introduce: {who: member, seconds: 0}\n      discuss: {min: 1d, max: 60d}\n"
    "      decide: {by: care-circle, rule: verdict, open: 1d}\n      execute: {by: maintainers, within: 5d}\n"
    "      appeal: {kind: second-look, within: 14d}\n"
    "    second-look:\n      sphere: deliberative\n      introduce: {who: member, seconds: 0}\n      discuss: {min: 1d, max: 60d}\n"
    "      decide: {by: care-circle, rule: verdict, open: 1d}\n      execute: {by: maintainers, within: 5d}\n"
    "    policy:"
)
OPTIONS = (
    {"id": "finding-speech", "title": "The ban limited plain speech too far", "clause": "c4-1", "holds": "limited-too-far"},
    {"id": "finding-hounding", "title": "The words were hounding", "clause": "c4-2", "holds": "broken"},
    {"id": "remedy-back", "title": "The ban is lifted", "remedy": "restore"},
)
FINDINGS = (
    {
        "clause": "c4-1",
        "holds": "limited-too-far",
        "why": "One hard word at a meeting is speech. A month of silence is not a small answer to it.",
    },
    {"clause": "c4-2", "holds": "kept", "why": "Nobody was followed: it was said once, to everybody."},
)
HEAD: dict[str, Any] = {
    "type": "proposal", "kind": "complaint", "title": "A month without the staff table", "introduced_by": "party-a", "seconds": [],
    "summary": "Somebody was barred from the staff table for a month for what they said about the rota.",
    "asks": "Did barring them keep our clauses?", "options": OPTIONS, "clauses": ["c4-2"], "parties": ["party-a", "party-b"],
    "harm": "targeted-harassment", "original_action": {"id": "note-17", "at": "2026-02-10", "by": "shop-table"}, "stage": "first",
}  # fmt: skip
TEXT = "\nWhat party-a said, and what the shop table did about it, stands in the annex that the circle holds.\n"


def ruled() -> dict[str, bytes]:
    """The charter as the genesis made it, with a way for complaints."""
    [data] = changed(RULES, "  draws:", VERDICT).values()
    text = data.decode().replace("    policy:", COMPLAINTS, 1).encode()
    return {RULES: text, f"proposals/2026-genesis/changes/{RULES}": text}


def case(name: str = "2026-staff-table", *, body: str = TEXT, **fields: Any) -> dict[str, bytes]:
    """The text of a complaint; a field that is None is left out."""
    head = {"id": name, **HEAD, **fields}
    return {f"proposals/{name}/proposal.md": write_document({key: value for key, value in head.items() if value is not None}, body)}


def heard(
    files: Mapping[str, bytes], name: str = "2026-staff-table", days: tuple[str, str, str, str] = ("02-11", "02-18", "02-24", "02-26"),
    votes: Mapping[str, tuple[int, int, int]] | None = None, jury: str = CIRCLE,
) -> dict[str, bytes]:  # fmt: skip
    """A complaint opened, frozen, put to the vote of a jury and decided on four days of 2026."""
    folder = f"proposals/{name}"
    whole = {**example.base(), **ruled(), **files}
    bound = read_archive(whole).proposal(name)
    assert bound is not None
    panel = digest(whole[f"juries/{jury}/draw.json"])
    opened, frozen, voting, closed = (f"2026-{day}T10:00:00Z" for day in days)
    said = votes or {"finding-speech": (4, 1, 0), "finding-hounding": (0, 5, 0), "remedy-back": (5, 0, 0)}
    totals = CountedTotals(name, bound.text_digest, panel, 0, 0, 0, ("t-one", "t-two"), ballots=5, items=tuple(said.items()))
    made = {
        **files,
        f"{folder}/log.yml": log(
            event(opened, "opened", bound.text.head.introduced_by),
            event(frozen, "frozen", "secretary", text=bound.text_digest),
            event(voting, "voting-opened", "secretary", electorate={"kind": "jury", "id": jury, "digest": panel}),
            event(closed, "ballots-closed", "tellers"),
        ),
        f"{folder}/ballots/counted.json": write_totals(totals),
    }
    course = course_of({**whole, **made})
    found = course.archive.proposal(name)
    assert found is not None
    return {**made, f"{folder}/decision.md": decision_document(recount(course.archive, found, course.matters[name].book))}


def reasons(findings: tuple[Mapping[str, str], ...] = FINDINGS, name: str = "2026-staff-table", jury: str = CIRCLE) -> dict[str, bytes]:
    """The circle's report on a case."""
    head = {
        "id": f"{name}-reasons", "type": "report", "title": "What the circle found, and why", "summary": "It was speech.",
        "about": name, "by": "care-circle", "period": {"from": "2026-02-24", "to": "2026-02-26"}, "status": "done", "findings": findings,
    }  # fmt: skip
    return {f"juries/{jury}/reports/{name}.md": write_document(head, "\nWe heard both.\n")}


def conduct(words: str = "Everybody may say", notice: str = "60d", tos: str = "true") -> bytes:
    """The article on conduct, its clauses part of the Terms of Service, with a notice of its own."""
    text = example.base()[CONDUCT].decode().replace("expects:", f"tos: {tos}, expects:").replace("Everybody may say", words)
    return text.replace("\n---\n\n", f"\nrules:\n  terms: {{notice: {notice}}}\n---\n\n").encode()


def with_terms() -> dict[str, bytes]:
    """Brook with Terms of Service."""
    return {CONDUCT: conduct(), f"proposals/2026-genesis/changes/{CONDUCT}": conduct()}


def annex() -> bytes:
    """The annex in force there."""
    course = course_of({**example.base(), **with_terms()})
    held = in_force(course, editions(course))
    assert held is not None
    return held.annex.text


def _incomplete() -> dict[str, bytes]:
    return {**ruled(), **case(clauses=None, options=None, parties=None)}


def _not_in_force() -> dict[str, bytes]:
    return {**ruled(), **case(clauses=["c4-3"], options=None)}


def _named() -> dict[str, bytes]:
    return {**ruled(), **case(introduced_by="m-07c8", body=TEXT.replace("party-a", "m-07c8"))}


def _purged() -> dict[str, bytes]:
    material = {"digest": "ab" * 32, "held_by": "care-circle", "purge_on": "2026-03-01"}
    return {**ruled(), **heard({**case(restricted=material), **reasons()})}


def _one_asked() -> dict[str, bytes]:
    return {**ruled(), **case(options=OPTIONS[1:])}


def _remedies() -> dict[str, bytes]:
    return {**ruled(), **case(options=({"id": "remedy-pause", "title": "A pause", "remedy": "pause"}, *OPTIONS))}


def _one_sided() -> dict[str, bytes]:
    return {**ruled(), **heard({**case(), **reasons(FINDINGS[1:])})}


def _against_vote() -> dict[str, bytes]:
    return {**ruled(), **heard({**case(), **reasons(({**FINDINGS[0], "holds": "limited-but-proportionate"}, FINDINGS[1]))})}


def appeal(**fields: Any) -> dict[str, bytes]:
    """The appeal against the first verdict."""
    said = {"kind": "second-look", "stage": "appeal", "responds_to": "2026-staff-table", "title": "The staff table once more", **fields}
    return case("2026-staff-table-again", **said)


def _late() -> dict[str, bytes]:
    again = {**appeal(), "proposals/2026-staff-table-again/log.yml": log(event("2026-03-20T10:00:00Z", "opened", "party-a"))}
    return {**ruled(), **heard({**case(), **reasons()}), **again}


def _same_jurors() -> dict[str, bytes]:
    first = heard({**case(), **reasons()})
    panel = digest(example.base()[f"juries/{CIRCLE}/draw.json"])
    opened = log(
        event("2026-03-02T10:00:00Z", "opened", "party-a"),
        event("2026-03-09T10:00:00Z", "frozen", "secretary", text="ab" * 32),
        event("2026-03-16T10:00:00Z", "voting-opened", "secretary", electorate={"kind": "jury", "id": CIRCLE, "digest": panel}),
    )
    return {**ruled(), **first, **appeal(), "proposals/2026-staff-table-again/log.yml": opened}


def _drawn_before() -> dict[str, bytes]:
    return {**ruled(), **heard({**case(), **reasons()}, days=("02-11", "02-22", "02-24", "02-26"))}


def _in_pool() -> dict[str, bytes]:
    return {**ruled(), **heard({**case(), **reasons()})}


def _endless() -> dict[str, bytes]:
    text = (
        ruled()[RULES]
        .decode()
        .replace("kind: second-look, within", "kind: third-look, within")
        .replace("exclude: {threshold: 2/3}", "exclude: {threshold: 1/2}")
    )
    return {f"proposals/2026-shorter-waiting/changes/{RULES}": text.encode()}


def _without_notice() -> dict[str, bytes]:
    return {**with_terms(), f"proposals/2026-shorter-waiting/changes/{CONDUCT}": conduct("Every member may say")}


def _stale() -> dict[str, bytes]:
    page = b"# House rules\n\n" + annex().replace(b"who hold a seat", b"who hold a chair")
    return {**with_terms(), "site/pages/house-rules.md": page}


BAD: dict[str, Callable[[], dict[str, bytes]]] = {
    "J001": _incomplete, "J002": _not_in_force, "J003": _named, "J004": _purged, "J005": _one_asked, "J006": _remedies,
    "J007": _one_sided, "J008": _against_vote, "J009": _late, "J010": _same_jurors, "J011": _drawn_before, "J012": _in_pool,
    "J013": _endless, "J020": _without_notice, "J021": _stale,
}  # fmt: skip
"""What makes Brook unsound, by the code that says so."""
GOOD: dict[str, Callable[[], dict[str, bytes]]] = {
    "J007": lambda: {**ruled(), **heard({**case(), **reasons()})},
    "J020": with_terms,
    "J021": lambda: {**with_terms(), "site/pages/house-rules.md": b"# House rules\n\n" + annex()},
}
"""Where the base itself does not show enough."""


def made() -> dict[Path, bytes]:
    """Every file of these examples, by its path among the pairs."""
    return {path: data for code in BAD for path, data in pair(code, BAD[code](), GOOD.get(code, dict)()).items()}


if __name__ == "__main__":
    write(BAD, made())
