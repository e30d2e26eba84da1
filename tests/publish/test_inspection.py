"""The output gate: what it tells, where, and what it lets stand."""

from hashlib import sha256

import pytest

from folkmoot.publish.safety.files import inspect_file
from folkmoot.publish.safety.gatekeeper import OWN_SCRIPTS, Gatekeeper, inspect_staged, refusal
from folkmoot.publish.safety.inert import scheme
from folkmoot.publish.safety.inspection import Ours, inspect_page, site_path
from folkmoot.publish.safety.outside import mark_outside
from folkmoot.publish.safety.policy import headers, inline_scripts, policy, with_policy
from publish.payloads import PAYLOADS

OWN = "var theme = 1"
OURS = Ours(frozenset({sha256(OWN.encode()).hexdigest()}), {"assets/own.js": sha256(b"own()").hexdigest()})
SHELL = '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>t</title>{head}</head>\n<body>\n<p>first</p>\n{body}\n</body></html>\n'


def told(body: str = "", head: str = "", path: str = "a/index.html") -> list[tuple[int, str]]:
    return [(fault.place.line, fault.what) for fault in inspect_page(path, SHELL.format(body=body, head=head).encode(), OURS)]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_every_payload_is_told_with_its_page_and_line(payload: str) -> None:
    found = told(payload)
    assert found, payload
    assert found[0][0] == 6, (payload, found)


@pytest.mark.parametrize(
    "body",
    [
        "<p>You can say <code>&lt;script&gt;</code> here; it is on and one = 2.</p>",
        '<a href="https://elsewhere.example/" rel="noopener noreferrer nofollow">x</a><a href="../b/#c">y</a><a href="mailto:a@b.example">z</a>',
        f"<script>{OWN}</script>",
        '<script src="../assets/own.js" defer></script>',
        '<script type="application/ld+json">{"a": "<b>"}</script>',
        '<svg viewBox="0 0 1 1" role="img" aria-label="x"><title>x</title><path d="M0 0"/></svg>',
        '<img src="../assets/a.png" alt="">',
        "<noscript><p>This needs JavaScript.</p></noscript>",
        '<form name="search"><input type="search"></form>',
        "<textarea readonly>&lt;script&gt; on= </textarea>",
    ],
)
def test_what_runs_nothing_and_asks_nobody_may_stand(body: str) -> None:
    assert told(body) == []


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="stylesheet" href="https://fonts.example/x.css">', '<link rel="preconnect" href="https://x.example">',
        '<link rel="stylesheet alternate" href="//x.example/x.css">', '<meta http-equiv="refresh" content="0; url=https://x.example/">',
        '<meta http-equiv="refresh" content="0;url=javascript:a()">', '<meta http-equiv="set-cookie" content="a">',
        '<base href="/x/">', "<style>body{background:url(//x)}</style>", '<link rel="manifest" href="data:application/json,{}">',
    ],
)  # fmt: skip
def test_a_head_that_asks_elsewhere_or_leads_away_is_told(head: str) -> None:
    assert told(head=head)


def test_feeds_canonical_addresses_and_a_way_on_within_the_site_may_stand_in_the_head() -> None:
    head = (
        '<link rel="canonical" href="https://own.example/a/"><link rel="alternate" type="application/atom+xml" href="../feeds/all.xml">'
        '<link rel="stylesheet" href="../x.css"><meta http-equiv="refresh" content="0; url=../b/#c">'
    )
    assert told(head=head) == []


def test_one_changed_letter_makes_a_script_a_strangers() -> None:
    assert told(f"<script>{OWN} </script>") == [(6, "a script that is not ours stands in the page: var theme = 1")]
    assert told('<script src="../assets/other.js"></script>')
    assert inspect_file("assets/own.js", b"own()", OURS) == ()
    assert inspect_file("assets/own.js", b"own();", OURS)


def test_a_noscript_that_reads_in_two_ways_is_told() -> None:
    assert told('<noscript><p title="</noscript><img src=x onerror=a()>"></p></noscript>')
    assert told("<noscript><!-- </noscript><p>x</p> --></noscript>")
    assert told('<noscript><p title="&lt;/noscript>">x</p></noscript>')


def test_a_page_that_is_no_utf8_or_has_no_doctype_is_told() -> None:
    assert inspect_page("a.html", b"<p>x</p>", OURS)
    assert inspect_page("a.html", "<!doctype html><p>x</p>".encode("utf-16"), OURS)
    assert inspect_page("a.html", b"<!doctype html>\n<p>\xff</p>", OURS)[0].place.line == 2


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a", "https"), ("JavaScript:a()", "javascript"), ("java\nscript:a()", "javascript"), ("\x01 javascript:a()", "javascript"),
        ("//a", "//"), ("\\\\a", "//"), ("/\t/a", "//"), ("../a", ""), ("#a", ""), ("a b:c", ""), ("", ""),
    ],
)  # fmt: skip
def test_an_address_is_read_as_a_browser_reads_it(address: str, expected: str) -> None:
    assert scheme(address) == expected


def test_the_path_of_an_address_is_found_from_every_depth() -> None:
    assert site_path("a/b/index.html", "../../assets/x.js?v=1") == "assets/x.js"
    assert site_path("404.html", "/records/assets/x.js", "/records/") == "assets/x.js"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>a()</script></svg>'),
        ("a.svg", b'<x:svg xmlns:x="http://www.w3.org/2000/svg"><x:script>a()</x:script></x:svg>'),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="a()"/>'),
        (
            "a.svg",
            b'<svg xmlns="http://www.w3.org/2000/svg"><a xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="javascript:a()"/></svg>',
        ),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><foreignObject/></svg>'),
        ("a.svg", b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("a.xml", b'<feed><s xmlns="http://www.w3.org/1999/xhtml"/></feed>'),
        ("a.xml", b'<?xml-stylesheet href="x.xsl"?><feed/>'),
        ("a.xml", b"<feed>"),
        ("a.css", b"@import 'https://x.example/a.css';"),
        ("a.css", b"a{background:url( //x.example/a.png )}"),
        ("a.css", b"a{background:\\75 rl(//x)}\\62 b{}"),
        ("a.js", b"a()"),
        ("a.xhtml", b""),
        ("a.svgz", b""),
    ],
)
def test_other_files_that_could_run_or_ask_are_told(name: str, data: bytes) -> None:
    assert inspect_file(name, data, OURS)


def test_still_pictures_styles_feeds_and_data_may_stand() -> None:
    assert inspect_file("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><title>x</title><path d="M0"/></svg>', OURS) == ()
    assert inspect_file("a.css", b"a{mask:url('data:image/svg+xml;utf8,<svg/>')} b{background:url(b.png)}", OURS) == ()
    assert inspect_file("a.xml", b'<feed xmlns="http://www.w3.org/2005/Atom"><title>&lt;script&gt;</title></feed>', OURS) == ()
    assert inspect_file("a.json", b"<script>", OURS) == ()


def test_the_policy_of_a_page_lets_the_themes_scripts_run_by_hash_and_no_other() -> None:
    gate = Gatekeeper(lambda up: f"<!doctype html><head></head><script>base='{up}'</script>", {})
    page = gate.policed("<!doctype html><html><head><title>x</title></head></html>", "../..")
    assert page.index("Content-Security-Policy") < page.index("<title>")
    assert "'unsafe" not in page
    assert policy(["base='../..'"]) in page
    other = gate.policed("<head></head><script>base='.'</script>", ".")
    assert policy(["base='.'"]) in other
    assert b"frame-ancestors 'none'" in gate.headers()
    assert list(gate.judge([("a/b/index.html", (page + "<script>base='../..'</script>").encode())])) == []
    (fault,) = gate.judge([("a/b/index.html", (page + "\n<script>base='x'</script>").encode())])
    assert fault.place.line == 3
    assert "a/b/index.html:3: a script that is not ours" in refusal([fault])


def test_data_in_a_script_element_is_no_script_and_a_page_without_a_head_stays() -> None:
    assert inline_scripts('<script type="application/json">{}</script><script src="x.js"></script><script>a()</script>') == {"a()"}
    assert with_policy("<p>x</p>", "p") == "<p>x</p>"
    assert headers([]).startswith(b"/*\n  Content-Security-Policy: default-src 'none'; script-src 'self';")


def test_a_link_to_another_site_says_so_once() -> None:
    marked = mark_outside('<p><a href="https://a.example/?x=1&amp;y" title="t"><em>b</em></a> <a href="../c/">d</a></p>')
    assert marked.count("(another site)") == 1
    assert 'rel="noopener noreferrer nofollow"><em>b</em><span' in marked
    assert '<a href="../c/">d</a>' in marked
    assert mark_outside(marked) == marked


def test_a_staged_tree_is_judged_too_and_the_line_counts_its_head() -> None:
    tree = {"a/index.md": b"---\ntitle: x\n---\n\nWords\n\n<div onclick=a()>x</div>\n", "b.md": b"A `<script>` in words: &lt;script&gt;\n"}
    faults = list(inspect_staged(tree))
    assert [(fault.place.path, fault.place.line) for fault in faults][:1] == [("a/index.md", 7)]


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("<noscript><!-- a word --></noscript>", "<noscript> holds a mark that reads in two ways"),
        ('<svg viewBox="0 0 1 1"><use href="../a.svg#b"></use></svg>', "'href' of <use> names '../a.svg#b'"),
        (
            '<svg viewBox="0 0 1 1"><image rel="canonical" href="https://x.example/a.svg"></image></svg>',
            "asks for 'https://x.example/a.svg'",
        ),
        ('<link rel="icon" href="https://x.example/i.png">', "the page asks 'https://x.example/i.png' for a file (icon)"),
    ],
)
def test_what_only_a_browser_reads_otherwise_is_told_by_its_own_words(body: str, what: str) -> None:
    assert any(what in said for _, said in told(body)), told(body)


def test_a_script_in_a_staged_tree_is_ours_to_the_letter_or_it_is_told() -> None:
    own = {OWN_SCRIPTS[0]: b"draw()"}
    assert list(inspect_staged(own, own)) == []
    assert list(inspect_staged({OWN_SCRIPTS[0]: b"draw() "}, own))
    assert list(inspect_staged({"assets/other.js": b"draw()"}, own))


def test_a_refusal_names_twenty_faults_and_counts_the_rest() -> None:
    faults = [
        fault
        for number in range(21)
        for fault in inspect_page(f"{number}/index.html", SHELL.format(body="<b onclick=a()>x</b>", head="").encode(), OURS)
    ]
    assert len(faults) == 21
    assert refusal(faults).split("\n")[-1] == "and 1 more"
    assert "more" not in refusal(faults[:20]).split("\n")[-1]
    assert refusal(()) == ""
