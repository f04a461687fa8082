"""A working bulletin for another place, out of the one this program came with.

What holds in the whole country comes along (criteria, windows, scale classes, national channels
and the reward rule); what a place says of itself starts empty. Nothing is asked: the placeholders
of `starter/` pass the check.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from generator import content, packages, settings

THEME = "theme"
_STARTER = Path(__file__).parent / "starter"
_FILES = (".gitattributes", ".gitignore")

Row = Mapping[str, str]


def _every(row: Row) -> bool:
    return True


def _national(row: Row) -> bool:
    return row["level"] == "national"


_KEPT: Mapping[str, Callable[[Row], bool]] = {
    "enforcement/publication_rules": _every,
    "hazard-criteria/criteria": _every,
    "hazard-criteria/criterion_clauses": _every,
    "hazard-criteria/documents": _every,
    "mines/authorities": _national,
    "mines/scale_classes": _every,
    "report-channels/channels": lambda row: _national(row) and not row["until"],
    # Rules of a province or a city are issued by bodies that are named after it.
    "report-channels/reward_rules": lambda row: row["issuer"].startswith(("国家", "应急管理部")),
}
"""The tables whose rows hold in the whole country; all others start empty."""

_DOCUMENT = re.compile(r"[\u4e00-\u9fff]+〔[0-9]{4}〕[0-9]+号")
_SENTENCE = re.compile(r"[^。]*。")
_ID_IN_WORDS = "mine-001"


def home() -> Path | None:
    """The bulletin this program came with, None where it was installed without one."""
    found = Path(__file__).parent.parent
    return found if all((found / part).is_dir() for part in (*_PARTS, THEME)) else None


_PARTS = (packages.FOLDER, content.FOLDER)


def found(source: Path, target: Path) -> None:
    """Write a new bulletin into an empty or missing folder. Raises OSError."""
    target.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source / THEME, target / THEME)
    for name in _FILES:
        if (source / name).is_file():
            shutil.copy(source / name, target / name)
    shutil.copy(_STARTER / settings.FILE, target / settings.FILE)
    local = set()
    for descriptor in sorted((source / packages.FOLDER).glob("*/datapackage.json")):
        local |= _package(descriptor.parent, target / packages.FOLDER / descriptor.parent.name)
    mines = _ids(source / packages.FOLDER / "mines" / "mines.csv")
    (target / content.FOLDER).mkdir()
    for words in sorted((source / content.FOLDER).iterdir()):
        if words.is_file():
            text = _neutral(words.read_text(encoding="utf-8"), local, mines)
            _write(target / content.FOLDER / words.name, text)


def _package(source: Path, target: Path) -> set[str]:
    """One package with its national rows; give the documents that the emptied tables rest on."""
    target.mkdir(parents=True)
    descriptor: dict[str, Any] = json.loads((source / "datapackage.json").read_bytes())
    # What is said of the demonstration's rows is not true of others.
    sentences = _SENTENCE.findall(descriptor["description"])
    kept = [words for words in sentences if "示范" not in words and "示例" not in words]
    descriptor["description"] = "".join(kept) or descriptor["title"]
    local: set[str] = set()
    for resource in descriptor["resources"]:
        name = f"{source.name}/{resource['name']}"
        header, rows = _rows(source / resource["path"])
        national = [row for row in rows if name in _KEPT and _KEPT[name](row)]
        _write(target / resource["path"], _table(header, national))
        if not national:
            titles = "".join(entry["title"] for entry in resource.pop("sources", []))
            local |= set(_DOCUMENT.findall(titles))
    text = json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"
    _write(target / "datapackage.json", text)
    return local


def _rows(file: Path) -> tuple[list[str], list[dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"), newline=""))
    rows = list(reader)
    return list(reader.fieldnames or ()), rows


def _table(header: list[str], rows: list[dict[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _ids(mines: Path) -> list[str]:
    return [row["mine_id"] for row in _rows(mines)[1]]


def _neutral(text: str, local: set[str], mines: list[str]) -> str:
    """Words without what rests on a document of the place, and with an id that is an example."""
    for mine_id in mines:
        text = re.sub(rf"(?<![\w-]){re.escape(mine_id)}(?![\w-])", _ID_IN_WORDS, text)
    return "".join(_lines(text, local))


def _lines(text: str, local: set[str]) -> Iterator[str]:
    for line in text.splitlines(keepends=True):
        if not any(document in line for document in local):
            yield line
            continue
        clauses = re.split("(?<=；)", line.rstrip("。\n"))
        kept = [c for c in clauses if not any(document in c for document in local)]
        if kept:
            yield "".join(kept).rstrip("；") + "。\n"


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="\n")
