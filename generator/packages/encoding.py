"""Bytes as text: UTF-8, or else GB18030 as Chinese Windows writes it, each strictly.

Nothing is guessed from a part of a file, and a damaged UTF-8 file is not taken for GB18030, which
reads almost any bytes as some characters.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from generator.problems import Problem

_KINDS = (
    (b"PK\x03\x04", "Excel / WPS (.xlsx, .zip)"),
    (b"PK\x05\x06", "Excel / WPS (.xlsx, .zip)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel / WPS (.xls, .et)"),
    (b"%PDF-", "PDF"),
)
"""Files of other programs, called .csv by their name only, by the bytes they begin with."""

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)

_THREE_BYTES_FROM = "\u2000"


def read(
    file: str, content: bytes, row_at: Callable[[str], int]
) -> tuple[str | None, list[Problem]]:
    """The text of a file without a byte order mark, None where it is none; what to say of it.

    `row_at` tells the row on which a text, the part of the file before a fault, ends.
    """
    for beginning, kind in _KINDS:
        if content.startswith(beginning):
            return None, [Problem("not-a-text", file, value=kind)]
    if content.startswith(_WIDE) or _half_nul(content):
        return None, [Problem("utf-16", file)]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        return _as_gb18030(file, content, fault, row_at)
    if content.startswith(codecs.BOM_UTF8):
        return text, [Problem("byte-order-mark", file, row=1, severity="warning")]
    return text, []


def _half_nul(content: bytes) -> bool:
    """Whether the file begins like UTF-16 without its mark: every other byte is 0."""
    beginning = content[:200]
    return beginning.count(0) * 3 > len(beginning) and b"\0\0\0\0" not in beginning


def _as_gb18030(
    file: str, content: bytes, fault: UnicodeDecodeError, row_at: Callable[[str], int]
) -> tuple[str | None, list[Problem]]:
    if content.startswith(codecs.BOM_UTF8) or _mostly_utf_8(content):
        before = content[: fault.start].decode("utf-8-sig")
        return None, [Problem("not-utf-8", file, row=row_at(before))]
    mixed = _utf_8_line(content)
    try:
        text = content[:mixed].decode("gb18030")
    except UnicodeDecodeError as other:
        before = content[: other.start].decode("gb18030")
        return None, [Problem("not-utf-8", file, row=row_at(before))]
    if mixed is not None:
        return None, [Problem("not-utf-8", file, row=row_at(text))]
    if _mojibake(text):
        return None, [Problem("not-utf-8", file)]
    return text.removeprefix("\ufeff"), [Problem("gb18030", file, severity="warning")]


def _mostly_utf_8(content: bytes) -> bool:
    """Whether more characters read well as UTF-8 than not: a damaged file, no GB18030."""
    text = content.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    return len(text) - len(text.encode("ascii", "ignore")) - bad > bad


def _utf_8_line(content: bytes) -> int | None:
    """Where a line begins that is Chinese in UTF-8, in a file that is not: two were joined."""
    start = 0
    for line in content.splitlines(keepends=True):
        if not line.isascii() and _is_chinese_in_utf_8(line):
            return start
        start += len(line)
    return None


def _is_chinese_in_utf_8(line: bytes) -> bool:
    """Whether a line holds two characters or more of three bytes each, and none of two."""
    try:
        letters = re.sub(r"[\0-\x7f]+", "", line.decode("utf-8"))
    except UnicodeDecodeError:
        return False
    return len(letters) >= 2 and min(letters) >= _THREE_BYTES_FROM


def _mojibake(text: str) -> bool:
    """Whether the characters are mostly such as nobody writes: another encoding altogether."""
    letters = re.sub(r"[\0-\x7f]+", "", text)
    rare = len(letters) - len(letters.encode("gb2312", "ignore")) // 2
    return rare > 8 and rare * 3 > len(letters)
