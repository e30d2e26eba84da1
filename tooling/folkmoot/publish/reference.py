"""What must hold, and whether it does: the checks with a page each, and the report of what was computed again."""

from collections.abc import Iterator, Mapping, Sequence

from folkmoot.checks.example import bad, base, message
from folkmoot.checks.registry import FAMILIES, Check
from folkmoot.publish.atlas import CHECKS, HOME, VERIFICATION, Atlas, check_page, jury_page, proposal_page, roster_page, told
from folkmoot.publish.changes import file_change
from folkmoot.publish.markup import badge, block, code, commands, folded, html, inline, page, table, verbatim
from folkmoot.publish.prose import prose
from folkmoot.publish.words import begun, counted
from folkmoot.records.finding import Finding
from folkmoot.records.speech import ENGLISH, phrase, say, say_of
from folkmoot.records.verification import Verified

_FAMILIES = {
    "F": phrase("Form"), "P": phrase("Proposals"), "R": phrase("Rosters"), "D": phrase("Calls and draws"), "V": phrase("Votes"),
    "C": phrase("Charter"), "A": phrase("Audit of the charter"), "M": phrase("Merges"),
}  # fmt: skip
_KINDS = {
    "charter": phrase("The charter is the sum of its decisions"),
    "keys": phrase("Keys follow from the first ones"),
    "signature": phrase("What must be signed is signed"),
    "roster": phrase("Rosters have the bytes their digests name"),
    "text": phrase("Texts are those that were frozen"),
    "lottery": phrase("Lotteries meet their quotas and are as fair as any can be"),
    "seed": phrase("Seeds come from the public source they name"),
    "draw": phrase("Draws give the same panel again"),
    "decision": phrase("Ballots give the same outcome again"),
    "ballots": phrase("Counts of packed ballots fit their votes"),
}
_SEVERITIES = {"error": phrase("error"), "warning": phrase("warning")}
_SEVERITY_BADGES = {"error": phrase("Error"), "warning": phrase("Warning")}


def check_pages(atlas: Atlas, checks: Sequence[Check]) -> Mapping[str, bytes]:
    """The index and one page a check."""
    return {CHECKS: _index(atlas, checks), **{check_page(check.code): _check(atlas, check) for check in checks}}


def _index(atlas: Atlas, checks: Sequence[Check]) -> bytes:
    run = say_of(
        len(checks),
        "{count} check run over every record before a change is merged, and again when this site is built.",
        "{count} checks run over every record before a change is merged, and again when this site is built.",
    )
    parts = [f"# {say('What is checked')}", f"{run} {say('Each has a page: what is wrong, why it matters, how to mend it.')}"]
    for letter in dict.fromkeys((*FAMILIES, *(check.code[0] for check in checks))):
        rows = [
            (
                atlas.tie(CHECKS, check_page(check.code), f"{check.code} {check.name}"),
                _in_english(html(check.title)),
                html(say(_SEVERITIES[check.severity])),
            )
            for check in checks
            if check.code.startswith(letter)
        ]
        if rows:
            family = say(_FAMILIES[letter]) if letter in _FAMILIES else letter
            parts.append(f"## {family}\n\n{table((say('Check'), say('What is wrong'), say('Severity')), rows)}")
    return page(say("What is checked"), say("Every check: what is wrong, why it matters, how to mend it."), *parts)


def _check(atlas: Atlas, check: Check) -> bytes:
    severity = say("It stops a merge.") if check.severity == "error" else say("It warns, and stops nothing.")
    parts = [
        f"# {check.code} {inline(check.name)}",
        f"{badge(check.severity, say(_SEVERITY_BADGES[check.severity]))} {severity}",
        f'<p class="fm-lead"{told(ENGLISH)}>{html(check.title)}</p>',
        f"## {say('Why it matters')}\n\n{_said(check.why)}",
        f"## {say('How to mend it')}\n\n{_said(check.mend)}",
        *_example(check),
        atlas.link(check_page(check.code), CHECKS, say("All checks")),
    ]
    return page(f"{check.code} {check.name}", check.title, *parts)


def _in_english(markup: str) -> str:
    """Finished HTML of words that are English whatever is spoken: what checks say."""
    return f"<span{told(ENGLISH)}>{markup}</span>" if told(ENGLISH) else markup


def _said(words: str) -> str:
    return block(f"<div{told(ENGLISH)}>{prose(words, 'check')}</div>")


def _example(check: Check) -> Iterator[str]:
    """What the bad example changes in a sound co-op, and the message it gives, to the letter."""
    if not (check.pair / "message.txt").is_file():
        return
    sound, unsound = base(), bad(check)
    yield f"## {say('An example')}"
    yield say("Brook, the small co-op of the examples, is sound until this is changed in its records:")
    for path in sorted(sound.keys() | unsound.keys()):
        before, after = sound.get(path), unsound.get(path)
        if after is None:
            yield say("{path} is removed.", path=code(path))
        elif before != after:
            # A changed article is shown against the one in force, as on a proposal's page.
            yield file_change(path, sound.get(path.rpartition("/changes/")[2]) if before is None else before, after)
    yield say("This is what the check says:")
    yield block(f'<pre class="fm-example"{told(ENGLISH)} tabindex="0"><code>{verbatim(message(check))}</code></pre>')


def verification_page(atlas: Atlas, verified: Sequence[Verified], findings: Sequence[Finding]) -> Mapping[str, bytes]:
    """What was computed again when the site was built, and every finding."""
    failed = [one for one in verified if not one.holds]
    parts = [f"# {say('Verification report')}", verdict(verified, findings), _how()]
    if failed:
        parts += [f"## {say('What does not hold')}", _claims(atlas, failed)]
    for kind in dict.fromkeys(one.kind for one in verified):
        held = [one for one in verified if one.kind == kind and one.holds]
        if held:
            parts += [f"## {say(_KINDS[kind]) if kind in _KINDS else begun(kind)}", _held(atlas, held)]
    parts += [f"## {say('Findings')}", _findings(atlas, findings)]
    says = say("What was computed again from the records, and whether it holds.")
    return {VERIFICATION: page(say("Verification report"), says, *parts)}


def verdict(verified: Sequence[Verified], findings: Sequence[Finding]) -> str:
    """Whether everything holds, in one or two sentences."""
    failed = sum(not one.holds for one in verified)
    claims = {"claims": counted(len(verified), "claim"), "failed": counted(failed, "claim")}
    if failed:
        mark = badge("rejected", say("Does not hold"))
        words = say("{claims} of the records were computed again when this site was built: {failed} did not hold.", **claims)
    else:
        mark = badge("adopted", say("Holds"))
        words = say("{claims} of the records were computed again when this site was built: all hold.", **claims)
    reported = say_of(len(findings), "The checks report {count} finding.", "The checks report {count} findings.")
    return f"{mark} {words} {reported if findings else say('The checks report nothing.')}"


def _how() -> str:
    words = say("Do not take this page's word for it. In a clone of the repository, without a network, run:")
    return f"{words}\n\n{commands('folkmoot verify', 'folkmoot check')}"


def _claims(atlas: Atlas, claims: Sequence[Verified]) -> str:
    marks = {True: badge("adopted", say("holds")), False: badge("rejected", say("does not hold"))}
    rows = ((_named(atlas, one), marks[one.holds], _in_english(html(one.detail))) for one in claims)
    return table((say("Record"), say("Result"), say("What was compared")), rows)


def _held(atlas: Atlas, claims: Sequence[Verified]) -> str:
    """What holds, folded: a reader wants to know how much it is, and only then which."""
    rows = table((say("Record"), say("What was compared")), ((_named(atlas, one), _in_english(html(one.detail))) for one in claims))
    shown = say_of(len(claims), "{count} claim was computed again and holds.", "{count} claims were computed again and hold.")
    return folded(f"{badge('adopted', say('Holds'))} {html(shown)}", rows)


def _named(atlas: Atlas, one: Verified) -> str:
    """The record of a claim, with the way to its page where it has one."""
    there = next((each for each in (proposal_page(one.id), jury_page(one.id), roster_page(one.id)) if each in atlas.pages), "")
    return atlas.tie(VERIFICATION, there, one.id) if there else code(one.id)


def _findings(atlas: Atlas, findings: Sequence[Finding]) -> str:
    """Each finding with the place it stands at and how to mend it."""
    items = "\n".join(_finding(atlas, each) for each in findings)
    return block(f'<ul class="fm-cards">\n{items}\n</ul>') if items else f"{say('None.')} {atlas.link(VERIFICATION, HOME, say('Home'))}"


def _finding(atlas: Atlas, each: Finding) -> str:
    check = atlas.tie(VERIFICATION, check_page(each.code), f"{each.code} {each.name}")
    mend = say("Mend it: {how}", how=_in_english(html(each.mend)))
    place = code(f"{each.place.path}:{each.place.line}")
    return f'<li><p class="fm-card__title">{_in_english(html(begun(each.what)))}</p><p>{check}, {place}</p><p>{mend}</p></li>'
