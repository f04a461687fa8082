"""The data packages as anyone may take them away, and the checksums of the whole site."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from datetime import date
from pathlib import Path

import frictionless
import pytest
from conftest import DAY, ROOT, Edit

from generator import bulletin, pipeline
from generator.packages import NAMES
from generator.pipeline import Source
from generator.render import downloads


def tables(source: Source, day: date = DAY) -> dict[str, bytes]:
    seen = bulletin.assemble(source.packages, source.content, day)
    return {artifact.path: artifact.content for artifact in downloads.render(source.packages, seen)}


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def source_of(path: str) -> bytes:
    return (ROOT / path).read_bytes()


@pytest.fixture(scope="module")
def published(shipped: Source) -> dict[str, bytes]:
    return tables(shipped)


def test_every_descriptor_and_table_is_there(published: dict[str, bytes]) -> None:
    files = [*ROOT.glob("data/*/datapackage.json"), *ROOT.glob("data/*/*.csv")]
    assert set(published) == {file.relative_to(ROOT).as_posix() for file in files}


@pytest.mark.parametrize(
    "path",
    [
        *(f"data/{name}/datapackage.json" for name in NAMES),
        "data/mines/towns.csv",
        "data/mines/mines.csv",
        "data/mines/authorities.csv",
        "data/hazard-criteria/criteria.csv",
        "data/hazard-criteria/criterion_clauses.csv",
        "data/report-channels/boards.csv",
        "data/action-plan/measures.csv",
    ],
)
def test_a_file_without_hidden_rows_is_published_byte_for_byte(shipped: Source, path: str) -> None:
    # After 2026-11-27 the last change of a mine is known, so nothing in mines.csv is undone.
    assert tables(shipped, date(2026, 11, 27))[path] == source_of(path)


def test_bytes_are_kept_whatever_their_quotes_and_line_ends(project: Path) -> None:
    file = project / "data/mines/towns.csv"
    odd = file.read_text(encoding="utf-8").replace("太和镇", '"太和镇"').replace("\n", "\r\n")
    file.write_bytes(odd.encode())
    source = pipeline.check(project, DAY)
    assert source.problems == []
    assert tables(source)["data/mines/towns.csv"] == odd.encode()


HIDDEN = {
    "data/enforcement/outcomes.csv": (
        "outcome_id",
        ("o-te4r8c53", "o-yduk8j72", "o-gv6xkewe", "o-rhzuz24n", "o-hj4habw5", "o-cwahm352"),
    ),
    "data/enforcement/supervised_hazards.csv": ("hazard_id", ("h-df5ansmu", "h-2xqs3zdy")),
    "data/enforcement/hazard_checks.csv": ("hazard_id", ("h-df5ansmu",)),
    "data/closures/cases.csv": ("case_id", ("c-a3h5bhwq", "c-ngy9848d")),
    "data/closures/case_mines.csv": ("case_id", ("c-a3h5bhwq", "c-ngy9848d")),
    "data/mines/mine_changes.csv": ("change_id", ("m-qbj3qt4a",)),
}


@pytest.mark.parametrize("path", HIDDEN)
def test_hidden_rows_are_left_out_and_all_others_kept(
    published: dict[str, bytes], path: str
) -> None:
    key, ids = HIDDEN[path]
    before, after = rows(source_of(path)), rows(published[path])
    assert set(ids) <= {row[key] for row in before}
    assert not set(ids) & {row[key] for row in after}
    shown = {row[key] for row in after}
    for row in (*before, *after):
        row.pop("replaces", None)  # a reference to a hidden row is left empty, see below
    assert after == [row for row in before if row[key] in shown]
    assert published[path].splitlines()[0] == source_of(path).splitlines()[0]


@pytest.mark.slow
def test_nothing_a_hidden_outcome_says_is_found_anywhere_in_the_site(site: Path) -> None:
    hidden = set(HIDDEN["data/enforcement/outcomes.csv"][1])
    every = rows(source_of("data/enforcement/outcomes.csv"))
    visible = [row for row in every if row["outcome_id"] not in hidden]
    secrets = {
        row[field]
        for row in every
        for field in ("decision_no", "facts")
        if row["outcome_id"] in hidden and row[field]
    } - {row[field] for row in visible for field in ("decision_no", "facts")}
    assert len(secrets) >= 6
    assert {found for file in texts(site) for found in secrets if found in file[1]} == set()


def test_what_was_never_public_is_not_even_named(site: Path) -> None:
    # Removed records leave their opaque number behind; embargoed ones leave nothing.
    never = {"o-te4r8c53", "o-yduk8j72", "h-2xqs3zdy", "c-ngy9848d", "m-qbj3qt4a"}
    assert {found for file in texts(site) for found in never if found in file[1]} == set()
    assert not [path for path in site.rglob("*") if path.name in never]


def texts(site: Path) -> list[tuple[str, str]]:
    """Every file of the site that is text, with its words."""
    kinds = {".html", ".csv", ".xml", ".json", ".js", ".atom", ".txt", ""}
    files = [file for file in site.rglob("*") if file.is_file() and file.suffix in kinds]
    assert len(files) > 100
    return [(str(file.relative_to(site)), file.read_text(encoding="utf-8")) for file in files]


def test_a_reference_to_a_hidden_row_is_left_empty(published: dict[str, bytes]) -> None:
    # o-92xashbc replaced o-e7yrmyfc, which was withdrawn.
    path = "data/enforcement/outcomes.csv"
    (before,) = [row for row in rows(source_of(path)) if row["outcome_id"] == "o-92xashbc"]
    (after,) = [row for row in rows(published[path]) if row["outcome_id"] == "o-92xashbc"]
    assert before["replaces"] == "o-e7yrmyfc"
    assert after == {**before, "replaces": ""}
    assert b"o-e7yrmyfc" not in published[path]


def test_a_reference_to_a_row_still_visible_is_kept(shipped: Source) -> None:
    # On 2026-05-31 the replaced decision is still up; the new one comes on 2026-06-03.
    path = "data/enforcement/outcomes.csv"
    on_file = {row["outcome_id"] for row in rows(tables(shipped, date(2026, 5, 31))[path])}
    assert "o-e7yrmyfc" in on_file
    assert "o-92xashbc" not in on_file


@pytest.mark.parametrize(
    ("day", "name"), [("2025-06-24", "示例老石坳采石场"), ("2025-06-25", "示例石坳建筑石料矿")]
)
def test_a_change_not_yet_known_is_undone_in_the_table_of_mines(
    shipped: Source, day: str, name: str
) -> None:
    content = tables(shipped, date.fromisoformat(day))["data/mines/mines.csv"]
    (mine,) = [row for row in rows(content) if row["mine_id"] == "qx-005"]
    assert mine["name"] == name


def test_today_only_the_change_under_embargo_is_undone(published: dict[str, bytes]) -> None:
    path = "data/mines/mines.csv"
    before = {row["mine_id"]: row for row in rows(source_of(path))}
    after = {row["mine_id"]: row for row in rows(published[path])}
    assert before["qx-025"]["slope_m"] == "102"
    before["qx-025"]["slope_m"] = "96"
    assert after == before


@pytest.fixture(scope="module")
def taken_away(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of the built site, in a folder of their own."""
    return Path(shutil.copytree(site / "data", tmp_path_factory.mktemp("taken") / "data"))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_published_passes_the_stock_validator(taken_away: Path, name: str) -> None:
    report = frictionless.Package(str(taken_away / name / "datapackage.json")).validate()
    faults = [(task.name, fault.type, fault.note) for task in report.tasks for fault in task.errors]
    assert report.errors == []
    assert faults == []
    assert report.stats["tasks"] > 0


@pytest.mark.parametrize("day", ["2024-03-01", "2025-06-20", "2026-05-31"])
def test_what_was_public_on_an_earlier_day_passes_too(
    shipped: Source, tmp_path: Path, day: str
) -> None:
    for path, content in tables(shipped, date.fromisoformat(day)).items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    for name in NAMES:
        report = frictionless.Package(str(tmp_path / "data" / name / "datapackage.json")).validate()
        assert report.valid, [fault.note for task in report.tasks for fault in task.errors]


def test_nothing_is_left_of_a_mine_that_is_not_listed_yet(project: Path, edit: Edit) -> None:
    def postpone(found: list[dict[str, str]]) -> None:
        for mine in found:
            if mine["mine_id"] == "qx-001":
                mine["listed_on"] = "2026-12-01"
            if mine["mine_id"] == "qx-002":
                mine["parent_mine_id"] = "qx-001"

    edit("mines/mines", postpone)
    source = pipeline.check(project, DAY)
    # What was typed of the targets counted this mine.
    assert {problem.code for problem in source.problems} == {"progress-differs"}
    taken = {path: content for path, content in tables(source).items() if path.endswith(".csv")}
    assert b"qx-001" in source_of("data/mines/licences.csv")
    assert [path for path, content in taken.items() if b"qx-001" in content] == []
    (child,) = [r for r in rows(taken["data/mines/mines.csv"]) if r["mine_id"] == "qx-002"]
    assert child["parent_mine_id"] == ""


def test_the_checksums_cover_every_other_file_of_the_site(site: Path) -> None:
    lines = (site / "data/SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = [line.partition("  ")[2] for line in lines]
    files = {f.relative_to(site).as_posix() for f in site.rglob("*") if f.is_file()}
    assert listed == sorted(listed)
    assert {*listed, "data/SHA256SUMS"} == files
    assert len(listed) == len(files) - 1


def test_sha256sum_finds_the_whole_site_right(site: Path) -> None:
    command = ["sha256sum", "--check", "--strict", "data/SHA256SUMS"]
    done = subprocess.run(command, cwd=site, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count(": OK") == sum(1 for f in site.rglob("*") if f.is_file()) - 1


def test_sha256sum_notices_one_changed_letter(site: Path, tmp_path: Path) -> None:
    copy = tmp_path / "site"
    shutil.copytree(site, copy)
    page = copy / "index.html"
    page.write_bytes(page.read_bytes().replace(b"12350", b"12351"))
    command = ["sha256sum", "--check", "--quiet", "data/SHA256SUMS"]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout.startswith("index.html:")
