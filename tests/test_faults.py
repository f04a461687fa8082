"""A folder a fault: what differs from a sound bulletin, and the literal list of what is found.

`tests/sound/` is a small bulletin without a problem. A folder of `tests/faults/` holds whole files
that take the place of its files, `absent` (paths to delete), `descriptors.json` (per package: a
text of the descriptor and what it is replaced by) and `problems.json`, the list in reading order.
"""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path

import pytest
from conftest import DAY, ROOT

from generator import source

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
SOUND = HERE / "sound"
FAULTS = sorted(path for path in (HERE / "faults").iterdir() if path.is_dir())
OWN = ("problems.json", "absent", "descriptors.json")


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sound bulletin after one check, with what was remembered of its packages. Only copied."""
    folder = _sound(tmp_path_factory.mktemp("sound") / "bulletin")
    source.check(folder, DAY)
    return folder


def _sound(target: Path) -> Path:
    """The sound bulletin with the shipped descriptors and criteria."""
    shutil.copytree(SOUND, target)
    shipped = (*ROOT.glob("data/*/datapackage.json"), *ROOT.glob("data/hazard-criteria/*.csv"))
    for path in shipped:
        place = target / path.relative_to(ROOT)
        place.parent.mkdir(exist_ok=True)
        shutil.copyfile(path, place)
    return target


def _lay(judged: Path, fault: Path, target: Path) -> Path:
    """A fault laid over a copy of the sound bulletin: only what it touches is judged anew."""
    shutil.copytree(judged, target)
    for path in _overlay(fault):
        place = target / path.relative_to(fault)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    if (fault / "descriptors.json").is_file():
        edits = json.loads((fault / "descriptors.json").read_text(encoding="utf-8"))
        for package, pairs in edits.items():
            place = target / "data" / package / "datapackage.json"
            text = place.read_text(encoding="utf-8")
            for old, new in pairs:
                assert old in text, old
                text = text.replace(old, new, 1)
            place.write_text(text, encoding="utf-8")
    if (fault / "absent").is_file():
        for name in (fault / "absent").read_text(encoding="utf-8").splitlines():
            place = target / name
            if place.is_dir():
                shutil.rmtree(place)
            else:
                place.unlink()
    return target


def _overlay(fault: Path) -> list[Path]:
    own = {fault / name for name in OWN}
    return sorted(path for path in fault.rglob("*") if path.is_file() and path not in own)


def _expected(fault: Path) -> list[list[object]]:
    found: list[list[object]] = json.loads((fault / "problems.json").read_text(encoding="utf-8"))
    return found


def test_the_sound_bulletin_has_no_problem(tmp_path: Path) -> None:
    assert source.check(_sound(tmp_path / "bulletin"), DAY).problems == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda path: path.name)
def test_a_fault_gives_exactly_its_problems(judged: Path, fault: Path, tmp_path: Path) -> None:
    problems = source.check(_lay(judged, fault, tmp_path / "bulletin"), DAY).problems
    told = [[p.code, p.severity, p.file, p.row, p.field] for p in problems]
    assert told == _expected(fault)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda path: path.name)
def test_a_folder_holds_only_what_differs_from_the_sound_bulletin(fault: Path) -> None:
    overlay = _overlay(fault)
    assert overlay or any((fault / name).is_file() for name in OWN[1:])
    for path in overlay:
        sound = SOUND / path.relative_to(fault)
        assert not sound.is_file() or sound.read_bytes() != path.read_bytes(), path


# Codes that no file of a small bulletin can give, or that another test gives by other means.
WITHOUT_FOLDER = {
    code: reason
    for reason, codes in {
        "of commands, not of files": """
            usage cannot-run no-poster-channels no-poster-closed no-poster-criteria
            no-poster-unchecked no-poster-unknown output-refused page-warning
            poster-characters poster-crowded poster-item-long
            project-missing residue theme-missing file-unreadable report-early report-exists
            init-no-home init-not-empty serve-port theme-fault
            project-elsewhere
            output-among-own output-exists output-here
        """,
        "of workbooks and their mapping: tests/test_workbook.py, tests/test_desk.py": """
            save-note-damaged workbook-column-lost workbook-heading workbook-moved
            file-overtaken save-halted record-exists withdrawn-already workbook-exists
            workbook-public-row workbook-row-above workbook-sheet-missing workbook-sheet-name
            workbook-table-twice
            workbook-column workbook-comment workbook-conflict workbook-digits workbook-formula
            workbook-hidden workbook-key-twice workbook-large workbook-merged workbook-old
            workbook-part workbook-sheet-unknown workbook-unreadable
            mapping-column mapping-key mapping-table record-unknown
        """,
        "of a built site: tests/test_verify.py, tests/test_deploy.py": """
            deploy-demonstration deploy-inside deploy-moving deploy-no-site deploy-no-way-back
            deploy-older deploy-other-day deploy-returns verify-added verify-changed
            verify-missing verify-no-answer verify-no-folder verify-no-sums
        """,
        "needs the site published before: tests/test_comparison.py": """
            against-damaged against-large against-later against-unknown
            changed-criterion changed-figure correction-removed uncorrected-change
            uncorrected-part unpublished-row unrecorded-mine-change vanished-column
            vanished-row vanished-table
        """,
        "another finding about the cell comes first with the shipped descriptors": """
            change-field constraint-unique credit-code-form key-empty stock-type stock-cell
        """,
        "said by the stock validator about what the shipped descriptors do not ask": """
            stock-ascii stock-compression stock-deviation
            stock-duplicate-row stock-file stock-forbidden
            stock-foreign-key stock-header stock-label stock-other stock-required-value
            stock-row stock-row-width stock-sequence stock-source stock-table stock-tool
            stock-truncated
        """,
    }.items()
    for code in codes.split()
}


def test_every_code_of_the_catalogue_has_a_folder_or_a_reason() -> None:
    covered = {str(problem[0]) for fault in FAULTS for problem in _expected(fault)}
    assert _codes() - covered == set(WITHOUT_FOLDER)


def _codes() -> set[str]:
    text = (ROOT / "generator/messages/zh.toml").read_text(encoding="utf-8")
    return {code for code, entry in tomllib.loads(text).items() if "message" in entry}
