"""Fragments for a portal with only an editor window: clean, whole, and the same in the workbook."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from conftest import DAY, copy_project

from generator import bulletin, cli, fragments
from generator.artifacts import Artifact
from generator.pipeline import Source
from generator.render import lists

pytestmark = pytest.mark.slow

AS_OF = ("--as-of", DAY.isoformat())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = copy_project(tmp_path_factory.mktemp("fragments") / "bulletin")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1795406400")
        assert cli.run(["fragments", "--project", str(project)]) == 0
    return project / "fragments"


def text_of(file: Path) -> str:
    return file.read_text(encoding="utf-8-sig")


def cells_of(file: Path) -> list[str]:
    sheet = openpyxl.load_workbook(file).worksheets[0]
    assert {c.data_type for line in sheet.iter_rows() for c in line} <= {"s", "n"}  # "n": empty
    return [str(c.value) for line in sheet.iter_rows() for c in line if c.value is not None]


def test_a_fragment_is_clean_and_its_links_lead_somewhere_from_anywhere(folder: Path) -> None:
    found = [file for file in folder.rglob("*.html") if file.name != "index.html"]
    assert len(found) > 150
    tags, attributes, links = set(), set(), set()
    for file in found:
        text = text_of(file)
        assert file.read_bytes().startswith(b"\xef\xbb\xbf")
        for tag, rest in re.findall(r"<([a-z0-9]+)((?:\s[^<>]*)?)>", text):
            tags.add(tag)
            attributes |= set(re.findall(r'\s([a-z-]+)="', rest))
            links |= set(re.findall(r'href="([^"]*)"', rest))
        opened, closed = len(re.findall(r"<[a-z]", text)), len(re.findall(r"</", text))
        assert opened - len(re.findall(r"<br", text)) == closed, file
    assert not tags & {"script", "style", "svg", "form", "button", "span", "div", "input", "img"}
    assert attributes <= {"href", "scope", "colspan", "rowspan"}
    assert {link for link in links if not re.match(r"https?://|tel:|mailto:", link)} == set()


def test_a_record_says_in_html_and_in_the_workbook_what_its_page_says(folder: Path) -> None:
    text = text_of(folder / "enforcement" / "o-27ptht2s.html")
    assert text.startswith("<p><strong>演示")
    assert "<dt>罚款</dt>\n<dd><b>80,000 元</b></dd>" in text
    assert "更正" in text
    cells = cells_of(folder / "enforcement" / "o-27ptht2s.xlsx")
    assert cells[cells.index("罚款", cells.index("处罚种类") + 2) + 1] == "80,000 元"
    plain = re.sub(r"\s", "", re.sub(r"<[^>]*>", "", text)).replace("&amp;", "&")
    for cell in cells:
        assert re.sub(r"\s", "", cell) in plain


def test_a_list_has_all_its_rows(folder: Path, shipped_bulletin: object) -> None:
    for listing in lists.every(shipped_bulletin):  # type: ignore[arg-type]
        name = listing.address.rstrip("/")
        assert text_of(folder / f"{name}.html").count("<tr>") == len(listing.rows) + 1
        sheet = openpyxl.load_workbook(folder / f"{name}.xlsx").worksheets[0]
        assert sheet.max_row == len(listing.rows) + 4  # demonstration, title, day, headings
        addresses = [cells[-1].value for cells in sheet.iter_rows(min_row=5)]
        ids = [row.fields["id"] for row in listing.rows]
        assert addresses == [f"https://bulletin.example/kuangan/{name}/{key}/" for key in ids]


def test_a_mine_whose_number_looks_like_a_year_has_its_fragment(shipped: Source) -> None:
    """The lists by year and grade repeat the whole ones; pages of records never do."""
    assert shipped.settings is not None
    seen = bulletin.assemble(shipped.packages, shipped.content, DAY, shipped.settings.windows)
    page = Artifact("mines/1001/index.html", b"<article><h1>1001</h1></article>")
    by_year = Artifact("enforcement/2025/index.html", b"<article><h1>2025</h1></article>")
    closed = Artifact("grading/closed/index.html", b"<article><h1>closed</h1></article>")
    made = fragments.files(
        [page, by_year, closed], seen, shipped.settings, preview=False, linked=True
    )
    names = {file.path for file in made}
    assert "mines/1001.html" in names
    assert not names & {"enforcement/2025.html", "grading/closed.html"}


def test_what_an_earlier_run_left_is_replaced_and_other_files_are_never_touched(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {file.name: file.read_bytes() for file in folder.rglob("*.xlsx")}
    plain = folder.parent / "plain"
    words = ["fragments", "--project", str(folder.parent), "-o", str(plain), *AS_OF]
    assert cli.run([*words, "--without-links"]) == 0
    text = text_of(plain / "enforcement.html")
    assert "https://bulletin.example" not in text
    assert text.startswith("<p><strong>预览")
    assert cli.run(words) == 0
    assert "https://bulletin.example" in text_of(plain / "enforcement.html")
    assert {file.name for file in plain.rglob("*.xlsx")} == set(before)
    sheet = next(plain.rglob("*.xlsx"))
    kept = sheet.read_bytes()
    sheet.write_bytes(b"put right by a clerk")
    assert cli.run(words) == 2
    assert sheet.read_bytes() == b"put right by a clerk"
    sheet.write_bytes(kept)
    (plain / "letter.txt").write_text("mine", encoding="utf-8")
    assert cli.run(words) == 2
    assert (plain / "letter.txt").read_text(encoding="utf-8") == "mine"
    assert "letter.txt" in capsys.readouterr().err
