"""From the values of a head to a typed record: what is missing, unknown or of the wrong form becomes a fault."""

from difflib import get_close_matches
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from folkmoot.formats.yaml import KEY, Value
from folkmoot.records.archive import Keys, Places
from folkmoot.records.event import JuryEvent, ProposalEvent
from folkmoot.records.finding import Fault, Place
from folkmoot.records.heads import ArticleHead, DecisionHead, ProposalHead, ReportHead
from folkmoot.records.jury_heads import JuryHead, RosterHead, SessionHead
from folkmoot.records.model import ModelHead
from folkmoot.records.value import shown

HEADS: dict[str, type[BaseModel]] = {
    "article": ArticleHead,
    "decision": DecisionHead,
    "jury": JuryHead,
    "model": ModelHead,
    "proposal": ProposalHead,
    "report": ReportHead,
    "roster": RosterHead,
    "session": SessionHead,
}
LOGS: dict[str, type[BaseModel]] = {"proposal-event": ProposalEvent, "jury-event": JuryEvent}
M = TypeVar("M", bound=BaseModel)


def json_schema(name: str) -> dict[str, Any]:
    """Export the schema of a record type or of a log event, for editors; KeyError when there is no such type."""
    schema = (HEADS | LOGS)[name].model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def read_head(model: type[M], path: str, value: Value, places: Places, at: Keys = ()) -> tuple[M | None, list[Fault]]:
    """Type one head, or one event of a log that stands under the keys `at`."""
    if not isinstance(value, dict):
        return None, [Fault(_place(path, places, at), "fields should stand here", "write one 'name: value' a line", "wrong-value")]
    try:
        return model.model_validate(value), []
    except ValidationError as error:
        return None, [_fault(model, path, places, at, problem) for problem in error.errors(include_url=False)]


def _place(path: str, places: Places, keys: Keys) -> Place:
    while keys:
        if keys in places:
            return places[keys]
        keys = keys[:-1]
    return places.get((), Place(path))


def _fault(model: type[BaseModel], path: str, places: Places, at: Keys, problem: Any) -> Fault:
    keys: Keys = tuple(step for step in problem["loc"] if step != "[key]")
    place = _place(path, places, at + keys)
    name = str(keys[-1]) if keys else ""
    match problem["type"]:
        case "missing":
            below = f" of '{keys[-2]}'" if len(keys) > 1 else ""
            return Fault(_place(path, places, at + keys[:-1]), f"'{name}'{below} is missing", f"add a line '{name}: ...'", "missing-field")
        case "extra_forbidden":
            known = _fields(model, keys[:-1])
            place = places.get((KEY, *at, *keys), place)
            return Fault(place, f"'{shown(name)}' is not a field here", _did_you_mean(name, known), "unknown-field")
        case "wrong_value":
            return Fault(place, _named(name, problem["ctx"]["what"]), problem["ctx"]["mend"], "wrong-value")
        case "literal_error":
            choices = [choice.strip("'") for choice in problem["ctx"]["expected"].replace(" or ", ", ").split(", ")]
            return Fault(
                place,
                _named(name, f"'{shown(str(problem['input']))}' is not among the choices"),
                _choose(problem["input"], choices),
                "wrong-value",
            )
        case "tuple_type" | "list_type":
            return Fault(place, _named(name, "a list should stand here"), "write '[first, second]' or one '- value' a line", "wrong-value")
        case "dict_type" | "model_type" | "model_attributes_type":
            return Fault(
                place, _named(name, "fields should stand here"), "write one 'name: value' a line, indented below it", "wrong-value"
            )
        case _:
            return Fault(place, _named(name, problem["msg"]), "see 'folkmoot schema' for the form", "wrong-value")


def _named(name: str, what: str) -> str:
    return f"{name}: {what}" if name and not name.isdigit() else what


def _did_you_mean(name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, n=1)
    if close:
        return f"did you mean '{close[0]}'?"
    return f"remove it, or use one of {', '.join(known)}" if known else "remove it"


def _choose(value: Any, choices: list[str]) -> str:
    close = get_close_matches(str(value), choices, n=1)
    listed = f"write one of {', '.join(choices)}" if len(choices) > 1 else f"write {choices[0]}"
    return f"did you mean '{close[0]}'? {listed}" if close else listed


def _fields(model: type[BaseModel], keys: Keys) -> list[str]:
    """Name the fields that may stand under `keys`."""
    root = _schema_of(model)
    here: Any = root
    for step in keys:
        here = _resolved(root, here)
        if isinstance(step, int):
            here = here.get("items", {})
        else:
            here = here.get("properties", {}).get(step) or here.get("additionalProperties") or {}
    return sorted(_resolved(root, here).get("properties", {}))


@lru_cache
def _schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of a model, made once: a hostile head may have thousands of unknown fields."""
    return model.model_json_schema(by_alias=True)


def _resolved(root: Any, node: Any) -> Any:
    while "$ref" in node or "anyOf" in node:
        if "anyOf" in node:
            node = next((choice for choice in node["anyOf"] if choice.get("type") != "null"), {})
        else:
            node = root["$defs"][node["$ref"].rpartition("/")[2]]
    return node
