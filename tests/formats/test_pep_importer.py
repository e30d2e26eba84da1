"""PEPs become proposals: every header and every word arrives, and what cannot be read becomes a fault."""

import html
import re
import sys
from collections import Counter
from hashlib import sha256
from pathlib import Path

import markdown
import pytest
from docutils import nodes

from folkmoot.formats.document import Document, read_document
from folkmoot.formats.importers import IMPORTERS
from folkmoot.formats.importers.rst import LONGEST_LINE, LONGEST_RUN, convert, read_tree
from folkmoot.formats.schema import read_head
from folkmoot.records.error import FolkmootError
from folkmoot.records.heads import ProposalHead

VECTORS = Path(__file__).parent.parent / "vectors" / "peps"
PEPS = {path.name: path.read_bytes() for path in sorted(VECTORS.glob("pep-*.rst"))}
EXTENSIONS = ["tables", "fenced_code", "def_list", "footnotes", "toc"]
PEP = IMPORTERS["pep"]


def pep(body: str, **headers: str) -> bytes:
    head = {"PEP": "9", "Title": "A Title", "Created": "18-May-2001"} | headers
    return ("".join(f"{name}: {value}\n" for name, value in head.items()) + "\n" + body).encode()


def document(name: str, data: bytes) -> Document:
    texts, faults = PEP.read(name, data)
    assert faults == ()
    found, faults_of_text = read_document(texts[0].path, texts[0].data)
    assert faults_of_text == []
    assert found is not None
    return found


def head(name: str, data: bytes) -> ProposalHead:
    found = document(name, data)
    typed, faults = read_head(ProposalHead, name, found.head, found.places)
    assert faults == []
    assert typed is not None
    return typed


def body(rst: str) -> str:
    return convert(rst, "A Title").body


def page(text: str) -> str:
    return markdown.markdown(text, extensions=EXTENSIONS)


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


def words_of_page(rendered: str) -> Counter[str]:
    apart = re.sub(r"</?(p|li|td|th|dt|dd|br|div|h\d|pre)\b[^>]*>", " ", rendered)
    return words(html.unescape(re.sub(r"<[^>]*>", "", apart)))


def words_of_tree(data: bytes) -> Counter[str]:
    text = data.decode()
    tree = read_tree(text[text.index("\n\n") :])
    unseen = (nodes.comment, nodes.substitution_definition, nodes.footnote_reference, nodes.label)
    for node in list(tree.findall(lambda node: isinstance(node, unseen))):
        node.parent.remove(node)
    texts = tree.findall(lambda node: isinstance(node, nodes.TextElement))
    return words("\n".join(node.astext() for node in texts if not isinstance(node.parent, nodes.TextElement)))


def headers_by_hand(data: bytes) -> dict[str, str]:
    block = data.decode().split("\n\n")[0]
    unfolded = re.sub(r",?\n[ \t]+", lambda fold: fold[0].rstrip(" \t").replace("\n", "") + " ", block)
    return {row.partition(":")[0]: row.partition(":")[2].strip() for row in unfolded.split("\n")}


@pytest.mark.parametrize("name", PEPS)
def test_a_pep_becomes_a_sound_proposal_head(name: str) -> None:
    found = head(name, PEPS[name])
    assert re.fullmatch(r"[0-9]{4}-pep-" + name[4:8], found.id)
    assert found.kind == "imported"
    assert found.introduced_by == "imported"
    assert 20 < len(found.summary) <= 280
    assert found.imported is not None
    assert found.imported["digest"] == sha256(PEPS[name]).hexdigest()
    assert found.imported["source"] == name


@pytest.mark.parametrize("name", PEPS)
def test_every_header_is_kept_in_its_order(name: str) -> None:
    found = head(name, PEPS[name])
    assert found.imported is not None
    assert list(found.imported["headers"].items()) == list(headers_by_hand(PEPS[name]).items())


@pytest.mark.parametrize("name", PEPS)
def test_every_word_of_the_prose_arrives_on_the_page(name: str) -> None:
    wanted = words_of_tree(PEPS[name])
    missing = wanted - words_of_page(page(document(name, PEPS[name]).body))
    assert missing.total() <= wanted.total() // 100


@pytest.mark.parametrize("name", PEPS)
def test_every_heading_block_of_code_and_link_arrives_on_the_page(name: str) -> None:
    rendered = page(document(name, PEPS[name]).body)
    text = PEPS[name].decode()
    tree = read_tree(text[text.index("\n\n") :])
    kinds = (nodes.literal_block, nodes.doctest_block)
    blocks = list(tree.findall(lambda node: isinstance(node, kinds)))
    fallen_back = sum(1 for _ in tree.findall(nodes.table)) - rendered.count("<table>")
    assert rendered.count("<pre>") == len(blocks) + fallen_back
    assert len(re.findall(r"<h[2-6]", rendered)) == sum(1 for _ in tree.findall(nodes.section))
    assert "<h1" not in rendered
    addresses = {html.unescape(found) for found in re.findall(r'href="(https?://[^"]*)"', rendered)}
    wanted = {str(node.get("refuri", "")) for node in tree.findall(nodes.reference)}
    assert {address for address in wanted if address.startswith("http")} <= addresses


@pytest.mark.parametrize("name", PEPS)
def test_links_inside_a_text_find_their_heading(name: str) -> None:
    rendered = page(document(name, PEPS[name]).body)
    anchors = set(re.findall(r' id="([^"]+)"', rendered))
    assert {found[1:] for found in re.findall(r'href="(#[^"]+)"', rendered)} <= anchors


def test_the_same_bytes_come_out_each_time() -> None:
    assert PEP.read_all(PEPS) == PEP.read_all(dict(reversed(PEPS.items())))
    assert len(PEP.read_all(PEPS)[0]) == len(PEPS) == 12


def test_the_path_and_the_question_follow_from_the_header() -> None:
    texts, _ = PEP.read("peps/pep-0255.rst", PEPS["pep-0255.rst"])
    assert [text.path for text in texts] == ["proposals/2001-pep-0255/proposal.md"]
    found = head("pep-0255.rst", PEPS["pep-0255.rst"])
    assert found.asks == "Shall PEP 255, Simple Generators, be accepted?"
    assert found.summary == (
        "This PEP introduces the concept of generators to Python, as well as a new statement used in "
        "conjunction with them, the yield statement."
    )


def test_a_pep_that_replaces_an_imported_one_supersedes_it() -> None:
    sources = {
        "pep-0008.rst": pep("Old.", PEP="8", Created="01-Jan-1999"),
        "pep-0009.rst": pep("New.", Replaces="7, 8"),
    }
    texts, faults = PEP.read_all(sources)
    assert faults == ()
    assert b"\nsupersedes: 1999-pep-0008\n" in texts[1].data
    assert b"supersedes" not in texts[0].data
    assert b"supersedes" not in PEP.read("pep-0009.rst", sources["pep-0009.rst"])[0][0].data


def test_a_header_that_looks_like_something_else_stays_text() -> None:
    headers = {
        "Title": 'No: "yes" # \\ {x}',
        "Odd": "- 1",
        "Empty": "",
        "No": "off",
        "Emoji": "\u00e9 \u2028 \U0001f600",
    }
    found = head("pep-0009.rst", pep("Text.", **headers))
    assert found.title == headers["Title"]
    assert found.imported is not None
    assert {name: found.imported["headers"][name] for name in headers} == headers


def test_a_long_abstract_is_cut_between_words() -> None:
    long = "A " + "word " * 100 + "end."
    assert (summary := convert(f"Abstract\n========\n\n{long}\n", "T").summary).endswith("word\u2026")
    assert len(summary) <= 280


def test_a_summary_is_whole_sentences_of_the_abstract() -> None:
    text = (
        "Preface\n=======\n\nNot this.\n\nAbstract\n========\n\n.. note:: Nor this.\n\n"
        "Use ``it``, e.g. Here [1]_.  Then *stop*. And a third.\n\n.. [1] Note\n"
    )
    assert convert(text, "T").summary == "Use it, e.g. Here. Then stop."


@pytest.mark.parametrize(
    ("data", "line", "name"),
    [
        (b"\xff\xfe", 1, "not-text"),
        (b"PEP: 1\nTitle: caf\xe9\n", 2, "not-text"),
        (b"PEP: 1\n\0\n", 2, "not-text"),
        (b"", 1, "missing-head"),
        (b"\nPEP: 1\n", 1, "missing-head"),
        (b"Just prose\n", 1, "missing-head"),
        (b"PEP: 1\nno header\n\n", 2, "missing-head"),
        (b"PEP: 1\nTitle: A\nTitle: B\nCreated: 01-Jan-2001\n\n", 3, "duplicate-key"),
        (b"PEP: 1\nTitle: A\n\ntext\n", 1, "missing-field"),
        (b"PEP: 1\nTitle:\nCreated: 01-Jan-2001\n\ntext\n", 2, "missing-field"),
        (b"PEP: 1\nTitle: A\nCreated: soon\n\ntext\n", 3, "wrong-value"),
        (b"Title: A\nPEP: one\nCreated: 01-Jan-2001\n\ntext\n", 2, "wrong-value"),
        (b"PEP: 2\nTitle: A\nCreated: 01-Jan-2001\n\ntext\n", 1, "wrong-value"),
        (pep("a\n\n" + "x" * (LONGEST_LINE + 1), PEP="1"), 7, "not-rst"),
        (pep("a\n\n" + "xx\n" * LONGEST_RUN, PEP="1"), 7, "not-rst"),
        (pep("* " * 3000 + "a", PEP="1"), 1, "not-rst"),
        (pep("x\n\n" * 400_000, PEP="1"), 1, "too-large"),
        (pep(("a<" * 4_000 + "\n\n") * 70, PEP="1"), 1, "too-large"),
    ],
)
def test_a_malformed_file_is_a_fault_with_its_line_and_stops_no_other(data: bytes, line: int, name: str) -> None:
    texts, faults = PEP.read_all({"pep-0001.rst": data, "pep-0255.rst": PEPS["pep-0255.rst"]})
    assert [text.path for text in texts] == ["proposals/2001-pep-0255/proposal.md"]
    assert [(fault.place.path, fault.place.line, fault.name) for fault in faults] == [("pep-0001.rst", line, name)]
    assert faults[0].what
    assert faults[0].mend


def test_a_number_used_twice_is_a_fault_of_the_second() -> None:
    texts, faults = PEP.read_all({"a/one.rst": pep("One."), "b/two.rst": pep("Two.")})
    assert len(texts) == 1
    assert b"One." in texts[0].data
    assert [(fault.place.path, fault.name) for fault in faults] == [("b/two.rst", "duplicate-id")]


def test_carriage_returns_and_a_byte_order_mark_do_no_harm() -> None:
    data = b"\xef\xbb\xbf" + pep("One.\n\nTwo.").replace(b"\n", b"\r\n")
    assert document("pep-0009.rst", data).body == "\nOne.\n\nTwo.\n"
    found = head("pep-0009.rst", data)
    assert found.imported is not None
    assert found.imported["digest"] == sha256(data).hexdigest()


def test_only_files_named_like_peps_are_taken_from_a_tree() -> None:
    names = ["peps/pep-0255.rst", "pep-1.txt", "README.rst", "pep-0255/figure.rst", "pep-0255.md"]
    assert [name for name in names if PEP.takes(name)] == names[:2]


def test_without_docutils_the_importer_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [name for name in sys.modules if name.startswith("folkmoot.formats.importers.rst")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "docutils", None)
    with pytest.raises(FolkmootError) as found:
        PEP.read("pep-0009.rst", pep("Text."))
    assert "folkmoot[import]" in found.value.mend
