"""A web page as text: its blocks as lines, without what stands around the article."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_AROUND = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|submenu|breadcrumbs?|sidebar|related|recommend(?:ed|ations)?|trending|popular|most-?read|teasers?|promo"
    r"|share|sharing|social|cookies?|consent|gdpr|newsletter|subscribe|subscription|paywall|advert\w*|ads?|sponsor\w*|comments?|disqus|respond"
    r"|footer|masthead|byline|author-?bio|tags?|caption|copyright|skip-?link|modal|popup|banner)(?=$|[\s_-])",
    re.IGNORECASE,
)
_ARTICLE = frozenset(("html", "body", "main", "article"))  # never around the text, whatever their class says
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)


class Page(HTMLParser):
    """Gathers the text of a page.

    Attributes:
        published, url, lang, site: what the page says of itself, None where it does not.
    """

    SKIPPED = frozenset(
        ("script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form", "figure", "svg", "iframe", "button")
    )  # fmt: skip
    BLOCKS = frozenset(
        ("p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "main", "blockquote",
         "tr", "table", "td", "th", "dt", "dd", "dl", "body", "html", "head", "title", "time")
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.published: str | None = None
        self.url: str | None = None
        self.lang: str | None = None
        self.site: str | None = None
        self._meta_title: str | None = None
        self._parts: list[str] = []
        self._titles: dict[str, str] = {}
        self._skipping: list[str] = []  # open elements, from the one that is left out
        self._within: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag opens, and what it says of the page."""
        known = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.lang = known.get("lang", "")[:2] or None
        if tag == "meta":
            self._meta(known)
        if tag == "link" and known.get("rel") == "canonical":
            self.url = known.get("href")
        if tag == "time":
            self.published = self.published or known.get("datetime")
        if (self._skipping or tag in self.SKIPPED or _is_around(tag, known)) and tag not in _VOID:
            self._skipping.append(tag)
        if tag in ("title", "h1"):
            self._within = tag
        if tag in self.BLOCKS:
            self._parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Note what a tag closes."""
        if tag in self._skipping:
            while self._skipping.pop() != tag:
                pass
        if tag == self._within:
            self._within = None
        if tag in self.BLOCKS:
            self._parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep text that is the page's own."""
        if self._within is not None and (not self._skipping or self._within == "h1"):
            self._titles[self._within] = self._titles.get(self._within, "") + data
        elif not self._skipping:
            self._parts.append(re.sub(r"\s+", " ", data))

    def _meta(self, known: dict[str, str]) -> None:
        name = known.get("property") or known.get("name") or known.get("itemprop") or ""
        if name in ("article:published_time", "datePublished", "date", "pubdate", "DC.date.issued"):
            self.published = known.get("content") or self.published
        if name == "og:title":
            self._meta_title = known.get("content")
        if name == "og:site_name":
            self.site = " ".join(known.get("content", "").split())[:80] or None

    def headline(self) -> str | None:
        """Return the article's title: its heading, else what the page calls itself."""
        for title in (self._titles.get("h1"), self._meta_title, self._titles.get("title")):
            plain = " ".join((title or "").split())
            if plain:
                return plain
        return None

    def text(self) -> str:
        """Return the text, a block a line."""
        return "".join(self._parts)


def _is_around(tag: str, known: dict[str, str]) -> bool:
    """Tell by its names whether an element stands around the article: a menu, teasers, readers' comments."""
    if tag in _ARTICLE or known.get("itemprop") == "articleBody":
        return False
    if known.get("role") in ("navigation", "banner", "contentinfo", "complementary", "search"):
        return True
    if known.get("aria-hidden") == "true" or "hidden" in known:
        return True
    return bool(_AROUND.search(f"{known.get('class', '')} {known.get('id', '')}"))


def read_page(text: str) -> Page:
    """Return a page, read."""
    page = Page()
    page.feed(text)
    page.close()
    return page
