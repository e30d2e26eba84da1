"""THE WORLD: the only room, with `engine/`, that touches files, Git, keys and the network."""
