"""A private list of a million members, for what `roster freeze` claims of its speed and of its memory."""

import hashlib
import subprocess
import sys
from itertools import count
from pathlib import Path

MEMBERS = 1_000_000
MOST_MEMORY = 600 * 1024
"""KiB that freezing them may take at most."""
_NUMBER = count()
_PEAK = """
import atexit, re, sys
from folkmoot.cli import main
# Not ru_maxrss: the kernel lets a process begin with that of the one which started it.
atexit.register(lambda: print(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1]))
main(sys.argv[1:])
"""


def build(folder: Path) -> None:
    """Write the list, in no order: a token and two columns each; and an empty repository beside it."""
    (folder / "coop" / "charter").mkdir(parents=True)
    regions, ages = ("north", "south", "east", "west"), ("16-29", "30-44", "45-59", "60-plus")
    with (folder / "members.csv").open("w") as file:
        file.write("entry,region,age\n")
        for place in range(MEMBERS):
            token = hashlib.sha256(str(place).encode()).hexdigest()[:14]
            file.write(f"m-{token},{regions[place % 4]},{ages[place // 7 % 4]}\n")


def frozen(folder: Path) -> None:
    """What `folkmoot roster freeze` does, the process and its start included; its peak memory is held to what is claimed."""
    line = ["roster", "freeze", str(folder / "members.csv"), "--id", f"2026-bench-{next(_NUMBER)}", "--day", "2026-11-01"]
    columns = ["--column", "region", "--column", "age", "--root", str(folder / "coop")]
    ran = subprocess.run([sys.executable, "-c", _PEAK, *line, *columns], check=True, capture_output=True, text=True)
    peak = int(ran.stdout.splitlines()[-1])
    assert peak < MOST_MEMORY, f"{peak:,} KiB"


def sorted_and_digested(folder: Path) -> None:
    """Sort the same file and take its digest with coreutils, and nothing else: no reading of columns, no check, no counts."""
    subprocess.run("LC_ALL=C sort members.csv | sha256sum", shell=True, cwd=folder, check=True, capture_output=True)


def main() -> int:
    """Measure alone: the ratio of processor time, the median of three, and the claim it is held to."""
    import tempfile
    from statistics import median

    from run import measure

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build(folder)
        pairs = [(measure(lambda: frozen(folder)), measure(lambda: sorted_and_digested(folder))) for _ in range(3)]
    ratio = median(ours / bare for ours, bare in pairs)
    print(f"freeze {MEMBERS:,}: {ratio:.2f} times sort | sha256sum (claim 8.0), less than {MOST_MEMORY // 1024} MiB")
    return 1 if ratio > 8 else 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    sys.exit(main())
