"""The rounds of an election as bars with their numbers beside them, and the same numbers as a table."""

from collections.abc import Iterator
from fractions import Fraction

from folkmoot.publish.count_words import told
from folkmoot.publish.markup import block, folded, html, table
from folkmoot.publish.words import numeral
from folkmoot.records.election import ElectionTally, Round
from folkmoot.records.speech import say
from folkmoot.tally.words import rounded

_WIDTH = 1000


def rounds(tally: ElectionTally) -> str:
    """Every round as a small picture, the table of all rounds, and the ties that had to be settled."""
    if not tally.rounds:
        return ""
    tops = [max((votes for _, votes in round_.votes), default=Fraction(0)) for round_ in tally.rounds]
    # The runoff of STAR counts ballots and not points, so its bars have their own scale.
    scales = tops if tally.method == "star" else [max(tops)] * len(tops)
    pictures = "\n".join(_picture(tally.rounds, place, scale or Fraction(1)) for place, scale in enumerate(scales))
    figure = block(f'<figure class="fm-figure fm-rounds">\n{pictures}\n</figure>')
    parts = [figure, folded(say("The rounds in one table"), rounds_table(tally)) if len(tally.rounds) > 1 else "", _ties(tally)]
    return "\n\n".join(part for part in parts if part)


def _picture(all_rounds: tuple[Round, ...], place: int, most: Fraction) -> str:
    """One round; bars are drawn, numbers and what happened are text."""
    round_ = all_rounds[place]
    before = frozenset(option for earlier in all_rounds[:place] for option in earlier.elected)
    rows = "".join(_row(round_, before, option, votes, most) for option, votes in sorted(round_.votes, key=lambda held: -held[1]))
    spent = f"<p>{say('{ballots} no longer count for anybody.', ballots=_votes(round_.exhausted))}</p>" if round_.exhausted else ""
    number = f"{place + 1}. " if len(all_rounds) > 1 else ""
    said = f"<p>{html(told(round_.words))}</p>" if round_.words else ""
    return (
        f'<section class="fm-round"><p class="fm-round__title">{number}{html(told(round_.title))}</p><ul>{rows}</ul>{said}{spent}</section>'
    )


def _row(round_: Round, before: frozenset[str], option: str, votes: Fraction, most: Fraction) -> str:
    state, words = _state(round_, option, before)
    width = int(max(Fraction(0), votes) * _WIDTH / most)
    bar = (
        f'<svg viewBox="0 0 {_WIDTH} 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<rect class="fm-round__track" x="0" y="0" width="{_WIDTH}" height="10"/>'
        f'<rect class="fm-round__bar fm-round__bar--{state}" x="0" y="0" width="{width}" height="10"/></svg>'
    )
    mark = f' <span class="fm-round__state fm-round__state--{state}">{words}</span>' if words else ""
    return f'<li><span class="fm-round__name">{html(option)}{mark}</span> <span class="fm-round__votes">{_votes(votes)}</span>{bar}</li>'


def _state(round_: Round, option: str, before: frozenset[str] = frozenset()) -> tuple[str, str]:
    """What becomes of an option in a round, and how that is told; those elected `before` keep their seat."""
    if option in round_.elected:
        return "elected", f"\N{CHECK MARK} {say('elected')}"
    if option in before:
        return "elected", f"\N{CHECK MARK} {say('has a seat')}"
    if option in round_.eliminated:
        return "out", f"\N{MULTIPLICATION SIGN} {say('goes out')}"
    return "in", ""


def _votes(value: Fraction) -> str:
    return numeral(rounded(value))


def rounds_table(tally: ElectionTally) -> str:
    """A row an option, a column a round."""
    head = (say("Option"), *(f"{place}. {html(told(round_.title))}" for place, round_ in enumerate(tally.rounds, start=1)))
    rows = [(html(option), *_held(tally, option)) for option in tally.options]
    if any(round_.exhausted for round_ in tally.rounds):
        rows.append((f"<em>{say('exhausted')}</em>", *(_votes(round_.exhausted) for round_ in tally.rounds)))
    return table(head, rows, say("What every option holds in each round"))


def _held(tally: ElectionTally, option: str) -> Iterator[str]:
    for round_ in tally.rounds:
        held = dict(round_.votes).get(option)
        words = _state(round_, option)[1]
        yield "\N{EN DASH}" if held is None else f"{_votes(held)} {words}".strip()


def _ties(tally: ElectionTally) -> str:
    rows = [(html(", ".join(tie.between)), html(told(tie.by).replace("-", " ")), html(told(tie.words))) for tie in tally.ties]
    return table((say("Tied"), say("Looked at"), say("What came of it")), rows, say("Ties, and how the rule settled them"))
