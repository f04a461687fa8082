"""The command line as people and programs meet it: words in, words and exit codes out."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from conftest import Edit, keep_prints

from generator import cli

pytestmark = pytest.mark.slow

DAY = ("--as-of", "2026-11-23")
COMMANDS = (
    "check",
    "build",
    "posters",
    "clock",
    "workbook",
    "import",
    "new",
    "withdraw",
    "fix",
    "verify",
    "deploy",
    "serve",
    "pack",
    "fragments",
    "init",
    "report",
)


@dataclass(frozen=True)
class Said:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def problems(self) -> list[dict[str, Any]]:
        """The JSON report: one array, and nothing else on stdout."""
        found = json.loads(self.out)
        assert isinstance(found, list)
        return found


Run = Callable[..., Said]


@pytest.fixture
def bulletin(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Run a command in a folder of its own, without a day in the environment."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path) -> Said:
        code = cli.run([str(argument) for argument in arguments])
        told = capsys.readouterr()
        return Said(code, told.out, told.err)

    return run


def spoil_status(edit: Edit) -> None:
    """Row 3 of mines.csv gets a status that does not exist."""

    def spoil(rows: list[dict[str, str]]) -> None:
        rows[1]["status"] = "asleep"

    edit("mines/mines", spoil)


def spoil_config(project: Path) -> None:
    config = project / "site_config.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("demonstration: true", "demonstration: vielleicht"), "utf-8")


def tree(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


# Exit codes and reports


def test_a_sound_project_is_fine(bulletin: Run, project: Path) -> None:
    said = bulletin("check", "--project", project, *DAY)
    assert (said.code, said.err) == (0, "")
    assert said.out == "没有发现问题。\n"


def test_a_sound_project_has_an_empty_array(bulletin: Run, empty_project: Path) -> None:
    said = bulletin("check", "--project", empty_project, "--format", "json", *DAY)
    assert (said.code, said.problems, said.err) == (0, [], "")


def test_a_fault_in_the_data_is_a_problem(bulletin: Run, project: Path, edit: Edit) -> None:
    spoil_status(edit)
    said = bulletin("check", "--project", project, "--format", "json", *DAY)
    assert (said.code, said.err) == (1, "")
    (problem,) = said.problems
    assert list(problem) == [
        "code",
        "severity",
        "file",
        "row",
        "field",
        "value",
        "message",
        "fix",
    ]
    assert problem["severity"] == "error"
    assert problem["file"] == "data/mines/mines.csv"
    assert (problem["row"], problem["field"], problem["value"]) == (3, "status", "asleep")
    assert problem["message"]
    assert problem["fix"]


def test_the_report_for_people_names_file_row_and_mend(
    bulletin: Run, project: Path, edit: Edit
) -> None:
    spoil_status(edit)
    said = bulletin("check", "--project", project, *DAY)
    assert said.code == 1
    lines = said.out.splitlines()
    assert lines[0] == "data/mines/mines.csv  1 个错误、0 个警告"
    assert lines[1].startswith("  第 3 行 [错误] ")
    assert "asleep" in lines[1]
    assert lines[2].startswith("      怎么改：")
    assert lines[-1] == "发现 1 个错误、0 个警告。"


def test_the_report_speaks_english_when_asked(bulletin: Run, project: Path, edit: Edit) -> None:
    spoil_status(edit)
    said = bulletin("check", "--project", project, "--lang", "en", *DAY)
    assert said.code == 1
    lines = said.out.splitlines()
    assert lines[0].startswith("data/mines/mines.csv ")
    assert "3" in lines[1]
    assert "[error]" in lines[1]
    assert "asleep" in lines[1]
    frame = "\n".join([lines[1].partition("]")[0], lines[2].partition(":")[0], lines[-1]])
    assert not re.search("[\u4e00-\u9fff]", frame)


def test_a_report_can_be_written_to_a_file_of_the_caller(
    bulletin: Run, project: Path, edit: Edit, tmp_path: Path
) -> None:
    spoil_status(edit)
    arguments = ("--project", project, "--format", "json", "--output", "report.json", *DAY)
    said = bulletin("check", *arguments)
    assert (said.code, said.out, said.err) == (1, "", "")
    assert len(json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))) == 1


def test_a_broken_descriptor_is_a_problem_and_not_a_breakdown(
    bulletin: Run, empty_project: Path
) -> None:
    (empty_project / "data/grading/datapackage.json").write_text("{", encoding="utf-8")
    said = bulletin("check", "--project", empty_project, "--format", "json", *DAY)
    assert said.code == 1
    assert said.problems[0]["file"] == "data/grading/datapackage.json"


def test_a_broken_notice_is_a_problem_and_not_a_breakdown(
    bulletin: Run, empty_project: Path
) -> None:
    notice = empty_project / "content/notices/2026-x.md"
    notice.parent.mkdir(exist_ok=True)
    notice.write_text("---\ntitle: [\n---\n", encoding="utf-8")
    said = bulletin("check", "--project", empty_project, "--format", "json", *DAY)
    assert said.code == 1
    assert {problem["file"] for problem in said.problems} == {"content/notices/2026-x.md"}


def test_a_broken_config_cannot_run_and_says_why_in_json(
    bulletin: Run, empty_project: Path
) -> None:
    spoil_config(empty_project)
    said = bulletin("check", "--project", empty_project, "--format", "json", *DAY)
    assert (said.code, said.err) == (2, "")
    (problem,) = said.problems
    assert (problem["file"], problem["field"]) == ("site_config.yml", "demonstration")
    assert problem["value"] == "vielleicht"


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--bogus"),
        ("check", "--lang", "fr"),
        ("check", "--as-of", "yesterday"),
        ("check", "surplus"),
        ("bogus",),
        ("check", "--project", "nowhere"),
        ("check", "--output", "no/such/folder/report.json"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("form", [("--format", "json"), ("--format=json",)], ids=" ".join)
def test_a_command_that_cannot_run_says_so_as_one_json_array(
    bulletin: Run, empty_project: Path, arguments: tuple[str, ...], form: tuple[str, ...]
) -> None:
    project = () if "nowhere" in arguments else ("--project", str(empty_project))
    said = bulletin(*arguments, *(project if "bogus" not in arguments else ()), *form)
    assert (said.code, said.err) == (2, "")
    assert len(said.problems) == 1
    assert said.problems[0]["severity"] == "error"
    assert said.problems[0]["row"] is None


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("clock",),
        ("fix",),
        ("fragments",),
        ("new", "visit"),
        ("withdraw", "o-b82rc46z"),
        ("workbook", "mines", "-o", "m.xlsx"),
        ("import", "m.xlsx"),
    ],
    ids=" ".join,
)
def test_outside_a_project_that_alone_is_told(
    bulletin: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    said = bulletin(*arguments, "--project", tmp_path)
    assert said.code == 2
    assert str(tmp_path) in said.err
    assert "发现 1 个错误" in said.err
    assert "bulletin init" in said.err


def test_a_usage_error_in_words_leaves_stdout_empty(bulletin: Run) -> None:
    said = bulletin("check", "--bogus")
    assert (said.code, said.out) == (2, "")
    assert "--bogus" in said.err


# The words of usage errors


@pytest.mark.parametrize(
    ("arguments", "named"),
    [(("bogus",), "没有这个命令：bogus"), (("check", "--bogus"), "没有这个选项：--bogus")],
)
def test_an_unknown_command_or_option_is_named(
    bulletin: Run, arguments: tuple[str, ...], named: str
) -> None:
    said = bulletin(*arguments)
    assert said.code == 2
    assert named in said.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("bogus",),
        ("check", "--bogus"),
        ("check", "--as-of"),
        ("check", "--as-of", "2026-13-01"),
        pytest.param(("check", "--format", "xml"), id="check --format xml"),
        pytest.param(("check", "--lang", "fr"), id="check --lang fr"),
        pytest.param(("check", "surplus"), id="check surplus"),
        pytest.param(("build", "--without", "pages"), id="build --without pages"),
        pytest.param(("posters", "--kind", "moon"), id="posters --kind moon"),
        pytest.param(("posters", "--size", "a9"), id="posters --size a9"),
    ],
    ids=" ".join,
)
def test_a_usage_error_in_chinese_holds_no_english_sentence(
    bulletin: Run, arguments: tuple[str, ...]
) -> None:
    said = bulletin(*arguments)
    assert said.code == 2
    assert arguments[-1] in said.err
    rest = said.err.replace("bulletin --help", "")
    for word in arguments:
        rest = rest.replace(word, "")
    allowed = {"text", "json", "html", "zh", "en", "posters", "DAY"}
    allowed |= {
        "open-pit",
        "underground",
        "combined",
        "tailings-pond",
        "other",
        "a1",
        "a2",
        "a3",
        "a4",
    }
    assert set(re.findall("[A-Za-z][A-Za-z0-9-]*", rest)) <= allowed


def test_no_command_at_all_asks_for_one(bulletin: Run) -> None:
    said = bulletin()
    assert (said.code, said.out) == (2, "")
    assert "请给出命令" in said.err


CLICK = ("Usage", "Options", "Commands", "Arguments", "OPTIONS", "ARGS", "COMMAND", "Show this")


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)], ids=" ".join)
def test_the_help_is_chinese_without_the_words_of_click(
    bulletin: Run, command: tuple[str, ...]
) -> None:
    said = bulletin(*command, "--help")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"用法： bulletin {' '.join(command)}".rstrip())
    assert not [word for word in CLICK if word in said.out]
    for line in said.out.splitlines():
        option = re.match(r"  (--[a-z-]+)(?: \S+)?  +(.*)", line)
        if option and option[2]:
            assert re.search("[\u4e00-\u9fff]", option[2]), line


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_is_english_without_a_word_of_chinese(bulletin: Run, command: str) -> None:
    said = bulletin(command, "--help", "--lang", "en")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"Usage: bulletin {command}")
    assert not re.search("[\u4e00-\u9fff：（）。]", said.out)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_of_every_command_is_explained(bulletin: Run, command: str) -> None:
    said = bulletin(command, "--help")
    options = re.findall(r"(?m)^  (--[a-z-]+)", said.out)
    assert {"--project", "--as-of", "--lang", "--help"} <= set(options)
    # An explanation stands beside its option, or alone below one that is too long.
    bare = re.findall(r"(?m)^  (--[a-z-]+)[^\n]*[^\u4e00-\u9fff\n]\n(?!  {3,}\S)", said.out)
    assert [name for name in bare if not re.search(rf"{name}[^\n]*[\u4e00-\u9fff]", said.out)] == []


def test_the_group_lists_every_command_with_its_help(bulletin: Run) -> None:
    said = bulletin("--help")
    for name in COMMANDS:
        assert re.search(rf"(?m)^  {name} +[\u4e00-\u9fff]", said.out)


# The day

WEEK = pytest.param("2026-W48-1")


def day_of(said: Said) -> str:
    (day,) = re.findall(r"按 (\S+) 汇总", said.err)
    return str(day)


def test_the_day_can_be_named(bulletin: Run, empty_project: Path) -> None:
    arguments = ("build", "--project", empty_project, "--without", "posters")
    said = bulletin(*arguments, "--as-of", "2024-02-29")
    assert (said.code, day_of(said)) == (0, "2024-02-29")


@pytest.mark.parametrize(
    "day",
    ["", "2026-11-3", "20261123", "2026-02-30", "2026/11/23", "２０２６-11-23", WEEK],
)
def test_only_one_form_of_a_day_is_taken(bulletin: Run, empty_project: Path, day: str) -> None:
    said = bulletin("check", "--project", empty_project, "--as-of", day)
    assert said.code == 2
    assert "--as-of" in said.err


@pytest.mark.parametrize("day", ["9999-12-31", "2200-01-01", "1899-12-31", "0001-01-01"])
def test_a_day_of_no_bulletin_is_refused_where_it_is_read(bulletin: Run, day: str) -> None:
    """Terms are added to a day: near the ends of the calendar that was a traceback."""
    for arguments in (("clock", "--as-of", day), ("clock", "--to", day), ("build", "--as-of", day)):
        said = bulletin(*arguments)
        assert said.code == 2
        assert f"{day} (1900-01-01 – 2199-12-31)" in said.err


@pytest.mark.parametrize("day", ["1900-01-01", "2199-12-31"])
def test_the_first_and_the_last_day_are_days(bulletin: Run, empty_project: Path, day: str) -> None:
    for command in ("check", "clock"):
        assert bulletin(command, "--project", empty_project, "--as-of", day).code == 0


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        # 16:00 UTC is midnight in Shanghai
        ("2026-11-22T15:59:59+00:00", "2026-11-22"),
        ("2026-11-22T16:00:00+00:00", "2026-11-23"),
        ("2026-11-22T17:00:00+00:00", "2026-11-23"),
        ("2026-12-31T17:00:00+00:00", "2027-01-01"),
    ],
)
def test_the_epoch_of_a_build_is_read_in_shanghai(
    bulletin: Run,
    empty_project: Path,
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
    day: str,
) -> None:
    epoch = int(datetime.fromisoformat(moment).timestamp())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(epoch))
    monkeypatch.setenv("TZ", "America/New_York")
    said = bulletin("build", "--project", empty_project, "--without", "posters")
    assert (said.code, day_of(said)) == (0, day)


def test_the_named_day_goes_before_the_epoch(
    bulletin: Run, empty_project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    said = bulletin("build", "--project", empty_project, "--without", "posters", *DAY)
    assert day_of(said) == "2026-11-23"


@pytest.mark.parametrize("epoch", ["tomorrow", "1.5", "9" * 30])
def test_an_epoch_that_is_no_number_of_seconds_cannot_run(
    bulletin: Run, empty_project: Path, monkeypatch: pytest.MonkeyPatch, epoch: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    said = bulletin("check", "--project", empty_project)
    assert said.code == 2
    assert "SOURCE_DATE_EPOCH" in said.err


def test_without_any_day_it_is_today_in_shanghai(bulletin: Run, empty_project: Path) -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    before = datetime.now(shanghai).date().isoformat()
    said = bulletin("build", "--project", empty_project, "--without", "posters")
    after = datetime.now(shanghai).date().isoformat()
    assert day_of(said) in {before, after}


# Building


def test_the_output_is_relative_to_the_caller_and_the_project_may_lie_elsewhere(
    bulletin: Run, empty_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller = tmp_path / "somewhere" / "else"
    caller.mkdir(parents=True)
    monkeypatch.chdir(caller)
    project = os.path.relpath(empty_project, caller)
    said = bulletin(
        "build", "--project", project, "--output", "out/site", "--without", "posters", *DAY
    )
    assert (said.code, said.out) == (0, "")
    assert (caller / "out" / "site" / "index.html").exists()
    assert not (empty_project / "site").exists()
    assert not (caller / ".bulletin").exists()
    assert {path.name for path in (caller / "out").iterdir()} == {"site"}


def test_the_site_lies_in_the_project_by_default(bulletin: Run, empty_project: Path) -> None:
    before = {path.name for path in empty_project.iterdir()}
    said = bulletin("build", "--project", empty_project, "--without", "posters", *DAY)
    assert said.code == 0
    assert {path.name for path in empty_project.iterdir()} - before == {"site", ".bulletin"}
    assert (empty_project / "site" / "index.html").exists()


def test_a_build_with_a_problem_leaves_the_old_site_byte_for_byte(
    bulletin: Run, project: Path, edit: Edit
) -> None:
    arguments = ("build", "--project", project, "--without", "posters", *DAY)
    assert bulletin(*arguments).code == 0
    before = tree(project / "site")
    spoil_status(edit)
    said = bulletin(*arguments)
    assert (said.code, said.out) == (1, "")
    assert "没有生成网站，已有的网站没有改动。" in said.err
    assert tree(project / "site") == before
    assert len(before) > 100


def test_a_build_with_a_broken_config_cannot_run_and_changes_nothing(
    bulletin: Run, empty_project: Path
) -> None:
    arguments = ("build", "--project", empty_project, "--without", "posters", *DAY)
    assert bulletin(*arguments).code == 0
    before = tree(empty_project / "site")
    spoil_config(empty_project)
    said = bulletin(*arguments)
    assert said.code == 2
    assert "site_config.yml" in said.err
    assert tree(empty_project / "site") == before


def test_a_foreign_output_cannot_be_built_into(
    bulletin: Run, empty_project: Path, tmp_path: Path
) -> None:
    foreign = tmp_path / "documents"
    foreign.mkdir()
    (foreign / "letter.txt").write_text("mine", encoding="utf-8")
    arguments = ("--project", empty_project, "--output", "documents", "--without", "posters")
    said = bulletin("build", *arguments, *DAY)
    assert said.code == 2
    assert "letter.txt" in said.err
    assert tree(foreign) == {"letter.txt": b"mine"}


@pytest.mark.parametrize(
    ("template", "old", "new", "line"),
    [
        ("records/mine.html", "{% block now %}\n", "{% block now %}\n{% if %}\n", 19),
        ("records/home.html", "{% block today %}\n", "{% block today %}\n{{ nobody }}\n", None),
        ("records/mine.html", '"_ageing.html"', '"_gone.html"', None),
        ("skin/main.html", "</main>", "{{ nobody.x }}</main>", None),
    ],
)
def test_a_broken_template_is_told_with_its_place(
    bulletin: Run, project: Path, template: str, old: str, new: str, line: int | None
) -> None:
    file = project / "theme" / template
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    day = ("--as-of", "2026-11-23")
    said = bulletin("build", "--project", str(project), "--without", "posters", *day)
    assert said.code == 1
    assert f"theme/{template}" in said.err
    assert line is None or f"第 {line} 行" in said.err
    assert "Traceback" not in said.err
    assert not (project / "site").exists()


@pytest.mark.parametrize("command", ["build", "posters", "fragments", "serve"])
def test_a_command_that_needs_the_theme_says_that_it_is_missing(
    bulletin: Run, empty_project: Path, command: str
) -> None:
    (empty_project / "theme").rename(empty_project / "look")
    said = bulletin(command, "--project", str(empty_project))
    assert said.code == 2
    assert "缺少 theme 文件夹" in said.err


def test_a_project_without_a_theme_cannot_be_built(bulletin: Run, empty_project: Path) -> None:
    (empty_project / "theme").rename(empty_project / "look")
    said = bulletin("build", "--project", empty_project, *DAY)
    assert said.code == 2
    assert "theme" in said.err
    assert not (empty_project / "site").exists()


def test_posters_can_be_left_out(bulletin: Run, project: Path) -> None:
    keep_prints(project)
    arguments = ("build", "--project", project, *DAY)
    assert bulletin(*arguments, "--without", "posters").code == 0
    assert list((project / "site" / "posters").glob("*.pdf")) == []
    assert bulletin(*arguments).code == 0
    prints = {path.name for path in (project / "site" / "posters").glob("*.pdf")}
    sizes = ("a4", "a3", "a2", "a1")
    assert {
        f"{name}-{size}.pdf" for name in ("other", "qx-001", "headline") for size in sizes
    } <= prints


# Posters


def test_the_poster_of_a_mine_carries_its_id_and_size(
    bulletin: Run, project: Path, tmp_path: Path
) -> None:
    arguments = ("--project", project, "--size", "a4", "--output", "prints", *DAY)
    said = bulletin("posters", "qx-001", *arguments)
    assert (said.code, said.out) == (0, "")
    (poster,) = (tmp_path / "prints").iterdir()
    assert poster.name == "qx-001-a4.pdf"
    assert poster.read_bytes().startswith(b"%PDF-")
    assert not (project / "posters").exists()


def test_the_poster_of_a_kind_carries_its_kind(bulletin: Run, project: Path) -> None:
    said = bulletin("posters", "--kind", "tailings-pond", "--project", project, *DAY)
    assert said.code == 0
    assert [path.name for path in (project / "posters").iterdir()] == ["tailings-pond-a3.pdf"]


def test_an_unknown_mine_has_no_poster_and_nothing_is_printed(bulletin: Run, project: Path) -> None:
    said = bulletin("posters", "qx-001", "nope", "--project", project, *DAY)
    assert (said.code, said.out) == (1, "")
    assert "nope" in said.err
    assert not (project / "posters").exists()


def test_a_mine_not_listed_yet_has_no_poster(bulletin: Run, project: Path) -> None:
    # qx-019 is listed on 2026-02-10
    said = bulletin("posters", "qx-019", "--project", project, "--as-of", "2026-02-09")
    assert said.code == 1
    assert "qx-019" in said.err


# The program itself


def test_the_installed_command_keeps_stdout_for_the_report(empty_project: Path) -> None:
    program = Path(sys.executable).with_name("bulletin")
    command = [program, "check", "--project", empty_project, "--format", "json", *DAY]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = subprocess.run(
        command, env=environment, capture_output=True, cwd=empty_project, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.load(io.BytesIO(done.stdout)) == []


def test_a_console_without_chinese_does_not_end_the_program(empty_project: Path) -> None:
    program = Path(sys.executable).with_name("bulletin")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = subprocess.run(
        [program, "check", "--bogus"],
        env=environment,
        capture_output=True,
        cwd=empty_project,
        check=False,
    )
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert b"--bogus" in done.stderr
