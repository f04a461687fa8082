"""The privacy gate, fail-closed: nothing about a private person leaves the office.

PIPL 第二十五条 and 第三十四条, 政府信息公开条例 第十五条, 行政处罚法 第五十条. It finds and
refuses; it never masks by itself, for what is masked at the door stays open in the spreadsheet.
Looked at is every cell, every line of the words and of the configuration, every file's name, and
what pictures and PDF files say besides what one sees. The allow-list: the official channels and
the persons responsible for a pond (包保责任人, published by duty: 矿安〔2023〕54号).

A problem never repeats what it found, but for its first three and last two characters: reports
are handed round.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from pathlib import Path

from generator import content, packages, settings
from generator.packages import Resource
from generator.problems import Problem, of_system
from generator.validation import joined
from generator.validation.desk import Desk
from generator.validation.privacy import files, names, numbers, places, reporters
from generator.validation.privacy.text import (
    GAP,
    Finding,
    Search,
    apart,
    as_rendered,
    is_plain,
    plain,
)

_ALLOWED: dict[tuple[str, str], frozenset[str]] = {
    ("channels", "value"): frozenset(("privacy-mobile", "privacy-email", "privacy-address")),
    ("channels", "name"): frozenset(("privacy-mobile", "privacy-email", "privacy-address")),
    ("responsibilities", "phone"): frozenset(("privacy-mobile",)),
    ("responsibilities", "person_name"): frozenset(("privacy-name",)),
    ("responsibilities", "office"): frozenset(("privacy-name",)),
    ("authorities", "website"): frozenset(("privacy-email",)),
}
"""What may stand where: the official channels, and who is responsible by duty."""

_UNITS = frozenset(
    (
        *("party_name", "operator", "holder", "group_company", "responsible", "responsible_unit"),
        *("built_by", "accepted_by", "investigated_by", "granting_body", "issued_by"),
    )
)
"""Columns that name a unit: a bare personal name there is a person (个体工商户, 经办人)."""

_CODES = {"party_name": "party_uscc", "operator": "uscc", "holder": "holder_uscc"}
"""The columns of credit codes beside the names of units."""

_SOLE_TRADER = "92"
"""The beginning of the credit code of a sole trader, 个体工商户 (GB 32100-2015 表1)."""

_OFFICIAL_TEXT = frozenset(("hazard-criteria", "action-plan"))
"""Packages that repeat issued documents word for word: they tell of no case."""

_CASES = frozenset(("mines", "grading", "closures", "enforcement"))
_TEXT_FILES = frozenset((".md", ".txt", ".csv", ".tsv", ".json", ".yml", ".yaml", ".html", ".svg"))
_KEY = re.compile(r"([A-Za-z_]+)\s*:")
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)

# One of these must stand in a text for any search to find anything. Every branch of the words
# begins with a letter, and every branch of the figures with a digit: else `re` is ten times slower.
_FIGURES = re.compile(
    rf"[0-9](?<![0-9][0-9])(?:(?:{GAP}{{0,3}}+[0-9]){{10}}|[0-9]*(?:\s*[°º度]|\.[0-9]{{3}})"
    r"|[0-9]{5,7}(?:\.[0-9]+)?[,，、;；|\s]{1,4}[0-9XYxy]|[0-9]{5,13}[*×]{4})"
)
_WORDS = re.compile(
    r"@|\(at|\[at|（at|当事人|法定|法人|负责人|矿长|举报|投诉|死者|伤者|遇难|实际控制|联系人|经营者"
    r"|责任人|行为人|姓名|安全员|爆破|住址|家住|现住|户籍|家庭地址|居住|暂住|坐标|经度|纬度|东经|北纬|炸药"
    r"|爆炸物|火工|雷管|民爆|信访|反映|爆料|上访|来信|来电|网帖|工单|转办|交办|自查|自检|自纠|自改|自报|检查"
    r"|巡查|督查|督导|抽查|暗访|监测|专家|会诊|排查|检举|控告|揭发|告发|匿名|知情|群众|网民|网友|居民|市民|家属|内部人员|离职|电工|会计|同行|邻矿"
    r"|12350|12345|联名信|矿主|承包人|投资人|合伙人|股东|经理"
    r"|董事长|厂长|场长|被告人|嫌疑人|受害人|被害人|业主|老板|队长|班长|组长|工程师|总工"
    r"|技术员|司机|驾驶员|操作工|矿工|工人|员工|职工|村民|证人|伤员|作业人员|管理人员|值班人员|焊工|科长|主任|总监|同志|先生|女士|男[，,）)、。\s]|女[，,）)、。\s]"
    r"|X=|X＝|X:|X：|X =|x="
    r"|lng|lon|lat|Lng|Lon|Lat|LNG|LON|LAT"
)


@dataclass(frozen=True)
class _Gate:
    """The searches of one run; `official` are the published numbers and mailboxes."""

    official: frozenset[str]
    as_of: date

    def findings(self, text: str, more: Iterable[Search] = ()) -> list[Finding]:
        """What is private in a plain text, official numbers left out."""
        searches: tuple[Callable[[str], Iterator[Finding]], ...] = (
            partial(numbers.identity_cards, as_of=self.as_of),
            numbers.bank_cards,
            numbers.mobiles,
            numbers.emails,
            reporters.persons,
            names.after_roles,
            names.beside_roles,
            places.homes,
            places.coordinates,
            places.explosives_stores,
            *more,
        )
        found = apart(finding for search in searches for finding in search(text))
        return [finding for finding in found if not self._is_official(finding)]

    def _is_official(self, finding: Finding) -> bool:
        known = finding.code in ("privacy-mobile", "privacy-email")
        return known and numbers.key(finding) in self.official


def check(desk: Desk, project: Path) -> Iterator[Problem]:
    """Everything private in data, words, configuration, file names and files."""
    gate = _Gate(_official(desk), desk.as_of)
    read: set[str] = set()
    for package, resource in desk.tables():
        if resource.sound:
            read.add(resource.file)
            yield from _table(gate, package.name, resource)
    yield from _text_file(gate, project / settings.FILE, settings.FILE)
    for folder in (content.FOLDER, packages.FOLDER):
        for path in sorted((project / folder).rglob("*")):
            file = path.relative_to(project).as_posix()
            yield from _file_name(gate, path, file)
            if not path.is_file() or file in read:
                continue
            if path.suffix.lower() in _TEXT_FILES:
                yield from _text_file(gate, path, file)
            elif path.suffix.lower() in {*files.PICTURES, files.PDF}:
                yield from _hidden(gate, path, file)


def _official(desk: Desk) -> frozenset[str]:
    """The telephone numbers and mailboxes that are published anyway."""
    texts = [desk.settings.correction_contact]
    texts += [line.text("value") for line in desk.lines("report-channels", "channels")]
    searches = (numbers.mobiles, numbers.emails)
    return frozenset(
        numbers.key(finding)
        for text in texts
        for search in searches
        for finding in search(plain(text))
    )


# -- data ---------------------------------------------------------------------------------------


def _table(gate: _Gate, package: str, resource: Resource) -> Iterator[Problem]:
    """The problems of a table, row by row."""
    columns = frozenset(entry["name"] for entry in resource.fields)
    units = [entry["name"] for entry in resource.fields if entry["name"] in _UNITS]
    found = {
        name: {
            cell: tuple(_of_cell(gate, package, resource, name, text))
            for cell, text in _hinted(cells)
        }
        for name, cells in resource.distinct.items()
    }
    told = {name: cells for name, cells in found.items() if any(cells.values())}
    named = units or columns & {"party_uscc", "old_value", "new_value"}
    for row in resource.rows if told or named else ():
        people = dict(_people(row.cells, _changed(units, columns, row.cells)))
        for name, cells in told.items():
            for finding in cells.get(row.cells[name], ()):
                if not (name in people and finding.code == "privacy-name"):
                    yield _problem(finding, resource, row.number, name)
        for name, person in people.items():
            yield _problem(person, resource, row.number, name)


def _changed(units: list[str], columns: frozenset[str], cells: Mapping[str, str]) -> list[str]:
    """The cells of a row that name a unit; of a change of a mine those of a unit's column."""
    if {"field", "old_value", "new_value"} <= columns and cells["field"] in _UNITS:
        return [*units, "old_value", "new_value"]
    return units


def _hinted(cells: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The cells of a column in which a search could find something, with their plain form."""
    texts = cells
    together = joined.text(cells)
    if not is_plain(together):
        texts = tuple(map(plain, cells))
        together = joined.text(texts)
    starts = (match.start() for hint in (_FIGURES, _WORDS) for match in hint.finditer(together))
    for place in joined.places(together, starts):
        yield cells[place], texts[place]


def _of_cell(
    gate: _Gate, package: str, resource: Resource, name: str, text: str
) -> Iterator[Finding]:
    more: list[Search] = []
    if package in _CASES:
        more += (reporters.reports, reporters.mentions)
    if (resource.name, name) == ("progress", "note"):
        more.append(reporters.reports)
    if (resource.name, name) == ("supervised_hazards", "description"):
        more.append(reporters.how_found)
    if name == "uscc" or name.endswith("_uscc") or name == "index_no":
        text = numbers.without_credit_codes(text)
        if not _FIGURES.search(text) and not _WORDS.search(text):
            return
    allowed = _ALLOWED.get((resource.name, name), frozenset())
    for finding in gate.findings(text, more):
        if finding.code not in allowed and not (
            package in _OFFICIAL_TEXT and finding.severity == "warning"
        ):
            yield finding


def _people(cells: Mapping[str, str], units: list[str]) -> Iterator[tuple[str, Finding]]:
    """The persons of a row: unmasked where a unit or party is named, or told by a code."""
    party_type = cells.get("party_type", "")
    for name in units:
        if person := _person(name, cells[name], party_type, cells.get(_CODES.get(name, ""), "")):
            yield name, person
    code = cells.get("party_uscc", "").strip()
    if code and plain(party_type).strip() == "natural-person":
        yield "party_uscc", Finding("privacy-party-code", code, 0)


@lru_cache(maxsize=65536)
def _person(field: str, name: str, party_type: str, code: str) -> Finding | None:
    """An unmasked natural person where a unit or party is named; the same firms come again."""
    name, party_type, code = (plain(cell).strip() for cell in (name, party_type, code))
    if not name:
        return None
    if field == "party_name" and party_type == "natural-person":
        return None if names.is_masked(name) else Finding("privacy-party", name, 0)
    if names.is_person(name):
        return Finding("privacy-party", name, 0)
    if names.may_be_person(name) and not numbers.is_firms_code(code):
        return Finding("privacy-party-short", name, 0, "warning")
    trader = party_type == "sole-trader" or code.startswith(_SOLE_TRADER)
    if trader and not names.is_masked(name) and not names.ends_like_a_firm(name):
        return Finding("privacy-party-short", name, 0, "warning")
    unknown = field in ("operator", "old_value", "new_value") and not code
    if (trader or unknown) and names.bears_a_name(name):
        return Finding("privacy-shop-name", name, 0, "warning")
    return None


def _problem(finding: Finding, resource: Resource, row: int, field: str) -> Problem:
    return Problem(
        finding.code,
        resource.file,
        row,
        field,
        finding.masked,
        finding.severity,
        {"title": resource.title(field)},
    )


# -- words, configuration and other text --------------------------------------------------------


def _text_file(gate: _Gate, path: Path, file: str) -> Iterator[Problem]:
    """A text file, searched as a whole: a number broken over two lines is still a number."""
    try:
        raw = path.read_bytes()
    except OSError:  # said where it is read
        return
    text = plain(as_rendered(_decoded(raw).replace("\r\n", "\n")))
    if file == settings.FILE or file.startswith(f"{packages.FOLDER}/"):
        text = numbers.without_credit_codes(text)
    front = _FRONT_MATTER.match(text)
    keyed = text.count("\n", 0, front.end(1)) if front else 0
    lines = text.split("\n")
    notice = file.startswith(f"{content.FOLDER}/notices/")
    for finding in gate.findings(text, (reporters.reports,) if notice else ()):
        row = text.count("\n", 0, finding.start) + 1
        key = _KEY.match(lines[row - 1]) if row <= keyed or file == settings.FILE else None
        yield Problem(
            finding.code, file, row, key[1] if key else None, finding.masked, finding.severity
        )


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


# -- files --------------------------------------------------------------------------------------


def _file_name(gate: _Gate, path: Path, file: str) -> Iterator[Problem]:
    """A name such as 张建国身份证.jpg is published with the file."""
    text = plain(path.stem)
    found = gate.findings(text)
    person = re.match(r"[\u4e00-\u9fff]{2,4}?(?=身份证|照片|驾驶证|处罚|\Z)", text)
    if person and names.is_bare(person[0]):
        found.append(Finding("privacy-name", person[0], 0))
    for finding in found:
        yield Problem(finding.code, file, None, None, finding.masked, finding.severity)


def _hidden(gate: _Gate, path: Path, file: str) -> Iterator[Problem]:
    """Place, author and texts inside a picture or PDF."""
    try:
        hidden = files.read(path.read_bytes(), path.suffix.lower())
    except OSError as error:
        yield Problem("file-unreadable", file, details=of_system(error))
        return
    except files.Opaque:
        yield Problem("privacy-file", file, value=path.name)
        return
    if hidden.position:
        yield Problem("privacy-gps", file)
    found = [finding for text in hidden.texts for finding in gate.findings(plain(text))]
    found += [
        Finding("privacy-name", name.strip(), 0)
        for name in map(plain, hidden.authors)
        if names.is_bare(name)
    ]
    for code, value, severity in sorted({(f.code, f.masked, f.severity) for f in found}):
        yield Problem(code, file, None, None, value, severity)
