"""From a form to the record it asks for: the files that change, what Git is told, and where each line came from."""

import re
import unicodedata
from dataclasses import dataclass

from folkmoot.formats.canonical import write_document, write_log
from folkmoot.formats.document import read_document, with_fields
from folkmoot.formats.intake_form import TEXT, IntakeForm
from folkmoot.procedure.agenda import ahead_of_matter
from folkmoot.procedure.chronicle import Chronicle, Matter
from folkmoot.procedure.status import Status
from folkmoot.records.archive import Archive
from folkmoot.records.finding import Fault, Place
from folkmoot.records.value import TOKEN, write_instant

_LONGEST_ID = 60
_ID = re.compile(r"[0-9]{4}-[a-z0-9]+(?:-[a-z0-9]+)*")
_ALIASES = {"seconds": "by"}
"""Where a field of the record is another one in the form."""
_SECONDED = (Status.DRAFT, Status.OPEN)


@dataclass(frozen=True, slots=True)
class Made:
    """A record made of a form, still to be judged."""

    name: str
    files: dict[str, bytes]
    message: str
    path: str
    """The file that the form's values stand in."""


Result = tuple[Made | None, list[Fault]]


def record_of(form: IntakeForm, course: Chronicle, by: str = "") -> Result:
    """Make the record; None, with what is in the way and where, when there can be none."""
    values = {**form.values}
    field = "introduced_by" if form.kind == "proposal" else "by"
    said = values.get(field, "")
    if by and said and said != by:
        what = f"the form is of '{said[:60]}', and it is handed in as of '{by}'"
        return None, [Fault(form.place(field), what, "leave out --by, or ask who wrote it")]
    values[field] = by or said
    wrong = [] if re.fullmatch(TOKEN, values[field]) else [_no_token(form, field, values[field])]
    tokens = [token for token in re.split(r"[,;\s]+", values.get("seconds", "")) if token]
    wrong += [_no_token(form, "seconds", token) for token in tokens if not re.fullmatch(TOKEN, token)]
    if wrong:
        return None, wrong
    if form.kind == "proposal":
        return _proposal(form, course, values, tokens)
    matter = course.matters.get(values["proposal"])
    if matter is None:
        what = f"there is no proposal '{values['proposal'][:60]}'"
        return None, [Fault(form.place("proposal"), what, "write its id as its page shows it")]
    if form.kind == "second":
        return _second(form, course, matter, values["by"])
    return _objection(form, course, matter, values)


def _no_token(form: IntakeForm, field: str, value: str) -> Fault:
    return Fault(form.place(field), f"'{value[:60]}' is no token", "write the member's token, such as m-0a22, and never a name")


def _proposal(form: IntakeForm, course: Chronicle, values: dict[str, str], seconds: list[str]) -> Result:
    year = course.as_of.astimezone(course.zone).year
    name = values.get("id") or f"{year}-{_slug(values['title'])}"[:_LONGEST_ID].rstrip("-")
    where = form.place("id" if values.get("id") else "title")
    if not _ID.fullmatch(name) or len(name) > _LONGEST_ID:
        return None, [Fault(where, f"'{name[:60]}' is no id of a proposal", f"add a line such as 'Id: {year}-longer-table'")]
    folder = f"proposals/{name}"
    if any(path.startswith(f"{folder}/") for path in course.archive.files):
        return None, [Fault(where, f"there is a proposal {name} already", f"add a line with another one, such as 'Id: {name}-2'")]
    head: dict[str, object] = {
        "id": name, "type": "proposal", "kind": values["kind"], "title": values["title"], "summary": values["summary"],
        "introduced_by": values["introduced_by"], "seconds": [], "asks": values["asks"],
    }  # fmt: skip
    if values.get("responds_to"):
        head["responds_to"] = values["responds_to"]
    path = f"{folder}/proposal.md"
    data = with_fields(write_document(head, f"\n{values[TEXT]}"), {"seconds": f"[{', '.join(seconds)}]"})
    return Made(name, {path: data}, f"Proposal {name}: handed in by {values['introduced_by']} with a form", path), []


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _second(form: IntakeForm, course: Chronicle, matter: Matter, by: str) -> Result:
    record = matter.proposal
    head, path = record.text.head, record.text.path
    if matter.status not in _SECONDED:
        what = f"{record.id} is {matter.status}; a text is seconded while it is written or discussed"
        return None, [Fault(form.place("proposal"), what, "see its page for what can be done now")]
    if by in (*head.seconds, head.introduced_by):
        return None, [Fault(form.place("by"), f"{by} has introduced or seconded it already", "nothing is left to do")]
    held = course.archive.files[path]
    listed = [*head.seconds, by]
    data = with_fields(held, {"seconds": f"[{', '.join(listed)}]"})
    document, _ = read_document(path, data)
    if document is None or not isinstance(document.head, dict) or document.head.get("seconds") != listed:
        mend = f"write it into {path} by hand, on a branch"
        return None, [Fault(form.place("proposal"), "the seconds of that text stand on several lines", mend)]
    return Made(f"{record.id}-second-{by}", {path: data}, f"Proposal {record.id}: seconded by {by} with a form", path), []


def _objection(form: IntakeForm, course: Chronicle, matter: Matter, values: dict[str, str]) -> Result:
    record, by = matter.proposal, values["by"]
    if not any(step.act == "objected" for step in ahead_of_matter(course, matter)):
        what = f"nobody can object to {record.id} now: it is {matter.status}, and its rule says when objections are heard"
        return None, [Fault(form.place("proposal"), what, "see its page for what can be done now")]
    path = f"{record.folder}/log.yml"
    before = course.archive.files.get(path, b"")
    event = {"at": write_instant(course.as_of), "act": "objected", "by": by, "ref": values["ref"], "reason": values["reason"]}
    data = before + (b"\n" if before and not before.endswith(b"\n") else b"") + write_log([event])
    return Made(f"{record.id}-objection-{by}", {path: data}, f"Proposal {record.id}: {by} objects, with a form", path), []


def place_in_form(form: IntakeForm, made: Made, after: Archive, place: Place) -> Place:
    """Where the member wrote what a place of the record holds; the form as a whole where it is something else."""
    if place.path != made.path:
        return form.place("")
    document, _ = read_document(place.path, made.files[made.path]) if made.path.endswith(".md") else (None, [])
    if document and place.line >= document.body_line and TEXT in form.places:
        first = form.place(TEXT)
        skipped = len(document.body) - len(document.body.lstrip("\n"))
        return Place(first.path, max(first.line, first.line + place.line - document.body_line - skipped), place.column, place.end_column)
    found = [keys for keys, known in after.places.get(made.path, {}).items() if keys and known.line == place.line]
    known = _ALIASES if form.kind == "second" else {}
    spelled = [known.get(str(key), str(key)) for keys in sorted(found, key=len, reverse=True) for key in keys]
    names = [name for name in spelled if name in form.places]
    return form.place(names[0] if names else "")
