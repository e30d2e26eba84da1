"""WHAT THE BALLOTS SAY. One file a counting method: numbers and a rule in, a tally with its steps out."""
