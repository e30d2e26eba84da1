"""A hundred thousand signed open ballots in a packed Git repository: how long counting them takes, beside bare PyNaCl."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from hashlib import sha1
from pathlib import Path
from typing import Any
from zlib import compress

sys.path.insert(0, str(Path(__file__).parent.parent))

BALLOTS = 100_000
NAME = "2023-lamps"
FOLDER = f"proposals/{NAME}"
SPACE = "ballot@brook.example"
VOTES = ("for", "for", "against", "abstain")


def build(root: Path, ballots: int = BALLOTS) -> list[tuple[bytes, bytes, bytes]]:
    """Make the repository: a founding, a vote, every ballot with its signature in one merge, the close; packed.

    Returns the key, the signed data and the signature of every ballot, for the yardstick.
    """
    from co_op import event, genesis, log, proposal
    from folkmoot.formats.ballot_json import write_ballot
    from folkmoot.formats.canonical import digest, manifest_digest, write_document
    from folkmoot.formats.table import write_entries
    from folkmoot.records.ballot import Ballot
    from trust.keyring import signed_data, throwaway

    tokens = [f"m-{number:06d}" for number in range(ballots)]
    keys = {token: throwaway(f"bench {token}") for token in tokens}
    entries = write_entries(("entry", "key"), [(token, keys[token].fingerprint) for token in tokens])
    head = {
        "id": "2023-members", "type": "roster", "title": "Members", "summary": "All.", "as_of": "2023-02-01", "rules_at": "2023-02-01",
        "count": str(ballots), "columns": ["entry", "key"], "digest": digest(entries), "storage": "public",
    }  # fmt: skip
    text, electorate = proposal(NAME), digest(entries)
    bound = manifest_digest({"proposal.md": text})
    events = [
        event("2023-02-01T12:00:00Z", "opened"),
        event("2023-02-11T12:00:00Z", "frozen", text=bound),
        event("2023-02-12T12:00:00Z", "voting-opened", electorate={"kind": "roster", "id": "2023-members", "digest": digest(entries)}),
        event("2023-02-20T12:00:00Z", "ballots-closed"),
    ]
    roster = {"juries/rosters/2023-members/roster.md": write_document(head, "\n"), "juries/rosters/2023-members/entries.csv": entries}
    box: dict[str, bytes] = {}
    bare = []
    for place, token in enumerate(tokens):
        path = f"{FOLDER}/ballots/{token}-1.json"
        box[path] = write_ballot(Ballot(NAME, bound, electorate, token, 1, VOTES[place % 4]))
        box[f"{path}.sig.d/{token}.sig"] = keys[token].sign(box[path], SPACE)
        data = signed_data(box[path], SPACE)
        bare.append((keys[token].public, data, keys[token].raw(data)))
    opened = {**genesis(), **roster, f"{FOLDER}/proposal.md": text, f"{FOLDER}/log.yml": log(*events[:3])}
    imported(root, opened, box, {f"{FOLDER}/log.yml": log(*events)})
    return bare


def imported(root: Path, *commits: Mapping[str, bytes]) -> None:
    """Commit files as merges of the main line, all objects in one pack (Git documentation, gitformat-pack)."""
    objects: dict[bytes, tuple[int, bytes]] = {}
    files: dict[str, bytes] = {}
    parent = ""
    for number, step in enumerate(commits):
        files.update((path, _put(objects, _BLOB, data)) for path, data in step.items())
        who = f"Bench <bench@localhost> {1_700_000_000 + number * 86_400} +0000"
        before = f"parent {parent}\n" if parent else ""
        text = f"tree {_tree(objects, files).hex()}\n{before}author {who}\ncommitter {who}\n\nStep\n"
        parent = _put(objects, _COMMIT, text.encode()).hex()
    git = ["git", "-C", str(root)]
    subprocess.run(["git", "init", "-q", "-b", "main", str(root)], check=True)
    subprocess.run([*git, "index-pack", "--stdin"], input=_pack(objects), check=True, capture_output=True)
    subprocess.run([*git, "update-ref", "refs/heads/main", parent], check=True)


_COMMIT, _TREE, _BLOB = 1, 2, 3
_WORDS = {_COMMIT: b"commit", _TREE: b"tree", _BLOB: b"blob"}


def _put(objects: dict[bytes, tuple[int, bytes]], kind: int, data: bytes) -> bytes:
    """Keep an object, and return its id."""
    name = sha1(_WORDS[kind] + b" %d\0" % len(data) + data, usedforsecurity=False).digest()
    objects[name] = kind, data
    return name


def _tree(objects: dict[bytes, tuple[int, bytes]], files: Mapping[str, bytes]) -> bytes:
    """Make the trees of some files, by path, and return the id of the top one."""
    folders: dict[str, dict[str, bytes]] = {}
    plain: dict[str, bytes] = {}
    for path, name in files.items():
        first, _, rest = path.partition("/")
        if rest:
            folders.setdefault(first, {})[rest] = name
        else:
            plain[first] = name
    rows = [(first, b"100644 ", name) for first, name in plain.items()]
    rows += [(f"{first}/", b"40000 ", _tree(objects, below)) for first, below in folders.items()]
    return _put(objects, _TREE, b"".join(mode + key.rstrip("/").encode() + b"\0" + name for key, mode, name in sorted(rows)))


def _pack(objects: Mapping[bytes, tuple[int, bytes]]) -> bytes:
    parts = [b"PACK" + (2).to_bytes(4, "big") + len(objects).to_bytes(4, "big")]
    for kind, data in objects.values():
        size = len(data)
        head = bytearray([kind << 4 | size & 15])
        size >>= 4
        while size:
            head[-1] |= 128
            head.append(size & 127)
            size >>= 7
        parts += [bytes(head), compress(data, 1)]
    whole = b"".join(parts)
    return whole + sha1(whole, usedforsecurity=False).digest()


def counted(root: Path) -> Any:
    """Read the repository from Git's objects and count the vote."""
    from folkmoot.cli import seldom_collect
    from folkmoot.repository.reader import read_revision

    seldom_collect()
    archive = read_revision(root, "main", judging=True)
    from folkmoot.procedure.chronicle import chronicle
    from folkmoot.records.value import parse_instant
    from folkmoot.tally.decision import recount

    matter = chronicle(archive, parse_instant("2023-04-01T00:00:00Z")).matters[NAME]
    return recount(archive, matter.proposal, matter.book)


def bare_loop(parts: list[tuple[bytes, bytes, bytes]]) -> Callable[[], None]:
    """PyNaCl over the same keys, data and signatures, and nothing else."""
    from nacl.bindings import crypto_sign_open

    def bare() -> None:
        for public, data, signature in parts:
            crypto_sign_open(signature + data, public)

    return bare


def counting(root: Path) -> list[str]:
    """The command line that counts the vote in a process of its own."""
    program = "import sys; sys.path[:0] = sys.argv[2:]; import ballots, pathlib; assert ballots.counted(pathlib.Path(sys.argv[1])).counted"
    return [sys.executable, "-c", program, str(root), str(Path(__file__).parent)]


def most_held(line: list[str]) -> float:
    """Run a command, and return the most that it and the processes it started held together, in megabytes.

    Pages that several of them share are divided among them (Linux, proc(5), `smaps_rollup`, Pss).
    """
    from time import sleep

    most = 0
    with subprocess.Popen(line, start_new_session=True) as process:
        while process.poll() is None:
            most = max(most, sum(map(_held, _family(process.pid))))
            sleep(0.1)
        assert process.returncode == 0
    return most / 1024


def _family(session: int) -> list[Path]:
    """The folders in /proc of the processes of a session."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if (folder / "stat").read_text().rpartition(")")[2].split()[3] == str(session):
                found.append(folder)
        except OSError:
            continue
    return found


def _held(folder: Path) -> int:
    """Kilobytes of one process; none of one that has ended."""
    try:
        lines = (folder / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def main() -> None:
    """Build the repository, count three times, and print seconds, ratio, and how much memory a count takes."""
    import tempfile
    from time import perf_counter

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "co-op"
        yardstick = bare_loop(build(root))
        for _ in range(3):
            at = perf_counter()
            subprocess.run(counting(root), check=True)
            middle = perf_counter()
            yardstick()
            end = perf_counter()
            ratio = (middle - at) / (end - middle)
            print(f"{BALLOTS:,} ballots: {middle - at:.1f} s, bare {end - middle:.1f} s, ratio {ratio:.2f}")
        print(f"at most {most_held(counting(root)):,.0f} MB, with the processes it starts")


if __name__ == "__main__":
    main()
