"""Credit codes, document numbers and licence numbers: what is of its form, and what only seems."""

from __future__ import annotations

import random

import pytest
from desks import desk, found, notice

from generator.validation.field import numbers

SOUND_CODES = (
    "91440115618712245T",
    "91350211M000100Y46",
    "11500226753092798P",
    "11000000MBDEM004X6",
)
OUTCOMES = "enforcement/outcomes"


@pytest.mark.parametrize("code", SOUND_CODES)
def test_a_credit_code_with_its_check_character_is_one(code: str) -> None:
    assert numbers.is_credit_code(code)


@pytest.mark.parametrize(
    "code",
    [
        "91440115618712245A",
        "91440115618712254T",  # two digits swapped
        "91440115618712245t",
        " 91440115618712245T",
        "91440115618712245T\n",
        "9144011561871224",
        "9144O115618712245T",  # the letter O
        "４1440115618712245T",
        "",
    ],
)
def test_what_only_resembles_a_credit_code_is_none(code: str) -> None:
    assert not numbers.is_credit_code(code)


def test_any_single_slip_in_a_credit_code_is_found() -> None:
    slips = random.Random(3)
    for code in SOUND_CODES:
        for place in range(18):
            other = slips.choice("0123456789".replace(code[place], ""))
            assert not numbers.is_credit_code(code[:place] + other + code[place + 1 :])


def test_every_credit_code_column_of_every_table_is_judged() -> None:
    wrong = "91440115618712245A"
    tables = {
        "mines/mines": [{"uscc": SOUND_CODES[0], "group_uscc": wrong}],
        "mines/authorities": [{"uscc": SOUND_CODES[2]}, {"uscc": wrong}],
        "mines/licences": [{"holder_uscc": wrong}],
        OUTCOMES: [{"party_uscc": wrong}, {"party_uscc": ""}],
        "enforcement/listed_entities": [{"party_uscc": wrong}],
    }
    assert found(numbers.credit_codes, tables) == [
        "credit-code-digit mines/authorities:3 uscc",
        "credit-code-digit mines/mines:2 group_uscc",
        "credit-code-digit mines/licences:2 holder_uscc",
        "credit-code-digit enforcement/outcomes:2 party_uscc",
        "credit-code-digit enforcement/listed_entities:2 party_uscc",
    ]


def test_a_code_that_a_change_brought_or_replaced_is_judged() -> None:
    change = {"field": "uscc", "old_value": SOUND_CODES[0], "new_value": "91440115618712245A"}
    assert found(numbers.credit_codes, {"mines/mine_changes": [change]}) == [
        "credit-code-digit mines/mine_changes:2 new_value"
    ]


def test_another_change_is_no_credit_code() -> None:
    change = {"field": "name", "old_value": "甲矿", "new_value": "乙矿"}
    assert found(numbers.credit_codes, {"mines/mine_changes": [change]}) == []


def test_a_code_that_its_column_refuses_is_not_reported_twice() -> None:
    tables = {"mines/mines": [{"uscc": "91440115618712245t"}]}
    assert found(numbers.credit_codes, tables) == []


def test_a_code_of_the_wrong_form_is_found_where_the_schema_asks_for_none() -> None:
    change = {"field": "uscc", "new_value": "91440115618712245t"}
    assert found(numbers.credit_codes, {"mines/mine_changes": [change]}) == [
        "credit-code-form mines/mine_changes:2 new_value"
    ]


def test_the_publishers_own_code_is_judged() -> None:
    assert found(numbers.credit_codes, {}, publisher_uscc="91440115618712245A") == [
        "credit-code-digit site_config.yml:None publisher_uscc"
    ]
    assert found(numbers.credit_codes, {}, publisher_uscc="9144011561871224") == [
        "credit-code-form site_config.yml:None publisher_uscc"
    ]


def _decision(number: str, decided: str = "2026-03-01") -> dict[str, list[dict[str, str]]]:
    return {OUTCOMES: [{"decision_no": number, "decided_on": decided}]}


@pytest.mark.parametrize(
    "number",
    [
        "清新安办〔2024〕9号",
        "清新应急罚〔2026〕示例17号",
        "（粤清新）应急罚〔2026〕12-1号",
        "粤（清新）应急罚〔2026〕103号",
        "",
    ],
)
def test_a_document_number_of_the_standard_form_passes(number: str) -> None:
    assert found(numbers.document_numbers, _decision(number)) == []


@pytest.mark.parametrize(
    "number",
    [
        "清新应急罚[2026]17号",
        "清新应急罚（2026）17号",
        "清新应急罚【2026】17号",
        "清新应急罚2026-17号",
        "清新应急罚〔26〕17号",
        "清新应急罚〔２０２６〕17号",
        "清新应急罚〔2026〕第17号",
        "清新应急罚〔2026〕17",
        "清新应急罚 〔2026〕17号",
        "清新应急罚〔2026〕17号 ",
        "〔2026〕17号",
        "17号",
        "-",
    ],
)
def test_a_document_number_of_another_form_is_found(number: str) -> None:
    assert found(numbers.document_numbers, _decision(number)) == [
        "document-number enforcement/outcomes:2 decision_no"
    ]


@pytest.mark.parametrize("year", ["1948", "2062", "2100", "0026"])
def test_an_impossible_year_in_a_document_number_is_found(year: str) -> None:
    assert found(numbers.document_numbers, _decision(f"清新应急罚〔{year}〕3号")) == [
        "document-number-year enforcement/outcomes:2 decision_no"
    ]


def test_a_number_given_out_around_new_year_passes() -> None:
    assert found(numbers.document_numbers, _decision("清新应急罚〔2027〕1号", "2026-12-31")) == []
    assert found(numbers.document_numbers, _decision("清新应急罚〔2025〕99号", "2026-01-02")) == []


def test_without_a_day_any_modern_year_passes() -> None:
    assert found(numbers.document_numbers, _decision("清新应急罚〔2062〕3号", "")) == []


def test_every_column_of_own_document_numbers_is_judged() -> None:
    wrong = "示例应急[2026]3号"
    tables = {
        "grading/risk_grades": [{"document_no": wrong}],
        "closures/cases": [{"document_no": wrong}],
        OUTCOMES: [{"decision_no": wrong}],
        "enforcement/supervised_hazards": [{"document_no": wrong, "extension_no": wrong}],
        "enforcement/listed_entities": [{"decision_no": wrong}],
    }
    assert found(numbers.document_numbers, tables) == [
        "document-number grading/risk_grades:2 document_no",
        "document-number closures/cases:2 document_no",
        "document-number enforcement/outcomes:2 decision_no",
        "document-number enforcement/supervised_hazards:2 document_no",
        "document-number enforcement/supervised_hazards:2 extension_no",
        "document-number enforcement/listed_entities:2 decision_no",
    ]


@pytest.mark.parametrize(
    "number",
    [
        "国家发展和改革委员会令第36号",
        "中华人民共和国主席令第八十八号",
        "国家矿山安全监察局公告2026年第3号",
        "矿安〔2022〕88号",
        "GB 16423-2020",
        "（粤清）登字〔2025〕第2500012345号",
        "",
    ],
)
def test_norms_and_other_bodies_papers_have_numbers_of_many_forms(number: str) -> None:
    tables = {
        "enforcement/publication_rules": [{"document_no": number}],
        "mines/mine_changes": [{"document_no": number, "changed_on": "2026-03-01"}],
        "hazard-criteria/documents": [{"document_no": number, "supersedes": number}],
    }
    assert found(numbers.document_numbers, tables) == []


@pytest.mark.parametrize(
    "number", ["矿安[2022]88号", "矿安(2022)88号", "矿安2022-88号", "矿安〔2022〕088号"]
)
def test_a_quoted_number_that_means_to_be_of_the_form_is_found(number: str) -> None:
    tables = {
        "hazard-criteria/documents": [{"document_no": number}],
        "report-channels/boards": [{"edition": f"矿安〔2024〕41号、{number}"}],
    }
    assert found(numbers.document_numbers, tables) == [
        "document-number report-channels/boards:2 edition",
        "document-number hazard-criteria/documents:2 document_no",
    ]


def test_the_number_of_a_notice_is_judged_at_its_line() -> None:
    notices = (
        notice(document_no="示例安办〔2026〕示例9号"),
        notice(),
        notice(document_no="示例区应急管理局通告2026年第2号"),
        notice(document_no="示例安办（2026）9号"),
        notice(document_no="示例安办〔2062〕9号"),
    )
    assert found(numbers.document_numbers, {}, notices=notices) == [
        "document-number content/notices/n.md:5 document_no",
        "document-number-year content/notices/n.md:5 document_no",
    ]


def _licence(kind: str, number: str, issued: str = "2021-06-10") -> dict[str, list[dict[str, str]]]:
    return {"mines/licences": [{"kind": kind, "number": number, "issued_on": issued}]}


@pytest.mark.parametrize("number", ["C1100002009121120050356", "C0000002021067000000001", ""])
def test_a_mining_licence_number_passes(number: str) -> None:
    assert found(numbers.licence_numbers, _licence("mining-licence", number)) == []


@pytest.mark.parametrize(
    "number",
    [
        "1100002009121120050356",
        "T1100002009121120050356",
        "C110000200912112005035",
        "C1100002009131120050356",  # month 13
        "C1100002009001120050356",  # month 0
        "C1800002009121120050356",  # no such region
        "C1100002022121120050356",  # numbered after its own issue
        "C1.1E+21",
    ],
)
def test_a_mining_licence_number_of_another_form_is_a_warning(number: str) -> None:
    assert found(numbers.licence_numbers, _licence("mining-licence", number)) == [
        "warning licence-number-mining mines/licences:2 number"
    ]


@pytest.mark.parametrize(
    "number", ["（粤）FM安许证字〔2024〕示例0027号", "(粤)FM安许证字[2024]0027号"]
)
def test_a_safety_permit_number_passes(number: str) -> None:
    assert found(numbers.licence_numbers, _licence("safety-permit", number)) == []


@pytest.mark.parametrize(
    "number", ["粤FM安许证字〔2024〕27号", "（粤）WH安许证字〔2024〕27号", "27"]
)
def test_a_safety_permit_number_of_another_form_is_a_warning(number: str) -> None:
    assert found(numbers.licence_numbers, _licence("safety-permit", number)) == [
        "warning licence-number-permit mines/licences:2 number"
    ]


def _years(table: str, **cells: str) -> list[str]:
    return found(numbers.document_years_agree, {table: [cells]})


@pytest.mark.parametrize(
    ("number", "day"),
    [
        ("清新应急罚〔2025〕示例3号", "2024-03-18"),
        ("清新应急罚〔2024〕示例3号", "2025-03-18"),
        ("清新应急罚〔2026〕示例3号", "2025-01-09"),
        ("清新应急罚〔2024〕示例3号", "2026-01-09"),
    ],
)
def test_a_number_of_another_year_than_its_day_is_doubtful(number: str, day: str) -> None:
    assert _years(OUTCOMES, decision_no=number, decided_on=day) == [
        f"warning document-year-differs {OUTCOMES}:2 decision_no"
    ]


@pytest.mark.parametrize(
    ("number", "day"),
    [
        ("清新应急罚〔2025〕示例3号", "2025-03-18"),
        ("清新应急罚〔2025〕示例80号", "2026-01-09"),  # begun in the year before
        ("清新应急罚〔2025〕示例3号", ""),
        ("清新应急罚〔2025〕示例3号", "2024年"),
        ("清新应急罚2025年3号", "2024-03-18"),  # no number: said elsewhere
        ("示例区公告第12号", "2024-03-18"),
        ("清新应急罚〔2029〕示例3号", "2024-03-18"),  # a year that cannot be: said elsewhere
        ("", "2024-03-18"),
    ],
)
def test_a_number_of_the_year_of_its_day_passes(number: str, day: str) -> None:
    assert _years(OUTCOMES, decision_no=number, decided_on=day) == []


HAZARDS = "enforcement/supervised_hazards"


@pytest.mark.parametrize(
    ("year", "found_on", "published_on", "told"),
    [
        ("2026", "2025-12-28", "2026-01-14", False),  # found at the end of a year
        ("2026", "2025-12-28", "", False),
        ("2025", "2025-12-28", "2026-01-14", False),
        ("2025", "2026-08-18", "2026-09-03", True),
        ("2026", "2025-08-18", "2025-09-03", True),
        ("2026", "2025-08-18", "2024-09-03", False),  # days out of order are said elsewhere
    ],
)
def test_an_order_of_supervision_is_given_between_finding_and_publication(
    year: str, found_on: str, published_on: str, *, told: bool
) -> None:
    number = f"清新应急督〔{year}〕示例16号"
    problems = _years(HAZARDS, document_no=number, found_on=found_on, published_on=published_on)
    assert bool(problems) is told


def test_an_extension_may_be_of_a_later_year() -> None:
    days = {"found_on": "2025-11-26", "extended_to": "2026-08-31"}
    assert _years(HAZARDS, extension_no="示例市应急督延〔2026〕示例1号", **days) == []
    assert _years(HAZARDS, extension_no="示例市应急督延〔2024〕示例1号", **days) == [
        f"warning document-year-differs {HAZARDS}:2 extension_no"
    ]


def test_a_number_that_came_down_is_not_judged_again() -> None:
    row = {"decision_no": "清新应急罚〔2025〕示例3号", "decided_on": "2024-03-18"}
    assert _years(OUTCOMES, **row, withdrawn_on="2025-06-01") == []


@pytest.mark.parametrize(
    ("number", "severity"),
    [
        ("（湘怀沅）应急罚〔2026〕执法二中队-8号", "warning"),
        ("清自资罚决字〔2026〕001号", "warning"),
        ("清自然资法监字〔2026〕泉02号", "warning"),
        ("清新应急罚〔2026〕第17号", "error"),
        ("清新应急罚[2026]17号", "error"),
        ("清新应急罚〔2026〕17", "error"),
    ],
)
def test_a_form_that_authorities_use_is_doubtful_only(number: str, severity: str) -> None:
    problems = list(numbers.document_numbers(desk(_decision(number))))
    assert [problem.severity for problem in problems] == [severity]
