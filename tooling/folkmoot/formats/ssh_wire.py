"""The wire form of SSH: strings with their length before them, and positive whole numbers (RFC 4251, section 5)."""


def string_at(data: bytes, at: int) -> tuple[bytes, int]:
    """Read the string that begins at `at`, and say where the next field begins; ValueError when it is cut off."""
    start = at + 4
    end = start + int.from_bytes(data[at:start], "big")
    if end > len(data) or start > len(data):
        raise ValueError("a field is cut off")
    return data[start:end], end


def strings(data: bytes) -> tuple[bytes, ...]:
    """Read bytes that hold strings and nothing else; ValueError when the last one is cut off."""
    found, at = [], 0
    while at < len(data):
        field, at = string_at(data, at)
        found.append(field)
    return tuple(found)


def write_string(data: bytes) -> bytes:
    """Write a string with its length before it."""
    return len(data).to_bytes(4, "big") + data


def whole_number(field: bytes) -> int:
    """Read a positive whole number in its shortest form; ValueError otherwise."""
    if not field or field[0] >= 0x80:
        raise ValueError("a number in it is zero or negative")
    if field[0] == 0 and (len(field) == 1 or field[1] < 0x80):
        raise ValueError("a number in it begins with needless zeros")
    return int.from_bytes(field, "big")
