"""Every way to falsify a life that we could think of: of what a checkpoint binds, and of what comes after it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from co_op import event, log
from folkmoot.records.value import parse_instant, write_instant
from lived import CONDUCT, SHOP, conduct
from trust.life import KEYS, Life, Lot, Special, Step, draft, standing, told

FROZEN = ("2023-dogs", "2023-late", "2023-lost", "2023-spurned", "2023-frozen", "2023-voting", "2023-bells")
MODES = ("120000", "100755", "160000")


@dataclass(frozen=True, slots=True)
class Tampering:
    """A falsified life."""

    name: str
    merges: Life
    is_same: bool = False
    """Whether the files at its end are those of the sound life, so that only its history can tell."""


def bent(lot: Lot, data: bytes) -> bytes:
    """The same bytes with a few of them changed, cut off or added."""
    place = lot.below(len(data))
    how = lot.below(4)
    if how == 0:
        return data[:place] + bytes([data[place] ^ (1 + lot.below(255))]) + data[place + 1 :]
    if how == 1:
        return data[:place]
    return data + b"x\n" if how == 2 else data[:place] + b"x" + data[place:]


# What a checkpoint binds


def _edited(lot: Lot, merges: Life) -> Life:
    place, path = _anywhere(lot, merges)
    step = merges[place]
    data = step[path]
    assert isinstance(data, bytes)
    return _set(merges, place, {**step, path: bent(lot, data)})


def _left_out(lot: Lot, merges: Life) -> Life:
    place, path = _anywhere(lot, merges)
    return _set(merges, place, {name: data for name, data in merges[place].items() if name != path})


def _renamed(lot: Lot, merges: Life) -> Life:
    place, path = _anywhere(lot, merges)
    return _set(merges, place, {f"{name}x" if name == path else name: data for name, data in merges[place].items()})


def _made_special(lot: Lot, merges: Life) -> Life:
    place, path = _anywhere(lot, merges)
    data = merges[place][path]
    assert isinstance(data, bytes)
    return _set(merges, place, {**merges[place], path: Special(data, lot.one(MODES))})


def _reordered(lot: Lot, merges: Life) -> Life:
    one = lot.below(len(merges) - 1)
    other = one + 1 + lot.below(len(merges) - one - 1)
    swapped = list(merges)
    swapped[one], swapped[other] = merges[other], merges[one]
    return tuple(swapped)


def _dropped(lot: Lot, merges: Life) -> Life:
    place = lot.below(len(merges))
    return (*merges[:place], *merges[place + 1 :])


def _tail_dropped(lot: Lot, merges: Life) -> Life:
    return merges[: 1 + lot.below(len(merges) - 1)]


def _rewritten(lot: Lot, merges: Life) -> Life:
    """Force-pushed: an old merge changed, and new ones on top, so that the history is longer than the checkpoint."""
    return (*_edited(lot, merges), draft(lot.below(1000)), draft(1000 + lot.below(1000)))


def _slipped_in(lot: Lot, merges: Life) -> Life:
    place = lot.below(len(merges))
    return (*merges[:place], draft(lot.below(1000)), *merges[place:])


def _tail_replaced(lot: Lot, merges: Life) -> Life:
    """Some merges dropped, and as many changes or more put in their place."""
    kept = _tail_dropped(lot, merges)
    return (*kept, *(draft(number) for number in range(len(merges) * 5)))


REWRITINGS: tuple[Callable[[Lot, Life], Life], ...] = (
    _edited, _left_out, _renamed, _made_special, _reordered, _dropped, _tail_dropped, _rewritten, _slipped_in, _tail_replaced,
)  # fmt: skip


def _anywhere(lot: Lot, merges: Life) -> tuple[int, str]:
    place = lot.below(len(merges))
    return place, lot.one(sorted(merges[place]))


def _set(merges: Life, place: int, step: Step) -> Life:
    return (*merges[:place], step, *merges[place + 1 :])


# What comes after it: merges, evil or by mistake, whose wrong must be seen in them


def _edit(is_meant: Callable[[str], bool]) -> Callable[[Lot, Life], Step]:
    def tampered(lot: Lot, merges: Life) -> Step:
        files = standing(merges)
        path = lot.one([each for each in sorted(files) if is_meant(each)])
        data = files[path]
        assert isinstance(data, bytes)
        return {path: bent(lot, data)}

    return tampered


def _frozen_text(path: str) -> bool:
    return path.startswith(tuple(f"proposals/{name}/" for name in (*FROZEN, "2023-genesis"))) and (
        path.endswith("/proposal.md") or "/changes/" in path
    )


def _record(path: str) -> bool:
    return path.startswith(("proposals/", "juries/", "charter/")) and "/changes/" not in path and "2023-genesis/proposal.md" not in path


def _deleted(lot: Lot, merges: Life) -> Step:
    return {lot.one([path for path in sorted(standing(merges)) if _record(path)]): None}


def _moved(lot: Lot, merges: Life) -> Step:
    files = standing(merges)
    path = lot.one([each for each in sorted(files) if _record(each)])
    folder, _, name = path.rpartition("/")
    return {path: None, f"{folder}/x{name}": files[path]}


def _log_rewritten(lot: Lot, merges: Life) -> Step:
    """A log with an event less, with another date, or with its first lines exchanged."""
    files = standing(merges)
    path = lot.one([each for each in sorted(files) if each.endswith("/log.yml")])
    data = files[path]
    assert isinstance(data, bytes)
    how = lot.below(3)
    if how == 0:
        return {path: data[: data.rstrip(b"\n").rfind(b"\n") + 1] if data.count(b"\n") > 1 else b""}
    if how == 1:
        return {path: data.replace(b"2023-0", b"2022-0", 1)}
    return {path: bytes(log(event(write_instant(parse_instant("2022-12-01T00:00:00Z")), "opened"))) + data}


def _undecided(lot: Lot, merges: Life) -> Step:
    """A merge that says it enacts, and brings other words than were decided."""
    return {CONDUCT: conduct(f"word-{lot.below(10**6)}", "cat")}


def _lost_enacted(lot: Lot, merges: Life) -> Step:
    return {CONDUCT: conduct(lot.one(("lost", "spurned")))}


def _undone(lot: Lot, merges: Life) -> Step:
    """The founding text again, although a decision has changed it since."""
    return {CONDUCT: conduct()}


def _new_article(lot: Lot, merges: Life) -> Step:
    return {f"charter/9{lot.below(10)}-power-{lot.below(10**6)}.md": conduct("power")}


def _text_added(lot: Lot, merges: Life) -> Step:
    """One more file that a vote would bind, in a proposal that is frozen."""
    return {f"proposals/{lot.one(FROZEN)}/changes/charter/{lot.below(90)}-more.md": conduct(f"more-{lot.below(10**6)}")}


def _special(lot: Lot, merges: Life) -> Step:
    files = standing(merges)
    path = lot.one(sorted(files))
    data = files[path]
    assert isinstance(data, bytes)
    return {path: Special(lot.one((data, b"../../elsewhere")), lot.one(MODES))}


def _special_folder(lot: Lot, merges: Life) -> Step:
    """A new link or another repository, where a folder of records could stand."""
    path = lot.one(("proposals/2023-else", "juries/2023-else", "proposals/2023-open/ballots", "juries/rosters/2023-else", "charter/more"))
    return {path: Special(f"../{lot.below(10**6)}".encode(), lot.one(("120000", "160000")))}


def _second_founding(lot: Lot, merges: Life) -> Step:
    """A second genesis that would begin the history anew, and the charter as its author likes it."""
    text = standing(merges)["proposals/2023-genesis/proposal.md"]
    assert isinstance(text, bytes)
    folder = f"proposals/2022-a{lot.below(10**6)}"
    name = folder.partition("/")[2].encode()
    return {f"{folder}/proposal.md": text.replace(b"2023-genesis", name), **_undecided(lot, merges)}


EVILS: dict[str, Callable[[Lot, Life], Step]] = {
    "frozen text": _edit(_frozen_text),
    "text added": _text_added,
    "log": _log_rewritten,
    "log bent": _edit(lambda path: path.endswith("/log.yml")),
    "result": _edit(lambda path: path.endswith(("/decision.md", "/draw.json"))),
    "call": _edit(lambda path: path.endswith("/call.md")),
    "ballot": _edit(lambda path: "/ballots/" in path),
    "roster": _edit(lambda path: path.startswith("juries/rosters/")),
    "report": _edit(lambda path: "/reports/" in path),
    "keys": _edit(lambda path: path == KEYS),
    "signature": _edit(lambda path: ".sig.d/" in path),
    "charter": _edit(lambda path: path.startswith("charter/") and not path.startswith("charter/keys/")),
    "deleted": _deleted,
    "moved": _moved,
    "undecided": _undecided,
    "lost enacted": _lost_enacted,
    "undone": _undone,
    "new article": _new_article,
    "special file": _special,
    "special folder": _special_folder,
    "second founding": _second_founding,
}


def tamperings(merges: Life, count: int) -> Iterator[Tampering]:
    """So many falsified lives, of every kind in turn: half rewrite what is bound, half come after it, some of those put back later."""
    evils, sound = list(EVILS.items()), told(merges)
    for number in range(count):
        lot = Lot(f"tampering {number}")
        if number % 2 == 0:
            rewrite = REWRITINGS[number // 2 % len(REWRITINGS)]
            rewritten = rewrite(lot, merges)
            while told(rewritten) == sound:  # a merge may set what stood there already
                rewritten = rewrite(lot, merges)
            yield Tampering(rewrite.__name__.strip("_"), rewritten, is_same=True)
        else:
            name, evil = evils[number // 2 % len(evils)]
            hidden = lot.below(2) == 0
            innocent = [] if hidden else [draft(place) for place in range(lot.below(3))]
            step = evil(lot, merges)
            files = standing(merges)
            back = {path: files.get(path) for path in step}
            yield Tampering(name, (*merges, *innocent, step, *([back] if hidden else [])), is_same=hidden)


def harmless(merges: Life, count: int) -> Iterator[Tampering]:
    """Lives that go on as they may."""
    files = standing(merges)
    opened, voting = "proposals/2023-open/log.yml", "proposals/2023-voting/ballots"
    ballot, text = files[f"{voting}/m-0001-1.json"], files["proposals/2023-open/log.yml"]
    draft_text = files["proposals/2023-draft/proposal.md"]
    assert isinstance(ballot, bytes)
    assert isinstance(text, bytes)
    assert isinstance(draft_text, bytes)
    grown = text + log(event("2023-03-20T12:00:00Z", "revised"))
    steps: tuple[Callable[[int], list[Step]], ...] = (
        lambda number: [draft(number)],
        lambda number: [{opened: grown}],
        lambda number: [{opened: grown}, {opened: grown + log(event("2023-03-21T12:00:00Z", "revised"))}],
        lambda number: [{f"{voting}/m-0003-1.json": ballot.replace(b"m-0001", b"m-0003")}],
        lambda number: [{CONDUCT: conduct("gong", "cat")}],
        lambda number: [{"proposals/2023-draft/proposal.md": draft_text.replace(b"Because.", b"Because %d." % number)}],
        lambda number: [
            draft(number),
            {f"proposals/2023-new-{number}/changes/{CONDUCT}": conduct("x")},
            {f"proposals/2023-new-{number}/changes/{CONDUCT}": None},
        ],
        lambda number: [{SHOP: b"open %d\n" % number, "README.md": b"%d\n" % number}],
        lambda number: [],
        lambda number: [{f"proposals/2023-dogs/reports/02-{number}.md": files["proposals/2023-dogs/reports/01-first.md"]}],
        lambda number: [{f"{KEYS}.sig.d/bo-{number}.sig": files[f"{KEYS}.sig.d/ana.sig"]}],
    )
    for number in range(count):
        yield Tampering(f"harmless {number % len(steps)}", (*merges, *steps[number % len(steps)](number)), is_same=False)
