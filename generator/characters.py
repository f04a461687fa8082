"""Characters that show nothing, move others, or look like others: none may stand in what is public.

Two names that look the same must be the same, to a reader as to a search; and what is checked must
be what is seen. The ranges are written down, so that every Python judges alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from generator.problems import Problem

_CONTROLS = "\x01-\x1f\x7f-\x9f\u2028\u2029"
_SPACES = "\xa0\u1680\u2000-\u200a\u202f\u205f"
"""Every space but the plain and the ideographic one; the no-break space comes with web pages."""

_FORMATS = (
    "\xad\u0600-\u0605\u061c\u06dd\u070f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Zero width, direction, soft hyphen, byte order mark, tags, selectors of variants (Cf, Mn)."""

_BLANKS = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
"""Letters and marks by Unicode's count, but nothing to the eye."""

HIDDEN = _CONTROLS + _SPACES + _FORMATS + _BLANKS
LOST = "\ufffd"
"""Stands where a program could not read a character: what stood there is gone."""

PRIVATE = "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000f0000-\U0010ffff"
"""Characters of one's own (造字) and no characters at all; surrogates cannot come out of a file."""

LOOKALIKES = "\u2e80-\u2fd5\uf900-\ufaff\U0002f800-\U0002fa1f"
"""Radicals and compatibility forms, as copied out of a PDF: ⼭ is not 山 to a search."""

ODD = HIDDEN + LOST + PRIVATE + LOOKALIKES
"""All of them as a class of a regular expression. NUL, which no sound table holds, is aside."""

_HIDDEN = re.compile(f"[\0{HIDDEN}]")
_UNSEEN = re.compile(f"[\0{_CONTROLS}{_FORMATS}{_BLANKS}]")
_PRIVATE = re.compile(f"[{PRIVATE}]")
_LOOKALIKES = re.compile(f"[{LOOKALIKES}]")
# Words have lines, and a selector says whether a sign is drawn or coloured: nothing hides in it.
_ODD_IN_WORDS = re.compile(f"(?![\t\n\r\ufe0e\ufe0f])[\0{ODD}]")

# Radicals that Unicode gives no decomposition.
_RADICALS = str.maketrans(
    "⺠⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻤⻥⻦⻩⻬⻮⻰⻳",
    "民西见角贝车长门青韦页风飞食马鬼鱼鸟黄齐齿龙龟",
)


def problem(text: str, file: str, row: int, field: str | None, **details: object) -> Problem | None:
    """What is wrong with the characters of a text, if anything: the first thing only."""
    if found := _HIDDEN.search(text):
        details["character"] = _number(found[0])
        return Problem("character-hidden", file, row, field, text, details=details)
    if LOST in text:
        return Problem("character-lost", file, row, field, text, details=details)
    if found := _PRIVATE.search(text):
        details["character"] = _number(found[0])
        return Problem("character-private", file, row, field, text, details=details)
    if found := _LOOKALIKES.search(text):
        usual = as_usual(text)
        if usual != text:
            details |= {"character": _number(found[0]), "expected": usual}
            return Problem("character-lookalike", file, row, field, text, details=details)
    return None


def of_words(text: str, file: str) -> Iterator[Problem]:
    """One problem for each line of staff-written words that has a character it must not have."""
    if not _ODD_IN_WORDS.search(text):
        return
    for row, line in enumerate(text.split("\n"), start=1):
        if found := _ODD_IN_WORDS.search(line):
            near = line[max(found.start() - 15, 0) : found.end() + 15]
            odd = problem(_without_allowed(near), file, row, None)
            if odd is not None:
                yield odd


def _without_allowed(line: str) -> str:
    return re.sub("[\t\r\ufe0e\ufe0f]", " ", line)


def as_usual(text: str) -> str:
    """The text with every look-alike replaced by the character that is meant."""
    return _LOOKALIKES.sub(
        lambda found: unicodedata.normalize("NFKC", found[0]), text.translate(_RADICALS)
    )


def seen(text: str) -> str:
    """What of a text meets the eye: without hidden characters and spaces at its ends."""
    return _UNSEEN.sub("", text).strip()


def _number(character: str) -> str:
    return f"U+{ord(character):04X}"
