"""Circulars on paper: the words of the page, tagged, the same bytes; data is never markup."""

from __future__ import annotations

import dataclasses
import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
import zxingcpp
from conftest import ROOT
from test_prints import raster

from generator import prints
from generator.artifacts import Artifact
from generator.bulletin import Bulletin
from generator.content import Notice
from generator.pipeline import Source
from generator.render import circulars
from generator.settings import Settings

THEME = ROOT / "theme"

PAGE = """<html><body><p>不在文中</p><article>
<h1>标题</h1><p class="meta">通报 · 某日</p>
<details class="contents-fold"><summary>本页内容</summary><ul><li>目录</li></ul></details>
<h2>一 &amp; #二 $x$ *三*</h2>
<p>见<a href="../../mines/qx-001/">示例矿</a>，已经<a class="term" href="../../glossary/#x">逾期</a>
<strong>甲</strong>。</p>
<ul><li>外项<ul><li>内项</li></ul></li><li><p>另一项</p></li></ul>
<table><thead><tr><th>事项</th><th class="align-right">数</th></tr></thead>
<tbody><tr><td>检查</td><td class="align-right">7</td></tr></tbody></table>
<h2 id="disclosure">信息公开</h2><p>不印</p></article></body></html>"""


@pytest.fixture
def settings(shipped: Source) -> Settings:
    assert shipped.settings is not None
    return shipped.settings


def notice(**changes: object) -> Notice:
    values: dict[str, object] = {
        "slug": "s",
        "file": "content/notices/s.md",
        "title": "通报 #1 *甲* $x$",
        "day": date(2026, 10, 20),
        "kind": "circular",
        "document_no": "示例〔2026〕1号",
        "records": (),
        "towns": (),
        "until": None,
        "approval_no": "",
        "body": "正文",
        "body_row": 1,
        "lines": {},
    }
    return Notice(**{**values, **changes})  # type: ignore[arg-type]


def made(settings: Settings, page: str = PAGE, **changes: object) -> pypdf.PdfReader:
    artifact = Artifact("notices/s/index.html", page.encode("utf-8"))
    pdf = circulars.render(notice(**changes), artifact, settings, theme=THEME)
    return pypdf.PdfReader(BytesIO(pdf))


def words(reader: pypdf.PdfReader) -> str:
    return re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))


def test_the_print_says_what_the_page_says_and_nothing_else(settings: Settings) -> None:
    text = words(made(settings))
    for told in ("通报#1*甲*$x$", "一&#二$x$*三*", "见示例矿，已经逾期", "外项", "内项", "另一项"):
        assert told in text
    for silent in ("不在文中", "某日", "目录", "不印", "标题"):
        assert silent not in text


def test_links_lead_to_the_site_and_terms_stay_words(settings: Settings) -> None:
    reader = made(settings)
    marks = [mark.get_object() for page in reader.pages for mark in page.get("/Annots", [])]
    found = {str(mark["/A"]["/URI"]) for mark in marks if "/URI" in mark.get("/A", {})}
    assert found == {f"{settings.site_url}mines/qx-001/", f"{settings.site_url}notices/s/"}


def test_it_is_tagged_titled_and_its_code_leads_to_the_page(settings: Settings) -> None:
    reader = made(settings)
    assert str(reader.root_object["/MarkInfo"]["/Marked"]) == "True"  # type: ignore[index]
    assert reader.root_object["/Lang"] == "zh-CN"
    assert reader.metadata is not None
    assert reader.metadata.title == "通报 #1 *甲* $x$"
    xmp = reader.root_object["/Metadata"].get_data().decode("utf-8")  # type: ignore[union-attr]
    assert "<pdfuaid:part>1<" in xmp
    assert "<pdfaid:part>2<" in xmp
    artifact = Artifact("notices/s/index.html", PAGE.encode("utf-8"))
    pdf = circulars.render(notice(), artifact, settings, theme=THEME)
    assert pdf == circulars.render(notice(), artifact, settings, theme=THEME)
    sheet = raster(pdf, 100)
    assert [code.text for code in zxingcpp.read_barcodes(sheet)] == [
        f"{settings.site_url}notices/s/"
    ]


@pytest.mark.parametrize("before", range(0, 60, 12))
def test_wherever_a_page_ends_the_standards_are_kept(settings: Settings, before: int) -> None:
    """Lists, lists within lists, tables and links that run over the end of a page."""
    item = f'<li><a href="../../mines/qx-001/">矿</a>：{"字" * 70}<ul><li>内</li></ul></li>'
    table = "<table><tr><th>甲</th></tr>" + "<tr><td>乙</td></tr>" * 12 + "</table>"
    body = "<p>段。</p>" * before + f"<h2>题</h2><ul>{item * 12}</ul><ol>{item * 9}</ol>{table}"
    reader = made(settings, f"<article><h1>标题</h1>{body}</article>")
    xmp = reader.root_object["/Metadata"].get_data().decode("utf-8")  # type: ignore[union-attr]
    assert "<pdfuaid:part>1<" in xmp


def test_a_demonstration_says_so_across_the_sheet(settings: Settings) -> None:
    real = dataclasses.replace(settings, demonstration=False, publisher="某机关")
    assert "演示" in words(made(settings))
    assert "演示" not in words(made(real))


def test_a_character_the_face_lacks_is_told_and_never_a_box(shipped_bulletin: Bulletin) -> None:
    spoilt = notice(body="\U0003134a")
    assert not circulars.printed(spoilt)
    content = dataclasses.replace(shipped_bulletin.content, notices=(spoilt,))
    seen = dataclasses.replace(shipped_bulletin, content=content)
    (problem,) = prints.of_unprintable_circulars(seen)
    assert (problem.code, problem.file, problem.value, problem.severity) == (
        "poster-characters",
        "content/notices/s.md",
        "\U0003134a",
        "warning",
    )


def test_every_public_circular_has_its_print_and_the_page_links_it(site: Path) -> None:
    linked = 0
    for page in site.glob("notices/*/index.html"):
        html = page.read_text(encoding="utf-8")
        pdf = page.with_name(f"{page.parent.name}.pdf")
        assert pdf.exists() == (f'href="./{pdf.name}"' in html or f'href="{pdf.name}"' in html)
        linked += pdf.exists()
    assert linked == 2
