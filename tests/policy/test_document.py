"""What of a page is its own text, and which sentences tell of an event."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy import document

BODY = "The army held a drill on the coast with tanks and rocket launchers under the leader's eye."


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
    assert document.is_furniture(line)
    assert document.clean(f"{BODY}\n\n{line}\n\n{BODY}").paragraphs == (BODY, BODY)


@pytest.mark.parametrize(
    "line", [BODY, "Readers of the order said that the unit had moved south before dawn on Monday."]
)
def test_sentences_are_not_furniture(line: str) -> None:
    """A sentence that begins with a word of a teaser stays."""
    assert not document.is_furniture(line)


def test_a_date_before_the_text_is_the_day_it_is_from() -> None:
    """Some scrapers leave it there, with the word `date`."""
    cleaned = document.clean(f" date 2024-03-16 {BODY}")
    assert (cleaned.published, cleaned.paragraphs) == ("2024-03-16", (BODY,))


def test_captions_headings_and_blurbs_are_left_out_and_the_headline_is_kept() -> None:
    """The longest line before the text is its title; a picture's description is not."""
    text = f"aerial photography of a grey harbour at night\n\nSite Name\n\nA Surge of Flights over the North!\n\n{BODY}\n\nWhat comes next\n\n  • Fido\n\nFido is a dog."
    cleaned = document.clean(text)
    assert (cleaned.title, cleaned.paragraphs) == ("A Surge of Flights over the North!", (BODY,))


def test_sentences_do_not_end_at_abbreviations() -> None:
    """U.S., Gen. and initials are inside a sentence."""
    found = document.sentences(["Gen. Kim met U.S. envoys in the capital. They left on Oct. 3. It rained."])
    assert found == ("Gen. Kim met U.S. envoys in the capital.", "They left on Oct. 3.", "It rained.")


def test_comment_is_no_telling_but_a_clause_of_it_may_be() -> None:
    """What was done is told, with the person instead of the pronoun; what it means is not."""
    sentence = "Kim's visit underscored the growing emphasis on readiness, as he watched gunners fire at sea targets."
    (told,) = document.tellings([sentence], {"Kim": "Kim Jong Un"})
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
    assert list(document.tellings([sentence], {})) == []


def test_the_month_of_may_and_military_might_are_no_expectation() -> None:
    """Words that only look like it."""
    assert not document.is_comment("On May 9 the leader visited an embassy.")
    assert not document.is_comment("In a show of military might and resolve the army fired rockets.")


def test_past_years_are_read_with_what_happened_in_them() -> None:
    """A list of years is a fact for each."""
    found = list(document.past_facts(["Its path led through nuclear tests in 2006, 2009, and later years."]))
    assert [(f.words.split()[-2:], f.year) for f in found] == [
        (["nuclear", "tests"], "2006"), (["nuclear", "tests"], "2009"),
    ]  # fmt: skip


@given(st.text(max_size=400))
def test_any_text_can_be_cleaned(text: str) -> None:
    """No text makes it fail, and what stays was there."""
    cleaned = document.clean(text)
    joined = " ".join(text.split())
    assert all(" ".join(p.split()) in joined for p in cleaned.paragraphs)
    list(document.tellings(document.sentences(cleaned.paragraphs), {"Kim": "Kim Jong Un"}))
