"""Station 7: the answer leaves, once."""
