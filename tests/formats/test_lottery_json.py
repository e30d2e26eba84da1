"""lottery.json: one lottery, one file, to the byte."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from folkmoot.formats.lottery_json import read_lottery, write_lottery
from folkmoot.records.lottery import Branch, Certificate, Composition, Kind, Leaf, Lottery, Pool, PublishedLottery, Quota

texts = some.text(some.characters(exclude_categories=["Cs"]), max_size=6)
counts = some.integers(0, 10**9)
fractions = some.builds(Fraction, some.integers(-(10**30), 10**30).filter(bool), some.integers(1, 10**30))
mappings = some.dictionaries(texts, some.dictionaries(texts, fractions, min_size=1, max_size=3), max_size=3)
leaves = some.builds(Leaf, fractions, mappings, some.dictionaries(some.integers(0, 30), fractions, max_size=3))
proofs = some.recursive(leaves, lambda inner: some.builds(Branch, counts, counts, inner, inner), max_leaves=3)


@some.composite
def lotteries(pick: some.DrawFn) -> PublishedLottery:
    values = some.lists(texts, max_size=3).map(tuple)
    kinds = pick(some.lists(some.builds(Kind, values, counts, some.lists(values, max_size=3).map(tuple)), max_size=5))
    pool = Pool(
        tuple(pick(some.lists(texts, max_size=3))),
        tuple(kinds),
        pick(counts),
        pick(some.dictionaries(texts, some.dictionaries(texts, some.builds(Quota, counts, counts), max_size=3), max_size=3)),
        pick(texts),
        tuple(pick(some.lists(some.tuples(some.lists(counts, max_size=3).map(tuple), counts), max_size=3))),
    )
    compositions = some.builds(Composition, counts, some.lists(some.tuples(counts, counts), max_size=4).map(tuple))
    weights = tuple(abs(pick(fractions)) for _ in kinds)
    uncovered = pick(some.dictionaries(some.integers(0, 10**8), proofs, max_size=2))
    certificate = Certificate(weights, pick(proofs), pick(fractions), uncovered)
    lottery = Lottery(pool, pick(counts), tuple(pick(some.lists(compositions, max_size=4))), certificate, pick(fractions))
    return PublishedLottery(lottery, pick(some.text("0123456789abcdef", min_size=64, max_size=64)), pick(texts))


SMALL = PublishedLottery(
    Lottery(
        Pool(("age",), (Kind(("old",), 3), Kind(("young",), 2)), 2, {"age": {"old": Quota(1, 2), "young": Quota(0, 1)}}),
        3,
        (Composition(2, ((0, 1), (1, 1))), Composition(1, ((0, 2),))),
        Certificate((Fraction(1), Fraction(0)), Leaf(Fraction(1, 3), {"age": {"young": Fraction(-1, 202)}}, {}), Fraction(17, 202), {}),
        Fraction(1, 3),
    ),
    "0" * 64,
    "dice 4711",
)
WRITTEN = """{
"certificate": {"bound": "17/202", "proof": {"base": "1/3", "households": {}, "prices": {"age": {"young": "-1/202"}}}, "uncovered": {}, "weights": {"0": "1"}},
"columns": ["age"],
"compositions": [
[2, 0, 1, 1, 1],
[1, 0, 2]
],
"household": null,
"kinds": [
[["old"], 3],
[["young"], 2]
],
"least": "1/3",
"limits": [],
"quotas": {"age": {"old": [1, 2], "young": [0, 1]}},
"roster": "0000000000000000000000000000000000000000000000000000000000000000",
"schema": "lottery/1",
"seats": 2,
"tickets": 3,
"ties": "dice 4711"
}
"""


def test_a_lottery_is_written_in_its_one_form_which_is_plain_json() -> None:
    assert write_lottery(SMALL).decode() == WRITTEN
    assert json.loads(WRITTEN)["compositions"] == [[2, 0, 1, 1, 1], [1, 0, 2]]


@given(lotteries())
@settings(max_examples=50, deadline=None)
def test_what_is_written_is_read_again(published: PublishedLottery) -> None:
    assert read_lottery(write_lottery(published)) == published


@given(some.integers(0, len(WRITTEN) - 1), some.integers(0, 255))
def test_a_changed_byte_gives_another_lottery_or_none(place: int, byte: int) -> None:
    changed = WRITTEN.encode()[:place] + bytes([byte]) + WRITTEN.encode()[place + 1 :]
    try:
        lottery = read_lottery(changed)
    except ValueError:
        return
    assert (lottery == SMALL) == (changed == WRITTEN.encode())


def test_a_price_of_nothing_is_left_out() -> None:
    leaf = Leaf(Fraction(1, 3), {"age": {"old": Fraction(0), "young": Fraction(-1, 202)}, "sex": {"f": Fraction(0)}}, {0: Fraction(0)})
    certificate = replace(SMALL.lottery.certificate, proof=leaf)
    assert write_lottery(replace(SMALL, lottery=replace(SMALL.lottery, certificate=certificate))).decode() == WRITTEN


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("lottery/1", "lottery/2", "its schema is 'lottery/2'"),
        ('"seats": 2', '"seats": 2.0', "not a whole number"),
        ('"seats": 2', '"seats": -2', "not a whole number from 0"),
        ('"seats": 2', '"seats": true', "not a whole number from 0"),
        ('"seats": 2', '"seats": 2,\n"seats": 2', "stands twice"),
        ('"seats": 2,\n', "", "the lottery is .* not an object of certificate"),
        ("[1, 0, 2]", "[1, 0]", "is not its weight and then pairs"),
        ("[1, 0, 2]", "[]", "is not its weight and then pairs"),
        ("17/202", "34/404", "not in canonical form"),
        ("17/202", "17/0", "not a fraction"),
        ("17/202", "0.08", "not a fraction"),
        ('"1/3", "h', '1, "h', "base is 1, not a fraction"),
        ('"0": "1"', '"7": "1"', "names a kind that is none"),
        ('"0": "1"', '"-1": "1"', "which is no place"),
        ('"0": "1"', '"0": "0"', "not in canonical form"),
        ("[1, 2]", "[1, 2, 3]", "a quota is .* too long or too short"),
        ('["old"], 3', '["old"], 3, [["old"]], 4', "a kind is .* too long"),
        ("[2, 0, 1", "[2,0, 1", "not in canonical form"),
        ("0" * 64, "0" * 63, "roster is .* not 64 digits"),
        ('"dice 4711"', "null", "ties is None, not a text"),
        ('{"base"', '{"kind": 0, "base"', "a branch is .* not an object of above"),
        ("}\n", "}\n\n", "not in canonical form"),
    ],
)
def test_a_malformed_file_is_refused_in_a_plain_sentence(old: str, new: str, sentence: str) -> None:
    assert old in WRITTEN
    with pytest.raises(ValueError, match=sentence) as caught:
        read_lottery(WRITTEN.replace(old, new, 1).encode())
    assert type(caught.value) is ValueError
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("depth", [400, 10_000])
def test_a_proof_that_nests_too_deep_is_refused_or_read(depth: int) -> None:
    proof = '{"above": {"base": "0", "households": {}, "prices": {}}, "at": 0, "below": ' * depth
    leaf = '{"base": "1/3", "households": {}, "prices": {"age": {"young": "-1/202"}}}'
    data = WRITTEN.replace(leaf, proof + leaf + ', "kind": 0}' * depth).encode()
    if depth > 1000:
        with pytest.raises(ValueError, match="nests too deep"):
            read_lottery(data)
    else:
        assert write_lottery(read_lottery(data)) == data
