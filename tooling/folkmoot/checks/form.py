"""F: what holds for every file, whatever it records: that it can be read, and that its ids and references are sound.

The readers have already said what they could not read; here each of their faults gets its code and its page.
"""

import re
from collections.abc import Iterator

from folkmoot.checks import form_ids, form_prose
from folkmoot.checks.registry import Generator, check
from folkmoot.formats.lottery_json import read_lottery
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.records.finding import Fault, Place

PARTS = (form_ids, form_prose)
"""The other modules of the family; importing them declares their checks."""
_LOTTERY = re.compile(r"juries/(?!rosters/)[^/]+/lottery\.json")

READING: dict[tuple[str, str], str] = {
    ("F001", "unsafe-path"): """A file stands under a name, or is of a kind, that not every machine can hold.

    ## Why
    Everybody must be able to clone the records, on every system, and get the same files. Links, nested repositories
    and names that differ only in case or in look-alike letters mean one thing here and another thing elsewhere.

    ## Mend
    Rename the file with lower-case letters, digits, '.', '_' and '-', at most 200 characters with its folders, and
    let it begin with a letter or a digit. Replace a link by the file it points at.
    """,
    ("F002", "too-large"): """A file has more bytes than are read.

    ## Why
    A text that nobody can read to its end cannot be decided about, and one huge file would keep everybody else from
    checking the rest.

    ## Mend
    Shorten the text, or split it into several that refer to each other. Keep recordings and scans elsewhere and name
    them by digest.
    """,
    ("F003", "not-text"): """A file that should be a text holds bytes that are no UTF-8 text.

    ## Why
    Two readers who decode the same bytes in two ways have read two different texts, and both would call theirs the
    one that was decided.

    ## Mend
    Save the file as UTF-8. If it is a picture or a scan, remove it and name it by digest.
    """,
    ("F004", "byte-order-mark"): """A text begins with an invisible byte order mark.

    ## Why
    The mark cannot be seen and changes the digest, so two texts that look the same would not be the same.

    ## Mend
    Save the file as "UTF-8" and not as "UTF-8 with BOM".
    """,
    ("F005", "carriage-return"): """A text has line ends of another system.

    ## Why
    A digest is taken over the bytes. If line ends change on the way from one machine to the next, every digest and
    every signature over the text breaks.

    ## Mend
    Save the file with Unix line ends (LF); `dos2unix FILE` does it. If Git changed it on this computer, put the line
    `* -text` into .gitattributes, commit that, and check the files out again.
    """,
    ("F006", "missing-head"): """A text does not begin with a head between two lines '---'.

    ## Why
    The head says what the text is and what follows from it. Without one nobody can tell which rules it falls under.

    ## Mend
    Begin the file with a line '---', write the fields, one a line, and end the head with another line '---'.
    `folkmoot schema` lists the fields of each type.
    """,
    ("F007", "broken-yaml"): """A head or a log does not parse.

    ## Why
    What cannot be read for certain cannot be relied on; a guess would be somebody's opinion of what was meant.

    ## Mend
    Write one 'name: value' a line and indent with spaces. Put a value between double quotes when it holds a ': '
    or begins with one of - ? : , [ ] { } # & * ! | > ' " % @ `.
    """,
    ("F008", "duplicate-key"): """A field stands twice in one place.

    ## Why
    Most readers keep the last one without a word, so a second line could change a rule while everybody looks at the
    first.

    ## Mend
    Keep one of the two.
    """,
    ("F009", "anchor-or-tag"): """A head or a log uses an anchor, an alias or a tag.

    ## Why
    With them a value stands somewhere else than where it is read, or means something else than it says. Records say
    what they mean where they mean it.

    ## Mend
    Write the value out. If it begins with '&', '*' or '!', put it between double quotes.
    """,
    ("F010", "missing-field"): """A head or an event lacks a field that its type needs.

    ## Why
    Each required field answers a question that somebody will ask of the record: who, what, when, by which rule.

    ## Mend
    Add the field. `folkmoot schema TYPE` says what it holds.
    """,
    ("F011", "unknown-field"): """A head or an event has a field that nobody defined.

    ## Why
    A misspelt field would be a rule that silently does not hold.

    ## Mend
    Correct the spelling, or remove the field and say it in the prose.
    """,
    ("F012", "wrong-value"): """A field holds a value of another form than its type asks for.

    ## Why
    Days, shares and digests are computed with. A value in another form would be read by each reader in a way of
    their own: 2/3 is exact and 0.67 is not; 03/04 is March to one and April to another.

    ## Mend
    Write the value in the form that the message names. `folkmoot schema TYPE` shows every form.
    """,
    ("F013", "stray-file"): """A file stands in a folder of records and is no record.

    ## Why
    Nobody checks, publishes or signs it, but it looks as if somebody had.

    ## Mend
    Move it to where its kind of record stands, or remove it.
    """,
    ("F014", "no-text"): """A folder of a record lacks the text that the record begins with.

    ## Why
    A log, a ballot or a table without its text says something about nothing.

    ## Mend
    Add the text, or remove the folder.
    """,
    ("F015", "broken-draw"): """A draw.json is not the one form that a draw is written in.

    ## Why
    Everybody who repeats a draw must get the same file, to the byte; a second way to write it would make agreement a
    matter of taste.

    ## Mend
    Never edit a draw. Write it again with `folkmoot draw run`.
    """,
    ("F016", "broken-removal"): """A removal is not the one form that a removal is written in.

    ## Why
    Who comes for somebody who leaves is drawn from the digest of this file. If it could be written in two ways, whoever
    writes it could choose between two people.

    ## Mend
    Never edit a removal. Write it again with `folkmoot draw replace`, and merge it before its round comes out.
    """,
    ("F018", "broken-packed-count"): """A ballots.json is not in the one form of a count of packed ballots, or it does not add up.

    ## Why
    Where ballots are too many to stand in Git, this file is all of them that does. Everybody must read the same numbers out of
    it, and numbers that contradict each other are no count.

    ## Mend
    Never edit it. Write it again with `folkmoot tally ID --engine duckdb --ballots DIR --shards DIR --write`.
    """,
}
"""By code and name of a fault that readers yield: its page."""


def _told_by_readers(name: str, page: str) -> Generator:
    def told(course: Chronicle) -> Iterator[Fault]:
        return (fault for fault in course.archive.faults if fault.name == name)

    told.__doc__ = page
    return told


@check("F017", "broken-lottery")
def broken_lottery(course: Chronicle) -> Iterator[Fault]:
    """A lottery.json is not the one form that a lottery is written in.

    ## Why
    A call binds the digest of its lottery, and everybody who checks the chances must read the same numbers out of it.

    ## Mend
    Never edit a lottery. `folkmoot draw call` builds it; once it is called, put it back as it was published.
    """
    for path, data in course.archive.files.items():
        if _LOTTERY.fullmatch(path):
            try:
                read_lottery(data)
            except ValueError as error:
                mend = "put it back as it was published, or build it again with: folkmoot draw call"
                yield Fault(Place(path), f"this is not a lottery: {error}", mend)


for (_code, _name), _page in READING.items():
    check(_code, _name)(_told_by_readers(_name, _page))
