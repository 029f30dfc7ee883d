"""Says in plain words why a telling joined an event or opened one.

The sentence is kept with the report, so that a person who reads "joined" months later reads what was
known then.
"""

from __future__ import annotations

from bot.model.event import Event
from bot.model.merge import Decision, Incoming
from bot.policy.merging.duration import another_words
from bot.policy.merging.kinds import looks_back
from bot.taxonomy import Taxonomy

_LOOKS_BACK = {
    "confirmation": "it confirms what was told",
    "revision": "it corrects what was told",
    "denial": "it denies what was told",
}
_EXACT = 0.995  # likeness from which two tellings are word for word the same


def why_joined(decision: Decision, incoming: Incoming, event: Event, taxonomy: Taxonomy) -> str:
    """Return why a telling was taken for an event: "Joined: same day, both missile test (…), Sunan; 92% alike".

    Args:
        decision: with the signals that spoke for it.
        incoming: the telling.
        event: as it stood before.
        taxonomy: what types are called.
    """
    signals = [*decision.reasons, _types(incoming, event, taxonomy), _LOOKS_BACK.get(_relation(incoming))]
    return f"Joined: {_sentence(signals, decision.likeness)}"


def why_opened(decision: Decision, incoming: Incoming) -> str:
    """Return why a telling opened an event of its own, and which one it may be the same as.

    Args:
        decision: with the signals that spoke for or against the nearest event.
        incoming: the telling.
    """
    another = another_words(incoming.title) if incoming.opens_new else None
    said = [f"it says “{another}”"] if another and decision.event_id is not None else []
    if decision.kind == "possibly_same":
        signals = _sentence([*decision.reasons, *said], decision.likeness)
        return f"Opened, possibly the same as #{decision.event_id}: {signals}"
    return f"Opened: {_sentence([*said, *decision.reasons], None)}"


def _relation(incoming: Incoming) -> str:
    if incoming.status == "denied":
        return "denial"
    return incoming.relation if looks_back(incoming) else ""


def _types(incoming: Incoming, event: Event, taxonomy: Taxonomy) -> str | None:
    if incoming.type not in taxonomy or event.type not in taxonomy:
        return None
    mine, theirs = taxonomy[incoming.type], taxonomy[event.type]
    if incoming.type != event.type:
        return f"read as {mine.name(None)} here and as {theirs.name(None)} there"
    if incoming.subtype == event.subtype or incoming.subtype is None:
        return f"both {mine.name(incoming.subtype)}"
    if event.subtype in (None, "other"):
        return f"both {mine.name(None)}, now known as {mine.name(incoming.subtype)}"
    return f"both {mine.name(None)}"


def _sentence(signals: list[str | None] | tuple[str, ...], likeness: float | None) -> str:
    said = ", ".join(signal for signal in signals if signal)
    if likeness is None:
        return said
    alike = "word for word the same" if likeness >= _EXACT else f"{likeness:.0%} alike"
    return f"{said}; {alike}" if said else alike
