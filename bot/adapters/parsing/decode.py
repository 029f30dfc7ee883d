"""Bytes of a feed to text: what they are, not only what they say they are.

Feedparser takes a label at its word, and the labels are often wrong: bytes said to be EUC-KR hold
the larger CP949, and most documents that name an old charset have long been UTF-8.
"""

from __future__ import annotations

import codecs
import re

_BOMS = (  # the longer first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# documents without a mark, by how "<?" or "<r" looks in each family
_SIGNS = (
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
    (b"\x4c\x6f\xa7\x94", "cp037"),  # EBCDIC: its declaration names the right one
)
# labels that mean more than they say (the WHATWG Encoding Standard's table, and Python's names)
_WIDER = {
    "euc_kr": "cp949",
    "johab": "johab",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
}
_SEVEN_BIT = ("iso2022", "hz", "utf-7")  # valid ASCII, and valid UTF-8 for that, yet neither
_DECLARED = re.compile(r"""<\?xml[^>]{0,200}?encoding\s*=\s*["']\s*([\w.:-]+)\s*["']""")
_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]{0,1000}\?>")
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
# what XML 1.0 does not allow; one of them makes a strict parser refuse all of it
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BAD_REFERENCE = re.compile(
    r"&#(?:x0*(?:[0-8bcef]|1[0-9a-f]|d[89a-f][0-9a-f]{2}|fff[ef])|0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45]));",
    re.IGNORECASE,
)


def decode(body: bytes, content_type: str | None = None, *, guess: str | None = None) -> str:
    """Return the text of a document, without byte-order mark, XML declaration and forbidden characters.

    A byte-order mark is believed, then strict UTF-8, then the declaration, the header and the guess.

    Args:
        body: as it was served.
        content_type: the header, whose charset may tell.
        guess: a charset to try when none of these fits (the feed's language's).
    """
    return decoded(body, content_type, guess=guess)[0]


def decoded(body: bytes, content_type: str | None = None, *, guess: str | None = None) -> tuple[str, str]:
    """Return a document's text as `decode` does, and what it was read as, in words for people.

    Args:
        body: as it was served.
        content_type: the header, whose charset may tell.
        guess: a charset to try when none of these fits.
    """
    text, name = _decoded(body, content_type, guess)
    text = _DECLARATION.sub("", text.lstrip("\ufeff"), count=1)
    label = next((label for label in _labels(body, content_type) if label), None)
    words = name.upper()
    if label and codec_name(label) != codec_name(name) and not name.startswith(("utf-16", "utf-32")):
        words += f", though it says {label}"
    elif label and _plain_name(label) not in {_plain_name(name), None}:
        words += f", which is what {label} often means"
    return _BAD_REFERENCE.sub("", _FORBIDDEN.sub("", text)), words


def codec_name(label: str | None) -> str | None:
    """Return Python's name of a charset label, the wider one where labels are known to lie; None for unknown."""
    if not label:
        return None
    cleaned = label.strip().lower()
    if cleaned.replace("-", "_") in {
        "ks_c_5601_1987",
        "ks_c_5601_1989",
        "ksc5601",
        "ksc_5601",
        "korean",
        "uhc",
    }:
        return "cp949"
    try:
        info = codecs.lookup(cleaned)
    except (LookupError, ValueError):
        return None
    if not getattr(info, "_is_text_encoding", True):  # base64, rot13, zip: no charsets
        return None
    return _WIDER.get(info.name, info.name)


def _labels(body: bytes, content_type: str | None) -> list[str | None]:
    """Return the charsets that a document and its header name."""
    header = _CHARSET.search(content_type or "")
    declared = _DECLARED.search(body[:400].decode("latin-1"))
    return [declared[1] if declared else None, header[1] if header else None]


def _plain_name(label: str) -> str | None:
    try:
        return codecs.lookup(label).name
    except (LookupError, ValueError):
        return None


def _decoded(body: bytes, content_type: str | None, guess: str | None) -> tuple[str, str]:
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body.decode(name, errors="replace"), name.removesuffix("-sig")
    start = body.lstrip(b" \t\r\n") if body[:1].isspace() else body
    for sign, name in _SIGNS:
        if start.startswith(sign):
            return _by_sign(body, name)
    said = [codec_name(label) for label in _labels(body, content_type)]
    seven = next((name for name in said if name and name.startswith(_SEVEN_BIT)), None)
    order = [seven, "utf-8", *said, codec_name(guess)]
    for name in dict.fromkeys(n for n in order if n):
        try:
            return body.decode(name), name
        except (UnicodeDecodeError, UnicodeError):
            continue
    return _least_damage(body, [n for n in order if n])


def _by_sign(body: bytes, name: str) -> tuple[str, str]:
    text = body.decode(name, errors="replace")
    if name == "cp037":
        declared = _DECLARED.search(text[:400])
        name = (codec_name(declared[1]) if declared else None) or name
        text = body.decode(name, errors="replace")
    return text, name


def _least_damage(body: bytes, names: list[str]) -> tuple[str, str]:
    """Return the reading with the fewest replaced characters: a few bad bytes must not cost a feed."""
    readings = ((body.decode(name, errors="replace"), name) for name in dict.fromkeys([*names, "cp1252"]))
    text, name = min(readings, key=lambda reading: reading[0].count("\ufffd"))
    if text.count("\ufffd") * 50 > len(text):
        return body.decode("latin-1"), "latin-1"
    return text, name
