"""WHAT FOLLOWS FROM A SEED. Seed, ticket, panel and beacon; no file, no clock, no chance of its own."""
