"""Elekto: a folder of one election, as Kubernetes keeps them: `election.yaml`, `ballots.csv`, and a page with the result.

Elekto counts by Schulze with winning votes, a blank being no opinion. The announced order is taken from a list in
`results.md` or `ranking.md` whose items name every candidate once, by the name of the column, of the candidate's page
or of the link. The list of voters is never read.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from folkmoot.formats.importers.elections import Paper, WrongElection, open_paper, ranked_profile, whole_number
from folkmoot.formats.importers.rank_table import read_rank_table
from folkmoot.formats.yaml import read_yaml
from folkmoot.records.finding import Fault, Place
from folkmoot.records.profile import ElectionProfile

_FILES = ("ballots.csv", "election.yaml", "results.md", "ranking.md")
_CANDIDATE = re.compile(r"candidate-.+\.md", re.IGNORECASE)
_ITEM = re.compile(r"\s*(?:[0-9]{1,3}[.)]|[-*])\s+(.+?)\s*")
_LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")
_FIELD = re.compile(r"(name|id):[ \t]*(.+?)[ \t]*", re.IGNORECASE)
_RULE = re.compile(r"-{3,}")
_AFTER_NAME = re.compile(r"\s+(?:\(|-|–|loses to).*")
_TIE = re.compile(r"\(tie\)", re.IGNORECASE)


class ElektoImporter:
    """Reads folders of elections, one profile a file of ballots."""

    name = "elekto"

    def takes(self, name: str) -> bool:
        """Say whether a file has one of the names that Elekto's folders know."""
        last = _last(name).lower()
        return last in _FILES or _CANDIDATE.fullmatch(last) is not None

    def read(self, sources: Mapping[str, bytes], poll_type: str | None) -> tuple[tuple[ElectionProfile, ...], tuple[Fault, ...]]:
        """Read each folder that holds ballots by itself."""
        profiles, faults = list[ElectionProfile](), list[Fault]()
        for name, data in sorted(sources.items()):
            if not name.lower().endswith(".csv"):
                continue
            folder = name[: len(name) - len(_last(name))]
            beside = {other: found for other, found in sorted(sources.items()) if other == folder + _last(other)}
            try:
                profiles.append(_read(open_paper(name, data), beside))
            except WrongElection as wrong:
                faults.append(wrong.fault)
        return tuple(profiles), tuple(faults)


def _last(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2]


def _read(paper: Paper, beside: Mapping[str, bytes]) -> ElectionProfile:
    options, found = read_rank_table(paper)
    profile = replace(ranked_profile(paper, "elekto", options, found), method="schulze", blank="no-opinion")
    names = {option.casefold(): option for option in options}
    results = list[Paper]()
    for name, data in beside.items():
        last = _last(name).lower()
        if last == "election.yaml":
            title, seats = _election(open_paper(name, data))
            profile = replace(profile, title=title, seats=seats)
        elif _CANDIDATE.fullmatch(last):
            names |= _candidate(open_paper(name, data), options)
        elif last in ("results.md", "ranking.md"):
            results.append(open_paper(name, data))
    orders = [order for page in results for order in _orders(page.text, names) if _complete(order, options)]
    return replace(profile, order=orders[0] if orders else None)


def _election(paper: Paper) -> tuple[str, int | None]:
    reading = read_yaml(paper.name, paper.text)
    if reading.faults:
        fault = reading.faults[0]
        raise WrongElection(fault.place, fault.what, fault.mend)
    fields = reading.value if isinstance(reading.value, dict) else {}
    title, seats = fields.get("name"), fields.get("no_winners")
    place = reading.places.get(("no_winners",), Place(paper.name))
    number = None if seats is None else whole_number(place, str(seats), "'no_winners'")
    return title if isinstance(title, str) else "", number


def _candidate(page: Paper, options: tuple[str, ...]) -> dict[str, str]:
    """The name that a candidate's page gives to the id in its head or its own name; nothing where it names no option."""
    ids = [_last(page.name)[len("candidate-") : -len(".md")]]
    names = list[str]()
    for line in page.text.split("\n"):
        if _RULE.fullmatch(line.strip()):
            if names:
                break
            continue
        if field := _FIELD.fullmatch(line):
            (names if field[1].lower() == "name" else ids).append(field[2].strip("'\""))
    known = {option.casefold(): option for option in options}
    option = next((known[own.casefold()] for own in ids if own.casefold() in known), None)
    return {} if option is None else {name.casefold(): option for name in names[:1]}


def _orders(text: str, names: Mapping[str, str]) -> list[tuple[tuple[str, ...], ...]]:
    """Lists of candidates; what stands between the items of one list does not end it, a name that came already does."""
    orders = list[tuple[tuple[str, ...], ...]]()
    order = list[tuple[str, ...]]()
    for line in text.split("\n"):
        item = _ITEM.fullmatch(line)
        level = _level(item[1], names) if item else ()
        if line.startswith("#") or any(name in placed for placed in order for name in level):
            orders.append(tuple(order))
            order = []
        if level:
            order.append(level)
    return [*orders, tuple(order)]


def _level(text: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """The candidates whom an item names; none unless every part of it names one."""
    parts = [_option(part, names) for part in re.split(r" / ", _TIE.sub("", text))]
    return tuple(part for part in parts if part is not None) if all(parts) else ()


def _option(text: str, names: Mapping[str, str]) -> str | None:
    link = _LINK.match(text.strip())
    said = [link[1], link[2].rstrip("/").rpartition("/")[2]] if link else [text.strip(), _AFTER_NAME.sub("", text.strip())]
    return next((names[name.casefold()] for name in said if name.casefold() in names), None)


def _complete(order: tuple[tuple[str, ...], ...], options: tuple[str, ...]) -> bool:
    return sorted(option for level in order for option in level) == sorted(options)
