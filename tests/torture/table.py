"""All ways to misbehave, in one table: `python -m tests.torture.table > docs/feed-torture.md`."""

from __future__ import annotations

from tests.torture import ways_documents, ways_talking
from tests.torture.rig import WAYS

__all__ = ["WAYS", "ways_documents", "ways_talking"]
