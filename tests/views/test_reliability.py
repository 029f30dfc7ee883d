"""The calibration plot."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from bot.views.reliability import HEIGHT, SIDE, TOP, WIDTH, Point, reliability_svg

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*points: Point, title: str = "mine.jsonl") -> ET.Element:
    """The plot of some points, read again."""
    return ET.fromstring(reliability_svg(points, title=title, notes=("3 items",)))  # noqa: S314 - our own


def test_a_point_stands_where_it_says() -> None:
    """Right across is what was said, up is what was right."""
    circle = drawn(Point(0.5, 1.0, 3)).find(f"{SVG}circle")
    assert circle is not None
    assert float(circle.get("cy", "")) == TOP
    circle = drawn(Point(0.5, 0.0, 3)).find(f"{SVG}circle")
    assert circle is not None
    assert float(circle.get("cy", "")) == TOP + SIDE


def test_more_types_are_a_larger_point_with_their_count_below() -> None:
    """So that a bin of three is not read as one of three hundred."""
    picture = drawn(Point(0.6, 0.5, 3), Point(0.95, 0.9, 300))
    small, large = (float(c.get("r", "")) for c in picture.findall(f"{SVG}circle"))
    assert small < large
    assert {"3", "300"} <= {t.text for t in picture.findall(f"{SVG}text")}


@pytest.mark.parametrize("points", [(), (Point(0.0, 0.0, 1), Point(1.0, 1.0, 9))])
def test_everything_stays_inside_the_picture(points: tuple[Point, ...]) -> None:
    """Also at the corners, also with nothing to draw."""
    for each in drawn(*points).iter():
        x, y = each.get("x") or each.get("cx"), each.get("y") or each.get("cy")
        assert x is None or 0 <= float(x) <= WIDTH
        assert y is None or 0 <= float(y) <= HEIGHT


def test_a_title_may_hold_anything() -> None:
    """A file's name is escaped."""
    assert drawn(title='a<b>&"c".jsonl').get("aria-label") == 'a<b>&"c".jsonl'
