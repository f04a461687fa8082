"""Where somebody lives, and where a thing lies that nobody may find by a map.

Home addresses: PIPL 第二十八条; the town is the finest that is published. Coordinates and stores of
explosives: 政府信息公开条例 第十四条 (危及公共安全), 测绘法 and 民用爆炸物品安全管理条例.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from generator.validation.privacy.text import HAN, Finding

_HOME = re.compile(
    r"(?:住址|家住|现住(?!房)|户籍(?:地址|所在地|地)|家庭地址|居住地|居住在|经常居住地|暂住)"
    r"[\s：:为是于在址]{0,4}([^。；;\n]{0,40})"
)
_FINE = re.compile(
    rf"[{HAN}0-9A-Za-z](?:村(?!民|庄)|[0-9一二三四五六七八九十百]{{1,3}}组|村民小组|[路街巷弄](?!口|人|边)|"
    rf"号(?!码|线)|[栋幢座](?!落)|单元|室(?!内|外)|楼(?!下|上)|屯|小区|花园|社区)"
)
_VAGUE = re.compile("附近|周边|周围|下游|旁边")

_NUMBER = r"[0-9]{1,3}\.[0-9]{3,}"
_UNIT = r"\s*(?:°|度)?\s*[ENen东北]?\s*"
_LABEL = r"(?:东经|北纬|经度|纬度|经|纬|lng|lon|lat|longitude|latitude|[ENen])?\s*[:：=为]?\s*"
_DECIMAL_PAIR = re.compile(
    rf"(?<![0-9.])({_NUMBER}){_UNIT}[,，、;；/|&\s]{{1,4}}(?:和|及)?\s*{_LABEL}({_NUMBER})(?![0-9.])",
    re.IGNORECASE,
)
_MINUTES = r"[0-9]{1,3}\s*[°º度]\s*[0-9]{1,2}(?:\.[0-9]+)?\s*[′'’＇分]"
_SECONDS = r"(?:\s*[0-9]{1,2}(?:\.[0-9]+)?\s*(?:[″\"”＂秒]|''|′′))?"
_SEXAGESIMAL_PAIR = re.compile(
    rf"(?<![0-9.])({_MINUTES}{_SECONDS})[^0-9\n]{{0,12}}({_MINUTES}{_SECONDS})"
)
_LABELLED = re.compile(
    rf"(?:东经|北纬|经度|纬度|(?<![A-Za-z])(?:lng|lon|lat|longitude|latitude)(?![A-Za-z]))"
    rf"[^0-9\n。；]{{0,4}}((?:{_MINUTES}{_SECONDS})|[0-9]{{1,3}}\.[0-9]{{2,}})"
    rf"|(?<![0-9A-Za-z.])(?:[EN]\s*)({_MINUTES}{_SECONDS}|[0-9]{{1,3}}\.[0-9]{{3,}}\s*[°º度])",
    re.IGNORECASE,
)
_GRID_LABELLED = re.compile(
    r"(?<![0-9A-Za-z])X\s*[=＝:：]\s*[0-9]{6,8}(?:\.[0-9]+)?(?:[^0-9\n]{0,6}Y\s*[=＝:：]\s*[0-9.]{6,})?"
    r"|坐标[^0-9\n。；，]{0,8}[0-9]{2,8}\.[0-9]{2,}",
    re.IGNORECASE,
)
_GRID_PAIR = re.compile(
    r"(?<![0-9.])([1-5][0-9]{6})(\.[0-9]+)?[,，、;；|\s]{1,4}((?:2[5-9]|3[0-9]|4[0-5])[0-9]{6})(\.[0-9]+)?"
    r"(?![0-9])"
)
_EXPLOSIVES = re.compile(
    "炸药库|爆破器材(?:储存)?库|爆炸物品(?:储存)?库|爆破物品库|火工(?:品|材料)库|雷管库|民爆(?:物品|器材)?库"
)


def homes(text: str) -> Iterator[Finding]:
    """Home addresses finer than the town: a village, road, house or room after 住址, 家住, 现住."""
    for match in _HOME.finditer(text):
        told = re.split("[，,]", match[1])[0]
        if _FINE.search(told) and not (_VAGUE.search(told) and not re.search("[0-9]", told)):
            yield Finding("privacy-address", told.strip(), match.start(1))


def coordinates(text: str) -> Iterator[Finding]:
    """Positions in degrees (decimal or with minutes) within China, and in metres of the grid."""
    for match in _DECIMAL_PAIR.finditer(text):
        if _in_china(float(match[1]), float(match[2])):
            yield Finding("privacy-coordinates", match[0], match.start())
    for match in _SEXAGESIMAL_PAIR.finditer(text):
        if _in_china(_degrees(match[1]), _degrees(match[2])):
            yield Finding("privacy-coordinates", match[0], match.start())
    for pattern in (_LABELLED, _GRID_LABELLED):
        for match in pattern.finditer(text):
            yield Finding("privacy-coordinates", match[0], match.start())
    for match in _GRID_PAIR.finditer(text):
        if match[2] or match[4] or not _is_day(match[3]):
            yield Finding("privacy-coordinates", match[0], match.start())


def explosives_stores(text: str) -> Iterator[Finding]:
    """Mentions of a store of explosives: somebody must look whether its place is told."""
    for match in _EXPLOSIVES.finditer(text):
        yield Finding("privacy-explosives", match[0], match.start(), "warning")


def _in_china(one: float, other: float) -> bool:
    low, high = sorted((one, other))
    return 3 <= low <= 54 and 73 <= high <= 136


def _degrees(text: str) -> float:
    return float(re.split("[°º度]", text)[0])


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True
