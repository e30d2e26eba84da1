"""F: ids, references, and what may stand in the words of a record."""

from datetime import UTC, datetime

import pytest

from checks.brook import DRAFT, GENESIS, LOG, OPEN, ROSTER, TEXT, changed, found, said

REPORT = b"""---
id: 2026-first-month
type: report
title: How the first month went
summary: Nobody left, two people joined.
about: 2026-genesis
by: shop-table
status: done
recommends:
  - {id: r1, to: members, reply_by: 2026-05-01, text: Say sooner who waits.}
---

Two people joined.
"""
REPORT_AT = f"{GENESIS}/reports/2026-first-month.md"


def _with(line: str) -> dict[str, bytes]:
    return changed(TEXT, "introduced_by:", f"{line}\nintroduced_by:")


def test_a_draft_goes_by_the_name_of_its_file() -> None:
    assert said("id-differs-from-folder", changed(DRAFT, "id: 01-members", "id: 01-member")) == [
        f"{DRAFT}:2:5 the id is '01-member', the record stands in '01-members'"
    ]


def test_a_decision_decides_what_its_folder_holds() -> None:
    path = f"{GENESIS}/decision.md"
    assert said("id-differs-from-folder", changed(path, "of: 2026-genesis", "of: 2026-shorter-waiting")) == [
        f"{path}:6:5 this decides '2026-shorter-waiting' and stands in the folder of '2026-genesis'"
    ]


@pytest.mark.parametrize("name", ["2026-genesis", "2026-01-members", "01-members", "2026-genesis-decision"])
def test_all_kinds_of_records_share_one_list_of_ids(name: str) -> None:
    files = {REPORT_AT.replace("2026-first-month", name): REPORT.replace(b"2026-first-month", name.encode())}
    [finding] = found("duplicate-id", files)
    assert f"the id '{name}' belongs to " in finding.what


def test_a_recommendation_can_be_answered() -> None:
    assert said("dangling-reference", {REPORT_AT: REPORT, **_with("responds_to: 2026-first-month.r1")}) == []
    [finding] = found("dangling-reference", {REPORT_AT: REPORT, **_with("responds_to: 2026-first-month.r2")})
    assert finding.what == "there is no recommendation '2026-first-month.r2'"
    assert finding.mend == "did you mean '2026-first-month.r1'?"


@pytest.mark.parametrize("answered", ["2026-genesis", "01-members", "care-circle", "https://brook.example/talk/7"])
def test_what_a_proposal_may_respond_to(answered: str) -> None:
    assert said("dangling-reference", _with(f"responds_to: {answered}")) == []


@pytest.mark.parametrize("field", ["supersedes", "translation_of"])
def test_a_reference_of_the_wrong_type_says_what_it_found(field: str) -> None:
    [finding] = found("dangling-reference", _with(f"{field}: 2026-01-members"))
    assert finding.what == "'2026-01-members' is a roster, and a proposal should be named here"


@pytest.mark.parametrize("about", ["2026-genesis", "shop-table", "accounts", "process", "02-how-we-decide"])
def test_what_a_report_may_be_about(about: str) -> None:
    assert said("dangling-reference", {REPORT_AT: REPORT.replace(b"about: 2026-genesis", f"about: {about}".encode())}) == []


def test_a_report_about_nothing() -> None:
    [finding] = found("dangling-reference", {REPORT_AT: REPORT.replace(b"about: 2026-genesis", b"about: shop-tabel")})
    assert (finding.what, finding.mend) == ("there is no record 'shop-tabel'", "did you mean 'shop-table'?")


def test_a_class_of_change_is_entrenched_by_a_procedure_there_is() -> None:
    path = f"{OPEN}/changes/charter/02-how-we-decide.md"
    [data] = changed("charter/02-how-we-decide.md", "entrenched_by: amendment", "entrenched_by: amendement").values()
    assert said("dangling-reference", {path: data}) == [f"{path}:7:16 there is no procedure 'amendement'"]


def test_a_reference_to_a_record_that_cannot_be_read_is_not_called_dangling() -> None:
    broken = {f"{GENESIS}/proposal.md": b"---\nid: [\n---\n"}
    assert said("dangling-reference", {**_with("supersedes: 2026-genesis"), **broken}) == []


@pytest.mark.parametrize(("length", "findings"), [(280, 0), (281, 1)])
def test_a_summary_has_280_characters_at_the_most(length: int, findings: int) -> None:
    old = "summary: Whoever works at Brook could become a member after two months. Today it takes three."
    assert len(found("long-summary", changed(TEXT, old, f"summary: {'é' * length}"))) == findings


@pytest.mark.parametrize(
    "words",
    [
        "ana.lopes@riverpost.pt", "Ana <a+b@mail.riverpost.co.uk>", "mailto:ana@riverpost.pt?subject=hello", "@ana@social.riverpost.pt",
        "+351 21 123 45 67", "+49 (30) 123456-78", "tel. 0211 123456", "Phone: 21-123-4567",
    ],
)  # fmt: skip
def test_what_reaches_a_person_is_found(words: str) -> None:
    assert len(found("personal-data", changed(TEXT, "Two months are enough", words))) == 1


@pytest.mark.parametrize(
    "words",
    [
        "board@brook.example", "git@github.com:brook/charter.git", "sk-ssh-ed25519@openssh.com", "at 5 @ the mill", "@members",
        "2026-03-02T12:00:00Z", "1+1000000000 loaves", "telephones cost 120 EUR", "ISBN 978-3-16-148410-0", "a phone call at 11:30",
    ],
)  # fmt: skip
def test_what_reaches_nobody_is_not(words: str) -> None:
    assert said("personal-data", changed(TEXT, "Two months are enough", words)) == []


def test_an_address_in_a_roster_is_found() -> None:
    path = f"{ROSTER}/entries.csv"
    [data] = changed(path, "m-044e,,", "m-044e,ana@riverpost.pt,").values()
    [finding] = found("personal-data", {path: data})
    assert (finding.place.line, finding.place.column, finding.place.end_column) == (2, 8, 24)


IMPORTED = """---
id: 2001-pep-0001
type: proposal
kind: imported
title: One
summary: One.
introduced_by: imported
imported:
  from: pep
  headers: {Author: "Barry <barry@python.org>"}
asks: Shall PEP 1 be accepted?
---

Write `barry@python.org` or

```
Author: barry@python.org
```
"""


def test_what_an_imported_record_quotes_is_left_as_it_was() -> None:
    path = "proposals/2001-pep-0001/proposal.md"
    assert said("personal-data", {path: IMPORTED.encode()}) == []
    ours = IMPORTED.replace("kind: imported", "kind: policy") + "\nAsk barry@python.org.\n"
    assert f"{path}:20:5 an e-mail address stands here" in said("personal-data", {path: ours.encode()})


@pytest.mark.parametrize("mark", ["\u200b", "\u2060", "\u202a", "\u2066", "\u2069", "\ufeff", "\U000e0061", "\u200d", "\u200f"])
def test_a_character_that_cannot_be_seen_is_found(mark: str) -> None:
    [finding] = found("hidden-characters", changed(TEXT, "the same work", f"the sa{mark}me work"))
    assert finding.what.startswith(f"U+{ord(mark):04X}, ")
    assert (finding.place.line, finding.place.end_column - finding.place.column) == (15, 1)


@pytest.mark.parametrize("words", ["می\u200cخواهم", "👩\u200d🌾", "שלום\u200f, Brook", "Mühle – „Brot“ … naïve"])
def test_marks_that_a_script_needs_may_stay(words: str) -> None:
    assert said("hidden-characters", changed(TEXT, "the same work", words)) == []


def test_a_mark_at_the_very_start_has_a_code_of_its_own() -> None:
    [data] = changed(TEXT, "the same work", "the same").values()
    assert said("hidden-characters", {TEXT: b"\xef\xbb\xbf" + data}) == []
    assert len(found("byte-order-mark", {TEXT: b"\xef\xbb\xbf" + data})) == 1


def test_a_decision_of_tomorrow_is_found() -> None:
    early = datetime(2026, 2, 1, tzinfo=UTC)
    assert {
        f"{GENESIS}/decision.md:18:9 the vote closed on 2026-02-03T09:00:00Z; it is 2026-02-01T00:00:00Z",
        f"{GENESIS}/log.yml:4:8 'ballots-closed' is dated 2026-02-03T09:00:00Z; it is 2026-02-01T00:00:00Z",
        f"{LOG}:1:8 'opened' is dated 2026-03-02T12:00:00Z; it is 2026-02-01T00:00:00Z",
    } <= set(said("future-date", {}, as_of=early))


def test_an_event_of_this_instant_is_not_in_the_future() -> None:
    at = {each.place.path for each in found("future-date", {}, as_of=datetime(2026, 3, 2, 12, tzinfo=UTC))}
    assert LOG not in at
    assert LOG in {each.place.path for each in found("future-date", {}, as_of=datetime(2026, 3, 2, 11, 59, 59, tzinfo=UTC))}
