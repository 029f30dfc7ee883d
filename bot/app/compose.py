"""Joining the parts of one bot, for the bot itself and for single commands."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.adapters.clock import SystemClock
from bot.adapters.fetching.http import HttpFetcher
from bot.adapters.parsing.feedreader import FeedparserReader
from bot.config import Settings, load_settings
from bot.gazetteer import Gazetteer, shipped_gazetteer
from bot.log import get_logger
from bot.model.errors import SeedError
from bot.model.verdict import Item, Verdict
from bot.pipeline.sample import SampleFetcher
from bot.ports import Classifier, Clock, Fetcher, Messenger, Switchboard
from bot.services import Services
from bot.store.db import Store
from bot.taxonomy import Taxonomy, shipped_taxonomy

log = get_logger(__name__)


class LazyClassifier:
    """The classifier, loaded when it is first asked: most commands never need it."""

    def __init__(self, data: Path | None = None, *, or_rules: bool = False) -> None:
        """Remember where to look.

        Args:
            data: the bot's folder, with the models trained there; the one of the settings when None.
            or_rules: go on with rules alone where the model cannot be loaded, rather than read nothing.
        """
        self._data = data
        self._or_rules = or_rules
        self._loading = threading.Lock()
        self._loaded: Classifier | None = None

    @property
    def _inner(self) -> Classifier:
        with self._loading:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> Classifier:
        from bot.nlp.classifier import build_classifier  # noqa: PLC0415 - spaCy takes a second to import
        from bot.nlp.learned.trained import load_current, lost_folder  # noqa: PLC0415 - so does onnxruntime

        folder = (self._data or load_settings().data) / "model"
        lost = lost_folder(folder)
        if lost is not None:
            log.warning("model_lost", folder=str(lost), instead="the shipped one")
        try:
            model = load_current(folder)
        except SeedError as error:
            if not self._or_rules:
                raise
            log.error("model_not_loaded", error=str(error))  # noqa: TRY400 - the sentence says it
            model = None
        return build_classifier(model)

    @property
    def version(self) -> str:
        """The signature of its verdicts."""
        return self._inner.version

    def classify(self, items: Sequence[Item]) -> list[Verdict]:
        """Return one verdict an item, in order."""
        return self._inner.classify(items)


def compose(
    settings: Settings,
    *,
    store: Store | None = None,
    clock: Clock | None = None,
    messenger: Messenger | Switchboard | None = None,
    classifier: Classifier | None = None,
    fetcher: Fetcher | None = None,
    workspace: str = "local",
    many: bool = False,
) -> Services:
    """Join the parts of one bot on a database that is up to date.

    Args:
        settings: where its data is, and how it reaches the world.
        store: its database, brought up to date; that of the settings when None, which then is.
        clock, messenger, classifier, fetcher: parts to use instead of the real ones.
        workspace: the Slack workspace it speaks for.
        many: it speaks for others beside it.

    Raises:
        StoreError: the database cannot be used.
    """
    clock = clock or SystemClock()
    if store is None:
        store = Store(settings.database)
        store.migrate()
    return Services(
        settings=settings,
        store=store,
        clock=clock,
        taxonomy=shipped_taxonomy(),
        gazetteer=shipped_gazetteer(),
        classifier=classifier or LazyClassifier(settings.data),
        fetcher=fetcher or SampleFetcher(HttpFetcher.from_settings(settings), clock),
        feed_reader=FeedparserReader(),
        messenger=messenger,
        workspace=workspace,
        many=many,
    )


@dataclass(frozen=True)
class Kit:
    """What recognises and merges without a database: classifier, types and names."""

    classifier: Classifier
    taxonomy: Taxonomy
    gazetteer: Gazetteer


def shipped_kit() -> Kit:
    """Return the shipped classifier, types and names."""
    return Kit(LazyClassifier(), shipped_taxonomy(), shipped_gazetteer())
