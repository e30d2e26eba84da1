"""The same election in each format is the same profile, the same vector and the same tally."""

import json

import pytest

from folkmoot.formats.election_vector import read_election
from folkmoot.formats.importers import ELECTIONS
from folkmoot.formats.profile_json import write_profile
from folkmoot.records.profile import ElectionProfile
from folkmoot.tally.conform import count_election, reproduce

OPTIONS = ("Ann", "Bob", "Cy", "Di")
BALLOTS = {(1, 2, 3, 4): 5, (2, 1, None, None): 4, (None, None, 1, 2): 4, (1, 1, 2, 3): 2, (None, 1, None, None): 1, (4, 3, 2, 1): 3}
CAST = [ballot for ballot, count in BALLOTS.items() for _ in range(count)]


def blt() -> str:
    rows = []
    for ballot, count in BALLOTS.items():
        ranks = sorted({rank for rank in ballot if rank})
        rows.append(f"{count} {' '.join('='.join(str(n + 1) for n, r in enumerate(ballot) if r == rank) for rank in ranks)} 0")
    return "\n".join(("4 1", *rows, "0", *(f'"{name}"' for name in OPTIONS), '"Vote"'))


def table() -> str:
    return "\n".join((",".join(OPTIONS), *(",".join(str(rank) if rank else "No opinion" for rank in ballot) for ballot in CAST)))


def loomio_csv() -> str:
    head = f"poll\nid,title\n1,Vote\nvotes\nid,voter_name,{','.join(OPTIONS)}\n"
    return head + "\n".join(f"{n},P {n},{','.join(str(rank or '') for rank in ballot)}" for n, ballot in enumerate(CAST))


def loomio_json() -> str:
    return json.dumps({
        "polls": [{"id": 1, "title": "Vote", "poll_type": "ranked_choice"}],
        "poll_options": [{"id": 10 + n, "poll_id": 1, "name": name, "priority": n} for n, name in enumerate(OPTIONS)],
        "stances": [{"id": n, "poll_id": 1, "option_scores": {str(10 + place): 5 - rank for place, rank in enumerate(ballot) if rank}}
                    for n, ballot in enumerate(CAST)],
    })  # fmt: skip


SOURCES = {
    "blt": {"vote.blt": blt()},
    "civs": {"civs_ballots.csv": table()},
    "elekto": {"ballots.csv": table(), "election.yaml": "name: Vote\nno_winners: 1\n"},
    "loomio": {"poll.csv": loomio_csv()},
    "loomio json": {"poll.json": loomio_json()},
}


def profile(name: str) -> ElectionProfile:
    sources = {path: text.encode() for path, text in SOURCES[name].items()}
    (found,), faults = ELECTIONS[name.partition(" ")[0]].read(sources, "stv")
    assert faults == ()
    return found


@pytest.mark.parametrize("name", SOURCES)
def test_each_format_gives_the_same_profile(name: str) -> None:
    assert profile(name).options == OPTIONS
    assert dict(profile(name).ballots) == BALLOTS
    assert profile(name).ballots == profile("blt").ballots


@pytest.mark.parametrize("name", SOURCES)
def test_each_format_gives_the_same_tally(name: str) -> None:
    vector = json.loads(write_profile(profile(name), "vote"))
    schulze = {"method": "schulze", "strength": "winning", "blank": "last", "published": {"winner": "Bob"}}
    assert reproduce(read_election(json.dumps(vector | schulze).encode())) is None
    irv = vector | {"method": "irv", "overvote": "skip", "skipped": "next", "published": {"winner": "Ann"}}
    tally = count_election(read_election(json.dumps(irv).encode()))
    assert [(dict(each.votes), each.exhausted) for each in tally.rounds] == [
        ({"Ann": 5, "Bob": 5, "Cy": 6, "Di": 3}, 0), ({"Ann": 5, "Bob": 5, "Cy": 9}, 0),
    ]  # fmt: skip


def test_an_imported_vector_that_names_its_order_is_counted_again_as_it_stands() -> None:
    def difference(result: str) -> str | None:
        sources = SOURCES["elekto"] | {"results.md": result}
        (found,), _ = ELECTIONS["elekto"].read({path: text.encode() for path, text in sources.items()}, None)
        return reproduce(read_election(write_profile(found, "vote")))

    assert difference("1. Bob\n2. Ann\n3. Cy\n4. Di\n") is None
    assert difference("1. Ann\n2. Bob\n3. Cy\n4. Di\n") == "place 1 by our count: Bob; published: Ann"


def test_the_vector_holds_no_more_than_the_profile() -> None:
    vector = json.loads(write_profile(profile("loomio"), "vote"))
    assert sorted(vector) == ["ballots", "ballots_cast", "id", "imported", "method", "options", "what"]
    assert vector["imported"]["source"] == "poll.csv"
