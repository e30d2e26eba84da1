"""What the texts about the second jury say in figures is what its records hold."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

from folkmoot.formats.layout import FOLDERS, read_archive
from folkmoot.records.archive import Archive, Jury
from folkmoot.records.signature import Assurance
from folkmoot.sortition.panel import apportion
from folkmoot.sortition.quotas import as_quotas, departures
from folkmoot.tally.electorate import seated
from folkmoot.trust.assurance import assurance_of
from folkmoot.trust.chain import keyring, signers

ROOT = Path(__file__).parents[2]
INVITATION, JURY = "2026-policy-jury-2-invitation", "2026-policy-jury-2"


@cache
def rookery() -> Archive:
    paths = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file())
    return read_archive({path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths})


def jury(name: str) -> Jury:
    found = rookery().jury(name)
    assert found is not None
    return found


def rows(name: str) -> dict[str, dict[str, str]]:
    found = rookery().roster(name)
    assert found is not None
    assert found.entries is not None
    return {row["entry"]: row for row in found.entries.rows()}


def told(text: str) -> list[int]:
    """The numbers of a sentence, without those that name an age."""
    return [int(each) for each in re.findall(r"\d+", re.sub(r"\d\d-\d\d|60 and over", "", text))]


def test_the_report_on_the_letters_counts_as_the_records_do() -> None:
    draw = jury(INVITATION).draw
    assert draw is not None
    january, yes = rows("2026-01-members"), rows("2026-02-volunteers")
    answers = jury(INVITATION).reports[0].head.answers
    orders = {
        "age": ("16-29", "30-44", "45-59", "60-plus", "unsaid"),
        "use": ("daily", "weekly", "rarely"),
        "region": ("germany", "elsewhere-in-europe", "americas", "asia-pacific", "africa-middle-east"),
    }
    for column, order in orders.items():
        asked = Counter(january[seat.entry][column] for seat in draw.panel.seats)
        came = Counter(row[column] for row in yes.values())
        assert told(answers[f"by-{column}"]) == [number for value in order for number in (came[value], asked[value])]


def test_the_evaluation_counts_who_sat_and_how_sure_it_is_as_the_records_do() -> None:
    second = jury(JURY)
    answers = next(report.head.answers for report in second.reports if report.head.id == "2026-06-evaluation")
    yes = [row for token, row in rows("2026-02-volunteers").items() if token in seated(second)]
    ages, uses = Counter(row["age"] for row in yes), Counter(row["use"] for row in yes)
    assert told(answers["who-sat"]) == [
        *(ages[value] for value in ("16-29", "30-44", "45-59", "60-plus", "unsaid")),
        *(uses[value] for value in ("daily", "weekly", "rarely")),
    ]
    archive, roster = rookery(), rookery().roster("2026-02-volunteers")
    accepted = [event for event in second.log if event.act == "accepted"]
    sure = Counter(assurance_of(archive, keyring(archive), second.folder, event, roster) for event in accepted)
    assert told(answers["how-sure-are-the-answers"]) == [len(accepted), *(sure[level] for level in Assurance)]


def test_the_quotas_and_the_letters_are_shared_as_the_members_are() -> None:
    roster = rookery().roster("2026-01-members")
    assert roster is not None
    strata = roster.manifest.head.strata
    for name in (INVITATION, JURY):
        assert departures(as_quotas(jury(name).call.head.quotas), strata, 48, 2, ("unsaid", "withheld")) == ()
    shares = jury(INVITATION).call.head.strata
    assert shares is not None
    assert dict(shares.seats) == dict(apportion(strata["region"], 1200))


def test_rosters_and_calls_are_signed_by_as_many_as_the_keys_ask_for() -> None:
    archive = rookery()
    paths = [f"juries/rosters/{name}/roster.md" for name in ("2026-01-members", "2026-02-volunteers")]
    paths += [f"juries/{name}/call.md" for name in (INVITATION, JURY)]
    for path in paths:
        role = "clerk" if path.endswith("roster.md") else "secretary"
        found = signers(archive, keyring(archive), path, role, 1)
        assert found is not None
        assert found.holds, path
