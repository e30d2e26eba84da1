"""Sentences that are made in one room and spoken in another."""

from folkmoot.records.sentence import joined, later, later_of, quoted
from folkmoot.records.speech import Catalogue, speaking

GERMAN = {"report to {body}": "Bericht an »{body}«", "{count} seat ends": "{count} Sitz endet", "{count} seats end": "{count} Sitze enden"}
SPOKEN = Catalogue("de", lambda text: GERMAN.get(text, text), lambda one, more, count: GERMAN[one if count == 1 else more], ".")


def test_a_sentence_is_english_for_records_whatever_is_spoken() -> None:
    told = later("report to {body}", body="members")
    with speaking(SPOKEN):
        assert (told.english, told.spoken()) == ("report to members", "Bericht an »members«")
    assert told.spoken() == "report to members"


def test_a_sentence_counts_as_the_language_does() -> None:
    with speaking(SPOKEN):
        assert later_of(1, "{count} seat ends", "{count} seats end").spoken() == "1 Sitz endet"
        assert later_of(1200, "{count} seat ends", "{count} seats end").spoken() == "1.200 Sitze enden"


def test_a_sentence_in_a_sentence_is_spoken_too() -> None:
    told = joined((later("report to {body}", body="members"), "m-0001"), "; ")
    with speaking(SPOKEN):
        assert told.spoken() == "Bericht an »members«; m-0001"


def test_words_of_a_record_stay_as_they_are_even_with_braces() -> None:
    with speaking(SPOKEN):
        assert quoted("report to {body}").spoken() == "report to {body}"
