"""Time's edge: what runs on a schedule, thin."""
