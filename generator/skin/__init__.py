"""The one door to MkDocs and Material: sets pages into shells and yields the published files.

MkDocs renders one *mould* for all pages that differ only in their marks: the shell
`theme/records/<shell>.md`, the staff words in it, and everything around them. Each page is then
stamped from its mould, so ten thousand records cost about as much as writing their bytes.

**A shell** is Markdown. Its front matter may hold `layout: reading` (the default: one column of
reading, the contents beside it) or `layout: wide`, `aside: true` (the mark ⟦aside⟧ then stands
above the contents, in the right column), and `script: lists` (the pages of this shell alone load
`assets/lists.js`). The line `<!-- words -->` gives way to the staff
Markdown of the page, `<!-- words #law -->` to the one section of it under `## … {#law}`. A mark
⟦name⟧ stands in text, never inside a tag; alone in a paragraph it takes the paragraph's place.
Where a shell writes no h1, the title becomes one.

**Reserved marks** (`labels.MARKS`), filled here and free for use in any shell: ⟦title⟧,
⟦description⟧, ⟦canonical⟧ (the page's full address), ⟦code⟧ (that as a QR code), ⟦feed⟧ (its feed's
address without suffix) and what else the head says of a page. Every other mark of a shell is a
fragment of the page, and every fragment must be a mark.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape as escape_xml

import material  # type: ignore[import-untyped]

from generator import addresses
from generator.artifacts import Artifact, Frame, Page
from generator.problems import Problem
from generator.render.templates import Shell
from generator.settings import Settings
from generator.skin.glossary import Glossary
from generator.skin.labels import MARKS, Labels
from generator.skin.moulds import Mould, SkinFault, cast, stray_marks
from generator.skin.press import render
from generator.skin.prose import sanitised

__all__ = ["SkinFault", "dress", "sanitised"]

_PUBLISHED_SUFFIXES = frozenset({".css", ".js", ".svg", ".png", ".ico"})


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
    moulds = cast(pages, frame)
    problems = list(stray_marks(moulds, frame))
    if problems:
        return [], problems
    rendered, pictures, problems = render(moulds, settings, frame, theme=theme, resolve=resolve)
    if problems:
        return [], problems
    labels = Labels(pages, settings)
    glossary = Glossary(next((p.words for p in pages if p.address == addresses.GLOSSARY), ""))
    artifacts = [
        Artifact(f"{page.address}index.html", html.encode())
        for mould, members in moulds.items()
        for page, html in _stamped(Shell(rendered[mould.source]), mould, members, labels, glossary)
    ]
    artifacts.append(Artifact("404.html", rendered["404.html"].encode()))
    artifacts.append(Artifact("sitemap.xml", _sitemap(pages, settings).encode()))
    artifacts += (Artifact(address, picture) for address, picture in pictures.items())
    artifacts += _assets(theme)
    return sorted(artifacts, key=lambda artifact: artifact.path), []


def _stamped(
    shell: Shell, mould: Mould, members: Iterable[Page], labels: Labels, glossary: Glossary
) -> Iterator[tuple[Page, str]]:
    """Each page with its marks filled and its terms linked to the glossary."""
    wanted = set(shell.marks).difference(MARKS)
    for page in members:
        if wanted != page.fragments.keys():
            odd = sorted(wanted ^ page.fragments.keys())
            raise SkinFault(f"{page.shell}.md and the page at '{page.address}' disagree on {odd}")
        html = shell.stamp({**page.fragments, **labels.of(page, mould.shared.crumbs)})
        bare = page.address in (addresses.GLOSSARY, addresses.SITE_MAP)
        yield page, html if bare else glossary.linked(html, mould.shared.root)


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
