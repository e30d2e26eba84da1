"""Options compared two at a time, as a table that can be read without its colours, and the order that follows."""

from collections.abc import Iterator
from functools import reduce

from folkmoot.publish.markup import block, folded, html, table
from folkmoot.records.speech import number, say
from folkmoot.records.tally import Matrix, RankedTally

_BEATS = '<span class="fm-pair__mark" aria-hidden="true">\N{BLACK UP-POINTING TRIANGLE}</span>'
_SELF = '<span aria-hidden="true">\N{MIDDLE DOT}</span>'
_EVEN = '<span class="fm-pair__mark" aria-hidden="true">=</span>'


def pairs(tally: RankedTally) -> str:
    """The matrix of pairs, the strongest paths folded away, and the order of all options."""
    caption = say(
        "How many put the row\N{RIGHT SINGLE QUOTATION MARK}s option above the column\N{RIGHT SINGLE QUOTATION MARK}s. "
        "\N{BLACK UP-POINTING TRIANGLE} and bold: more than the other way round, so the row beats the column; =: as many."
    )
    paths = say(
        "How strong the strongest chain of victories from the row to the column is, which is that of its weakest victory; "
        "\N{BLACK UP-POINTING TRIANGLE}: stronger than any chain the other way."
    )
    parts = [matrix_table(tally.options, tally.matrix, caption)]
    if len(tally.options) > 2:
        parts.append(folded(say("Strongest paths, from which the order follows"), matrix_table(tally.options, tally.strengths, paths)))
    parts.append(_order(tally))
    return "\n\n".join(part for part in parts if part)


def matrix_table(options: tuple[str, ...], matrix: Matrix, caption: str) -> str:
    """A square of numbers; the greater of each two is marked by a sign, by weight and by colour."""
    head = "".join(f'<th scope="col">{html(option)}</th>' for option in options)
    rows = "\n".join(f'<tr><th scope="row">{html(option)}</th>{"".join(_cells(matrix, row))}</tr>' for row, option in enumerate(options))
    return block(
        f'<p class="fm-pairs__said">{caption}</p>\n'
        f'<div class="fm-table" role="region" aria-label="{say("Pairs of options")}" tabindex="0">'
        f'<table class="fm-grid fm-pairs">\n<thead><tr><td></td>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table></div>'
    )


def _cells(matrix: Matrix, row: int) -> Iterator[str]:
    for column, here in enumerate(matrix[row]):
        there = matrix[column][row]
        if row == column:
            yield f'<td class="fm-pair fm-pair--self">{_SELF}<span class="fm-hidden">{say("itself")}</span></td>'
        elif here > there:
            mark = f'{_BEATS}<span class="fm-hidden"> {say("beats")}</span>'
            yield f'<td class="fm-pair fm-pair--beats"><strong>{number(here)}</strong>{mark}</td>'
        elif here == there:
            yield f'<td class="fm-pair">{number(here)}{_EVEN}<span class="fm-hidden"> {say("even")}</span></td>'
        else:
            yield f'<td class="fm-pair">{number(here)}</td>'


def _order(tally: RankedTally) -> str:
    taken = set(tally.elected)
    rows = [
        (str(place), reduce(_and, map(html, level)), say("elected") if taken & set(level) else "")
        for place, level in enumerate(tally.order, start=1)
    ]
    rows += [(say("out"), html(gone.option), html(gone.words)) for gone in tally.dropped]
    return table((say("Place"), say("Option"), ""), rows, say("The order of the options; those on one line are equal"))


def _and(first: str, last: str) -> str:
    return say("{first} and {last}", first=first, last=last)
