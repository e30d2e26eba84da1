"""`folkmoot models`: the library of governance models, and one of them with what is known of it."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import click

from folkmoot.formats.library import library
from folkmoot.records.error import FolkmootError

if TYPE_CHECKING:
    from folkmoot.records.archive import Model


@click.command("models")
@click.argument("name", required=False)
@click.option("--parameters", "as_rules", is_flag=True, help="Print only the rules of NAME, as a fragment for an article's head.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="How to print it.")
def command(name: str | None, as_rules: bool, form: str) -> None:
    """List the models, or tell of the model NAME how it works, by which parameters, and where it failed."""
    from folkmoot.formats.canonical import write_json

    if name is None:
        found: Any = [_facts(model) for model in library().values()]
        lines = list(_list())
    else:
        model = the_model(name)
        if as_rules:
            click.echo(_fragment(model), nl=False)
            return
        found, lines = _facts(model), list(_told(model))
    click.echo(write_json(found).decode() if form == "json" else "".join(f"{line}\n" for line in lines), nl=False)


def the_model(name: str) -> "Model":
    """Find a model by its id; FolkmootError, with a suggestion, when there is none."""
    known = library()
    if name in known:
        return known[name]
    close = get_close_matches(name, list(known), n=1)
    mend = f"did you mean '{close[0]}'?" if close else "list them with: folkmoot models"
    raise FolkmootError(f"the library has no model '{name}'", mend)


def _list() -> Iterator[str]:
    for model in library().values():
        head = model.head
        yield f"{head.id}"
        yield f"  for: {head.suits}"
        yield f"  fails: {head.known_failures[0]}"
    yield ""
    yield "More of one: folkmoot models NAME. Begin a co-op after it: folkmoot init DIR --model NAME"


def _told(model: "Model") -> Iterator[str]:
    from folkmoot.publish.rule_words import rule_sentences

    head = model.head
    yield head.title
    yield head.summary
    yield ""
    yield f"For:         {head.suits}"
    yield f"Scale:       {head.scale}"
    yield f"Mechanisms:  {', '.join(head.mechanisms)}"
    for practised in head.practised_by:
        yield f"Practised:   {practised}"
    yield f"Evidence:    {head.evidence_for}"
    yield "Known failures:"
    yield from (f"  - {failure}" for failure in head.known_failures)
    if head.not_transferable_because:
        yield f"Transfer:    {head.not_transferable_because}"
    yield "Parameters:"
    yield from (f"  {key}: {sentence}" for key, sentence in rule_sentences(head.parameters))
    for path in head.filled_in:
        yield f"  ours, not the source's: {path}"
    yield f"Source:      {cited(model)}"
    yield f"Licence:     {head.license}"
    yield ""
    yield f"folkmoot init DIR --model {head.id}    folkmoot charter compare {head.id}"


_BASIS = {
    "read": "the source was read",
    "summary": "known from summaries of the source",
    "general-knowledge": "general knowledge, not looked up again",
}


def cited(model: "Model") -> str:
    """The source in one line, with how well the library knows it."""
    head = model.head
    parts = [head.source, *([str(head.year)] if head.year else []), *([head.address] if head.address else [])]
    return f"{', '.join(parts)} ({_BASIS[head.basis]})"


def _facts(model: "Model") -> dict[str, object]:
    return model.head.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _fragment(model: "Model") -> str:
    import yaml

    rules = model.head.parameters
    plain = rules.model_dump(mode="json", by_alias=True, exclude_defaults=True) if rules else {}
    return yaml.safe_dump({"models": [model.head.id], "rules": plain}, sort_keys=False, allow_unicode=True)
