"""A bulletin for another place: it works at once, and says nothing of the place it came from."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from conftest import DAY, ROOT

from generator import cli, founding

AS_OF = ("--as-of", DAY.isoformat())

DISTRICT = ("清新", "清远", "441803", "qingxin", "qingyuan")
BINARY = {".pdf", ".png", ".zip"}

OWN = {
    "mines/towns": {"town_code": "990101101", "name": "示例乙镇", "kind": "town"},
    "mines/authorities": {
        "authority_id": "county-em",
        "name": "示例乙县应急管理局",
        "level": "district",
        "uscc": "11000000MBDEM004X6",
    },
    "mines/mines": {
        "mine_id": "yx-001",
        "name": "示例乙山采石场",
        "operator": "示例乙山石业有限公司",
        "uscc": "91000000MADEM00112",
        "town_code": "990101101",
        "mine_kind": "open-pit",
        "mineral": "建筑石料",
        "scale": "large",
        "capacity": "60",
        "capacity_unit": "万立方米/年",
        "slope_m": "45",
        "status": "producing",
        "regulator": "county-em",
        "listed_on": "2026-01-05",
    },
    "grading/risk_grades": {
        "grade_id": "g-0001",
        "mine_id": "yx-001",
        "graded_on": "2026-10-08",
        "grade": "B",
        "authority": "county-em",
        "reason_kind": "annual",
        "document_no": "示例乙应急〔2026〕示例1号",
        "approval_no": "示例审〔2026〕1号",
        "published_on": "2026-10-12",
    },
}
"""One row for each of some tables of an invented district."""


@pytest.fixture
def founded(tmp_path: Path) -> Path:
    folder = tmp_path / "another"
    assert cli.run(["init", str(folder)]) == 0
    return folder


def append(project: Path, table: str, cells: dict[str, str]) -> None:
    file = project / "data" / f"{table}.csv"
    header = next(csv.reader(io.StringIO(file.read_text(encoding="utf-8"))))
    assert set(cells) <= set(header)
    with file.open("a", encoding="utf-8", newline="") as stream:
        csv.DictWriter(stream, header, lineterminator="\n").writerow(cells)


def named(folder: Path) -> set[tuple[str, str]]:
    """Every (file, word) in which something of the first district stands, also in a path."""
    found = set()
    for file in folder.rglob("*"):
        if file.is_file() and ".bulletin" not in file.parts:
            text = "" if file.suffix in BINARY else file.read_text(encoding="utf-8")
            told = f"{file.relative_to(folder)} {text}"
            found |= {(file.name, word) for word in DISTRICT if word in told.lower()}
    return found


def test_a_new_bulletin_passes_the_check_and_says_what_comes_next(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "new" / "another"
    assert cli.run(["init", str(folder)]) == 0
    assert "data/mines/towns.csv" in capsys.readouterr().out
    assert cli.run(["check", "--project", str(folder), *AS_OF]) == 0


def test_what_holds_in_the_whole_country_comes_along_and_nothing_else(founded: Path) -> None:
    filled = {
        f"{file.parent.name}/{file.stem}"
        for file in founded.glob("data/*/*.csv")
        if file.read_text(encoding="utf-8").count("\n") > 1
    }
    assert filled == set(founding._KEPT)
    for table in ("criteria", "criterion_clauses"):
        file = f"data/hazard-criteria/{table}.csv"
        assert (founded / file).read_bytes() == (ROOT / file).read_bytes()
    assert "示例" not in (founded / "data/report-channels/channels.csv").read_text(encoding="utf-8")


def test_nothing_of_the_first_district_stands_in_the_new_files(founded: Path) -> None:
    assert named(founded) == set()
    glossary = (founded / "content" / "glossary.md").read_text(encoding="utf-8")
    assert "来源：矿安〔2023〕1号第四条、第五条。" in glossary
    report = (founded / "content" / "report.md").read_text(encoding="utf-8")
    assert "qx-" not in report
    assert "mine-001" in report


def test_a_folder_that_is_not_empty_is_refused_and_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    assert cli.run(["init", str(tmp_path)]) == 2
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]
    assert "不是空文件夹" in capsys.readouterr().err


@pytest.mark.slow
def test_the_site_of_a_second_district_never_names_the_first(founded: Path) -> None:
    # First as it was founded: without a single mine.
    assert cli.run(["build", "--project", str(founded), "--without", "posters", *AS_OF]) == 0
    for table, cells in OWN.items():
        append(founded, table, cells)
    assert cli.run(["check", "--project", str(founded), *AS_OF]) == 0
    assert cli.run(["build", "--project", str(founded), *AS_OF]) == 0
    site = founded / "site"
    assert "示例乙山采石场" in (site / "mines" / "yx-001" / "index.html").read_text(
        encoding="utf-8"
    )
    assert (site / "posters" / "yx-001-a3.pdf").is_file()
    assert named(site) == set()
