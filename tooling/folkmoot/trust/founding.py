"""Where a history begins to count: the merge that founded the co-op."""

from folkmoot.records.archive import Archive

_GENESIS = "genesis"


def founding(archive: Archive) -> int | None:
    """Return the place in the history of the merge that counts as the founding; None while there is none.

    Of several proposals that call themselves the genesis, the one that came first is meant: no later one can begin the
    history anew. Where records are invented for a demonstration, the last merge that made the founding anew, its log and its
    decision together, counts.
    """
    folders = {each.folder for each in archive.proposals if each.text.head.kind == _GENESIS}
    below = tuple(f"{folder}/" for folder in folders)
    first, again = None, set[str]()
    for position, merge in enumerate(archive.history):
        if first is None:
            paths = [change.path for change in merge.changes if change.path.startswith(below)]
            if paths:
                folder = min(path[: len(start) - 1] for path in paths for start in below if path.startswith(start))
                first, again = position, {f"{folder}/log.yml", f"{folder}/decision.md"}
        elif not archive.is_demonstration:
            break
        elif again <= {change.path for change in merge.changes}:
            first = position
    return first
