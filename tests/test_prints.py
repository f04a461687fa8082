"""Packs, tiles, the headline poster and what a mine's own poster says, read back from the PDF."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import subprocess
import zipfile
from pathlib import Path

import pypdf
import pytest
import zxingcpp
from conftest import ROOT
from PIL import Image
from test_posters import MM, PAPER_MM, decoded, pages, plain, text_of, words_outside

from generator import prints
from generator.bulletin import Bulletin
from generator.render import boards, packs, posters, typesetting
from generator.render.posters import Board
from generator.source import Source

pytestmark = pytest.mark.slow

THEME = ROOT / "theme"


@pytest.fixture(scope="module")
def own(shipped: Source, shipped_bulletin: Bulletin) -> Board:
    """The board of a mine with a grade and three responsible persons."""
    assert shipped.settings is not None
    mine = shipped_bulletin.mines["qx-003"]
    board = boards.of_mine(shipped_bulletin, shipped.settings, mine)
    assert board is not None and board.grade and len(board.responsible) == 3
    return dataclasses.replace(board, demonstration=False)  # the mark lies over everything


@pytest.fixture(scope="module")
def printed(own: Board) -> bytes:
    return posters.render(own, "a3", theme=THEME)


def test_the_poster_of_a_mine_is_its_own(own: Board, printed: bytes) -> None:
    text = text_of(printed)
    said = [own.mine_name, own.mine_id, own.edition, own.publisher, *own.grade[1:]]
    said += [cell for row in own.responsible for cell in row]
    said += [cell for channel in own.channels for cell in channel]
    assert [words for words in said if plain(words) not in text] == []
    assert decoded(printed) == [own.address]
    assert own.address.endswith("/mines/qx-003/")


def test_a_long_row_of_a_responsible_person_is_not_cut_off(own: Board) -> None:
    office = "示例市示例区示例镇人民政府安全生产委员会办公室" * 3
    rows = (("政府包保责任人", office, "示例甲", "0763-0000000转000"),) * 4
    pdf = posters.render(dataclasses.replace(own, responsible=rows), "a4", theme=THEME)
    assert text_of(pdf).count(office) == 4
    assert words_outside(pdf) == []
    assert set(re.findall(r"第\d+张/共(\d+)张", text_of(pdf))) == {str(pages(pdf))}


def test_larger_paper_takes_the_layout_of_a3(own: Board) -> None:
    for size in ("a2", "a1"):
        pdf = posters.render(own, size, theme=THEME)
        assert pages(pdf) == posters.sheets(own, size, theme=THEME)
        assert words_outside(pdf) == []


def test_a_mine_without_criteria_quotes_the_law(
    shipped: Source, shipped_bulletin: Bulletin
) -> None:
    assert shipped.settings is not None
    mine = shipped_bulletin.mines["qx-018"]
    board = boards.of_mine(shipped_bulletin, shipped.settings, mine)
    assert mine.mine_kind == "other" and board is not None
    text = text_of(posters.render(board, "a3", theme=THEME))
    assert "即为重大事故隐患" not in text
    assert (
        "任何单位或者个人对事故隐患或者安全生产违法行为，均有权向负有安全生产监督管理职责" in text
    )
    assert "12350" in text and mine.name in text


def test_a_browser_is_asked_to_print_at_true_size(printed: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(printed), strict=True)
    assert reader.viewer_preferences is not None
    assert reader.viewer_preferences.print_scaling == "/None"
    assert reader.trailer["/Root"]["/Lang"].lower() == "zh-cn"


def raster(pdf: bytes, dpi: int, page: int = 1) -> Image.Image:
    run = subprocess.run(
        ["pdftoppm", "-r", str(dpi), "-gray", "-f", str(page), "-l", str(page), "-"],
        input=pdf,
        capture_output=True,
        check=True,
    )
    return Image.open(io.BytesIO(run.stdout))


def test_the_digits_on_a3_are_20_mm_high_as_printed(own: Board) -> None:
    pdf = posters.render(own, "a3", theme=THEME)
    picture = raster(pdf, 100)
    # The hotline is the only ink on the yellow left of the middle that is taller than 15 mm.
    left = picture.crop((60, int(picture.height * 0.6), picture.width // 2, picture.height))
    dark = left.point(lambda value: 255 if value < 60 else 0)
    rows = [any(dark.crop((0, y, dark.width, y + 1)).tobytes()) for y in range(dark.height)]
    runs = [len(run) for run in "".join("x" if row else " " for row in rows).split()]
    assert max(runs) / 100 * 25.4 >= 20


@pytest.mark.parametrize(("size", "paper"), packs.TILINGS)
def test_tiles_cover_the_poster_with_overlap(size: str, paper: str) -> None:
    cut = packs.tiling(size, paper)
    assert sorted(cut.paper) == sorted(PAPER_MM[paper])
    for whole, side, count in zip(PAPER_MM[size], cut.paper, (cut.columns, cut.rows), strict=True):
        window = side - 2 * packs.EDGE
        assert window * count - packs.OVERLAP * (count - 1) >= whole
        assert window * (count - 1) - packs.OVERLAP * (count - 2) < whole


def test_tiles_show_the_poster_at_true_size(own: Board, printed: bytes) -> None:
    tiled = packs.tiles(own, printed, "a3", "a4", theme=THEME)
    cut = packs.tiling("a3", "a4")
    sheet = pypdf.PdfReader(io.BytesIO(tiled)).pages[0].mediabox
    assert float(sheet.width) == pytest.approx(cut.paper[0] * MM, abs=0.1)
    assert pages(tiled) == cut.columns * cut.rows * pages(printed)
    dpi = 254  # ten dots a millimetre
    whole, first = raster(printed, dpi), raster(tiled, dpi)
    edge = packs.EDGE * 10
    box = (100, 100, 1100, 1600)
    expected = whole.crop(box)
    seen = first.crop((box[0] + edge, box[1] + edge, box[2] + edge, box[3] + edge))
    differing = sum(
        abs(a - b) > 128 for a, b in zip(expected.tobytes(), seen.tobytes(), strict=True)
    )
    assert differing < 0.01 * 1000 * 1500


def test_a_pack_holds_every_print_and_is_the_same_each_time(own: Board) -> None:
    files = {size: posters.render(own, size, theme=THEME) for size in posters.SIZES}
    packed = packs.of_mine(own, theme=THEME)
    assert packed == packs.of_mine(own, theme=THEME)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = archive.namelist()
        assert names == sorted(names)
        assert {"qx-003-a4.pdf", "qx-003-a2-on-a4.pdf", "qx-003-hanging.pdf"} <= set(names)
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
        guide = archive.read("qx-003-hanging.pdf")
        assert archive.read("qx-003-a1.pdf") == files["a1"]
    assert pages(guide) == 1
    text = text_of(guide)
    assert own.edition in text and "100%" in text
    assert all(name in text for name in names if "hanging" not in name)


def test_the_headline_poster_says_where_to_call_from_afar(
    shipped: Source, shipped_bulletin: Bulletin
) -> None:
    assert shipped.settings is not None
    board = boards.general(shipped_bulletin, shipped.settings)
    board = dataclasses.replace(board, demonstration=False)
    pdf = posters.headline(board, "a3", theme=THEME)
    text = text_of(pdf)
    for words in ("12350", "3000元至30万元", "安监总财〔2018〕19号", "第七十四条", "第七十六条"):
        assert words in text
    for item in board.groups[0].items:
        assert plain(item.text) in text
    assert pages(pdf) == 1 and words_outside(pdf) == []
    assert decoded(pdf) == [board.address]
    assert board.address.endswith("/report/")


def test_an_unchanged_poster_is_not_typeset_again(
    own: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: dict[str, bytes] = {}

    def keep(key: str, make: object) -> bytes:
        if key not in kept:
            kept[key] = make()  # type: ignore[operator]
        return kept[key]

    first = posters.render(own, "a4", theme=THEME, keep=keep)
    monkeypatch.setattr(typesetting, "document", None)
    assert posters.render(own, "a4", theme=THEME, keep=keep) == first
    with pytest.raises(TypeError):
        other = dataclasses.replace(own, hotline="12345")
        posters.render(other, "a4", theme=THEME, keep=keep)


def test_above_the_limit_only_kinds_are_made(
    shipped: Source, shipped_bulletin: Bulletin, tmp_path: Path
) -> None:
    assert shipped.settings is not None
    few = dataclasses.replace(shipped.settings, mine_posters_up_to=0)

    def nothing(_: str, __: object) -> bytes:
        return json.dumps({"sheets": 1}).encode()

    made = prints.of_site(shipped_bulletin, few, THEME, nothing)
    mines = {mine.mine_id for mine in prints.open_mines(shipped_bulletin)}
    assert {made.posters[mine].missing for mine in mines} == {"request"}
    assert {a.path for a in made.artifacts if "qx-" in a.path} == set()
    assert any(a.path == "posters/open-pit-a1.pdf" for a in made.artifacts)


def test_a_character_without_glyph_is_the_problem_of_the_name(
    shipped: Source, shipped_bulletin: Bulletin
) -> None:
    assert shipped.settings is not None
    mine = dataclasses.replace(shipped_bulletin.mines["qx-001"], name="示例\u0870矿")
    rows = dataclasses.replace(shipped_bulletin.records, mines=(mine,))
    seen = dataclasses.replace(shipped_bulletin, records=rows, mines={"qx-001": mine})
    _, problems = prints.asked_for(seen, shipped.settings, THEME, ["qx-001"], ["a4"])
    (problem,) = problems
    assert (problem.code, problem.file, problem.field) == (
        "poster-characters",
        "data/mines/mines.csv",
        "name",
    )
    assert problem.value == "\u0870"


def test_the_page_links_what_was_made(site: Path) -> None:
    page = (site / "posters" / "index.html").read_text(encoding="utf-8")
    for target in re.findall(r'(?:href|src)="([^":#]+\.(?:pdf|png|zip))"', page):
        assert (site / "posters" / target).is_file(), target
    assert "qx-003-a1.pdf" in page and "qx-003.zip" in page and "qx-009" not in page
    own_page = (site / "mines" / "qx-003" / "index.html").read_text(encoding="utf-8")
    assert "../../posters/qx-003-a3.pdf" in own_page
    picture = Image.open(site / "posters" / "qx-003.png")
    assert picture.mode == "P" and len(picture.getcolors(256) or ()) <= 64
    assert zxingcpp.read_barcodes(raster((site / "posters" / "qx-013-a4.pdf").read_bytes(), 100))
