"""The one door to Jinja: fragments of records, and the shells they are set into.

Two environments, both with autoescape and without any tolerance for an undefined name:

- *fragments* (`theme/records/*.html`) are written by us and filled with records;
- *shells* are pages that MkDocs rendered once a family. Their only syntax is the mark ⟦name⟧:
  they hold words of people, so no statement, filter, attribute or call can be reached in them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

_MARK = re.compile(r"⟦([a-z][a-z0-9_]*)⟧")


class ShellFault(Exception):
    """A shell holds something between ⟦ and ⟧ that is not a plain name."""


def fragments(folder: Path, filters: Mapping[str, Callable[..., Any]]) -> jinja2.Environment:
    """The environment of `theme/records/`, with the filters that words and numbers need."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder, encoding="utf-8"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    environment.filters.update(filters)
    return environment


def blocks(template: jinja2.Template, values: Mapping[str, Any]) -> dict[str, Markup]:
    """Every block of a fragment file, each rendered on its own."""
    context = template.new_context(dict(values))
    # The file's own imports and macros stand outside its blocks: run it once with empty blocks.
    context.blocks = {name: [_nothing] for name in template.blocks}
    for _ in template.root_render_func(context):
        pass
    return {name: Markup("".join(block(context))) for name, block in template.blocks.items()}


def _nothing(context: jinja2.runtime.Context) -> Iterator[str]:
    return iter(())


class Shell:
    """A rendered page with marks. Compiled once, stamped for each record."""

    def __init__(self, html: str) -> None:
        pieces = _MARK.split(html)
        if any("⟦" in text or "⟧" in text for text in pieces[::2]):
            raise ShellFault(html[: html.find("⟦") + 40][-80:])
        self._texts = pieces[::2]
        self.marks = tuple(pieces[1::2])

    def stamp(self, values: Mapping[str, str]) -> str:
        """Fill every mark; plain strings are escaped, Markup goes in as it is.

        Raises KeyError for a mark without a value.
        """
        parts = [self._texts[0]]
        for mark, text in zip(self.marks, self._texts[1:], strict=True):
            value = values[mark]
            parts.append(value if isinstance(value, Markup) else str(escape(value)))
            parts.append(text)
        return "".join(parts)
