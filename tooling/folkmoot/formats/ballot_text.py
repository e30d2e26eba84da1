"""A choice as one word of text: how it stands in a row of packed ballots.

for                    a word
plan-a>plan-b=plan-c   a ranking, the best first, equals joined by `=`; empty for a blank ballot
plan-a=plan-b          approved options
plan-a:5 plan-b:0      a mark for each, sorted by option
"""

from folkmoot.records.ballot import Choice, ChoiceKind, Marks

_LONGEST_MARK = 15


def write_choice(choice: Choice) -> str:
    """Write a choice the one way; the options of one level and of marks are sorted."""
    if isinstance(choice, str):
        return choice
    if isinstance(choice, Marks):
        return " ".join(f"{option}:{mark}" for option, mark in sorted(choice.items))
    return ">".join("=".join(sorted(level)) for level in choice)


def read_choice(text: str, kind: ChoiceKind) -> Choice:
    """Read a choice of a vote of this kind; whether the vote offers it is judged elsewhere (`tally.ballots.choice_fault`)."""
    match kind:
        case ChoiceKind.VOTE | ChoiceKind.CONSENT:
            return text
        case ChoiceKind.RANKING | ChoiceKind.APPROVAL:
            return tuple(tuple(level.split("=")) for level in text.split(">")) if text else ()
    if ":" not in text:
        return text or Marks(())
    pairs = (mark.partition(":") for mark in text.split(" "))
    return Marks(tuple((option, _mark(mark)) for option, _, mark in pairs))


def _mark(text: str) -> str | int:
    """A whole number as it is written the one way, or the word itself."""
    is_whole = text.isascii() and text.isdigit() and len(text) <= _LONGEST_MARK and str(int(text)) == text
    return int(text) if is_whole else text
