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

# What may follow a name inside one Korean word: at most one noun of news style, then at most one particle.
_PARTICLES = (
    "이 가 은 는 을 를 의 에 에서 에게 에게서 으로 로 와 과 도 만 까지 부터 보다 처럼 이나 나 이라 라 이라고 라고 이며 며 이고 고 인 "
    "이란 란 이다 였다 이었다 입니다 에는 에도 에선 에서는 에서도 에서의 으로는 로는 로의 으로의 으로부터 로부터 뿐 및 등 등이 등은 등을 "
    "등의 등에 들 들이 들은 들을 들의 께서"
)
_NOUNS = (
    "측 군 산 시 도 군수 발 발표 제 식 형 호 급 항 역 내 행 간 쪽 당국 당국자 정부 정권 외무성 외교부 국방부 대통령 대통령실 총리 주민 병사 "
    "인민군 선박 국적 외교 방송 매체 언론 지역 일대 인근 부근 방면 상공 해상 앞바다 비행장 공항 일원 미사일 로켓 위성 인 사람 여성 남성 "
    "국민 대사 대사관 특사 파병 파병군 핵 핵문제 핵실험 정상 정상회담 전 훈련 연습 특구 특별시 직할시 국경 접경 관계 협력 무역 교역 합의 "
    "대화 연합 연합훈련 연합연습 동맹 조약 위원장 국무위원장 부부장 동지 주석 장관 국방장관 외교장관 외무상 의장 대표 대표단 담화"
)
_ENDING = re.compile(f"(?:{_NOUNS.replace(' ', '|')})?(?:{_PARTICLES.replace(' ', '|')})?")
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
    bare = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    return re.sub(r"['’ʼ`]", "", bare).casefold()


def name_forms(name: str) -> set[tuple[str, ...]]:
    """Return the token keys a name may be written as: as it stands, and with its parts joined.

    "Tongchang-ri" is also Tongchangri, "을지 자유의 방패" also 을지자유의방패. Names with a figure keep
    their parts, so that "Scud-B" and "KN-1" stay what they are.
    """
    keys = tuple(token.key for token in tokenize(name))
    forms = {keys} if keys else set()
    joined = "".join(keys)
    if len(keys) > 1 and ("-" in name or _HANGUL.search(name)) and joined.isalpha() and len(joined) > 4:
        forms.add((joined,))
    return forms


def particle_follows(name: str, rest: str) -> bool:
    """Tell whether `rest` may follow a name inside one Korean word.

    Long names (four syllables and more) are believed before anything, as no other word begins so.
    """
    return len(name) >= 4 or _ENDING.fullmatch(rest) is not None


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
