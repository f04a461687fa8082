"""The disclosure block: what the office states of each item it makes public."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import DAY
from rows import row
from test_pages import rendered

from generator import content
from generator.bulletin import disclosure
from generator.records import Accident, Case, Outcome, SupervisedHazard
from generator.source import Source

INDEX_NO = "11000000MBDEM004X6/2026-00079"


def outcome(**cells: object) -> Outcome:
    fixed = {"kind": "penalty", "decided_on": "2026-11-03", "published_on": "2026-11-10"}
    return row(
        Outcome, **{**fixed, "index_no": INDEX_NO, "decision_no": "某罚〔2026〕1号", **cells}
    )


def test_an_outcome_states_its_number_document_and_days() -> None:
    said = disclosure.of_outcome(outcome(), DAY)
    assert (said.index_no, said.document_no) == (INDEX_NO, "某罚〔2026〕1号")
    assert (said.made_on, said.published_on) == (date(2026, 11, 3), date(2026, 11, 10))
    assert (said.validity, said.in_force, said.corrected_on) == ("有效", True, None)


def test_a_decision_that_ended_is_no_longer_in_force_from_that_day_on() -> None:
    ending = outcome(ended_on="2026-11-23", end_kind="revoked")
    assert disclosure.of_outcome(ending, DAY - timedelta(days=1), ended="撤销").validity == "有效"
    said = disclosure.of_outcome(ending, DAY, ended="撤销")
    assert (said.validity, said.in_force) == ("撤销", False)


def test_a_lifted_stop_order_is_told_as_lifted() -> None:
    said = disclosure.of_outcome(outcome(kind="stop-order", lifted_on="2026-11-20"), DAY)
    assert (said.validity, said.in_force) == ("已解除", False)


def test_a_decision_under_review_stays_in_force() -> None:
    assert disclosure.of_outcome(outcome(review_state="litigation"), DAY).in_force


def test_a_correction_of_a_later_day_is_not_told() -> None:
    later = outcome(corrected_on="2026-11-24")
    assert disclosure.of_outcome(later, DAY).corrected_on is None
    assert disclosure.of_outcome(later, DAY + timedelta(days=1)).corrected_on == date(2026, 11, 24)


def test_a_hazard_is_valid_until_it_is_signed_off() -> None:
    hazard = row(
        SupervisedHazard, found_on="2026-06-01", deadline="2026-08-01", closed_on="2026-11-23"
    )
    assert disclosure.of_hazard(hazard, DAY - timedelta(days=1)).validity == "有效"
    assert disclosure.of_hazard(hazard, DAY).validity == "已销号"
    assert disclosure.of_hazard(hazard, DAY).undated == "无记录：没有收到督办文书的日期"


def test_an_accident_is_told_without_a_document() -> None:
    accident = row(
        Accident, occurred_on="2026-04-14", published_on="2026-04-17", closed_on="2026-11-23"
    )
    said = disclosure.of_accident(accident, DAY - timedelta(days=1))
    assert (said.document_no, said.made_on, said.published_on) == ("", None, date(2026, 4, 17))
    assert (said.validity, said.undated) == ("有效", "不适用：这是情况说明，不是文件")
    assert disclosure.of_accident(accident, DAY).validity == "有效，事故处理已办结"


def test_accidents_and_criteria_bear_the_block_too(shipped: Source) -> None:
    pages = rendered(shipped)
    accidents = pages["accidents/"].fragments["list"]
    assert accidents.count('class="facts is-paired disclosure"') == 2
    assert "11000000MBDEM004X6/<wbr>2026-00036" in accidents
    documents = pages["criteria/"].fragments["documents"]
    for label in ("索引号", "发布机构", "名称", "文号", "成文日期", "发布日期", "有效性", "来源"):
        assert documents.count(f"{label}</") == documents.count("<h3>") > 1, label


def test_a_closure_in_consultation_has_no_document_yet() -> None:
    case = row(Case, list_year=2026, decided_on="2026-12-01", published_on="2026-11-01")
    said = disclosure.of_case(case, DAY)
    assert (said.made_on, said.validity) == (None, "征求意见，尚未作出决定")
    assert disclosure.of_case(case, date(2026, 12, 1)).validity == "有效"


@pytest.mark.parametrize("number", ["2026-00079", "11000000MBDEM004X6/2026-79", "1 "])
def test_an_index_number_of_another_form_in_a_notice_is_a_problem(
    tmp_path: Path, number: str
) -> None:
    folder = tmp_path / "content" / "notices"
    folder.mkdir(parents=True)
    head = f"---\ntitle: 示例\ndate: 2026-11-01\nkind: rule\nindex_no: '{number}'\n---\n"
    (folder / "n.md").write_text(head, encoding="utf-8")
    _, problems = content.load(tmp_path)
    assert [(p.code, p.field, p.row) for p in problems] == [("front-matter-value", "index_no", 5)]


def test_every_page_of_a_record_bears_the_block_and_the_way_to_a_correction(
    shipped: Source,
) -> None:
    blocks = {
        page.address: page.fragments["disclosure"]
        for page in rendered(shipped).values()
        if page.shell in ("outcome", "hazard", "case", "notice")
    }
    assert len(blocks) > 60
    for address, block in blocks.items():
        for label in (
            "索引号",
            "发布机构",
            "名称",
            "文号",
            "成文日期",
            "发布日期",
            "有效性",
            "来源",
        ):
            assert f"{label}</" in block, address
        own = address.split("/")[1]
        assert f"写明编号 <b>{own}</b>" in block
        assert "mailto:jiucuo@bulletin.example?subject=" in block


def test_a_penalty_says_what_its_party_may_do(shipped: Source) -> None:
    table = shipped.packages["enforcement"].resources["outcomes"]
    penalties = {r.cells["outcome_id"] for r in table.rows if r.cells["kind"] == "penalty"}
    pages = [
        page
        for page in rendered(shipped).values()
        if page.shell == "outcome" and page.address.split("/")[1] in penalties
    ]
    assert len(pages) > 20
    for page in pages:
        assert "行政复议" in page.fragments["remedy"], page.address
