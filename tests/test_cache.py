"""What is remembered is what was found, and one changed byte is judged again."""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import frictionless
import pytest
from conftest import ROOT
from hypothesis import HealthCheck, given, strategies
from hypothesis import settings as trials

from generator import cache, messages, packages
from generator.packages import Package
from generator.problems import Problem
from generator.validation import stock

Describe = Callable[[packages.Resource], dict[str, Any]]

FOUND = [
    Problem("form-date", "data/x.csv", 2, "day", "1\n", details={"title": "日", "limit": ["a", 1]}),
    Problem("stock-type", "data/x.csv", severity="warning"),
]


class Judge:
    """Finds what it is told to find, and counts how often it was asked."""

    def __init__(self, found: list[Problem] | None = None) -> None:
        self.found = FOUND if found is None else found
        self.asked = 0

    def __call__(self) -> list[Problem]:
        self.asked += 1
        return list(self.found)


def test_what_was_found_once_is_not_looked_for_again(tmp_path: Path) -> None:
    judge = Judge()
    for _ in range(2):
        assert cache.remember(tmp_path / "new" / "check", "x", [b"1"], judge) == FOUND
    assert judge.asked == 1


def test_without_a_folder_everything_is_computed() -> None:
    judge = Judge()
    assert cache.remember(None, "x", [b"1"], judge) == cache.remember(None, "x", [b"1"], judge)
    assert judge.asked == 2


@pytest.mark.parametrize("parts", [[b"abd"], [b"ab", b"c"], [b"abc", b""], []])
def test_other_parts_are_judged_again(tmp_path: Path, parts: list[bytes]) -> None:
    cache.remember(tmp_path, "x", [b"abc"], Judge())
    judge = Judge([])
    assert cache.remember(tmp_path, "x", parts, judge) == []
    assert judge.asked == 1


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A program of two files and a folder of libraries, to be changed."""
    folder = tmp_path / "program"
    (folder / "part").mkdir(parents=True)
    (folder / "a.py").write_bytes(b"a = 1\n")
    (folder / "part" / "words.toml").write_bytes(b"")
    (folder / "libraries" / "frictionless-5.21.0.dist-info").mkdir(parents=True)
    monkeypatch.setattr(cache, "_PROGRAM", folder)
    monkeypatch.setattr("sys.path", [str(folder / "libraries")])
    cache._surroundings.cache_clear()
    yield folder
    cache._surroundings.cache_clear()


@pytest.mark.parametrize("change", ["byte", "file", "library"])
def test_one_changed_byte_of_the_program_or_one_version_is_another_key(
    program: Path, change: str
) -> None:
    before = cache._key([b"1"])
    cache._surroundings.cache_clear()
    assert cache._key([b"1"]) == before
    if change == "byte":
        (program / "a.py").write_bytes(b"a = 2\n")
    elif change == "file":
        (program / "part" / "b.py").write_bytes(b"")
    else:
        library = program / "libraries" / "frictionless-5.21.0.dist-info"
        library.rename(library.with_name("frictionless-5.21.1.dist-info"))
    cache._surroundings.cache_clear()
    assert cache._key([b"1"]) != before


def test_another_python_is_another_key(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = cache._key([b"1"])
    monkeypatch.setattr("sys.version", "3.99")
    cache._surroundings.cache_clear()
    assert cache._key([b"1"]) != before


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "other", "no text"])
def test_a_damaged_entry_is_ignored_and_replaced(tmp_path: Path, damage: str) -> None:
    cache.remember(tmp_path, "x", [b"1"], Judge())
    (entry,) = tmp_path.iterdir()
    content = entry.read_bytes()
    entry.write_bytes(
        {
            "cut": content[:-3],
            "changed": content.replace(b"form-date", b"form-data"),
            "empty": b"",
            "other": b"[]",
            "no text": b"\xff\x00" * 100,
        }[damage]
    )
    judge = Judge()
    assert cache.remember(tmp_path, "x", [b"1"], judge) == FOUND
    assert judge.asked == 1
    assert entry.read_bytes() == content


def test_only_the_newest_entry_of_a_name_is_kept(tmp_path: Path) -> None:
    cache.remember(tmp_path, "report-channels", [b"1"], Judge())
    (tmp_path / "report.left-by-a-kill").write_bytes(b"")
    for part in (b"1", b"2", b"3"):
        cache.remember(tmp_path, "report", [part], Judge())
    names = sorted(entry.name.partition(".")[0] for entry in tmp_path.iterdir())
    assert names == ["report", "report-channels"]


def test_a_folder_that_cannot_be_written_does_not_fail_the_check(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert cache.remember(tmp_path / "file" / "check", "x", [b"1"], Judge()) == FOUND


def test_a_full_disk_does_not_fail_the_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert cache.remember(tmp_path, "x", [b"1"], Judge()) == FOUND
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("details", [{"limit": (1, 2)}, {"limit": object()}, {"limit": {1: "x"}}])
def test_what_would_not_come_back_the_same_is_not_kept(
    tmp_path: Path, details: dict[str, object]
) -> None:
    found = [Problem("form-date", "data/x.csv", details=details)]
    judge = Judge(found)
    for _ in range(2):
        assert cache.remember(tmp_path, "x", [b"1"], judge) == found
    assert judge.asked == 2


def test_every_file_of_the_named_folders_is_part_of_a_key(tmp_path: Path) -> None:
    (tmp_path / "data" / "mines").mkdir(parents=True)
    (tmp_path / "data" / "mines" / "mines.csv").write_bytes(b"1")
    (tmp_path / "site_config.yml").write_bytes(b"2")
    (tmp_path / "site").mkdir()
    assert list(cache.files(tmp_path, ("data", "site_config.yml"))) == [
        b"data/mines/mines.csv",
        b"1",
        b"site_config.yml",
        b"2",
    ]
    assert next(cache.files(tmp_path, ("content",))) == b"content"


# The stock validator


@pytest.fixture(scope="module")
def shipped_packages() -> packages.Packages:
    return packages.load(ROOT)[0]


def _with(package: Package, table: str, content: str) -> Package:
    """The package with the text of one table replaced, read as `packages` reads it."""
    resource = package.resources[table]
    lines = list(csv.reader(io.StringIO(content, newline=""), strict=True))
    rows = tuple(
        packages.Row(n, dict(zip(lines[0], cells, strict=True)))
        for n, cells in enumerate(lines[1:], start=2)
    )
    spoilt = dataclasses.replace(resource, content=content.encode(), rows=rows)
    return dataclasses.replace(package, resources={**package.resources, table: spoilt})


def test_stock_findings_are_remembered_by_package(
    tmp_path: Path, shipped_packages: packages.Packages, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stock.check(shipped_packages, tmp_path) == []
    assert len(list(tmp_path.iterdir())) == len(packages.NAMES)
    judged: list[str] = []

    def judge(package: Package) -> list[Problem]:
        judged.append(package.name)
        return []

    monkeypatch.setattr(stock, "_problems", judge)
    assert stock.check(shipped_packages, tmp_path) == []
    assert judged == []
    table = shipped_packages["grading"].resources["risk_grades"]
    one_byte_less = table.content.decode().removesuffix("\n")
    changed = _with(shipped_packages["grading"], "risk_grades", one_byte_less)
    stock.check({**shipped_packages, "grading": changed}, tmp_path)
    assert judged == ["grading"]


def _walk(kind: type[frictionless.Error]) -> Iterator[type[frictionless.Error]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _walk(below)


def test_every_type_of_error_of_frictionless_has_words_of_ours() -> None:
    types = {kind.type for kind in _walk(frictionless.Error)}
    assert types - set(stock._WORDS) == set()
    assert set(stock._WORDS) - types == set()
    for language in messages.LANGUAGES:
        assert set(stock._WORDS.values()) <= set(messages.catalogue(language).entries)
    assert stock._UNKNOWN not in stock._WORDS.values()


ODD = strategies.one_of(
    strategies.sampled_from(
        [
            "",
            " ",
            "1",
            "01",
            "1.0",
            "1_0",
            "１",
            "NaN",
            "2026-1-5",
            "2026-02-30",
            "A",
            "Z",
            "a\r\nb",
        ]
    ),
    strategies.sampled_from(["x,y", '"', "'", ";", "\t", "a;b;c", "qx-001", "g-qgvywvgs", "-1"]),
    strategies.text(max_size=6),
)


@pytest.mark.slow
@trials(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    table=strategies.sampled_from(["cases", "case_mines", "checklist"]),
    changes=strategies.lists(
        strategies.tuples(strategies.integers(0, 40), strategies.integers(0, 40), ODD), max_size=4
    ),
    again=strategies.lists(strategies.integers(0, 40), max_size=2),
)
def test_the_rows_shown_to_the_stock_validator_are_all_it_objects_to(
    shipped_packages: packages.Packages,
    table: str,
    changes: list[tuple[int, int, str]],
    again: list[int],
) -> None:
    """Shown in part or whole, a table has the same problems at the same rows."""
    package = shipped_packages["closures"]
    rows = [list(row.cells.values()) for row in package.resources[table].rows]
    for row, column, cell in changes:
        rows[row % len(rows)][column % len(rows[0])] = cell
    rows += [rows[number % len(rows)] for number in again]
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([list(package.resources[table].rows[0].cells), *rows])
    spoilt = _with(package, table, text.getvalue())
    in_part = stock._problems(spoilt)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stock, "_judged_by_cells", lambda resource: False)
        patch.setattr(stock, "_without_references", _with_plain_dialect)
        assert in_part == stock._problems(spoilt)


def _with_plain_dialect(
    resource: packages.Resource, describe: Describe = stock._without_references
) -> dict[str, Any]:
    return {**describe(resource), "dialect": {"csv": stock._PLAIN}}


def test_a_table_that_frictionless_would_cut_otherwise_is_shown_whole() -> None:
    assert stock._plain_by_guess(b"a,b\n1,2\n3,4\n")
    assert not stock._plain_by_guess(b"a, b\n1, 2\n3, 4\n")
    assert not stock._plain_by_guess(b"a;b,c\n1;2,3\n4;5\n6;7\n")


def test_a_descriptor_that_promises_more_is_held_to_it(
    shipped_packages: packages.Packages,
) -> None:
    package = shipped_packages["hazard-criteria"]
    resource = package.resources["documents"]
    for more in ({"bytes": 1}, {"hash": "0" * 32}, {"dialect": {"delimiter": ";"}}):
        table = dataclasses.replace(resource, descriptor={**resource.descriptor, **more})
        spoilt = dataclasses.replace(package, resources={**package.resources, "documents": table})
        assert stock._problems(spoilt), more
