"""What of a page is its own text, and which sentences tell of an event."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.documents import document
from bot.policy.documents.furniture import is_furniture
from bot.policy.documents.past import past_facts
from bot.policy.documents.prose import Sentence, core, is_comment, pieces, sentences_of
from bot.policy.documents.written_days import Written, dated, dateline, day_line, yearless

BODY = "The army held a drill on the coast with tanks and rocket launchers under the leader's eye."


def texts(cleaned: document.Cleaned) -> tuple[str, ...]:
    """Return the text of a document's paragraphs."""
    return tuple(p.text for p in cleaned.paragraphs)


@pytest.mark.parametrize(
    "line",
    [
        "READ  A Quarrel in the Baltic: What Is Known So Far",
        "Read more: Ten things to know",
        "Advertisment",
        "Advertisement",
        "9 日前",
        "3 days ago",
        "2시간 전",
        "Share this article",
        "Photo: Reuters",
        "Korea...PoliticsNews...",
        "By Jane Writer",
        "© 2026 Example. All rights reserved.",
        "Subscribe to our newsletter",
    ],
)
def test_furniture_is_told_from_text(line: str) -> None:
    """Teasers, advertisements, relative dates of any language, credits."""
    assert is_furniture(line)
    assert texts(document.clean(f"{BODY}\n\n{line}\n\n{BODY}")) == (BODY, BODY)


@pytest.mark.parametrize(
    "line", [BODY, "Readers of the order said that the unit had moved south before dawn on Monday."]
)
def test_sentences_are_not_furniture(line: str) -> None:
    """A sentence that begins with a word of a teaser stays."""
    assert not is_furniture(line)


def test_a_date_before_the_text_is_the_day_it_is_from() -> None:
    """Some scrapers leave it there, with the word `date`."""
    cleaned = document.clean(f" date 2024-03-16 {BODY}")
    assert (cleaned.published, texts(cleaned)) == ("2024-03-16", (BODY,))


def test_a_day_that_is_none_dates_nothing() -> None:
    """And does not stop the reading."""
    cleaned = document.clean(f" date 2024-99-99 {BODY}")
    assert (cleaned.published, texts(cleaned)) == (None, (BODY,))


def test_captions_headings_and_blurbs_are_left_out_and_the_headline_is_kept() -> None:
    """The longest line before the text is its title; a picture's description is not."""
    text = f"aerial photography of a grey harbour at night\n\nSite Name\n\nA Surge of Flights over the North!\n\n{BODY}\n\nWhat comes next\n\n  • Fido\n\nFido is a dog."
    cleaned = document.clean(text)
    assert (cleaned.title, texts(cleaned)) == ("A Surge of Flights over the North!", (BODY,))


def test_sentences_do_not_end_at_abbreviations() -> None:
    """U.S., Gen. and initials are inside a sentence."""
    found = document.sentences("Gen. Kim met U.S. envoys in the capital. They left on Oct. 3. It rained.")
    assert found == ("Gen. Kim met U.S. envoys in the capital.", "They left on Oct. 3.", "It rained.")


def test_comment_is_no_telling_but_a_clause_of_it_may_be() -> None:
    """What was done is told, with the person instead of the pronoun; what it means is not."""
    sentence = "Kim's visit underscored the growing emphasis on readiness, as he watched gunners fire at sea targets."
    told = next(pieces([Sentence(sentence, 0, 0)], {"Kim": "Kim Jong Un"}))
    assert told.text == "Kim Jong Un watched gunners fire at sea targets."
    assert told.quote == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "Such a step could lead to a wider war in the region.",
        "Analysts say the tests will go on.",
        "In recent years the North has built more launchers.",
        "Will the talks resume?",
    ],
)
def test_expectation_and_opinion_tell_nothing(sentence: str) -> None:
    """Neither as a whole nor in parts."""
    assert list(pieces([Sentence(sentence, 0, 0)], {})) == []


def test_the_month_of_may_and_military_might_are_no_expectation() -> None:
    """Words that only look like it."""
    assert not is_comment("On May 9 the leader visited an embassy.")
    assert not is_comment("In a show of military might and resolve the army fired rockets.")


def test_past_years_are_read_with_what_happened_in_them() -> None:
    """A list of years is a fact for each."""
    found = list(past_facts(["Its path led through nuclear tests in 2006, 2009, and later years."]))
    assert [f.year for f in found] == ["2006", "2009"]
    assert all("nuclear tests" in f.kinds for f in found)


def test_a_year_before_its_kind_is_read_too() -> None:
    """As in the 2006 nuclear test."""
    (fact,) = past_facts(["It began with the 2006 nuclear test, and went on."])
    assert fact.year == "2006"
    assert "nuclear test" in fact.kinds


@pytest.mark.parametrize(
    ("sentence", "plain"),
    [
        (
            "In a striking turn of events, the North\u2014a closed land\u2014has fired two rockets at the sea.",
            "The North has fired two rockets at the sea.",
        ),
        (
            "Gunners of the North fired at an island, underscoring how tense things are.",
            "Gunners of the North fired at an island.",
        ),
        (
            "In recent years, the North has fired many rockets at the sea.",
            "In recent years, the North has fired many rockets at the sea.",
        ),
        (
            "In Pyongyang, the leader met the envoy on Monday.",
            "In Pyongyang, the leader met the envoy on Monday.",
        ),
    ],
)
def test_ornament_and_meaning_are_taken_off(sentence: str, plain: str) -> None:
    """What says where, when or how often stays."""
    assert core(sentence) == plain


def test_what_is_argued_with_or_stands_behind_is_a_mention() -> None:
    """A noun in passing opens no event."""
    found = list(
        pieces(
            [
                Sentence("The envoy's visit to Seoul on May 9 highlighted old ties.", 0, 0),
                Sentence("It was shown on the heels of Freedom Shield, the exercise of the allies.", 1, 0),
            ],
            {},
        )
    )
    mentioned = [p.text for p in found if not p.opens]
    assert "The envoy's visit to Seoul on May 9" in mentioned
    assert any("Freedom Shield" in m for m in mentioned)


def test_what_refers_back_opens_nothing_unless_it_says_its_day() -> None:
    """A launch with an article was told before; in the first sentence it is the news."""
    there, again, dated_ = (
        Sentence("The missile launch was seen from the coast of Japan.", 0, 0),
        Sentence("The missile launch was seen from the coast of Japan.", 5, 1),
        Sentence("The missile launch of Monday was seen from the coast of Japan.", 6, 1),
    )
    assert [p.opens for p in pieces([there, again, dated_], {})] == [True, False, True]


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("18 March 2024", "2024-03-18"),
        ("March 18, 2024", "2024-03-18"),
        ("Monday, 18 March 2024", "2024-03-18"),
        ("2024.03.18.", "2024-03-18"),
        ("2024\ub144 3\uc6d4 18\uc77c", "2024-03-18"),
        ("March 2024", "2024-03"),
        ("2024", "2024"),
        ("31 February 2024", None),
        ("In March 2024 it rained", None),
    ],
)
def test_a_line_that_is_only_a_day_is_read(line: str, value: str | None) -> None:
    """In the forms people write; a day that is none is not read."""
    found = day_line(line)
    assert (found.value if found else None) == value


def test_the_line_of_a_chronicle_begins_with_its_day() -> None:
    """A dash or colon stands between."""
    found = dateline("\u2022 18 March 2024 \u2013 North Korea fires a missile")
    assert found is not None
    assert (found[0].value, found[1]) == ("2024-03-18", "North Korea fires a missile")
    assert dateline("18 March 2024 was a cold day in the north.") is None


def test_a_heading_dates_the_sentences_below_it() -> None:
    """A whole day, a year for a day without one, nothing where the sentence says its own."""
    text = "2023\nOn April 13 the North fired a missile over the sea.\nIn May 2022 it had fired another of the kind.\nA day later\nThe North was quiet in all of its ports and bases."
    said = [s.text for s in sentences_of(document.clean(text).paragraphs, 10)]
    assert said[0] == "On April 13, 2023 the North fired a missile over the sea."
    assert said[1] == "In May 2022 it had fired another of the kind."
    assert said[2] == "The North was quiet in all of its ports and bases."


def test_a_day_without_a_year_is_known_as_one() -> None:
    """Not where a year is named."""
    found = yearless("A visit on May 9th was noted.")
    assert found is not None
    assert found[1] == "05-09"
    assert yearless("A visit on May 9, 2025 was noted.") is None
    assert (
        dated("The North fired.", Written("2024-03-18", "18 March 2024"))
        == "The North fired on 18 March 2024."
    )


def test_teasers_under_a_heading_of_their_own_and_readers_comments_are_left_out() -> None:
    """Until the text goes on; after the comments nothing does."""
    more = "The army went home at night. It had been a long day for all of its men."
    text = f"{BODY}\nRelated articles\nThe North fires a rocket at the moon, the South says.\n{more}\n3 comments\n{BODY}"
    assert texts(document.clean(text)) == (BODY, more)


def test_the_day_beside_the_byline_is_the_documents_and_dates_no_sentence() -> None:
    """With or without a word before it."""
    for line in ("Published: 16 March 2024 09:12", "16 March 2024", "By Jane Writer | March 16, 2024"):
        cleaned = document.clean(f"A Drill in the West\n{line}\n{BODY}")
        assert cleaned.published == "2024-03-16"
        assert [p.dated for p in cleaned.paragraphs] == [None]


@given(st.text(max_size=400))
def test_any_text_can_be_cleaned(text: str) -> None:
    """No text makes it fail, and what stays was there."""
    cleaned = document.clean(text)
    joined = " ".join(text.split())
    assert all(" ".join(p.text.split()) in joined for p in cleaned.paragraphs)
    list(pieces(sentences_of(cleaned.paragraphs, 100), {"Kim": "Kim Jong Un"}))
