"""When: the day a text speaks of, in English and Korean."""
