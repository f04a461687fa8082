"""The clerk's desk as commands: import, new, withdraw and fix, with real files and programs."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import openpyxl.utils
import pytest
from conftest import DAY, ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator import bulletin as assembled
from generator import cli, intake, journal, packages, source
from generator.commands import intake as intake_command
from generator.commands.asking import of_notices
from generator.packages import Row
from generator.workbook import opening, reading, writing
from generator.workbook.reading import Mapped

pytestmark = pytest.mark.slow

BOARDS = "data/report-channels/boards.csv"
OUTCOMES = "data/enforcement/outcomes.csv"


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def bulletin(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Run a command on a copy of the shipped bulletin; `answers` are what is typed."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795406400")

    def run(*arguments: str | Path, answers: str = "") -> Said:
        monkeypatch.setattr("sys.stdin", io.StringIO(answers))
        code = cli.run([*map(str, arguments), "--project", str(project)])
        told = capsys.readouterr()
        return Said(code, told.out, told.err)

    return run


def rows(project: Path, file: str) -> list[dict[str, str]]:
    return list(csv.DictReader((project / file).read_text(encoding="utf-8").splitlines()))


def changed_lines(project: Path, file: str) -> list[str]:
    """The lines that a colleague would see in the difference."""
    before = (ROOT / file).read_text(encoding="utf-8").splitlines()
    after = (project / file).read_text(encoding="utf-8").splitlines()
    return [line for line in after if line not in before]


# Workbook and import


def test_a_workbook_is_made_edited_shown_and_written(
    bulletin: Run, project: Path, tmp_path: Path
) -> None:
    file = tmp_path / "w.xlsx"
    assert bulletin("workbook", "report-channels", "-o", file).code == 0
    book = openpyxl.load_workbook(file)
    sheet = book["公告栏"]
    sheet["E3"] = "2026年11月20日"
    book.save(file)
    shown = bulletin("import", file)
    assert shown.code == 0
    assert "核查日期" in shown.out
    assert "→ 2026-11-20" in shown.out
    assert changed_lines(project, BOARDS) == []  # shown, not written
    assert bulletin("import", file, "--write").code == 0
    (line,) = changed_lines(project, BOARDS)
    assert "2026-11-20" in line
    assert bulletin("import", file).out.strip() == "没有改动。"


def test_a_new_row_is_written_under_the_id_that_the_preview_told(
    bulletin: Run, project: Path, tmp_path: Path
) -> None:
    file, visits = tmp_path / "w.xlsx", "data/enforcement/visits.csv"
    bulletin("workbook", "enforcement", "-o", file)
    first = rows(project, visits)[0]
    book = openpyxl.load_workbook(file)
    sheet = book["检查"]
    new = dict.fromkeys(first, "") | {"mine_id": first["mine_id"], "inspected_on": "2026-11-20"}
    new |= {"authority": first["authority"], "mode": "planned", "findings": "0"}
    new |= {"major_findings": "0", "result": "none"}
    sheet.append([new[str(cell.value)] or None for cell in sheet[2]])
    book.save(file)
    shown = [bulletin("import", file) for _ in range(2)]
    assert shown[0].out == shown[1].out
    assert bulletin("import", file, "--write").code == 0
    written = rows(project, visits)[-1]
    assert (written["inspected_on"], written["mine_id"]) == ("2026-11-20", first["mine_id"])
    assert f"＋ 新增 {written['visit_id']}" in shown[0].out
    # The same file again, and the file saved again: what is registered is not registered twice.
    assert bulletin("import", file).out.strip() == "没有改动。"
    openpyxl.load_workbook(file).save(file)
    assert bulletin("import", file, "--write").out.strip() == "没有改动。"
    book = openpyxl.load_workbook(file)
    book["检查"].append([new[str(cell.value)] or None for cell in book["检查"][2]])
    book.save(file)
    assert "新增 1 行" in bulletin("import", file).out  # a second visit on the same day
    other = tmp_path / "other.xlsx"
    other.write_bytes(b"not the same file")
    assert intake_command._drawn_before(project, file)
    assert intake_command._drawn_before(project, other) == {}


def test_a_row_is_removed_only_when_asked_for(bulletin: Run, project: Path, tmp_path: Path) -> None:
    file = tmp_path / "w.xlsx"
    bulletin("workbook", "report-channels", "-o", file)
    book = openpyxl.load_workbook(file)
    book["公告栏"].delete_rows(3)
    book.save(file)
    before = rows(project, BOARDS)
    refused = bulletin("import", file, "--write")
    assert refused.code == 1
    assert "－ 删除 " + before[0]["board_id"] in refused.out
    assert "--allow-removal" in refused.err
    assert rows(project, BOARDS) == before
    assert bulletin("import", file, "--write", "--allow-removal").code == 0
    assert rows(project, BOARDS) == before[1:]


def test_nothing_is_written_while_a_problem_exists(
    bulletin: Run, project: Path, tmp_path: Path
) -> None:
    file = tmp_path / "w.xlsx"
    bulletin("workbook", "report-channels", "-o", file)
    book = openpyxl.load_workbook(file)
    book["公告栏"]["E3"] = "2026-11-20"
    book["公告栏"]["B4"] = "qx-999"
    book.save(file)
    refused = bulletin("import", file, "--write")
    assert refused.code == 1
    assert "公告栏!B4" in refused.err
    assert changed_lines(project, BOARDS) == []


def test_a_csv_in_gb18030_as_wps_saves_it_is_read(
    bulletin: Run, project: Path, tmp_path: Path
) -> None:
    file = tmp_path / "公告栏.csv"
    text = "公告栏编号,矿山,位置,核查日期\r\n,示例青石岭建筑石料矿,食堂,2026/11/19\r\n"
    file.write_bytes(text.encode("gb18030"))
    assert bulletin("import", file, "--table", "report-channels/boards", "--write").code == 0
    new = rows(project, BOARDS)[-1]
    assert (new["mine_id"], new["place"], new["checked_on"]) == ("qx-001", "canteen", "2026-11-19")
    assert new["board_id"].startswith("b-")


def test_a_mapping_with_an_unknown_column_is_said_at_its_line(
    bulletin: Run, tmp_path: Path
) -> None:
    mapping = tmp_path / "m.yml"
    mapping.write_text("table: enforcement/visits\ncolumns:\n  检查对象: mine\n", encoding="utf-8")
    (tmp_path / "x.csv").write_text("检查对象\nqx-001\n", encoding="utf-8")
    said = bulletin("import", tmp_path / "x.csv", "--mapping", mapping)
    assert said.code == 2
    assert "“mine”" in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xff\xfe\x00", b'a,b\n"c'])
def test_no_file_whatever_gives_a_traceback(content: bytes, bulletin: Run, tmp_path: Path) -> None:
    for name in ("x.xlsx", "x.csv"):
        (tmp_path / name).write_bytes(content)
        said = bulletin("import", tmp_path / name)
        assert said.code in (0, 1)
        assert "Traceback" not in said.err


def test_an_existing_fault_elsewhere_does_not_forbid_to_mend(
    bulletin: Run, project: Path, tmp_path: Path
) -> None:
    """Two packages at fault must not wait for each other."""
    file = tmp_path / "w.xlsx"
    bulletin("workbook", "report-channels", "-o", file)
    licences = project / "data/mines/licences.csv"
    text = licences.read_text(encoding="utf-8")
    licences.write_text(text.replace("2021-06-10", "2021-06-99", 1), encoding="utf-8")
    book = openpyxl.load_workbook(file)
    book["公告栏"]["E3"] = "2026-11-20"
    book.save(file)
    assert bulletin("import", file, "--write").code == 0
    assert len(changed_lines(project, BOARDS)) == 1


def test_killed_at_any_moment_every_table_is_whole(project: Path, tmp_path: Path) -> None:
    """Two tables are to change; after each kill each is whole, and after the next start both are
    the old ones or both the new."""
    known = packages.load(project)[0]
    book = openpyxl.load_workbook(io.BytesIO(writing.pack(known["report-channels"], known)))
    for number in range(3, 12):
        book["公告栏"].cell(number, 5).value = "2026-11-20"
    book["举报渠道"]["I3"] = "2026-11-19"
    file = tmp_path / "w.xlsx"
    book.save(file)
    tables = [project / BOARDS, project / "data/report-channels/channels.csv"]
    old = [table.read_bytes() for table in tables]
    command = [sys.executable, "-c", "from generator.cli import main; main()", "import"]
    command += [str(file), "--write", "--project", str(project)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1795406400"}
    done = project.with_name("done")
    shutil.copytree(project, done)
    subprocess.run([*command[:-1], str(done)], env=environment, cwd=ROOT, check=True)
    new = [done / table.relative_to(project) for table in tables]
    started = time.monotonic()
    subprocess.run([*command[:5], "--project", str(project)], env=environment, cwd=ROOT, check=True)
    whole = time.monotonic() - started
    for part in (0.5, 0.8, 0.9, 0.95, 1.0, 1.05, 1.1):
        run = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL)
        time.sleep(whole * part)
        run.send_signal(signal.SIGKILL)
        run.wait()
        for table, before, after in zip(tables, old, new, strict=True):
            assert table.read_bytes() in (before, after.read_bytes())
        journal.recover(project)
        assert [t.read_bytes() for t in tables] in (old, [n.read_bytes() for n in new])
    subprocess.run(command, env=environment, cwd=ROOT, check=True)
    assert [t.read_bytes() for t in tables] == [n.read_bytes() for n in new]


# Through a real spreadsheet program


def office(source_file: Path, target: Path, profile: Path, edits: list[list[str]]) -> None:
    """Open, edit and save in LibreOffice, with a profile of its own."""
    script = ROOT / "tests/office_edit.py"
    command = ["/usr/bin/python3", str(script), str(source_file), str(target), str(profile)]
    subprocess.run(
        [*command, json.dumps(edits)], check=True, timeout=300, stdout=subprocess.DEVNULL
    )


def test_libreoffice_opens_edits_saves_and_exactly_the_edit_comes_back(
    bulletin: Run, project: Path, tmp_path: Path
) -> None:
    saved = tmp_path / "saved.xlsx"
    for package in packages.NAMES:
        made = tmp_path / f"{package}.xlsx"
        assert bulletin("workbook", package, "-o", made).code == 0
        office(made, saved, tmp_path / "profile", [])
        assert bulletin("import", saved).out.strip() == "没有改动。", package
    made = tmp_path / "enforcement.xlsx"
    place = len(rows(project, "data/enforcement/visits.csv")) + 3
    typed = {
        "B": "qx-001 示例青石岭建筑石料矿",
        "C": "2026-11-19",
        "D": "dist-em",
        "E": "计划检查",
        "F": "1",
        "G": "0",
        "H": "责令改正",
        "J": "2026-11-20",
        "K": "示例审〔2026〕999号",
    }
    visits = packages.load(project)[0]["enforcement"].resources["visits"]
    for letter, name in (("E", "mode"), ("H", "result")):
        value = {"E": "planned", "H": "to-correct"}[letter]
        typed[letter] = next(
            c["label"] for c in visits.field(name)["categories"] if c["value"] == value
        )
    edits = [["检查", f"{letter}{place}", text] for letter, text in typed.items()]
    edits.append(["检查", "F3", "7"])
    office(made, saved, tmp_path / "profile", edits)
    shown = bulletin("import", saved, "--write")
    assert "新增 1 行，修改 1 行，删除 0 行" in shown.out
    found = rows(project, "data/enforcement/visits.csv")
    before = rows(ROOT, "data/enforcement/visits.csv")
    if shown.code == 0:
        assert found[0]["findings"] == "7"
        assert found[1:-1] == before[1:]
        assert {n: c for n, c in found[-1].items() if c and n != "visit_id"} == {
            "mine_id": "qx-001",
            "inspected_on": "2026-11-19",
            "authority": "dist-em",
            "mode": "planned",
            "findings": "1",
            "major_findings": "0",
            "result": "to-correct",
            "published_on": "2026-11-20",
            "approval_no": "示例审〔2026〕999号",
        }
    else:
        pytest.fail(shown.err)


TEXT = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"), max_codepoint=0xFFFF),
    max_size=40,
)


AMOUNTS = st.decimals(0, 10**14, places=2)


@given(
    notes=st.lists(TEXT, min_size=1, max_size=6),
    numbers=st.lists(AMOUNTS, min_size=1, max_size=6),
)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_out_and_back_is_the_identity(notes: list[str], numbers: list[object]) -> None:
    """Whatever words and figures a sound table holds, its workbook brings back the same."""
    known = packages.load(ROOT)[0]
    targets = known["action-plan"].resources["targets"]
    first = targets.rows[0]
    laid = []
    for n, (note, number) in enumerate(zip(notes, numbers, strict=False)):
        cells = {**first.cells, "target_id": f"t-{n}", "title": note.strip() or "x"}
        laid.append(Row(n + 2, {**cells, "value": str(number)}))
    table = dataclasses.replace(targets, rows=tuple(laid))
    package = dataclasses.replace(
        known["action-plan"], resources={**known["action-plan"].resources, "targets": table}
    )
    altered = {**known, "action-plan": package}
    book, problems = opening.read("F.xlsx", writing.pack(package, altered))
    assert book is not None, problems
    entries, problems = reading.read("F.xlsx", book, altered, Mapped())
    assert problems == []
    project = dataclasses.replace(source.check(ROOT, DAY), packages=altered)
    proposal = intake.propose("F.xlsx", project, entries, book.base, Mapped(), DAY)
    assert [c for t in proposal.tables for c in t.changes] == []


# new, withdraw, fix

VISIT = "\n".join(
    [
        "大岭脚",  # a part of the mine's name
        "2026年11月19日",
        "区应急管理局",
        "1",
        "2",
        "0",
        "2",
        "2026-11-20",
        "示例审〔2026〕999号",
        "y",
    ]
)


def test_a_visit_is_asked_for_and_appended(bulletin: Run, project: Path) -> None:
    said = bulletin("new", "visit", answers=VISIT)
    assert said.code == 0, said.err + said.out
    before = rows(ROOT, "data/enforcement/visits.csv")
    *others, new = rows(project, "data/enforcement/visits.csv")
    assert others == before
    assert new["mine_id"] == "qx-003"
    assert new["inspected_on"] == "2026-11-19"
    assert not (project / ".bulletin/drafts/visit.json").exists()


def test_answers_survive_an_interruption(bulletin: Run, project: Path) -> None:
    typed = VISIT.splitlines()
    assert bulletin("new", "visit", answers="\n".join(typed[:3]) + "\n").code == 2
    assert rows(project, "data/enforcement/visits.csv") == rows(ROOT, "data/enforcement/visits.csv")
    said = bulletin("new", "visit", answers="y\n" + "\n".join(typed[3:]) + "\n")
    assert said.code == 0, said.err + said.out
    assert rows(project, "data/enforcement/visits.csv")[-1]["mine_id"] == "qx-003"


def test_a_wrong_answer_is_asked_again_at_once(bulletin: Run, project: Path) -> None:
    answers = VISIT.replace("2026年11月19日", "去年冬天\n2026-11-19")
    said = bulletin("new", "visit", answers=answers)
    assert said.code == 0, said.err + said.out
    assert rows(project, "data/enforcement/visits.csv")[-1]["inspected_on"] == "2026-11-19"


def test_a_notice_is_a_file_with_its_head_that_waits_for_its_words(
    bulletin: Run, project: Path
) -> None:
    answers = "示例：关于：公告栏的通知\n99\n通报\n示例安办〔2026〕示例20号\n示例审〔2026〕998号\n"
    said = bulletin("new", "notice", answers=answers)
    assert said.code == 0, said.err + said.out
    (file,) = (project / "content/notices").glob("2026-11-23-*.md")
    text = file.read_text(encoding="utf-8")
    assert "示例：关于：公告栏的通知" in text
    found = source.check(project, DAY).problems
    assert [(p.code, p.row) for p in found] == [("notice-unwritten", 9)]
    body = next(line for line in text.splitlines() if line.startswith("⟦"))
    file.write_text(text.replace(body, "请各矿核对公告栏。"), encoding="utf-8")
    assert source.check(project, DAY).problems == []


def test_a_change_of_a_mine_is_written_in_both_tables(bulletin: Run, project: Path) -> None:
    answers = (
        "示例白石坑石灰岩矿\n2026-11-20\n矿山名称\n示例白石岭石灰岩矿\n\n\n示例审〔2026〕901号\ny\n"
    )
    said = bulletin("new", "change", answers=answers)
    assert said.code == 0, said.err + said.out
    mine = next(r for r in rows(project, "data/mines/mines.csv") if r["mine_id"] == "qx-002")
    assert mine["name"] == "示例白石岭石灰岩矿"
    change = rows(project, "data/mines/mine_changes.csv")[-1]
    assert (change["old_value"], change["new_value"]) == ("示例白石坑石灰岩矿", mine["name"])
    assert change["change_id"] in said.out
    assert len(changed_lines(project, "data/mines/mines.csv")) == 1


def test_a_change_tells_its_values_by_their_labels(bulletin: Run, project: Path) -> None:
    given = [
        "mine_id=qx-022",
        "changed_on=2026-11-19",
        "field=登记状态",
        "new_value=已关闭（已闭库）",
    ]
    given += ["document_no=示例府〔2026〕示例22号", "published_on=2026-11-23", "approval_no=示"]
    said = bulletin("new", "change", *(f"--set={pair}" for pair in given), answers="n\n")
    assert "变更前：正在关闭（闭库）" in said.out
    assert "变更后：已关闭（已闭库）" in said.out
    assert "登记状态：正在关闭（闭库） → 已关闭（已闭库）" in said.out
    assert changed_lines(project, "data/mines/mine_changes.csv") == []


def test_a_case_of_several_mines_takes_each_with_its_role(bulletin: Run, project: Path) -> None:
    given = ["list_year=2026", "batch=整合重组", "ground=planning", "decided_by=dist-gov"]
    given += ["consulted_from=", "consulted_until=", "document_no=示例府〔2026〕示例21号"]
    given += ["decided_on=2026-11-18", "published_on=2026-11-23", "approval_no=示例审〔2026〕903号"]
    given += ["deadline=2027-06-30", "built_by=", "licence_cancelled_on=", "accepted_on="]
    answers = "qx-027\n<\n<\nqx-027\n被整合\nqx-005\n整合后保留\n\ny\n"
    said = bulletin("new", "case", *(f"--set={pair}" for pair in given), answers=answers)
    assert said.code == 0, said.err + said.out
    members = rows(project, "data/closures/case_mines.csv")[-2:]
    roles = {member["mine_id"]: member["role"] for member in members}
    assert roles == {"qx-027": "absorbed", "qx-005": "surviving"}


def test_the_mines_of_a_case_survive_an_interruption(bulletin: Run, project: Path) -> None:
    given = ["list_year=2026", "batch=整合重组", "ground=planning", "decided_by=dist-gov"]
    given += ["consulted_from=", "consulted_until=", "document_no=示例府〔2026〕示例21号"]
    given += ["decided_on=2026-11-18", "published_on=2026-11-23", "approval_no=示例审〔2026〕903号"]
    given += ["deadline=2027-06-30", "built_by=", "licence_cancelled_on=", "accepted_on="]
    command = ("new", "case", *(f"--set={pair}" for pair in given))
    cut = bulletin(*command, answers="qx-027\n被整合\nqx-005\n")
    assert cut.code == 2
    assert "bulletin new case 可以接着填" in cut.err
    said = bulletin("new", "case", answers="y\n整合后保留\n\ny\n")
    assert said.code == 0, said.err + said.out
    members = rows(project, "data/closures/case_mines.csv")[-2:]
    roles = {member["mine_id"]: member["role"] for member in members}
    assert roles == {"qx-027": "absorbed", "qx-005": "surviving"}


@pytest.mark.parametrize("wrong", ["mine_id=qx-999", "role=主角"])
def test_a_mine_of_a_case_is_judged_at_once(bulletin: Run, wrong: str) -> None:
    said = bulletin("new", "case", "--set=mine_id=qx-001", f"--set={wrong}")
    assert said.code == 2
    assert wrong in said.err


def test_the_head_of_a_notice_survives_an_interruption(bulletin: Run, project: Path) -> None:
    before = set((project / "content/notices").iterdir())
    assert bulletin("new", "notice", answers="示例：核对公告栏\n通报\n").code == 2
    assert set((project / "content/notices").iterdir()) == before
    said = bulletin(
        "new",
        "notice",
        "--set=document_no=示例安办〔2026〕示例20号",
        answers="y\n示例审〔2026〕998号\n",
    )
    assert said.code == 0, said.err + said.out
    (file,) = set((project / "content/notices").iterdir()) - before
    text = file.read_text(encoding="utf-8")
    for word in ("示例：核对公告栏", "kind: circular", "示例20号", "示例审〔2026〕998号"):
        assert word in text
    assert bulletin("new", "notice", "--set=mine_id=qx-001").code == 2
    assert bulletin("new", "notice", "--set=kind=想当然").code == 2


def test_a_case_names_its_mines(bulletin: Run, project: Path) -> None:
    given = ["list_year=2026", "batch=close", "ground=long-idle", "decided_by=dist-gov"]
    given += ["consulted_from=", "consulted_until=", "document_no=清新府〔2026〕示例31号"]
    given += ["decided_on=2026-11-16", "published_on=2026-11-23", "approval_no=示例审〔2026〕902号"]
    given += ["deadline=2027-06-30", "built_by=", "licence_cancelled_on=", "accepted_on="]
    authorities = rows(project, "data/mines/authorities.csv")
    usual = next(r["authority_id"] for r in authorities if r["level"] == "district")
    given[3] = f"decided_by={usual}"
    said = bulletin(
        "new", "case", *(f"--set={pair}" for pair in given), answers="示例青石岭建筑石料矿\n\ny\n"
    )
    assert said.code == 0, said.err + said.out
    case = rows(project, "data/closures/cases.csv")[-1]
    member = rows(project, "data/closures/case_mines.csv")[-1]
    assert member == {"case_id": case["case_id"], "mine_id": "qx-001", "role": "closing"}


def test_an_answer_in_the_command_wins_over_a_draft(bulletin: Run, project: Path) -> None:
    kept = "\n".join(VISIT.split("\n")[:5]) + "\n"
    assert bulletin("new", "visit", answers=kept).code == 2  # the answers end here, as by Ctrl-C
    draft = project / ".bulletin" / "drafts" / "visit.json"
    day = json.loads(draft.read_text(encoding="utf-8"))["inspected_on"]
    rest = "y\n" + "\n".join(VISIT.split("\n")[5:]) + "\n"
    said = bulletin("new", "visit", "--set=inspected_on=2026-11-18", answers=rest)
    assert said.code == 0, said.err + said.out
    written = rows(project, "data/enforcement/visits.csv")[-1]["inspected_on"]
    assert written == "2026-11-18" != day
    assert not draft.exists()


def test_a_fault_asks_the_question_it_is_about_again(bulletin: Run, project: Path) -> None:
    """More major findings than findings: the fault stands at a column that was answered."""
    answers = VISIT.replace("\n2\n0\n", "\n2\n9\n", 1).removesuffix("y")
    said = bulletin("new", "visit", answers=f"{answers}y\n1\n2\ny\n")
    assert said.code == 0, said.err + said.out
    assert rows(project, "data/enforcement/visits.csv")[-1]["inspected_on"] == "2026-11-19"


def test_a_penalty_is_withdrawn_by_one_command(bulletin: Run, project: Path) -> None:
    outcome = next(
        row
        for row in rows(project, "data/enforcement/outcomes.csv")
        if row["kind"] == "penalty"
        and row["published_on"] > "2026-09"
        and row["published_on"] < "2026-11-20"
        and not row["ended_on"]
    )
    said = bulletin(
        "withdraw", outcome["outcome_id"], "--reason", "原决定被行政复议撤销",
        "--ended-on", "2026-11-20", "--end-kind", "revoked",
    )  # fmt: skip
    assert said.code == 0, said.err + said.out
    (line,) = changed_lines(project, "data/enforcement/outcomes.csv")
    assert "2026-11-20,revoked,2026-11-23,原决定被行政复议撤销" in line


def _standing(project: Path) -> dict[str, str]:
    return next(
        row
        for row in rows(project, OUTCOMES)
        if row["kind"] == "penalty" and "2026-09" < row["published_on"] < "2026-11-20"
        if not row["ended_on"] and row["party_type"] == "organisation"
    )


def test_the_record_is_shown_and_a_no_leaves_it(bulletin: Run, project: Path) -> None:
    row = _standing(project)
    ended = ("--ended-on", "2026-11-20", "--end-kind", "撤销")
    command = ("withdraw", row["outcome_id"], "--reason", "原决定被撤销", *ended)
    said = bulletin(*command, answers="n\n")
    assert said.code == 0
    assert row["party_name"] in said.out
    assert row["decision_no"] in said.out
    assert changed_lines(project, OUTCOMES) == []
    assert bulletin(*command, answers="\n").code == 0
    assert changed_lines(project, OUTCOMES) == []
    assert bulletin(*command, "--yes", answers="n\n").code == 0
    (line,) = changed_lines(project, OUTCOMES)
    assert "2026-11-20,revoked,2026-11-23,原决定被撤销" in line


def test_what_was_entered_wrongly_comes_down_without_an_end_of_the_decision(
    bulletin: Run, project: Path
) -> None:
    row = _standing(project)
    said = bulletin("withdraw", row["outcome_id"], "--mistake", "--reason", "登记错误：矿山选错")
    assert said.code == 0, said.err
    after = next(r for r in rows(project, OUTCOMES) if r["outcome_id"] == row["outcome_id"])
    assert (after["withdrawn_on"], after["ended_on"], after["end_kind"]) == ("2026-11-23", "", "")
    assert after["correction_note"] == after["withdraw_reason"] == "登记错误：矿山选错"
    known = source.check(project, DAY)
    assert [p for p in known.problems if p.severity == "error"] == []
    seen = assembled.assemble(known.packages, known.content, DAY)
    removal = next(r for r in seen.removals if r.record_id == row["outcome_id"])
    assert (removal.withdrawn, removal.ended) == (True, False)


@pytest.mark.parametrize(
    ("table", "key", "options"),
    [
        ("supervised_hazards", "hazard_id", ["--reason=x", "--ended-on=2026-11-20"]),
        ("supervised_hazards", "hazard_id", []),
        ("outcomes", "outcome_id", ["--reason=x", "--mistake", "--end-kind=撤销"]),
        ("outcomes", "outcome_id", ["--reason=x", "--end-kind=没了"]),
        ("listed_entities", "listing_id", ["--reason=x"]),
    ],
)
def test_an_option_that_does_not_apply_is_refused(
    bulletin: Run, project: Path, table: str, key: str, options: list[str]
) -> None:
    record = rows(project, f"data/enforcement/{table}.csv")[0][key]
    said = bulletin("withdraw", record, *options)
    assert said.code == 2
    assert changed_lines(project, f"data/enforcement/{table}.csv") == []


def test_the_notices_that_come_down_with_a_record_are_named(bulletin: Run, project: Path) -> None:
    known = source.check(project, DAY)
    row = _standing(project)
    head = "title: 示例通报\ndate: {}\nkind: other\nrecords: [" + row["outcome_id"] + "]"
    for name, day in (("shown", "2026-11-21"), ("ahead", "2026-12-01")):
        notice = project / f"content/notices/{name}.md"
        notice.write_text(f"---\n{head.format(day)}\n---\n正文。\n", encoding="utf-8")
    old = project / "content/notices/old.md"
    old.write_text(
        f"---\n{head.format('2026-10-01')}\nuntil: 2026-11-01\n---\n正文。\n", encoding="utf-8"
    )
    command = ("withdraw", row["outcome_id"], "--mistake", "--reason", "重复录入")
    said = bulletin(*command, answers="n\n")
    assert said.code == 0
    assert "content/notices/shown.md" in said.err
    assert "content/notices/ahead.md" in said.err
    assert "old.md" not in said.err
    others = [n.file for n in known.content.notices if row["outcome_id"] not in n.records]
    assert not [file for file in others if file in said.err]


def test_the_same_withdrawal_again_just_works(bulletin: Run, project: Path) -> None:
    record = _standing(project)["outcome_id"]
    ended = ("--ended-on", "2026-11-20", "--end-kind", "撤销")
    command = ("withdraw", record, "--reason", "原决定被撤销", *ended)
    assert bulletin(*command, "--yes").code == 0
    before = (project / OUTCOMES).read_bytes()
    assert bulletin(*command, "--yes").code == 0
    assert bulletin(*command, "--as-of", "2026-11-25").code == 0
    assert bulletin("withdraw", record, "--mistake", "--reason", "原决定被撤销").code == 1
    assert bulletin("withdraw", record, "--reason", "另一个理由", *ended).code == 1
    assert (project / OUTCOMES).read_bytes() == before


def test_a_certificate_is_revoked_with_its_reason(bulletin: Run, project: Path) -> None:
    row = next(r for r in rows(project, "data/grading/standardisation.csv") if not r["revoked_on"])
    said = bulletin("withdraw", row["cert_id"], "--reason", "发生死亡事故")
    assert said.code == 0, said.err
    (line,) = changed_lines(project, "data/grading/standardisation.csv")
    assert "2026-11-23,发生死亡事故" in line


def test_a_withdrawal_of_nothing_is_told(bulletin: Run) -> None:
    said = bulletin("withdraw", "o-nothing0", "--reason", "x")
    assert said.code == 1
    assert "o-nothing0" in said.err


def test_fix_shows_first_and_changes_no_value(bulletin: Run, project: Path) -> None:
    file = project / BOARDS
    text = file.read_text(encoding="utf-8")
    header, *lines = text.splitlines()
    names = header.split(",")
    first = dict(zip(names, lines[0].split(","), strict=True))
    first["installed_on"] = first["installed_on"].replace("-", "/")
    first["mine_id"] += " "
    order = [names[1], names[0], *names[2:]]
    spoilt = [",".join(order)]
    spoilt += [
        ",".join(row[name] for name in order)
        for row in (first, *(dict(zip(names, li.split(","), strict=True)) for li in lines[1:]))
    ]
    raw = ("\r\n".join(spoilt) + "\r\n,,,,,\r\n").encode("gb18030")
    file.write_bytes(raw)
    shown = bulletin("fix")
    assert shown.code == 0
    assert BOARDS in shown.out
    assert file.read_bytes() == raw
    assert bulletin("fix", "--write").code == 0
    assert file.read_text(encoding="utf-8") == text
    assert bulletin("fix").out.strip() == "没有要整理的。"


# What a second pair of eyes found


def test_a_new_record_never_takes_the_place_of_another(bulletin: Run, project: Path) -> None:
    before = rows(project, "data/enforcement/hazard_checks.csv")
    first = before[0]
    given = [f"--set={name}={first[name]}" for name in ("hazard_id", "checked_on", "authority")]
    said = bulletin("new", "check", *given, "--set=result=not-done", answers="\n\n\ny\n")
    assert said.code == 1
    assert "已经有了" in said.err
    assert rows(project, "data/enforcement/hazard_checks.csv") == before


def test_a_table_that_a_colleague_wrote_meanwhile_is_not_overwritten(
    bulletin: Run, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "w.xlsx"
    bulletin("workbook", "report-channels", "-o", file)
    book = openpyxl.load_workbook(file)
    book["公告栏"]["E3"] = "2026-11-20"
    book.save(file)
    judged = intake.judged

    def meanwhile(*arguments: object, **named: object) -> intake.Proposal:
        table = project / BOARDS
        text = table.read_text(encoding="utf-8")
        table.write_text(text.replace("canteen", "office"), encoding="utf-8")
        return judged(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(intake, "judged", meanwhile)
    said = bulletin("import", file, "--write")
    assert said.code == 1
    assert "别人改过" in said.err
    assert "2026-11-20" not in (project / BOARDS).read_text(encoding="utf-8")


def test_a_published_row_is_not_taken_down_by_deleting_it(
    bulletin: Run, project: Path, tmp_path: Path
) -> None:
    file = tmp_path / "w.xlsx"
    bulletin("workbook", "enforcement", "-o", file)
    book = openpyxl.load_workbook(file)
    gone = book["执法结果"]["A3"].value
    book["执法结果"].delete_rows(3)
    book.save(file)
    said = bulletin("import", file, "--write", "--allow-removal")
    assert said.code == 1
    assert f"bulletin withdraw {gone}" in said.err
    assert changed_lines(project, "data/enforcement/outcomes.csv") == []


def test_a_table_on_two_sheets_is_refused(bulletin: Run, tmp_path: Path) -> None:
    file = tmp_path / "w.xlsx"
    bulletin("workbook", "report-channels", "-o", file)
    book = openpyxl.load_workbook(file)
    book.copy_worksheet(book["公告栏"])
    book.save(file)
    said = bulletin("import", file)
    assert said.code == 1
    assert "公告栏" in said.err


def test_a_record_above_the_heading_is_named(bulletin: Run, tmp_path: Path) -> None:
    """Below the heading that is seen and above the hidden one it is read; above both it is not."""
    file = tmp_path / "w.xlsx"
    bulletin("workbook", "report-channels", "-o", file)
    book = openpyxl.load_workbook(file)
    sheet = book["公告栏"]
    sheet.insert_rows(2)
    for place, value in enumerate(("b-zzzzzzz9", "qx-001", "食堂", "2026-11-01"), start=1):
        sheet.cell(2, place).value = value
    book.save(file)
    said = bulletin("import", file)
    assert said.code == 0, said.err
    assert "新增 1 行，修改 0 行，删除 0 行" in said.out
    assert "＋ 新增 b-zzzzzzz9" in said.out
    sheet.insert_rows(1)
    sheet.move_range("A3:D3", rows=-2)
    book.save(file)
    said = bulletin("import", file)
    assert said.code == 1
    assert "公告栏!1" in said.err


def test_an_id_with_the_name_of_another_record_is_no_answer(bulletin: Run, tmp_path: Path) -> None:
    file = tmp_path / "w.xlsx"
    bulletin("workbook", "report-channels", "-o", file)
    book = openpyxl.load_workbook(file)
    book["公告栏"]["B3"] = "qx-001 示例大岭脚建筑石料矿"
    book.save(file)
    said = bulletin("import", file)
    assert said.code == 1
    assert "公告栏!B3" in said.err


def test_a_workbook_that_lies_there_is_not_overwritten(bulletin: Run, tmp_path: Path) -> None:
    file = tmp_path / "w.xlsx"
    file.write_bytes(b"typed by a clerk")
    assert bulletin("workbook", "report-channels", "-o", file).code == 1
    assert file.read_bytes() == b"typed by a clerk"


def test_a_table_that_cannot_be_read_takes_no_rows(
    bulletin: Run, project: Path, tmp_path: Path
) -> None:
    table = project / BOARDS
    table.write_text(table.read_text(encoding="utf-8") + '"open', encoding="utf-8")
    file = tmp_path / "x.csv"
    file.write_text("公告栏编号,矿山,位置\n,qx-001,食堂\n", encoding="utf-8")
    said = bulletin("import", file, "--table", "report-channels/boards", "--write")
    assert said.code == 1
    assert "Traceback" not in said.err


@pytest.mark.parametrize("draft", ["[1]", "null", "5", '"x"', "{"])
def test_a_damaged_draft_is_no_draft(bulletin: Run, project: Path, draft: str) -> None:
    folder = project / ".bulletin/drafts"
    folder.mkdir(parents=True)
    (folder / "visit.json").write_text(draft, encoding="utf-8")
    assert bulletin("new", "visit", answers=VISIT).code == 0


def test_a_withdrawn_record_keeps_its_reason(bulletin: Run, project: Path) -> None:
    row = next(r for r in rows(project, "data/enforcement/outcomes.csv") if r["withdrawn_on"])
    said = bulletin("withdraw", row["outcome_id"], "--reason", "新的理由")
    assert said.code == 1
    assert changed_lines(project, "data/enforcement/outcomes.csv") == []


def test_a_new_index_number_is_none_of_a_notice(bulletin: Run, project: Path) -> None:
    from generator import content

    words, _ = content.load(project)
    used = {notice.index_no for notice in words.notices if notice.index_no}
    known = source.check(project, DAY)
    assert set(of_notices(known)) == used
    assert used


# What changes is told as people read it, and what is public does not change in silence


def test_a_difference_names_the_record_and_shows_labels(
    bulletin: Run, project: Path, tmp_path: Path
) -> None:
    file = tmp_path / "w.xlsx"
    bulletin("workbook", "enforcement", "-o", file)
    book = openpyxl.load_workbook(file)
    sheet = book["执法结果"]
    names = [cell.value for cell in sheet[2]]
    row = next(r for r in rows(project, OUTCOMES) if r["kind"] == "penalty" and r["mine_id"])
    place = next(c.row for (c,) in sheet["A3:A400"] if c.value == row["outcome_id"])
    sheet.cell(place, names.index("severity") + 1).value = (
        "严重" if row["severity"] != "serious" else "轻微"
    )
    book.save(file)
    out = bulletin("import", file).out
    assert row["decision_no"] in out
    assert row["party_name"] in out
    assert "行政处罚" in out
    assert "penalty" not in out
    assert " → 严重" in out or " → 轻微" in out


def test_a_public_fact_that_changes_asks_for_its_correction_at_once(
    bulletin: Run, project: Path, tmp_path: Path
) -> None:
    file = tmp_path / "w.xlsx"
    bulletin("workbook", "enforcement", "-o", file)
    book = openpyxl.load_workbook(file)
    sheet = book["检查"]
    names = [cell.value for cell in sheet[2]]
    visit = next(r for r in rows(project, "data/enforcement/visits.csv") if r["findings"] == "2")
    place = next(c.row for (c,) in sheet["A3:A900"] if c.value == visit["visit_id"])
    findings = names.index("findings") + 1
    sheet.cell(place, findings).value = 3
    book.save(file)
    said = bulletin("import", file)
    assert said.code == 0
    assert f"检查!{openpyxl.utils.get_column_letter(findings)}{place}" in said.err
    assert "更正日期”填 2026-11-23" in said.err
    assert f"{visit['visit_id']}：问题隐患（处）原为“2”，应为“3”。" in said.err
    sheet.cell(place, names.index("corrected_on") + 1).value = "2026-11-23"
    sheet.cell(place, names.index("correction_note") + 1).value = "问题隐患原为2处，应为3处。"
    book.save(file)
    said = bulletin("import", file)
    assert said.code == 0
    assert "应为“3”" not in said.err


def test_columns_of_another_system_may_be_left_out_on_purpose(
    bulletin: Run, tmp_path: Path
) -> None:
    mapping = tmp_path / "m.yml"
    mapping.write_text(
        "table: report-channels/boards\ncolumns: {矿: mine_id, 处: place}\n", encoding="utf-8"
    )
    (tmp_path / "x.csv").write_text("矿,处,录入人\nqx-001,食堂,甲\n", encoding="utf-8")
    refused = bulletin("import", tmp_path / "x.csv", "--mapping", mapping)
    assert refused.code == 1
    assert "ignore" in refused.err
    with mapping.open("a", encoding="utf-8") as stream:
        stream.write("ignore: [录入人]\n")
    said = bulletin("import", tmp_path / "x.csv", "--mapping", mapping)
    assert said.code == 0, said.err
    assert "＋ 新增" in said.out


def test_what_the_system_refuses_is_told_in_the_readers_language(
    bulletin: Run, tmp_path: Path
) -> None:
    said = bulletin("import", tmp_path / "nothing.csv")
    assert said.code == 2
    assert "没有这个文件" in said.err
    assert "No such file" not in said.err
    said = bulletin("workbook", "mines", "-o", tmp_path / "gone" / "x.xlsx")
    assert said.code == 2
    assert "没有这个文件" in said.err


def test_a_code_out_of_its_form_is_answered_with_an_example(
    bulletin: Run, project: Path, tmp_path: Path
) -> None:
    file = tmp_path / "w.xlsx"
    bulletin("workbook", "report-channels", "-o", file)
    book = openpyxl.load_workbook(file)
    book["公告栏"]["A4"] = "b_1"
    book.save(file)
    said = bulletin("import", file)
    assert said.code == 1
    assert "[a-z0-9]" not in said.err
    assert rows(project, BOARDS)[0]["board_id"] in said.err
