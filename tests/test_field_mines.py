"""Mines and ponds, their changes and their safety permits."""

from __future__ import annotations

from datetime import date

import pytest
from desks import Cells, found

from generator.validation.field import changes, licences, mines


def test_a_capacity_has_its_unit() -> None:
    rows = [
        {"capacity": "30"},
        {"capacity": "30", "capacity_unit": "万吨/年"},
        {"capacity_unit": "万吨/年"},
        {},
    ]
    assert found(mines.capacity_has_its_unit, {"mines/mines": rows}) == [
        "capacity-unit-missing mines/mines:2 capacity_unit"
    ]


CLASSES = [
    {
        "mineral": "石灰岩",
        "mining": "any",
        "unit": "万吨/年",
        "large_from": "100",
        "medium_from": "50",
    },
    {
        "mineral": "建筑石料",
        "mining": "any",
        "unit": "万立方米/年",
        "large_from": "10",
        "medium_from": "5",
    },
    {
        "mineral": "铁",
        "mining": "open-pit",
        "unit": "万吨/年",
        "large_from": "200",
        "medium_from": "60",
    },
    {
        "mineral": "铁",
        "mining": "underground",
        "unit": "万吨/年",
        "large_from": "100",
        "medium_from": "30",
    },
]


def _mine(kind: str, mineral: str, scale: str, capacity: str, unit: str = "万吨/年") -> Cells:
    return {
        "mine_kind": kind,
        "mineral": mineral,
        "scale": scale,
        "capacity": capacity,
        "capacity_unit": unit,
    }


def _scales(*rows: Cells) -> list[str]:
    tables = {"mines/mines": rows, "mines/scale_classes": CLASSES}
    return found(mines.scale_fits_its_class, tables)


@pytest.mark.parametrize(
    ("capacity", "scale"),
    [
        ("100", "large"),
        ("100.0", "large"),
        ("99.9", "medium"),
        ("50", "medium"),
        ("49.99", "small"),
        ("0", "small"),
    ],
)
def test_the_lower_bound_belongs_to_the_class(capacity: str, scale: str) -> None:
    wrong = {"large", "medium", "small"} - {scale}
    assert _scales(_mine("open-pit", "石灰岩", scale, capacity)) == []
    for other in wrong:
        assert _scales(_mine("open-pit", "石灰岩", other, capacity)) == [
            "scale-class mines/mines:2 scale"
        ]


def test_the_class_is_that_of_the_way_of_mining() -> None:
    assert _scales(_mine("open-pit", "铁", "medium", "120")) == []
    assert _scales(_mine("underground", "铁", "large", "120")) == []
    assert _scales(_mine("underground", "铁", "medium", "120")) == [
        "scale-class mines/mines:2 scale"
    ]


def test_a_combined_mine_fits_either_class() -> None:
    assert _scales(_mine("combined", "铁", "medium", "120")) == []
    assert _scales(_mine("combined", "铁", "large", "120")) == []
    assert _scales(_mine("combined", "铁", "small", "120")) == ["scale-class mines/mines:2 scale"]


def test_tons_are_not_compared_with_cubic_metres() -> None:
    assert _scales(_mine("open-pit", "建筑石料", "large", "60")) == [
        "capacity-unit-class mines/mines:2 capacity_unit"
    ]


def test_scale_is_silent_where_nothing_is_known() -> None:
    assert (
        _scales(
            _mine("open-pit", "石英岩", "large", "1"),
            _mine("other", "铁", "large", "1"),
            _mine("tailings-pond", "铁", "large", "1"),
            _mine("open-pit", "石灰岩", "", "1"),
            _mine("open-pit", "石灰岩", "large", ""),
            _mine("open-pit", "石灰岩", "large", "１"),
            _mine("open-pit", "石灰岩", "huge", "1"),
            _mine("open-pit", "石灰岩", "large", "1", ""),
            _mine("open-pit", "石灰岩", "large", "1", "吨"),
        )
        == []
    )


def test_only_ponds_have_pond_fields() -> None:
    rows = [
        {"mine_kind": "tailings-pond", "pond_class": "4", "pond_above_homes": "yes"},
        {"mine_kind": "open-pit", "pond_class": "4"},
        {"mine_kind": "underground", "pond_above_homes": "no"},
        {"mine_kind": "open-pit"},
        {"mine_kind": "pond", "pond_class": "4"},
    ]
    assert found(mines.only_ponds_have_pond_fields, {"mines/mines": rows}) == [
        "pond-field mines/mines:3 pond_class",
        "pond-field mines/mines:4 pond_above_homes",
    ]


def test_no_mine_belongs_to_itself() -> None:
    rows = [
        {"mine_id": "a", "parent_mine_id": "a"},
        {"mine_id": "b", "parent_mine_id": "c"},
        {"mine_id": "c", "parent_mine_id": "b"},
        {"mine_id": "d", "parent_mine_id": "b"},
        {"mine_id": "e", "parent_mine_id": "nobody"},
        {"mine_id": "f"},
    ]
    assert found(mines.parents_do_not_go_round, {"mines/mines": rows}) == [
        "parent-circle mines/mines:2 parent_mine_id",
        "parent-circle mines/mines:3 parent_mine_id",
    ]


def _change(day: str, old: str, new: str, field: str = "status", **more: str) -> Cells:
    return {
        "change_id": f"m-{day}",
        "mine_id": "qx-001",
        "changed_on": day,
        "field": field,
        "old_value": old,
        "new_value": new,
        **more,
    }


def _mines(**cells: str) -> list[Cells]:
    row = {
        "mine_id": "qx-001",
        "name": "示例矿",
        "mine_kind": "open-pit",
        "status": "producing",
        "listed_on": "2024-01-05",
    }
    return [{**row, **cells}]


def test_a_change_takes_up_what_the_change_before_brought() -> None:
    rows = [
        _change("2025-03-01", "suspended", "producing"),
        _change("2024-03-01", "producing", "suspended"),
    ]
    tables = {"mines/mines": _mines(), "mines/mine_changes": rows}
    assert found(changes.changes_follow_each_other, tables) == []
    broken = [*rows, _change("2026-03-01", "expansion", "producing")]
    tables = {"mines/mines": _mines(), "mines/mine_changes": broken}
    assert found(changes.changes_follow_each_other, tables) == [
        "change-chain mines/mine_changes:4 old_value"
    ]


def test_chains_of_two_columns_or_two_mines_are_apart() -> None:
    rows = [
        _change("2024-03-01", "small", "medium", "scale"),
        _change("2025-03-01", "suspended", "producing"),
        _change("2025-03-02", "x", "expansion", mine_id="qx-002"),
    ]
    tables = {"mines/mines": _mines(), "mines/mine_changes": rows}
    assert found(changes.changes_follow_each_other, tables) == []


def test_one_hundred_is_one_hundred_point_nought() -> None:
    rows = [
        _change("2024-03-01", "80", "100", "capacity"),
        _change("2025-03-01", "100.0", "120", "capacity"),
    ]
    tables = {"mines/mines": _mines(capacity="120.00"), "mines/mine_changes": rows}
    assert found(changes.changes_follow_each_other, tables) == []
    assert found(changes.changes_end_at_todays_row, tables) == []


def test_the_last_change_ends_at_todays_row() -> None:
    rows = [
        _change("2024-03-01", "producing", "suspended"),
        _change("2027-01-01", "suspended", "closing"),
    ]
    tables = {"mines/mines": _mines(status="closing"), "mines/mine_changes": rows}
    assert found(changes.changes_end_at_todays_row, tables) == []
    tables = {"mines/mines": _mines(status="suspended"), "mines/mine_changes": rows}
    assert found(changes.changes_end_at_todays_row, tables) == [
        "change-end mines/mine_changes:3 new_value"
    ]


def test_a_change_of_nothing_is_none() -> None:
    rows = [
        _change("2024-03-01", "producing", "producing"),
        _change("2025-03-01", "producing", "suspended"),
        _change("2025-04-01", "120", "120.0", "capacity"),
        _change("2025-05-01", "", "示例集团", "group_company"),
    ]
    assert found(changes.changes_change_something, {"mines/mine_changes": rows}) == [
        "change-nothing mines/mine_changes:2 new_value",
        "change-nothing mines/mine_changes:4 new_value",
    ]


def test_spoilt_cells_break_no_chain() -> None:
    rows = [
        _change("2024-03-01", "producing", "stopped"),
        _change("2025-03-01", "suspended", "producing"),
    ]
    tables = {"mines/mines": _mines(status="produces"), "mines/mine_changes": rows}
    assert found(changes.changes_follow_each_other, tables) == []
    assert found(changes.changes_end_at_todays_row, tables) == []
    undated = [_change("2024-3-1", "producing", "suspended")]
    tables = {"mines/mines": _mines(), "mines/mine_changes": undated}
    assert found(changes.changes_end_at_todays_row, tables) == []
    elsewhere = [
        _change("2024-03-01", "1", "2", "shoe_size"),
        _change("2024-03-01", "a", "b", mine_id="nobody"),
    ]
    tables = {"mines/mines": _mines(), "mines/mine_changes": elsewhere}
    assert found(changes.changes_end_at_todays_row, tables) == []


def _permit(issued: str, until: str, **more: str) -> Cells:
    return {
        "mine_id": "qx-001",
        "kind": "safety-permit",
        "issued_on": issued,
        "valid_until": until,
        **more,
    }


def _permits(*rows: Cells, day: date = date(2026, 11, 23), **mine: str) -> list[str]:
    tables = {"mines/mines": _mines(**mine), "mines/licences": rows}
    return found(licences.producing_mines_have_permits, tables, as_of=day)


MISSING = ["warning permit-missing mines/mines:2 status"]
EXPIRED = ["warning permit-expired mines/licences:2 valid_until"]


def test_a_producing_mine_without_a_safety_permit_is_a_warning() -> None:
    assert _permits() == MISSING
    assert _permits({"mine_id": "qx-001", "kind": "mining-licence"}) == MISSING
    assert _permits(_permit("2024-01-01", "2026-12-31", mine_id="qx-002")) == MISSING


def test_a_permit_in_force_lets_a_mine_produce() -> None:
    assert _permits(_permit("2024-01-01", "2026-12-31")) == []
    assert _permits(_permit("2026-11-23", "2029-11-22")) == []
    assert _permits(_permit("2023-11-24", "2026-11-23")) == []
    assert _permits(_permit("2024-01-01", "")) == []


def test_an_expired_permit_of_a_producing_mine_is_a_warning() -> None:
    assert _permits(_permit("2023-11-23", "2026-11-22")) == EXPIRED
    ended = _permit("2024-01-01", "2026-12-31", ended_on="2026-11-23", end_kind="revoked")
    assert _permits(ended) == ["warning permit-expired mines/licences:2 ended_on"]


def test_the_warning_stands_at_the_last_of_several_permits() -> None:
    first, second = _permit("2020-01-01", "2022-12-31"), _permit("2023-01-01", "2025-12-31")
    assert _permits(first, second) == ["warning permit-expired mines/licences:3 valid_until"]
    third = _permit("2026-01-01", "2028-12-31")
    assert _permits(first, second, third) == []


@pytest.mark.parametrize(
    "mine",
    [
        {"mine_kind": "other"},
        {"mine_kind": "quarry"},
        {"status": "suspended"},
        {"status": "closed"},
        {"listed_on": "2026-12-01"},
    ],
)
def test_no_permit_is_asked_of_others(mine: dict[str, str]) -> None:
    assert _permits(**mine) == []


def test_a_spoilt_permit_is_taken_for_good() -> None:
    assert _permits(_permit("2024-01-01", "2026-11-31")) == []
    assert _permits(_permit("2024-01-01", "2025-12-31", kind="permit")) == []


def test_an_unread_table_of_licences_raises_no_warning() -> None:
    tables = {"mines/mines": _mines()}
    unsound = ("mines/licences",)
    assert found(licences.producing_mines_have_permits, tables, unsound=unsound) == []


def test_the_status_is_that_of_the_day() -> None:
    resumed = [_change("2026-06-01", "suspended", "producing")]
    tables = {"mines/mines": _mines(), "mines/mine_changes": resumed}
    rule = licences.producing_mines_have_permits
    assert found(rule, tables, as_of=date(2026, 5, 31)) == []
    assert found(rule, tables, as_of=date(2026, 6, 1)) == MISSING
