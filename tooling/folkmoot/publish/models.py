"""The library of models: what each is for, how it works, where it failed; and what an article took from one, and why it left it."""

from collections.abc import Iterator, Mapping

from folkmoot.formats.library import library
from folkmoot.publish.atlas import MODELS, Atlas, articles_of, cites_models, model_page
from folkmoot.publish.markup import block, code, commands, html, inline, page, table
from folkmoot.publish.prose import prose
from folkmoot.publish.rule_words import rule_sentences
from folkmoot.publish.words import listed, spoken
from folkmoot.records.archive import Article, Model
from folkmoot.records.model import ModelHead
from folkmoot.records.speech import phrase, say, say_of
from folkmoot.rulebook.compare import Compared, Standing, compare

_BASIS = {
    "read": phrase("We have read it."),
    "summary": phrase("We know it from summaries, and have not compared them with its pages."),
    "general-knowledge": phrase("This is general knowledge, which we did not look up again."),
}


def model_pages(atlas: Atlas) -> Mapping[str, bytes]:
    """The index and a page a model; none where nothing in the co-op cites a model."""
    if not cites_models(atlas.course):
        return {}
    citing = _citing(atlas)
    pages = {model_page(name): _model(atlas, model, citing.get(name, ())) for name, model in library().items()}
    return {MODELS: _index(atlas, citing), **pages}


def cited_section(atlas: Atlas, article: Article, here: str) -> str:
    """Of an article: the models it cites, and where and why it leaves them; empty when it cites none."""
    models = [library()[name] for name in article.head.models if name in library()]
    if not models:
        return ""
    parts = [f"## {say('What it learned from')}"]
    for model in models:
        found = [one for one in compare(model, atlas.course.charter.book) if one.article and one.article.path == article.path]
        name = model.head.id
        link = atlas.link(here, model_page(name), model.head.title)
        deviations = [one for one in found if one.is_deviation]
        if not found:
            words = say("None of the model's rules stands here in the model's words, so there is nothing to compare.")
            parts.append(f"{link}. {words}")
            continue
        same, apart = _same(len(found) - len(deviations)), _apart(len(deviations))
        parts.append(f"{link}. {say('{same}, {different}.', same=same, different=apart)}")
        parts.append(_deviations(deviations))
    return "\n\n".join(part for part in parts if part)


def _same(count: int) -> str:
    return say_of(count, "{count} value of it is as in the model", "{count} values of it are as in the model")


def _apart(count: int) -> str:
    return say_of(count, "{count} differs", "{count} differ") if count else say("none differ")


def _citing(atlas: Atlas) -> dict[str, tuple[tuple[str, Article], ...]]:
    """The articles in force that cite each model, by the model's id, each with its path."""
    found: dict[str, tuple[tuple[str, Article], ...]] = {}
    for path, article in articles_of(atlas.course).items():
        for name in article.head.models:
            found[name] = (*found.get(name, ()), (path, article))
    return found


def _index(atlas: Atlas, citing: Mapping[str, tuple[tuple[str, Article], ...]]) -> bytes:
    ours_first = sorted(library().values(), key=lambda model: model.head.id not in citing)
    cards = "\n".join(_card(atlas, model, model.head.id in citing) for model in ours_first)
    parts = [
        f"# {say('Models to learn from')}",
        say(
            "Others have governed themselves before us. Here is what we know of some of them: what each is for, how it works, and how it "
            "is known to fail. None of them is a recipe. Where our charter takes one as its model, the article says so, and says why "
            "where it departs from it."
        ),
        block(f'<ul class="fm-cards">\n{cards}\n</ul>'),
        f"## {say('Begin with one of them')}",
        commands("folkmoot models", "folkmoot init my-co-op --model coop-juries"),
    ]
    return page(say("Models to learn from"), say("What others who govern themselves do, what it is for and how it fails."), *parts)


def _card(atlas: Atlas, model: Model, is_cited: bool) -> str:
    head = model.head
    ours = f" {say('Our charter cites it.')}" if is_cited else ""
    return (
        f'<li><p class="fm-card__title">{atlas.tie(MODELS, model_page(head.id), head.title)}</p>'
        f"<p>{html(head.summary)}{ours}</p>"
        f"<p><strong>{say('For:')}</strong> {html(head.suits)}. <strong>{say('Scale:')}</strong> {html(head.scale)}.</p>"
        f"<p><strong>{say('By:')}</strong> {html(listed(map(spoken, head.mechanisms)))}.</p>"
        f"<p><strong>{say('Known to fail:')}</strong> {html(head.known_failures[0])}</p></li>"
    )


def _model(atlas: Atlas, model: Model, citing: tuple[tuple[str, Article], ...]) -> bytes:
    head, here = model.head, model_page(model.head.id)
    parts = [
        f"# {inline(head.title)}",
        f'<p class="fm-lead">{html(head.summary)}</p>',
        table((), _facts(head)),
        _prose(model),
        f"## {say('How it is known to fail')}",
        "\n".join(f"- {inline(failure)}" for failure in head.known_failures),
        say("Why it may not fit elsewhere: {reason}", reason=inline(head.not_transferable_because))
        if head.not_transferable_because
        else "",
        f"## {say('What speaks for it')}",
        inline(head.evidence_for),
        *_parameters(head),
        *_ours(atlas, model, citing, here),
        f"## {say('Where this comes from')}",
        *_source(head),
        commands(f"folkmoot models {head.id}", f"folkmoot charter compare {head.id}", f"folkmoot init my-co-op --model {head.id}"),
    ]
    return page(head.title, head.summary, *parts)


def _facts(head: ModelHead) -> Iterator[tuple[str, str]]:
    yield say("What it is for"), html(head.suits)
    yield say("Scale"), html(head.scale)
    yield say("How it works"), html(listed(map(spoken, head.mechanisms)))
    if head.practised_by:
        yield say("Who lives by it"), "<br>".join(map(html, head.practised_by))


def _prose(model: Model) -> str:
    made = prose(model.body, "text", lambda reference: None, model.head.title)
    return block(f'<div class="fm-prose">\n{made}\n</div>')


def _parameters(head: ModelHead) -> Iterator[str]:
    rows = [(code(key), html(sentence)) for key, sentence in rule_sentences(head.parameters)]
    if not rows:
        return
    yield f"## {say('Its rules in our words')}"
    yield say("Sentences made from the model's rules, as far as our vocabulary can say them.")
    yield table((say("Rule"), say("In words")), rows)
    if head.filled_in:
        yield say("The source leaves these open, and the numbers are ours; they are compared with nothing:")
        yield "\n".join(f"- {code(path)}" for path in head.filled_in)


def _ours(atlas: Atlas, model: Model, citing: tuple[tuple[str, Article], ...], here: str) -> Iterator[str]:
    if not citing:
        return
    found = [one for one in compare(model, atlas.course.charter.book) if one.standing is not Standing.ABSENT]
    yield f"## {say('Where our charter departs from it')}"
    articles = listed(atlas.link(here, atlas.records.get(path, ""), article.head.title) for path, article in citing)
    yield say("It is cited by {articles}.", articles=articles)
    deviations = [one for one in found if one.is_deviation]
    yield _deviations(deviations) or say("Nothing of it that our charter has differs.")


def _deviations(deviations: list[Compared]) -> str:
    return "\n".join(f"- {_deviation(one)} {inline(one.why or say('Nobody has said why.'))}" for one in deviations)


def _deviation(one: Compared) -> str:
    ours = inline(say("nothing") if one.charter is None else one.charter)
    return say("{rule}: {theirs} in the model, {ours} here.", rule=code(one.rule), theirs=inline(one.model), ours=ours)


def _source(head: ModelHead) -> Iterator[str]:
    year = f", {head.year}" if head.year else ""
    # The address stands as code: the site links to no third party by itself.
    address = f"; {code(head.address)}" if head.address else ""
    yield f"{inline(head.source)}{year}{address}. {say(_BASIS[head.basis])}"
    yield say("Its licence: {licence}", licence=inline(head.license))
