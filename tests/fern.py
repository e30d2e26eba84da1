"""Fern: a co-op with a social charter and Terms of Service, in which one case is heard, appealed against and ended."""

import csv
from collections.abc import Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

from co_op import ARTICLE, article, commit, event, genesis, log
from folkmoot.cli import main
from folkmoot.formats.ballot_json import write_ballot, write_totals
from folkmoot.formats.canonical import digest, manifest_digest, write_document
from folkmoot.formats.draw_json import read_draw
from folkmoot.formats.layout import read_archive
from folkmoot.procedure.chronicle import Chronicle, chronicle
from folkmoot.records.ballot import Ballot, CountedTotals
from folkmoot.records.value import parse_instant, write_instant
from folkmoot.sortition.beacon import DEMONSTRATION, round_at

FIRST, AGAIN = "2023-muted-thread", "2023-muted-thread-again"
CONDUCT = "charter/04-how-we-relate.md"
SIMPLE: dict[str, Any] = {**ARTICLE["rules"]["decisions"]["simple"], "secrecy": "counted"}  # type: ignore[index]
WORDS = """
# How we relate

## c4-1 Free expression

You may say what you think, about anything and about anyone with power.

## c4-2 Safety from harassment

Nobody may go after a person again and again. Whoever is excluded was judged by
{{ rules.remedies.exclude.threshold }} of a jury.

## c4-3 Answering

When you are drawn, answer the letter.

## c4-4 A fair hearing

You are told of what you are accused, and heard before anything lasting is done.
"""
CLAUSES = [
    {"id": "c4-1", "title": "Free expression", "tos": "true", "expects": ["conduct"], "balances_with": ["c4-2"]},
    {"id": "c4-2", "title": "Safety from harassment", "tos": "true", "expects": ["conduct"], "balances_with": ["c4-1"]},
    {"id": "c4-3", "title": "Answering", "expects": ["participation"]},
    {"id": "c4-4", "title": "A fair hearing", "tos": "true", "expects": ["operation"]},
]
MEMBERS = tuple(f"m-{100 + place}" for place in range(40))
PARTIES = ("m-103", "m-117")
"""Who party-a and party-b are is known to the registrar alone."""


def conduct(body: str = WORDS, clauses: object = CLAUSES, **fields: Any) -> bytes:
    """The article on conduct."""
    head = {"id": "04-how-we-relate", "title": "How we relate", "class": "conduct", "rules": {"terms": {"notice": "30d"}}, **fields}
    return article(**head, clauses=clauses, body=body)


def procedure(by: str, rule: str, **more: Any) -> dict[str, Any]:
    """One way to decide."""
    return {
        "sphere": "deliberative", "introduce": {"who": "member", "seconds": "0"}, "discuss": {"min": "7d", "max": "60d"},
        "decide": {"by": by, "rule": rule, "open": "8h"}, "execute": {"by": "maintainers", "within": "7d"}, "paths": ["charter/*"], **more,
    }  # fmt: skip


def charter(notice: str = "30d") -> dict[str, bytes]:
    """The founding charter; an amendment holds after the notice given."""
    jury = {
        "purpose": "Judges cases", "powers": ["adjudicate"], "select": {"method": "sortition", "source": "members"},
        "seats": {"min": "4", "target": "5"}, "term": "3m", "removal": {"by": "members", "rule": "simple"},
        "reports": {"every": "6m", "to": "members"},
    }  # fmt: skip
    hosts = {
        "purpose": "Looks after the threads", "powers": ["operate"],
        "select": {"method": "election", "by": "members", "decision_rule": "simple"}, "seats": {"min": "1", "target": "3"}, "term": "12m",
        "removal": {"by": "members", "rule": "simple"}, "reports": {"every": "12m", "to": "members"},
    }  # fmt: skip
    rules = {
        "bodies": {"case-jury": jury, "hosts": hosts},
        "decisions": {
            "simple": {**SIMPLE, "secrecy": "open"}, "half": dict(SIMPLE),
            "verdict": {"method": "verdict", "finding": "half", "remedy": "half", "secrecy": "counted", "ties": "rejected"},
        },
        "remedies": {
            "restore": {"after": ["limited-too-far"]}, "warn": {}, "remove": {"after": ["broken"]},
            "exclude": {"after": ["broken"], "threshold": "2/3"},
        },
        "draws": {"standard": {"seed": {"kind": "beacon", "after": "24h"}, "challenge": "7d", "response": "14d"}},
        "procedures": {
            "genesis": procedure("members", "simple"), "policy": procedure("members", "simple"),
            "amendment": procedure("members", "simple", notice=notice), "hasty": procedure("members", "simple"),
            "case": procedure("case-jury", "verdict", appeal={"kind": "appeal", "within": "21d"}),
            "appeal": procedure("case-jury", "verdict"),
        },
    }  # fmt: skip
    return {"charter/01-rules.md": article(rules=rules), CONDUCT: conduct()}


def option(name: str, title: str, **more: str) -> dict[str, str]:
    """One finding or remedy."""
    return {"id": name, "title": title, **more}


OPTIONS = (
    option("finding-speech", "The muting limited free expression too far", clause="c4-1", holds="limited-too-far"),
    option("finding-pursuit", "party-a went after party-b", clause="c4-2", holds="broken"),
    option("remedy-unmute", "The thread can be read again", remedy="restore"),
    option("remedy-erase", "The thread is deleted for good", remedy="remove"),
)
EFFECTS = (
    {"do": "remedy", "owner": "hosts", "what": "show the thread again", "due": "2023-03-20", "option": "remedy-unmute"},
    {"do": "remedy", "owner": "hosts", "what": "delete the thread", "due": "2023-03-20", "option": "remedy-erase"},
)


def case(name: str, **fields: Any) -> dict[str, bytes]:
    """The text of a case."""
    head = {
        "id": name, "type": "proposal", "kind": "case", "title": "A thread that was muted",
        "summary": "The hosts muted a thread of eleven replies; party-a asks for it back.", "introduced_by": "party-a", "seconds": [],
        "asks": "Did muting the thread keep our clauses?", "options": OPTIONS, "effects": EFFECTS, "clauses": ["c4-2"],
        "parties": ["party-a", "party-b"], "harm": "targeted-harassment", "relief": "Show the thread again.",
        "original_action": {"id": "note-31", "at": "2023-02-10", "by": "hosts"}, "stage": "first",
        "restricted": {"digest": "cd" * 32, "held_by": "clerk", "purge_on": "2023-06-01"}, **fields,
    }  # fmt: skip
    return {f"proposals/{name}/proposal.md": write_document(head, "\nWhat was said stands in the material that the jury sees.\n")}


def finding(clause: str, holds: str, why: str) -> dict[str, str]:
    """What a jury found of one clause."""
    return {"clause": clause, "holds": holds, "why": why}


BROKEN = (
    finding("c4-1", "limited-but-proportionate", "Muting one thread leaves every other open. It is a small limit."),
    finding("c4-2", "broken", "Eleven replies in an hour, after being asked to stop, are pursuit."),
)
RESTORED = (
    finding("c4-1", "limited-too-far", "A warning would have done. The hosts began with the last step."),
    finding("c4-2", "kept", "Nobody asked party-a to stop before the thread was muted."),
)


class Fern:
    """A clone in which everybody's verbs are run."""

    def __init__(self, folder: Path, notice: str = "30d") -> None:
        self.root, self.folder = folder / "fern", folder
        self.root.mkdir()
        commit(self.root, genesis(charter(notice), name="Fern", id="fern.example"))

    def run(self, *words: str, code: int | None = 0) -> str:
        """Run folkmoot; what it said on both channels. A `code` of None is any."""
        said, ended = StringIO(), 0
        with chdir(self.root), redirect_stdout(said), redirect_stderr(said):
            try:
                main(list(words))
            except SystemExit as stop:
                ended = int(stop.code or 0)
        assert code in (None, ended), f"{words}\n{said.getvalue()}"
        return said.getvalue()

    def merge(self, files: Mapping[str, bytes | None]) -> str:
        """Merge some files; the commit."""
        return commit(self.root, files)

    def course(self, as_of: str) -> Chronicle:
        """The records at noon of a day."""
        files = {path.relative_to(self.root).as_posix(): path.read_bytes() for path in self.root.rglob("*") if path.is_file()}
        kept = {path: data for path, data in files.items() if path.split("/")[0] in ("charter", "proposals", "juries")}
        return chronicle(read_archive(kept), parse_instant(f"{as_of}T12:00:00Z"))

    def panel(self, jury: str) -> tuple[str, ...]:
        """Those drawn."""
        return tuple(seat.entry for seat in read_draw((self.root / f"juries/{jury}/draw.json").read_bytes()).panel.seats)

    def filed(self, name: str, opened: str, frozen: str, **fields: Any) -> None:
        """A case is opened and its text and evidence are fixed."""
        text = case(name, **fields)
        bound = manifest_digest({"proposal.md": text[f"proposals/{name}/proposal.md"]})
        events = (event(f"{opened}T12:00:00Z", "opened", "party-a"), event(f"{frozen}T12:00:00Z", "frozen", "clerk", text=bound))
        self.merge({**text, f"proposals/{name}/log.yml": log(*events)})

    def drawn(self, name: str, day: str, exclude: tuple[Mapping[str, Any], ...] = ()) -> None:
        """A roster without the parties is frozen, and five members are drawn three weeks later."""
        people = self.folder / "members.csv"
        with people.open("w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["entry", "status"])
            rows.writerows([member, "party" if member in PARTIES else "active"] for member in MEMBERS)
        jury, roster, start = f"{name}-jury", f"{name}-pool", parse_instant(f"{day}T12:00:00Z")
        self.run("roster", "freeze", str(people), "--id", roster, "--day", day, "--exclude", "status=party:party")
        bound = digest((self.root / f"juries/rosters/{roster}/entries.csv").read_bytes())
        comes = start + timedelta(days=20)
        head = {
            "id": jury, "type": "jury", "title": "A case jury", "summary": "Five members hear a case.", "body": "case-jury", "mandate": name,
            "question": "Did muting the thread keep our clauses?", "seats": "5", "roster": roster, "roster_digest": bound, "exclude": exclude,
            "sources": [{"kind": "beacon", "chain": DEMONSTRATION.hash, "round": str(round_at(DEMONSTRATION, comes))}], "hours": "8",
            "compensation": {"amount": "15", "currency": "EUR", "per": "hour"}, "facilitator": "A person of neither side.",
            "respond_by": "2023-09-01", "evaluation_due": "2023-10-01",
        }  # fmt: skip
        text = write_document({key: value for key, value in head.items() if value != ()}, "\nCome.\n")
        self.merge({
            f"juries/{jury}/call.md": text,
            f"juries/{jury}/log.yml": log(
                event(write_instant(start + timedelta(hours=1)), "pool-frozen", "registrar", roster=bound),
                event(write_instant(start + timedelta(days=1)), "called", "registrar", call=digest(text)),
            ),
        })  # fmt: skip
        self.run("draw", "seed", jury, "--demonstration", "--as-of", write_instant(comes + timedelta(minutes=5)))
        self.run("draw", "run", jury)
        self.merge({})

    def heard(self, name: str, day: str, votes: Mapping[str, tuple[int, int, int]], findings: tuple[Mapping[str, str], ...]) -> str:
        """The jury votes in the room, its reasons are published, and the verdict is counted; the commit before the verdict."""
        jury, folder = f"{name}-jury", f"proposals/{name}"
        panel = digest((self.root / f"juries/{jury}/draw.json").read_bytes())
        found = read_archive({f"{folder}/proposal.md": (self.root / folder / "proposal.md").read_bytes()}).proposals[0]
        totals = CountedTotals(name, found.text_digest, panel, 0, 0, 0, ("t-one", "t-two"), ballots=5, items=tuple(votes.items()))
        report = {
            "id": f"{jury}-reasons", "type": "report", "title": "What the jury found, and why", "summary": "It answers both clauses.",
            "about": name, "by": "case-jury", "period": {"from": day, "to": day}, "status": "done", "findings": findings,
        }  # fmt: skip
        before = (self.root / folder / "log.yml").read_bytes()
        acts = (
            event(f"{day}T08:00:00Z", "voting-opened", "clerk", electorate={"kind": "jury", "id": jury, "digest": panel}),
            event(f"{day}T18:00:00Z", "ballots-closed", "tellers"),
        )
        base = self.merge({f"{folder}/log.yml": before + log(*acts)})
        self.merge({
            f"{folder}/ballots/counted.json": write_totals(totals),
            f"juries/{jury}/report.md": write_document(report, "\nWe heard both.\n"),
        })  # fmt: skip
        self.run("tally", name, "--write")
        self.merge({})
        return base

    def amended(self, name: str, opened: str, changes: Mapping[str, bytes], kind: str = "amendment") -> None:
        """An amendment is opened at noon, put to the founders ten days later and adopted the day after."""
        from co_op import proposal

        folder, start = f"proposals/{name}", parse_instant(f"{opened}T12:00:00Z")
        text = proposal(name, kind, seconds=[], title="Clearer words")
        drafts = {f"changes/{path}": data for path, data in changes.items()}
        bound = manifest_digest({"proposal.md": text, **drafts})
        roster = digest((self.root / "juries/rosters/2023-founders/entries.csv").read_bytes())
        days = [write_instant(start + timedelta(days=day)) for day in (0, 9, 10, 11)]
        self.merge({
            f"{folder}/proposal.md": text, **{f"{folder}/{path}": data for path, data in drafts.items()},
            f"{folder}/log.yml": log(
                event(days[0], "opened"), event(days[1], "frozen", text=bound),
                event(days[2], "voting-opened", electorate={"kind": "roster", "id": "2023-founders", "digest": roster}),
                event(days[3], "ballots-closed"),
            ),
            **{f"{folder}/ballots/{who}-1.json": write_ballot(Ballot(name, bound, roster, who, 1, "for")) for who in ("m-0001", "m-0002", "m-0003")},
        })  # fmt: skip
        self.run("tally", name, "--write")
        self.merge({})


def appealed(folder: Path) -> Fern:
    """The whole life of a case: judged in March, appealed against, judged by another jury in May."""
    fern = Fern(folder)
    fern.filed(FIRST, "2023-02-12", "2023-02-20")
    fern.drawn(FIRST, "2023-02-21")
    fern.heard(FIRST, "2023-03-14", {"finding-speech": (1, 4, 0), "finding-pursuit": (5, 0, 0), "remedy-unmute": (0, 5, 0), "remedy-erase": (4, 1, 0)}, BROKEN)
    fern.filed(AGAIN, "2023-03-20", "2023-03-28", kind="appeal", stage="appeal", responds_to=FIRST, title="The muted thread once more", effects=())
    fern.drawn(AGAIN, "2023-03-29", ({"reason": "first-jury", "entries": list(fern.panel(FIRST + "-jury"))},))
    fern.heard(AGAIN, "2023-04-20", {"finding-speech": (5, 0, 0), "finding-pursuit": (0, 5, 0), "remedy-unmute": (5, 0, 0), "remedy-erase": (5, 0, 0)}, RESTORED)
    return fern
