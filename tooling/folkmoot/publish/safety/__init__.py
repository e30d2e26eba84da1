"""The last wall: what a built page may hold, what it may ask for, and how a link to elsewhere is marked."""
