"""A package as an .xlsx file: the same package, the same bytes."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from generator.messages import sentence, site
from generator.packages import Package, Packages, Resource
from generator.validation import cells
from generator.workbook import layout
from generator.workbook.layout import Column

_MADE = datetime(2000, 1, 1)
_ROOM = 1000
"""Empty rows that are ready to be filled in."""

_A4 = 9
"""Paper by its number in the file format."""
_LEGIBLE = 200
"""Characters across a sheet of A4 that are still read without a lens."""
_FEWEST, _MOST = 8, 42
_EXACT = 15
"""Digits that a spreadsheet keeps of a number."""

_LONGEST_TITLE, _LONGEST_MESSAGE = 32, 255
"""Characters of the message beside a cell."""


def pack(package: Package, packages: Packages) -> bytes:
    """The workbook of a package: instructions, a sheet a table, and the hidden sheet of ours."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"title": str(package.descriptor.get("title", "")), "created": _MADE})
        styles = _styles(book)
        guide = book.add_worksheet(layout.GUIDE)
        names = layout.sheet_names(package)
        sheets = {name: book.add_worksheet(title) for name, title in names.items()}
        lists = _Lists(book.add_worksheet(layout.LISTS), package, styles["text"])
        for name, sheet in sheets.items():
            _fill(sheet, package.resources[name], packages, lists, styles)
        _explain(guide, package, names, styles)
        guide.set_paper(_A4)
        guide.fit_to_pages(1, 0)
        lists.sheet.very_hidden()
    return stream.getvalue()


def _styles(book: Workbook) -> Mapping[str, Format]:
    plain = {"valign": "top", "text_wrap": True}
    return {
        "heading": book.add_format(
            {"bold": True, "bg_color": "#1F3552", "font_color": "#FFFFFF", "text_wrap": True}
        ),
        "required": book.add_format(
            {"bold": True, "bg_color": "#0B6B50", "font_color": "#FFFFFF", "text_wrap": True}
        ),
        "text": book.add_format({**plain, "num_format": "@"}),
        "date": book.add_format({**plain, "num_format": "yyyy-mm-dd"}),
        "number": book.add_format({**plain, "num_format": "General"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "wrapped": book.add_format(plain),
    }


class _Lists:
    """The hidden sheet: a mark, the choices column by column, the state of each row."""

    def __init__(self, sheet: Worksheet, package: Package, style: Format) -> None:
        self.sheet = sheet
        self._style = style
        self._places: dict[str, str] = {}
        self._column = 0
        self._write([layout.MARK, package.name])

    def range_of(self, column: Column) -> str:
        """The cells with a column's choices, as a formula names them."""
        if column.list_name not in self._places:
            letter = xlsxwriter.utility.xl_col_to_name(self._column)
            self._write([column.list_name, *(choice.shown for choice in column.choices)])
            last = len(column.choices) + 1
            self._places[column.list_name] = f"='{layout.LISTS}'!${letter}$2:${letter}${last}"
        return self._places[column.list_name]

    def remember(self, resource: Resource) -> None:
        base = layout.base(resource)
        self._write([f"={resource.name}", *base])
        self._write([f"#{resource.name}", *base.values()])

    def _write(self, texts: Sequence[str]) -> None:
        for row, text in enumerate(texts):
            self.sheet.write_string(row, self._column, text, self._style)
        self._column += 1


def _fill(
    sheet: Worksheet,
    resource: Resource,
    packages: Packages,
    lists: _Lists,
    styles: Mapping[str, Format],
) -> None:
    columns = layout.columns(resource, packages)
    last = len(resource.rows) + 1 + _ROOM
    widths: list[int] = []
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.heading, styles[_of_heading(column)])
        sheet.write_string(1, place, column.name, styles["text"])
        style = styles[column.kind if column.kind in ("date", "number") else _text_or(column)]
        texts = [column.shown(row.cells[column.name]) for row in resource.rows]
        widths.append(_width([column.heading, *texts]))
        sheet.set_column(place, place, widths[-1], style)
        for row, text in enumerate(texts, start=2):
            _write(sheet, row, place, column, text, style)
        sheet.data_validation(2, place, last, place, _validation(column, lists))
    sheet.set_row(1, None, None, {"hidden": True})
    sheet.set_row(0, 32)
    sheet.freeze_panes(2, min(2, len(columns)))
    sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
    _lay_out_for_print(sheet, widths)
    lists.remember(resource)


def _lay_out_for_print(sheet: Worksheet, widths: Sequence[int]) -> None:
    """A4 across, as many sheets wide as stay legible; headings and ids stand on each."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.repeat_rows(0)
    sheet.fit_to_pages(-(-sum(widths) // _LEGIBLE), 0)
    if sum(widths) > _LEGIBLE:
        sheet.repeat_columns(0)
    sheet.set_footer("&L&A&R&P / &N")


def _of_heading(column: Column) -> str:
    return "required" if column.required else "heading"


def _text_or(column: Column) -> str:
    return "number" if column.kind == "integer" else "text"


def _width(texts: Sequence[str]) -> int:
    widest = max(sum(1 + (c > "\u2e80") for c in text) for text in texts)
    return max(_FEWEST, min(widest + 2, _MOST))


def _write(
    sheet: Worksheet, row: int, place: int, column: Column, text: str, style: Format
) -> None:
    """A text stays a text, whatever it begins with; a day is a day, an exact number a number."""
    if text and column.kind == "date" and cells.is_day(text):
        sheet.write_datetime(row, place, date.fromisoformat(text), style)
    elif text and column.kind in ("number", "integer") and _is_exact(text):
        sheet.write_number(row, place, float(text), style)
    elif text:
        sheet.write_string(row, place, text, style)


def _is_exact(text: str) -> bool:
    return (
        cells.is_number(text)
        and len(text.replace(".", "")) <= _EXACT
        and Decimal(repr(float(text))) == Decimal(text)
    )


def _validation(column: Column, lists: _Lists) -> dict[str, object]:
    """The message beside a cell, and the drop-down where there are choices."""
    message = str(column.entry.get("description", ""))
    shown: dict[str, object] = {
        "validate": "any",
        "input_title": column.title[:_LONGEST_TITLE],
        "input_message": message[:_LONGEST_MESSAGE] or " ",
    }
    if not column.choices:
        return shown
    # A warning, no wall: an id typed by hand is right as well, and the import looks at it anyway.
    return {
        **shown,
        "validate": "list",
        "source": lists.range_of(column),
        "error_type": "warning",
        "error_title": column.title[:_LONGEST_TITLE],
        "error_message": sentence("workbook", "choose"),
    }


def _explain(
    sheet: Worksheet,
    package: Package,
    names: Mapping[str, str],
    styles: Mapping[str, Format],
) -> None:
    sheet.set_column(0, 0, 24, styles["wrapped"])
    sheet.set_column(1, 1, 84, styles["wrapped"])
    sheet.write_string(0, 0, str(package.descriptor.get("title", package.name)), styles["title"])
    row = 2
    for heading, text in site()["workbook-guide"].items():
        sheet.write_string(row, 0, heading, styles["wrapped"])
        sheet.write_string(row, 1, text, styles["wrapped"])
        row += 1
    row += 1
    for name, title in names.items():
        about = str(package.resources[name].descriptor.get("description", ""))
        sheet.write_string(row, 0, title, styles["wrapped"])
        sheet.write_string(row, 1, about, styles["wrapped"])
        row += 1
