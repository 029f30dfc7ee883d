"""Recognition: what an item reports, when, where, and by whom."""
