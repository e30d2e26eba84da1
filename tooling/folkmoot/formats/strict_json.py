"""JSON read without its loopholes: no second key of one name, no float, no huge number, no broken text."""

import json
import re
from fractions import Fraction
from typing import Any

from folkmoot.records.value import shown

_DIGITS = 15
_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,30})?")


def load(data: bytes, most: int, *, decimals: bool = False) -> Any:
    """Read UTF-8 JSON of at most `most` bytes.

    With `decimals` a number such as 45.25 becomes an exact Fraction; without, it is refused. Raises
    ValueError with a sentence for everything else that is not plain JSON.
    """
    if len(data) > most:
        raise ValueError(f"the file holds {len(data)} bytes, and {most} are the most")
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_decimal if decimals else _no_float,
            parse_constant=_no_constant,
        )
        if b"\\u" in data:
            json.dumps(value, ensure_ascii=False, default=str).encode("utf-8")
    except UnicodeDecodeError:
        raise ValueError("the file is not UTF-8") from None
    except UnicodeEncodeError:
        raise ValueError("the file holds half of a surrogate pair, which is no character") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"the file is not JSON: line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise ValueError("the file nests too deep") from None
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for key, value in pairs:
        if key in fields:
            raise ValueError(f"the key '{shown(key)}' stands twice")
        fields[key] = value
    return fields


def _integer(text: str) -> int:
    if len(text.lstrip("-")) > _DIGITS:
        raise ValueError(f"a number has more than {_DIGITS} digits")
    return int(text)


def _decimal(text: str) -> Fraction:
    if not _DECIMAL.fullmatch(text):
        raise ValueError(f"'{shown(text)}' is not a plain decimal number")
    return Fraction(text)


def _no_float(text: str) -> Any:
    raise ValueError(f"'{shown(text)}' is not a whole number")


def _no_constant(text: str) -> Any:
    raise ValueError(f"'{shown(text)}' is no number")
