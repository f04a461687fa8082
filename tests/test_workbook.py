"""The workbook and its way back: what a clerk sees, what is refused, what a cell means."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from conftest import DAY, ROOT
from openpyxl.workbook import Workbook

from generator import intake, messages, packages, source
from generator.commands.intake import difference
from generator.packages import Packages
from generator.source import Source
from generator.workbook import layout, opening, reading, writing
from generator.workbook.reading import Mapped

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def shipped_packages() -> Packages:
    known, problems = packages.load(ROOT)
    assert problems == []
    return known


@pytest.fixture(scope="module")
def known(shipped_packages: Packages) -> Source:
    return source.check(ROOT, DAY)


@pytest.fixture(scope="module")
def made(shipped_packages: Packages) -> dict[str, bytes]:
    return {
        name: writing.pack(package, shipped_packages) for name, package in shipped_packages.items()
    }


def edited(content: bytes, edit: Callable[[Workbook], None]) -> bytes:
    """The workbook after somebody worked in it."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    edit(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def proposed(known: Source, content: bytes, mapped: Mapped | None = None) -> intake.Proposal:
    mapped = mapped or Mapped()
    book, problems = opening.read("F.xlsx", content)
    assert book is not None, problems
    entries, problems = reading.read("F.xlsx", book, known.packages, mapped)
    assert problems == []
    return intake.propose("F.xlsx", known, entries, book.base, mapped, DAY)


def told(proposal: intake.Proposal) -> list[tuple[str, str, dict[str, tuple[str, str]]]]:
    """Every change as (kind, key, {field: (before, after)})."""
    return [
        (
            change.kind,
            "、".join(change.key),
            {n: (change.before.get(n, ""), change.after.get(n, "")) for n in change.fields()},
        )
        for table in proposal.tables
        for change in table.changes
    ]


def column_of(sheet: object, name: str) -> int:
    """The number of a column by its hidden English name."""
    (place,) = [
        cell.column
        for cell in sheet[2]  # type: ignore[index]
        if cell.value == name
    ]
    return int(place)


# What a clerk sees


def test_a_sheet_prints_on_a4_with_its_headings_on_every_page(made: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made["enforcement"]))
    wide, narrow = book["执法结果"], book["重大隐患统计"]
    for sheet in (wide, narrow):
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == "$1:$1"
    # On paper a wide table goes on to the right: each sheet tells whose line it is.
    assert wide.page_setup.fitToWidth > 1
    assert (wide.print_title_cols, narrow.print_title_cols) == ("$A:$A", None)


def test_the_same_package_gives_the_same_bytes(
    shipped_packages: Packages, made: dict[str, bytes]
) -> None:
    package = shipped_packages["enforcement"]
    assert writing.pack(package, shipped_packages) == made["enforcement"]


def test_a_sheet_has_chinese_headings_over_hidden_english_names(made: dict[str, bytes]) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(made["mines"]))["矿山"]
    assert sheet["A1"].value == "编号"  # a new row gets the next number where it is left empty
    assert sheet["B1"].value == "矿山名称＊"
    assert sheet["A2"].value == "mine_id"
    assert sheet.row_dimensions[2].hidden
    assert sheet["C1"].value == "开采单位"  # not required: no mark


def test_codes_are_texts_and_days_are_days(made: dict[str, bytes]) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(made["mines"]))["矿山"]
    uscc = sheet.cell(3, column_of(sheet, "uscc"))
    assert (uscc.value, uscc.number_format) == ("91000000MADEM00112", "@")
    listed = sheet.cell(3, column_of(sheet, "listed_on"))
    assert (listed.value, listed.number_format) == (datetime(2024, 1, 5), "yyyy-mm-dd")


def test_choices_are_offered_with_their_labels_and_names(made: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made["enforcement"]))
    sheet = book["执法结果"]
    offered = {}
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list":
            area = rule.formula1.removeprefix(f"'{layout.LISTS}'!").replace("$", "")
            cells = [cell.value for (cell,) in book[layout.LISTS][area]]
            offered[str(rule.sqref).split(":")[0].rstrip("0123456789")] = cells
    letters = {cell.value: cell.column_letter for cell in sheet[2]}
    assert "行政处罚" in offered[letters["kind"]]
    assert "qx-003 示例大岭脚建筑石料矿" in offered[letters["mine_id"]]
    assert offered[letters["persons_penalised"]] == ["是", "否"]
    assert letters["facts"] not in offered


def test_every_column_explains_itself_beside_the_cell(
    shipped_packages: Packages, made: dict[str, bytes]
) -> None:
    for name, content in made.items():
        book = openpyxl.load_workbook(io.BytesIO(content))
        sheets = layout.sheet_names(shipped_packages[name])
        for resource in shipped_packages[name].resources.values():
            rules = book[sheets[resource.name]].data_validations.dataValidation
            said = {rule.prompt for rule in rules}
            assert {str(f["description"])[:255] for f in resource.fields} <= said


def test_a_new_field_needs_no_code(shipped_packages: Packages) -> None:
    """A field that no line of the program knows gets its column, choices and way back."""
    import copy
    import dataclasses

    package = shipped_packages["report-channels"]
    boards = package.resources["boards"]
    descriptor = copy.deepcopy(dict(boards.descriptor))
    descriptor["schema"]["fields"].append(
        {
            "name": "lit",
            "title": "夜间照明",
            "type": "string",
            "description": "晚上看得清吗",
            "categories": [{"value": "lamp", "label": "有灯"}, {"value": "dark", "label": "没有"}],
            "constraints": {"enum": ["lamp", "dark"]},
        }
    )
    rows = tuple(
        dataclasses.replace(row, cells={**row.cells, "lit": "lamp"}) for row in boards.rows
    )
    widened = dataclasses.replace(boards, descriptor=descriptor, rows=rows)
    package = dataclasses.replace(package, resources={**package.resources, "boards": widened})
    known = {**shipped_packages, "report-channels": package}
    book, problems = opening.read("F.xlsx", writing.pack(package, known))
    assert book is not None, problems
    entries, problems = reading.read("F.xlsx", book, known, Mapped())
    assert problems == []
    (table,) = [e for e in entries if e.resource.name == "boards"]
    assert {row.cells["lit"] for row in table.rows} == {"lamp"}


# The way back


@pytest.mark.parametrize("name", packages.NAMES)
def test_nothing_edited_is_nothing_changed(
    name: str, known: Source, made: dict[str, bytes]
) -> None:
    proposal = proposed(known, made[name])
    assert (told(proposal), proposal.problems, proposal.files) == ([], (), {})


def test_an_edit_is_exactly_that_edit(known: Source, made: dict[str, bytes]) -> None:
    def edit(book: Workbook) -> None:
        sheet = book["公告栏"]
        sheet.cell(3, column_of(sheet, "checked_on")).value = "2026年11月20日"
        sheet.cell(4, column_of(sheet, "place")).value = "食堂"

    proposal = proposed(known, edited(made["report-channels"], edit))
    rows = known.packages["report-channels"].resources["boards"].rows
    assert told(proposal) == [
        ("changed", rows[0].cells["board_id"], {"checked_on": (_, "2026-11-20")})
        for _ in [rows[0].cells["checked_on"]]
    ] + [
        ("changed", rows[1].cells["board_id"], {"place": (_, "canteen")})
        for _ in [rows[1].cells["place"]]
        if _ != "canteen"
    ]
    (content,) = proposal.files.values()
    before = known.packages["report-channels"].resources["boards"].content.decode().splitlines()
    after = content.decode().splitlines()
    assert sum(a != b for a, b in zip(before, after, strict=True)) == len(told(proposal))


VISIT = {
    "mine_id": "示例大岭脚建筑石料矿",  # a name for its id
    "inspected_on": 46345,  # a serial for its day
    "authority": "dist-em",
    "mode": "飞行检查",
    "findings": "２",  # full width
    "major_findings": 0.0,
    "result": " to-correct ",
    "approval_no": "示例审〔2026〕999号",
    "published_on": date(2026, 11, 21),
}


def test_a_new_row_is_understood_as_people_write(known: Source, made: dict[str, bytes]) -> None:
    labels = {
        c["value"]: c["label"]
        for c in known.packages["enforcement"].resources["visits"].field("mode")["categories"]
    }

    def edit(book: Workbook) -> None:
        sheet = book["检查"]
        row = len(known.packages["enforcement"].resources["visits"].rows) + 3
        for name, value in {**VISIT, "mode": labels["unannounced"]}.items():
            sheet.cell(row, column_of(sheet, name)).value = value

    proposal = proposed(known, edited(made["enforcement"], edit))
    ((kind, key, fields),) = told(proposal)
    assert kind == "added"
    assert key.startswith("v-")
    assert len(key) == 10
    assert {name: after for name, (_, after) in fields.items() if name != "visit_id"} == {
        "mine_id": "qx-003",
        "inspected_on": "2026-11-19",
        "authority": "dist-em",
        "mode": "unannounced",
        "findings": "2",
        "major_findings": "0",
        "result": "to-correct",
        "approval_no": "示例审〔2026〕999号",
        "published_on": "2026-11-21",
    }
    assert [p for p in proposal.problems if p.severity == "error"] == []
    assert len(proposal.files) == 1


def test_a_problem_names_the_cell_of_the_workbook_and_nothing_is_to_be_written(
    known: Source, made: dict[str, bytes]
) -> None:
    def edit(book: Workbook) -> None:
        sheet = book["检查"]
        sheet.cell(5, column_of(sheet, "inspected_on")).value = "11月20日左右"

    proposal = proposed(known, edited(made["enforcement"], edit))
    (problem,) = [p for p in proposal.problems if p.severity == "error"]
    assert (problem.file, problem.row, problem.field) == ("F.xlsx", 5, "inspected_on")
    assert problem.details["cell"] == "检查!C5"
    assert proposal.files == {}


def test_a_removed_row_is_told_never_dropped(known: Source, made: dict[str, bytes]) -> None:
    proposal = proposed(
        known, edited(made["report-channels"], lambda book: book["公告栏"].delete_rows(3))
    )
    key = known.packages["report-channels"].resources["boards"].rows[0].cells["board_id"]
    assert [(kind, found) for kind, found, _ in told(proposal)] == [("removed", key)]
    assert proposal.removed == 1


def test_what_a_colleague_changed_since_is_not_undone(
    project: Path, made: dict[str, bytes]
) -> None:
    """The clerk's workbook is older than a colleague's change of another row: it stays."""
    file = project / "data/report-channels/boards.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].replace(",2026-", ",2025-", 1)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def edit(book: Workbook) -> None:
        sheet = book["公告栏"]
        sheet.cell(5, column_of(sheet, "checked_on")).value = "2026-11-20"

    since = source.check(project, DAY)
    proposal = proposed(since, edited(made["report-channels"], edit))
    rows = since.packages["report-channels"].resources["boards"].rows
    assert [key for _, key, _ in told(proposal)] == [rows[2].cells["board_id"]]


def test_where_both_changed_one_row_neither_is_lost(project: Path, made: dict[str, bytes]) -> None:
    file = project / "data/report-channels/boards.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    cells = lines[1].split(",")
    cells[2] = "gate" if cells[2] != "gate" else "dam"
    lines[1] = ",".join(cells)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def edit(book: Workbook) -> None:
        sheet = book["公告栏"]
        sheet.cell(3, column_of(sheet, "checked_on")).value = "2026-11-20"

    proposal = proposed(source.check(project, DAY), edited(made["report-channels"], edit))
    assert [p.code for p in proposal.problems] == ["workbook-conflict"]
    assert proposal.files == {}


def test_two_rows_of_one_id_are_both_named(known: Source, made: dict[str, bytes]) -> None:
    def edit(book: Workbook) -> None:
        sheet = book["公告栏"]
        sheet["A4"].value = sheet["A3"].value

    proposal = proposed(known, edited(made["report-channels"], edit))
    (problem,) = proposal.problems
    assert problem.code == "workbook-key-twice"
    assert (problem.details["cell"], problem.details["earlier"]) == ("公告栏!A4", "公告栏!A3")


# What is refused, by name


def refused(content: bytes) -> list[tuple[str, str | None]]:
    book, problems = opening.read("F.xlsx", content)
    assert book is None
    return [(problem.code, problem.value) for problem in problems]


def _formula(book: Workbook) -> None:
    book["公告栏"]["B7"] = "=1+1"


def _comment(book: Workbook) -> None:
    from openpyxl.comments import Comment

    book["公告栏"]["B7"].comment = Comment("请核对", "甲")


def _hidden(book: Workbook) -> None:
    book["公告栏"].sheet_state = "hidden"


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (_formula, [("workbook-formula", "公告栏!B7")]),
        (_comment, [("workbook-comment", "公告栏!B7")]),
        (_hidden, [("workbook-hidden", "公告栏")]),
    ],
)
def test_what_runs_or_hides_is_refused_with_its_place(
    edit: Callable[[Workbook], None], said: list[tuple[str, str]], made: dict[str, bytes]
) -> None:
    assert refused(edited(made["report-channels"], edit)) == said


def test_merged_cells_below_the_heading_are_refused_with_their_place(
    known: Source, made: dict[str, bytes]
) -> None:
    content = edited(made["report-channels"], lambda book: book["公告栏"].merge_cells("C8:C9"))
    book, _ = opening.read("F.xlsx", content)
    assert book is not None
    _, problems = reading.read("F.xlsx", book, known.packages, Mapped())
    assert [(p.code, p.value) for p in problems] == [("workbook-merged", "公告栏!C8:C9")]


def _with_part(content: bytes, name: str, part: bytes) -> bytes:
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, part)
    return stream.getvalue()


def test_macros_links_and_bombs_are_refused(made: dict[str, bytes]) -> None:
    plain = made["report-channels"]
    macro = _with_part(plain, "xl/vbaProject.bin", b"x")
    assert refused(macro) == [("workbook-part", "xl/vbaProject.bin")]
    bomb = _with_part(plain, "xl/worksheets/sheet99.xml", b"0" * (80 * 1024 * 1024))
    assert [code for code, _ in refused(bomb)] == ["workbook-large"]
    laughs = _with_part(plain, "xl/x.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    assert refused(laughs) == [("workbook-unreadable", "xl/x.xml")]
    assert [c for c, _ in refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest")] == ["workbook-old"]
    assert [c for c, _ in refused(b"no zip at all")] == ["workbook-unreadable"]
    assert [c for c, _ in refused(plain[: len(plain) // 2])] == ["workbook-unreadable"]


# Tables of other programs


def foreign(rows: list[list[object]]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_titles_above_the_heading_and_blank_rows_are_passed_over(known: Source) -> None:
    """A table as offices send it: a merged title, Chinese headings, gaps, numbers as text."""
    content = foreign(
        [
            ["公告栏登记表（2026年11月）"],
            [],
            ["公告栏编号", "矿山", "位置", "设置日期", "核查日期"],
            ["b-zzzzzzz9", "qx-001", "食堂", "2026.11.1", 46345],
            [],
            [],
        ]
    )
    content = edited(content, lambda book: book.active.merge_cells("A1:E1"))
    proposal = proposed(known, content, Mapped(table="report-channels/boards"))
    ((kind, key, fields),) = told(proposal)
    assert (kind, key) == ("added", "b-zzzzzzz9")
    assert fields["installed_on"][1] == "2026-11-01"
    assert fields["checked_on"][1] == "2026-11-19"
    assert fields["mine_id"][1] == "qx-001"


def test_rows_that_another_system_does_not_know_are_kept(known: Source) -> None:
    content = foreign([["公告栏编号", "矿山", "位置"], ["b-zzzzzzz9", "qx-001", "食堂"]])
    proposal = proposed(known, content, Mapped(table="report-channels/boards"))
    assert [kind for kind, _, _ in told(proposal)] == ["added"]


def test_a_mapping_reads_the_columns_of_another_system(known: Source) -> None:
    visits = known.packages["enforcement"].resources["visits"]
    content = foreign(
        [
            ["检查对象", "检查时间", "检查类型", "问题数"],
            ["示例大岭脚建筑石料矿", datetime(2026, 11, 19), "双随机", 2],
        ]
    )
    mapped = Mapped(
        table="enforcement/visits",
        columns={
            "检查对象": "mine_id",
            "检查时间": "inspected_on",
            "检查类型": "mode",
            "问题数": "findings",
        },
        values={"mode": {"双随机": "unannounced"}},
        fixed={
            "authority": "dist-em",
            "result": "to-correct",
            "major_findings": "0",
            "published_on": "2026-11-21",
            "approval_no": "示例审〔2026〕999号",
        },
    )
    ((kind, _, fields),) = told(proposed(known, content, mapped))
    assert kind == "added"
    assert {n: fields[n][1] for n in ("mine_id", "mode", "findings", "authority")} == {
        "mine_id": "qx-003",
        "mode": "unannounced",
        "findings": "2",
        "authority": "dist-em",
    }
    assert visits.field("mode")


def test_a_column_that_belongs_nowhere_is_named_and_nothing_is_lost(known: Source) -> None:
    content = foreign(
        [["公告栏编号", "矿山", "位置", "备注"], ["b-zzzzzzz9", "qx-001", "食堂", "急"]]
    )
    book, _ = opening.read("F.xlsx", content)
    assert book is not None
    mapped = Mapped(table="report-channels/boards")
    _, problems = reading.read("F.xlsx", book, known.packages, mapped)
    assert [(p.code, p.value, p.details["cell"]) for p in problems] == [
        ("workbook-column", "备注", "Sheet!D1")
    ]


def test_a_code_that_lost_its_digits_is_named(known: Source) -> None:
    """Excel keeps fifteen digits of a number: a licence number typed as one is not what it was."""
    content = foreign(
        [
            ["公告栏编号", "矿山", "位置", "张贴版本"],
            ["b-zzzzzzz9", "qx-001", "食堂", 123456789012345678],
        ]
    )
    book, _ = opening.read("F.xlsx", content)
    assert book is not None
    _, problems = reading.read(
        "F.xlsx", book, known.packages, Mapped(table="report-channels/boards")
    )
    assert [(p.code, p.details["cell"]) for p in problems] == [("workbook-digits", "Sheet!D2")]


# Sheets that lost their name or their content, and files that do not know their age


def read_problems(known: Source, content: bytes) -> list[tuple[str, str | None, object]]:
    book, problems = opening.read("F.xlsx", content)
    if book is not None:
        problems = reading.read("F.xlsx", book, known.packages, Mapped())[1]
    return [(p.code, p.value, p.details.get("expected")) for p in problems]


def _guide_name(book: Workbook) -> None:
    book.remove(book["填表说明"])
    book["公告栏"].title = "填表说明"


def _lists_name(book: Workbook) -> None:
    book["_lists"].title = "列表"


def _lists_name_of_a_table(book: Workbook) -> None:
    book.remove(book["_lists"])
    book["公告栏"].title = "_lists"


def _guide_renamed(book: Workbook) -> None:
    book["填表说明"].title = "说明"


def _gone(book: Workbook) -> None:
    book.remove(book["公告栏"])


def _emptied(book: Workbook) -> None:
    book["公告栏"].delete_rows(1, 400)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (_guide_name, [("workbook-sheet-name", "填表说明", "公告栏")]),
        (_lists_name, [("workbook-sheet-name", "列表", "_lists")]),
        (_lists_name_of_a_table, [("workbook-sheet-name", "_lists", "公告栏")]),
        (_guide_renamed, [("workbook-sheet-unknown", "说明", None)]),
        (_gone, [("workbook-sheet-missing", "公告栏", None)]),
        (_emptied, [("workbook-sheet-missing", "公告栏", None)]),
    ],
)
def test_a_sheet_that_lost_its_name_or_its_content_is_named(
    edit: Callable[[Workbook], None],
    said: list[tuple[str, str, object]],
    known: Source,
    made: dict[str, bytes],
) -> None:
    assert read_problems(known, edited(made["report-channels"], edit)) == said


def test_a_workbook_without_our_mark_may_turn_rows_back_and_says_so(
    known: Source, made: dict[str, bytes]
) -> None:
    def edit(book: Workbook) -> None:
        book.remove(book["_lists"])
        sheet = book["公告栏"]
        sheet.cell(3, column_of(sheet, "checked_on")).value = "2026-11-20"

    proposal = proposed(known, edited(made["report-channels"], edit))
    assert [(table.resource.name, table.blind) for table in proposal.tables] == [("boards", True)]
    shown = "\n".join(difference(proposal.tables, known.packages, messages.catalogue("zh")))
    assert "会被改回去" in shown
    row = known.packages["report-channels"].resources["boards"].rows[0].cells
    assert f"！ 修改（可能改回别人的改动）{row['board_id']}" in shown
    assert f"{row['checked_on']} → 2026-11-20" in shown


def test_a_workbook_with_our_mark_has_nothing_to_warn_of(
    known: Source, made: dict[str, bytes]
) -> None:
    def edit(book: Workbook) -> None:
        sheet = book["公告栏"]
        sheet.cell(3, column_of(sheet, "checked_on")).value = "2026-11-20"

    proposal = proposed(known, edited(made["report-channels"], edit))
    assert "！" not in "\n".join(
        difference(proposal.tables, known.packages, messages.catalogue("zh"))
    )


# Headings that were changed, columns that were deleted, sorts that tore the rows apart


def _heading(text: str | None) -> Callable[[Workbook], None]:
    def edit(book: Workbook) -> None:
        sheet = book["公告栏"]
        sheet.cell(1, column_of(sheet, "checked_on")).value = text

    return edit


def _columns_gone(book: Workbook) -> None:
    book["公告栏"].delete_cols(column_of(book["公告栏"], "checked_on"))


def _ids_gone(book: Workbook) -> None:
    book["公告栏"].delete_cols(1)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (_heading("拆除日期"), [("workbook-heading", "拆除日期", "核查日期")]),
        (_heading("核查日期（必填）"), []),
        (_heading(" 核查 日期*"), []),
        (_heading(None), []),
        (_columns_gone, [("workbook-column-lost", "核查日期", None)]),
        (_ids_gone, [("workbook-column-lost", "公告栏编号", None)]),
        (lambda book: book["公告栏"].delete_rows(1), []),
        (lambda book: book["公告栏"].delete_rows(2), []),
    ],
)
def test_a_changed_heading_and_a_deleted_column_are_named(
    edit: Callable[[Workbook], None],
    said: list[tuple[str, str, object]],
    known: Source,
    made: dict[str, bytes],
) -> None:
    assert read_problems(known, edited(made["report-channels"], edit)) == said


def _sorted(first_column: int, first_row: int) -> Callable[[Workbook], None]:
    """Sort a sheet by its last filled column, backwards, from a column and a row on."""

    def edit(book: Workbook) -> None:
        sheet = book["公告栏"]
        by = column_of(sheet, "checked_on")
        lines = [
            [cell.value for cell in row]
            for row in sheet.iter_rows(min_row=first_row, min_col=first_column)
            if sheet.cell(row[0].row, 1).value
        ]
        lines.sort(key=lambda line: str(line[by - first_column]), reverse=True)
        for number, line in enumerate(lines, start=first_row):
            for place, value in enumerate(line, start=first_column):
                sheet.cell(number, place).value = value

    return edit


def test_a_sort_that_left_out_the_ids_is_found(known: Source, made: dict[str, bytes]) -> None:
    proposal = proposed(known, edited(made["report-channels"], _sorted(2, 3)))
    (problem,) = proposal.problems
    assert (problem.code, problem.value) == ("workbook-moved", "公告栏")
    assert "核查日期" in str(problem.details["title"])
    assert proposal.files == {}


@pytest.mark.parametrize("first_row", [2, 3])
def test_a_sort_of_whole_rows_changes_nothing(
    known: Source, made: dict[str, bytes], first_row: int
) -> None:
    """From row 2 on the hidden names are sorted among the records."""
    proposal = proposed(known, edited(made["report-channels"], _sorted(1, first_row)))
    assert (told(proposal), proposal.problems) == ([], ())


def test_two_rows_whose_values_were_exchanged_by_hand_are_a_change(
    known: Source, made: dict[str, bytes]
) -> None:
    def edit(book: Workbook) -> None:
        sheet = book["公告栏"]
        place = column_of(sheet, "checked_on")
        days = [sheet.cell(row, place).value for row in range(3, 40)]
        other = next(n for n, day in enumerate(days, start=3) if day and day != days[0])
        sheet.cell(3, place).value, sheet.cell(other, place).value = days[other - 3], days[0]

    proposal = proposed(known, edited(made["report-channels"], edit))
    assert len(told(proposal)) == 2
    assert proposal.problems == ()
