"""Staff-written Markdown: its links resolved, its HTML held to an allow-list."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown  # type: ignore[import-untyped]
from markdown.extensions import Extension  # type: ignore[import-untyped]
from markdown.treeprocessors import Treeprocessor  # type: ignore[import-untyped]


class Links(Extension):  # type: ignore[misc]  # Markdown is not typed
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
            if _own_scheme(url) or hostless(url):
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


def hostless(url: str) -> bool:
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
