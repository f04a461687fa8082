"""Moulds: what the pages of a family share, and the shells they are cast from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator import addresses
from generator.artifacts import Frame, Page
from generator.problems import Problem
from generator.yaml_text import read_mapping

MARK = re.compile(r"⟦[^⟦⟧]*⟧?|⟧")
_WORDS_LINE = re.compile(r"^<!-- words(?: #([\w-]+))? -->[ \t]*$", re.MULTILINE)
_SECTION = r"^##[ \t][^\n]*\{[^}\n]*#%s[ }].*?(?=^##?[ \t]|\Z)"
_FRONT_MATTER = re.compile(r"\A---\n(.*?)^---\n", re.DOTALL | re.MULTILINE)


class SkinFault(Exception):
    """Pages, shells and frame do not fit together: a fault of ours, never of the staff."""


@dataclass(frozen=True)
class Shared:
    """All that stands in a rendered page and is not a mark: pages equal in it share a mould."""

    shell: str
    words: str
    words_file: str
    root: str
    section: str | None
    crumbs: tuple[tuple[str, str], ...]
    listed: bool
    has_feed: bool
    article: bool
    disclosed: bool
    has_source: bool
    own: str


@dataclass(frozen=True)
class Mould:
    """One page for MkDocs. `source` is its Markdown path: the address of its first page."""

    source: str
    address: str
    shared: Shared

    @property
    def file(self) -> str:
        """Where a problem in this page is to be looked for."""
        return self.shared.words_file or f"theme/records/{self.shared.shell}.md"


def cast(pages: Sequence[Page], frame: Frame) -> dict[Mould, list[Page]]:
    """Group the pages, in their order."""
    by_address = {page.address: page for page in pages}
    if len(by_address) < len(pages):
        twice = [address for address, n in Counter(p.address for p in pages).items() if n > 1]
        raise SkinFault(f"two pages at one address: {twice}")
    missing = [address for _, address in frame.navigation if address not in by_address]
    if missing:
        raise SkinFault(f"the navigation names pages that do not exist: {missing}")
    groups: dict[Shared, list[Page]] = {}
    for page in pages:
        groups.setdefault(_shared(page, by_address, frame), []).append(page)
    return {
        Mould(f"{members[0].address}index.md", members[0].address, shared): members
        for shared, members in groups.items()
    }


def _shared(page: Page, by_address: Mapping[str, Page], frame: Frame) -> Shared:
    navigation = {address: title for title, address in frame.navigation}
    ancestors = list(_ancestors(page, by_address))
    lists = (ancestor.address for ancestor in ancestors if ancestor.address != addresses.HOME)
    trail = [page.address, *lists]  # every page is below home: only home itself lights its tab
    return Shared(
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
        article=page.published_on is not None,
        disclosed="disclosure" in page.fragments,
        has_source=bool(page.source),
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


def stray_marks(moulds: Mapping[Mould, object], frame: Frame) -> Iterator[Problem]:
    """⟦ and ⟧ in a text that a mould holds would be read as one of its marks."""
    texts = [("site_config.yml", title) for title, _ in (*frame.navigation, *frame.footer)]
    for mould in moulds:
        texts.append((mould.file, mould.shared.words))
        texts += [(mould.file, title) for title, _ in mould.shared.crumbs]
    for file, text in texts:
        if mark := MARK.search(text):
            yield Problem("reserved-mark", file, value=mark.group())


@dataclass(frozen=True)
class ShellText:
    """A shell as written: its front matter, checked, and its Markdown."""

    layout: str
    aside: bool
    script: str
    markdown: str

    def with_words(self, words: str) -> str:
        """The Markdown of a page. The blank first line keeps MkDocs from reading front matter.

        `<!-- words #law -->` takes the section of the words under the heading `## … {#law}`, where
        they have one; `<!-- words -->` takes all the rest.
        """
        names = _WORDS_LINE.findall(self.markdown)
        if words and "" not in names:
            raise SkinFault("the page has words, its shell has no line for them")
        parts = dict.fromkeys(names, "")
        for name in filter(None, names):
            section = re.compile(_SECTION % re.escape(name), re.MULTILINE | re.DOTALL)
            if found := section.search(words):
                parts[name] = found[0]
                words = words[: found.start()] + words[found.end() :]
        parts[""] = words
        return "\n" + _WORDS_LINE.sub(lambda line: f"\n{parts[line[1] or '']}\n", self.markdown)


def read_shell(path: Path) -> ShellText:
    text = path.read_text(encoding="utf-8")
    front = _FRONT_MATTER.match(text)
    keys = dict(read_mapping(front.group(1)).values) if front else {}
    layout, aside = keys.pop("layout", "reading"), keys.pop("aside", False)
    script = str(keys.pop("script", ""))
    keys.pop("title", None)  # says what the mark ⟦title⟧ says already
    if keys or layout not in ("reading", "wide") or not isinstance(aside, bool):
        raise SkinFault(f"{path.name}: front matter may hold title, layout, aside and script")
    if script and not (path.parents[1] / "assets" / f"{script}.js").is_file():
        raise SkinFault(f"{path.name}: there is no script assets/{script}.js")
    return ShellText(layout, aside, script, text[front.end() :] if front else text)
