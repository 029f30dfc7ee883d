"""What a feed's newest entries would have been, had it been watched: shown before people rely on it."""

from __future__ import annotations

from bot.model.feed import ParsedFeed
from bot.model.verdict import Item, Verdict
from bot.policy.health import ago
from bot.policy.identity import believable
from bot.services import Services
from bot.text import shorten

NEWEST = 5  # entries that are classified for a preview


def preview(services: Services, document: ParsedFeed) -> tuple[str, ...]:
    """Return a line for each of a document's newest entries: its title, its age, and what it would have been."""
    now = services.now()
    dated = [(believable(entry.published, now), entry) for entry in document.entries if entry.title]
    newest = sorted(dated, key=lambda pair: pair[0].timestamp() if pair[0] else 0.0, reverse=True)[:NEWEST]
    items = [
        Item(str(n), entry.title, entry.summary, published, url=entry.url, lang=entry.lang or document.lang)
        for n, (published, entry) in enumerate(newest)
    ]
    verdicts = services.classifier.classify(items) if items else []
    return tuple(
        f"{shorten(entry.title, 120)} ({ago(now - at) if at else 'no date'}): {_would_be(services, verdict)}"
        for (at, entry), verdict in zip(newest, verdicts, strict=True)
    )


def _would_be(services: Services, verdict: Verdict) -> str:
    if not verdict.types:
        return "no event"
    names = [services.taxonomy[t.id].name(t.subtype) for t in verdict.types if t.id in services.taxonomy]
    doubt = ", uncertain" if verdict.review else ""
    status = "" if verdict.status == "occurred" else f", {verdict.status}"
    return f"{' and '.join(names) or 'no event'}{status}{doubt}"
