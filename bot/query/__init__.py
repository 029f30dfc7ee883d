"""One grammar for the slash command, subscriptions, snoozes, the terminal and export."""

from bot.query.literal import parse_words
from bot.query.model import Query
from bot.query.nodes import All, And, Field, Node, Not, Or, Span, Words
from bot.query.parse import parse_query

__all__ = ["All", "And", "Field", "Node", "Not", "Or", "Query", "Span", "Words", "parse_query", "parse_words"]
