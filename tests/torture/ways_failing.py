"""Ways to fail: bad statuses, broken connections, sizes, compression, redirects, many feeds of one host."""

from __future__ import annotations

import gzip
import zlib

from tests.feeds import rss
from tests.torture.rig import GOOD, Rig, failed, way
from tests.torture.server import Answer, Responder, answer, drop, raw

PAGE = b"<!doctype html><html><head><title>Log in</title></head><body>Please log in</body></html>"


# failures with a name


def _named(status: int, expected: str, **headers: str) -> None:
    way("Failures", f"{status}", f"status {status}", expected)(lambda rig: failed(rig, status, **headers))


for _status in (401, 403, 404, 451, 502):
    _named(_status, f"fails: http_{_status}; 10 min")


@way("Failures", "410 Gone", "410", "fails: http_410; gone; asked 1 time in 30 days")
def _410_gone(rig: Rig) -> str:
    rig.serve(answer(status=410))
    for _n in range(30):
        rig.poll(minutes=1440)
    return f"{rig.outcome()}; {rig.now.state}; asked {len(rig.asked)} time in 30 days"


@way("Failures", "Cloudflare challenge", "403 with cf-mitigated: challenge", "fails: challenge")
def _cloudflare_challenge(rig: Rig) -> str:
    rig.serve(answer(PAGE, 403, cf_mitigated="challenge"))
    return rig.outcome()


@way("Failures", "Cloudflare challenge as 200", "200 with cf-mitigated: challenge", "fails: challenge")
def _cloudflare_challenge_as_200(rig: Rig) -> str:
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
_answers(
    "a web page",
    "HTML with status 200",
    "fails: not_a_feed",
    answer(PAGE, Content_Type="application/rss+xml"),
)
_answers("no HTTP", "garbage before a blank line", "fails: protocol", raw(b"\x00\x01garbage\r\n\r\n"))
_answers("dropped once", "the connection closes, then it answers", "1 entry", drop, answer(GOOD))
_answers("dropped always", "the connection closes each time", "fails: reset", drop)
_answers(
    "cut mid-body", "Content-Length says more than comes", "fails: cut_short", Answer(GOOD, length=90_000)
)
_answers(
    "length too short", "Content-Length says less than comes", "1 entry", Answer(GOOD, length=len(GOOD) - 20)
)
_answers("chunks cut", "chunked, the last chunk is missing", "fails: cut_short",
         raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n"))  # fmt: skip
_answers("headers of 300 kB", "one enormous header", "fails: protocol",
         raw(b"HTTP/1.1 200 OK\r\nX-Big: " + b"x" * 300_000 + b"\r\n\r\n"))  # fmt: skip


@way("Failures", "no such name", "the name has no address", "fails: dns")
def _no_such_name(rig: Rig) -> str:
    rig.serve(answer(GOOD), url="http://nowhere.example/feed.xml")
    return rig.outcome()


@way("Failures", "refused", "nobody listens", "fails: refused")
def _refused(rig: Rig) -> str:
    rig.serve(answer(GOOD), url="http://refused.example/feed.xml")
    return rig.outcome()


@way("Failures", "hangs before the headers", "accepts and says nothing", "fails: timeout")
def _hangs_before_the_headers(rig: Rig) -> str:
    rig.hurry()
    rig.serve(rig.server.hang)
    return rig.outcome()


@way("Failures", "drips the body", "a byte every 50 ms", "fails: timeout")
def _drips_the_body(rig: Rig) -> str:
    rig.hurry()
    rig.serve(rig.server.drip)
    return rig.outcome()


@way("Failures", "drips the headers", "a header every 50 ms", "fails: timeout")
def _drips_the_headers(rig: Rig) -> str:
    rig.hurry()
    rig.serve(rig.server.drip_headers)
    return rig.outcome()


# size and compression


def _packed(name: str, does: str, expected: str, body: bytes, **headers: str) -> None:
    def play(rig: Rig) -> str:
        rig.serve(answer(body, 200, **headers))
        return rig.outcome()

    way("Size and compression", name, does, expected)(play)


def _raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


_packed("gzip", "Content-Encoding: gzip", "1 entry", gzip.compress(GOOD), Content_Encoding="gzip")
_packed("a gzip file", "a .gz file served as it is", "1 entry", gzip.compress(GOOD))
_packed(
    "gzip twice", "compressed twice", "1 entry", gzip.compress(gzip.compress(GOOD)), Content_Encoding="gzip"
)
_packed("deflate", "zlib data", "1 entry", zlib.compress(GOOD), Content_Encoding="deflate")
_packed(
    "raw deflate", "deflate without zlib's header", "1 entry", _raw_deflate(GOOD), Content_Encoding="deflate"
)
_packed("brotli unasked", "Content-Encoding: br, which was not asked for", "fails: bad_encoding",
        b"\x0b\x02\x80<rss>\x03", Content_Encoding="br")  # fmt: skip
_packed(
    "gzip that is none",
    "plain text under Content-Encoding: gzip",
    "fails: bad_encoding",
    GOOD,
    Content_Encoding="gzip",
)
_packed(
    "gzip bomb",
    "200 MB in 200 kB",
    "fails: too_large",
    gzip.compress(b"\0" * 200_000_000, 1),
    Content_Encoding="gzip",
)
_packed("gzip file bomb", "the same as a .gz file", "fails: too_large", gzip.compress(b"\0" * 30_000_000, 1))
_packed("a document of 6 MB", "6 MB of text", "fails: too_large", b"<rss>" + b"x" * 6_291_456)


@way("Size and compression", "no end", "a document that never ends", "fails: too_large")
def _no_end(rig: Rig) -> str:
    rig.serve(rig.server.endless)
    return rig.outcome()
