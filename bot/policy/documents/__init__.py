"""What of a text found on the web is its own: furniture, prose, days as written."""
