"""A villager's questions, each answered within two taps from home, on a phone of 360 pixels."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browsing import watched
from playwright.sync_api import Browser, Locator, Page, expect

MOST = 2


class Phone:
    """The home page in a hand; counts the taps."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0

    def tap(self, name: str, *, within: str = "main") -> None:
        self.taps += 1
        self.page.locator(within).get_by_role("link", name=name).first.click()

    def answers(self, *sentences: str, where: str = "main") -> None:
        """The answers are on the page that is open now, in sight and no wider than the screen."""
        assert self.taps <= MOST
        for sentence in sentences:
            expect(self.page.locator(where).get_by_text(sentence).first).to_be_visible()
        assert self.page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Phone]:
    """Home at 360 pixels, without script: the answers need none."""
    page, faults = watched(browser, address, script=False, width=360)
    page.goto(address)
    yield Phone(page)
    assert faults == []
    page.context.close()


def call_button(page: Page) -> Locator:
    return page.locator("nav.callbar a.call[href='tel:12350']")


def test_what_is_this_quarry(phone: Phone) -> None:
    phone.tap("太平镇")
    phone.tap("示例大岭脚建筑石料矿")
    phone.answers("示例大岭脚石场有限公司", "大型，40 万立方米/年", "责令停产中（全矿）")


def test_what_was_found_there(phone: Phone) -> None:
    phone.tap("太平镇")
    phone.tap("示例大岭脚建筑石料矿")
    phone.answers(
        "东侧工作帮坡角大于设计工作帮坡角。",
        "发现问题 4 项，其中重大隐患 1 项",
        where="main article",
    )


def test_was_it_mended(phone: Phone) -> None:
    phone.tap("未销号的重大隐患")
    phone.answers("逾期 23 天")
    phone.tap("东侧工作帮坡角大于设计工作帮坡角")
    phone.answers("未销号", "未整改")


def test_must_it_close(phone: Phone) -> None:
    phone.tap("笔架林场")
    phone.tap("示例笔峰建筑石料矿")
    phone.answers("列入2026年关闭退出清单", "已过 54 天，未验收", "经停产整顿仍不具备安全生产条件")


def test_where_do_i_report(phone: Phone) -> None:
    """The number stands on home itself, the call button within the thumb's reach."""
    expect(phone.page.locator("main a[href='tel:12350']").first).to_be_in_viewport()
    phone.tap("举报方式", within="nav.callbar")
    phone.answers("安全生产举报投诉特服电话", "政务服务便民热线")
    box = call_button(phone.page).bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert box["y"] > 800 * 2 / 3


def test_who_learns_my_name(phone: Phone) -> None:
    phone.tap("谁会知道我是谁")
    assert phone.page.url.endswith("/report/#who-knows")
    phone.answers(
        "受理部门要为您保密。",
        "打电话时，对方可能看到您的号码。",
        "举报自己上班的单位，不留真实姓名的，受理部门可以不受理。",
    )


def test_the_page_of_reporting_offers_a_second_number_under_the_thumb(phone: Phone) -> None:
    phone.tap("举报方式", within="nav.callbar")
    expect(phone.page.locator("nav.callbar a[href='tel:12345']")).to_be_in_viewport()


def test_the_page_of_reporting_answers_in_the_order_of_its_readers(phone: Phone) -> None:
    phone.tap("举报方式", within="nav.callbar")
    sections = phone.page.locator("article h2").evaluate_all("all => all.map(h => h.id)")
    wanted = ["channels", "what-to-say", "who-knows", "rewards", "after", "statistics", "law"]
    assert [name for name in sections if name in wanted] == wanted
    assert (sections[0], sections[-1]) == ("channels", "law")


def test_what_do_i_get(phone: Phone) -> None:
    phone.tap("有什么奖励")
    assert phone.page.url.endswith("/report/#rewards")
    phone.answers("最低奖励3,000 元", "安监总财〔2018〕19号", "以现行规定和受理部门答复为准")


@pytest.mark.parametrize(
    "record",
    [
        "",
        "mines/qx-003/",
        "enforcement/o-2ntnh972/",
        "hazards/h-mubknmq6/",
        "closures/c-eadmrcbt/",
        "report/",
        "notices/2026-q3-circular/",
    ],
)
def test_every_kind_of_page_has_the_call_button_under_the_thumb(
    phone: Phone, address: str, record: str
) -> None:
    phone.page.goto(address + record)
    expect(call_button(phone.page)).to_be_in_viewport()
