"""Ways to misbehave with items: ids that change, dates that move, edits, windows that roll."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.feeds import NOW, item, rss
from tests.torture.rig import FEED, HOST, Rig, launch, way
from tests.torture.server import answer


def show(rig: Rig, *documents: list[str], minutes: float = 60, **changes: Any) -> None:
    """Serve one document a poll, an hour apart."""
    rig.serve(answer(rss(documents[0])), **changes)
    for items in documents[1:]:
        rig.on(FEED, answer(rss(items)))
        rig.poll(minutes=minutes)


def kept(rig: Rig) -> str:
    """How many entries there are, how many of them may be told, and the edits."""
    known = rig.entries()
    told = sum(not entry.backlog for entry in known)
    return f"{len(known)} kept, {told} to tell, {sum(entry.edits for entry in known)} edits"


@way(
    "Items",
    "re-dated",
    "the same item with a newer date each hour",
    "1 kept, 1 to tell, 0 edits; first date stays",
)
def _re_dated(rig: Rig) -> str:
    show(rig, *([launch(1, date=NOW + timedelta(hours=n))] for n in range(4)))
    (entry,) = rig.entries()
    return f"{kept(rig)}; first date {'stays' if entry.published == NOW else 'moves'}"


@way("Items", "edited", "8 missiles become 10", "1 kept, 1 to tell, 1 edits; 10 missiles fired")
def _edited(rig: Rig) -> str:
    show(rig, [launch(1, title="8 missiles fired")], [launch(1, title="10 missiles fired")])
    return f"{kept(rig)}; {rig.titles()}"


@way("Items", "a comma is edited", "punctuation and case change", "1 kept, 1 to tell, 0 edits")
def _a_comma_is_edited(rig: Rig) -> str:
    show(rig, [launch(1, title="8 Missiles, fired")], [launch(1, title="8 missiles fired!")])
    return kept(rig)


@way("Items", "edited at every fetch", "a counter in the summary, 40 hours", "1 kept, 1 to tell, 24 edits")
def _edited_at_every_fetch(rig: Rig) -> str:
    show(rig, *([launch(1, summary=f"Read {n} times")] for n in range(40)))
    return kept(rig)


@way(
    "Items", "ids change at every fetch", "a new guid each time, the same link", "1 kept, 1 to tell, 0 edits"
)
def _ids_change_at_every_fetch(rig: Rig) -> str:
    show(rig, *([launch(1, guid=f"x{n}")] for n in range(5)))
    return kept(rig)


@way("Items", "ids from http to https", "guid and link change their scheme", "1 kept, 1 to tell, 0 edits")
def _ids_from_http_to_https(rig: Rig) -> str:
    both = [[launch(1, guid=f"{s}://{HOST}/a/1", link=f"{s}://{HOST}/a/1")] for s in ("http", "https")]
    show(rig, *both)
    return kept(rig)


@way(
    "Items",
    "ids and links change",
    "an aggregator: new guid and link each time",
    "1 kept, 1 to tell, 0 edits",
)
def _ids_and_links_change(rig: Rig) -> str:
    show(
        rig,
        *([launch(1, guid=f"CB{n}", link=f"https://news.google.com/rss/articles/CB{n}")] for n in range(5)),
    )
    return kept(rig)


@way(
    "Items", "tracking in links", "utm_source, another order, www, a last slash", "1 kept, 1 to tell, 0 edits"
)
def _tracking_in_links(rig: Rig) -> str:
    links = (
        f"http://{HOST}/a?x=1&y=2",
        f"https://www.{HOST}/a/?y=2&x=1&utm_source=rss",
        f"http://{HOST}/a?x=1&y=2#top",
    )
    show(rig, *([launch(1, guid=None, link=link)] for link in links))
    return kept(rig)


@way("Items", "neither id nor link", "two items of words only, then a third", "3 kept, 3 to tell, 0 edits")
def _neither_id_nor_link(rig: Rig) -> str:
    bare = [item(f"{word} story of the day", date=NOW) for word in ("First", "Second", "Third")]
    show(rig, bare[:2], bare[:2], bare)
    return kept(rig)


@way("Items", "one id for all", "three items, all with guid 1", "3 kept, 3 to tell, 0 edits")
def _one_id_for_all(rig: Rig) -> str:
    show(rig, *[[launch(n, guid="1") for n in (1, 2, 3)]] * 3)
    return kept(rig)


@way(
    "Items",
    "one link for all",
    "three items, all linking to the front page of a section",
    "3 kept, 3 to tell, 0 edits",
)
def _one_link_for_all(rig: Rig) -> str:
    show(rig, *[[launch(n, guid=None, link=f"http://{HOST}/news") for n in (1, 2, 3)]] * 3)
    return kept(rig)


@way("Items", "ids used again", "guid 1 is another story the next day", "2 kept, 2 to tell, 0 edits")
def _ids_used_again(rig: Rig) -> str:
    other = item(
        "Parliament passes the budget", guid="1", link=f"http://{HOST}/b/9", date=NOW + timedelta(hours=20)
    )
    show(rig, [launch(1, guid="1")], [other], minutes=1440)
    return kept(rig)


@way("Items", "twice in one document", "the same item two times", "1 kept, 1 to tell, 0 edits")
def _twice_in_one_document(rig: Rig) -> str:
    show(rig, [launch(1), launch(1)])
    return kept(rig)


@way(
    "Items",
    "in two feeds",
    "one page in two feeds of an outlet, with other teasers",
    "1 kept, 1 to tell, 0 edits",
)
def _in_two_feeds(rig: Rig) -> str:
    rig.on("http://other.example/f", answer(rss([launch(1, guid="other", summary="Another teaser.")])))
    rig.watch("http://other.example/f")
    show(rig, [launch(1)], [launch(1)])
    return kept(rig)


@way(
    "Items",
    "an old item comes back",
    "nine days old, when others leave the window",
    "2 kept, 1 to tell, 0 edits",
)
def _an_old_item_comes_back(rig: Rig) -> str:
    show(rig, [launch(1)], [launch(9, date=NOW - timedelta(days=9))])
    return kept(rig)


@way("Items", "gone and back", "an item is away for a poll", "2 kept, 2 to tell, 0 edits")
def _gone_and_back(rig: Rig) -> str:
    show(rig, [launch(1)], [launch(2)], [launch(1), launch(2)])
    return kept(rig)


@way("Items", "a flood at first sight", "200 items of the last 40 days", "200 kept, 10 to tell, 0 edits")
def _a_flood_at_first_sight(rig: Rig) -> str:
    show(rig, [launch(n, date=NOW - timedelta(hours=4.8 * n)) for n in range(1, 201)])
    return kept(rig)


@way(
    "Items",
    "after a week off",
    "the bot was off for a week; 5 items, 2 of them from before",
    "5 kept, 4 to tell, 0 edits",
)
def _after_a_week_off(rig: Rig) -> str:
    later = [launch(n, date=NOW + timedelta(days=n)) for n in (1, 3, 5)]
    show(rig, [launch(9)], [*later, launch(9), launch(8, date=NOW - timedelta(days=5))], minutes=7 * 1440)
    return kept(rig)


@way("Items", "a window that rolled", "no item of the last poll is left", "a gap is noted")
def _a_window_that_rolled(rig: Rig) -> str:
    show(rig, [launch(1)], [launch(n, date=NOW + timedelta(hours=n)) for n in (6, 5)], minutes=420)
    return "a gap is noted" if rig.now.gap_at else "nothing is noted"


@way("Items", "a quiet feed's next item", "the one item changes after a quiet week, and the old one is still there",
     "no gap; 2 kept, 2 to tell, 0 edits")  # fmt: skip
def _a_quiet_feed_s_next_item(rig: Rig) -> str:
    show(rig, [launch(1)], [launch(2, date=NOW + timedelta(days=6)), launch(1)], minutes=7 * 1440)
    return f"{'a gap' if rig.now.gap_at else 'no gap'}; {kept(rig)}"


@way("Items", "the order turned round", "oldest first", "Missile number 1 fired / Missile number 2 fired")
def _the_order_turned_round(rig: Rig) -> str:
    show(rig, [launch(n, date=NOW - timedelta(hours=9 - n)) for n in (1, 2)])
    return rig.titles()


@way("Items", "without a title", "a summary only", "A missile was fired at dawn.")
def _without_a_title(rig: Rig) -> str:
    show(rig, ["<item><guid>1</guid><description>A missile was fired at dawn.</description></item>"])
    return rig.titles()


@way("Items", "links and nothing else", "items without a word", "fails: empty")
def _links_and_nothing_else(rig: Rig) -> str:
    show(rig, [f"<item><link>http://{HOST}/{n}</link></item>" for n in (1, 2)])
    return rig.outcome()
