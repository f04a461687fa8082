"""Every public address, in one place (docs/contract.md).

An address is relative to the site's root: "" is home, "mines/qx-001/" a folder with its
index.html. Pages link with `relative`, so a site works below any path of a portal.
"""

from __future__ import annotations

import posixpath

HOME = ""
MINES = "mines/"
TOWNS = "towns/"
GRADING = "grading/"
STANDARDISATION = "standardisation/"
THRESHOLDS = "thresholds/"
CLOSURES = "closures/"
ENFORCEMENT = "enforcement/"
HAZARDS = "hazards/"
ACCIDENTS = "accidents/"
CRITERIA = "criteria/"
REPORT = "report/"
SEARCH = "search/"
NOTICES = "notices/"
GLOSSARY = "glossary/"
ABOUT = "about/"
POSTERS = "posters/"
SITE_MAP = "sitemap/"
FEEDS = "feeds/"
DATA = "data/"
PLAN = "plan/"
SCORECARD = "scorecard/"
ALL_FEED = "feeds/all"
SUBSCRIPTIONS = "feeds/subscriptions.opml"
CHECKSUMS = "data/SHA256SUMS"
MANIFEST = "data/manifest.json"

PAGES_OF_KINDS = {
    "mines": MINES,
    "grading": GRADING,
    "standardisation": STANDARDISATION,
    "closures": CLOSURES,
    "enforcement": ENFORCEMENT,
    "hazards": HAZARDS,
    "accidents": ACCIDENTS,
    "criteria": CRITERIA,
    "channels": REPORT,
    "notices": NOTICES,
    "statistics": HOME,
}
"""The page where the facts of a kind stand."""

LISTS = "lists/"
"""The files of the lists for the browser, never linked as pages."""

CRITERIA_KINDS = ("open-pit", "underground", "combined", "tailings-pond")
"""The kinds of mine that have criteria, hence pages of criteria and posters."""

POSTER_KINDS = (*CRITERIA_KINDS, "other")
"""The kinds of mine that have a poster: for `other` no criteria were issued."""

POSTER_SIZES = ("a4", "a3", "a2", "a1")
HEADLINE = "headline"
"""The name of the poster read from afar; no mine is called so."""
GUIDE = "hanging.pdf"
"""How to print and hang: a file of every pack, behind the mine's id."""


def mine(mine_id: str) -> str:
    return f"{MINES}{mine_id}/"


def town(town_code: str) -> str:
    return f"{TOWNS}{town_code}/"


def case(case_id: str) -> str:
    return f"{CLOSURES}{case_id}/"


def outcome(outcome_id: str) -> str:
    return f"{ENFORCEMENT}{outcome_id}/"


def hazard(hazard_id: str) -> str:
    return f"{HAZARDS}{hazard_id}/"


def accident(accident_id: str) -> str:
    return f"{ACCIDENTS}#{accident_id}"


def criteria(mine_kind: str) -> str:
    return f"{CRITERIA}{mine_kind}/"


def listed_entity(listing_id: str) -> str:
    """A party on the list of seriously dishonest subjects: its row on the page of enforcement."""
    return f"{ENFORCEMENT}#{listing_id}"


def criterion(mine_kind: str, criterion_id: str) -> str:
    return f"{CRITERIA}{mine_kind}/#{criterion_id}"


def notice(slug: str) -> str:
    return f"{NOTICES}{slug}/"


def notice_print(slug: str) -> str:
    """A circular as it is printed, beside its page."""
    return f"{NOTICES}{slug}/{slug}.pdf"


def of_grade(grade: str) -> str:
    """The plain list of the mines of one grade; "none" lists the ungraded."""
    return f"{GRADING}{grade.lower()}/"


def of_year(family: str, year: int | str) -> str:
    """The plain list of a family's records of one year (ids of records are never a year)."""
    return f"{family}{year}/"


def listing(name: str, part: str = "") -> str:
    """What the script filters a list by; with `part`, what the rows of this part say."""
    return f"{LISTS}{name}-{part}.json" if part else f"{LISTS}{name}.json"


def poster(name: str, size: str) -> str:
    """A notice-board poster; `name` is a mine id or a mine kind."""
    return f"{POSTERS}{name}-{size}.pdf"


def search_part(name: str) -> str:
    """A file that the search reads: "mines", "codes", "outcomes-2026", …"""
    return f"{SEARCH}{name}.json"


def poster_preview(name: str) -> str:
    """The picture of a poster's first sheet."""
    return f"{POSTERS}{name}.png"


def poster_pack(mine_id: str) -> str:
    """All prints of one mine in one ZIP."""
    return f"{POSTERS}{mine_id}.zip"


def kind_feed(kind: str) -> str:
    """The feed of a kind, like every feed without its suffix."""
    return FEEDS + kind


def town_feed(town_code: str) -> str:
    return f"{FEEDS}towns/{town_code}"


def mine_feed(mine_id: str) -> str:
    return f"{mine(mine_id)}feed"


def feed_of(page: str) -> str:
    """The feed a page has of its own, "" where it has none.

    >>> feed_of("towns/t-1/")
    'feeds/towns/t-1'
    """
    kinds = {address: kind for kind, address in PAGES_OF_KINDS.items() if address != HOME}
    if page in kinds:
        return kind_feed(kinds[page])
    if page == THRESHOLDS:
        return kind_feed("mines")
    folder, _, rest = page.partition("/")
    record = rest.removesuffix("/")
    if not record or "/" in record:
        return ""
    if f"{folder}/" == CRITERIA:
        return kind_feed("criteria")
    if f"{folder}/" == MINES:
        return mine_feed(record)
    return town_feed(record) if f"{folder}/" == TOWNS else ""


def target(target_id: str) -> str:
    """Where a target of the plan stands."""
    return f"{PLAN}#target-{target_id}"


def measure(measure_no: int) -> str:
    """Where a measure of the plan stands."""
    return f"{PLAN}#measure-{measure_no}"


def package(name: str) -> str:
    return f"{DATA}{name}/datapackage.json"


def resource(package_name: str, path: str) -> str:
    return f"{DATA}{package_name}/{path}"


def relative(target: str, page: str) -> str:
    """The link from the page at one address to another address, fragment kept.

    >>> relative("mines/qx-001/#licences", "enforcement/o-1/")
    '../../mines/qx-001/#licences'
    """
    path, hash_mark, anchor = target.partition("#")
    start = posixpath.dirname(page)
    link = posixpath.relpath(path or ".", start or ".")
    if path == "" or path.endswith("/"):
        link = "./" if link == "." else link + "/"
    return link + hash_mark + anchor


SCHEMES = {
    "mine": ("mines", "mines", "mine_id"),
    "town": ("mines", "towns", "town_code"),
    "case": ("closures", "cases", "case_id"),
    "outcome": ("enforcement", "outcomes", "outcome_id"),
    "hazard": ("enforcement", "supervised_hazards", "hazard_id"),
}
"""Link schemes of staff-written Markdown, and the package, table and key they refer to."""

PAGES = {
    address.removesuffix("/"): address
    for address in (
        *(MINES, TOWNS, GRADING, STANDARDISATION, THRESHOLDS, CLOSURES, ENFORCEMENT, HAZARDS),
        *(ACCIDENTS, CRITERIA, REPORT, SEARCH, NOTICES, GLOSSARY, ABOUT, POSTERS, FEEDS, DATA),
        *(PLAN, SCORECARD, SITE_MAP),
    )
}
"""The pages that a link `page:grading` or `page:grading#meaning` may lead to."""

_BUILDERS = {"mine": mine, "town": town, "case": case, "outcome": outcome, "hazard": hazard}


def of_link(link: str) -> str | None:
    """The address a link such as `mine:qx-001` means, None for any other kind of link."""
    scheme, _, target = link.partition(":")
    if scheme == "page":
        name, hash_mark, anchor = target.partition("#")
        return f"{name}/{hash_mark}{anchor}"
    if scheme == "notice":
        return notice(target)
    builder = _BUILDERS.get(scheme)
    return builder(target) if builder else None
