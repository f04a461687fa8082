"""Where commands write: over what they made before, never over or among what people keep."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import DAY

from generator import cli, findings, messages, parcel
from generator.problems import Problem

pytestmark = pytest.mark.slow

AS_OF = ("--as-of", DAY.isoformat())
PROBLEMS = [
    Problem("form-date", "data/mines/mines.csv", 3, "listed_on", "昨天", details={"title": "日期"}),
    Problem("project-missing", "", value="x"),
    *(Problem("form-date", "data/mines/towns.csv", n, value="x\u2028y") for n in range(2, 9)),
]

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def bulletin(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Run a command in the folder beside the project; its code and what it said of itself."""
    monkeypatch.chdir(project.parent)

    def run(*arguments: str | Path) -> tuple[int, str]:
        code = cli.run([*map(str, arguments), "--project", str(project)])
        return code, capsys.readouterr().err

    return run


@pytest.mark.parametrize("language", messages.LANGUAGES)
@pytest.mark.parametrize("problems", [[], PROBLEMS[:1], PROBLEMS])
def test_a_report_is_known_again_until_somebody_writes_into_it(
    language: str, problems: list[Problem]
) -> None:
    words = messages.catalogue(language)
    for text in (
        findings.text(problems, words, 4) + "\n",
        findings.as_json(problems, words) + "\n",
        findings.html(problems, words, {}),
    ):
        assert findings.is_report(text.encode())
    noted = findings.text(problems, words, 4) + "\n第三行已经改好。\n"
    assert not findings.is_report(noted.encode())


@pytest.mark.parametrize(
    "kept", [b"typed by a clerk", b"PK\x03\x04", b"\xff\xfe", b"[1]", b"{}", b"a,b\n1,2\n"]
)
def test_a_check_overwrites_its_own_report_and_nothing_else(bulletin: Run, kept: bytes) -> None:
    file = Path("report")
    file.touch()  # an empty file, as mktemp makes it
    for style in ("text", "json", "html", "html"):
        assert bulletin("check", "--format", style, "--output", file, *AS_OF)[0] == 0
    file.write_bytes(kept)
    code, told = bulletin("check", "--output", file, *AS_OF)
    assert (code, file.read_bytes()) == (2, kept)
    assert "没有覆盖" in told


@pytest.mark.parametrize(
    "place", ["data/mines/mines.csv", "data/new.txt", "content/index.md", "theme/x", "data"]
)
def test_nothing_is_written_among_what_people_keep(
    bulletin: Run, project: Path, place: str
) -> None:
    target = project / place
    before = target.read_bytes() if target.is_file() else None
    for arguments in (
        ("check", "--output", target),
        ("workbook", "mines", "-o", target),
        ("pack", "-o", target),
        ("report", "--period", "2026-Q3", "--output", target),
        ("posters", "qx-001", "--output", target),
        ("fragments", "-o", target),
        ("build", "--output", target),
        ("init", target),
    ):
        code, told = bulletin(*arguments)
        assert (code, f" {place.partition('/')[0]} 文件夹里" in told) == (2, True), arguments
    assert (target.read_bytes() if target.is_file() else None) == before
    assert target.exists() == (before is not None or place == "data")


def test_the_folder_that_is_missing_is_named(bulletin: Run) -> None:
    for arguments in (
        ("check", "--output", "gone/x"),
        ("pack", "-o", "gone/x"),
        ("workbook", "mines", "-o", "gone/x"),
    ):
        code, told = bulletin(*arguments)
        assert code == 2
        assert "没有这个文件或者文件夹。gone\n" in told


def test_a_link_into_the_data_is_seen(bulletin: Run, project: Path) -> None:
    Path("elsewhere").symlink_to(project / "data")
    assert bulletin("check", "--output", "elsewhere/report.txt")[0] == 2
    assert not (project / "data/report.txt").exists()


def test_the_same_command_again_just_works(bulletin: Run, project: Path) -> None:
    for arguments in (
        ("workbook", "mines", "-o", "m.xlsx"),
        ("report", "--period", "2026-Q3", "--output", project / "content/notices/q3-draft.md"),
    ):
        assert bulletin(*arguments, *AS_OF)[0] == 0
        code, told = bulletin(*arguments, *AS_OF)
        assert code == 0
        assert "完全一样" in told


def test_a_zip_of_the_program_is_known_from_another(tmp_path: Path) -> None:
    site, file = tmp_path / "site", tmp_path / "x.zip"
    (site / "data").mkdir(parents=True)
    (site / "index.html").write_text("<a href='./'>x</a>", encoding="utf-8")
    parcel.write(site, DAY, file)
    assert parcel.is_parcel(file)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("letter.txt", "mine")
    assert not parcel.is_parcel(file)
    for content in (b"", b"letter", b"PK\x03\x04"):
        file.write_bytes(content)
        assert not parcel.is_parcel(file)


def test_fragments_never_replace_the_folder_one_stands_in(
    bulletin: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for place in (".", "..", "../here"):
        code, told = bulletin("fragments", "-o", place)
        assert code == 2
        assert "-o fragments" in told


def test_a_file_in_the_place_of_a_folder_stays(bulletin: Run) -> None:
    Path("letter.txt").write_text("mine", encoding="utf-8")
    assert bulletin("fragments", "-o", "letter.txt")[0] == 2
    Path("letter.pdf").mkdir()
    (Path("letter.pdf") / "qx-001-a4.pdf").write_text("mine", encoding="utf-8")
    command = ("posters", "qx-001", "--size", "a4", "--output", "letter.pdf", *AS_OF)
    assert bulletin(*command)[0] == 2
    assert (Path("letter.pdf") / "qx-001-a4.pdf").read_text(encoding="utf-8") == "mine"
    (Path("letter.pdf") / "qx-001-a4.pdf").unlink()
    assert bulletin(*command)[0] == bulletin(*command)[0] == 0
