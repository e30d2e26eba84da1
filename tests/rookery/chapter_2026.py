"""Rookery in 2026: keys, letters before lots, four cases, a board that is stopped once, and a second look at the process."""

from pathlib import Path
from typing import Any

from acts import attested, electors, lived, told
from chapter_2023 import REGIONAL
from chapter_2025 import OBJECTOR, OVERSIGHT, asker, by_jury, in_council, in_module, petition
from keys import CLERKS, keys
from panels import Lot, add, called, drawn, sit
from people import JANUARY, alumni, council, docket, everybody, in_2026, letters, volunteers

YES = {"16-29": 215, "30-44": 165, "45-59": 235, "60-plus": 105, "unsaid": 150}
"""How many of a thousand who are invited say yes, by age."""
KEENNESS = {"daily": 14, "weekly": 10, "rarely": 5}
"""The same by use, in tenths."""


def january(root: Path) -> None:
    """Keys, a fresh list of members, new hands in the modules, clerks and maintainers."""
    council(root, "2026-01-oversight", "oversight-council", OVERSIGHT["2026-01-oversight"], "The oversight council in its second year")
    in_council(root, "2026-clerks", ("2026-01-05", "2026-01-13", "2026-01-15"), "2026-01-oversight", (11, 0, 0), "oversight-council")
    keys(root)
    for module, count in (("finance", 11), ("branding", 9), ("policy", 14)):
        volunteers(
            root,
            f"2026-01-volunteers-{module}",
            module,
            "2026-01-13",
            f"Members who would join the {module} module",
            "2025-06-members",
            count,
        )
        sit(root, Lot(f"2026-{module}-2", "2026-01-19T10:00:00Z"))
    in_council(root, "2026-maintainers", ("2026-01-12", "2026-01-22", "2026-01-24"), "2026-01-oversight", (12, 0, 0), "oversight-council")
    everybody(root, JANUARY, "2026-01-30", "Members who may be drawn in 2026",
              "Every member whose waiting time was over by the end of January 2026. A few have a key of their own by now.",
              in_2026(root), *REGIONAL, "key")  # fmt: skip


def invitation(root: Path, name: str, at: str, until: str) -> None:
    """A first lot, which decides who gets a letter."""
    found = called(root, name, at, "agenda-council", "clerks")
    seeded = drawn(root, found, "clerks")
    add(root, name, [
        {"at": seeded[:10] + "T18:30:00Z", "act": "confirmed", "by": "oversight-council", "reason": "drawn again on three machines of ours, the same"},
        {"at": seeded[:10] + "T19:00:00Z", "act": "summoned", "by": "clerks", "reason": f"letters to the 1,200 who were drawn, to be answered by {until}"},
    ])  # fmt: skip


def pictures(root: Path) -> None:
    """The first policy jury that is drawn in two lots."""
    invitation(root, "2026-policy-jury-2-invitation", "2026-02-02T10:00:00Z", "26 February")
    letters(root, "2026-02-volunteers", "2026-policy-jury-2-invitation", "2026-02-27", "Members who said yes to the letter", YES, KEENNESS)
    aside = ("2026-04-18T07:30:00Z", "20", "works for the maker of the program that made the picture of the street under water")
    sit(root, Lot("2026-policy-jury-2", "2026-03-02T10:00:00Z", confirmed="the proof of the lottery checked, and drawn again",
                  discharged="2026-05-22T12:00:00Z", aside=(aside,), vouched=True, declines=5, course=4))  # fmt: skip
    by_jury(
        root, "2026-made-pictures", ("2026-01-08", "2026-01-26", "2026-02-27", "2026-05-10"), "2026-policy-jury-2", (32, 12, 2), "clerks"
    )


def spring(root: Path) -> None:
    """February to May: features, an audit, two cases, and a data centre that the review committee stops."""
    members_vote(root, "2026-follow-lists", ("2026-02-02", "2026-02-20", "2026-02-28", "2026-03-14"), (1288, 311, 120))
    for module in ("finance", "policy"):
        council(root, f"2026-02-{module}", f"module-{module}", "2026-02-16", f"The {module} module in its second year")
    in_module(root, "2026-audit", ("2026-02-16", "2026-02-19", "2026-02-23"), "2026-02-finance", (7, 0, 0), "module-finance")
    docket(root, "2026-02-docket", "2026-02-20", "2026-case-48", JANUARY)
    sit(root, Lot("2026-case-jury-2", "2026-02-23T10:00:00Z", discharged="2026-04-10T12:00:00Z"))
    council(root, "2026-02-board", "board", "2026-02-20", "The board in its first year")
    in_council(root, "2026-second-data-centre", ("2026-03-02", "2026-03-05", "2026-03-07"), "2026-02-board", (5, 2, 0), "board")
    told(root, "2026-second-data-centre", [("2026-03-12T18:00:00Z", "vetoed", "review-committee", {"reason": STOPPED})])
    invitation(root, "2026-policy-jury-3-invitation", "2026-03-16T10:00:00Z", "9 April")
    by_jury(root, "2026-case-48", ("2026-02-09", "2026-02-20", "2026-03-29"), "2026-case-jury-2", {"ballots": 12, **CASE_48}, "clerks")
    docket(root, "2026-03-docket", "2026-03-27", "2026-case-57", JANUARY)
    sit(root, Lot("2026-case-jury-3", "2026-03-30T10:00:00Z", discharged="2026-05-15T12:00:00Z"))
    letters(
        root,
        "2026-04-volunteers",
        "2026-policy-jury-3-invitation",
        "2026-04-17",
        "Members who said yes to the second letter",
        YES,
        KEENNESS,
    )
    sit(root, Lot("2026-review-committee-2", "2026-04-22T10:00:00Z"))
    lived(root, "2026-translations", [
        ("2026-04-13T17:30:00Z", "opened", asker(root, "2026-translations")),
        ("2026-06-01T18:00:00Z", "withdrawn", asker(root, "2026-translations"),
         {"reason": "The finance module has found the money for the translations I asked for, so there is nothing left to decide."}),
    ])  # fmt: skip
    sit(root, Lot("2026-policy-jury-3", "2026-04-20T10:00:00Z", confirmed="the proof of the lottery checked, and drawn again",
                  discharged="2026-06-26T12:00:00Z", vouched=True))  # fmt: skip
    in_council(root, "2026-data-centre-north", ("2026-04-20", "2026-04-25", "2026-04-27"), "2026-02-board", (7, 0, 0), "board")
    by_jury(root, "2026-case-57", ("2026-03-16", "2026-03-27", "2026-05-03"), "2026-case-jury-3", {"ballots": 12, **CASE_57}, "clerks")
    form_letters(root)


def form_letters(root: Path) -> None:
    """Daily work to which a member objects, and stands by it: so those whose work it is vote."""
    in_module(root, "2026-form-letters", ("2026-05-18", "2026-05-21", "2026-05-25"), "2026-02-policy", (6, 3, 0), "module-policy", (
        ("2026-05-22T18:40:00Z", "objected", OBJECTOR,
         {"ref": "c4-4", "reason": "A letter that says nothing of my own case does not tell me what I am accused of."}),
    ))  # fmt: skip


def members_vote(root: Path, name: str, days: tuple[str, ...], votes: tuple[int, int, int]) -> None:
    """A feature on which all members vote, attested and signed by a clerk."""
    opened, frozen, voting, closed = days
    text = lived(root, name, [
        (f"{opened}T17:40:00Z", "opened", asker(root, name)),
        (f"{frozen}T08:00:00Z", "frozen", "clerks"),
        (f"{voting}T07:00:00Z", "voting-opened", "clerks"),
        (f"{closed}T23:00:00Z", "ballots-closed", "clerks"),
    ], JANUARY)  # fmt: skip
    attested(root, name, text, JANUARY, closed, votes, CLERKS[0])


def summer(root: Path) -> None:
    """May to August: councils rotate, a recall is asked for and taken back, a case is heard twice, replies are to come in time."""
    alumni(root, "2026-06-alumni", "2026-05-25", "Members who have sat on a policy jury")
    sit(root, Lot("2026-oversight-council-4", "2026-06-09T10:00:00Z"))
    sit(root, Lot("2026-agenda-council-4", "2026-06-11T11:00:00Z"))
    docket(root, "2026-05-docket", "2026-05-29", "2026-case-57", JANUARY)
    sit(root, Lot("2026-appeal-jury-1", "2026-06-01T10:00:00Z", discharged="2026-07-17T12:00:00Z"))
    lived(root, "2026-recall", [
        ("2026-06-08T18:00:00Z", "opened", "review-committee"),
        ("2026-06-30T19:30:00Z", "withdrawn", "review-committee", {"reason": ANSWERED}),
    ])  # fmt: skip
    by_jury(
        root, "2026-answer-in-time", ("2025-11-10", "2026-01-19", "2026-03-13", "2026-06-14"), "2026-policy-jury-3", (39, 6, 2), "clerks"
    )
    by_jury(
        root,
        "2026-case-57-again",
        ("2026-05-18", "2026-05-29", "2026-07-05"),
        "2026-appeal-jury-1",
        {"ballots": 18, **CASE_57_AGAIN},
        "clerks",
    )
    docket(root, "2026-07-docket", "2026-07-10", "2026-case-63", JANUARY)
    sit(root, Lot("2026-case-jury-4", "2026-07-13T10:00:00Z", discharged="2026-08-28T12:00:00Z"))
    sit(root, Lot("2026-nominating-jury-2", "2026-07-20T10:00:00Z", discharged="2026-10-23T12:00:00Z"))
    sit(root, Lot("2026-process-jury-2", "2026-07-27T10:00:00Z", discharged="2026-11-06T12:00:00Z"))
    by_jury(root, "2026-case-63", ("2026-06-29", "2026-07-10", "2026-08-16"), "2026-case-jury-4", {"ballots": 11, **CASE_63}, "clerks")


def autumn(root: Path) -> None:
    """September to November: half of the board is elected anew, a petition is answered with no, and two questions are open."""
    sit(root, Lot("2026-board-jury-2", "2026-08-31T10:00:00Z", discharged="2026-10-30T12:00:00Z"))
    sit(root, Lot("2026-review-committee-3", "2026-10-19T10:00:00Z"))
    petition(root, "2026-petition-reposts", ("2026-09-14", "2026-09-28", "2026-10-12"), "2026-07-agenda", "2026-07-13", (7, 13, 2))
    by_jury(
        root, "2026-board-half", ("2026-09-07", "2026-09-28", "2026-10-17"), "2026-board-jury-2", {"ballots": 46, **BOARD_HALF}, "clerks"
    )
    lived(root, "2026-slow-mode", [
        ("2026-10-19T17:40:00Z", "opened", asker(root, "2026-slow-mode")),
        ("2026-11-06T08:00:00Z", "frozen", "clerks"),
        ("2026-11-14T07:00:00Z", "voting-opened", "clerks"),
    ], JANUARY)  # fmt: skip
    electors(root, "2026-slow-mode")
    lived(root, "2026-quiet-counts", [("2026-11-02T18:15:00Z", "opened", asker(root, "2026-quiet-counts"))])


STOPPED = "The contract runs for ten years and names no day on which we could leave it. c1-1 says that Rookery cannot be sold over the heads of its members; a contract that nobody can end comes close to that."
ANSWERED = (
    "The board has answered all three questions in public, with the figures we asked for. There is nothing left to recall anybody for."
)
CASE_48: dict[str, Any] = {"finding-hunt": (10, 2, 0), "finding-speech": (2, 9, 1), "remedy-uphold": (9, 3, 0), "remedy-lift": (2, 10, 0)}
CASE_57: dict[str, Any] = {
    "finding-address": (12, 0, 0), "finding-speech": (0, 11, 1), "remedy-exclude": (5, 7, 0), "remedy-pause": (9, 3, 0), "remedy-warn": (3, 8, 1),
}  # fmt: skip
CASE_57_AGAIN: dict[str, Any] = {
    "finding-address": (18, 0, 0), "finding-speech": (1, 16, 1), "remedy-pause": (7, 11, 0), "remedy-short": (14, 4, 0), "remedy-warn": (6, 11, 1),
}  # fmt: skip
CASE_63: dict[str, Any] = {"finding-hunt": (4, 6, 1), "finding-speech": (8, 2, 1), "remedy-remove": (2, 9, 0), "remedy-reach": (3, 7, 1)}
"""Votes for, against and abstained, a finding or remedy each."""
BOARD_HALF = {f"candidate-{number}": marks for number, marks in enumerate((31, 40, 24, 37, 19, 35), start=1)}
"""Marks a candidate."""
STEPS = (january, pictures, spring, summer, autumn)
