"""How an example of a check is made and written: what is laid over Brook, and what the check says of it."""

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from folkmoot.checks import example
from folkmoot.checks.registry import find_check, run_checks
from folkmoot.formats.layout import read_archive
from folkmoot.formats.report import render
from folkmoot.procedure.chronicle import Chronicle, chronicle

PAIRS = Path(example.__file__).parent / "pairs"
GONE = ".removed"
"""What the name of a file ends with that takes one of Brook away."""


def course_of(files: Mapping[str, bytes]) -> Chronicle:
    """The chronicle of some files at the instant of the examples."""
    copies = {path: data for path, data in files.items() if path.startswith("site/")}
    archive = read_archive({path: data for path, data in files.items() if path not in copies})
    return chronicle(replace(archive, copies=copies), example.AS_OF)


def pair(code: str, bad: Mapping[str, bytes], good: Mapping[str, bytes]) -> dict[Path, bytes]:
    """The files of one example, by path among the pairs; `good` is empty where Brook itself shows how it is done."""
    check = find_check(code)
    folder = Path(f"{check.code}-{check.name}")
    gone = {path.removesuffix(GONE) for path in bad if path.endswith(GONE)}
    whole = {path: data for path, data in {**example.base(), **bad}.items() if path not in gone and not path.endswith(GONE)}
    course = course_of(whole)
    return {
        **{folder / "bad" / path: data for path, data in bad.items()},
        **{folder / "good" / path: data for path, data in good.items()},
        folder / "message.txt": render(run_checks(course, [check]), course.archive.files, "text").encode(),
    }


def write(codes: Iterable[str], files: Mapping[Path, bytes]) -> None:
    """Put the examples of some checks in the place of those that stand there."""
    for code in codes:
        for old in PAIRS.glob(f"{code}-*"):
            shutil.rmtree(old)
    for path, data in files.items():
        (PAIRS / path).parent.mkdir(parents=True, exist_ok=True)
        (PAIRS / path).write_bytes(data)
