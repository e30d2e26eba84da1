"""Archive -> {path: bytes}: the site as plain Markdown and data; `plugin.py` alone knows MkDocs."""
