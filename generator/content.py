"""LOAD: the words, `content/*.md` and `content/notices/*.md`, as staff wrote them.

Front matter is read here, before MkDocs sees the file: MkDocs ignores broken front matter
without a word and lets a key `template` pick any file of the theme. Keys are an allow-list.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator import characters
from generator.packages import encoding
from generator.problems import Problem, of_system
from generator.yaml_text import YamlFault, YamlMapping, read_mapping

FOLDER = "content"
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")
"""Kinds of pictures that stand in words: what every browser shows and nothing runs in."""
NOTICE_KINDS = (
    "circular",
    "report",
    "evaluation",
    "rule",
    "commendation",
    "weather-stop",
    "other",
)
INDEX_NO = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}/[0-9]{4}-[0-9]{5}")
"""索引号: the credit code of the publishing body, the year, a running number given out once."""
SLUG = re.compile(r"(?![0-9]{4}\Z)[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
"""The address of a notice below `notices/`; a bare year is the plain list of that year."""

_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)(?<=\n)---[ \t]*(?:\r?\n|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Words:
    """A page's words: its Markdown without front matter, "" where the file does not exist.

    `body_row` is the line of the file on which the body begins.
    """

    file: str
    title: str
    body: str
    body_row: int = 1


@dataclass(frozen=True)
class Notice:
    """One circular or announcement (通报公告). `records` are the outcomes and hazards it quotes.

    `measures` are the measures of the plan it answers to, `figures` the named figures its text
    states, each with its number as written there.
    """

    slug: str
    file: str
    title: str
    day: datetime.date
    kind: str
    document_no: str
    records: tuple[str, ...]
    towns: tuple[str, ...]
    until: datetime.date | None
    approval_no: str
    body: str
    body_row: int
    lines: Mapping[str, int]
    index_no: str = ""
    measures: tuple[int, ...] = ()
    figures: Mapping[str, int] = dataclasses.field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Content:
    """All words of a bulletin. `pages` is keyed by the file's name without suffix."""

    pages: Mapping[str, Words]
    notices: tuple[Notice, ...]

    def words(self, name: str) -> Words:
        """The words of one page; empty words where nobody wrote any."""
        return self.pages.get(name, Words("", "", ""))


def load(project: Path) -> tuple[Content, list[Problem]]:
    """Read every Markdown file of `content/`."""
    problems: list[Problem] = []
    pages: dict[str, Words] = {}
    notices: list[Notice] = []
    for path in sorted((project / FOLDER).glob("*.md")):
        words, found = _page(project, path)
        problems += found
        if words is not None:
            pages[path.stem] = words
    for path in sorted((project / FOLDER / "notices").glob("*.md")):
        notice, found = _notice(project, path)
        problems += found
        if notice is not None:
            notices.append(notice)
    return Content(pages, tuple(notices)), problems


def _page(project: Path, path: Path) -> tuple[Words | None, list[Problem]]:
    file = path.relative_to(project).as_posix()
    text, notes = _text(path, file)
    if text is None:
        return None, notes
    front, body, problems = _split(file, text)
    problems += [
        Problem("front-matter-key-unknown", file, row=front.lines[key], field=key, value=key)
        for key in front.values
        if key != "title"
    ]
    title = front.values.get("title", "")
    if not isinstance(title, str):
        problems.append(_bad_value(file, front, "title"))
    words = None if problems else Words(file, title, body, _first_row(text, body))
    return words, notes + problems


def _notice(project: Path, path: Path) -> tuple[Notice | None, list[Problem]]:
    file = path.relative_to(project).as_posix()
    if not SLUG.fullmatch(path.stem):
        return None, [Problem("notice-slug", file, value=path.stem)]
    text, notes = _text(path, file)
    if text is None:
        return None, notes
    front, body, problems = _split(file, text)
    problems = problems or list(_notice_problems(file, front))
    if problems:
        return None, notes + problems
    values = front.values
    return (
        Notice(
            slug=path.stem,
            file=file,
            title=values["title"],
            day=values["date"],
            kind=values["kind"],
            document_no=values.get("document_no") or "",
            records=tuple(str(record) for record in values.get("records") or ()),
            towns=tuple(str(town) for town in values.get("towns") or ()),
            until=values.get("until"),
            approval_no=values.get("approval_no") or "",
            body=body,
            body_row=_first_row(text, body),
            lines=front.lines,
            index_no=values.get("index_no") or "",
            measures=tuple(values.get("measures") or ()),
            figures=dict(values.get("figures") or {}),
        ),
        notes,
    )


def _text(path: Path, file: str) -> tuple[str | None, list[Problem]]:
    """The text of a file, None where it cannot be used; what is to be said of it."""
    try:
        content = path.read_bytes()
    except OSError as error:
        return None, [Problem("file-unreadable", file, details=of_system(error))]
    text, notes = encoding.read(file, content, lambda before: before.count("\n") + 1)
    if text is None:
        return None, notes
    # Notepad writes a byte order mark, and nothing of a file of words is published as it is.
    notes = [note for note in notes if note.code != "byte-order-mark"]
    problems = [*_marks(file, text), *characters.of_words(text, file)]
    unusable = any(problem.code != "notice-unwritten" for problem in problems)
    return (None if unusable else text), notes + problems


def unwritten(told: str) -> str:
    """A line that stands for words still to be written: with it nothing can be published."""
    return f"⟦{told}⟧"


_UNWRITTEN = re.compile("^⟦[^⟦⟧\n]*⟧$", re.MULTILINE)


def _marks(file: str, text: str) -> Iterator[Problem]:
    """The first of the marks between which the shells name what is filled in."""
    if match := _UNWRITTEN.search(text):
        row = text.count("\n", 0, match.start()) + 1
        yield Problem("notice-unwritten", file, row=row, value=match[0])
    elif match := re.search("[⟦⟧]", text):
        row = text.count("\n", 0, match.start()) + 1
        yield Problem("reserved-mark", file, row=row, value=match[0])


def _split(file: str, text: str) -> tuple[YamlMapping, str, list[Problem]]:
    """Front matter and body. Lines of the mapping are lines of the file."""
    empty = YamlMapping({}, {})
    if not text.startswith("---"):
        return empty, text, []
    match = _FRONT_MATTER.match(text)
    if match is None:
        return empty, text, [Problem("front-matter-open", file, row=1)]
    try:
        mapping = read_mapping(match[1])
    except YamlFault as fault:
        return empty, text, [Problem(fault.code, file, row=fault.line + 1, value=fault.value)]
    lines = {key: line + 1 for key, line in mapping.lines.items()}
    return YamlMapping(mapping.values, lines), text[match.end() :], []


def _first_row(text: str, body: str) -> int:
    return text.count("\n", 0, len(text) - len(body)) + 1


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_day(value: object) -> bool:
    return isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, (str, int)) for item in value)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


_REQUIRED = ("title", "date", "kind")
_FORMS: dict[str, Callable[[Any], bool]] = {
    "title": _is_text,
    "date": _is_day,
    "kind": lambda value: value in NOTICE_KINDS,
    "document_no": _is_text,
    "records": _is_list,
    "towns": _is_list,
    "until": _is_day,
    "approval_no": _is_text,
    "measures": lambda value: isinstance(value, list) and all(map(_is_count, value)),
    "figures": lambda value: isinstance(value, dict) and all(map(_is_count, value.values())),
    "index_no": lambda value: isinstance(value, str) and bool(INDEX_NO.fullmatch(value)),
}


def _notice_problems(file: str, front: YamlMapping) -> Iterator[Problem]:
    for key in _REQUIRED:
        if front.values.get(key) is None:
            row = front.lines.get(key, 1)
            yield Problem("front-matter-key-missing", file, row=row, field=key)
    for key, value in front.values.items():
        if key not in _FORMS:
            yield Problem(
                "front-matter-key-unknown", file, row=front.lines[key], field=key, value=key
            )
        elif value is not None and not _FORMS[key](value):
            yield _bad_value(file, front, key)


def _bad_value(file: str, front: YamlMapping, key: str) -> Problem:
    value = "" if front.values[key] is None else str(front.values[key])
    return Problem("front-matter-value", file, row=front.lines[key], field=key, value=value)
