"""Ways to be odd in HTTP: validators, wishes, patience."""

from __future__ import annotations

from datetime import timedelta
from http.server import BaseHTTPRequestHandler

from tests.feeds import rss
from tests.torture.rig import FEED, GOOD, HOST, Rig, failed, launch, way
from tests.torture.server import answer


def sent(rig: Rig, name: str, n: int = -1) -> str:
    """A header of one question, `none` where it was not sent."""
    return rig.asked[n].headers.get(name, "none")


# validators


@way("Validators", "odd ETag", 'ETag: W/"a b, c" and then 304', 'If-None-Match: W/"a b, c"; 0 failures')
def _odd_etag(rig: Rig) -> str:
    rig.serve(answer(GOOD, ETag='W/"a b, c"'), answer(status=304))
    rig.again()
    return f"If-None-Match: {sent(rig, 'if-none-match')}; {rig.now.failures} failures"


@way("Validators", "ETag that no request can carry", "ETag: 0x01 é", "If-None-Match: none; 0 failures")
def _etag_that_no_request_can_carry(rig: Rig) -> str:
    rig.serve(answer(GOOD, ETag='"\x01 \u00e9"'))
    rig.again()
    return f"If-None-Match: {sent(rig, 'if-none-match')}; {rig.now.failures} failures"


@way(
    "Validators", "Last-Modified that is no date", "Last-Modified: yesterday", "If-Modified-Since: yesterday"
)
def _last_modified_that_is_no_date(rig: Rig) -> str:
    rig.serve(answer(GOOD, Last_Modified="yesterday"), answer(status=304))
    rig.again()
    return f"If-Modified-Since: {sent(rig, 'if-modified-since')}"


@way("Validators", "no validators", "neither ETag nor Last-Modified", "none, none: no date is invented")
def _no_validators(rig: Rig) -> str:
    rig.serve(answer(GOOD))
    rig.again()
    return f"{sent(rig, 'if-none-match')}, {sent(rig, 'if-modified-since')}: no date is invented"


@way("Validators", "304 renews a validator", "304 with a newer Last-Modified", "the newer one is sent next")
def _304_renews_a_validator(rig: Rig) -> str:
    rig.serve(answer(GOOD, Last_Modified="one"), answer(status=304, Last_Modified="two"))
    rig.again()
    rig.again()
    return "the newer one is sent next" if sent(rig, "if-modified-since") == "two" else "the older one"


@way(
    "Validators", "304 for ever", "304 to every conditional question, though there is news", "found on day 8"
)
def _304_for_ever(rig: Rig) -> str:
    def stuck(handler: BaseHTTPRequestHandler) -> None:
        fresh = "If-None-Match" not in handler.headers
        answer(news if fresh else b"", 200 if fresh else 304, ETag='"old"', Cache_Control="max-age=18000")(
            handler
        )

    news = GOOD
    rig.serve(stuck)
    began = rig.clock.now()
    news = rss([launch(2, date=began + timedelta(hours=2)), launch(1)])
    while len(rig.entries()) < 2 and rig.clock.now() - began < timedelta(days=20):
        rig.again()
    return f"found on day {(rig.clock.now() - began).days}"


@way("Validators", "304 unasked", "304 to a question without validators", "fails: unasked_304")
def _304_unasked(rig: Rig) -> str:
    rig.serve(answer(status=304))
    return rig.outcome()


@way("Validators", "200 with the same bytes", "no validators, the same document again", "1 entry; read once")
def _200_with_the_same_bytes(rig: Rig) -> str:
    rig.serve(answer(GOOD))
    reads = []
    read = rig.services.feed_reader.parse
    rig.services.feed_reader.parse = lambda *given: reads.append(1) or read(*given)  # type: ignore[method-assign, func-returns-value, redundant-expr]
    rig.again()
    return f"{rig.outcome()}; read {'once' if not reads else 'again'}"


@way("Validators", "a cookie", "Set-Cookie: who=you", "not sent back")
def _a_cookie(rig: Rig) -> str:
    rig.serve(answer(GOOD, Set_Cookie="who=you; Path=/"))
    rig.again()
    return "not sent back" if sent(rig, "cookie") == "none" else sent(rig, "cookie")


# what a server wishes

LM = "Fri, 20 Nov 2026 09:00:00 GMT"


def wished(rig: Rig, extra: str = "", **headers: str) -> str:
    """How long a feed with these wishes is left alone."""
    rig.serve(answer(rss([launch(1)], extra=extra), 200, **headers))
    return rig.wait()


@way("Wishes", "no wish at all", "no header, no ttl", "10 min")
def _no_wish_at_all(rig: Rig) -> str:
    return wished(rig)


@way("Wishes", "max-age", "Cache-Control: max-age=3600", "60 min")
def _max_age(rig: Rig) -> str:
    return wished(rig, Cache_Control="public, s-maxage=9, max-age=3600")


@way("Wishes", "max-age of 16 years", "max-age=504576000, with an ETag", "5 h")
def _max_age_of_16_years(rig: Rig) -> str:
    return wished(rig, Cache_Control="max-age=504576000", ETag='"x"')


@way("Wishes", "max-age of 16 years, whole answers", "max-age=504576000, no validators", "24 h")
def _max_age_of_16_years_whole_answers(rig: Rig) -> str:
    return wished(rig, Cache_Control="max-age=504576000")


@way("Wishes", "max-age, then a bare 304", "max-age=7200 is not repeated with the 304", "2 h")
def _max_age_then_a_bare_304(rig: Rig) -> str:
    rig.serve(answer(GOOD, ETag='"x"', Cache_Control="max-age=7200"), answer(status=304))
    rig.again()
    return rig.wait()


@way("Wishes", "Expires", "Expires in two hours by the server's own clock, which is a day off", "2 h")
def _expires(rig: Rig) -> str:
    return wished(rig, Date="Fri, 20 Nov 2026 03:00:00 GMT", Expires="Fri, 20 Nov 2026 05:00:00 GMT")


@way("Wishes", "Expires: 0", "Expires: 0", "10 min")
def _expires_0(rig: Rig) -> str:
    return wished(rig, Expires="0")


@way("Wishes", "ttl", "<ttl>180</ttl>", "3 h")
def _ttl(rig: Rig) -> str:
    return wished(rig, "<ttl>180</ttl>")


@way("Wishes", "ttl of centuries", "<ttl>99999999</ttl>, with a validator", "5 h")
def _ttl_of_centuries(rig: Rig) -> str:
    return wished(rig, "<ttl>99999999</ttl>", Last_Modified=LM)


@way("Wishes", "ttl and max-age disagree", "<ttl>30</ttl> and max-age=7200", "2 h")
def _ttl_and_max_age_disagree(rig: Rig) -> str:
    return wished(rig, "<ttl>30</ttl>", Cache_Control="max-age=7200")


SY = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'


@way("Wishes", "sy:updatePeriod", "hourly, updateFrequency 2", "30 min")
def _sy_updateperiod(rig: Rig) -> str:
    return wished(
        rig, f"<sy:updatePeriod {SY}>hourly</sy:updatePeriod><sy:updateFrequency {SY}>2</sy:updateFrequency>"
    )


@way("Wishes", "sy:updatePeriod daily", "daily, with a validator", "5 h")
def _sy_updateperiod_daily(rig: Rig) -> str:
    return wished(rig, f"<sy:updatePeriod {SY}>daily</sy:updatePeriod>", ETag='"x"')


def next_hour(rig: Rig, extra: str) -> str:
    """When a feed with hours or days of quiet is asked next (it is Saturday 03:00 UTC)."""
    wished(rig, extra)
    assert rig.now.next_poll_at is not None
    return f"{rig.now.next_poll_at:%A %H}h"


@way("Wishes", "skipHours", "hours 3, 4 and 5 (it is 03:00 UTC)", "Saturday 06h")
def _skiphours(rig: Rig) -> str:
    return next_hour(rig, "<skipHours><hour>3</hour><hour>04</hour><hour>5</hour></skipHours>")


@way("Wishes", "skipDays", "Saturday and Sunday (it is Saturday)", "Monday 00h")
def _skipdays(rig: Rig) -> str:
    return next_hour(rig, "<skipDays><day>Saturday</day><day>Sunday</day></skipDays>")


@way("Wishes", "skipHours names all hours", "0 to 23", "Saturday 03h")
def _skiphours_names_all_hours(rig: Rig) -> str:
    return next_hour(rig, f"<skipHours>{''.join(f'<hour>{n}</hour>' for n in range(24))}</skipHours>")


# patience


@way("Patience", "429 with Retry-After", "Retry-After: 5400", "fails: http_429; not before 90 min")
def _429_with_retry_after(rig: Rig) -> str:
    rig.serve(answer(status=429, Retry_After="5400"))
    due = rig.now.next_poll_at
    assert due is not None
    return f"{rig.outcome()}; not before {(due - rig.clock.now()) // timedelta(minutes=1)} min"


@way(
    "Patience",
    "Retry-After as a date",
    "503, a date three hours ahead",
    "fails: http_503; not before 180 min",
)
def _retry_after_as_a_date(rig: Rig) -> str:
    rig.serve(answer(status=503, Retry_After="Sat, 21 Nov 2026 06:00:00 GMT"))
    due = rig.now.next_poll_at
    assert due is not None
    return f"{rig.outcome()}; not before {(due - rig.clock.now()) // timedelta(minutes=1)} min"


@way("Patience", "Retry-After of ten years", "Retry-After: 315360000", "3 days at most")
def _retry_after_of_ten_years(rig: Rig) -> str:
    rig.serve(answer(status=503, Retry_After="315360000"))
    due = rig.now.next_poll_at
    assert due is not None
    return f"{(due - rig.clock.now()).days} days at most"


@way("Patience", "429 for one of a host's feeds", "Retry-After: 36000; two more feeds there, one elsewhere",
     "asked: 1 there, 1 elsewhere; the host's others in 1 h")  # fmt: skip
def _429_for_one_of_a_host_s_feeds(rig: Rig) -> str:
    rig.on(FEED, answer(status=429, Retry_After="36000"))
    rig.main = rig.watch(FEED)
    others = [rig.watch(f"http://{HOST}/{n}.xml") for n in (2, 3)]
    rig.watch("http://other.example/feed.xml")
    rig.on("http://other.example/feed.xml", answer(GOOD))
    rig.poll()
    there = sum(a.url.startswith(HOST) for a in rig.asked)
    waits = {(rig.feed(n).next_poll_at - rig.clock.now()) // timedelta(hours=1) for n in others}  # type: ignore[operator]
    return f"asked: {there} there, {len(rig.asked) - there} elsewhere; the host's others in {min(waits)} h"


@way("Patience", "429 without Retry-After", "429", "fails: http_429; 60 min")
def _429_without_retry_after(rig: Rig) -> str:
    return failed(rig, 429)


@way("Patience", "500 four times", "500 each time", "10 min, 20 min, 40 min, 80 min")
def _500_four_times(rig: Rig) -> str:
    rig.serve(answer(status=500))
    waits = [rig.wait()]
    for _n in range(3):
        rig.again()
        waits.append(rig.wait())
    return ", ".join(waits)


@way("Patience", "500 for a month", "500 each time", "6 h in the first week, then 24 h; 55 questions")
def _500_for_a_month(rig: Rig) -> str:
    rig.serve(answer(status=500))
    longest, began = "", rig.clock.now()
    while rig.clock.now() - began < timedelta(days=30):
        rig.again()
        longest = rig.wait() if rig.clock.now() - began < timedelta(days=6) else longest
    return f"{longest} in the first week, then {rig.wait()}; {len(rig.asked)} questions"


@way("Patience", "well again", "500 three times, then a feed", "1 entry; 0 failures; 10 min")
def _well_again(rig: Rig) -> str:
    rig.serve(answer(status=500), answer(status=500), answer(status=500), answer(GOOD))
    for _n in range(3):
        rig.again()
    return f"{rig.outcome()}; {rig.now.failures} failures; {rig.wait()}"


@way("Patience", "two feeds' jitter", "100 feeds fail at once", "asked again over a tenth of the interval")
def _two_feeds_jitter(rig: Rig) -> str:
    ids = [rig.watch(f"http://refused.example/{n}") for n in range(100)]
    rig.poll()
    waits = sorted((rig.feed(n).next_poll_at - rig.clock.now()).total_seconds() for n in ids)  # type: ignore[operator]
    spread = waits[-1] <= waits[0] * 1.1 and len({round(w) for w in waits}) > 40
    return f"asked again over {'a tenth of' if spread else 'all of'} the interval"
