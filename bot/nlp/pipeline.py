"""Builds the spaCy pipeline that recognition runs on.

A blank English tokenizer (it also splits Korean at spaces, which is all that is asked of it), then
components of our own: kp_words → kp_clauses → kp_rules. No model of spaCy is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc

import bot.nlp.clauses
import bot.nlp.extensions
import bot.nlp.rules
import bot.nlp.tagging  # noqa: F401  (each registers its component)
from bot.model.verdict import Item
from bot.nlp.rules import RuleFinder

COMPONENTS = ("kp_words", "kp_clauses", "kp_rules")
SUMMARY_LIMIT = 700  # characters of a summary that are read: its first sentences carry the news


def build_pipeline() -> Language:
    """Return the pipeline over the shipped vocabulary and types."""
    nlp = spacy.blank("en")
    for component in COMPONENTS:
        nlp.add_pipe(component)
    return nlp


@cache
def shipped_pipeline() -> Language:
    """Return the shipped pipeline, built once a process."""
    return build_pipeline()


def rule_finder(nlp: Language) -> RuleFinder:
    """Return the rules component of a pipeline."""
    component = nlp.get_pipe("kp_rules")
    if not isinstance(component, RuleFinder):
        raise TypeError("The pipeline's kp_rules is another component.")
    return component


def read_items(nlp: Language, items: Iterable[Item]) -> Iterator[Doc]:
    """Yield the parsed document of each item: its title, a line end, and the start of its summary."""
    return nlp.pipe(make_doc(nlp, item) for item in items)


def make_doc(nlp: Language, item: Item) -> Doc:
    """Return an item's text tokenized, with the end of its title marked."""
    doc = nlp.make_doc(f"{item.title}\n{item.summary[:SUMMARY_LIMIT]}" if item.summary else item.title)
    doc._.kp_title_end = len(item.title) + 1
    return doc
