"""Pictures of screens made small: few colours, as a screen has few. The browser reads and counts the pixels."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import Any

from playwright.sync_api import Page

_REDUCE = """async (file) => {
  const picture = await createImageBitmap(await (await fetch(file)).blob());
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const pen = canvas.getContext("2d");
  pen.drawImage(picture, 0, 0);
  const { data } = pen.getImageData(0, 0, picture.width, picture.height);
  const colour = (i) => (data[i] << 16) | (data[i + 1] << 8) | data[i + 2];
  const counts = new Map();
  for (let i = 0; i < data.length; i += 4) counts.set(colour(i), (counts.get(colour(i)) || 0) + 1);
  const often = [...counts.entries()].sort((a, b) => b[1] - a[1]).map(([one]) => one);
  const parts = (one) => [one >> 16, (one >> 8) & 255, one & 255];
  const far = (one, other) => parts(one).reduce((sum, part, i) => sum + (part - parts(other)[i]) ** 2, 0);
  const kept = [];
  for (const least of [300, 0]) {
    for (const one of often) if (kept.length < 128 && kept.every((other) => far(one, other) > least)) kept.push(one);
  }
  const nearest = new Map(often.map((one) => [one, kept.reduce((best, _, i) => (far(one, kept[i]) < far(one, kept[best]) ? i : best), 0)]));
  const pixels = new Uint8Array(data.length / 4);
  for (let i = 0; i < pixels.length; i += 1) pixels[i] = nearest.get(colour(4 * i));
  let text = "";
  for (const one of pixels) text += String.fromCharCode(one);
  return { width: picture.width, height: picture.height, colours: kept.map(parts), pixels: btoa(text) };
}"""


def small(png: bytes, page: Page) -> bytes:
    """Return a picture with 128 colours at most.

    Args:
        png: the picture.
        page: any page; its browser reads the pixels.
    """
    file = "data:image/png;base64," + base64.b64encode(png).decode()
    found: dict[str, Any] = page.evaluate(_REDUCE, file)
    width, height = found["width"], found["height"]
    pixels = base64.b64decode(found["pixels"])
    lines = b"".join(b"\0" + pixels[row * width : (row + 1) * width] for row in range(height))
    colours = b"".join(bytes(colour) for colour in found["colours"])
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", head), (b"PLTE", colours), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
