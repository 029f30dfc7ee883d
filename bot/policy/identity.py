"""Which items are the same item: keys, canonical addresses, content.

A feed's own ids cannot be trusted alone: some change on every fetch, some are used again for
another story, some are missing. So an item is known by several names at once.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from bot.model.feed import Entry, ParsedEntry
from bot.text import fold_title

# parameters that say where a reader came from, not what is read
_TRACKING = re.compile(
    r"^(utm_.*|at_(medium|campaign|custom.*|link.*|bbc.*|ptr.*|format)|mc_[ce]id|fbclid|gclid|dclid|msclkid|yclid|igshid"
    r"|_hs(enc|mi)|mkt_tok|cmpid|cmp|ncid|ocid|sr_share|ref|ref_src|referrer|src|source|rss|feed|feedname|smid"
    r"|partner|emc|ns_.*|wt\.mc_id|oc|traffic_source|from|spm|input|section|fromrss|isrss)$",
    re.IGNORECASE,
)
_PLAIN_PATH = re.compile(r"(?:/[\w:@!$&'()*+,;=~.-]+)*/?\Z", re.ASCII)  # nothing to quote, no slash twice
_FRONT = re.compile(r"^(www|m|amp)\.(?=[^.]+\.)")
_UNSTABLE_HOSTS = frozenset({"news.google.com"})  # a new address for the same story at every fetch
RECURRING_AFTER = timedelta(hours=72)  # the same words later than this are a new item ("Photo news")
MAX_SILENT_EDITS = 24  # content that changes at every fetch (counters, ads) stops being news


@dataclass(frozen=True, slots=True)
class Keys:
    """The names an item is known by, the most certain first; None where it has none of that kind."""

    guid: str | None
    url: str | None
    content: str

    def all(self) -> tuple[str, ...]:
        """Return the names there are."""
        return tuple(filter(None, (self.guid, self.url, self.content)))


def canonical_url(url: str | None) -> str | None:
    """Return an address in the form that all links to one page share, None where there is no such form.

    Scheme, `www.`, fragment, tracking parameters, their order and a last slash make no difference.
    A site's front page and an aggregator's passing links identify nothing.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").lower().rstrip("."), parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host or host in _UNSTABLE_HOSTS:
        return None
    host = _FRONT.sub("", host)
    query = [kv for kv in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(kv[0])]
    path = parts.path
    if not _PLAIN_PATH.match(path):
        path = quote(unquote(re.sub(r"/{2,}", "/", path)), safe="/:@!$&'()*+,;=~-._")
    path = path.rstrip("/")
    if not path and not query:
        return None
    where = host if port in {None, 80, 443} else f"{host}:{port}"
    return f"https://{where}{path}" + (f"?{urlencode(sorted(query))}" if query else "")


@lru_cache(maxsize=1024)  # asked twice of each new item
def content_hash(title: str, summary: str) -> str:
    """Return a short digest of what an item says, blind to case, accents and punctuation."""
    folded = fold_title(title) + "\n" + fold_title(summary[:500])
    return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def entry_keys(entry: ParsedEntry, *, feed_id: int, publisher: str) -> Keys:
    """Return the names of an item of a feed."""
    url = canonical_url(entry.url)
    return Keys(
        guid=f"g:{feed_id}:{entry.guid}" if entry.guid else None,
        url=f"u:{url}" if url else None,
        content=f"c:{publisher.casefold()}:{content_hash(entry.title, entry.summary)}",
    )


def document_keys(entries: Sequence[ParsedEntry], *, feed_id: int, publisher: str) -> list[Keys]:
    """Return the names of a document's items, without those that several different items share.

    Some feeds give all items one link (the section's page), or number them 1 to 10 each day.
    """
    made = [entry_keys(e, feed_id=feed_id, publisher=e.publisher or publisher) for e in entries]
    shared = _shared([k.guid for k in made], made) | _shared([k.url for k in made], made)
    return [
        Keys(
            guid=None if keys.guid in shared else keys.guid,
            url=None if keys.url in shared else keys.url,
            content=keys.content,
        )
        for keys in made
    ]


def same_item(known: Entry, found: ParsedEntry, by: str) -> bool:
    """Say whether an item of a feed is one we have, when a name of theirs agrees.

    Args:
        known: the stored entry that has the name.
        found: the item as it came now.
        by: which name agrees: `guid`, `url` or `content`.
    """
    if by == "content":
        return not _recurs(known.published, found.published)
    alike = _overlap(known.title, found.title)
    if by == "guid":
        other_page = (
            canonical_url(found.url) not in {None, known.canonical_url} and known.canonical_url is not None
        )
        return not (other_page and alike < 0.2)
    reused = bool(found.guid and known.guid and found.guid != known.guid)
    return not (reused and alike < 0.2 and _recurs(known.published, found.published))


def believable(moment: datetime | None, now: datetime) -> datetime | None:
    """Return a publication time, None where it cannot be one: more than a day ahead, or 1970.

    Source: NetNewsWire ignores dates more than 24 hours ahead. The present is never put instead.
    """
    if moment is None or moment > now + timedelta(hours=24) or moment.year < 1971:
        return None
    return moment


def _shared(names: Sequence[str | None], keys: Sequence[Keys]) -> set[str | None]:
    """Return the names that stand on items of different content."""
    pairs = {(name, k.content) for name, k in zip(names, keys, strict=True) if name}
    counts = Counter(name for name, _ in pairs)
    return {name for name, n in counts.items() if n > 1}


def _recurs(known: datetime | None, found: datetime | None) -> bool:
    return known is not None and found is not None and abs(found - known) > RECURRING_AFTER


def _overlap(one: str, other: str) -> float:
    """Return the share of words two titles have in common, 0 to 1; short English words do not count."""
    a, b = ({w for w in fold_title(t).split() if len(w) > 3 or not w.isascii()} for t in (one, other))
    if not a or not b:
        return 1.0
    return len(a & b) / min(len(a), len(b))
