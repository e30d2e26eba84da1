"""Rookery in 2025: modules, a plan for changing hands, its steps and the one that was taken back, the first board, the first case."""

from pathlib import Path
from typing import Any

from acts import Words, attested, box, lived, told
from chapter_2023 import REGIONAL
from invented import archive, number
from panels import Lot, sit
from people import JUNE, SEPTEMBER, STAFF, alumni, council, docket, everybody, in_2025, rows, tokens, volunteers

OBJECTOR = "one of them"
"""Whoever of a module objects."""
OVERSIGHT = {"2025-01-oversight": "2025-01-15", "2025-07-oversight": "2025-07-14", "2026-01-oversight": "2026-01-04"}
"""The rosters of the oversight council: the day each was frozen, after each change of hands."""


def asker(root: Path, name: str) -> str:
    """Who introduces a proposal."""
    found = archive(root).proposal(name)
    assert found is not None, name
    return found.text.head.introduced_by


def in_council(root: Path, name: str, days: tuple[str, str, str], roster: str, votes: Words, decides: str, hours: tuple[str, str] = ("12", "15"),
               more: list[tuple[str, str, str, dict[str, Any]]] | None = None) -> None:  # fmt: skip
    """A question that a council decides in one sitting: `days` are opened, frozen, voted on."""
    opened, frozen, day = days
    by = asker(root, name)
    text = lived(root, name, [
        (f"{opened}T09:00:00Z", "opened", by),
        (f"{frozen}T09:00:00Z", "frozen", by),
        (f"{day}T{hours[0]}:00:00Z", "voting-opened", decides),
        *(more or []),
        (f"{day}T{hours[1]}:00:00Z", "ballots-closed", decides),
    ], roster)  # fmt: skip
    box(root, name, text, roster, day, votes)


def in_module(root: Path, name: str, days: tuple[str, str, str], roster: str, votes: Words, body: str,
              objected: tuple[tuple[str, str, str, dict[str, Any]], ...] = ()) -> None:  # fmt: skip
    """A piece of daily work: written down, open for objections for three days, and done if nobody minds."""
    opened, frozen, closed = days
    one = min((row["entry"] for row in rows(root, roster)), key=lambda token: number(f"minds {name} {token}"))
    text = lived(root, name, [
        (f"{opened}T09:00:00Z", "opened", body),
        (f"{frozen}T17:00:00Z", "frozen", body),
        (f"{frozen}T18:00:00Z", "voting-opened", body),
        *((at, act, one if by == OBJECTOR else by, more) for at, act, by, more in objected),
        (f"{closed}T20:00:00Z", "ballots-closed", body),
    ], roster)  # fmt: skip
    box(root, name, text, roster, closed, votes)


def by_jury(root: Path, name: str, days: tuple[str, ...], jury: str, votes: Any, conducts: str) -> None:
    """A question that a jury decides in one day: `days` are opened, perhaps revised, frozen, voted on."""
    opened, *revised, frozen, day = days
    by = asker(root, name)
    text = lived(root, name, [
        (f"{opened}T18:20:00Z", "opened", by),
        *((f"{each}T19:40:00Z", "revised", by) for each in revised),
        (f"{frozen}T09:00:00Z", "frozen", conducts),
        (f"{day}T09:00:00Z", "voting-opened", conducts),
        (f"{day}T17:00:00Z", "ballots-closed", "tellers"),
    ], jury)  # fmt: skip
    box(root, name, text, jury, day, votes)


def winter(root: Path) -> None:
    """January to March: the modules are drawn, maintainers and clerks appointed, and a jury decides how the machines change hands."""
    council(root, "2025-01-oversight", "oversight-council", OVERSIGHT["2025-01-oversight"], "The oversight council at its beginning")
    for module, count in (("finance", 19), ("branding", 17), ("policy", 31)):
        volunteers(
            root, f"2025-01-volunteers-{module}", module, "2025-01-09", f"Members who would join the {module} module", SEPTEMBER, count
        )
        sit(root, Lot(f"2025-{module}-1", "2025-01-10T10:00:00Z", keeper="core-team"))
    sit(
        root, Lot("2025-policy-jury-1", "2025-01-10T11:00:00Z", keeper="core-team", discharged="2025-03-14T12:00:00Z", declines=7, course=4)
    )
    for name in ("2025-maintainers", "2025-clerks"):
        in_council(root, name, ("2025-01-20", "2025-01-30", "2025-02-01"), "2025-01-oversight", (10, 1, 1), "oversight-council")
    by_jury(
        root,
        "2024-conversion-plan",
        ("2024-10-21", "2024-11-11", "2025-01-07", "2025-03-01"),
        "2025-policy-jury-1",
        (38, 7, 2),
        "core-team",
    )


def spring(root: Path) -> None:
    """February to May: the modules work; members call up a mascot; a petition; the first look at the process is drawn."""
    for module in ("finance", "branding", "policy"):
        council(root, f"2025-02-{module}", f"module-{module}", "2025-02-09", f"The {module} module at its beginning")
    in_module(root, "2025-backup-storage", ("2025-02-10", "2025-02-13", "2025-02-17"), "2025-02-finance", (6, 0, 0), "module-finance")
    in_module(root, "2025-translators-fee", ("2025-03-03", "2025-03-06", "2025-03-10"), "2025-02-finance", (5, 0, 0), "module-finance")
    sit(root, Lot("2025-process-jury-1", "2025-03-10T10:00:00Z", discharged="2025-07-04T12:00:00Z"))
    in_module(root, "2025-mascot", ("2025-03-17", "2025-03-20", "2025-03-24"), "2025-02-branding", (4, 0, 0), "module-branding")
    bird(root)
    petition(root, "2025-petition-older-members", ("2025-03-31", "2025-04-14", "2025-04-28"), "2025-01-agenda", "2025-01-15", (15, 4, 2))
    in_module(root, "2025-answer-times", ("2025-05-12", "2025-05-15", "2025-05-19"), "2025-02-policy", (8, 0, 1), "module-policy", (
        ("2025-05-16T07:50:00Z", "objected", OBJECTOR,
         {"ref": "c4-4", "reason": "Six days are long for somebody who is hunted; a hunt should be answered on the day."}),
        ("2025-05-17T16:10:00Z", "resolved", OBJECTOR,
         {"ref": "objection-1", "reason": "The text says now that a hunt under way is answered at once, as c4-4 asks."}),
    ))  # fmt: skip


def bird(root: Path) -> None:
    """Members call the new mascot up, and all members vote on it."""
    name = "2025-keep-the-old-bird"
    by = asker(root, name)
    text = lived(root, name, [
        ("2025-04-02T20:10:00Z", "opened", by),
        ("2025-04-14T09:00:00Z", "frozen", "clerks"),
        ("2025-04-17T07:00:00Z", "voting-opened", "clerks"),
        ("2025-05-01T23:00:00Z", "ballots-closed", "clerks"),
    ], SEPTEMBER)  # fmt: skip
    told(root, "2025-mascot", [("2025-04-03T08:00:00Z", "called-up", by, {"ref": name})])
    attested(root, name, text, SEPTEMBER, "2025-05-01", (412, 1377, 96), clerk_of(root))


def clerk_of(root: Path) -> str:
    """A clerk of 2025, named when they were appointed; a member of the core team before."""
    found = archive(root).proposal("2025-clerks")
    return found.text.head.effects[0].what.split(",")[0].strip() if found and found.text.head.effects else tokens()[STAFF.start]


def petition(root: Path, name: str, days: tuple[str, str, str], roster: str, frozen_on: str, votes: Words) -> None:
    """A petition that the agenda council answers."""
    if not (root / f"juries/rosters/{roster}").is_dir():
        council(root, roster, "agenda-council", frozen_on, "The agenda council that answers")
    opened, frozen, closed = days
    by = asker(root, name)
    text = lived(root, name, [
        (f"{opened}T19:00:00Z", "opened", by),
        (f"{frozen}T16:00:00Z", "frozen", "agenda-council"),
        (f"{frozen}T18:00:00Z", "voting-opened", "agenda-council"),
        (f"{closed}T23:00:00Z", "ballots-closed", "agenda-council"),
    ], roster)  # fmt: skip
    box(root, name, text, roster, closed, votes)


def summer(root: Path) -> None:
    """May to July: a third of the one council and half of the other change hands; two steps are taken; another way to draw is asked for."""
    everybody(
        root,
        JUNE,
        "2025-05-27",
        "Members who may be drawn in the summer of 2025",
        "Every member whose waiting time was over by the end of May 2025, busy or not.",
        in_2025(root),
        *REGIONAL,
    )
    alumni(root, "2025-06-alumni", "2025-05-27", "Members who have sat on a policy jury")
    sit(root, Lot("2025-oversight-council-2", "2025-05-30T10:00:00Z", last="2025-06-19T18:02:00Z"))
    sit(root, Lot("2025-agenda-council-2", "2025-06-10T11:00:00Z"))
    step(root, "2025-step-restore", ("2025-05-26", "2025-06-06", "2025-06-09"), "2025-01-oversight", (11, 0, 0))
    sit(root, Lot("2025-amendment-jury-1", "2025-06-30T10:00:00Z", discharged="2025-10-08T12:00:00Z", declines=7, course=10))
    council(root, "2025-07-oversight", "oversight-council", OVERSIGHT["2025-07-oversight"], "The oversight council in its first summer")
    step(root, "2025-step-money", ("2025-07-07", "2025-07-18", "2025-07-21"), "2025-07-oversight", (10, 1, 0))


def step(root: Path, name: str, days: tuple[str, str, str], roster: str, votes: Words) -> None:
    """A step of the conversion that the oversight council judges."""
    in_council(root, name, days, roster, votes, "oversight-council")


def autumn(root: Path) -> None:
    """August to December: the first board, those who watch it, the first case, and the moderation that came back."""
    sit(root, Lot("2025-nominating-jury-1", "2025-08-11T10:00:00Z", discharged="2025-11-14T12:00:00Z"))
    step(root, "2025-step-moderation", ("2025-09-01", "2025-09-12", "2025-09-15"), "2025-07-oversight", (9, 2, 0))
    by_jury(root, "2025-two-lots", ("2025-03-04", "2025-04-15", "2025-06-12", "2025-09-21"), "2025-amendment-jury-1", (37, 9, 1), "clerks")
    sit(root, Lot("2025-board-jury-1", "2025-09-29T10:00:00Z", discharged="2025-11-21T12:00:00Z"))
    docket(root, "2025-09-docket", "2025-09-29", "2025-case-31", JUNE)
    sit(root, Lot("2025-case-jury-1", "2025-09-30T10:00:00Z", discharged="2025-11-14T12:00:00Z"))
    sit(root, Lot("2025-review-committee-1", "2025-10-13T10:00:00Z"))
    step(root, "2025-step-moderation-back", ("2025-10-20", "2025-10-29", "2025-11-01"), "2025-07-oversight", (12, 0, 0))
    by_jury(root, "2025-case-31", ("2025-09-15", "2025-09-29", "2025-11-02"), "2025-case-jury-1", {"ballots": 12, **CASE_31}, "clerks")
    by_jury(
        root, "2025-first-board", ("2025-10-06", "2025-10-27", "2025-11-08"), "2025-board-jury-1", {"ballots": 47, **FIRST_BOARD}, "clerks"
    )
    in_council(
        root, "2025-holiday-answers", ("2025-11-03", "2025-11-17", "2025-11-20"), "2025-07-oversight", (9, 1, 1), "oversight-council"
    )
    step(root, "2025-step-names", ("2025-11-10", "2025-11-20", "2025-11-23"), "2025-07-oversight", (11, 0, 1))
    alumni(root, "2025-11-alumni", "2025-11-30", "Members who have sat on a policy jury")
    sit(root, Lot("2025-oversight-council-3", "2025-12-01T10:00:00Z"))
    sit(root, Lot("2025-agenda-council-3", "2025-12-10T11:00:00Z"))
    step(root, "2025-step-moderation-again", ("2025-11-28", "2025-12-08", "2025-12-11"), "2025-07-oversight", (10, 1, 0))
    step(root, "2025-step-farewell", ("2025-12-04", "2025-12-14", "2025-12-17"), "2025-07-oversight", (11, 0, 0))


CASE_31: dict[str, Words] = {
    "finding-speech": (11, 1, 0),
    "finding-safety": (3, 8, 1),
    "remedy-restore": (11, 1, 0),
    "remedy-explain": (9, 2, 1),
}
"""Votes for, against and abstained, a finding or remedy each."""
FIRST_BOARD = {f"candidate-{number}": marks for number, marks in enumerate((38, 41, 44, 29, 33, 21, 19, 36, 27, 22), start=1)}
"""Marks a candidate."""
STEPS = (winter, spring, summer, autumn)
