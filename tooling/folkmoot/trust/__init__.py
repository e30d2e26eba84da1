"""WHO VOUCHES FOR WHAT. Keys, signatures, commitments and checkpoints; pure functions of bytes, no private key ever."""
