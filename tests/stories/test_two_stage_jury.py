"""A jury in two stages, by documented verbs in a real repository: invited, selected with quotas, somebody leaves, somebody was forgotten."""

import json
import shutil
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest

from co_op import commit, event, git
from folkmoot.checks.fillings import cut_off
from folkmoot.records.error import FolkmootError
from folkmoot.records.event import ElectorateNamed
from folkmoot.records.value import parse_instant
from folkmoot.repository.reader import read_work_tree
from folkmoot.sortition.beacon import QUICKNET, demonstration_round, round_time
from folkmoot.sortition.ticket import ticket
from folkmoot.tally.electorate import seated, voters
from stories.two_stages import INVITATION, JURY, PLAIN, call, draw_of, folkmoot, invited, plainly_drawn, record, selected, volunteered

TOP = Path(__file__).parent.parent.parent
LEAVE, OUT = "2023-04-15T12:00:00Z", "2023-04-16T12:01:00Z"
"""When somebody leaves, and when the round is out that fills the seat."""


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Up to the call of the invitation."""
    return invited(tmp_path_factory.mktemp("begun") / "coop")


@pytest.fixture(scope="module")
def lived(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Up to a panel that was selected, asked and seated."""
    root = shutil.copytree(begun, tmp_path_factory.mktemp("lived") / "coop")
    volunteered(root, lambda member: int(member[0][2:]) % 5 != 0)
    selected(root)
    entries = [seat.entry for seat in draw_of(root, JURY).panel.seats]
    yes = [event(f"2023-04-14T12:0{place}:00Z", "accepted", entry, entry=entry) for place, entry in enumerate(entries)]
    record(root, JURY, event("2023-04-13T12:00:00Z", "summoned", "registrar"), *yes)
    commit(root, {})
    return root


@pytest.fixture
def start(begun: Path, tmp_path: Path) -> Path:
    """A copy of the co-op before anybody is drawn."""
    return shutil.copytree(begun, tmp_path / "coop")


@pytest.fixture
def coop(lived: Path, tmp_path: Path) -> Path:
    """A copy of the co-op with its panel, to do with what a test likes."""
    return shutil.copytree(lived, tmp_path / "coop")


def panel(root: Path) -> list[str]:
    """The entries that were drawn, by number."""
    return [seat.entry for seat in draw_of(root, JURY).panel.seats]


def seats(root: Path, at: str) -> dict[str, int]:
    """How many seats stand where, as `folkmoot status` has it."""
    found: dict[str, int] = json.loads(folkmoot(root, "status", JURY, "--format", "json", "--as-of", at))["seats"]
    return found


def holders(root: Path) -> frozenset[str]:
    """Who may vote where this jury is the electorate."""
    jury = read_work_tree(root).jury(JURY)
    assert jury is not None
    return seated(jury)


def independent(root: Path) -> subprocess.CompletedProcess[str]:
    """What the check says that shares no code with folkmoot."""
    line = [sys.executable, str(TOP / "tooling/verify_draw.py"), f"juries/{JURY}"]
    return subprocess.run(line, cwd=root, capture_output=True, text=True, check=False)


def test_the_whole_life_is_sound_and_an_independent_check_agrees(coop: Path) -> None:
    assert "sound" in folkmoot(coop, "check", "--as-of", LEAVE)
    said = folkmoot(coop, "verify", "--as-of", LEAVE)
    assert "FAILS" not in said
    assert f"holds  lottery  {JURY}: " in said
    assert f"holds  lottery  {JURY}: " in folkmoot(coop, "draw", "verify", JURY)
    ran = independent(coop)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert f"volunteers were invited by the draw {INVITATION}" in ran.stdout


def test_a_call_is_finished_by_the_verb_and_then_stands(coop: Path) -> None:
    call = (coop / f"juries/{JURY}/call.md").read_text()
    for name in ("roster_digest", "ties", "lottery"):
        assert f"\n{name}: " in call
    before = git(coop, "status", "--porcelain")
    assert "called already" in folkmoot(coop, "draw", "call", JURY, "--by", "registrar", exits=2)
    assert git(coop, "status", "--porcelain") == before


def test_a_call_that_names_no_round_gets_the_first_that_may_be_on_a_full_hour(start: Path) -> None:
    [(path, data)] = call("2023-late-jury", "2023-members", "2023-09-20", seats="4").items()
    text = data.decode()
    head, _, rest = text.partition("sources:\n")
    commit(start, {path: (head + rest[rest.index("hours:") :]).encode()})
    folkmoot(start, "draw", "call", "2023-late-jury", "--by", "registrar", "--as-of", "2023-09-01T10:20:00Z")
    [source] = read_work_tree(start).jury("2023-late-jury").call.head.sources  # type: ignore[union-attr]
    assert source.chain == QUICKNET.hash
    comes = round_time(QUICKNET, source.round or 0)
    assert comes == source.when == parse_instant("2023-09-08T22:00:00Z")
    assert "no seed" not in folkmoot(start, "check", "--as-of", "2023-09-01T12:00:00Z")
    said = folkmoot(start, "draw", "seed", "2023-late-jury", "--demonstration", "--as-of", "2023-09-09T12:00:00Z", exits=2)
    assert "the call announces a real beacon" in said


def test_without_a_jury_the_seed_verb_says_which_rounds_are_awaited_and_which_are_due(start: Path) -> None:
    early = folkmoot(start, "draw", "seed", "--as-of", "2023-03-05T12:00:00Z")
    assert f"{INVITATION}: round 2030401 comes out at 2023-03-12 12:00:00 UTC\n" == early
    due = folkmoot(start, "draw", "seed", "--as-of", "2023-03-12T12:00:00Z")
    assert due == f"{INVITATION}: round 2030401 came out at 2023-03-12 12:00:00 UTC and is due: folkmoot draw seed {INVITATION}\n"


def test_an_early_seed_is_refused_and_so_is_a_second_one(start: Path) -> None:
    log = start / f"juries/{INVITATION}/log.yml"
    before = log.read_bytes()
    said = folkmoot(start, "draw", "seed", INVITATION, "--demonstration", "--as-of", "2023-03-12T11:59:59Z", exits=2)
    assert "comes out at 2023-03-12T12:00:00Z" in said
    assert log.read_bytes() == before
    folkmoot(start, "draw", "seed", INVITATION, "--demonstration", "--as-of", "2023-03-12T12:00:00Z")
    said = folkmoot(start, "draw", "seed", INVITATION, "--demonstration", "--as-of", "2023-03-12T12:00:00Z", exits=2)
    assert "recorded already" in said
    assert folkmoot(start, "draw", "seed", "--as-of", "2023-03-13T12:00:00Z") == "no call awaits its seed\n"


def test_a_seed_by_hand_is_verified_before_it_is_recorded(start: Path) -> None:
    other = demonstration_round(2030402).signature
    at = ("--as-of", "2023-03-12T12:05:00Z")
    assert "not that of round 2030401" in folkmoot(start, "draw", "seed", INVITATION, "--signature", other, *at, exits=2)
    assert "--demonstration" in folkmoot(start, "draw", "seed", INVITATION, *at, exits=2)
    answer = start.parent / "round.json"
    answer.write_text(json.dumps({"round": 2030401, "signature": demonstration_round(2030401).signature}))
    assert "draw run" in folkmoot(start, "draw", "seed", INVITATION, "--file", str(answer), *at)


def test_a_seed_without_a_call_is_refused(start: Path) -> None:
    (start / f"juries/{INVITATION}/log.yml").unlink()
    said = folkmoot(start, "draw", "seed", INVITATION, "--demonstration", "--as-of", "2023-03-12T12:05:00Z", exits=2)
    assert "is not called yet" in said


def test_the_chances_can_be_seen_before_anybody_signs(start: Path) -> None:
    at = ("--as-of", "2023-03-02T12:00:00Z")
    assert "60 eligible people for 30 seats: each has a chance of 50 %" in folkmoot(start, "draw", "simulate", INVITATION, *at)
    volunteered(start, lambda member: int(member[0][2:]) % 5 != 0)
    before = git(start, "status", "--porcelain")
    said = folkmoot(start, "draw", "simulate", JURY, "--tickets", "60", "--as-of", "2023-04-02T12:00:00Z")
    rows = (start / "juries/rosters/2023-volunteers/entries.csv").read_text().splitlines()[1:]
    assert f"{len(rows)} eligible people" in said
    assert "no lottery within these quotas gives more than" in said
    assert "(at home with " in said
    assert git(start, "status", "--porcelain") == before


def test_quotas_that_cannot_be_met_are_refused_with_what_gives_way_and_nothing_is_written(start: Path) -> None:
    volunteered(start, lambda member: member[1] == "old")
    before = git(start, "status", "--porcelain")
    line = ("draw", "call", JURY, "--by", "registrar", "--tickets", "60", "--as-of", "2023-04-02T12:00:00Z")
    said = folkmoot(start, *line, exits=2)
    assert said == (
        f"folkmoot: the quotas of {JURY} cannot all be met; the least that gives way is 'old' in 'age' 1 more; 'young' in 'age' 1 fewer\n"
        "  mend: write in the call:\nquotas:\n  age: {old: [2, 4], young: [0, 2]}\n  region: {hill: [2, 2], shore: [2, 2]}\n"
    )
    simulated = folkmoot(start, "draw", "simulate", JURY, "--as-of", "2023-04-02T12:00:00Z", exits=2)
    assert simulated.count("cannot all be met") == 1
    assert git(start, "status", "--porcelain") == before
    call = start / f"juries/{JURY}/call.md"
    head, rest = call.read_text().split("quotas:\n")
    relaxed = said.partition("write in the call:\n")[2]
    call.write_text(head + relaxed + "household" + rest.partition("\nhousehold")[2])
    folkmoot(start, *line)
    folkmoot(start, "check", "--as-of", "2023-04-02T12:00:00Z")


def test_a_call_that_the_checks_would_refuse_is_not_recorded(start: Path) -> None:
    volunteered(start, lambda member: int(member[0][2:]) % 5 != 0)
    call = start / f"juries/{JURY}/call.md"
    call.write_text(call.read_text().replace("roster: 2023-volunteers", "roster: 2023-members"))
    before = git(start, "status", "--porcelain")
    said = folkmoot(start, "draw", "call", JURY, "--by", "registrar", "--tickets", "60", "--as-of", "2023-04-02T12:00:00Z", exits=2)
    assert "29 more stand on the roster of volunteers and were not invited" in said
    assert "folkmoot explain D016" in said
    assert git(start, "status", "--porcelain") == before


def test_who_leaves_is_replaced_by_a_round_that_nobody_knew(coop: Path) -> None:
    first, second, third, fourth = panel(coop)
    early = folkmoot(coop, "draw", "replace", JURY, first, "--reason", "moved", "--round", "17", "--as-of", LEAVE, exits=2)
    assert "round 17 comes out too early" in early
    said = folkmoot(coop, "draw", "replace", JURY, first, third, "--reason", "moved away", "--as-of", LEAVE)
    assert f"{first}, {third} leave; round 3038401 of 2023-04-16 12:00:00 UTC fills the seats" in said
    commit(coop, {})
    assert seats(coop, "2023-04-15T13:00:00Z") == {"accepted": 2, "removed": 2}
    assert holders(coop) == {second, fourth}
    assert f"{JURY}, removals/1.json: round 3038401 comes out at" in folkmoot(coop, "draw", "seed", "--as-of", LEAVE)
    assert "wait for it" in folkmoot(coop, "draw", "replace", JURY, "--demonstration", "--as-of", LEAVE, exits=2)
    assert f"is due: folkmoot draw replace {JURY}" in folkmoot(coop, "draw", "seed", "--as-of", OUT)
    said = folkmoot(coop, "draw", "replace", JURY, "--demonstration", "--as-of", OUT)
    comes = [line.split()[1] for line in said.splitlines()]
    assert said == f"{JURY}: {comes[0]} takes the seat of {first}\n{JURY}: {comes[1]} takes the seat of {third}\n"
    log = read_work_tree(coop).jury(JURY).log  # type: ignore[union-attr]
    assert [(each.entry, each.instead) for each in log if each.act == "replaced"] == [(comes[0], first), (comes[1], third)]
    assert seats(coop, OUT) == {"accepted": 2, "replaced": 2, "summoned": 2}
    record(coop, JURY, *(event(f"2023-04-17T12:0{place}:00Z", "accepted", each, entry=each) for place, each in enumerate(comes)))
    commit(coop, {})
    assert seats(coop, "2023-04-18T12:00:00Z") == {"accepted": 4, "replaced": 2}
    assert holders(coop) == {second, fourth, *comes}
    assert f"came in for {first} on 2023-04-16" in folkmoot(coop, "draw", "ticket", JURY, comes[0])
    folkmoot(coop, "check", "--as-of", "2023-04-18T12:00:00Z")
    ran = independent(coop)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert f"{comes[0]} takes the seat of {first}, by removals/1.json" in ran.stdout
    assert "no seat of" in folkmoot(coop, "draw", "replace", JURY, "--demonstration", "--as-of", OUT, exits=2)


def test_where_the_charter_lets_alternates_come_the_next_one_comes_at_once_and_then_a_round(tmp_path: Path) -> None:
    root = invited(tmp_path / "coop", "alternate")
    plainly_drawn(root)
    drawn = draw_of(root, PLAIN).panel
    one, two, three = (seat.entry for seat in drawn.seats[:3])
    next_one, next_two = (seat.entry for seat in drawn.alternates)
    why = ("--reason", "moved away", "--as-of", "2023-03-13T12:00:00Z")
    assert folkmoot(root, "draw", "replace", PLAIN, one, *why) == f"{PLAIN}: the next alternate, {next_one}, takes the seat of {one}\n"
    folkmoot(root, "check", "--as-of", "2023-03-14T12:00:00Z")
    log = root / f"juries/{PLAIN}/log.yml"
    sound = log.read_bytes()
    log.write_bytes(sound.replace(next_one.encode(), next_two.encode()))
    said = folkmoot(root, "check", "--as-of", "2023-03-14T12:00:00Z", exits=1)
    assert f"{next_two} comes for {one}; the turn is {next_one}'s" in said
    log.write_bytes(sound)
    folkmoot(root, "draw", "replace", PLAIN, next_one, *why)
    assert "removals/1.json" in folkmoot(root, "draw", "replace", PLAIN, two, three, *why), "there are no two alternates left"
    folkmoot(root, "check", "--as-of", "2023-03-14T12:00:00Z")
    said = folkmoot(root, "draw", "replace", PLAIN, "--demonstration", "--as-of", "2023-03-15T12:00:00Z")
    assert f"takes the seat of {two}\n" in said
    folkmoot(root, "check", "--as-of", "2023-03-15T12:00:00Z")


def test_nobody_leaves_twice_or_without_a_seat_or_a_reason(coop: Path) -> None:
    first, second, *_ = panel(coop)
    why = ("--reason", "moved away", "--as-of", LEAVE)
    assert "does not sit" in folkmoot(coop, "draw", "replace", JURY, "m-999", *why, exits=2)
    assert "leaves 2023-lamp-jury already" in folkmoot(coop, "draw", "replace", JURY, first, first, *why, exits=2)
    assert "no reason is given" in folkmoot(coop, "draw", "replace", JURY, first, "--reason", " ", "--as-of", LEAVE, exits=2)
    assert git(coop, "status", "--porcelain") == ""
    folkmoot(coop, "draw", "replace", JURY, first, *why)
    assert "leaves 2023-lamp-jury already" in folkmoot(coop, "draw", "replace", JURY, second, first, *why, exits=2)
    record(coop, JURY, event("2023-04-15T13:00:00Z", "withdrawn", second, entry=second))
    folkmoot(coop, "draw", "replace", JURY, second, "--reason", "no time", "--as-of", "2023-04-15T14:00:00Z")
    removed = [each.entry for each in read_work_tree(coop).jury(JURY).log if each.act == "removed"]  # type: ignore[union-attr]
    assert removed == [first], "who withdrew is not removed as well"
    said = folkmoot(coop, "draw", "replace", JURY, "--demonstration", "--as-of", "2023-04-17T12:00:00Z")
    assert "removals/2.json waits too" in said
    folkmoot(coop, "draw", "replace", JURY, "--demonstration", "--as-of", "2023-04-17T12:00:00Z")
    folkmoot(coop, "check", "--as-of", "2023-04-18T12:00:00Z")
    assert independent(coop).returncode == 0


def test_a_seat_whose_holder_does_not_answer_can_be_filled(start: Path) -> None:
    plainly_drawn(start)
    silent, *others = (seat.entry for seat in draw_of(start, PLAIN).panel.seats)
    yes = [event("2023-03-14T12:00:00Z", "accepted", entry, entry=entry) for entry in others]
    record(start, PLAIN, event("2023-03-13T12:00:00Z", "summoned", "registrar"), *yes)
    folkmoot(start, "draw", "replace", PLAIN, silent, "--reason", "did not answer", "--as-of", "2023-03-25T12:00:00Z")
    folkmoot(start, "draw", "replace", PLAIN, "--demonstration", "--as-of", "2023-03-27T12:00:00Z")
    said = folkmoot(start, "status", PLAIN, "--as-of", "2023-03-27T12:00:00Z")
    assert "Seats: 3 accepted, 2 alternate, 1 replaced, 1 summoned." in said
    assert "void" not in said
    folkmoot(start, "check", "--as-of", "2023-03-27T12:00:00Z")


def test_nobody_leaves_a_lot_that_only_invites(coop: Path) -> None:
    asked = draw_of(coop, INVITATION).panel.seats[0].entry
    said = folkmoot(coop, "draw", "replace", INVITATION, asked, "--reason", "no time", "--as-of", LEAVE, exits=2)
    assert f"{INVITATION} only invites" in said


def test_who_was_left_out_by_mistake_has_a_seat_if_the_ticket_says_so(coop: Path) -> None:
    draw = draw_of(coop, JURY)
    stratum = draw.panel.seats[0].stratum
    cut = cut_off(draw.panel.seats, stratum)
    assert cut is not None
    low = next(name for number in count() if ticket(draw.seed, name := f"m-f{number}") <= cut)
    high = next(name for number in count() if ticket(draw.seed, name := f"m-f{number}") > cut)
    said = folkmoot(coop, "draw", "ticket", JURY, low)
    assert f"'{low}' is not in the roster 2023-volunteers" in said
    assert f"{stratum} {cut} a right to a seat" in " ".join(said.split())
    assert f"{cut}  above it: no right" in folkmoot(coop, "draw", "ticket", JURY, high)
    log = (coop / f"juries/{JURY}/log.yml").read_bytes()
    why = {"reason": "left out by mistake", "stratum": stratum}
    record(coop, JURY, event(LEAVE, "admitted", "draw-watch", entry=low, **why))
    folkmoot(coop, "check", "--as-of", OUT)
    assert low in holders(coop)
    assert seats(coop, OUT) == {"accepted": 4, "summoned": 1}
    assert independent(coop).returncode == 0
    (coop / f"juries/{JURY}/log.yml").write_bytes(log)
    record(coop, JURY, event(LEAVE, "admitted", "draw-watch", entry=high, **why))
    assert "D021 admitted-without-right" in folkmoot(coop, "check", "--as-of", OUT, exits=1)


def test_a_lot_that_only_invites_gives_no_seat_and_is_over_when_the_selection_is_called(coop: Path) -> None:
    before = json.loads(folkmoot(coop, "status", INVITATION, "--format", "json", "--as-of", "2023-03-20T12:00:00Z"))
    assert (before["status"], before["seats"]) == ("invited", {})
    assert "call the selection" in folkmoot(coop, "status", INVITATION, "--as-of", "2023-03-20T12:00:00Z")
    after = json.loads(folkmoot(coop, "status", INVITATION, "--format", "json", "--as-of", "2023-04-10T12:00:00Z"))
    assert after["status"] == "discharged"
    archive = read_work_tree(coop)
    with pytest.raises(FolkmootError, match="only invites, and seats nobody"):
        voters(archive, ElectorateNamed.model_construct(kind="jury", id=INVITATION, digest="0" * 64))
