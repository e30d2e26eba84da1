"""The Terms of Service: the annex in force, how to reproduce it, what changes next, what changed last, and every older version."""

from collections.abc import Iterator, Mapping

from folkmoot.formats.canonical import write_json
from folkmoot.procedure.status import OPEN_STATUSES
from folkmoot.procedure.terms import Edition, coming, in_force, would_change
from folkmoot.publish.atlas import TERMS, Atlas, proposal_page, terms_page
from folkmoot.publish.markup import block, code, commands, html, inline, note, page, table
from folkmoot.publish.prose import prose
from folkmoot.publish.words import counted, day, left, listed, until
from folkmoot.records.value import write_instant
from folkmoot.rulebook.redline_html import as_html
from folkmoot.rulebook.terms import Part, redline

_DATA = "api/v1/terms.json"


def terms_pages(atlas: Atlas) -> Mapping[str, bytes]:
    """The page of the annex in force, one a version, each version's bytes, and the data; nothing for a co-op without terms."""
    held = atlas.editions
    if not held:
        return {}
    found: dict[str, bytes] = {TERMS: _current(atlas)}
    for each in held:
        found[terms_page(each)] = _version(atlas, each)
        found[_bytes(each)] = each.annex.text
    return {**found, _DATA: _data(atlas)}


def _bytes(each: Edition) -> str:
    return f"terms/annex-{each.annex.since.isoformat()}.txt"


def _current(atlas: Atlas) -> bytes:
    course = atlas.course
    now, name = in_force(course, atlas.editions), course.archive.coop.name if course.archive.coop else "the co-op"
    parts = ["# Terms of Service"]
    if now is None:
        parts.append("No clause of the charter is part of the Terms of Service now.")
    else:
        count = counted(len(now.annex.parts), "clause")
        parts += [
            f'<p class="fm-lead">What everybody who uses {html(name)} agrees to: {count} of the charter, word for word. Its members decide '
            "them, and nobody else can change them.</p>",
            _facts(atlas, TERMS, now),
        ]
    parts += _next(atlas)
    if now is not None:
        parts += ["## The terms", _clauses(atlas, TERMS, now.annex.parts), _last_change(atlas, TERMS, now), *_check(now)]
    return page("Terms of Service", f"What everybody who uses {name} agrees to, in the words its members decided.", *parts, _older(atlas))


def _facts(atlas: Atlas, here: str, each: Edition) -> str:
    rows = [("In force since", html(day(each.annex.since))), ("Decided in", _made(atlas, here, each))]
    notice = atlas.course.charter.book.terms
    if notice and here == TERMS:
        rows.append(("Notice", html(f"A change is announced {notice.notice.words} before it holds, at the least.")))
    rows.append(("SHA-256", code(each.annex.digest)))
    return table((), rows)


def _made(atlas: Atlas, here: str, each: Edition) -> str:
    matter = atlas.course.matters.get(each.proposal)
    title = matter.proposal.text.head.title if matter else each.proposal
    made = atlas.tie(here, proposal_page(each.proposal), title)
    return made if each.decision else f"An article of {made} came to its last day"


def _next(atlas: Atlas) -> Iterator[str]:
    """What is decided and runs its notice, and what is still discussed."""
    course = atlas.course
    ahead = coming(course, atlas.editions)
    yield "## What changes next"
    for each in ahead:
        when = f"{until(each.since, course.zone)}, {left(each.since, course.as_of)}"
        words = f"{inline(listed(each.changed) or 'the order')} {'change' if len(each.changed) > 1 else 'changes'}"
        yield (
            f"**From {inline(day(each.annex.since))}** {words}, as decided in {_linked(atlas, each.proposal)}. "
            f"The notice runs until {inline(when)}. {atlas.link(TERMS, terms_page(each), 'Read the terms as they will be')}."
        )
        before = atlas.editions[atlas.editions.index(each) - 1].annex
        yield block(as_html((redline(before, each.annex),)))
    waiting = [matter for matter in course.matters.values() if matter.status in OPEN_STATUSES]
    asked = [(matter, clauses) for matter in waiting if (clauses := would_change(course, matter))]
    if asked:
        yield "Proposed, and not decided:"
        yield "\n".join(f"- {_linked(atlas, matter.proposal.id)}: {inline(listed(clauses))}" for matter, clauses in asked)
    if not ahead and not asked:
        yield "Nothing. No change is decided, and none is proposed."


def _linked(atlas: Atlas, name: str) -> str:
    matter = atlas.course.matters.get(name)
    return atlas.link(TERMS, proposal_page(name), matter.proposal.text.head.title if matter else name)


def _clauses(atlas: Atlas, here: str, parts: tuple[Part, ...]) -> str:
    """The clauses, each under an address of its own."""
    rows = []
    for part in parts:
        name, title = html(part.clause.id), html(part.clause.title or "")
        there = atlas.clauses.get(part.clause.id)
        charter = f' <a class="fm-clause" href="{atlas.address(here, there, part.clause.id)}">in the charter</a>' if there else ""
        words = prose(part.words, part.clause.id, lambda reference, path=part.path: atlas.find(path, reference, here))  # type: ignore[misc]
        rows.append(f'<h3 id="{name}"><a class="fm-clause" href="#{name}">{name}</a> {title}</h3>\n{words}\n<p>{charter}</p>')
    return block('<div class="fm-prose fm-article">\n' + "\n".join(rows) + "\n</div>") if rows else ""


def _last_change(atlas: Atlas, here: str, each: Edition) -> str:
    at = atlas.editions.index(each)
    if not at:
        return "## What changed last\n\nNothing yet: these are the first terms."
    before = atlas.editions[at - 1]
    link = atlas.link(here, terms_page(before), f"the terms of {day(before.annex.since)}")
    changed = f"{inline(listed(each.changed))} changed" if each.changed else "The order of the clauses changed"
    return f"## What changed last\n\n{changed}, compared with {link}.\n\n{block(as_html((redline(before.annex, each.annex),)))}"


def _check(each: Edition) -> Iterator[str]:
    since = each.annex.since.isoformat()
    yield "## Check it yourself"
    yield f"The terms are made from the charter alone, byte for byte. In a clone, this prints {code(each.annex.digest)}:"
    yield commands(f"folkmoot terms --as-of {since} | sha256sum")
    raw = f'<a href="annex-{since}.txt">annex-{since}.txt</a>'
    yield f"The same bytes are here: {raw}. To find out whether a copy elsewhere is stale:"
    yield commands("folkmoot terms --compare FILE")


def _version(atlas: Atlas, each: Edition) -> bytes:
    course, here, at = atlas.course, terms_page(each), atlas.editions.index(each)
    later = atlas.editions[at + 1] if at + 1 < len(atlas.editions) else None
    if each.since > course.as_of:
        standing = f"These terms are decided and do not hold yet: they hold from {day(each.annex.since)}."
    elif later and later.since <= course.as_of:
        standing = f"These terms held from {day(each.annex.since)} until {day(later.annex.since)}. They hold no longer."
    else:
        standing = "These are the terms in force." if each.annex.parts else "Since then there are no terms."
    parts = [
        f"# Terms of Service from {day(each.annex.since)}",
        note(f"{html(standing)} {atlas.tie(here, TERMS, 'The terms in force')}"),
        _facts(atlas, here, each),
        _clauses(atlas, here, each.annex.parts) or "No clause of the charter was part of them.",
        _last_change(atlas, here, each),
        f'The bytes: <a href="../annex-{each.annex.since.isoformat()}.txt">annex-{each.annex.since.isoformat()}.txt</a>',
    ]
    return page(f"Terms of Service from {day(each.annex.since)}", standing, *parts)


def _older(atlas: Atlas) -> str:
    rows = [
        (
            atlas.tie(TERMS, terms_page(each), day(each.annex.since)),
            _made(atlas, TERMS, each), html(listed(each.changed)), code(f"{each.annex.digest[:12]}..."),
        )
        for each in reversed(atlas.editions)
    ]  # fmt: skip
    return f"## Every version\n\n{table(('In force from', 'Decided in', 'Changed', 'SHA-256'), rows)}"


def _data(atlas: Atlas) -> bytes:
    course = atlas.course
    now = in_force(course, atlas.editions)
    return write_json({
        "version": 1, "as_of": write_instant(course.as_of), "demonstration": course.archive.is_demonstration,
        "in_force": now.annex.digest if now else None,
        "terms": [
            {
                "since": each.annex.since.isoformat(), "digest": each.annex.digest, "proposal": each.proposal,
                "changed": list(each.changed),
                "clauses": [{"id": part.clause.id, "title": part.clause.title, "text": part.words} for part in each.annex.parts],
                "bytes": _bytes(each), "page": terms_page(each).removesuffix("index.md"),
            }
            for each in atlas.editions
        ],
    })  # fmt: skip
