"""The one door to MkDocs and Material: sets pages into shells and yields the published files.

MkDocs renders one *mould* for all pages that differ only in their marks: the shell
`theme/records/<shell>.md`, the staff words in it, and everything around them. Each page is then
stamped from its mould, so ten thousand records cost about as much as writing their bytes.

**A shell** is Markdown. Its front matter may hold `layout: reading` (the default: one column of
reading, the contents beside it) or `layout: wide`, and `aside: true` (the mark ⟦aside⟧ then
stands above the contents, in the right column). The line `<!-- words -->` gives way to the staff
Markdown of the page. A mark ⟦name⟧ stands in text, never inside a tag; alone in a paragraph it
takes the paragraph's place. Where a shell writes no h1, the title becomes one.

**Reserved marks**, filled here and free for use in any shell: ⟦title⟧, ⟦description⟧,
⟦canonical⟧ (the page's full address) and ⟦feed⟧ (its feed's address without suffix). Every other
mark of a shell is a fragment of the page, and every fragment must be a mark.
"""

from __future__ import annotations

import copy
import logging
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape as escape_xml

import jinja2
import material  # type: ignore[import-untyped]
import nh3
from markdown import Markdown  # type: ignore[import-untyped]
from markdown.extensions import Extension  # type: ignore[import-untyped]
from markdown.treeprocessors import Treeprocessor  # type: ignore[import-untyped]
from markupsafe import Markup
from mkdocs.commands import build
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.structure import pages as mkdocs_pages
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.utils.templates import TemplateContext
from pymdownx.slugs import slugify  # type: ignore[import-untyped]

from generator import addresses
from generator.artifacts import Artifact, Frame, Page
from generator.problems import Problem
from generator.render.templates import Shell
from generator.settings import Settings
from generator.yaml_text import read_mapping

RESERVED_MARKS = ("title", "description", "canonical", "feed")

_WORDS_LINE = re.compile(r"^<!-- words -->[ \t]*$", re.MULTILINE)
_FRONT_MATTER = re.compile(r"\A---\n(.*?)^---\n", re.DOTALL | re.MULTILINE)
_MARK = re.compile(r"⟦[^⟦⟧]*⟧?|⟧")
_MARK_IN_TAG = re.compile(r"<[^<>]*⟦")
_MARK_ALONE = re.compile(r"<p>\s*(⟦[a-z0-9_]+⟧)\s*</p>")
_PUBLISHED_SUFFIXES = frozenset({".css", ".js", ".svg", ".png", ".ico"})


class SkinFault(Exception):
    """Pages, shells and frame do not fit together: a fault of ours, never of the staff."""


def dress(
    pages: Sequence[Page],
    settings: Settings,
    frame: Frame,
    *,
    theme: Path,
    resolve: Callable[[str], str | None],
) -> tuple[list[Artifact], list[Problem]]:
    """Set every page into its shell; give the files of the skin and what staff words lack.

    `resolve` turns a link of our own scheme ("mine:qx-001") into a site address, None where the
    record has no page on the day: its words then stand without a link. Raises SkinFault where a
    mark and the fragments do not match.
    """
    moulds = _moulds(pages, frame)
    problems = list(_reserved_marks(moulds, frame))
    if problems:
        return [], problems
    rendered, problems = _render(moulds, settings, frame, theme=theme, resolve=resolve)
    if problems:
        return [], problems
    artifacts = [
        Artifact(f"{page.address}index.html", html.encode())
        for mould, members in moulds.items()
        for page, html in _stamped(Shell(rendered[mould.source]), members, settings)
    ]
    artifacts.append(Artifact("404.html", rendered["404.html"].encode()))
    artifacts.append(Artifact("sitemap.xml", _sitemap(pages, settings).encode()))
    artifacts += _assets(theme)
    return sorted(artifacts, key=lambda artifact: artifact.path), []


# -- moulds: what pages share ------------------------------------------------------------------


@dataclass(frozen=True)
class _Shared:
    """All that stands in a rendered page and is not a mark: pages equal in it share a mould."""

    shell: str
    words: str
    words_file: str
    root: str
    section: str | None
    crumbs: tuple[tuple[str, str], ...]
    listed: bool
    has_feed: bool
    own: str


@dataclass(frozen=True)
class _Mould:
    """One page for MkDocs. `source` is its Markdown path: the address of its first page."""

    source: str
    address: str
    shared: _Shared

    @property
    def file(self) -> str:
        """Where a problem in this page is to be looked for."""
        return self.shared.words_file or f"theme/records/{self.shared.shell}.md"


def _moulds(pages: Sequence[Page], frame: Frame) -> dict[_Mould, list[Page]]:
    """Group the pages, in their order."""
    by_address = {page.address: page for page in pages}
    if len(by_address) < len(pages):
        twice = [address for address, n in Counter(p.address for p in pages).items() if n > 1]
        raise SkinFault(f"two pages at one address: {twice}")
    missing = [address for _, address in frame.navigation if address not in by_address]
    if missing:
        raise SkinFault(f"the navigation names pages that do not exist: {missing}")
    groups: dict[_Shared, list[Page]] = {}
    for page in pages:
        groups.setdefault(_shared(page, by_address, frame), []).append(page)
    return {
        _Mould(f"{members[0].address}index.md", members[0].address, shared): members
        for shared, members in groups.items()
    }


def _shared(page: Page, by_address: Mapping[str, Page], frame: Frame) -> _Shared:
    navigation = {address: title for title, address in frame.navigation}
    ancestors = list(_ancestors(page, by_address))
    lists = (ancestor.address for ancestor in ancestors if ancestor.address != addresses.HOME)
    trail = [page.address, *lists]  # every page is below home: only home itself lights its tab
    return _Shared(
        shell=page.shell,
        words=page.words,
        words_file=page.words_file,
        root="../" * page.address.count("/"),
        section=next((address for address in trail if address in navigation), None),
        crumbs=tuple(
            (navigation.get(ancestor.address, ancestor.title), ancestor.address)
            for ancestor in reversed(ancestors)
        ),
        listed=page.listed,
        has_feed=bool(page.feed),
        # A page of the navigation is a page of MkDocs' own navigation, hence alone in its mould.
        own=page.address if page.address in navigation else "",
    )


def _ancestors(page: Page, by_address: Mapping[str, Page]) -> Iterator[Page]:
    """The lists a page belongs to, nearest first and home last (home itself has none)."""
    seen = {page.address}
    while page.address != addresses.HOME:
        parent = page.parent if page.parent not in seen else addresses.HOME
        if parent not in by_address:
            return
        seen.add(parent)
        page = by_address[parent]
        yield page


def _reserved_marks(moulds: Mapping[_Mould, object], frame: Frame) -> Iterator[Problem]:
    """⟦ and ⟧ in a text that a mould holds would be read as one of its marks."""
    texts = [("site_config.yml", title) for title, _ in (*frame.navigation, *frame.footer)]
    for mould in moulds:
        texts.append((mould.file, mould.shared.words))
        texts += [(mould.file, title) for title, _ in mould.shared.crumbs]
    for file, text in texts:
        if mark := _MARK.search(text):
            yield Problem("reserved-mark", file, value=mark.group())


# -- shells -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _ShellText:
    """A shell as written: its front matter, checked, and its Markdown."""

    layout: str
    aside: bool
    markdown: str

    def with_words(self, words: str) -> str:
        """The Markdown of a page. The blank first line keeps MkDocs from reading front matter."""
        if words and not _WORDS_LINE.search(self.markdown):
            raise SkinFault("the page has words, its shell has no line for them")
        return "\n" + _WORDS_LINE.sub(lambda _: f"\n{words}\n", self.markdown, count=1)


def _read_shell(path: Path) -> _ShellText:
    text = path.read_text(encoding="utf-8")
    front = _FRONT_MATTER.match(text)
    keys = dict(read_mapping(front.group(1)).values) if front else {}
    layout, aside = keys.pop("layout", "reading"), keys.pop("aside", False)
    keys.pop("title", None)  # says what the mark ⟦title⟧ says already
    if keys or layout not in ("reading", "wide") or not isinstance(aside, bool):
        raise SkinFault(f"{path.name}: front matter may hold title, layout and aside")
    return _ShellText(layout, aside, text[front.end() :] if front else text)


# -- MkDocs -------------------------------------------------------------------------------------


def _render(
    moulds: Mapping[_Mould, Sequence[Page]],
    settings: Settings,
    frame: Frame,
    *,
    theme: Path,
    resolve: Callable[[str], str | None],
) -> tuple[dict[str, str], list[Problem]]:
    """Let MkDocs render the moulds and 404.html; the pages are keyed by their source."""
    warnings = _Warnings()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(warnings)
    # MkDocs empties its output folder and asks for a source folder, though we use neither.
    with tempfile.TemporaryDirectory(prefix="bulletin-skin-") as private:
        try:
            skin = _Skin(moulds, settings, frame, theme, resolve)
            build.build(_configuration(skin, settings, frame, theme, Path(private)))
        finally:
            logger.removeHandler(warnings)
    return skin.rendered, skin.problems + [skin.problem(text) for text in warnings.texts]


class _Warnings(logging.Handler):
    """Keeps what MkDocs warns of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


def _configuration(
    skin: _Skin, settings: Settings, frame: Frame, theme: Path, private: Path
) -> MkDocsConfig:
    """MkDocs' configuration without mkdocs.yml: its loader runs Python named in the file."""
    (private / "docs").mkdir()
    config = MkDocsConfig(config_file_path=str(private / "mkdocs.yml"))
    config.load_dict(
        {
            "site_name": settings.site_name,
            "site_url": settings.site_url,
            "docs_dir": str(private / "docs"),
            "site_dir": str(private / "site"),
            "nav": [{title: f"{address}index.md"} for title, address in frame.navigation],
            "theme": {
                "name": "material",
                "custom_dir": str((theme / "skin").resolve()),
                "font": False,
                "language": "zh",
            },
            "plugins": [],
            # MkDocs empties the dictionaries of this list while it reads them.
            "markdown_extensions": copy.deepcopy(_EXTENSIONS),
            "validation": {
                "links": {
                    "not_found": "warn",
                    "anchors": "warn",
                    "absolute_links": "warn",
                    "unrecognized_links": "warn",
                }
            },
        }
    )
    errors, _ = config.validate()
    if errors:
        raise SkinFault(f"MkDocs refuses its configuration: {errors}")
    config.plugins["bulletin"] = skin
    config.markdown_extensions.append(skin.links)  # an instance works as well as a name
    return config


# Python-Markdown makes `_1`, `_2` of Chinese headings; this slug keeps their characters.
_SLUG = slugify(case="lower")
_EXTENSIONS: list[str | dict[str, Any]] = [
    "abbr",
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    {"tables": {"use_align_attribute": True}},
    {"toc": {"slugify": _SLUG, "toc_depth": "2-3"}},
    "pymdownx.details",
    {"pymdownx.tabbed": {"alternate_style": True}},
]


class _NoOptions(Config):  # type: ignore[no-untyped-call]
    """The skin takes none: it is built in Python."""


class _Skin(BasePlugin[_NoOptions]):  # type: ignore[no-untyped-call]
    """Translates MkDocs' events; nothing of it survives the build but `rendered`."""

    def __init__(
        self,
        moulds: Mapping[_Mould, Sequence[Page]],
        settings: Settings,
        frame: Frame,
        theme: Path,
        resolve: Callable[[str], str | None],
    ) -> None:
        self.rendered: dict[str, str] = {}
        self.problems: list[Problem] = []
        self.links = _Links(self._link)
        self._moulds = {mould.source: mould for mould in moulds}
        self._resolve = resolve
        self._shells = {
            name: _read_shell(theme / "records" / f"{name}.md")
            for name in sorted({mould.shared.shell for mould in moulds})
        }
        known = {page.address for members in moulds.values() for page in members}
        self._everywhere = {
            "settings": settings,
            "frame": frame,
            "as_of": _in_words(frame.as_of),
            "report": addresses.REPORT if addresses.REPORT in known else "",
        }
        self._not_found = _Shared(
            shell="",
            words="",
            words_file="",
            root=urlsplit(settings.site_url).path or "/",
            section=None,
            crumbs=(),
            listed=False,
            has_feed=False,
            own="",
        )
        self._mould: _Mould | None = None

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Our pages alone: none of Material's scripts and pictures is published."""
        return Files(
            [
                File.generated(config, source, content=self._markdown(mould))
                for source, mould in self._moulds.items()
            ]
        )

    def on_pre_page(
        self, page: mkdocs_pages.Page, *, config: MkDocsConfig, files: Files
    ) -> mkdocs_pages.Page:
        """Remember the page: the Markdown extension is not told which one it reads."""
        self._mould = self._moulds[page.file.src_uri]
        return page

    def on_page_content(
        self, html: str, *, page: mkdocs_pages.Page, config: MkDocsConfig, files: Files
    ) -> str:
        """Sanitise, and see that the marks are still those of the shell."""
        mould = self._moulds[page.file.src_uri]
        html = sanitised(html)
        # Words could spell a mark with character references: it appears only now.
        marks = Counter(_MARK.findall(self._shells[mould.shared.shell].markdown))
        if strange := Counter(_MARK.findall(html)) - marks:
            self.problems.append(Problem("reserved-mark", mould.file, value=min(strange)))
        elif _MARK_IN_TAG.search(html):
            raise SkinFault(f"{mould.shared.shell}.md: a mark stands inside a tag")
        return _MARK_ALONE.sub(r"\1", html)

    def on_env(
        self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files
    ) -> jinja2.Environment:
        """With MkDocs' default a site name `<img onerror=…>` is live on every page."""
        env.autoescape = True
        env.undefined = jinja2.StrictUndefined
        return env

    def on_page_context(
        self,
        context: TemplateContext,
        *,
        page: mkdocs_pages.Page,
        config: MkDocsConfig,
        nav: Navigation,
    ) -> TemplateContext:
        """What the templates of `theme/skin` may use on a page."""
        mould = self._moulds[page.file.src_uri]
        shell = self._shells[mould.shared.shell]
        before, heading, after = (page.content or "").partition("<h2")
        return self._context(context, mould.shared) | {  # type: ignore[return-value]
            "is_home": mould.address == addresses.HOME,
            "has_address": True,
            "layout": shell.layout,
            "aside": shell.aside,
            "title": "⟦title⟧",
            "opening": Markup(before),
            "sections": Markup(heading + after),
            "has_h1": "<h1" in before,
            "contents": list(_contents(page)),
        }

    def on_post_page(self, output: str, *, page: mkdocs_pages.Page, config: MkDocsConfig) -> str:
        """Keep the page; MkDocs writes nothing."""
        self.rendered[page.file.src_uri] = _tidy(output)
        return ""

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """404.html answers at any depth, hence its links start at the site's own path."""
        return self._context(context, self._not_found) | {  # type: ignore[return-value]
            "is_home": False,
            "has_address": False,
            "layout": "wide",
            "aside": False,
            "title": _NOT_FOUND,
        }

    def on_post_template(
        self, output_content: str, *, template_name: str, config: MkDocsConfig
    ) -> str:
        """Keep 404.html. MkDocs' own sitemap is dropped: it would list moulds, not pages."""
        if template_name == "404.html":
            self.rendered[template_name] = _tidy(output_content)
        return ""

    def problem(self, warning: str) -> Problem:
        """A warning of MkDocs as a problem of the page it names."""
        source = re.search(r"'([^']*index\.md)'", warning)
        mould = self._moulds.get(source.group(1)) if source else None
        return Problem("page-warning", mould.file if mould else "theme/skin", value=warning)

    def _markdown(self, mould: _Mould) -> str:
        return self._shells[mould.shared.shell].with_words(mould.shared.words)

    def _context(self, context: TemplateContext, at: _Shared) -> dict[str, object]:
        def to(address: str) -> str:
            return at.root + address or "./"

        return {**context, **self._everywhere, "at": at, "root": at.root, "to": to}

    def _link(self, url: str) -> str | None:
        """A link of our own scheme, relative to the page that is being read.

        None where there is nothing to point to: a record that is not public on the day, or a
        link of no known scheme, which is a problem.
        """
        assert self._mould is not None
        if _hostless(url) or addresses.of_link(url) is None:
            self.problems.append(Problem("content-link", self._mould.file, value=url))
            return None
        address = self._resolve(url)
        if address is None:
            return None
        return self._mould.shared.root + address or "./"


_NOT_FOUND = "没有这个页面"


def _contents(page: mkdocs_pages.Page) -> Iterator[tuple[str, Markup]]:
    """The h2 of a page: anchor and text, without marks (a count, mostly)."""
    for item in page.toc:
        for heading in (item, *item.children) if item.level < 2 else (item,):
            if heading.level == 2:
                text = _MARK.sub("", nh3.clean(heading.title, tags=set())).strip()
                yield heading.url, Markup(text)


def _in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _tidy(html: str) -> str:
    """Jinja leaves its control lines empty; a page reads better, and weighs less, without."""
    return re.sub(r"\n(?:[ \t]*\n)+", "\n", html).lstrip() if "<pre" not in html else html.lstrip()


# -- staff Markdown -----------------------------------------------------------------------------


class _Links(Extension):  # type: ignore[misc]  # Markdown is not typed
    """Resolves links of our own schemes and turns a cell's alignment into a class."""

    def __init__(self, link: Callable[[str], str | None]) -> None:
        super().__init__()
        self._link = link

    def extendMarkdown(self, md: Markdown) -> None:
        # After MkDocs' own treeprocessor (priority 0): it would warn of the resolved links.
        md.treeprocessors.register(_LinkProcessor(md, self._link), "bulletin", -1)


class _LinkProcessor(Treeprocessor):  # type: ignore[misc]
    def __init__(self, md: Markdown, link: Callable[[str], str | None]) -> None:
        super().__init__(md)
        self._link = link

    def run(self, root: Element) -> None:
        for element in root.iter():
            url = element.get("href", "") if element.tag == "a" else ""
            if _own_scheme(url) or _hostless(url):
                self._point(element, url)
            if element.tag in ("td", "th") and (side := element.attrib.pop("align", "")):
                # The policy forbids style attributes, HTML the attribute `align`.
                element.set("class", f"{element.get('class', '')} align-{side}".strip())

    def _point(self, element: Element, url: str) -> None:
        target = self._link(url)
        if target is None:
            # The words stay: a record that is not public on the day must not stop the build.
            element.tag = "span"
            del element.attrib["href"]
        else:
            element.set("href", target)


_FOREIGN_SCHEMES = frozenset({"http", "https", "mailto", "tel"})


def _own_scheme(url: str) -> bool:
    scheme = re.match(r"([a-z][a-z0-9-]*):", url)
    return scheme is not None and scheme.group(1) not in _FOREIGN_SCHEMES


def _hostless(url: str) -> bool:
    """Whether a link names a host without a scheme: `//evil`, which no browser takes for ours."""
    return url.startswith(("//", "\\"))


_TAGS = (nh3.ALLOWED_TAGS - {"area", "center", "map", "strike", "tt"}) | {
    "input",
    "label",
    "section",
}
_ATTRIBUTES = {
    "*": {"id", "class", "lang", "title", "aria-label"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", "data-label"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start", "reversed"},
    "time": {"datetime"},
    "details": {"open"},
    "input": {"type", "name", "checked", "disabled"},
    "label": {"for"},
}
_TAB = "__tabbed_"


def sanitised(html: str) -> str:
    """The allow-list for rendered staff Markdown: no script, style, frame, form or foreign file.

    Marks are text and survive. Ids and classes of the skin's own machinery are refused, and so
    are links that name a host without a scheme (`//evil`) or start at the portal's root.
    """
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes=set(_FOREIGN_SCHEMES),
        link_rel=None,
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name in ("href", "src"):
        foreign = name == "src" and ":" in value
        return None if foreign or value.lstrip().startswith(("/", "\\")) else value
    if name in ("id", "for", "name"):
        return None if value.startswith("__") and not value.startswith(_TAB) else value
    if name == "type":
        return value if value in ("radio", "checkbox") else "checkbox"
    if name == "class":
        return " ".join(word for word in value.split() if not word.startswith("md-")) or None
    return value


# -- stamping -----------------------------------------------------------------------------------


def _stamped(
    shell: Shell, members: Iterable[Page], settings: Settings
) -> Iterator[tuple[Page, str]]:
    """Each page with its marks filled."""
    wanted = set(shell.marks) - set(RESERVED_MARKS)
    for page in members:
        if wanted != page.fragments.keys():
            odd = sorted(wanted ^ page.fragments.keys())
            raise SkinFault(f"{page.shell}.md and the page at '{page.address}' disagree on {odd}")
        yield page, shell.stamp({**page.fragments, **_reserved(page, settings)})


def _reserved(page: Page, settings: Settings) -> dict[str, str]:
    return {
        "title": page.title,
        "description": page.description,
        "canonical": settings.site_url + quote(page.address),
        "feed": page.feed,
    }


# -- the other files ----------------------------------------------------------------------------


def _sitemap(pages: Iterable[Page], settings: Settings) -> str:
    """Listed pages by address. No lastmod: the day of a build says nothing about a page."""
    places = sorted(settings.site_url + quote(page.address) for page in pages if page.listed)
    rows = [f"  <url><loc>{escape_xml(place)}</loc></url>\n" for place in places]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        + "".join(rows)
        + "</urlset>\n"
    )


def _assets(theme: Path) -> Iterator[Artifact]:
    """Our style, scripts and icon, and the one style sheet of Material that we build on."""
    folder = theme / "assets"
    for path in sorted(folder.rglob("*")):
        if path.suffix in _PUBLISHED_SUFFIXES and path.is_file():
            yield Artifact(f"assets/{path.relative_to(folder).as_posix()}", path.read_bytes())
    styles = Path(material.__file__).parent / "templates" / "assets" / "stylesheets"
    (main,) = styles.glob("main.*.min.css")  # its name holds a hash that changes with Material
    yield Artifact("assets/material.css", main.read_bytes())
