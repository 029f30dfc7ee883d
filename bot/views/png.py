"""A chart as a PNG file, drawn without a graphics library.

A chart is rectangles and letters. The rectangles are slices of an array, the letters come from
`seeds/chart/letters.npz` (see the notice beside it), and a PNG is its pixels through zlib. Pillow or
matplotlib would be the biggest thing the bot carries beside its model, for one command.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from unicodedata import normalize

import numpy as np
import numpy.typing as npt

import seeds
from bot.text import shorten
from bot.views.charts import LINES, StatsModel, shown_rows, stats_heading, stats_note

Pixels = npt.NDArray[np.uint8]

WIDTH = 1200
_EDGE = 40
_ROW = 40  # from one bar to the next
_BAR = 26
_LABEL = 330  # at most, for the names beside the bars
_INK, _FAINT, _FILL, _LINE = (29, 28, 29), (97, 96, 97), (18, 100, 163), (210, 210, 210)


@dataclass(frozen=True)
class _Letters:
    """Letters of one size, side by side; each column range is one."""

    pixels: Pixels
    ranges: dict[str, tuple[int, int]]

    def of(self, text: str) -> Pixels:
        """Return a line of text as how dark each pixel is; a letter that is not known is a "?"."""
        known = [c if c in self.ranges else normalize("NFKD", c)[0] for c in text]
        spans = [self.ranges.get(c, self.ranges["?"]) for c in known]
        return np.concatenate([self.pixels[:, :0], *(self.pixels[:, a:b] for a, b in spans)], axis=1)

    def wrapped(self, text: str, width: int) -> list[str]:
        """Return a text as lines that are no wider than so many pixels."""
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and self.of(longer).shape[1] > width:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines


def chart_png(model: StatsModel) -> bytes:
    """Return counts as a picture of bars with their names and numbers.

    Args:
        model: the counts; of many rows the ones that a chart shows.

    Returns:
        A PNG file, 1,200 pixels wide, 8 bits a channel.
    """
    rows = shown_rows(model, LINES)
    title = _letters("title").wrapped(stats_heading(model), WIDTH - 2 * _EDGE)
    note = _letters("body").wrapped(stats_note(model), WIDTH - 2 * _EDGE)
    top = _EDGE + 42 * len(title) + (34 * len(note) if note != [""] else 0) + 22
    canvas = np.full((top + _ROW * max(len(rows), 1) + _EDGE, WIDTH, 3), 255, dtype=np.uint8)
    y = _EDGE
    for line in title:
        _write(canvas, "title", line, _EDGE, y, _INK)
        y += 42
    for line in note:
        _write(canvas, "body", line, _EDGE, y, _FAINT)
        y += 34
    _bars(canvas, rows, top)
    return _encoded(canvas)


def _bars(canvas: Pixels, rows: tuple[tuple[str, int], ...], top: int) -> None:
    names = [shorten(label, 30) for label, _ in rows]
    wide = min(max((_letters("body").of(name).shape[1] for name in names), default=0), _LABEL)
    left = _EDGE + wide + 18
    most = max((n for _, n in rows), default=0) or 1
    room = WIDTH - _EDGE - left - _letters("body").of(f" {most:,}").shape[1] - 14
    canvas[top : top + _ROW * len(rows), left - 2 : left] = _LINE
    for i, (name, (_, n)) in enumerate(zip(names, rows, strict=True)):
        y = top + i * _ROW + (_ROW - _BAR) // 2
        drawn = _letters("body").of(name)[:, :wide]
        _write(canvas, "body", name, left - 18 - drawn.shape[1], y - 1, _INK)
        long = max(round(n / most * room), 2 if n else 0)
        canvas[y : y + _BAR, left : left + long] = _FILL
        _write(canvas, "body", f"{n:,}", left + long + 10, y - 1, _INK)


def _write(canvas: Pixels, size: str, text: str, x: int, y: int, ink: tuple[int, int, int]) -> None:
    """Draw a line of text with its upper left corner at a point; what does not fit is cut off."""
    dark = _letters(size).of(text)[: canvas.shape[0] - y, : canvas.shape[1] - x, None].astype(np.uint16)
    at = canvas[y : y + dark.shape[0], x : x + dark.shape[1]]
    at[:] = (at * (255 - dark) + np.array(ink, dtype=np.uint16) * dark) // 255


@cache
def _letters(size: str) -> _Letters:
    with seeds.folder("chart", "letters.npz").open("rb") as file:
        held = np.load(file, allow_pickle=False)
        ends = [int(at) for at in held[f"{size}_at"]]
        ranges = dict(zip(held["letters"].tolist(), pairwise(ends), strict=True))
        return _Letters(held[size], ranges)


def _encoded(canvas: Pixels) -> bytes:
    """Return pixels as a PNG file. Source: PNG specification, third edition, sections 5 and 11."""
    height, width, _ = canvas.shape
    lines = b"".join(b"\0" + line.tobytes() for line in canvas)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(lines, 9))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
