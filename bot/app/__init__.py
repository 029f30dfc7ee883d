"""The composition root: the only place where parts are chosen and joined."""

from bot.app.compose import LazyClassifier, compose

__all__ = ["LazyClassifier", "compose"]
