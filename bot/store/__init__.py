"""Station 8: what we know is kept."""
