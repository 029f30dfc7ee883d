"""What `kp bench classify` measures with."""

from __future__ import annotations

import json
from itertools import islice

from bot.cli.bench.classify import _examples
from bot.nlp.gate import shipped_gate
from bot.nlp.jsonl import parse_line


def test_a_stream_repeats_no_item() -> None:
    """Thousands of lines come from the shipped examples, each with a text of its own."""
    korea, other = _examples()
    titles = [json.loads(line)["title"] for lines in (korea, other) for line in islice(lines, 3000)]
    assert len(set(titles)) == len(titles)


def test_the_two_streams_differ_in_what_they_are_about() -> None:
    """Nearly all of one passes the gate, nearly none of the other."""
    gate = shipped_gate()
    related = [sum(gate.check(parse_line(line)).open for line in islice(lines, 500)) for lines in _examples()]
    assert related[0] > 490
    assert related[1] < 25
