"""BLT: the ballot file of Hill, Wichmann and Woodall (1987), with what OpaVote and OpenSTV added to it.

`candidates seats`; then withdrawn candidates as negative numbers; then ballots: how many, their candidates in order,
and 0; a 0 alone; then the names, and the title. Additions: `#` comments, `=` between equals, `-` for a skipped rank, a
ballot's own id in parentheses in front, which is left out. A ballot also ends with its line.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from folkmoot.formats.importers.elections import (
    MOST_OPTIONS,
    Paper,
    WrongElection,
    check_options,
    open_paper,
    ranked_profile,
    whole_number,
)
from folkmoot.records.finding import Fault, Place
from folkmoot.records.profile import ElectionProfile
from folkmoot.records.tally import Ranking
from folkmoot.records.value import shown

_TOKEN = re.compile(r"\([^()\n]*\)|[^\s#]+")
_PREFERENCE = re.compile(r"[0-9]+(=[0-9]+)*")
_QUOTED = re.compile(r'"((?:[^"\\\n]|\\.|"")*)"')
_WITHDRAWN = re.compile(r"-[0-9]+")


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    place: Place
    opens_line: bool
    end: int
    """Where the text goes on after it."""


class BltImporter:
    """Reads one BLT file into one profile."""

    name = "blt"

    def takes(self, name: str) -> bool:
        """Say whether a name ends in `.blt`."""
        return name.lower().endswith(".blt")

    def read(self, sources: Mapping[str, bytes], poll_type: str | None) -> tuple[tuple[ElectionProfile, ...], tuple[Fault, ...]]:
        """Read each file by itself."""
        profiles, faults = list[ElectionProfile](), list[Fault]()
        for name, data in sorted(sources.items()):
            try:
                profiles.append(_read(open_paper(name, data)))
            except WrongElection as wrong:
                faults.append(wrong.fault)
        return tuple(profiles), tuple(faults)


def _tokens(paper: Paper) -> Iterator[_Token]:
    start = 0
    for number, line in enumerate(paper.text.split("\n"), start=1):
        code = line.partition("#")[0]
        for count, found in enumerate(_TOKEN.finditer(code)):
            place = Place(paper.name, number, found.start() + 1, found.end() + 1)
            yield _Token(found[0], place, count == 0, start + found.end())
        start += len(line) + 1


def _read(paper: Paper) -> ElectionProfile:
    tokens = _tokens(paper)
    size = _number(paper, tokens, "the number of candidates")
    seats = _number(paper, tokens, "the number of seats")
    if not 1 <= size <= MOST_OPTIONS:
        raise WrongElection(Place(paper.name), f"the header says {size:,} candidates; 1 to {MOST_OPTIONS} are read", "mend the header")
    gone, first = _withdrawn(tokens, size)
    found, end = _ballots(paper, first, tokens, size)
    names, title = _names(paper, end, size)
    check_options(paper.name, 1, names)
    kept = tuple(place for place in range(size) if place + 1 not in gone)
    ballots = Counter[Ranking]()
    for levels, count in found.items():
        ballots[_ranking(levels, kept, gone)] += count
    profile = ranked_profile(paper, "blt", tuple(names[place] for place in kept), ballots)
    withdrawn = tuple(names[place - 1] for place in sorted(gone))
    return replace(profile, title=title, withdrawn=withdrawn, seats=seats)


def _number(paper: Paper, tokens: Iterator[_Token], what: str) -> int:
    token = next(tokens, None)
    if token is None:
        raise WrongElection(Place(paper.name), f"the file ends before {what}", "begin it with a line '<candidates> <seats>'")
    return whole_number(token.place, token.text, what)


def _withdrawn(tokens: Iterator[_Token], size: int) -> tuple[frozenset[int], _Token | None]:
    """Read withdrawn candidates; hand back the token after them."""
    gone = set[int]()
    for token in tokens:
        if token.text.startswith("["):
            raise WrongElection(token.place, f"the option '{shown(token.text)}' is not read", "write withdrawn candidates as -1 -2")
        if not _WITHDRAWN.fullmatch(token.text):
            return frozenset(gone), token
        gone.add(_candidate(token.place, token.text[1:], size))
    return frozenset(gone), None


Levels = tuple[tuple[int, ...], ...]


def _ballots(paper: Paper, token: _Token | None, tokens: Iterator[_Token], size: int) -> tuple[Counter[Levels], int]:
    """Read ballots as levels of candidates, an empty level for a skipped rank; and where the names begin."""
    found = Counter[Levels]()
    closed: bool | None = None
    while token is not None:
        if token.text.startswith("("):
            token = next(tokens, None)
            continue
        if token.text == "0":
            return found, token.end
        start = token.place
        count = whole_number(start, token.text, f"'{shown(token.text)}', how many cast the ballot,")
        levels = list[tuple[int, ...]]()
        for token in tokens:
            if token.opens_line or token.text == "0":
                break
            levels.append(_level(token, size, levels))
        else:
            token = None
        found[tuple(levels)] += count
        by_zero = token is not None and token.text == "0" and not token.opens_line
        if closed is not None and by_zero != closed:
            # A ballot broken over two lines would otherwise be read as two ballots.
            raise WrongElection(start, "some ballots end with 0 and some with their line", "end every ballot with 0, on its own line")
        closed = by_zero
        if by_zero:
            token = next(tokens, None)
    raise WrongElection(Place(paper.name, paper.text.count("\n") + 1), "the ballots do not end", "put a line '0' after the last ballot")


def _level(token: _Token, size: int, before: list[tuple[int, ...]]) -> tuple[int, ...]:
    if token.text == "-":
        return ()
    if not _PREFERENCE.fullmatch(token.text):
        what = f"'{shown(token.text)}' is not a candidate's number"
        raise WrongElection(token.place, what, "write numbers, '=' between equals, '-' for a skipped rank, 0 at the end")
    level = tuple(_candidate(token.place, part, size) for part in token.text.split("="))
    named = [candidate for earlier in (*before, level) for candidate in earlier]
    if len(set(named)) < len(named):
        raise WrongElection(token.place, "a candidate stands twice on this ballot", "leave the second mention out")
    return level


def _candidate(place: Place, text: str, size: int) -> int:
    number = whole_number(place, text, "a candidate's number")
    if not 1 <= number <= size:
        raise WrongElection(place, f"there is no candidate {number}; the header says {size}", "write a number from 1 up")
    return number


def _ranking(levels: Levels, kept: tuple[int, ...], gone: frozenset[int]) -> Ranking:
    """Who withdrew is passed over: those below move up. A rank that the voter skipped stays skipped."""
    ranks = dict[int, int]()
    rank = 0
    for level in levels:
        staying = [candidate for candidate in level if candidate not in gone]
        if level and not staying:
            continue
        rank += 1
        ranks.update(dict.fromkeys(staying, rank))
    return tuple(ranks.get(place + 1) for place in kept)


def _names(paper: Paper, start: int, size: int) -> tuple[tuple[str, ...], str]:
    """Read the names after the ballots: in quotes, or a line each. What follows the title, such as a comment, is left alone."""
    line = paper.text.count("\n", 0, start) + 1
    names = list[str]()
    for number, row in enumerate(paper.text[start:].split("\n"), start=line):
        rest = row.strip()
        while rest and not rest.startswith("#") and len(names) <= size:
            if rest[0] != '"':
                names.append(rest)
                break
            found = _QUOTED.match(rest)
            if found is None:
                column = row.rfind(rest) + 1
                raise WrongElection(Place(paper.name, number, column), "a quoted name does not end on its line", "close it with a quote")
            names.append(re.sub(r'\\(.)|""', lambda part: part[1] or '"', found[1]).strip())
            rest = rest[found.end() :].strip()
    if len(names) < size:
        place = Place(paper.name, paper.text.count("\n") + 1)
        raise WrongElection(place, f"{len(names)} names stand after the ballots, and there are {size} candidates", "name every candidate")
    return tuple(names[:size]), names[size] if len(names) > size else ""
