"""A co-op with a matter at every stage: what the stories of the gate, of merges and of enactment begin with."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from json import dumps, loads
from typing import Any

from co_op import ARTICLE, article, event, genesis, log, proposal
from folkmoot.formats.ballot_json import write_ballot
from folkmoot.formats.canonical import digest, manifest_digest, write_document
from folkmoot.formats.draw_json import write_draw
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import Chronicle, chronicle
from folkmoot.records.ballot import Ballot
from folkmoot.records.value import parse_instant, write_instant
from folkmoot.sortition.replay import redraw
from folkmoot.tally.decision import decision_document, recount

AS_OF = "2023-04-01T00:00:00Z"
"""The instant by which the co-op is judged: the veto window of `2023-dogs` has passed, that of `2023-late` has not."""
CONDUCT = "charter/02-conduct.md"
SHOP = "shop/hours.md"
STAGES = ("draft", "opened", "frozen", "voting-opened", "ballots-closed", "decided", "vetoed")


def conduct(*words: str) -> bytes:
    """The article on conduct; each of its four clauses says the word given, or what it said at the founding."""
    said = [*words, *("bell", "dog", "lamp", "key")[len(words) :]]
    body = "\n" + "\n".join(f"**c2-{number}** Mind the {word}.\n" for number, word in enumerate(said, start=1))
    head = {
        "id": "02-conduct", "type": "article", "title": "Conduct", "summary": "Mind things.", "class": "conduct",
        "clauses": [{"id": f"c2-{number}", "title": f"Thing {number}"} for number in range(1, 5)],
    }  # fmt: skip
    return write_document(head, body)


def charter() -> dict[str, bytes]:
    """The founding charter: amendments can be vetoed for a week, quick ones not, and the shop table runs `shop/`."""
    rules: dict[str, Any] = ARTICLE["rules"]  # type: ignore[assignment]
    plain = rules["procedures"]["amendment"]
    own = {
        **rules,
        "bodies": {
            "shop-table": {
                "purpose": "It runs the shop", "powers": ["operate"], "select": {"method": "election", "by": "members", "decision_rule": "simple"},
                "seats": {"min": "3", "target": "3"}, "term": "1y", "scope": {"paths": ["shop/*"]},
                "removal": {"by": "members", "rule": "simple"}, "reports": {"every": "6m", "to": "members"},
            }
        },
        "draws": {"standard": {"seed": {"kind": "dice", "after": "24h"}, "challenge": "7d", "response": "14d"}},
        "procedures": {
            **rules["procedures"],
            "amendment": {**plain, "veto": {"by": "members", "rule": "simple", "within": "7d"}},
            "quick": plain,
            "running": {**plain, "sphere": "operational", "decide": {"by": "shop-table", "rule": "simple", "open": "7d"}, "paths": ["**"]},
            "wide": {**plain, "paths": ["**"]},
        },
    }  # fmt: skip
    return {"charter/01-rules.md": article(rules=loads(dumps(own))), CONDUCT: conduct()}


def course_of(files: Mapping[str, bytes], as_of: str = AS_OF) -> Chronicle:
    """The chronicle of some files."""
    return chronicle(read_archive(files), parse_instant(as_of))


def matter(
    files: Mapping[str, bytes], name: str, stage: str, *, kind: str = "amendment", changes: Mapping[str, bytes] | None = None,
    opened: str = "2023-02-01", choice: str = "for", **fields: Any,
) -> dict[str, bytes]:  # fmt: skip
    """The files of one more proposal, up to a stage; opened on a day, frozen 10 days on, voted on from day 11 to day 19."""
    folder, start = f"proposals/{name}", datetime.fromisoformat(f"{opened}T12:00:00+00:00")
    made = {f"{folder}/proposal.md": proposal(name, kind, **fields)}
    made |= {f"{folder}/changes/{path}": data for path, data in (changes or {}).items()}
    bound = manifest_digest({path.removeprefix(f"{folder}/"): data for path, data in made.items()})
    roster = digest(files["juries/rosters/2023-founders/entries.csv"])
    steps: list[tuple[int, str, dict[str, Any]]] = [
        (0, "opened", {}),
        (10, "frozen", {"text": bound}),
        (11, "voting-opened", {"electorate": {"kind": "roster", "id": "2023-founders", "digest": roster}}),
        (19, "ballots-closed", {}),
        (21, "vetoed", {"by": "members", "reason": "clause c2-1"}),
    ]
    acts = {"draft": 0, "decided": 4, "vetoed": 5}.get(stage, STAGES.index(stage))
    events = [event(write_instant(start + timedelta(days=days)), act, **more) for days, act, more in steps[:acts]]
    if stage in ("voting-opened", "ballots-closed", "decided", "vetoed"):
        for voter in ("m-0001", "m-0002", "m-0003")[: 2 if stage == "voting-opened" else 3]:
            made[f"{folder}/ballots/{voter}-1.json"] = write_ballot(Ballot(name, bound, roster, voter, 1, choice))
    if stage in ("decided", "vetoed"):
        before = {**files, **made, f"{folder}/log.yml": log(*events[:4])}
        course = course_of(before)
        made[f"{folder}/decision.md"] = decision_document(recount(course.archive, course.archive.proposal(name), course.matters[name].book))
    return {**made, **({f"{folder}/log.yml": log(*events)} if events else {})}


def jury(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """A jury of two, called and drawn with dice."""
    entries = files["juries/rosters/2023-founders/entries.csv"]
    call = {
        "id": "2023-jury", "type": "jury", "title": "Jury", "summary": "Two members look on.", "body": "shop-table", "mandate": "2023-dogs",
        "question": "Shall we?", "seats": "2", "roster": "2023-founders", "roster_digest": digest(entries),
        "sources": [{"kind": "dice", "when": "2023-02-15T12:00:00Z"}], "hours": "8",
        "compensation": {"amount": "15", "currency": "EUR", "per": "hour"}, "facilitator": "A person of neither side.",
        "respond_by": "2023-09-01", "evaluation_due": "2023-10-01",
    }  # fmt: skip
    text = write_document(call, "\nCome.\n")
    made = {
        "juries/2023-jury/call.md": text,
        "juries/2023-jury/log.yml": log(
            event("2023-02-02T12:00:00Z", "pool-frozen", by="registrar", roster=digest(entries)),
            event("2023-02-03T12:00:00Z", "called", by="registrar", call=digest(text)),
            event("2023-02-15T12:00:00Z", "seed", by="registrar", sources=[{"kind": "dice", "digits": "12345612345612345612"}]),
        ),
    }
    archive = read_archive({**files, **made})
    found = archive.jury("2023-jury")
    assert found is not None
    return {**made, "juries/2023-jury/draw.json": write_draw(redraw(archive, found))}


def lived(**coop: str) -> tuple[dict[str, bytes], ...]:
    """The files that each merge of a sound life adds or sets, oldest first; `coop` changes what the genesis says of the co-op."""
    merges: list[dict[str, bytes]] = [genesis(charter(), **coop)]
    files: dict[str, bytes] = {}

    def add(more: dict[str, bytes]) -> None:
        merges.append(more)
        files.update(more)

    files.update(merges[0])
    bell = {CONDUCT: conduct("gong")}
    add(matter(files, "2023-bells", "decided", kind="quick", changes=bell, opened="2023-01-25"))
    add(bell)
    dogs = {CONDUCT: conduct("gong", "cat")}
    for stage in ("opened", "frozen", "voting-opened", "decided"):
        add(matter(files, "2023-dogs", stage, changes=dogs, opened="2023-03-04"))
    add(
        matter(
            files,
            "2023-late",
            "decided",
            changes={"charter/03-late.md": conduct("late").replace(b"02-conduct", b"03-late")},
            opened="2023-03-10",
        )
    )
    add(matter(files, "2023-spurned", "vetoed", changes={CONDUCT: conduct("spurned")}, opened="2023-02-02"))
    add(matter(files, "2023-lost", "decided", changes={CONDUCT: conduct("lost")}, opened="2023-02-03", choice="against"))
    add(matter(files, "2023-draft", "draft"))
    add(matter(files, "2023-open", "opened", opened="2023-03-15"))
    add(matter(files, "2023-frozen", "frozen", opened="2023-03-15"))
    add(matter(files, "2023-voting", "voting-opened", opened="2023-03-16"))
    add(jury(files))
    return tuple(merges)
