"""Where each value of a JSON text stands, for messages that point at a line and a column."""

import json
import re

from folkmoot.formats.yaml import KEY
from folkmoot.records.archive import Keys, Step
from folkmoot.records.finding import Place

_MARK = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def json_places(path: str, text: str) -> dict[Keys, Place]:
    """Find the place of every key and value in a text that is known to be JSON.

    A value stands under its keys and numbers, the name of a field under the same with `KEY` before them, as in `read_yaml`.
    """
    places: dict[Keys, Place] = {(): Place(path)}
    opened: list[str] = []
    steps: list[Step] = []
    awaits_key = False
    for number, line in enumerate(text.split("\n"), start=1):
        for match in _MARK.finditer(line):
            mark = match[0]
            place = Place(path, number, match.start() + 1, match.end() + 1)
            if mark in "{[":
                places[tuple(steps)] = place
                opened.append(mark)
                steps.append("" if mark == "{" else 0)
                awaits_key = mark == "{"
            elif mark in "}]":
                opened.pop()
                steps.pop()
            elif mark == ",":
                awaits_key = opened[-1] == "{"
                steps[-1] = "" if awaits_key else int(steps[-1]) + 1
            elif mark == ":":
                awaits_key = False
            elif awaits_key:
                steps[-1] = json.loads(mark)
                places[(KEY, *steps)] = place
            else:
                places[tuple(steps)] = place
    return places
