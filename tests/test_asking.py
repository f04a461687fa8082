"""Questions in the terminal: defaults, steps back, digits, drafts, and numbers given out once."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import DAY
from desks import desk

from generator import messages
from generator.commands.asking import Questions
from generator.source import Source

MINES = [
    {"mine_id": f"qx-00{n}", "name": f"示例{name}矿", "status": "producing"}
    for n, name in enumerate(("甲", "乙", "丙"), start=1)
]
AUTHORITIES = [
    {"authority_id": "city-em", "name": "示例市应急管理局"},
    {"authority_id": "dist-em", "name": "示例区应急管理局"},
]
VISITS = [{"visit_id": f"v-{n}", "authority": a} for n, a in enumerate(("dist-em",) * 2)]

Ask = Callable[..., dict[str, str]]


@pytest.fixture
def questions(tmp_path: Path) -> Callable[..., Questions]:
    laid = desk(
        {"mines/mines": MINES, "mines/authorities": AUTHORITIES, "enforcement/visits": VISITS}
    )
    known = Source(tmp_path, laid.settings, laid.packages, laid.content, [])

    def made(package: str, table: str) -> Questions:
        resource = laid.packages[package].resources[table]
        words = messages.catalogue("zh")
        return Questions(known, resource, table, DAY, everything=False, words=words)

    return made


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def type_in(*lines: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))

    return type_in


Make, Type = Callable[..., Questions], Callable[..., None]


def test_enter_takes_today_and_the_usual_authority(questions: Make, typed: Type) -> None:
    asked = questions("enforcement", "visits")
    named = asked.given(["mode=计划检查", "result=none"])
    assert named == {"mode": "planned", "result": "none"}
    typed("示例甲矿", "", "", "0", "0", "", "示例审〔2026〕1号")
    found = asked.ask(named)
    assert (found["inspected_on"], found["authority"]) == ("2026-11-23", "dist-em")
    assert found["published_on"] == "2026-11-23"


def test_a_hyphen_leaves_out_what_enter_would_fill_in(questions: Make, typed: Type) -> None:
    asked = questions("enforcement", "visits")
    typed("示例甲矿", "", "", "0", "0", "-", "")
    assert asked.ask({"mode": "planned", "result": "none"})["published_on"] == ""


def test_a_step_back_asks_the_former_question_again(questions: Make, typed: Type) -> None:
    asked = questions("enforcement", "visits")
    typed("<", "示例甲矿", "2026-11-01", "＜", "2026-11-02", "", "0", "0", "-", "")
    found = asked.ask({"mode": "planned", "result": "none"})
    assert found["inspected_on"] == "2026-11-02"
    assert found["mine_id"] == "qx-001"


def test_a_digit_that_stands_in_a_name_is_not_picked_in_silence(
    questions: Make, typed: Type, capsys: pytest.CaptureFixture[str]
) -> None:
    """Entry 3 is 丙, and 003 stands in its id only; 00 stands in all."""
    asked = questions("report-channels", "boards")
    column = asked._columns[1]
    typed("n")
    assert asked._meant(column, "1") == "qx-001"  # nothing else has a 1
    swapped = [*MINES[1:], MINES[0]]
    laid = desk({"mines/mines": swapped})
    known = Source(asked._known.project, laid.settings, laid.packages, laid.content, [])
    resource = laid.packages["report-channels"].resources["boards"]
    words = messages.catalogue("zh")
    other = Questions(known, resource, "board", DAY, everything=False, words=words)
    assert other._meant(other._columns[1], "1") is None  # entry 1 is qx-002, but qx-001 has a 1
    assert "是指第 1 项“qx-002 示例乙矿”吗" in capsys.readouterr().out
    typed("y")
    assert other._meant(other._columns[1], "1") == "qx-002"


def test_what_the_check_will_ask_of_a_penalty_is_asked_as_required(
    questions: Make, typed: Type, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = questions("enforcement", "outcomes")
    for name, needed in (("remedy", True), ("fine_yuan", True), ("confiscated_yuan", False)):
        column = next(c for c in asked._columns if c.name == name)
        assert asked._is_needed(column, {"kind": "penalty", "penalty_kinds": "罚款"}) is needed
    remedy = next(c for c in asked._columns if c.name == "remedy")
    typed("", "可以申请行政复议。")
    assert asked._answer(remedy, {"kind": "penalty"}) == "可以申请行政复议。"
    assert "必须填" in capsys.readouterr().out
    typed("")
    assert asked._answer(remedy, {"kind": "interview"}) == ""


def test_the_number_shown_is_the_number_written(questions: Make) -> None:
    asked = questions("enforcement", "visits")
    first = asked.whole({"mine_id": "qx-001"})
    assert asked.whole({"mine_id": "qx-002"})["visit_id"] == first["visit_id"]


def test_answers_that_are_not_wanted_are_laid_aside(
    questions: Make, typed: Type, tmp_path: Path
) -> None:
    asked = questions("enforcement", "visits")
    number = asked.whole({"mine_id": "qx-001", "findings": "2"})["visit_id"]
    again = questions("enforcement", "visits")
    typed("")
    assert again.resumed() == {"mine_id": "qx-001", "findings": "2"}
    assert again.whole({})["visit_id"] == number
    again.whole({"mine_id": "qx-001"})
    typed("n")
    assert questions("enforcement", "visits").resumed() == {}
    (kept,) = (tmp_path / ".bulletin/drafts").glob("*.before.json")
    assert "qx-001" in kept.read_text(encoding="utf-8")


def test_the_value_before_a_change_is_known_to_the_program(questions: Make, typed: Type) -> None:
    asked = questions("mines", "mine_changes")
    typed("示例甲矿", "", "登记状态", "停产", "", "-", "")
    found = asked.ask({})
    assert (found["field"], found["old_value"]) == ("status", "producing")
    assert found["new_value"] == "suspended"


def test_a_step_back_forgets_what_the_program_knew_of_another_column(
    questions: Make, typed: Type
) -> None:
    asked = questions("mines", "mine_changes")
    typed("示例甲矿", "", "矿山名称", "<", "登记状态", "停产", "", "-", "")
    found = asked.ask({})
    assert (found["field"], found["old_value"]) == ("status", "producing")


def test_an_answer_in_the_command_about_the_value_before_stays(
    questions: Make, typed: Type
) -> None:
    asked = questions("mines", "mine_changes")
    typed("停产", "", "-", "")
    given = ["mine_id=qx-001", "changed_on=2026-11-20", "field=status", "old_value=pending"]
    assert asked.ask(asked.given(given))["old_value"] == "pending"
