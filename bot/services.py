"""What every edge is given: the parts of one running bot, and nothing global."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.config import Settings
from bot.gazetteer import Gazetteer
from bot.ports import Classifier, Clock, FeedReader, Fetcher, Messenger, Switchboard
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
    messenger: Messenger | Switchboard | None = None
    workspace: str = "local"
    many: bool = False  # several workspaces on one record; `workspace` is then the one that runs the bot

    def now(self) -> datetime:
        """Return the present as an aware UTC datetime."""
        return self.clock.now()

    def at(self, workspace: str) -> Services:
        """Return the parts as a workspace uses them, where there are several."""
        return replace(self, workspace=workspace) if self.many and workspace else self
