"""What a browser is told to refuse: the Content-Security-Policy of a page, and the headers for hosts that read a `_headers` file.

No inline script runs but those of the theme, each by its hash (CSP Level 3, section 2.3.1); styles, pictures and data come from the
site itself. A picture may be a `data:` address because the theme's icons are, inside its style sheets.
"""

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256

from selectolax.lexbor import LexborHTMLParser

from folkmoot.publish.safety.inert import DATA_BLOCKS

_META = '<meta http-equiv="Content-Security-Policy" content="{policy}">'
_HEADS = ("<head>", "<head >")
_ALWAYS = (
    "default-src 'none'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'", "connect-src 'self'", "worker-src 'self'",
    "manifest-src 'self'", "form-action 'self'", "base-uri 'none'",
)  # fmt: skip


def inline_scripts(page: str) -> frozenset[str]:
    """The scripts that stand in a page itself; data in a `script` element is none."""
    scripts = LexborHTMLParser(page).css("script:not([src])")
    return frozenset(each.text(deep=True) for each in scripts if (each.attributes.get("type") or "").strip().lower() not in DATA_BLOCKS)


def policy(scripts: Iterable[str]) -> str:
    """The policy under which these scripts run and no other that stands in a page."""
    hashes = sorted(f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in scripts)
    return "; ".join((_ALWAYS[0], " ".join(("script-src 'self'", *hashes)), *_ALWAYS[1:]))


def with_policy(page: str, said: str) -> str:
    """The page with the policy as the first thing in its head, before anything that it is about; without a head, as it is."""
    head = next((mark for mark in _HEADS if mark in page), None)
    return page.replace(head, f"{head}\n    {_META.format(policy=said)}", 1) if head else page


def headers(scripts: Iterable[str]) -> bytes:
    """A `_headers` file: the same policy, and what a page cannot say of itself, such as that nobody may frame it."""
    lines = (
        f"Content-Security-Policy: {policy(scripts)}; frame-ancestors 'none'",
        "X-Content-Type-Options: nosniff",
        "Referrer-Policy: no-referrer",
        "Cross-Origin-Opener-Policy: same-origin",
        "Permissions-Policy: camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    )
    return ("/*\n" + "".join(f"  {line}\n" for line in lines)).encode()
