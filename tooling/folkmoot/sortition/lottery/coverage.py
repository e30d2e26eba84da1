"""Which kinds can sit in a panel at all: a panel with each, or a proof that there is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from folkmoot.records.error import FolkmootError
from folkmoot.records.lottery import Pool, Proof
from folkmoot.sortition.lottery.evidence import Prover, nothing
from folkmoot.sortition.lottery.panels import Panels
from folkmoot.sortition.lottery.program import Ints


@dataclass(frozen=True, slots=True)
class Coverage:
    """Panels that between them seat every kind that can sit, and proofs, with their bounds below 0, that the others cannot."""

    panels: tuple[Ints, ...]
    never: Mapping[int, tuple[Proof, Fraction]]


def coverage(pool: Pool, panels: Panels) -> Coverage:
    """Find out for every kind. Raises FolkmootError where no panel at all keeps the quotas."""
    unseen = np.ones(panels.shape.kinds, dtype=bool)
    found: list[Ints] = []
    while unseen.any():
        panel = panels.some(unseen.astype(float))
        if panel is None:
            raise FolkmootError(
                f"no panel of {pool.seats} of the {sum(kind.count for kind in pool.kinds)} people in the pool keeps all quotas",
                "widen the quotas, or let a column give way as the call allows",
            )
        found.append(panel)
        if not (unseen & (panel > 0)).any():
            break
        unseen &= panel == 0
    never: dict[int, tuple[Proof, Fraction]] = {}
    for kind in np.flatnonzero(unseen).tolist():
        if not unseen[kind]:
            continue
        panel = panels.best(unseen.astype(float), kind)
        if panel is None:
            never[kind] = _proof(pool, panels, kind)
        else:
            found.append(panel)
            unseen &= panel == 0
    return Coverage(tuple(found), never)


def _proof(pool: Pool, panels: Panels, kind: int) -> tuple[Proof, Fraction]:
    proof = Prover(panels.shape, nothing(panels.shape)).never(kind)
    if proof is None:
        raise FolkmootError(
            f"that no panel seats the kind {', '.join(pool.kinds[kind].values)} seems true, and the proof takes too many cases",
            "widen the quotas of these values",
        )
    return proof
