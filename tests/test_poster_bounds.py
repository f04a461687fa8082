"""Posters of made-up names and lists: every text is there, legible, on its sheet and on no other.

What people may write has no upper bound; these bounds lie well beyond what any office has written.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
from datetime import date

import pytest
from conftest import ROOT
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from test_posters import PAPER_MM, SMALLEST_PT, pages, pieces, plain, text_of, words, words_outside

from generator.render import posters
from generator.render.posters import Board, Group, Item

pytestmark = pytest.mark.slow

THEME = ROOT / "theme"
LETTERS = "示例区矿山安全生产监督管理局应急镇村采场排土边坡未按设计要求设置的龑㙟aW03"
PRINTS = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),  # an example costs a second: it is shown as found
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def written(least: int, most: int) -> st.SearchStrategy[str]:
    """A text that begins and ends with a character, as validation asks."""
    return st.text(LETTERS, min_size=least, max_size=most)


digits = st.text("0123456789", min_size=3, max_size=12)
telephones = st.builds("{}-{}转{}".format, digits, digits, digits).map(lambda text: text[:24])
addresses = st.builds(
    "https://bulletin.example/{}/{}/".format,
    st.from_regex("[a-z0-9-]{1,40}", fullmatch=True),
    st.from_regex("[a-z0-9-]{1,40}", fullmatch=True),
)
sums = st.sampled_from(["", "3000", "300000", "12345678"])


def lists(element: st.SearchStrategy[object], most: int, least: int = 0) -> st.SearchStrategy:  # type: ignore[type-arg]
    return st.lists(element, min_size=least, max_size=most).map(tuple)


items = st.builds(
    Item,
    st.sampled_from(["（一）", "（十二）", "第二十三条"]),
    written(1, 200),
    lists(written(1, 70), 12),
)
groups = st.builds(
    Group,
    st.sampled_from(["示安〔2031〕7号", "示矿安监察〔2031〕第107号"]),
    written(0, 60),
    lists(items, 8, least=1),
    st.sampled_from(["", "地下矿山"]),
)
boards = st.builds(
    Board,
    title=st.sampled_from(
        ["露天矿山重大事故隐患判定标准", "地下矿山和露天矿山重大事故隐患判定标准"]
    ),
    groups=lists(groups, 3, least=1),
    hotline=st.one_of(st.just("12350"), telephones),
    hotline_name=written(1, 40),
    channels=lists(st.tuples(written(1, 40), st.one_of(telephones, addresses, written(1, 60))), 14),
    rewards=lists(st.tuples(written(1, 40), written(1, 60), sums, sums), 12),
    reward_note=written(0, 60),
    address=addresses,
    publisher=written(1, 60),
    edition_day=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    mine_name=st.one_of(st.just(""), written(1, 20), written(60, 80)),
    mine_id=st.from_regex("[a-z0-9-]{1,40}", fullmatch=True),
    grade=st.sampled_from([(), ("B", "一般风险", "2026年3月13日")]),
    responsible=lists(
        st.tuples(
            st.sampled_from(["政府包保责任人", "企业主要负责人"]),
            written(1, 50),
            written(2, 12),
            st.one_of(st.just(""), telephones),
        ),
        6,
    ),
    criteria=st.booleans(),
)


@PRINTS
@given(board=boards, size=st.sampled_from(posters.SIZES))
def test_every_text_is_printed_legibly_on_its_sheet(board: Board, size: str) -> None:
    note = board.reward_note if board.rewards else ""  # nothing rests on it without rewards
    board = dataclasses.replace(board, reward_note=note, edition=posters.edition_code(board))
    pdf = posters.render(board, size, theme=THEME)
    text = text_of(pdf)
    assert [words for words in posters.texts(board) if plain(words) not in text] == sums_of(board)
    assert words_outside(pdf) == []
    assert collisions(pdf) == []
    assert set(re.findall(r"第\d+张/共(\d+)张", text)) == {str(pages(pdf))}
    assert min(piece.size for piece in pieces(pdf)) >= 0.7 * SMALLEST_PT[size] - 0.01
    said = {plain(words) for g in board.groups for i in g.items for words in (i.text, *i.clauses)}
    of_criteria = [
        p.size for p in pieces(pdf) if len(p.text) > 6 and any(p.text in s for s in said)
    ]
    assert all(points >= SMALLEST_PT[size] - 0.01 for points in of_criteria)


def sums_of(board: Board) -> list[str]:
    """The amounts that are printed as people say them: 30 万元."""
    return [s for row in board.rewards for s in row[2:] if s.endswith("0000")]


def collisions(pdf: bytes) -> list[str]:
    """Pairs of words printed over one another.

    A word's box is as high as the face's own line, 1.45 em: the digits take the part kept here.
    Marks are squeezed by half an em, so less than that across is no collision.
    """
    found = []
    for _, there in itertools.groupby(words(pdf), key=lambda word: word.sheet):
        for one, other in itertools.combinations(list(there), 2):
            across = min(one.right, other.right) - max(one.left, other.left)
            (top, foot), (others_top, others_foot) = (
                (w.top + 0.29 * (w.bottom - w.top), w.bottom - 0.2 * (w.bottom - w.top))
                for w in (one, other)
            )
            squeezed = 0.45 * max(one.bottom - one.top, other.bottom - other.top)
            if across > squeezed and min(foot, others_foot) > max(top, others_top):
                found.append(f"{one.text} | {other.text}")
    return found


@PRINTS
@given(board=boards, size=st.sampled_from(posters.SIZES))
def test_the_poster_read_from_afar_is_one_sheet(board: Board, size: str) -> None:
    law = Group(
        "示例法", "", (Item("第七十四条", "任何单位或者个人，均有权报告或者举报。" * 4),) * 2
    )
    board = dataclasses.replace(
        board, groups=(law,), mine_name="", criteria=False, edition="AAAAAA"
    )
    pdf = posters.headline(board, size, theme=THEME)
    assert pages(pdf) == 1
    assert words_outside(pdf) == [] and collisions(pdf) == []
    text = text_of(pdf)
    assert board.hotline in text and plain(board.hotline_name) in text
    assert [row[0] for row in board.rewards if plain(row[0]) not in text] == []


@pytest.mark.parametrize("size", PAPER_MM)
def test_a_text_that_no_sheet_holds_is_refused_by_its_place(size: str) -> None:
    item = Item("（七）", "甲乙丙丁" * 4000)
    board = Board(
        title="标准",
        groups=(Group("示安〔2031〕7号", "", (Item("（六）", "短。"), item)),),
        hotline="12350",
        channels=(),
        rewards=(),
        reward_note="",
        address="https://bulletin.example/",
        publisher="示例局",
        edition_day=date(2026, 11, 23),
    )
    with pytest.raises(posters.TooLong) as refused:
        posters.render(board, size, theme=THEME)
    assert refused.value.item == "示安〔2031〕7号（七）"
    many = (("示例电话", "0763-0000000"),) * 400
    crowded = dataclasses.replace(
        board, channels=many, groups=(Group("甲", "", (Item("", "短。"),)),)
    )
    named = dataclasses.replace(crowded, channels=(), mine_name="龑" * 101)
    for subject in (crowded, named):
        with pytest.raises(posters.TooLong) as refused:
            posters.render(subject, size, theme=THEME)
        assert refused.value.item == ""
    pdf = posters.render(dataclasses.replace(named, mine_name="龑" * 100), size, theme=THEME)
    assert "龑" * 100 in text_of(pdf) and collisions(pdf) == []
    assert min(piece.size for piece in pieces(pdf)) >= 0.7 * SMALLEST_PT[size] - 0.01
