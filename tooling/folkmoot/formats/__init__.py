"""TEXT <-> RECORD: bytes in, record and faults out. A bad file never raises here."""
