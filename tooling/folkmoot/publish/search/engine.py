"""The search of the site generator, put to rest: it reads every finished page again, and its index grows with every word of them."""

from typing import Any

_ENGINES = ("material/search", "search")


def put_to_rest(plugins: Any) -> None:
    """Take MkDocs's own search out of a collection of plugins, if it is in it; the theme shows ours."""
    asleep = [plugins.pop(name) for name in _ENGINES if name in plugins]
    for event, methods in list(plugins.events.items()):
        plugins.events[event] = [method for method in methods if getattr(method, "__self__", None) not in asleep]
