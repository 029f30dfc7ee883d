"""HTML to plain text: what a reader would see, on one line, with nothing that runs."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

from bot.text import shorten, squash

_SILENT = frozenset(
    "script style noscript template iframe object embed svg math head title textarea select button form".split()
)
_BREAKS = frozenset((
    "address article aside blockquote br dd div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5 h6"
    " header hr li main nav ol p pre section table td th tr ul"
).split())  # fmt: skip
_INLINE = frozenset((
    "a abbr acronym area audio b base bdi bdo big body canvas caption center cite code col colgroup data del"
    " details dfn dir em font frame html i img input ins kbd label legend link map mark meta meter nobr o:p"
    " optgroup option output param picture progress q rp rt ruby s samp small source span strike strong sub"
    " summary sup tbody tfoot thead time track tt u var video wbr"
).split())  # fmt: skip
_KNOWN = _SILENT | _BREAKS | _INLINE
_LOOKS_HTML = re.compile(r"</?([a-z][a-z0-9:]*)\b[^<>]*>|&[#\w]+;|<!--|<!\[CDATA\[", re.IGNORECASE)
_NAMES = "|".join(map(re.escape, sorted(_KNOWN)))
_KNOWN_TAG = re.compile(rf"</?(?:{_NAMES})(?=[\s/>])[^<>]*>", re.IGNORECASE)
# a tag of a known name whose attributes hide nothing
_SIMPLE_TAG = re.compile(
    rf"</?(?:({'|'.join(sorted(_BREAKS))})|(?:{'|'.join(map(re.escape, sorted(_INLINE)))}))"
    r"""(?:\s+[a-z_:-]+(?:=(?:"[^"<>]*"|'[^'<>]*'))?)*\s*/?>""",
    re.IGNORECASE,
)
_CUT_TAG = re.compile(rf"</?(?:{_NAMES})(?=[\s/])[^<>]*$", re.IGNORECASE)  # a teaser cut within a tag
# what blog software adds after every teaser
_TRAILER = re.compile(
    r"\s*(?:The post .{0,300} (?:first )?appeared first on .{0,120}|Continue reading\b.{0,200}|Read (?:more|full story|the rest)\b.{0,120}"
    r"|\[?(?:…|\.\.\.|&hellip;)\]?\s*(?:Read more|Continue reading|더보기|더 보기).{0,80}|더\s?보기|기사\s?더\s?보기|続きを読む)\s*[»→>]*\s*\.?$",
    re.IGNORECASE,
)
_TRAILER_LENGTH = 600
_TRAILER_SIGNS = ("the post", "continue", "read ", "더", "続き")  # without one of them there is none
# of text that was escaped once too often: nobody means to write these
_LEFT = re.compile(
    r"&(?:#\d{2,6}|#x[0-9a-f]{2,5}|nbsp|quot|apos|[lr][sd]quo|hellip|[nm]dash);", re.IGNORECASE
)
MAX_TITLE = 400
MAX_SUMMARY = 2000
_MAX_HTML = 200_000  # a summary's first characters are all that is kept of it


def title_text(value: str | None) -> str:
    """Return a title as plain text."""
    return shorten(plain(value), MAX_TITLE)


def summary_text(value: str | None) -> str:
    """Return a summary as plain text, without "The post … appeared first on …"."""
    text = plain(value)
    end = text[-_TRAILER_LENGTH:]
    lower = end.lower()
    if any(sign in lower for sign in _TRAILER_SIGNS):
        text = text[: -len(end)] + _TRAILER.sub("", end)
    return shorten(text, MAX_SUMMARY)


def plain(value: str | None) -> str:
    """Return text without markup; what only looks like a tag (`<Hwasong-18>`, `3 < 5`) stays.

    Feeds escape once or twice, so what is still a known tag after the first pass is removed, too.
    """
    if not value:
        return ""
    text = _CUT_TAG.sub("", value[:_MAX_HTML])
    for _ in range(3):
        if not _LOOKS_HTML.search(text):
            break
        stripped = _strip(text)
        if stripped == text:
            break
        text = stripped
        if not _KNOWN_TAG.search(text):
            break
    return squash(_LEFT.sub(lambda found: html.unescape(found[0]), text))


def _strip(text: str) -> str:
    seen = _SIMPLE_TAG.sub(lambda tag: " " if tag[1] else "", text)
    if "<" not in seen:  # nothing but plain tags: what the parser would say, ten times faster
        return html.unescape(seen)
    parser = _Text()
    try:
        parser.feed(text)
        parser.close()
    except (AssertionError, ValueError, RecursionError):  # html.parser's own, on hostile declarations
        return html.unescape(re.sub(r"<[^<>]*>", " ", text))
    return parser.text()


class _Text(HTMLParser):
    """Collects what is seen."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._silent: list[str] = []

    def text(self) -> str:
        """Return what was collected."""
        return "".join(self._parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what begins."""
        if tag not in _KNOWN:
            self._keep(self.get_starttag_text() or "")
        elif tag in _SILENT:
            self._silent.append(tag)
        elif tag in _BREAKS:
            self._keep(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what begins and ends at once."""
        if tag not in _KNOWN:
            self._keep(self.get_starttag_text() or "")
        elif tag in _BREAKS:
            self._keep(" ")

    def handle_endtag(self, tag: str) -> None:
        """Note what ends."""
        if tag in self._silent:
            del self._silent[self._silent.index(tag) :]
        elif tag in _BREAKS:
            self._keep(" ")

    def handle_data(self, data: str) -> None:
        """Collect text."""
        self._keep(data)

    def unknown_decl(self, data: str) -> None:
        """Collect the text of a CDATA section within HTML."""
        if data.startswith("CDATA["):
            self._keep(data[6:])

    def _keep(self, text: str) -> None:
        if not self._silent:
            self._parts.append(text)
