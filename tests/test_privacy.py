"""Nothing about a private person passes the gate, and nothing else is stopped by it."""

from __future__ import annotations

import csv
import io
import random
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
import typst
from conftest import DAY, ROOT, Edit
from PIL import Image, PngImagePlugin

from generator import content, packages, settings, source
from generator.problems import Problem
from generator.validation import privacy
from generator.validation.desk import Desk
from generator.validation.privacy import names, numbers, reporters
from generator.validation.privacy.text import Finding, plain

OUTCOMES = "data/enforcement/outcomes.csv"
HAZARDS = "data/enforcement/supervised_hazards.csv"
NOTICE = "content/notices/board-rule.md"

# Made by rule, nobody's: the sequence 000 is not given out.
ID_CARD = "441827199001010006"
OLD_ID_CARD = "441827900101000"
MOBILE = "13800138000"
BANK_CARD = "6222020200000000006"


def _desk(project: Path) -> Desk:
    chosen, problems = settings.load(project)
    assert chosen is not None, problems
    return Desk(packages.load(project)[0], content.load(project)[0], chosen, DAY)


def _found(project: Path) -> list[Problem]:
    return list(privacy.check(_desk(project), project))


def _places(project: Path) -> list[tuple[str, str, int | None, str | None]]:
    return [(p.code, p.file, p.row, p.field) for p in _found(project)]


@pytest.fixture(scope="module")
def gate() -> Callable[[str], list[Finding]]:
    """The searches over one plain text."""
    searches = privacy._Gate(frozenset(), DAY)
    return lambda text: searches.findings(plain(text))


def _codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def _set(edit: Edit, table: str, row: int, **cells: str) -> None:
    edit(table, lambda rows: rows[row].update(cells))


def test_the_shipped_bulletin_is_silent() -> None:
    assert _found(ROOT) == []


# -- numbers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        ID_CARD,
        "110105194912310 02X".replace(" ", ""),
        "11010519491231002x",
        "４４１８２７１９９００１０１０００６",
        "441827\u200b19900101\u200b0006",
        "441827\u2060\ufeff\u00ad199001010006",
        "441827 19900101 0006",
        "441827　19900101　0006",
        "441827-19900101-0006",
        "441827–19900101—0006",
        "441827.19900101.0006",
        "4 4 1 8 2 7 1 9 9 0 0 1 0 1 0 0 0 6",
        "4418271990\n01010006",
        "441827\r\n199001010006",
        "2026-09-01 441827199001010006 2026-09-02",
        "证号441827199001010006。",
        "ID441827199001010006",
        "**441827**199001010006",
        "٤٤١٨٢٧١٩٩٠٠١٠١٠٠٠٦",
        OLD_ID_CARD,
        "441827 900101 000",
        "441827********0006",
        "44182719900101****",
        "440106********123X",
        "４４１８２７＊＊＊＊＊＊＊＊０００６",
    ],
)
def test_an_identity_card_number_is_found_however_it_is_written(
    gate: Callable[[str], list[Finding]], typed: str
) -> None:
    assert _codes(gate(typed)) == ["privacy-id-card"]


@pytest.mark.parametrize(
    "typed",
    [
        "441827199002300009",  # the thirtieth of February
        "041827199001010006",
        "4418271990010100061",  # nineteen digits
        "441827901301000",  # a fifteen-digit number without a month
        "C4418032010127120093812",
        "440000000001234",
        "441827209001010005",  # born in times to come
        "15.2 19.90 01 01 12.5 13.75 4 5",  # a column of figures, check digit or not
        "清新应急罚〔2026〕1号",
        "914418********0006",  # a credit code
        "138****8000",
        "**441827** ****0006",
    ],
)
def test_other_long_numbers_are_no_identity_cards(
    gate: Callable[[str], list[Finding]], typed: str
) -> None:
    assert gate(typed) == []


@pytest.mark.parametrize(
    "typed",
    [
        MOBILE,
        "138 0013 8000",
        "138-0013-8000",
        "138.0013.8000",
        "13800 138000",
        "1380013 8000",
        "+86 138 0013 8000",
        "+8613800138000",
        "0086-13800138000",
        "013800138000",
        "１３８００１３８０００",
        "138\u200b0013\u200b8000",
        "1 3 8 0 0 1 3 8 0 0 0",
        "电话13800138000转2",
        "138**0013**8000",
        "1380013\n8000",
    ],
)
def test_a_mobile_number_is_found_however_it_is_written(
    gate: Callable[[str], list[Finding]], typed: str
) -> None:
    assert _codes(gate(typed)) == ["privacy-mobile"]


@pytest.mark.parametrize(
    "typed",
    [
        "0763-5812345",
        "（0763）5812345",
        "12350",
        "4008001234",
        "13.512345678",
        "15-20 2026-10-20",
        "12800138000",
        "138001380001",
        "https://www.example.org/post_13812345678.html",
        "罚款13,800,138.00元",
        "2026-11-23 13:00",
    ],
)
def test_landlines_dates_and_amounts_are_no_mobile_numbers(
    gate: Callable[[str], list[Finding]], typed: str
) -> None:
    assert gate(typed) == []


@pytest.mark.parametrize(
    "typed", [BANK_CARD, "6222 0202 0000 0000 006", "6222-0202-0000-0000-006", "4111111111111111"]
)
def test_a_bank_card_number_is_found(gate: Callable[[str], list[Finding]], typed: str) -> None:
    assert _codes(gate(typed)) == ["privacy-bank-card"]


@pytest.mark.parametrize(
    "typed",
    ["6222020200000000007", "9999999999999999", "C4111111111111111000000", "4111 1111 1111"],
)
def test_what_fails_luhn_or_has_no_issuer_is_no_bank_card(
    gate: Callable[[str], list[Finding]], typed: str
) -> None:
    assert gate(typed) == []


@pytest.mark.parametrize(
    "typed", ["zhang@163.com", "zhang @ 163.com", "ｚｈａｎｇ＠163．com", "z.h[at]mail.gd.cn"]
)
def test_a_mailbox_is_found(gate: Callable[[str], list[Finding]], typed: str) -> None:
    assert _codes(gate(typed)) == ["privacy-email"]


def test_a_picture_for_two_resolutions_is_no_mailbox(
    gate: Callable[[str], list[Finding]],
) -> None:
    assert gate("logo@2x.png") == []


# -- no false alarms: 20,000 of each ------------------------------------------------------------

MANY = 20_000
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_REGIONS = ("441803", "440100", "441900", "442000", "110119", "310120", "510107", "130629")


def _credit_codes() -> Iterator[str]:
    """GB 32100 with the check characters of the code and of the organisation code inside it."""
    chance = random.Random(32100)
    kinds = ("91", "91", "91", "92", "93", "11", "12", "13", "51", "52", "53", "54", "A1", "N1")
    for _ in range(MANY):
        letters = "0123456789" if chance.random() < 0.6 else _ALPHABET
        body = chance.choice(kinds) + chance.choice(_REGIONS)
        unit = "".join(chance.choice(letters) for _ in range(8))
        total = sum(int(c, 36) * w for c, w in zip(unit, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
        body += unit + "0X987654321"[total % 11]
        total = sum(_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body))
        yield body + _ALPHABET[-total % 31]


def _licence_numbers() -> Iterator[str]:
    """C, place, year and month, kind of mineral and serial number: 自然资办发〔2020〕32号."""
    chance = random.Random(443)
    for _ in range(MANY):
        when = f"{chance.randint(1995, 2026)}{chance.randint(1, 12):02}"
        yield f"C{chance.choice(_REGIONS)}{when}{chance.randrange(10**10):010}"


def _document_numbers() -> Iterator[str]:
    chance = random.Random(9704)
    offices = (
        "清新安办",
        "粤应急罚",
        "（清新）应急罚",
        "矿安",
        "清新府办",
        "粤安监管非煤",
        "清应急现决",
    )
    forms = (
        "{o}〔{y}〕{n}号",
        "{o}〔{y}〕示例{n}号",
        "（粤）FM安许证字〔{y}〕{n:04}号",
        "AQBIIIKS粤{y}{n:05}",
    )
    for _ in range(MANY):
        form = chance.choice(forms)
        yield form.format(
            o=chance.choice(offices), y=chance.randint(1999, 2026), n=chance.randrange(99999)
        )


def _index_numbers() -> Iterator[str]:
    chance = random.Random(17)
    for code in _credit_codes():
        yield f"{code}/{chance.randint(2008, 2026)}-{chance.randrange(100000):05}"


@pytest.mark.slow
@pytest.mark.parametrize(
    "made", [_credit_codes, _licence_numbers, _document_numbers, _index_numbers]
)
def test_no_made_official_number_is_taken_for_a_private_one(
    gate: Callable[[str], list[Finding]], made: Callable[[], Iterator[str]]
) -> None:
    """Alone and within sentences, where nothing says what the number is."""
    numbers_made = list(made())
    assert len(numbers_made) == MANY
    assert [number for number in numbers_made if gate(number)] == []
    for start in range(0, MANY, 100):
        sentences = (
            f"当事人（{n}）2026-09-01 被处罚，见 {n}。" for n in numbers_made[start : start + 100]
        )
        assert gate("".join(sentences)) == []


@pytest.mark.parametrize(
    "typed",
    [
        "441827199001010005",
        "441827 19900101 0005",
        "441827-1990-0101-0005",
        "证号44182719900101000X。",
        "4 4 1 8 2 7 1 9 9 0 0 1 0 1 0 0 0 5",
    ],
)
def test_an_identity_card_number_with_a_slip_is_still_somebodys(
    gate: Callable[[str], list[Finding]], typed: str
) -> None:
    assert _codes(gate(typed)) == ["privacy-id-card-slip"]


def test_a_number_that_is_both_is_an_identity_card_in_any_column(
    project: Path,
    edit: Edit,
    gate: Callable[[str], list[Finding]],
) -> None:
    """One in 31 bears the check character of a credit code, too."""
    both = next(
        code
        for n in range(10**6)
        if numbers.is_credit_code(code := _identity_card(f"110105199{n // 10000}0101{n % 1000:03}"))
    )
    assert _codes(gate(both)) == ["privacy-id-card"]
    _set(edit, "enforcement/outcomes", 1, party_uscc=both)
    _set(edit, "mines/mines", 0, uscc=OLD_ID_CARD)
    _set(edit, "mines/licences", 0, holder_uscc="441827199001010005", number=both)
    assert _places(project) == [
        ("privacy-id-card", "data/mines/mines.csv", 2, "uscc"),
        ("privacy-id-card-slip", "data/mines/licences.csv", 2, "holder_uscc"),
        ("privacy-id-card", "data/mines/licences.csv", 2, "number"),
        ("privacy-id-card", OUTCOMES, 3, "party_uscc"),
    ]


@pytest.mark.slow
def test_no_credit_code_is_a_fault_in_its_own_column() -> None:
    gate = privacy._Gate(frozenset(), DAY)
    for code in _credit_codes():
        assert gate.findings(numbers.without_credit_codes(code)) == [], code


def _identity_card(body: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(d) * w for d, w in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


def test_every_made_identity_card_number_is_found(gate: Callable[[str], list[Finding]]) -> None:
    chance = random.Random(11643)
    for _ in range(2000):
        born = date(1940, 1, 1).toordinal() + chance.randrange(30000)
        day = date.fromordinal(born).strftime("%Y%m%d")
        number = _identity_card(f"{chance.choice(_REGIONS)}{day}{chance.randrange(1000):03}")
        gap = chance.choice(("", "", " ", "-", ".", "\u200b"))
        typed = f"{number[:6]}{gap}{number[6:14]}{gap}{number[14:]}"
        assert "privacy-id-card" in _codes(gate(f"经查，{typed}，属实")), typed


# -- names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "法定代表人：李建国",
        "法定代表人: 张　三",
        "法定代表人（主要负责人）：王小明",
        "主要负责人为高建国，",
        "矿长李建国未履行职责",
        "矿长高建国。",
        "当事人欧阳建国不服",
        "当事人 陈大文 存在违法行为",
        "举报人：黄小红",
        "负责人是司马相如",
        "负责人:李\u200b建国",
        "负责人：\n李建国",
        "| 负责人 | 李建国 |",
        "**矿长**：李建国",
        "死者周大福",
        "当事人李建国在黄岗石场违法作业",
        "负责人：李某、王小明",
        "法定代表人由李建国变更为王某某",
        "法定代表人由李某变更为王小明，",
        "矿长张三",
        "法定代表人李四",
        "负责人（李建国）",
        "法定代表人“李建国”",
        "董事长李建国",
        "实际控制人系李建国",
        "李建国（矿长）擅自组织生产",
        "李建国（该矿法定代表人）",
        "经查，李建国系该矿法定代表人",
        "由王小明任厂长",
        "李建国作为示例公司花岗岩矿的主要负责人",
        "证明陈大文系示例石业有限公司（矿山）法定代表人",
        "约谈陈大文总经理",
        "陈大文同志",
        "李建国，男，1970年生",
        "司机陈大文受伤",
        "工人黄小红在采场",
        "村民李建国。",
        "矿主李建国",
        "员工：李建国",
    ],
)
def test_an_unmasked_name_is_found_after_a_role(
    gate: Callable[[str], list[Finding]], sentence: str
) -> None:
    assert _codes(gate(sentence)) == ["privacy-name"]


@pytest.mark.parametrize(
    "sentence",
    [
        "负责人组织排查",
        "矿长应当每月带队检查",
        "主要负责人和安全管理人员",
        "当事人不服本决定",
        "当事人陈述申辩",
        "当事人曾因同一行为受过处罚",
        "当事人于2026年9月1日",
        "当事人向监管部门报告",
        "负责人高度重视",
        "负责人马上停产撤人",
        "负责人安排人员清理",
        "负责人：安全管理混乱",
        "主要负责人：严格落实",
        "负责人方可签字",
        "负责人管理不严",
        "负责人施工前没有交底",
        "负责人何时到岗",
        "负责人石料场巡查",
        "负责人任组长，",
        "法定代表人：李某",
        "法定代表人：王某某",
        "矿长王某甲",
        "矿长：李**",
        "矿长李总",
        "负责人：示例甲",
        "当事人：黄岗石场有限公司",
        "当事人黄岗石场",
        "当事人：金石矿业有限公司",
        "负责人签字，督促落实",
        "当事人张贴公告",
        "责任人周边情况",
        "负责人：李某、王某某",
        "法定代表人由李某变更为王某某",
        "法定代表人变更登记",
        "负责人余额不足",
        "举报人的姓名、单位不公开",
        "法定代表人",
        "法定代表人：",
        "负责人（签字）",
        "负责人（高级工程师）",
        "董事长（总经理）",
        "股东会决议",
        "工人周末加班",
        "职工曾多次被提醒",
        "龙颈镇负责人",
        "路桥公司负责人",
        "施工负责人",
        "对黄岗矿长",
        "李某矿长",
        "张先生",
        "王某某同志",
        "员工范围",
        "经理周密部署",
        "组长由分管副区长担任",
        "业主江边施工",
        "男，女，",
    ],
)
def test_a_role_in_a_sentence_is_no_name(
    gate: Callable[[str], list[Finding]], sentence: str
) -> None:
    assert gate(sentence) == []


@pytest.mark.parametrize("name", ["李建国", "李小某", "示例人员", "J. Smith", "李建国（矿长）"])
def test_a_natural_person_must_be_masked(project: Path, edit: Edit, name: str) -> None:
    _set(
        edit, "enforcement/outcomes", 1, party_type="natural-person", party_name=name, party_uscc=""
    )
    assert _places(project) == [("privacy-party", OUTCOMES, 3, "party_name")]


@pytest.mark.parametrize("name", ["李某", "王某某", "欧阳某", "示某", "李某甲", "李*"])
def test_a_masked_natural_person_passes(project: Path, edit: Edit, name: str) -> None:
    _set(
        edit, "enforcement/outcomes", 1, party_type="natural-person", party_name=name, party_uscc=""
    )
    assert _places(project) == []


def test_a_sole_trader_called_by_his_bare_name_counts_as_a_person(
    project: Path, edit: Edit
) -> None:
    _set(edit, "enforcement/outcomes", 1, party_type="sole-trader", party_name="李建国")
    _set(edit, "enforcement/outcomes", 2, party_type="sole-trader", party_name="黄岗村石场")
    _set(edit, "closures/checklist", 0, responsible="张 三")
    _set(edit, "mines/mines", 0, operator="陈大文")
    assert _places(project) == [
        ("privacy-party", "data/mines/mines.csv", 2, "operator"),
        ("privacy-party", "data/closures/checklist.csv", 2, "responsible"),
        ("privacy-party", OUTCOMES, 3, "party_name"),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "李建国（个体）",
        "李建国、王某",
        "李建国等3人",
        "经营者：陈大文",
        "买买提·阿不都",
        "欧阳建国",
        "李　建国",
    ],
)
def test_a_person_in_the_place_of_a_unit_is_found(project: Path, edit: Edit, name: str) -> None:
    change = {"field": "operator", "old_value": name, "new_value": "示例石场有限公司"}
    _set(edit, "mines/mine_changes", 0, **change)
    _set(edit, "enforcement/listed_entities", 0, party_name=name)
    assert _places(project) == [
        ("privacy-party", "data/mines/mine_changes.csv", 2, "old_value"),
        ("privacy-party", "data/enforcement/listed_entities.csv", 2, "party_name"),
    ]


def test_a_change_of_a_status_is_no_person(project: Path, edit: Edit) -> None:
    _set(edit, "mines/mine_changes", 0, field="mineral", old_value="白云石", new_value="石灰石")
    assert _places(project) == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("仇小明", "privacy-party-short"),
        ("阿卜杜拉买买提", "privacy-party-short"),
        ("李建国石场", "privacy-shop-name"),
        ("太和镇张三厂", "privacy-shop-name"),
        ("陈大文建材经营部", "privacy-shop-name"),
    ],
)
def test_what_may_be_a_person_is_a_warning_that_keeps_the_name(
    project: Path, edit: Edit, name: str, code: str
) -> None:
    cells = {"party_type": "sole-trader", "party_name": name}
    _set(edit, "enforcement/listed_entities", 0, **cells)
    (problem,) = _found(project)
    assert (problem.code, problem.severity, problem.field) == (code, "warning", "party_name")
    assert name not in repr(problem)


@pytest.mark.parametrize(
    "name",
    [
        "示例建材厂",
        "黄岗石场",
        "黄岗村石场",
        "陈坑石场",
        "林记砂场",
        "李某石场",
        "张氏石材厂",
        "金鑫石料厂",
        "区供电局",
        "示例区政府",
        "江西铜业",
        "南方电网",
        "清新建材厂",
        "万里运输队",
    ],
)
def test_a_unit_with_a_short_name_is_no_person(project: Path, edit: Edit, name: str) -> None:
    kind = "sole-trader" if name[-1] in "厂场队" else "organisation"
    _set(edit, "enforcement/listed_entities", 0, party_type=kind, party_name=name)
    _set(edit, "mines/mines", 0, operator=name, uscc="")
    _set(edit, "closures/checklist", 0, responsible=name)
    assert _places(project) == []


def test_a_natural_person_has_no_credit_code(project: Path, edit: Edit) -> None:
    person = {"party_type": "natural-person", "party_name": "李某"}
    _set(edit, "enforcement/listed_entities", 0, **person)
    _set(edit, "enforcement/outcomes", 1, **person, party_uscc="")
    assert _places(project) == [
        ("privacy-party-code", "data/enforcement/listed_entities.csv", 2, "party_uscc")
    ]


# -- places, reporters, explosives ---------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "住址：清新区太和镇黄坑村",
        "家住太和镇建设路12号",
        "现住山塘镇第3组",
        "户籍所在地为龙颈镇某某小区5栋",
        "住址：３号楼２单元",
        "家住附近的建设路12号",
    ],
)
def test_a_home_address_finer_than_the_town_is_found(
    gate: Callable[[str], list[Finding]], sentence: str
) -> None:
    assert _codes(gate(sentence)) == ["privacy-address"]


@pytest.mark.parametrize(
    "sentence",
    [
        "住址：清新区太和镇",
        "没有身份证号码、住址和私人电话。",
        "家住附近的人都可以举报",
        "住址、号码一律删掉",
        "现住房屋不受影响",
        "矿山位于太和镇黄坑村",
    ],
)
def test_a_town_is_not_too_fine(gate: Callable[[str], list[Finding]], sentence: str) -> None:
    assert gate(sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "113.0123, 23.7456",
        "23.7456，113.0123",
        "113.0123°E 23.7456°N",
        "１１３．０１２３，２３．７４５６",
        "113°01′22″、23°44′50″",
        "东经113°1′，北纬23°44′",
        "东经113.01",
        "经度：113.0123",
        "N23°44′50″",
        "E113.0123°",
        "X=2618345.12，Y=38412345.67",
        "X：2618345 Y：412345",
        "2618345.12,38412345.67",
        "| 2618345.12 | 38412345.67 |",
        "坐标：2618345.12",
        "https://map.example/?lng=113.0123&lat=23.7456",
    ],
)
def test_a_position_is_found(gate: Callable[[str], list[Finding]], sentence: str) -> None:
    assert _codes(gate(sentence)) == ["privacy-coordinates"]


@pytest.mark.parametrize(
    "sentence",
    [
        "帮坡角45°，高度60米",
        "坡角 38.5、41.25",
        "12.5, 30.25",
        "113.012, 200.456",
        "罚款1234567、20260101",
        "没有坐标、图纸、储量",
        "经度和纬度不公开",
        "品位0.125，0.375",
        "高程 113.25 米，坡度 23.50",
    ],
)
def test_angles_and_figures_are_no_position(
    gate: Callable[[str], list[Finding]], sentence: str
) -> None:
    assert gate(sentence) == []


@pytest.mark.parametrize(
    "facts",
    [
        "根据群众举报，采场未分台阶开采。",
        "经举报查实，采场未分台阶开采。",
        "接到举报后检查，采场未分台阶开采。",
        "举报人反映的情况属实。",
        "有职工反映井下涌水。",
        "12345转办，采场未分台阶开采。",
        "群众投诉，夜间爆破。",
        "接信访件，采场未分台阶开采。",
        "根据群\u200b众举\u200b报，采场未分台阶开采。",
        "举报人",
        "经检举，采场未分台阶开采。",
        "收到匿名信后检查。",
        "来信群众称夜间爆破。",
        "知情人提供照片。",
        "根据该矿职工反映，采场未分台阶开采。",
        "原班长揭发井下涌水。",
        "该矿被人举报。",
        "一名离职人员告知，台账是补的。",
        "多次被附近村民投诉。",
        "对举报者打击报复。",
    ],
)
def test_facts_do_not_tell_of_a_report(project: Path, edit: Edit, facts: str) -> None:
    _set(edit, "enforcement/outcomes", 1, facts=facts)
    assert _places(project) == [("privacy-reporter", OUTCOMES, 3, "facts")]


@pytest.mark.parametrize(
    "facts",
    [
        "公告栏没有公布举报电话。",
        "未按规定张贴举报奖励制度。",
        "根据《安全生产领域举报奖励办法》张贴公告。",
        "检查人员检查时发现采场未分台阶开采。",
        "向从业人员宣传举报渠道。",
        "接收安全生产举报的电话没有公布。",
        "未公布举报电话12350。",
        "未落实举报人保护制度。",
        "未设置检举箱。",
        "鼓励职工举报的制度没有建立。",
        "监测数据反映坡体变形，职工没有撤出。",
        "报表没有如实反映情况。",
        "未向群众公布举报渠道。",
    ],
)
def test_facts_about_the_duty_to_post_channels_pass(project: Path, edit: Edit, facts: str) -> None:
    _set(edit, "enforcement/outcomes", 1, facts=facts)
    assert _places(project) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "根据职工反映，检查组到了现场。",
        "检查组接到检举后到了现场。",
        "知情人提供了照片。",
        "经匿名信反映的问题属实。",
    ],
)
def test_a_notice_does_not_tell_of_a_report(project: Path, sentence: str) -> None:
    notice = project / NOTICE
    notice.write_text(f"{notice.read_text(encoding='utf-8')}\n{sentence}\n", encoding="utf-8")
    assert [(code, field) for code, _, _, field in _places(project)] == [("privacy-reporter", None)]


@pytest.mark.parametrize(
    "sentence",
    [
        "鼓励职工举报身边的隐患。",
        "欢迎群众举报。",
        "群众可以向应急管理部门举报。",
        "可以匿名举报，也可以实名举报。",
        "举报人的姓名、单位不公开。",
        "奖励举报人，保护举报人。",
        "公布举报电话和举报信箱。",
        "职工有权检举、控告。",
    ],
)
def test_a_notice_may_invite_to_report(project: Path, sentence: str) -> None:
    notice = project / NOTICE
    notice.write_text(f"{notice.read_text(encoding='utf-8')}\n{sentence}\n", encoding="utf-8")
    assert _places(project) == []


def test_a_listed_hazard_does_not_tell_how_it_was_found(project: Path, edit: Edit) -> None:
    _set(edit, "enforcement/supervised_hazards", 0, description="企业自查发现边坡开裂。")
    _set(edit, "enforcement/supervised_hazards", 1, description="专家会诊时发现边坡开裂。")
    _set(edit, "enforcement/supervised_hazards", 2, description="未按规定开展隐患自查。")
    assert _places(project) == [
        ("privacy-how-found", HAZARDS, 2, "description"),
        ("privacy-how-found", HAZARDS, 3, "description"),
    ]


@pytest.mark.parametrize(
    "sentence", ["举报人姓名：黄某", "举报人电话为0763-5812345", "举报人的单位：某石场"]
)
def test_nothing_about_a_reporter_passes(
    gate: Callable[[str], list[Finding]], sentence: str
) -> None:
    assert _codes(gate(sentence))[:1] == ["privacy-reporter"]


def test_a_store_of_explosives_is_a_warning(project: Path, edit: Edit) -> None:
    _set(edit, "enforcement/outcomes", 1, facts="炸药库值班人员不在岗。")
    assert [(p.code, p.severity, p.row, p.value) for p in _found(project)] == [
        ("privacy-explosives", "warning", 3, "炸药库")
    ]


# -- where ---------------------------------------------------------------------------------------


def test_the_cell_is_named_and_its_value_is_masked(project: Path, edit: Edit) -> None:
    _set(edit, "enforcement/outcomes", 4, facts=f"张某（{ID_CARD}）")
    assert _found(project) == [
        Problem(
            "privacy-id-card",
            OUTCOMES,
            6,
            "facts",
            "441*************06",
            details={"title": "事实"},
        )
    ]


def test_no_problem_repeats_what_it_found(project: Path, edit: Edit) -> None:
    private = (ID_CARD, MOBILE, BANK_CARD, "zhangsan@163.com", "李建国", "建设路12号", "113.0123")
    text = f"{ID_CARD}，{MOBILE}，{BANK_CARD}，zhangsan@163.com，矿长：李建国，"
    text += "住址：太和镇建设路12号，113.0123,23.7456"
    _set(edit, "enforcement/outcomes", 1, facts=text)
    found = _found(project)
    assert len(found) == 7
    for problem in found:
        assert not any(thing in repr(problem) for thing in private), problem


def test_a_cell_broken_over_lines_is_read_as_one(project: Path, edit: Edit) -> None:
    _set(edit, "enforcement/outcomes", 1, remedy="电话138\n0013\n8000")
    _set(edit, "mines/mines", 0, name="示例\u200b矿４４１８２７1990\n01010006")
    assert _places(project) == [
        ("privacy-id-card", "data/mines/mines.csv", 2, "name"),
        ("privacy-mobile", OUTCOMES, 3, "remedy"),
    ]


def test_the_official_channels_and_the_persons_by_duty_are_allowed(
    project: Path, edit: Edit
) -> None:
    _set(edit, "report-channels/channels", 0, value="138 0013 8000")
    _set(edit, "report-channels/channels", 1, value="report@example.org")
    _set(edit, "mines/responsibilities", 0, phone="13900139000", person_name="李建国")
    _set(edit, "mines/responsibilities", 1, office="矿长李建国")
    notice = project / NOTICE
    words = notice.read_text(encoding="utf-8")
    notice.write_text(f"{words}\n打 {MOBILE}，或者写信到 report@example.org。\n", encoding="utf-8")
    assert _places(project) == []


def test_the_allow_list_is_for_the_channel_alone(project: Path, edit: Edit) -> None:
    _set(edit, "report-channels/channels", 0, value=ID_CARD, scope=MOBILE)
    _set(edit, "mines/responsibilities", 0, phone=ID_CARD, document_no=MOBILE)
    assert _places(project) == [
        ("privacy-id-card", "data/mines/responsibilities.csv", 2, "phone"),
        ("privacy-mobile", "data/mines/responsibilities.csv", 2, "document_no"),
        ("privacy-id-card", "data/report-channels/channels.csv", 2, "value"),
        ("privacy-mobile", "data/report-channels/channels.csv", 2, "scope"),
    ]


def test_a_persons_number_in_the_column_of_credit_codes_is_found(project: Path, edit: Edit) -> None:
    _set(edit, "enforcement/outcomes", 1, party_uscc=ID_CARD, index_no=f"{ID_CARD}/2026-00001")
    assert _places(project) == [
        ("privacy-id-card", OUTCOMES, 3, "party_uscc"),
        ("privacy-id-card", OUTCOMES, 3, "index_no"),
    ]


def test_words_are_judged_line_by_line_and_front_matter_key_by_key(project: Path) -> None:
    notice = project / NOTICE
    words = notice.read_text(encoding="utf-8")
    words = words.replace("title: 非煤矿山公告栏", f"title: {MOBILE} 非煤矿山公告栏")
    notice.write_text(
        f"{words}\n矿长李建国到场。\n根据群众举报检查。\n<!-- {ID_CARD} -->\n电话1380013&#56;000\n"
        "身份证441827\n199001010006\n",
        encoding="utf-8",
    )
    last = words.count("\n")
    assert sorted(_places(project), key=lambda place: place[2] or 0) == [
        ("privacy-mobile", NOTICE, 2, "title"),
        ("privacy-name", NOTICE, last + 2, None),
        ("privacy-reporter", NOTICE, last + 3, None),
        ("privacy-id-card", NOTICE, last + 4, None),
        ("privacy-mobile", NOTICE, last + 5, None),
        ("privacy-id-card", NOTICE, last + 6, None),
    ]


def test_a_broken_notice_and_a_stray_file_are_judged_too(project: Path) -> None:
    (project / "content/notices/broken.md").write_text(f"---\nx: [\n{ID_CARD}", encoding="utf-8")
    (project / "data/mines/old.csv").write_bytes(f"手机\n{MOBILE},张某\n".encode("gb18030"))
    assert _places(project) == [
        ("privacy-id-card", "content/notices/broken.md", 3, None),
        ("privacy-mobile", "data/mines/old.csv", 2, None),
    ]


def test_the_configuration_is_judged_but_for_its_contact(project: Path) -> None:
    file = project / "site_config.yml"
    text = file.read_text(encoding="utf-8").replace("jiucuo@bulletin.example", f'"{MOBILE}"')
    file.write_text(text.replace("示例发布机关（演示）", f"发布机关 {ID_CARD}"), encoding="utf-8")
    assert _places(project) == [("privacy-id-card", "site_config.yml", 7, "publisher")]


def test_a_descriptor_is_judged_escapes_and_all(project: Path) -> None:
    file = project / "data/closures/datapackage.json"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"title": "', '"title": "1380013\\u003800\\u0030', 1), "utf-8")
    (problem,) = _found(project)
    assert (problem.code, problem.file, problem.value) == (
        "privacy-mobile",
        "data/closures/datapackage.json",
        "138******00",
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "part",
    [
        "4",
        "1---",
        "1.",
        "1 3 ",
        "441827199001010006",
        "矿长",
        "职工",
        "根据",
        "当事人（",
        "王",
        " ",
        "a@",
        "a.b-",
        "113°",
        "113.0123",
        "住址",
        "https://a ",
        "举报人姓名",
        "坐标",
        "x,",
    ],
)
def test_a_huge_cell_is_searched_in_linear_time(
    gate: Callable[[str], list[Finding]], part: str
) -> None:
    """Some of these took minutes; a second or two is what they take now."""
    cell = part * (100_000 // len(part))
    begun = time.process_time()
    assert all(found == cell for found, _ in privacy._hinted(("", cell)))
    gate(cell)
    for search in (reporters.reports, reporters.mentions, reporters.how_found):
        list(search(cell))
    for judge in (names.is_person, names.may_be_person, names.bears_a_name, names.is_masked):
        judge(cell)
    assert time.process_time() - begun < 15


# -- files ---------------------------------------------------------------------------------------


def _picture(form: str, **options: object) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(stream, form, **options)
    return stream.getvalue()


def _exif(**place: object) -> Image.Exif:
    exif = Image.Exif()
    for tag, value in place.items():
        exif[int(tag.removeprefix("t"))] = value
    return exif


def _with_gps() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = "Phone"
    exif.get_ifd(0x8825).update({1: "N", 2: (23.0, 44.0, 50.0), 3: "E", 4: (113.0, 1.0, 22.0)})
    return exif


@pytest.mark.parametrize(("suffix", "form"), [("jpg", "JPEG"), ("png", "PNG"), ("webp", "WEBP")])
def test_a_picture_that_tells_its_place_is_found(project: Path, suffix: str, form: str) -> None:
    (project / f"content/a.{suffix}").write_bytes(_picture(form, exif=_with_gps()))
    (project / f"content/b.{suffix}").write_bytes(_picture(form, exif=_exif(t271="Phone")))
    (project / f"content/c.{suffix}").write_bytes(_picture(form))
    assert _places(project) == [("privacy-gps", f"content/a.{suffix}", None, None)]


def test_the_metadata_of_pictures_is_read(project: Path) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", f"电话 {MOBILE}")
    info.add_itxt("Author", "李建国", zip=True)
    (project / "data/mines/a.png").write_bytes(_picture("PNG", pnginfo=info))
    (project / "content/b.jpg").write_bytes(_picture("JPEG", exif=_exif(t315=f"id {ID_CARD}")))
    (project / "content/c.jpg").write_bytes(_picture("JPEG", comment=MOBILE.encode()))
    xmp = b"<x:xmpmeta><rdf:li exif:GPSLatitude='23,44.8N'/></x:xmpmeta>"
    (project / "content/d.jpg").write_bytes(_picture("JPEG", xmp=xmp))
    assert _places(project) == [
        ("privacy-id-card", "content/b.jpg", None, None),
        ("privacy-mobile", "content/c.jpg", None, None),
        ("privacy-gps", "content/d.jpg", None, None),
        ("privacy-mobile", "data/mines/a.png", None, None),
        ("privacy-name", "data/mines/a.png", None, None),
    ]


def _pdf(tmp_path: Path, text: str, author: str = "示例区应急管理局") -> bytes:
    source = tmp_path / "a.typ"
    source.write_text(f'#set document(title: "报告", author: "{author}")\n{text}\n', "utf-8")
    return typst.compile(source)


def test_the_text_and_the_author_of_a_pdf_are_read(project: Path, tmp_path: Path) -> None:
    """typst writes glyph numbers, object streams and UTF-16, as office programs do."""
    folder = project / "content"
    (folder / "a.pdf").write_bytes(_pdf(tmp_path, f"Telephone {MOBILE}."))
    (folder / "b.pdf").write_bytes(_pdf(tmp_path, "Nothing private.", author="李建国"))
    (folder / "c.pdf").write_bytes(_pdf(tmp_path, "Nothing private."))
    assert _places(project) == [
        ("privacy-mobile", "content/a.pdf", None, None),
        ("privacy-name", "content/b.pdf", None, None),
    ]


def test_a_file_that_cannot_be_looked_into_is_refused(project: Path) -> None:
    (project / "content/a.pdf").write_bytes(b"%PDF-1.7\ntrailer<</Encrypt 5 0 R>>")
    (project / "content/b.jpg").write_bytes(b"PK\3\4 not a picture")
    assert _places(project) == [
        ("privacy-file", "content/a.pdf", None, None),
        ("privacy-file", "content/b.jpg", None, None),
    ]


def test_names_of_files_are_judged(project: Path) -> None:
    (project / f"content/{ID_CARD}.txt").write_text("", "utf-8")
    (project / "content/李建国身份证.png").write_bytes(_picture("PNG"))
    (project / "content/采场.png").write_bytes(_picture("PNG"))
    (project / "data/mines/138-0013-8000.txt").write_text("", "utf-8")
    assert [(p.code, p.value) for p in _found(project)] == [
        ("privacy-id-card", "441*************06"),
        ("privacy-name", "李**"),
        ("privacy-mobile", "138********00"),
    ]


def test_no_bytes_make_the_reader_of_files_stumble() -> None:
    chance = random.Random(7)
    whole = [
        _picture("JPEG", exif=_with_gps()),
        _picture("PNG"),
        b"%PDF-1.4\n(1) Tj stream\nx\nendstream",
    ]
    for _ in range(600):
        raw = bytearray(chance.choice(whole))
        for _ in range(chance.randrange(1, 12)):
            raw[chance.randrange(8, len(raw))] = chance.randrange(256)
        for suffix in (".jpg", ".pdf"):
            try:
                privacy.files.read(bytes(raw), suffix)
            except privacy.files.Opaque:
                continue


@pytest.mark.parametrize(
    "text",
    [
        "当事人黄岗石业有限公司未对边坡进行稳定性分析。",
        "承包人陆丰爆破工程有限公司没有配备安全员。",
        "爆破员连线时未清点人数。",
        "矿长向班组下达超产任务。",
        "管理人员范围不清，作业人员从未培训。",
        "检查记录编号441802202609120023号没有签字。",
    ],
)
def test_firms_trades_and_files_are_nobody(gate: Callable[[str], list[Finding]], text: str) -> None:
    assert _codes(gate(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "当事人王小明系黄岗石业有限公司法定代表人。",
        "电工赵小军无证。",
        "安全科长王强未到岗。",
        "爆破作业人员黄伟无证作业。",
        "值班人员梁志华脱岗。",
    ],
)
def test_a_name_behind_a_trade_is_somebody(gate: Callable[[str], list[Finding]], text: str) -> None:
    assert _codes(gate(text)) == ["privacy-name"]


@pytest.mark.parametrize(
    "text",
    [
        "欢迎群众举报，12350受理。",
        "群众举报查实的，给予奖励。",
        "第三季度接到举报12件，查实8件，奖励8人。",
        "未建立职工举报事故隐患奖励制度。",
        "员工访谈中一名工人说不清应急处置程序。",
    ],
)
def test_rules_for_all_and_counts_tell_of_no_reporter(text: str) -> None:
    assert list(reporters.reports(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "接到群众举报后，发现采场超挖。",
        "接到群众举报后当天到场，发现采场超挖。",
        "9月接到举报1件，反映示例矿超挖。",
        "接到群众举报1件，查实该矿超挖。",
        "接到群众举报后3日内到场，发现采场超挖。",
        "群众举报后要核查的，是这座矿。",
        "接到群众举报的企业有一家，就是该矿。",
        "根据职工举报，执法人员到场检查。",
    ],
)
def test_how_a_case_came_up_is_told_nowhere(text: str) -> None:
    assert [finding.code for finding in reporters.reports(text)] == ["privacy-reporter"]


def test_a_masked_name_may_say_what_somebody_is() -> None:
    assert names.is_masked("李某（矿长）") and names.is_masked("李某某（个体工商户）")
    assert not names.is_masked("李某（李建国）")


@pytest.mark.parametrize("column", ["decided_on", "kind"])
def test_a_person_in_a_column_of_days_or_choices_is_named_by_nobody_else(
    project: Path, column: str
) -> None:
    """Another problem of the cell would repeat its value in the report."""
    number = ID_CARD
    path = project / "data/enforcement/outcomes.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0][column] = f"身份证{number}"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    told = source.check(project, DAY).problems
    assert [p.code for p in told if p.row == 2 and p.field == column] == ["privacy-id-card"]
    assert number not in repr(told)
