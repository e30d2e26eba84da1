"""What must hold, and whether it does: the checks with a page each, and the report of what was computed again."""

from collections.abc import Iterator, Mapping, Sequence

from folkmoot.checks.example import bad, base, message
from folkmoot.checks.registry import FAMILIES, Check
from folkmoot.publish.atlas import CHECKS, HOME, VERIFICATION, Atlas, check_page
from folkmoot.publish.changes import file_change
from folkmoot.publish.markup import badge, block, code, commands, html, inline, page, table, verbatim
from folkmoot.publish.prose import prose
from folkmoot.publish.words import begun, counted
from folkmoot.records.finding import Finding
from folkmoot.records.verification import Verified

_FAMILIES = {
    "F": "Form", "P": "Proposals", "R": "Rosters", "D": "Calls and draws", "V": "Votes", "C": "Charter",
    "A": "Audit of the charter", "M": "Merges",
}  # fmt: skip
_KINDS = {
    "charter": "The charter is the sum of its decisions",
    "keys": "Keys follow from the first ones",
    "signature": "What must be signed is signed",
    "roster": "Rosters have the bytes their digests name",
    "text": "Texts are those that were frozen",
    "lottery": "Lotteries meet their quotas and are as fair as any can be",
    "seed": "Seeds come from the public source they name",
    "draw": "Draws give the same panel again",
    "decision": "Ballots give the same outcome again",
}


def check_pages(atlas: Atlas, checks: Sequence[Check]) -> Mapping[str, bytes]:
    """The index and one page a check."""
    return {CHECKS: _index(atlas, checks), **{check_page(check.code): _check(atlas, check) for check in checks}}


def _index(atlas: Atlas, checks: Sequence[Check]) -> bytes:
    parts = [
        "# What is checked",
        f"{counted(len(checks), 'check')} run over every record before a change is merged, and again when this site is built. "
        "Each has a page: what is wrong, why it matters, how to mend it.",
    ]
    for letter in dict.fromkeys((*FAMILIES, *(check.code[0] for check in checks))):
        rows = [
            (atlas.tie(CHECKS, check_page(check.code), f"{check.code} {check.name}"), html(check.title), html(check.severity))
            for check in checks
            if check.code.startswith(letter)
        ]
        if rows:
            parts.append(f"## {_FAMILIES.get(letter, letter)}\n\n{table(('Check', 'What is wrong', 'Severity'), rows)}")
    return page("What is checked", "Every check: what is wrong, why it matters, how to mend it.", *parts)


def _check(atlas: Atlas, check: Check) -> bytes:
    severity = "It stops a merge." if check.severity == "error" else "It warns, and stops nothing."
    parts = [
        f"# {check.code} {inline(check.name)}",
        f"{badge(check.severity, begun(check.severity))} {severity}",
        f'<p class="fm-lead">{html(check.title)}</p>',
        f"## Why it matters\n\n{_said(check.why)}",
        f"## How to mend it\n\n{_said(check.mend)}",
        *_example(check),
        atlas.link(check_page(check.code), CHECKS, "All checks"),
    ]
    return page(f"{check.code} {check.name}", check.title, *parts)


def _said(words: str) -> str:
    return block(f"<div>{prose(words, 'check')}</div>")


def _example(check: Check) -> Iterator[str]:
    """What the bad example changes in a sound co-op, and the message it gives, to the letter."""
    if not (check.pair / "message.txt").is_file():
        return
    sound, unsound = base(), bad(check)
    yield "## An example"
    yield "Brook, the small co-op of the examples, is sound until this is changed in its records:"
    for path in sorted(sound.keys() | unsound.keys()):
        before, after = sound.get(path), unsound.get(path)
        if after is None:
            yield f"{code(path)} is removed."
        elif before != after:
            # A changed article is shown against the one in force, as on a proposal's page.
            yield file_change(path, sound.get(path.rpartition("/changes/")[2]) if before is None else before, after)
    yield "This is what the check says:"
    yield block(f'<pre class="fm-example" tabindex="0"><code>{verbatim(message(check))}</code></pre>')


def verification_page(atlas: Atlas, verified: Sequence[Verified], findings: Sequence[Finding]) -> Mapping[str, bytes]:
    """What was computed again when the site was built, and every finding."""
    failed = [one for one in verified if not one.holds]
    parts = ["# Verification report", verdict(verified, findings), _how()]
    if failed:
        parts += ["## What does not hold", _claims(failed)]
    for kind in dict.fromkeys(one.kind for one in verified):
        held = [one for one in verified if one.kind == kind and one.holds]
        if held:
            parts += [f"## {_KINDS.get(kind, begun(kind))}", _claims(held)]
    parts += ["## Findings", _findings(atlas, findings)]
    return {VERIFICATION: page("Verification report", "What was computed again from the records, and whether it holds.", *parts)}


def verdict(verified: Sequence[Verified], findings: Sequence[Finding]) -> str:
    """Whether everything holds, in one or two sentences."""
    failed = sum(not one.holds for one in verified)
    claims = f"{counted(len(verified), 'claim')} of the records were computed again when this site was built"
    outcome = f"{counted(failed, 'claim')} did not hold" if failed else "all hold"
    mark = badge("rejected", "Does not hold") if failed else badge("adopted", "Holds")
    found = f"The checks report {counted(len(findings), 'finding')}." if findings else "The checks report nothing."
    return f"{mark} {claims}: {outcome}. {found}"


def _how() -> str:
    words = "Do not take this page's word for it. In a clone of the repository, without a network, run:"
    return f"{words}\n\n{commands('folkmoot verify', 'folkmoot check')}"


def _claims(claims: Sequence[Verified]) -> str:
    marks = {True: badge("adopted", "holds"), False: badge("rejected", "does not hold")}
    return table(("Record", "Result", "What was compared"), ((code(one.id), marks[one.holds], html(one.detail)) for one in claims))


def _findings(atlas: Atlas, findings: Sequence[Finding]) -> str:
    rows = [
        (
            atlas.tie(VERIFICATION, check_page(finding.code), f"{finding.code} {finding.name}"),
            code(f"{finding.place.path}:{finding.place.line}"),
            html(finding.what),
            html(finding.mend),
        )
        for finding in findings
    ]
    return table(("Check", "Place", "What is wrong", "Mend"), rows) or f"None. {atlas.link(VERIFICATION, HOME, 'Home')}"
