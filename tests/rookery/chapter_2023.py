"""Rookery in 2023 and 2024: nine founders, a charter, the first features, the first jury, and the councils that come after it."""

from pathlib import Path

from acts import attested, box, lived
from invented import archive, folkmoot, number, write
from panels import Lot, add, panel_of, sit
from people import (
    AUGUST,
    EARLY,
    FEBRUARY,
    FOUNDERS,
    SEPTEMBER,
    STAFF,
    alumni,
    everybody,
    in_2024,
    plain,
    stayed,
    tokens,
)

from folkmoot.formats.canonical import write_log

FIRST_JURY = "2024-policy-jury-1"
BEACON = "929906c959032ab363c9f26570d215d66f5c06cb0c44fe508c12bb5839f04ec895bb6868e5b9ff13ab289bdb5266b394"
"""What round 12040883 of drand quicknet carries; published on 2024-10-14 at 17:13:33 UTC."""
DECLINED = {"germany": ("no-time", "no-reason", "no-reason"), "elsewhere-in-europe": ("no-time",), "americas": ("no-time",),
            "asia-pacific": ("no-reason",)}  # fmt: skip
"""Those who declined, a region each, in the words of their answer; nobody has to say more."""
SILENT = "elsewhere-in-europe"
"""Where one of those drawn never answered."""
REGIONAL = ("region", "age", "use", "role")


def genesis(root: Path) -> None:
    """The founders' meeting: a count of hands under nine people, announced by two tellers."""
    plain(root, "2023-founders", "2023-02-01", "The founders", tokens()[: len(FOUNDERS)],
          "The nine people who signed the deed that promised the company to its users.")  # fmt: skip
    text = lived(root, "2023-genesis", [
        ("2023-01-16T09:30:00Z", "opened", "founders-meeting"),
        ("2023-02-01T10:00:00Z", "frozen", "founders-meeting"),
        ("2023-02-04T13:00:00Z", "voting-opened", "founders-meeting"),
        ("2023-02-04T15:00:00Z", "ballots-closed", "founders-meeting"),
    ], "2023-founders")  # fmt: skip
    box(root, "2023-genesis", text, "2023-founders", "2023-02-04", (8, 1, 0))


def ratification(root: Path) -> None:
    """The members' vote on the charter, attested by a clerk of the core team."""
    plain(
        root,
        "2023-05-members",
        "2023-05-26",
        "Members who could vote on the charter",
        tokens()[:EARLY],
        "Everyone who had joined by the day the list was frozen; the charter's waiting time did not hold yet.",
        "--rules-at",
        "2023-04-17",
    )
    text = lived(root, "2023-ratification", [
        ("2023-04-17T08:00:00Z", "opened", "rules-committee"),
        ("2023-05-03T16:30:00Z", "revised", "rules-committee"),
        ("2023-06-01T10:00:00Z", "frozen", "rules-committee"),
        ("2023-06-05T08:00:00Z", "voting-opened", "rules-committee"),
        ("2023-06-19T22:00:00Z", "ballots-closed", "core-team"),
    ], "2023-05-members")  # fmt: skip
    attested(root, "2023-ratification", text, "2023-05-members", "2023-06-19", (1214, 131, 61), tokens()[STAFF.start])


def feature(root: Path, name: str, days: tuple[str, ...], roster: str, votes: tuple[int, int, int], clerk: str, conducts: str) -> None:
    """A feature from its opening to the count: `days` are opened, perhaps revised, frozen, voting opened, ballots closed."""
    found = archive(root).proposal(name)
    assert found is not None, name
    asker = found.text.head.introduced_by
    opened, *revised, frozen, voting, closed = days
    text = lived(root, name, [
        (f"{opened}T17:40:00Z", "opened", asker),
        *((f"{day}T19:15:00Z", "revised", asker) for day in revised),
        (f"{frozen}T08:00:00Z", "frozen", conducts),
        (f"{voting}T07:00:00Z", "voting-opened", conducts),
        (f"{closed}T23:00:00Z", "ballots-closed", conducts),
    ], roster)  # fmt: skip
    attested(root, name, text, roster, closed, votes, clerk)


def first_features(root: Path) -> None:
    """2023 and 2024: three features, one of them wanted by too few."""
    clerk = tokens()[STAFF.start]
    plain(root, "2023-08-members", "2023-08-31", "Members in the first summer", tokens()[:AUGUST],
          "Every member whose waiting time was over at the end of August 2023.")  # fmt: skip
    feature(
        root, "2023-export", ("2023-08-07", "2023-08-25", "2023-09-02", "2023-09-16"), "2023-08-members", (702, 58, 23), clerk, "core-team"
    )
    feature(root, "2023-darker-night", ("2023-10-09", "2023-10-20", "2023-11-06", "2023-11-11", "2023-11-25"), "2023-08-members",
            (131, 40, 12), clerk, "core-team")  # fmt: skip
    there = [token for n, token in enumerate(tokens()[:FEBRUARY]) if stayed(n)]
    plain(root, "2024-02-members", "2024-02-29", "Members in the second winter", there,
          "Every member whose waiting time was over at the end of February 2024.")  # fmt: skip
    feature(root, "2024-alt-text", ("2024-02-05", "2024-02-23", "2024-03-02", "2024-03-16"), "2024-02-members", (911, 203, 88), clerk,
            "core-team")  # fmt: skip
    found = archive(root).proposal("2024-real-names")
    assert found is not None
    asker = found.text.head.introduced_by
    lived(root, "2024-real-names", [("2024-03-11T20:05:00Z", "opened", asker), ("2024-04-08T18:30:00Z", "revised", asker)])


def first_jury(root: Path) -> None:
    """Call, freeze, seed, draw, and then the letters: who said yes, who did not, who took their seat."""
    everybody(
        root,
        SEPTEMBER,
        "2024-09-27",
        "Members from whom the first jury is drawn",
        "Every member whose waiting time was over, busy or not. Ages and regions are kept broad on purpose.",
        in_2024(),
        *REGIONAL,
    )
    found, roster = archive(root).jury(FIRST_JURY), archive(root).roster(SEPTEMBER)
    assert found is not None
    assert roster is not None
    write(root, f"juries/{FIRST_JURY}/log.yml", write_log([
        {"at": "2024-09-30T10:00:00Z", "act": "called", "by": "rules-committee", "call": found.call.digest},
        {"at": "2024-09-30T10:05:00Z", "act": "pool-frozen", "by": "core-team", "ref": roster.id, "roster": roster.manifest.head.digest},
    ]))  # fmt: skip
    folkmoot(root, "draw", "seed", FIRST_JURY, "--signature", BEACON, "--by", "core-team", "--as-of", "2024-10-14T17:20:00Z")
    folkmoot(root, "draw", "run", FIRST_JURY)
    add(root, FIRST_JURY, first_letters(root))


def first_letters(root: Path) -> list[dict[str, str]]:
    """The answers of those drawn, in the order in which they came, and the alternates who took the empty seats."""
    panel = panel_of(root, FIRST_JURY)
    reasons = {region: list(why) for region, why in DECLINED.items()}
    empty: list[tuple[str, str, str]] = []
    events = [{"at": "2024-10-15T09:00:00Z", "act": "summoned", "by": "core-team", "reason": "letters to all who were drawn"}]
    for seat in sorted(panel.seats, key=lambda seat: number(f"answers {seat.entry}")):
        day, minute = divmod(number(f"minute {seat.entry}") % (12 * 1440), 1440)
        at = f"2024-10-{16 + day:02}T{minute // 60:02}:{minute % 60:02}:00Z"
        if reasons.get(seat.stratum):
            why = reasons[seat.stratum].pop(0)
            events.append({"at": at, "act": "declined", "by": seat.entry, "entry": seat.entry, "reason": why})
            empty.append((seat.stratum, seat.entry, why))
        elif seat.stratum == SILENT and not any(why == "no-answer" for _, _, why in empty):
            empty.append((seat.stratum, seat.entry, "no-answer"))
            events.append({"at": "2024-10-29T23:00:00Z", "act": "removed", "by": "core-team", "entry": seat.entry, "reason": "no-answer"})
        else:
            events.append({"at": at, "act": "accepted", "by": seat.entry, "entry": seat.entry})
    spare: dict[str, list[str]] = {}
    for seat in panel.alternates:
        spare.setdefault(seat.stratum, []).append(seat.entry)
    for place, (region, gone, _) in enumerate(sorted(empty)):
        comes, why = spare[region].pop(0), f"takes the seat of {gone}"
        events.append(
            {"at": f"2024-10-30T09:{place:02}:00Z", "act": "replaced", "by": "core-team", "entry": comes, "instead": gone, "reason": why}
        )
        events.append({"at": f"2024-10-{30 + place % 2}T{15 + place % 5}:{10 + place}:00Z", "act": "accepted", "by": comes, "entry": comes})
    events.append({"at": "2024-12-04T12:00:00Z", "act": "discharged", "by": "rules-committee"})
    return events


def reply_limits(root: Path) -> None:
    """The jury's vote: secret, in the room, counted by two of the jurors."""
    name = "2024-reply-limits"
    found = archive(root).proposal(name)
    assert found is not None
    asker = found.text.head.introduced_by
    text = lived(root, name, [
        ("2024-06-10T07:30:00Z", "opened", asker),
        ("2024-07-22T18:00:00Z", "revised", asker),
        ("2024-09-26T09:00:00Z", "frozen", "rules-committee"),
        ("2024-11-24T09:00:00Z", "voting-opened", "rules-committee"),
        ("2024-11-24T17:00:00Z", "ballots-closed", "tellers"),
    ], FIRST_JURY)  # fmt: skip
    box(root, name, text, FIRST_JURY, "2024-11-24", (31, 14, 2))


def first_councils(root: Path) -> None:
    """November and December 2024: those who have sat on a jury draw lots for the agenda council, and all members for the oversight council."""
    sit(root, Lot("2024-oversight-council-1", "2024-11-27T11:00:00Z", "rules-committee", "core-team", confirmed=""))
    alumni(root, "2024-12-alumni", "2024-12-04", "Members who have sat on a policy jury")
    sit(root, Lot("2024-agenda-council-1", "2024-12-04T14:00:00Z", "rules-committee", "core-team", confirmed=""))


STEPS = (genesis, ratification, first_features, first_jury, reply_limits, first_councils)
