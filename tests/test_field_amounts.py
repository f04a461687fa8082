"""Sums in the text of a penalty, in figures and in Chinese, beside the columns of amounts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from desks import found

from generator.validation.field import amounts

FINE = ["amount-differs enforcement/outcomes:2 fine_yuan"]
CONFISCATED = ["amount-differs enforcement/outcomes:2 confiscated_yuan"]


def _found(text: str, fine: str = "", confiscated: str = "", **cells: str) -> list[str]:
    row = {
        "kind": "penalty",
        "penalty_kinds": "罚款",
        "penalty_text": text,
        "fine_yuan": fine,
        "confiscated_yuan": confiscated,
        **cells,
    }
    return found(amounts.amounts_agree_with_the_text, {"enforcement/outcomes": [row]})


@pytest.mark.parametrize(
    ("numeral", "yuan"),
    [
        ("50000元", "50000"),
        ("50,000.00元", "50000"),
        ("５０，０００元", "50000"),
        ("50 000元", "50000"),
        ("¥50000", "50000"),
        ("5万元", "50000"),
        ("3.5万元", "35000"),
        ("3万5000元", "35000"),
        ("五万元", "50000"),
        ("伍万元整", "50000"),
        ("伍萬圆整", "50000"),
        ("壹拾贰万叁仟肆佰伍拾陆元柒角捌分", "123456.78"),
        ("壹佰元零伍分", "100.05"),
        ("十万元", "100000"),
        ("一百零五万元", "1050000"),
        ("两千元", "2000"),
        ("二〇〇〇元", "2000"),
        ("一亿二千万元", "120000000"),
        ("20万零300元", "200300"),
    ],
)
def test_a_sum_is_read_however_it_is_written(numeral: str, yuan: str) -> None:
    assert amounts.told(f"罚款人民币{numeral}。") == (("罚款", Decimal(yuan)),)


@pytest.mark.parametrize(
    "text",
    [
        "罚款人民币伍万元。",
        "处5万元罚款。",
        "警告，并处人民币50,000元的罚款，责令停产停业整顿。",
        "处上一年年收入百分之四十的罚款，计人民币50,000元。",
        "依照第九十九条“处二万元以上四万元以下的罚款”的规定，决定罚款人民币伍万元整（¥50,000.00）。",
        "没收的财物另行处理，并处5万元罚款。",
    ],
)
def test_the_fine_in_the_column_is_that_of_the_text(text: str) -> None:
    assert _found(text, "50000") == []
    assert _found(text, "50000.00") == []
    for slip in ("5000", "500000", "5", "40000"):
        assert _found(text, slip) == FINE


@pytest.mark.parametrize(
    ("text", "fine", "confiscated"),
    [
        ("罚款人民币30,000元；罚款人民币20,000元；合并罚款人民币50,000元。", "50000", ""),
        ("罚款叁万元（30000元）；罚款叁万元（30000元）。", "60000", ""),
        ("对公司罚款三十万元，对其主要负责人罚款三万元。", "300000", ""),
        ("罚款15万元，没收违法所得3.2万元，罚没合计18.2万元。", "150000", "32000"),
        ("罚没款共计18.2万元。", "150000", "32000"),
        ("违法所得3.2万元予以没收，并处违法所得二倍的罚款6.4万元。", "64000", "32000"),
        ("没收违法所得1万元并处5万元罚款。", "50000", "10000"),
        ("处货值3万元二倍的罚款。", "60000", ""),
        ("处2至5万元罚款。", "30000", ""),
        ("处二万元以上五万元以下罚款。", "10000", ""),
        ("罚款人民币伍万元，逾期每日按罚款数额的百分之三加处罚款。", "50000", ""),
        ("直接经济损失120万元，罚款50万元。", "500000", ""),
        ("罚款。", "50000", ""),
        ("罚款人民币50000元。", "五万", ""),  # a spoilt cell is said elsewhere
        ("罚款人民币50000元。", "0", ""),  # and so is a fine without its amount
        ("罚款人民币50000元。", "", ""),
    ],
)
def test_several_sums_limits_and_measures_do_not_disagree(
    text: str, fine: str, confiscated: str
) -> None:
    assert _found(text, fine, confiscated) == []


def test_columns_that_were_exchanged_are_found() -> None:
    text = "罚款人民币150,000元，没收违法所得人民币32,000元。"
    assert _found(text, "150000", "32000") == []
    assert _found(text, "32000", "150000") == FINE + CONFISCATED


def test_a_sum_that_only_the_text_tells_is_doubtful() -> None:
    told = ["warning amount-not-entered enforcement/outcomes:2 fine_yuan"]
    assert _found("警告，罚款3万元。", penalty_kinds="警告") == told
    assert _found("警告，免予罚款3万元。", penalty_kinds="警告") == []
    assert _found("警告。", penalty_kinds="警告") == []
    assert _found("通报：该公司被罚款3万元。", kind="circular", penalty_kinds="") == []


def test_a_long_cell_of_figures_is_read_at_once() -> None:
    for text in ("1" * 10**5, "1,111" * 10**5, "亿" * 10**5 + "元", "3元，" * 10**5):
        assert _found(text, "50000") == []


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        ("对2名人员每人罚款2000元。", "4000"),
        ("对3名责任人员各罚款2000元。", "6000"),
        ("每台罚款5000元，4台。", "20000"),
        ("对两起违法行为各处罚款人民币壹万元。", "20000"),
        ("罚款2000元×2人。", "4000"),
        ("分别罚款2000元、3000元。", "5000"),
    ],
)
def test_a_sum_for_each_is_not_the_whole(text: str, fine: str) -> None:
    assert _found(text, fine) == []


def _said(text: str) -> list[str]:
    rows = [{"kind": "penalty", "penalty_text": text}]
    return found(amounts.words_and_figures_agree, {"enforcement/outcomes": rows})


@pytest.mark.parametrize(
    "text",
    [
        "罚款人民币20000元（贰万伍仟元整）。",
        "罚款贰万伍仟元整（¥52000.00）",
        "罚款2万元（大写：贰仟元）",
    ],
)
def test_figures_and_capitals_that_differ_are_doubtful(text: str) -> None:
    assert _said(text) == ["warning amount-said-differently enforcement/outcomes:2 penalty_text"]


@pytest.mark.parametrize(
    "text",
    [
        "罚款人民币20000元（贰万元整）。",
        "罚款人民币贰万伍仟元整（¥25000.00）。",
        "罚款20000元（其中当场收缴1000元）。",
        "罚款20000元，没收违法所得（3000元）。",
    ],
)
def test_a_sum_said_again_and_another_sum_pass(text: str) -> None:
    assert _said(text) == []


def test_a_sum_said_again_counts_once() -> None:
    assert _found("罚款人民币20000元（贰万元整）。", "40000") == FINE
