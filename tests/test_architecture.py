"""The drawing of the architecture, executable: rooms, doors, and what no room may do."""

from __future__ import annotations

import ast
import functools
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

PACKAGE = "generator"
FILES = sorted((ROOT / PACKAGE).rglob("*.py"))

# One way only: a room may import the rooms before it, never one after it. A new module joins here.
ROOMS = (
    "problems",
    "cache",
    "characters",
    "yaml_text",
    "wording",
    "terms",
    "messages",
    "findings",
    "settings",
    "packages",
    "content",
    "addresses",
    "records",
    "journal",
    "ledger",
    "validation",
    "workbook",
    "bulletin",
    "artifacts",
    "archives",
    "render",
    "skin",
    "tree",
    "residue",
    "agreement",
    "source",
    "circular",
    "intake",
    "mending",
    "comparison",
    "clock",
    "shelf",
    "prints",
    "imprint",
    "verification",
    "deployment",
    "parcel",
    "founding",
    "fragments",
    "pipeline",
    "preview",
    "exits",
    "kinds",
    "commands",
    "console",
    "cli",
)

# The modules of a room are siblings: (who, whom) lists every import between two of them. The
# `__init__` of a room tells its story and may import all of them; each family of pages is written
# with render.pages.writer, each family of events with bulletin.events.telling.
SIBLINGS = {
    ("bulletin.disclosure", "bulletin.state"),
    ("bulletin.figures", "bulletin.state"),
    ("bulletin.plan", "bulletin.figures"),
    ("bulletin.scores", "bulletin.duties"),
    ("bulletin.scores", "bulletin.events.removals"),
    ("bulletin.scores", "bulletin.state"),
    ("bulletin.events.removals", "bulletin.duties"),
    ("bulletin.events", "bulletin.visibility"),
    ("bulletin.events.removals", "bulletin.visibility"),
    ("bulletin.events.statistics", "bulletin.counts"),
    ("bulletin.events.telling", "bulletin.changes"),
    ("bulletin.events.telling", "bulletin.visibility"),
    ("bulletin.events.telling", "bulletin.vocabulary"),
    ("render.boards", "render.posters"),
    ("render.feeds.json_feed", "render.feeds.entries"),
    ("render.feeds.json_feed", "render.feeds.moulds"),
    ("render.feeds.moulds", "render.feeds.entries"),
    ("render.feeds.subscriptions", "render.feeds.entries"),
    ("render.pages.closures", "render.charts"),
    ("render.pages.enforcement", "render.charts"),
    ("render.pages.grading", "render.charts"),
    ("render.pages.hazards", "render.charts"),
    ("render.pages.mines", "render.charts"),
    ("render.pages.plan", "render.charts"),
    ("render.pages.scorecard", "render.charts"),
    ("render.pages.writer", "render.charts"),
    ("render.pages.writer", "render.downloads"),
    ("render.posters", "render.codes"),
    ("render.posters", "render.typesetting"),
    ("render.pages.words", "render.circulars"),
    ("render.circulars", "render.codes"),
    ("render.circulars", "render.posters"),
    ("render.circulars", "render.typesetting"),
    ("render.packs", "render.posters"),
    ("render.packs", "render.typesetting"),
    ("render.lists", "render.listing"),
    ("render.search.records", "render.listing"),
    ("render.search.records", "render.search.columns"),
    ("render.search.words", "render.search.columns"),
    ("render.search.records", "render.lists.hazards"),
    ("render.search.records", "render.lists.mines"),
    ("render.search.records", "render.lists.outcomes"),
    ("render.lists.closures", "render.listing"),
    ("render.lists.hazards", "render.listing"),
    ("render.lists.mines", "render.listing"),
    ("render.lists.notices", "render.listing"),
    ("render.lists.outcomes", "render.listing"),
    ("render.lists.telling", "render.listing"),
    ("render.pages.closures", "render.lists"),
    ("render.pages.enforcement", "render.lists"),
    ("render.pages.hazards", "render.listing"),
    ("render.pages.hazards", "render.lists"),
    ("render.pages.mines", "render.lists"),
    ("render.pages.plain", "render.listing"),
    ("render.pages.plain", "render.lists"),
    ("render.pages.words", "render.lists"),
    ("render.pages.writer", "render.templates"),
    ("render.pages.material", "render.downloads"),
    ("render.pages.material", "render.structured"),
    ("render.pages.words", "render.structured"),
    ("render.pages", "render.structured"),
    ("render.structured", "render.downloads"),
    ("skin.press", "skin.moulds"),
    ("skin.press", "skin.prose"),
}

# Families of a folder, and the one module that all of them may import.
FAMILIES = {
    ("render.pages", "render.pages.writer"),
    ("bulletin.events", "bulletin.events.telling"),
    ("render.lists", "render.lists.telling"),
}

# Each outside library has one door; `material` is a folder of templates and styles.
DOORS = {
    "click": {
        "cli",
        "cli.desk",
        "cli.given",
        "cli.publishing",
        "console",
        "commands.asking",
        "commands.build",
        "commands.check",
        "commands.clock",
        "commands.deploy",
        "commands.fix",
        "commands.fragments",
        "commands.init",
        "commands.intake",
        "commands.new",
        "commands.pack",
        "commands.posters",
        "commands.report",
        "commands.serve",
        "commands.verify",
        "commands.withdraw",
        "commands.workbook",
    },
    "rich": {"commands.build"},
    "jsonschema": {"settings"},
    "yaml": {"yaml_text"},
    "holidays": {"terms"},
    "icalendar": {"clock.telling"},
    "frictionless": {"validation.stock"},
    "jinja2": {"render.templates", "skin.press"},  # the skin sets MkDocs' own environment up
    "markupsafe": {  # marks raw markup
        "render.pages.writer",
        "render.templates",
        "skin.glossary",
        "skin.labels",
        "skin.press",
    },
    "feedgen": {"render.feeds.moulds"},
    "typst": {"render.typesetting"},
    "PIL": {"render.posters"},
    "segno": {"render.codes"},
    "pypdf": {"residue"},
    "xlsxwriter": {"fragments", "workbook.writing"},
    "openpyxl": {"workbook.opening", "workbook.reading"},
    "mkdocs": {"skin.press"},
    "material": {"skin"},
    "markdown": {"skin.prose"},
    "pymdownx": {"skin.press"},
    "nh3": {"skin.press", "skin.prose"},
}


def name_of(file: Path) -> str:
    """The module below `generator`: "bulletin.events", "bulletin" for an `__init__`."""
    parts = file.relative_to(ROOT / PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


MODULES = {name_of(file): file for file in FILES}


@functools.cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def imported(file: Path) -> Iterator[str]:
    """Every module a file imports, wherever in it; for `from x import y` also x.y."""
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own(file: Path) -> set[str]:
    """The modules of ours that a file imports, as below `generator`."""
    found = {name.removeprefix(PACKAGE + ".") for name in imported(file)}
    return {name for name in found if name in MODULES and name}


def room(module: str) -> str:
    return module.partition(".")[0]


def test_every_module_stands_in_a_room_of_the_drawing() -> None:
    assert {room(name) for name in MODULES if name} <= set(ROOMS)
    assert len(set(ROOMS)) == len(ROOMS)


@pytest.mark.parametrize("module", [name for name in MODULES if name])
def test_a_room_imports_only_rooms_before_it(module: str) -> None:
    place = ROOMS.index(room(module))
    later = {
        name
        for name in own(MODULES[module])
        if room(name) != room(module) and ROOMS.index(room(name)) > place
    }
    assert later == set()


def test_the_package_itself_imports_nothing() -> None:
    assert list(imported(MODULES[""])) == []


def test_siblings_import_only_the_pairs_listed() -> None:
    pairs = {
        (module, other)
        for module, file in MODULES.items()
        for other in own(file)
        if "." in module and room(module) == room(other)
        if other != room(module) and not f"{other}.".startswith(module + ".")
        if (module.rpartition(".")[0], other) not in FAMILIES
        if room(module) in {"bulletin", "render", "skin"}
    }
    assert pairs - SIBLINGS == set()
    assert pairs


def test_no_module_imports_the_story_of_its_own_room() -> None:
    # `from generator.bulletin import state` names a sibling, never what `__init__` defines.
    for module, file in MODULES.items():
        if "." not in module:
            continue
        for node in ast.walk(parsed(file)):
            if isinstance(node, ast.ImportFrom) and node.module == f"{PACKAGE}.{room(module)}":
                names = {f"{room(module)}.{alias.name}" for alias in node.names}
                assert names <= set(MODULES), module


def test_renderers_write_nothing() -> None:
    # Values in, values out: a renderer reads its theme and its fonts and writes nothing.
    writers = {"write_text", "write_bytes", "mkdir", "unlink", "rmtree", "touch", "rmdir"}
    for module, file in MODULES.items():
        if room(module) not in {"render", "bulletin", "records", "packages", "content"}:
            continue
        calls = {
            node.func.attr
            for node in ast.walk(parsed(file))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        }
        assert not calls & writers, module


def outside(file: Path) -> set[str]:
    tops = {name.partition(".")[0] for name in imported(file)}
    return tops - set(sys.stdlib_module_names) - {PACKAGE, "__future__"}


def test_each_outside_library_has_its_one_door() -> None:
    entries = {(lib, module) for module, file in MODULES.items() for lib in outside(file)}
    doors = {(library, module) for library, modules in DOORS.items() for module in modules}
    assert entries - doors == set()
    assert ("frictionless", "validation.stock") in entries


def test_nothing_is_imported_behind_the_back_of_the_doors() -> None:
    for module, file in MODULES.items():
        names = {node.id for node in ast.walk(parsed(file)) if isinstance(node, ast.Name)}
        assert not names & {"__import__", "import_module", "exec", "eval"}, module
        assert "importlib.import_module" not in set(imported(file)), module


CLOCK = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
    ("time", "strftime"),
    ("time", "ctime"),
}


def readings(file: Path) -> set[tuple[str, str]]:
    """(owner, name) of every attribute that reads a clock: `date.today`, `datetime.date.today`."""
    found = set()
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Attribute):
            owner = node.value
            name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            found.add((name, node.attr))
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            found |= {("time", alias.name) for alias in node.names}
    return found & CLOCK


def test_only_the_command_line_reads_the_clock() -> None:
    assert {module for module, file in MODULES.items() if readings(file)} == {"cli.given"}


def test_only_the_command_line_reads_the_environment_and_the_arguments() -> None:
    told = {("os", "environ"), ("os", "getenv"), ("sys", "argv")}
    for module, file in MODULES.items():
        used = {
            (node.value.id, node.attr)
            for node in ast.walk(parsed(file))
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        }
        assert module in {"cli", "cli.given"} or not used & told, module


def test_nobody_asks_git_or_another_program() -> None:
    for module, file in MODULES.items():
        asked = {"subprocess", "git", "urllib.request", "http.client"} & set(imported(file))
        # `bulletin verify URL` looks at a published site; nothing else reaches out.
        reaching = {"urllib.request", "http.client"} if module == "verification" else set()
        assert asked == reaching, module


DISTRICT = ("清新", "清远", "441803", "4418", "qingxin", "qingyuan")


@pytest.mark.parametrize("folder", ["generator", "theme"])
def test_nothing_of_the_district_stands_in_machine_or_look(folder: str) -> None:
    texts = [
        file
        for file in (ROOT / folder).rglob("*")
        if file.is_file() and file.suffix not in {".pyc", ".png", ".woff2"}
    ]
    assert len(texts) > 20
    named = {
        (file.relative_to(ROOT).as_posix(), word)
        for file in texts
        for word in DISTRICT
        if word in file.read_text(encoding="utf-8").lower()
    }
    assert named == set()
