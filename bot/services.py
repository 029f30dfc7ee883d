"""What every edge is given: the parts of one running bot, and nothing global."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.config import Settings
from bot.gazetteer import Gazetteer
from bot.ports import Classifier, Clock, FeedReader, Fetcher, Messenger
from bot.store.db import Store
from bot.taxonomy import Taxonomy


@dataclass(frozen=True)
class Services:
    """The composed parts. `messenger` is None where nothing is posted (one-shot commands)."""

    settings: Settings
    store: Store
    clock: Clock
    taxonomy: Taxonomy
    gazetteer: Gazetteer
    classifier: Classifier
    fetcher: Fetcher
    feed_reader: FeedReader
    messenger: Messenger | None = None
    workspace: str = "local"

    def now(self) -> datetime:
        """Return the present as an aware UTC datetime."""
        return self.clock.now()
