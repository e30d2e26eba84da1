"""HOW A LOTTERY IS MADE. A linear program over kinds, fairest levels, a proof, and panels that come out as often as they should."""
