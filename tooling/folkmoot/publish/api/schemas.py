"""A JSON Schema for each document, and the page that explains every field; both are made from the documents' own definitions."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from typing import Any

from folkmoot.formats.canonical import write_json
from folkmoot.publish.api.body_form import Bodies, Juries, JuryRecord, Rosters
from folkmoot.publish.api.charter_form import Charter, Precedents, Terms
from folkmoot.publish.api.form import Events, Index, Pages, Stamp, Verification
from folkmoot.publish.api.matter_form import Decisions, Obligations, ProposalRecord, Proposals
from folkmoot.publish.api.stamp import FOLDER
from folkmoot.publish.api.tables import TABLES
from folkmoot.publish.atlas import DATA, told
from folkmoot.publish.follow.place import Place
from folkmoot.publish.markup import code, html, inline, page, table
from folkmoot.records.speech import ENGLISH, language, phrase, say

DOCUMENTS: dict[str, tuple[str, type[Stamp]]] = {
    "index": ("index.json", Index),
    "proposals": ("proposals.json", Proposals),
    "proposal": ("proposals/{id}.json", ProposalRecord),
    "decisions": ("decisions.json", Decisions),
    "obligations": ("obligations.json", Obligations),
    "juries": ("juries.json", Juries),
    "jury": ("juries/{id}.json", JuryRecord),
    "rosters": ("rosters.json", Rosters),
    "bodies": ("bodies.json", Bodies),
    "charter": ("charter.json", Charter),
    "terms": ("terms.json", Terms),
    "precedents": ("precedents.json", Precedents),
    "events": ("events/{year}.json", Events),
    "verification": ("verification.json", Verification),
    "pages": ("pages.json", Pages),
}
"""By the name of a schema: the files that follow it, below `api/v1/`, and its definition."""
_TICKS = re.compile(r"`([^`]+)`")
_FORMS = {"string": phrase("text"), "integer": phrase("whole number"), "boolean": phrase("true or false")}
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(name: str) -> dict[str, Any]:
    """The schema of a document, as of what is published; a field it does not know may join it later."""
    made = DOCUMENTS[name][1].model_json_schema(mode="serialization")
    for part in (made, *made.get("$defs", {}).values()):
        part.pop("additionalProperties", None)
    return {"$schema": _DIALECT, **made}


def schema_files(names: Iterable[str], place: Place) -> Mapping[str, bytes]:
    """The schemas of these documents; each names its own address where the site's is known."""
    made = {}
    for name in names:
        path = f"{FOLDER}/schema/{name}.json"
        named = {"$id": place.address(path)} if place.url else {}
        made[path] = write_json({**schema_of(name), **named})
    return made


def dictionary_page(names: Iterable[str]) -> Mapping[str, bytes]:
    """The data dictionary: each of these documents, each table, and what every field says."""
    parts = [
        f"# {say('The data, field by field')}",
        say(
            "Everything on this site is here for machines too, under one address for each form: a field once published keeps its name "
            "and its meaning for as long as the address says `v1`. Instants are in UTC, digests are SHA-256 in hex, and no field names a "
            "person."
        ),
        say("Begin with `api/v1/index.json`, which lists every file."),
        say("What a field says is told in English, as in the schemas themselves.") if language() != ENGLISH else "",
        *(_document(name) for name in names),
        f"## {say('Tables for spreadsheets')}",
        say("Comma-separated, UTF-8, with a header. A cell that a spreadsheet would take for a formula begins with an apostrophe."),
        *_tables(),
    ]
    return {DATA: page(say("The data, field by field"), say("Every field of the open data, in a sentence."), *parts)}


def _document(name: str) -> str:
    path, model = DOCUMENTS[name]
    made = schema_of(name)
    where = say("{file}, by the schema {schema}.", file=code(f"{FOLDER}/{path}"), schema=code(f"{FOLDER}/schema/{name}.json"))
    parts = [f"## {inline(name)}", f"{where} {_english(inline(model.__doc__ or ''))}"]
    parts.append(table((say("Field"), say("Form"), say("What it says")), _rows(made)))
    for part, inner in sorted(made.get("$defs", {}).items()):
        parts.append(f"### {inline(name)}: {inline(part)}\n\n{_english(inline(inner.get('description', '')))}")
        parts.append(table((say("Field"), say("Form"), say("What it says")), _rows(inner)))
    return "\n\n".join(parts)


def _rows(schema: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for field, said in schema["properties"].items():
        yield code(field), html(_form(said)), _english(_TICKS.sub(r"<code>\1</code>", html(said.get("description", ""))))


def _english(markup: str) -> str:
    """Finished HTML of words that are English whatever is spoken."""
    return f"<span{told(ENGLISH)}>{markup}</span>" if markup and told(ENGLISH) else markup


def _form(said: Mapping[str, Any]) -> str:
    """The form of a field in words."""
    if "$ref" in said:
        return str(said["$ref"]).rpartition("/")[2]
    if "anyOf" in said:
        return _either(_form(each) for each in said["anyOf"])
    if "const" in said or "enum" in said:
        return _either(map(str, said.get("enum", [said.get("const")])))
    match said.get("type"):
        case "array":
            return say("list of {form}", form=_form(said.get("items", {})))
        case "object":
            inner = said.get("additionalProperties")
            return say("by name: {form}", form=_form(inner)) if isinstance(inner, dict) and inner else say("object")
        case None:
            return say("anything")
        case kind:
            return say(_FORMS[str(kind)]) if str(kind) in _FORMS else str(kind)


def _either(forms: Iterable[str]) -> str:
    return reduce(lambda first, second: say("{first} or {second}", first=first, second=second), forms)


def _tables() -> Iterator[str]:
    for name, (says, columns) in TABLES.items():
        rows = ((code(column), _english(html(f"{words}."))) for column, words in columns.items())
        where = f"{code(f'{FOLDER}/{name}.csv')}: {_english(inline(says))}."
        yield f"### {inline(name)}.csv\n\n{where}\n\n{table((say('Column'), say('What it says')), rows)}"
