"""Ways to misbehave in HTTP: validators, wishes, redirects, failures, broken connections."""

from __future__ import annotations

import gzip
import zlib
from datetime import timedelta

from tests.feeds import rss
from tests.torture.rig import FEED, GOOD, HOST, Rig, launch, way
from tests.torture.server import Answer, Responder, answer, drop, raw

PAGE = b"<!doctype html><html><head><title>Log in</title></head><body>Please log in</body></html>"


def sent(rig: Rig, name: str, n: int = -1) -> str:
    """A header of one question, `none` where it was not sent."""
    return rig.asked[n].headers.get(name, "none")


# validators


@way("Validators", "odd ETag", 'ETag: W/"a b, c" and then 304', 'If-None-Match: W/"a b, c"; 0 failures')
def _(rig: Rig) -> str:
    rig.serve(answer(GOOD, ETag='W/"a b, c"'), answer(status=304))
    rig.again()
    return f"If-None-Match: {sent(rig, 'if-none-match')}; {rig.now.failures} failures"


@way("Validators", "Last-Modified that is no date", "Last-Modified: yesterday", "If-Modified-Since: yesterday")
def _(rig: Rig) -> str:
    rig.serve(answer(GOOD, Last_Modified="yesterday"), answer(status=304))
    rig.again()
    return f"If-Modified-Since: {sent(rig, 'if-modified-since')}"


@way("Validators", "no validators", "neither ETag nor Last-Modified", "none, none: no date is invented")
def _(rig: Rig) -> str:
    rig.serve(answer(GOOD))
    rig.again()
    return f"{sent(rig, 'if-none-match')}, {sent(rig, 'if-modified-since')}: no date is invented"


@way("Validators", "304 renews a validator", "304 with a newer Last-Modified", "the newer one is sent next")
def _(rig: Rig) -> str:
    rig.serve(answer(GOOD, Last_Modified="one"), answer(status=304, Last_Modified="two"))
    rig.again()
    rig.again()
    return "the newer one is sent next" if sent(rig, "if-modified-since") == "two" else "the older one"


@way("Validators", "304 for ever", "304 to every conditional question, though there is news", "found on day 8")
def _(rig: Rig) -> str:
    def stuck(handler: object) -> None:
        fresh = "If-None-Match" not in handler.headers  # type: ignore[attr-defined]
        answer(news if fresh else b"", 200 if fresh else 304, ETag='"old"', Cache_Control="max-age=18000")(handler)  # type: ignore[arg-type]

    news = GOOD
    rig.serve(stuck)
    began = rig.clock.now()
    news = rss([launch(2, date=began + timedelta(hours=2)), launch(1)])
    while len(rig.entries()) < 2 and rig.clock.now() - began < timedelta(days=20):
        rig.again()
    return f"found on day {(rig.clock.now() - began).days}"


@way("Validators", "304 unasked", "304 to a question without validators", "fails: unasked_304")
def _(rig: Rig) -> str:
    rig.serve(answer(status=304))
    return rig.outcome()


@way("Validators", "200 with the same bytes", "no validators, the same document again", "1 entry; read once")
def _(rig: Rig) -> str:
    rig.serve(answer(GOOD))
    reads = []
    read = rig.services.feed_reader.parse
    rig.services.feed_reader.parse = lambda *given: reads.append(1) or read(*given)  # type: ignore[method-assign, func-returns-value]
    rig.again()
    return f"{rig.outcome()}; read {'once' if not reads else 'again'}"


@way("Validators", "a cookie", "Set-Cookie: who=you", "not sent back")
def _(rig: Rig) -> str:
    rig.serve(answer(GOOD, Set_Cookie="who=you; Path=/"))
    rig.again()
    return "not sent back" if sent(rig, "cookie") == "none" else sent(rig, "cookie")


# what a server wishes

LM = "Fri, 20 Nov 2026 09:00:00 GMT"


def wished(rig: Rig, extra: str = "", **headers: str) -> str:
    """How long a feed with these wishes is left alone."""
    rig.serve(answer(rss([launch(1)], extra=extra), **headers))
    return rig.wait()


@way("Wishes", "no wish at all", "no header, no ttl", "10 min")
def _(rig: Rig) -> str:
    return wished(rig)


@way("Wishes", "max-age", "Cache-Control: max-age=3600", "60 min")
def _(rig: Rig) -> str:
    return wished(rig, Cache_Control="public, s-maxage=9, max-age=3600")


@way("Wishes", "max-age of 16 years", "max-age=504576000, with an ETag", "5 h")
def _(rig: Rig) -> str:
    return wished(rig, Cache_Control="max-age=504576000", ETag='"x"')


@way("Wishes", "max-age of 16 years, whole answers", "max-age=504576000, no validators", "24 h")
def _(rig: Rig) -> str:
    return wished(rig, Cache_Control="max-age=504576000")


@way("Wishes", "max-age, then a bare 304", "max-age=7200 is not repeated with the 304", "2 h")
def _(rig: Rig) -> str:
    rig.serve(answer(GOOD, ETag='"x"', Cache_Control="max-age=7200"), answer(status=304))
    rig.again()
    return rig.wait()


@way("Wishes", "Expires", "Expires in two hours by the server's own clock, which is a day off", "2 h")
def _(rig: Rig) -> str:
    return wished(rig, Date="Fri, 20 Nov 2026 03:00:00 GMT", Expires="Fri, 20 Nov 2026 05:00:00 GMT")


@way("Wishes", "Expires: 0", "Expires: 0", "10 min")
def _(rig: Rig) -> str:
    return wished(rig, Expires="0")


@way("Wishes", "ttl", "<ttl>180</ttl>", "3 h")
def _(rig: Rig) -> str:
    return wished(rig, "<ttl>180</ttl>")


@way("Wishes", "ttl of centuries", "<ttl>99999999</ttl>, with a validator", "5 h")
def _(rig: Rig) -> str:
    return wished(rig, "<ttl>99999999</ttl>", Last_Modified=LM)


@way("Wishes", "ttl and max-age disagree", "<ttl>30</ttl> and max-age=7200", "2 h")
def _(rig: Rig) -> str:
    return wished(rig, "<ttl>30</ttl>", Cache_Control="max-age=7200")


SY = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'


@way("Wishes", "sy:updatePeriod", "hourly, updateFrequency 2", "30 min")
def _(rig: Rig) -> str:
    return wished(
        rig, f"<sy:updatePeriod {SY}>hourly</sy:updatePeriod><sy:updateFrequency {SY}>2</sy:updateFrequency>"
    )


@way("Wishes", "sy:updatePeriod daily", "daily, with a validator", "5 h")
def _(rig: Rig) -> str:
    return wished(rig, f"<sy:updatePeriod {SY}>daily</sy:updatePeriod>", ETag='"x"')


def next_hour(rig: Rig, extra: str) -> str:
    """When a feed with hours or days of quiet is asked next (it is Saturday 03:00 UTC)."""
    wished(rig, extra)
    assert rig.now.next_poll_at is not None
    return f"{rig.now.next_poll_at:%A %H}h"


@way("Wishes", "skipHours", "hours 3, 4 and 5 (it is 03:00 UTC)", "Saturday 06h")
def _(rig: Rig) -> str:
    return next_hour(rig, "<skipHours><hour>3</hour><hour>04</hour><hour>5</hour></skipHours>")


@way("Wishes", "skipDays", "Saturday and Sunday (it is Saturday)", "Monday 00h")
def _(rig: Rig) -> str:
    return next_hour(rig, "<skipDays><day>Saturday</day><day>Sunday</day></skipDays>")


@way("Wishes", "skipHours names all hours", "0 to 23", "Saturday 03h")
def _(rig: Rig) -> str:
    return next_hour(rig, f"<skipHours>{''.join(f'<hour>{n}</hour>' for n in range(24))}</skipHours>")


# patience


def failed(rig: Rig, status: int, **headers: str) -> str:
    """How long a feed that fails so is left alone."""
    rig.serve(answer(status=status, **headers))
    return f"{rig.outcome()}; {rig.wait()}"


@way("Patience", "429 with Retry-After", "Retry-After: 5400", "fails: http_429; not before 90 min")
def _(rig: Rig) -> str:
    rig.serve(answer(status=429, Retry_After="5400"))
    due = rig.now.next_poll_at
    assert due is not None
    return f"{rig.outcome()}; not before {(due - rig.clock.now()) // timedelta(minutes=1)} min"


@way("Patience", "Retry-After as a date", "503, a date three hours ahead", "fails: http_503; not before 180 min")
def _(rig: Rig) -> str:
    rig.serve(answer(status=503, Retry_After="Sat, 21 Nov 2026 06:00:00 GMT"))
    due = rig.now.next_poll_at
    assert due is not None
    return f"{rig.outcome()}; not before {(due - rig.clock.now()) // timedelta(minutes=1)} min"


@way("Patience", "Retry-After of ten years", "Retry-After: 315360000", "3 days at most")
def _(rig: Rig) -> str:
    rig.serve(answer(status=503, Retry_After="315360000"))
    due = rig.now.next_poll_at
    assert due is not None
    return f"{(due - rig.clock.now()).days} days at most"


@way("Patience", "429 for one of a host's feeds", "Retry-After: 36000; two more feeds there, one elsewhere",
     "asked: 1 there, 1 elsewhere; the host's others in 1 h")  # fmt: skip
def _(rig: Rig) -> str:
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
def _(rig: Rig) -> str:
    return failed(rig, 429)


@way("Patience", "500 four times", "500 each time", "10 min, 20 min, 40 min, 80 min")
def _(rig: Rig) -> str:
    rig.serve(answer(status=500))
    waits = [rig.wait()]
    for _n in range(3):
        rig.again()
        waits.append(rig.wait())
    return ", ".join(waits)


@way("Patience", "500 for a month", "500 each time", "6 h in the first week, then 24 h; 55 questions")
def _(rig: Rig) -> str:
    rig.serve(answer(status=500))
    longest, began = "", rig.clock.now()
    while rig.clock.now() - began < timedelta(days=30):
        rig.again()
        longest = rig.wait() if rig.clock.now() - began < timedelta(days=6) else longest
    return f"{longest} in the first week, then {rig.wait()}; {len(rig.asked)} questions"


@way("Patience", "well again", "500 three times, then a feed", "1 entry; 0 failures; 10 min")
def _(rig: Rig) -> str:
    rig.serve(answer(status=500), answer(status=500), answer(status=500), answer(GOOD))
    for _n in range(3):
        rig.again()
    return f"{rig.outcome()}; {rig.now.failures} failures; {rig.wait()}"


@way("Patience", "two feeds' jitter", "100 feeds fail at once", "asked again over a tenth of the interval")
def _(rig: Rig) -> str:
    ids = [rig.watch(f"http://refused.example/{n}") for n in range(100)]
    rig.poll()
    waits = sorted((rig.feed(n).next_poll_at - rig.clock.now()).total_seconds() for n in ids)  # type: ignore[operator]
    spread = waits[-1] <= waits[0] * 1.1 and len({round(w) for w in waits}) > 40
    return f"asked again over {'a tenth of' if spread else 'all of'} the interval"


# failures with a name


def _named(status: int, expected: str, **headers: str) -> None:
    way("Failures", f"{status}", f"status {status}", expected)(lambda rig: failed(rig, status, **headers))


for _status in (401, 403, 404, 451, 502):
    _named(_status, f"fails: http_{_status}; 10 min")


@way("Failures", "410 Gone", "410", "fails: http_410; gone; asked 1 time in 30 days")
def _(rig: Rig) -> str:
    rig.serve(answer(status=410))
    for _n in range(30):
        rig.poll(minutes=1440)
    return f"{rig.outcome()}; {rig.now.state}; asked {len(rig.asked)} time in 30 days"


@way("Failures", "Cloudflare challenge", "403 with cf-mitigated: challenge", "fails: challenge")
def _(rig: Rig) -> str:
    rig.serve(answer(PAGE, 403, cf_mitigated="challenge"))
    return rig.outcome()


@way("Failures", "Cloudflare challenge as 200", "200 with cf-mitigated: challenge", "fails: challenge")
def _(rig: Rig) -> str:
    rig.serve(answer(PAGE, 200, cf_mitigated="challenge"))
    return rig.outcome()


def _answers(name: str, does: str, expected: str, *answers: Responder) -> None:
    """Register a way that is told by how one poll ends."""

    def play(rig: Rig) -> str:
        rig.serve(*answers)
        return rig.outcome()

    way("Failures", name, does, expected)(play)


_answers("204", "No Content", "fails: http_204", answer(status=204))
_answers("206", "part of a document", "fails: http_206", answer(GOOD, 206))
_answers("empty 200", "200 without a body", "fails: not_a_feed", answer(b""))
_answers("0 entries", "a feed without entries", "fails: empty", answer(rss([])))
_answers("a web page", "HTML with status 200", "fails: not_a_feed", answer(PAGE, Content_Type="application/rss+xml"))
_answers("no HTTP", "garbage before a blank line", "fails: protocol", raw(b"\x00\x01garbage\r\n\r\n"))
_answers("dropped once", "the connection closes, then it answers", "1 entry", drop, answer(GOOD))
_answers("dropped always", "the connection closes each time", "fails: reset", drop)
_answers("cut mid-body", "Content-Length says more than comes", "fails: cut_short", Answer(GOOD, length=90_000))
_answers("length too short", "Content-Length says less than comes", "1 entry", Answer(GOOD, length=len(GOOD) - 20))
_answers("chunks cut", "chunked, the last chunk is missing", "fails: cut_short",
         raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n"))  # fmt: skip
_answers("headers of 300 kB", "one enormous header", "fails: protocol",
         raw(b"HTTP/1.1 200 OK\r\nX-Big: " + b"x" * 300_000 + b"\r\n\r\n"))  # fmt: skip


@way("Failures", "no such name", "the name has no address", "fails: dns")
def _(rig: Rig) -> str:
    rig.serve(answer(GOOD), url="http://nowhere.example/feed.xml")
    return rig.outcome()


@way("Failures", "refused", "nobody listens", "fails: refused")
def _(rig: Rig) -> str:
    rig.serve(answer(GOOD), url="http://refused.example/feed.xml")
    return rig.outcome()


@way("Failures", "https that is none", "plain HTTP on the https port", "fails: tls")
def _(rig: Rig) -> str:
    rig.serve(answer(GOOD), url="https://badtls.example/feed.xml")
    return rig.outcome()


@way("Failures", "hangs before the headers", "accepts and says nothing", "fails: timeout")
def _(rig: Rig) -> str:
    rig.hurry()
    rig.serve(rig.server.hang)
    return rig.outcome()


@way("Failures", "drips the body", "a byte every 50 ms", "fails: timeout")
def _(rig: Rig) -> str:
    rig.hurry()
    rig.serve(rig.server.drip)
    return rig.outcome()


@way("Failures", "drips the headers", "a header every 50 ms", "fails: timeout")
def _(rig: Rig) -> str:
    rig.hurry()
    rig.serve(rig.server.drip_headers)
    return rig.outcome()


# size and compression


def _packed(name: str, does: str, expected: str, body: bytes, **headers: str) -> None:
    def play(rig: Rig) -> str:
        rig.serve(answer(body, **headers))
        return rig.outcome()

    way("Size and compression", name, does, expected)(play)


def _raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


_packed("gzip", "Content-Encoding: gzip", "1 entry", gzip.compress(GOOD), Content_Encoding="gzip")
_packed("a gzip file", "a .gz file served as it is", "1 entry", gzip.compress(GOOD))
_packed("gzip twice", "compressed twice", "1 entry", gzip.compress(gzip.compress(GOOD)), Content_Encoding="gzip")
_packed("deflate", "zlib data", "1 entry", zlib.compress(GOOD), Content_Encoding="deflate")
_packed("raw deflate", "deflate without zlib's header", "1 entry", _raw_deflate(GOOD), Content_Encoding="deflate")
_packed("brotli unasked", "Content-Encoding: br, which was not asked for", "fails: bad_encoding",
        b"\x0b\x02\x80<rss>\x03", Content_Encoding="br")  # fmt: skip
_packed("gzip that is none", "plain text under Content-Encoding: gzip", "fails: bad_encoding", GOOD, Content_Encoding="gzip")
_packed("gzip bomb", "200 MB in 200 kB", "fails: too_large", gzip.compress(b"\0" * 200_000_000, 1), Content_Encoding="gzip")
_packed("gzip file bomb", "the same as a .gz file", "fails: too_large", gzip.compress(b"\0" * 30_000_000, 1))
_packed("a document of 6 MB", "6 MB of text", "fails: too_large", b"<rss>" + b"x" * 6_291_456)


@way("Size and compression", "no end", "a document that never ends", "fails: too_large")
def _(rig: Rig) -> str:
    rig.serve(rig.server.endless)
    return rig.outcome()


# redirects

TARGET = "http://new.example/feed.xml"


def moved(rig: Rig, days: int, *answers: Responder, target: str = TARGET) -> str:
    """Where a feed is after some days of answers at its old address."""
    rig.on(target, answer(GOOD))
    rig.serve(*answers)
    for _n in range(days):
        rig.poll(minutes=1440)
    return rig.now.url


def to(target: str, status: int = 301) -> Responder:
    """A redirect."""
    return answer(status=status, Location=target)


@way("Redirects", "301 for a week", "301 each time", f"day 6: {FEED}; day 8: {TARGET}")
def _(rig: Rig) -> str:
    before = moved(rig, 6, to(TARGET))
    rig.poll(minutes=1440)
    rig.poll(minutes=1440)
    return f"day 6: {before}; day 8: {rig.now.url}"


@way("Redirects", "308 for a week", "308 each time", TARGET)
def _(rig: Rig) -> str:
    return moved(rig, 8, to(TARGET, 308))


@way("Redirects", "301 to https", "http → https, the same path", f"{FEED.replace('http', 'https')} at once")
def _(rig: Rig) -> str:
    secure = FEED.replace("http", "https")
    rig.on(FEED, to(secure), answer(GOOD))
    rig.main = rig.watch(FEED)
    rig.poll()
    return f"{rig.now.url} at once"


@way("Redirects", "301 for a day", "301, and from the third day the feed again", FEED)
def _(rig: Rig) -> str:
    return moved(rig, 9, to(TARGET), to(TARGET), answer(GOOD))


@way("Redirects", "302 for ever", "302 each time", f"{FEED}, 1 entry")
def _(rig: Rig) -> str:
    return f"{moved(rig, 30, to(TARGET, 302))}, {rig.outcome()}"


@way("Redirects", "301 to a log-in page", "301 to HTML, for 30 days", f"{FEED}, fails: not_a_feed")
def _(rig: Rig) -> str:
    rig.on("http://new.example/login", answer(PAGE))
    return f"{moved(rig, 30, to('http://new.example/login'))}, {rig.outcome()}"


@way("Redirects", "moved to a feed that is watched", "301 to another feed's address", "asked in one place, 1 entry")
def _(rig: Rig) -> str:
    rig.on(TARGET, answer(GOOD))
    rig.watch(TARGET)
    moved(rig, 9, to(TARGET))
    urls = [rig.feed(n).url for n in (1, 2)]
    return f"asked in {'one place' if len(set(urls)) == 2 else 'the same place twice'}, {rig.outcome()}"


def _redirects(name: str, does: str, expected: str, *answers: Responder) -> None:
    def play(rig: Rig) -> str:
        rig.serve(*answers)
        leaked = f"; connected to {rig.net.leaked}" if rig.net.leaked else ""
        return f"{rig.outcome()}{leaked}"

    way("Redirects", name, does, expected)(play)


_redirects("in a circle", "301 to itself", "fails: too_many_redirects", to(FEED))
_redirects("without an address", "302 without Location", "fails: bad_redirect", answer(status=302))
_redirects("to what is no address", "Location: http://[::1", "fails: bad_redirect", to("http://[::1"))
_redirects("to a file", "Location: file:///etc/passwd", "fails: bad_url", to("file:///etc/passwd", 302))
_redirects("to cloud metadata", "Location: http://169.254.169.254/", "fails: blocked_address", to("http://169.254.169.254/"))
_redirects("to this machine in decimal", "Location: http://2130706433/", "fails: blocked_address", to("http://2130706433/"))
_redirects("to this machine in IPv6", "Location: http://[::ffff:127.0.0.1]/", "fails: blocked_address",
           to("http://[::ffff:127.0.0.1]/"))  # fmt: skip
_redirects("to another port", "Location: http://news.example:6379/", "fails: blocked_port", to(f"http://{HOST}:6379/"))
_redirects("with a password", "Location: http://user:secret@news.example/", "fails: bad_url", to(f"http://u:p@{HOST}/"))


@way("Redirects", "a name inside", "the name's address is 10.0.0.7", "fails: blocked_address, 0 connections inside")
def _(rig: Rig) -> str:
    rig.net.names["inside.example"] = ["10.0.0.7"]
    rig.serve(answer(GOOD), url="http://inside.example/feed.xml")
    return f"{rig.outcome()}, {len(rig.net.leaked)} connections inside"


@way("Redirects", "a name that changes its mind", "public when asked first, 127.0.0.1 when asked again",
     "fails: blocked_address, 0 connections inside")  # fmt: skip
def _(rig: Rig) -> str:
    rig.net.names["rebind.example"] = ["93.184.216.34", "127.0.0.1"]
    rig.serve(Answer(GOOD, headers={"Connection": "close"}), url="http://rebind.example/feed.xml")
    rig.poll(minutes=60)
    return f"{rig.outcome().replace('1 entry', 'read')}, {len(rig.net.leaked)} connections inside"


# many feeds of one host


@way("One host", "five feeds of one host", "all due at once, each answers after 30 ms", "1 at a time, 5 asked")
def _(rig: Rig) -> str:
    from tests.torture.server import slow  # noqa: PLC0415 - for this way only

    for n in range(5):
        rig.on(f"http://{HOST}/{n}", slow(answer(GOOD), 0.03))
        rig.watch(f"http://{HOST}/{n}")
    rig.poll()
    return f"{rig.server.most_at_once} at a time, {len(rig.asked)} asked"


@way("One host", "a slow host", "one host hangs, another has news", "news in while the slow one is waited for")
def _(rig: Rig) -> str:
    from bot.pipeline.ingest import Poller  # noqa: PLC0415 - for this way only

    rig.on("http://slow.example/f", rig.server.hang)
    rig.on(FEED, answer(GOOD))
    rig.watch("http://slow.example/f")
    rig.watch(FEED)
    poller = Poller(rig.services)
    poller.start_due()
    for _n in range(400):
        if rig.entries():
            break
        rig.server.over.wait(0.02)
    waiting = rig.server.at_once == 1
    rig.server.over.set()
    poller.collect(wait=True)
    poller.close()
    return f"news in {'while the slow one is waited for' if waiting else 'after the slow one'}"
