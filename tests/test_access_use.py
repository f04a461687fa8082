"""Pages as people use them: by keyboard, enlarged, in large type, on a phone, without scripts."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest
from browsing import watched
from playwright.sync_api import Browser, Page, expect
from sweeping import Sweep

pytestmark = pytest.mark.slow

DESKTOP, PHONE = 1280, 360

UNFOLD = "for (const fold of document.querySelectorAll('details')) fold.open = true"

# Boxes that a reader would have to push sideways, and the page itself.
SIDEWAYS = """() => {
  const wide = [...document.querySelectorAll('body *')].filter(box =>
    box.checkVisibility() && box.scrollWidth > box.clientWidth + 1 &&
    ['auto', 'scroll'].includes(getComputedStyle(box).overflowX))
  const root = document.documentElement
  if (root.scrollWidth > root.clientWidth) wide.push(root)
  return wide.map(box => `${box.tagName}.${box.getAttribute('class')} ${box.scrollWidth}`)
}"""

# WCAG 1.4.12: what a reader may do to the spacing of text. A sheet made by a script of the
# debugger is bound by no policy.
SPACED = """() => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-bottom: 2em !important }`)
  document.adoptedStyleSheets.push(sheet)
}"""

SMALL_TYPE = """limit => {
  const found = []
  const shown = box => box.checkVisibility({visibilityProperty: true}) &&
    !box.closest('.hidden-text') && box.getBoundingClientRect().height > 1
  const tell = (box, size, text) => {
    if (size < limit - .05) found.push(`${size} ${box.className.baseVal ?? box.className} ${text}`)
  }
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walk.nextNode()) {
    const box = walk.currentNode.parentElement, text = walk.currentNode.data.trim()
    if (!text || !shown(box)) continue
    const scale = box.ownerSVGElement ? box.getScreenCTM().d : 1
    tell(box, parseFloat(getComputedStyle(box).fontSize) * scale, text)
  }
  for (const box of document.querySelectorAll('[data-label]')) {
    const style = getComputedStyle(box, '::before')
    if (style.content !== 'none' && shown(box)) tell(box, parseFloat(style.fontSize), style.content)
  }
  return found
}"""

# Links within running text are excepted (WCAG 2.5.8); axe judges those.
SMALL_TARGETS = """limit => [
  ...document.querySelectorAll('a[href], button, summary, input, select')]
  .filter(box => box.checkVisibility({visibilityProperty: true})
    && !box.closest('.skip, .hidden-text') && getComputedStyle(box).display !== 'inline')
  .map(box => (box.matches('input') && box.closest('label')) || box)
  .map(box => [box, box.getBoundingClientRect()])
  .filter(([box, at]) => at.height < limit - .5 || at.width < limit - .5)
  .map(([box, at]) => `${box.tagName}.${box.className} ${box.textContent.trim().slice(0, 20)} `
    + `${at.width}x${at.height}`)"""


def too_small(page: Page, width: int, elder: bool) -> list[str]:
    """Letters and targets under their least size: 18 px and 56 px in large type, else 44 px."""
    found = page.evaluate(SMALL_TYPE, 18) if elder else []
    return found + (page.evaluate(SMALL_TARGETS, 56 if elder else 44) if width < 720 else [])


@pytest.mark.parametrize(
    ("width", "elder"),
    [(PHONE, False), (PHONE, True), (DESKTOP, True), (320, False), (640, False)],
    ids=["phone", "phone-elder", "desktop-elder", "400-percent", "200-percent"],
)
def test_nothing_scrolls_sideways_or_is_too_small(sweep: Sweep, width: int, elder: bool) -> None:
    """WCAG 1.4.10 (1280 px enlarged to 400 % are 320 px), 1.4.12, and the measures of 适老."""
    faults = []
    for kind, page in sweep(width, elder):
        page.evaluate(UNFOLD)
        faults += [f"{kind}: too wide: {box}" for box in page.evaluate(SIDEWAYS)]
        faults += [f"{kind}: too small: {box}" for box in too_small(page, width, elder)]
        page.evaluate(SPACED)
        faults += [f"{kind}: too wide when spaced: {box}" for box in page.evaluate(SIDEWAYS)]
    assert not faults, "\n".join(faults)


def root_size(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.documentElement).fontSize"))


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_large_type_is_remembered_over_pages_and_reloads(
    browser: Browser, published: str, width: int
) -> None:
    page, faults = watched(browser, published, script=True, width=width)
    page.goto(published)
    # On a desktop the switch stands in the header, on a phone in the footer.
    switch = page.locator("[data-switch=elder]:visible").first
    expect(switch).to_have_attribute("aria-pressed", "false")
    assert root_size(page) == "16px"
    switch.press("Enter")
    expect(switch).to_have_attribute("aria-pressed", "true")
    assert root_size(page) == "20px"
    page.goto(published + "report/")
    expect(page.locator("[data-switch=elder]:visible").first).to_have_attribute(
        "aria-pressed", "true"
    )
    page.reload()
    assert root_size(page) == "20px"
    page.locator("[data-switch=elder]:visible").first.click()
    page.goto(published)
    assert root_size(page) == "16px"
    assert faults == []
    page.context.close()


def test_the_readers_theme_outlives_the_page_and_says_its_state(
    browser: Browser, published: str
) -> None:
    page, faults = watched(browser, published, script=True, width=DESKTOP)
    page.goto(published)
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.locator("[data-switch=scheme]:visible").first.click()
    page.goto(published + "mines/")
    expect(page.locator("[data-switch=scheme]:visible").first).to_have_attribute(
        "aria-pressed", "true"
    )
    assert page.evaluate(paper) != light
    page.emulate_media(color_scheme="dark")
    page.locator("[data-switch=scheme]:visible").first.click()
    assert page.evaluate(paper) == light
    assert faults == []
    page.context.close()


def test_the_switches_work_where_the_browser_refuses_to_remember(
    browser: Browser, published: str
) -> None:
    page, faults = watched(browser, published, script=True, width=DESKTOP)
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('refused') }})"
    )
    page.goto(published)
    page.locator("[data-switch=elder]:visible").first.click()
    assert root_size(page) == "20px"
    assert faults == []
    page.context.close()


STOP = """() => {
  const box = document.activeElement, style = getComputedStyle(box)
  const at = box.getBoundingClientRect()
  const bar = document.querySelector('.callbar'), ahead = bar && !bar.contains(box)
    && bar.checkVisibility() ? bar.getBoundingClientRect().top : innerHeight
  return {
    name: box.tagName + ' ' + (box.getAttribute('href') ?? '') + ' ' + box.textContent.trim(),
    number: [...document.querySelectorAll('*')].indexOf(box),
    // The field of the search wears the ring of what stands in it.
    ring: [style, getComputedStyle(box.parentElement)].some(
      drawn => drawn.outlineStyle !== 'none' && parseFloat(drawn.outlineWidth) >= 2),
    seen: at.width > 1 && at.height > 1 && at.top >= 0 && at.left >= 0 && at.right <= innerWidth
      && Math.min(at.bottom, at.top + 40) <= ahead,
  }
}"""


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
@pytest.mark.parametrize("kind", ["", "mines/qx-003/", "report/"])
def test_the_tab_key_goes_through_the_page_in_order_and_out_again(
    browser: Browser, published: str, kind: str, width: int
) -> None:
    """WCAG 2.1.2, 2.4.3, 2.4.7, 2.4.11: no trap, in reading order, seen, under nothing."""
    page, _ = watched(browser, published, script=True, width=width)
    page.emulate_media(reduced_motion="reduce")
    page.goto(published + kind)
    stops = []
    for _ in range(400):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop["name"].startswith("BODY") or (stops and stop["number"] == stops[0]["number"]):
            break
        stops.append(stop)
    else:
        pytest.fail(f"never out of the page: {stops[-1]}")
    assert stops[0]["name"].startswith("A #__content")
    assert [stop for stop in stops if not stop["ring"] or not stop["seen"]] == []
    numbers = [stop["number"] for stop in stops]
    assert numbers == sorted(numbers)
    assert len(stops) > 15
    page.context.close()


def test_the_skip_link_leads_past_the_header(browser: Browser, published: str) -> None:
    page, _ = watched(browser, published, script=True, width=DESKTOP)
    page.goto(published)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    page.context.close()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_the_menu_of_a_phone_opens_by_keyboard(
    browser: Browser, published: str, script: bool
) -> None:
    page, faults = watched(browser, published, script=script, width=PHONE)
    page.goto(published)
    entries = page.locator("details.menu nav a")
    expect(entries.first).to_be_hidden()
    page.locator("details.menu summary").press("Enter")
    expect(entries.first).to_be_visible()
    if script:
        # The reader's own choices come first: large type is for who could not read the rest.
        for kind in ("elder", "scheme"):
            page.keyboard.press("Tab")
            switch = page.locator(f"details.menu [data-switch={kind}]")
            expect(switch).to_be_focused()
            page.keyboard.press("Space")
            expect(switch).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Tab")
    expect(entries.first).to_be_focused()
    entries.last.press("Enter")
    expect(page.locator("main h1")).to_be_visible()
    assert page.url != published
    assert faults == []
    page.context.close()


def test_the_menu_leads_to_every_section_of_the_site(
    browser: Browser, published: str, site: Path
) -> None:
    page, _ = watched(browser, published, script=False, width=PHONE)
    page.goto(published)
    entries = page.locator("details.menu nav a").all()
    reached = {urljoin(published, entry.get_attribute("href") or "") for entry in entries}
    folders = {f"{file.parent.name}/" for file in site.glob("*/index.html")} - {"search/"}
    assert reached == {published, *(published + folder for folder in folders)}
    page.context.close()


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.targets += [value for name, value in attrs if name == "href" and value]


def test_links_alone_lead_from_home_to_every_listed_page(site: Path) -> None:
    """Without scripts and without the search."""
    listed = {
        file.relative_to(site).as_posix().removesuffix("index.html")
        for file in site.rglob("index.html")
        if 'name="robots"' not in file.read_text(encoding="utf-8")
    }
    reached, waiting = {""}, [""]
    while waiting:
        links = _Links()
        place = waiting.pop()
        links.feed((site / place / "index.html").read_text(encoding="utf-8"))
        for target in links.targets:
            path = urldefrag(urljoin(f"http://site/{place}", target))[0].removeprefix(
                "http://site/"
            )
            if path in listed and path not in reached:
                reached.add(path)
                waiting.append(path)
    assert reached == listed


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_without_scripts_nothing_is_offered_that_needs_one(
    browser: Browser, published: str, kinds: list[str], width: int
) -> None:
    page, faults = watched(browser, published, script=False, width=width)
    for kind in kinds:
        page.goto(published + kind)
        expect(page.locator("main h1")).to_be_visible()
        # A button works without a script only where it sends a form.
        assert page.locator("button:not(form[action] button):visible").all_inner_texts() == [], kind
    assert faults == []
    page.context.close()


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_without_scripts_the_lists_by_town_the_criteria_and_the_glossary_are_read(
    browser: Browser, published: str, width: int
) -> None:
    page, faults = watched(browser, published, script=False, width=width)

    def follow(address: str) -> None:
        if width == PHONE:
            page.locator("details.menu summary").click()
        page.locator(f"header nav:visible a[href$='{address}']").first.click()

    page.goto(published)
    page.locator("main a[href^='towns/']").first.click()
    page.locator("main a[href*='mines/']").first.click()
    expect(page.locator("main h1")).to_contain_text("示例")
    follow("criteria/")
    page.locator("main a[href*='underground/']").first.click()
    expect(page.locator("main")).to_contain_text("安全出口")
    follow("mines/")
    expect(page.locator("main a[href*='qx-003/']").first).to_be_visible()
    page.locator("footer a[href$='glossary/']").first.click()
    expect(page.locator("main h1")).to_have_text(re.compile("名词|术语"))
    assert faults == []
    page.context.close()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_link_to_what_is_folded_opens_the_fold(
    browser: Browser, published: str, script: bool
) -> None:
    page, faults = watched(browser, published, script=script, width=PHONE)
    page.goto(published)
    page.locator("main a[href='grading/#grade-a']").click()
    folded = page.locator("#grade-a")
    expect(folded).to_be_visible()
    expect(folded.locator("a").first).to_be_in_viewport()
    # The heading of the fold stands above, and nothing but one fold was opened.
    expect(page.locator("details:has(> #grade-a) > summary")).to_be_in_viewport()
    expect(page.locator("#grade-b")).to_be_hidden()
    page.goto(f"{published}enforcement/#kind-circular")
    expect(page.locator("#kind-circular")).to_be_in_viewport()
    assert faults == []
    page.context.close()


@pytest.mark.parametrize(
    "kind", ["grading/", "enforcement/", "posters/", "hazards/", "plan/", "mines/qx-003/", "data/"]
)
def test_a_long_page_offers_its_sections_on_a_phone(
    browser: Browser, published: str, kind: str
) -> None:
    page, _ = watched(browser, published, script=False, width=PHONE)
    page.goto(published + kind)
    contents = page.locator("details.contents-fold")
    box = contents.bounding_box()
    assert box is not None
    assert box["y"] < 900
    contents.locator("summary").click()
    named = contents.locator("a").all_inner_texts()
    sections = page.locator("article h2").all_inner_texts()
    assert len(named) > 2
    assert [name for name in named if not any(h.startswith(name) for h in sections)] == []
    contents.locator("a").last.click()
    expect(page.locator("article h2").last).to_be_in_viewport()
    page.context.close()


# Of the cells of a list's card: those that show their label and no value, and signs that stand
# neither at the left edge of their cell nor behind something else on their line.
UNTIDY = """() => [...document.querySelectorAll('table.rows tbody td')]
  .filter(cell => cell.checkVisibility())
  .flatMap(cell => {
    const empty = cell.matches('.labelled') && !cell.textContent.trim() ? [cell.dataset.label] : []
    const edge = cell.getClientRects()[0]?.left
    const tags = cell.matches('.beside') ? [...cell.querySelectorAll('.tag, .grade')] : []
    let ahead = null
    for (const tag of tags) {
      const at = tag.getBoundingClientRect()
      const follows = ahead !== null && at.top < ahead
      if (!follows && Math.abs(at.left - edge) > 1) empty.push(`${tag.textContent} ${at.left}`)
      ahead = at.bottom
    }
    return empty
  })"""


def test_the_cards_of_the_lists_are_tidy_on_a_phone(browser: Browser, published: str) -> None:
    page, _ = watched(browser, published, script=True, width=PHONE)
    for kind in ("mines/", "hazards/", "closures/"):
        page.goto(published + kind)
        expect(page.locator("table.rows tbody tr").first).to_be_visible()
        assert page.evaluate(UNTIDY) == [], kind
    page.goto(f"{published}mines/")
    # What a mine is comes first, its grade on a line of its own: always at the same place.
    lefts = page.locator("table.rows td.beside .grade").evaluate_all(
        "all => all.map(badge => Math.round(badge.getBoundingClientRect().left))"
    )
    # A card with a red edge is 5 px narrower at the left, and pads 4 px less.
    assert max(lefts) - min(lefts) <= 1
    page.context.close()


# The first letters of lines that no line may begin with (避头尾), for each title set as the h1.
BEGUN = """titles => titles.flatMap(title => {
  const heading = document.querySelector('h1')
  heading.textContent = title
  const text = heading.firstChild, begun = []
  let above = null
  for (let place = 0; place < text.length; place++) {
    const letter = document.createRange()
    letter.setStart(text, place)
    letter.setEnd(text, place + 1)
    const at = letter.getBoundingClientRect()
    if (above !== null && at.top > above + 5 && '，。、；：！？）》”〕'.includes(title[place]))
      begun.push(`${title.slice(0, place)} | ${title.slice(place)}`)
    above = at.top
  }
  return begun
})"""


@pytest.mark.parametrize("elder", [False, True], ids=["plain", "elder"])
@pytest.mark.parametrize("width", [320, PHONE, DESKTOP])
def test_no_line_of_a_title_begins_with_what_ends_a_phrase(
    browser: Browser, published: str, site: Path, width: int, elder: bool
) -> None:
    titles = {
        match[1]
        for file in site.glob("*/*/index.html")
        if (match := re.search(r"<h1[^>]*>([^<]+)</h1>", file.read_text(encoding="utf-8")))
    }
    assert len(titles) > 100
    page, _ = watched(browser, published, script=True, width=width)
    page.goto(published + "enforcement/o-f94ee6mj/")
    if elder:
        page.locator("[data-switch=elder]:visible").last.click()
    assert page.evaluate(BEGUN, sorted(titles)) == []
    page.context.close()


def test_the_filters_on_a_phone_hide_nothing_that_has_the_focus(
    browser: Browser, published: str
) -> None:
    """WCAG 2.4.11: the button that leads to the rows stays in sight, and over nothing focused."""
    page, _ = watched(browser, published, script=True, width=PHONE)
    page.emulate_media(reduced_motion="reduce")
    page.goto(published + "mines/")
    page.locator("details.filters > summary").press("Enter")
    page.evaluate("for (const fold of document.querySelectorAll('.facet')) fold.open = true")
    inside, hidden = 0, []
    for _ in range(120):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => {
              const box = document.activeElement, at = box.getBoundingClientRect()
              const go = document.querySelector('[data-do=go]').parentElement
              if (!box.closest('.filters')) return null
              const free = go.contains(box) || at.bottom <= go.getBoundingClientRect().top + 1
              return {free, name: box.textContent || box.value, top: at.top}
            }"""
        )
        if stop is None:
            break
        inside += 1
        hidden += [] if stop["free"] and stop["top"] >= 0 else [stop]
    assert inside > 40
    assert hidden == []
    page.context.close()


@pytest.mark.parametrize("elder", [False, True], ids=["plain", "elder"])
def test_tables_fit_between_a_phone_and_a_desk(
    browser: Browser, published: str, elder: bool
) -> None:
    """Tablets and small screens: where a table turns into cards, and filters stand beside it."""
    page, _ = watched(browser, published, script=True, width=DESKTOP)
    page.goto(published)
    if elder:
        page.locator("[data-switch=elder]:visible").last.click()
    faults = []
    for kind in ("mines/", "enforcement/", "hazards/", "closures/", "notices/", "grading/"):
        page.goto(published + kind)
        expect(page.locator("main h1")).to_be_visible()
        page.evaluate(UNFOLD)
        page.evaluate(SPACED)
        for width in (719, 720, 800, 959, 960, 1024, 1239, 1240):
            page.set_viewport_size({"width": width, "height": 800})
            faults += [f"{kind} {width}: {box}" for box in page.evaluate(SIDEWAYS)]
    assert faults == []
    page.context.close()
