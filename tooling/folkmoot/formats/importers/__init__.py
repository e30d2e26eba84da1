"""IN FROM ELSEWHERE: the proposals of other communities become folkmoot texts, with nothing said left out."""

from folkmoot.formats.importers.bylaws import BylawsImporter
from folkmoot.formats.importers.interface import Importer
from folkmoot.formats.importers.pep import PepImporter

IMPORTERS: dict[str, Importer] = {"bylaws": BylawsImporter(), "pep": PepImporter()}
"""Every importer, under the word that chooses it."""
