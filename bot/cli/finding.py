"""What a check of `kp doctor` says."""

from __future__ import annotations

from dataclasses import dataclass

NO_MODEL = "There is no trained model here: items are read by rules alone, and less well"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: `level` is ok, warn or fail."""

    check: str
    level: str
    said: str
