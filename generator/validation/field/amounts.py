"""Sums in the text of a penalty beside the columns that say the same in figures."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from generator import wording
from generator.problems import Problem
from generator.validation.desk import Desk, Line
from generator.validation.field import forms

_COLUMNS = (
    ("罚款", "fine_yuan", "罚款"),
    ("没收", "confiscated_yuan", "没收违法所得|没收非法财物"),
)
"""A word of the text, the column of its sum, and the kinds of penalty that go with both."""


def amounts_agree_with_the_text(desk: Desk) -> Iterator[Problem]:
    """The text of a penalty and the columns tell the same sums (行政处罚法 第五十九条: what the
    decision states; 政府信息公开条例 第六条: accurate information).

    A text may tell several fines, of one violation each or with their total: the column may be
    any of them or of their sums. What only limits or measures a fine is none.
    """
    for line in desk.lines("enforcement", "outcomes"):
        if text := line.text("penalty_text"):
            yield from _amounts(line, text)


def words_and_figures_agree(desk: Desk) -> Iterator[Problem]:
    """A sum said in figures and again in capitals is one sum, as on bills (票据法 第八条:
    罚款人民币20000元（贰万元整））. A warning: the paper itself may have it wrong."""
    for line in desk.lines("enforcement", "outcomes"):
        for once, again in _said_twice(line.text("penalty_text")):
            if once != again:
                yield line.problem(
                    "amount-said-differently",
                    "penalty_text",
                    severity="warning",
                    once=wording.number(once),
                    again=wording.number(again),
                )


@lru_cache(maxsize=4096)
def _said_twice(text: str) -> tuple[tuple[Decimal, Decimal], ...]:
    """The sums that stand in brackets right behind another one, with that one."""
    plain = _plain(text)
    sums = [m for m in _SUM.finditer(plain) if _is_sum(m)]
    return tuple(
        (_yuan(first), _yuan(then))
        for first, then in pairwise(sums)
        if _AGAIN.fullmatch(plain, first.end(), then.start())
    )


def _amounts(line: Line, text: str) -> Iterator[Problem]:
    sums, spared = told(text), _SPARED.search(text)
    for word, column, kinds in _COLUMNS:
        known = [amount for done, amount in sums if done == word and amount]
        entered = line.number(column)
        if not known or len(known) > _MOST:
            continue
        heading = line.title("penalty_text")
        said = "、".join(dict.fromkeys(map(wording.number, known)))
        if entered:
            if entered not in _totals(known):
                yield line.problem(
                    "amount-differs",
                    column,
                    text=heading,
                    told=said,
                    entered=wording.number(entered),
                )
        elif not line.text(column) and line.text("kind") == "penalty":
            # Where the kinds name it, its missing sum is said already.
            named = re.search(kinds, line.text("penalty_kinds"))
            if not named and forms.fits(line, "penalty_kinds") and not spared:
                yield line.problem(
                    "amount-not-entered", column, severity="warning", text=heading, told=said
                )


_MOST = 8
"""Sums of a text of which every total is tried."""

_SPARED = re.compile("不予|免予|免除|免于|撤销|逾期|另案|另行")


def _totals(sums: list[Decimal]) -> set[Decimal]:
    totals = {Decimal(0)}
    for amount in sums:
        totals |= {total + amount for total in totals}
    return totals - {Decimal(0)}


# Capitals (大写) are the numerals of bills and decisions: 伍万元整.
_DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_DIGITS |= dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True))
_UNITS = dict(zip("十百千拾佰仟", (10, 100, 1000) * 2, strict=True))
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8}
_SIGNS = "".join((*_DIGITS, *_UNITS, *_MYRIADS))
_FIGURES = r"[0-9]++(?:,[0-9]{3})*+(?:\.[0-9]++)?+"
_LONGEST = 30
"""Characters that a sum can have."""

_NEAR = 100
"""Characters around a sum in which the word it belongs to is looked for."""

# Sums mixed of both are usual, too: 3万5000元. A number is never begun in its midst.
_SUM = re.compile(
    rf"(?P<mark>¥|人民币)?(?<![0-9.{_SIGNS}])(?P<yuan>(?:{_FIGURES}|[{_SIGNS}])++)(?P<unit>[元圆])?"
    rf"[整正]?(?:零?(?P<jiao>[0-9{''.join(_DIGITS)}])角)?(?:零?(?P<fen>[0-9{''.join(_DIGITS)}])分)?"
)
_PART = re.compile(rf"{_FIGURES}|[{_SIGNS}]")

_WORD = re.compile("罚款|没收|罚没")
_JUST_AFTER = re.compile(r"\)?(?:的|予以)?(罚款|没收)")
_CLAUSE_END = re.compile(r"[,;。、!?]")
_SENTENCE_END = re.compile(r"[;。!?]")
_LIMIT_BEFORE = re.compile(r"(?:[-—–~至到过足满于高限每]|以上)\Z")
_LIMIT_AFTER = re.compile(r"\)?(?:以上|以下|以内|[-—–~至到起/])")
_MEASURE = re.compile("倍|百分之|%|‰")
# 对2人每人罚款2000元, 2000元×2人: a sum for each, of which the column tells the whole.
_FOR_EACH = re.compile(r"(?:每[^\d]{1,4}|各|分别)(?:处|予以|给予|罚款|处以)*(?:人民币)?\Z")
_SUM_FOLLOWS = re.compile(rf"[、,和]{_FIGURES}万?元")
_TIMES = re.compile("[×x*]")
_AGAIN = re.compile(r"\((?:大写|小写|即)?:?")


@lru_cache(maxsize=4096)
def told(text: str) -> tuple[tuple[str, Decimal], ...]:
    """The sums of a penalty's text, each with the word it belongs to: 罚款, 没收, 罚没 or none.

    Limits of the law (二万元以上五万元以下) and what a fine is measured by (货值3万元的二倍) are no
    sums of the penalty.
    """
    plain = _plain(text)
    found: list[tuple[str, Decimal]] = []
    sentence = clause = ""
    read = 0
    for match in _SUM.finditer(plain):
        if not _is_sum(match):
            continue
        between = plain[read : match.start()]
        sentence = _SENTENCE_END.split(sentence + between)[-1][-_NEAR:]
        clause = _CLAUSE_END.split(clause + between)[-1][-_NEAR:]
        read = match.end()
        rest = _CLAUSE_END.split(plain[read : read + _NEAR], maxsplit=1)[0]
        if _LIMIT_BEFORE.search(clause) or _LIMIT_AFTER.match(rest) or _MEASURE.search(rest):
            continue
        alone = not _SUM_FOLLOWS.match(plain, read)
        if (_FOR_EACH.search(clause) and alone) or _TIMES.match(plain, read):
            continue
        # 罚款20000元(贰万元整): the sum before, said again.
        if found and _AGAIN.fullmatch(between) and found[-1][1] == _yuan(match):
            continue
        found.append((_word(sentence, clause, rest), _yuan(match)))
    return tuple(found)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _is_sum(match: re.Match[str]) -> bool:
    return bool(match["unit"] or match["mark"]) and len(match["yuan"]) <= _LONGEST


def _word(sentence: str, clause: str, rest: str) -> str:
    """What is done with a sum: said right after it, before it, after it, or earlier."""
    if after := _JUST_AFTER.match(rest):
        return after[1]
    for words in (_WORD.findall(clause)[-1:], _WORD.findall(rest)[:1], _WORD.findall(sentence)):
        if words:
            return str(words[-1])
    return ""


def _yuan(match: re.Match[str]) -> Decimal:
    small = _number(match["jiao"] or "0") * 10 + _number(match["fen"] or "0")
    return _number(match["yuan"]) + small / 100


def _number(numeral: str) -> Decimal:
    """A number in figures, in Chinese or in both: 50,000, 伍万, 3万5000, 二〇〇〇."""
    whole = section = Decimal(0)
    figure: Decimal | None = None
    for part in _PART.findall(numeral):
        if part in _DIGITS:
            figure = (figure or 0) * 10 + Decimal(_DIGITS[part])
        elif part in _UNITS:
            section += (figure or 1) * _UNITS[part]
            figure = None
        elif part in _MYRIADS:
            before = section + (figure or 0)
            # 万 multiplies what stands since 亿, 亿 all that stands before it.
            whole = (whole + before) * 10**8 if part == "亿" else whole + before * _MYRIADS[part]
            section, figure = Decimal(0), None
        else:
            figure = Decimal(part.replace(",", ""))
    return whole + section + (figure or 0)
