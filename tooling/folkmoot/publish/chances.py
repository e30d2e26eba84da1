"""Chances as a picture: how many people have which chance to be drawn, with every number beside it."""

from collections.abc import Sequence
from fractions import Fraction

from folkmoot.publish.markup import block, folded, html, table
from folkmoot.publish.words import counted, listed, numeral
from folkmoot.records.lottery import Kind, Lottery
from folkmoot.records.speech import number, say
from folkmoot.sortition.certificate import chances as chances_of

_BINS = 24
_HEIGHT = 120
_WIDTH = 1000


def percent(chance: Fraction) -> str:
    """A chance in percent with three digits that say something: `17.3 %`, `1.25 %`, `0.0431 %`; a whole number as it is."""
    if chance * 100 == chance * 100 // 1:
        return f"{chance * 100 // 1} %"
    digits = 1
    while chance * 100 * 10**digits < 100 and digits < 9:
        digits += 1
    scaled = round(chance * 100 * 10**digits)
    return f"{scaled // 10**digits}.{scaled % 10**digits:0{digits}} %"


def _percent(chance: Fraction) -> str:
    return numeral(percent(chance))


def named(kind: Kind) -> str:
    """A kind in words: its values, and who else lives with each of them where a household sends one person at most."""
    others = list(kind.household)
    if kind.values in others:
        others.remove(kind.values)
    values = ", ".join(kind.values)
    home = ""
    for other in (", ".join(each) for each in others):
        home = listed((home, other)) if home else other
    return say("{values} (at home with {others})", values=values, others=home) if home else values


def picture(lottery: Lottery) -> str:
    """A histogram of people by their chance; the same numbers stand in its table."""
    chances = chances_of(lottery)
    most = max(chances, default=Fraction(0)) or Fraction(1)
    people = [0] * _BINS
    for chance, kind in zip(chances, lottery.pool.kinds, strict=True):
        people[min(_BINS - 1, int(chance * _BINS / most))] += kind.count
    top, step = max(people), _WIDTH // _BINS
    bars = "".join(
        f'<rect class="fm-chance__bar" x="{at * step + 2}" y="{_HEIGHT - height}" width="{step - 4}" height="{height}"/>'
        for at, count in enumerate(people)
        if (height := max(3, count * _HEIGHT // top) if count else 0)
    )
    bound = min(_WIDTH, int(lottery.certificate.bound * _WIDTH / most))
    mark = f'<path class="fm-chance__mark" d="M{bound} 0V{_HEIGHT}"/>'
    least, greatest = _percent(lottery.least), _percent(most)
    spoken = say(
        "Chances lie between {least} and {greatest}; the mark shows the most that any lottery could give to the least likely",
        least=least,
        greatest=greatest,
    )
    drawing = (
        f'<svg class="fm-chance" viewBox="0 0 {_WIDTH} {_HEIGHT}" preserveAspectRatio="none" role="img" '
        f'aria-label="{html(spoken)}">{bars}{mark}</svg>'
    )
    caption = f"<figcaption><span>{_percent(Fraction(0))}</span><span>{html(spoken)}.</span><span>{greatest}</span></figcaption>"
    rows = _rows(people, most)
    return (
        block(f'<figure class="fm-figure fm-chances">\n{drawing}\n{caption}\n</figure>')
        + "\n\n"
        + folded(html(say("The same in numbers")), table((say("Chance"), say("People")), rows))
    )


def _rows(people: Sequence[int], most: Fraction) -> list[tuple[str, str]]:
    return [
        (
            say("{least} to {most}", least=_percent(most * at / _BINS), most=_percent(most * (at + 1) / _BINS)),
            html(counted(count, "person")),
        )
        for at, count in enumerate(people)
        if count
    ]


def kinds_table(lottery: Lottery) -> str:
    """Every kind of people with its number, its chance, and the seats it takes across the compositions."""
    chances = chances_of(lottery)
    order = sorted(range(len(chances)), key=lambda place: (chances[place], lottery.pool.kinds[place].values))
    rows = []
    for place in order:
        kind = lottery.pool.kinds[place]
        chance = _percent(chances[place])
        if place in lottery.certificate.uncovered:
            chance = say("{chance} (no panel that meets the quotas can seat them: proved)", chance=chance)
        rows.append((html(named(kind)), number(kind.count), chance))
    return table((say("Kind"), say("People"), say("Chance of each")), rows)
