"""The table of checks: how one is declared, found by code, and run.

A check is a generator over a `Chronicle`. The first line of its docstring says the fault, `## Why` and `## Mend` are its
page; what it looks like stands in `pairs/<code>-<name>/`. A code is never used again: a retired one keeps its place in
`RETIRED` with its heir.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module, resources
from importlib.resources.abc import Traversable
from itertools import chain

from folkmoot.procedure.chronicle import Chronicle
from folkmoot.records.error import FolkmootError
from folkmoot.records.finding import Fault, Finding, Severity

Generator = Callable[[Chronicle], Iterator[Fault]]
FAMILIES: dict[str, tuple[str, ...]] = {
    "B": ("scopes", "seats"),
    "F": ("form",),
    "P": ("proposals", "acts", "dues", "effects", "tenures", "waivers", "options"),
    "K": ("keys",),
    "R": ("rosters",),
    "D": ("calls", "draws", "lotteries", "fillings", "pools", "callings"),
    "V": ("votes", "packed", "privacy", "lots", "grounds"),
    "C": ("charter", "decision_rules", "models"),
    "A": ("audit",),
    "L": ("reviews",),
    "M": ("merges",),
    "T": ("transition", "beginnings", "milestones"),
    "J": ("cases", "appeals", "verdicts", "terms"),
}
"""The first letter of a code, and the modules that hold the family."""
RETIRED: dict[str, str] = {}
_CHECKS: dict[str, "Check"] = {}
_SECTION = re.compile(r"^## (\w+)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold."""

    code: str
    name: str
    severity: Severity
    title: str
    why: str
    mend: str
    run: Generator

    @property
    def pair(self) -> Traversable:
        """The folder of its good and bad example and of the exact message."""
        return resources.files("folkmoot.checks") / "pairs" / f"{self.code}-{self.name}"


def check(code: str, name: str, severity: Severity = Severity.ERROR) -> Callable[[Generator], Generator]:
    """Declare a generator of faults as the check `code`; its docstring is its page."""

    def declare(generator: Generator) -> Generator:
        title, why, mend = _page(generator.__doc__ or "", code)
        if code in _CHECKS or code in RETIRED:
            raise ValueError(f"the code {code} is taken")
        _CHECKS[code] = Check(code, name, severity, title, why, mend, generator)
        return generator

    return declare


def _page(docstring: str, code: str) -> tuple[str, str, str]:
    text = "\n".join(line.strip() for line in docstring.strip().splitlines())
    parts = _SECTION.split(text)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    if set(sections) != {"Why", "Mend"}:
        raise ValueError(f"{code} needs a page: a sentence, '## Why' and '## Mend'")
    return " ".join(parts[0].split()), " ".join(sections["Why"].split()), sections["Mend"].strip()


def all_checks() -> tuple[Check, ...]:
    """Every check, by code."""
    for module in chain.from_iterable(FAMILIES.values()):
        import_module(f"folkmoot.checks.{module}")
    return tuple(_CHECKS[code] for code in sorted(_CHECKS))


def find_check(code: str) -> Check:
    """Find a check by its code or its name; FolkmootError when there is none."""
    wanted = RETIRED.get(code.upper(), code)
    for known in all_checks():
        if wanted.upper() == known.code or wanted.lower() == known.name:
            return known
    raise FolkmootError(f"there is no check '{code}'", "list them with: folkmoot explain")


def run_checks(course: Chronicle, checks: Iterable[Check] | None = None) -> tuple[Finding, ...]:
    """Run checks over a chronicle and return their findings in the order of places."""
    findings = [
        Finding(each.code, each.name, each.severity, fault.place, fault.what, each.why, fault.mend)
        for each in (all_checks() if checks is None else checks)
        for fault in each.run(course)
    ]
    return tuple(sorted(findings, key=lambda finding: (finding.place, finding.code, finding.what)))


def introduced(after: tuple[Finding, ...], before: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Leave out the findings that were there before, wherever their line has moved to."""
    known = Counter((finding.code, finding.place.path, finding.what) for finding in before)
    fresh = []
    for finding in after:
        key = (finding.code, finding.place.path, finding.what)
        if known[key]:
            known[key] -= 1
        else:
            fresh.append(finding)
    return tuple(fresh)
