"""How many and how far: counts, distances, heights."""
