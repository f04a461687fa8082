"""What the renderers give: published files, and pages still to be set into a shell."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Artifact:
    """One published file: its path below the output folder (forward slashes) and its bytes."""

    path: str
    content: bytes

    @property
    def digest(self) -> str:
        """SHA-256, hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Deferred:
    """A published file too large to be held until it is written: `read` gives the same bytes anew.

    Stands wherever an Artifact is published: same `path`, `digest` and `content`.
    """

    path: str
    digest: str
    read: Callable[[], bytes]

    @property
    def content(self) -> bytes:
        return self.read()


def deferred(path: str, make: Callable[[], bytes]) -> Deferred:
    """A file that is made now (so that faults show) and read again when it is written."""
    return Deferred(path, hashlib.sha256(make()).hexdigest(), make)


File = Artifact | Deferred


@dataclass(frozen=True)
class Page:
    """One page of the site before the skin sets it.

    `address` is relative to the site's root and ends with a slash ("" is home). `shell` names a
    Markdown file of `theme/records/` without its suffix. `fragments` holds the markup for each
    mark ⟦name⟧ of that shell. `parent` is the address of the list the page belongs to: it decides
    the active tab and the breadcrumb. `feed` is the address of the page's own feed without its
    suffix ("mines/qx-001/feed"). A page that is not `listed` stands in no sitemap and asks search
    engines to stay away. `words` is staff-written Markdown: it takes the place of the line
    `<!-- words -->` in the shell, so its headings stand in the page's table of contents;
    `words_file` is where they were written, for problems.
    """

    address: str
    shell: str
    title: str
    description: str
    fragments: Mapping[str, str]
    parent: str = ""
    feed: str = ""
    listed: bool = True
    words: str = ""
    words_file: str = ""
    published_on: date | None = None
    source: str = ""
    keywords: tuple[str, ...] = ()
    structured: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True)
class Frame:
    """What stands around every page of one build.

    `navigation` lists (title, address) of the pages that exist, home first; only they are shown.
    `hotline` is the number of the report button, "" where no channel is known (then no button);
    `second` is another hotline's number, "" where there is none.
    `feed` is the site-wide feed's address without suffix, "" where there is none. A `preview`
    is no issue to publish: every page says so and asks search engines to stay away.
    """

    as_of: date
    hotline: str
    navigation: tuple[tuple[str, str], ...]
    footer: tuple[tuple[str, str], ...] = ()
    feed: str = ""
    preview: bool = False
    second: str = ""


@dataclass(frozen=True)
class Poster:
    """What is printed for one mine or kind of mine, or why nothing is.

    `name` is the mine's id or the kind. `sizes` maps each size to the address of its PDF,
    `preview` is the address of its picture, `pack` of the ZIP with all prints ("" where there is
    none). `missing` is "" or the reason why there is no poster: "channels", "unchecked",
    "criteria", "characters", "length", or "request" where a mine's posters are made on request
    only.
    """

    name: str
    edition_day: date | None = None
    edition: str = ""
    sizes: Mapping[str, str] = dataclasses.field(default_factory=dict, hash=False)
    preview: str = ""
    pack: str = ""
    missing: str = ""
