"""Tables: with bars where Markdown can say it, else laid out as plain text."""

from itertools import zip_longest

from docutils import nodes

from folkmoot.formats.importers.rst_inline import InlineWriter, code

_Row = list[nodes.Element]


def write_table(table: nodes.Element, inline: InlineWriter) -> tuple[str, bool]:
    """Write a table; the second value says that it is plain text, to be shown as it is."""
    heads = [_entries(row) for part in table.findall(nodes.thead) for row in part.children if isinstance(row, nodes.Element)]
    rows = [_entries(row) for part in table.findall(nodes.tbody) for row in part.children if isinstance(row, nodes.Element)]
    every = [*heads, *rows]
    if not any(every):
        return "", False
    spans = any("morecols" in cell or "morerows" in cell for row in every for cell in row)
    even = len({len(row) for row in every}) == 1
    cells = [[_cell(cell, inline) for cell in row] for row in every]
    if spans or not even or len(heads) > 1 or any(cell is None for row in cells for cell in row):
        return _layout(every, len(heads)), True
    words = [[cell or "" for cell in row] for row in cells]
    if not heads:
        words.insert(0, [""] * len(words[0]))
    words.insert(1, ["---"] * len(words[0]))
    return "\n".join("| " + " | ".join(row) + " |" for row in words), False


def _entries(row: nodes.Element) -> _Row:
    return [cell for cell in row.children if isinstance(cell, nodes.entry)]


def _cell(cell: nodes.Element, inline: InlineWriter) -> str | None:
    """Write what one cell holds in one line; None when it holds more than lines and lists of lines."""
    parts: list[str] = []
    for child in cell.children:
        if isinstance(child, (nodes.paragraph, nodes.line)):
            parts.append(inline.one_line(child, in_table=True))
        elif isinstance(child, nodes.image):
            parts.append(inline.image(child))
        elif isinstance(child, (nodes.literal_block, nodes.doctest_block)) and "\n" not in child.astext():
            parts.append(code(child.astext(), in_table=True))
        elif isinstance(child, nodes.bullet_list):
            items = [_cell(item, inline) for item in child.children if isinstance(item, nodes.Element)]
            if any(item is None for item in items):
                return None
            parts += [f"\u2022 {item}" for item in items]
        elif isinstance(child, (nodes.line_block, nodes.block_quote, nodes.container)):
            inner = _cell(child, inline)
            if inner is None:
                return None
            parts.append(inner)
        elif not isinstance(child, (nodes.comment, nodes.target)):
            return None
    return " ".join(part for part in parts if part)


def _layout(rows: list[_Row], heads: int) -> str:
    """Lay the cells out in columns; a merged cell stands in its first column and row."""
    grid: list[dict[int, tuple[list[str], int]]] = []
    held: dict[int, int] = {}
    for row in rows:
        placed: dict[int, tuple[list[str], int]] = {}
        column = 0
        for cell in row:
            while held.get(column, 0) > 0:
                held[column] -= 1
                column += 1
            wide = int(cell.get("morecols", 0)) + 1
            placed[column] = (cell.astext().replace("\n\n", "\n").split("\n"), wide)
            for taken in range(column, column + wide):
                held[taken] = int(cell.get("morerows", 0))
            column += wide
        for later in [taken for taken in held if taken >= column]:
            held[later] = max(0, held[later] - 1)
        grid.append(placed)
    widths = _widths(grid)
    lines = [line for placed in grid for line in (*_lines(placed, widths), "")]
    if heads:
        below = sum(len(_lines(placed, widths)) + 1 for placed in grid[:heads])
        lines.insert(below - 1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _widths(grid: list[dict[int, tuple[list[str], int]]]) -> list[int]:
    widths = [1] * max(column + wide for placed in grid for column, (_, wide) in placed.items())
    for single in (True, False):
        for placed in grid:
            for column, (text, wide) in placed.items():
                if (wide == 1) == single:
                    room = sum(widths[column : column + wide]) + 2 * (wide - 1)
                    widths[column + wide - 1] += max(0, max(map(len, text)) - room)
    return widths


def _lines(placed: dict[int, tuple[list[str], int]], widths: list[int]) -> list[str]:
    columns: list[list[str]] = []
    column = 0
    while column < len(widths):
        text, wide = placed.get(column, ([""], 1))
        room = sum(widths[column : column + wide]) + 2 * (wide - 1)
        columns.append([line.ljust(room) for line in text] or [" " * room])
        column += wide
    rooms = [len(texts[0]) for texts in columns]
    return [
        "  ".join(part if part is not None else " " * room for part, room in zip(parts, rooms, strict=True))
        for parts in zip_longest(*columns)
    ]
