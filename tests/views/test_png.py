"""A chart is a picture that any program opens, whatever it counts and however it is called."""

from __future__ import annotations

import struct
import zlib

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.views.charts import LINES, StatsModel
from bot.views.png import WIDTH, chart_png


def pixels(png: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Read a PNG of this project's kind: one IDAT chunk, 8 bits a channel, no filters."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    at, found = 8, {}
    while at < len(png):
        (size,), kind = struct.unpack(">I", png[at : at + 4]), png[at + 4 : at + 8]
        data = png[at + 8 : at + 8 + size]
        (check,) = struct.unpack(">I", png[at + 8 + size : at + 12 + size])
        assert check == zlib.crc32(kind + data)
        found[kind] = data
        at += 12 + size
    width, height, bits, colours, *_ = struct.unpack(">IIBBBBB", found[b"IHDR"])
    assert (bits, colours, list(found)) == (8, 2, [b"IHDR", b"IDAT", b"IEND"])
    lines = np.frombuffer(zlib.decompress(found[b"IDAT"]), np.uint8).reshape(height, width * 3 + 1)
    assert not lines[:, 0].any()
    return lines[:, 1:].reshape(height, width, 3)


def _model(rows: tuple[tuple[str, int], ...], by: str = "place") -> StatsModel:
    return StatsModel("", "everything", by, rows, sum(n for _, n in rows))


def test_a_bar_is_as_long_as_its_number() -> None:
    """Half as many is half as long; none is no bar."""
    image = pixels(chart_png(_model((("Sunan", 40), ("Wonsan", 20), ("Sohae", 0)))))
    blue = (image == (18, 100, 163)).all(axis=2).sum(axis=1)
    first, second = sorted(set(blue.tolist()), reverse=True)[:2]
    assert abs(first - 2 * second) <= 2
    assert set(blue.tolist()) == {0, first, second}


def test_a_long_chart_is_cut_where_the_text_is() -> None:
    """As many rows as the text chart has."""
    years = tuple((str(year), 1) for year in range(1900, 2027))
    assert len(pixels(chart_png(_model(years, "year")))) < LINES * 40 + 250


@settings(max_examples=10, deadline=None)
@given(
    st.lists(st.tuples(st.text(max_size=60), st.integers(0, 10**7)), max_size=5),
    st.text(max_size=300),
)
def test_anything_can_be_drawn(rows: list[tuple[str, int]], said: str) -> None:
    """Names in other scripts, empty ones, very large numbers."""
    image = pixels(chart_png(StatsModel("", said, "type", tuple(rows), 1)))
    assert image.shape[1] == WIDTH
