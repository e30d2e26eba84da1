"""Make the computed records of Rookery again: its rosters, ballots, logs, draw and decisions.

    python tests/rookery/make.py           write them into this repository
    python tests/rookery/make.py --check   only compare, and say what differs

The texts of Rookery (articles, proposals, calls, sessions, reports) are written by people and only read here. What follows
from them is made by the commands a co-op would use: `roster freeze`, `draw seed`, `draw run`, `tally --write`. The
jury of 2025 is made in `amendment_jury.py` and that of 2026 in `second_jury.py`, called from here.
Rookery is invented, so its members and their choices come from SHA-256 of plain texts: the same bytes come out on every
machine. No person stands behind a token.
"""

import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import amendment_jury
import second_jury
from invented import archive, folkmoot, freeze, life, named, number, roster_electorate, share, write

from folkmoot.formats.ballot_json import write_batch, write_totals
from folkmoot.formats.canonical import digest, write_log
from folkmoot.formats.draw_json import read_draw
from folkmoot.records.ballot import Ballot, BallotBatch, CountedTotals
from folkmoot.tally.electorate import seated

ROOT = Path(__file__).parents[2]
FOUNDERS, BOARD, COMMITTEE, STAFF = range(9), range(5), range(9, 16), range(16, 57)
"""Members by the order in which they joined; the registrar alone would know it."""
EARLY, LATE, WAITING = 2310, 12046, 318
REGIONS = {"germany": 4903, "elsewhere-in-europe": 3518, "americas": 2077, "asia-pacific": 1012, "africa-middle-east": 536}
AGES = {"16-29": 31, "30-44": 35, "45-59": 19, "60-plus": 8, "unsaid": 7}
USES = {"daily": 38, "weekly": 36, "rarely": 26}
JURY = "2024-policy-jury-1"
BEACON = "929906c959032ab363c9f26570d215d66f5c06cb0c44fe508c12bb5839f04ec895bb6868e5b9ff13ab289bdb5266b394"
"""What round 12040883 of drand quicknet carries; published on 2024-10-14 at 17:13:33 UTC."""
DECLINED = {"germany": ("no-time", "no-reason", "no-reason"), "elsewhere-in-europe": ("no-time",), "americas": ("no-time",),
            "asia-pacific": ("no-reason",)}  # fmt: skip
"""Those who declined, a region each, in the words of their answer; nobody has to say more."""
SILENT = "elsewhere-in-europe"
"""Where one of those drawn never answered."""


def tokens() -> tuple[str, ...]:
    """The token of each member, in the order of joining."""
    return named(LATE + WAITING + EARLY)


def members() -> list[dict[str, str]]:
    """The registrar's list of September 2024: those who may vote, and those who still wait."""
    stayed = [n for n in range(len(tokens())) if n not in range(STAFF.stop, EARLY) or number(f"left {n}") % 100 >= 6]
    voting, waiting = stayed[:LATE], stayed[LATE : LATE + WAITING]
    by_lot = sorted(voting, key=lambda n: number(f"region {n}"))
    region = dict(zip(by_lot, (name for name, count in REGIONS.items() for _ in range(count)), strict=True))
    rows = [member(n, region[n], "voting") for n in voting]
    return rows + [member(n, "germany", "waiting") for n in waiting]


def member(n: int, region: str, status: str) -> dict[str, str]:
    """One row; of the few who hold an office, age and use are withheld, because few can be found out."""
    role = "board" if n in BOARD else "committee" if n in COMMITTEE else "staff" if n in STAFF else "member"
    age, use = (share(AGES, f"age {n}"), share(USES, f"use {n}")) if role == "member" else ("withheld", "withheld")
    return {"entry": tokens()[n], "region": region, "age": age, "use": use, "role": role, "status": status}


def rosters(root: Path) -> None:
    """The three rosters: the founders, those who ratified, those from whom the first jury was drawn."""
    rows = [{"entry": token} for token in tokens()]
    freeze(root, "2023-founders", "2023-02-01", "The founders", rows[: len(FOUNDERS)],
           "--summary", "The nine people who signed the deed that promised the company to its users.")  # fmt: skip
    freeze(root, "2023-05-members", "2023-05-26", "Members who could vote on the charter", rows[:EARLY],
           "--rules-at", "2023-04-17",
           "--summary", "Everyone who had joined by the day the list was frozen; the charter's waiting time did not hold yet.")  # fmt: skip
    columns = [part for column in ("region", "age", "use", "role") for part in ("--column", column)]
    freeze(root, "2024-09-members", "2024-09-27", "Members from whom the first jury is drawn", members(),
           "--summary", "Every member whose waiting time was over, busy or not. Ages and regions are kept broad on purpose.",
           "--exclude", "status=waiting:waiting", *columns)  # fmt: skip


def genesis(root: Path) -> None:
    """The founders' meeting: a count of hands under nine people, announced by two tellers."""
    name, electorate = "2023-genesis", roster_electorate(root, "2023-founders")
    text = life(root, name, electorate, [
        ("2023-01-16T09:30:00Z", "opened", "founders-meeting"),
        ("2023-02-01T10:00:00Z", "frozen", "founders-meeting"),
        ("2023-02-04T13:00:00Z", "voting-opened", "founders-meeting"),
        ("2023-02-04T15:00:00Z", "ballots-closed", "founders-meeting"),
    ])  # fmt: skip
    totals = CountedTotals(name, text, electorate["digest"], 8, 1, 0, tokens()[5:7])
    write(root, f"proposals/{name}/ballots/counted-1.json", write_totals(totals))
    folkmoot(root, "tally", name, "--write")


def ratification(root: Path) -> None:
    """The members' vote on the charter: 1,406 ballots, attested by a clerk of the core team."""
    name, electorate = "2023-ratification", roster_electorate(root, "2023-05-members")
    text = life(root, name, electorate, [
        ("2023-04-17T08:00:00Z", "opened", "rules-committee"),
        ("2023-05-03T16:30:00Z", "revised", "rules-committee"),
        ("2023-06-01T10:00:00Z", "frozen", "rules-committee"),
        ("2023-06-05T08:00:00Z", "voting-opened", "rules-committee"),
        ("2023-06-19T22:00:00Z", "ballots-closed", "core-team"),
    ])  # fmt: skip
    voters = sorted(tokens()[:EARLY], key=lambda token: number(f"ratifies {token}"))
    said = ["for"] * 1214 + ["against"] * 131 + ["abstain"] * 61
    bound = (name, text, electorate["digest"])
    ballots = tuple(Ballot(*bound, voter, 1, choice) for voter, choice in sorted(zip(voters, said, strict=False)))
    batch = BallotBatch(*bound, tokens()[STAFF.start], ballots)
    write(root, f"proposals/{name}/ballots/batch-1.json", write_batch(batch))
    folkmoot(root, "tally", name, "--write")


def jury(root: Path) -> None:
    """Call, freeze, seed, draw, and then the letters: who said yes, who did not, who took their seat."""
    folder, found = f"juries/{JURY}", archive(root)
    called, roster = found.jury(JURY), found.roster("2024-09-members")
    assert called is not None
    assert roster is not None
    assert roster.entries is not None
    write(root, f"{folder}/log.yml", write_log([
        {"at": "2024-09-30T10:00:00Z", "act": "called", "by": "rules-committee", "call": called.call.digest},
        {"at": "2024-09-30T10:05:00Z", "act": "pool-frozen", "by": "core-team", "ref": roster.id, "roster": roster.entries.digest},
    ]))  # fmt: skip
    folkmoot(root, "draw", "seed", JURY, "--signature", BEACON, "--by", "core-team", "--as-of", "2024-10-14T17:20:00Z")
    folkmoot(root, "draw", "run", JURY)
    log = root / folder / "log.yml"
    log.write_bytes(log.read_bytes() + write_log(letters((root / folder / "draw.json").read_bytes())))


def letters(drawn: bytes) -> list[dict[str, Any]]:
    """The answers of those drawn, in the order in which they came, and the alternates who took the empty seats."""
    panel = read_draw(drawn).panel
    reasons = {region: list(why) for region, why in DECLINED.items()}
    empty: list[tuple[str, str, str]] = []
    answers: list[dict[str, Any]] = []
    for seat in sorted(panel.seats, key=lambda seat: number(f"answers {seat.entry}")):
        day, minute = divmod(number(f"minute {seat.entry}") % (12 * 1440), 1440)
        at = f"2024-10-{16 + day:02}T{minute // 60:02}:{minute % 60:02}:00Z"
        if reasons.get(seat.stratum):
            why = reasons[seat.stratum].pop(0)
            answers.append({"at": at, "act": "declined", "by": seat.entry, "entry": seat.entry, "reason": why})
            empty.append((seat.stratum, seat.entry, why))
        elif seat.stratum == SILENT and not any(why == "no-answer" for _, _, why in empty):
            empty.append((seat.stratum, seat.entry, "no-answer"))
            answers.append({"at": "2024-10-29T23:00:00Z", "act": "removed", "by": "core-team", "entry": seat.entry, "reason": "no-answer"})
        else:
            answers.append({"at": at, "act": "accepted", "by": seat.entry, "entry": seat.entry})
    summons = {"at": "2024-10-15T09:00:00Z", "act": "summoned", "by": "core-team", "reason": "letters to all who were drawn"}
    spare = {region: [seat.entry for seat in panel.alternates if seat.stratum == region] for region in REGIONS}
    filled: list[dict[str, Any]] = []
    for place, (region, gone, _) in enumerate(sorted(empty)):
        comes, why = spare[region].pop(0), f"takes the seat of {gone}"
        filled.append({"at": f"2024-10-30T09:{place:02}:00Z", "act": "replaced", "by": "core-team", "entry": comes, "reason": why})
        filled.append({"at": f"2024-10-{30 + place % 2}T{15 + place % 5}:{10 + place}:00Z", "act": "accepted", "by": comes, "entry": comes})
    end = {"at": "2024-12-04T12:00:00Z", "act": "discharged", "by": "rules-committee"}
    return [summons, *sorted([*answers, *filled], key=lambda event: str(event["at"])), end]


def reply_limits(root: Path) -> None:
    """The jury's vote: secret, in the room, counted by two of the jurors."""
    name = "2024-reply-limits"
    drawn = (root / f"juries/{JURY}/draw.json").read_bytes()
    electorate = {"kind": "jury", "id": JURY, "digest": digest(drawn)}
    known = archive(root)
    found, sitting = known.proposal(name), known.jury(JURY)
    assert found is not None
    assert sitting is not None
    text = life(root, name, electorate, [
        ("2024-06-10T07:30:00Z", "opened", found.text.head.introduced_by),
        ("2024-07-22T18:00:00Z", "revised", found.text.head.introduced_by),
        ("2024-09-26T09:00:00Z", "frozen", "rules-committee"),
        ("2024-11-24T09:00:00Z", "voting-opened", "rules-committee"),
        ("2024-11-24T17:00:00Z", "ballots-closed", "tellers"),
    ])  # fmt: skip
    tellers = sorted(seated(sitting), key=lambda token: number(f"teller {token}"))[:2]
    totals = CountedTotals(name, text, electorate["digest"], 31, 14, 2, tuple(sorted(tellers)))
    write(root, f"proposals/{name}/ballots/counted-1.json", write_totals(totals))
    folkmoot(root, "tally", name, "--write")


def quiet_counts(root: Path) -> None:
    """A proposal that is still being discussed."""
    found = archive(root).proposal("2026-quiet-counts")
    assert found is not None
    life(root, found.id, {}, [("2026-11-02T18:15:00Z", "opened", found.text.head.introduced_by)])


MADE = (
    "log.yml", "draw.json", "decision.md", "entries.csv", "roster.md", "counted-1.json", "batch-1.json", "acts", "*.sig.d",
)  # fmt: skip
"""The names of the files and folders made here; everything else is written by people, but for what a call takes from the records."""
RECORDS = (
    "proposals/2023-genesis", "proposals/2023-ratification", "proposals/2024-reply-limits", "proposals/2026-quiet-counts",
    "juries/2024-policy-jury-1", *amendment_jury.RECORDS, *second_jury.RECORDS,
)  # fmt: skip
"""The folders whose texts are read here; records of later years have makers of their own."""
STEPS = (rosters, genesis, ratification, jury, reply_limits, quiet_counts, *amendment_jury.STEPS, *second_jury.STEPS)
"""In this order: each reads what those before it made."""
FINISHED = (*amendment_jury.FINISHED, *second_jury.FINISHED)


def make(root: Path) -> dict[str, bytes]:
    """Make every computed record from the texts below `root`, in a folder of its own; return them by path."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch)
        for folder in filter(lambda folder: (root / folder).is_dir(), RECORDS):
            shutil.copytree(root / folder, copy / folder, ignore=shutil.ignore_patterns(*MADE))
        texts = standing(copy)
        for step in STEPS:
            step(copy)
        return {path: data for path, data in standing(copy).items() if path not in texts or path in FINISHED}


def standing(root: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path there."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def differing(made: Mapping[str, bytes], root: Path) -> list[str]:
    """The made files that do not stand below `root` in the same bytes."""
    return [path for path, data in sorted(made.items()) if not (root / path).is_file() or (root / path).read_bytes() != data]


def left_over(made: Mapping[str, bytes], root: Path) -> list[str]:
    """Files of the sorts made for the second jury that stand below `root` and are not made any more."""
    return [path for path in second_jury.standing(root) if path not in made]


def main(arguments: list[str]) -> int:
    """Write what differs, or with `--check` only name it."""
    made = make(ROOT)
    changed = [*differing(made, ROOT), *left_over(made, ROOT)]
    for path in changed:
        if "--check" not in arguments and path in made:
            write(ROOT, path, made[path])
        elif "--check" not in arguments:
            (ROOT / path).unlink()
        print(path)
    print(f"{len(made)} records made, {len(changed)} differ{'' if '--check' in arguments else 'ed and are written'}")
    return 1 if changed and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
