"""Many signatures, bent in many ways: whatever we accept, `ssh-keygen -Y verify` accepts too."""

from collections import Counter
from pathlib import Path

import pytest

from folkmoot.formats.ssh_key import write_line
from folkmoot.records.signature import PublicKey, Refusal, Refused
from folkmoot.trust.signature import judge
from trust.bent import STRICTER, Lot, bent, keys
from trust.softkeys import openssh_accepts


def compare(folder: Path, seed: str, count: int, refused_every: int) -> tuple[int, Counter[str], int, Counter[tuple[str, ...]]]:
    """Put `count` bent signatures to us, and all that we accept and one in some that we refuse to OpenSSH.

    How many we accepted, by which bends; how many we refused that OpenSSH was asked about, and which of those it accepts.
    """
    lot = Lot(seed)
    everyone = "\nsomebody ".join({key.line for key in keys()})
    asked = set[tuple[bytes, bytes, str]]()
    accepted, bends, put, looser = 0, Counter[str](), 0, Counter[tuple[str, ...]]()
    for place in range(count):
        one = bent(lot)
        found = judge(one.armour, one.message, one.expected)
        plain = one.armour.replace(b"\r\n", b"\n")  # the one thing that we forgive and OpenSSH does not
        if isinstance(found, PublicKey):
            accepted += 1
            bends.update(one.how)
            case = (plain, one.message, one.expected)
            if case not in asked:
                asked.add(case)
                assert openssh_accepts(folder, write_line(found), one.expected, plain, one.message), one
        else:
            assert isinstance(found, Refused)
            if place % refused_every == 0:
                put += 1
                if openssh_accepts(folder, everyone, one.expected, plain, one.message):
                    looser[one.how] += 1
                    assert found.reason == Refusal.NOT_PRESENT or STRICTER & set(one.how), (one, found)
    return accepted, bends, put, looser


def test_whatever_we_accept_openssh_accepts(tmp_path: Path) -> None:
    accepted, bends, put, _ = compare(tmp_path, "quick", 300, 5)
    assert accepted >= 40, accepted
    assert len(bends) >= 10, bends
    assert put >= 20, put


@pytest.mark.slow
def test_whatever_we_accept_of_a_hundred_thousand_openssh_accepts(tmp_path: Path) -> None:
    accepted, bends, put, looser = compare(tmp_path, "slow", 100_000, 100)
    print(f"accepted {accepted}: {bends}; refused and put to OpenSSH {put}, of which it accepts {looser.total()}: {looser}")
    assert accepted >= 10_000, accepted
    assert len(bends) >= 20, bends
    assert put >= 500, put
