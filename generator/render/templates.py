"""The one door to Jinja: fragments of records, and the shells they are set into.

Two environments, both with autoescape and without any tolerance for an undefined name:

- *fragments* (`theme/records/*.html`) are written by us and filled with records;
- *shells* are pages that MkDocs rendered once a family. Their only syntax is the mark ⟦name⟧:
  they hold words of people, so no statement, filter, attribute or call can be reached in them.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jinja2
import jinja2.bccache
from markupsafe import Markup, escape

from generator.problems import Problem

_MARK = re.compile(r"⟦([a-z][a-z0-9_]*)⟧")


class ShellFault(Exception):
    """A shell holds something between ⟦ and ⟧ that is not a plain name."""


class ThemeFault(Exception):
    """A template of `theme/` does not work; the problem says where and what Jinja says."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@contextmanager
def faults(theme: Path) -> Iterator[None]:
    """Turn what Jinja raises inside into ThemeFault: a district may change its theme."""
    try:
        yield
    except jinja2.TemplateError as error:
        file, row = _place(error, theme)
        what = error.name if isinstance(error, jinja2.TemplateNotFound) else error
        value = f"{type(error).__name__}: {what}"
        raise ThemeFault(Problem("theme-fault", file, row, value=value)) from error


def _place(error: jinja2.TemplateError, theme: Path) -> tuple[str, int | None]:
    """The last template of the theme on the way to the error, and its line."""
    home = theme.resolve()
    steps = [(step.filename, step.lineno) for step in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, jinja2.TemplateSyntaxError) and error.filename:
        steps.append((error.filename, error.lineno))
    for name, row in reversed(steps):
        if (file := Path(name).resolve()).is_relative_to(home):
            return file.relative_to(home.parent).as_posix(), row
    return home.name, None


class _Compiled(jinja2.BytecodeCache):
    """Compiled fragment files, kept for the next build of this process.

    Compiling them takes a third of a small build. Jinja asks by the digest of the source.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """The names as they are: Jinja's digest fails on a folder whose name is no UTF-8."""
        return f"{name}|{filename}"

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        if (kept := self._kept.get((bucket.key, bucket.checksum))) is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


def fragments(folder: Path, filters: Mapping[str, Callable[..., Any]]) -> jinja2.Environment:
    """The environment of `theme/records/`, with the filters that words and numbers need."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder, encoding="utf-8"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        bytecode_cache=_COMPILED,
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
