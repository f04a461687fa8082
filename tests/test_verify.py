"""A site proves itself: its checksums, its imprint, and what is found when somebody touched it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from browsing import served
from conftest import DAY

from generator import cli, imprint, verification


@pytest.fixture
def copy(site: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(site, tmp_path / "copy"))


def told(problems: list[verification.Problem]) -> list[tuple[str, str]]:
    return [(problem.code, problem.file) for problem in problems]


def test_an_untouched_site_is_fine(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["verify", str(copy)]) == 0
    assert "2026-11-23" in capsys.readouterr().out


def test_changed_missing_and_added_files_are_each_named(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (copy / "index.html").write_text("x", encoding="utf-8")
    (copy / "report/index.html").unlink()
    (copy / "assets/evil.js").write_text("x", encoding="utf-8")
    assert told(verification.of_folder(copy)) == [
        ("verify-changed", "index.html"),
        ("verify-missing", "report/index.html"),
        ("verify-added", "assets/evil.js"),
    ]
    assert cli.run(["verify", str(copy)]) == 1
    assert "assets/evil.js" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("/nowhere/at/all", "没有文件夹 /nowhere/at/all"),
        ("http://127.0.0.1:1/", "网址 http://127.0.0.1:1/ 没有回应"),
        ("http://", "没有回应"),
        ("http://[::1", "没有回应"),
    ],
)
def test_a_place_that_is_none_is_told(
    place: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["verify", place]) == 2
    assert said in capsys.readouterr().err


def test_a_site_on_the_web_is_verified_over_its_address(copy: Path) -> None:
    with served(copy) as address:
        assert verification.of_url(address) == []
        (copy / "data/mines/mines.csv").write_bytes(b"x")
        (copy / "about/index.html").unlink()
        assert told(verification.of_url(address.rstrip("/"))) == [
            ("verify-missing", "about/index.html"),
            ("verify-changed", "data/mines/mines.csv"),
        ]


def test_what_is_no_site_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(verification.of_folder(tmp_path)) == [("verify-no-sums", "data/SHA256SUMS")]
    assert cli.run(["verify", str(tmp_path / "nowhere")]) == 2
    assert cli.run(["verify", "http://127.0.0.1:9/"]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_checksums_that_point_out_of_the_site_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/SHA256SUMS").write_text(f"{'0' * 64}  ../x\n", encoding="utf-8")
    assert told(verification.of_folder(tmp_path)) == [("verify-no-sums", "data/SHA256SUMS")]


def test_the_imprint_names_the_day_and_every_approval_of_what_is_public(site: Path) -> None:
    content = (site / "data/manifest.json").read_bytes()
    read = imprint.read(content)
    assert read is not None
    assert (read.as_of, read.preview, read.demonstration, read.commit) == (DAY, False, True, "")
    approvals = json.loads(content)["approvals"]
    text = (site / "data/enforcement/outcomes.csv").read_text(encoding="utf-8")
    for number, places in approvals.items():
        for place in places:
            package, table, key = place.split("/", 2) if place.count("/") > 1 else (place, "", "")
            if (package, table) == ("enforcement", "outcomes"):
                assert any(key in line and number in line for line in text.splitlines())
    assert approvals
