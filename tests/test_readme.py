"""What README shows is what happens."""

import re
import subprocess
from pathlib import Path

from folkmoot.cli.shell import VERBS
from folkmoot.formats.draw_json import read_draw

TOP = Path(__file__).parent.parent
README = (TOP / "README.md").read_text()


def test_the_ticket_that_readme_computes_is_that_of_the_first_seat() -> None:
    [line] = re.findall(r"^\$ (printf .* \| sha256sum)$", README, re.MULTILINE)
    said = subprocess.run(line, shell=True, capture_output=True, text=True, check=True).stdout.split()[0]
    drawn = read_draw((TOP / "juries/2024-policy-jury-1/draw.json").read_bytes())
    assert said == drawn.panel.seats[0].ticket


def test_every_verb_stands_in_readme() -> None:
    assert [verb for verb in VERBS if f"folkmoot {verb}" not in README and f"`{verb} " not in README and f", {verb}" not in README] == []


def test_every_picture_and_page_that_readme_names_is_there() -> None:
    named = re.findall(r"\]\(((?!https?:)[^)#]+)\)", README)
    assert named
    assert [path for path in named if not (TOP / path).exists()] == []
