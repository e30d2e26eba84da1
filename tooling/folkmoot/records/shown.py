"""A stranger's words quoted in a message of one line."""


def shown(value: str) -> str:
    """Quote a value so that it fits into one line of a message."""
    flat = " ".join("".join(mark if mark.isprintable() else " " for mark in value).split())
    return flat if len(flat) <= 60 else flat[:57] + "..."
