"""A co-op whose contributors try to bring markup and scripts into every place they may write in."""

from typing import Any

from co_op import COOP, article, event, genesis, log, proposal
from folkmoot.formats.canonical import digest, write_document

MARK = "fmpwned"
SCRIPT = f"</title><script>{MARK}()</script><img src=x onerror={MARK}()>"
LINE = f'Quote " and *stars* [l](javascript:{MARK}()) {{{{ rules.x }}}} {{% raw %}} {SCRIPT}'
BODY = f"""
# Heading {SCRIPT}

{SCRIPT}

[a](javascript:{MARK}()) [b](//evil.example/{MARK}) [c](/admin) [d](https://good.example/) <javascript:{MARK}()>
![i](https://evil.example/{MARK}.png) [e](data:text/html,{MARK}) {{{{ rules.x }}}} {{% include "x" %}}

<div onclick="{MARK}()">

--8<-- "proposal.md"

<style>body {{ display: none }}</style><iframe src="https://evil.example"></iframe><form action=x><base href=//evil>

</div></div></article><script>{MARK}()</script>

```{{.x onload={MARK}()}}
{SCRIPT}
```

{{#id onclick={MARK}()}}
"""


def hostile_files() -> dict[str, bytes]:
    """The files: one proposal under discussion, one jury not yet drawn, one imported text; the co-op's own name is one too."""
    head: dict[str, Any] = {
        "id": "2024-hostile", "type": "proposal", "kind": "policy", "title": LINE, "summary": LINE, "introduced_by": "m-0001",
        "seconds": ["m-0002", "m-0003"], "asks": LINE, "options": [{"id": "one", "title": LINE}], "declares": [LINE],
        "responds_to": LINE, "cost": {"amount": "1", "currency": LINE},
    }  # fmt: skip
    imported = {
        **head, "id": "2020-imported", "kind": "imported", "introduced_by": "imported", "seconds": [],
        "imported": {"from": "pep", "source": LINE, "digest": LINE, "headers": {"Status": LINE, LINE: LINE}},
    }  # fmt: skip
    entries = b"entry,region\nm-0001,north\nm-0002,south\n"
    roster = {
        "id": "2024-members", "type": "roster", "title": LINE, "summary": LINE, "as_of": "2024-01-01", "rules_at": "2024-01-01",
        "count": "2", "columns": ["entry", "region"], "digest": digest(entries), "strata": {"region": {LINE: "1", "south": "1"}},
        "excluded": {"staff": "0"}, "storage": "public",
    }  # fmt: skip
    call = {
        "id": "2024-jury", "type": "jury", "title": LINE, "summary": LINE, "body": "policy-jury", "mandate": "2024-hostile",
        "question": LINE, "seats": "1", "roster": "2024-members", "roster_digest": digest(entries),
        "strata": {"column": "region", "seats": {LINE: "1"}},
        "sources": [{"kind": "beacon", "chain": "5d121f08f2975ccdd261ade1207dffde505a08118030314c5236d4a82d4670fb", "round": "99999999"}],
        "hours": "6", "compensation": {"amount": "1", "currency": LINE, "per": LINE}, "facilitator": LINE, "accommodations": LINE,
        "respond_by": "2024-03-01", "evaluation_due": "2024-04-01",
    }  # fmt: skip
    opened = event("2024-01-02T12:00:00Z", "opened", ref=LINE, reason=LINE)
    return {
        **genesis({"charter/01-rules.md": article(title=LINE, summary=LINE, body=BODY)}),
        "proposals/2023-genesis/proposal.md": proposal("2023-genesis", "genesis", coop={**COOP, "name": LINE, "forge": LINE}, seconds=[]),
        "proposals/2024-hostile/proposal.md": write_document(head, BODY),
        "proposals/2024-hostile/changes/charter/01-rules.md": article(title=LINE, body=BODY),
        "proposals/2024-hostile/log.yml": log(opened),
        "proposals/2020-imported/proposal.md": write_document(imported, BODY),
        "juries/rosters/2024-members/roster.md": write_document(roster, BODY),
        "juries/rosters/2024-members/entries.csv": entries,
        "juries/2024-jury/call.md": write_document(call, BODY),
        "juries/2024-jury/log.yml": log(event("2024-01-02T12:00:00Z", "called", reason=LINE)),
    }
