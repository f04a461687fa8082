"""The records: cells as typed values, and what the contract says about them."""

from __future__ import annotations

import dataclasses
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, edit_json
from rows import row

from generator import packages, records
from generator.pipeline import Source
from generator.records import Channel, Criterion, Document, Mine, Outcome, PublicationRule, Records


@pytest.fixture(scope="module")
def read(shipped: Source) -> Records:
    """The shipped records."""
    return records.read(shipped.packages)


def test_every_row_of_every_table_becomes_a_record(shipped: Source, read: Records) -> None:
    tables = {r.name: r for p in shipped.packages.values() for r in p.resources.values()}
    for entry in dataclasses.fields(Records):
        assert len(getattr(read, entry.name)) == len(tables[entry.name].rows), entry.name


def test_records_keep_the_order_of_the_file(shipped: Source, read: Records) -> None:
    rows = shipped.packages["mines"].resources["mines"].rows
    assert [mine.mine_id for mine in read.mines] == [r.cells["mine_id"] for r in rows]


def test_cells_are_read_by_their_type(read: Records) -> None:
    mine = read.mines[0]
    assert mine.mine_id == "qx-001"
    assert mine.town_code == "441803102"
    assert mine.capacity == Decimal("60")
    assert mine.listed_on == date(2024, 1, 5)
    assert read.channels[0].on_poster is True
    assert read.channels[2].on_poster is False
    assert read.criteria[0].item_no == 1
    assert read.cases[0].list_year == 2024
    assert read.outcomes[1].fine_yuan == Decimal("4000")


def test_an_empty_cell_is_an_empty_text_or_none(read: Records) -> None:
    mine = read.mines[0]
    assert mine.parent_mine_id == ""
    assert mine.pond_class == ""
    assert mine.pond_above_homes is None
    outcome = read.outcomes[0]
    assert (outcome.fine_yuan, outcome.clause_no, outcome.lifted_on) == (None, None, None)
    assert outcome.persons_penalised is None


def test_a_record_cannot_be_changed(read: Records) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        read.mines[0].name = "别的"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("kind", "name", "cell", "expected"),
    [
        (Mine, "capacity", "12.50", Decimal("12.50")),
        (Mine, "capacity", "", None),
        (Mine, "name", "", ""),
        (Mine, "name", " 甲 ", " 甲 "),
        (Mine, "pond_above_homes", "yes", True),
        (Mine, "pond_above_homes", "no", False),
        (Mine, "pond_above_homes", "", None),
        (Mine, "listed_on", "2024-02-29", date(2024, 2, 29)),
        (Outcome, "decided_on", "2026-11-23", date(2026, 11, 23)),
        (Outcome, "clause_no", "3", 3),
        (PublicationRule, "max_months", "12", 12),
        (Criterion, "item_no", "007", 7),
    ],
)
def test_a_cell_becomes_the_value_of_its_field(
    kind: type[Any], name: str, cell: str, expected: object
) -> None:
    value = records.value(kind, name, cell)
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize(
    ("kind", "name", "cell"),
    [
        (Outcome, "decided_on", ""),
        (Outcome, "decided_on", "2026-13-01"),
        (Criterion, "item_no", ""),
        (Criterion, "item_no", "one"),
    ],
)
def test_a_cell_that_is_not_of_its_type_raises(kind: type[Any], name: str, cell: str) -> None:
    """Never seen after a check: the schema demands these fields."""
    with pytest.raises(ValueError, match=r"."):
        records.value(kind, name, cell)


def test_yes_is_what_the_schema_calls_true(tmp_path: Path) -> None:
    """`trueValues` of the field decide; nothing else is yes."""
    shutil.copytree(ROOT / "data", tmp_path / "data")

    def other_words(descriptor: dict[str, Any]) -> None:
        for resource in descriptor["resources"]:
            for entry in resource["schema"]["fields"]:
                if entry["type"] == "boolean":
                    entry.update(trueValues=["no"], falseValues=["yes"])

    edit_json(tmp_path / "data/report-channels/datapackage.json", other_words)
    loaded, _ = packages.load(tmp_path)
    before = records.read(packages.load(ROOT)[0]).channels
    after = records.read(loaded).channels
    assert [channel.on_poster for channel in after] == [not c.on_poster for c in before]
    assert records.value(Channel, "on_poster", "是", ("是",)) is True
    assert records.value(Channel, "on_poster", "yes", ("是",)) is False


@pytest.mark.parametrize(
    ("effective_on", "repealed_on", "day", "expected"),
    [
        (None, None, "2022-07-07", False),
        (None, None, "2022-07-08", True),
        ("2022-09-01", None, "2022-08-31", False),
        ("2022-09-01", None, "2022-09-01", True),
        ("2022-09-01", "2026-01-01", "2025-12-31", True),
        ("2022-09-01", "2026-01-01", "2026-01-01", False),
        (None, "2022-07-08", "2022-07-08", False),
        ("2022-07-01", None, "2022-07-01", True),
    ],
)
def test_a_document_is_in_force_from_its_first_day_until_before_its_repeal(
    effective_on: str | None, repealed_on: str | None, day: str, *, expected: bool
) -> None:
    document = row(
        Document,
        document_no="x",
        issued_on="2022-07-08",
        effective_on=effective_on,
        repealed_on=repealed_on,
    )
    assert document.in_force(date.fromisoformat(day)) is expected


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("", ()),
        ("罚款", ("罚款",)),
        ("警告、罚款", ("警告", "罚款")),
        ("、罚款、", ("罚款",)),
        ("a,b", ("a,b",)),
    ],
)
def test_several_values_of_a_cell_are_joined_by_a_chinese_comma(
    cell: str, parts: tuple[str, ...]
) -> None:
    assert records.several(cell) == parts


def test_nothing_the_program_reads_is_missing_from_the_shipped_descriptors(
    shipped: Source,
) -> None:
    assert list(records.missing(shipped.packages)) == []


def test_a_package_that_could_not_be_read_is_not_missed_twice(shipped: Source) -> None:
    rest = {name: p for name, p in shipped.packages.items() if name != "mines"}
    assert list(records.missing(rest)) == []
