"""What the texts about the two juries drawn in two lots say in figures is what their records hold."""

import re
from collections import Counter
from fractions import Fraction
from json import loads

import pytest

from folkmoot.records.signature import Assurance
from folkmoot.sortition.panel import apportion
from folkmoot.sortition.quotas import as_quotas, departures
from folkmoot.tally.electorate import seated
from folkmoot.trust.assurance import assurance_of
from folkmoot.trust.chain import keyring, signers
from rook import ORDERS, answers, counted, files, first_drawn, jury, rookery, rows, told

JURIES = (
    ("2026-policy-jury-2", "2026-02-volunteers", "2026-03-who-answered", "2026-06-evaluation"),
    ("2026-policy-jury-3", "2026-04-volunteers", "2026-04-who-answered-again", "2026-07-late-answers-evaluation"),
)
each_jury = pytest.mark.parametrize(("name", "volunteers", "letters", "evaluation"), JURIES)


def chances(name: str) -> list[Fraction]:
    """The chance of a seat of each person of a kind, kind by kind: seats a ticket, shared among the people of the kind."""
    lottery = loads(files()[f"juries/{name}/lottery.json"])
    seats = Counter[int]()
    for times, *row in lottery["compositions"]:
        for kind, count in zip(row[::2], row[1::2], strict=True):
            seats[kind] += times * count
    return [Fraction(seats[place], lottery["tickets"] * size) for place, (_, size) in enumerate(lottery["kinds"])]


@each_jury
def test_the_report_on_the_letters_counts_as_the_records_do(name: str, volunteers: str, letters: str, evaluation: str) -> None:
    january, yes, said = rows("2026-01-members"), rows(volunteers), answers(letters)
    asked = [january[entry] for entry in first_drawn(jury(f"{name}-invitation"))]
    assert len(asked) == 1200
    for column in ORDERS:
        pairs = zip(counted(yes.values(), column), counted(asked, column), strict=True)
        assert told(said[f"by-{column}"]) == [number for pair in pairs for number in pair]


def test_both_reports_on_the_letters_tell_how_many_said_yes_and_who_got_two() -> None:
    summaries = {report.head.id: report.head.summary for each in rookery().juries for report in each.reports}
    first, second = (len(rows(volunteers)) for _, volunteers, _, _ in JURIES)
    assert told(summaries["2026-03-who-answered"])[:2] == [1200, first]
    assert told(summaries["2026-04-who-answered-again"])[:3] == [1200, second, first]
    twice = set.intersection(*(set(first_drawn(jury(f"{name}-invitation"))) for name, *_ in JURIES))
    text = files()["juries/2026-policy-jury-3-invitation/reports/2026-04-who-answered-again.md"].decode()
    assert f"{len(twice)} people had got a letter in February as well" in text


@each_jury
def test_the_evaluation_counts_who_sat_and_their_chances(name: str, volunteers: str, letters: str, evaluation: str) -> None:
    said = answers(evaluation)
    yes = [rows(volunteers)[token] for token in seated(jury(name))]
    assert told(said["who-sat"]) == [*counted(yes, "age"), *counted(yes, "use")]
    bound = Fraction(loads(files()[f"juries/{name}/lottery.json"])["certificate"]["bound"])
    least, most = min(chances(name)), max(chances(name))
    assert f"From {round(100 * least)} to {round(100 * most)} in a hundred" in said["how-even-were-the-chances"]
    assert f"above {float(100 * bound):.1f}." in said["how-even-were-the-chances"]


def test_the_evaluation_counts_how_sure_the_answers_are() -> None:
    archive, second, roster = rookery(), jury("2026-policy-jury-2"), rookery().roster("2026-02-volunteers")
    accepted = [event for event in second.log if event.act == "accepted"]
    sure = Counter(assurance_of(archive, keyring(archive), second.folder, event, roster) for event in accepted)
    assert told(answers("2026-06-evaluation")["how-sure-are-the-answers"]) == [len(accepted), *(sure[level] for level in Assurance)]


@each_jury
def test_the_quotas_are_shared_as_the_members_are_and_the_letters_nearly(name: str, volunteers: str, letters: str, evaluation: str) -> None:
    roster = rookery().roster("2026-01-members")
    assert roster is not None
    strata = roster.manifest.head.strata
    seated_by = {column: {value: count for value, count in counts.items() if value != "withheld"} for column, counts in strata.items()}
    for each in (f"{name}-invitation", name):
        assert departures(as_quotas(jury(each).call.head.quotas), seated_by, 48, 2, ("unsaid",)) == ()
    shares = jury(f"{name}-invitation").call.head.strata
    assert shares is not None
    even = apportion(strata["region"], 1200)
    assert sum(shares.seats.values()) == 1200
    assert {value: abs(count - even[value]) <= 24 for value, count in shares.seats.items()} == dict.fromkeys(even, True)


def test_rosters_and_calls_since_there_are_keys_are_signed_by_as_many_as_the_keys_ask_for() -> None:
    archive = rookery()
    paths = {re.sub(r"\.sig\.d/.*", "", path) for path in files() if re.search(r"/(?:roster|call)\.md\.sig\.d/", path)}
    assert {f"juries/{name}{part}/call.md" for name, *_ in JURIES for part in ("", "-invitation")} <= paths
    assert {f"juries/rosters/{volunteers}/roster.md" for _, volunteers, *_ in JURIES} <= paths
    for path in paths:
        found = signers(archive, keyring(archive), path, "clerk" if path.endswith("roster.md") else "secretary", 1)
        assert found is not None
        assert found.holds, path
