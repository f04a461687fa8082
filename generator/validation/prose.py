"""The words of `content/`: links and pictures lead somewhere, and nothing is said that must not be.

What the skin would drop without a word when it renders (raw HTML, foreign schemes, pictures from
elsewhere) is said here, with its line. Links to unknown records are judged in `words`, the keys
of front matter (`template:` among them) where it is read, in `generator.content`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from generator import addresses, content
from generator.content import Notice, Words
from generator.problems import Problem, of_system
from generator.validation.desk import Desk
from generator.validation.privacy.text import plain

FORBIDDEN = f"{content.FOLDER}/forbidden.txt"
"""The staff list of wordings that may not stand in `content/`; no page is made of it."""

_SCHEMES = frozenset(("http", "https", "mailto", "tel", "notice", "page", *addresses.SCHEMES))
_HARMLESS = frozenset(
    ("abbr", "br", "del", "details", "hr", "ins", "kbd", "small", "sub", "summary", "sup", "wbr")
)
_ATTRIBUTES = re.compile(r"(?:\s+(?:open|markdown(?:=\"?1\"?)?|title=\"[^\"<>]*\"))*\s*/?")

_FENCE = re.compile(r"^(```+|~~~+)[^\n]*\n.*?^\1[`~]*[ \t]*$", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"(?<![`\\])(`+)(?!`)[^\n]*?(?<!`)\1(?!`)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_LINK = re.compile(
    r"(?<!\\)(!?)\[(?:[^\[\]]|\[[^\[\]]*\](?:\([^()]*\))?)*\]\(\s*(<[^<>\n]*>|(?:[^\s()]|\([^\s()]*\))*)"
)
_PICTURE = re.compile(r"(?<!\\)!\[[^\[\]]*\]\(\s*(<[^<>\n]*>|(?:[^\s()]|\([^\s()]*\))*)")
_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)([^\]\n]+)\]:\s*(<[^<>\n]*>|\S+)", re.MULTILINE)
_PICTURE_BY_NAME = re.compile(r"(?<!\\)!\[([^\[\]]*)\](?:\[([^\[\]]*)\])?")
_AUTOLINK = re.compile(r"(?<!\\)<([A-Za-z][A-Za-z0-9+.-]*:[^<>\s]*)>")
_TAG = re.compile(r"(?<!\\)<(?:/?([A-Za-z][A-Za-z0-9-]*)(?=[\s/>]|\Z)([^<>]*)>?|([!?][A-Za-z\[]))")
_ATTRIBUTE_LIST = re.compile(
    r"\{:?[^{}\n]*?\b((?:on[a-z]+|style|href|src|srcdoc)\s*=)[^{}\n]*\}", re.I
)
_H1 = re.compile(r"^#(?!#)[^\n]*|^[^\n#>|-][^\n]*\n=+[ \t]*$", re.MULTILINE)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


@dataclass(frozen=True)
class _Text:
    """A body as it will be read: code is blanked, the places of the rest are kept."""

    file: str
    body: str
    first_row: int

    def problem(self, code: str, place: int, value: str, **details: object) -> Problem:
        row = self.first_row + self.body.count("\n", 0, place)
        return Problem(code, self.file, row, None, value, details=details)


def check(desk: Desk, project: Path) -> Iterator[Problem]:
    """Every link, picture, tag, heading and wording of the words that cannot stay."""
    wordings, problems = _wordings(project)
    yield from problems
    texts: list[Words | Notice] = [*desk.content.pages.values(), *desk.content.notices]
    for words in texts:
        text = _Text(words.file, _without_code(words.body), words.body_row)
        yield from _links(text, project)
        yield from _tags(text)
        for match in _H1.finditer(text.body):
            yield text.problem("prose-h1", match.start(), match[0].split("\n")[0])
        if wordings:
            yield from _forbidden(text, words, wordings)


def _without_code(body: str) -> str:
    """Code is shown, not obeyed. An unclosed fence or backtick makes no code."""
    for pattern in (_FENCE, _CODE, _COMMENT):
        body = pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), body)
    return body


# -- links and pictures -------------------------------------------------------------------------


def _links(text: _Text, project: Path) -> Iterator[Problem]:
    pictures = {match.start() for match in _PICTURE.finditer(text.body)}
    for match in (*_LINK.finditer(text.body), *_PICTURE.finditer(text.body)):
        if match.re is _LINK and match.start() in pictures:
            continue
        picture = match.re is _PICTURE
        yield from _target(text, project, match.start(), match[match.lastindex or 0], picture)
    for match in _AUTOLINK.finditer(text.body):
        yield from _target(text, project, match.start(), match[1], False)
    shown = {(match[2] or match[1]).casefold() for match in _PICTURE_BY_NAME.finditer(text.body)}
    for match in _DEFINITION.finditer(text.body):
        picture = match[1].casefold() in shown
        yield from _target(text, project, match.start(), match[2], picture)


def _target(
    text: _Text, project: Path, place: int, written: str, picture: bool
) -> Iterator[Problem]:
    """What is wrong with the target of one link or picture; at most one thing."""
    url = _as_browsers_read(written)
    fault = _picture_fault if picture else _link_fault
    if code := fault(url, text.file, project):
        yield text.problem(code, place, url)


def _as_browsers_read(written: str) -> str:
    """A target as a browser takes it: `java&#115;cript:`, and a tab in the scheme, are followed."""
    url = html.unescape(_ESCAPED.sub(r"\1", written.strip().removeprefix("<").removesuffix(">")))
    return re.sub(r"[\x00-\x20\x7f\u200b-\u200f\u2060\ufeff]", "", url)


def _link_fault(url: str, file: str, project: Path) -> str:
    code = ""
    scheme = _SCHEME.match(url)
    web = scheme is not None and scheme[1].lower() in ("http", "https")
    if url.startswith(("//", "\\", "/\\")) or (web and not re.match(r"\w+://[^/\\]", url)):
        code = "prose-link-host"
    elif scheme is not None and not web and scheme[1] not in _SCHEMES:
        code = "prose-link-scheme"
    elif scheme is None and not url.startswith("#") and not _left_to_the_skin(url):
        code = "prose-link-missing"
        if _inside(url, file, project) == "there":
            code = ""
    return code


def _left_to_the_skin(url: str) -> bool:
    """A link to the source of a page of ours, `../report/index.md`: only MkDocs knows them all."""
    return re.split("[?#]", url)[0].endswith("index.md") and not url.startswith("/")


def _picture_fault(url: str, file: str, project: Path) -> str:
    code = ""
    place = _inside(url, file, project)
    if _SCHEME.match(url) or url.startswith(("/", "\\")) or place == "outside":
        code = "prose-image-outside"
    elif not url.lower().endswith(content.PICTURES):
        code = "prose-image-kind"
    elif place == "missing":
        code = "prose-image-missing"
    return code


def _inside(url: str, file: str, project: Path) -> str:
    """Whether a relative target is a file below `content/`: "there", "missing" or "outside"."""
    path = unquote(re.split("[?#]", url)[0])
    if "\\" in path or "\0" in path:
        return "outside"
    home = (project / content.FOLDER).resolve()
    target = ((project / file).parent / path).resolve()
    if not target.is_relative_to(home):
        return "outside"
    return "there" if path and target.is_file() else "missing"


# -- raw HTML -----------------------------------------------------------------------------------


def _tags(text: _Text) -> Iterator[Problem]:
    """Tags but the few that only shape a line, and attributes that act (attr_list included)."""
    targets = {match.start(2) for match in _LINK.finditer(text.body)}  # [a](<address>)
    opened: set[str] = set()
    for match in _TAG.finditer(text.body):
        if match.start() in targets:
            continue
        name, attributes = (match[1] or "").lower(), match[2] or ""
        if match[0].startswith("</") and name in opened:
            continue  # said where the element begins
        opened.add(name)
        if name in _HARMLESS and _ATTRIBUTES.fullmatch(attributes):
            continue
        yield text.problem("prose-html", match.start(), match[0].split("\n")[0][:60])
    for match in _ATTRIBUTE_LIST.finditer(text.body):
        yield text.problem("prose-html", match.start(), match[0][:60])


# -- forbidden wordings -------------------------------------------------------------------------


def _wordings(project: Path) -> tuple[Mapping[str, str], list[Problem]]:
    """The staff list, `wording` or `wording = say instead` a line; what is wrong with it."""
    try:
        lines = (project / FORBIDDEN).read_bytes().decode("utf-8-sig").splitlines()
    except FileNotFoundError:
        return {}, []
    except OSError as error:
        return {}, [Problem("file-unreadable", FORBIDDEN, details=of_system(error))]
    except UnicodeDecodeError:
        return {}, [Problem("not-utf-8", FORBIDDEN)]
    wordings: dict[str, str] = {}
    problems = []
    for row, line in enumerate(lines, start=1):
        wording, _, instead = (part.strip() for part in plain(line).partition("="))
        if (not wording and not instead) or wording.startswith("#"):
            continue
        if not wording or wording in wordings:
            problems.append(Problem("prose-forbidden-list", FORBIDDEN, row, value=line.strip()))
            continue
        wordings[wording] = instead
    return wordings, problems


def _forbidden(
    text: _Text, words: Words | Notice, wordings: Mapping[str, str]
) -> Iterator[Problem]:
    """Each forbidden wording, whatever spaces, breaks or marks of Markdown stand in it."""
    pattern = _any_of(wordings)
    for match in pattern.finditer(plain(words.title)):
        wording = _only_letters(match[0], wordings)
        row = words.lines.get("title") if isinstance(words, Notice) else None
        details = {"instead": wordings[wording]}
        yield Problem("prose-forbidden", words.file, row, "title", wording, details=details)
    seen = _Text(text.file, plain(words.body), text.first_row)
    for match in pattern.finditer(seen.body):
        wording = _only_letters(match[0], wordings)
        instead = wordings[wording]
        yield seen.problem("prose-forbidden", match.start(), wording, instead=instead)


_BETWEEN = r"[\s*_`~]{0,4}"


def _any_of(wordings: Mapping[str, str]) -> re.Pattern[str]:
    longest_first = sorted(wordings, key=len, reverse=True)
    return re.compile("|".join(_BETWEEN.join(map(re.escape, wording)) for wording in longest_first))


def _only_letters(found: str, wordings: Mapping[str, str]) -> str:
    bare = {re.sub(r"[\s*_`~]", "", wording): wording for wording in wordings}
    return bare[re.sub(r"[\s*_`~]", "", found)]
