"""What a check found, as a report: text for a terminal, JSON for programs, HTML for a clerk.

Values in, text out. A fact stands once: the place names what the sentence does not. What was typed
is shown with its invisible characters made visible, so that no report hides or rearranges itself.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from generator import messages
from generator.messages import Catalogue
from generator.problems import Problem

_LONGEST_SAID = 60
"""Characters of a value inside a sentence."""

_LONGEST_SHOWN = 2000
"""Characters of a value in its box."""


@dataclass(frozen=True)
class _File:
    """The problems of one file, errors before warnings, each in the order of the rows."""

    name: str
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> int:
        return sum(problem.severity == "error" for problem in self.problems)

    @property
    def warnings(self) -> int:
        return len(self.problems) - self.errors


def text(problems: Iterable[Problem], catalogue: Catalogue, limit: int) -> str:
    """The report for a terminal: by file, the gravest first; at most `limit` problems are listed.

    Warnings never push an error out of the list.
    """
    files = _by_file(problems)
    if not files:
        return catalogue.phrase("none")
    gravest = sorted((p for f in files for p in f.problems), key=lambda p: p.severity != "error")
    listed = {id(problem) for problem in gravest[:limit]}
    lines: list[str] = []
    for file in files:
        chosen = [problem for problem in file.problems if id(problem) in listed]
        if not chosen:
            continue
        lines += ["", *_heading(file, catalogue)]
        for problem in chosen:
            lines += _item(problem, catalogue)
        if len(chosen) < len(file.problems):
            rest = len(file.problems) - len(chosen)
            lines.append(f"  {catalogue.phrase('more-of-file', count=rest)}")
    if len(gravest) > limit:
        lines += ["", catalogue.phrase("more", count=len(gravest) - limit)]
    return "\n".join([*lines, "", _summary(files, catalogue)]).lstrip("\n")


def _by_file(problems: Iterable[Problem]) -> list[_File]:
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        found.setdefault(problem.file, []).append(problem)
    files = [_File(name, tuple(sorted(own, key=_gravity))) for name, own in found.items()]
    return sorted(files, key=lambda file: (-file.errors, -file.warnings, file.name))


def _gravity(problem: Problem) -> tuple[bool, int, str, str]:
    return (problem.severity != "error", problem.row or 0, problem.field or "", problem.code)


def _heading(file: _File, catalogue: Catalogue) -> list[str]:
    if not file.name:
        return []
    count = catalogue.phrase("file-count", errors=file.errors, warnings=file.warnings)
    return [f"{_visible(file.name)}  {count}"]


def _item(problem: Problem, catalogue: Catalogue) -> list[str]:
    message, fix = _said(problem, catalogue)
    place = _place(problem, catalogue, unsaid=message)
    if problem.value and _short(problem.value) not in message:
        place.append(_short(problem.value))
    severity = catalogue.phrase(f"severity-{problem.severity}")
    return [
        "  " + " ".join([*place, f"[{severity}]", message]),
        f"      {catalogue.phrase('fix', fix=fix)}",
    ]


def _said(problem: Problem, catalogue: Catalogue) -> tuple[str, str]:
    """The two sentences, with a long value cut and nothing invisible in them."""
    cut = dataclasses.replace(problem, value=problem.value and _short(problem.value))
    return _visible(catalogue.message(cut)), _visible(catalogue.fix(cut))


def _place(problem: Problem, catalogue: Catalogue, *, unsaid: str = "") -> list[str]:
    """Row (in Markdown and YAML: line) and column, left out where the sentence names it."""
    place = []
    if problem.row:
        table = problem.file.endswith(".csv")
        place.append(catalogue.phrase("row" if table else "line", row=problem.row))
    title = _visible(str(problem.details.get("title") or problem.field or ""))
    if title and title not in unsaid:
        place.append(catalogue.phrase("column", title=title))
    return place


def _short(value: str) -> str:
    return _cut(value, _LONGEST_SAID)


def _cut(value: str, longest: int) -> str:
    shown = _visible(value)
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"


_MARKS = {"\n": "↵", "\t": "⇥", "\u3000": "\u3000"}


def _visible(value: str) -> str:
    """The text with every character that shows nothing, or moves others, as a mark or a number."""
    if value.isprintable():
        return value
    return "".join(c if c.isprintable() else _MARKS.get(c, f"[U+{ord(c):04X}]") for c in value)


def _summary(files: list[_File], catalogue: Catalogue) -> str:
    errors = sum(file.errors for file in files)
    warnings = sum(file.warnings for file in files)
    return catalogue.phrase("summary", errors=errors, warnings=warnings)


def as_json(problems: Iterable[Problem], catalogue: Catalogue) -> str:
    """The report for programs (docs/contract.md): one array, every problem, null where none."""
    return json.dumps(
        [
            {
                "code": problem.code,
                "severity": problem.severity,
                "file": problem.file or None,
                "row": problem.row,
                "field": problem.field or None,
                "value": problem.value or None,
                "message": catalogue.message(problem),
                "fix": catalogue.fix(problem),
            }
            for problem in problems
        ],
        ensure_ascii=False,
        indent=2,
    )


def html(problems: Iterable[Problem], catalogue: Catalogue, titles: Mapping[str, str]) -> str:
    """The report for a clerk: one page that needs nothing beside it, to be read and printed.

    `titles` names files as people call them; a file without one is called by its path.
    """
    files = _by_file(problems)
    page = Element("html", lang="zh-CN" if catalogue.language == "zh" else "en")
    _head(page, catalogue)
    body = SubElement(page, "body", id="top")
    _say(body, "h1", catalogue.phrase("report-title"))
    _overview(body, files, catalogue)
    if files:
        _contents(body, files, catalogue, titles)
    for number, file in enumerate(files, start=1):
        _section(body, number, file, catalogue, titles)
    if files:
        _say(body, "p", catalogue.phrase("report-after"))
    # Built as a tree, so that whatever was typed is text and never markup.
    return (
        "<!DOCTYPE html>\n" + ElementTree.tostring(page, encoding="unicode", method="html") + "\n"
    )


def is_report(content: bytes) -> bool:
    """Whether a file is such a report, in any form and language, and nobody wrote into it."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    catalogues = [messages.catalogue(language) for language in messages.LANGUAGES]
    if text.startswith("<!DOCTYPE html>"):
        titles = (c.phrase("report-title") for c in catalogues)
        return any(f"<title>{title}</title>" in text for title in titles)
    return _is_json(text) or any(_is_text(text, catalogue) for catalogue in catalogues)


def _is_json(text: str) -> bool:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return False
    keys = {"code", "severity", "file", "row", "field", "value", "message", "fix"}
    return isinstance(found, list) and all(isinstance(e, dict) and set(e) == keys for e in found)


def _is_text(text: str, catalogue: Catalogue) -> bool:
    """Whether each line is one that `text` writes; its last is the summary."""
    lines = [line for line in text.splitlines() if line]
    if lines == [catalogue.phrase("none")]:
        return True
    count, more, summary = (_form(catalogue, key) for key in ("file-count", "more", "summary"))
    known = re.compile(rf"  .*|.*{count}|{more}|{summary}", re.DOTALL)
    return bool(lines and re.fullmatch(summary, lines[-1])) and all(map(known.fullmatch, lines))


def _form(catalogue: Catalogue, key: str) -> str:
    """A phrase of numbers as a pattern."""
    return re.sub(r"\\\{[a-z]+\\\}", "[0-9]+", re.escape(catalogue.entries["phrases"][key]))


def _say(parent: Element, tag: str, words: str, kind: str = "") -> Element:
    child = SubElement(parent, tag, {"class": kind} if kind else {})
    child.text = words
    child.tail = "\n"
    return child


def _head(page: Element, catalogue: Catalogue) -> None:
    head = SubElement(page, "head")
    SubElement(head, "meta", charset="utf-8")
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": policy})
    SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    _say(head, "title", catalogue.phrase("report-title"))
    _say(head, "style", _STYLE)


def _overview(body: Element, files: list[_File], catalogue: Catalogue) -> None:
    if not files:
        _say(body, "p", catalogue.phrase("report-sound"), "verdict sound")
        return
    blocked = any(file.errors for file in files)
    verdict = catalogue.phrase("report-blocked" if blocked else "report-only-warnings")
    _say(body, "p", verdict, "verdict blocked" if blocked else "verdict")
    _say(body, "p", _summary(files, catalogue))


def _contents(
    body: Element, files: list[_File], catalogue: Catalogue, titles: Mapping[str, str]
) -> None:
    nav = SubElement(body, "nav")
    _say(nav, "h2", catalogue.phrase("report-contents"))
    table = SubElement(nav, "table")
    header = SubElement(SubElement(table, "thead"), "tr")
    for column in ("report-file", "report-errors", "report-warnings"):
        _say(header, "th", catalogue.phrase(column)).set("scope", "col")
    rows = SubElement(table, "tbody")
    for number, file in enumerate(files, start=1):
        row = SubElement(rows, "tr")
        row.tail = "\n"
        link = _say(SubElement(row, "td"), "a", _name(file, catalogue, titles))
        link.set("href", f"#file-{number}")
        _say(row, "td", str(file.errors), "number")
        _say(row, "td", str(file.warnings), "number")


def _name(file: _File, catalogue: Catalogue, titles: Mapping[str, str]) -> str:
    return _visible(titles.get(file.name) or file.name or catalogue.phrase("no-file"))


def _section(
    body: Element, number: int, file: _File, catalogue: Catalogue, titles: Mapping[str, str]
) -> None:
    section = SubElement(body, "section", id=f"file-{number}")
    name = _name(file, catalogue, titles)
    _say(section, "h2", name)
    if name != file.name and file.name:
        _say(section, "p", _visible(file.name), "path")
    for problem in file.problems:
        _article(section, problem, catalogue)
    back = _say(SubElement(section, "p", {"class": "back"}), "a", catalogue.phrase("report-back"))
    back.set("href", "#top")


def _article(section: Element, problem: Problem, catalogue: Catalogue) -> None:
    article = SubElement(section, "article", {"class": problem.severity})
    article.tail = "\n"
    heading = SubElement(article, "h3")
    _say(heading, "span", catalogue.phrase(f"severity-{problem.severity}"), "severity").tail = " "
    _say(heading, "span", " ".join(_place(problem, catalogue)), "place")
    message, fix = _said(problem, catalogue)
    facts = SubElement(article, "dl")
    if problem.value or problem.field:
        _say(facts, "dt", catalogue.phrase("report-typed"))
        value = _cut(problem.value or "", _LONGEST_SHOWN) or catalogue.phrase("report-empty")
        _say(SubElement(facts, "dd"), "code", value)
    _say(facts, "dt", catalogue.phrase("report-wrong"))
    _say(facts, "dd", message)
    _say(facts, "dt", catalogue.phrase("report-mend"))
    _say(facts, "dd", fix)


_STYLE = """
:root { color-scheme: light; }
body { max-width: 52rem; margin: 0 auto; padding: 1.5rem; background: #fff; color: #23211d;
  font: 1.2rem/1.7 "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; }
h1 { font-size: 2rem; } h2 { font-size: 1.5rem; margin: 2.5rem 0 .5rem; }
h3 { font-size: 1.2rem; margin: 0 0 .5rem; }
a { color: #1a4e8c; }
.verdict { border: 2px solid #874100; padding: .75rem 1rem; font-weight: bold; }
.verdict.blocked { border-color: #a61b14; } .verdict.sound { border-color: #1b6b2f; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #8a8377; padding: .3rem .6rem; text-align: left;
  overflow-wrap: anywhere; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.path { color: #5a554c; margin: 0 0 1rem; overflow-wrap: anywhere; }
article { border: 1px solid #8a8377; border-left-width: .5rem; padding: .75rem 1rem;
  margin: 0 0 1rem; break-inside: avoid; }
article.error { border-left-color: #a61b14; } article.warning { border-left-color: #874100; }
.severity { border: 1px solid; padding: 0 .4rem; margin-right: .3rem; }
.error .severity { color: #a61b14; } .warning .severity { color: #874100; }
dl { margin: 0; } dt { color: #5a554c; font-size: 1rem; } dd { margin: 0 0 .5rem; }
code { display: block; border: 1px solid #8a8377; background: #f3efe7; padding: .3rem .6rem;
  font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; }
@media print { body { font-size: 12pt; max-width: none; padding: 0; } .back { display: none; }
  a { color: inherit; text-decoration: none; } h2 { break-after: avoid; } }
"""
