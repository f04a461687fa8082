"""The hygiene of cells, whatever they should say: what a spreadsheet or a copied text leaves there.

A column is looked at as one text, and only where something stands out is a cell judged by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from generator import characters
from generator.packages import Packages, Resource, Row
from generator.problems import Problem
from generator.validation import joined, meaning
from generator.validation.meaning import Finding

Kind = Literal["typed", "code", "number", "text"]
"""What a column holds: values of a type, codes by pattern or choice, numbers of papers, words."""

_ODD = re.compile(f"[{characters.ODD}０-９Ａ-Ｚａ-ｚ－．／]")
# Most rows have nothing but these, which is seen four times as fast.
_UNUSUAL = re.compile("[^\0 -~\u3000-\u303f\u4e00-\u9fff，。：；、（）“”％～＋—·÷]")
_START = re.compile(
    "\0(?:[ \u3000=+\\-@＝＋－＠'#]|[0-9]{1,2}(?:月|-[A-Z])|[A-Z][a-z]{2}-[0-9]|[0-9]{4}[/年]"
    r"|[0-9]+\.0|[0-9][0-9.]*[Ee]\+|[0-9]{15}0)"
)
_END = re.compile("[ \u3000](?=\0)")

_LINE_BREAKS = re.compile("[\n\v\f\r\x85\u2028\u2029]")
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|#+)")
_POWER = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+[0-9]{1,3}")
_BECAME_DAY = re.compile(
    r"[0-9]{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?:-[0-9]{2,4})?"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-[0-9]{2,4}"
    r"|[0-9]{4}(?:/[0-9]{1,2}){1,2}|(?:[0-9]{4}年)?[0-9]{1,2}月(?:[0-9]{1,2}日)?"
)
_WITH_POINT = re.compile(r"([0-9]+)\.0+")
_CUT_SHORT = re.compile(r"[0-9]{15}0+")
_FIGURES = re.compile(r"[0-9.,:/-]+")
_FORMULA = re.compile("[=+\\-@＝＋－＠]")

_NUMBERED = re.compile(r"(?:.*_)?(?:no|id|code|number|uscc|phone|edition|period)|value")
"""The names of columns that hold numbers of papers, other codes, or the number to call."""

_HALF = {ord(full): ord(full) - 0xFEE0 for full in "０１２３４５６７８９－．／"}
_HALF |= {0xFF21 + n + case: 0x41 + n + case for case in (0, 0x20) for n in range(26)}


def check(packages: Packages) -> Iterator[Problem]:
    """One problem for each cell that holds what no cell should."""
    for package in packages.values():
        for resource in package.resources.values():
            kinds = {entry["name"]: kind(entry) for entry in resource.fields}
            columns = {name: _striking(cells) for name, cells in resource.distinct.items()}
            striking = {name: cells for name, cells in columns.items() if cells}
            for row in resource.rows if striking else ():
                for name, cells in striking.items():
                    if row.cells[name] in cells:
                        problem = _problem(resource, row, name, kinds[name])
                        if problem is not None:
                            yield problem


def kind(entry: Mapping[str, Any]) -> Kind:
    """What a column holds."""
    if entry.get("type") != "string":
        return "typed"
    constraints = entry.get("constraints", {})
    if constraints.get("pattern") or constraints.get("enum"):
        return "code"
    return "number" if _NUMBERED.fullmatch(entry["name"]) else "text"


def _striking(cells: Sequence[str]) -> frozenset[str]:
    """The cells of a column in which something stands out."""
    together = joined.text(cells)
    matches = [*_START.finditer(together), *_END.finditer(together)]
    if _UNUSUAL.search(together):
        matches += _ODD.finditer(together)
    starts = (match.start() for match in matches)
    return frozenset(cells[place] for place in joined.places(together, starts))


def _problem(resource: Resource, row: Row, name: str, kind: Kind) -> Problem | None:
    cell = row.cells[name]
    details: dict[str, object] = {"title": resource.title(name)}
    if not characters.seen(cell):
        if resource.field(name).get("constraints", {}).get("required"):
            return Problem(
                "constraint-required", resource.file, row.number, name, cell, details=details
            )
        return Problem("cell-blank", resource.file, row.number, name, cell, details=details)
    if _LINE_BREAKS.search(cell):
        return Problem("cell-line-break", resource.file, row.number, name, cell, details=details)
    odd = characters.problem(cell, resource.file, row.number, name, **details)
    if odd is not None:
        return odd
    found = fault(cell, name, kind)
    if found is None:
        return None
    details["expected"] = found.expected
    # Nobody can tell whether digits were lost where no check character is in the code.
    doubtful = found.code == "code-cut-short" and not name.endswith("uscc")
    return Problem(
        found.code,
        resource.file,
        row.number,
        name,
        cell,
        "warning" if doubtful else "error",
        details,
    )


def fault(cell: str, name: str, kind: Kind) -> Finding | None:
    """What is wrong with a cell of ordinary characters; the first thing only."""
    if cell != cell.strip():
        return Finding("cell-space", cell.strip())
    if _ERROR.fullmatch(cell):
        return Finding("cell-excel-error")
    if cell.startswith("'") and (kind != "text" or _FIGURES.fullmatch(cell[1:])):
        return Finding("code-apostrophe", cell[1:])
    if kind == "typed":
        return None
    if _POWER.fullmatch(cell):
        return Finding("code-scientific")
    if kind != "text":
        return _mangled(cell, name, kind)
    return _formula(cell)


def _mangled(cell: str, name: str, kind: Kind) -> Finding | None:
    """A code that a spreadsheet took for a number or a day."""
    if _BECAME_DAY.fullmatch(cell):
        return Finding("code-became-date")
    if match := _WITH_POINT.fullmatch(cell):
        return Finding("code-point", match[1])
    if _CUT_SHORT.fullmatch(cell) and not (name.endswith("uscc") and _is_whole(cell)):
        return Finding("code-cut-short")
    if kind == "code":
        return None
    half = cell.translate(_HALF)
    return Finding("code-form", half) if half != cell else _formula(cell)


def _is_whole(code: str) -> bool:
    """Whether eighteen digits bear their check character (GB 32100-2015, MOD 31-3)."""
    weighed = sum(int(digit) * pow(3, place, 31) for place, digit in enumerate(code[:17]))
    return len(code) == 18 and (weighed + int(code[17])) % 31 == 0


def _formula(cell: str) -> Finding | None:
    """What a spreadsheet would run, or a dash that stands for nothing."""
    if _FORMULA.match(cell) is None:
        return None
    return Finding("cell-placeholder") if meaning.nothing(cell) else Finding("cell-formula")
