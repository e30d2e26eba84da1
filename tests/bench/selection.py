"""The speed and fairness of quota juries beside sortition-algorithms, pool by pool in one run (by hand; not part of `make bench`).

    python tests/bench/selection.py SORTITION [NAME ...]

SORTITION is the command of a sortition-algorithms installed elsewhere (`pip install 'sortition-algorithms[cli]' highspy` in an
environment of its own; it is under the GPL, so it is run as a program and never imported). Both read the same people from CSV and
print the chance of the least likely person; the time is processor or elapsed time, whichever is less, without that of starting
each program for nothing.
"""

import csv
import re
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

TOP = Path(__file__).parent.parent.parent
VECTORS = TOP / "tests" / "vectors" / "selection"
PATIENCE = 1200
SETTINGS = """id_column = "id"
columns_to_keep = []
check_same_address = false
check_same_address_columns = []
selection_algorithm = "maximin"
solver_backend = "highspy"
random_number_seed = 1
"""
SIZES = {"gender": 3, "age": 6, "region": 9, "education": 3, "ethnicity": 4, "climate": 3, "urban": 2}
SHARES = {"gender": (0.49, 0.49, 0.02), "ethnicity": (0.82, 0.09, 0.06, 0.03)}

Row = dict[str, str]
GENERATED = {
    "people_150": (150, 22, 5, 1),
    "people_250": (250, 20, 6, 6),
    "people_404": (404, 40, 6, 2),
    "people_500": (500, 50, 5, 7),
    "people_800": (800, 75, 4, 3),
}
"""Name to people, seats, columns and seed; people and quotas are made up."""


def generated(people: int, seats: int, columns: int, seed: int, slack: int = 2) -> tuple[list[Row], list[Row], int]:
    """A pool whose volunteers differ from the population, whose shares the quotas follow."""
    numbers = np.random.Generator(np.random.PCG64(seed))
    rows: list[Row] = [{} for _ in range(people)]
    quotas: list[Row] = []
    for name in list(SIZES)[:columns]:
        population = np.array(SHARES.get(name, tuple(numbers.random(SIZES[name]) + 0.15)))
        population = population / population.sum()
        volunteers = population * (0.4 + 1.2 * numbers.random(SIZES[name]))
        drawn = np.searchsorted(np.cumsum(volunteers / volunteers.sum())[:-1], numbers.random(people), side="right")
        for row, value in zip(rows, drawn.tolist(), strict=True):
            row[name] = f"{name}{value}"
        for value, share in enumerate(population.tolist()):
            least = min(max(0, round(seats * share) - slack), int((drawn == value).sum()))
            quotas.append({"feature": name, "value": f"{name}{value}", "min": str(least), "max": str(round(seats * share) + slack)})
    return rows, quotas, seats


def vector(name: str) -> tuple[list[Row], list[Row], int]:
    """A pool of `tests/vectors/selection`."""
    with (VECTORS / name / "respondents.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    with (VECTORS / name / "categories.csv").open(newline="") as file:
        quotas = [
            {"feature": row["category"], "value": row["feature"], "min": row["min"], "max": row["max"]} for row in csv.DictReader(file)
        ]
    found = re.search(r"_\d+_(\d+)", name)
    assert found is not None
    return rows, quotas, int(found[1])


def written(folder: Path, rows: list[Row], quotas: list[Row]) -> None:
    """Write people and quotas as both programs read them."""
    for name, table in (("people", [{"id": f"p{place}", **row} for place, row in enumerate(rows)]), ("features", quotas)):
        with (folder / f"{name}.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, list(table[0]))
            writer.writeheader()
            writer.writerows(table)
    (folder / "settings.toml").write_text(SETTINGS)


def ours(folder: Path, seats: int) -> None:
    """Build the weighted lottery of a folder and print its least chance and the certified bound."""
    sys.path.insert(0, str(TOP / "tooling"))
    from folkmoot.records.lottery import Kind, Pool, Quota
    from folkmoot.sortition.lottery.build import build

    quotas: dict[str, dict[str, Quota]] = {}
    with (folder / "features.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            quotas.setdefault(row["feature"], {})[row["value"]] = Quota(int(row["min"]), int(row["max"]))
    columns = tuple(sorted(quotas))
    with (folder / "people.csv").open(newline="") as file:
        kinds = Counter(tuple(row[column] for column in columns) for row in csv.DictReader(file))
    pool = Pool(columns, tuple(Kind(values, count) for values, count in sorted(kinds.items())), seats, quotas)
    lottery = build(pool, tickets=None)
    print(f"{float(lottery.least):.12f} {float(lottery.certificate.bound):.12f}")


def timed(command: Sequence[str | Path], folder: Path) -> tuple[float, str]:
    """Seconds of a command (processor or elapsed, the lesser), and what it printed; infinitely many when it had to be stopped."""
    began = perf_counter()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return float("inf"), ""
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return min(spent, perf_counter() - began), done.stdout


def compared(sortition: str, name: str) -> float:
    """Run both on one pool, print a line, and give the ratio of their times."""
    rows, quotas, seats = generated(*GENERATED[name]) if name in GENERATED else vector(name)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        written(folder, rows, quotas)
        me = [sys.executable, str(Path(__file__).resolve())]
        mine, said = timed([*me, "--ours", str(seats)], folder)
        mine -= timed([*me, "--ours", "0"], folder)[0]
        paths = ["-S", "settings.toml", "-f", "features.csv", "-p", "people.csv", "-s", "selected.csv", "-r", "remaining.csv"]
        theirs, table = timed([sortition, "csv", *paths, "-n", str(seats), "-v", "--no-progress"], folder)
        theirs -= timed([sortition, "csv", "--help"], folder)[0]
    least, bound = (float(word) for word in said.split()[-2:])
    chances = [float(found) / 100 for found in re.findall(r"^p\d+\s+([\d.]+)%", table, re.MULTILINE)]
    other = min(chances) if chances else float("nan")
    verdict = "stopped" if not chances else "equal or better" if least >= other - 1e-6 else "WORSE"
    print(
        f"{name:18} ours {mine:7.2f} s, theirs {theirs:8.2f} s, ratio {theirs / mine:7.1f};"
        f" least ours {least:.6f} (bound {bound:.6f}), theirs {other:.6f}: {verdict}",
        flush=True,
    )
    return theirs / mine


def main(arguments: list[str]) -> None:
    """Compare all pools, or those named."""
    if arguments[:1] == ["--ours"]:
        if arguments[1] == "0":  # starts and loads what `ours` does, for nothing
            sys.path.insert(0, str(TOP / "tooling"))
            import folkmoot.sortition.lottery.build  # noqa: F401

            return
        ours(Path.cwd(), int(arguments[1]))
        return
    if not arguments:
        print(f"skipped: name the command of sortition-algorithms.\n{__doc__}")
        return
    names = arguments[1:] or [*sorted(path.name for path in VECTORS.iterdir() if path.is_dir()), *GENERATED]
    ratios = [compared(arguments[0], name) for name in names]
    print(f"median ratio {median(ratios):.1f}, least {min(ratios):.1f}, over {len(ratios)} pools")


if __name__ == "__main__":
    main(sys.argv[1:])
