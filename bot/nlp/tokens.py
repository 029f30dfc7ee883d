"""Cuts text into the pieces names are made of, the same for a gazetteer alias and for an article.

Letters lose case and accents (Wŏnsan = Wonsan), a figure stands alone (KN23 = KN-23 = KN 23), a
possessive is dropped, and Korean particles are told from the word that carries them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_PIECE = re.compile(
    r"(?P<hangul>[가-힣]+)|(?P<han>[\u4e00-\u9fff])|(?P<digit>\d+)|(?P<word>[^\W\d_가-힣\u4e00-\u9fff]+(?:['’ʼ`][^\W\d_가-힣\u4e00-\u9fff]+)*)"
)
_POSSESSIVE = re.compile(r"['’ʼ`]s$", re.IGNORECASE)

# What may follow a name inside one Korean word: particles, and the noun endings of news style.
_PARTICLES = frozenset(
    "이 가 은 는 을 를 의 에 에서 에게 에게서 으로 로 와 과 도 만 까지 부터 보다 처럼 이나 나 이라 라 이라고 라고 이며 며 "
    "이고 고 인 이란 란 측 측이 측은 측의 측에 군 군이 군은 군의 군에 군과 산 산이 시 시의 도 도의 군수 발 발표 제 식 형 형이 형은 형을 형의 호 호가 호는 호를 호의 호에 "
    "급 급의 항 항에 항에서 항을 역 역에 역에서 내 내에 내에서 행 행을 간 간의 당국 당국이 당국은 당국의 당국자 당국자는 정부 정부가 정부는 정부의 정권 정권이 정권의 "
    "외무성 외무성이 외무성은 외교부 외교부는 국방부 국방부는 대통령 대통령이 대통령은 대통령의 대통령실 대통령실은 총리 총리가 총리는 "
    "주민 주민이 주민들 주민들이 병사 병사가 인민군 선박 선박이 국적 국적의 외교 외교가 방송 방송은 매체 매체가 매체는 언론 언론은 "
    "지역 지역에서 지역에 일대 일대에서 일대에 인근 인근에서 부근 부근에서 방면 쪽 쪽으로 상공 상공에서 해상 해상에서 해상으로 앞바다 비행장 공항 공항에서 일원 "
    "미사일 미사일이 미사일을 로켓 위성 위성이 이다 였다 이었다 입니다 에는 에도 에선 에서는 에서도 으로는 로는 로의 으로의 으로부터 로부터 에만 뿐 및 등 등이 등은 등을 등의 등에 "
    "인들 인이 사람 여성 남성 국민 국민이 대사 대사가 대사관 대사관에 대사관은 특사 특사가 파병 파병군 핵 핵은 핵을 핵문제 핵실험 정상 정상이 정상회담 정상회담을 정상회담이 "
    "전 전에 훈련 훈련이 훈련을 훈련은 연습 연습을 연습이 특구 특별시 직할시 국경 국경에서 접경 관계 관계가 관계는 관계를 협력 무역 교역 합의 대화 대화를 연합 연합훈련 연합훈련을 연합훈련이 연합연습 연합연습을 동맹 조약".split()
)
_HANGUL = re.compile(r"[가-힣]")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a text: its key for comparison and the characters it stands at."""

    key: str
    start: int
    end: int
    hangul: bool = False


def tokenize(text: str) -> list[Token]:
    """Return the pieces of a text; offsets are those of `text` as given."""
    return [_token(match) for match in _PIECE.finditer(text)]


def plain(word: str) -> str:
    """Return a word without case, accents and apostrophes; Hangul stays composed."""
    if word.isascii():
        return word.lower().replace("'", "").replace("`", "")
    if _HANGUL.search(word):
        return word
    bare = "".join(
        c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)
    )
    return re.sub(r"['’ʼ`]", "", bare).casefold()


def name_forms(name: str) -> set[tuple[str, ...]]:
    """Return the token keys a name may be written as: as it stands, and with its parts joined.

    "Tongchang-ri" is also Tongchangri, "을지 자유의 방패" also 을지자유의방패. Names with a figure keep
    their parts, so that "Scud-B" and "KN-1" stay what they are.
    """
    keys = tuple(token.key for token in tokenize(name))
    forms = {keys} if keys else set()
    joined = "".join(keys)
    if (
        len(keys) > 1
        and ("-" in name or _HANGUL.search(name))
        and joined.isalpha()
        and len(joined) > 4
    ):
        forms.add((joined,))
    return forms


def particle_follows(name: str, rest: str) -> bool:
    """Tell whether `rest` may follow a name inside one Korean word.

    Long names (four syllables and more) are believed before anything, as no other word begins so.
    """
    return rest in _PARTICLES or len(name) >= 4


def _token(match: re.Match[str]) -> Token:
    kind, words = match.lastgroup, match.group()
    start, end = match.span()
    if kind == "word":
        owner = _POSSESSIVE.search(words)
        if owner:
            end -= len(owner.group())
            words = words[: owner.start()]
        return Token(plain(words), start, end)
    return Token(words, start, end, hangul=kind == "hangul")
