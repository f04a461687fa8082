"""The press: MkDocs and Material render each mould once.

The one door to MkDocs. It writes no page: everything is caught in its events.
"""

from __future__ import annotations

import copy
import functools
import logging
import posixpath
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import jinja2
import nh3
from markupsafe import Markup, escape
from mkdocs.commands import build
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.structure import pages as mkdocs_pages
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.utils.templates import TemplateContext
from pymdownx.slugs import slugify  # type: ignore[import-untyped]

from generator import addresses, content
from generator.artifacts import Frame, Page
from generator.problems import Problem
from generator.settings import Settings
from generator.skin.moulds import MARK, Mould, Shared, SkinFault, read_shell
from generator.skin.prose import Links, hostless, sanitised

MARK_IN_TAG = re.compile(r"<[^<>]*⟦")
_PICTURE = re.compile(r'<img\b[^>]*?\ssrc="([^"]*)"')
MARK_ALONE = re.compile(r"<p>\s*(⟦[a-z0-9_]+⟧)\s*</p>")


def render(
    moulds: Mapping[Mould, Sequence[Page]],
    settings: Settings,
    frame: Frame,
    *,
    theme: Path,
    resolve: Callable[[str], str | None],
) -> tuple[dict[str, str], dict[str, bytes], list[Problem]]:
    """Let MkDocs render the moulds and 404.html: pages by their source, pictures by address."""
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
    problems = skin.problems + [skin.problem(text) for text in warnings.texts]
    return skin.rendered, skin.pictures, problems


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
        moulds: Mapping[Mould, Sequence[Page]],
        settings: Settings,
        frame: Frame,
        theme: Path,
        resolve: Callable[[str], str | None],
    ) -> None:
        self.rendered: dict[str, str] = {}
        self.problems: list[Problem] = []
        self.pictures: dict[str, bytes] = {}
        self.links = Links(self._link)
        self._words = theme.parent / content.FOLDER
        self.cast = {mould.source: mould for mould in moulds}
        self._resolve = resolve
        self._shells = {
            name: read_shell(theme / "records" / f"{name}.md")
            for name in sorted({mould.shared.shell for mould in moulds})
        }
        known = {page.address for members in moulds.values() for page in members}
        self._everywhere = {
            "settings": settings,
            "frame": frame,
            "as_of": _in_words(frame.as_of),
            "report": addresses.REPORT if addresses.REPORT in known else "",
            "search": addresses.SEARCH if addresses.SEARCH in known else "",
            "site_map": addresses.SITE_MAP if addresses.SITE_MAP in known else "",
            "gongan_number": re.sub("[^0-9]", "", settings.gongan),
            "site_domain": urlsplit(settings.site_url).hostname or "",
        }
        self._not_found = Shared(
            shell="",
            words="",
            words_file="",
            root=urlsplit(settings.site_url).path or "/",
            section=None,
            crumbs=(),
            listed=False,
            has_feed=False,
            article=False,
            disclosed=False,
            has_source=False,
            own="",
        )
        self._mould: Mould | None = None

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Our pages and the pictures beside their words: nothing of Material's is published."""
        return Files(
            [
                *(
                    File.generated(config, source, content=self._markdown(mould))
                    for source, mould in self.cast.items()
                ),
                *(
                    File.generated(config, address, content=picture.read_bytes())
                    for address, picture in self._beside.items()
                ),
            ]
        )

    def on_pre_page(
        self, page: mkdocs_pages.Page, *, config: MkDocsConfig, files: Files
    ) -> mkdocs_pages.Page:
        """Remember the page: the Markdown extension is not told which one it reads."""
        self._mould = self.cast[page.file.src_uri]
        return page

    def on_page_content(
        self, html: str, *, page: mkdocs_pages.Page, config: MkDocsConfig, files: Files
    ) -> str:
        """Sanitise, and see that the marks are still those of the shell."""
        mould = self.cast[page.file.src_uri]
        html = sanitised(html)
        for shown in _PICTURE.findall(html):
            address = posixpath.normpath(mould.address + unquote(unescape(shown)))
            if (picture := self._beside.get(address)) is not None:
                self.pictures[address] = picture.read_bytes()
        # Words could spell a mark with character references: it appears only now.
        marks = Counter(MARK.findall(self._shells[mould.shared.shell].markdown))
        if strange := Counter(MARK.findall(html)) - marks:
            self.problems.append(Problem("reserved-mark", mould.file, value=min(strange)))
        elif MARK_IN_TAG.search(html):
            raise SkinFault(f"{mould.shared.shell}.md: a mark stands inside a tag")
        return MARK_ALONE.sub(r"\1", html)

    def on_env(
        self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files
    ) -> jinja2.Environment:
        """With MkDocs' default a site name `<img onerror=…>` is live on every page."""
        env.autoescape = True
        env.undefined = jinja2.StrictUndefined
        env.finalize = _unmarked
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
        mould = self.cast[page.file.src_uri]
        shell = self._shells[mould.shared.shell]
        before, heading, after = (page.content or "").partition("<h2")
        return self._context(context, mould.shared) | {  # type: ignore[return-value]
            "is_home": mould.address == addresses.HOME,
            "has_address": True,
            "layout": shell.layout,
            "aside": shell.aside,
            "script": shell.script,
            "title": Markup("⟦title⟧"),
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
            "script": "",
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
        mould = self.cast.get(source.group(1)) if source else None
        return Problem("page-warning", mould.file if mould else "theme/skin", value=warning)

    @functools.cached_property
    def _beside(self) -> Mapping[str, Path]:
        """The pictures of `content/` by the address at which some page would show each.

        A page stands one folder deeper than its words: what lies beside `notices/fall.md` is
        shown from `notices/fall/`.
        """
        files = sorted(path for path in self._words.rglob("*") if path.is_file())
        pictures = [path for path in files if path.name.lower().endswith(content.PICTURES)]
        found: dict[str, Path] = {}
        for mould in self.cast.values():
            if "![" not in mould.shared.words:
                continue
            home = posixpath.dirname(mould.shared.words_file.removeprefix(f"{content.FOLDER}/"))
            for picture in pictures:
                name = picture.relative_to(self._words).as_posix()
                address = posixpath.normpath(mould.address + posixpath.relpath(name, home or "."))
                if not address.startswith(".."):
                    found.setdefault(address, picture)
        return found

    def _markdown(self, mould: Mould) -> str:
        return self._shells[mould.shared.shell].with_words(mould.shared.words)

    def _context(self, context: TemplateContext, at: Shared) -> dict[str, object]:
        def to(address: str) -> str:
            return at.root + address or "./"

        return {**context, **self._everywhere, "at": at, "root": at.root, "to": to}

    def _link(self, url: str) -> str | None:
        """A link of our own scheme, relative to the page that is being read.

        None where there is nothing to point to: a record that is not public on the day, or a
        link of no known scheme, which is a problem.
        """
        assert self._mould is not None
        if hostless(url) or addresses.of_link(url) is None:
            self.problems.append(Problem("content-link", self._mould.file, value=url))
            return None
        address = self._resolve(url)
        if address is None:
            return None
        return self._mould.shared.root + address or "./"


_NOT_FOUND = "没有这个页面"


def _unmarked(value: object) -> object:
    """A text that a template shows; a mark it spells is shown, and not filled."""
    if isinstance(value, str) and not isinstance(value, Markup) and MARK.search(value):
        return Markup(str(escape(value)).replace("⟦", "&#10214;").replace("⟧", "&#10215;"))
    return value


def _contents(page: mkdocs_pages.Page) -> Iterator[tuple[str, Markup]]:
    """The h2 of a page: anchor and text, without marks (a count, mostly)."""
    for item in page.toc:
        for heading in (item, *item.children) if item.level < 2 else (item,):
            if heading.level == 2:
                text = MARK.sub("", nh3.clean(heading.title, tags=set())).strip()
                yield heading.url, Markup(text)


def _in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _tidy(html: str) -> str:
    """Jinja leaves its control lines empty; a page reads better, and weighs less, without."""
    return re.sub(r"\n(?:[ \t]*\n)+", "\n", html).lstrip() if "<pre" not in html else html.lstrip()
