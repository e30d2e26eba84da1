"""Twenty thousand signed ballots, each of another key, for what is claimed of the speed of checking signatures."""

import sys
from collections.abc import Callable
from json import dumps
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

BALLOTS = 20_000
NAMESPACE = "ballot@bench.example"


def cases() -> tuple[Callable[[], None], Callable[[], None]]:
    """What `judge` does with every ballot, and the bare PyNaCl loop over the same keys, data and signatures."""
    from nacl.bindings import crypto_sign_open

    from folkmoot.trust.signature import judge
    from trust.keyring import signed_data, throwaway

    signed, bare_parts = [], []
    for number in range(BALLOTS):
        ballot = dumps({"voter": f"m-{number:05d}", "proposal": "2026-bench", "choice": "yes", "seq": 1}).encode()
        key = throwaway(f"bench {number}")
        signed.append((key.sign(ballot, NAMESPACE), ballot, key.fingerprint))
        data = signed_data(ballot, NAMESPACE)
        bare_parts.append((key.public, data, key.raw(data)))

    def judged() -> None:
        for armour, ballot, fingerprint in signed:
            assert getattr(judge(armour, ballot, NAMESPACE), "fingerprint", "") == fingerprint

    def bare() -> None:
        for public, data, signature in bare_parts:
            crypto_sign_open(signature + data, public)

    return judged, bare


if __name__ == "__main__":
    from time import process_time

    ours, yardstick = cases()
    for _ in range(3):
        at = process_time()
        ours()
        middle = process_time()
        yardstick()
        end = process_time()
        print(f"{BALLOTS / (middle - at):,.0f} a second and core; ratio {(middle - at) / (end - middle):.2f}")
