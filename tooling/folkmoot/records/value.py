"""The scalars that records are made of: days, instants, spans, exact ratios, tokens, digests.

A head is read as text throughout; each type here says how its text must look, so that `2/3` stays exact, a day is a
day and `no` is never a boolean by accident. A text that does not fit raises `WrongValue`, which readers turn into a fault.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from folkmoot.records.shown import shown as shown  # where it is light to import

SLUG = r"[a-z0-9][a-z0-9-]{1,79}"
TOKEN = r"[a-z0-9][a-z0-9-]{2,53}"
DIGEST = r"[0-9a-f]{64}"
ACCOUNT = r"[a-z]{2,20}:(0|[1-9][0-9]{0,19})"
_SPAN = r"[1-9][0-9]{0,4}[hdwmy]"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_INSTANT = _DAY + r"T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})"
_COUNT = r"0|[1-9][0-9]{0,15}"
_RATIO = r"(0|[1-9][0-9]{0,8})(/[1-9][0-9]{0,8})?"


class Head(BaseModel):
    """The ground of every head: frozen, and closed to fields that nobody defined."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)


def wrong(what: str, mend: str) -> PydanticCustomError:
    """Make the error that a reader turns into a fault with this `what` and `mend`."""
    return PydanticCustomError("wrong_value", "{what}\n{mend}", {"what": what, "mend": mend})


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time as the charter writes it: a count of hours, days, weeks, months or years."""

    count: int
    unit: str

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"

    @property
    def words(self) -> str:
        """The span in words: `14 days`."""
        name = {"h": "hour", "d": "day", "w": "week", "m": "month", "y": "year"}[self.unit]
        return f"{self.count} {name}{'' if self.count == 1 else 's'}"


def parse_span(text: str) -> Span:
    """Read `14d`; ValueError when the text is no span."""
    if not re.fullmatch(_SPAN, text):
        raise ValueError(text)
    return Span(int(text[:-1]), text[-1])


def parse_day(text: str) -> date:
    """Read `2026-03-01`; ValueError when there is no such day."""
    if not re.fullmatch(_DAY, text):
        raise ValueError(text)
    return _sane(date.fromisoformat(text))


def parse_instant(text: str) -> datetime:
    """Read `2026-03-01T12:00:00Z` into UTC; ValueError when it lacks a zone or does not exist."""
    if not re.fullmatch(_INSTANT, text):
        raise ValueError(text)
    return _sane(datetime.fromisoformat(text)).astimezone(UTC)


D = TypeVar("D", date, datetime)


def _sane(day: D) -> D:
    """Refuse years in which no co-op keeps records, so that no reckoning with days can leave the calendar."""
    if not 1900 <= day.year <= 2999:
        raise ValueError(day)
    return day


def parse_ratio(text: str) -> Fraction:
    """Read `2/3` or `1` exactly; ValueError otherwise (a decimal is never a ratio)."""
    if not re.fullmatch(_RATIO, text):
        raise ValueError(text)
    return Fraction(text)


def write_instant(instant: datetime) -> str:
    """Write an instant the one way records hold it: UTC, whole seconds, `Z`."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def write_ratio(ratio: Fraction) -> str:
    """Write a ratio the one way records hold it: `2/3`, or `1`."""
    return str(ratio)


def _scalar(parse: Callable[[str], Any], what: str, mend: str, kinds: tuple[type, ...]) -> Callable[[Any], Any]:
    def validate(value: Any) -> Any:
        if isinstance(value, kinds) and not isinstance(value, str):
            return value
        if not isinstance(value, str):
            found = "nothing" if value is None else "a list" if isinstance(value, list) else "a group of fields"
            raise wrong(f"{found} stands where {what} should", mend)
        try:
            return parse(value)
        except ValueError:
            raise wrong(f"'{shown(value)}' is not {what}", mend) from None

    return validate


def _pattern(pattern: str) -> Callable[[str], str]:
    compiled = re.compile(pattern)

    def parse(text: str) -> str:
        if not compiled.fullmatch(text):
            raise ValueError(text)
        return text

    return parse


def _flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(text)
    return text == "true"


def _count(text: str) -> int:
    return int(_pattern(_COUNT)(text))


def _share(text: str) -> Fraction:
    ratio = parse_ratio(text)
    if not 0 < ratio <= 1:
        raise ValueError(text)
    return ratio


def _text(text: str) -> str:
    if not text.strip():
        raise ValueError(text)
    return text


def _schema(pattern: str, description: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^({pattern})$", "description": description})


def _typed(
    parse: Callable[[str], Any], what: str, mend: str, *, pattern: str, kinds: tuple[type, ...] = (), write: Callable[[Any], str] = str
) -> tuple[Any, ...]:
    return (
        PlainValidator(_scalar(parse, what, mend, kinds)),
        PlainSerializer(write, return_type=str),
        _schema(pattern, what),
    )


Text = Annotated[str, *_typed(_text, "text", "write one or more words", pattern=r"[\s\S]*\S[\s\S]*")]
Slug = Annotated[str, *_typed(_pattern(SLUG), "an id", "use lower-case letters, digits and hyphens, like 2026-cool-off", pattern=SLUG)]
Token = Annotated[
    str, *_typed(_pattern(TOKEN), "a token", "use 3 to 54 lower-case letters, digits and hyphens, like m-0a22", pattern=TOKEN)
]
Digest = Annotated[
    str, *_typed(_pattern(DIGEST), "a SHA-256 digest", "write the 64 lower-case hexadecimal digits that sha256sum prints", pattern=DIGEST)
]
Count = Annotated[int, *_typed(_count, "a whole number", "write digits only, like 48", pattern=_COUNT, kinds=(int,))]
Flag = Annotated[
    bool, *_typed(_flag, "true or false", "write true or false", pattern="true|false", kinds=(bool,), write=lambda flag: str(flag).lower())
]
Ratio = Annotated[
    Fraction,
    *_typed(
        parse_ratio, "an exact ratio", "write a fraction like 3/1, never a decimal", pattern=_RATIO, kinds=(Fraction,), write=write_ratio
    ),
]
Share = Annotated[
    Fraction,
    *_typed(_share, "a share", "write a fraction above 0 and at most 1, like 2/3", pattern=_RATIO, kinds=(Fraction,), write=write_ratio),
]
Account = Annotated[
    str,
    *_typed(
        _pattern(ACCOUNT),
        "a forge account",
        "write the forge and the number of the account, like github:123456; names of accounts change hands",
        pattern=ACCOUNT,
    ),
]
Duration = Annotated[
    Span, *_typed(parse_span, "a span of time", "write a count and h, d, w, m or y, like 14d", pattern=_SPAN, kinds=(Span,))
]
Day = Annotated[date, *_typed(parse_day, "a day", "write year, month and day, like 2026-03-01", pattern=_DAY, kinds=(date,))]
Instant = Annotated[
    datetime,
    *_typed(
        parse_instant,
        "an instant with its zone",
        "write day, time and zone, like 2026-03-01T12:00:00Z",
        pattern=_INSTANT,
        kinds=(datetime,),
        write=write_instant,
    ),
]
