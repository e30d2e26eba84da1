"""JSON without its loopholes."""

from fractions import Fraction

import pytest

from folkmoot.formats.strict_json import load


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{"a": 1, "a": 2}', "'a' stands twice"),
        (b'{"a": {"b": 1, "b": 1}}', "'b' stands twice"),
        (b"[NaN]", "'NaN' is no number"),
        (b"[-Infinity]", "is no number"),
        (b"[1.5]", "not a whole number"),
        (b"[1e3]", "not a whole number"),
        (b"[" + b"9" * 5000 + b"]", "more than 15 digits"),
        (b"[-1234567890123456]", "more than 15 digits"),
        (b'["\\ud800"]', "surrogate"),
        (b'{"\\udfff": 1}', "surrogate"),
        (b'["\xff"]', "not UTF-8"),
        (b"\xef\xbb\xbf{}", "not JSON: line 1, column 1"),
        ('{"a": 1}'.encode("utf-16"), "not UTF-8"),
        (b"[" * 3000, "nests too deep"),
        (b'{"a": 1,}', "not JSON"),
        (b"", "not JSON"),
        (b"1 2", "not JSON"),
        (b" " * 6000, "6000 bytes, and 5500 are the most"),
    ],
)
def test_what_is_not_plain_json_is_refused_with_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        load(data, 5500)


def test_plain_json_is_read() -> None:
    assert load(b'{"a": [1, -2, "\\ud83d\\ude00", null, true]}', 100) == {
        "a": [1, -2, "\U0001f600", None, True]
    }


def test_decimals_are_exact_where_they_are_asked_for() -> None:
    assert load(b"[45.2741648183597, 3]", 100, decimals=True) == [Fraction(452741648183597, 10**13), 3]


@pytest.mark.parametrize("text", [b"1e3", b"1E999999999", b"0." + b"1" * 31])
def test_a_decimal_that_is_not_plain_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match="not a plain decimal"):
        load(b"[" + text + b"]", 100, decimals=True)
