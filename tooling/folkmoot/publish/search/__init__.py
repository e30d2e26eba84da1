"""Finding a record by its words: what is found, the index that the reader's browser asks for piece by piece, and the page for it."""
