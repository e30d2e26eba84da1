"""What happened to a matter, as an ordered list whose last step is marked as the present one."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from folkmoot.publish.markup import block, html
from folkmoot.publish.words import instant
from folkmoot.records.value import write_instant

Step = tuple[datetime, str, str]
"""When, what, and by whom or why; the texts are plain."""


def timeline(steps: Sequence[Step], zone: ZoneInfo) -> str:
    """The steps in the order given."""
    items = []
    for at, (when, what, who) in enumerate(steps, start=1):
        current = ' aria-current="step"' if at == len(steps) else ""
        time = f'<time datetime="{write_instant(when)}">{html(instant(when, zone))}</time>'
        items.append(f"<li{current}><strong>{html(what)}</strong> {time}{f' <span>{html(who)}</span>' if who else ''}</li>")
    return block('<ol class="fm-course">\n' + "\n".join(items) + "\n</ol>")
