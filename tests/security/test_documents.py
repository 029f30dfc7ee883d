"""Documents made to exhaust a reader cost their own feed one poll, and nobody else anything."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterator

import pytest

from bot.adapters.parsing import parsebox
from bot.adapters.parsing.parsebox import ParseBox
from bot.model.errors import ParseError
from tests.feeds import NOW, item, rss

FACTS = {"url": "https://news.example/feed.xml"}
GOOD = rss([item("A", guid="1", date=NOW)])
SECONDS = 2.0
MOST_ENTRIES = 500
HEAD = "<?xml version='1.0'?>"
ONE = "<rss><channel><title>t</title><item><title>{}</title><link>https://a.example/1</link></item></channel></rss>"


def _laughs(levels: int, each: int, name: str = "lol") -> str:
    declared = [f'<!ENTITY {name}0 "{name}">'] + [
        f'<!ENTITY {name}{n} "{f"&{name}{n - 1};" * each}">' for n in range(1, levels)
    ]
    return f"{HEAD}<!DOCTYPE rss [{''.join(declared)}]>" + ONE.format(f"&{name}{levels - 1};")


BOMBS: dict[str, bytes] = {
    "billion laughs": _laughs(10, 10).encode(),
    "deep laughs": _laughs(40, 2).encode(),
    "quadratic blow-up": f'{HEAD}<!DOCTYPE rss [<!ENTITY a "{"A" * 50_000}">]>{ONE.format("&a;" * 20_000)}'.encode(),
    "an entity of itself": f'{HEAD}<!DOCTYPE rss [<!ENTITY a "&b;"><!ENTITY b "&a;">]>{ONE.format("&a;")}'.encode(),
    "a file as entity": f'{HEAD}<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>{ONE.format("&a;")}'.encode(),
    "a server as entity": f'{HEAD}<!DOCTYPE rss [<!ENTITY a SYSTEM "http://127.0.0.1:1/">]>{ONE.format("&a;")}'.encode(),
    "a parameter entity": f'{HEAD}<!DOCTYPE rss [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]>{ONE.format("x")}'.encode(),
    "a DTD elsewhere": f'{HEAD}<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/x.dtd">{ONE.format("x")}'.encode(),
    "an include": f'{HEAD}<rss xmlns:xi="http://www.w3.org/2001/XInclude"><channel><item><title><xi:include href="file:///etc/passwd" parse="text"/></title></item></channel></rss>'.encode(),
    "depth": (HEAD + "<rss><channel>" + "<a>" * 200_000).encode(),
    "attributes": (HEAD + "<rss " + " ".join(f'a{n}="x"' for n in range(100_000)) + ">").encode(),
    "one attribute": (HEAD + f'<rss a="{"x" * 4_000_000}">').encode(),
    "ampersands": b"<rss><channel><item><title>" + b"&" * 4_000_000,
    "openings": b"<rss><channel><item><title>" + b"<!" * 2_000_000,
    "comments": b"<rss><channel>" + b"<!-- " * 800_000,
    "namespaces": (HEAD + "<rss " + " ".join(f'xmlns:n{n}="urn:{n}"' for n in range(50_000)) + "/>").encode(),
    "items": b"<rss><channel>" + b"<item><title>a</title></item>" * 100_000 + b"</channel></rss>",
    "a long title": ONE.format("북" * 1_300_000).encode(),
    "brackets in HTML": ONE.format("&lt;" * 1_000_000).encode(),
    "zeros": bytes(4_000_000),
    "packed": gzip.compress(bytes(5_000_000)),
}  # fmt: skip


QUICK = (
    "billion laughs",
    "quadratic blow-up",
    "a file as entity",
    "a server as entity",
    "an include",
    "depth",
    "items",
)
"""Those of a normal run: one that takes all its time, and the kinds that ask for what is not theirs."""


@pytest.fixture(scope="module")
def box() -> Iterator[ParseBox]:
    """One helper, with less time than it has in earnest."""
    made = ParseBox(helpers=1, seconds=SECONDS)
    yield made
    made.close()


def test_no_document_exhausts_the_reader(
    box: ParseBox, many: Callable[[int], int], count: Callable[[str, int, int], None]
) -> None:
    """Each ends in time, with an answer or a refusal; nothing of this machine is in it; the next feed is read."""
    wrong = []
    chosen = BOMBS if many(10_000) == 10_000 else {name: BOMBS[name] for name in QUICK}
    for name, document in chosen.items():
        began = time.monotonic()
        try:
            entries = box.read(document, dict(FACTS)).entries
        except ParseError as error:
            entries, reason = (), error.reason
        else:
            reason = "read"
        slow = time.monotonic() - began > 10  # starting a new helper on a busy machine included
        leak = any("root:" in f"{entry.title}{entry.summary}" for entry in entries)
        huge = sum(len(entry.title) + len(entry.summary) for entry in entries) > 1_000_000
        if slow or leak or huge or len(entries) > MOST_ENTRIES:
            wrong.append((name, reason, round(time.monotonic() - began, 1)))
        assert len(box.read(GOOD, dict(FACTS)).entries) == 1, name
    assert not wrong, wrong
    assert parsebox.PARSE_SECONDS <= 10
    count("documents made to exhaust", len(chosen), len(wrong))
