"""Whatever is done to the files of a sound package, checking it says problems and never fails."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from conftest import DAY, ROOT
from hypothesis import HealthCheck, assume, example, given, strategies
from hypothesis import settings as trials

from generator import content, messages, packages, settings, validation
from generator.content import Content
from generator.problems import Problem
from generator.validation.desk import Desk

pytestmark = pytest.mark.slow

NAME = "closures"
"""A small package with keys of two columns, references, days, a year, and choices."""

TABLES = ("cases", "case_mines", "checklist")
CASES = (ROOT / "data" / NAME / "cases.csv").read_bytes()
DESCRIPTOR = (ROOT / "data" / NAME / "datapackage.json").read_bytes()

few = trials(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)

ODD_CELLS = strategies.one_of(
    strategies.sampled_from(
        (
            "",
            " ",
            "0",
            "-1",
            "1_000",
            "NaN",
            "INF",
            "2026-13-01",
            "２０２６",
            "9" * 400,
            "con",
            "{x}",
            "⟦title⟧",
            "、",
            "a\nb",
            "a\rb",
            '"',
            ",",
            "\ufeff",
            "\u202e",
            "\x0b",
            "𠮷",
            "c-j3ubfc2q",
            "C-J3UBFC2Q",
        )
    ),
    strategies.text(max_size=20),
)

ODD_VALUES = strategies.one_of(
    strategies.none(),
    strategies.booleans(),
    strategies.integers(-2, 2),
    strategies.sampled_from(("", "x", "..", "a\0b", "date", "[", "case_id", "\ud800", 1e400)),
    strategies.lists(strategies.sampled_from(("", "case_id", 1, None)), max_size=2),
    strategies.dictionaries(
        strategies.sampled_from(("fields", "reference", "name", "enum")),
        strategies.sampled_from(("case_id", 5, None)),
        max_size=2,
    ),
)

CHOSEN, _ = settings.load(ROOT)
SHIPPED, _ = packages.load(ROOT)


def _check(file: str, spoilt: bytes) -> list[Problem]:
    """The problems of the package with one of its files replaced; each can be said to people."""
    assert CHOSEN is not None
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        home = project / "data" / NAME
        home.mkdir(parents=True)
        for name in (*(f"{table}.csv" for table in TABLES), "datapackage.json"):
            (home / name).write_bytes((ROOT / "data" / NAME / name).read_bytes())
        (home / file).write_bytes(spoilt)
        loaded, problems = packages.load(project)
    problems = [p for p in problems if f"data/{NAME}/" in p.file]
    problems += validation.check(Desk(loaded, Content({}, ()), CHOSEN, DAY))
    for problem in problems:
        assert isinstance(problem, Problem)
        assert problem.file.startswith("data/")
        assert problem.row is None or problem.row >= 1
        assert messages.catalogue("zh").message(problem)
        assert messages.catalogue("en").fix(problem)
        json.dumps([problem.value, problem.field]).encode()
    return problems


def test_the_sound_package_has_no_problem() -> None:
    """What the spoilt ones are measured against."""
    assert _check("cases.csv", CASES) == []


@few
@given(
    place=strategies.integers(0, len(CASES) - 1),
    length=strategies.integers(0, 40),
    put=strategies.one_of(
        strategies.binary(max_size=8),
        strategies.sampled_from((b'"', b"\n", b"\r", b",", b"\0", b"\xff", b"\xef\xbb\xbf")),
    ),
)
@example(place=0, length=len(CASES), put=b"")
@example(place=0, length=0, put=b'"')
@example(place=0, length=0, put=b"\xef\xbb\xbf")
def test_a_table_with_other_bytes(place: int, length: int, put: bytes) -> None:
    _check("cases.csv", CASES[:place] + put + CASES[place + length :])


def _lines() -> list[list[str]]:
    return list(csv.reader(io.StringIO(CASES.decode("utf-8"))))


def _written(lines: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue().encode("utf-8", "surrogatepass")


WIDTH, HEIGHT = len(_lines()[0]), len(_lines())


@few
@given(
    number=strategies.integers(1, HEIGHT - 1),
    column=strategies.integers(0, WIDTH - 1),
    cell=ODD_CELLS,
)
@example(number=1, column=0, cell="C-J3UBFC2Q")
@example(number=2, column=0, cell="c-j3ubfc2q")
def test_a_table_with_another_cell(number: int, column: int, cell: str) -> None:
    """At most one problem stands at the cell itself, and it is one of that row."""
    lines = _lines()
    lines[number][column] = cell
    found = _check("cases.csv", _written(lines))
    here = [p for p in found if (p.row, p.field) == (number + 1, lines[0][column])]
    assert len([p for p in here if p.file.endswith("/cases.csv")]) <= 1


@few
@given(
    order=strategies.lists(strategies.integers(0, HEIGHT - 1), max_size=HEIGHT + 3),
    cut=strategies.integers(0, WIDTH + 1),
)
def test_a_table_with_rows_taken_out_doubled_and_cut(order: list[int], cut: int) -> None:
    lines = [_lines()[number] for number in order]
    if lines:
        lines[-1] = lines[-1][:cut]
    _check("cases.csv", _written(lines))


@few
@given(
    place=strategies.integers(0, len(DESCRIPTOR) - 1),
    length=strategies.integers(0, 30),
    put=strategies.sampled_from((b"", b'"', b"{", b"]", b",", b"null", b"\xff", b"\0", b"5")),
)
def test_a_descriptor_with_other_bytes(place: int, length: int, put: bytes) -> None:
    _check("datapackage.json", DESCRIPTOR[:place] + put + DESCRIPTOR[place + length :])


def _places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place of a descriptor, as the keys and positions that lead there."""
    children: list[tuple[Any, Any]] = []
    if isinstance(node, dict):
        children = list(node.items())
    elif isinstance(node, list):
        children = list(enumerate(node))
    found = [path]
    for key, child in children:
        found += _places(child, (*path, key))
    return found


PLACES = [path for path in _places(json.loads(DESCRIPTOR)) if path]


@trials(few, max_examples=80)
@given(path=strategies.sampled_from(PLACES), value=ODD_VALUES)
def test_a_descriptor_with_another_value(path: tuple[Any, ...], value: object) -> None:
    descriptor = json.loads(DESCRIPTOR)
    node = descriptor
    for key in path[:-1]:
        node = node[key]
    assume(node[path[-1]] != value)
    node[path[-1]] = value
    _check("datapackage.json", json.dumps(descriptor).encode())


@trials(few, max_examples=80)
@given(
    table=strategies.integers(0, len(TABLES) - 1),
    field=strategies.integers(0, 1),
    key=strategies.sampled_from(
        (
            "type",
            "format",
            "constraints",
            "categories",
            "trueValues",
            "missingValues",
            "rdfType",
            "primaryKey",
            "foreignKeys",
            "crossPackageForeignKeys",
            "dialect",
            "profile",
            "encoding",
            "hash",
            "bytes",
            "data",
            "fieldsMatch",
        )
    ),
    value=ODD_VALUES,
    part=strategies.sampled_from(("field", "schema", "resource", "package")),
)
@example(table=0, field=0, key="hash", value=True, part="resource")
def test_a_descriptor_with_one_more_property(
    table: int, field: int, key: str, value: object, part: str
) -> None:
    descriptor = json.loads(DESCRIPTOR)
    resource = descriptor["resources"][table]
    parts = {
        "package": descriptor,
        "resource": resource,
        "schema": resource["schema"],
        "field": resource["schema"]["fields"][field],
    }
    parts[part][key] = value
    _check("datapackage.json", json.dumps(descriptor).encode())


@pytest.mark.parametrize("part", ["front", "body"])
@few
@given(put=ODD_CELLS, place=strategies.integers(0, 60))
@example(put="⟦", place=3)
@example(put="---\n", place=4)
def test_a_notice_with_other_words(part: str, put: str, place: int) -> None:
    front, body = "title: 通报\ndate: 2026-10-20\nkind: rule\nrecords: [o-1]\n", "[x](mine:x)\n"
    if part == "front":
        front = front[:place] + put + front[place:]
    else:
        body = body[:place] + put + body[place:]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "content/notices/a.md"
        file.parent.mkdir(parents=True)
        file.write_bytes(f"---\n{front}---\n{body}".encode("utf-8", "surrogatepass"))
        words, problems = content.load(Path(folder))
    assert CHOSEN is not None
    problems += validation.words.check(Desk(SHIPPED, words, CHOSEN, DAY))
    assert {problem.file for problem in problems} <= {"content/notices/a.md"}
    assert problems or not words.notices


@few
@given(put=ODD_CELLS, place=strategies.integers(0, 400))
def test_settings_with_other_words(put: str, place: int) -> None:
    text = (ROOT / settings.FILE).read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / settings.FILE).write_bytes(
            (text[:place] + put + text[place:]).encode("utf-8", "surrogatepass")
        )
        chosen, problems = settings.load(Path(folder))
    assert (chosen is None) == bool(problems)
