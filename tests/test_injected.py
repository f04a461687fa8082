"""A fault of a known class, put anywhere into a sound bulletin, is found at its place."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest
from conftest import DAY, copy_project
from hypothesis import HealthCheck, given, settings, strategies

from generator import source

pytestmark = pytest.mark.slow

# Table, column, what is put there, the code it must give.
CLASSES = (
    ("enforcement/outcomes", "mine_id", "qx-999", "reference-unknown"),
    ("enforcement/outcomes", "criterion_id", "OP-99", "reference-unknown"),
    ("enforcement/outcomes", "decided_on", "2026-02-30", "date-impossible"),
    ("enforcement/outcomes", "kind", "fine", "constraint-enum"),
    ("enforcement/outcomes", "facts", "当事人身份证号11010519491231002X。", "privacy-id-card"),
    ("enforcement/outcomes", "facts", "联系电话138 1234 5678。", "privacy-mobile"),
    ("enforcement/outcomes", "facts", "=HYPERLINK(1)", "cell-formula"),
    ("enforcement/visits", "findings", "三", "form-integer"),
    ("enforcement/visits", "inspected_on", "", "constraint-required"),
    ("grading/risk_grades", "grade", "E", "constraint-enum"),
    ("grading/risk_grades", "graded_on", "2026/3/5", "date-form"),
    ("mines/licences", "mine_id", "qx-999", "reference-unknown"),
    ("mines/mines", "town_code", "441803999", "reference-unknown"),
    ("mines/mines", "uscc", "91000000MADEM00113", "credit-code-digit"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_project(tmp_path_factory.mktemp("injected") / "bulletin")


@settings(
    max_examples=16,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(chosen=strategies.sampled_from(CLASSES), place=strategies.integers(0, 10_000))
def test_an_injected_fault_is_found_at_its_place(
    folder: Path, chosen: tuple[str, str, str, str], place: int
) -> None:
    table, column, cell, code = chosen
    file = folder / "data" / f"{table}.csv"
    sound = file.read_bytes()
    rows = list(csv.reader(io.StringIO(sound.decode("utf-8"))))
    number = place % (len(rows) - 1) + 1
    rows[number][rows[0].index(column)] = cell
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    try:
        file.write_text(text.getvalue(), encoding="utf-8", newline="\n")
        problems = source.check(folder, DAY).problems
    finally:
        file.write_bytes(sound)
    places = {(p.code, p.file, p.row, p.field) for p in problems}
    assert (code, f"data/{table}.csv", number + 1, column) in places
    shutil.rmtree(folder / ".bulletin", ignore_errors=True)
