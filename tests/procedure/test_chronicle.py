"""Where a matter stands follows from texts, logs and decisions at an instant."""

from co_op import article, event, genesis, log, proposal
from folkmoot.formats.canonical import manifest_digest
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import Matter, chronicle
from folkmoot.procedure.status import Status
from folkmoot.records.value import parse_instant


def _matter(events: list[dict[str, object]], as_of: str = "2026-06-01T00:00:00Z", kind: str = "policy") -> Matter:
    files = {**genesis(), "proposals/2026-x/proposal.md": proposal("2026-x", kind)}
    if events:
        files["proposals/2026-x/log.yml"] = log(*events)
    archive = read_archive(files)
    assert archive.faults == ()
    return chronicle(archive, parse_instant(as_of)).matters["2026-x"]


OPENED = event("2026-05-02T12:00:00Z", "opened")
FROZEN = event("2026-05-12T12:00:00Z", "frozen", text="0" * 64)


def test_a_text_without_a_log_is_a_draft() -> None:
    assert _matter([]).status is Status.DRAFT


def test_opened_it_is_open_until_the_longest_discussion_is_over() -> None:
    assert _matter([OPENED], "2026-05-20T00:00:00Z").status is Status.OPEN
    assert _matter([OPENED], "2026-06-01T21:59:59Z").status is Status.OPEN
    assert _matter([OPENED], "2026-06-01T22:00:00Z").status is Status.LAPSED


def test_a_revision_starts_the_discussion_again() -> None:
    matter = _matter([OPENED, event("2026-05-20T12:00:00Z", "revised")], "2026-06-10T00:00:00Z")
    assert matter.status is Status.OPEN
    assert matter.due == parse_instant("2026-06-19T22:00:00Z")


def test_frozen_then_withdrawn() -> None:
    assert _matter([OPENED, FROZEN]).status is Status.FROZEN
    assert _matter([OPENED, FROZEN, event("2026-05-13T12:00:00Z", "withdrawn")]).status is Status.WITHDRAWN


def test_an_act_that_no_edge_allows_changes_nothing_and_is_told() -> None:
    matter = _matter([event("2026-05-02T12:00:00Z", "frozen", text="0" * 64), OPENED])
    assert matter.missteps == (0,)
    assert matter.status is Status.OPEN


def test_the_genesis_brings_its_own_rules_and_is_in_force() -> None:
    course = chronicle(read_archive(genesis()), parse_instant("2023-02-01T00:00:00Z"))
    matter = course.matters["2023-genesis"]
    assert matter.status is Status.IN_FORCE
    assert matter.procedure is not None
    assert list(course.charter.articles) == ["charter/01-rules.md"]
    assert course.version_at(parse_instant("2023-01-20T11:59:59Z")).articles == {}


def test_a_matter_keeps_the_rules_it_opened_under() -> None:
    """Two matters either side of an amendment are counted under two rule books (Nomic: law 3)."""
    strict = article(rules={"decisions": {"simple": {**_simple(), "threshold": "3/4"}}})
    files = genesis()
    folder = "proposals/2026-stricter"
    files |= {
        f"{folder}/proposal.md": proposal("2026-stricter", "amendment"),
        f"{folder}/changes/charter/01-rules.md": strict,
    }
    bound = manifest_digest({"proposal.md": files[f"{folder}/proposal.md"], "changes/charter/01-rules.md": strict})
    roster = {"kind": "roster", "id": "2023-founders", "digest": read_archive(files).rosters[0].manifest.head.digest}
    files[f"{folder}/log.yml"] = log(
        event("2026-01-02T12:00:00Z", "opened"),
        event("2026-01-12T12:00:00Z", "frozen", text=bound),
        event("2026-01-13T12:00:00Z", "voting-opened", electorate=roster),
        event("2026-01-21T12:00:00Z", "ballots-closed"),
    )
    decision = files["proposals/2023-genesis/decision.md"].replace(b"2023-genesis", b"2026-stricter").replace(b"2023-01-20", b"2026-01-21")
    files[f"{folder}/decision.md"] = decision
    for name, day in (("2026-before", "2026-01-21T11:00:00Z"), ("2026-after", "2026-01-21T12:00:00Z")):
        files[f"proposals/{name}/proposal.md"] = proposal(name)
        files[f"proposals/{name}/log.yml"] = log(event(day, "opened"))
    course = chronicle(read_archive(files), parse_instant("2026-01-22T00:00:00Z"))
    assert str(course.matters["2026-before"].book.decisions["simple"].threshold) == "1/2"
    assert str(course.matters["2026-after"].book.decisions["simple"].threshold) == "3/4"
    assert course.matters["2026-before"].book.digest != course.matters["2026-after"].book.digest


def _simple() -> dict[str, str]:
    return {
        "method": "majority", "threshold": "1/2", "strict": "true", "base": "cast", "abstain": "quorum-only",
        "ties": "rejected", "secrecy": "open",
    }  # fmt: skip
