"""Python Enhancement Proposals: a header in the manner of RFC 822, then reStructuredText (PEP 1, PEP 12)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from folkmoot.formats.importers.head_text import Field, write_head
from folkmoot.formats.importers.interface import LARGEST_SOURCE, Imported, Prose
from folkmoot.formats.paths import LONGEST_TEXT
from folkmoot.records.error import FolkmootError
from folkmoot.records.finding import Fault, Place
from folkmoot.records.value import shown

_FILE_NAME = re.compile(r"pep-([0-9]{1,5})\.(?:rst|txt)")
_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]*):(.*)")
_NUMBER = re.compile(r"[0-9]{1,5}")
_DAY = re.compile(r"[0-9]{1,2}[- ][A-Za-z]{3,9}\.?[- ]((?:19|20)[0-9]{2})|((?:19|20)[0-9]{2})-[0-9]{2}-[0-9]{2}")
_SUPERSEDES = len("supersedes: 2001-pep-00255\n")
_NEEDED = ("PEP", "Title", "Created")


@dataclass(frozen=True, slots=True)
class _Pep:
    """One PEP, its header read and its prose not yet."""

    name: str
    digest: str
    headers: dict[str, str]
    number: int
    id: str
    number_line: int
    body: str
    """The whole text with the lines of the header blanked, so that line numbers hold."""


class _Wrong(Exception):
    """Ends the reading of one file; never leaves this module."""

    def __init__(self, name: str, place: Place, what: str, mend: str) -> None:
        super().__init__(what)
        self.fault = Fault(place, what, mend, name)


class PepImporter:
    """Turns PEPs into proposals of the kind `imported`."""

    name = "pep"
    suffixes = (".rst", ".txt")

    def takes(self, name: str) -> bool:
        """Say whether a name is that of a PEP: `pep-0255.rst` in any folder."""
        return _FILE_NAME.fullmatch(_last(name)) is not None

    def read(self, name: str, data: bytes) -> tuple[tuple[Imported, ...], tuple[Fault, ...]]:
        """Read one PEP by itself; `supersedes` needs `read_all`."""
        return self.read_all({name: data})

    def read_all(self, sources: Mapping[str, bytes]) -> tuple[tuple[Imported, ...], tuple[Fault, ...]]:
        """Read many PEPs; one that replaces another of them says so in `supersedes`."""
        faults: list[Fault] = []
        peps: dict[int, _Pep] = {}
        for name, data in sorted(sources.items()):
            try:
                pep = _read_header(name, data)
                if (first := peps.get(pep.number)) is not None:
                    what = f"{first.name} is PEP {pep.number} already"
                    raise _Wrong("duplicate-id", Place(name, pep.number_line), what, "leave one of the two out")
                peps[pep.number] = pep
            except _Wrong as wrong:
                faults.append(wrong.fault)
        proses: dict[int, Prose] = {}
        for pep in peps.values():
            try:
                proses[pep.number] = _convert(pep)
            except _Wrong as wrong:
                faults.append(wrong.fault)
        ids = {number: peps[number].id for number in proses}
        texts = [_proposal(peps[number], prose, ids) for number, prose in proses.items()]
        texts.sort(key=lambda text: text.path)
        faults.sort(key=lambda fault: fault.place)
        return tuple(texts), tuple(faults)


def _last(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2]


def _decode(name: str, data: bytes) -> str:
    if len(data) > LARGEST_SOURCE:
        what = f"the file has {len(data):,} bytes; {LARGEST_SOURCE:,} are read at most"
        raise _Wrong("too-large", Place(name), what, "shorten or split it")
    try:
        text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        what = "these bytes are not UTF-8 text"
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        raise _Wrong("not-text", Place(name, line, column), what, "save the file as UTF-8") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        what = "a NUL byte stands here: this is not a text"
        raise _Wrong("not-text", Place(name, line), what, "replace the file by a text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _split(name: str, text: str) -> tuple[dict[str, str], dict[str, int], str]:
    """Read the header: its values, folded lines joined by a space; the line of each; the rest of the text."""
    values: dict[str, list[str]] = {}
    lines: dict[str, int] = {}
    last = ""
    rows = text.split("\n")
    for number, row in enumerate(rows, start=1):
        if not row.strip():
            break
        if row[0] in " \t" and last:
            values[last].append(row.strip())
            continue
        found = _HEADER.fullmatch(row)
        if found is None:
            mend = "begin the file with lines 'Name: value' and an empty line after them"
            raise _Wrong("missing-head", Place(name, number), "a header 'Name: value' should stand here", mend)
        last = found[1]
        if last in values:
            what = f"the header '{last}' stands here a second time; line {lines[last]} has it already"
            raise _Wrong("duplicate-key", Place(name, number), what, "keep one of the two")
        values[last], lines[last] = [found[2].strip()], number
    else:
        number += 1
    if not values:
        what = "the file does not begin with a header"
        raise _Wrong("missing-head", Place(name), what, "begin it with a line 'PEP: <number>'")
    headers = {name: " ".join(value).strip() for name, value in values.items()}
    return headers, lines, "\n" * (number - 1) + "\n".join(rows[number - 1 :])


def _read_header(name: str, data: bytes) -> _Pep:
    headers, lines, body = _split(name, _decode(name, data))
    for needed in _NEEDED:
        if not headers.get(needed):
            place = Place(name, lines.get(needed, 1))
            what = f"the header '{needed}' is missing or empty"
            raise _Wrong("missing-field", place, what, f"add a line '{needed}: ...'")
    stated = headers["PEP"]
    if not _NUMBER.fullmatch(stated):
        what = f"'{shown(stated)}' is not the number of a PEP"
        raise _Wrong("wrong-value", Place(name, lines["PEP"]), what, "write digits")
    number = int(stated)
    by_name = _FILE_NAME.fullmatch(_last(name))
    if by_name is not None and int(by_name[1]) != number:
        what = f"the header says PEP {number}, the name of the file {int(by_name[1])}"
        raise _Wrong("wrong-value", Place(name, lines["PEP"]), what, "let both say the same number")
    day = _DAY.fullmatch(headers["Created"])
    if day is None:
        what = f"'{shown(headers['Created'])}' is not a day"
        raise _Wrong("wrong-value", Place(name, lines["Created"]), what, "write it as 18-May-2001")
    own_id = f"{day[1] or day[2]}-pep-{number:04d}"
    return _Pep(name, sha256(data).hexdigest(), headers, number, own_id, lines["PEP"], body)


def _convert(pep: _Pep) -> Prose:
    try:
        # docutils is an extra and slow to load, so it is asked for only when there is a PEP to read.
        from folkmoot.formats.importers.rst import RstError, convert
    except ModuleNotFoundError as error:
        mend = "install it with: pip install 'folkmoot[import]'"
        raise FolkmootError("docutils is not installed", mend) from error
    try:
        prose = convert(pep.body, pep.headers["Title"])
    except RstError as error:
        raise _Wrong("not-rst", Place(pep.name, error.line), error.what, error.mend) from None
    # `supersedes` is not known yet; its line is the only one that can still come.
    size = len(_proposal(pep, prose, {}).data) + _SUPERSEDES
    if size > LONGEST_TEXT:
        what = f"as a proposal it has {size:,} bytes; a text may have {LONGEST_TEXT:,}"
        raise _Wrong("too-large", Place(pep.name), what, "shorten or split it")
    return prose


def _proposal(pep: _Pep, prose: Prose, ids: Mapping[int, str]) -> Imported:
    text = write_head(_fields(pep, prose.summary, ids)) + "\n" + prose.body
    return Imported(f"proposals/{pep.id}/proposal.md", text.encode("utf-8"))


def _fields(pep: _Pep, summary: str, ids: Mapping[int, str]) -> dict[str, Field]:
    title = pep.headers["Title"]
    fields: dict[str, Field] = {
        "id": pep.id,
        "type": "proposal",
        "kind": "imported",
        "title": title,
        "summary": summary or f"PEP {pep.number}, {title}.",
        "lang": "en",
        "introduced_by": "imported",
        "asks": f"Shall PEP {pep.number}, {title}, be accepted?",
    }
    replaced = (int(number) for number in re.findall(r"[0-9]+", pep.headers.get("Replaces", "")))
    heirs = [ids[number] for number in replaced if number in ids and number != pep.number]
    if heirs:
        fields["supersedes"] = heirs[0]
    fields["imported"] = {
        "from": "pep",
        "source": _last(pep.name),
        "digest": pep.digest,
        "headers": pep.headers,
    }
    return fields
