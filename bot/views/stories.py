"""What news looks like that came for its words: told apart from an alert of an event."""

from __future__ import annotations

from collections.abc import Sequence

from bot.model.message import Subscription
from bot.model.story import Telling
from bot.text import plural
from bot.views import blocks as b
from bot.views.mrkdwn import Mrkdwn, bold, fmt, link, plain
from bot.views.words import moment

_ALSO = 5
_SHOWN = 20
_HEADING = "In the news, not a known event"
_SAMPLE = "Sample: made-up news that shows how the bot works."


def story_message(told: Sequence[Telling], asked: Sequence[Subscription]) -> b.Payload:
    """Return one story: its headline, who tells it, and whose words brought it.

    Args:
        told: its tellings, the first that came first.
        asked: the subscriptions that asked for it.
    """
    first, others = told[0], told[1:]
    head = fmt(":mag: *{}*", _HEADING)
    also = [fmt("• also: {}", _line(each)) for each in others[:_ALSO]]
    more = [f"and {len(others) - _ALSO} more"] if len(others) > _ALSO else []
    lines = [_first(first), _who(first), *also, *more]
    why = [*([_SAMPLE] if first.sample else []), because(asked)]
    text = b.spoken(_HEADING, first.title, _who(first), *also, *more, *why)
    return b.message(text, [b.section(head, *lines), b.context(*why), _buttons(asked)])


def stories_message(told: Sequence[Sequence[Telling]], asked: Sequence[Subscription]) -> b.Payload:
    """Return several stories in one message, a line each.

    Args:
        told: the stories, each with its tellings.
        asked: the subscriptions that asked for them.
    """
    what = plural(len(told), "news story", "news stories")
    heading = f"{what} with your words, none a known event"
    lines = [_summed(story) for story in told[:_SHOWN]]
    more = [f"and {len(told) - _SHOWN} more"] if len(told) > _SHOWN else []
    why = [*more, *([_SAMPLE] if any(s[0].sample for s in told) else []), because(asked)]
    body = [b.section(*lines[i : i + 5]) for i in range(0, len(lines), 5)]
    blocks = [b.section(fmt(":mag: *{}*", heading)), *body, b.context(*why), _buttons(asked)]
    return b.message(b.spoken(heading, *lines, *why), blocks)


def because(asked: Sequence[Subscription]) -> Mrkdwn:
    """Return whose words brought a message."""
    words = "; ".join(each.query for each in asked[:3])
    return plain(f"You see this because of the subscription to the words: {words}", 400)


def _first(telling: Telling) -> Mrkdwn:
    if telling.url is None:
        return bold(telling.title, 250)
    return fmt("*{}*", link(telling.url, telling.title.replace("*", "∗"), 250))


def _who(telling: Telling) -> Mrkdwn:
    at = fmt(" · {}", moment(telling.published)) if telling.published else Mrkdwn("")
    return fmt("{}{}", plain(telling.source, 60), at)


def _line(telling: Telling) -> Mrkdwn:
    return fmt("{} ({})", link(telling.url, telling.title, 160), plain(telling.source, 60))


def _summed(story: Sequence[Telling]) -> Mrkdwn:
    more = f" and {len(story) - 1} more" if len(story) > 1 else ""
    return fmt("• {} ({}{})", link(story[0].url, story[0].title, 160), plain(story[0].source, 60), more)


def _buttons(asked: Sequence[Subscription]) -> b.Block:
    first = str(asked[0].id)
    return b.actions(
        b.button("Snooze", "words_snooze", first, spoken=f"Pause news with the words {asked[0].query}"),
        b.button("Change", "subscription_change", first, spoken="Change this subscription"),
    )
