"""`bulletin posters` as a clerk meets it: what it refuses, and what hangs out of date."""

from __future__ import annotations

from pathlib import Path

import pytest
import zxingcpp
from conftest import Edit
from test_cli import DAY, Run, bulletin  # noqa: F401 — a fixture
from test_posters import decoded, pages, text_of
from test_prints import raster

pytestmark = pytest.mark.slow

Rows = list[dict[str, str]]


def unmarked(rows: Rows) -> None:
    for row in rows:
        row["on_poster"] = "no"


def unchecked(rows: Rows) -> None:
    for row in rows:
        if row["on_poster"] == "yes":
            row["checked_on"] = "2025-11-22"


def before_the_newest(rows: Rows) -> None:
    # The newest document in force is registered, its items are not.
    newest = {**rows[-1], "document_no": "示安〔2026〕9号", "issued_on": "2026-11-01"}
    rows.append({**newest, "effective_on": "2026-11-01", "supersedes": ""})


def overlong(rows: Rows) -> None:
    rows[0]["text"] = "未按设计要求设置" * 2000


REFUSED = [
    ("report-channels/channels", unmarked, "open-pit", "没有标了海报的举报电话"),
    ("report-channels/channels", unchecked, "open-pit", "一年内都没有核对过"),
    ("hazard-criteria/documents", before_the_newest, "open-pit", "判定标准不全，或者比最新"),
]


@pytest.mark.parametrize(("table", "change", "kind", "why"), REFUSED)
def test_half_a_poster_is_refused_in_words(
    bulletin: Run,  # noqa: F811
    project: Path,
    edit: Edit,
    table: str,
    change: object,
    kind: str,
    why: str,
) -> None:
    edit(table, change)  # type: ignore[arg-type]
    said = bulletin("posters", "--kind", kind, "--project", project, "--output", "out", *DAY)
    assert said.code == 1
    assert f"不能生成海报 {kind}" in said.err and why in said.err
    assert not Path("out").exists()


def test_one_day_earlier_the_check_of_a_channel_still_counts(
    bulletin: Run,  # noqa: F811
    project: Path,
    edit: Edit,
) -> None:
    edit("report-channels/channels", unchecked)
    day = ("--as-of", "2026-11-22")
    said = bulletin("posters", "--kind", "open-pit", "--project", project, "--output", "out", *day)
    assert said.code == 0
    assert [file.name for file in Path("out").iterdir()] == ["open-pit-a3.pdf"]


def test_a_closed_mine_gets_no_poster(bulletin: Run, project: Path) -> None:  # noqa: F811
    said = bulletin("posters", "qx-009", "qx-003", "--project", project, "--output", "out", *DAY)
    assert said.code == 1
    assert "qx-009 已经关闭，不再做海报" in said.err and "qx-003" not in said.err
    assert not Path("out").exists()


def test_an_item_that_no_sheet_holds_is_named(
    bulletin: Run,  # noqa: F811
    project: Path,
    edit: Edit,
) -> None:
    edit("hazard-criteria/criteria", overlong)
    said = bulletin("posters", "--kind", "underground", "--project", project, *DAY)
    assert said.code == 1
    assert "海报 underground：矿安〔2022〕88号（一） 太长，一张纸放不下" in said.err
    assert "data/hazard-criteria/criteria.csv" in said.err and "Traceback" not in said.err


def test_boards_that_show_an_old_edition_are_listed(
    bulletin: Run,  # noqa: F811
    project: Path,
    edit: Edit,
) -> None:
    def posted(rows: Rows) -> None:
        mine = [row for row in rows if row["mine_id"] == "qx-001"]
        mine[0]["edition"], mine[1]["edition"] = "ZZZZZZ", "矿安〔2022〕88号、矿安〔2024〕41号"

    fresh = bulletin("posters", "qx-001", "--stale", "--project", project, *DAY)
    assert (fresh.code, fresh.out) == (0, "")
    edit("report-channels/boards", posted)
    said = bulletin("posters", "qx-001", "--stale", "--project", project, *DAY)
    assert said.code == 0
    assert said.err.splitlines()[-1] == "共 2 块公告栏要换或要核对。"
    old, unproven = said.out.splitlines()
    assert old.startswith("qx-001 ") and old.endswith("须更换。") and "张贴的是 ZZZZZZ" in old
    assert "没有版本号，须核对" in unproven and "登记的是 矿安〔2022〕88号、" in unproven
    assert old.partition("现行版本 ")[2][:6] == unproven.partition("现行版本 ")[2][:6]
    assert not (project / "posters").exists()
    other = bulletin("posters", "--kind", "tailings-pond", "--stale", "--project", project, *DAY)
    assert "qx-001" not in other.out


def test_a_build_says_how_many_boards_it_made_stale(
    bulletin: Run,  # noqa: F811
    project: Path,
    edit: Edit,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # With a day that is named the site would be a preview, which makes no board stale.
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795406400")
    build = ("build", "--without", "posters", "--project", project)

    def renamed(rows: Rows) -> None:
        for row in rows:
            if row["channel_id"] == "hotline-12345":
                row["name"] = "政务服务热线"

    boards = (project / "data/report-channels/boards.csv").read_text(encoding="utf-8")
    first = bulletin(*build)
    assert first.code == 0 and "刚刚过时" not in first.err
    edit("report-channels/channels", renamed)
    second = bulletin(*build)
    assert second.code == 0, second.err
    (told,) = [line for line in second.err.splitlines() if "刚刚过时" in line]
    count = int(told.removeprefix("有 ").split()[0])
    assert 0 < count < len(boards.splitlines())
    listed = bulletin("posters", "--stale", "--project", project, *DAY).out.splitlines()
    assert len([line for line in listed if "须更换" in line]) >= count
    assert "刚刚过时" not in bulletin(*build).err


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("qx-011", "mines/qx-011/"),
        ("tailings-pond", "criteria/tailings-pond/"),
        ("headline", "report/"),
    ],
)
@pytest.mark.parametrize("size", ["a4", "a1"])
def test_the_code_of_a_published_print_leads_to_its_page(
    site: Path, name: str, address: str, size: str
) -> None:
    pdf = (site / "posters" / f"{name}-{size}.pdf").read_bytes()
    assert decoded(pdf) == [f"https://bulletin.example/kuangan/{address}"]
    assert (site / address / "index.html").is_file()
    for sheet in range(2, pages(pdf) + 1):  # the code stands on the first sheet only
        assert not zxingcpp.read_barcodes(raster(pdf, 100, sheet))


@pytest.mark.parametrize("demonstration", [True, False])
def test_only_a_demonstration_is_marked_as_one(
    bulletin: Run,  # noqa: F811
    project: Path,
    demonstration: bool,
) -> None:
    if not demonstration:
        config = project / "site_config.yml"
        words = config.read_text(encoding="utf-8")
        assert words.count("demonstration: true") == 1
        config.write_text(words.replace("demonstration: true", "demonstration: false"), "utf-8")
    asked = ("posters", "qx-011", "--size", "a4", "--project", project, "--output", "out", *DAY)
    said = bulletin(*asked)
    assert said.code == 0, said.err
    pdf = Path("out", "qx-011-a4.pdf").read_bytes()
    text = text_of(pdf).replace("示例发布机关（演示）", "")  # the publisher's name
    assert text.count("演示样张，不得张贴") == text.count("演示样张")
    sheets = pages(pdf) if demonstration else 0
    assert (text.count("演示样张"), text.replace("演示样张", "").count("演示")) == (sheets, sheets)
