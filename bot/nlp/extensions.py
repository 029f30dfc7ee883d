"""What our components note on a spaCy document, registered once when the package is imported.

doc._.kp_title_end   characters of the text that are the title
doc._.kp_units       words and phrases with their classes (bot.nlp.tagging)
doc._.kp_classes     classes by character offset
doc._.kp_clauses     sentences, their background apart (bot.nlp.clauses)
doc._.kp_hits        triggers found (bot.nlp.rules)
"""

from __future__ import annotations

from spacy.tokens import Doc

for _name, _default in (
    ("kp_title_end", 0),
    ("kp_units", ()),
    ("kp_classes", None),
    ("kp_clauses", ()),
    ("kp_hits", ()),
):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=_default)
