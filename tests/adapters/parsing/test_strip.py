"""HTML to plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.parsing.strip import MAX_SUMMARY, plain, summary_text, title_text


@pytest.mark.parametrize(
    ("markup", "seen"),
    [
        ("<script>alert(1)</script>N. Korea fires", "N. Korea fires"),
        ("AT&amp;T & <b>bold</b>", "AT&T & bold"),
        ("N.&nbsp;Korea&#8217;s &#x201C;new&#x201D;", "N. Korea’s “new”"),
        ("3 < 5 and <Hwasong-18> flies", "3 < 5 and <Hwasong-18> flies"),
        ("<속보> 북한 미사일", "<속보> 북한 미사일"),
        ("&lt;p&gt;escaped twice&lt;/p&gt;", "escaped twice"),
        ("one<br>two<p>three</p>", "one two three"),
        ("<a href='javascript:x()'>link</a>", "link"),
        ("<style>p{}</style><!-- note -->text", "text"),
        ("before <script>never closed", "before"),
        ("cut within <a href='https://x", "cut within"),
        ("<![CDATA[inner]]>", "inner"),
        ("Q&A tonight", "Q&A tonight"),
        ("a\u200b\u202eb\x00c\nd", "abc d"),
        (None, ""),
    ],
)
def test_what_a_reader_sees_is_kept(markup: str | None, seen: str) -> None:
    """Markup goes, words that only look like markup stay."""
    assert plain(markup) == seen


def test_what_blog_software_adds_goes() -> None:
    """It is no news that a post appeared."""
    added = "Kim visits a site.<p>The post <a href='x'>Kim visits</a> appeared first on <a href='y'>Example</a>.</p>"
    assert summary_text(added) == "Kim visits a site."
    assert (
        summary_text("Kim visits a site. [&#8230;] Continue reading Kim visits &#8594;")
        == "Kim visits a site."
    )


def test_long_texts_are_cut() -> None:
    """A teaser is kept, not a book."""
    assert len(summary_text("word " * 10_000)) <= MAX_SUMMARY
    assert title_text("x" * 10_000).endswith("…")


@given(st.text(alphabet="<>/!-[]&;#xscriptCDATA \"'=ab", max_size=200))
def test_no_markup_raises_or_leaves_a_script(text: str) -> None:
    """Feeds hold broken HTML of every kind."""
    assert "<script>" not in plain(text)
