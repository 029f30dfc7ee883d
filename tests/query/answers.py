"""Asks a real record the same thing in each way there is, and holds the answers side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from bot.config import Settings
from bot.gazetteer import shipped_gazetteer
from bot.model.errors import InputError, QueryError
from bot.model.event import Event
from bot.pipeline.history import load_history
from bot.services import Services
from bot.store import events, reports, search
from bot.taxonomy import shipped_taxonomy
from bot.text import escape, squash
from bot.views import asking
from tests.fakes import FakeClock, new_store
from tests.handlers.desk import OneFeed, SilentClassifier

Subject = tuple[Event, str, tuple[str, ...]]


class Record:
    """The shipped record, and what a subscription sees of each event."""

    def __init__(self, folder: Path) -> None:
        web = OneFeed()
        self.services = Services(
            settings=Settings(_env_file=None),
            store=new_store(folder),
            clock=FakeClock(),
            taxonomy=shipped_taxonomy(),
            gazetteer=shipped_gazetteer(),
            classifier=SilentClassifier(),
            fetcher=web,
            feed_reader=web,
        )
        load_history(self.services)
        with self.services.store.read() as db:
            known = [e for e in events.several(db, range(1, 2000)) if e.merged_into is None]
            self.subjects: list[Subject] = [
                (e, events.words(db, e.id), tuple(r.source for r in reports.of_event(db, e.id)))
                for e in known
            ]

    def compare(self, texts: Iterable[str], *, heard_every: int = 1) -> Counter[str]:
        """Ask each text; return how many were answered, refused, and found nothing.

        Args:
            texts: the queries.
            heard_every: a subscription is held against the whole record for each n-th only.

        Raises:
            AssertionError: two ways differ, a refusal names no word, or nothing leads on.
        """
        seen: Counter[str] = Counter()
        for number, text in enumerate(texts):
            seen[self._ask(text, heard=number % heard_every == 0)] += 1
        return seen

    def _ask(self, text: str, *, heard: bool) -> str:
        services = self.services
        typed = squash(escape(text))  # as Slack sends it, and the router hands it on
        said, refused = self._read(text)
        again, refused_again = self._read(typed)
        assert (said, str(refused)) == (again, str(refused_again)), (
            text,
            said,
            again,
            refused,
            refused_again,
        )
        if refused is not None:
            word = refused.word
            assert word is None or word in squash(text) or word in str(refused), (text, word, str(refused))
            return "refused"
        by_slack = asking.find(services, typed, limit=10)
        by_terminal = asking.find(services, text, limit=10)
        assert by_slack.events == by_terminal.events, text
        assert by_slack.said == by_terminal.said == said, text
        if heard and text.strip():
            self._heard(text)
        if by_slack.events:
            return "answered"
        assert by_slack.recent or by_slack.tries or by_slack.nearest, text
        return "nothing, with a way on"

    def _read(self, text: str) -> tuple[str | None, QueryError | None]:
        try:
            return asking.read(self.services, text).describe(), None
        except QueryError as error:
            return None, error

    def _heard(self, text: str) -> None:
        """Hold a subscription's answers against the search's."""
        query = replace(asking.read(self.services, text), newest=None)
        with self.services.store.read() as db:
            try:
                found = {e.id for e in search.search(db, query, limit=2000).events}
            except InputError as error:
                raise AssertionError(text) from error
        told = {e.id for e, words, outlets in self.subjects if query.matches(e, words, outlets)}
        assert told == found, (text, query.node, sorted(told ^ found)[:5])
