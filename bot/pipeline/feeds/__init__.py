"""The list of feeds: added, tried, changed and exchanged as OPML."""
