"""The words of the project as frozen dataclasses; every other floor speaks in these."""
