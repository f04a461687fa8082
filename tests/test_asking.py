"""Questions in the terminal: defaults, steps back, digits, drafts, and numbers given out once."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from conftest import DAY
from desks import desk

from generator import messages
from generator.commands import drafts
from generator.commands.asking import Questions
from generator.commands.drafts import Drafts
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
def questions(tmp_path: Path) -> Iterator[Callable[..., Questions]]:
    laid = desk(
        {"mines/mines": MINES, "mines/authorities": AUTHORITIES, "enforcement/visits": VISITS}
    )
    known = Source(tmp_path, laid.settings, laid.packages, laid.content, [])
    running: list[Drafts] = []

    def made(package: str, table: str) -> Questions:
        resource = laid.packages[package].resources[table]
        words = messages.catalogue("zh")
        for ended in running:
            ended.close()  # the run before has ended
        running.append(Drafts(tmp_path, table))
        return Questions(known, resource, running[-1], DAY, everything=False, words=words)

    yield made
    for ended in running:
        ended.close()


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
    own = Drafts(known.project, "board")
    other = Questions(known, resource, own, DAY, everything=False, words=words)
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
    assert again.resumed({}) == {"mine_id": "qx-001", "findings": "2"}
    assert again.whole({})["visit_id"] == number
    again.whole({"mine_id": "qx-001"})
    typed("n")
    assert questions("enforcement", "visits").resumed({}) == {}
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


# Drafts: nothing that was answered is lost, and none is mixed with another


def test_two_runs_at_once_have_a_draft_each(tmp_path: Path) -> None:
    with Drafts(tmp_path, "visit") as one, Drafts(tmp_path, "visit") as other:
        first, second = one.fresh(), other.fresh()
        assert first != second
        drafts.keep(first, {"mine_id": "qx-001"})
        drafts.keep(second, {"mine_id": "qx-002"})
        with Drafts(tmp_path, "visit") as third:
            assert list(third.waiting()) == []
    with Drafts(tmp_path, "visit") as later:
        assert list(later.waiting()) == [first, second]


def test_what_is_laid_aside_takes_the_place_of_nothing(tmp_path: Path) -> None:
    path = tmp_path / "visit.json"
    for number in range(3):
        drafts.keep(path, {"findings": str(number)})
        drafts.lay_aside(path)
    kept = sorted(file.read_text(encoding="utf-8") for file in tmp_path.glob("visit.before*.json"))
    assert kept == ['{"findings": "0"}', '{"findings": "1"}', '{"findings": "2"}']


@pytest.mark.parametrize("text", ["{", "[1]", "null", "", '{"unknown": "x"}'])
def test_a_draft_that_cannot_be_read_is_told_and_kept(
    questions: Make, tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / ".bulletin" / "drafts"
    folder.mkdir(parents=True)
    (folder / "visits.json").write_text(text, encoding="utf-8")
    assert questions("enforcement", "visits").resumed({}) == {}
    assert "visits.before.json" in capsys.readouterr().err
    assert (folder / "visits.before.json").read_text(encoding="utf-8") == text


def test_a_draft_is_named_and_what_the_command_says_otherwise_is_told(
    questions: Make, typed: Type, capsys: pytest.CaptureFixture[str]
) -> None:
    questions("enforcement", "visits").keep({"mine_id": "qx-001", "findings": "2"})
    again = questions("enforcement", "visits")
    typed("")  # Enter: of another mine it is another record
    assert again.resumed({"mine_id": "qx-002"}) == {}
    told = capsys.readouterr()
    assert "qx-001 示例甲矿" in told.out
    assert "上次“qx-001 示例甲矿”，这次“qx-002 示例乙矿”" in told.out
    assert "before" in told.err


def test_the_same_command_again_is_not_asked_about_its_own_answers(questions: Make) -> None:
    said = {"mine_id": "qx-001", "findings": "2"}
    questions("enforcement", "visits").keep(said)
    assert questions("enforcement", "visits").resumed(said) == said


def test_what_is_asked_again_is_kept_and_shown(
    questions: Make, typed: Type, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = questions("enforcement", "visits")
    whole = {"mine_id": "qx-001", "inspected_on": "2026-11-20", "findings": "2", "result": "none"}
    typed("2026-11-21")
    with pytest.raises(click.Abort):
        asked.ask(whole, ["inspected_on", "findings"])
    assert "（刚才填的：2026-11-20）" in capsys.readouterr().out
    kept = (tmp_path / ".bulletin/drafts/visits.json").read_text(encoding="utf-8")
    assert '"inspected_on": "2026-11-21"' in kept
    assert '"_earlier": {"findings": "2"}' in kept


def test_who_went_back_goes_on_with_enter(questions: Make, typed: Type) -> None:
    asked = questions("enforcement", "visits")
    typed("示例甲矿", "2026-11-01", "<", "", "", "0", "0", "-", "")
    assert asked.ask({"mode": "planned", "result": "none"})["inspected_on"] == "2026-11-01"


@pytest.mark.parametrize(
    ("pair", "told"),
    [
        ("mine_id=qx-999", "qx-001 示例甲矿"),
        ("inspected_on=去年冬天", "例如"),
        ("mode=想当然", "计划检查"),
        ("findings=-1", "findings=-1"),
        ("inspected_on=", "inspected_on="),
        ("nothing=1", "没有这一项"),
        ("findings", "没有这一项"),
    ],
)
def test_an_answer_in_the_command_is_judged_at_once(questions: Make, pair: str, told: str) -> None:
    with pytest.raises(click.BadParameter) as refused:
        questions("enforcement", "visits").given([pair])
    assert told in refused.value.message


def test_two_answers_to_one_question_are_refused(questions: Make) -> None:
    asked = questions("enforcement", "visits")
    assert asked.given(["findings=1", "findings=1"]) == {"findings": "1"}
    with pytest.raises(click.BadParameter):
        asked.given(["findings=1", "findings=2"])


def test_a_value_is_read_by_its_field_in_whatever_order_they_are_given(questions: Make) -> None:
    given = ["new_value=停产", "field=登记状态", "mine_id=qx-001"]
    found = questions("mines", "mine_changes").given(given)
    assert (found["field"], found["new_value"]) == ("status", "suspended")


def test_the_code_of_another_firm_is_asked_for_and_the_operators_is_known(
    tmp_path: Path, typed: Type, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = {"mine_id": "qx-001", "operator": "示例甲公司", "uscc": "91000000MADEM00112"}
    laid = desk({"mines/mines": [mine]})
    known = Source(tmp_path, laid.settings, laid.packages, laid.content, [])
    resource = laid.packages["enforcement"].resources["outcomes"]
    words = messages.catalogue("zh")
    own = Drafts(tmp_path, "outcome")
    asked = Questions(known, resource, own, DAY, everything=False, words=words)
    column = next(c for c in asked._columns if c.name == "party_uscc")
    party = {"mine_id": "qx-001", "party_type": "organisation"}
    typed("")
    assert asked._answer(column, {**party, "party_name": "示例甲公司"}) == mine["uscc"]
    typed("", "91000000MADEM00112")
    assert asked._answer(column, {**party, "party_name": "示例乙公司"}) == "91000000MADEM00112"
    assert "统一社会信用代码；确实没有代码的写 -" in capsys.readouterr().out
    typed("", "-")
    assert asked._answer(column, {**party, "party_name": "示例乙公司"}) == ""
    typed("")
    assert asked._answer(column, {"party_type": "natural-person", "party_name": "李某"}) == ""
    licences = laid.packages["mines"].resources["licences"]
    asked = Questions(known, licences, own, DAY, everything=False, words=words)
    column = next(c for c in asked._columns if c.name == "holder_uscc")
    typed("")
    assert asked._answer(column, {"mine_id": "qx-001", "holder": "示例甲公司"}) == mine["uscc"]
    typed("", "-")
    assert asked._answer(column, {"mine_id": "qx-001", "holder": "示例乙公司"}) == ""
