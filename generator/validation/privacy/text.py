"""Text as a reader sees it, and a private thing found in it.

People type full-width digits, paste invisible characters and bold half a number; the page shows
the same eighteen digits. Every search therefore runs on the plain form of a text.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from generator.problems import Severity

GAP = r"[\s\-\u2010-\u2015\u2212\u00b7\u2022\u2027\u30fb._*`~\\]"
"""What may stand between two digits of one number: spaces, hyphens, dots, Markdown's marks."""

HAN = r"\u4e00-\u9fff"

# Everything but ASCII, common Chinese characters and the punctuation of a Chinese sentence.
_ODD = re.compile(rf"[^\0\t\n\r\x20-\x7e{HAN}、。，：；（）《》〔〕【】“”‘’…—·！？\u3000]")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})")

# Characters without a width that Unicode does not count among the format characters.
_INVISIBLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0" + "".join(map(chr, range(0xFE00, 0xFE10)))
)


class _Letters(dict[int, str]):
    """The plain form of each character, worked out once."""

    def __missing__(self, code: int) -> str:
        self[code] = plain = self._plain(chr(code))
        return plain

    @staticmethod
    def _plain(letter: str) -> str:
        if letter in "\t\n\r":
            return letter
        if letter in _INVISIBLE or unicodedata.category(letter) in ("Cc", "Cf", "Mn", "Me"):
            return ""
        digit = unicodedata.digit(letter, None)  # ①, and the digits of other scripts
        return letter if digit is None else str(digit)


_LETTERS = _Letters()


def is_plain(text: str) -> bool:
    """Whether nothing in a text could look other than it is."""
    return _ODD.search(text) is None


def plain(text: str) -> str:
    """The text after NFKC, without invisible characters, every digit in ASCII."""
    if is_plain(text):
        return text
    return unicodedata.normalize("NFKC", text).translate(_LETTERS)


def as_rendered(text: str) -> str:
    """Markdown, HTML, YAML or JSON with its character references resolved, line by line.

    The lines stay where they are: a reference to a line break becomes a space.
    """
    if "&" not in text and "\\u" not in text:
        return text
    lines = (_ESCAPE.sub(lambda m: chr(int(m[1], 16)), html.unescape(s)) for s in text.split("\n"))
    return "\n".join(line.replace("\n", " ") for line in lines)


_THINGS = frozenset(("privacy-explosives",))
"""What names a thing and nobody: it is told in full."""


@dataclass(frozen=True)
class Finding:
    """Something private at a place of a plain text. Its text never leaves unmasked."""

    code: str
    text: str
    start: int
    severity: Severity = "error"

    @property
    def masked(self) -> str:
        """Enough to find the place: the first three and last two characters, of a short one one."""
        seen = " ".join(self.text.split())
        if self.code in _THINGS:
            return seen
        if len(seen) <= 6:
            return seen[:1] + "*" * (len(seen) - 1)
        return f"{seen[:3]}{'*' * min(len(seen) - 5, 13)}{seen[-2:]}"


Search = Callable[[str], Iterator[Finding]]
"""Looks for one kind of private thing in a plain text."""


def apart(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that do not overlap an earlier one: one cause, one problem."""
    kept: list[Finding] = []
    taken: set[int] = set()
    for finding in findings:
        places = range(finding.start, finding.start + len(finding.text))
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(finding)
    return kept
