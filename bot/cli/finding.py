"""What a check of `kp doctor` says."""

from __future__ import annotations

from dataclasses import dataclass

from bot.config import Settings
from bot.policy.trouble import LOST_MODEL

NO_MODEL = "There is no trained model here: items are read by rules alone, and less well"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: `level` is ok, warn or fail."""

    check: str
    level: str
    said: str


def lost_model(settings: Settings) -> str | None:
    """Return a sentence where the model that was trained here is gone and the shipped one reads; None else."""
    from bot.nlp.learned.trained import lost_folder  # noqa: PLC0415 - numpy is slow to load

    folder = lost_folder(settings.data / "model")
    if folder is None:
        return None
    return f"{LOST_MODEL} It should be in {folder}; kp train makes a new one, kp train --rollback goes back."
