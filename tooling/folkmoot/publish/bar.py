"""The result of a vote as a bar: who was for, against, abstained or did not vote, with the line that adoption needed."""

from dataclasses import dataclass

from folkmoot.publish.markup import block, html
from folkmoot.records.speech import number, say, say_of
from folkmoot.records.tally import MajorityTally

_WIDTH = 1000


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of the bar."""

    kind: str
    words: str
    """Such as `12 did not vote`."""
    count: int


def parts_of(tally: MajorityTally) -> tuple[Part, ...]:
    """The stretches of a majority vote, from left to right; together they are everybody entitled to vote."""
    count = tally.count
    silent = max(0, count.eligible - count.for_ - count.against - count.abstain)
    return (
        Part("for", say_of(count.for_, "{count} for", "{count} for"), count.for_),
        Part("abstain", say_of(count.abstain, "{count} abstained", "{count} abstained"), count.abstain),
        Part("silent", say_of(silent, "{count} did not vote", "{count} did not vote"), silent),
        Part("against", say_of(count.against, "{count} against", "{count} against"), count.against),
    )


def bar(tally: MajorityTally) -> str:
    """An SVG whose every number also stands in the figure's caption and table."""
    parts = parts_of(tally)
    whole = sum(part.count for part in parts) or 1
    at, shapes = 0, []
    for part in parts:
        start, end = at * _WIDTH // whole, (at + part.count) * _WIDTH // whole
        at += part.count
        if end > start:
            shapes.append(f'<rect class="fm-bar__{part.kind}" x="{start}" y="6" width="{end - start}" height="44"/>')
    mark = min(tally.needed, whole) * _WIDTH // whole
    shapes.append(f'<path class="fm-bar__mark" d="M{mark} 0V56"/>')
    spoken = ", ".join(part.words for part in parts if part.count)
    label = html(say("{votes}; {needed} votes for were needed", votes=spoken, needed=number(tally.needed)))
    drawing = (
        f'<svg class="fm-bar" viewBox="-3 0 1006 56" preserveAspectRatio="none" role="img" aria-label="{label}">{"".join(shapes)}</svg>'
    )
    keys = "".join(f'<li class="fm-key fm-key--{part.kind}">{part.words}</li>' for part in parts if part.count)
    line = say("{needed} for were needed", needed=number(tally.needed))
    needed = f'<li class="fm-key fm-key--mark">{line}</li>'
    return block(f'<figure class="fm-figure">\n{drawing}\n<figcaption><ul class="fm-keys">{keys}{needed}</ul></figcaption>\n</figure>')
