"""Lines of a web page that belong to the page and not to its text."""

from __future__ import annotations

import re

_FURNITURE = re.compile(
    r"^\W*(?:"
    r"read\s*(?:more|also|next|on|:|\|).*"
    r"|(?:also|must)[ -]read\b.*|related\s*[:|\-–—].*|related(?: articles?| stories| posts?| content| news| topics?)?\b.{0,80}"
    r"|see also\b.*|more (?:on|from|stories)\b.*|(?:don['’]?t miss|watch|listen|live|recommended|trending|most read|top stories|editor['’]?s pick)s?\s*[:|].*"
    r"|you (?:may|might) (?:also )?(?:like|be interested).*|what (?:to|you need to) know\s*[:|].*"
    r"|advertis?e?ments?|sponsored(?: content)?|promoted|ads?|story continues below.*|skip to .*|continue reading.*"
    r"|subscribe\b.*|sign (?:up|in)\b.*|log ?in|newsletter.*|share(?: this| on| via)?\b.{0,60}|follow us\b.*|join us\b.*|click here\b.*"
    r"|(?:tweet|facebook|whatsapp|telegram|email|print|copy link)(?:\W+\w+){0,6}|support (?:us|our)\b.*|donate\b.*"
    r"|tags?:.*|filed under.*|categor(?:y|ies):.*|posted (?:in|by)\b.*|topics?:.*|in this article:?.*"
    r"|(?:photo|image|picture|video|credit|source|caption)s?\s*(?:credit|by|:|courtesy).*|getty images.*|file photo.*"
    r"|copyright\b.*|©.*|\(c\) .*|all rights reserved.*|terms of (?:use|service).*|privacy policy.*|cookies?\b.{0,120}"
    r"|(?:we|this (?:web)?site|our partners) (?:and our partners )?uses? cookies.*|accept (?:all|cookies).*|by (?:continuing|clicking)\b.*"
    r"|by [A-Z][\w.'-]+(?: [A-Z][\w.'-]+){0,3}|about the author.*|written by\b.{0,80}|menu|home|search|loading.*|back to top|next|previous"
    r"|\d+ ?(?:min(?:ute)?s?)(?: |-)read|estimated reading time.*|listen to this article.*"
    r"|광고|관련\s?기사.*|기사\s?제보.*|무단\s?전재.*|저작권.*|広告|関連記事.*|続きを読む.*|相关阅读.*|相關閱讀.*|阅读全文.*"
    r")\s*$",
    re.IGNORECASE,
)
_TEASER = re.compile(r"^\W*READ\s+(?!that\b|the\b)\S")  # a teaser for another story, in capitals
_AGO = re.compile(
    r"^\W*\d+\s*(?:秒|分|時間|日|週間|か月|ヶ月|ヵ月|年|天|小时|小時|周|个月|초|분|시간|일|주|개월|달|년|seconds?|minutes?|hours?|days?|weeks?|months?|years?"
    r"|heures?|jours?|semaines?|mois|Stunden?|Tagen?|Wochen?|horas?|días?|dias?|semanas?|meses)"
    r"\s*(?:前|전|ago)\W*$|^\W*(?:il y a|vor|hace|há)\s\d+\s\w+\W*$",
    re.IGNORECASE,
)
_TRUNCATED = re.compile(r"\w(?:\.{3}|…)(?:\w|$)")
CAPTION = re.compile(
    r"\b(?:photograph\w*|photo|image|picture|illustration|close-?up|aerial view|stock footage)\b",
    re.IGNORECASE,
)
_CAPTIONED = re.compile(
    r"\bin this (?:undated |file |handout |recent |combination )*(?:photo|picture|image|frame|still)"
    r"|\b(?:photo|picture|image)s? (?:provided|released|distributed|taken|supplied)\b|\(?(?:AP|AFP|Reuters|Yonhap|KCNA|EPA)?[ /]?(?:photo|file)(?:/| by |\))"
    r"|\bvia (?:AP|Reuters|Getty|AFP|KNS)\b|\(KCNA\)\W*$|(?:사진|자료사진)\s?[=/]",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    r"^\W*(?:(?:\d+ )?comments?(?: \(\d+\))?|leave a (?:comment|reply)|join the (?:conversation|discussion)"
    r"|(?:reader|user) comments?|references|external links|further reading|bibliography|notes and references|footnotes|각주|외부 링크|post a comment|댓글(?: \d+)?|コメント)\W*$",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"^\W*(?:related(?: articles?| stories| posts?| content| news| reading)?|more (?:on this|from\b.{0,40}|stories|news|in\b.{0,30})|see also"
    r"|you (?:may|might) (?:also )?(?:like|be interested in)|(?:most|also) (?:read|popular|viewed)|trending(?: now)?|recommended(?: for you| reading)?"
    r"|latest (?:news|stories|headlines)|top stories|popular (?:posts|now)|don['’]t miss|read (?:next|also|more)|editor['’]s picks?"
    r"|관련\s?기사|많이 본 (?:뉴스|기사)|関連記事)\W*$",
    re.IGNORECASE,
)


def is_furniture(line: str) -> bool:
    """Tell whether a line belongs to the page and not to its text."""
    return bool(
        _FURNITURE.match(line)
        or _TEASER.match(line)
        or _AGO.match(line)
        or _CAPTIONED.search(line)
        or (len(line) < 80 and _TRUNCATED.search(line))
    )


def ends_text(line: str) -> bool:
    """Tell whether nothing after a line is the text: readers' comments or references begin."""
    return bool(_COMMENTS.match(line))


def closes_text(line: str) -> bool:
    """Tell whether a line stands above teasers for other stories."""
    return bool(_LIST.match(line))
