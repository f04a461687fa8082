"""Numbers that belong to one person: identity card, bank card, mobile telephone, mailbox.

PIPL 第二十八条 (金融账户 …) and 第二十五条: such numbers are never published. Landlines are not
private. Credit codes, licence, document and index numbers must never be taken for one of these,
hence the check digits, the exact lengths, and the groups in which people write such numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from generator.validation.privacy.text import GAP, Finding

# GB/T 2260: the first two digits of a place of registration (91: permits of foreigners).
_PROVINCES = frozenset(
    map(str, (*range(11, 16), 21, 22, 23, *range(31, 38), *range(41, 47), *range(50, 55)))
) | frozenset(map(str, (*range(61, 66), 71, 81, 82, 83, 91)))
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"

_CREDIT_CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-HJ-NPQRTUWXY]{18}(?![0-9A-Za-z])")
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# GB 32100-2015 表1: the registering body and the kind of unit, with which every code begins.
_CREDIT_KINDS = frozenset(
    "11 12 13 19 21 29 31 32 33 34 35 39 41 49 51 52 53 54 55 59 61 62 69 71 72 79 81 89"
    " 91 92 93 A1 A9 N1 N2 N3 N9 Y1".split()
)

# A match may begin inside another one (a date before the number), hence the lookahead.
_ID_18 = re.compile(
    rf"(?<![0-9])(?=([1-9](?:{GAP}{{0,3}}[0-9]){{16}}{GAP}{{0,3}}[0-9Xx])(?![0-9]))"
)
_ID_15 = re.compile(
    rf"(?<![0-9A-Za-z])(?=([1-9](?:{GAP}{{0,3}}[0-9]){{14}})(?![0-9]))(?!\S{{0,20}}[A-Za-z]/)"
)
# Six digits or more, asterisks, the end: as decisions are often published elsewhere.
_ID_MASKED = re.compile(
    r"(?<![0-9A-Za-z])([1-8][0-9]{5,13}[*×]{4,12}[0-9]{0,3}[0-9Xx]?)(?![0-9A-Za-z*×])"
)
_MOBILE = re.compile(
    rf"(?<![0-9])(?=((?:(?:\+|00)?86{GAP}{{0,2}}|0)?(1{GAP}{{0,2}}[3-9](?:{GAP}{{0,2}}[0-9]){{9}}))(?![0-9]))"
)
_CARD = re.compile(rf"(?<![0-9A-Za-z])(?=([2-69](?:{GAP}?[0-9]){{14,18}})(?![0-9A-Za-z]))")
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}\s?(?:@|[(\[（]at[)\]）])\s?"
    r"[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)*\.([A-Za-z]{2,})"
)
_URL = re.compile(r"https?://[^\s、，。；）)\"'<>]+", re.IGNORECASE)
_PICTURES = frozenset(("png", "jpg", "jpeg", "gif", "svg", "webp"))  # logo@2x.png

_MOBILE_GROUPS = frozenset(
    (
        *((11,), (3, 8), (3, 4, 4), (7, 4), (3, 3, 5), (4, 3, 4), (5, 6), (6, 5), (4, 4, 3)),
        *((3, 2, 2, 2, 2), (3, 4, 2, 2), (3, 2, 2, 4), (1,) * 11),
    )
)
_ID_18_GROUPS = frozenset(
    (
        *((18,), (6, 8, 4), (6, 4, 4, 4), (6, 4, 2, 2, 4), (6, 8, 3, 1), (6, 12), (14, 4)),
        *((17, 1), (3, 3, 4, 4, 4), (4, 4, 4, 4, 2), (3, 3, 8, 4), (6, 6, 6), (1,) * 18),
    )
)
_ID_15_GROUPS = frozenset(((15,), (6, 6, 3), (6, 2, 2, 2, 3), (6, 9), (12, 3), (1,) * 15))


def is_credit_code(code: str) -> bool:
    """Whether 18 characters carry the check character of a credit code (GB 32100-2015)."""
    if not _CREDIT_CODE.fullmatch(code):
        return False
    total = sum(_CREDIT_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    return _CREDIT_ALPHABET[-total % 31] == code[17]


def is_firms_code(code: str) -> bool:
    """Whether it is the sound credit code of an enterprise (91; GB 32100-2015 表1)."""
    return code.startswith("91") and is_credit_code(code)


def _is_whole_credit_code(code: str) -> bool:
    """Whether also its parts are sound: kind, place (GB/T 2260), organisation code (GB 11714)."""
    if not is_credit_code(code) or code[:2] not in _CREDIT_KINDS or code[2:4] not in _PROVINCES:
        return False
    total = sum(int(c, 36) * w for c, w in zip(code[8:16], (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return "0X987654321"[total % 11] == code[16]


def without_credit_codes(text: str) -> str:
    """The text with its credit codes blanked, for columns whose very content they are.

    One identity card number in 31 bears the check character of a credit code by chance: what reads
    as such a number is blanked only where all parts of a credit code are sound.
    """
    return _CREDIT_CODE.sub(lambda m: "?" * 18 if _is_known_code(m[0]) else m[0], text)


def _is_known_code(code: str) -> bool:
    if not is_credit_code(code):
        return False
    return not _reads_as_identity_card(code, date(2099, 12, 31)) or _is_whole_credit_code(code)


def identity_cards(text: str, as_of: date) -> Iterator[Finding]:
    """Citizen identity numbers (GB 11643-1999): 18 characters, and the 15 of before 1999.

    Any known province will do for the place: cards issued by counties that no longer exist live on.
    Asterisks hide little: place and birthday or the end tell those who know the village who it is.
    A wrong check digit is a slip of typing: place, birthday and the rest still tell who it is.
    """
    for match in _ID_18.finditer(text):
        digits = _only(match[1]).upper()
        if not _reads_as_identity_card(digits, as_of) or _is_whole_credit_code(match[1]):
            continue
        if _has_check_digit(digits):
            yield Finding("privacy-id-card", match[1], match.start(1))
        elif _groups(match[1], "[0-9Xx]+") in _ID_18_GROUPS and _is_grown(digits, as_of):
            yield Finding("privacy-id-card-slip", match[1], match.start(1))
    for match in _ID_MASKED.finditer(text):
        if match[1][:2] in _PROVINCES and 15 <= len(match[1]) <= 18:
            yield Finding("privacy-id-card", match[1], match.start(1))
    text = without_credit_codes(text)
    addresses = _addresses(text)
    for match in _ID_15.finditer(text):
        if _within(match.start(1), addresses) or _groups(match[1]) not in _ID_15_GROUPS:
            continue
        digits = _only(match[1])
        if digits[:2] in _PROVINCES and _day("19" + digits[6:12]):
            yield Finding("privacy-id-card", match[1], match.start(1))


def mobiles(text: str) -> Iterator[Finding]:
    """Mobile telephone numbers (YD/T 工信部 码号: 1[3-9] and nine more), grouped or with +86."""
    text = without_credit_codes(text)
    addresses = _addresses(text)
    for match in _MOBILE.finditer(text):
        lone_dot = re.fullmatch(r"[0-9]+\.[0-9]+", match[2]) and match[2].index(".") != 3
        if lone_dot or _within(match.start(1), addresses):
            continue
        if _groups(match[2]) in _MOBILE_GROUPS:
            yield Finding("privacy-mobile", match[1], match.start(1))


def bank_cards(text: str) -> Iterator[Finding]:
    """Bank card numbers (ISO/IEC 7812 Luhn check) of an issuer in use, in one piece or in fours."""
    text = without_credit_codes(text)
    addresses = _addresses(text)
    for match in _CARD.finditer(text):
        digits = _only(match[1])
        if (
            _issued(digits)
            and _luhn(digits)
            and _card_groups(_groups(match[1]))
            and not _within(match.start(1), addresses)
        ):
            yield Finding("privacy-bank-card", match[1], match.start(1))


def emails(text: str) -> Iterator[Finding]:
    """Mailboxes; the official ones are known from the channels and the configuration."""
    for match in _EMAIL.finditer(text):
        if match[1].lower() not in _PICTURES:
            yield Finding("privacy-email", match[0], match.start())


def key(finding: Finding) -> str:
    """A telephone number or mailbox without the ways to write it, to know it again."""
    if finding.code == "privacy-mobile":
        return _only(finding.text)[-11:]
    return re.sub(r"\s", "", finding.text).lower()


def _only(text: str) -> str:
    return re.sub("[^0-9Xx]", "", text)


def _groups(text: str, signs: str = "[0-9]+") -> tuple[int, ...]:
    return tuple(len(group) for group in re.findall(signs, text))


def _addresses(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _URL.finditer(text)] if "://" in text else []


def _within(place: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


def _reads_as_identity_card(digits: str, as_of: date) -> bool:
    """Whether place and birthday could be those of somebody alive; the check digit aside."""
    if len(digits) != 18 or digits[:2] not in _PROVINCES or not digits[:17].isdigit():
        return False
    born = _day(digits[6:14])
    return born is not None and date(1900, 1, 1) <= born <= as_of


def _is_grown(digits: str, as_of: date) -> bool:
    """Whether the birthday is old enough for somebody at a mine: a younger one dates a file."""
    born = _day(digits[6:14])
    return born is not None and born <= date(as_of.year - 14, 1, 1)


def _has_check_digit(digits: str) -> bool:
    total = sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=False))
    return _CHECK_DIGITS[total % 11] == digits[17]


def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def _issued(digits: str) -> bool:
    """Whether a card of this beginning has this length (银联 62, Visa 4, MasterCard 5 and 2, …)."""
    start, length = digits[:2], len(digits)
    if start == "62":
        return length >= 16
    if digits[0] == "4" or start == "60" or digits[:4] in ("9558", "9559"):
        return length in (16, 19)
    if start in ("51", "52", "53", "54", "55", "35") or 2221 <= int(digits[:4]) <= 2720:
        return length == 16
    return start in ("34", "37") and length == 15


def _card_groups(groups: tuple[int, ...]) -> bool:
    in_fours = all(group == 4 for group in groups[:-1]) and groups[-1] <= 4
    return (
        len(groups) == 1 or in_fours or set(groups) == {1} or (groups[0] == 6 and len(groups) < 4)
    )


def _luhn(digits: str) -> bool:
    doubled = (sum(divmod(2 * int(d), 10)) for d in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0
