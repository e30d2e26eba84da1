"""Hash trees against published roots and proofs, and against every small tree."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from folkmoot.trust.merkle import (
    EMPTY,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root,
    roots,
    verify_consistency,
    verify_inclusion,
)  # fmt: skip

KNOWN = json.loads((Path(__file__).parent.parent / "vectors" / "checkpoints" / "trees.json").read_bytes())
LEAVES = [leaf_hash(bytes.fromhex(each)) for each in KNOWN["leaves"]]
ROOTS = [bytes.fromhex(each) for each in KNOWN["roots"]]
MANY = [leaf_hash(bytes([number])) for number in range(33)]


def _hashes(words: list[str]) -> list[bytes]:
    return [bytes.fromhex(word) for word in words]


def test_roots_are_the_published_ones() -> None:
    assert [root(LEAVES[:size]) for size in range(9)] == ROOTS
    assert roots(LEAVES, (0, 3, 8, 9)) == {0: ROOTS[0], 3: ROOTS[3], 8: ROOTS[8]}
    assert ROOTS[0] == EMPTY


@pytest.mark.parametrize("known", KNOWN["inclusion"])
def test_inclusion_proofs_are_the_published_ones(known: dict[str, object]) -> None:
    index, size, proof = known["index"], known["size"], _hashes(known["proof"])  # type: ignore[arg-type]
    assert list(inclusion_proof(LEAVES[:size], index)) == proof  # type: ignore[misc, arg-type]
    assert verify_inclusion(LEAVES[index], index, size, proof, ROOTS[size])  # type: ignore[index, arg-type]


@pytest.mark.parametrize("known", KNOWN["consistency"])
def test_consistency_proofs_are_the_published_ones(known: dict[str, object]) -> None:
    first, second, proof = known["first"], known["second"], _hashes(known["proof"])  # type: ignore[arg-type]
    assert list(consistency_proof(LEAVES[:second], first)) == proof  # type: ignore[misc, arg-type]
    assert verify_consistency(first, second, ROOTS[first], ROOTS[second], proof)  # type: ignore[index, arg-type]


def test_every_proof_of_every_small_tree_holds_and_fits_nothing_else() -> None:
    for size in range(1, len(MANY) + 1):
        tree = MANY[:size]
        top = root(tree)
        for index in range(size):
            proof = inclusion_proof(tree, index)
            assert verify_inclusion(tree[index], index, size, proof, top)
            assert not verify_inclusion(tree[index], index, size, proof[:-1], top) or not proof
            assert not verify_inclusion(tree[index], index, size, (*proof, top), top)
            assert not verify_inclusion(leaf_hash(b"other"), index, size, proof, top)
            assert not verify_inclusion(tree[index], (index + 1) % size, size, proof, top) or size == 1
            assert not verify_inclusion(tree[index], index, size, proof, EMPTY)
        for first in range(size + 1):
            grown = consistency_proof(tree, first)
            old = root(tree[:first])
            assert verify_consistency(first, size, old, top, grown)
            if 0 < first < size:
                assert not verify_consistency(first, size, EMPTY, top, grown)
                assert not verify_consistency(first, size, old, EMPTY, grown)
                assert not verify_consistency(first, size, old, top, grown[:-1])
                assert not verify_consistency(first, size, old, top, (*grown, top))
                assert not verify_consistency(first, size, old, top, ())


def test_a_leaf_is_never_mistaken_for_a_node() -> None:
    assert root([leaf_hash(MANY[0] + MANY[1])]) != root(MANY[:2])


def test_a_smaller_tree_is_no_continuation() -> None:
    assert not verify_consistency(3, 2, root(MANY[:3]), root(MANY[:2]), ())
    assert not verify_inclusion(MANY[0], 1, 1, (), MANY[0])
    with pytest.raises(ValueError, match="no leaf 3"):
        inclusion_proof(MANY[:3], 3)
    with pytest.raises(ValueError, match="no first 4"):
        consistency_proof(MANY[:3], 4)


def test_roots_of_growing_trees_all_differ() -> None:
    found = [root(MANY[:size]) for size in range(len(MANY))]
    assert all(one != other for one, other in pairwise(found))
    assert len(set(found)) == len(found)
