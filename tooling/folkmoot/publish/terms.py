"""The Terms of Service: the annex in force, how to reproduce it, what changes next, what changed last, and every older version."""

from collections.abc import Iterator, Mapping

from folkmoot.formats.canonical import write_json
from folkmoot.procedure.status import OPEN_STATUSES
from folkmoot.procedure.terms import Edition, coming, in_force, would_change
from folkmoot.publish.atlas import TERMS, Atlas, proposal_page, terms_page
from folkmoot.publish.markup import block, code, commands, html, inline, note, page, table
from folkmoot.publish.prose import prose
from folkmoot.publish.redlines import as_html
from folkmoot.publish.words import counted, day, left, listed, span, until
from folkmoot.records.speech import say, say_of
from folkmoot.records.value import write_instant
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
    now, name = in_force(course, atlas.editions), course.archive.coop.name if course.archive.coop else say("the co-op")
    parts = [f"# {say('Terms of Service')}"]
    if now is None:
        parts.append(say("No clause of the charter is part of the Terms of Service now."))
    else:
        lead = say(
            "What everybody who uses {co_op} agrees to: {clauses} of the charter, word for word. Its members decide them, and nobody else "
            "can change them.",
            co_op=html(name),
            clauses=counted(len(now.annex.parts), "clause"),
        )
        parts += [f'<p class="fm-lead">{lead}</p>', _facts(atlas, TERMS, now)]
    parts += _next(atlas)
    if now is not None:
        parts += [f"## {say('The terms')}", _clauses(atlas, TERMS, now.annex.parts), _last_change(atlas, TERMS, now), *_check(now)]
    about = say("What everybody who uses {co_op} agrees to, in the words its members decided.", co_op=name)
    return page(say("Terms of Service"), about, *parts, _older(atlas))


def _facts(atlas: Atlas, here: str, each: Edition) -> str:
    rows = [(say("In force since"), html(day(each.annex.since))), (say("Decided in"), _made(atlas, here, each))]
    notice = atlas.course.charter.book.terms
    if notice and here == TERMS:
        words = say("A change is announced {span} before it holds, at the least.", span=span(notice.notice))
        rows.append((say("Notice"), html(words)))
    rows.append(("SHA-256", code(each.annex.digest)))
    return table((), rows)


def _made(atlas: Atlas, here: str, each: Edition) -> str:
    matter = atlas.course.matters.get(each.proposal)
    title = matter.proposal.text.head.title if matter else each.proposal
    made = atlas.tie(here, proposal_page(each.proposal), title)
    return made if each.decision else say("An article of {proposal} came to its last day", proposal=made)


def _next(atlas: Atlas) -> Iterator[str]:
    """What is decided and runs its notice, and what is still discussed."""
    course = atlas.course
    ahead = coming(course, atlas.editions)
    yield f"## {say('What changes next')}"
    for each in ahead:
        yield _announced(atlas, each)
        before = atlas.editions[atlas.editions.index(each) - 1].annex
        yield block(as_html((redline(before, each.annex),)))
    waiting = [matter for matter in course.matters.values() if matter.status in OPEN_STATUSES]
    asked = [(matter, clauses) for matter in waiting if (clauses := would_change(course, matter))]
    if asked:
        yield say("Proposed, and not decided:")
        yield "\n".join(f"- {_linked(atlas, matter.proposal.id)}: {inline(listed(clauses))}" for matter, clauses in asked)
    if not ahead and not asked:
        yield say("Nothing. No change is decided, and none is proposed.")


def _announced(atlas: Atlas, each: Edition) -> str:
    """What changes on which day, and how long its notice still runs."""
    course = atlas.course
    places = {
        "day": inline(day(each.annex.since)),
        "clauses": inline(listed(each.changed) or say("the order")),
        "proposal": _linked(atlas, each.proposal),
        "deadline": inline(f"{until(each.since, course.zone)}, {left(each.since, course.as_of)}"),
        "link": atlas.link(TERMS, terms_page(each), say("Read the terms as they will be")),
    }
    return say_of(
        len(each.changed) or 1,
        "**From {day}** {clauses} changes, as decided in {proposal}. The notice runs until {deadline}. {link}.",
        "**From {day}** {clauses} change, as decided in {proposal}. The notice runs until {deadline}. {link}.",
        **places,
    )


def _linked(atlas: Atlas, name: str) -> str:
    matter = atlas.course.matters.get(name)
    return atlas.link(TERMS, proposal_page(name), matter.proposal.text.head.title if matter else name)


def _clauses(atlas: Atlas, here: str, parts: tuple[Part, ...]) -> str:
    """The clauses, each under an address of its own."""
    rows = []
    for part in parts:
        name, title = html(part.clause.id), html(part.clause.title or "")
        there = atlas.clauses.get(part.clause.id)
        charter = f' <a class="fm-clause" href="{atlas.address(here, there, part.clause.id)}">{say("in the charter")}</a>' if there else ""
        words = prose(part.words, part.clause.id, lambda reference, path=part.path: atlas.find(path, reference, here))  # type: ignore[misc]
        rows.append(f'<h3 id="{name}"><a class="fm-clause" href="#{name}">{name}</a> {title}</h3>\n{words}\n<p>{charter}</p>')
    return block('<div class="fm-prose fm-article">\n' + "\n".join(rows) + "\n</div>") if rows else ""


def _last_change(atlas: Atlas, here: str, each: Edition) -> str:
    at = atlas.editions.index(each)
    if not at:
        return f"## {say('What changed last')}\n\n{say('Nothing yet: these are the first terms.')}"
    before = atlas.editions[at - 1]
    link = atlas.link(here, terms_page(before), say("the terms of {day}", day=day(before.annex.since)))
    if each.changed:
        changed = say("{clauses} changed, compared with {terms}.", clauses=inline(listed(each.changed)), terms=link)
    else:
        changed = say("The order of the clauses changed, compared with {terms}.", terms=link)
    return f"## {say('What changed last')}\n\n{changed}\n\n{block(as_html((redline(before.annex, each.annex),)))}"


def _check(each: Edition) -> Iterator[str]:
    since = each.annex.since.isoformat()
    yield f"## {say('Check it yourself')}"
    digest = code(each.annex.digest)
    yield say("The terms are made from the charter alone, byte for byte. In a clone, this prints {digest}:", digest=digest)
    yield commands(f"folkmoot terms --as-of {since} | sha256sum")
    raw = f'<a href="annex-{since}.txt">annex-{since}.txt</a>'
    yield say("The same bytes are here: {file}. To find out whether a copy elsewhere is stale:", file=raw)
    yield commands("folkmoot terms --compare FILE")


def _version(atlas: Atlas, each: Edition) -> bytes:
    course, here, at = atlas.course, terms_page(each), atlas.editions.index(each)
    since = day(each.annex.since)
    later = atlas.editions[at + 1] if at + 1 < len(atlas.editions) else None
    if each.since > course.as_of:
        standing = say("These terms are decided and do not hold yet: they hold from {day}.", day=since)
    elif later and later.since <= course.as_of:
        last = day(later.annex.since)
        standing = say("These terms held from {first} until {last}. They hold no longer.", first=since, last=last)
    elif each.annex.parts:
        standing = say("These are the terms in force.")
    else:
        standing = say("Since then there are no terms.")
    title, name = say("Terms of Service from {day}", day=since), f"annex-{each.annex.since.isoformat()}.txt"
    parts = [
        f"# {title}",
        note(f"{html(standing)} {atlas.tie(here, TERMS, say('The terms in force'))}"),
        _facts(atlas, here, each),
        _clauses(atlas, here, each.annex.parts) or say("No clause of the charter was part of them."),
        _last_change(atlas, here, each),
        say("The bytes: {file}", file=f'<a href="../{name}">{name}</a>'),
    ]
    return page(title, standing, *parts)


def _older(atlas: Atlas) -> str:
    rows = [
        (
            atlas.tie(TERMS, terms_page(each), day(each.annex.since)),
            _made(atlas, TERMS, each), html(listed(each.changed)), code(f"{each.annex.digest[:12]}..."),
        )
        for each in reversed(atlas.editions)
    ]  # fmt: skip
    return f"## {say('Every version')}\n\n{table((say('In force from'), say('Decided in'), say('Changed'), 'SHA-256'), rows)}"


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
