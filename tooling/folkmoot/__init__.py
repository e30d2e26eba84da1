"""folkmoot: the open, checkable self-government of a co-operative, kept in a Git repository."""

__version__ = "2026.11.0"
