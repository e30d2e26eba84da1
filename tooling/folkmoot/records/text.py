"""A text: Markdown with a typed head, as it stands in one file."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel

H = TypeVar("H", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class TextRecord(Generic[H]):
    """One Markdown record: where it stands, what its head says, its prose, and the digest of its bytes."""

    path: str
    head: H
    body: str
    body_line: int
    """The line of the file on which the prose begins."""
    digest: str
    """`sha256sum` of the file."""
