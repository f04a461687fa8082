"""The forms of numbers: credit codes, document numbers (文号), licence numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from generator import settings
from generator.content import Notice
from generator.problems import Problem, Severity
from generator.validation.desk import Desk, Line, columns
from generator.validation.field import forms

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The characters of GB 32100-2015: no I, O, S, V, Z."""

_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")


def is_credit_code(cell: str) -> bool:
    """Whether a cell is a unified social credit code (GB 32100-2015), as printed: 18 capitals."""
    return _CREDIT_CODE.fullmatch(cell) is not None and check_character(cell) == cell[-1]


@lru_cache(maxsize=65536)
def check_character(code: str) -> str:
    """The last character that belongs to the first seventeen of a credit code (GB 32100-2015)."""
    pairs = zip(code[:17], _WEIGHTS, strict=True)
    return _ALPHABET[-sum(_VALUES[character] * weight for character, weight in pairs) % 31]


def credit_codes(desk: Desk) -> Iterator[Problem]:
    """Every credit code bears its own check character (GB 32100-2015, MOD 31-3)."""
    for package, resource in desk.tables():
        names = sorted(name for name in columns(resource) if name.endswith("uscc"))
        for line in desk.lines(package.name, resource.name) if names else ():
            for name in names:
                yield from _credit_code(line, name)
    for change in desk.lines("mines", "mine_changes"):
        if change.text("field").endswith("uscc"):
            for name in ("old_value", "new_value"):
                yield from _credit_code(change, name)
    own = desk.settings.publisher_uscc
    if not _CREDIT_CODE.fullmatch(own):
        yield Problem("credit-code-form", settings.FILE, None, "publisher_uscc", own)
    elif not is_credit_code(own):
        details = {"expected": check_character(own)}
        yield Problem(
            "credit-code-digit", settings.FILE, None, "publisher_uscc", own, details=details
        )


def _credit_code(line: Line, name: str) -> Iterator[Problem]:
    cell = line.text(name)
    if not cell or is_credit_code(cell) or not forms.fits(line, name):
        return
    if not _CREDIT_CODE.fullmatch(cell):
        yield line.problem("credit-code-form", name)
    else:
        yield line.problem("credit-code-digit", name, expected=check_character(cell))


# GB/T 9704-2012 第7.2.5条: 机关代字, the year in full within 〔 〕 (U+3014, U+3015), then a number
# without 第 and without leading zeros (不编虚位), then 号. A code may hold a place in brackets,
# （某某）应急罚, and one number may be split for several parties, 12-1. Demonstration rows write
# 示例 before the number, so that nobody takes it for a real one.
_CODE = r"(?:[^\W\d_]|[（(][^\W\d_]+[）)])+"
_OWN = re.compile(_CODE + r"〔([0-9]{4})〕(?:示例)?[1-9][0-9]*(?:-[1-9][0-9]*)?号")
# What some authorities do write all the same: 罚决字〔2026〕001号, 应急罚〔2026〕执法二中队-8号.
_USED = re.compile(_CODE + r"〔[0-9]{4}〕(?!第)(?:[^\W\d_]{1,8}-?)?[0-9]+(?:-[0-9]+)?号")
# What other bodies issue is only quoted: registries number with 字 and 第, orders have no year.
_QUOTED = re.compile(_CODE + r"〔([0-9]{4})〕字?第?(?:示例)?[1-9][0-9]*(?:-[1-9][0-9]*)?号")
_ORDER = re.compile(
    r"\S*(?:令|公告|通告)(?:[（(]?[0-9]{4}年?[）)]?)?第(?:[1-9][0-9]*|[〇一二三四五六七八九十百]+)号"
)
# A cell that means to be a document number: a year in any brackets, or a year and 号 at the end.
_MEANT = re.compile(r"[\[［(（【〔]\s*[0-9０-９]{2,4}\s*[\]］)）】〕]|(?:19|20)[0-9]{2}.*号\s*\Z")

_OWN_NUMBERS = (
    ("grading", "risk_grades", "document_no"),
    ("closures", "cases", "document_no"),
    ("enforcement", "outcomes", "decision_no"),
    ("enforcement", "supervised_hazards", "document_no"),
    ("enforcement", "supervised_hazards", "extension_no"),
    ("enforcement", "listed_entities", "decision_no"),
)
"""Numbers of documents by which this or another authority decided what the row tells."""

_QUOTED_NUMBERS = (
    ("mines", "mine_changes", "document_no"),
    ("mines", "responsibilities", "document_no"),
    ("mines", "scale_classes", "document_no"),
    ("mines", "mineral_thresholds", "document_no"),
    ("enforcement", "publication_rules", "document_no"),
    ("report-channels", "reward_rules", "document_no"),
    ("report-channels", "boards", "edition"),
    ("hazard-criteria", "documents", "document_no"),
    ("hazard-criteria", "documents", "supersedes"),
)
"""Numbers of norms and of papers of any kind: orders, announcements and standards have others."""


def document_numbers(desk: Desk) -> Iterator[Problem]:
    """文号 is written 机关代字〔年〕号 (党政机关公文处理工作条例 第九条; GB/T 9704-2012 第7.2.5条).

    Numbers of norms and of other bodies' papers are judged only where they mean to be of this form.
    """
    for package, table, name in _OWN_NUMBERS:
        for line in desk.lines(package, table):
            if cell := line.text(name):
                used = _USED.fullmatch(cell) is not None
                yield from _document_number(line, name, cell, _own_year(cell), used=used)
    for package, table, name in _QUOTED_NUMBERS:
        for line in desk.lines(package, table):
            for part in line.text(name).split("、"):
                if _MEANT.search(part) and not _ORDER.fullmatch(part):
                    yield from _document_number(line, name, part, _year(_QUOTED, part))
    for notice in desk.content.notices:
        if notice.document_no:
            yield from _notice_number(notice)


def _document_number(
    line: Line, name: str, cell: str, year: int | None, *, used: bool = False
) -> Iterator[Problem]:
    if year is None:
        if forms.fits(line, name):
            severity: Severity = "warning" if used else "error"
            yield line.problem("document-number", name, severity=severity, part=cell)
    elif not _plausible(year, _days(line)):
        yield line.problem("document-number-year", name, part=cell, year=year)


_DATED_BY = (
    ("grading", "risk_grades", "document_no", "graded_on", "published_on"),
    ("closures", "cases", "document_no", "decided_on", "decided_on"),
    ("enforcement", "outcomes", "decision_no", "decided_on", "decided_on"),
    ("enforcement", "supervised_hazards", "document_no", "found_on", "published_on"),
    ("enforcement", "supervised_hazards", "extension_no", "found_on", "extended_to"),
    ("enforcement", "listed_entities", "decision_no", "listed_on", "listed_on"),
)
"""Numbers of one's own documents, each with the days from and to which it can have been given."""


def document_years_agree(desk: Desk) -> Iterator[Problem]:
    """The year of a document's number is that of its day (党政机关公文处理工作条例 第九条: 发文字号
    consists of 代字、年份、顺序号).

    A warning: in January a number of the year before may still be used up.
    """
    for package, table, name, first, last in _DATED_BY:
        for line in desk.lines(package, table):
            year, begun, ended = _own_year(line.text(name)), line.day(first), line.day(last)
            if not year or begun is None:
                continue
            early = year < begun.year - (begun.month == 1)
            late = ended is not None and begun <= ended and year > ended.year
            if not (early or late) or line.text("withdrawn_on"):
                continue
            # A year that cannot be is said with the number's form, days out of order by themselves.
            if _plausible(year, _days(line)):
                day = last if late else first
                yield line.problem(
                    "document-year-differs",
                    name,
                    severity="warning",
                    year=year,
                    other=line.title(day),
                    day=line.text(day),
                )


def _notice_number(notice: Notice) -> Iterator[Problem]:
    cell, row = notice.document_no, notice.lines.get("document_no")
    year = _own_year(cell)
    details = {"part": cell, "year": year}
    if year is None:
        yield Problem("document-number", notice.file, row, "document_no", cell, details=details)
    elif not _plausible(year, [notice.day]):
        yield Problem(
            "document-number-year", notice.file, row, "document_no", cell, details=details
        )


def _own_year(cell: str) -> int | None:
    """The year of a number of one's own; an order or announcement that bears none counts as 0."""
    return 0 if _ORDER.fullmatch(cell) else _year(_OWN, cell)


def _year(form: re.Pattern[str], cell: str) -> int | None:
    match = form.fullmatch(cell)
    return int(match[1]) if match else None


def _days(line: Line) -> Iterator[date]:
    """The days a row tells of, except ends of terms, which lie far ahead."""
    for name in line.row.cells:
        if name.endswith("_on") or name == "consulted_from":
            day = line.day(name)
            if day is not None:
                yield day


def _plausible(year: int, days: Iterable[date]) -> bool:
    """Not before 1949, and at most a year after the last day the row tells of, if it tells any."""
    if not year or not 1949 <= year < 2100:
        return not year
    latest = None
    for latest in days:
        if latest.year + 1 >= year:
            return True
    return latest is None


# The region's first two digits by GB/T 2260; 10 is the ministry's own, 00 a demonstration.
_MINING_LICENCE = re.compile(
    r"C(?:00|1[0-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])[0-9]{4}"
    r"([0-9]{4})(?:0[1-9]|1[0-2])[0-9]{10}"
)
_SAFETY_PERMIT = re.compile(r"[（(].[）)]FM安许证字[〔\[(][0-9]{4}[〕\])].+")


def licence_numbers(desk: Desk) -> Iterator[Problem]:
    """Licence numbers have the forms in use: a mining licence C and 22 digits (DZ/T 0443-2023
    附录A), a safety permit （省）FM安许证字〔年〕. A warning: others may exist.
    """
    for line in desk.lines("mines", "licences"):
        kind, number = line.text("kind"), line.text("number")
        if not number:
            continue
        if kind == "mining-licence" and not _is_mining_licence(number, line.day("issued_on")):
            yield line.problem("licence-number-mining", "number", severity="warning")
        elif kind == "safety-permit" and not _SAFETY_PERMIT.fullmatch(number):
            yield line.problem("licence-number-permit", "number", severity="warning")


def _is_mining_licence(number: str, issued: date | None) -> bool:
    """Whether the digits are a region's, a month's and a serial number.

    The number is given once, with the first licence, and kept by the later ones.
    """
    match = _MINING_LICENCE.fullmatch(number)
    return match is not None and 1986 <= int(match[1]) <= (issued.year if issued else 2099)
