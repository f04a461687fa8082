"""The state of a mine on an earlier day: today's row with the later changes undone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import DAY, Edit
from rows import row

from generator import bulletin, pipeline
from generator.bulletin import changes
from generator.pipeline import Source
from generator.records import Mine, MineChange


def change(  # what one row of mine_changes says
    day: str, field: str, old: str, new: str, *, published: str | None = "", change_id: str = "c"
) -> MineChange:
    published_on = day if published == "" else published
    return row(
        MineChange,
        change_id=change_id,
        mine_id="m-1",
        changed_on=day,
        field=field,
        old_value=old,
        new_value=new,
        published_on=published_on,
    )


def name_on(day: str, *found: MineChange, today: str) -> str:
    mine = row(Mine, mine_id="m-1", name=today)
    cells = changes.undone(found, date.fromisoformat(day))
    return changes.restore(mine, cells.get("m-1", {})).name


RENAMED = change("2025-06-18", "name", "甲矿", "乙矿", published="2025-06-25")


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2025-06-17", "甲矿"),
        ("2025-06-18", "甲矿"),  # happened, not yet published
        ("2025-06-24", "甲矿"),
        ("2025-06-25", "乙矿"),
        ("2026-11-23", "乙矿"),
    ],
)
def test_a_new_name_counts_from_the_day_it_is_published(day: str, name: str) -> None:
    assert name_on(day, RENAMED, today="乙矿") == name


@pytest.mark.parametrize(
    ("day", "name"), [("2026-11-20", "甲矿"), ("2026-11-30", "甲矿"), ("2026-12-01", "乙矿")]
)
def test_a_change_announced_ahead_counts_from_the_day_it_happens(day: str, name: str) -> None:
    ahead = change("2026-12-01", "name", "甲矿", "乙矿", published="2026-11-20")
    assert name_on(day, ahead, today="乙矿") == name


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2024-01-31", "甲矿"),
        ("2024-02-01", "乙矿"),
        ("2025-02-28", "乙矿"),
        ("2025-03-01", "丙矿"),
    ],
)
@pytest.mark.parametrize("order", [1, -1])
def test_two_changes_of_one_field_are_undone_one_after_the_other(
    day: str, name: str, order: int
) -> None:
    first = change("2024-02-01", "name", "甲矿", "乙矿", change_id="c-2")
    second = change("2025-03-01", "name", "乙矿", "丙矿", change_id="c-1")
    assert name_on(day, *[first, second][::order], today="丙矿") == name


def test_an_older_change_published_late_does_not_bring_back_the_past() -> None:
    late = change("2024-02-01", "name", "甲矿", "乙矿", published="2026-01-01", change_id="c-1")
    newer = change("2025-03-01", "name", "乙矿", "丙矿", change_id="c-2")
    assert name_on("2025-06-01", late, newer, today="丙矿") == "丙矿"


def test_a_change_that_is_not_published_is_undone_on_every_day() -> None:
    secret = change("2025-03-01", "name", "甲矿", "乙矿", published=None)
    assert name_on("2026-11-23", secret, today="乙矿") == "甲矿"
    assert name_on("2030-01-01", secret, today="乙矿") == "甲矿"


def test_changes_of_different_fields_and_mines_do_not_touch_each_other() -> None:
    found = (
        change("2025-03-01", "name", "甲矿", "乙矿", change_id="c-1"),
        change("2024-03-01", "operator", "甲公司", "乙公司", change_id="c-2"),
        row(
            MineChange,
            change_id="c-3",
            mine_id="m-2",
            changed_on="2025-09-01",
            published_on="2025-09-01",
            field="status",
            old_value="producing",
            new_value="closed",
        ),
    )
    assert changes.undone(found, date(2025, 1, 1)) == {
        "m-1": {"name": "甲矿"},
        "m-2": {"status": "producing"},
    }


def test_a_restored_cell_has_the_type_of_its_column() -> None:
    mine = row(Mine, mine_id="m-1", capacity=Decimal(20), listed_on="2024-01-05", name="甲矿")
    old = changes.restore(mine, {"capacity": "8", "slope_m": "96.5", "pond_above_homes": "yes"})
    assert (old.capacity, old.slope_m) == (Decimal(8), Decimal("96.5"))
    assert old.pond_above_homes is True
    assert (old.name, old.listed_on) == ("甲矿", date(2024, 1, 5))


def test_an_old_value_that_was_empty_is_empty_again() -> None:
    mine = row(Mine, mine_id="m-1", capacity=Decimal(20), operator="甲公司")
    old = changes.restore(mine, {"capacity": "", "operator": ""})
    assert (old.capacity, old.operator) == (None, "")


# The shipped data: renamed on 2025-06-18 (published 06-25), transferred on 2025-11-10 (11-17),
# a slope measured anew on 2026-11-16 and not public before 2026-11-27.
@pytest.mark.parametrize(
    ("day", "mine_id", "field", "value"),
    [
        ("2025-06-24", "qx-005", "name", "示例老石坳采石场"),
        ("2025-06-25", "qx-005", "name", "示例石坳建筑石料矿"),
        ("2025-11-16", "qx-006", "operator", "示例老竹矿业有限公司"),
        ("2025-11-17", "qx-006", "operator", "示例新竹矿业有限公司"),
        ("2025-11-16", "qx-006", "uscc", "91000000MADEM03100"),
        ("2024-09-17", "qx-005", "status", "producing"),
        ("2024-09-18", "qx-005", "status", "suspended"),
        ("2024-12-19", "qx-005", "status", "producing"),
        ("2026-11-26", "qx-025", "slope_m", Decimal(96)),
        ("2026-11-27", "qx-025", "slope_m", Decimal(102)),
    ],
)
def test_the_shipped_mines_are_shown_as_the_public_knew_them(
    shipped: Source, day: str, mine_id: str, field: str, value: object
) -> None:
    seen = bulletin.assemble(shipped.packages, shipped.content, date.fromisoformat(day))
    assert getattr(seen.mines[mine_id], field) == value
    assert getattr(seen.dossiers[mine_id].mine, field) == value


def test_a_former_name_is_listed_only_once_it_is_former(shipped: Source) -> None:
    before, after = (
        bulletin.assemble(shipped.packages, shipped.content, day).dossiers["qx-005"]
        for day in (date(2025, 6, 24), date(2025, 6, 25))
    )
    assert before.former_names == ()
    assert [found.old_value for found in after.former_names] == ["示例老石坳采石场"]


def test_a_renaming_announced_ahead_makes_no_former_name_yet(project: Path, edit: Edit) -> None:
    def announce(rows: list[dict[str, str]]) -> None:
        (renamed,) = [r for r in rows if r["mine_id"] == "qx-005" and r["field"] == "name"]
        renamed.update(changed_on="2026-12-01", published_on="2026-11-20", corrected_on="")
        renamed.update(correction_note="")

    edit("mines/mine_changes", announce)
    source = pipeline.check(project, DAY)
    assert [problem.code for problem in source.problems] == ["fact-ahead"]  # a warning
    seen = bulletin.assemble(source.packages, source.content, date(2026, 11, 23))
    dossier = seen.dossiers["qx-005"]
    assert (dossier.mine.name, dossier.former_names) == ("示例老石坳采石场", ())


def test_a_moved_mine_stands_under_its_old_town_before(project: Path, edit: Edit) -> None:
    def move(rows: list[dict[str, str]]) -> None:
        rows.append(
            dict.fromkeys(rows[0], "")
            | {
                "change_id": "m-moved",
                "mine_id": "qx-001",
                "changed_on": "2026-05-01",
                "published_on": "2026-05-01",
                "field": "town_code",
                "old_value": "441803104",
                "new_value": "441803102",
                "approval_no": "示例",
            }
        )

    edit("mines/mine_changes", move)
    source = pipeline.check(project, DAY)
    assert source.problems == []
    towns = {
        day: bulletin.assemble(source.packages, source.content, date.fromisoformat(day))
        .dossiers["qx-001"]
        .town.name
        for day in ("2026-04-30", "2026-05-01")
    }
    assert towns == {"2026-04-30": "太平镇", "2026-05-01": "太和镇"}
