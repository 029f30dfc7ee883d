"""A calibration plot as SVG: how right a classifier is at each score, beside how right it says it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from bot.text import shorten

SIDE, LEFT, TOP, BELOW = 360, 64, 72, 116  # the square, and what stands around it
WIDTH, HEIGHT = LEFT + SIDE + 24, TOP + SIDE + BELOW
TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
STRIP = 40  # the height of the counts below


@dataclass(frozen=True, slots=True)
class Point:
    """Types that were given about the same score: their mean score, the share that is right, how many."""

    said: float
    right: float
    count: int


def reliability_svg(points: Sequence[Point], *, title: str, notes: Sequence[str] = ()) -> str:
    """Return the plot: a point a bin as large as its count, the diagonal it should lie on, and the counts.

    Args:
        points: what to draw, by rising score.
        title: one line above.
        notes: up to two lines below that.
    """
    size = f'width="{WIDTH}" height="{HEIGHT}"'
    font = 'font-family="system-ui, sans-serif" font-size="12"'
    named = f'role="img" aria-label={quoteattr(title)}'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {WIDTH} {HEIGHT}" {font} {named}>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        _text(LEFT, 24, shorten(title, 40), size=15, weight="600"),
        *(_text(LEFT, 42 + 16 * n, note, fill="#555") for n, note in enumerate(notes)),
        *_axes(),
        _line(_x(0), _y(0), _x(1), _y(1), "#999", dash="5 4"),
    ]
    if points:
        path = " ".join(f"{_x(p.said):.1f},{_y(p.right):.1f}" for p in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="#1264a3" stroke-width="1.5"/>')
    most = max((p.count for p in points), default=1)
    for point in points:
        parts += _point(point, most)
    parts.append(_text(LEFT + SIDE / 2, HEIGHT - 8, "score said, and how many types at it", anchor="middle"))
    turned = f'transform="rotate(-90 18 {TOP + SIDE / 2})"'
    parts.append(_text(18, TOP + SIDE / 2, "share that is right", anchor="middle", more=turned))
    return "\n".join([*parts, "</svg>", ""])


def _point(point: Point, most: int) -> list[str]:
    radius = 3 + 6 * (point.count / most) ** 0.5
    told = f"<title>said {point.said:.2f}, right {point.right:.2f}, {point.count} types</title>"
    foot = TOP + SIDE + 28 + STRIP
    high = max(1.0, STRIP * point.count / most)
    x = _x(point.said)
    return [
        f'<circle cx="{x:.1f}" cy="{_y(point.right):.1f}" r="{radius:.1f}" fill="#1264a3">{told}</circle>',
        f'<rect x="{x - 8:.1f}" y="{foot - high:.1f}" width="16" height="{high:.1f}" fill="#b8d4e8"/>',
        _text(x, foot + 14, str(point.count), anchor="middle", fill="#555", size=10),
    ]


def _axes() -> list[str]:
    parts = [f'<rect x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#333"/>']
    for tick in TICKS:
        x, y = _x(tick), _y(tick)
        parts += [
            _line(x, TOP, x, TOP + SIDE, "#e5e5e5"),
            _line(LEFT, y, LEFT + SIDE, y, "#e5e5e5"),
            _text(x, TOP + SIDE + 16, f"{tick:.1f}", anchor="middle"),
            _text(LEFT - 8, y + 4, f"{tick:.1f}", anchor="end"),
        ]
    return parts


def _x(value: float) -> float:
    return LEFT + SIDE * value


def _y(value: float) -> float:
    return TOP + SIDE * (1 - value)


def _line(x1: float, y1: float, x2: float, y2: float, stroke: str, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{stroke}"{dashed}/>'


def _text(
    x: float, y: float, text: str, *, anchor: str = "start", fill: str = "#1d1c1d", size: int = 12,
    weight: str = "normal", more: str = "",
) -> str:  # fmt: skip
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}" font-size="{size}"'
        f' font-weight="{weight}" {more}>{escape(text)}</text>'
    )
