"""Reads from a headline which day it is of something that goes on: "enters third day"."""

from __future__ import annotations

import re

_ORDINALS = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_KOREAN = ("이틀", "사흘", "나흘", "닷새", "엿새", "이레", "여드레", "아흐레", "열흘")
_DAY = re.compile(
    rf"\b(?P<word>{'|'.join(_ORDINALS)}|(?P<figure>\d{{1,2}})(?:st|nd|rd|th))[\s-](?:straight\s|consecutive\s|successive\s|full\s)?"
    r"day\b(?! of (?:talks|the (?:visit|meeting|session|congress)))|"
    rf"(?P<korean>{'|'.join(_KOREAN)})\s?(?:째|연속)|(?P<days>\d{{1,2}})일\s?(?:째|연속)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"\b(?:enters?|entered|entering|continu\w+|goes on|went on|persists?|drags? on|extends?|keeps?|again|for (?:a|the)?)\b|째|연속",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    r"\b(?:another|again|once more|new round|(?:second|third|fourth|fifth)\s(?:\w+\s)?(?:wave|launch|test|firing|round))\b|또|재차|연이어",
    re.IGNORECASE,
)
_MORE = r"(?:another|again|more|twice|second|third|fourth|2nd|3rd|4th)"
_ONE_DAY = r"(?:today|(?:of|on|in|within) (?:the|one|a|a single|the same) (?:same )?day|same day)"
_SOON = r"(?:in|within) (?:(?:a few|several|two|three|four|five|six|\d{1,2}) )?hours?"
_ANEW_TODAY = re.compile(
    rf"\b{_MORE}\b.{{0,40}}\b(?:{_ONE_DAY}|{_SOON})\b|"
    r"\bhours? (?:after|since) (?:(?:its|the|an?|their) )?(?:first|earlier|previous|initial|morning|similar)\b|"
    rf"\b{_MORE}\b.{{0,60}}\bhours? (?:later|apart|after)\b|"
    r"(?:오늘|하루|당일).{0,12}(?:또|두\s?번|재차|2차)|시간\s?만에\s?(?:또|다시|재차)",
    re.IGNORECASE,
)
_MOST = 14


def another_words(title: str) -> str | None:
    """Return the words by which a headline says that its event is another one, None without any."""
    found = _ANOTHER.search(title)
    return found.group().strip() if found else None


def is_anew_today(title: str) -> bool:
    """Tell whether a headline says that the same has happened before on the very day: "second launch in hours"."""
    return bool(_ANEW_TODAY.search(title))


def is_another(title: str) -> bool:
    """Tell whether a headline says that the same happened on the days before."""
    return bool(_ANOTHER.search(title)) or day_of(title) > 1


def day_of(title: str) -> int:
    """Return which day of its event a headline tells of, 1 where it does not say that one goes on.

    Args:
        title: the headline, English or Korean.
    """
    found = _DAY.search(title)
    if found is None or not _GOES_ON.search(title):
        return 1
    if found["korean"]:
        day = _KOREAN.index(found["korean"]) + 2
    elif found["figure"] or found["days"]:
        day = int(found["figure"] or found["days"])
    else:
        day = _ORDINALS.index(found["word"].lower()) + 2
    return day if 1 < day <= _MOST else 1
