"""IN FROM ELSEWHERE: the proposals of other communities become folkmoot texts, with nothing said left out."""

from folkmoot.formats.importers.blt import BltImporter
from folkmoot.formats.importers.bylaws import BylawsImporter
from folkmoot.formats.importers.civs import CivsImporter
from folkmoot.formats.importers.elections import ElectionImporter
from folkmoot.formats.importers.elekto import ElektoImporter
from folkmoot.formats.importers.interface import Importer
from folkmoot.formats.importers.loomio import LoomioImporter
from folkmoot.formats.importers.pep import PepImporter

IMPORTERS: dict[str, Importer] = {"bylaws": BylawsImporter(), "pep": PepImporter()}
"""Every importer of texts, under the word that chooses it."""

ELECTIONS: dict[str, ElectionImporter] = {
    "blt": BltImporter(), "civs": CivsImporter(), "elekto": ElektoImporter(), "loomio": LoomioImporter(),
}  # fmt: skip
"""Every importer of elections, under the word that chooses it."""
