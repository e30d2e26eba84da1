"""Ways in without Git: what a member can do about a matter now, each as a page of the forge with the text filled in, and as a form.

The form stands on the page itself, so every step works without JavaScript, without an account and without the forge.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from folkmoot.formats.canonical import write_document
from folkmoot.formats.intake_form import blank
from folkmoot.procedure.agenda import ahead_of_matter
from folkmoot.procedure.chronicle import Chronicle, Matter
from folkmoot.procedure.status import Status
from folkmoot.publish import ways_words as words
from folkmoot.publish.atlas import FORMS, HOME, Atlas, told
from folkmoot.publish.forges import Forge
from folkmoot.publish.markup import block, code, commands, html, inline, page, verbatim
from folkmoot.publish.words import begun, listed
from folkmoot.records.speech import ENGLISH, say, say_of

WAYS = "ways"
"""The anchor of what a reader can do, on a proposal's page."""
_TOKEN = "m-"
_NEVER = frozenset({"genesis", "imported"})
_STARTS = (Status.DRAFT, Status.OPEN)
_ROWS_MOST = 24


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a member can do now."""

    name: str
    label: str
    """A message, to be spoken where it is shown."""
    told: str
    """Spoken already."""
    address: str = ""
    """Of the forge's own page; empty where there is none, or it would be too long."""
    form: str = ""
    """The form to copy; empty where none fits."""
    command: str = ""


def kinds(course: Chronicle) -> tuple[str, ...]:
    """The kinds of question that members can put by today's charter, by name."""
    procedures = course.charter.book.procedures.items()
    return tuple(sorted(name for name, rule in procedures if rule.introduce.who == "member" and name not in _NEVER))


def template(course: Chronicle, name: str, values: Mapping[str, str]) -> str:
    """The file of a new proposal, to be filled in."""
    first = {"id": name, "type": "proposal", "kind": "", "title": "", "summary": ""}
    head = {**first, "introduced_by": _TOKEN, "seconds": [], "asks": "Shall ...?", **values}
    return write_document(head, f"\n{say(words.TEMPLATE_TEXT)}\n").decode()


def write_step(course: Chronicle, forge: Forge | None, kind: str = "") -> Step:
    """How a member writes a proposal."""
    name = f"{course.as_of.astimezone(course.zone).year}-your-title"
    known = kinds(course)
    first = kind or (known[0] if known else "")
    address = forge.new(f"proposals/{name}/proposal.md", template(course, name, {"kind": first})) if forge else ""
    chosen = say("Its kind is one of: {kinds}.", kinds=listed(known, "or")) if known else ""
    return Step("write", words.WRITE, _told(chosen, address), address, blank("proposal", {"kind": first, "introduced_by": _TOKEN}))


def _told(first: str, address: str) -> str:
    """A sentence, and where the forge opens a form, what becomes of it."""
    return " ".join(filter(None, (first, say(words.FILLED_IN) if address else "")))


def steps(course: Chronicle, matter: Matter, forge: Forge | None) -> Iterator[Step]:
    """What a member can do about a matter now, in the order of its course."""
    record = matter.proposal
    acts = {step.act for step in ahead_of_matter(course, matter)}
    known = {"proposal": record.id, "by": _TOKEN}
    if matter.status in _STARTS:
        edit = forge.edit(record.text.path) if forge else ""
        yield Step("second", words.SECOND, say(words.OPENS_LINE) if edit else "", edit, blank("second", known))
    if "vote" in acts:
        yield Step("vote", words.VOTE, say(words.HOW_VOTE), command=f"folkmoot vote cast {record.id} {_choice(matter)}")
    if "objected" in acts:
        edit = forge.edit(f"{record.folder}/log.yml") if forge else ""
        yield Step("object", words.OBJECT, say(words.OPENS_LOG) if edit else "", edit, blank("object", known))
    if "called-up" in acts:
        yield _call_up(course, matter, forge)


def _choice(matter: Matter) -> str:
    options = matter.proposal.text.head.options
    return options[0].id if options else "for"


def _call_up(course: Chronicle, matter: Matter, forge: Forge | None) -> Step:
    """A question that lifts an operational decision to all members, which names what it answers."""
    book, record = course.charter.book, matter.proposal
    known = [name for name in kinds(course) if book.procedures[name].sphere != "operational"]
    kind = "call-up" if "call-up" in known else next(iter(known), "")
    year = course.as_of.astimezone(course.zone).year
    name = f"{year}-call-up-{record.id.partition('-')[2]}"[:60].rstrip("-")
    said = {"kind": kind, "responds_to": record.id}
    address = forge.new(f"proposals/{name}/proposal.md", template(course, name, said)) if forge else ""
    rule = book.spheres.call_up if book.spheres else None
    asking = (
        say_of(rule.members, "It takes {count} member who asks for it together.", "It takes {count} members who ask for it together.")
        if rule
        else ""
    )
    form = blank("proposal", {**said, "introduced_by": _TOKEN, "id": name})
    return Step("call-up", words.CALL_UP, _told(asking, address), address, form)


def ways_section(atlas: Atlas, matter: Matter) -> str:
    """What a reader of a proposal's page can do now; empty when that is nothing."""
    shown = list(steps(atlas.course, matter, atlas.ways.forge))
    if not shown:
        return ""
    return "\n\n".join((block(f'<div id="{WAYS}"></div>'), f"## {say('What you can do')}", *(_shown(atlas, step, "###") for step in shown)))


def write_line(atlas: Atlas, here: str) -> str:
    """One line that leads to writing a proposal, and to all forms."""
    step = write_step(atlas.course, atlas.ways.forge)
    without = say(words.WITHOUT)
    if step.address:
        forge = f'<a href="{html(step.address)}" rel="nofollow">{html(_on_forge(step))}</a>'
        way = say("{forge}, or {without}.", forge=forge, without=atlas.tie(here, FORMS, without))
    else:
        way = f"{atlas.tie(here, FORMS, begun(without))}."
    return block(f'<p class="fm-ways">{html(say(words.MISSING))} {way}</p>')


def _on_forge(step: Step) -> str:
    return say(words.ON_FORGE, what=say(step.label))


def ways_sentence(atlas: Atlas, here: str) -> str:
    """One sentence that leads to all forms."""
    ways = atlas.link(here, FORMS, say("Propose, second, object or vote"))
    return f"**{say('What you can do.')}** {say('{ways}, without Git and without an account.', ways=ways)}"


def forms_page(atlas: Atlas) -> Mapping[str, bytes]:
    """The page of every form, for the whole co-op."""
    course, blanks = atlas.course, {"proposal": "", "by": _TOKEN}
    shown = [
        write_step(course, atlas.ways.forge),
        Step("second", words.SECOND, say(words.SECOND_WHERE), form=blank("second", blanks)),
        Step("object", words.OBJECT, say(words.OBJECT_WHERE), form=blank("object", blanks)),
        Step("vote", words.VOTE, say(words.HOW_VOTE)),
    ]
    parts = [
        f"# {say('Take part without Git')}",
        f"{inline(say(words.NEXT))} **{inline(say(words.PRIVATE))}**",
        *(_shown(atlas, step, "##") for step in shown),
        f"## {say('What becomes of a form')}",
        say("Who receives it runs one command, which reads the form, says what is missing and where, and writes the record on a branch:"),
        commands("folkmoot intake form.txt"),
        atlas.link(FORMS, HOME, say("Home")),
    ]
    return {FORMS: page(say("Take part without Git"), say("Forms to propose, to second and to object, and how to vote."), *parts)}


def _shown(atlas: Atlas, step: Step, level: str) -> str:
    parts = [f"{level} {inline(say(step.label))}"]
    if step.address:
        label = html(_on_forge(step))
        parts.append(block(f'<p><a class="md-button" href="{html(step.address)}" rel="nofollow">{label}</a></p>'))
    if step.told:
        parts.append(inline(step.told))
    if step.command:
        parts.append(commands(step.command))
    if step.form:
        parts.append(_form(atlas, step))
    return "\n\n".join(parts)


def _form(atlas: Atlas, step: Step) -> str:
    """The form in a box that a reader can select and copy, on the page itself."""
    to = atlas.ways.clerk
    said = say(words.SEND, address=code(to)) if to else html(say(words.BY_HAND))
    rows = min(_ROWS_MOST, step.form.count("\n") + 2)
    label = html(say("The form: {what}", what=say(step.label)))
    summary = html(say("{what} with a form", what=say(step.label)))
    return block(
        f'<details class="fm-more fm-form"><summary>{summary}</summary>\n<p>{said} {html(say(words.PRIVATE))}</p>\n'
        f'<textarea rows="{rows}" readonly{told(ENGLISH)} aria-label="{label}">{verbatim(step.form)}</textarea>\n</details>'
    )
