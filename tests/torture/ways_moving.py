"""Ways to lead elsewhere: redirects, addresses inside, many feeds of one host."""

from __future__ import annotations

from bot.pipeline.ingest import Poller
from tests.torture.rig import FEED, GOOD, HOST, Rig, way
from tests.torture.server import Answer, Responder, answer, slow

PAGE = b"<!doctype html><html><head><title>Log in</title></head><body>Please log in</body></html>"


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
def _301_for_a_week(rig: Rig) -> str:
    before = moved(rig, 6, to(TARGET))
    rig.poll(minutes=1440)
    rig.poll(minutes=1440)
    return f"day 6: {before}; day 8: {rig.now.url}"


@way("Redirects", "308 for a week", "308 each time", TARGET)
def _308_for_a_week(rig: Rig) -> str:
    return moved(rig, 8, to(TARGET, 308))


@way("Redirects", "301 to https", "http → https, the same path", f"{FEED.replace('http', 'https')} at once")
def _301_to_https(rig: Rig) -> str:
    secure = FEED.replace("http", "https")
    rig.on(FEED, to(secure), answer(GOOD))
    rig.main = rig.watch(FEED)
    rig.poll()
    return f"{rig.now.url} at once"


@way("Redirects", "301 for a day", "301, and from the third day the feed again", FEED)
def _301_for_a_day(rig: Rig) -> str:
    return moved(rig, 9, to(TARGET), to(TARGET), answer(GOOD))


@way("Redirects", "302 for ever", "302 each time", f"{FEED}, 1 entry")
def _302_for_ever(rig: Rig) -> str:
    return f"{moved(rig, 30, to(TARGET, 302))}, {rig.outcome()}"


@way("Redirects", "301 to a log-in page", "301 to HTML, for 30 days", f"{FEED}, fails: not_a_feed")
def _301_to_a_log_in_page(rig: Rig) -> str:
    rig.on("http://new.example/login", answer(PAGE))
    return f"{moved(rig, 30, to('http://new.example/login'))}, {rig.outcome()}"


@way(
    "Redirects",
    "moved to a feed that is watched",
    "301 to another feed's address",
    "asked in one place, 1 entry",
)
def _moved_to_a_feed_that_is_watched(rig: Rig) -> str:
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
_redirects(
    "to cloud metadata",
    "Location: http://169.254.169.254/",
    "fails: blocked_address",
    to("http://169.254.169.254/"),
)
_redirects(
    "to this machine in decimal",
    "Location: http://2130706433/",
    "fails: blocked_address",
    to("http://2130706433/"),
)
_redirects("to this machine in IPv6", "Location: http://[::ffff:127.0.0.1]/", "fails: blocked_address",
           to("http://[::ffff:127.0.0.1]/"))  # fmt: skip
_redirects(
    "to another port",
    "Location: http://news.example:6379/",
    "fails: blocked_port",
    to(f"http://{HOST}:6379/"),
)
_redirects(
    "with a password",
    "Location: http://user:secret@news.example/",
    "fails: bad_url",
    to(f"http://u:p@{HOST}/"),
)


@way(
    "Redirects",
    "a name inside",
    "the name's address is 10.0.0.7",
    "fails: blocked_address, 0 connections inside",
)
def _a_name_inside(rig: Rig) -> str:
    rig.net.names["inside.example"] = ["10.0.0.7"]
    rig.serve(answer(GOOD), url="http://inside.example/feed.xml")
    return f"{rig.outcome()}, {len(rig.net.leaked)} connections inside"


@way("Redirects", "a name that changes its mind", "public when asked first, 127.0.0.1 when asked again",
     "fails: blocked_address, 0 connections inside")  # fmt: skip
def _a_name_that_changes_its_mind(rig: Rig) -> str:
    rig.net.names["rebind.example"] = ["93.184.216.34", "127.0.0.1"]
    rig.serve(Answer(GOOD, headers={"Connection": "close"}), url="http://rebind.example/feed.xml")
    rig.poll(minutes=60)
    return f"{rig.outcome().replace('1 entry', 'read')}, {len(rig.net.leaked)} connections inside"


# many feeds of one host


@way(
    "One host", "five feeds of one host", "all due at once, each answers after 30 ms", "1 at a time, 5 asked"
)
def _five_feeds_of_one_host(rig: Rig) -> str:
    for n in range(5):
        rig.on(f"http://{HOST}/{n}", slow(answer(GOOD), 0.03))
        rig.watch(f"http://{HOST}/{n}")
    rig.poll()
    return f"{rig.server.most_at_once} at a time, {len(rig.asked)} asked"


@way(
    "One host", "a slow host", "one host hangs, another has news", "news in while the slow one is waited for"
)
def _a_slow_host(rig: Rig) -> str:
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
