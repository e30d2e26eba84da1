"""Broken records, each with the code, the file and the line that `folkmoot check` must answer with."""

from collections.abc import Mapping
from dataclasses import dataclass

from checks.brook import GENESIS, LOG, OPEN, ROSTER, TEXT, changed
from folkmoot.checks.example import base

CALL_AT = "juries/2026-price-jury/call.md"
DRAW_AT = "juries/2026-price-jury/draw.json"
BALLOT_AT = f"{GENESIS}/ballots/counted.json"
ENTRIES = f"{ROSTER}/entries.csv"
MANIFEST = f"{ROSTER}/roster.md"

CALL = b"""---
id: 2026-price-jury
type: jury
title: Jury on the price of bread
summary: Five members drawn by lot say what a loaf costs.
body: care-circle
mandate: 2026-shorter-waiting
question: What should a loaf cost?
seats: 5
roster: 2026-01-members
roster_digest: 3eee82f5b9fe8c5e476b85f904b979a47b96051cceadbc18bce0a94fb116ea6d
sources:
  - {kind: dice, when: "2026-05-01T12:00:00Z"}
hours: 6
compensation: {amount: 15, currency: EUR, per: hour}
facilitator: somebody from outside
respond_by: 2026-07-01
evaluation_due: 2026-08-01
---

The jury hears both shops.
"""


@dataclass(frozen=True)
class Broken:
    """Files laid over Brook, and what must be said of them."""

    name: str
    files: Mapping[str, bytes]
    code: str
    path: str
    line: int


def _text(name: str, old: str, new: str, code: str, line: int) -> Broken:
    return Broken(name, changed(TEXT, old, new), code, TEXT, line)


def _whole(name: str, data: bytes, code: str, line: int = 1) -> Broken:
    return Broken(name, {TEXT: data}, code, TEXT, line)


def _call(name: str, old: str, new: str, code: str) -> Broken:
    assert old.encode() in CALL, old
    data = CALL.replace(old.encode(), new.encode(), 1)
    return Broken(name, {CALL_AT: data}, code, CALL_AT, _first_changed(CALL, data))


def _first_changed(before: bytes, after: bytes) -> int:
    """The first line in which two texts differ."""
    pairs = zip(before.split(b"\n"), after.split(b"\n"), strict=False)
    return next(number for number, (one, other) in enumerate(pairs, start=1) if one != other)


def _log(name: str, data: str, code: str, line: int) -> Broken:
    return Broken(name, {LOG: data.encode("utf-8", "surrogatepass")}, code, LOG, line)


def _event(name: str, old: str, new: str, code: str) -> Broken:
    return Broken(name, changed(LOG, old, new), code, LOG, 1)


def _rule(name: str, old: str, new: str, code: str) -> Broken:
    [(standing, data)] = changed("charter/02-how-we-decide.md", old, new).items()
    path = f"{OPEN}/changes/charter/02-how-we-decide.md"
    return Broken(name, {path: data}, code, path, _first_changed(base()[standing], data))


def _entries(name: str, old: str, new: str, line: int) -> Broken:
    data = base()[ENTRIES].decode()
    assert old in data, old
    return Broken(name, {ENTRIES: data.replace(old, new, 1).encode("utf-8", "surrogateescape")}, "R001", ENTRIES, line)


def _zone(name: str, zone: str) -> Broken:
    path = f"{GENESIS}/proposal.md"
    return Broken(name, changed(path, "Europe/Lisbon", zone), "C015", path, 13)


def _ballot(name: str, old: str, new: str) -> Broken:
    return Broken(name, changed(BALLOT_AT, old, new), "V001", BALLOT_AT, 1)


def _draw(name: str, data: bytes) -> Broken:
    return Broken(name, {CALL_AT: CALL, DRAW_AT: data}, "F015", DRAW_AT, 1)


_TITLE = "title: Members after two months instead of three"
_BOMB = "\n".join(
    ["b0: &b0 [ha, ha]", *(f"b{step}: &b{step} [{', '.join([f'*b{step - 1}'] * 10)}]" for step in range(1, 10))]
)
_ROWS = base()[ENTRIES].decode().splitlines(keepends=True)

WHOLE = [
    _whole("an empty file", b"", "F006"),
    _whole("only a fence", b"---", "F006"),
    _whole("only a fence and a line end", b"---\n", "F006"),
    _whole("a head of nothing", b"---\n---\n", "F012"),
    _whole("a head of spaces", b"---\n   \n---\n", "F012"),
    _whole("a head of a comment", b"---\n# id: x\n---\n", "F012"),
    _whole("a head that is a list", b"---\n- id\n- type\n---\n", "F012"),
    _whole("a head that is a word", b"---\nproposal\n---\n", "F012"),
    _whole("a head that never ends", b"---\nid: x\n", "F006"),
    _whole("no head", b"Members after two months\n", "F006"),
    _whole("a head that begins late", b"\n---\nid: x\n---\n", "F006"),
    _whole("a byte order mark", b"\xef\xbb\xbf" + base()[TEXT], "F004"),
    _whole("line ends of Windows", base()[TEXT].replace(b"\n", b"\r\n"), "F005"),
    _whole("line ends of an old Macintosh", base()[TEXT].replace(b"\n", b"\r"), "F005"),
    _whole("one carriage return in the prose", base()[TEXT].replace(b"know each", b"know\reach"), "F005", 15),
    _whole("UTF-16", base()[TEXT].decode().encode("utf-16"), "F003"),
    _whole("UTF-16 without its mark", base()[TEXT].decode().encode("utf-16-le"), "F003"),
    _whole("Latin-1", base()[TEXT].replace(b"two months instead", b"two m\xf6nths instead"), "F003", 5),
    _whole("an overlong slash", base()[TEXT].replace(b"know each", b"know\xc0\xafeach"), "F003", 15),
    _whole("half a surrogate pair in bytes", base()[TEXT].replace(b"know each", b"know\xed\xa0\x80each"), "F003", 15),
    _whole("a NUL", base()[TEXT].replace(b"know each", b"know\0each"), "F003", 15),
    _whole("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "F003"),
    _whole("ten megabytes", b"---\n" + b"a" * 10_000_000, "F002"),
    _whole("one byte too many", base()[TEXT] + b"a" * (512 * 1024 + 1 - len(base()[TEXT])), "F002"),
]

YAML = [
    _text("an alias bomb", _TITLE, _BOMB, "F009", 5),
    _text("an alias nobody anchored", _TITLE, "title: *title", "F009", 5),
    _text("a merge key", _TITLE, "coop: &c {}\n<<: *c", "F009", 5),
    _text("a Python object", _TITLE, "title: !!python/object/apply:os.system [true]", "F009", 5),
    _text("a tag that makes a number", _TITLE, "title: !!int 7", "F009", 5),
    _text("3,000 brackets", _TITLE, "title: " + "[" * 3000, "F007", 2),
    _text("3,000 brackets that close", _TITLE, "title: " + "[" * 3000 + "]" * 3000, "F007", 2),
    _text("3,000 groups", _TITLE, "title: " + "{a: " * 3000 + "}" * 3000, "F007", 2),
    _text("64,000 brackets", _TITLE, "title: " + "[" * 64_000, "F007", 2),
    _text("1,000 lists in lists", _TITLE, "title:\n  " + "- " * 1000 + "a", "F007", 2),
    _text("a second colon", _TITLE, "title: Members: sooner", "F007", 5),
    _text("a tab", _TITLE, "title:\n\tMembers", "F007", 6),
    _text("a quote that never ends", _TITLE, 'title: "Members', "F007", 13),
    _text("a bracket that never ends", _TITLE, "title: [Members", "F007", 6),
    _text("half a surrogate pair as an escape", _TITLE, 'title: "\\uD800"', "F007", 5),
    _text("an escape beyond Unicode", _TITLE, 'title: "\\UFFFFFFFF"', "F007", 5),
    _text("an escape that is none", _TITLE, 'title: "\\q"', "F007", 5),
    _text("a control character", _TITLE, "title: Mem\x07bers", "F007", 2),
    _text("a reserved mark", _TITLE, "title: @members", "F007", 5),
    _text("a list as a name", _TITLE, "? [a, b]\n: c", "F007", 5),
    _text("a field twice", _TITLE, f"{_TITLE}\n{_TITLE}", "F008", 6),
    _text("a field twice, once quoted", _TITLE, f'{_TITLE}\n"title": Other', "F008", 6),
    _text("a directive", "id: 2026-shorter-waiting", "%YAML 1.1\nid: 2026-shorter-waiting", "F007", 3),
    _log("two documents", base()[LOG].decode() + "---\n- {}\n", "F007", 2),
    _log("an end of document", base()[LOG].decode() + "...\n- {}\n", "F007", 3),
]

VALUES = [
    _text("a misspelt field", "summary: ", "sumary: ", "F011", 6),
    _text("a missing field", f"{_TITLE}\n", "", "F010", 1),
    _text("a title of nothing", _TITLE, "title:", "F012", 5),
    _text("a title of spaces", _TITLE, 'title: "   "', "F012", 5),
    _text("a title that is a list", _TITLE, "title: [Members]", "F012", 5),
    _text("a title that is a group", _TITLE, "title: {de: Mitglieder}", "F012", 5),
    _text("a list that is a word", "seconds: [", "seconds: many # [", "F012", 8),
    _text("a list that is a group", "seconds: [", "seconds: {a: b} # [", "F012", 8),
    _text("a token in capitals", "seconds: [", "seconds: [M-0001, ", "F012", 8),
    _text("a token with a path", "seconds: [", "seconds: [../../etc/passwd, ", "F012", 8),
    _text("a token in look-alike letters", "seconds: [", "seconds: [m-0\u0430\u0430\u0430, ", "F012", 8),
    _text("an id with a path", "id: 2026-shorter-waiting", "id: ../charter", "F012", 2),
    _text("an id of one letter", "id: 2026-shorter-waiting", "id: a", "F012", 2),
    _text("another type", "type: proposal", "type: propsal", "F012", 3),
    _text("a day that is none", "review_by: 2028-01-01", "review_by: 2027-02-29", "F012", 12),
    _text("a day of another order", "review_by: 2028-01-01", "review_by: 01/02/2028", "F012", 12),
    _text("a day in the year 0", "review_by: 2028-01-01", "review_by: 0000-01-01", "F012", 12),
    _text("a day in other digits", "review_by: 2028-01-01", "review_by: ٢٠٢٨-٠١-٠١", "F012", 12),
    _text("an effect with an unknown verb", "do: oblige", "do: obligate", "F012", 11),
    _text("an effect without its verb", "do: oblige, ", "", "F010", 11),
    _text("an effect with an unknown field", "owner: shop-table", "ownr: shop-table", "F011", 11),
    _call("octal", "hours: 6", "hours: 010", "F012"),
    _call("octal of YAML 1.2", "hours: 6", "hours: 0o10", "F012"),
    _call("hexadecimal", "hours: 6", "hours: 0x10", "F012"),
    _call("sexagesimal", "hours: 6", "hours: 12:30", "F012"),
    _call("a decimal", "hours: 6", "hours: 6.5", "F012"),
    _call("an exponent", "hours: 6", "hours: 1e3", "F012"),
    _call("infinity", "hours: 6", "hours: .inf", "F012"),
    _call("not a number", "hours: 6", "hours: .nan", "F012"),
    _call("less than nothing", "hours: 6", "hours: -6", "F012"),
    _call("underscores", "hours: 6", "hours: 1_000", "F012"),
    _call("a sign", "hours: 6", "hours: +6", "F012"),
    _call("5,000 digits", "hours: 6", "hours: " + "9" * 5000, "F012"),
    _call("digits of another script", "hours: 6", "hours: ٦", "F012"),
    _call("nothing", "hours: 6", "hours: ~", "F012"),
    _call("a source of a kind nobody knows", "kind: dice", "kind: stars", "F012"),
    _call("an instant without its zone", "2026-05-01T12:00:00Z", "2026-05-01T12:00:00", "F012"),
    _call("an instant with half a zone", "2026-05-01T12:00:00Z", "2026-05-01T12:00:00+1", "F012"),
    _rule("a share above the whole", "threshold: 2/3", "threshold: 3/2", "F012"),
    _rule("a share of nothing", "threshold: 2/3", "threshold: 0", "F012"),
    _rule("a share by nothing", "threshold: 2/3", "threshold: 1/0", "F012"),
    _rule("a share as a decimal", "threshold: 2/3", "threshold: 0.67", "F012"),
    _rule("a share in percent", "threshold: 2/3", "threshold: 67%", "F012"),
    _rule("a share of 10,000 digits", "threshold: 2/3", f"threshold: 1/{'9' * 10_000}", "F012"),
    *(_rule(f"the word {word}", "strict: false", f"strict: {word}", "F012") for word in ("yes", "no", "on", "off", "True", "0")),
    _rule("a span without its unit", "min: 14d, max: 90d", "min: 14, max: 90d", "F012"),
    _rule("a span of nothing", "min: 14d, max: 90d", "min: 0d, max: 90d", "F012"),
    _rule("a misspelt rule", "ties: rejected\n  draws", "tie: rejected\n  draws", "F011"),
    _rule("a group of rules nobody knows", "  draws:", "  drawings:", "F011"),
    _event("an event without its zone", "12:00:00Z", "12:00:00", "F012"),
    _event("an event at 24 o'clock", "12:00:00Z", "24:00:00Z", "F012"),
    _event("an event in a zone 25 hours away", "12:00:00Z", "12:00:00+25:00", "F012"),
    _event("an event before the first year", "2026-03-02T12:00:00Z", "0001-01-01T00:00:00+14:00", "F012"),
    _event("an event after the last year", "2026-03-02T12:00:00Z", "9999-12-31T23:59:59-14:00", "F012"),
    _event("an act nobody knows", "act: opened", "act: openend", "F012"),
    _event("an event without an actor", ", by: m-285a", "", "F010"),
    _event("a field no event has", "by: m-285a", "by: m-285a, status: adopted", "F011"),
    _log("a log that is a group", "at: now\n", "F012", 1),
    _log("a log that is a word", "opened\n", "F012", 1),
    _log("a log of words", "- opened\n- frozen\n", "F012", 1),
    _log("a log of lists", "- [opened]\n", "F012", 1),
    _log("a log with a NUL", "- {at: \0}\n", "F003", 1),
]  # fmt: skip

REFERENCES = [
    _text("a reference to nothing", "introduced_by:", "supersedes: 2026-nothing\nintroduced_by:", "F022", 7),
    _call("a mandate nobody gave", "mandate: 2026-shorter-waiting", "mandate: 2026-shorter-wating", "F022"),
    _call("a roster that is a proposal", "roster: 2026-01-members", "roster: 2026-genesis", "F022"),
    _call("a body nobody defined", "body: care-circle", "body: care-cirle", "F022"),
    _call("the id of another record", "id: 2026-price-jury", "id: 2026-genesis", "F021"),
    _text("an override of direction", _TITLE, "title: Members \u202eafter\u202c", "F025", 5),
    _text("an override of direction as an escape", _TITLE, 'title: "Members \\u202eafter"', "F025", 5),
    _text("a zero-width space in the prose", "know each", "know\u200beach", "F025", 15),
    _text("an escape that moves the cursor", _TITLE, 'title: "Members \\x1b[2J"', "F025", 5),
    _text("a NUL as an escape", _TITLE, 'title: "Members \\0"', "F025", 5),
    _zone("a zone with a path", "../../../etc/passwd"),
    _zone("a zone with a NUL", '"UTC\\0"'),
    _zone("a zone that is a folder", "Europe"),
    _zone("a zone that is long", "a" * 9000),
]  # fmt: skip

TABLES = [
    Broken("an empty table", {ENTRIES: b""}, "R001", ENTRIES, 1),
    Broken("a table of one line end", {ENTRIES: b"\n"}, "R001", ENTRIES, 1),
    Broken("a table in UTF-16", {ENTRIES: "".join(_ROWS).encode("utf-16")}, "R001", ENTRIES, 1),
    Broken("a table with a byte order mark", {ENTRIES: b"\xef\xbb\xbf" + "".join(_ROWS).encode()}, "R001", ENTRIES, 1),
    Broken("a table that ends in the middle", {ENTRIES: "".join(_ROWS).encode()[:-1]}, "R001", ENTRIES, 41),
    Broken("a table of 100,000 columns", {ENTRIES: b"entry" + b"".join(b",c%d" % n for n in range(100_000)) + b"\n"}, "R001", ENTRIES, 1),
    Broken("a table with an empty last line", {ENTRIES: "".join(_ROWS).encode() + b"\n"}, "R001", ENTRIES, 42),
    _entries("line ends of Windows", _ROWS[1], _ROWS[1].replace("\n", "\r\n"), 2),
    _entries("a quoted value", "m-044e,,bakehouse", 'm-044e,,"bakehouse"', 2),
    _entries("a value too many", "m-044e,,bakehouse", "m-044e,,bakehouse,", 2),
    _entries("a value too few", "m-044e,,bakehouse", "m-044e,", 2),
    _entries("an entry in capitals", "m-044e,", "M-044E,", 2),
    _entries("an entry that looks like a formula", "m-044e,", "=cmd,", 2),
    _entries("no entry", "m-044e,", ",", 2),
    _entries("an entry twice", _ROWS[2], _ROWS[1], 3),
    _entries("two entries out of order", _ROWS[1] + _ROWS[2], _ROWS[2] + _ROWS[1], 3),
    _entries("a NUL", "m-044e,,", "m-044e,\0,", 2),
    _entries("bytes that are no text", "m-044e,,", "m-044e,\udcff,", 2),
    _entries("a first column of another name", "entry,", "member,", 1),
    _entries("two columns of one name", "entry,key,shop", "entry,shop,shop", 1),
    _entries("a column in capitals", "entry,key,shop", "entry,Key,shop", 1),
]  # fmt: skip

RESULTS = [
    _ballot("a ballot with a key twice", '"against": 4', '"against": 4, "against": 5'),
    _ballot("a ballot with half a vote", '"against": 4', '"against": 4.5'),
    _ballot("a ballot that is not a number", '"against": 4', '"against": NaN'),
    _ballot("a ballot of 5,000 digits", '"against": 4', f'"against": {"4" * 5000}'),
    _ballot("a ballot with a vote that is true", '"against": 4', '"against": true'),
    _ballot("a ballot with less than nothing", '"against": 4', '"against": -4'),
    _ballot("a ballot with half a surrogate pair", '"counted/1"', '"\\ud800"'),
    _ballot("a ballot of another schema", '"counted/1"', '"counted/2"'),
    Broken("a ballot of 3,000 lists", {BALLOT_AT: b"[" * 3000}, "V001", BALLOT_AT, 1),
    Broken("a ballot of 100,000 lists that close", {BALLOT_AT: b"[" * 100_000 + b"]" * 100_000}, "V001", BALLOT_AT, 1),
    Broken("an empty ballot", {BALLOT_AT: b""}, "V001", BALLOT_AT, 1),
    Broken("a ballot with a byte order mark", {BALLOT_AT: b"\xef\xbb\xbf" + base()[BALLOT_AT]}, "V001", BALLOT_AT, 1),
    Broken("a ballot in UTF-16", {BALLOT_AT: base()[BALLOT_AT].decode().encode("utf-16")}, "V001", BALLOT_AT, 1),
    _draw("an empty draw", b""),
    _draw("a draw that is a list", b"[]\n"),
    _draw("a draw of 3,000 lists", b"[" * 3000 + b"]" * 3000),
    _draw("a draw of 100,000 groups", b'{"a":' * 100_000),
    _draw("a draw of 5,000 digits", b'{"eligible": ' + b"9" * 5000 + b"}"),
    _draw("a draw that is not a number", b'{"eligible": NaN}'),
    _draw("a draw with a byte order mark", b"\xef\xbb\xbf{}"),
    _draw("a draw in UTF-16", "{}".encode("utf-16")),
    _draw("a draw with a NUL", b'{"jury": "\0"}'),
]

NAMES = [
    Broken(name, {path: b"x\n"}, code, path, 1)
    for name, path, code in (
        ("capitals", f"{OPEN}/Proposal.md", "F001"),
        ("a space", f"{OPEN}/a b.md", "F001"),
        ("a leading dash", f"{OPEN}/-rf.md", "F001"),
        ("a leading dot", f"{OPEN}/.hidden.md", "F001"),
        ("a folder with a leading dot", "proposals/.old/proposal.md", "F001"),
        ("a device of Windows", f"{OPEN}/con", "F001"),
        ("a device of Windows with an ending", f"{OPEN}/reports/aux.md", "F001"),
        ("a folder that is a device of Windows", "proposals/com1/proposal.md", "F001"),
        ("a dot at the end", f"{OPEN}/proposal.md.", "F001"),
        ("a backslash", f"{OPEN}/a\\b.md", "F001"),
        ("a short name of Windows", f"{OPEN}/git~1", "F001"),
        ("a colon", f"{OPEN}/proposal.md:stream", "F001"),
        ("a quotation mark", f'{OPEN}/"a".md', "F001"),
        ("a variable of the shell", f"{OPEN}/$(id).md", "F001"),
        ("look-alike letters", f"{OPEN}/рroposal.md", "F001"),
        ("a letter in two parts", f"{OPEN}/cafe\u0301.md", "F001"),
        ("an override of direction", f"{OPEN}/a\u202edm.md", "F001"),
        ("more than 200 characters", f"{OPEN}/{'a' * 180}.md", "F001"),
        ("a file no record has", f"{OPEN}/notes.md", "F013"),
        ("a file beside the articles", "charter/rules.yml", "F013"),
        ("a file of an archive program", "juries/2026-price-jury/call.md.bak", "F013"),
        ("a roster without its manifest", "juries/rosters/2026-02-members/entries.csv", "F014"),
        ("a jury without its call", "juries/2026-price-jury/log.yml", "F014"),
        ("a proposal without its text", "proposals/2026-nothing/decision.md", "F014"),
    )
]

BROKEN = [*WHOLE, *YAML, *VALUES, *REFERENCES, *TABLES, *RESULTS, *NAMES]
