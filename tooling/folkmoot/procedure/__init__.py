"""WHERE A MATTER STANDS: one fold over the records in order; status, deadlines and the charter at an instant."""
