"""Notice-board posters: what they say, what they are printed on, and that both never fail."""

from __future__ import annotations

import csv
import dataclasses
import itertools
import os
import pickle
import re
import subprocess
import sys
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pypdf
import pytest
import zxingcpp
from PIL import Image

from generator.render import posters
from generator.render.posters import Board, Group, Item

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
THEME = ROOT / "theme"
KINDS = {
    "open-pit": "露天矿山重大事故隐患判定标准",
    "underground": "地下矿山重大事故隐患判定标准",
    "tailings-pond": "尾矿库重大事故隐患判定标准",
}
PAPER_MM = {"a4": (210, 297), "a3": (297, 420), "a2": (420, 594), "a1": (594, 841)}
SMALLEST_PT = {"a4": 9, "a3": 10, "a2": 14, "a1": 20}
DIGIT_HEIGHT_EM = 0.733  # of the face, from its OS/2 table
MM = 72 / 25.4

LONG_NAME = "示例" + "青石岭白云岩建筑石料用灰岩" * 4 + "露天采矿场示"
TWELVE_CHANNELS = (
    *((f"示例区第{n}应急管理站值班电话", f"0763-58{n:02d}1234") for n in range(8)),
    ("示例省矿山安全监察局举报信箱", "jubao-guangdong-kuangshan-anquan@example.gov.cn"),
    ("网上举报", "https://report.example/" + "a-long-path-of-a-portal" * 3),
    (
        "信函",
        "广东省示例市示例区示例镇示例大道100号示例大厦3楼示例区应急管理局执法监督股（邮编511800）",
    ),
    ("微信公众号", "示例应急管理"),
)


def table(name: str) -> list[dict[str, str]]:
    with (ROOT / "data" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def groups(kind: str, part: str = "") -> tuple[Group, ...]:
    clauses = table("hazard-criteria/criterion_clauses.csv")
    criteria = table("hazard-criteria/criteria.csv")
    return tuple(
        Group(
            document["document_no"],
            document["title"],
            tuple(
                Item(
                    row["label"],
                    row["text"],
                    tuple(c["text"] for c in clauses if c["criterion_id"] == row["criterion_id"]),
                )
                for row in criteria
                if row["mine_kind"] == kind and row["document_no"] == document["document_no"]
            ),
            part,
        )
        for document in table("hazard-criteria/documents.csv")
    )


def board(kind: str, **changes: object) -> Board:
    made = Board(
        title=KINDS[kind],
        groups=groups(kind),
        hotline="12350",
        channels=(
            ("网上举报", "https://dctjfx.mem.gov.cn/aqscjb"),
            ("政务服务便民热线", "12345"),
        ),
        rewards=(
            ("举报重大事故隐患", "按照行政处罚金额的15%计算", "3000", "300000"),
            ("举报瞒报、谎报一般事故", "每查实1人奖励3万元", "", "300000"),
        ),
        reward_note="安监总财〔2018〕19号",
        address=f"https://bulletin.example/criteria/{kind}/",
        publisher="示例区应急管理局",
        edition_day=date(2026, 11, 23),
    )
    made = dataclasses.replace(made, **changes)  # type: ignore[arg-type]
    return dataclasses.replace(made, edition=posters.edition_code(made))


@cache
def printed(subject: Board, size: str = "a3") -> bytes:
    return posters.render(subject, size, theme=THEME)


def plain(text: str) -> str:
    return re.sub(r"[\s\u200b]+", "", text)


@cache
def text_of(pdf: bytes) -> str:
    run = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return plain(run.stdout.decode("utf-8"))


def pages(pdf: bytes) -> int:
    return len(pypdf.PdfReader(BytesIO(pdf)).pages)


class Piece(NamedTuple):
    """A run of text on a sheet: its baseline (from the sheet's foot) and its type size, in pt."""

    text: str
    sheet: int
    y: float
    size: float


@cache
def pieces(pdf: bytes) -> tuple[Piece, ...]:
    """The text of the sheets in the order of the file."""
    found: list[Piece] = []
    for sheet, page in enumerate(pypdf.PdfReader(BytesIO(pdf)).pages):

        def visit(
            text: str,
            user: list[float],
            matrix: list[float],
            _font: object,
            size: float,
            sheet: int = sheet,
        ) -> None:
            scale = abs(user[0] * matrix[0] + user[1] * matrix[2])
            y = matrix[4] * user[1] + matrix[5] * user[3] + user[5]
            if text.strip():
                found.append(Piece(plain(text), sheet, y, size * scale))

        page.extract_text(visitor_text=visit)
    return tuple(found)


class Word(NamedTuple):
    """A word and its box on a sheet, in pt from the upper left corner."""

    text: str
    sheet: int
    left: float
    top: float
    right: float
    bottom: float
    width: float
    height: float


@cache
def words(pdf: bytes) -> tuple[Word, ...]:
    """The words of the sheets with their boxes; width and height are those of the sheet."""
    run = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True
    )
    found = []
    sheet, width, height = -1, 0.0, 0.0
    for line in run.stdout.decode("utf-8").splitlines():
        numbers = [float(n) for n in re.findall(r'(?:[xy]M..|width|height)="([^"]+)"', line)]
        if line.lstrip().startswith("<page"):
            sheet, (width, height) = sheet + 1, numbers
        elif line.lstrip().startswith("<word"):
            text = re.sub(r"<[^>]*>", "", line).strip()
            left, top, right, bottom = numbers
            found.append(Word(text, sheet, left, top, right, bottom, width, height))
    return tuple(found)


def words_outside(pdf: bytes) -> list[Word]:
    """Every word whose box is not wholly on its sheet."""
    return [
        word
        for word in words(pdf)
        if not (0 <= word.left <= word.right <= word.width)
        or not (0 <= word.top <= word.bottom <= word.height)
    ]


def criteria_of(subject: Board) -> str:
    items = [item for group in subject.groups for item in group.items]
    return plain("".join(item.label + item.text + "".join(item.clauses) for item in items))


def decoded(pdf: bytes) -> list[str]:
    run = subprocess.run(
        ["pdftoppm", "-r", "100", "-gray", "-f", "1", "-l", "1", "-"],
        input=pdf,
        capture_output=True,
        check=True,
    )
    return [code.text for code in zxingcpp.read_barcodes(Image.open(BytesIO(run.stdout)))]


@pytest.mark.parametrize("kind", KINDS)
def test_every_item_and_clause_of_every_document_is_printed_verbatim(kind: str) -> None:
    text = text_of(printed(board(kind)))
    assert KINDS[kind] in text
    for group in groups(kind):
        assert group.items, f"no items of {group.document_no} for {kind}: no data to test with"
        assert plain(group.document_no) in text
        assert plain(group.title) in text
        for item in group.items:
            assert plain(item.label + item.text) in text
            for number, clause in enumerate(item.clauses, start=1):
                assert plain(f"{number}.{clause}") in text


@pytest.mark.parametrize("kind", KINDS)
def test_the_number_of_items_printed_is_the_number_of_items_given(kind: str) -> None:
    text = text_of(printed(board(kind)))
    whole = "".join(item.text for group in groups(kind) for item in group.items)
    assert text.count("存在下列情形之一的：") == whole.count("存在下列情形之一的：")


def test_channels_rewards_and_imprint_are_printed() -> None:
    subject = board("open-pit", mine_name="示例青石岭建筑石料矿", mine_id="qx-001")
    text = text_of(printed(subject))
    said = [part for pair in subject.channels for part in pair]
    said += [part for row in subject.rewards for part in row[:2]]
    said += ["3000元至30万元", "最高30万元"]
    said += [subject.hotline, subject.reward_note, subject.address, subject.publisher]
    said += [subject.mine_name, subject.mine_id, subject.edition, "2026年11月23日"]
    said += ["以现行规定和受理部门答复为准", "依法严格保密", "第1张/共1张"]
    said += ["判定标准、电话或责任人变更后须更换"]
    assert [part for part in said if plain(part) not in text] == []
    assert "演示" not in text


def test_other_data_give_another_poster() -> None:
    other = Group("示安〔2031〕7号", "另一项标准", (Item("（一）", "甲乙丙丁。", ("戊己；",)),))
    text = text_of(printed(board("open-pit", groups=(other,), hotline="0000-12399")))
    assert "示安〔2031〕7号" in text and "1.戊己；" in text and "0000-12399" in text
    assert "矿安" not in text and "12350" not in text


def test_texts_are_strings_and_never_markup() -> None:
    odd = "#let *x* = _y_ $z$ <b> @c \\ -2020 `~` [d] // \"e\" 'f' https://g.example/-1"
    item = Item("（一）", odd, (odd,))
    text = text_of(printed(board("open-pit", groups=(Group("#1", "=*", (item,)),))))
    assert text.count(plain(odd)) == 2


def test_a_demonstration_carries_its_mark_on_every_sheet() -> None:
    pdf = printed(board("underground", demonstration=True))
    reader = pypdf.PdfReader(BytesIO(pdf))
    assert len(reader.pages) > 1
    assert all("演示" in plain(page.extract_text()) for page in reader.pages)
    assert decoded(pdf) == ["https://bulletin.example/criteria/underground/"]


@pytest.mark.parametrize("size", PAPER_MM)
def test_the_code_is_readable_and_leads_to_the_printed_address(size: str) -> None:
    subject = board("open-pit", address="https://bulletin.example/mines/qx-001/")
    pdf = printed(subject, size)
    assert decoded(pdf) == [subject.address]
    assert plain(subject.address) in text_of(pdf)


def test_the_code_says_in_words_what_it_holds() -> None:
    subject = board("open-pit")
    reader = pypdf.PdfReader(BytesIO(printed(subject)))
    objects = [reader.get_object(number) for number in range(1, int(str(reader.trailer["/Size"])))]
    alternatives = [str(entry["/Alt"]) for entry in objects if "/Alt" in (entry or ())]  # type: ignore[index,operator]
    assert len(alternatives) == 1
    assert subject.address in alternatives[0]


@pytest.mark.parametrize("size", PAPER_MM)
def test_the_sheet_has_the_size_of_the_paper(size: str) -> None:
    for page in pypdf.PdfReader(BytesIO(printed(board("open-pit"), size))).pages:
        assert float(page.mediabox.width) == pytest.approx(PAPER_MM[size][0] * MM, abs=0.1)
        assert float(page.mediabox.height) == pytest.approx(PAPER_MM[size][1] * MM, abs=0.1)


@pytest.mark.parametrize("size", PAPER_MM)
@pytest.mark.parametrize("kind", ["open-pit", "underground"])
def test_the_criteria_are_never_smaller_than_the_paper_asks(kind: str, size: str) -> None:
    subject = board(kind)
    found = pieces(printed(subject, size))
    criteria = criteria_of(subject)
    of_criteria = [p.size for p in found if len(p.text) > 3 and p.text in criteria]
    assert len(of_criteria) > 20
    assert min(of_criteria) >= SMALLEST_PT[size] - 0.01
    assert min(piece.size for piece in found) >= 0.7 * SMALLEST_PT[size] - 0.01


@pytest.mark.parametrize("size", PAPER_MM)
def test_the_hotline_is_as_high_as_a_hand_on_every_sheet(size: str) -> None:
    pdf = printed(board("underground"), size)
    heights = [piece.size * DIGIT_HEIGHT_EM for piece in pieces(pdf) if piece.text == "12350"]
    assert len(heights) == pages(pdf)
    assert min(heights) >= 20 * MM * PAPER_MM[size][0] / 297


def test_what_does_not_fit_goes_to_a_further_sheet_and_says_so() -> None:
    pdf = printed(board("underground"), "a4")
    assert pages(pdf) > 1
    for sheet in range(1, pages(pdf) + 1):
        assert f"第{sheet}张/共{pages(pdf)}张" in text_of(pdf)


@pytest.mark.parametrize("kind", KINDS)
def test_no_item_is_divided_between_columns_or_sheets(kind: str) -> None:
    subject = board(kind)
    letters = [(letter, p.sheet, p.y) for p in pieces(printed(subject)) for letter in p.text]
    text = "".join(letter for letter, _, _ in letters)
    for item in (item for group in subject.groups for item in group.items):
        numbered = "".join(f"{n}.{clause}" for n, clause in enumerate(item.clauses, start=1))
        whole = plain(item.label + item.text + numbered)
        start = text.index(whole)
        places = letters[start : start + len(whole)]
        assert len({sheet for _, sheet, _ in places}) == 1
        heights = [y for _, _, y in places]
        assert all(lower <= upper + 0.5 for upper, lower in itertools.pairwise(heights))


@pytest.mark.parametrize(("size", "hotline"), [("a4", "12350"), ("a3", "0763-5812350")])
def test_a_long_name_and_many_channels_stay_within_the_sheet(size: str, hotline: str) -> None:
    assert len(LONG_NAME) == 60
    subject = board(
        "underground",
        mine_name=LONG_NAME,
        mine_id="441827-2026-000123",
        channels=TWELVE_CHANNELS,
        hotline=hotline,
        address="https://bulletin.example/a-long-path-of-a-portal/mines/441827-2026-000123/",
        publisher="示例市示例区人民政府安全生产委员会办公室、示例市示例区应急管理局",
    )
    pdf = printed(subject, size)
    text = text_of(pdf)
    assert LONG_NAME in text
    for pair in TWELVE_CHANNELS:
        assert all(plain(part) in text for part in pair)
    assert words_outside(pdf) == []
    assert set(re.findall(r"第\d+张/共(\d+)张", text)) == {str(pages(pdf))}
    criteria = criteria_of(subject)
    for sheet in range(pages(pdf)):
        there = [piece for piece in pieces(pdf) if piece.sheet == sheet]
        lowest = min(p.y for p in there if len(p.text) > 3 and p.text in criteria)
        assert lowest > next(p.y + p.size for p in there if p.text.startswith("发现隐患"))


def test_two_mines_of_a_kind_are_set_alike() -> None:
    posters._fit.cache_clear()
    for name in ("示例矿", LONG_NAME):
        printed(
            board("open-pit", mine_name=name, mine_id=name[:4], address=f"https://x/{len(name)}")
        )
    assert posters._fit.cache_info().misses == 1


def test_the_same_board_gives_the_same_bytes_anywhere(tmp_path: Path) -> None:
    subject = board("open-pit", mine_name="示例矿", mine_id="qx-001")
    code = (
        "import pathlib, pickle, sys; from generator.render import posters;"
        "subject, theme = pickle.load(sys.stdin.buffer);"
        "sys.stdout.buffer.write(posters.render(subject, 'a4', theme=theme))"
    )
    there = subprocess.run(
        [sys.executable, "-c", code],
        input=pickle.dumps((subject, THEME)),
        cwd=tmp_path,
        env={**os.environ, "TZ": "America/Caracas", "LC_ALL": "C", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
    ).stdout
    assert posters.render(subject, "a4", theme=THEME) == there
    assert posters.render(subject, "a4", theme=THEME) == there
    assert list(tmp_path.iterdir()) == []


def test_the_file_says_what_it_is_and_when_it_was_issued() -> None:
    reader = pypdf.PdfReader(BytesIO(printed(board("open-pit", mine_name="示例矿"))))
    assert reader.metadata is not None
    assert reader.metadata.title == f"{KINDS['open-pit']} · 示例矿"
    assert reader.metadata.creation_date_raw is not None
    assert reader.metadata.creation_date_raw.startswith("D:20261123")
    assert reader.xmp_metadata is not None
    assert str(reader.root_object["/MarkInfo"]) == "{'/Marked': True, '/Suspects': False}"


def test_an_uncovered_character_is_named_and_nothing_is_printed() -> None:
    with pytest.raises(posters.UncoveredCharacters) as refused:
        printed(board("open-pit", mine_name="示例\U0010fffd矿\u0870"))
    assert refused.value.characters == "\u0870\U0010fffd"


def test_rare_characters_of_names_are_covered() -> None:
    rare = "垚鑫囍㙍龘𠮷镕旸堃龑㙟"
    assert rare in text_of(printed(board("open-pit", mine_name=rare)))


@pytest.mark.parametrize("changes", [{"hotline": ""}, {"groups": ()}])
def test_half_a_poster_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="needs"):
        printed(board("open-pit", **changes))


def test_an_unknown_size_is_refused() -> None:
    with pytest.raises(ValueError, match="a5"):
        printed(board("open-pit"), "a5")


def test_the_edition_follows_the_data_and_nothing_else() -> None:
    first = board("open-pit")
    same = board("open-pit", edition_day=date(2027, 1, 1), title="别的题目", demonstration=True)
    assert posters.edition_code(same) == posters.edition_code(first)
    assert re.fullmatch("[2-9BCDFGHJKMNPQRSTVWXYZ]{6}", first.edition)
    changes: list[dict[str, object]] = [
        {"hotline": "12345"},
        {"channels": first.channels[:1]},
        {"rewards": first.rewards[:1]},
        {"reward_note": "别的"},
        {"groups": groups("underground")},
        {"mine_name": "示例矿"},
        {"mine_id": "qx-002"},
        {"address": "https://x/"},
        {"grade": ("B", "一般风险", "2026年3月13日")},
        {"responsible": (("政府包保责任人", "示例镇人民政府副镇长", "示例甲", ""),)},
    ]
    codes = {posters.edition_code(board("open-pit", **change)) for change in changes}
    assert len(codes | {first.edition}) == len(changes) + 1


def test_two_kinds_on_one_poster_are_told_apart() -> None:
    both = groups("underground", "地下矿山") + groups("open-pit", "露天矿山")
    text = text_of(printed(board("open-pit", groups=both, title="地下和露天矿山重大事故隐患")))
    assert text.count("88号地下矿山") >= 1 and text.count("88号露天矿山") >= 1
    for item in (item for group in both for item in group.items):
        assert plain(item.label + item.text) in text


def test_an_english_bulletin_keeps_the_criteria_as_issued() -> None:
    text = text_of(printed(board("open-pit", language="en")))
    assert "kept" in text and "Sheet1of1" in text
    assert plain(groups("open-pit")[0].items[0].text) in text
