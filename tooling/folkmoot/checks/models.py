"""C: models and completeness, the part of the family that asks what a charter took from elsewhere, why it left it, and what it forgot."""

from collections.abc import Iterator

from folkmoot.checks.names import charters, listed, nearest
from folkmoot.checks.registry import check
from folkmoot.formats.library import library
from folkmoot.formats.yaml import KEY
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.records.archive import Article
from folkmoot.records.finding import Fault, Place, Severity
from folkmoot.records.heads import Deviation
from folkmoot.rulebook.book import RuleBook
from folkmoot.rulebook.compare import Compared, compare, covers, key_of, unexplained
from folkmoot.rulebook.completeness import QUESTIONS, answers, has_begun

_RATIFICATION = "ratification"


@check("C017", "incomplete-charter", Severity.WARNING)
def incomplete_charter(course: Chronicle) -> Iterator[Fault]:
    """Nothing in the charter answers one of the fifteen questions that every charter should.

    ## Why
    What no rule says, whoever is there at the time decides. It is seen on the day of the quarrel, when it is too late to
    agree on it.

    ## Mend
    Write a clause that answers it, and say so: `covers: [economics]`. A rule can answer by itself; which does, tells
    `folkmoot charter complete`. A charter is held to the list from the first clause that says what it covers, and once it
    was ratified; where it knows no ratification, once its genesis holds.
    """
    if not _is_founded(course):
        return
    known: set[str] | None = None
    for book, articles, new in charters(course):
        if not has_begun(articles):
            continue
        missing = [each.heading for each in answers(book, articles) if not each.is_given]
        fresh = [heading for heading in missing if known is None or heading not in known]
        known = set(missing) if known is None else known
        if fresh:
            begun = next((article for article in (*new, *articles) if any(clause.covers for clause in article.head.clauses)), articles[0])
            asked = ", ".join(f"{heading} ({QUESTIONS[heading]})" for heading in fresh)
            what = f"no clause and no rule of the charter answers: {asked}"
            mend = f"write a clause that does, with covers: [{fresh[0]}]"
            yield Fault(course.archive.place(begun.path, KEY, "clauses"), what, mend)


def _is_founded(course: Chronicle) -> bool:
    """Whether the members have the charter they were promised: a ratified one where it speaks of a ratification."""
    past = [version.proposal for version in course.versions if version.since <= course.as_of]
    kinds = {course.matters[name].proposal.text.head.kind for name in past}
    knows = any(_RATIFICATION in version.book.procedures for version in course.versions if version.since <= course.as_of)
    return _RATIFICATION in kinds if knows else bool(kinds)


@check("C018", "deviation-unexplained", Severity.WARNING)
def deviation_unexplained(course: Chronicle) -> Iterator[Fault]:
    """An article cites a model, carries a rule of the model that says something else, and does not say why.

    ## Why
    A model that works elsewhere works by its numbers too. Whoever changes one may have a good reason, and those who
    come later should know it before they change it back.

    ## Mend
    Add the reason to `deviations` in the head of the article, take over what the model says, or cite it no longer. See all
    of it with `folkmoot charter compare` and the model's id. Rules that the charter does not have at all are no deviations.
    """
    models = tuple(library().values())
    for book, _, new in charters(course):
        for article in new:
            for model, one in unexplained(article, models, book):
                place = _place(course, article, one)
                says = f"it says '{one.charter}'" if one.charter is not None else "it is silent"
                what = f"'{one.rule}' is '{one.model}' in the model '{model}' that this article cites; here {says}, and nothing says why"
                yield Fault(place, what, f'add to deviations: {{model: {model}, rule: {one.rule}, why: "..."}}')


def _place(course: Chronicle, article: Article, one: Compared) -> Place:
    keys = key_of(one.rule).split(".")
    if one.charter is None:
        return course.archive.place(article.path, KEY, "rules", *keys)
    return course.archive.place(article.path, "rules", *one.rule.split("."))


@check("C019", "model-miscited", Severity.WARNING)
def model_miscited(course: Chronicle) -> Iterator[Fault]:
    """An article or a proposal cites a model that the library does not have, or an article explains a deviation that is none.

    ## Why
    A reason for a difference that is not there misleads whoever reads it, and mostly it is left over from an older text. A
    model that nobody can look up teaches nobody anything.

    ## Mend
    Correct the id of the model or the path of the rule, cite the model in `models`, or remove the entry. The models are
    listed by `folkmoot models`.
    """
    for proposal in course.archive.proposals:
        yield from _unknown(course, proposal.text.path, proposal.text.head.models)
    for book, _, new in charters(course):
        for article in new:
            yield from _unknown(course, article.path, article.head.models)
            for index, deviation in enumerate(article.head.deviations):
                found = _idle(deviation, article, book)
                if found is not None:
                    field, what, mend = found
                    yield Fault(course.archive.place(article.path, "deviations", index, field), what, mend)


def _unknown(course: Chronicle, path: str, models: tuple[str, ...]) -> Iterator[Fault]:
    for index, name in enumerate(models):
        if name not in library():
            mend = nearest(name, library(), "list the models with: folkmoot models")
            yield Fault(course.archive.place(path, "models", index), f"the library has no model '{name}'", mend)


def _idle(deviation: Deviation, article: Article, book: RuleBook) -> tuple[str, str, str] | None:
    """What makes a deviation pointless: the field at fault, what, mend; None when it explains something."""
    if deviation.model not in article.head.models:
        cites = f"cites {listed(article.head.models, 'and')}" if article.head.models else "cites none"
        return "model", f"a deviation from '{deviation.model}' stands here, and the article {cites}", f"add {deviation.model} to models"
    model = library().get(deviation.model)
    if model is None:
        return None
    meant = [one for one in compare(model, book) if covers(deviation.rule, one.rule)]
    if not meant:
        return "rule", f"the model '{deviation.model}' says nothing of '{deviation.rule}'", "correct the path, or remove the entry"
    if not any(one.is_deviation and one.article is article for one in meant):
        owner = next((one.article for one in meant if one.is_deviation and one.article), None)
        if owner is not None:
            return "rule", f"'{deviation.rule}' is a rule of {owner.path}", "move the entry to that article"
        return "rule", f"'{deviation.rule}' does not differ from the model '{deviation.model}'", "remove the entry"
    return None
