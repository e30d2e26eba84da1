"""The vocabulary of cases in words: of what sort a harm is, and what was found of a clause."""

from folkmoot.records.speech import phrase

HARMS = {
    "targeted-harassment": phrase("targeted harassment"),
    "incitement": phrase("incitement"),
    "publishing-private-facts": phrase("publishing private facts"),
    "threat": phrase("threat"),
    "hate": phrase("hate"),
    "deception": phrase("deception"),
    "spam": phrase("spam"),
    "wrongful-sanction": phrase("wrongful sanction"),
    "other": phrase("other"),
}
"""The sorts of harm that a case can be about."""
HOLDINGS = {
    "kept": phrase("kept"),
    "broken": phrase("broken"),
    "limited-but-proportionate": phrase("limited but proportionate"),
    "limited-too-far": phrase("limited too far"),
    "served": phrase("served"),
    "not-touched": phrase("not touched"),
}
"""What can be found of a clause."""
