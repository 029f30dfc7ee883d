"""Bytes to text."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.parsing.decode import codec_name, decode

KOREAN = "<rss><title>북한, 펲시 미사일 똠방각하</title></rss>"  # with syllables that only CP949 has


def labelled(text: str, label: str, codec: str) -> bytes:
    """A document that says `label` and is `codec`."""
    return f'<?xml version="1.0" encoding="{label}"?>{text}'.encode(codec)


@pytest.mark.parametrize("label", ["euc-kr", "EUC-KR", "ks_c_5601-1987", "ksc5601", "korean"])
def test_cp949_under_a_smaller_label_is_read(label: str) -> None:
    """Korean outlets say EUC-KR and write CP949."""
    assert decode(labelled(KOREAN, label, "cp949")) == KOREAN


@pytest.mark.parametrize("label", ["euc-kr", "iso-8859-1", "utf-16", "nonsense"])
def test_utf_8_is_utf_8_whatever_the_label(label: str) -> None:
    """Most documents that name an old charset have long been UTF-8."""
    assert decode(labelled(KOREAN, label, "utf-8")) == KOREAN


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("shift_jis", "cp932", "<t>北朝鮮①</t>"),
        ("gb2312", "gb18030", "<t>朝鲜導彈</t>"),
        ("windows-1252", "cp1252", "<t>“quoted” – caf\u00e9</t>"),
        ("iso-8859-1", "cp1252", "<t>“quoted”</t>"),
        ("iso-2022-jp", "iso-2022-jp", "<t>北朝鮮</t>"),
        ("koi8-r", "koi8-r", "<t>ракета</t>"),
    ],
)
def test_declared_charsets_are_read(label: str, codec: str, text: str) -> None:
    """The wider one where a label says less than is meant; seven-bit ones, though they pass for UTF-8."""
    assert decode(labelled(text, label, codec)) == text


def test_the_header_tells_where_the_document_does_not() -> None:
    """And the feed's language, where neither does."""
    body = KOREAN.encode("cp949")
    assert decode(body, "text/xml; charset=euc-kr") == KOREAN
    assert decode(body, "text/xml", guess="cp949") == KOREAN


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-le"])
def test_marks_and_families_are_recognised(codec: str) -> None:
    """With a byte-order mark or without."""
    assert decode(KOREAN.encode(codec)) == KOREAN


def test_a_few_bad_bytes_cost_a_few_characters() -> None:
    """Not the feed."""
    body = b"<t>" + "북한 미사일".encode() * 50 + b"\xff</t>"
    assert decode(body).count("\ufffd") == 1


def test_what_xml_forbids_is_left_out() -> None:
    """One control character makes strict parsers refuse a document."""
    assert decode(b"<t>a\x00\x0b&#x0;&#11;b&#10;</t>") == "<t>ab&#10;</t>"


def test_labels_that_are_no_charset_are_unknown() -> None:
    """`base64` and `zip` are codecs of Python's, too."""
    assert [codec_name(label) for label in ("base64", "rot13", "zip", "unknown", "", None)] == [None] * 6


@given(
    st.binary(max_size=400),
    st.sampled_from([None, "text/xml; charset=utf-16", "charset=euc-kr", "charset=\x00"]),
)
def test_no_bytes_raise(body: bytes, header: str | None) -> None:
    """Whatever a server sends."""
    assert not decode(codecs.BOM_UTF8 + body, header).startswith("\ufeff<")
    decode(body, header)
