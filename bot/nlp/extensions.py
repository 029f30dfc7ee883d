"""What our components note on a spaCy document, registered once when the package is imported.

doc._.kp_title_end   characters of the text that are the title
doc._.kp_pieces      the tokens as plain lists (bot.nlp.extensions.Pieces)
doc._.kp_units       words and phrases with their classes (bot.nlp.tagging)
doc._.kp_classes     classes by character offset
doc._.kp_clauses     sentences, their background apart (bot.nlp.clauses)
doc._.kp_hits        triggers found (bot.nlp.rules)
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc

for _name, _default in (
    ("kp_title_end", 0),
    ("kp_pieces", None),
    ("kp_units", ()),
    ("kp_classes", None),
    ("kp_clauses", ()),
    ("kp_hits", ()),
):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=_default)


@dataclass(frozen=True, slots=True)
class Pieces:
    """A document's text and tokens as plain lists: asking spaCy for each again costs more than reading it."""

    text: str
    words: list[str]
    lower: list[str]
    starts: list[int]  # the character each begins at

    def end(self, number: int) -> int:
        """Return the character after a token."""
        return self.starts[number] + len(self.words[number])


def pieces_of(doc: Doc) -> Pieces:
    """Return the text and tokens of a document, read from it once."""
    known: Pieces | None = doc._.kp_pieces
    if known is None:
        words, starts = [], []
        for token in doc:
            words.append(token.text)
            starts.append(token.idx)
        known = Pieces(doc.text, words, [word.lower() for word in words], starts)
        doc._.kp_pieces = known
    return known
