"""Documents in: files and pages opened, read into events, joined to the record."""
