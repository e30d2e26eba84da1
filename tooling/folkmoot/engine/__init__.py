"""THE WORLD AT SIZE: the same rosters, draws and counts where there are too many rows to hold, byte for byte as everywhere."""
