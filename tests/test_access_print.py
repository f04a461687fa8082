"""A page on paper: a clean A4 record, black on white, that says where it comes from."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import zxingcpp
from browsing import watched
from PIL import Image
from playwright.sync_api import Browser
from sweeping import Sweep

pytestmark = pytest.mark.slow

RECORD = "enforcement/o-f94ee6mj/"

# Everything drawn by text that is not black, and every ground that is not white; the tone of
# a bar or a hatch is drawn by svg and says nothing that its words do not.
COLOURED = """() => {
  const found = []
  for (const box of document.querySelectorAll('body, body *:not(svg, svg *)')) {
    if (!box.checkVisibility() || box.closest('.hidden-text')) continue
    const style = getComputedStyle(box)
    const own = [...box.childNodes].some(node => node.nodeType === 3 && node.data.trim())
    if (own && style.color !== 'rgb(0, 0, 0)') found.push(`${box.className} ${style.color}`)
    if (!['rgb(255, 255, 255)', 'rgba(0, 0, 0, 0)'].includes(style.backgroundColor))
      found.push(`${box.className} on ${style.backgroundColor}`)
  }
  return found
}"""

FOR_SCREENS = "header details.menu, .site-tabs, .site-tools, .callbar, .path, button, form, .skip"


@pytest.mark.parametrize("elder", [False, True], ids=["plain", "elder"])
def test_on_paper_all_is_black_on_white_and_what_is_pressed_is_away(
    sweep: Sweep, elder: bool
) -> None:
    faults = []
    for kind, page in sweep(720, elder):
        page.emulate_media(media="print", color_scheme="dark", reduced_motion="reduce")
        faults += [f"{kind}: {box}" for box in page.evaluate(COLOURED)]
        shown = page.locator(FOR_SCREENS).locator("visible=true").count()
        faults += [f"{kind}: {shown} things to press"] * bool(shown)
    assert not faults, "\n".join(faults)


def test_a_record_on_paper_opens_with_its_disclosure_and_ends_with_its_address(
    browser: Browser, published: str, tmp_path: Path
) -> None:
    page, _ = watched(browser, published, script=True, width=1280)
    page.goto(published + RECORD)
    page.pdf(path=tmp_path / "record.pdf", prefer_css_page_size=True)
    page.context.close()
    sheet = told(["pdfinfo", tmp_path / "record.pdf"])
    assert re.search(r"Page size: +59[45]\S* x 84[12]\S* pts \(A4\)", sheet)
    text = re.sub(r"\s+", "", told(["pdftotext", "-layout", tmp_path / "record.pdf", "-"]))
    parts = (
        "清新区非煤矿山安全公示",
        "索引号",
        "发布机构",
        "有效性",
        "处罚种类",
        "数据截至2026年11月23日",
        f"https://bulletin.example/kuangan/{RECORD}",
        "纸面不会更新",
        "举报电话12350",
    )
    places = [text.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)
    assert "大字版" not in text


# A record of each kind with what its first sheet must hold below the disclosure table.
RECORDS = {
    "mines/qx-003/": ("矿山编号", "来源", "现在的情况", "责令停产中（全矿）", "逾期23天"),
    RECORD: ("索引号", "有效性", "决定内容", "当事人", "罚款", "依据"),
    "hazards/h-mubknmq6/": ("索引号", "有效性", "逾期23天", "隐患和期限", "谁来改", "期限"),
    "closures/c-3mp4jj4d/": ("索引号", "有效性", "基本情况", "决定机关", "涉及的矿山"),
    "notices/2026-q3-circular/": ("索引号", "有效性", "总的情况", "计划检查", "实际检查"),
}


def test_the_first_sheet_of_a_record_is_full_and_a_telephone_reads_its_address_off_the_last(
    browser: Browser, published: str, tmp_path: Path
) -> None:
    page, _ = watched(browser, published, script=True, width=1280)
    for kind, parts in RECORDS.items():
        page.goto(published + kind)
        file = tmp_path / "sheets.pdf"
        page.pdf(path=file, prefer_css_page_size=True)
        sheets = told(["pdftotext", "-layout", file, "-"]).split("\f")[:-1]
        first = re.sub(r"\s+", "", sheets[0])
        assert [part for part in parts if part not in first] == [], kind
        assert first.find(parts[0]) < first.find(parts[-1]), kind
        assert "订阅这座矿" not in "".join(sheets)
        last = str(len(sheets))
        told(["pdftoppm", "-r", "150", "-f", last, "-png", "-singlefile", file, tmp_path / "last"])
        (code,) = zxingcpp.read_barcodes(Image.open(tmp_path / "last.png"))
        assert code.text == f"https://bulletin.example/kuangan/{kind}"
    page.context.close()


def told(command: list[str | Path]) -> str:
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()
