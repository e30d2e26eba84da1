"""What counts say, in the language of the reader: known by its form, with its numbers; what people wrote stays."""

import re

import pytest

from folkmoot.publish.count_words import _FORMS, told
from folkmoot.publish.languages import catalogue
from folkmoot.records.speech import say, speaking
from folkmoot.tally import sensitivity

SAID = {
    "39 for, 6 against, 2 abstained. 34 votes for were needed.": "39 dafür, 6 dagegen, 2 enthalten. Nötig waren 34 Ja-Stimmen.",
    "1,204 for, 6 against, 2 abstained. 34 votes for were needed.": "1.204 dafür, 6 dagegen, 2 enthalten. Nötig waren 34 Ja-Stimmen.",
    "39/45 (86.7 %) for, at least 3/4 needed, that is 34 of 45": "39/45 (86,7 %) dafür, nötig war mindestens 3/4, das sind 34 von 45",
    "2 objections, 0 of them standing. Nobody stands in the way.": "2 Einwände, davon bestehen noch 0. Niemand steht im Weg.",
    "48 ballots counted; elected: a, b and c.": "48 Stimmzettel ausgezählt; gewählt: a, b und c.",
    "if more than 3/4 were needed": "wenn mehr als 3/4 nötig wäre",
    "Another outcome: rejected in place of adopted.": "Ein anderes Ergebnis: abgelehnt statt angenommen.",
    "a and b are tied for elimination; lot puts a, then b (tickets, lowest first).": (
        "a und b: gleichauf beim Ausscheiden; die Stufe »Los« ordnet a, then b (Losnummern, die niedrigste zuerst)."
    ),
    "12.5 of 40 votes elect. a elected.": "Gewählt ist, wer 12,5 von 40 Stimmen hat. Gewählt: a.",
    "a has more than half of the 9 ballots that count for an option (5 needed).": (
        "a hat mehr als die Hälfte der 9 Stimmzettel, die für eine Option zählen (nötig: 5)."
    ),
}


@pytest.mark.parametrize("words", SAID)
def test_a_sentence_of_a_count_is_spoken(words: str) -> None:
    assert told(words) == words
    with speaking(catalogue("de")):
        assert told(words) == SAID[words]


@pytest.mark.parametrize(
    "words", ["", "The jury was not sure, and said so.", "Most for, some against, nobody abstained. Many votes for were needed."]
)
def test_what_somebody_wrote_stays(words: str) -> None:
    with speaking(catalogue("de")):
        assert told(words) == words


def test_every_form_has_words_of_its_own_in_german() -> None:
    with speaking(catalogue("de")):
        for form in _FORMS:
            places = dict.fromkeys(re.findall(r"\{([a-z_]+)\}", form), "x")
            assert say(form, **places) != form.format(**places), form


def test_every_other_reading_of_a_rule_has_a_form() -> None:
    with speaking(catalogue("de")):
        for readings in sensitivity._WORDS.values():
            for _, words in readings.values():
                assert told(words).startswith("wenn "), words
