"""What many tests share: the shipped bulletin, copies of it to spoil, and one finished site."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import browsing
import pytest
from playwright.sync_api import Browser, sync_playwright
from sweeping import kinds, published, sweep  # noqa: F401 — fixtures of many files

from generator import bulletin, pipeline, tree
from generator.bulletin import Bulletin
from generator.pipeline import Source

ROOT = Path(__file__).parent.parent
DAY = date(2026, 11, 23)
"""The day every test names, so that nothing turns red by itself."""

PARTS = ("data", "content", "theme")


def copy_project(target: Path) -> Path:
    """A copy of the shipped bulletin, to be spoilt."""
    target.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        shutil.copytree(ROOT / part, target / part)
    shutil.copy(ROOT / "site_config.yml", target)
    return target


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the shipped bulletin."""
    return copy_project(tmp_path / "bulletin")


@pytest.fixture
def empty_project(project: Path) -> Path:
    """A bulletin without a single row or notice: every table is its header."""
    for table in project.glob("data/*/*.csv"):
        header = table.read_text(encoding="utf-8").split("\n", 1)[0]
        table.write_text(header + "\n", encoding="utf-8")
    shutil.rmtree(project / "content" / "notices")
    return project


@pytest.fixture(scope="session")
def shipped() -> Source:
    """The shipped bulletin, read and judged. Never written to."""
    return pipeline.check(ROOT, DAY)


@pytest.fixture(scope="session")
def shipped_bulletin(shipped: Source) -> Bulletin:
    """The shipped bulletin as of the day."""
    return bulletin.assemble(shipped.packages, shipped.content, DAY)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The whole shipped site as of the day, built once a worker."""
    folder = copy_project(tmp_path_factory.mktemp("site") / "bulletin")
    keep_prints(folder)
    source = pipeline.check(folder, DAY)
    output = folder / "site"
    built = pipeline.build(source, DAY, output, with_posters=True, report=lambda step: None)
    assert not built.problems
    give_prints(folder)
    return output


PRINTS = ROOT / tree.STATE / "test-posters"


def keep_prints(project: Path) -> None:
    """Let a copy use prints made by earlier runs: the same key, the same bytes.

    It gets links, so what it sweeps away are its own links.
    """
    own = project / tree.STATE / "posters"
    own.mkdir(parents=True, exist_ok=True)
    for file in PRINTS.glob("*"):
        if file.suffix != ".new":
            (own / file.name).symlink_to(file)


def give_prints(project: Path) -> None:
    """Keep the prints of a copy for later runs, and no others."""
    PRINTS.mkdir(parents=True, exist_ok=True)
    own = project / tree.STATE / "posters"
    for file in own.iterdir():
        if not file.is_symlink():
            temporary = PRINTS / f"{file.name}.{os.getpid()}.new"
            shutil.copyfile(file, temporary)
            temporary.replace(PRINTS / file.name)
    for file in PRINTS.iterdir():
        if file.suffix != ".new" and not (own / file.name).exists():
            file.unlink(missing_ok=True)


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The site served on this machine only."""
    with browsing.served(site) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium, headless."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(browsing.QUIET)
        )
        yield chromium
        chromium.close()


Edit = Callable[[str, Callable[[list[dict[str, str]]], None]], None]


@pytest.fixture
def edit(project: Path) -> Edit:
    """Change the rows of a table of the copy in place: `edit("mines/mines", change)`."""

    def change_rows(table: str, change: Callable[[list[dict[str, str]]], None]) -> None:
        file = project / "data" / f"{table}.csv"
        reader = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8")))
        rows = list(reader)
        assert reader.fieldnames is not None
        change(rows)
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, reader.fieldnames, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    return change_rows


def edit_json(file: Path, change: Callable[[dict], None]) -> None:  # type: ignore[type-arg]
    """Change a descriptor in place."""
    descriptor = json.loads(file.read_text(encoding="utf-8"))
    change(descriptor)
    file.write_text(json.dumps(descriptor, ensure_ascii=False, indent=2), encoding="utf-8")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-golden", action="store_true", help="write tests/golden/ anew, for review"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever waits for a whole build or a browser is slow by that alone."""
    for item in items:
        if {"site", "browser"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)
