"""CIVS: the ballots that the Condorcet Internet Voting Service lets one download, `civs_ballots.csv`.

A header with the choices, then a row a ballot with the rank of each choice. CIVS writes them shuffled and without names. The
file says neither the seats nor the method, so the profile does not either.
"""

from collections.abc import Mapping

from folkmoot.formats.importers.elections import WrongElection, open_paper, ranked_profile
from folkmoot.formats.importers.rank_table import read_rank_table
from folkmoot.records.finding import Fault
from folkmoot.records.profile import ElectionProfile


class CivsImporter:
    """Reads each table of ranks into one profile."""

    name = "civs"

    def takes(self, name: str) -> bool:
        """Say whether a name ends in `.csv`."""
        return name.lower().endswith(".csv")

    def read(self, sources: Mapping[str, bytes], poll_type: str | None) -> tuple[tuple[ElectionProfile, ...], tuple[Fault, ...]]:
        """Read each file by itself."""
        profiles, faults = list[ElectionProfile](), list[Fault]()
        for name, data in sorted(sources.items()):
            try:
                paper = open_paper(name, data)
                profiles.append(ranked_profile(paper, "civs", *read_rank_table(paper)))
            except WrongElection as wrong:
                faults.append(wrong.fault)
        return tuple(profiles), tuple(faults)
