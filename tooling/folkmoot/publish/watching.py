"""Who watches whom, as a drawing and in words: those who watch on the left, those they watch on the right, a line for each hold."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from folkmoot.publish.markup import block, html
from folkmoot.publish.words import begun, counted, listed, spoken
from folkmoot.records.speech import phrase, say
from folkmoot.rulebook.oversight import LOT, Edge, Hold

_WIDTH, _ROW, _TOP = 760, 28, 40
_FROM, _TO = 250, 510
_LONGEST = 26
_TURNS = 8
"""How often the two sides are ordered after each other; a few times bring the lines as straight as they get."""
_KEYS: Mapping[Hold, str] = {
    Hold.FILLS: phrase("fills"), Hold.REMOVES: phrase("removes from"), Hold.REVIEWS: phrase("reviews"),
    Hold.HEARS: phrase("hears the reports of"), Hold.STOPS: phrase("can stop"),
}  # fmt: skip
HOLDS: Mapping[Hold, str] = {
    Hold.FILLS: phrase("fills {bodies}"), Hold.REMOVES: phrase("removes from {bodies}"), Hold.REVIEWS: phrase("reviews {bodies}"),
    Hold.HEARS: phrase("hears the reports of {bodies}"), Hold.STOPS: phrase("can stop {bodies}"),
}  # fmt: skip
"""What one does with others, as the end of a sentence; in the order in which they are told."""
_OF_MANY: Mapping[Hold, str] = {
    Hold.FILLS: phrase("fill {bodies}"), Hold.REMOVES: phrase("remove from {bodies}"), Hold.REVIEWS: phrase("review {bodies}"),
    Hold.HEARS: phrase("hear the reports of {bodies}"), Hold.STOPS: phrase("can stop {bodies}"),
}  # fmt: skip


def watching(edges: Sequence[Edge], ties: Mapping[str, str]) -> str:
    """The drawing with its key, and the same as a list, which a narrow screen shows alone; `ties` are links by name."""
    if not edges:
        return ""
    left, right = ordered(edges)
    watchers, bodies = counted(len(left), "watcher"), counted(len(right), "body")
    label = html(say("{watchers} and {bodies} with their holds; the list says the same in words", watchers=watchers, bodies=bodies))
    height = _TOP + _ROW * max(len(left), len(right)) + 8
    rows = max(len(left), len(right))
    places = {("left", name): _y(at, len(left), rows) for at, name in enumerate(left)}
    places |= {("right", name): _y(at, len(right), rows) for at, name in enumerate(right)}
    marks = [_name(name, side, y) for (side, name), y in places.items()] + list(_lines(edges, places))
    heads = f'<text x="{_FROM - 14}" y="20" text-anchor="end" class="fm-watch__head">{html(say("watches"))}</text>'
    heads += f'<text x="{_TO + 14}" y="20" class="fm-watch__head">{html(say("is watched"))}</text>'
    drawing = f'<svg class="fm-watch" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{label}">{heads}{"".join(marks)}</svg>'
    used = {edge.hold for edge in edges}
    keys = "".join(f'<li class="fm-key fm-key--{hold}">{html(say(words))}</li>' for hold, words in _KEYS.items() if hold in used)
    figure = f'<figure class="fm-figure fm-figure--wide">\n{drawing}\n<figcaption><ul class="fm-keys">{keys}</ul></figcaption>\n</figure>'
    items = "\n".join(f"<li>{sentence}</li>" for sentence in arrows(edges, ties))
    return block(figure) + "\n\n" + block(f'<ul class="fm-arrows">\n{items}\n</ul>')


def arrows(edges: Sequence[Edge], ties: Mapping[str, str]) -> tuple[str, ...]:
    """The same holds as sentences of finished HTML, one a watcher, by name."""
    found: dict[str, dict[Hold, dict[str, None]]] = {}
    for edge in edges:
        found.setdefault(edge.watcher, {}).setdefault(edge.hold, {})[edge.watched] = None
    called = {name: _called(name, ties) for edge in edges for name in (edge.watcher, edge.watched)}
    sentences = []
    for watcher, holds in sorted(found.items()):
        verbs = _OF_MANY if watcher.endswith("s") else HOLDS
        said = [say(verbs[hold], bodies=listed(called[name] for name in holds[hold])) for hold in HOLDS if hold in holds]
        sentences.append(f"<strong>{begun(called[watcher])}</strong> {'; '.join(said)}.")
    return tuple(sentences)


def _called(name: str, ties: Mapping[str, str]) -> str:
    return say("the lot") if name == LOT else say("the {body}", body=ties.get(name, html(spoken(name))))


def ordered(edges: Sequence[Edge]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Those who watch and those they watch, each side in the order that keeps lines short.

    Every name goes to the mean place of those it is joined with, the sides in turn (the barycentre method; Sugiyama, Tagawa
    and Toda, "Methods for visual understanding of hierarchical system structures", 1981). Exact fractions; ties by name.
    """
    left, right = sorted({edge.watcher for edge in edges}), sorted({edge.watched for edge in edges})
    joined = {(edge.watcher, edge.watched) for edge in edges}
    for _ in range(_TURNS):
        left = sorted(left, key=lambda name: (_mean(right, [other for one, other in joined if one == name]), name))
        right = sorted(right, key=lambda name: (_mean(left, [one for one, other in joined if other == name]), name))
    return tuple(left), tuple(right)


def _mean(places: Sequence[str], names: Sequence[str]) -> Fraction:
    return Fraction(sum(places.index(name) for name in names), len(names))


def _y(place: int, count: int, rows: int) -> int:
    """The middle of a name: the names of a side share the height of the longer side evenly."""
    return _TOP + rows * _ROW * (2 * place + 1) // (2 * count)


def _name(name: str, side: str, y: int) -> str:
    words = say("the lot") if name == LOT else spoken(name)
    shown = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}\N{HORIZONTAL ELLIPSIS}"
    place = f'x="{_FROM - 14}" y="{y + 5}" text-anchor="end"' if side == "left" else f'x="{_TO + 14}" y="{y + 5}"'
    return f"<text {place}>{html(shown)}</text>"


def _lines(edges: Sequence[Edge], places: Mapping[tuple[str, str], int]) -> Iterable[str]:
    """One curve a hold; several between the same two run side by side, four units apart."""
    pairs: dict[tuple[str, str], list[Hold]] = {}
    for edge in edges:
        holds = pairs.setdefault((edge.watcher, edge.watched), [])
        if edge.hold not in holds:
            holds.append(edge.hold)
    middle = (_FROM + _TO) // 2
    for (watcher, watched), holds in pairs.items():
        for number, hold in enumerate(sorted(holds, key=list(HOLDS).index)):
            shift = 4 * number - 2 * (len(holds) - 1)
            start, end = places["left", watcher] + shift, places["right", watched] + shift
            curve = f"M{_FROM} {start}C{middle} {start} {middle} {end} {_TO - 8} {end}"
            yield f'<path class="fm-watch__{hold}" d="{curve}"/><path class="fm-watch__tip" d="M{_TO - 8} {end - 4}l8 4-8 4z"/>'
