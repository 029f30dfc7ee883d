"""Which tellings are of one event: windows, vetoes, evidence, and what an event takes from a report."""
