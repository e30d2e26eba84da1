"""M: what a merge made of a record besides its words, the part of the family that looks at Git's modes."""

from collections.abc import Iterator

from folkmoot.checks.merge_history import fault_of, judged_merges
from folkmoot.checks.registry import check
from folkmoot.procedure.chronicle import Chronicle
from folkmoot.records.checkpoint import PLAIN
from folkmoot.records.finding import Fault

_MADE = {
    "100755": "made this record a program that can be run",
    "120000": "put a link in the place of this record",
    "160000": "put another repository in the place of this record",
}


@check("M011", "not-a-plain-file")
def not_a_plain_file(course: Chronicle) -> Iterator[Fault]:
    """A merge made a record something else than a plain file: a link, a program, or another repository.

    ## Why
    A link and another repository show what stands elsewhere, and that can be exchanged without a merge here. A record
    is read, never run.

    ## Mend
    Put back the plain file: `git checkout COMMIT^ -- PATH`, or `chmod 644 PATH` for one that can be run. Then propose a
    correction, with `corrects: commit-` and the first twelve digits of the commit in its head.
    """
    for merge, is_judged in judged_merges(course):
        for change in merge.changes:
            if is_judged and change.mode not in ("", PLAIN):
                yield fault_of(merge, change, _MADE.get(change.mode, "gave this record a mode that no record has"))
