"""WHAT IS: frozen data. Imports nothing of folkmoot; every other room speaks in these words."""
